/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view leaks in batch: look until what is unreachable is stable, then say it once. */
#include <signal.h>
#include <stdio.h>
#include <time.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "cli/commands.h"
#include "heap/leaks/leaks.h"
#include "render/render.h"
#include "source/inspect/process_memory.h"
#include "views/leaks/leaks.h"

#define LOOKS_MOST                                                                                 \
	10u /* where -n says nothing else: what does not settle by then is an upper bound */

/* The delay counts from the end of a look. */
static void pause_for(double seconds)
{
	struct timespec left = clock_timespec(clock_ns_of(seconds));

	nanosleep(&left, NULL);
}

static enum status look(struct leak_watch *watch, const struct batch *batch, uint64_t most,
	struct leak_report *report)
{
	struct leak_report first = { 0 };
	enum status status = leak_watch_look(watch, report);

	for (uint64_t i = 1; i < most && status == STATUS_OK && !report->settled &&
			     report->confidence != HEAP_REFUSED;
		i++) {
		if (i == 1)
			first = *report;
		else
			leak_report_free(report);
		pause_for(batch->delay);
		status = leak_watch_look(watch, report);
		if (status == STATUS_OK)
			leak_report_compare(report, &first, report->span_seconds);
	}
	leak_report_free(&first);
	return status;
}

static enum status say_why(pid_t pid, enum status status, struct message *message)
{
	if (status == STATUS_GONE || status == STATUS_ABSENT)
		message_set(message, _("process %d: has ended"), (int)pid);
	else
		message_set(message, _("process %d: leaks: %s"), (int)pid, status_text(status));
	return STATUS_FAILED;
}

static enum status print(const struct leak_evidence *evidence, const struct batch *batch,
	struct message *message)
{
	struct document *document = leaks_document(evidence);
	struct sink sink;
	enum status status;

	batch_open_sink(&sink, batch, stdout);
	render(&sink, document, batch, true);
	document_free(document);
	status = sink_flush(&sink, message);
	sink_close(&sink);
	return status;
}

static enum status search(struct process_memory *memory, pid_t pid, uint64_t most,
	const struct batch *batch, struct message *message)
{
	const struct heap_options options = { .limit = batch->inspect_limit, .grows = true };
	struct memory_reader reader = process_memory_reader(memory);
	struct leak_watch *watch = leak_watch_new(&reader, &options);
	struct leak_report report = { 0 };
	enum status status = watch ? look(watch, batch, most, &report) : STATUS_NO_MEMORY;

	if (status == STATUS_OK)
		status = print(&(struct leak_evidence){ .pid = pid,
				       .name = process_memory_name(memory),
				       .report = &report },
			batch, message);
	else
		status = say_why(pid, status, message);
	leak_report_free(&report);
	leak_watch_free(watch);
	return status;
}

int run_leaks(const struct options *options, const struct batch *batch)
{
	struct process_memory *memory;
	struct message message = { "" };
	enum status status;
	pid_t pid;

	signal(SIGPIPE, SIG_IGN);
	if (!command_pid(options, &pid, &message))
		return report_error(&message, EXIT_USAGE);
	status = process_memory_open(&memory, pid, &message);
	if (status != STATUS_OK)
		return report_end(status, &message);
	status = search(memory, pid, options->iterations ? options->iterations : LOOKS_MOST, batch,
		&message);
	process_memory_close(memory);
	return report_end(status, &message);
}
