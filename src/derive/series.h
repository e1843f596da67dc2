/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The history of one figure, in bounded memory.  Equal readings in a row are one run, so that a
 * figure that rests costs nothing; when the runs get too many, older ones are joined, so that the
 * recent past is exact and the distant past is kept in outline.
 */
#ifndef MEMTOP_DERIVE_SERIES_H
#define MEMTOP_DERIVE_SERIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "derive/run.h"
#include "derive/trend.h"

/* The last run as it is, those before it packed. */
struct series_kept {
	struct series_run last;
	uint32_t readings;       /* all of them, those of a run counted one by one */
	uint16_t count;          /* of runs */
	uint16_t size, capacity; /* of what is packed, bytes */
	uint8_t packed[];
};

struct series {
	struct series_kept *kept; /* NULL: there was no reading */
};

#define SERIES_RUNS_MOST 192

/* What a reading stands for, as differences from it: the least, the mean and the most that there was around it. */
struct series_spread {
	int64_t least, mean, most;
};

/* Zero it first; series_free() it last. */
void series_free(struct series *series);

/* Adds a reading; one from before the last is passed over.  STATUS_NO_MEMORY: the series is as before. */
enum status series_add(struct series *series, uint64_t now_ns, uint64_t bytes);

/* A reading that stands for others: their mean counts. */
enum status series_add_spread(struct series *series, uint64_t now_ns, uint64_t bytes,
	const struct series_spread *spread);

/* The same with the value of the last reading; false, and nothing is added, where that was later or there is none. */
static inline bool series_go_on(struct series *series, uint64_t now_ns)
{
	struct series_kept *kept = series->kept;

	if (!kept || now_ns < kept->last.last_ns)
		return false;
	kept->last.last_ns = now_ns;
	kept->readings++;
	return true;
}

static inline uint32_t series_readings(const struct series *series)
{
	return series->kept ? series->kept->readings : 0;
}

/* How many runs they make: never more than SERIES_RUNS_MOST. */
static inline uint32_t series_count(const struct series *series)
{
	return !series->kept                            ? 0
	       : series->kept->count > SERIES_RUNS_MOST ? SERIES_RUNS_MOST
							: series->kept->count;
}

/* The last run; NULL: there is none. */
static inline const struct series_run *series_last(const struct series *series)
{
	return series->kept ? &series->kept->last : NULL;
}

/* When the first reading was; 0: there is none. */
uint64_t series_first_ns(const struct series *series);

/* All runs as they are, as many as series_count() says.  Returns how many. */
uint32_t series_runs(const struct series *series, struct series_run runs[static SERIES_RUNS_MOST]);

/* The least and the most that it ever was; false: there is no reading. */
bool series_extremes(const struct series *series, uint64_t *least, uint64_t *most);

/*
 * Readings at even distances between from_ns (or the first one, if that is later) and the last one.
 * Returns how many of most (2 or more) were filled: never more than there were readings.
 */
size_t series_points(const struct series *series, uint64_t from_ns, struct trend_point *points,
	size_t most);

/*
 * The trend of the whole history, seen with the eyes of the recent past where there is enough of
 * that: what grew and rests now is a plateau or a step, what rested and grows now is growing, unless
 * the longer view shows that it always comes down again.
 */
void series_trend(const struct series *series, struct trend_finding *finding);

#endif
