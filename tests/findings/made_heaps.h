/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Heaps beside glibc's, for what judges them. */
#ifndef MEMTOP_TESTS_FINDINGS_MADE_HEAPS_H
#define MEMTOP_TESTS_FINDINGS_MADE_HEAPS_H

#include <stdbool.h>

#include "sample/heap_report.h"

/* A report with one other heap, whose figures are a mebibyte each, read or not. */
static inline void made_other_heap(struct heap_report *report, enum heap_allocator allocator,
	bool read)
{
	struct other_heap *other = &report->others[0];

	other_heap_clear(other);
	other->allocator = allocator;
	other->state = read ? OTHER_HEAP_READ : OTHER_HEAP_UNREAD;
	for (unsigned i = 0; i < OTHER_HEAP_FIGURES; i++)
		other->figures[i] = value_of(1 << 20);
	report->other_count = 1;
}

#endif
