/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Before the probe: how much may be asked for, why that much, and whether to begin at all. */
#ifndef MEMTOP_PROBE_BUDGET_H
#define MEMTOP_PROBE_BUDGET_H

#include <stdbool.h>
#include <stdint.h>

#include "probe/reading.h"
#include "sample/probe_report.h"

/* What the kernel was asked before; what could not be found out is missing, or false. */
struct preconditions {
	struct probe_reading reading;
	bool readonly;
	bool other_probe;           /* another one is running, or its balloon still is */
	bool die_together;          /* memory.oom.group is set on a cgroup above us */
	char group[256];            /* the one it is set on, or the one with the tightest limit */
	struct value overcommit;    /* vm.overcommit_memory */
	struct value address_space; /* the smaller of RLIMIT_AS and RLIMIT_DATA, bytes */
	uint64_t protected_groups;
	enum status lacks; /* a shortage, for which some of this is not known; or STATUS_OK */
};

/*
 * Fills assessment for a pressure probe, the refusal included: a pure function.  The request's size
 * or share counts against what is found.
 */
void budget_assess(struct probe_assessment *assessment, const struct probe_request *request,
	const struct preconditions *preconditions);

/* The same for a probe without pressure: refuses only what no mode may or can do. */
void budget_assess_other(struct probe_assessment *assessment, const struct probe_request *request,
	const struct preconditions *preconditions);

/* Less cache than this cannot be told from what moves by itself. */
#define BUDGET_LEAST_PROOF ((uint64_t)32 << 20)

/* Refusals that are found out later than in budget_assess(), or for the other modes. */
enum refusal {
	REFUSAL_READONLY,
	REFUSAL_OTHER_PROBE,
	REFUSAL_NO_BALLOON,
	REFUSAL_BALLOON_NOT_OURS,
	REFUSAL_BALLOON_FAILED,
	REFUSAL_OOM_ADJUST,
	REFUSAL_NO_MEMORY,
	REFUSAL_NO_DESCRIPTORS,
	REFUSAL_MEMINFO,
	REFUSAL_ZONEINFO,
	REFUSAL_ZONES_DISAGREE,
	REFUSAL_VMSTAT,
	REFUSAL_OOM_GROUP,
	REFUSAL_GIVEN_UP,
	REFUSAL_SWAP_FULL,
	REFUSAL_DIRTY,
	REFUSAL_OVERCOMMIT,
	REFUSAL_ADDRESS_SPACE,
	REFUSAL_CGROUP,
	REFUSAL_HEADROOM,
	REFUSAL_TOO_LARGE,
	REFUSAL_FREE_SUFFICES,
	REFUSAL_TARGET,
	REFUSAL_DENIED,
	REFUSAL_UNSUPPORTED,
	REFUSAL_NOT_CACHED,
	REFUSAL_COUNT
};
const struct probe_phrase *budget_refusal(enum refusal refusal);

/* What a shortage is refused for; with another status the other one. */
enum refusal budget_shortage(enum status status, enum refusal other);

/* Refuses, unless that was done already. */
void budget_refuse(struct probe_assessment *assessment, enum refusal refusal, const char *detail);

#endif
