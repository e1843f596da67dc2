/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/keybar.h"

#include "base/i18n.h"
#include "base/utf8.h"
#include "ui/action.h"
#include "ui/session.h"

/* The action with a label that this function key stands for in the foremost view, or -1. */
static int labelled(const struct ui *ui, uint32_t key)
{
	for (int id = action_with_key(key, -1); id >= 0; id = action_with_key(key, id)) {
		if (action_rows[id].label && action_rows[id].keys[0] == key &&
			session_can(ui, (enum action_id)id))
			return id;
	}
	return -1;
}

/* The columns of one entry, such as "F1Help ". */
static int entry_width(uint32_t key, int id)
{
	char name[INPUT_NAME_SIZE];

	return (int)(utf8_width(input_name(name, key)) + utf8_width(_(action_rows[id].label))) + 1;
}

/*
 * Without the room for all, keys are left out from the middle: help and leaving are found on the
 * narrowest screen.
 */
static bool fits_without(const struct ui *ui, uint32_t key, int x, int width)
{
	int last = labelled(ui, INPUT_F10);
	int own = entry_width(key, labelled(ui, key));

	return key == INPUT_F10 || x + own + (last >= 0 ? entry_width(INPUT_F10, last) : 0) <= width + 1;
}

void keybar_paint(const struct ui *ui, struct area area)
{
	int x = 0;

	for (uint32_t key = INPUT_F1; key <= INPUT_F10; key++) {
		char name[INPUT_NAME_SIZE];
		int id = labelled(ui, key);

		if (id < 0 || !fits_without(ui, key, x, area.width))
			continue;
		x += paint_text(area, 0, x, STYLE_KEY, input_name(name, key));
		x += paint_text(area, 0, x, STYLE_LABEL, _(action_rows[id].label)) + 1;
	}
}

void keybar_click(struct ui *ui, const struct input *input)
{
	struct area screen = area_screen(&ui->terminal.look);
	int x = 0;

	if (input->y != screen.height - 1)
		return;
	for (uint32_t key = INPUT_F1; key <= INPUT_F10; key++) {
		int id = labelled(ui, key);

		if (id < 0 || !fits_without(ui, key, x, screen.width))
			continue;
		if (input->x >= x && input->x < x + entry_width(key, id)) {
			session_press(ui, key);
			return;
		}
		x += entry_width(key, id);
	}
}
