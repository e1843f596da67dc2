/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The views, by the words that open them on screen and print them in batch.  The command line,
 * --help, completion, the man page, the help screen and the digits that open them come from this table.  A
 * view stands here once it works.
 */
#ifndef MEMTOP_VIEWS_VIEWS_H
#define MEMTOP_VIEWS_VIEWS_H

#include <stdbool.h>
#include <stddef.h>

struct arrangement;
struct document;
struct sample;

enum view_id {
	VIEW_OVERVIEW,
	VIEW_EXPLAIN,
	VIEW_PROCESS,
	VIEW_HEAP,
	VIEW_GROWTH,
	VIEW_PROBE,
	VIEW_LEAKS,
	VIEW_CACHE,
	VIEW_KERNEL,
	VIEW_SHARED,
	VIEW_CGROUPS,
	VIEW_COUNT
};

struct view_row {
	const char *name;     /* "overview" */
	char digit;           /* the key that opens it; 0: none */
	const char *title;    /* N_(): on screen */
	const char *argument; /* N_("PID"), or NULL for a view without */
	const char *help;     /* N_(): what it shows */
	size_t least, most;   /* arguments on the command line */
	bool live; /* it asks the running kernel, not its files alone: there is none of another root */
	/*
	 * For a view that is made of samples alone, which is then shown and printed without more:
	 * what must be read for it (enum cost, or'ed), and its document, NULL without memory.
	 */
	unsigned (*cost)(void);
	struct document *(*of_sample)(struct sample *sample, const struct arrangement *arrangement);
	/* How much it has to say of a sample that should be looked into; NULL: it does not count. */
	size_t (*found)(const struct sample *sample);
	/*
	 * Its document of nothing, with every figure that it can have, for --list-figures; NULL: that of an
	 * empty sample.
	 */
	struct document *(*specimen)(void);
};

extern const struct view_row view_rows[VIEW_COUNT];

/* The view of that name, or -1. */
int view_find(const char *name);

/* Its specimen, or its document of an empty sample.  NULL: no memory. */
struct document *view_specimen(const struct view_row *view);

#endif
