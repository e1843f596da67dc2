/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What each field of meminfo means: one row a field, in fields_*.h by group.  Screen, text output
 * and the man page's table come from it.
 */
#ifndef MEMTOP_DOCUMENT_MEMINFO_FIELDS_H
#define MEMTOP_DOCUMENT_MEMINFO_FIELDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/value.h"
#include "parse/meminfo/meminfo.h"

enum field_group {
	GROUP_OVERVIEW,
	GROUP_PAGE_CACHE,
	GROUP_ANONYMOUS,
	GROUP_SHARED,
	GROUP_KERNEL,
	GROUP_SWAP,
	GROUP_HUGE_PAGES,
	GROUP_COMMIT,
	GROUP_HARDWARE,
	GROUP_LEGACY,
	GROUP_COUNT
};

/* Can it be had back for something else? */
enum field_reclaim {
	RECLAIM_NOT_MEMORY, /* a total, a goal, an address range, a promise */
	RECLAIM_FREE,       /* it is free already */
	RECLAIM_YES,
	RECLAIM_WRITE, /* after it was written to disk */
	RECLAIM_PARTLY,
	RECLAIM_SWAP, /* only by swapping it out */
	RECLAIM_NO,
};

struct field {
	const char *since,
		*until;       /* kernel versions; until NULL: still printed; never translated */
	const char *only;     /* configuration or architecture it needs, or NULL */
	const char *counts;   /* one or two sentences: N_() */
	const char *computed; /* how the kernel arrives at it: N_() */
	const char *overlaps; /* what it is part of, what it overlaps with: N_() */
	const char *how;      /* how it is reclaimed, or NULL: N_() */
	const char *misread;  /* the usual misreading, or NULL: N_() */
	int inside;           /* the field it is part of, plus 1; 0: none; see field_parent() */
	const char *related;  /* names of fields, separated by blanks */
	enum field_group group;
	enum field_reclaim reclaim;
};

/* By enum meminfo_field. */
extern const struct field fields[MEMINFO_FIELD_COUNT];

const char *field_group_title(enum field_group group);       /* N_() */
const char *field_reclaim_title(enum field_reclaim reclaim); /* N_() */

/* The field that holds this one, -1 if none. */
int field_parent(enum meminfo_field field);

/* How many of its ancestors are in its own group: how far it is indented there. */
unsigned field_depth(enum meminfo_field field);

/* The count-th related field, -1 behind the last. */
int field_related(enum meminfo_field field, size_t count);

/*
 * The fields of a group as a tree: each after the one that holds it.  ids gets at most
 * MEMINFO_FIELD_COUNT; returns how many.
 */
size_t field_tree(enum meminfo_field ids[MEMINFO_FIELD_COUNT], enum field_group group);

/* Whether name or explanation, in the user's language, has text in it, case ignored (ASCII). */
bool field_matches(enum meminfo_field field, const char *text);

#endif
