/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/inspect/inspector.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/event.h"
#include "base/i18n.h"
#include "base/worker.h"
#include "source/inspect/ending.h"
#include "source/inspect/page_map_reader.h"

/* Reading smaps holds the target's mmap lock: rest this many times longer than a reading took. */
#define REST_FACTOR 9
/* A single mapping of a TiB takes seconds; longer than that hangs. */
#define PATIENCE_NS (10 * NS_PER_SECOND)

struct inspector {
	struct worker worker;
	/* under the lock */
	pid_t pid; /* 0: at rest */
	double delay;
	uint64_t asking; /* counts the calls of look() */
	struct residency_request pages;
	bool has_news, is_reading;
	bool pages_due;  /* the strip is asked for, or older than the detail */
	uint64_t due_ns; /* when the next detail is, by CLOCK_MONOTONIC */
	struct process_detail *latest;
	struct residency *page_map; /* the newest, NULL once it is taken */
	enum status status;         /* of the last reading */
	pid_t watched;              /* the process looked at last */
	int ending;                 /* ending_watch() of it, or -1 */
	/* the thread's own */
	struct kernel_root root;
	struct detail_reader *reader;
};

static void free_all(void *context)
{
	struct inspector *inspector = context;

	detail_unref(inspector->latest);
	free(inspector->page_map);
	detail_reader_free(inspector->reader);
	kernel_root_close(&inspector->root);
	if (inspector->ending >= 0)
		close(inspector->ending);
	free(inspector);
}

/* Takes over the reference, unless somebody asks for another process by now.  The lock is held. */
static void publish(struct inspector *inspector, uint64_t asking, struct process_detail *detail,
	enum status status)
{
	if (asking != inspector->asking) {
		detail_unref(detail);
		return;
	}
	detail_unref(inspector->latest);
	inspector->latest = detail;
	inspector->status = status;
	inspector->has_news = true;
	inspector->pages_due = inspector->pages.pid != 0;
	worker_ring(&inspector->worker);
	if (status == STATUS_GONE || inspector->delay <= 0)
		inspector->pid = 0;
}

uint64_t inspector_rests_until(uint64_t began_ns, uint64_t ended_ns, uint64_t delay_ns)
{
	uint64_t rest_ns = (ended_ns - began_ns) * (REST_FACTOR + 1);

	return began_ns + (rest_ns < delay_ns ? delay_ns : rest_ns);
}

/* Puts the next detail off, as long as what began then asks for.  The lock is held. */
static void put_off(struct inspector *inspector, uint64_t began_ns)
{
	uint64_t until_ns = inspector_rests_until(began_ns, clock_now_ns(CLOCK_MONOTONIC),
		clock_ns_of(inspector->delay));

	if (inspector->due_ns < until_ns)
		inspector->due_ns = until_ns;
}

/* One reading, made without the lock.  The lock is held on both ends. */
static void read_one(struct inspector *inspector)
{
	uint64_t asking = inspector->asking;
	struct process_detail *detail = NULL;
	uint64_t began_ns = clock_now_ns(CLOCK_MONOTONIC);
	pid_t pid = inspector->pid;
	enum status status;

	inspector->is_reading = true;
	worker_unlock(&inspector->worker);
	status = detail_read(inspector->reader, pid, &detail);
	worker_lock(&inspector->worker);
	inspector->is_reading = false;
	publish(inspector, asking, detail, status);
	if (asking == inspector->asking)
		put_off(inspector, began_ns);
}

/* The same for a strip of pages. */
static void read_pages(struct inspector *inspector)
{
	const struct residency_request request = inspector->pages;
	struct residency *page_map = malloc(sizeof(*page_map));
	uint64_t began_ns = clock_now_ns(CLOCK_MONOTONIC);

	inspector->pages_due = false;
	if (!page_map)
		return;
	worker_unlock(&inspector->worker);
	residency_read(page_map, &inspector->root, &request, true);
	worker_lock(&inspector->worker);
	if (request.pid != inspector->pages.pid || request.start != inspector->pages.start) {
		free(page_map);
		return;
	}
	free(inspector->page_map);
	inspector->page_map = page_map;
	worker_ring(&inspector->worker);
	put_off(inspector, began_ns);
}

/* Does what is due, or waits until something is.  The lock is held on both ends. */
static void work(struct inspector *inspector)
{
	if (inspector->pages_due)
		read_pages(inspector);
	else if (inspector->pid && clock_now_ns(CLOCK_MONOTONIC) >= inspector->due_ns)
		read_one(inspector);
	else
		worker_wait(&inspector->worker,
			inspector->pid ? inspector->due_ns : WORKER_FOREVER);
}

static void run(void *context)
{
	struct inspector *inspector = context;

	worker_lock(&inspector->worker);
	while (!inspector->worker.cancelled)
		work(inspector);
	worker_unlock(&inspector->worker);
}

/* ---- life ---- */

enum status inspector_new(struct inspector **out, arena_test *is_arena, unsigned limit,
	struct message *message)
{
	struct inspector *inspector = calloc(1, sizeof(*inspector));
	enum status status;

