/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What users do with any table: find, filter, sort; with one of processes also choose by user, tag,
 * follow, kill.  The keys are the same in every view that has a pane (see struct view).
 */
#ifndef MEMTOP_UI_TABLES_TABLES_H
#define MEMTOP_UI_TABLES_TABLES_H

#include <stddef.h>

#include "ui/document/pane.h"
#include "ui/session/action.h"

/* What a view's table can do; or'ed. */
enum table_kind {
	TABLE_SEARCHED = 1 << 0,
	TABLE_SORTED = 1 << 1, /* and filtered */
	TABLE_OF_PROCESSES = 1 << 2,
	TABLE_DETAILED = 1 << 3, /* with a pane for the row under the cursor */
};

#define TABLE_KINDS 4

/* The keys of each kind, in the order of their bits. */
extern const struct key_row *const table_keys[TABLE_KINDS];

/* Sorts by the column that was shown there at the last painting. */
void table_sort_shown(struct ui *ui, size_t shown);

/* Ends what was searched for, or followed, or shows all rows again.  False: there was nothing. */
bool table_end_search(struct ui *ui);

/* Asks for a signal and sends it: to what is tagged in the pane, or else is under its cursor. */
void table_kill(struct ui *ui, const struct document_pane *pane);

/* The same for the process that is selected in the view in front. */
bool table_kill_selected(const struct press *press);

/* Shows a whole command on as many lines as it takes.  False: there is no memory. */
bool table_show_command(struct ui *ui, const struct row *row);

/* Asks whose processes are to be shown.  False: as before. */
bool table_choose_user(struct ui *ui, struct document_pane *pane);

#endif
