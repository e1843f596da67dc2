/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "views/heap/heap.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/macros.h"
#include "document/heap_figures.h"
#include "document/trend_figures.h"
#include "findings/put.h"

#define PAGE_MAP_DEFAULT 72u
#define PAGE_MAP_MAX     512u

static struct datum word_or_none(const char *word)
{
	return word && *word ? datum_of_string(word) : datum_none();
}

static void put_who(struct document *document, const struct heap_evidence *evidence)
{
	static const struct label pid = { "pid", NULL, N_("The process."), UNIT_NONE };
	static const struct label name = { "name", NULL, N_("The name of its program (comm)."),
		UNIT_TEXT };
	static const struct label status = { "status", NULL,
		N_("ok, unsure, or refused where the heap could not be read."), UNIT_TEXT };
	static const struct label reason = { "reason", NULL,
		N_("Why it is unsure or refused; null: it is neither."), UNIT_TEXT };
	static const struct label allocator = { "allocator", NULL, N_("Whose heap it is."),
		UNIT_TEXT };
	static const struct label library = { "library", NULL, N_("The file of the C library."),
		UNIT_TEXT };
	static const struct label layout = { "glibc_layout", NULL,
		N_("The releases of glibc whose layout it has."), UNIT_TEXT };
	const struct heap_report *report = evidence->report;

	document_schema(document);
	document_read_from(document, "mem+maps+pagemap");
	document_figure(document, &pid, value_of(evidence->pid));
	document_datum(document, &name, word_or_none(evidence->name));
	document_datum(document, &status,
		datum_of_string(heap_confidence_name(report->confidence)));
	document_datum(document, &reason, word_or_none(heap_reason_name(report->reason)));
	document_datum(document, &allocator,
		datum_of_string(heap_allocator_name(report->allocator)));
	document_datum(document, &library, word_or_none(report->library));
	document_datum(document, &layout, word_or_none(report->versions));
	document_line(document, EMPHASIS_STRONG,
		document_format(document,
			report->versions ? _("process %d  heap: %s, laid out as in %s")
					 : _("process %d  heap: %s"),
			(int)evidence->pid, heap_allocator_name(report->allocator),
			report->versions));
}

static void put_figures(struct document *document, const struct heap_report *report)
{
	static const struct label retained = { "retained_bytes", NULL,
		N_("Free and resident: what malloc retains."), UNIT_BYTES };
	static const struct label chunks = { "mmapped_chunks", N_("large chunks"),
		N_("Large chunks with a mapping of their own."), UNIT_COUNT };
	static const struct label bytes = { "mmapped_bytes", N_("their bytes"),
		N_("They go back to the system as soon as they are freed."), UNIT_BYTES };
	static const struct label anonymous = { "anonymous_bytes", N_("anonymous"),
		N_("Anonymous memory of the whole process."), UNIT_BYTES };
	static const struct label share = { "share_of_anonymous", N_("malloc's share"),
		N_("What malloc's heap is of that."), UNIT_SHARE };
	static const struct label walks = { "walks", NULL,
		N_("How often the heap was walked until two walks agreed."), UNIT_COUNT };
	static const struct label seconds = { "walk_seconds", NULL, N_("How long that took."),
		UNIT_INTERVAL };
	bool refused = report->confidence == HEAP_REFUSED;

	document_figure(document, &retained,
		refused ? value_missing(VALUE_ABSENT)
			: value_of(heap_retained_resident(&report->total)));
	for (size_t i = 0; i < HEAP_FIGURES; i++)
		document_place(document, FOR_PROGRAMS, &heap_figure_rows[i].label,
			datum_of(heap_figure_of_report(report, i)));
	document_figure(document, &chunks, report->mmapped_chunks);
	document_figure(document, &bytes, report->mmapped_bytes);
	document_figure(document, &anonymous, report->anonymous);
	document_figure(document, &share, report->share);
	document_figure(document, &walks, value_of(report->attempts));
	document_figure(document, &seconds, value_of(clock_ns_of(report->seconds)));
}

/* ---- arenas ---- */

enum { ARENA_ADDRESS, ARENA_MAIN, ARENA_HEAPS, ARENA_THREADS, ARENA_COUNT };

static const struct label arena_labels[ARENA_COUNT] = {
	[ARENA_ADDRESS] = { "address", N_("arena"), N_("Where its state stands."), UNIT_ADDRESS },
	[ARENA_MAIN] = { "main", N_("main"),
		N_("Whether it is the main arena, that grows by brk(2)."), UNIT_BOOL },
	[ARENA_HEAPS] = { "heaps", NULL, N_("Mappings of the arena."), UNIT_COUNT },
	[ARENA_THREADS] = { "threads", NULL, N_("Threads that allocate in it."), UNIT_COUNT },
};

static void arena_cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	const struct heap_arena *arena = &((const struct heap_report *)context)->arenas[row];
	const struct value values[] = { value_of(arena->address), value_of(arena->is_main),
		value_of(arena->heaps), value_of(arena->threads) };

	*out = datum_of(
		id < ARENA_COUNT ? values[id] : heap_figure_of(&arena->figures, id - ARENA_COUNT));
}

