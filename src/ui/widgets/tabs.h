/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The line of tabs: the views by their digits, where one is, and how much each has found. */
#ifndef MEMTOP_UI_WIDGETS_TABS_H
#define MEMTOP_UI_WIDGETS_TABS_H

#include "ui/widgets/paint.h"

#define TABS_MOST 10

struct tab {
	char digit;
	const char *title; /* translated */
	size_t found;      /* shown in brackets behind the title; 0: nothing */
};

struct tabs {
	struct tab tabs[TABS_MOST];
	int count;
	int active; /* index, or -1 */
};

void tabs_paint(const struct tabs *tabs, struct area area);

/* The index of the tab at column x of an area so wide; -1: none. */
int tabs_at(const struct tabs *tabs, int width, int x);

#endif
