/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The largest cached files and the largest shared objects that one cgroup pays for. */
#ifndef MEMTOP_VIEWS_CGROUPS_PAID_H
#define MEMTOP_VIEWS_CGROUPS_PAID_H

#include <stdint.h>

#include "views/cgroups/detail.h"

struct cgroup_paid;

/*
 * The sentence of it, or why there is none, and its sums; the id is the cgroup's.  What it gives, which
 * lasts as long as the document, is for its tables; NULL: no memory, and the document has failed.
 */
struct cgroup_paid *cgroup_say_paid(struct document *document, uint64_t id,
	const struct cgroup_files *files);
void cgroup_put_paid(struct document *document, struct cgroup_paid *paid, enum cgroup_part part);

#endif
