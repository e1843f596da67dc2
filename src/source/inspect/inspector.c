/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/inspect/inspector.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/event.h"
#include "base/i18n.h"
#include "base/worker.h"
#include "source/inspect/ending.h"
#include "source/process/list_reader.h"
#include "source/inspect/page_map_reader.h"

/* Reading smaps holds the target's mmap lock: rest this many times longer than a reading took. */
#define REST_FACTOR 9
/* A read of so long that uses no processor time is taken to hang. */
#define PATIENCE_NS (2 * NS_PER_SECOND)

struct inspection {
	struct worker worker;
	/* under the lock */
	pid_t pid; /* 0: at rest */
	double delay;
	uint64_t asking; /* counts the calls of look() */
	struct residency_request pages;
	bool has_news, is_reading;
	uint64_t since_ns, spent_ns; /* when the thread's processor time last moved, and that */
	bool pages_due;              /* the strip is asked for, or older than the detail */
	uint64_t due_ns;             /* when the next detail is, by CLOCK_MONOTONIC */
	struct process_detail *latest;
	struct residency *page_map; /* the newest, NULL once it is taken */
	pid_t list_of;              /* whose list is asked for; 0: none */
	enum process_list_kind list_kind;
	struct process_list *list; /* the newest, NULL once it is taken */
	enum status status;        /* of the last reading */
	pid_t watched;             /* the process looked at last */
	int ending;                /* ending_watch() of it, or -1 */
	/* the thread's own */
	struct kernel_root root;
	struct detail_reader *reader;
};

/* Hands over to another thread where the one that looks does not come back. */
struct inspector {
	int event;
	arena_test *is_arena;
	unsigned limit;
	struct inspection *now;
};

static void free_all(void *context)
{
	struct inspection *inspection = context;

	detail_unref(inspection->latest);
	free(inspection->page_map);
	process_list_free(inspection->list);
	detail_reader_free(inspection->reader);
	kernel_root_close(&inspection->root);
	if (inspection->ending >= 0)
		close(inspection->ending);
	free(inspection);
}

/* Takes over the reference, unless another process is asked for by now.  The lock is held. */
static void publish(struct inspection *inspection, uint64_t asking, struct process_detail *detail,
	enum status status)
{
	if (asking != inspection->asking) {
		detail_unref(detail);
		return;
	}
	detail_unref(inspection->latest);
	inspection->latest = detail;
	inspection->status = status;
	inspection->has_news = true;
	inspection->pages_due = inspection->pages.pid != 0;
	worker_ring(&inspection->worker);
	if (status == STATUS_GONE || inspection->delay <= 0)
		inspection->pid = 0;
}

uint64_t inspector_rests_until(uint64_t began_ns, uint64_t ended_ns, uint64_t delay_ns)
{
	uint64_t rest_ns = (ended_ns - began_ns) * (REST_FACTOR + 1);

	return began_ns + (rest_ns < delay_ns ? delay_ns : rest_ns);
}

/* Puts the next detail off, as long as what began then asks for.  The lock is held. */
static void put_off(struct inspection *inspection, uint64_t began_ns)
{
	uint64_t until_ns = inspector_rests_until(began_ns, clock_now_ns(CLOCK_MONOTONIC),
		clock_ns_of(inspection->delay));

	if (inspection->due_ns < until_ns)
		inspection->due_ns = until_ns;
}

/* One reading, made without the lock.  The lock is held on both ends. */
static void read_one(struct inspection *inspection)
{
	uint64_t asking = inspection->asking;
	struct process_detail *detail = NULL;
	uint64_t began_ns = clock_now_ns(CLOCK_MONOTONIC);
	pid_t pid = inspection->pid;
	enum status status;

	inspection->is_reading = true;
	worker_unlock(&inspection->worker);
	status = detail_read(inspection->reader, pid, &detail);
	worker_lock(&inspection->worker);
	inspection->is_reading = false;
	publish(inspection, asking, detail, status);
	if (asking == inspection->asking)
		put_off(inspection, began_ns);
}

/* The same for a strip of pages. */
static void read_pages(struct inspection *inspection)
{
	const struct residency_request request = inspection->pages;
	struct residency *page_map = malloc(sizeof(*page_map));
	uint64_t began_ns = clock_now_ns(CLOCK_MONOTONIC);

	inspection->pages_due = false;
	if (!page_map)
		return;
	inspection->is_reading = true;
	worker_unlock(&inspection->worker);
	residency_read(page_map, &inspection->root, &request, true);
	worker_lock(&inspection->worker);
	inspection->is_reading = false;
	if (request.pid != inspection->pages.pid || request.start != inspection->pages.start) {
		free(page_map);
		return;
	}
	free(inspection->page_map);
	inspection->page_map = page_map;
	worker_ring(&inspection->worker);
	put_off(inspection, began_ns);
}

