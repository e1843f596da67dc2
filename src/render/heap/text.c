/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>
#include <stdlib.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "base/units.h"
#include "base/utf8.h"
#include "ports/memory.h"
#include "render/format.h"
#include "render/heap/formats.h"

#define CELL_WIDTH       10
#define COUNT_WIDTH      12
#define PAGE_MAP_DEFAULT 72u /* cells of the map, where no width is given */
#define PAGE_MAP_MAX     512u

struct page {
	struct sink *sink;
	const struct heap_report *report;
	const struct batch *batch;
};

static void put_value(const struct page *page, struct value value, enum unit unit, size_t width)
{
	char figure[UNITS_SIZE];

	units_value(figure, value, unit, page->batch->process_scale);
	format_right(page->sink, figure, width, 1);
}

static void put_bytes(const struct page *page, uint64_t bytes)
{
	put_value(page, value_of(bytes), UNIT_BYTES, CELL_WIDTH);
}

static void put_count(const struct page *page, uint64_t count)
{
	put_value(page, value_of(count), UNIT_COUNT, COUNT_WIDTH);
}

/* ---- sentences ---- */

static void put_sentences(const struct page *page, const struct heap_evidence *evidence)
{
	const struct heap_sentence *found[HEAP_SENTENCES_MAX];
	size_t count = heap_sentences(found, evidence);

	for (size_t i = 0; i < count; i++) {
		char text[1024];

		found[i]->write(text, sizeof(text), evidence);
		sink_string(page->sink, found[i]->advice ? "  - " : "  ");
		sink_string(page->sink, text);
		sink_string(page->sink, "\n");
	}
}

/* ---- figures by arena ---- */

/* The five figures and what stands beside them: a column each. */
static const struct {
	const char *title;
	size_t offset; /* of a uint64_t in struct heap_figures */
} arena_columns[] = {
	{ N_("heap"), offsetof(struct heap_figures, system) },
	{ N_("in use"), offsetof(struct heap_figures, in_use) },
	{ N_("trimmable"), offsetof(struct heap_figures, trimmable) },
	{ N_("thread top"), offsetof(struct heap_figures, thread_top) },
	{ N_("pinned"), offsetof(struct heap_figures, pinned) },
	{ N_("returned"), offsetof(struct heap_figures, returned) },
	{ N_("unread"), offsetof(struct heap_figures, unexamined) },
	{ N_("in bins"), offsetof(struct heap_figures, free) },
	{ N_("fastbins"), offsetof(struct heap_figures, fastbin) },
	{ N_("tcache"), offsetof(struct heap_figures, tcache) },
	{ N_("top"), offsetof(struct heap_figures, top) },
	{ N_("largest"), offsetof(struct heap_figures, largest_free) },
	{ N_("swapped"), offsetof(struct heap_figures, swapped) },
	{ N_("shared"), offsetof(struct heap_figures, shared) },
};
#define ARENA_COLUMNS (COUNT_OF(arena_columns))

static void put_figures(const struct page *page, const struct heap_figures *figures)
{
	for (size_t i = 0; i < ARENA_COLUMNS; i++) {
		const char *at = (const char *)figures + arena_columns[i].offset;

		put_bytes(page, *(const uint64_t *)(const void *)at);
	}
	sink_string(page->sink, "\n");
}

static void put_arenas(const struct page *page)
{
	sink_string(page->sink, "\n");
	format_right(page->sink, _("arena"), 18, 1);
	for (size_t i = 0; i < ARENA_COLUMNS; i++)
		format_right(page->sink, _(arena_columns[i].title), CELL_WIDTH, 1);
	sink_string(page->sink, "\n");
	for (size_t i = 0; page->report->arena_count > 1 && i < page->report->arena_count; i++) {
		const struct heap_arena *arena = &page->report->arenas[i];
		char name[24];

		snprintf(name, sizeof(name), "%#" PRIx64, arena->address);
		format_right(page->sink, arena->is_main ? _("main") : name, 18, 1);
		put_figures(page, &arena->figures);
	}
	format_right(page->sink, _("all"), 18, 1);
	put_figures(page, &page->report->total);
}

static void put_beside(const struct page *page)
{
	const struct heap_report *report = page->report;

	sink_format(page->sink, _("\n  chunks in use %llu, arenas %zu, large mapped chunks"),
		(unsigned long long)report->total.in_use_chunks, report->arena_count);
	put_value(page, report->mmapped_chunks, UNIT_COUNT, 2);
	put_value(page, report->mmapped_bytes, UNIT_BYTES, 2);
	sink_string(page->sink, _(", share of anonymous memory"));
	put_value(page, report->share, UNIT_PERCENT, 2);
	sink_string(page->sink, value_known(report->share) ? "%\n" : "\n");
}

