/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/wire/retained.h"

#include "heap/heap.h"
#include "source/inspect/process_memory.h"

/* In the column a second look has to do: the next turn comes. */
#define ATTEMPTS 2

static bool is_cancelled(void *context)
{
	const atomic_bool *cancelled = context;

	return cancelled && atomic_load(cancelled);
}

struct value heap_retained_value(const struct heap_report *report)
{
	struct value value = value_of(heap_retained_resident(&report->total));

	if (report->reason == HEAP_REASON_TOO_LARGE || report->confidence == HEAP_REFUSED)
		return value_missing(heap_reason_state(report->reason));
	if (report->reason == HEAP_REASON_BUSY || report->reason == HEAP_REASON_SWAPPED)
		value.state = VALUE_STALE;
	else if (report->confidence == HEAP_APPROXIMATE)
		value = value_missing(VALUE_PENDING);
	return value;
}

static struct value examine(struct process_memory *memory, unsigned limit,
	const atomic_bool *cancelled)
{
	struct memory_reader reader = process_memory_reader(memory);
	const struct heap_options options = { .context = (void *)(uintptr_t)cancelled,
		.cancelled = is_cancelled,
		.attempts = ATTEMPTS,
		.limit = limit,
		.glibc_alone = true };
	struct heap_report report;
	enum status status = heap_examine(&report, &reader, &options);
	struct value value;

	if (status == STATUS_OK)
		value = heap_retained_value(&report);
	else if (status == STATUS_REFUSED)
		value = value_missing(VALUE_PENDING); /* cancelled */
	else
		value = value_missing(value_state_of(status));
	heap_report_free(&report);
	return value;
}

static struct value retained_read(pid_t pid, unsigned limit, const atomic_bool *cancelled)
{
	struct process_memory *memory;
	enum status status = process_memory_open(&memory, pid, NULL);
	struct value value;

	if (status != STATUS_OK)
		return value_missing(value_state_of(status));
	value = examine(memory, limit, cancelled);
	process_memory_close(memory);
	return value;
}

struct retained_source heap_retained_source(unsigned limit)
{
	return (struct retained_source){ .read = retained_read, .limit = limit };
}