/* The same for a list that was asked for. */
static void read_list(struct inspection *inspection)
{
	pid_t pid = inspection->list_of;
	enum process_list_kind kind = inspection->list_kind;
	struct process_list *list;

	inspection->list_of = 0;
	worker_unlock(&inspection->worker);
	list = list_read(&inspection->root, pid, kind);
	worker_lock(&inspection->worker);
	process_list_free(inspection->list);
	inspection->list = list;
	worker_ring(&inspection->worker);
}

/* Does what is due, or waits until something is.  The lock is held on both ends. */
static void work(struct inspection *inspection)
{
	if (inspection->list_of)
		read_list(inspection);
	else if (inspection->pages_due)
		read_pages(inspection);
	else if (inspection->pid && clock_now_ns(CLOCK_MONOTONIC) >= inspection->due_ns)
		read_one(inspection);
	else
		worker_wait(&inspection->worker,
			inspection->pid ? inspection->due_ns : WORKER_FOREVER);
}

static void run(void *context)
{
	struct inspection *inspection = context;

	worker_lock(&inspection->worker);
	while (!inspection->worker.cancelled)
		work(inspection);
	worker_unlock(&inspection->worker);
}

/* ---- life ---- */

static struct inspection *inspection_new(const struct inspector *inspector, enum status *status)
{
	struct inspection *made = calloc(1, sizeof(*made));

	*status = STATUS_NO_MEMORY;
	if (!made)
		return NULL;
	made->ending = -1;
	made->root = (struct kernel_root){ -1, -1 };
	*status = worker_init(&made->worker, free_all, made, inspector->event);
	if (*status == STATUS_OK)
		*status = kernel_root_open(&made->root, "/proc", "/sys");
	if (*status == STATUS_OK)
		made->reader =
			detail_reader_new(&made->root, inspector->is_arena, inspector->limit);
	if (*status == STATUS_OK && !made->reader)
		*status = STATUS_NO_MEMORY;
	if (*status == STATUS_OK)
		*status = worker_start(&made->worker, run, 0);
	if (*status == STATUS_OK)
		return made;
	worker_leave(&made->worker);
	return NULL;
}

enum status inspector_new(struct inspector **out, arena_test *is_arena, unsigned limit,
	struct message *message)
{
	struct inspector *inspector = calloc(1, sizeof(*inspector));
	enum status status = STATUS_FAILED;

	*out = NULL;
	if (!inspector)
		return STATUS_NO_MEMORY;
	inspector->is_arena = is_arena;
	inspector->limit = limit;
	inspector->event = event_new();
	if (inspector->event >= 0)
		inspector->now = inspection_new(inspector, &status);
	if (!inspector->now) {
		message_set(message, _("cannot look into processes: %s"), status_text(status));
		inspector_free(inspector);
		return status;
	}
	*out = inspector;
	return STATUS_OK;
}

void inspector_free(struct inspector *inspector)
{
	if (!inspector)
		return;
	if (inspector->now)
		worker_leave(&inspector->now->worker);
	if (inspector->event >= 0)
		close(inspector->event);
	free(inspector);
}

/* ---- the interface ---- */

static struct inspection *now_of(void *context)
{
	return ((struct inspector *)context)->now;
}

static struct process_detail *take_latest(struct inspection *inspection, enum status *status)
{
	struct process_detail *detail = inspection->latest;

	event_hush(inspection->worker.event);
	*status = inspection->has_news ? inspection->status : STATUS_OK;
	inspection->latest = NULL;
	inspection->has_news = false;
	return detail;
}

/* The lock is held. */
static void forget_pages(struct inspection *inspection)
{
	inspection->pages = (struct residency_request){ .pid = 0 };
	inspection->pages_due = false;
	free(inspection->page_map);
	inspection->page_map = NULL;
}

static void look_at_pages(void *context, const struct residency_request *request)
{
	struct inspection *inspection = now_of(context);

	worker_lock(&inspection->worker);
	forget_pages(inspection);
	inspection->pages = *request;
	inspection->pages_due = request->pid != 0;
	worker_wake(&inspection->worker);
	worker_unlock(&inspection->worker);
}

