/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The set-up: everything in struct settings, applied at once, saved when asked. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "config/rows.h"
#include "ui/session/session.h"
#include "ui/views/views.h"
#include "ui/widgets/flow.h"
#include "ui/widgets/wrap.h"

/* Rows below the table for what the setting under the cursor is. */
#define DETAIL_ROWS 3

struct setup {
	struct table table;
	struct editor typed;
};

/* ---- settings that are not columns ---- */

/* The rows of settings that stand here. */
static const struct setting_row *setting_at(size_t index)
{
	for (int i = 0; i < SETTING_COUNT; i++) {
		if (setting_rows[i].title && index-- == 0)
			return &setting_rows[i];
	}
	return NULL;
}

static size_t setting_total(void)
{
	size_t count = 0;

	while (setting_at(count))
		count++;
	return count;
}

/* ---- lists of what is shown, in an order ---- */

_Static_assert(sizeof(enum column_id) == sizeof(unsigned) && sizeof(enum meter) == sizeof(unsigned),
	"enumerations are unsigned numbers");

/* A list of the settings: columns, or meters. */
struct chosen {
	unsigned *ids;
	size_t *count;
	unsigned total; /* of ids that there are */
	bool meters;
};

static struct chosen chosen_meters(struct settings *settings)
{
	return (struct chosen){ (unsigned *)settings->meters.ids, &settings->meters.count,
		METER_COUNT, true };
}

static struct chosen chosen_columns(struct settings *settings)
{
	return (struct chosen){ (unsigned *)settings->columns.ids, &settings->columns.count,
		COLUMN_COUNT, false };
}

static size_t position_of(const struct chosen *list, unsigned id)
{
	size_t i = 0;

	while (i < *list->count && list->ids[i] != id)
		i++;
	return i;
}

/* What stands on a row: first those shown, in their order, then the others. */
static unsigned chosen_at(const struct chosen *list, size_t index)
{
	if (index < *list->count)
		return list->ids[index];
	index -= *list->count;
	for (unsigned id = 0; id < list->total; id++) {
		if (position_of(list, id) == *list->count && index-- == 0)
			return id;
	}
	return 0;
}

static const char *chosen_title(const struct chosen *list, unsigned id)
{
	return list->meters ? meter_rows[id].title : columns[id].label.title;
}

static const char *chosen_explanation(const struct chosen *list, unsigned id)
{
	return list->meters ? meter_rows[id].explanation : columns[id].label.explanation;
}

static void remove_chosen(const struct chosen *list, size_t position)
{
	if (*list->count == 1) /* a table without columns would be no table */
		return;
	--*list->count;
	memmove(&list->ids[position], &list->ids[position + 1],
		(*list->count - position) * sizeof(list->ids[0]));
}

/*
 * New columns go before the command, which takes the rest of the line and is best kept last; meters to
 * where they stand by default.
 */
static size_t place_for(const struct chosen *list, unsigned id)
{
	size_t position = 0;

	if (!list->meters) {
		position = *list->count;
		if (position > 0 && columns[list->ids[position - 1]].label.unit == UNIT_TEXT)
			position--;
		return position;
	}
	while (position < *list->count && list->ids[position] < id)
		position++;
	return position;
}

/* Returns where the cursor is wanted: with what was switched on, so that it can be moved. */
static size_t toggle_chosen(const struct chosen *list, size_t index)
{
	unsigned id = chosen_at(list, index);
	size_t position = place_for(list, id);

	if (index < *list->count) {
		remove_chosen(list, index);
		return index;
	}
	memmove(&list->ids[position + 1], &list->ids[position],
		(*list->count - position) * sizeof(list->ids[0]));
	list->ids[position] = id;
	++*list->count;
	return position;
}

