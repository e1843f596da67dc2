/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/widgets/menu.h"

#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "base/utf8.h"
#include "ui/session/session.h"
#include "ui/widgets/prompt.h"
#include "ui/widgets/wrap.h"

/* Columns of a menu at the most, rows for the details of an item, and rows left of the screen. */
#define MENU_WIDTH  72
#define MENU_DETAIL 5
#define MENU_MARGIN 2
/* Columns of one beside the list, and what it leaves to the right of it at least. */
#define BESIDE_WIDTH 28
#define BESIDE_REST  16

struct picking {
	struct modal modal;
	const struct menu *menu;
	struct table table;
	struct editor typed;
	struct area frame; /* where it was painted last */
	bool picked;
};

static void menu_cell(void *context, size_t row, size_t column, struct cell *cell)
{
	const struct menu *menu = context;

	(void)column;
	cell->text =
		text_of_string(menu->label(menu->context, row, cell->buffer, sizeof(cell->buffer)));
}

static struct table_content menu_content(const struct menu *menu)
{
	return (struct table_content){
		.context = (void *)(uintptr_t)menu,
		.row_count = menu->count,
		.column_count = 1,
		.columns = { { .title = "", .width = 1 } },
		.sorted = -1,
		.no_heading = true,
		.cell = menu_cell,
	};
}

static int widest_label(const struct ui *ui, const struct menu *menu)
{
	int width = (int)utf8_width(menu->title) + 4;

	for (size_t i = 0; i < menu->count; i++) {
		char buffer[CELL_SIZE];
		const char *label = menu->label(menu->context, i, buffer, sizeof(buffer));
		int own = paint_measure(&ui->terminal.look, text_of_string(label), MENU_WIDTH);

		width = max_int(own, width);
	}
	return width;
}

/* The fewest columns in which each item's details have their rows; a text to read wants long lines. */
static int width_of_details(const struct menu *menu, int width)
{
	if (menu->look_only)
		return MENU_WIDTH - 2;
	for (size_t i = 0; menu->detail && i < menu->count; i++) {
		char buffer[2048];
		const char *text = menu->detail(menu->context, i, buffer, sizeof(buffer));

		while (width < MENU_WIDTH - 2 && wrap_lines(text, width) > MENU_DETAIL - 1)
			width++;
	}
	return width;
}

static void paint_detail(const struct picking *picking, struct area area)
{
	char buffer[2048];
	const struct menu *menu = picking->menu;
	const char *text;

	if (!menu->detail || menu->count == 0 || area.height < 2)
		return;
	text = menu->detail(menu->context, picking->table.cursor, buffer, sizeof(buffer));
	wrap_paint(area_rows(area, 1, area.height), STYLE_DIM, text);
}

static struct area beside(const struct menu *menu, struct area room)
{
	bool fits = menu->left + BESIDE_WIDTH + BESIDE_REST <= room.width;

	return area_columns(room, fits ? menu->left : 0, BESIDE_WIDTH);
}

static void menu_paint(void *state, struct ui *ui, struct area area)
{
	struct picking *picking = state;
	const struct menu *menu = picking->menu;
	struct table_content content = menu_content(menu);
	int detail = menu->detail ? MENU_DETAIL : 0;
	int width = width_of_details(menu, widest_label(ui, menu)) + 2;
	int margin = area.height > 16 ? MENU_MARGIN : 0;
	struct area room = area_rows(area, margin, area.height - 2 * margin);
	struct area frame = menu->beside
				    ? beside(menu, room)
				    : area_centered(room, (int)menu->count + detail + 2, width);
	struct area inside = paint_frame(frame, menu->title);

	picking->frame = frame;
	if (inside.height < detail + 3) /* the list goes before its details */
		detail = 0;
	table_paint(&picking->table, &content, area_rows(inside, 0, inside.height - detail));
	if (detail > 0)
		paint_detail(picking, area_rows(inside, inside.height - detail, detail));
}

/* Case is ignored: what is typed here are words, not patterns. */
static bool label_has(const struct menu *menu, size_t item, const char *typed)
{
	char buffer[CELL_SIZE];

	return strcasestr(menu->label(menu->context, item, buffer, sizeof(buffer)), typed) != NULL;
}

