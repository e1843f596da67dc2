/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a curve rules out: the fastest growth that could hide in it. */
#ifndef MEMTOP_DERIVE_TREND_BOUND_H
#define MEMTOP_DERIVE_TREND_BOUND_H

#include <stddef.h>

#include "derive/trend/curve.h"

/* Bytes a second that the points from first on can hide; INFINITY: too few of them. */
double bound_of(const struct curve *curve, size_t first);

#endif