/* Swaps one that is shown with its neighbour; true if there is one. */
static bool move_chosen(const struct chosen *list, size_t index, int direction)
{
	size_t other = index + (size_t)direction;
	unsigned id;

	if (index >= *list->count || other >= *list->count)
		return false;
	id = list->ids[index];
	list->ids[index] = list->ids[other];
	list->ids[other] = id;
	return true;
}

/* ---- the view ---- */

static size_t row_total(void)
{
	return setting_total() + METER_COUNT + COLUMN_COUNT;
}

/* The list that a row is of, and where in it; false: it is a setting. */
static bool list_of_row(struct settings *settings, size_t row, struct chosen *list, size_t *index)
{
	if (row < setting_total())
		return false;
	*index = row - setting_total();
	*list = chosen_meters(settings);
	if (*index >= METER_COUNT) {
		*index -= METER_COUNT;
		*list = chosen_columns(settings);
	}
	return true;
}

static enum status setup_open(void **state, struct ui *ui, const char *argument,
	struct message *message)
{
	(void)ui, (void)argument;
	*state = calloc(1, sizeof(struct setup));
	if (*state)
		return STATUS_OK;
	message_set(message, "%s", status_text(STATUS_NO_MEMORY));
	return STATUS_NO_MEMORY;
}

static void setup_close(void *state)
{
	free(state);
}

static void setting_cell(const struct ui *ui, size_t index, size_t column, struct cell *cell)
{
	const struct setting_row *setting = setting_at(index);

	if (column == 1)
		setting_show(setting, &ui->settings, cell->buffer, sizeof(cell->buffer));
	cell->text = text_of_string(column == 0   ? _(setting->title)
				    : column == 1 ? cell->buffer
						  : _(setting->explanation));
	cell->style = column == 2 ? STYLE_DIM : STYLE_NORMAL;
}

static void chosen_cell(const struct chosen *list, size_t index, size_t column, struct cell *cell)
{
	unsigned id = chosen_at(list, index);
	bool shown = index < *list->count;

	cell->text = text_of_string(column == 0   ? _(chosen_title(list, id))
				    : column == 1 ? (shown ? "[x]" : "[ ]")
						  : _(chosen_explanation(list, id)));
	cell->style = column == 2 || !shown ? STYLE_DIM : STYLE_NORMAL;
}

static void setup_cell(void *context, size_t row, size_t column, struct cell *cell)
{
	struct ui *ui = context;
	struct chosen list;
	size_t index;

	if (list_of_row(&ui->settings, row, &list, &index))
		chosen_cell(&list, index, column, cell);
	else
		setting_cell(ui, row, column, cell);
}

static const char *explanation_of(struct ui *ui, size_t row)
{
	struct chosen list;
	size_t index;

	return list_of_row(&ui->settings, row, &list, &index)
		       ? chosen_explanation(&list, chosen_at(&list, index))
		       : setting_at(row)->explanation;
}

/* Whole ones, as many as the line has room for. */
static void paint_hints(struct area line)
{
	static const char *const hints[] = { N_("Space: on, off"), N_("- +: change"), N_("W: save"),
		N_("Esc: back"), N_("[ ]: order") };
	struct flow flow = { .indent = 1, .gap = 3 };

	for (size_t i = 0; i < COUNT_OF(hints); i++)
		flow_add(&flow, STYLE_DIM, "%s", _(hints[i]));
	flow_tighten(&flow, line.width);
	flow_paint(&flow, 0, line, 0, NULL);
}

