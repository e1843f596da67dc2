/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/wire/cache.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/event.h"
#include "base/i18n.h"
#include "base/macros.h"
#include "base/worker.h"
#include "cli/wire/cache_search.h"
#include "cli/wire/cache_searcher.h"
#include "cli/wire/examination.h"
#include "document/kernel/way.h"
#include "kernel/cache/cache.h"
#include "kernel/cache/candidates.h"
#include "source/held/held.h"
#include "source/system/page_cache.h"

/* A look takes a twentieth of the time from one to the next, at the most. */
#define REST_NS      (UINT64_C(5) * 1000000000)
#define REST_A_SPENT 19

static enum status load_programs(struct cache_programs *programs)
{
	enum status status =
		kernel_bpf_load(&programs->lists.bpf, &kernel_object_cache, &programs->refusal);

	if (status == STATUS_OK)
		status = kernel_bpf_load_more(&programs->pages, &kernel_object_pages,
			&programs->uncounted);
	if (status == STATUS_OK)
		status = kernel_bpf_load_more(&programs->holders, &kernel_object_holders,
			&programs->without_holders);
	return status;
}

enum status cache_programs_load(struct cache_programs *programs, bool allowed)
{
	enum status status = STATUS_REFUSED;

	*programs = (struct cache_programs){ .refusal = { .kind = KERNEL_SWITCHED_OFF } };
	if (allowed)
		status = load_programs(programs);
	if (status != STATUS_REFUSED)
		return status;
	programs->uncounted = programs->without_holders = kernel_refusal_state(&programs->refusal);
	return kcore_lists_open(&programs->lists.kcore, &programs->refusal.kcore);
}

void cache_programs_unload(struct cache_programs *programs)
{
	kernel_bpf_unload(programs->lists.bpf);
	kcore_lists_close(programs->lists.kcore);
	kernel_bpf_unload(programs->pages);
	kernel_bpf_unload(programs->holders);
}

enum status cache_report_list(struct cache_report *report, const struct cache_programs *programs,
	const struct cache_below *below, const atomic_bool *cancelled, struct message *message)
{
	enum status status = page_cache_read_mounts(report);
	struct value before;

	page_cache_read_meminfo(report);
	before = report->cached_bytes;
	report->refusal = programs->refusal;
	report->uncounted = programs->uncounted;
	report->without_holders = programs->without_holders;
	if (status == STATUS_OK)
		status = kernel_cache_find(below->targets, below->count, &programs->lists);
	if (status == STATUS_OK)
		status = kernel_cache_walk(report, &programs->lists, below, cancelled);
	if (status == STATUS_FAILED)
		message_set(message, _("the page cache: %s"), strerror(errno));
	else if (status_is_shortage(status))
		message_set(message, _("the page cache: %s"), status_text(status));
	page_cache_read_meminfo(report);
	/* What is gone by now was found as well. */
	if (value_or(before, 0) > value_or(report->cached_bytes, 0))
		report->cached_bytes = before;
	return status;
}

enum status cache_report_complete(struct cache_report *report,
	const struct cache_programs *programs, const atomic_bool *cancelled)
{
	enum status status = STATUS_OK;

	if (programs->pages)
		status = kernel_cache_count_pages(report, programs->pages, cancelled);
	if (status == STATUS_FAILED)
		report->uncounted = VALUE_FAILED;
	if (programs->holders && status != STATUS_NO_MEMORY)
		status = kernel_cache_list_holders(report, programs->holders, cancelled);
	if (status == STATUS_FAILED)
		report->without_holders = VALUE_FAILED;
	else if (programs->holders && status == STATUS_OK && !report->has_holders)
		report->without_holders = VALUE_TOO_LARGE;
	return status == STATUS_NO_MEMORY ? status : STATUS_OK;
}

enum status cache_report_read(struct cache_report *report, const struct cache_programs *programs,
	const struct cache_below *below, const atomic_bool *cancelled, struct message *message)
{
	enum status status = cache_report_list(report, programs, below, cancelled, message);

	cache_targets_close(below->targets, below->count);
	if (status == STATUS_OK)
		status = cache_report_complete(report, programs, cancelled);
	return status;
}

bool cache_programs_may_yet(const struct cache_programs *programs)
{
	const struct kernel_refusal *refusal = &programs->refusal;

	if (refusal->kind != KERNEL_NOT_LOADED)
		return false;
	return refusal->error == ENOMEM || refusal->error == EMFILE || refusal->error == ENFILE ||
	       refusal->error == EINTR || refusal->error == EAGAIN;
}

