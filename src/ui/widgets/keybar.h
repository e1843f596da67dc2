/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The line of keys at the bottom. */
#ifndef MEMTOP_UI_WIDGETS_KEYBAR_H
#define MEMTOP_UI_WIDGETS_KEYBAR_H

#include "ui/session/input.h"
#include "ui/widgets/paint.h"

#define KEYBAR_KEYS (INPUT_F10 - INPUT_F1 + 1)

/* Keys with their labels (N_()), in their order. */
struct keybar {
	struct keybar_entry {
		uint32_t key;
		const char *label;
	} entries[KEYBAR_KEYS];
	int count;
};

void keybar_paint(const struct keybar *keybar, struct area area);

/* The key that stands at column x of a bar of that width, or 0. */
uint32_t keybar_key_at(const struct keybar *keybar, int width, int x);

#endif
