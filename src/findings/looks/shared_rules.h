/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the objects of shared memory mean. */
#ifndef MEMTOP_FINDINGS_SHARED_RULES_H
#define MEMTOP_FINDINGS_SHARED_RULES_H

#include "derive/shared.h"
#include "findings/finding.h"
#include "findings/looks/named.h"

#define SHARED_LARGEST 3

/* What rules look for in a report, without the report. */
struct shared_evidence {
	struct value shmem, total, huge_total, huge_free; /* bytes, of meminfo */
	struct shared_sums sums;
	struct named_bytes largest[SHARED_LARGEST]; /* of Shmem */
	size_t largest_count;
	struct named_bytes orphaned, deleted; /* the largest of those */
	struct named_bytes tmpfs;             /* the fullest, and what is used of its limit */
	struct value tmpfs_limit;
	char command[256]; /* frees orphaned; "": none that fits */
};

extern const struct subject shared_subject;

void shared_evidence_of(struct shared_evidence *evidence, const struct shared_report *report);

#endif
