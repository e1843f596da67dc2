/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a process has mapped: sums by kind, and one row a mapping, made when it is asked for. */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "document/labels.h"
#include "views/process/parts.h"
#include "views/process/process.h"

enum {
	/* 0 to MAPPING_FIGURE_COUNT - 1 are figures. */
	KIND = MAPPING_FIGURE_COUNT,
	COUNT,
	TIME,
	START,
	END,
	PERMISSIONS,
	OFFSET,
	INODE,
	NAME,
	DELETED,
	FLAGS,
	GAIN,
	MEANING,
	CELLS
};

static const struct label labels[] = {
	[KIND] = { "kind", N_("KIND"),
		N_("What its memory is to the process: heap, stack, library ..."), UNIT_TEXT },
	[COUNT] = { "count", N_("COUNT"), N_("Its mappings."), UNIT_COUNT },
	[START] = { "start", N_("ADDRESS"),
		N_("Where it begins, from low to high, as maps has them."), UNIT_ADDRESS },
	[END] = { "end", NULL, N_("The first address behind it."), UNIT_ADDRESS },
	[PERMISSIONS] = { "permissions", N_("PERM"),
		N_("Whether it can be read, written, executed; p: private, s: shared."),
		UNIT_TEXT },
	[OFFSET] = { "offset", NULL, N_("Where in the file it begins, in bytes."), UNIT_COUNT },
	[INODE] = { "inode", NULL, N_("The inode of the file; 0: it maps none."), UNIT_NONE },
	[NAME] = { "name", N_("NAME"),
		N_("The file that it maps, or what the kernel or the program calls it."),
		UNIT_TEXT },
	[DELETED] = { "deleted", NULL, N_("Whether the file is deleted."), UNIT_BOOL },
	[FLAGS] = { "flags", NULL, N_("Two letters a flag, as VmFlags of smaps has them."),
		UNIT_TEXT },
	[GAIN] = { NULL, N_("+RSS"), N_("What it has more of than at the mark, or at first."),
		UNIT_SIGNED },
	[MEANING] = { NULL, NULL, NULL, UNIT_TEXT },
};

/* Columns in the making, at most as many as there are cells, and the kind twice. */
struct column_row {
	struct document_column columns[CELLS + 1];
	size_t count;
};

/* What goes where columns are few, the last first. */
static unsigned dispensable(unsigned id)
{
	static const unsigned first[] = { MAPPING_SWAP, MAPPING_PSS, MAPPING_PRIVATE_DIRTY,
		MAPPING_SIZE, COUNT, MEANING };

	for (unsigned i = 0; i < COUNT_OF(first); i++)
		if (first[i] == id)
			return i + 1;
	return 0;
}

static void add(struct column_row *row, unsigned id, unsigned places, unsigned width)
{
	const struct label *label = id < MAPPING_FIGURE_COUNT ? &figure_rows[id].label
				    : id == TIME              ? &sample_time_label
							      : &labels[id];

	row->columns[row->count++] =
		(struct document_column){ label, places | DISPENSABLE(dispensable(id)), width, id };
}

/* People see the figures that tell most; programs the others, too. */
static void add_figures(struct column_row *row, unsigned places, bool summable_only)
{
	for (unsigned id = 0; id < MAPPING_FIGURE_COUNT; id++) {
		bool shown = id == MAPPING_SIZE || id == MAPPING_RSS || id == MAPPING_PSS ||
			     id == MAPPING_PRIVATE_DIRTY || id == MAPPING_SWAP;

		if (figure_rows[id].summable || !summable_only)
			add(row, id, places & (shown ? EVERYWHERE : FOR_PROGRAMS), 7);
	}
}

static void put_table(struct document *document, const struct column_row *row,
	struct document_table *table)
{
	table->columns = document_copy(document, row->columns, sizeof(row->columns));
	table->column_count = row->count;
	if (table->columns)
		document_table(document, table);
}

/* ---- kinds ---- */

/* The sums that are rows of a table. */
struct kind_list {
	const struct process_detail *detail, *before;
	struct kind_sum all;
	enum detail_kind rows[KIND_COUNT + 1]; /* KIND_COUNT: all of them */
	size_t count;
};

static struct value gain_of(const struct kind_list *list, enum detail_kind kind)
{
	const struct process_detail *now = list->detail, *before = list->before;

