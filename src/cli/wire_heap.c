/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/wire_heap.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "heap/heap.h"
#include "source/inspect/process_memory.h"

#define STEPS 100u /* of progress that are worth waking somebody for */

/* One look.  Its thread and the watcher own it together; who leaves last frees it. */
struct job {
	atomic_int owners;
	atomic_bool cancelled, ended;
	atomic_ullong done, total;
	uint64_t step; /* the thread's own */
	pid_t pid;
	int event;
	struct heap_look look; /* the thread's until ended */
};

struct heap_watcher {
	int event;
	struct job *job; /* the look that goes on, or was not taken; NULL: at rest */
};

static void job_release(struct job *job)
{
	if (atomic_fetch_sub(&job->owners, 1) != 1)
		return;
	heap_report_free(&job->look.report);
	close(job->event);
	free(job);
}

static void wake(const struct job *job)
{
	uint64_t one = 1;
	ssize_t written = write(job->event, &one, sizeof(one));

	(void)written; /* an eventfd at its limit is readable already */
}

static bool is_cancelled(void *context)
{
	struct job *job = context;

	return atomic_load(&job->cancelled);
}

static void note_progress(void *context, uint64_t done, uint64_t total)
{
	struct job *job = context;
	uint64_t step = total ? (uint64_t)((double)done / (double)total * STEPS) : 0;

	atomic_store(&job->done, done);
	atomic_store(&job->total, total);
	if (step == job->step)
		return;
	job->step = step;
	wake(job);
}

static void examine(struct job *job, struct process_memory *memory)
{
	const struct heap_options options = { .context = job,
		.cancelled = is_cancelled,
		.progress = note_progress };
	struct memory_reader reader = process_memory_reader(memory);
	struct heap_look *look = &job->look;

	look->status = heap_examine(&look->report, &reader, &options);
	if (look->status == STATUS_GONE || look->status == STATUS_ABSENT)
		message_set(&look->message, _("process %d: has ended"), (int)job->pid);
	else if (look->status != STATUS_OK)
		message_set(&look->message, _("process %d: heap: %s"), (int)job->pid,
			status_text(look->status));
}

static void *run(void *context)
{
	struct job *job = context;
	struct process_memory *memory;

	job->look.status = process_memory_open(&memory, job->pid, &job->look.message);
	if (job->look.status == STATUS_OK)
		examine(job, memory);
	process_memory_close(memory);
	job->look.monotonic_ns = clock_now_ns(CLOCK_MONOTONIC);
	atomic_store(&job->ended, true);
	wake(job);
	job_release(job);
	return NULL;
}

static enum status start(struct job *job)
{
	sigset_t all, before;
	pthread_t thread;
	int error;

	/* Signals are for the thread that owns the terminal. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	error = pthread_create(&thread, NULL, run, job);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (error)
		return STATUS_FAILED;
	pthread_detach(thread);
	return STATUS_OK;
}

static struct job *job_new(const struct heap_watcher *watcher, pid_t pid)
{
	struct job *job = calloc(1, sizeof(*job));

	if (!job)
		return NULL;
	atomic_init(&job->owners, 2);
	job->pid = pid;
	job->event = fcntl(watcher->event, F_DUPFD_CLOEXEC, 0);
	return job;
}

static void drop(struct heap_watcher *watcher)
{
	if (!watcher->job)
		return;
	atomic_store(&watcher->job->cancelled, true);
	job_release(watcher->job);
	watcher->job = NULL;
}

/* ---- the interface ---- */

static void look(void *context, pid_t pid)
{
	struct heap_watcher *watcher = context;
	struct job *job;

	drop(watcher);
	if (pid == 0)
		return;
	job = job_new(watcher, pid);
	if (!job)
		return;
	watcher->job = job;
	if (start(job) == STATUS_OK)
		return;
	/* There is no thread to own its half. */
	job->look.status = STATUS_FAILED;
	message_set(&job->look.message, _("heap: no thread could be started"));
	atomic_store(&job->ended, true);
	atomic_store(&job->owners, 1);
	wake(job);
}

static bool take(void *context, struct heap_look *taken)
{
	struct heap_watcher *watcher = context;
	uint64_t count;
	ssize_t got = read(watcher->event, &count, sizeof(count));

	(void)got; /* empties the eventfd, or finds it empty */
	if (!watcher->job || !atomic_load(&watcher->job->ended))
		return false;
	*taken = watcher->job->look;
	watcher->job->look.report = (struct heap_report){ 0 };
	drop(watcher);
	return true;
}

static bool progress(void *context, uint64_t *done, uint64_t *total)
{
	const struct heap_watcher *watcher = context;

	if (!watcher->job)
		return false;
	*done = atomic_load(&watcher->job->done);
	*total = atomic_load(&watcher->job->total);
	return true;
}

enum status heap_watcher_new(struct heap_watcher **watcher, struct message *message)
{
	struct heap_watcher *made = calloc(1, sizeof(*made));

	*watcher = NULL;
	if (!made)
		return STATUS_NO_MEMORY;
	made->event = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (made->event < 0) {
		message_set(message, "eventfd: %s", strerror(errno));
		free(made);
		return STATUS_FAILED;
	}
	*watcher = made;
	return STATUS_OK;
}

void heap_watcher_free(struct heap_watcher *watcher)
{
	if (!watcher)
		return;
	drop(watcher);
	close(watcher->event);
	free(watcher);
}

struct heap_feed heap_watcher_feed(struct heap_watcher *watcher)
{
	return (struct heap_feed){ .context = watcher,
		.descriptor = watcher->event,
		.look = look,
		.take = take,
		.progress = progress };
}