enum status cache_report_ask_holders(struct cache_report *report,
	const struct cache_programs *programs, const atomic_bool *cancelled,
	struct message *message)
{
	enum status status = page_cache_read_mounts(report);

	report->refusal = programs->refusal;
	report->uncounted = kernel_refusal_state(&programs->refusal);
	if (status == STATUS_OK)
		status = held_files_read(report, cancelled);
	if (status != STATUS_OK && status != STATUS_REFUSED)
		message_set(message, _("the page cache: %s"),
			status == STATUS_FAILED ? strerror(errno) : status_text(status));
	page_cache_read_meminfo(report);
	return status;
}

/* ---- again and again ---- */

/* Its worker's event is the watcher's. */
struct watch {
	struct worker worker;
	bool allowed;
	enum cache_look how;
	struct cache_news news; /* under the worker's lock */
	bool any;               /* news were not taken */
};

struct cache_watcher {
	int event;
	bool allowed;
	struct watch *watch; /* NULL: at rest */
	enum status lacks;   /* for what the last look could not begin; or STATUS_OK */
	struct cache_searcher *searcher;
};

static void watch_free(void *context)
{
	struct watch *watch = context;

	cache_report_free(&watch->news.report);
	free(watch);
}

/* The news become the owner's; those that it did not take are forgotten. */
static void tell(struct watch *watch, const struct cache_news *news)
{
	worker_lock(&watch->worker);
	cache_report_free(&watch->news.report);
	watch->news = *news;
	watch->any = true;
	worker_unlock(&watch->worker);
	worker_ring(&watch->worker);
}

static void rest(struct watch *watch, uint64_t spent_ns)
{
	uint64_t until = clock_now_ns(CLOCK_MONOTONIC) + max_u64(REST_NS, spent_ns * REST_A_SPENT);

	worker_lock(&watch->worker);
	while (!atomic_load(&watch->worker.cancelled) && worker_wait(&watch->worker, until))
		;
	worker_unlock(&watch->worker);
}

static void look_once(struct watch *watch, const struct cache_programs *programs, bool has_lists)
{
	static const struct cache_below everything = { NULL, 0 };
	struct cache_news news = { .status = STATUS_OK };

	if (has_lists)
		news.status = cache_report_read(&news.report, programs, &everything,
			&watch->worker.cancelled, &news.message);
	else
		news.status = cache_report_ask_holders(&news.report, programs,
			&watch->worker.cancelled, &news.message);
	if (news.status != STATUS_OK && !news.message.text[0])
		message_set(&news.message, _("the page cache: %s"), status_text(news.status));
	tell(watch, &news);
}

/* A child looks at files: what that costs is no time of this thread. */
static void look_on(struct watch *watch, const struct cache_programs *programs, bool has_lists)
{
	clockid_t clock = has_lists ? CLOCK_THREAD_CPUTIME_ID : CLOCK_MONOTONIC;

	while (!atomic_load(&watch->worker.cancelled)) {
		uint64_t before = clock_now_ns(clock);

		look_once(watch, programs, has_lists);
		rest(watch, clock_now_ns(clock) - before);
	}
}

static void run(void *context)
{
	struct watch *watch = context;
	struct cache_news news = { .status = STATUS_OK };
	struct cache_programs programs;

	news.status = cache_programs_load(&programs, watch->allowed);
	if (news.status == STATUS_OK ||
		(news.status == STATUS_REFUSED && watch->how == CACHE_LOOK_AT_FILES &&
			!cache_programs_may_yet(&programs))) {
		look_on(watch, &programs, news.status == STATUS_OK);
	} else {
		news.report.refusal = programs.refusal;
		kernel_refusal_say_lists(&news.message, &programs.refusal);
		if (!news.message.text[0])
			message_set(&news.message, _("the page cache: %s"),
				status_text(news.status));
		tell(watch, &news);
	}
	cache_programs_unload(&programs);
}

static enum status begin_watch(struct cache_watcher *watcher, enum cache_look how)
{
	struct watch *watch = calloc(1, sizeof(*watch));
	enum status status;

	if (!watch)
		return STATUS_NO_MEMORY;
	watch->allowed = watcher->allowed;
	watch->how = how;
	status = worker_init(&watch->worker, watch_free, watch, watcher->event);
	if (status == STATUS_OK)
		status = worker_start(&watch->worker, run, 0);
	if (status == STATUS_OK)
		watcher->watch = watch;
	else
		worker_leave(&watch->worker);
	return status;
}

