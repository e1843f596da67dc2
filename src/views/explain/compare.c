/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Two meminfos side by side: the balances, and every field that is not the same. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "base/utf8.h"
#include "document/labels.h"
#include "views/explain/parts.h"

#define NAME_WIDTH   36
#define FIGURE_WIDTH 9

/* A term or a field, before and after. */
struct change {
	const char *key, *title; /* for machines; for people, in the user's language */
	bool is_bytes;
	struct value before, after;
};

/* Those of one table. */
struct changes {
	size_t count;
	struct change rows[]; /* the terms: largest first, whichever way */
};

/* A term that is missing on a side counts as 0. */
static int64_t size_of(const struct change *change)
{
	return (int64_t)(value_or(change->after, 0) - value_or(change->before, 0));
}

static int by_size(const void *a, const void *b)
{
	return COMPARE(llabs(size_of(b)), llabs(size_of(a)));
}

static struct value change_of(const struct change *change)
{
	struct value after = change->after, before = change->before;

	return value_known(after) && value_known(before) ? value_of(size_of(change))
							 : value_missing(VALUE_ABSENT);
}

static bool is_same(struct value before, struct value after)
{
	if (value_known(before) != value_known(after))
		return false;
	return !value_known(after) || before.n == after.n;
}

static struct changes *changes_new(struct document *document, size_t most)
{
	struct changes *changes = calloc(1, sizeof(*changes) + most * sizeof(changes->rows[0]));

	if (changes)
		document_hold(document, changes, free);
	else
		document_fail(document);
	return document_status(document) == STATUS_OK ? changes : NULL;
}

static struct changes *field_changes(struct document *document, const struct meminfo *before,
	const struct meminfo *after)
{
	struct changes *changes = changes_new(document, MEMINFO_FIELD_COUNT);

	for (int id = 0; changes && id < MEMINFO_FIELD_COUNT; id++) {
		enum meminfo_field field = (enum meminfo_field)id;
		const char *name = meminfo_field_name(field);

		if (!is_same(before->field[id], after->field[id]))
			changes->rows[changes->count++] =
				(struct change){ name, name, meminfo_field_is_bytes(field),
					before->field[id], after->field[id] };
	}
	return changes;
}

static struct value term_of(const struct balance *balance, int term)
{
	return term == TERM_UNNAMED ? value_of(balance->unnamed) : balance->term[term];
}

/* None where either has no sum. */
static struct changes *term_changes(struct document *document, const struct balance *before,
	const struct balance *after)
{
	struct changes *changes = changes_new(document, TERM_COUNT);

	if (!changes || before->state != BALANCE_OK || after->state != BALANCE_OK)
		return changes;
	for (int term = 0; term < TERM_COUNT; term++) {
		struct change change = { term_rows[term].key, _(term_rows[term].title), true,
			term_of(before, term), term_of(after, term) };

		if (value_known(change.before) || value_known(change.after))
			changes->rows[changes->count++] = change;
	}
	qsort(changes->rows, changes->count, sizeof(changes->rows[0]), by_size);
	return changes;
}

/* ---- the tables ---- */

enum { KEY, TITLE, BEFORE, AFTER, CHANGE, BEFORE_COUNT, AFTER_COUNT, CHANGE_COUNT };

static void change_cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	const struct change *change = &((const struct changes *)context)->rows[row];

	if (id == KEY || id == TITLE) {
		datum_set_bytes(out, text_of_string(id == KEY ? change->key : change->title));
		out->lead = text_of("  ", id == TITLE ? 2 : 0);
	} else if (id == BEFORE || id == BEFORE_COUNT) {
		out->value = change->before;
	} else if (id == AFTER || id == AFTER_COUNT) {
		out->value = change->after;
	} else {
		out->value = change_of(change);
	}
}

/* A size has no count, and a count no size. */
static void program_cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	const struct change *change = &((const struct changes *)context)->rows[row];

	if (id == KEY || (id < BEFORE_COUNT) == change->is_bytes)
		change_cell(context, row, id, out);
	else
		*out = datum_left_out();
}

static enum unit people_unit(const void *context, size_t row, unsigned id)
{
	bool bytes = ((const struct changes *)context)->rows[row].is_bytes;

	if (id == TITLE)
		return UNIT_TEXT;
	if (id == CHANGE)
		return bytes ? UNIT_SIGNED : UNIT_INTEGER;
	return bytes ? UNIT_BYTES : UNIT_COUNT;
}

static const struct label name_label = { "name", NULL, N_("A field that is not the same."),
	UNIT_TEXT };
static const struct label before_bytes = { "before_bytes", NULL, N_("Its size in the first text."),
	UNIT_SIGNED };