/* ---- the map ---- */

/* What is most of a cell: in use, in use and free alike, free, swapped, or nothing resident. */
static char cell_mark(const struct page_map_cell *cell)
{
	if (cell->swapped > cell->bytes / 2)
		return 's';
	if (cell->resident < cell->bytes / 4)
		return '.';
	if (cell->in_use >= cell->bytes / 4 * 3)
		return '#';
	return cell->in_use >= cell->bytes / 4 ? '+' : '-';
}

static void put_page_map(const struct page *page)
{
	const struct heap_page_map *page_map = &page->report->page_map;
	struct page_map_cell cells[PAGE_MAP_MAX];
	size_t wanted = page->batch->width > 4 ? page->batch->width - 4 : PAGE_MAP_DEFAULT, count;

	count = page_map_cells(page_map, 0, page_map->pages, cells,
		wanted < PAGE_MAP_MAX ? wanted : PAGE_MAP_MAX);
	if (count == 0)
		return;
	sink_string(page->sink, "\n  ");
	for (size_t i = 0; i < count; i++)
		sink_fill(page->sink, cell_mark(&cells[i]), 1);
	sink_string(page->sink,
		_("\n  from start to top: # in use, + half, - free, . not resident, s swapped\n"));
}

/* ---- size classes ---- */

static void put_class(const struct page *page, const struct size_class *row)
{
	const char *hint =
		row->single ? size_class_hint(row->chunk_bytes, page->report->word) : NULL;

	put_value(page, value_of(row->chunk_bytes), UNIT_COUNT, COUNT_WIDTH);
	sink_string(page->sink, row->single ? " " : "+");
	put_count(page, row->in_use);
	put_bytes(page, row->in_use_bytes);
	put_count(page, row->free);
	put_bytes(page, row->free_bytes);
	if (hint)
		sink_format(page->sink, _("   perhaps %s"), hint);
	sink_string(page->sink, "\n");
	sink_drain(page->sink);
}

static void put_classes(const struct page *page)
{
	sink_string(page->sink, "\n");
	format_right(page->sink, _("chunk bytes"), COUNT_WIDTH, 1);
	sink_string(page->sink, " ");
	format_right(page->sink, _("in use"), COUNT_WIDTH, 1);
	format_right(page->sink, _("bytes"), CELL_WIDTH, 1);
	format_right(page->sink, _("free"), COUNT_WIDTH, 1);
	format_right(page->sink, _("bytes"), CELL_WIDTH, 1);
	sink_string(page->sink, "\n");
	for (size_t i = 0; i < page->report->classes.count; i++)
		put_class(page, &page->report->classes.rows[i]);
}

/* "48-byte chunks: 1204331 in use, +310000 since the last look" */
static void put_changes(const struct page *page, const struct heap_report *before)
{
	struct size_change *rows;
	size_t count;

	if (size_classes_diff(&rows, &count, &before->classes, &page->report->classes) !=
		STATUS_OK) {
		sink_fail(page->sink, STATUS_NO_MEMORY);
		return;
	}
	sink_string(page->sink, "\n");
	for (size_t i = 0; i < count; i++) {
		if (rows[i].in_use == 0)
			continue;
		sink_format(page->sink,
			_("  %llu-byte chunks: %llu in use, %+lld since the last look\n"),
			(unsigned long long)rows[i].now.chunk_bytes,
			(unsigned long long)rows[i].now.in_use, (long long)rows[i].in_use);
	}
	free(rows);
}

void heap_text(struct sink *sink, const struct heap_evidence *evidence,
	const struct heap_report *before, const struct batch *batch)
{
	const struct heap_report *report = evidence->report;
	const struct page page = { .sink = sink, .report = report, .batch = batch };

	sink_format(sink, _("process %d  heap: %s"), (int)evidence->pid,
		heap_allocator_name(report->allocator));
	if (report->versions)
		sink_format(sink, _(", laid out as in %s"), report->versions);
	sink_string(sink, "\n");
	put_sentences(&page, evidence);
	if (report->confidence == HEAP_REFUSED)
		return;
	put_arenas(&page);
	put_beside(&page);
	put_page_map(&page);
	if (before)
		put_changes(&page, before);
	put_classes(&page);
}
