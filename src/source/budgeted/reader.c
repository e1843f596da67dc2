/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/budgeted/reader.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"

struct budgeted_worker {
	pthread_mutex_t lock;
	pthread_cond_t given;
	const struct budgeted_kind *kind;
	struct budgeted_reader reader; /* the thread's */
	struct budgeted_job *jobs;     /* not yet begun: next .. count */
	size_t next, count;
	int64_t budget_ns; /* below 0: a debt */
	struct budgeted_job *done;
	size_t done_count, done_capacity;
	atomic_bool stop;
	atomic_int owners; /* the thread and whoever asked for it; the last one frees */
};

static void release(struct budgeted_worker *worker)
{
	if (atomic_fetch_sub(&worker->owners, 1) != 1)
		return;
	kernel_root_close(&worker->reader.root);
	file_buffer_free(&worker->reader.buffer);
	pthread_cond_destroy(&worker->given);
	pthread_mutex_destroy(&worker->lock);
	free(worker->jobs);
	free(worker->done);
	free(worker);
}

/* Waits for a job; false when it is time to stop.  The lock is held. */
static bool next_job(struct budgeted_worker *worker, struct budgeted_job *job)
{
	while (!worker->stop && (worker->next >= worker->count || worker->budget_ns <= 0))
		pthread_cond_wait(&worker->given, &worker->lock);
	if (worker->stop)
		return false;
	*job = worker->jobs[worker->next++];
	return true;
}

static void keep(struct budgeted_worker *worker, const struct budgeted_job *job, uint64_t spent_ns)
{
	int64_t left = worker->budget_ns - (int64_t)spent_ns;

	/* budgeted_worker_give() made room for every job; results without room are read again. */
	if (worker->done_count < worker->done_capacity)
		worker->done[worker->done_count++] = *job;
	worker->budget_ns = left < 0 && !worker->kind->pays_debts ? 0 : left;
}

static void *work(void *argument)
{
	struct budgeted_worker *worker = argument;
	struct budgeted_job job;

	pthread_mutex_lock(&worker->lock);
	while (next_job(worker, &job)) {
		uint64_t began = clock_now_ns(CLOCK_THREAD_CPUTIME_ID);

		pthread_mutex_unlock(&worker->lock);
		worker->kind->read(&job, &worker->reader);
		pthread_mutex_lock(&worker->lock);
		keep(worker, &job, clock_now_ns(CLOCK_THREAD_CPUTIME_ID) - began);
	}
	pthread_mutex_unlock(&worker->lock);
	release(worker);
	return NULL;
}

static enum status start_thread(struct budgeted_worker *worker)
{
	sigset_t all, before;
	pthread_t thread;
	int error;

	/* Signals are for the thread that owns the terminal. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	error = pthread_create(&thread, NULL, work, worker);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (error) {
		errno = error;
		return STATUS_FAILED;
	}
	pthread_detach(thread);
	return STATUS_OK;
}

enum status budgeted_worker_new(struct budgeted_worker **worker, const struct budgeted_kind *kind,
	const struct kernel_root *root, retained_reader *read_retained)
{
	enum status status;

	*worker = calloc(1, sizeof(**worker));
	if (!*worker)
		return STATUS_NO_MEMORY;
	pthread_mutex_init(&(*worker)->lock, NULL);
	pthread_cond_init(&(*worker)->given, NULL);
	(*worker)->kind = kind;
	(*worker)->reader.root =
		(struct kernel_root){ .proc = fcntl(root->proc, F_DUPFD_CLOEXEC, 0), .sys = -1 };
	(*worker)->reader.read_retained = read_retained;
	(*worker)->reader.cancelled = &(*worker)->stop;
	atomic_init(&(*worker)->owners, 2);
	status = start_thread(*worker);
	if (status != STATUS_OK) {
		atomic_store(&(*worker)->owners, 1);
		release(*worker);
		*worker = NULL;
	}
	return status;
}

void budgeted_worker_free(struct budgeted_worker *worker)
{
	if (!worker)
		return;
	pthread_mutex_lock(&worker->lock);
	atomic_store(&worker->stop, true);
	pthread_cond_signal(&worker->given);
	pthread_mutex_unlock(&worker->lock);
	release(worker);
}

/* Room for what is done already, what is being read, and all that is given now. */
static enum status make_room(struct budgeted_worker *worker, size_t count)
{
	size_t needed = worker->done_count + count + 1;
	struct budgeted_job *done;

	if (needed <= worker->done_capacity)
		return STATUS_OK;
	done = reallocarray(worker->done, needed, sizeof(*done));
	if (!done)
		return STATUS_NO_MEMORY;
	worker->done = done;
	worker->done_capacity = needed;
	return STATUS_OK;
}

enum status budgeted_worker_give(struct budgeted_worker *worker, const struct budgeted_job *jobs,
	size_t count, uint64_t budget_ns)
{
	struct budgeted_job *copy = reallocarray(NULL, count + 1, sizeof(*copy));
	enum status status;

	if (!copy)
		return STATUS_NO_MEMORY;
	memcpy(copy, jobs, count * sizeof(*copy));
	pthread_mutex_lock(&worker->lock);
	status = make_room(worker, count);
	free(worker->jobs);
	worker->jobs = copy;
	worker->next = 0;
	worker->count = status == STATUS_OK ? count : 0;
	worker->budget_ns = (int64_t)budget_ns + (worker->budget_ns < 0 ? worker->budget_ns : 0);
	pthread_cond_signal(&worker->given);
	pthread_mutex_unlock(&worker->lock);
	return status;
}

size_t budgeted_worker_take(struct budgeted_worker *worker, struct budgeted_job **jobs)
{
	size_t count;

	pthread_mutex_lock(&worker->lock);
	*jobs = worker->done;
	count = worker->done_count;
	worker->done = NULL;
	worker->done_count = worker->done_capacity = 0;
	make_room(worker, worker->count - worker->next);
	pthread_mutex_unlock(&worker->lock);
	return count;
}