static struct residency *take_pages(void *context)
{
	struct inspection *inspection = now_of(context);
	struct residency *page_map;

	worker_lock(&inspection->worker);
	page_map = inspection->page_map;
	inspection->page_map = NULL;
	worker_unlock(&inspection->worker);
	return page_map;
}

static void ask_list(void *context, pid_t pid, enum process_list_kind kind)
{
	struct inspection *inspection = now_of(context);

	worker_lock(&inspection->worker);
	process_list_free(inspection->list);
	inspection->list = NULL;
	inspection->list_of = pid;
	inspection->list_kind = kind;
	worker_wake(&inspection->worker);
	worker_unlock(&inspection->worker);
}

static struct process_list *take_list(void *context)
{
	struct inspection *inspection = now_of(context);
	struct process_list *list;

	worker_lock(&inspection->worker);
	list = inspection->list;
	inspection->list = NULL;
	worker_unlock(&inspection->worker);
	return list;
}

/* The lock is held. */
static void watch_ending(struct inspection *inspection, pid_t pid)
{
	if (inspection->ending >= 0)
		close(inspection->ending);
	inspection->watched = pid;
	inspection->ending = ending_watch(pid);
}

static bool ending(void *context, int *wait_status)
{
	struct inspection *inspection = now_of(context);
	bool told;

	worker_lock(&inspection->worker);
	told = ending_read(inspection->ending, inspection->watched, &inspection->root, wait_status);
	worker_unlock(&inspection->worker);
	return told;
}

/*
 * Whether what is being read got nothing from the kernel for so long, as far as this is asked again and
 * again.  The lock is held.
 */
static bool hangs(struct inspection *inspection)
{
	uint64_t now_ns = clock_now_ns(CLOCK_MONOTONIC);
	uint64_t spent_ns = worker_cpu_ns(&inspection->worker);

	if (!inspection->is_reading || spent_ns != inspection->spent_ns)
		inspection->since_ns = now_ns;
	inspection->spent_ns = spent_ns;
	return inspection->since_ns && now_ns - inspection->since_ns >= PATIENCE_NS;
}

/* What does not answer is left to itself. */
static void renew_if_it_hangs(struct inspector *inspector)
{
	struct inspection *old = inspector->now, *made;
	enum status status;
	bool hung;

	worker_lock(&old->worker);
	hung = hangs(old);
	worker_unlock(&old->worker);
	made = hung ? inspection_new(inspector, &status) : NULL;
	if (!made)
		return;
	inspector->now = made;
	worker_leave(&old->worker);
}

static void look(void *context, pid_t pid, double delay)
{
	struct inspection *inspection;
	enum status status;

	renew_if_it_hangs(context);
	inspection = now_of(context);
	worker_lock(&inspection->worker);
	detail_unref(take_latest(inspection, &status));
	inspection->pid = pid;
	inspection->delay = delay;
	if (pid)
		watch_ending(inspection, pid);
	inspection->due_ns = 0;
	inspection->asking++;
	forget_pages(inspection);
	worker_wake(&inspection->worker);
	worker_unlock(&inspection->worker);
}

static struct process_detail *take(void *context, enum status *status)
{
	struct inspection *inspection = now_of(context);
	struct process_detail *detail;

	worker_lock(&inspection->worker);
	detail = take_latest(inspection, status);
	if (!detail && *status == STATUS_OK && hangs(inspection))
		*status = STATUS_UNANSWERED;
	worker_unlock(&inspection->worker);
	return detail;
}

static struct process_detail *wait_for(void *context, enum status *status)
{
	struct inspection *inspection = now_of(context);
	struct process_detail *detail = NULL;

	worker_lock(&inspection->worker);
	while (!inspection->has_news && !hangs(inspection))
		worker_wait(&inspection->worker, clock_now_ns(CLOCK_MONOTONIC) + PATIENCE_NS / 10);
	if (inspection->has_news)
		detail = take_latest(inspection, status);
	else
		*status = STATUS_UNANSWERED;
	worker_unlock(&inspection->worker);
	return detail;
}

struct inspect inspector_interface(struct inspector *inspector)
{
	return (struct inspect){
		.context = inspector,
		.descriptor = inspector->event,
		.look = look,
		.take = take,
		.ending = ending,
		.look_at_pages = look_at_pages,
		.take_pages = take_pages,
		.ask_list = ask_list,
		.take_list = take_list,
		.wait = wait_for,
	};
}
