/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What memory.min and memory.low come to, which the cgroups above can cut. */
#ifndef MEMTOP_DERIVE_CGROUP_PROTECTION_H
#define MEMTOP_DERIVE_CGROUP_PROTECTION_H

#include "sample/cgroups.h"

/*
 * The memory, in bytes, that reclaim leaves a cgroup: setting is CGROUP_MIN or CGROUP_LOW.  As
 * effective_protection() of mm/page_counter.c (6.12) has it, for reclaim that the machine needs.
 * Absent in v1, and for the root.
 */
struct value cgroup_protected(const struct cgroups *cgroups, size_t at, enum cgroup_figure setting);

#endif
