/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What malloc keeps, by the reader that main has handed in. */
#ifndef MEMTOP_SOURCE_BUDGETED_RETAINED_H
#define MEMTOP_SOURCE_BUDGETED_RETAINED_H

#include "source/budgeted/reader.h"

extern const struct budgeted_kind retained_kind;

#endif
