/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "document/heap_figures.h"

#include "base/i18n.h"
#include "base/macros.h"

#define FIGURE(key, title, unit, member, explanation)                                              \
	{                                                                                          \
		{ key, title, explanation, unit }, offsetof(struct heap_figures, member), false    \
	}
#define SUMMED(key, title, unit, member, explanation)                                              \
	{                                                                                          \
		{ key, title, explanation, unit }, offsetof(struct heap_figures, member), true     \
	}

const struct heap_figure heap_figure_rows[HEAP_FIGURES] = {
	FIGURE("heap_bytes", N_("heap"), UNIT_BYTES, system,
		N_("What malloc got from the kernel, by its own account.")),
	SUMMED("rss_bytes", N_("resident"), UNIT_BYTES, resident,
		N_("The part of the heap that is in memory.")),
	SUMMED("in_use_bytes", N_("in use"), UNIT_BYTES, in_use,
		N_("What the program holds, headers of chunks included.")),
	FIGURE("in_use_chunks", NULL, UNIT_COUNT, in_use_chunks,
		N_("Chunks that the program holds.")),
	SUMMED("trimmable_bytes", N_("trimmable"), UNIT_BYTES, trimmable,
		N_("Free and resident: malloc_trim(0) would return it now.")),
	SUMMED("thread_top_bytes", N_("thread tops"), UNIT_BYTES, thread_top,
		N_("Free and resident at the ends of thread arenas: malloc_trim leaves it.")),
	SUMMED("pinned_bytes", N_("pinned"), UNIT_BYTES, pinned,
		N_("Free, but on pages that hold chunks in use as well.")),
	FIGURE("returned_bytes", N_("returned"), UNIT_BYTES, returned,
		N_("Free and not resident: returned earlier, or never touched.")),
	SUMMED("unexamined_bytes", N_("not examined"), UNIT_BYTES, unexamined,
		N_("Not readable (such as memory in swap), or not understood.")),
	FIGURE("foreign_bytes", NULL, UNIT_BYTES, foreign,
		N_("Inside the heap, but taken by brk(2) and not by malloc.")),
	FIGURE("free_bytes", N_("in bins"), UNIT_BYTES, free, N_("Free chunks in bins.")),
	FIGURE("free_chunks", NULL, UNIT_COUNT, free_chunks, N_("Free chunks in bins.")),
	FIGURE("fastbin_bytes", N_("fastbins"), UNIT_BYTES, fastbin,
		N_("Small freed chunks that wait without merging.")),
	FIGURE("fastbin_chunks", NULL, UNIT_COUNT, fastbin_chunks, N_("Chunks in fastbins.")),
	FIGURE("tcache_bytes", N_("tcache"), UNIT_BYTES, tcache,
		N_("Freed chunks that threads keep for themselves.")),
	FIGURE("tcache_chunks", NULL, UNIT_COUNT, tcache_chunks,
		N_("Chunks in the caches of threads.")),
	FIGURE("top_bytes", N_("top"), UNIT_BYTES, top, N_("The free end of the heap.")),
	FIGURE("largest_free_bytes", N_("largest"), UNIT_BYTES, largest_free,
		N_("The largest free chunk, the top aside.")),
	FIGURE("swapped_bytes", N_("swapped"), UNIT_BYTES, swapped, N_("The part in swap.")),
	FIGURE("shared_after_fork_bytes", N_("shared"), UNIT_BYTES, shared,
		N_("Resident, but shared with other processes since a fork.")),
	FIGURE("trimmable_shared_bytes", NULL, UNIT_BYTES, trimmable_shared,
		N_("The part of what is trimmable that other processes share since a fork.")),
};

const struct label heap_allocator_label = { "allocator", N_("OWNER"),
	N_("The allocator, or the runtime, that the heap belongs to."), UNIT_TEXT };
const struct label heap_growth_label = { "in_use_growth_bytes_per_minute", NULL,
	N_("How fast the bytes in use grow."), UNIT_PACE };

void document_heap_state(struct document *document, enum heap_confidence confidence,
	enum heap_reason reason, enum heap_allocator allocator)
{
	static const struct label labels[] = {
		{ "status", NULL, N_("ok, unsure, or refused where the heap could not be read."),
			UNIT_TEXT },
		{ "reason", NULL, N_("Why it is unsure or refused; null: it is neither."),
			UNIT_TEXT },
	};

	document_datum(document, &labels[0], datum_if_any(heap_confidence_name(confidence)));
	document_datum(document, &labels[1], datum_if_any(heap_reason_name(reason)));
	document_place(document, FOR_PROGRAMS, &heap_allocator_label,
		datum_if_any(heap_allocator_name(allocator)));
}

void document_heap_status(struct document *document, const struct heap_report *report)
{
	bool in_place = heap_in_place(report) != NULL;

	document_heap_state(document, in_place ? HEAP_OK : report->confidence,
		in_place ? HEAP_REASON_NONE : report->reason, report->allocator);
}

struct value heap_figure_of(const struct heap_figures *figures, size_t row)
{
	const char *at = (const char *)figures + heap_figure_rows[row].offset;

	return value_of(*(const uint64_t *)(const void *)at);
}

const char *heap_allocator_title(enum heap_allocator allocator)
{
	static const char *const titles[HEAP_ALLOCATOR_COUNT] = {
		[HEAP_GLIBC] = N_("glibc's malloc"),
		[HEAP_JEMALLOC] = N_("jemalloc"),
		[HEAP_TCMALLOC] = N_("tcmalloc"),
		[HEAP_MIMALLOC] = N_("mimalloc"),
		[HEAP_MUSL] = N_("musl's malloc"),
		[HEAP_PYTHON] = N_("Python's small objects"),
		[HEAP_HOTSPOT] = N_("Java's heap"),
		[HEAP_GO] = N_("Go's heap"),
		[HEAP_UNKNOWN] = N_("unknown"),
	};

	return titles[allocator];
}

/* What stands in the place of glibc's malloc has some of its figures. */
static struct value figure_in_place(const struct other_heap *heap, size_t offset)
{
	static const struct {
		size_t offset;
		enum other_heap_figure figure;
	} rows[] = {
		{ offsetof(struct heap_figures, system), OTHER_HEAP_SYSTEM },
		{ offsetof(struct heap_figures, in_use), OTHER_HEAP_IN_USE },
		{ offsetof(struct heap_figures, in_use_chunks), OTHER_HEAP_BLOCKS },
		{ offsetof(struct heap_figures, pinned), OTHER_HEAP_PINNED },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (rows[i].offset == offset)
			return heap->figures[rows[i].figure];
	return value_missing(VALUE_ABSENT);
}

struct value heap_figure_of_report(const struct heap_report *report, size_t row)
{
	const struct other_heap *other = heap_in_place(report);

	if (other)
		return figure_in_place(other, heap_figure_rows[row].offset);
	return report->confidence == HEAP_REFUSED ? value_missing(heap_reason_state(report->reason))
						  : heap_figure_of(&report->total, row);
}
