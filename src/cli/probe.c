/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view probe in batch: one probe, from the command line to its exit status. */
#include "cli/commands.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/i18n.h"
#include "probe/probe.h"
#include "render/render.h"
#include "views/probe/probe.h"

/* Prints the document, which it frees. */
static enum status print_document(struct document *document, enum format format,
	const struct batch *batch, FILE *file, struct message *message)
{
	struct batch shown = *batch;

	shown.format = format;
	return batch_print(&shown, document, file, message);
}

/* The kernel answers within milliseconds, or something is wrong that start() will tell of. */
#define ASSESSMENT_MS 5000

/* What will happen is said before it does, to people. */
static void announce(const struct batch *batch, const struct prober *prober,
	const struct probe_request *request)
{
	struct pollfd event = { .fd = prober->descriptor, .events = POLLIN };
	struct probe_progress progress = { 0 };
	struct message message;

	if (batch->format != FORMAT_TEXT || prober->assess(prober->context, request) != STATUS_OK)
		return;
	while (!progress.assessed && poll(&event, 1, ASSESSMENT_MS) > 0)
		prober->look(prober->context, &progress);
	if (progress.assessed)
		print_document(probe_assessment_document(&progress.assessment), FORMAT_TEXT, batch,
			stdout, &message);
}

static FILE *create(const char *name, const char *ending, struct message *message)
{
	char path[64];
	FILE *file;

	snprintf(path, sizeof(path), "%s.%s", name, ending);
	file = fopen(path, "wxe");
	if (!file)
		message_set(message, _("%s: %s"), path, strerror(errno));
	return file;
}

static enum status close_report(FILE *file, const char *name, struct message *message)
{
	bool failed = ferror(file) != 0;

	if (fclose(file) == 0 && !failed)
		return STATUS_OK;
	message_set(message, _("%s: %s"), name, strerror(errno));
	return STATUS_FAILED;
}

enum status run_save_report(void *context, const struct probe_report *report,
	struct message *message)
{
	char name[48];
	time_t now = time(NULL);
	struct tm local;
	static const struct batch plain;
	FILE *text, *json;
	enum status status;

	(void)context;
	strftime(name, sizeof(name), "memtop-probe-%Y%m%d-%H%M%S", localtime_r(&now, &local));
	text = create(name, "txt", message);
	if (!text)
		return STATUS_FAILED;
	status = print_document(probe_document(report), FORMAT_TEXT, &plain, text, message);
	if (close_report(text, name, message) != STATUS_OK)
		status = STATUS_FAILED;
	if (status != STATUS_OK || !(json = create(name, "json", message)))
		return STATUS_FAILED;
	status = print_document(probe_document(report), FORMAT_JSON, &plain, json, message);
	if (close_report(json, name, message) == STATUS_OK && status == STATUS_OK)
		message_set(message, _("saved as %s.txt and %s.json"), name, name);
	return status;
}

static int carry_out(const struct batch *batch, const struct prober *prober,
	const struct probe_request *request)
{
	const struct probe_report *report;
	struct message message = { "" };

	announce(batch, prober, request);
	if (prober_run_to_end(prober, request, &report, &message) != STATUS_OK)
		return report_error(&message, EXIT_FAILED);
	if (print_document(probe_document(report), batch->format, batch, stdout, &message) !=
		STATUS_OK)
		return report_error(&message, EXIT_FAILED);
	return probe_exit_status(report->outcome);
}

int run_probe(const struct options *options, const struct batch *batch)
{
	struct probe_request request = { .readonly = options->readonly };
	struct message message = { "" };
	struct prober_state *state;
	struct prober prober;
	int status;

	if (probe_parse_words(&request, options->arguments, options->argument_count, &message) !=
		STATUS_OK)
		return report_error(&message, EXIT_USAGE);
	if (prober_new(&state, &message) != STATUS_OK)
		return report_error(&message, EXIT_FAILED);
	prober = prober_interface(state);
	status = carry_out(batch, &prober, &request);
	prober_free(state);
	return status;
}
