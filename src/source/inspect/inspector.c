/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/inspect/inspector.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "base/i18n.h"
#include "source/inspect/ending.h"
#include "source/inspect/page_map_reader.h"

/* Reading smaps holds the target's mmap lock: rest this many times longer than a reading took. */
#define REST_FACTOR 9

struct inspector {
	pthread_mutex_t lock;
	pthread_cond_t asked, answered;
	/* under the lock */
	pid_t pid; /* 0: at rest */
	double delay;
	uint64_t asking; /* counts the calls of look() */
	struct residency_request pages;
	bool stop, has_news;
	bool pages_due;      /* the strip is asked for, or older than the detail */
	struct timespec due; /* when the next detail is, by CLOCK_MONOTONIC */
	struct process_detail *latest;
	struct residency *page_map; /* the newest, NULL once it is taken */
	enum status status;         /* of the last reading */
	int event;
	pid_t watched; /* the process looked at last */
	int ending;    /* ending_watch() of it, or -1 */
	/* the thread's own */
	struct kernel_root root;
	struct detail_reader *reader;
	atomic_int owners; /* the thread and inspector_free(); the last one frees */
};

static void inspector_release(struct inspector *inspector)
{
	if (atomic_fetch_sub(&inspector->owners, 1) != 1)
		return;
	detail_unref(inspector->latest);
	free(inspector->page_map);
	detail_reader_free(inspector->reader);
	kernel_root_close(&inspector->root);
	if (inspector->event >= 0)
		close(inspector->event);
	if (inspector->ending >= 0)
		close(inspector->ending);
	pthread_cond_destroy(&inspector->asked);
	pthread_cond_destroy(&inspector->answered);
	pthread_mutex_destroy(&inspector->lock);
	free(inspector);
}

/* Wakes whoever waits for news.  The lock is held. */
static void tell(struct inspector *inspector)
{
	uint64_t one = 1;
	ssize_t written = write(inspector->event, &one, sizeof(one));

	(void)written; /* an eventfd at its limit is readable already */
	pthread_cond_broadcast(&inspector->answered);
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
	tell(inspector);
	if (status == STATUS_GONE || inspector->delay <= 0)
		inspector->pid = 0;
}

static struct timespec time_after(struct timespec time, double seconds)
{
	time.tv_sec += (time_t)seconds;
	time.tv_nsec += (long)((seconds - (double)(time_t)seconds) * 1e9);
	if (time.tv_nsec >= 1000000000) {
		time.tv_nsec -= 1000000000;
		time.tv_sec++;
	}
	return time;
}

static struct timespec time_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now;
}

static bool is_before(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec != b->tv_sec ? a->tv_sec < b->tv_sec : a->tv_nsec < b->tv_nsec;
}

/* Puts the next detail off, as long as what began then asks for.  The lock is held. */
static void put_off(struct inspector *inspector, const struct timespec *began)
{
	struct timespec now = time_now(), until;
	double took =
		(double)(now.tv_sec - began->tv_sec) + (double)(now.tv_nsec - began->tv_nsec) / 1e9;
	double rest = took * (REST_FACTOR + 1);

	until = time_after(*began, rest < inspector->delay ? inspector->delay : rest);
	if (is_before(&inspector->due, &until))
		inspector->due = until;
}

/* One reading, made without the lock.  The lock is held on both ends. */
static void read_one(struct inspector *inspector)
{
	uint64_t asking = inspector->asking;
	struct process_detail *detail = NULL;
	struct timespec began = time_now();
	pid_t pid = inspector->pid;
	enum status status;

	pthread_mutex_unlock(&inspector->lock);
	status = detail_read(inspector->reader, pid, &detail);
	pthread_mutex_lock(&inspector->lock);
	publish(inspector, asking, detail, status);
	if (asking == inspector->asking)
		put_off(inspector, &began);
}

/* The same for a strip of pages. */
static void read_pages(struct inspector *inspector)
{
	const struct residency_request request = inspector->pages;
	struct residency *page_map = malloc(sizeof(*page_map));
	struct timespec began = time_now();

	inspector->pages_due = false;
	if (!page_map)
		return;
	pthread_mutex_unlock(&inspector->lock);
	residency_read(page_map, &inspector->root, &request, true);
	pthread_mutex_lock(&inspector->lock);
	if (request.pid != inspector->pages.pid || request.start != inspector->pages.start) {
		free(page_map);
		return;
	}
	free(inspector->page_map);
	inspector->page_map = page_map;
	tell(inspector);
	put_off(inspector, &began);
}

/* Does what is due, or waits until something is.  The lock is held on both ends. */
static void work(struct inspector *inspector)
{
	struct timespec now = time_now();

	if (inspector->pages_due)
		read_pages(inspector);
	else if (inspector->pid && !is_before(&now, &inspector->due))
		read_one(inspector);
	else if (inspector->pid)
		pthread_cond_timedwait(&inspector->asked, &inspector->lock, &inspector->due);
	else
		pthread_cond_wait(&inspector->asked, &inspector->lock);
}

