/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is remembered of each process from sample to sample, and what follows from it: rates from
 * the counters of two samples, and the trend of its own memory over all of them.  There is one
 * history a session; whoever shows how something moves asks it, so that no two views can have
 * watched the same process for different times.
 *
 *	history_take(history, rows, count, &step);    each sample: raw rows become complete ones
 *	history_add(history, &key, HISTORY_HEAP, now_ns, bytes);
 *	history_trend(history, &key, HISTORY_OWN, &finding);
 *	history_points(history, &key, HISTORY_OWN, 0, points, most);
 *
 * Memory is bounded: a series is (derive/series.h), and those of ended processes are freed by the
 * next sample, unless somebody looks at them (history_hold()).  All calls may come from any thread.
 */
#ifndef MEMTOP_DERIVE_HISTORY_H
#define MEMTOP_DERIVE_HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/status.h"
#include "base/value.h"
#include "derive/trend.h"
#include "sample/row.h"

struct history;

/* A PID may be used again; together with the start it is one process for good. */
struct history_key {
	pid_t pid;
	uint64_t start_ticks;
};

enum history_figure {
	HISTORY_OWN,  /* memory of its own, METRIC_OWN */
	HISTORY_HEAP, /* what it holds of malloc */
	HISTORY_FIGURES
};

/* The sample whose rows are taken. */
struct history_step {
	uint64_t now_ns;    /* monotonic; never goes back */
	struct value shmem; /* the machine's Shmem */
	bool rates;         /* the counters of all rows were read for this sample */
	bool growth;        /* own memory is to be followed */
	bool all;           /* finds all trends, where otherwise a crowd that moves takes turns */
};

struct history *history_new(void); /* one reference; NULL: no memory */
struct history *history_ref(struct history *history);
void history_unref(struct history *history); /* the last one frees it; NULL is allowed */

/*
 * Puts rates, own memory and trend into the rows, which are all there are, by PID ascending; a row
 * that somebody else holds is replaced by a copy.  Own memory is what cannot be dropped and read
 * again: anonymous, swapped and shared memory, and memfds that are held without being mapped.
 * Shared memory counts as far as the files that it maps grew, or, where that is not known, the machine's
 * shared memory did: to touch what is there takes none.
 * STATUS_NO_MEMORY: nothing was taken.
 */
enum status history_take(struct history *history, struct row **rows, size_t count,
	const struct history_step *step);

/* Adds a reading of a figure that no row has. */
enum status history_add(struct history *history, const struct history_key *key,
	enum history_figure figure, uint64_t now_ns, uint64_t bytes);

/* Of a process that nothing is known of: TREND_TOO_SHORT, no points. */
void history_trend(struct history *history, const struct history_key *key,
	enum history_figure figure, struct trend_finding *finding);
size_t history_points(struct history *history, const struct history_key *key,
	enum history_figure figure, uint64_t from_ns, struct trend_point *points, size_t most);

/*
 * Whom somebody looks at: what is known of it stays when it ends.  history_hold() releases who was
 * held before, if that is another; without memory nobody is held.  Zero it first.
 */
struct history_hold {
	struct history_key key; /* set even if it is not held */
	bool held;
};
void history_hold(struct history *history, struct history_hold *hold,
	const struct history_key *key);
void history_release(struct history *history, struct history_hold *hold);

/* It has become another program (exec): what it had before says nothing about it now. */
void history_forget(struct history *history, const struct history_key *key);

#endif
