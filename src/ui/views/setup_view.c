/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The set-up: everything in struct settings, applied at once, saved when asked. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "base/units.h"
#include "ui/session/session.h"
#include "ui/views/views.h"
#include "ui/widgets/wrap.h"

/* Rows below the table for what the setting under the cursor is. */
#define DETAIL_ROWS 3

struct setup {
	struct table table;
};

/* ---- settings that are not columns ---- */

static const char *scale_name(enum scale scale)
{
	static const char *const names[] = {
		[SCALE_AUTO] = N_("automatic"),
		[SCALE_KIB] = "KiB",
		[SCALE_MIB] = "MiB",
		[SCALE_GIB] = "GiB",
		[SCALE_TIB] = "TiB",
		[SCALE_PIB] = "PiB",
		[SCALE_EIB] = "EiB",
		[SCALE_BYTES] = N_("bytes"),
	};

	return _(names[scale]);
}

static const char *switch_name(bool on)
{
	return on ? _("on") : _("off");
}

static void show_delay(const struct settings *settings, char *out, size_t size)
{
	snprintf(out, size, _("%g s"), settings->delay);
}

static void show_system_scale(const struct settings *settings, char *out, size_t size)
{
	snprintf(out, size, "%s", scale_name(settings->system_scale));
}

static void show_process_scale(const struct settings *settings, char *out, size_t size)
{
	snprintf(out, size, "%s", scale_name(settings->process_scale));
}

static void show_kernel_threads(const struct settings *settings, char *out, size_t size)
{
	snprintf(out, size, "%s", switch_name(settings->kernel_threads));
}

static void show_color(const struct settings *settings, char *out, size_t size)
{
	snprintf(out, size, "%s", switch_name(settings->color));
}

static void show_mouse(const struct settings *settings, char *out, size_t size)
{
	snprintf(out, size, "%s", switch_name(settings->mouse));
}

static void show_budget(const struct settings *settings, char *out, size_t size)
{
	snprintf(out, size, "%u%%", settings->budget_percent);
}

static void change_delay(struct settings *settings, int direction)
{
	static const double choices[] = { 0.1, 0.2, 0.5, 1, 1.5, 2, 3, 5, 10, 30, 60 };
	const size_t count = COUNT_OF(choices);
	size_t i = 0;

	while (i < count && choices[i] < settings->delay)
		i++;
	/* A delay that was typed lies between two choices. */
	if (direction < 0)
		settings->delay = choices[i > 0 ? i - 1 : 0];
	else if (i < count && choices[i] > settings->delay)
		settings->delay = choices[i];
	else
		settings->delay = choices[i + 1 < count ? i + 1 : count - 1];
}

static enum scale turn_scale(enum scale scale, int direction)
{
	int count = SCALE_BYTES + 1;

	return (enum scale)(((int)scale + direction + count) % count);
}

static void change_system_scale(struct settings *settings, int direction)
{
	settings->system_scale = turn_scale(settings->system_scale, direction);
}

static void change_process_scale(struct settings *settings, int direction)
{
	settings->process_scale = turn_scale(settings->process_scale, direction);
}

static void change_kernel_threads(struct settings *settings, int direction)
{
	(void)direction;
	settings->kernel_threads = !settings->kernel_threads;
}

static void change_color(struct settings *settings, int direction)
{
	(void)direction;
	settings->color = !settings->color;
}

static void change_mouse(struct settings *settings, int direction)
{
	(void)direction;
	settings->mouse = !settings->mouse;
}

static void change_budget(struct settings *settings, int direction)
{
	unsigned budget = settings->budget_percent;

	if (direction > 0)
		budget = budget < 5 ? budget + 1 : budget + 5;
	else
		budget = budget <= 5 ? budget - (budget > 1) : budget - 5;
	settings->budget_percent = budget > 100 ? 100 : budget;
}

static const struct setting {
	const char *title, *explanation; /* N_() */
	void (*show)(const struct settings *settings, char *out, size_t size);
	void (*change)(struct settings *settings, int direction);
} setting_rows[] = {
	{ N_("Delay"), N_("Time between two samples; the key d takes any figure."), show_delay,
		change_delay },
	{ N_("System units"), N_("Sizes above the processes."), show_system_scale,
		change_system_scale },
	{ N_("Process units"), N_("Sizes in the process table."), show_process_scale,
		change_process_scale },
	{ N_("Kernel threads"), N_("Whether they are shown."), show_kernel_threads,
		change_kernel_threads },
	{ N_("PSS budget"),
		N_("Share of one CPU that reading PSS, USS, SWPSS and KEPT may take; what is not reached in "
		   "time is shown dimmed, from an earlier reading."),
		show_budget, change_budget },
	{ N_("Colour"), N_("Off under NO_COLOR, --no-color and on terminals without."), show_color,
		change_color },
	{ N_("Mouse"), N_("Clicks and the wheel; the terminal's own selecting then needs Shift."),
		show_mouse, change_mouse },
};

#define SETTING_COUNT (COUNT_OF(setting_rows))

/* ---- columns ---- */

static size_t position_of(const struct column_list *list, enum column_id id)
{
	size_t i = 0;

	while (i < list->count && list->ids[i] != id)
		i++;
	return i;
}

