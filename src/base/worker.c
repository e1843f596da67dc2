/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/event.h"

enum status worker_init(struct worker *worker, void (*free_context)(void *context), void *context,
	int event)
{
	pthread_condattr_t attributes;

	pthread_mutex_init(&worker->lock, NULL);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&worker->changed, &attributes);
	pthread_condattr_destroy(&attributes);
	atomic_init(&worker->cancelled, false);
	atomic_init(&worker->owners, 1);
	atomic_init(&worker->clock, 0);
	worker->free_context = free_context;
	worker->context = context;
	worker->event = event < 0 ? event_new() : fcntl(event, F_DUPFD_CLOEXEC, 0);
	return worker->event < 0 ? status_from_errno(errno) : STATUS_OK;
}

static void release(struct worker *worker)
{
	if (atomic_fetch_sub(&worker->owners, 1) != 1)
		return;
	if (worker->event >= 0)
		close(worker->event);
	pthread_cond_destroy(&worker->changed);
	pthread_mutex_destroy(&worker->lock);
	worker->free_context(worker->context);
}

static void *run(void *argument)
{
	struct worker *worker = argument;
	clockid_t clock;

	if (pthread_getcpuclockid(pthread_self(), &clock) == 0)
		atomic_store(&worker->clock, clock);
	worker->run(worker->context);
	release(worker);
	return NULL;
}

enum status worker_start(struct worker *worker, void (*body)(void *context), size_t stack_size)
{
	pthread_attr_t attributes;
	sigset_t all, before;
	pthread_t thread;
	int error;

	worker->run = body;
	atomic_fetch_add(&worker->owners, 1);
	pthread_attr_init(&attributes);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	if (stack_size)
		pthread_attr_setstacksize(&attributes, stack_size);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	error = pthread_create(&thread, &attributes, run, worker);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attributes);
	if (error == 0)
		return STATUS_OK;
	atomic_fetch_sub(&worker->owners, 1);
	/* So pthread_create(3) says that there may be no more threads, and that a stack has no room. */
	return error == EAGAIN ? STATUS_NO_THREAD : status_from_errno(error);
}

uint64_t worker_cpu_ns(const struct worker *worker)
{
	clockid_t clock = atomic_load(&worker->clock);
	struct timespec used;

	if (clock == 0 || clock_gettime(clock, &used) != 0)
		return 0;
	return (uint64_t)used.tv_sec * NS_PER_SECOND + (uint64_t)used.tv_nsec;
}

void worker_leave(struct worker *worker)
{
	worker_lock(worker);
	atomic_store(&worker->cancelled, true);
	worker_wake(worker);
	worker_unlock(worker);
	release(worker);
}

void worker_lock(struct worker *worker)
{
	pthread_mutex_lock(&worker->lock);
}

bool worker_try_lock(struct worker *worker)
{
	return pthread_mutex_trylock(&worker->lock) == 0;
}

void worker_unlock(struct worker *worker)
{
	pthread_mutex_unlock(&worker->lock);
}

bool worker_wait(struct worker *worker, uint64_t deadline_ns)
{
	struct timespec deadline;

	if (deadline_ns == WORKER_FOREVER)
		return pthread_cond_wait(&worker->changed, &worker->lock) == 0;
	deadline = clock_timespec(deadline_ns);
	return pthread_cond_timedwait(&worker->changed, &worker->lock, &deadline) != ETIMEDOUT;
}

void worker_wake(struct worker *worker)
{
	pthread_cond_broadcast(&worker->changed);
}

void worker_ring(struct worker *worker)
{
	event_ring(worker->event);
	worker_wake(worker);
}
