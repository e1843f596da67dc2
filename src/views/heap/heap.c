/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "views/heap/heap.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/macros.h"
#include "document/heap_figures.h"
#include "document/labels.h"
#include "document/trend_figures.h"
#include "findings/other_heaps.h"
#include "findings/put.h"

static void put_who(struct document *document, const struct heap_evidence *evidence)
{
	static const struct label library = { "library", NULL, N_("The file of the C library."),
		UNIT_TEXT };
	static const struct label layout = { "glibc_layout", NULL,
		N_("The releases of glibc that have this layout."), UNIT_TEXT };
	const struct heap_report *report = evidence->report;

	document_schema(document);
	document_read_from(document, "mem+maps+pagemap");
	document_figure(document, &process_pid_label, value_of(evidence->pid));
	document_datum(document, &process_name_label, datum_if_any(evidence->name));
	document_heap_status(document, report);
	document_datum(document, &library, datum_if_any(report->library));
	document_datum(document, &layout, datum_if_any(report->versions));
	document_line(document, EMPHASIS_STRONG,
		document_format(document,
			report->versions ? _("process %d  heap: %s, laid out as in %s")
					 : _("process %d  heap: %s"),
			(int)evidence->pid, heap_allocator_name(report->allocator),
			report->versions));
}

void heap_put_figures(struct document *document, const struct heap_report *report)
{
	static const struct label retained = { "retained_bytes", NULL,
		N_("Free and resident: what malloc retains."), UNIT_BYTES };
	static const struct label chunks = { "mmapped_chunks", N_("large chunks"),
		N_("Large chunks, each with its own mapping."), UNIT_COUNT };
	static const struct label bytes = { "mmapped_bytes", N_("their bytes"),
		N_("They return to the system as soon as they are freed."), UNIT_BYTES };
	static const struct label anonymous = { "anonymous_bytes", N_("anonymous"),
		N_("Anonymous memory of the whole process."), UNIT_BYTES };
	static const struct label share = { "share_of_anonymous", N_("malloc's share"),
		N_("What malloc's heap is of that."), UNIT_SHARE };
	static const struct label walks = { "walks", NULL,
		N_("How many walks it took until two agreed."), UNIT_COUNT };
	static const struct label seconds = { "walk_seconds", NULL, N_("How long that took."),
		UNIT_INTERVAL };
	bool refused = report->confidence == HEAP_REFUSED;
	unsigned places = refused ? FOR_PROGRAMS : EVERYWHERE;

	document_figure(document, &retained,
		refused ? value_missing(heap_reason_state(report->reason))
			: value_of(heap_retained_resident(&report->total)));
	for (size_t i = 0; i < HEAP_FIGURES; i++)
		document_place(document, FOR_PROGRAMS | ON_SCREEN, &heap_figure_rows[i].label,
			datum_of(heap_figure_of_report(report, i)));
	document_place(document, places, &chunks, datum_of(report->mmapped_chunks));
	document_place(document, places, &bytes, datum_of(report->mmapped_bytes));
	document_place(document, places, &anonymous, datum_of(report->anonymous));
	document_place(document, places, &share, datum_of(report->share));
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
		.hides_empty = true,
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
	[CLASS_BYTES] = { "chunk_bytes", N_("CHUNK"), N_("The size of a chunk."), UNIT_BYTES },
	[CLASS_EXACT] = { "exact", NULL, N_("Whether all chunks of the class have that size."),
		UNIT_BOOL },
	[CLASS_IN_USE] = { "in_use", N_("IN USE"), N_("Chunks that the program holds."),
		UNIT_COUNT },
	[CLASS_FREE] = { "free", N_("FREE"), N_("Chunks that are free."), UNIT_COUNT },
	[CLASS_IN_USE_BYTES] = { "in_use_bytes", N_("BYTES"), N_("Bytes of the chunks in use."),
		UNIT_BYTES },
	[CLASS_FREE_BYTES] = { "free_bytes", N_("BYTES"), N_("Bytes of the free chunks."),
		UNIT_BYTES },
	[CLASS_HINT] = { NULL, N_("LIKELY CONTENT"), NULL, UNIT_TEXT },
	[CLASS_CHANGE] = { NULL, N_("CHANGE"),
		N_("Chunks in use that came, or went, since the mark or the look before."),
		UNIT_INTEGER },
};