static const struct label after_bytes = { "after_bytes", NULL, N_("Its size in the second text."),
	UNIT_SIGNED };
static const struct label change_bytes = { "change_bytes", NULL, N_("The change."), UNIT_SIGNED };
static const struct label before_count = { "before_count", NULL,
	N_("Its value in the first text, where it is no size."), UNIT_INTEGER };
static const struct label after_count = { "after_count", NULL,
	N_("Its value in the second text, where it is no size."), UNIT_INTEGER };
static const struct label change_count = { "change_count", NULL,
	N_("The change, where it is no size."), UNIT_INTEGER };

static const struct document_column field_columns[] = {
	{ &name_label, FOR_PROGRAMS, 0, KEY },
	{ &before_bytes, FOR_PROGRAMS, 0, BEFORE },
	{ &before_count, FOR_PROGRAMS, 0, BEFORE_COUNT },
	{ &after_bytes, FOR_PROGRAMS, 0, AFTER },
	{ &after_count, FOR_PROGRAMS, 0, AFTER_COUNT },
	{ &change_bytes, FOR_PROGRAMS, 0, CHANGE },
	{ &change_count, FOR_PROGRAMS, 0, CHANGE_COUNT },
};

static const struct document_column term_columns[] = {
	{ &balance_term_label, FOR_PROGRAMS, 0, KEY },
	{ &before_bytes, FOR_PROGRAMS, 0, BEFORE },
	{ &after_bytes, FOR_PROGRAMS, 0, AFTER },
	{ &change_bytes, FOR_PROGRAMS, 0, CHANGE },
};

static const struct label title_label = { NULL, "", NULL, UNIT_TEXT };
static const struct label before_label = { NULL, N_("before"), NULL, UNIT_BYTES };
static const struct label after_label = { NULL, N_("after"), NULL, UNIT_BYTES };
static const struct label change_label = { NULL, N_("change"), NULL, UNIT_SIGNED };

static const struct document_column people_columns[] = {
	{ &title_label, IN_TEXT, NAME_WIDTH, TITLE },
	{ &before_label, IN_TEXT, FIGURE_WIDTH, BEFORE },
	{ &after_label, IN_TEXT, FIGURE_WIDTH, AFTER },
	{ &change_label, IN_TEXT, FIGURE_WIDTH, CHANGE },
};

/* With a heading, unless there is nothing to show. */
static void put_for_people(struct document *document, const char *heading,
	const struct changes *changes, size_t count)
{
	if (count == 0)
		return;
	document_open(document, NULL, heading);
	document_table(document, &(struct document_table){ .columns = people_columns,
					 .column_count = COUNT_OF(people_columns),
					 .context = changes,
					 .row_count = count,
					 .state = VALUE_OK,
					 .cell = change_cell,
					 .unit = people_unit,
					 .sorted = -1 });
	document_close(document);
}

static void put_fields(struct document *document, const struct changes *changes, bool is_main)
{
	put_for_people(document, N_("Fields that differ"), changes, changes->count);
	document_table(document, &(struct document_table){ .key = "fields",
					 .columns = field_columns,
					 .column_count = COUNT_OF(field_columns),
					 .context = changes,
					 .row_count = changes->count,
					 .state = VALUE_OK,
					 .cell = program_cell,
					 .is_main = is_main,
					 .sorted = -1 });
}

/* People see those that changed, programs all. */
static void put_terms(struct document *document, const struct changes *changes)
{
	size_t changed = 0;

	while (changed < changes->count && size_of(&changes->rows[changed]) != 0)
		changed++;
	put_for_people(document, N_("Where the memory went"), changes, changed);
	document_table(document, &(struct document_table){ .key = "balance",
					 .columns = term_columns,
					 .column_count = COUNT_OF(term_columns),
					 .context = changes,
					 .row_count = changes->count,
					 .state = changes->count ? VALUE_OK : VALUE_ABSENT,
					 .cell = program_cell,
					 .sorted = -1 });
}

/* The terms that took most of what others gave: the answer in one line. */
static void say_answer(struct document *document, const struct changes *terms, enum scale scale)
{
	const struct change *up = NULL, *down = NULL;
	char more[UNITS_SIZE], less[UNITS_SIZE];

	for (size_t i = terms->count; i-- > 0;) {
		if (size_of(&terms->rows[i]) > 0)
			up = &terms->rows[i];
		if (size_of(&terms->rows[i]) < 0)
			down = &terms->rows[i];
	}
	if (!up || !down)
		return;
	units_bytes(more, (uint64_t)size_of(up), scale);
	units_bytes(less, (uint64_t)-size_of(down), scale);
	document_say(document, EMPHASIS_STRONG,
		_("Most of what changed: \"%s\" took %s more, \"%s\" has %s less."), up->title,
		more, down->title, less);
}

