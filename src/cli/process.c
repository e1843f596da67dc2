/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view process in batch: one process in depth, once, or again and again with its trend. */
#include <signal.h>
#include <stdio.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "cli/commands.h"
#include "cli/wire/heap.h"
#include "derive/history.h"
#include "heap/glibc/header.h"
#include "render/render.h"
#include "source/collector.h"
#include "source/inspect/asked_mount.h"
#include "source/inspect/inspector.h"
#include "views/process/process.h"

/* What is remembered from one reading to the next. */
struct watch {
	const struct batch *batch;
	struct inspect inspect;
	struct heap_feed heaps;
	struct value available;
	struct process_detail *first;
	struct history *history;
	struct sink sink;
	pid_t pid;
};

/* Shared memory counts as far as the files that it maps grew (derive/history.h). */
static uint64_t own_shared(const struct detail_summary *summary, const struct detail_summary *first)
{
	uint64_t shared = value_or(summary->shared, 0);

	if (!value_known(summary->shmem_grown))
		return shared;
	return min_u64(shared, value_or(first->shared, 0) + value_or(summary->shmem_grown, 0));
}

/* What it gave up is anonymous until the kernel wants it. */
static uint64_t own_anonymous(const struct process_detail *detail)
{
	uint64_t anonymous = value_or(detail->summary.anonymous, 0);

	return anonymous - min_u64(anonymous, detail_total(detail, MAPPING_LAZY_FREE));
}

static uint64_t own_memory(const struct process_detail *detail, const struct detail_summary *first)
{
	const struct detail_summary *summary = &detail->summary;

	return own_anonymous(detail) + value_or(summary->swap, 0) + own_shared(summary, first) +
	       value_or(summary->unmapped_memfds, 0) + value_or(summary->written_tmpfs, 0);
}

/* The machine's available memory; one sample without processes tells.  Where there is none message says why. */
static enum status read_available(struct value *available, struct message *message)
{
	static const pid_t none[1];
	struct feed_request request = { .delay = 1, .once = true, .only = none };
	struct collector *collector;
	struct sample *sample;
	struct feed feed;
	enum status status = collector_new(&collector, &request,
		(struct collector_ports){ .retained.read = NULL }, message);

	if (status != STATUS_OK)
		return status;
	feed = collector_feed(collector);
	sample = feed.wait(feed.context, message);
	if (sample)
		*available = sample->system.meminfo.field[MEMINFO_MemAvailable];
	else
		status = STATUS_FAILED;
	sample_unref(sample);
	collector_free(collector);
	return status;
}

static enum status look_at_heap(const struct watch *watch, struct heap_report *report,
	struct process_detail *detail)
{
	struct heap_look look;

	if (detail->kernel_thread || detail->process_state == 'Z')
		return STATUS_ABSENT;
	if (detail->smaps_status == STATUS_UNANSWERED)
		return STATUS_UNANSWERED;
	watch->heaps.look(watch->heaps.context, detail->pid, detail);
	watch->heaps.wait(watch->heaps.context, &look);
	*report = look.report;
	return look.status;
}

/* STATUS_NO_MEMORY; that a heap cannot be read is said with the rest. */
static enum status add_heap(struct watch *watch, struct process_evidence *evidence,
	struct heap_report *report)
{
	struct process_detail *detail = evidence->detail;
	const struct history_key key = history_process(detail->pid, detail->start_ticks);

	*report = (struct heap_report){ 0 };
	evidence->heap_status = look_at_heap(watch, report, detail);
	if (evidence->heap_status != STATUS_OK)
		return STATUS_OK;
	evidence->heap.report = report;
	return heap_follow(&evidence->heap, watch->history, &key, detail->monotonic_ns);
}

static bool has_become_another(const struct process_detail *first,
	const struct process_detail *detail)
{
	return strcmp(detail_string(first, first->executable),
		       detail_string(detail, detail->executable)) != 0;
}

/* exec(2): the same process, another program; what it had before says nothing about it now. */
static void begin_anew(struct watch *watch, const struct history_key *key)
{
	struct message message;

	message_set(&message,
		_("process %d: it has become another program (exec): its history starts again"),
		(int)watch->pid);
	report_error(&message, EXIT_DONE);
	history_forget(watch->history, key);
	detail_unref(watch->first);
	watch->first = NULL;
}