static void *run(void *argument)
{
	struct inspector *inspector = argument;

	pthread_mutex_lock(&inspector->lock);
	while (!inspector->stop)
		work(inspector);
	pthread_mutex_unlock(&inspector->lock);
	inspector_release(inspector);
	return NULL;
}

/* ---- life ---- */

static void init_locks(struct inspector *inspector)
{
	pthread_condattr_t attributes;

	pthread_mutex_init(&inspector->lock, NULL);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&inspector->asked, &attributes);
	pthread_cond_init(&inspector->answered, NULL);
	pthread_condattr_destroy(&attributes);
}

static enum status start_thread(struct inspector *inspector)
{
	sigset_t all, before;
	pthread_t thread;
	int error;

	/* Signals are for the thread that owns the terminal. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	error = pthread_create(&thread, NULL, run, inspector);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (error) {
		errno = error;
		return STATUS_FAILED;
	}
	pthread_detach(thread);
	atomic_store(&inspector->owners, 2);
	return STATUS_OK;
}

enum status inspector_new(struct inspector **out, arena_test *is_arena, struct message *message)
{
	struct inspector *inspector = calloc(1, sizeof(*inspector));
	enum status status;

	*out = NULL;
	if (!inspector)
		return STATUS_NO_MEMORY;
	init_locks(inspector);
	inspector->ending = -1;
	atomic_init(&inspector->owners, 1);
	inspector->event = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	status = kernel_root_open(&inspector->root, "/proc", "/sys");
	if (status == STATUS_OK)
		inspector->reader = detail_reader_new(&inspector->root, is_arena);
	if (status == STATUS_OK && (!inspector->reader || inspector->event < 0))
		status = STATUS_NO_MEMORY;
	if (status == STATUS_OK)
		status = start_thread(inspector);
	if (status != STATUS_OK) {
		message_set(message, _("cannot look into processes: %s"), status_text(status));
		inspector_release(inspector);
		return status;
	}
	*out = inspector;
	return STATUS_OK;
}

void inspector_free(struct inspector *inspector)
{
	if (!inspector)
		return;
	pthread_mutex_lock(&inspector->lock);
	inspector->stop = true;
	pthread_cond_broadcast(&inspector->asked);
	pthread_mutex_unlock(&inspector->lock);
	inspector_release(inspector);
}

/* ---- the interface ---- */

static struct process_detail *take_latest(struct inspector *inspector, enum status *status)
{
	struct process_detail *detail = inspector->latest;
	uint64_t count;
	ssize_t got = read(inspector->event, &count, sizeof(count));

	(void)got; /* empties the eventfd, or finds it empty */
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

	pthread_mutex_lock(&inspector->lock);
	forget_pages(inspector);
	inspector->pages = *request;
	inspector->pages_due = request->pid != 0;
	pthread_cond_signal(&inspector->asked);
	pthread_mutex_unlock(&inspector->lock);
}

static struct residency *take_pages(void *context)
{
	struct inspector *inspector = context;
	struct residency *page_map;

	pthread_mutex_lock(&inspector->lock);
	page_map = inspector->page_map;
	inspector->page_map = NULL;
	pthread_mutex_unlock(&inspector->lock);
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

	pthread_mutex_lock(&inspector->lock);
	told = ending_read(inspector->ending, inspector->watched, &inspector->root, wait_status);
	pthread_mutex_unlock(&inspector->lock);
	return told;
}

static void look(void *context, pid_t pid, double delay)
{
	struct inspector *inspector = context;
	enum status status;

	pthread_mutex_lock(&inspector->lock);
	detail_unref(take_latest(inspector, &status));
	inspector->pid = pid;
	inspector->delay = delay;
	if (pid)
		watch_ending(inspector, pid);
	inspector->due = (struct timespec){ 0 };
	inspector->asking++;
	forget_pages(inspector);
	pthread_cond_signal(&inspector->asked);
	pthread_mutex_unlock(&inspector->lock);
}

static struct process_detail *take(void *context, enum status *status)
{
	struct inspector *inspector = context;
	struct process_detail *detail;

	pthread_mutex_lock(&inspector->lock);
	detail = take_latest(inspector, status);
	pthread_mutex_unlock(&inspector->lock);
	return detail;
}

static struct process_detail *wait_for(void *context, enum status *status)
{
	struct inspector *inspector = context;
	struct process_detail *detail;

	pthread_mutex_lock(&inspector->lock);
	while (!inspector->has_news)
		pthread_cond_wait(&inspector->answered, &inspector->lock);
	detail = take_latest(inspector, status);
	pthread_mutex_unlock(&inspector->lock);
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
		.wait = wait_for,
	};
}
