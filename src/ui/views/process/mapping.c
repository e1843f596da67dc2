/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The page of one mapping: what it is, the strip of its pages, its figures, its flags. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "ui/views/process/view.h"

/* ---- what it is ---- */

struct fact {
	const char *name; /* as in maps: not translated */
	void (*value)(char out[static CELL_SIZE], const struct detail_mapping *mapping);
	void (*meaning)(char out[static CELL_SIZE], const struct detail_mapping *mapping);
};

static void say(char out[static CELL_SIZE], const char *text)
{
	snprintf(out, CELL_SIZE, "%s", text);
}

static void put_permissions(char out[static CELL_SIZE], const struct detail_mapping *mapping)
{
	say(out, mapping->permissions);
}

static void explain_permissions(char out[static CELL_SIZE], const struct detail_mapping *mapping)
{
	const char *at = mapping->permissions;

	snprintf(out, CELL_SIZE, "%s, %s, %s, %s", at[0] == 'r' ? _("readable") : _("not readable"),
		at[1] == 'w' ? _("writable") : _("not writable"),
		at[2] == 'x' ? _("can be executed") : _("cannot be executed"),
		at[3] == 's' ? _("shared: others see what it writes")
			     : _("private: what it writes is its own copy"));
}

static void put_offset(char out[static CELL_SIZE], const struct detail_mapping *mapping)
{
	snprintf(out, CELL_SIZE, "%" PRIx64, mapping->offset);
}

static void explain_offset(char out[static CELL_SIZE], const struct detail_mapping *mapping)
{
	say(out, mapping->inode ? _("Where in the file it begins, hexadecimal.")
				: _("Nothing: it maps no file."));
}

static void put_device(char out[static CELL_SIZE], const struct detail_mapping *mapping)
{
	snprintf(out, CELL_SIZE, "%02x:%02x", mapping->major, mapping->minor);
}

static void explain_device(char out[static CELL_SIZE], const struct detail_mapping *mapping)
{
	if (mapping->inode == 0)
		say(out, _("Nothing: it maps no file."));
	else if (mapping->deleted)
		snprintf(out, CELL_SIZE, _("Of inode %llu, a file without a name by now."),
			(unsigned long long)mapping->inode);
	else
		snprintf(out, CELL_SIZE, _("Of inode %llu."), (unsigned long long)mapping->inode);
}

static const struct fact facts[] = {
	{ "permissions", put_permissions, explain_permissions },
	{ "offset", put_offset, explain_offset },
	{ "device", put_device, explain_device },
};

#define FACTS (COUNT_OF(facts))

/* ---- rows ---- */

/* Two letters a flag, a blank behind each. */
static size_t flag_count(const struct process_view *view, const struct detail_mapping *mapping)
{
	return (strlen(detail_string(view->detail, mapping->flags)) + 1) / 3;
}

size_t process_mapping_rows(const struct process_view *view)
{
	const struct detail_mapping *mapping = process_page_mapping(view);

	return mapping ? MAPPING_FIGURE_COUNT + FACTS + flag_count(view, mapping) : 0;
}

static void figure_cell(const struct page_context *context, const struct detail_mapping *mapping,
	enum mapping_figure figure, size_t column, struct cell *cell)
{
	const struct figure_row *row = &figure_rows[figure];

	if (column == 0)
		cell->text = text_of_string(row->name);
	else if (column == 2)
		cell->text = text_of_string(_(row->label.explanation));
	if (column != 1)
		return;
	units_value(cell->buffer, mapping_figure(mapping, figure), row->label.unit,
		context->ui->settings.process_scale);
	cell->text = text_of_string(cell->buffer);
}

static void fact_cell(const struct fact *fact, const struct detail_mapping *mapping, size_t column,
	struct cell *cell)
{
	if (column == 1)
		fact->value(cell->buffer, mapping);
	else if (column == 2)
		fact->meaning(cell->buffer, mapping);
	cell->text = text_of_string(column == 0 ? fact->name : cell->buffer);
}

static void flag_cell(const struct process_view *view, const struct detail_mapping *mapping,
	size_t flag, size_t column, struct cell *cell)
{
	const char *flags = detail_string(view->detail, mapping->flags) + 3 * flag;
	const char *meaning = detail_flag_meaning(flags);

	if (column == 0)
		cell->text = text_of_string(flag ? "" : _("flags"));
	else if (column == 1)
		cell->text = text_of(flags, 2);
	else
		cell->text = text_of_string(meaning ? _(meaning) : _("not known to memtop"));
}

static void field_cell(void *opaque, size_t row, size_t column, struct cell *cell)
{
	const struct page_context *context = opaque;
	const struct detail_mapping *mapping = process_page_mapping(context->view);

	if (!mapping)
		return;
	if (row < MAPPING_FIGURE_COUNT)
		figure_cell(context, mapping, (enum mapping_figure)row, column, cell);
	else if (row < MAPPING_FIGURE_COUNT + FACTS)
		fact_cell(&facts[row - MAPPING_FIGURE_COUNT], mapping, column, cell);
	else
		flag_cell(context->view, mapping, row - MAPPING_FIGURE_COUNT - FACTS, column, cell);
	if (column == 2)
		cell->style = STYLE_DIM;
}

/* ---- the page ---- */

static void paint_heading(const struct process_view *view, const struct detail_mapping *mapping,
	struct area area)
{
	int used = paint_format(area, 0, 1, STYLE_NORMAL, "%" PRIx64 "-%" PRIx64 " %s  %s  ",
		mapping->start, mapping->end, mapping->permissions,
		_(kind_rows[mapping->kind].title));

	paint_bytes(area, 0, 1 + used, STYLE_STRONG,
		text_of_string(detail_string(view->detail, mapping->name)));
}

void process_mapping_paint(struct page_context *context, struct area area)
{
	struct process_view *view = context->view;
	const struct detail_mapping *mapping = process_page_mapping(view);
	struct table_content content = { .context = context,
		.sorted = -1,
		.cell = field_cell,
		.row_count = process_mapping_rows(view),
		.column_count = 3,
		.columns = { { _("FIELD"), 16, false }, { _("VALUE"), 7, true },
			{ _("WHAT IT IS"), 1, false } } };
	int used;

	if (!mapping) {
		paint_text(area, 0, 1, STYLE_DIM, _("This mapping is gone. Esc goes back."));
		return;
	}
	paint_heading(view, mapping, area);
	used = 1 + process_page_map_paint(view, context->ui, area_rows(area, 1, area.height));
	table_paint(&view->tables[PAGE_MAPPING], &content, area_rows(area, used + 1, area.height));
}
