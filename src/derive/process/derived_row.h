/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What follows from a row and from those of the samples before.  A row of sample/ holds what was read and
 * a reference to this, which derive/history.c makes; consecutive rows share it while nothing in it moves.
 */
#ifndef MEMTOP_DERIVE_PROCESS_DERIVED_ROW_H
#define MEMTOP_DERIVE_PROCESS_DERIVED_ROW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/value.h"
#include "derive/trend.h"
#include "sample/row.h"

enum derived_figure {
	DERIVED_FAULTS, /* minor and major, hundredths a second */
	DERIVED_MAJOR_FAULTS,
	DERIVED_CPU,    /* hundredths of a per cent of one CPU */
	DERIVED_OWN,    /* memory of its own */
	DERIVED_GROWTH, /* of that, bytes a minute */
	DERIVED_TREND,  /* enum trend */
	DERIVED_LEVELS, /* of that, the last ten minutes: derive/levels.h */
	DERIVED_COUNT
};

struct derived_row {
	uint8_t figure_state[DERIVED_COUNT]; /* enum value_state */
	int64_t figure[DERIVED_COUNT];
	double trend_confidence; /* of DERIVED_TREND, 0 to 1 */
	double doubling_seconds; /* DERIVED_GROWTH doubles in that time; 0: it does not */
	uint64_t trend_since_ns; /* monotonic time from which on it was judged; 0: it was not */
	uint64_t pace_since_ns;  /* ... from which on it grows at DERIVED_GROWTH; 0: it does not */
};

extern const struct derived_row derived_nothing;

/* Of a row that no history took: nothing was asked. */
static inline const struct derived_row *derived_of(const struct row *row)
{
	return row->derived ? row->derived : &derived_nothing;
}

/*
 * For the caller that alone makes new rows of *row, as row_edit(): what follows from it, to be changed.  NULL
 * without memory.
 */
struct derived_row *derived_edit(struct row **row);

/* Changes a figure, if it is another; false: memory lacks, and it stays as it was. */
bool derived_change(struct row **row, enum derived_figure figure, struct value value);

static inline struct value derived_value(const struct row *row, enum derived_figure figure)
{
	const struct derived_row *derived = derived_of(row);

	return (struct value){ .n = derived->figure[figure],
		.state = (enum value_state)derived->figure_state[figure] };
}

static inline bool derived_is_growing(const struct row *row)
{
	const struct derived_row *derived = derived_of(row);

	return derived->figure_state[DERIVED_TREND] == VALUE_OK &&
	       derived->figure[DERIVED_TREND] == TREND_GROWING;
}

int64_t derived_pace(const struct row *row); /* bytes a minute; 0 where none is known */

#endif
