/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How a movement that goes one way is spread over its window: at a few blows (step), all along
 * (growing), or mostly earlier (plateau).
 */
#ifndef MEMTOP_DERIVE_TREND_SHAPE_H
#define MEMTOP_DERIVE_TREND_SHAPE_H

#include <stdbool.h>
#include <stddef.h>

#include "derive/trend/curve.h"

/* TREND_SAWTOOTH: it turns back too often to go one way. */
enum trend shape_of_leg(const struct curve *curve, double moved);

/*
 * Whether it comes in few portions, and those by more than so many standard deviations earlier than
 * chance would have them: the most that was ever used at once grows like that.
 */
bool shape_thins_out(const struct curve *curve, double moved, double deviations);

/* Intervals since the last one that moved by an amount that counts, of moved bytes in all. */
size_t shape_still(const struct curve *curve, double moved);

#endif