static void jump_to_typed(struct picking *picking, const struct input *input)
{
	if (input->code < INPUT_SPECIAL && picking->typed.length == 0 && input->code == ' ')
		return;
	if (!editor_key(&picking->typed, input))
		return;
	for (size_t i = 0; i < picking->menu->count; i++) {
		if (label_has(picking->menu, i, picking->typed.text)) {
			picking->table.cursor = i;
			return;
		}
	}
	editor_set(&picking->typed, ""); /* no such item: begin again */
}

/* The action that moves the cursor by this key, or -1. */
static int move_of(uint32_t key)
{
	for (int id = ACTION_UP; id <= ACTION_END; id++) {
		if (action_has_key((enum action_id)id, key))
			return id;
	}
	return -1;
}

static void pick(struct picking *picking)
{
	picking->picked = !picking->menu->look_only && picking->menu->count > 0;
	picking->modal.done = true;
}

/* A click on an item goes there, one on the item at the cursor takes it, one outside closes the menu. */
static void menu_click(struct picking *picking, const struct input *input)
{
	size_t count = picking->menu->count;
	size_t item = table_row_at(&picking->table, input->y, count);

	if (input->code == INPUT_RIGHT_CLICK || !area_has(picking->frame, input->y, input->x))
		picking->modal.done = true;
	else if (item < count &&
		 (item == picking->table.cursor || input->code == INPUT_DOUBLE_CLICK))
		pick(picking);
	else if (item < count)
		picking->table.cursor = item;
}

static void menu_key(void *state, struct ui *ui, const struct input *input)
{
	struct picking *picking = state;
	int id = move_of(input->code);

	(void)ui;
	if (input->code == INPUT_ESCAPE || input->code == INPUT_F10) {
		picking->modal.done = true;
	} else if (input->code == INPUT_RETURN) {
		pick(picking);
	} else if (input->code >= INPUT_WHEEL_UP) {
		table_move(&picking->table, input->code == INPUT_WHEEL_UP ? ACTION_UP : ACTION_DOWN,
			picking->menu->count, false);
	} else if (input->code >= INPUT_CLICK) {
		menu_click(picking, input);
	} else if (id >= 0) {
		table_move(&picking->table, (enum action_id)id, picking->menu->count, false);
		editor_set(&picking->typed, "");
	} else {
		jump_to_typed(picking, input);
	}
}

bool menu_pick(struct ui *ui, const struct menu *menu, size_t *item)
{
	struct picking picking = { .menu = menu };

	picking.table.cursor = *item;
	picking.modal = (struct modal){ .paint = menu_paint, .key = menu_key, .state = &picking };
	session_show(ui, &picking.modal);
	if (picking.picked)
		*item = picking.table.cursor;
	return picking.picked;
}

struct confirmation {
	struct modal modal;
	const char *title, *text;
	bool yes;
};

static void question_paint(void *state, struct ui *ui, struct area area)
{
	const struct confirmation *question = state;
	int height = wrap_lines(question->text, MENU_WIDTH - 4) + 4;
	struct area inside = paint_frame(area_centered(area, height, MENU_WIDTH), question->title);

	(void)ui;
	inside = area_columns(inside, 1, inside.width - 2);
	wrap_paint(area_rows(inside, 0, inside.height - 2), STYLE_NORMAL, question->text);
	paint_text(inside, inside.height - 1, 0, STYLE_STRONG, _("y: yes   any other key: no"));
}

static void question_key(void *state, struct ui *ui, const struct input *input)
{
	struct confirmation *question = state;

	(void)ui;
	if (input->code >= INPUT_WHEEL_UP)
		return;
	question->yes = input->code == 'y' || input->code == 'Y';
	question->modal.done = true;
}

bool confirm(struct ui *ui, const char *title, const char *text)
{
	struct confirmation question = { .title = title, .text = text };

	question.modal =
		(struct modal){ .paint = question_paint, .key = question_key, .state = &question };
	return session_show(ui, &question.modal) && question.yes;
}
