/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The line of function keys at the bottom. */
#ifndef MEMTOP_UI_KEYBAR_H
#define MEMTOP_UI_KEYBAR_H

#include "ui/input.h"
#include "ui/paint.h"

struct ui;

/* Paints the keys that mean something in the foremost view. */
void keybar_paint(const struct ui *ui, struct area area);

/* Presses the key that was clicked on, if any. */
void keybar_click(struct ui *ui, const struct input *input);

#endif