static void setup_paint(void *state, struct ui *ui, struct area area)
{
	struct setup *setup = state;
	struct table_content content = {
		.context = ui,
		.row_count = row_total(),
		.column_count = 3,
		.columns = { { .title = _("Setting, meter, column"), .width = 16 },
			{ .title = _("Value"), .width = 10 },
			{ .title = _("What it is"), .width = 1 } },
		.sorted = -1,
		.cell = setup_cell,
	};

	if (area.height > 6) {
		paint_text(area, 0, 1, STYLE_STRONG, _("memtop: set-up"));
		paint_hints(area_rows(area, 1, 1));
		area = area_rows(area, 3, area.height);
	}
	if (area.height > 4 * DETAIL_ROWS) {
		/* The explanation on the cursor's line, in full. */
		wrap_paint(area_columns(area_rows(area, area.height - DETAIL_ROWS, DETAIL_ROWS), 1,
				   area.width - 2),
			STYLE_NORMAL, _(explanation_of(ui, setup->table.cursor)));
		area = area_rows(area, 0, area.height - DETAIL_ROWS - 1);
	}
	table_paint(&setup->table, &content, area_columns(area, 1, area.width));
}

static struct table *setup_table(void *state, size_t *row_count, bool *no_cursor)
{
	struct setup *setup = state;

	*row_count = row_total();
	*no_cursor = false;
	return &setup->table;
}

static void change_setting(struct ui *ui, size_t row, int direction)
{
	setting_step(setting_at(row), &ui->settings, direction);
	session_apply_terminal(ui);
}

static bool do_change(const struct press *press)
{
	struct ui *ui = press->ui;
	struct setup *setup = press->state;
	size_t row = setup->table.cursor, index;
	struct chosen list;

	if (!list_of_row(&ui->settings, row, &list, &index))
		change_setting(ui, row, press->action == ACTION_LESS ? -1 : 1);
	else if (press->action == ACTION_TOGGLE)
		setup->table.cursor = row - index + toggle_chosen(&list, index);
	else
		return false;
	return true;
}

static bool do_reorder(const struct press *press)
{
	struct setup *setup = press->state;
	size_t row = setup->table.cursor, index;
	int direction = press->action == ACTION_EARLIER ? -1 : 1;
	struct chosen list;

	if (list_of_row(&press->ui->settings, row, &list, &index) &&
		move_chosen(&list, index, direction))
		setup->table.cursor += (size_t)direction;
	return true;
}

static bool title_has(struct ui *ui, size_t row, const char *typed)
{
	struct chosen list;
	size_t index;
	unsigned id;

	if (!list_of_row(&ui->settings, row, &list, &index))
		return strcasestr(_(setting_at(row)->title), typed) != NULL;
	id = chosen_at(&list, index);
	return strcasestr(_(chosen_title(&list, id)), typed) ||
	       (!list.meters && strcasestr(columns[id].name, typed));
}

/* Some letters mean something else, until something is being typed; signs always do. */
static bool is_typed(const struct setup *setup, uint32_t key)
{
	const struct input input = { .code = key };

	if (!input_is_text(&input) || (key < 0x80 && strchr(" +-=[]?W", (int)key)))
		return false;
	return setup->typed.length > 0 || key >= 0x80 || !strchr("qhS", (int)key);
}

/* Typing goes to the row whose title has what was typed; any other key ends it. */
static bool setup_type(void *state, struct ui *ui, uint32_t key)
{
	const struct input input = { .code = key };
	struct setup *setup = state;

	if (!is_typed(setup, key)) {
		editor_set(&setup->typed, "");
		return false;
	}
	editor_key(&setup->typed, &input);
	for (size_t row = 0; row < row_total(); row++)
		if (title_has(ui, row, setup->typed.text)) {
			setup->table.cursor = row;
			return true;
		}
	editor_set(&setup->typed, ""); /* no such row: begin again */
	return true;
}

static const struct key_row setup_keys[] = {
	{ ACTION_TOGGLE, do_change, NULL },
	{ ACTION_LESS, do_change, NULL },
	{ ACTION_MORE, do_change, NULL },
	{ ACTION_EARLIER, do_reorder, NULL },
	{ ACTION_LATER, do_reorder, NULL },
	{ 0 },
};

const struct view setup_view = {
	.open = setup_open,
	.close = setup_close,
	.paint = setup_paint,
	.table = setup_table,
	.type = setup_type,
	.keys = setup_keys,
};
