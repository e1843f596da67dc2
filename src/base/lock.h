/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What two threads take turns at, for moments: never held while the kernel or a disk is waited for. */
#ifndef MEMTOP_BASE_LOCK_H
#define MEMTOP_BASE_LOCK_H

#include <pthread.h>

struct lock {
	pthread_mutex_t mutex;
};

static inline void lock_init(struct lock *lock)
{
	pthread_mutex_init(&lock->mutex, NULL);
}

static inline void lock_destroy(struct lock *lock)
{
	pthread_mutex_destroy(&lock->mutex);
}

static inline void lock_take(struct lock *lock)
{
	pthread_mutex_lock(&lock->mutex);
}

static inline void lock_release(struct lock *lock)
{
	pthread_mutex_unlock(&lock->mutex);
}

#endif
