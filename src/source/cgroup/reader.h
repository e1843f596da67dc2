/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The thread that reads the memory cgroups.  The caller waits for it, but not for ever: memory.stat of
 * a machine with many dying cgroups takes the kernel seconds.  Then there is what was read before.
 */
#ifndef MEMTOP_SOURCE_CGROUP_READER_H
#define MEMTOP_SOURCE_CGROUP_READER_H

#include "source/cgroup/tree.h"

/* Of processor time: for cgroups of which nothing is known yet, and for those whose turn it is. */
#define CGROUP_FIRST_BUDGET_NS 200000000
#define CGROUP_TURN_BUDGET_NS  3000000

struct cgroup_reader;

/*
 * proc is an open /proc; it is duplicated.  var: "/var", or a test's.  NULL: errno.
 */
struct cgroup_reader *cgroup_reader_new(int proc, const char *var,
	const struct cgroup_limits *limits);
/*
 * Has what version 1 does not print counted by those counters, which become the reader's, in any case.
 * Before the first reading.  A shortage: memtop could not find out whether there is anything to count.
 */
enum status cgroup_reader_use(struct cgroup_reader *reader, struct memcg_counters counters);
void cgroup_reader_free(struct cgroup_reader *reader); /* does not wait for a read that hangs */

/*
 * Reads, and waits for so long.  A reference to the newest there is, which may be that of a reading
 * before, as its monotonic_ns says; NULL: there is none yet.  Where memory, descriptors or a thread lacked
 * for any of it, a shortage, and NULL; STATUS_FAILED if there could be no thread for another reason.
 */
enum status cgroup_reader_read(struct cgroups **cgroups, struct cgroup_reader *reader,
	const struct cgroup_request *request, uint64_t wait_ns);

#endif
