/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Figures as rows, each with what it is: all of the summary, or those of one mapping. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "document/process_summary.h"
#include "views/process/parts.h"
#include "views/process/process.h"

struct process_field {
	const char *name, *meaning; /* in the user's language */
	struct datum datum;
	enum unit unit; /* UNIT_TEXT: words, which stand where others have their meaning */
	const struct label *label; /* for explanations, or NULL */
};

struct field_list {
	size_t count;
	struct process_field fields[];
};

/* ---- the table ---- */

enum { FIELD, VALUE, MEANING };

static void field_cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	const struct process_field *field = &((const struct field_list *)context)->fields[row];
	bool wordy = field->unit == UNIT_TEXT;

	if (id == FIELD)
		datum_set_bytes(out, text_of_string(field->name));
	else if (id == (wordy ? MEANING : VALUE))
		*out = field->datum;
	else if (id == MEANING)
		datum_set_word(out, "", field->meaning);
	else
		datum_set_bytes(out, text_of_string(""));
}

static enum unit field_unit(const void *context, size_t row, unsigned id)
{
	return id == VALUE ? ((const struct field_list *)context)->fields[row].unit : UNIT_TEXT;
}

static const struct label *field_label(const void *context, size_t row)
{
	return ((const struct field_list *)context)->fields[row].label;
}

static void put_list(struct document *document, const struct field_list *list)
{
	static const struct label labels[] = { { NULL, N_("FIELD"), NULL, UNIT_TEXT },
		{ NULL, N_("VALUE"), NULL, UNIT_NONE },
		{ NULL, N_("WHAT IT IS"), NULL, UNIT_TEXT } };
	static const struct document_column columns[] = {
		{ &labels[FIELD], SHOWN, 16, FIELD },
		{ &labels[VALUE], SHOWN, 7, VALUE },
		{ &labels[MEANING], SHOWN | ASIDE, 1, MEANING },
	};

	document_table(document, &(struct document_table){ .columns = columns,
					 .column_count = 3,
					 .context = list,
					 .row_count = list->count,
					 .state = VALUE_OK,
					 .cell = field_cell,
					 .unit = field_unit,
					 .row_label = field_label,
					 .sorted = -1 });
}

/* Room for so many; it belongs to the document.  NULL: no memory. */
static struct field_list *new_list(struct document *document, size_t most)
{
	struct field_list *list = calloc(1, sizeof(*list) + most * sizeof(list->fields[0]));

	if (list)
		document_hold(document, list, free);
	else
		document_fail(document);
	return list;
}

/* ---- the summary ---- */

void process_put_figures(struct document *document, const struct process_detail *detail)
{
	struct field_list *list = new_list(document, summary_count());

	for (size_t i = 0; list && i < summary_count(); i++) {
		const struct label *label = &summary_rows[i].label;

		list->fields[list->count++] = (struct process_field){ .name = _(label->title),
			.meaning = _(label->explanation),
			.datum = process_summary_datum(document, &summary_rows[i], detail),
			.unit = label->unit,
			.label = label };
	}
	if (list)
		put_list(document, list);
}

/* ---- one mapping ---- */

static void add_figures(struct field_list *list, const struct detail_mapping *mapping)
{
	for (int i = 0; i < MAPPING_FIGURE_COUNT; i++)
		list->fields[list->count++] = (struct process_field){ .name = figure_rows[i].name,
			.meaning = _(figure_rows[i].label.explanation),
			.datum = datum_of(mapping_figure(mapping, (enum mapping_figure)i)),
			.unit = figure_rows[i].label.unit,
			.label = &figure_rows[i].label };
}

static void add(struct field_list *list, const char *name, struct text value, const char *meaning)
{
	list->fields[list->count++] = (struct process_field){ .name = name,
		.meaning = meaning,
		.datum = datum_of_bytes(value),
		.unit = UNIT_NONE };
}

static const char *say_permissions(struct document *document, const char *at)
{
	return document_format(document, "%s, %s, %s, %s",
		at[0] == 'r' ? _("readable") : _("not readable"),
		at[1] == 'w' ? _("writable") : _("not writable"),
		at[2] == 'x' ? _("can be executed") : _("cannot be executed"),
		at[3] == 's' ? _("shared: others see what it writes")
			     : _("private: what it writes is its own copy"));
}

static const char *say_device(struct document *document, const struct detail_mapping *mapping)
{
	if (mapping->inode == 0)
		return _("Nothing: it maps no file.");
	return document_format(document,
		mapping->deleted ? _("Of inode %llu, a file that is deleted by now.")
				 : _("Of inode %llu."),
		(unsigned long long)mapping->inode);
}

/* Their names are as in maps: not translated. */
static void add_facts(struct document *document, struct field_list *list,
	const struct detail_mapping *mapping)
{
	add(list, "permissions", text_of_string(mapping->permissions),
		say_permissions(document, mapping->permissions));
	add(list, "offset", text_of_string(document_format(document, "%" PRIx64, mapping->offset)),
		mapping->inode ? _("Where in the file it begins, hexadecimal.")
			       : _("Nothing: it maps no file."));
	add(list, "device",
		text_of_string(
			document_format(document, "%02x:%02x", mapping->major, mapping->minor)),
		say_device(document, mapping));
}

/* Two letters a flag, a blank behind each. */
static void add_flags(struct field_list *list, const char *flags, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *meaning = detail_flag_meaning(flags + 3 * i);

		add(list, i ? "" : _("flags"), text_of(flags + 3 * i, 2),
			meaning ? _(meaning) : _("not known to memtop"));
	}
}

#define FACTS 3

void process_put_fields(struct document *document, const struct process_detail *detail,
	const struct detail_mapping *mapping)
{
	const char *flags = detail_string(detail, mapping->flags);
	size_t flag_count = (strlen(flags) + 1) / 3;
	struct field_list *list = new_list(document, MAPPING_FIGURE_COUNT + FACTS + flag_count);

	if (!list)
		return;
	add_figures(list, mapping);
	add_facts(document, list, mapping);
	add_flags(list, flags, flag_count);
	put_list(document, list);
}
