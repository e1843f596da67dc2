/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Folding the lines of a table that are a tree. */
#ifndef MEMTOP_UI_WIDGETS_FOLDING_H
#define MEMTOP_UI_WIDGETS_FOLDING_H

#include "ui/widgets/table.h"
#include "ui/widgets/tags.h"

struct fold_line {
	unsigned depth;
	size_t count; /* itself and all below it */
	struct tag_key key;
};

/* The lines that are shown, in preorder. */
struct fold_lines {
	size_t count;
	const void *context;
	struct fold_line (*line)(const void *context, size_t at);
};

/*
 * ACTION_FOLD folds the line at the cursor, or, if nothing is below it or it is folded, what it is in;
 * ACTION_UNFOLD unfolds it; ACTION_TOGGLE does either; ACTION_FOLD_ALL folds all below the first level,
 * or unfolds all.  The cursor stays on a line that is shown.  False: nothing is to be done.
 */
bool folding_act(struct tags *folded, struct table *table, const struct fold_lines *lines,
	enum action_id action);

#endif
