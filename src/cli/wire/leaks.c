/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/wire/leaks.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/event.h"
#include "base/i18n.h"
#include "heap/leaks/leaks.h"
#include "source/inspect/asked_mount.h"
#include "source/inspect/process_memory.h"

/* One search. */
struct search {
	struct examination at_work;
	pid_t pid;
	unsigned looks, limit;
	uint64_t pause_ns;
	struct leak_news news; /* under the worker's lock */
	bool any;              /* news were not taken */
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
	if (news->status == STATUS_UNANSWERED)
		asked_mount_add_of(&news->message, pid);
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

/* False: no longer wanted. */
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
			.searches = true,
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

/* A search that could not be begun is one that ended. */
static void start(struct search *search)
{
	struct leak_news news = { .status = worker_start(&search->at_work.worker, run, 0),
		.last = true };

	if (news.status == STATUS_OK)
		return;
	message_set(&news.message, _("leaks: %s"), status_text(news.status));
	tell(search, &news);
}

/* ---- the interface ---- */

static void begin(void *context, pid_t pid, unsigned looks, double seconds)
{
	struct examiner *examiner = context;
	struct search *search;

	examiner_drop(examiner);
	if (pid == 0)
		return;
	search = calloc(1, sizeof(*search));
	if (!search)
		return;
	search->pid = pid;
	search->looks = looks;
	search->limit = examiner->limit;
	search->pause_ns = clock_ns_of(seconds);
	if (examiner_begins(examiner, &search->at_work, search_free))
		start(search);
}

static bool take(void *context, struct leak_news *news)
{
	struct examiner *examiner = context;
	struct search *search = (struct search *)examiner->at_work;
	bool any;

	event_hush(examiner->event);
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
		examiner_drop(examiner);
	return any;
}

struct leak_feed leak_feed_of(struct examiner *examiner)
{
	return (struct leak_feed){ .context = examiner,
		.descriptor = examiner->event,
		.search = begin,
		.take = take,
		.progress = examiner_progress };
}
