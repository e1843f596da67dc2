/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Wires the layers together: options and settings, the collector, and a screen or a stream. */
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <malloc.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "config.h"
#include "config_file.h"
#include "options.h"
#include "out/batch.h"
#include "out/listing.h"
#include "source/collector.h"
#include "source/signal.h"
#include "ui/ui.h"

/* Exit statuses; the man page explains them. */
enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

static int complain(const struct message *message, int status)
{
	if (message->text[0])
		fprintf(stderr, "memtop: %s\n", message->text);
	return status;
}

static enum status send_signal(void *context, pid_t pid, uint64_t start_ticks, int signal_number,
	struct message *message)
{
	(void)context;
	return process_signal(pid, start_ticks, signal_number, message);
}

static enum status save_settings(void *context, const struct settings *settings,
	struct message *message)
{
	(void)context;
	return config_save(settings, message);
}

static int run_batch(const struct batch *batch)
{
	struct message message = { "" };
	struct feed_request request = batch_request(batch);
	struct collector *collector;
	struct feed feed;
	enum status status = collector_new(&collector, &request, &message);

	if (status != STATUS_OK)
		return complain(&message, EXIT_FAILED);
	feed = collector_feed(collector);
	status = batch_run(batch, &feed, stdout, &message);
	collector_free(collector);
	return status == STATUS_OK ? EXIT_DONE : complain(&message, EXIT_FAILED);
}

static int run_screen(const struct options *options, const struct settings *settings,
	const char *notice)
{
	struct message message = { "" };
	struct actions actions = { .send_signal = send_signal, .save_settings = save_settings,
		.readonly = options->readonly };
	/* The screen asks for what it shows as soon as it is there. */
	struct feed_request request = { .delay = settings->delay,
		.budget_percent = settings->budget_percent,
		.cost = column_list_cost(&settings->columns, settings->sort),
		.only = options->pids, .only_count = options->pid_count };
	struct ui_setup setup = { .actions = &actions, .settings = *settings,
		.view = options->view,
		.argument = options->argument_count ? options->arguments[0] : NULL, .filter = options->filter_text,
		.user = options->user, .pids = options->pids, .pid_count = options->pid_count,
		.notice = notice, .no_color = options->no_color };
	struct collector *collector;
	struct feed feed;
	enum status status = collector_new(&collector, &request, &message);

	if (status != STATUS_OK)
		return complain(&message, EXIT_FAILED);
	feed = collector_feed(collector);
	setup.feed = &feed;
	status = ui_run(&setup, &message);
	collector_free(collector);
	return status == STATUS_OK ? EXIT_DONE : complain(&message, EXIT_FAILED);
}

static int run_view(const struct options *options)
{
	struct settings settings = settings_default;
	struct message notice = { "" };
	struct batch batch;
	bool printing;

	if (options_want_config(options))
		config_load(&settings, &notice);
	options_apply(options, &settings);
	printing = options_batch(options, &settings, isatty(STDOUT_FILENO), &batch);
	if (!printing)
		return run_screen(options, &settings, notice.text[0] ? notice.text : NULL);
	complain(&notice, EXIT_DONE);
	batch.ascii = strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
	return run_batch(&batch);
}

/* What has been printed may still be on its way to a full disk. */
static int finish_output(void)
{
	if (fflush(stdout) == 0)
		return EXIT_DONE;
	fprintf(stderr, "memtop: %s: %s\n", _("standard output"), strerror(errno));
	return EXIT_FAILED;
}

static int run(const struct options *options)
{
	struct message message = { "" };

	switch (options->intent) {
	case INTENT_RUN:
		return run_view(options);
	case INTENT_HELP:
		options_print_help(stdout);
		break;
	case INTENT_VERSION:
		puts(PACKAGE_STRING);
		break;
	case INTENT_LIST_COLUMNS:
		if (listing_columns(stdout, options->json, &message) != STATUS_OK)
			return complain(&message, EXIT_FAILED);
		break;
	case INTENT_LIST_OPTIONS:
		options_print_list(stdout);
		break;
	case INTENT_LIST_KEYS:
		ui_list_keys(stdout);
		break;
	case INTENT_COMPLETION:
		options_print_completion(stdout);
		break;
	}
	return finish_output();
}

int main(int argc, char **argv)
{
	struct options options;
	struct message message = { "" };
	int status;

	setlocale(LC_ALL, "");
	bindtextdomain(PACKAGE, LOCALEDIR);
	textdomain(PACKAGE);
	/* Samples are made in one thread and freed in another; arenas of their own would only grow. */
	mallopt(M_ARENA_MAX, 1);
	if (options_parse(&options, argc, argv, &message) == STATUS_OK)
		status = run(&options);
	else
		status = complain(&message, EXIT_USAGE);
	options_free(&options);
	return status;
}
