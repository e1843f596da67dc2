/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A world in which each rule fires, and in which it just does not, where figures alone do not say it. */
#ifndef MEMTOP_TESTS_FINDINGS_RULES_CASES_H
#define MEMTOP_TESTS_FINDINGS_RULES_CASES_H

#include <stdbool.h>

#include "findings/cgroup_rules.h"
#include "findings/kernel_rules.h"
#include "findings/leak_rules.h"
#include "findings/machine_rules.h"
#include "findings/process_rules.h"
#include "findings/processes_rules.h"
#include "findings/looks/cache_rules.h"
#include "findings/looks/shared_rules.h"

/* All that rules may look at. */
struct world {
	struct evidence machine;
	struct meminfo meminfo;
	struct system_sample system;
	struct process_evidence process;
	struct process_detail detail;
	struct heap_report report;
	struct heap_arena arena;
	struct sample sample;
	struct processes_evidence processes;
	struct leak_report leaks;
	struct leak_holder holder;
	struct leak_evidence leak;
	struct leak_search search;
	struct search_evidence searched;
	struct shared_evidence shared;
	struct cache_evidence cached;
	struct cgroup_evidence cgroup;
	struct cgroups cgroups;
	struct cgroup_node node;
	struct cgroup one;
	struct kernel_evidence kernel;
	struct kernel_memory kernel_memory;
	struct cgroup_identity identity; /* last, since its path stands behind it elsewhere */
};

/*
 * with and without: figures that are set, "name=n", "name=n/whole" or "name:text"; a whole is 10000
 * where nothing else is said, so that n is in hundredths of a per cent.  set changes the rest.
 */
struct rule_case {
	const char *rule, *with, *without;
	void (*set)(struct world *world, bool fires);
};

/* Up to the one without a name. */
extern const struct rule_case rule_cases[];

#endif
