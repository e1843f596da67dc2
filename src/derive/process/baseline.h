/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A mark: the sample of a moment that the user chose, from which on every view shows differences.
 * Samples never change, so to remember a moment is to hold a reference to its sample.
 *
 * A difference is unknown if either figure is.
 */
#ifndef MEMTOP_DERIVE_PROCESS_BASELINE_H
#define MEMTOP_DERIVE_PROCESS_BASELINE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/units.h"
#include "base/value.h"
#include "derive/machine/segments.h"
#include "derive/process/columns.h"
#include "sample/sample.h"

/* Whether a column shows differences while there is a mark: sizes do, paces and shares do not. */
bool baseline_applies(enum column_id id);

/* The same process as it was at the mark; NULL: it began later. */
const struct row *baseline_row(const struct sample *mark, const struct row *row);

/*
 * What a column of sizes has gained since the mark; a process that began later has gained all that
 * it has.
 */
struct value baseline_column(enum column_id id, const struct row *row, const struct sample *sample,
	const struct sample *mark);

/* The machine's memory since the mark. */
struct baseline_system {
	struct value segment[SEGMENT_COUNT]; /* their sum is 0 */
	struct value available, swap_used;
};
void baseline_system(struct baseline_system *changes, const struct system_sample *now,
	const struct system_sample *then);

/* Processes that began and that ended since the mark, kernel threads aside. */
struct process_turnover {
	size_t begun, ended;
};
struct process_turnover process_turnover(const struct sample *now, const struct sample *mark);

#endif
