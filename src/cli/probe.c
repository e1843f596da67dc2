/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view probe in batch: one probe, from the command line to its exit status. */
#include "cli/commands.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "cli/report/saver.h"
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
		(void)print_document(probe_assessment_document(&progress.assessment), FORMAT_TEXT,
			batch, stdout, &message);
}

static enum status render_for(struct saved_text *file, const struct probe_report *report,
	enum format format, struct message *message)
{
	static const struct batch plain;
	FILE *memory = open_memstream(&file->bytes, &file->length);
	enum status status = STATUS_NO_MEMORY;

	message_set(message, "%s: %s", file->path, status_text(status));
	if (memory)
		status = print_document(probe_document(report), format, &plain, memory, message);
	if (memory && fclose(memory) != 0 && status == STATUS_OK)
		status = STATUS_NO_MEMORY;
	if (status == STATUS_OK)
		message_set(message, "%s", "");
	return status;
}

enum status save_probe_report(struct saver *saver, const struct probe_report *report,
	struct message *message)
{
	struct saved_text files[2] = { { .bytes = NULL }, { .bytes = NULL } };
	char name[48];
	time_t now = time(NULL);
	struct message done;
	struct tm local;
	enum status status;

	strftime(name, sizeof(name), "memtop-probe-%Y%m%d-%H%M%S", localtime_r(&now, &local));
	snprintf(files[0].path, sizeof(files[0].path), "%s.txt", name);
	snprintf(files[1].path, sizeof(files[1].path), "%s.json", name);
	message_set(&done, _("saved as %s.txt and %s.json"), name, name);
	status = render_for(&files[0], report, FORMAT_TEXT, message);
	if (status == STATUS_OK)
		status = render_for(&files[1], report, FORMAT_JSON, message);
	if (status == STATUS_OK)
		return saver_save_files(saver, files, COUNT_OF(files), &done, message);
	free(files[0].bytes);
	free(files[1].bytes);
	return status;
}

static int carry_out(const struct batch *batch, const struct prober *prober,
	const struct probe_request *request)
{
	const struct probe_report *report;
	struct message message = { "" };
	enum status status;

	announce(batch, prober, request);
	status = prober_run_to_end(prober, request, &report, &message);
	if (status == STATUS_OK)
		status = print_document(probe_document(report), batch->format, batch, stdout,
			&message);
	return status == STATUS_OK ? probe_exit_status(report->outcome)
				   : report_end(status, &message);
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
