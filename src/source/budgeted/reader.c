/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/budgeted/reader.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/worker.h"

#define PATIENCE_NS (2 * NS_PER_SECOND)

struct budgeted_worker {
	struct worker worker;
	const struct budgeted_kind *kind;
	struct errand_reader reader; /* the thread's */
	struct retained_source retained;
	struct budgeted_job now; /* what is being read, if it reads */
	bool reads;
	uint64_t since_ns, spent_ns; /* when its processor time last moved, and that */
	struct budgeted_job *jobs;   /* not yet begun: next .. count */
	size_t next, count;
	int64_t budget_ns; /* below 0: a debt */
	struct budgeted_job *done;
	size_t done_count, done_capacity;
};

static void free_all(void *context)
{
	struct budgeted_worker *worker = context;

	kernel_root_close(&worker->reader.root);
	file_buffer_free(&worker->reader.buffer);
	free(worker->jobs);
	free(worker->done);
	free(worker);
}

/* Waits for a job; false when it is time to stop.  The lock is held. */
static bool next_job(struct budgeted_worker *worker, struct budgeted_job *job)
{
	while (!worker->worker.cancelled &&
		(worker->next >= worker->count || worker->budget_ns <= 0))
		worker_wait(&worker->worker, WORKER_FOREVER);
	if (worker->worker.cancelled)
		return false;
	*job = worker->jobs[worker->next++];
	return true;
}

int64_t budget_given(int64_t left_ns, uint64_t budget_ns)
{
	return (int64_t)budget_ns + (left_ns < 0 ? left_ns : 0);
}

int64_t budget_spent(int64_t left_ns, uint64_t spent_ns, bool pays_debts)
{
	int64_t left = left_ns - (int64_t)spent_ns;

	return left < 0 && !pays_debts ? 0 : left;
}

static void keep(struct budgeted_worker *worker, const struct budgeted_job *job, uint64_t spent_ns)
{
	/* budgeted_worker_give() made room for every job; results without room are read again. */
	if (worker->done_count < worker->done_capacity)
		worker->done[worker->done_count++] = *job;
	worker->budget_ns = budget_spent(worker->budget_ns, spent_ns, worker->kind->pays_debts);
}

static void work(void *context)
{
	struct budgeted_worker *worker = context;
	struct budgeted_job job;

	worker_lock(&worker->worker);
	while (next_job(worker, &job)) {
		uint64_t began = clock_now_ns(CLOCK_THREAD_CPUTIME_ID);

		worker->now = job;
		worker->reads = true;
		worker->since_ns = 0;
		worker_unlock(&worker->worker);
		worker->kind->errand.read(&job, &worker->reader);
		worker_lock(&worker->worker);
		worker->reads = false;
		keep(worker, &job, clock_now_ns(CLOCK_THREAD_CPUTIME_ID) - began);
	}
	worker_unlock(&worker->worker);
}

enum status budgeted_worker_new(struct budgeted_worker **out, const struct budgeted_kind *kind,
	const struct kernel_root *root, struct retained_source retained)
{
	struct budgeted_worker *worker = calloc(1, sizeof(*worker));
	enum status status;

	*out = NULL;
	if (!worker)
		return STATUS_NO_MEMORY;
	worker->kind = kind;
	worker->reader.root =
		(struct kernel_root){ .proc = fcntl(root->proc, F_DUPFD_CLOEXEC, 0), .sys = -1 };
	worker->retained = retained;
	worker->reader.context = &worker->retained;
	worker->reader.cancelled = &worker->worker.cancelled;
	status = worker_init(&worker->worker, free_all, worker, -1);
	if (status == STATUS_OK)
		status = worker_start(&worker->worker, work, 0);
	if (status == STATUS_OK)
		*out = worker;
	else
		worker_leave(&worker->worker);
	return status;
}

void budgeted_worker_free(struct budgeted_worker *worker)
{
	if (worker)
		worker_leave(&worker->worker);
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
	worker_lock(&worker->worker);
	status = make_room(worker, count);
	free(worker->jobs);
	worker->jobs = copy;
	worker->next = 0;
	worker->count = status == STATUS_OK ? count : 0;
	worker->budget_ns = budget_given(worker->budget_ns, budget_ns);
	worker_wake(&worker->worker);
	worker_unlock(&worker->worker);
	return status;
}

enum status budgeted_worker_take(struct budgeted_worker *worker, struct budgeted_job **jobs,
	size_t *count)
{
	enum status status;

	worker_lock(&worker->worker);
	*jobs = worker->done;
	*count = worker->done_count;
	worker->done = NULL;
	worker->done_count = worker->done_capacity = 0;
	status = make_room(worker, worker->count - worker->next);
	worker_unlock(&worker->worker);
	return status;
}

bool budgeted_worker_hangs(struct budgeted_worker *worker, struct budgeted_job *job)
{
	uint64_t now_ns = clock_now_ns(CLOCK_MONOTONIC), spent_ns = worker_cpu_ns(&worker->worker);
	bool hangs = false;

	worker_lock(&worker->worker);
	if (worker->reads && worker->since_ns && spent_ns == worker->spent_ns)
		hangs = now_ns - worker->since_ns >= PATIENCE_NS;
	else
		worker->since_ns = now_ns;
	worker->spent_ns = spent_ns;
	*job = worker->now;
	worker_unlock(&worker->worker);
	return hangs;
}

bool budgeted_worker_reads(struct budgeted_worker *worker)
{
	bool reads;

	worker_lock(&worker->worker);
	reads = worker->reads;
	worker_unlock(&worker->worker);
	return reads;
}
