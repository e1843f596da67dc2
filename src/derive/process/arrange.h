/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From a sample to the lines of the process pane: which rows are shown, in which order, as a list, as a
 * tree with sums, or collapsed into one line a program.  Screen and batch use the same.
 */
#ifndef MEMTOP_DERIVE_PROCESS_ARRANGE_H
#define MEMTOP_DERIVE_PROCESS_ARRANGE_H

#include <stdbool.h>
#include <stddef.h>

#include "derive/process/columns.h"
#include "derive/process/filter.h"
#include "derive/process/kept_order.h"
#include "sample/sample.h"

enum shape { SHAPE_LIST, SHAPE_TREE, SHAPE_PROGRAMS };

struct arrangement {
	enum shape shape;
	enum column_id sort;
	bool descending;
	bool kernel_threads;         /* show them */
	bool threads;                /* and those of processes, each a row; not in SHAPE_PROGRAMS */
	const struct filter *filter; /* or NULL */
	const char *user;            /* name or number, or NULL for all users */
	const pid_t *pids;           /* only these, or NULL */
	size_t pid_count;
	/* Sizes are differences since this one: shown, summed and sorted by; NULL: they are whole. */
	struct sample *mark;
	struct kept_order
		*order; /* of the time before, whose successor this becomes; NULL: none is kept */
};

/*
 * One line.  In a list it is one process.  In a tree members are the process and all its shown
 * descendants, in a collapsed pane all processes of the program: sums are over them.
 */
struct process_line {
	const struct row *row; /* the process; in a collapsed pane its largest one */
	unsigned depth;        /* tree only */
	bool last_child;       /* tree only: for the branch drawing */
	bool context;          /* tree only: shown because a descendant matches */
	size_t first, count;   /* members: arranged.members[first .. first + count) */
};

struct arranged {
	struct sample *sample; /* holds a reference */
	struct sample *mark;   /* another one, or NULL: then sizes are whole */
	struct process_line *lines;
	size_t count;
	const struct row **members; /* tree: in the order of lines; list: one each */
	size_t threads;             /* of the lines, and of those that stand below them */
	size_t hidden_kernel_threads, filtered_out;
};

/* arranged_free() in any case.  STATUS_NO_MEMORY. */
enum status arrange(struct arranged *arranged, struct sample *sample,
	const struct arrangement *arrangement);
void arranged_free(struct arranged *arranged);

/*
 * A column of a line: of its process in a list; in a tree or collapsed pane the sum over its
 * members where the column is summable, its process's otherwise.  A sum in which a figure is not
 * known is not known either.  With a mark a size is a difference: see derive/process/baseline.h.
 */
struct value line_value(const struct arranged *arranged, const struct process_line *line,
	enum column_id id);

#endif
