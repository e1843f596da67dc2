/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of process columns.  Help, man page, --list-columns, JSON and CSV names, sorting,
 * filters and what the collector must read all come from here; a new column is a new row.
 */
#ifndef MEMTOP_DERIVE_PROCESS_COLUMNS_H
#define MEMTOP_DERIVE_PROCESS_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/label.h"
#include "base/text.h"
#include "base/units.h"
#include "sample/row.h"
#include "sample/sample.h"

/* Which file of a process a column costs to read. */
enum cost {
	COST_NONE = 0,
	COST_STATM = 1 << 0,
	COST_STATUS = 1 << 1,
	COST_STAT = 1 << 2,
	COST_COMMAND = 1 << 3, /* cmdline */
	COST_CGROUP = 1 << 4,
	COST_OOM = 1 << 5,          /* oom_score, oom_score_adj */
	COST_ROLLUP = 1 << 6,       /* smaps_rollup: expensive, under a time budget */
	COST_PAGE_TABLES = 1 << 7,  /* VmPTE, which libproc2 does not give: status read once more */
	COST_HISTORY = 1 << 9,      /* no file, but memory: past readings of every process */
	COST_RETAINED = 1 << 10,    /* a walk of malloc's heap: more so, under the same budget */
	COST_EVERY_SAMPLE = 1 << 8, /* changes without statm changing: read it for every sample */
	COST_SHARED = 1 << 11,      /* held and grown shared memory, which the history needs */
	COST_CGROUPS = 1 << 12,     /* the files of all memory cgroups */
	COST_KERNEL = 1 << 13,      /* the files of what the kernel uses memory for */
	COST_PROCESSORS = 1 << 14,  /* stat and loadavg of the machine */
	COST_LEVELS = 1 << 15, /* no file, but rows that are new for each of the first samples */
	COST_OWN = 1 << 16,    /* memtop's own BPF programs and maps: its descriptors, one by one */
	COST_THREADS = 1 << 17, /* stat of each thread */
	/* More than a line of status: read only where it is asked for by name. */
	COST_EXPENSIVE = COST_ROLLUP | COST_RETAINED,
};

enum column_id {
	COLUMN_PID,
	COLUMN_PPID,
	COLUMN_USER,
	COLUMN_SIZE,
	COLUMN_RSS,
	COLUMN_ANONYMOUS,
	COLUMN_FILE,
	COLUMN_SHARED,
	COLUMN_SWAP,
	COLUMN_PSS,
	COLUMN_USS,
	COLUMN_SWAP_PSS,
	COLUMN_RETAINED,
	COLUMN_PAGE_TABLES,
	COLUMN_LOCKED,
	COLUMN_FAULTS,
	COLUMN_MAJOR_FAULTS,
	COLUMN_MEMORY_PERCENT,
	COLUMN_CPU,
	COLUMN_OOM_SCORE,
	COLUMN_OOM_ADJUST,
	COLUMN_THREADS,
	COLUMN_GROWTH,
	COLUMN_TREND,
	COLUMN_LEVELS,
	COLUMN_OWN,
	COLUMN_ROOM,
	COLUMN_START,
	COLUMN_STATE,
	COLUMN_CGROUP,
	COLUMN_NAME,
	COLUMN_COMMAND,
	COLUMN_COUNT
};

struct column {
	const char *name;   /* -o and --filter: "rss"; the config file, too */
	struct label label; /* its title takes at most width columns in English */
	unsigned cost;      /* enum cost, or'ed */
	int width;          /* columns on screen; the last column takes the rest */
	bool summable;      /* a sum over processes means something (not of PIDs or scores) */
	bool descending;    /* how it is sorted unless asked otherwise */
	int metric; /* enum metric, METRIC_COUNT + enum derived_figure, or -1: computed, or text */
};
extern const struct column columns[COLUMN_COUNT];

/* The figure of a numeric column (unit is not UNIT_TEXT). */
struct value column_value(enum column_id id, const struct row *row, const struct sample *sample);

/* Whether what it says follows from the row alone: not from the machine, nor from how long ago it was read. */
bool column_follows_row(enum column_id id);

/*
 * A column's figure as people read it, in any state; with its sign where the column has one.
 * Returns the length.
 */
size_t column_print(char out[static UNITS_SIZE], enum column_id id, struct value value,
	enum scale scale);

/* The bytes of a text column, raw: not yet fit for a terminal.  buffer is used for short ones. */
struct text column_text(enum column_id id, const struct row *row, char buffer[static 8]);

/* The column of that name or JSON key, any case; -1 if there is none. */
int column_find(struct text name);

/* Which columns, in which order; each at most once. */
struct column_list {
	enum column_id ids[COLUMN_COUNT];
	size_t count;
};
#define COLUMN_LIST_DEFAULT                                                                        \
	{                                                                                          \
		.ids = { COLUMN_PID, COLUMN_USER, COLUMN_RSS, COLUMN_ANONYMOUS, COLUMN_FILE,       \
			COLUMN_SHARED, COLUMN_SWAP, COLUMN_GROWTH, COLUMN_LEVELS,                  \
			COLUMN_COMMAND },                                                          \
		.count = 10                                                                        \
	}
extern const struct column_list column_list_default;

/* Says that there is no such column, and which is spelled like it: STATUS_MALFORMED. */
enum status column_unknown(struct text name, struct message *message);

/*
 * A list as -o takes it, "pid,rss,command"; "+pss" adds to the defaults, before the last of them.
 * On failure STATUS_MALFORMED, and message names the column and where the list of all is.
 */
enum status column_list_parse(struct column_list *list, const char *string,
	struct message *message);

/* Everything that must be read for these columns and for sorting by sort: enum cost, or'ed. */
unsigned column_list_cost(const struct column_list *list, enum column_id sort);

#endif
