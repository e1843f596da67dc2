/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view heap in batch: what malloc keeps in one process, once, or again and again. */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/wire/heap.h"
#include "derive/history.h"
#include "render/render.h"
#include "source/inspect/ending.h"
#include "views/heap/heap.h"

/* What is remembered from one look to the next. */
struct heap_looks {
	const struct batch *batch;
	pid_t pid;
	int ending; /* tells when the process ends */
	const struct heap_feed *feed;
	struct heap_report before;
	struct history *history;
	bool any;
	struct sink sink;
};

/* STATUS_NO_MEMORY: nothing was printed. */
static enum status print(struct heap_looks *looks, const struct heap_look *look)
{
	const struct heap_report *report = &look->report;
	struct heap_evidence evidence = { .pid = looks->pid, .name = look->name, .report = report };
	const struct history_key key = history_process(looks->pid, 0);
	struct document *document;
	enum status status = heap_follow(&evidence, looks->history, &key, look->monotonic_ns);

	if (status != STATUS_OK)
		return status;
	document = heap_document(&evidence, looks->any ? &looks->before : NULL);
	render(&looks->sink, document, looks->batch, !looks->any);
	document_free(document);
	return STATUS_OK;
}

/* Whether it ended since the first look; the PID may be another process's by now. */
static bool has_ended(const struct heap_looks *looks)
{
	struct pollfd ending = { .fd = looks->ending, .events = POLLIN };

	return looks->any && looks->ending >= 0 && poll(&ending, 1, 0) == 1;
}

static enum status look(struct heap_looks *looks, struct message *message)
{
	struct heap_look look;
	enum status status;

	if (has_ended(looks)) {
		message_set(message, _("process %d: has ended"), (int)looks->pid);
		return STATUS_FAILED;
	}
	looks->feed->look(looks->feed->context, looks->pid, NULL);
	looks->feed->wait(looks->feed->context, &look);
	if (look.status != STATUS_OK) {
		*message = look.message;
		heap_report_free(&look.report);
		return look.status;
	}
	status = print(looks, &look);
	heap_report_free(&looks->before);
	looks->before = look.report;
	looks->any = true;
	return status == STATUS_OK ? sink_flush(&looks->sink, message) : status;
}

/* The delay counts from the end of a look: a long one is never followed by the next at once. */
static void pause_for(double seconds)
{
	struct timespec left = clock_timespec(clock_ns_of(seconds));

	nanosleep(&left, NULL);
}

static enum status look_again(struct heap_looks *looks, struct message *message)
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
	struct heap_looks looks = { .batch = batch, .ending = -1 };
	struct examiner *watcher;
	struct message message = { "" };
	struct heap_feed feed;
	enum status status;

	signal(SIGPIPE, SIG_IGN);
	if (!command_pid(options, &looks.pid, &message))
		return report_error(&message, EXIT_USAGE);
	status = examiner_new(&watcher, batch->inspect_limit, &message);
	if (status != STATUS_OK)
		return report_end(status, &message);
	feed = heap_feed_of(watcher);
	looks.feed = &feed;
	looks.ending = ending_watch(looks.pid);
	looks.history = history_new();
	batch_open_sink(&looks.sink, batch, stdout);
	status = looks.history ? look_again(&looks, &message) : STATUS_NO_MEMORY;
	if (!looks.history)
		message_set(&message, "%s", status_text(status));
	sink_close(&looks.sink);
	heap_report_free(&looks.before);
	history_unref(looks.history);
	examiner_free(watcher);
	if (looks.ending >= 0)
		close(looks.ending);
	return report_end(status, &message);
}