static void put_arenas(struct document *document, const struct heap_report *report)
{
	struct document_column columns[ARENA_COUNT + HEAP_FIGURES];
	struct document_table table = { .key = "arenas",
		.context = report,
		.row_count = report->arena_count,
		.state = VALUE_OK,
		.cell = arena_cell,
		.sorted = -1,
		.column_count = COUNT_OF(columns) };

	for (unsigned i = 0; i < COUNT_OF(columns); i++) {
		const struct label *label = i < ARENA_COUNT
						    ? &arena_labels[i]
						    : &heap_figure_rows[i - ARENA_COUNT].label;

		columns[i] = (struct document_column){ label,
			label->title ? EVERYWHERE : FOR_PROGRAMS, 8, i };
	}
	table.columns = document_copy(document, columns, sizeof(columns));
	document_open(document, NULL, report->arena_count ? N_("Arenas") : NULL);
	document_table(document, &table);
	document_close(document);
}

/* ---- size classes, and what changed in them ---- */

enum {
	CLASS_PID,
	CLASS_BYTES,
	CLASS_EXACT,
	CLASS_IN_USE,
	CLASS_FREE,
	CLASS_IN_USE_BYTES,
	CLASS_FREE_BYTES,
	CLASS_HINT,
	CLASS_CHANGE
};

static const struct label class_labels[] = {
	[CLASS_PID] = { "pid", NULL, N_("The process."), UNIT_NONE },
	[CLASS_BYTES] = { "chunk_bytes", N_("chunk bytes"), N_("The size of a chunk."),
		UNIT_COUNT },
	[CLASS_EXACT] = { "exact", NULL, N_("Whether all chunks of the class have that size."),
		UNIT_BOOL },
	[CLASS_IN_USE] = { "in_use", N_("in use"), N_("Chunks that the program holds."),
		UNIT_COUNT },
	[CLASS_FREE] = { "free", N_("free"), N_("Chunks that are free."), UNIT_COUNT },
	[CLASS_IN_USE_BYTES] = { "in_use_bytes", N_("bytes"), N_("Bytes of the chunks in use."),
		UNIT_BYTES },
	[CLASS_FREE_BYTES] = { "free_bytes", N_("bytes"), N_("Bytes of the free chunks."),
		UNIT_BYTES },
	[CLASS_HINT] = { NULL, N_("perhaps"), NULL, UNIT_TEXT },
	[CLASS_CHANGE] = { NULL, N_("change"), NULL, UNIT_INTEGER },
};

static const struct document_column class_columns[] = {
	{ &class_labels[CLASS_PID], IN_CSV, 0, CLASS_PID },
	{ &class_labels[CLASS_BYTES], EVERYWHERE, 11, CLASS_BYTES },
	{ &class_labels[CLASS_EXACT], FOR_PROGRAMS, 5, CLASS_EXACT },
	{ &class_labels[CLASS_IN_USE], EVERYWHERE, 10, CLASS_IN_USE },
	{ &class_labels[CLASS_FREE], FOR_PROGRAMS, 10, CLASS_FREE },
	{ &class_labels[CLASS_IN_USE_BYTES], EVERYWHERE, 8, CLASS_IN_USE_BYTES },
	{ &class_labels[CLASS_FREE], SHOWN, 10, CLASS_FREE },
	{ &class_labels[CLASS_FREE_BYTES], EVERYWHERE, 8, CLASS_FREE_BYTES },
	{ &class_labels[CLASS_HINT], SHOWN, 10, CLASS_HINT },
};

static struct value class_value(const struct size_class *class, unsigned id)
{
	const struct value values[] = { [CLASS_BYTES] = value_of(class->chunk_bytes),
		[CLASS_EXACT] = value_of(class->single),
		[CLASS_IN_USE] = value_of(class->in_use),
		[CLASS_FREE] = value_of(class->free),
		[CLASS_IN_USE_BYTES] = value_of(class->in_use_bytes),
		[CLASS_FREE_BYTES] = value_of(class->free_bytes) };

	return values[id];
}

static void class_cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	const struct heap_evidence *evidence = context;
	const struct size_class *class = &evidence->report->classes.rows[row];
	const char *hint;

	if (id == CLASS_PID) {
		*out = datum_of(value_of(evidence->pid));
	} else if (id == CLASS_HINT) {
		hint = class->single ? size_class_hint(class->chunk_bytes, evidence->report->word)
				     : NULL;
		*out = hint ? datum_of_string(hint)
			    : datum_of_string(class->single ? " " : _("and larger"));
	} else {
		*out = datum_of(class_value(class, id));
	}
}

static void put_classes(struct document *document, const struct heap_evidence *evidence)
{
	const struct heap_evidence *copy = document_copy(document, evidence, sizeof(*evidence));

	if (!copy)
		return;
	document_open(document, NULL, evidence->report->classes.count ? N_("Sizes") : NULL);
	document_table(document, &(struct document_table){ .key = "size_classes",
					 .columns = class_columns,
					 .column_count = COUNT_OF(class_columns),
					 .context = copy,
					 .row_count = evidence->report->classes.count,
					 .state = VALUE_OK,
					 .cell = class_cell,
					 .sorted = -1,
					 .is_main = true });
	document_close(document);
}

