/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/inspector.h"

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

/* Reading smaps holds the target's mmap lock: rest this many times longer than a reading took. */
#define REST_FACTOR 9

struct inspector {
	pthread_mutex_t lock;
	pthread_cond_t asked, answered;
	/* under the lock */
	pid_t pid;                /* 0: at rest */
	double delay;
	uint64_t asking;          /* counts the calls of look() */
	bool stop, has_news;
	struct process_detail *latest;
	enum status status;       /* of the last reading */
	int event;
	/* the thread's own */
	struct kernel_root root;
	struct detail_reader *reader;
	atomic_int owners;        /* the thread and inspector_free(); the last one frees */
};

static void inspector_release(struct inspector *inspector)
{
	if (atomic_fetch_sub(&inspector->owners, 1) != 1)
		return;
	detail_unref(inspector->latest);
	detail_reader_free(inspector->reader);
	kernel_root_close(&inspector->root);
	if (inspector->event >= 0)
		close(inspector->event);
	pthread_cond_destroy(&inspector->asked);
	pthread_cond_destroy(&inspector->answered);
	pthread_mutex_destroy(&inspector->lock);
	free(inspector);
}

/* Takes over the reference, unless somebody asks for another process by now.  The lock is held. */
static void publish(struct inspector *inspector, uint64_t asking, struct process_detail *detail,
	enum status status)
{
	uint64_t one = 1;
	ssize_t written;

	if (asking != inspector->asking) {
		detail_unref(detail);
		return;
	}
	detail_unref(inspector->latest);
	inspector->latest = detail;
	inspector->status = status;
	inspector->has_news = true;
	written = write(inspector->event, &one, sizeof(one));
	(void)written; /* an eventfd at its limit is readable already */
	pthread_cond_broadcast(&inspector->answered);
	if (status == STATUS_GONE || inspector->delay <= 0)
		inspector->pid = 0;
}

static double seconds_since(const struct timespec *began)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - began->tv_sec) + (double)(now.tv_nsec - began->tv_nsec) / 1e9;
}

/* Waits until the next reading is due, or somebody asks for another.  The lock is held. */
static void rest(struct inspector *inspector, uint64_t asking, const struct timespec *began)
{
	double took = seconds_since(began);
	double until = took * (REST_FACTOR + 1);
	struct timespec deadline = *began;

	if (until < inspector->delay)
		until = inspector->delay;
	deadline.tv_sec += (time_t)until;
	deadline.tv_nsec += (long)((until - (double)(time_t)until) * 1e9);
	if (deadline.tv_nsec >= 1000000000) {
		deadline.tv_nsec -= 1000000000;
		deadline.tv_sec++;
	}
	while (!inspector->stop && asking == inspector->asking && inspector->pid)
		if (pthread_cond_timedwait(&inspector->asked, &inspector->lock, &deadline) == ETIMEDOUT)
			return;
}

/* One reading, made without the lock.  The lock is held on both ends. */
static void read_one(struct inspector *inspector)
{
	uint64_t asking = inspector->asking;
	struct process_detail *detail = NULL;
	pid_t pid = inspector->pid;
	struct timespec began;
	enum status status;

	clock_gettime(CLOCK_MONOTONIC, &began);
	pthread_mutex_unlock(&inspector->lock);
	status = detail_read(inspector->reader, pid, &detail);
	pthread_mutex_lock(&inspector->lock);
	publish(inspector, asking, detail, status);
	rest(inspector, asking, &began);
}

static void *run(void *argument)
{
	struct inspector *inspector = argument;

	pthread_mutex_lock(&inspector->lock);
	while (!inspector->stop) {
		if (inspector->pid)
			read_one(inspector);
		else
			pthread_cond_wait(&inspector->asked, &inspector->lock);
	}
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

static void look(void *context, pid_t pid, double delay)
{
	struct inspector *inspector = context;
	enum status status;

	pthread_mutex_lock(&inspector->lock);
	detail_unref(take_latest(inspector, &status));
	inspector->pid = pid;
	inspector->delay = delay;
	inspector->asking++;
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
		.wait = wait_for,
	};
}
