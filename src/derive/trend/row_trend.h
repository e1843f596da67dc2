/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a row says of the trend that was found in its series. */
#ifndef MEMTOP_DERIVE_TREND_ROW_TREND_H
#define MEMTOP_DERIVE_TREND_ROW_TREND_H

#include "derive/series.h"
#include "sample/row.h"

/* The pace is known before there is enough to name what it is.  A row that says the same stays as it was;
 * false: memory lacks, and it stays so, too. */
bool row_set_trend(struct row **row, const struct series *series,
	const struct trend_finding *finding);

#endif
