/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Looks at heaps for fake_screen: such as no real process has on demand. */
#ifndef MEMTOP_TESTS_FAKE_HEAP_H
#define MEMTOP_TESTS_FAKE_HEAP_H

#include "ports/heap.h"

struct fake_heap {
	const char *kind; /* "slow": never done; "jemalloc": refused; "busy": unsure */
	bool looking;
	int event;
};

/* heap stays the caller's.  The descriptor is never closed. */
struct heap_feed fake_heap_feed(struct fake_heap *heap, const char *kind);

#endif
