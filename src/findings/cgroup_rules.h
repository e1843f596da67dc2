/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the figures of memory cgroups mean: of one, and of all together. */
#ifndef MEMTOP_FINDINGS_CGROUP_RULES_H
#define MEMTOP_FINDINGS_CGROUP_RULES_H

#include "findings/finding.h"
#include "sample/cgroups.h"

struct cgroup_evidence {
	const struct cgroups *cgroups;
	size_t node;
	struct value swap_free; /* of the machine */
};

extern const struct subject cgroup_subject, cgroups_subject;

/* Whether any rule can fire on it: most cgroups have no limit, and nothing happened to them. */
bool cgroup_is_judged(const struct cgroups *cgroups, size_t node);

/*
 * All findings on all of them.  evidence is an array of as many as there are nodes, to be kept as long as
 * the findings.
 */
void cgroups_judge(struct findings *findings, struct cgroup_evidence *evidence,
	const struct cgroups *cgroups, struct value swap_free);

#endif