	if (!before)
		return value_missing(VALUE_NOT_ASKED);
	if (kind == KIND_COUNT)
		return value_of((int64_t)(detail_total(now, MAPPING_RSS) -
					  detail_total(before, MAPPING_RSS)));
	return value_of((int64_t)(now->kinds[kind].figure[MAPPING_RSS] -
				  before->kinds[kind].figure[MAPPING_RSS]));
}

/* Where the mappings could not be read, their sums are not 0. */
static struct value known_sum(const struct process_detail *detail, uint64_t sum)
{
	enum value_state state = value_state_of(detail->smaps_status);

	return state == VALUE_OK ? value_of(sum) : value_missing(state);
}

static void kind_cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	const struct kind_list *list = context;
	enum detail_kind kind = list->rows[row];
	bool all = kind == KIND_COUNT;
	const struct kind_sum *sum = all ? &list->all : &list->detail->kinds[kind];

	if (id < MAPPING_FIGURE_COUNT)
		out->value = known_sum(list->detail, sum->figure[id]);
	else if (id == COUNT)
		out->value = known_sum(list->detail, sum->count);
	else if (id == GAIN)
		out->value = gain_of(list, kind);
	else if (id == KIND)
		datum_set_word(out, all ? "all" : kind_rows[kind].key,
			all ? N_("all") : kind_rows[kind].title);
	else if (all)
		datum_set_bytes(out, text_of_string(""));
	else
		datum_set_word(out, kind_rows[kind].key, kind_rows[kind].explanation);
}

static uint64_t kind_key(const void *context, size_t row)
{
	return ((const struct kind_list *)context)->rows[row];
}

static const struct label *kind_label(const void *context, size_t row)
{
	enum detail_kind kind = ((const struct kind_list *)context)->rows[row];

	return kind < KIND_COUNT ? &kind_rows[kind] : NULL;
}

static void put_kind_table(struct document *document, const struct kind_list *list, const char *key,
	unsigned places)
{
	struct column_row row = { .count = 0 };
	struct document_table table = { .key = key,
		.context = document_copy(document, list, sizeof(*list)),
		.row_count = list->count,
		.state = VALUE_OK,
		.cell = kind_cell,
		.row_key = kind_key,
		.sorted = -1,
		.row_label = kind_label };

	add(&row, KIND, places, 13);
	add(&row, COUNT, places, 5);
	add_figures(&row, places, true);
	add(&row, GAIN, places & ON_SCREEN, 7);
	add(&row, MEANING, (places & ON_SCREEN) | ASIDE, 1);
	if (table.context)
		put_table(document, &row, &table);
}

void process_put_all_kinds(struct document *document, const struct process_detail *detail)
{
	struct kind_list list = { .detail = detail };

	for (int kind = 0; kind < KIND_COUNT; kind++)
		list.rows[list.count++] = (enum detail_kind)kind;
	put_kind_table(document, &list, "kinds", FOR_PROGRAMS);
}

/* It has mappings, which cannot be read. */
static bool is_hidden(enum status status)
{
	return status != STATUS_OK && status != STATUS_ABSENT && status != STATUS_GONE;
}

/* Those that the process has, and below them the sum of all. */
void process_put_kinds(struct document *document, const struct process_detail *detail,
	const struct process_detail *before)
{
	struct kind_list list = { .detail = detail,
		.before = before,
		.all = { .count = detail->mapping_count } };

	if (detail->mapping_count == 0 && !is_hidden(detail->smaps_status))
		return;
	for (int kind = 0; kind < KIND_COUNT; kind++)
		if (detail->kinds[kind].count)
			list.rows[list.count++] = (enum detail_kind)kind;
	list.rows[list.count++] = KIND_COUNT;
	for (int figure = 0; figure < MAPPING_FIGURE_COUNT; figure++)
		list.all.figure[figure] = detail_total(detail, (enum mapping_figure)figure);
	document_open(document, NULL, N_("Kinds of memory"));
	put_kind_table(document, &list, NULL, SHOWN);
	document_close(document);
}

/* ---- mappings ---- */

struct mapping_list {
	const struct process_detail *detail;
	const enum detail_kind *kind; /* NULL: all */
	const size_t *order;          /* indexes into the mappings; NULL: all by address */
	size_t count;
};

static int compare_mappings(const void *left, const void *right, void *context)
{
	const struct process_detail *detail = context;
	const struct detail_mapping *a = &detail->mappings[*(const size_t *)left];
	const struct detail_mapping *b = &detail->mappings[*(const size_t *)right];

	return FIRST_DIFFERENCE(COMPARE(value_or(mapping_figure(b, MAPPING_RSS), 0),
					value_or(mapping_figure(a, MAPPING_RSS), 0)),
		COMPARE(a->start, b->start));
}

