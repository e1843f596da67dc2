/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The recent past of a figure in so few levels that it fits into one value (UNIT_LEVELS). */
#ifndef MEMTOP_DERIVE_LEVELS_H
#define MEMTOP_DERIVE_LEVELS_H

#include <stdint.h>

#include "base/value.h"
#include "derive/series.h"

#define LEVELS_COUNT   10
#define LEVELS_SECONDS 600

/*
 * A decimal digit for each tenth of the last ten minutes, or of the time since the first reading if
 * that is shorter, the newest last: 1 is the least of that time, 8 the most.  What moves by less than a hundredth is 1
 * all along.  Where there are fewer readings, a digit for each, but for what had one value all along.  Pending before the
 * second reading.
 */
struct value levels_of(const struct series *series);

#endif