static void look(void *context, enum cache_look how)
{
	struct cache_watcher *watcher = context;

	if (watcher->watch)
		worker_leave(&watcher->watch->worker);
	watcher->watch = NULL;
	watcher->lacks = how == CACHE_LOOK_NOT ? STATUS_OK : begin_watch(watcher, how);
	if (watcher->lacks != STATUS_OK)
		event_ring(watcher->event);
}

static void say_lack(struct cache_news *news, enum status status)
{
	news->status = status;
	message_set(&news->message, _("the page cache: %s"), status_text(status));
}

/* That a look could not begin is news, too. */
static bool take_lack(struct cache_watcher *watcher, struct cache_news *news)
{
	if (watcher->lacks == STATUS_OK)
		return false;
	*news = (struct cache_news){ .status = STATUS_OK };
	say_lack(news, watcher->lacks);
	watcher->lacks = STATUS_OK;
	return true;
}

static bool take(void *context, struct cache_news *news)
{
	struct cache_watcher *watcher = context;
	struct watch *watch = watcher->watch;
	bool any;

	event_hush(watcher->event);
	if (!watch)
		return take_lack(watcher, news);
	worker_lock(&watch->worker);
	any = watch->any;
	if (any) {
		*news = watch->news;
		watch->news.report = (struct cache_report){ 0 };
		watch->any = false;
	}
	worker_unlock(&watch->worker);
	if (any && news->status == STATUS_OK &&
		cache_searcher_name(watcher->searcher, &news->report) != STATUS_OK)
		say_lack(news, STATUS_NO_MEMORY);
	return any;
}

static enum status search(void *context, const struct cache_report *report)
{
	return cache_searcher_search(((struct cache_watcher *)context)->searcher, report);
}

static bool take_search(void *context, struct cache_search_news *news)
{
	return cache_searcher_take(((struct cache_watcher *)context)->searcher, news);
}

static enum status name(void *context, struct cache_report *report)
{
	return cache_searcher_name(((struct cache_watcher *)context)->searcher, report);
}

enum status cache_watcher_new(struct cache_watcher **watcher, bool allowed, unsigned inspect_limit,
	struct message *message)
{
	struct cache_watcher *made = calloc(1, sizeof(*made));

	*watcher = NULL;
	if (!made)
		return STATUS_NO_MEMORY;
	made->allowed = allowed;
	if (examination_event(&made->event, message) != STATUS_OK) {
		free(made);
		return STATUS_FAILED;
	}
	made->searcher =
		cache_searcher_new(made->event, allowed, CACHE_SEARCH_SECONDS * inspect_limit);
	if (!made->searcher) {
		cache_watcher_free(made);
		return STATUS_NO_MEMORY;
	}
	*watcher = made;
	return STATUS_OK;
}

void cache_watcher_free(struct cache_watcher *watcher)
{
	if (!watcher)
		return;
	look(watcher, CACHE_LOOK_NOT);
	cache_searcher_free(watcher->searcher);
	close(watcher->event);
	free(watcher);
}

struct cache_feed cache_watcher_feed(struct cache_watcher *watcher)
{
	return (struct cache_feed){ watcher, watcher->event, look, take, search, take_search,
		name };
}

/* ---- one look ---- */

static int left_ms(uint64_t until_ns)
{
	uint64_t now_ns = clock_now_ns(CLOCK_MONOTONIC);

	return now_ns < until_ns ? (int)((until_ns - now_ns) / 1000000) : 0;
}

void cache_feed_look(const struct cache_feed *feed, int wait_ms, struct cache_news *news)
{
	const uint64_t until_ns = clock_now_ns(CLOCK_MONOTONIC) + (uint64_t)wait_ms * 1000000;
	struct pollfd ready = { .fd = feed->descriptor, .events = POLLIN };
	int rung;

	feed->look(feed->context, CACHE_LOOK_AT_LISTS);
	do
		rung = poll(&ready, 1, left_ms(until_ns));
	while (rung < 0 && errno == EINTR);
	if (rung == 1 && feed->take(feed->context, news))
		return;
	news->status = STATUS_UNANSWERED;
	message_set(&news->message, _("The kernel's lists were not read within %d s."),
		wait_ms / 1000);
}
