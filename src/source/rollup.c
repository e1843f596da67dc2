/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/rollup.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct rollup_worker {
	pthread_mutex_t lock;
	pthread_cond_t given;
	struct kernel_root root;
	struct rollup_job *jobs;  /* not yet begun: next .. count */
	size_t next, count;
	uint64_t budget_ns;
	struct rollup_job *done;
	size_t done_count, done_capacity;
	bool stop;
	atomic_int owners;        /* the thread and whoever asked for it; the last one frees */
};

void rollup_read(struct rollup_job *job, const struct kernel_root *root, struct file_buffer *buffer)
{
	char path[40];

	snprintf(path, sizeof(path), "%d/smaps_rollup", (int)job->pid);
	job->status = file_read(buffer, root->proc, path);
	if (job->status == STATUS_OK && buffer->length == 0)
		job->status = STATUS_GONE; /* older kernels say so of a process without mappings */
	if (job->status == STATUS_OK)
		job->status = smaps_rollup_parse(&job->rollup, buffer->text, buffer->length);
}

static void release(struct rollup_worker *worker)
{
	if (atomic_fetch_sub(&worker->owners, 1) != 1)
		return;
	kernel_root_close(&worker->root);
	pthread_cond_destroy(&worker->given);
	pthread_mutex_destroy(&worker->lock);
	free(worker->jobs);
	free(worker->done);
	free(worker);
}

static uint64_t processor_time_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

/* Waits for a job; false when it is time to stop.  The lock is held. */
static bool next_job(struct rollup_worker *worker, struct rollup_job *job)
{
	while (!worker->stop && (worker->next >= worker->count || worker->budget_ns == 0))
		pthread_cond_wait(&worker->given, &worker->lock);
	if (worker->stop)
		return false;
	*job = worker->jobs[worker->next++];
	return true;
}

static void keep(struct rollup_worker *worker, const struct rollup_job *job, uint64_t spent_ns)
{
	/* rollup_worker_give() made room for every job; results without room are read again. */
	if (worker->done_count < worker->done_capacity)
		worker->done[worker->done_count++] = *job;
	worker->budget_ns = spent_ns < worker->budget_ns ? worker->budget_ns - spent_ns : 0;
}

static void *work(void *argument)
{
	struct rollup_worker *worker = argument;
	struct file_buffer buffer = { 0 };
	struct rollup_job job;

	pthread_mutex_lock(&worker->lock);
	while (next_job(worker, &job)) {
		uint64_t began = processor_time_ns();

		pthread_mutex_unlock(&worker->lock);
		rollup_read(&job, &worker->root, &buffer);
		pthread_mutex_lock(&worker->lock);
		keep(worker, &job, processor_time_ns() - began);
	}
	pthread_mutex_unlock(&worker->lock);
	file_buffer_free(&buffer);
	release(worker);
	return NULL;
}

static enum status start_thread(struct rollup_worker *worker)
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

enum status rollup_worker_new(struct rollup_worker **worker, const struct kernel_root *root)
{
	enum status status;

	*worker = calloc(1, sizeof(**worker));
	if (!*worker)
		return STATUS_NO_MEMORY;
	pthread_mutex_init(&(*worker)->lock, NULL);
	pthread_cond_init(&(*worker)->given, NULL);
	(*worker)->root = (struct kernel_root){ .proc = fcntl(root->proc, F_DUPFD_CLOEXEC, 0),
		.sys = -1 };
	atomic_init(&(*worker)->owners, 2);
	status = start_thread(*worker);
	if (status != STATUS_OK) {
		atomic_store(&(*worker)->owners, 1);
		release(*worker);
		*worker = NULL;
	}
	return status;
}

void rollup_worker_free(struct rollup_worker *worker)
{
	if (!worker)
		return;
	pthread_mutex_lock(&worker->lock);
	worker->stop = true;
	pthread_cond_signal(&worker->given);
	pthread_mutex_unlock(&worker->lock);
	release(worker);
}

/* Room for what is done already, what is being read, and all that is given now. */
static enum status make_room(struct rollup_worker *worker, size_t count)
{
	size_t needed = worker->done_count + count + 1;
	struct rollup_job *done;

	if (needed <= worker->done_capacity)
		return STATUS_OK;
	done = reallocarray(worker->done, needed, sizeof(*done));
	if (!done)
		return STATUS_NO_MEMORY;
	worker->done = done;
	worker->done_capacity = needed;
	return STATUS_OK;
}

enum status rollup_worker_give(struct rollup_worker *worker, const struct rollup_job *jobs,
	size_t count, uint64_t budget_ns)
{
	struct rollup_job *copy = reallocarray(NULL, count + 1, sizeof(*copy));
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
	worker->budget_ns = budget_ns;
	pthread_cond_signal(&worker->given);
	pthread_mutex_unlock(&worker->lock);
	return status;
}

size_t rollup_worker_take(struct rollup_worker *worker, struct rollup_job **jobs)
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
