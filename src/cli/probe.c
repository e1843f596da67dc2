/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view probe in batch: one probe, from the command line to its exit status. */
#include "cli/commands.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/i18n.h"
#include "base/apart/named_file.h"
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

static enum status save_as(const char *path, const struct probe_report *report, enum format format,
	struct message *message)
{
	static const struct batch plain;
	size_t length = 0;
	char *text = NULL;
	FILE *file = open_memstream(&text, &length);
	enum status status = STATUS_NO_MEMORY;

	message_set(message, "%s: %s", path, status_text(status));
	if (file)
		status = print_document(probe_document(report), format, &plain, file, message);
	if (file && fclose(file) != 0 && status == STATUS_OK)
		status = STATUS_NO_MEMORY;
	if (status == STATUS_OK)
		status = named_file_create(path, text, length, message);
	free(text);
	return status;
}

enum status run_save_report(void *context, const struct probe_report *report,
	struct message *message)
{
	char name[48], path[64];
	time_t now = time(NULL);
	struct tm local;
	enum status status;

	(void)context;
	strftime(name, sizeof(name), "memtop-probe-%Y%m%d-%H%M%S", localtime_r(&now, &local));
	snprintf(path, sizeof(path), "%s.txt", name);
	status = save_as(path, report, FORMAT_TEXT, message);
	snprintf(path, sizeof(path), "%s.json", name);
	if (status == STATUS_OK)
		status = save_as(path, report, FORMAT_JSON, message);
	if (status == STATUS_OK)
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
