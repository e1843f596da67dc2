/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A list to pick from, in front of the view. */
#ifndef MEMTOP_UI_WIDGETS_MENU_H
#define MEMTOP_UI_WIDGETS_MENU_H

#include <stdbool.h>
#include <stddef.h>

struct ui;

struct menu {
	const char *title; /* translated */
	void *context;
	size_t count;
	/* The line of an item: any bytes, NUL-terminated; buffer is there where it is needed. */
	const char *(*label)(void *context, size_t item, char *buffer, size_t size);
	/* A sentence or more on an item, below the list; may be NULL. */
	const char *(*detail)(void *context, size_t item, char *buffer, size_t size);
	bool beside;    /* narrow: what it is about stays in sight */
	int left;       /* the column where that begins, if the screen has room for it there */
	bool look_only; /* nothing to pick: Enter closes it, too */
};

/*
 * Shows the menu with the cursor on *item.  True: *item was picked.  Typing moves to the first item
 * whose label has what was typed.
 */
bool menu_pick(struct ui *ui, const struct menu *menu, size_t *item);

/* Asks a question that y answers with yes and anything else with no. */
bool confirm(struct ui *ui, const char *title, const char *question);

#endif