struct changes {
	struct size_change *rows;
	size_t count;
};

static void release_changes(void *object)
{
	struct changes *changes = object;

	free(changes->rows);
	free(changes);
}

static void change_cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	const struct size_change *change = &((const struct changes *)context)->rows[row];
	const int64_t gains[] = { [CLASS_IN_USE] = change->in_use,
		[CLASS_FREE] = change->free,
		[CLASS_IN_USE_BYTES] = change->in_use_bytes,
		[CLASS_FREE_BYTES] = change->free_bytes,
		[CLASS_CHANGE] = change->in_use };

	*out = datum_of(id <= CLASS_EXACT ? class_value(&change->now, id) : value_of(gains[id]));
}

static enum unit change_unit(const void *context, size_t row, unsigned id)
{
	(void)context, (void)row;
	return id <= CLASS_EXACT ? class_labels[id].unit : UNIT_INTEGER;
}

/* Those that did not change are left out. */
static void drop_unchanged(struct changes *changes)
{
	size_t kept = 0;

	for (size_t i = 0; i < changes->count; i++)
		if (changes->rows[i].in_use != 0 || changes->rows[i].free != 0)
			changes->rows[kept++] = changes->rows[i];
	changes->count = kept;
}

static void put_changes(struct document *document, const struct heap_report *before,
	const struct heap_report *now)
{
	static const struct document_column columns[] = {
		{ &class_labels[CLASS_BYTES], EVERYWHERE, 11, CLASS_BYTES },
		{ &class_labels[CLASS_EXACT], FOR_PROGRAMS, 5, CLASS_EXACT },
		{ &class_labels[CLASS_CHANGE], SHOWN, 10, CLASS_CHANGE },
		{ &class_labels[CLASS_IN_USE], FOR_PROGRAMS, 10, CLASS_IN_USE },
		{ &class_labels[CLASS_FREE], FOR_PROGRAMS, 10, CLASS_FREE },
		{ &class_labels[CLASS_IN_USE_BYTES], FOR_PROGRAMS, 8, CLASS_IN_USE_BYTES },
		{ &class_labels[CLASS_FREE_BYTES], FOR_PROGRAMS, 8, CLASS_FREE_BYTES },
	};
	struct document_table table = { .key = "size_class_changes",
		.columns = columns,
		.column_count = COUNT_OF(columns),
		.cell = change_cell,
		.unit = change_unit,
		.state = VALUE_PENDING,
		.sorted = -1 };
	struct changes *changes = before ? calloc(1, sizeof(*changes)) : NULL;

	if (changes) {
		table.state = value_state_of(size_classes_diff(&changes->rows, &changes->count,
			&before->classes, &now->classes));
		drop_unchanged(changes);
		table.context = changes;
		table.row_count = changes->count;
		document_hold(document, changes, release_changes);
	}
	document_open(document, NULL, table.row_count ? N_("Changes since the last look") : NULL);
	document_table(document, &table);
	document_close(document);
}

/* ---- the page map ---- */

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

static void put_page_map(struct document *document, const struct heap_report *report, size_t width)
{
	struct page_map_cell cells[PAGE_MAP_MAX];
	char marks[PAGE_MAP_MAX + 1];
	size_t wanted = width > 4 ? min_size(width - 4, PAGE_MAP_MAX) : PAGE_MAP_DEFAULT;
	size_t count = page_map_cells(&report->page_map, 0, report->page_map.pages, cells, wanted);

	if (count == 0)
		return;
	for (size_t i = 0; i < count; i++)
		marks[i] = cell_mark(&cells[i]);
	document_line(document, EMPHASIS_NONE,
		document_format(document, "  %.*s", (int)count, marks));
	document_line(document, EMPHASIS_FAINT,
		_("  from start to top: # in use, + half, - free, . not resident, s swapped"));
}

/* ---- what it means ---- */

static void put_findings(struct document *document, const struct heap_evidence *evidence)
{
	struct findings findings;

	heap_judge(&findings, evidence);
	findings_put(document, &findings, true);
}

struct document *heap_document(const struct heap_evidence *evidence,
	const struct heap_report *before, size_t width)
{
	const struct heap_report *report = evidence->report;
	struct document *document = document_new();

	if (!document)
		return NULL;
	put_who(document, evidence);
	put_findings(document, evidence);
	document_trend(document, &heap_growth_label, &evidence->trend);
	put_figures(document, report);
	put_page_map(document, report, width);
	put_arenas(document, report);
	put_changes(document, before, report);
	put_classes(document, evidence);
	return document;
}

struct document *heap_specimen(void)
{
	static const struct heap_report nothing;

	return heap_document(&(struct heap_evidence){ .report = &nothing }, &nothing, 0);
}
