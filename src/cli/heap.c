/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view heap in batch: what malloc keeps in one process, once, or again and again. */
#include <signal.h>
#include <stdio.h>
#include <time.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/text.h"
#include "cli/commands.h"
#include "derive/history.h"
#include "heap/heap.h"
#include "render/render.h"
#include "source/inspect/process_memory.h"
#include "views/heap/heap.h"

/* What is remembered from one look to the next. */
struct looks {
	const struct batch *batch;
	pid_t pid;
	const char *name;
	struct memory_reader reader;
	struct heap_report before;
	struct history *history;
	bool any;
	struct sink sink;
};

static void print(struct looks *looks, const struct heap_report *report, uint64_t now_ns)
{
	struct heap_evidence evidence = { .pid = looks->pid,
		.name = looks->name,
		.report = report };
	const struct history_key key = history_process(looks->pid, 0);
	struct document *document;

	heap_follow(&evidence, looks->history, &key, now_ns);
	document = heap_document(&evidence, looks->any ? &looks->before : NULL);
	render(&looks->sink, document, looks->batch, !looks->any);
	document_free(document);
}

static enum status say_why(const struct looks *looks, enum status status, struct message *message)
{
	if (status == STATUS_GONE || status == STATUS_ABSENT)
		message_set(message, _("process %d: has ended"), (int)looks->pid);
	else
		message_set(message, _("process %d: heap: %s"), (int)looks->pid,
			status_text(status));
	return STATUS_FAILED;
}

static enum status look(struct looks *looks, struct message *message)
{
	const struct heap_options options = { .limit = looks->batch->inspect_limit, .grows = true };
	struct heap_report report;
	uint64_t now_ns;
	enum status status = heap_examine(&report, &looks->reader, &options);

	now_ns = clock_now_ns(CLOCK_MONOTONIC);
	if (status != STATUS_OK) {
		heap_report_free(&report);
		return say_why(looks, status, message);
	}
	print(looks, &report, now_ns);
	heap_report_free(&looks->before);
	looks->before = report;
	looks->any = true;
	return sink_flush(&looks->sink, message);
}

/* The delay counts from the end of a look: a long one is never followed by the next at once. */
static void pause_for(double seconds)
{
	struct timespec left = clock_timespec(clock_ns_of(seconds));

	nanosleep(&left, NULL);
}

static enum status look_again(struct looks *looks, struct message *message)
{
	uint64_t count = looks->batch->iterations ? looks->batch->iterations : 1;
	enum status status = look(looks, message);

	for (uint64_t i = 1; i < count && status == STATUS_OK; i++) {
		pause_for(looks->batch->delay);
		status = look(looks, message);
	}
	return status;
}

int run_heap(const struct options *options, const struct batch *batch)
{
	struct looks looks = { .batch = batch };
	struct process_memory *memory;
	struct message message = { "" };
	enum status status;

	signal(SIGPIPE, SIG_IGN);
	if (!command_pid(options, &looks.pid, &message))
		return report_error(&message, EXIT_USAGE);
	status = process_memory_open(&memory, looks.pid, &message);
	if (status != STATUS_OK)
		return report_end(status, &message);
	looks.history = history_new();
	looks.reader = process_memory_reader(memory);
	looks.name = process_memory_name(memory);
	batch_open_sink(&looks.sink, batch, stdout);
	status = looks.history ? look_again(&looks, &message) : STATUS_NO_MEMORY;
	if (!looks.history)
		message_set(&message, "%s", status_text(status));
	sink_close(&looks.sink);
	heap_report_free(&looks.before);
	history_unref(looks.history);
	process_memory_close(memory);
	return report_end(status, &message);
}