/* Too few lines are no contradiction. */
static bool is_short_of_lines(const struct meminfo_reading *reading)
{
	enum balance_state state = reading->evidence.balance.state;

	return state == BALANCE_TRUNCATED || state == BALANCE_FRAGMENT || state == BALANCE_TOOL;
}

static void say_nothing_known(struct document *document, const struct meminfo_reading *before,
	const struct meminfo_reading *after)
{
	if (is_short_of_lines(before) || is_short_of_lines(after))
		document_line(document, EMPHASIS_NONE,
			_("Where the memory went cannot be told: too few lines are in the texts. "
			  "Compare two whole ones: cat /proc/meminfo > FILE."));
	else
		document_line(document, EMPHASIS_NONE,
			_("Where the memory went cannot be told: one of the two does not add up. "
			  "Explain it alone to see why."));
}

/* The one figure that most texts have. */
static void say_available(struct document *document, const struct meminfo_reading *before,
	const struct meminfo_reading *after, enum scale scale)
{
	const struct evidence *was = &before->evidence, *is = &after->evidence;
	char first[UNITS_SIZE], last[UNITS_SIZE];

	if (!was->available_known || !is->available_known ||
		was->available.method == AVAILABLE_BOUND ||
		is->available.method == AVAILABLE_BOUND ||
		was->available.bytes == is->available.bytes)
		return;
	units_bytes(first, was->available.bytes, scale);
	units_bytes(last, is->available.bytes, scale);
	document_say(document, EMPHASIS_NONE, _("Available was %s and is %s."), first, last);
}

void explain_put_changes(struct document *document, const struct meminfo_reading *before,
	const struct meminfo_reading *after, enum scale scale, bool into_main)
{
	struct changes *terms =
		term_changes(document, &before->evidence.balance, &after->evidence.balance);
	struct changes *fields =
		field_changes(document, before->evidence.meminfo, after->evidence.meminfo);

	if (!terms || !fields)
		return;
	if (fields->count == 0)
		document_line(document, EMPHASIS_NONE, _("Nothing differs: no field has changed."));
	else if (terms->count == 0)
		say_nothing_known(document, before, after);
	else
		say_answer(document, terms, scale);
	say_available(document, before, after, scale);
	put_terms(document, terms);
	put_fields(document, fields, into_main);
}

/* ---- two texts ---- */

static void put_side(struct document *document, const struct label *label,
	const struct meminfo_reading *reading)
{
	char kernel[96];
	struct datum datum =
		datum_of_string(reading->source.saved ? reading->source.saved->name : "live");

	reading_kernel(kernel, sizeof(kernel), reading, true);
	if (*kernel)
		datum.tail = text_of_string(document_format(document, ", Linux %s", kernel));
	document_datum(document, label, datum);
}

static void put_comparison(struct document *document, const struct meminfo_reading *before,
	const struct meminfo_reading *after, enum scale scale)
{
	static const struct label first = { "before", N_("before"), N_("The first text."),
		UNIT_TEXT };
	static const struct label second = { "after", N_("after"), N_("The second text."),
		UNIT_TEXT };

	document_schema(document);
	put_side(document, &first, before);
	put_side(document, &second, after);
	if (!is_same(before->evidence.meminfo->field[MEMINFO_MemTotal],
		    after->evidence.meminfo->field[MEMINFO_MemTotal]))
		document_line(document, EMPHASIS_WARNING,
			_("MemTotal is not the same: these may be two machines."));
	explain_put_changes(document, before, after, scale, true);
}

struct document *explain_comparison_specimen(void)
{
	static const struct meminfo nothing = { .entries = NULL };
	struct document *document = document_new();
	struct meminfo_reading none = { .known = false };

	evidence_of_meminfo(&none.evidence, &nothing);
	if (document)
		put_comparison(document, &none, &none, SCALE_AUTO);
	return document;
}

struct document *explain_comparison(const struct meminfo_source *before,
	const struct meminfo_source *after, enum scale scale)
{
	struct document *document = document_new();
	struct meminfo_reading *readings = calloc(2, sizeof(*readings));

	if (!document || !readings) {
		document_free(document);
		free(readings);
		return NULL;
	}
	document_hold(document, readings, free);
	if (document_status(document) != STATUS_OK)
		return document;
	reading_of(&readings[0], before, document);
	reading_of(&readings[1], after, document);
	put_comparison(document, &readings[0], &readings[1], scale);
	return document;
}
