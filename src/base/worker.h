/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A thread for what may take long or never end.  It shares what it works on with its owner, the last
 * of the two frees it, and neither ever waits for the other to end.
 *
 *	struct thing { struct worker worker; ... } *thing = calloc(...);
 *	status = worker_init(&thing->worker, thing_free, thing, -1);
 *	status = worker_start(&thing->worker, run, 0);
 *	...
 *	worker_leave(&thing->worker);
 *
 * What both touch is guarded by the worker's lock.  The side that changes it wakes the other by
 * worker_wake(), or by worker_ring() if the owner polls the event.
 */
#ifndef MEMTOP_BASE_WORKER_H
#define MEMTOP_BASE_WORKER_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/* A deadline that never comes. */
#define WORKER_FOREVER UINT64_MAX

struct worker {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	int event;             /* an eventfd (base/event.h) that worker_ring() rings */
	atomic_bool cancelled; /* set once the owner has left: the job looks, and ends */
	atomic_int owners;
	atomic_int clock; /* of the thread's processor time, a clockid_t; 0: not begun */
	void (*run)(void *context);
	void (*free_context)(void *context);
	void *context;
};

/*
 * Without a thread so far.  The event is a duplicate of the one given, or a new one for -1.
 * STATUS_FAILED with errno; the worker must be left in any case.
 */
enum status worker_init(struct worker *worker, void (*free_context)(void *context), void *context,
	int event);

/*
 * Starts run(context) in a thread with so much stack, 0: the usual, which takes no signals: those
 * are for the thread that owns the terminal.  A worker whose run has returned, or is about to, may
 * be started again.  STATUS_FAILED with errno.
 */
enum status worker_start(struct worker *worker, void (*run)(void *context), size_t stack_size);

/*
 * For the owner, once, and its last word: sets cancelled, wakes the thread, and frees all if there
 * is none.  A thread that hangs is left behind.
 */
void worker_leave(struct worker *worker);

/*
 * Processor time that the thread has used; 0 before it begins.  One that does not use any waits: whether
 * for a moment or for ever, is not known.
 */
uint64_t worker_cpu_ns(const struct worker *worker);

void worker_lock(struct worker *worker);
bool worker_try_lock(struct worker *worker); /* false if another thread has it */
void worker_unlock(struct worker *worker);

/*
 * Waits until it is woken, or until CLOCK_MONOTONIC shows so many nanoseconds; false then.  The
 * lock is held, and released meanwhile.
 */
bool worker_wait(struct worker *worker, uint64_t deadline_ns);

void worker_wake(struct worker *worker);
void worker_ring(struct worker *worker);

#endif
