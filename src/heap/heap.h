/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What glibc's malloc keeps: a look at a process's heap from outside.
 *
 *	struct memory_reader reader = ...;                  (source/inspect/process_memory.h)
 *	if (heap_examine(&report, &reader, &options) == STATUS_OK) ... report.total.trimmable ...
 *	heap_report_free(&report);
 *
 * Nothing is written, stopped or traced, and no page is faulted in.  How the memory is found and
 * read: malloc/malloc.c and malloc/arena.c of glibc 2.23 to 2.43.
 */
#ifndef MEMTOP_HEAP_HEAP_H
#define MEMTOP_HEAP_HEAP_H

#include "base/status.h"
#include "heap/options.h"
#include "ports/memory.h"
#include "sample/heap_report.h"

/*
 * Examines the heap, more than once while it changes or does not add up.  STATUS_OK, and a report
 * that may be HEAP_APPROXIMATE or HEAP_REFUSED; STATUS_GONE, STATUS_DENIED, STATUS_NO_MEMORY, or
 * STATUS_REFUSED when it was cancelled.  What would take more than the options allow is
 * HEAP_REFUSED as HEAP_REASON_TOO_LARGE.  heap_report_free() in any case.
 */
enum status heap_examine(struct heap_report *report, const struct memory_reader *reader,
	const struct heap_options *options);

#endif
