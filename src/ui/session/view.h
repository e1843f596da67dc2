/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A screen: one thing to look at, behind one interface: a view of views/views.h, or one that has no
 * word on the command line, as help.  A new one is a row in screens and a file with its functions.
 */
#ifndef MEMTOP_UI_SESSION_VIEW_H
#define MEMTOP_UI_SESSION_VIEW_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "ports/feed.h"
#include "ui/session/action.h"
#include "ui/widgets/paint.h"
#include "ui/tables/tables.h"
#include "ui/widgets/table.h"
#include "views/views.h"

struct view {
	/* argument: the word behind the view's name, or NULL.  message says why it cannot be opened. */
	enum status (
		*open)(void **state, struct ui *ui, const char *argument, struct message *message);
	void (*close)(void *state);
	/* ui->sample is a new one.  May be NULL. */
	void (*take)(void *state, struct ui *ui);
	/* ui->mark was set or lifted; for those that look at more than samples.  May be NULL. */
	void (*mark)(void *state, struct ui *ui);
	/* It says itself since when differences count. */
	bool shows_baseline;
	/* Adds what it needs to the request; visible may point into the state.  May be NULL. */
	void (*want)(void *state, const struct ui *ui, struct feed_request *request);
	void (*paint)(void *state, struct ui *ui, struct area area);
	/*
	 * Its document, whose table has the keys that all tables have (ui/tables/tables.h): those
	 * of its kinds, enum table_kind, or'ed.  May be NULL.
	 */
	struct document_pane *(*pane)(void *state);
	unsigned tables;
	/* Sorts by the column of this id, or, where that sorts, the other way.  NULL: the pane does. */
	void (*sort)(void *state, struct ui *ui, unsigned id);
	/* A click on what leads the text of the cursor's row, such as the sign of a fold. */
	void (*fold)(void *state, struct ui *ui);
	/* The pane's filter or user has changed: the rows must be arranged anew.  May be NULL. */
	void (*rearrange)(void *state, struct ui *ui);
	/* Without a pane: the table that moving moves, or NULL, and how many rows it has.  May be NULL. */
	struct table *(*table)(void *state, size_t *row_count, bool *no_cursor);
	/* What else wakes it: descriptors, or -1, and what to do when one is readable.  May be NULL. */
	int (*descriptor)(void *state, struct ui *ui);
	int (*other_descriptor)(void *state, struct ui *ui);
	void (*ready)(void *state, struct ui *ui);
	/* The process under its cursor, or 0.  May be NULL. */
	pid_t (*selected)(void *state);
	/* A key that is text, before it means anything else; false if it does not want it. */
	bool (*type)(void *state, struct ui *ui, uint32_t key);
	/* Another label in the key bar than the action's, N_(), in the mode that it is in; or NULL. */
	const char *(*label)(void *state, const struct ui *ui, enum action_id id);
	/* What it knows of that process, to be reported; NULL: no memory, or nothing yet.  May be NULL. */
	struct document *(*report)(void *state, const struct ui *ui);
	/* What its keys do, before those of the session; or NULL. */
	const struct key_row *keys;
};

/* The views come first, in their order. */
enum screen_id { SCREEN_HELP = VIEW_COUNT, SCREEN_SETUP, SCREEN_OOM, SCREEN_COUNT };
extern const struct view *const screens[SCREEN_COUNT];

/* Its name for programs: "overview", "setup". */
const char *screen_name(int id);

/* The view that a digit opens, or -1; and the digit of a view. */
int view_of_digit(uint32_t digit);
char digit_of_view(int id);

#endif