static void arrange(struct document *document, struct mapping_list *list)
{
	size_t *order = calloc(list->detail->mapping_count + 1, sizeof(*order));

	list->count = 0;
	list->order = order;
	if (!order) {
		document_fail(document);
		return;
	}
	for (size_t i = 0; i < list->detail->mapping_count; i++)
		if (*list->kind == KIND_COUNT || list->detail->mappings[i].kind == *list->kind)
			order[list->count++] = i;
	qsort_r(order, list->count, sizeof(*order), compare_mappings,
		(void *)(uintptr_t)list->detail);
	document_hold(document, order, free);
}

static const struct detail_mapping *mapping_of(const struct mapping_list *list, size_t row)
{
	return &list->detail->mappings[list->order ? list->order[row] : row];
}

static uint64_t mapping_key(const void *context, size_t row)
{
	return mapping_of(context, row)->start;
}

static enum emphasis mapping_emphasis(const void *context, size_t row)
{
	return mapping_of(context, row)->deleted ? EMPHASIS_WARNING : EMPHASIS_NONE;
}

/* An address may have its highest bit set: its bits are kept. */
static struct value address_of(uint64_t address)
{
	return value_of_signed((int64_t)address);
}

static void mapping_cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	const struct process_detail *detail = ((const struct mapping_list *)context)->detail;
	const struct detail_mapping *mapping = mapping_of(context, row);

	if (id < MAPPING_FIGURE_COUNT) {
		out->value = mapping_figure(mapping, (enum mapping_figure)id);
		return;
	}
	switch (id) {
	case TIME:
		out->value = value_of(detail->wall_ns);
		break;
	case START:
		out->value = address_of(mapping->start);
		break;
	case END:
		out->value = address_of(mapping->end);
		break;
	case KIND:
		datum_set_word(out, kind_rows[mapping->kind].key, kind_rows[mapping->kind].title);
		break;
	case PERMISSIONS:
		datum_set_bytes(out, text_of_string(mapping->permissions));
		break;
	case OFFSET:
		out->value = value_of(mapping->offset);
		break;
	case INODE:
		out->value = value_of(mapping->inode);
		break;
	case NAME:
		datum_set_bytes(out, text_of_string(detail_string(detail, mapping->name)));
		if (mapping->deleted)
			out->tail = text_of_string(_(" (deleted)"));
		break;
	case DELETED:
		out->value = value_of(mapping->deleted);
		break;
	case FLAGS:
		datum_set_bytes(out, text_of_string(detail_string(detail, mapping->flags)));
		break;
	}
}

static void put_list(struct document *document, const struct mapping_list *list)
{
	const struct process_detail *detail = list->detail;
	unsigned all = detail->mapping_count ? EVERYWHERE : FOR_PROGRAMS;
	struct column_row row = { .count = 0 };
	struct document_table table = { .key = "mappings",
		.context = list,
		.row_count = list->count,
		.state = value_state_of(detail->smaps_status),
		.cell = mapping_cell,
		.row_key = mapping_key,
		.emphasis = mapping_emphasis,
		.sorted = list->kind ? MAPPING_RSS : START,
		.ascending = !list->kind,
		.is_main = true };

	add(&row, TIME, IN_CSV, 0);
	add(&row, START, all, 12);
	add(&row, END, FOR_PROGRAMS, 0);
	add(&row, KIND, FOR_PROGRAMS, 0);
	add(&row, PERMISSIONS, all, 4);
	add(&row, OFFSET, FOR_PROGRAMS, 0);
	add(&row, INODE, FOR_PROGRAMS, 0);
	add_figures(&row, all, false);
	add(&row, KIND, all & IN_TEXT, 13);
	add(&row, NAME, all, 1);
	add(&row, DELETED, IN_JSON, 0);
	add(&row, FLAGS, IN_JSON, 0);
	put_table(document, &row, &table);
}

void process_put_mappings(struct document *document, const struct process_detail *detail,
	const enum detail_kind *kind)
{
	struct mapping_list list = { .detail = detail,
		.kind = kind,
		.count = detail->mapping_count };
	const struct mapping_list *copy;

	if (kind)
		arrange(document, &list);
	copy = document_copy(document, &list, sizeof(list));
	if (!copy)
		return;
	document_open(document, NULL, detail->mapping_count ? N_("Mappings") : NULL);
	put_list(document, copy);
	document_close(document);
}
