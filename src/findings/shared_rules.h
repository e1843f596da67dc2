/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the objects of shared memory mean. */
#ifndef MEMTOP_FINDINGS_SHARED_RULES_H
#define MEMTOP_FINDINGS_SHARED_RULES_H

#include "derive/shared.h"
#include "findings/finding.h"

#define SHARED_LARGEST 3

/* A report with what rules look for in it; NULL: there is none. */
struct shared_evidence {
	const struct shared_report *report;
	struct shared_sums sums;
	const struct shared_object *largest[SHARED_LARGEST]; /* of Shmem */
	const struct shared_object *nobodys, *deleted;       /* the largest of those */
	const struct shared_mount *fullest;
	char command[256]; /* frees nobodys; "": none that fits */
};

extern const struct subject shared_subject;

/* The report must stay as long as the evidence, and that as long as the findings. */
void shared_evidence_of(struct shared_evidence *evidence, const struct shared_report *report);

#endif