/* The column on a row: first those shown, in their order, then the others. */
static enum column_id column_at(const struct column_list *list, size_t index)
{
	if (index < list->count)
		return list->ids[index];
	index -= list->count;
	for (int id = 0; id < COLUMN_COUNT; id++) {
		if (position_of(list, (enum column_id)id) == list->count && index-- == 0)
			return (enum column_id)id;
	}
	return COLUMN_PID;
}

static void remove_column(struct column_list *list, size_t position)
{
	if (list->count == 1) /* a table without columns would be no table */
		return;
	list->count--;
	memmove(&list->ids[position], &list->ids[position + 1],
		(list->count - position) * sizeof(list->ids[0]));
}

/* New columns go before the command, which takes the rest of the line and is best kept last. */
static void insert_column(struct column_list *list, enum column_id id)
{
	size_t position = list->count;

	if (position > 0 && columns[list->ids[position - 1]].unit == UNIT_TEXT)
		position--;
	memmove(&list->ids[position + 1], &list->ids[position],
		(list->count - position) * sizeof(list->ids[0]));
	list->ids[position] = id;
	list->count++;
}

static void toggle_column(struct column_list *list, size_t index)
{
	if (index < list->count)
		remove_column(list, index);
	else
		insert_column(list, column_at(list, index));
}

/* Swaps a shown column with its neighbour; true if there is one. */
static bool move_column(struct column_list *list, size_t index, int direction)
{
	size_t other = index + (size_t)direction;
	enum column_id id;

	if (index >= list->count || other >= list->count)
		return false;
	id = list->ids[index];
	list->ids[index] = list->ids[other];
	list->ids[other] = id;
	return true;
}

/* ---- the view ---- */

static size_t row_total(void)
{
	return SETTING_COUNT + COLUMN_COUNT;
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
	const struct setting *setting = &setting_rows[index];

	if (column == 1)
		setting->show(&ui->settings, cell->buffer, sizeof(cell->buffer));
	cell->text = text_of_string(column == 0   ? _(setting->title)
				    : column == 1 ? cell->buffer
						  : _(setting->explanation));
	cell->style = column == 2 ? STYLE_DIM : STYLE_NORMAL;
}

static void column_cell(const struct ui *ui, size_t index, size_t column, struct cell *cell)
{
	const struct column_list *list = &ui->settings.columns;
	const struct column *row = &columns[column_at(list, index)];
	const char *shown = index < list->count ? "[x]" : "[ ]";

	cell->text = text_of_string(column == 0   ? _(row->title)
				    : column == 1 ? shown
						  : _(row->explanation));
	cell->style = column == 2 || index >= list->count ? STYLE_DIM : STYLE_NORMAL;
}

static void setup_cell(void *context, size_t row, size_t column, struct cell *cell)
{
	if (row < SETTING_COUNT)
		setting_cell(context, row, column, cell);
	else
		column_cell(context, row - SETTING_COUNT, column, cell);
}

/* The explanation on the cursor's line, in full. */
static void paint_detail(const struct setup *setup, const struct ui *ui, struct area area)
{
	size_t row = setup->table.cursor;
	enum column_id id = COLUMN_PID;

	if (row >= SETTING_COUNT)
		id = column_at(&ui->settings.columns, row - SETTING_COUNT);
	wrap_paint(area_columns(area, 1, area.width - 2), STYLE_NORMAL,
		row < SETTING_COUNT ? _(setting_rows[row].explanation)
				    : _(columns[id].explanation));
}

static void setup_paint(void *state, struct ui *ui, struct area area)
{
	struct setup *setup = state;
	struct table_content content = {
		.context = ui,
		.row_count = row_total(),
		.column_count = 3,
		.columns = { { .title = _("Setting, column"), .width = 16 },
			{ .title = _("Value"), .width = 10 },
			{ .title = _("What it is"), .width = 1 } },
		.sorted = -1,
		.cell = setup_cell,
	};

	if (area.height > 6) {
		paint_text(area, 0, 1, STYLE_STRONG, _("memtop: set-up"));
		paint_text(area, 1, 1, STYLE_DIM,
			_("Space: on, off   - +: change   [ ]: order of columns   W: save   Esc: back"));
		area = area_rows(area, 3, area.height);
	}
	if (area.height > 4 * DETAIL_ROWS) {
		paint_detail(setup, ui, area_rows(area, area.height - DETAIL_ROWS, DETAIL_ROWS));
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
	setting_rows[row].change(&ui->settings, direction);
	session_apply_terminal(ui);
}

static bool do_change(const struct press *press)
{
	struct ui *ui = press->ui;
	struct setup *setup = press->state;
	size_t row = setup->table.cursor;

	if (row < SETTING_COUNT)
		change_setting(ui, row, press->action == ACTION_LESS ? -1 : 1);
	else if (press->action == ACTION_TOGGLE)
		toggle_column(&ui->settings.columns, row - SETTING_COUNT);
	else
		return false;
	return true;
}

static bool do_reorder(const struct press *press)
{
	struct setup *setup = press->state;
	size_t row = setup->table.cursor;
	int direction = press->action == ACTION_EARLIER ? -1 : 1;

	if (row >= SETTING_COUNT &&
		move_column(&press->ui->settings.columns, row - SETTING_COUNT, direction))
		setup->table.cursor += (size_t)direction;
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
	.keys = setup_keys,
};
