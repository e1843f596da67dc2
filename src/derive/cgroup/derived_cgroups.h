/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What follows from the cgroups of a sample and of those before.  They hold what was read and a reference
 * to this, as a row does to derive/process/derived_row.h.
 */
#ifndef MEMTOP_DERIVE_CGROUP_DERIVED_CGROUPS_H
#define MEMTOP_DERIVE_CGROUP_DERIVED_CGROUPS_H

#include "derive/trend.h"
#include "sample/cgroups.h"

/* Not asked of those that are not shown. */
struct derived_cgroup {
	struct value growth;          /* of usage, bytes a minute */
	struct value hard_growth;     /* of what cannot be given back, bytes a minute */
	struct value hard_levels;     /* ... its last ten minutes (derive/levels.h) */
	enum trend trend, hard_trend; /* of both, where they are asked */
};

/* Of the cgroup at that index; of one of which nothing was derived: nothing was asked. */
const struct derived_cgroup *derived_of_cgroup(const struct cgroups *cgroups, size_t node);

/* For the caller that alone makes the cgroups: what follows from one, to be changed.  NULL without memory. */
struct derived_cgroup *derived_cgroup_edit(struct cgroups *cgroups, size_t node);

#endif
