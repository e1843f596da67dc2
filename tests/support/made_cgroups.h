/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Cgroups that were never read, for tests of what follows from them. */
#ifndef MEMTOP_TESTS_MADE_CGROUPS_H
#define MEMTOP_TESTS_MADE_CGROUPS_H

#include "sample/cgroups.h"

/* One; all figures absent but those that are set. */
struct made_cgroup {
	const char *path; /* of a parent that stands before it; "/" first */
	struct {
		enum cgroup_figure figure;
		int64_t n;
	} figures[12];
	size_t count; /* of those that are set */
};

/* In preorder, as they are given; ids are 1, 2 ...  cgroups_unref() it. */
struct cgroups *cgroups_made(const struct made_cgroup *made, size_t count);

#endif
