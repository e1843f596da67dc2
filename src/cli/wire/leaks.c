/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/wire/leaks.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/event.h"
#include "base/i18n.h"
#include "cli/wire/examination.h"
#include "heap/leaks/leaks.h"
#include "source/inspect/process_memory.h"

#define PATIENCE 6u /* a search in a heap whose links lie in no order takes 10 walks and more */

/* One search.  Its worker's event is the searcher's. */
struct search {
	struct examination at_work;
	pid_t pid;
	unsigned looks, limit;
	uint64_t pause_ns;
	struct leak_news news; /* under the worker's lock */
	bool any;              /* news were not taken */
};

struct leak_searcher {
	int event;
	unsigned limit;
	struct search *search; /* NULL: at rest */
};

static void search_free(void *context)
{
	struct search *search = context;

	leak_report_free(&search->news.report);
	free(search);
}

static void say_why(struct leak_news *news, pid_t pid)
{
	if (news->status == STATUS_GONE || news->status == STATUS_ABSENT)
		message_set(&news->message, _("process %d: has ended"), (int)pid);
	else if (news->status != STATUS_OK)
		message_set(&news->message, _("process %d: leaks: %s"), (int)pid,
			status_text(news->status));
}

/* The news become the owner's; those that it did not take are forgotten. */
static void tell(struct search *search, const struct leak_news *news)
{
	worker_lock(&search->at_work.worker);
	leak_report_free(&search->news.report);
	search->news = *news;
	search->any = true;
	worker_unlock(&search->at_work.worker);
	worker_ring(&search->at_work.worker);
}

/* False: nobody wants to know any more. */
static bool pause_between(struct search *search)
{
	uint64_t until = clock_now_ns(CLOCK_MONOTONIC) + search->pause_ns;

	atomic_store(&search->at_work.rests, true);
	worker_lock(&search->at_work.worker);
	while (!examination_cancelled(&search->at_work) &&
		worker_wait(&search->at_work.worker, until))
		;
	worker_unlock(&search->at_work.worker);
	atomic_store(&search->at_work.rests, false);
	return !examination_cancelled(&search->at_work);
}

static void look_until_settled(struct search *search, struct process_memory *memory,
	struct leak_watch *watch)
{
	for (unsigned i = 1; i <= search->looks; i++) {
		struct leak_news news = { .status = STATUS_OK };

		news.status = leak_watch_look(watch, &news.report);
		news.monotonic_ns = clock_now_ns(CLOCK_MONOTONIC);
		say_why(&news, search->pid);
		memcpy(news.name, process_memory_name(memory), sizeof(news.name));
		news.last = i == search->looks || news.status != STATUS_OK || news.report.settled ||
			    news.report.confidence == HEAP_REFUSED;
		tell(search, &news);
		if (news.last || !pause_between(search))
			return;
	}
}

static void run(void *context)
{
	struct search *search = context;
	struct leak_news news = { .last = true };
	struct process_memory *memory;

	news.status = process_memory_open(&memory, search->pid, &news.message);
	if (news.status == STATUS_OK) {
		const struct heap_options options = { .context = &search->at_work,
			.cancelled = examination_cancelled,
			.progress = examination_progress,
			.limit = search->limit,
			.patience = PATIENCE,
			.grows = true };
		struct memory_reader reader = process_memory_reader(memory);
		struct leak_watch *watch = leak_watch_new(&reader, &options);

		if (watch)
			look_until_settled(search, memory, watch);
		else
			news.status = STATUS_NO_MEMORY;
		leak_watch_free(watch);
	}
	process_memory_close(memory);
	if (news.status != STATUS_OK) {
		if (!news.message.text[0])
			say_why(&news, search->pid);
		tell(search, &news);
	}
}

static void drop(struct leak_searcher *searcher)
{
	if (searcher->search)
		worker_leave(&searcher->search->at_work.worker);
	searcher->search = NULL;
}

/* A search that could not be begun is one that ended. */
static void start(struct search *search)
{
	struct leak_news news = { .status = STATUS_FAILED, .last = true };

	if (worker_start(&search->at_work.worker, run, 0) == STATUS_OK)
		return;
	message_set(&news.message, _("leaks: no thread could be started"));
	tell(search, &news);
}

/* ---- the interface ---- */

static void begin(void *context, pid_t pid, unsigned looks, double seconds)
{
	struct leak_searcher *searcher = context;
	struct search *search;

	drop(searcher);
	if (pid == 0)
		return;
	search = calloc(1, sizeof(*search));
	if (!search)
		return;
	search->pid = pid;
	search->looks = looks;
	search->limit = searcher->limit;
	search->pause_ns = clock_ns_of(seconds);
	if (worker_init(&search->at_work.worker, search_free, search, searcher->event) !=
		STATUS_OK) {
		worker_leave(&search->at_work.worker);
		return;
	}
	searcher->search = search;
	start(search);
}

static bool take(void *context, struct leak_news *news)
{
	struct leak_searcher *searcher = context;
	struct search *search = searcher->search;
	bool any;

	event_hush(searcher->event);
	if (!search)
		return false;
	worker_lock(&search->at_work.worker);
	any = search->any;
	if (any) {
		*news = search->news;
		search->news.report = (struct leak_report){ 0 };
		search->any = false;
	}
	worker_unlock(&search->at_work.worker);
	if (!any && examination_hangs(&search->at_work)) {
		*news = (struct leak_news){ .status = STATUS_UNANSWERED,
			.monotonic_ns = clock_now_ns(CLOCK_MONOTONIC),
			.last = true };
		say_why(news, search->pid);
		any = true;
	}
	if (any && news->last)
		drop(searcher);
	return any;
}

static bool progress(void *context, uint64_t *done, uint64_t *total)
{
	const struct leak_searcher *searcher = context;

	if (!searcher->search)
		return false;
	examination_far(&searcher->search->at_work, done, total);
	return true;
}

enum status leak_searcher_new(struct leak_searcher **searcher, unsigned limit,
	struct message *message)
{
	struct leak_searcher *made = calloc(1, sizeof(*made));

	*searcher = NULL;
	if (!made)
		return STATUS_NO_MEMORY;
	made->limit = limit;
	if (examination_event(&made->event, message) != STATUS_OK) {
		free(made);
		return STATUS_FAILED;
	}
	*searcher = made;
	return STATUS_OK;
}

void leak_searcher_free(struct leak_searcher *searcher)
{
	if (!searcher)
		return;
	drop(searcher);
	close(searcher->event);
	free(searcher);
}

struct leak_feed leak_searcher_feed(struct leak_searcher *searcher)
{
	return (struct leak_feed){ .context = searcher,
		.descriptor = searcher->event,
		.search = begin,
		.take = take,
		.progress = progress };
}