static const struct document_column class_columns[] = {
	{ &process_pid_label, IN_CSV, 0, CLASS_PID },
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

static const char *hint_of(const struct size_class *class, unsigned word)
{
	const char *hint = class->single ? size_class_hint(class->chunk_bytes, word) : NULL;

	return hint ? hint : class->single ? " " : _("and larger");
}

/* Classes are told apart by every byte. */
static enum unit class_unit(const void *context, size_t row, unsigned id)
{
	(void)context, (void)row;
	return id == CLASS_BYTES ? UNIT_COUNT : class_labels[id].unit;
}

static void class_cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	const struct heap_evidence *evidence = context;
	const struct size_class *class = &evidence->report->classes.rows[row];

	if (id == CLASS_PID)
		out->value = value_of(evidence->pid);
	else if (id == CLASS_HINT)
		datum_set_bytes(out, text_of_string(hint_of(class, evidence->report->word)));
	else
		out->value = class_value(class, id);
}

static void put_classes(struct document *document, const struct heap_evidence *evidence)
{
	const struct heap_evidence *copy = document_copy(document, evidence, sizeof(*evidence));

	if (!copy)
		return;
	document_open(document, NULL, evidence->report->classes.count ? N_("Sizes") : NULL);
	document_table(document, &(struct document_table){ .key = "size_classes",
					 .hides_empty = true,
					 .columns = class_columns,
					 .column_count = COUNT_OF(class_columns),
					 .context = copy,
					 .row_count = evidence->report->classes.count,
					 .state = VALUE_OK,
					 .cell = class_cell,
					 .unit = class_unit,
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

/* "+1000" */
static void set_change(struct datum *out, int64_t change)
{
	snprintf(out->buffer, sizeof(out->buffer), change ? "%+lld" : "0", (long long)change);
	out->kind = DATUM_WORDED;
	out->value = value_of(change);
	out->text = text_of_string(out->buffer);
}

static void change_cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	const struct size_change *change = &((const struct changes *)context)->rows[row];
	const int64_t gains[] = { [CLASS_IN_USE] = change->in_use,
		[CLASS_FREE] = change->free,
		[CLASS_IN_USE_BYTES] = change->in_use_bytes,
		[CLASS_FREE_BYTES] = change->free_bytes };

	if (id == CLASS_CHANGE)
		set_change(out, change->in_use);
	else
		out->value =
			id <= CLASS_EXACT ? class_value(&change->now, id) : value_of(gains[id]);
}

static enum unit change_unit(const void *context, size_t row, unsigned id)
{
	return id <= CLASS_EXACT ? class_unit(context, row, id) : UNIT_INTEGER;
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

/* ---- the same with what changed, for the screen ---- */

/* All classes that are or were there. */
struct class_list {
	struct changes changes;
	unsigned word;
};

static void release_list(void *object)
{
	struct class_list *list = object;

	free(list->changes.rows);
	free(list);
}

static void listed_cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	const struct class_list *list = context;
	const struct size_change *change = &list->changes.rows[row];

	if (id == CLASS_CHANGE)
		set_change(out, change->in_use);
	else if (id == CLASS_HINT)
		datum_set_bytes(out, text_of_string(hint_of(&change->now, list->word)));
	else
		out->value = class_value(&change->now, id);
}

static uint64_t listed_key(const void *context, size_t row)
{
	const struct size_class *class =
		&((const struct class_list *)context)->changes.rows[row].now;

	return class->chunk_bytes * 2 + class->single;
}

static enum emphasis listed_emphasis(const void *context, size_t row)
{
	return ((const struct class_list *)context)->changes.rows[row].in_use > 0 ? EMPHASIS_WARNING
										  : EMPHASIS_NONE;
}

void heap_put_classes(struct document *document, const struct heap_report *report,
	const struct heap_report *mark)
{
	static const struct document_column columns[] = {
		{ &class_labels[CLASS_BYTES], ON_SCREEN, 6, CLASS_BYTES },
		{ &class_labels[CLASS_IN_USE], ON_SCREEN, 9, CLASS_IN_USE },
		{ &class_labels[CLASS_CHANGE], ON_SCREEN | DISPENSABLE(1), 8, CLASS_CHANGE },
		{ &class_labels[CLASS_IN_USE_BYTES], ON_SCREEN, 6, CLASS_IN_USE_BYTES },
		{ &class_labels[CLASS_FREE], ON_SCREEN, 9, CLASS_FREE },
		{ &class_labels[CLASS_FREE_BYTES], ON_SCREEN, 6, CLASS_FREE_BYTES },
		{ &class_labels[CLASS_HINT], ON_SCREEN | ASIDE | DISPENSABLE(2), 10, CLASS_HINT },
	};
	struct class_list *list = calloc(1, sizeof(*list));

	if (!list) {
		document_fail(document);
		return;
	}
	document_hold(document, list, release_list);
	list->word = report->word;
	if (size_classes_diff(&list->changes.rows, &list->changes.count, &mark->classes,
		    &report->classes) != STATUS_OK)
		document_fail(document);
	document_table(document, &(struct document_table){ .columns = columns,
					 .column_count = COUNT_OF(columns),
					 .context = list,
					 .row_count = list->changes.count,
					 .state = VALUE_OK,
					 .cell = listed_cell,
					 .row_key = listed_key,
					 .emphasis = listed_emphasis,
					 .is_main = true,
					 .sorted = -1 });
}

/* ---- the page map ---- */

enum { MAP_IN_USE, MAP_MIXED, MAP_FREE, MAP_NOT_RESIDENT, MAP_SWAPPED, MAP_PARTS };

/* The part of the heap that is in the map. */
struct page_stretch {
	const struct heap_page_map *map;
	size_t first, pages;
};

static size_t part_of(const struct page_map_cell *cell)
{
	if (cell->swapped > cell->bytes / 2)
		return MAP_SWAPPED;
	if (cell->resident < cell->bytes / 4)
		return MAP_NOT_RESIDENT;
	if (cell->in_use >= cell->bytes / 4 * 3)
		return MAP_IN_USE;
	return cell->in_use >= cell->bytes / 4 ? MAP_MIXED : MAP_FREE;
}

static size_t marks_of(const void *context, struct document_mark *marks, size_t count)
{
	const struct page_stretch *stretch = context;
	struct page_map_cell cells[MAP_MARKS_MOST];

	count = page_map_cells(stretch->map, stretch->first, stretch->pages, cells,
		min_size(count, MAP_MARKS_MOST));
	for (size_t i = 0; i < count; i++)
		marks[i] = (struct document_mark){ part_of(&cells[i]), false };
	return count;
}

void heap_put_map(struct document *document, const struct heap_report *report, size_t first,
	size_t pages, const char *line)
{
	static const struct label labels[MAP_PARTS] = {
		[MAP_IN_USE] = { NULL, N_("in use"), N_("Three quarters or more are in use."),
			UNIT_BYTES },
		[MAP_MIXED] = { NULL, N_("mixed"),
			N_("Chunks in use and free chunks lie side "
			   "by side."),
			UNIT_BYTES },
		[MAP_FREE] = { NULL, N_("free"), N_("Resident, and hardly anything in use."),
			UNIT_BYTES },
		[MAP_NOT_RESIDENT] = { NULL, N_("not resident"),
			N_("Returned to the system, or never touched."), UNIT_BYTES },
		[MAP_SWAPPED] = { NULL, N_("swapped"), N_("In swap."), UNIT_BYTES },
	};
	static const struct document_part parts[MAP_PARTS] = {
		[MAP_IN_USE] = { &labels[MAP_IN_USE], { 0 }, '#', TINT_APPLICATIONS, NULL },
		[MAP_MIXED] = { &labels[MAP_MIXED], { 0 }, '+', TINT_FILE, NULL },
		[MAP_FREE] = { &labels[MAP_FREE], { 0 }, '-', TINT_KERNEL, NULL },
		[MAP_NOT_RESIDENT] = { &labels[MAP_NOT_RESIDENT], { 0 }, '.', TINT_FREE, NULL },
		[MAP_SWAPPED] = { &labels[MAP_SWAPPED], { 0 }, 's', TINT_SWAPPED, NULL },
	};
	const struct page_stretch stretch = { &report->page_map, first, pages };
	const struct document_map map = { .context = document_copy(document, &stretch,
						  sizeof(stretch)),
		.marks = marks_of,
		.parts = parts,
		.part_count = MAP_PARTS,
		.rows = 2,
		.line = line };

	if (pages > 0 && map.context)
		document_map(document, &map);
}

/* ---- what it means ---- */

void heap_put_findings(struct document *document, const struct heap_evidence *evidence)
{
	struct findings findings;

	heap_judge(&findings, evidence);
	findings_put(document, &findings, true);
}

struct document *heap_document(const struct heap_evidence *evidence,
	const struct heap_report *before)
{
	const struct heap_report *report = evidence->report;
	struct document *document = document_new();

	if (!document)
		return NULL;
	put_who(document, evidence);
	heap_put_findings(document, evidence);
	document_trend(document, &heap_growth_label, &evidence->trend);
	heap_put_figures(document, report);
	heap_put_map(document, report, 0, report->page_map.pages, NULL);
	document_other_heaps(document, evidence);
	put_arenas(document, report);
	put_changes(document, before, report);
	put_classes(document, evidence);
	return document;
}

struct document *heap_specimen(void)
{
	static const struct heap_report nothing;

	return heap_document(&(struct heap_evidence){ .report = &nothing }, &nothing);
}
