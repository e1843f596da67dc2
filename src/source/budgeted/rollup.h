/* SPDX-License-Identifier: GPL-2.0-or-later */
/* PSS and its kin from smaps_rollup. */
#ifndef MEMTOP_SOURCE_BUDGETED_ROLLUP_H
#define MEMTOP_SOURCE_BUDGETED_ROLLUP_H

#include "source/budgeted/reader.h"

extern const struct budgeted_kind rollup_kind;

/*
 * METRIC_LAZY_FREE of those that seem to grow: what they gave up already, which stays resident until the
 * kernel wants it, is no growth.
 */
extern const struct budgeted_kind lazy_free_kind;

#endif
