/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The lines of one report: each a thing, its size, its share, and what it means. */
#ifndef MEMTOP_VIEWS_OOM_ROWS_H
#define MEMTOP_VIEWS_OOM_ROWS_H

#include "derive/oom/oom.h"
#include "document/document.h"
#include "views/oom/sort.h"

struct oom_row {
	const struct label *term; /* what it is, or NULL */
	char what[72], note[320];
	struct value size, share;
	enum emphasis emphasis;
};

struct oom_rows {
	struct oom_row *items;
	size_t count, room;
	bool no_memory;
};

/* All rows of a report, in the user's language.  free(rows->items). */
void oom_rows_make(struct oom_rows *rows, const struct oom_view *view, const struct oom_sort *sort);

#endif
