/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One mapping: what it is, where its pages are, its figures, its flags. */
#include <inttypes.h>
#include <string.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "views/process/process.h"

/* ---- its fields ---- */

enum { FIELD, VALUE, MEANING };

enum { PERMISSIONS, OFFSET, DEVICE, FACTS };

/* Names as in maps: not translated. */
static const char *const fact_names[FACTS] = { "permissions", "offset", "device" };

struct field_list {
	const struct detail_mapping *mapping;
	const char *flags; /* two letters a flag, a blank behind each */
	struct {
		const char *value, *meaning;
	} facts[FACTS];
};

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
		mapping->deleted ? _("Of inode %llu, a file without a name by now.")
				 : _("Of inode %llu."),
		(unsigned long long)mapping->inode);
}

static void fill_facts(struct document *document, struct field_list *list)
{
	const struct detail_mapping *mapping = list->mapping;

	list->facts[PERMISSIONS].value = mapping->permissions;
	list->facts[PERMISSIONS].meaning = say_permissions(document, mapping->permissions);
	list->facts[OFFSET].value = document_format(document, "%" PRIx64, mapping->offset);
	list->facts[OFFSET].meaning = mapping->inode
					      ? _("Where in the file it begins, hexadecimal.")
					      : _("Nothing: it maps no file.");
	list->facts[DEVICE].value =
		document_format(document, "%02x:%02x", mapping->major, mapping->minor);
	list->facts[DEVICE].meaning = say_device(document, mapping);
}

static void figure_cell(const struct field_list *list, enum mapping_figure figure, unsigned id,
	struct datum *out)
{
	const struct figure_row *row = &figure_rows[figure];

	if (id == FIELD)
		datum_set_bytes(out, text_of_string(row->name));
	else if (id == VALUE)
		out->value = mapping_figure(list->mapping, figure);
	else
		datum_set_word(out, row->name, row->label.explanation);
}

static void flag_cell(const struct field_list *list, size_t flag, unsigned id, struct datum *out)
{
	const char *letters = list->flags + 3 * flag;
	const char *meaning = detail_flag_meaning(letters);

	if (id == MEANING)
		datum_set_word(out, "", meaning ? meaning : N_("not known to memtop"));
	else if (id == VALUE)
		datum_set_bytes(out, text_of(letters, 2));
	else
		datum_set_bytes(out, text_of_string(flag ? "" : _("flags")));
}

static void field_cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	const struct field_list *list = context;
	size_t fact = row - MAPPING_FIGURE_COUNT;

	if (row < MAPPING_FIGURE_COUNT)
		figure_cell(list, (enum mapping_figure)row, id, out);
	else if (fact >= FACTS)
		flag_cell(list, fact - FACTS, id, out);
	else
		datum_set_bytes(out, text_of_string(id == FIELD   ? fact_names[fact]
						    : id == VALUE ? list->facts[fact].value
								  : list->facts[fact].meaning));
}

static enum unit field_unit(const void *context, size_t row, unsigned id)
{
	(void)context;
	return id == VALUE && row < MAPPING_FIGURE_COUNT ? figure_rows[row].label.unit : UNIT_TEXT;
}

static const struct label *field_label(const void *context, size_t row)
{
	(void)context;
	return row < MAPPING_FIGURE_COUNT ? &figure_rows[row].label : NULL;
}

void process_put_fields(struct document *document, const struct process_detail *detail,
	const struct detail_mapping *mapping)
{
	static const struct label labels[] = { { NULL, N_("FIELD"), NULL, UNIT_TEXT },
		{ NULL, N_("VALUE"), NULL, UNIT_NONE },
		{ NULL, N_("WHAT IT IS"), NULL, UNIT_TEXT } };
	static const struct document_column columns[] = {
		{ &labels[FIELD], SHOWN, 16, FIELD },
		{ &labels[VALUE], SHOWN, 7, VALUE },
		{ &labels[MEANING], SHOWN | ASIDE, 1, MEANING },
	};
	struct field_list list = { .mapping = mapping,
		.flags = detail_string(detail, mapping->flags) };
	size_t flags = (strlen(list.flags) + 1) / 3;

	fill_facts(document, &list);
	document_table(document, &(struct document_table){ .columns = columns,
					 .column_count = 3,
					 .context = document_copy(document, &list, sizeof(list)),
					 .row_count = MAPPING_FIGURE_COUNT + FACTS + flags,
					 .state = VALUE_OK,
					 .cell = field_cell,
					 .unit = field_unit,
					 .row_label = field_label,
					 .sorted = -1 });
}

/* ---- where its pages are ---- */

static const enum tint tints[PAGE_CLASS_COUNT] = {
	[PAGE_CLASS_NONE] = TINT_FREE,
	[PAGE_CLASS_ANONYMOUS] = TINT_APPLICATIONS,
	[PAGE_CLASS_FILE] = TINT_FILE,
	[PAGE_CLASS_SHARED] = TINT_SHARED,
	[PAGE_CLASS_HUGE] = TINT_HUGE,
	[PAGE_CLASS_SWAPPED] = TINT_SWAPPED,
	[PAGE_CLASS_UNREAD] = TINT_UNREAD,
};

/* What is not there stands last. */
static size_t part_of(enum page_class class)
{
	return ((size_t) class + PAGE_CLASS_COUNT - 1) % PAGE_CLASS_COUNT;
}

/* A cell that is less than half full is faint. */
static size_t marks_of(const void *context, struct document_mark *marks, size_t count)
{
	struct residency_cell cells[RESIDENCY_CELLS];

	count = residency_shrink(context, cells, min_size(count, RESIDENCY_CELLS));
	for (size_t i = 0; i < count; i++) {
		enum page_class shown = residency_shown(&cells[i]);

		marks[i] = (struct document_mark){ part_of(shown),
			shown != PAGE_CLASS_NONE &&
				cells[i].bytes[PAGE_CLASS_NONE] > residency_bytes(&cells[i]) / 2 };
	}
	return count;
}

void process_put_pages(struct document *document, const struct residency *pages)
{
	struct document_part parts[PAGE_CLASS_COUNT];
	struct document_map map = { .context = document_copy(document, pages, sizeof(*pages)),
		.marks = marks_of,
		.parts = parts,
		.part_count = PAGE_CLASS_COUNT,
		.rows = 1 };

	for (int class = 0; class < PAGE_CLASS_COUNT; class ++)
		parts[part_of((enum page_class) class)] =
			(struct document_part){ &residency_rows[class].label,
				value_of(pages->all.bytes[class]), residency_rows[class].mark,
				tints[class] };
	if (map.context)
		document_map(document, &map);
}
