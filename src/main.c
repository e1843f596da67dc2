/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <malloc.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "cli/commands.h"
#include "cli/completion/completion.h"
#include "cli/options.h"
#include "config.h"
#include "confine/confine.h"
#include "probe/balloon/balloon.h"
#include "source/guard.h"
#include "ui/session/ui.h"

/* Bytes from which on malloc maps memory of its own. */
#define LARGE (256 << 10)

/* What has been printed may still be on its way to a full disk, or have been lost there already. */
static int finish_output(void)
{
	struct message message;

	if (fflush(stdout) == 0 && !ferror(stdout))
		return EXIT_DONE;
	message_set(&message, "%s: %s", _("standard output"), strerror(errno));
	return report_error(&message, EXIT_FAILED);
}

static int print_completion(const struct completion_row *row)
{
	enum status status = row->print(stdout);

	return status == STATUS_OK ? finish_output() : report_end(status, &(struct message){ "" });
}

/* What protects, and is not in every build, is said where it is not. */
static void print_version(void)
{
	printf("%s\n%s\n", PACKAGE_STRING, MEMTOP_BUILT_WITH);
	if (!guard_is_built())
		puts("without the guard of records: one whose file system dies holds memtop up");
	if (!confine_is_whole())
		puts("without the whole filter of system calls");
}

static int run(const struct options *options)
{
	switch (options->intent) {
	case INTENT_RUN:
		return run_view(options);
	case INTENT_HELP:
		options_print_help(stdout);
		break;
	case INTENT_VERSION:
		print_version();
		break;
	case INTENT_LIST_COLUMNS:
	case INTENT_LIST_FIGURES:
	case INTENT_CAPABILITIES:
		return run_listing(options);
	case INTENT_LIST_OPTIONS:
		options_print_list(stdout);
		break;
	case INTENT_LIST_KEYS:
		ui_list_keys(stdout);
		break;
	case INTENT_COMPLETION:
		return print_completion(options->completion);
	}
	return finish_output();
}

/* A program that was started without them must not have its files taken for standard output. */
static bool fill_standard_descriptors(struct message *message)
{
	int descriptor;

	do
		descriptor = open("/dev/null", O_RDONLY); /* writing is an error still */
	while (descriptor >= 0 && descriptor <= STDERR_FILENO);
	if (descriptor < 0) {
		message_set(message, "/dev/null: %s", strerror(errno));
		return false;
	}
	close(descriptor);
	return true;
}

/* An allocator that has none of these, as musl's, has one arena and gives back what is large. */
static void settle_malloc(void)
{
#ifdef HAVE_MALLOPT
	/* Samples are made in one thread and freed in another; arenas of their own would only grow. */
	mallopt(M_ARENA_MAX, 1);
	/* What is large goes back when it is freed; glibc would keep the next one of its size (mallopt(3)). */
	mallopt(M_MMAP_THRESHOLD, LARGE);
#endif
}

/*
 * Where no translation is installed each text would be searched for in vain, again and again: a tenth of a
 * refresh.  The C library's messages are English then, too, like all the rest.
 */
static void choose_language(void)
{
	/* The others, of addresses, paper and money, are files of the locale that nothing here asks. */
	static const int categories[] = { LC_CTYPE, LC_NUMERIC, LC_TIME, LC_MESSAGES };
	static const char head[] = ""; /* of a translation, as gettext() has it */

	for (size_t i = 0; i < COUNT_OF(categories); i++)
		setlocale(categories[i], "");
	bindtextdomain(PACKAGE, LOCALEDIR);
	textdomain(PACKAGE);
	if (gettext(head)[0] == '\0')
		setlocale(LC_MESSAGES, "C");
}

int main(int argc, char **argv)
{
	struct options options;
	struct message message = { "" };
	enum status parsed;
	int status;

	if (MEMTOP_PORTABLE && argc > 0 && strcmp(argv[0], BALLOON_NAME) == 0)
		return balloon_main(argc, argv);
	if (!fill_standard_descriptors(&message))
		return report_error(&message, EXIT_FAILED);
	choose_language();
	settle_malloc();
	parsed = options_parse(&options, argc, argv, &message);
	if (parsed == STATUS_OK)
		status = run(&options);
	else if (parsed == STATUS_NO_MEMORY)
		status = report_end(parsed, &message);
	else
		status = report_error(&message, EXIT_USAGE);
	options_free(&options);
	return status;
}