	*out = NULL;
	if (!inspector)
		return STATUS_NO_MEMORY;
	inspector->ending = -1;
	inspector->root = (struct kernel_root){ -1, -1 };
	status = worker_init(&inspector->worker, free_all, inspector, -1);
	if (status == STATUS_OK)
		status = kernel_root_open(&inspector->root, "/proc", "/sys");
	if (status == STATUS_OK)
		inspector->reader = detail_reader_new(&inspector->root, is_arena, limit);
	if (status == STATUS_OK && !inspector->reader)
		status = STATUS_NO_MEMORY;
	if (status == STATUS_OK)
		status = worker_start(&inspector->worker, run, 0);
	if (status != STATUS_OK) {
		message_set(message, _("cannot look into processes: %s"), status_text(status));
		worker_leave(&inspector->worker);
		return status;
	}
	*out = inspector;
	return STATUS_OK;
}

void inspector_free(struct inspector *inspector)
{
	if (inspector)
		worker_leave(&inspector->worker);
}

/* ---- the interface ---- */

static struct process_detail *take_latest(struct inspector *inspector, enum status *status)
{
	struct process_detail *detail = inspector->latest;

	event_hush(inspector->worker.event);
	*status = inspector->has_news ? inspector->status : STATUS_OK;
	inspector->latest = NULL;
	inspector->has_news = false;
	return detail;
}

/* The lock is held. */
static void forget_pages(struct inspector *inspector)
{
	inspector->pages = (struct residency_request){ .pid = 0 };
	inspector->pages_due = false;
	free(inspector->page_map);
	inspector->page_map = NULL;
}

static void look_at_pages(void *context, const struct residency_request *request)
{
	struct inspector *inspector = context;

	worker_lock(&inspector->worker);
	forget_pages(inspector);
	inspector->pages = *request;
	inspector->pages_due = request->pid != 0;
	worker_wake(&inspector->worker);
	worker_unlock(&inspector->worker);
}

static struct residency *take_pages(void *context)
{
	struct inspector *inspector = context;
	struct residency *page_map;

	worker_lock(&inspector->worker);
	page_map = inspector->page_map;
	inspector->page_map = NULL;
	worker_unlock(&inspector->worker);
	return page_map;
}

/* The lock is held. */
static void watch_ending(struct inspector *inspector, pid_t pid)
{
	if (inspector->ending >= 0)
		close(inspector->ending);
	inspector->watched = pid;
	inspector->ending = ending_watch(pid);
}

static bool ending(void *context, int *wait_status)
{
	struct inspector *inspector = context;
	bool told;

	worker_lock(&inspector->worker);
	told = ending_read(inspector->ending, inspector->watched, &inspector->root, wait_status);
	worker_unlock(&inspector->worker);
	return told;
}

static void look(void *context, pid_t pid, double delay)
{
	struct inspector *inspector = context;
	enum status status;

	worker_lock(&inspector->worker);
	detail_unref(take_latest(inspector, &status));
	inspector->pid = pid;
	inspector->delay = delay;
	if (pid)
		watch_ending(inspector, pid);
	inspector->due_ns = 0;
	inspector->asking++;
	forget_pages(inspector);
	worker_wake(&inspector->worker);
	worker_unlock(&inspector->worker);
}

static struct process_detail *take(void *context, enum status *status)
{
	struct inspector *inspector = context;
	struct process_detail *detail;

	worker_lock(&inspector->worker);
	detail = take_latest(inspector, status);
	worker_unlock(&inspector->worker);
	return detail;
}

/* False if a reading got nothing from the kernel for so long.  The lock is held. */
static bool await_news(struct inspector *inspector)
{
	uint64_t steps = UINT64_MAX, since_ns = 0;

	while (!inspector->has_news) {
		uint64_t now_ns = clock_now_ns(CLOCK_MONOTONIC);
		uint64_t steps_now = detail_reader_steps(inspector->reader);

		if (!inspector->is_reading || steps_now != steps) {
			steps = steps_now;
			since_ns = now_ns;
		} else if (now_ns - since_ns >= PATIENCE_NS) {
			return false;
		}
		worker_wait(&inspector->worker, now_ns + PATIENCE_NS / 20);
	}
	return true;
}

static struct process_detail *wait_for(void *context, enum status *status)
{
	struct inspector *inspector = context;
	struct process_detail *detail = NULL;

	worker_lock(&inspector->worker);
	if (await_news(inspector))
		detail = take_latest(inspector, status);
	else
		*status = STATUS_UNANSWERED;
	worker_unlock(&inspector->worker);
	return detail;
}

struct inspect inspector_interface(struct inspector *inspector)
{
	return (struct inspect){
		.context = inspector,
		.descriptor = inspector->worker.event,
		.look = look,
		.take = take,
		.ending = ending,
		.look_at_pages = look_at_pages,
		.take_pages = take_pages,
		.wait = wait_for,
	};
}
