/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Growth by the clock: blows of one size in one beat, with rest between them. */
#ifndef MEMTOP_DERIVE_TREND_HABIT_H
#define MEMTOP_DERIVE_TREND_HABIT_H

#include <stdbool.h>

#include "derive/trend/curve.h"

/*
 * Whether the curve does nothing but that from its first point to its last, three times at least: few
 * blows are else called steps.  beats is then a point behind each of them, whose slope is the pace.
 */
bool habit_find(struct curve *beats, const struct curve *curve);

#endif
