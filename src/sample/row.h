/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One process as it was at one moment.  A row is built by the collector, then shared, never
 * changed: consecutive samples hold the same row for a process in which nothing moved.  What a
 * process *is* (user, command, start) changes more seldom than what it uses, so it stands in an
 * identity that consecutive rows share in turn.
 */
#ifndef MEMTOP_SAMPLE_ROW_H
#define MEMTOP_SAMPLE_ROW_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/value.h"
#include "sample/process/identity.h"

/*
 * The figures of a process that are read; derive/process/columns.c gives each its unit and meaning.  What
 * is made of them and of samples before stands in derive/process/derived_row.h.
 */
enum metric {
	METRIC_SIZE, /* virtual, bytes */
	METRIC_RSS,
	METRIC_ANONYMOUS,
	METRIC_FILE,
	METRIC_SHARED, /* resident shared memory (tmpfs, System V, shared anonymous) */
	METRIC_SWAP,
	METRIC_PSS,
	METRIC_USS,
	METRIC_SWAP_PSS,
	METRIC_PAGE_TABLES,
	METRIC_LOCKED,
	METRIC_MINOR_FAULT_COUNT, /* since the process began, as METRIC_CPU_TIME */
	METRIC_MAJOR_FAULT_COUNT,
	METRIC_CPU_TIME, /* nanoseconds */
	METRIC_OOM_SCORE,
	METRIC_OOM_ADJUST, /* oom_score_adj, -1000 to 1000 */
	METRIC_THREADS,
	METRIC_START,       /* seconds since 1970 */
	METRIC_RETAINED,    /* resident, but free: what glibc's malloc keeps */
	METRIC_HELD_SHMEM,  /* memfds, and tmpfs files open for writing, that it does not map */
	METRIC_SHMEM_GROWN, /* by so much has the shared memory that it maps grown */
	METRIC_LAZY_FREE, /* resident, but given up (MADV_FREE); of growers and those that are looked at */
	METRIC_ROOM, /* bytes that its cgroup or resource limits leave it; of growers only */
	METRIC_COUNT
};

/* Figures that are too expensive to be read for every sample, by what is read for them. */
enum budgeted {
	BUDGETED_ROLLUP,    /* METRIC_PSS, METRIC_USS, METRIC_SWAP_PSS */
	BUDGETED_RETAINED,  /* METRIC_RETAINED */
	BUDGETED_LAZY_FREE, /* METRIC_LAZY_FREE */
	BUDGETED_COUNT
};

/* enum budgeted: when the figure counts as read, if that is expensive; -1 otherwise. */
int metric_budgeted(enum metric metric);

struct derived_row; /* base/shared.h */

struct row {
	atomic_uint references; /* first: the rest is copied */
	/*
	 * Another one whenever a figure of it, or what follows from it, may be another: no two rows of one
	 * history have the same, 0 apart, which is that of rows that are not followed.
	 */
	uint64_t version;
	pid_t pid, ppid;
	char state;                         /* R S D T Z ..., 0 if not read */
	uint8_t metric_state[METRIC_COUNT]; /* enum value_state */
	int64_t metric[METRIC_COUNT];
	/* Monotonic time at which these were read; 0: never. */
	uint64_t budgeted_ns[BUDGETED_COUNT];
	struct identity *identity; /* the row holds a reference */
	struct derived_row
		*derived; /* another, to what derive/ made of it; NULL: it was not asked */
};

/* A row without figures (none was asked for) that holds a new reference to identity.  NULL: no memory. */
struct row *row_new(pid_t pid, pid_t ppid, struct identity *identity);
/* The same in two steps: memory, to be begun or given to free(3); and the row, which is NULL where there is none. */
struct row *row_allocate(void);
struct row *row_begin(struct row *row, pid_t pid, pid_t ppid, struct identity *identity);
/* A copy with one reference of its own, to change before it is shared.  NULL: no memory. */
struct row *row_copy(const struct row *row);
struct row *row_ref(const struct row *row);
void row_unref(struct row *row);

/*
 * The row that *row refers to, for the caller that holds that reference and alone makes new ones: itself, or a
 * copy in its place if others hold it, too.  NULL without memory.
 */
struct row *row_edit(struct row **row);

static inline void row_set(struct row *row, enum metric metric, struct value value)
{
	row->metric[metric] = value.n;
	row->metric_state[metric] = (uint8_t)value.state;
}

/* Changes a figure, if it is another, as row_edit() does; false: memory lacks, and it stays as it was. */
bool row_change(struct row **row, enum metric metric, struct value value);

/*
 * A figure as it is at now_ns (the sample's monotonic time): those of enum budgeted turn stale, with
 * their age, when they were not read for this very sample.
 */
struct value row_metric(const struct row *row, enum metric metric, uint64_t now_ns);

#endif
