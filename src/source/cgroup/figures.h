/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of one cgroup say. */
#ifndef MEMTOP_SOURCE_CGROUP_FIGURES_H
#define MEMTOP_SOURCE_CGROUP_FIGURES_H

#include <stdint.h>

#include "sample/cgroups.h"
#include "source/file.h"

/* The file of the one figure that is read of all: "memory.current". */
const char *cgroup_usage_file(int version);

/* What such a file says. */
struct value cgroup_usage_of(const char *text, size_t length);

/*
 * Reads all other files of the cgroup in that directory.  With a reading of the events before, the
 * one in cgroup becomes before.  A shortage: what memtop lacked for any of them.
 */
enum status cgroup_read_figures(struct cgroup *cgroup, int version, int directory,
	struct file_buffer *buffer, uint64_t now_ns);

/* Whether a reading differs from another one in anything but its moment. */
bool cgroup_differs(const struct cgroup *a, const struct cgroup *b);

#endif
