/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/widgets/keybar.h"

#include "base/i18n.h"
#include "base/tag.h"
#include "base/utf8.h"
#include "ui/canvas/canvas.h"

/* A name that ends in a letter stands apart from its label: "n Next", but "F1Help". */
static const char *gap_of(const struct keybar_entry *entry)
{
	return entry->key >= INPUT_F1 && entry->key <= INPUT_F10 ? "" : " ";
}

/* The columns of an entry, such as "F1Help ". */
static int entry_width(const struct keybar_entry *entry)
{
	char name[INPUT_NAME_SIZE];

	return (int)(utf8_width(_(input_name(name, entry->key))) + utf8_width(gap_of(entry)) +
		       utf8_width(_(entry->label))) +
	       1;
}

/*
 * Without the room for all, keys are left out from the middle: help and leaving are found on the
 * narrowest screen.
 */
static bool fits(const struct keybar *keybar, int at, int x, int width)
{
	int own = entry_width(&keybar->entries[at]);
	int last = entry_width(&keybar->entries[keybar->count - 1]);

	return at == keybar->count - 1 || x + own + last <= width + 1;
}

/* Labels are constants: where one stands tells which it is. */
static uint64_t tag_of(const struct keybar *keybar, struct area area)
{
	uint64_t tag = tag_add(TAG_BEGIN, (uint64_t)area.width);

	for (int i = 0; i < keybar->count; i++)
		tag = tag_add(tag_add(tag, keybar->entries[i].key),
			(uintptr_t)keybar->entries[i].label);
	return tag;
}

void keybar_paint(const struct keybar *keybar, struct area area)
{
	int x = 0;

	if (canvas_begin_part(area.look, area.y, tag_of(keybar, area)))
		return;
	for (int i = 0; i < keybar->count; i++) {
		const struct keybar_entry *entry = &keybar->entries[i];
		char name[INPUT_NAME_SIZE];

		if (!fits(keybar, i, x, area.width))
			continue;
		x += paint_text(area, 0, x, STYLE_KEY, _(input_name(name, entry->key)));
		x += paint_text(area, 0, x, STYLE_LABEL, gap_of(entry));
		x += paint_text(area, 0, x, STYLE_LABEL, _(entry->label)) + 1;
	}
	canvas_end_part(area.look, area.y);
}

uint32_t keybar_key_at(const struct keybar *keybar, int width, int x)
{
	int start = 0;

	for (int i = 0; i < keybar->count; i++) {
		const struct keybar_entry *entry = &keybar->entries[i];

		if (!fits(keybar, i, start, width))
			continue;
		if (x >= start && x < start + entry_width(entry))
			return entry->key;
		start += entry_width(entry);
	}
	return 0;
}
