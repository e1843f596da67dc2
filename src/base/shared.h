/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory that several hold, from any thread, and the last of them frees.  Who holds the one reference
 * there is may change it; from the second on it does not change.
 */
#ifndef MEMTOP_BASE_SHARED_H
#define MEMTOP_BASE_SHARED_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* What stands before the memory that is handed out, which is aligned for any type. */
struct shared_head {
	_Alignas(max_align_t) atomic_uint references;
	void (*release)(void *shared);
};

static inline struct shared_head *shared_head_of(const void *shared)
{
	return (struct shared_head *)(uintptr_t)shared - 1;
}

/* Zeroed, with one reference; release(), unless it is NULL, is called before it is freed.  NULL: no memory. */
static inline void *shared_new(size_t size, void (*release)(void *shared))
{
	struct shared_head *head = calloc(1, sizeof(*head) + size);

	if (!head)
		return NULL;
	atomic_init(&head->references, 1);
	head->release = release;
	return head + 1;
}

/* The same of a copy, what that refers to not included. */
static inline void *shared_copy(const void *shared, size_t size, void (*release)(void *shared))
{
	void *copy = shared_new(size, release);

	if (copy)
		memcpy(copy, shared, size);
	return copy;
}

/* NULL is allowed, here and below. */
static inline void *shared_ref(const void *shared)
{
	if (!shared)
		return NULL;
	atomic_fetch_add_explicit(&shared_head_of(shared)->references, 1, memory_order_relaxed);
	return shared_head_of(shared) + 1;
}

static inline void shared_unref(void *shared)
{
	struct shared_head *head;

	if (!shared)
		return;
	head = shared_head_of(shared);
	if (atomic_fetch_sub_explicit(&head->references, 1, memory_order_acq_rel) != 1)
		return;
	if (head->release)
		head->release(shared);
	free(head);
}

/* Whether the caller holds the only reference. */
static inline bool shared_alone(const void *shared)
{
	return shared &&
	       atomic_load_explicit(&shared_head_of(shared)->references, memory_order_acquire) == 1;
}

#endif
