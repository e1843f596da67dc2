/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The line of tabs above every view, and going from one to the next. */
#ifndef MEMTOP_UI_SESSION_TAB_LINE_H
#define MEMTOP_UI_SESSION_TAB_LINE_H

#include <stdbool.h>

#include "ui/session/session.h"

/* Paints it where the screen has room for it; the rest of the area. */
struct area tab_line_paint(const struct ui *ui, struct area area);

/* Opens the view whose tab is at that place.  False if none is. */
bool tab_line_click(struct ui *ui, int y, int x);

/* Opens the next view (1) or the one before (-1) that can be opened. */
void tab_line_walk(struct ui *ui, int direction);

#endif
