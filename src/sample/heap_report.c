/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sample/heap_report.h"

#include <stdlib.h>

enum value_state heap_reason_state(enum heap_reason reason)
{
	return reason == HEAP_REASON_TOO_LARGE ? VALUE_TOO_LARGE : VALUE_ABSENT;
}

struct value heap_held(const struct heap_report *report)
{
	return value_add(value_of((int64_t)report->total.in_use), report->mmapped_bytes);
}

const struct other_heap *heap_followed(const struct heap_report *report)
{
	for (size_t i = 0; i < report->other_count; i++)
		if (report->others[i].state == OTHER_HEAP_READ)
			return &report->others[i];
	return NULL;
}

const struct other_heap *heap_other(const struct heap_report *report, enum heap_allocator allocator)
{
	for (size_t i = 0; i < report->other_count; i++)
		if (report->others[i].allocator == allocator &&
			report->others[i].state == OTHER_HEAP_READ)
			return &report->others[i];
	return NULL;
}

const struct other_heap *heap_in_place(const struct heap_report *report)
{
	return report->confidence == HEAP_REFUSED && report->reason == HEAP_REASON_OTHER_ALLOCATOR
		       ? heap_other(report, report->allocator)
		       : NULL;
}

uint64_t heap_retained(const struct heap_figures *figures)
{
	return figures->free + figures->fastbin + figures->tcache + figures->top;
}

void heap_report_free(struct heap_report *report)
{
	free(report->arenas);
	size_classes_free(&report->classes);
	page_map_free(&report->page_map);
	*report = (struct heap_report){ 0 };
}

static const char *const confidence_names[] = {
	[HEAP_OK] = "ok",
	[HEAP_APPROXIMATE] = "unsure",
	[HEAP_REFUSED] = "refused",
};

static const char *const reason_names[HEAP_REASON_COUNT] = {
	[HEAP_REASON_NONE] = NULL,
	[HEAP_REASON_OTHER_ALLOCATOR] = "other_allocator",
	[HEAP_REASON_NO_ARENA] = "no_glibc_heap",
	[HEAP_REASON_BUSY] = "busy",
	[HEAP_REASON_SWAPPED] = "swapped",
	[HEAP_REASON_DAMAGED] = "damaged",
	[HEAP_REASON_INCOMPLETE] = "incomplete",
	[HEAP_REASON_EXCESS] = "excess",
	[HEAP_REASON_STALE_LINKS] = "stale_links",
	[HEAP_REASON_BROKEN_LINKS] = "broken_links",
	[HEAP_REASON_TOO_LARGE] = "too_large",
};

static const char *const allocator_names[HEAP_ALLOCATOR_COUNT] = {
	[HEAP_GLIBC] = "glibc",
	[HEAP_JEMALLOC] = "jemalloc",
	[HEAP_TCMALLOC] = "tcmalloc",
	[HEAP_MIMALLOC] = "mimalloc",
	[HEAP_MUSL] = "musl",
	[HEAP_PYTHON] = "python",
	[HEAP_HOTSPOT] = "hotspot",
	[HEAP_GO] = "go",
	[HEAP_UNKNOWN] = "unknown",
};

const char *heap_confidence_name(enum heap_confidence confidence)
{
	return confidence_names[confidence];
}

const char *heap_reason_name(enum heap_reason reason)
{
	return reason_names[reason];
}

const char *heap_allocator_name(enum heap_allocator allocator)
{
	return allocator_names[allocator];
}

uint64_t heap_retained_resident(const struct heap_figures *figures)
{
	return figures->trimmable + figures->thread_top + figures->pinned;
}
