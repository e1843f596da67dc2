/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "derive/rights.h"
#include "views/listing/listing.h"

enum { VIEW, NEEDS, STATE, LACKS, FIGURE, WITHOUT };

static const struct label labels[] = {
	[VIEW] = { "view", N_("VIEW"), N_("The views that need it."), UNIT_TEXT },
	[NEEDS] = { "needs", N_("NEEDS"), N_("The capabilities, or other rights."), UNIT_TEXT },
	[STATE] = { "state", N_("NOW"),
		N_("granted, missing, not_needed (as this machine is set up) or refused (no process gets it)."),
		UNIT_TEXT },
	[LACKS] = { "missing", N_("MISSING"), N_("Which of it is missing now."), UNIT_TEXT },
	[FIGURE] = { "figure", N_("FOR"), N_("What it is needed for."), UNIT_TEXT },
	[WITHOUT] = { "without", N_("WITHOUT IT"), N_("What happens without it."), UNIT_TEXT },
};

static const struct document_column shown[] = {
	{ &labels[VIEW], EVERYWHERE, 0, VIEW },
	{ &labels[NEEDS], EVERYWHERE, 0, NEEDS },
	{ &labels[STATE], EVERYWHERE, 0, STATE },
	{ &labels[LACKS], FOR_PROGRAMS, 0, LACKS },
	{ &labels[FIGURE], EVERYWHERE, 0, FIGURE },
	{ &labels[WITHOUT], FOR_PROGRAMS, 0, WITHOUT },
};

static void set_joined(struct datum *out, size_t length)
{
	out->kind = DATUM_BYTES;
	out->value = value_of(0);
	out->text = text_of(out->buffer, length);
}

static void set_lacking(struct datum *out, const struct right_row *row, const struct rights *rights)
{
	if (right_state(row, rights) == RIGHT_MISSING)
		set_joined(out, right_lacks(out->buffer, sizeof(out->buffer), row, rights));
	else
		*out = datum_none();
}

static void cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	const struct right_row *right = &right_rows[row];
	enum right_state state = right_state(right, context);

	if (id == VIEW)
		*out = datum_of_string(right->view);
	else if (id == NEEDS)
		set_joined(out, right_needs(out->buffer, sizeof(out->buffer), right));
	else if (id == STATE)
		*out = datum_of_word(right_state_keys[state], right_state_titles[state]);
	else if (id == LACKS)
		set_lacking(out, right, context);
	else if (id == FIGURE)
		*out = datum_of_word(right->figure, right->figure);
	else
		*out = datum_of_word(right->without, right->without);
}

/* Below what is missing: what is missing of it, and what happens without. */
static size_t describe(const void *context, size_t row, enum column_place place, char *out,
	size_t size)
{
	const struct right_row *right = &right_rows[row];
	char lacks[DATUM_BUFFER];

	(void)place;
	if (right_state(right, context) != RIGHT_MISSING) {
		*out = '\0';
		return 0;
	}
	right_lacks(lacks, sizeof(lacks), right, context);
	return (size_t)snprintf(out, size, _("without %s: %s\n"), lacks, _(right->without));
}

struct document *listing_rights(const struct rights *rights)
{
	static const struct label uid = { "uid", NULL, N_("The effective user."), UNIT_NONE };
	static const struct label whole = { "whole_machine", NULL,
		N_("Whether capabilities count for all processes: false in a user namespace."),
		UNIT_BOOL };
	struct document *document = document_new();
	const struct rights *copy =
		document ? document_copy(document, rights, sizeof(*rights)) : NULL;

	if (!document)
		return NULL;
	document_schema(document);
	document_place(document, FOR_PROGRAMS, &uid, datum_of(value_of(rights->uid)));
	document_place(document, FOR_PROGRAMS, &whole, datum_of(value_of(rights->whole_machine)));
	if (!rights->whole_machine)
		document_line(document, EMPHASIS_NOTE,
			_("This is a user namespace: capabilities count for its own processes only."));
	document_table(document, &(struct document_table){ .key = "rights",
					 .columns = shown,
					 .column_count = COUNT_OF(shown),
					 .context = copy,
					 .row_count = right_row_count,
					 .state = VALUE_OK,
					 .cell = cell,
					 .describe = describe,
					 .sorted = -1 });
	return document;
}
