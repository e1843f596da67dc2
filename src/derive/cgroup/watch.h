/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is remembered of cgroups from sample to sample. */
#ifndef MEMTOP_DERIVE_CGROUP_WATCH_H
#define MEMTOP_DERIVE_CGROUP_WATCH_H

#include "derive/history.h"
#include "sample/cgroups.h"

/*
 * Adds a new reading, which no other thread has yet, to the history, and finds how those with
 * these ids move; with none given, the first ones (derive/cgroup/derived_cgroups.h).
 * STATUS_NO_MEMORY: how some of them move is not known.
 */
enum status cgroups_watch(struct history *history, struct cgroups *cgroups, const uint64_t *ids,
	size_t count);

#endif
