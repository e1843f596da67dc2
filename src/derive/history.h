/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is remembered from sample to sample, and what follows from it: how figures of processes, of the
 * machine and of whatever else there is move, and a process's rates from the counters of two samples.
 * There is one history a session; every view that shows how something moves asks it, so that no two views can
 * have watched the same thing for different times.
 *
 *	history_take(history, rows, count, &step);    each sample: what follows from each row
 *	history_add(history, &key, HISTORY_HEAP, now_ns, bytes);
 *	history_trend(history, &key, HISTORY_OWN, &finding);
 *	history_points(history, &key, HISTORY_OWN, 0, points, most);
 *
 * What has no row is followed by its reader, at each sample:
 *
 *	key = history_named(HISTORY_KERNEL_ITEM, "0 dentry");
 *	history_add(history, &key, HISTORY_KERNEL_BYTES, sample->monotonic_ns, bytes);
 *	...
 *	history_sweep(history, HISTORY_KERNEL_ITEM, sample->monotonic_ns);    those that are no more
 *
 * A new kind of thing is an id in enum history_kind, its figures in enum history_figure, and a row
 * of the table of kinds in history.c.
 *
 * Memory is bounded: a series is (derive/series.h), and those of processes that ended are freed by the
 * next sample, unless a view holds them (history_hold()).  All calls may come from any thread.
 * A trend of what moves costs some 50 us: ask for those that are shown.
 */
#ifndef MEMTOP_DERIVE_HISTORY_H
#define MEMTOP_DERIVE_HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/status.h"
#include "base/value.h"
#include "derive/machine/segments.h"
#include "derive/series.h"
#include "derive/trend.h"
#include "sample/row.h"

struct history;

enum history_kind {
	HISTORY_PROCESS,
	HISTORY_MACHINE,
	HISTORY_CGROUP,
	HISTORY_KERNEL_ITEM,
	HISTORY_KINDS
};

/* Whose figures they are.  To be made by the functions below. */
struct history_key {
	enum history_kind kind;
	uint64_t id, start; /* what was made with another start is another thing */
};

/* The figures of each kind, from 0 on. */
enum history_figure {
	/* Of a process. */
	HISTORY_OWN = 0,    /* memory of its own, DERIVED_OWN */
	HISTORY_HEAP,       /* what it holds of malloc */
	HISTORY_OTHER_HEAP, /* other_heap_followed() */
	HISTORY_PROCESS_FIGURES,
	/* Of the machine. */
	HISTORY_TAKEN = 0, /* MemTotal less Available: it grows as Available falls */
	HISTORY_SEGMENTS,  /* the first segment, enum segment */
	HISTORY_MACHINE_FIGURES = HISTORY_SEGMENTS + SEGMENT_COUNT,
	/* Of a cgroup. */
	HISTORY_CGROUP_USAGE = 0, /* memory.current, memory.usage_in_bytes */
	HISTORY_CGROUP_UNRECLAIMABLE,
	HISTORY_CGROUP_FIGURES,
	/* Of a consumer of kernel memory. */
	HISTORY_KERNEL_BYTES = 0,
	HISTORY_KERNEL_FIGURES
};

/* A PID may be used again; together with the start it is one process for good. */
static inline struct history_key history_process(pid_t pid, uint64_t start_ticks)
{
	return (struct history_key){ HISTORY_PROCESS, (uint64_t)pid, start_ticks };
}

static inline struct history_key history_of_row(const struct row *row)
{
	return history_process(row->pid, row->identity->start_ticks);
}

static inline struct history_key history_machine(void)
{
	return (struct history_key){ .kind = HISTORY_MACHINE };
}

/* By the number of its directory (st_ino), which the kernel never gives again. */
static inline struct history_key history_cgroup(uint64_t inode)
{
	return (struct history_key){ HISTORY_CGROUP, inode, 0 };
}

/* What has a name and no number. */
struct history_key history_named(enum history_kind kind, const char *name);

/* The sample whose rows are taken. */
struct history_step {
	uint64_t now_ns;    /* monotonic; never goes back */
	struct value shmem; /* the machine's Shmem */
	bool rates;         /* the counters of all rows were read for this sample */
	bool growth;        /* own memory is to be followed, */
	bool levels; /* ... and its last ten minutes to be shown: a new figure for each sample at first */
	bool recorded; /* what was not read for it cannot be asked any more */
	bool more; /* others follow at once: trends and levels are not asked for before the last */
	bool all;  /* finds all trends, where otherwise a crowd that moves takes turns */
	/* Of each row: what its own memory stands for; NULL: for itself. */
	const struct series_spread *spreads;
	const bool *rests; /* of each row: it is as at the step before; NULL: not known */
};

struct history *history_new(void); /* one reference; NULL: no memory */
struct history *history_ref(struct history *history);
void history_unref(struct history *history); /* the last one frees it; NULL is allowed */

/*
 * Finds rates, own memory and trend of the rows (derived_row.h), which are all there are, by PID
 * ascending; a row with another holder is replaced by a copy.  Own memory is what cannot be dropped and read
 * again: anonymous, swapped and shared memory, and memfds that are held without being mapped.
 * Shared memory counts as far as the files that it maps grew, or, where that is not known, the machine's
 * shared memory did: to touch what is there takes none.  What it gave up already (MADV_FREE) does not
 * count; where that was read, it is followed at the moments alone at which it was read again.
 * What became another program (exec) begins anew.  STATUS_NO_MEMORY: nothing was taken, or
 * not all that follows from a row is in it; the next step makes up for that.
 */
enum status history_take(struct history *history, struct row **rows, size_t count,
	const struct history_step *step);

/*
 * Adds a reading of a figure that no row has.  A figure that cannot be read is not added: its series
 * goes on with the next one that can.
 */
enum status history_add(struct history *history, const struct history_key *key,
	enum history_figure figure, uint64_t now_ns, uint64_t bytes);

/* Ends what of this kind had no reading since then; processes are ended by history_take(). */
void history_sweep(struct history *history, enum history_kind kind, uint64_t since_ns);

/* Of what nothing is known of: TREND_TOO_SHORT, no points. */
void history_trend(struct history *history, const struct history_key *key,
	enum history_figure figure, struct trend_finding *finding);
struct value history_levels(struct history *history, const struct history_key *key,
	enum history_figure figure); /* see levels_of() */
/* The least and the most that was seen of it; VALUE_ABSENT: nothing was. */
void history_extremes(struct history *history, const struct history_key *key,
	enum history_figure figure, struct value *least, struct value *most);
size_t history_points(struct history *history, const struct history_key *key,
	enum history_figure figure, uint64_t from_ns, struct trend_point *points, size_t most);

/*
 * What a view shows: what is known of it stays when it ends.  history_hold() releases what was
 * held before, if that is another; without memory nothing is held.  Zero it first.
 */
struct history_hold {
	struct history_key key; /* set even if it is not held */
	bool held;
};
void history_hold(struct history *history, struct history_hold *hold,
	const struct history_key *key);
void history_release(struct history *history, struct history_hold *hold);

/*
 * Gives to the one all that the other remembers, and frees the other; what holds something of the one goes
 * on holding it.
 */
void history_replace(struct history *history, struct history *other);

/*
 * What was recorded of the same boot before this session began comes before what it has seen, which is
 * dropped of what is in both: some seconds.  Processes that have ended go with the next sample.  Frees
 * the other.  STATUS_NO_MEMORY: not all of it came.
 */
enum status history_adopt(struct history *history, struct history *other);

/* It has become another program (exec): what it had before says nothing about it now. */
void history_forget(struct history *history, const struct history_key *key);

#endif
