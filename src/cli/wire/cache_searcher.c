/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/wire/cache_searcher.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/worker.h"
#include "cli/wire/cache_search.h"
#include "document/kernel/way.h"

/* For so long there is no advice to search again. */
#define SEARCHED_NS (300 * NS_PER_SECOND)

/* What is asked for, and what was found; its worker's event is the searcher's. */
struct job {
	struct worker worker;
	struct cache_search search;
	bool allowed;
	bool by_number; /* what is searched for is from /proc/kcore */
	double seconds;
	atomic_bool stopped;
	struct cache_search_news news; /* under the worker's lock */
	bool any;                      /* news were not taken */
};

struct cache_searcher {
	int event;
	bool allowed;
	double seconds;
	struct job *job;          /* NULL: at rest */
	struct cache_names names; /* of all searches */
	uint64_t ended_ns;        /* CLOCK_MONOTONIC: of the last one; 0: there was none */
};

static void job_free(void *context)
{
	struct job *job = context;

	cache_search_free(&job->search);
	if (job->any && !job->news.goes_on)
		cache_search_free(&job->news.search);
	free(job);
}

static void tell(struct job *job, const struct cache_search_news *news)
{
	worker_lock(&job->worker);
	job->news = *news;
	job->any = true;
	worker_unlock(&job->worker);
	worker_ring(&job->worker);
}

static void tell_progress(void *context, const struct cache_search *search)
{
	const struct cache_search_news news = { .goes_on = true,
		.sums = cache_search_sums(search),
		.spent_ns = search->spent_ns };

	tell(context, &news);
}

static enum status search(struct job *job, struct message *message)
{
	struct kernel_refusal refusal = { .kind = KERNEL_SWITCHED_OFF };
	struct kernel_bpf *bpf = NULL;
	enum status status = STATUS_REFUSED;

	if (job->by_number)
		status = STATUS_OK;
	else if (job->allowed)
		status = kernel_bpf_load(&bpf, &kernel_object_cache, &refusal);
	if (status == STATUS_REFUSED)
		kernel_refusal_say(message, &refusal);
	else if (status == STATUS_OK)
		status = cache_search_run(&job->search, bpf, job->seconds, &job->stopped,
			tell_progress, job);
	if (status == STATUS_FAILED)
		message_set(message, _("the search for names: %s"), strerror(errno));
	else if (status == STATUS_NO_MEMORY)
		message_set(message, _("the search for names: %s"), status_text(status));
	kernel_bpf_unload(bpf);
	return status;
}

static void run(void *context)
{
	struct job *job = context;
	struct cache_search_news news = { .goes_on = false };

	news.status = search(job, &news.message);
	news.sums = cache_search_sums(&job->search);
	news.spent_ns = job->search.spent_ns;
	news.search = job->search;
	job->search = (struct cache_search){ .places = NULL };
	tell(job, &news);
}

static void leave(struct cache_searcher *searcher)
{
	if (!searcher->job)
		return;
	atomic_store(&searcher->job->stopped, true);
	worker_leave(&searcher->job->worker);
	searcher->job = NULL;
}

struct cache_searcher *cache_searcher_new(int event, bool allowed, double seconds)
{
	struct cache_searcher *searcher = calloc(1, sizeof(*searcher));

	if (searcher)
		*searcher = (struct cache_searcher){ .event = event,
			.allowed = allowed,
			.seconds = seconds };
	return searcher;
}

void cache_searcher_free(struct cache_searcher *searcher)
{
	if (!searcher)
		return;
	leave(searcher);
	cache_names_free(&searcher->names);
	free(searcher);
}

enum status cache_searcher_search(struct cache_searcher *searcher,
	const struct cache_report *report)
{
	static const struct cache_below everything = { NULL, 0 };
	struct job *job;
	enum status status;

	/* What it has found by then it tells. */
	if (!report && searcher->job)
		atomic_store(&searcher->job->stopped, true);
	if (!report)
		return STATUS_OK;
	leave(searcher);
	job = calloc(1, sizeof(*job));
	if (!job)
		return STATUS_NO_MEMORY;
	job->allowed = searcher->allowed;
	job->by_number = report->method == KERNEL_BY_KCORE;
	job->seconds = searcher->seconds;
	atomic_init(&job->stopped, false);
	status = worker_init(&job->worker, job_free, job, searcher->event);
	if (status == STATUS_OK)
		status = cache_search_plan(&job->search, report, &everything);
	if (status == STATUS_OK)
		status = worker_start(&job->worker, run, 0);
	if (status == STATUS_OK)
		searcher->job = job;
	else
		worker_leave(&job->worker);
	return status;
}

bool cache_searcher_take(struct cache_searcher *searcher, struct cache_search_news *news)
{
	struct job *job = searcher->job;
	bool any;

	if (!job)
		return false;
	worker_lock(&job->worker);
	any = job->any;
	*news = job->news;
	job->any = false;
	worker_unlock(&job->worker);
	if (!any || news->goes_on)
		return any;
	searcher->ended_ns = clock_now_ns(CLOCK_MONOTONIC);
	if (news->status == STATUS_OK)
		news->status = cache_names_merge(&searcher->names, &news->search.names);
	leave(searcher);
	return true;
}

enum status cache_searcher_name(struct cache_searcher *searcher, struct cache_report *report)
{
	uint64_t now_ns = clock_now_ns(CLOCK_MONOTONIC);

	report->is_searched = searcher->ended_ns && now_ns - searcher->ended_ns < SEARCHED_NS;
	return cache_names_apply(&searcher->names, report);
}
