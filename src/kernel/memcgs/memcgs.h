/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The counters of all memory cgroups by a BPF program. */
#ifndef MEMTOP_KERNEL_MEMCGS_MEMCGS_H
#define MEMTOP_KERNEL_MEMCGS_MEMCGS_H

#include "ports/memcg_counters.h"

/* Its context is NULL without memory for it. */
struct memcg_counters kernel_memcgs_new(void);

/* Counts nothing, for the setting bpf is off. */
struct memcg_counters kernel_memcgs_off(void);

#endif
