/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "findings/other_heaps.h"

#include "base/i18n.h"
#include "base/macros.h"
#include "document/heap_figures.h"

const struct label other_heap_labels[OTHER_HEAP_FIGURES] = {
	[OTHER_HEAP_SYSTEM] = { "heap_bytes", N_("HEAP"),
		N_("What it got from the kernel and has not given back."), UNIT_BYTES },
	[OTHER_HEAP_IN_USE] = { "in_use_bytes", N_("IN USE"),
		N_("What the program holds; of Java, what it held after the last collection."),
		UNIT_BYTES },
	[OTHER_HEAP_BLOCKS] = { "in_use_blocks", N_("BLOCKS"), N_("Blocks that the program holds."),
		UNIT_COUNT },
	[OTHER_HEAP_FREE] = { "free_bytes", N_("FREE"),
		N_("Free and resident, on pages without a block in use."), UNIT_BYTES },
	[OTHER_HEAP_PINNED] = { "pinned_bytes", N_("PINNED"), N_("Free, between blocks in use."),
		UNIT_BYTES },
	[OTHER_HEAP_LIMIT] = { "limit_bytes", N_("AT MOST"), N_("The most that it may become."),
		UNIT_BYTES },
	[OTHER_HEAP_OLD] = { "old_generation_bytes", N_("OLD"),
		N_("Java: what of the old generation was in use after the last collection."),
		UNIT_BYTES },
	[OTHER_HEAP_METASPACE] = { "metaspace_bytes", N_("META"),
		N_("Java: descriptions of classes, which are no part of the heap."), UNIT_BYTES },
	[OTHER_HEAP_COLLECTIONS] = { "collections", N_("COLLECTIONS"),
		N_("Collections of garbage since the start."), UNIT_COUNT },
};

enum { OWNER = OTHER_HEAP_FIGURES, STATE, LIBRARY, TREND, PACE };

static void cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	static const char *const states[] = {
		[OTHER_HEAP_READ] = N_("read"),
		[OTHER_HEAP_RECOGNISED] = N_("not read: this form is not known"),
		[OTHER_HEAP_UNREAD] = N_("not read"),
	};
	const struct heap_evidence *evidence = context;
	const struct other_heap *heap = &evidence->report->others[row];
	bool followed = heap == heap_followed(evidence->report);

	if (id == OWNER)
		datum_set_word(out, heap_allocator_name(heap->allocator),
			heap_allocator_title(heap->allocator));
	else if (id == STATE)
		datum_set_word(out, other_heap_state_name(heap->state), states[heap->state]);
	else if (id == LIBRARY)
		datum_set_bytes(out, text_of_string(heap->library));
	else if (id == TREND && followed)
		datum_set_word(out, trend_rows[evidence->other_trend.trend].key,
			trend_rows[evidence->other_trend.trend].title);
	else if (id == PACE)
		out->value = followed ? trend_pace(&evidence->other_trend)
				      : value_missing(VALUE_NOT_ASKED);
	else if (id < OTHER_HEAP_FIGURES)
		out->value = heap->figures[id];
}

static const struct label state = { "status", N_("STATUS"),
	N_("read; recognised: it is there, and its form is not known; unread: what tells of it "
	   "could not be read."),
	UNIT_TEXT };
static const struct label library = { "library", N_("FILE"), N_("The file that says so."),
	UNIT_TEXT };

static const struct label trend = { "trend", N_("TREND"),
	N_("How what is in use moves; of Java its old generation."), UNIT_TEXT };
static const struct label pace = { "growth_bytes_per_minute", N_("+/min"),
	N_("How fast that grows."), UNIT_PACE };

#define FIGURE(id, places, width)                                                                  \
	{                                                                                          \
		&other_heap_labels[id], places, width, id                                          \
	}

static const struct document_column columns[] = {
	{ &heap_allocator_label, EVERYWHERE, 22, OWNER },
	{ &state, FOR_PROGRAMS, 10, STATE },
	{ &library, FOR_PROGRAMS, 20, LIBRARY },
	FIGURE(OTHER_HEAP_SYSTEM, EVERYWHERE, 6),
	FIGURE(OTHER_HEAP_IN_USE, EVERYWHERE, 6),
	FIGURE(OTHER_HEAP_FREE, EVERYWHERE, 6),
	FIGURE(OTHER_HEAP_PINNED, EVERYWHERE, 6),
	FIGURE(OTHER_HEAP_LIMIT, EVERYWHERE, 7),
	FIGURE(OTHER_HEAP_OLD, EVERYWHERE, 6),
	FIGURE(OTHER_HEAP_METASPACE, FOR_PROGRAMS, 6),
	FIGURE(OTHER_HEAP_BLOCKS, FOR_PROGRAMS, 9),
	FIGURE(OTHER_HEAP_COLLECTIONS, EVERYWHERE, 11),
	{ &trend, FOR_PROGRAMS, 9, TREND },
	{ &pace, EVERYWHERE, 6, PACE },
};

void document_other_heaps(struct document *document, const struct heap_evidence *evidence)
{
	const struct heap_report *report = evidence->report;
	const struct heap_evidence *copy = document_copy(document, evidence, sizeof(*evidence));

	if (!copy)
		return;
	document_open(document, NULL, report->other_count ? N_("Heaps beside glibc's") : NULL);
	document_table(document, &(struct document_table){ .key = "other_heaps",
					 .hides_empty = true,
					 .columns = columns,
					 .column_count = COUNT_OF(columns),
					 .context = copy,
					 .row_count = report->other_count,
					 .state = VALUE_OK,
					 .cell = cell,
					 .sorted = -1 });
	document_close(document);
}
