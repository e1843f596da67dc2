/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All processes' figures by a BPF program. */
#ifndef MEMTOP_KERNEL_SWEEP_SWEEP_H
#define MEMTOP_KERNEL_SWEEP_SWEEP_H

#include "ports/sweep.h"

/* ways: 1 << enum sweep_way, or'ed, that may be tried; 0 for all.  Its context is NULL without memory for it. */
struct sweep kernel_sweep_new(unsigned ways);

#endif
