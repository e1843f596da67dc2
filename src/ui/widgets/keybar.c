/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/widgets/keybar.h"

#include "base/i18n.h"
#include "base/utf8.h"
#include "ui/session/action.h"

/* The columns of the entry of a key, such as "F1Help "; 0 where the key means nothing. */
static int entry_width(const struct keybar *keybar, int key)
{
	char name[INPUT_NAME_SIZE];
	int id = keybar->actions[key];

	if (id < 0)
		return 0;
	input_name(name, INPUT_F1 + (uint32_t)key);
	return (int)(utf8_width(name) + utf8_width(_(action_rows[id].label))) + 1;
}

/*
 * Without the room for all, keys are left out from the middle: help and leaving are found on the
 * narrowest screen.
 */
static bool fits(const struct keybar *keybar, int key, int x, int width)
{
	int own = entry_width(keybar, key), last = entry_width(keybar, KEYBAR_KEYS - 1);

	return own > 0 && (key == KEYBAR_KEYS - 1 || x + own + last <= width + 1);
}

void keybar_paint(const struct keybar *keybar, struct area area)
{
	int x = 0;

	for (int key = 0; key < KEYBAR_KEYS; key++) {
		char name[INPUT_NAME_SIZE];

		if (!fits(keybar, key, x, area.width))
			continue;
		x += paint_text(area, 0, x, STYLE_KEY, input_name(name, INPUT_F1 + (uint32_t)key));
		x += paint_text(area, 0, x, STYLE_LABEL,
			     _(action_rows[keybar->actions[key]].label)) +
		     1;
	}
}

uint32_t keybar_key_at(const struct keybar *keybar, int width, int x)
{
	int start = 0;

	for (int key = 0; key < KEYBAR_KEYS; key++) {
		if (!fits(keybar, key, start, width))
			continue;
		if (x >= start && x < start + entry_width(keybar, key))
			return INPUT_F1 + (uint32_t)key;
		start += entry_width(keybar, key);
	}
	return 0;
}
