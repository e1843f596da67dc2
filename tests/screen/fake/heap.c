/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "screen/fake/heap.h"

#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>

#define MIB ((uint64_t)1 << 20)

static void look(void *context, pid_t pid, struct process_detail *detail)
{
	struct fake_heap *heap = context;

	(void)detail;
	heap->looking = pid != 0;
	if (heap->looking)
		eventfd_write(heap->event, 1);
}

static void make_report(const struct fake_heap *heap, struct heap_report *report)
{
	*report = (struct heap_report){ .confidence = HEAP_REFUSED,
		.allocator = HEAP_JEMALLOC,
		.reason = HEAP_REASON_OTHER_ALLOCATOR };
	if (strcmp(heap->kind, "jemalloc") == 0) {
		snprintf(report->library, sizeof(report->library), "libjemalloc.so.2");
		return;
	}
	report->confidence = HEAP_APPROXIMATE;
	report->reason = HEAP_REASON_BUSY;
	report->allocator = HEAP_GLIBC;
	report->total = (struct heap_figures){ .system = 100 * MIB,
		.resident = 100 * MIB,
		.in_use = 30 * MIB,
		.in_use_chunks = 1000,
		.free = 70 * MIB,
		.trimmable = 50 * MIB,
		.pinned = 20 * MIB };
}

static bool take(void *context, struct heap_look *taken)
{
	struct fake_heap *heap = context;
	eventfd_t count;

	eventfd_read(heap->event, &count);
	if (!heap->looking || strcmp(heap->kind, "slow") == 0)
		return false;
	heap->looking = false;
	*taken = (struct heap_look){ .status = STATUS_OK, .monotonic_ns = 1 };
	make_report(heap, &taken->report);
	return true;
}

static bool progress(void *context, uint64_t *done, uint64_t *total)
{
	const struct fake_heap *heap = context;

	*done = 42 * MIB;
	*total = 100 * MIB;
	return heap->looking;
}

struct heap_feed fake_heap_feed(struct fake_heap *heap, const char *kind)
{
	*heap = (struct fake_heap){ .kind = kind, .event = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC) };
	return (struct heap_feed){ .context = heap,
		.descriptor = heap->event,
		.look = look,
		.take = take,
		.progress = progress };
}