static enum status print_one(struct watch *watch, struct process_detail *detail,
	struct message *message)
{
	const struct history_key key = history_process(detail->pid, detail->start_ticks);
	struct process_evidence evidence = { .detail = detail, .available = watch->available };
	struct document *document;
	struct heap_report heap = { 0 };
	bool first = !watch->first;
	enum status status;

	if (!first && has_become_another(watch->first, detail))
		begin_anew(watch, &key);
	if (!watch->first)
		watch->first = detail_ref(detail);
	else
		evidence.earlier = watch->first;
	status = history_add(watch->history, &key, HISTORY_OWN, detail->monotonic_ns,
		own_memory(detail, &watch->first->summary));
	history_trend(watch->history, &key, HISTORY_OWN, &evidence.trend);
	if (status == STATUS_OK)
		status = add_heap(watch, &evidence, &heap);
	if (status == STATUS_OK) {
		document = process_document(&evidence);
		render(&watch->sink, document, watch->batch, first);
		document_free(document);
		status = sink_flush(&watch->sink, message);
	}
	heap_report_free(&heap);
	return status;
}

static void say_unanswered(struct message *message, pid_t pid)
{
	size_t length;

	message_set(message, _("process %d: %s"), (int)pid, status_text(STATUS_UNANSWERED));
	length = strlen(message->text);
	asked_mount_add_of(message, pid);
	if (!message->text[length])
		message_set(message,
			_("process %d: no answer in time: its memory map is locked, or a file "
			  "system hangs"),
			(int)pid);
}

static enum status explain_missing(const struct watch *watch, enum status status, bool seen,
	struct message *message)
{
	if (status == STATUS_GONE && seen)
		message_set(message, _("process %d: has ended"), (int)watch->pid);
	else if (status == STATUS_GONE)
		message_set(message, _("process %d: there is none (memtop -b lists them)"),
			(int)watch->pid);
	else if (status == STATUS_DENIED)
		message_set(message,
			_("process %d: permission denied (it is another user's, and /proc hides "
			  "it: run memtop as root)"),
			(int)watch->pid);
	else if (status == STATUS_UNANSWERED)
		say_unanswered(message, watch->pid);
	else
		message_set(message, _("process %d: %s"), (int)watch->pid, status_text(status));
	return STATUS_FAILED;
}

static enum status watch_process(struct watch *watch, struct message *message)
{
	uint64_t count = watch->batch->iterations ? watch->batch->iterations : 1;
	enum status status = STATUS_OK;

	watch->inspect.look(watch->inspect.context, watch->pid,
		count > 1 ? watch->batch->delay : 0);
	for (uint64_t i = 0; status == STATUS_OK && i < count; i++) {
		struct process_detail *detail =
			watch->inspect.wait(watch->inspect.context, &status);

		status = detail ? print_one(watch, detail, message)
				: explain_missing(watch, status, i > 0, message);
		detail_unref(detail);
	}
	return status;
}

int run_process(const struct options *options, const struct batch *batch)
{
	struct message message = { "" };
	struct watch watch = { .batch = batch };
	struct examiner *watcher = NULL;
	struct inspector *inspector;
	enum status status;

	signal(SIGPIPE, SIG_IGN);
	if (!command_pid(options, &watch.pid, &message))
		return report_error(&message, EXIT_USAGE);
	status = inspector_new(&inspector, heap_header_is_glibc, batch->inspect_limit, &message);
	if (status == STATUS_OK)
		status = examiner_new(&watcher, batch->inspect_limit, &message);
	if (status != STATUS_OK) {
		inspector_free(inspector);
		return report_end(status, &message);
	}
	watch.inspect = inspector_interface(inspector);
	watch.heaps = heap_feed_of(watcher);
	watch.history = history_new();
	status = watch.history ? read_available(&watch.available, &message) : STATUS_NO_MEMORY;
	if (!watch.history)
		message_set(&message, "%s", status_text(status));
	batch_open_sink(&watch.sink, batch, stdout);
	if (status == STATUS_OK)
		status = watch_process(&watch, &message);
	sink_close(&watch.sink);
	detail_unref(watch.first);
	history_unref(watch.history);
	examiner_free(watcher);
	inspector_free(inspector);
	return report_end(status, &message);
}
