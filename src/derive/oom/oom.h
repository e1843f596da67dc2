/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What follows from a report: sums, watermark arithmetic, what holds what, what was short, and
 * whether the kill could help.  Pure.  Figures are bytes unless they say otherwise.
 */
#ifndef MEMTOP_DERIVE_OOM_OOM_H
#define MEMTOP_DERIVE_OOM_OOM_H

#include "parse/oom/report.h"

enum oom_cause {
	OOM_CAUSE_UNKNOWN,
	OOM_CAUSE_MEMORY_FULL,
	OOM_CAUSE_MEMORY_RESERVED,
	OOM_CAUSE_LOW_ZONE_EXHAUSTED,
	OOM_CAUSE_FRAGMENTED,
	OOM_CAUSE_CGROUP_LIMIT,
	OOM_CAUSE_POLICY,
	OOM_CAUSE_SLAB,
	OOM_CAUSE_UNCOUNTED,
	OOM_CAUSE_MIN_TOO_LARGE,
	OOM_CAUSE_FALSE_REPORT,
	OOM_CAUSE_BY_HAND,
	OOM_CAUSE_VMALLOC_TOO_LARGE,
	OOM_CAUSE_TRANSIENT,
	OOM_CAUSE_INCONSISTENT,
	OOM_CAUSE_USERSPACE_KILLER,
	OOM_CAUSE_COUNT
};

/* Machine-readable, never translated: "memory_full". */
const char *oom_cause_name(enum oom_cause cause);

enum oom_answer { OOM_UNDECIDED, OOM_NO, OOM_YES };

/* Of one zone for the request of its report. */
struct oom_zone_view {
	bool allowed;         /* the request may use it */
	struct value managed; /* or present, where managed is not printed */
	struct value reserve; /* what lowmem_reserve keeps from this request */
	struct value held;    /* free, but of no use to it: CMA, high-order atomic reserve */
	bool margin_known;
	int64_t margin;             /* what is free beyond all that, min and the block itself */
	int64_t margin_one;         /* the same for a single page */
	struct value largest_block; /* of a usable type */
	enum oom_answer has_block;  /* one of the order that was asked for */
};

struct oom_holder {
	const struct oom_task *task; /* NULL: no tasks in the report */
	uint64_t resident, swap;
};

struct oom_view {
	const struct oom_report *report;
	struct value page_size; /* absent: the report does not tell, and 4 KiB is not certain */
	uint64_t page;          /* that, or 4096 */
	struct value order;     /* also from the next report of the text: see oom_view_of() */
	bool order_of_next;
	enum oom_zone_kind top; /* the highest zone that the request may use */
	bool top_known, movable, atomic, may_wait;

	struct value ram, total, reserved; /* total: what the kernel manages */
	bool zones_complete;               /* all zones of the machine are printed */
	struct value free, anon, file, shmem, lru, slab, slab_unreclaimable, page_tables;
	struct value kernel_stack, hugepages, hugepages_free, swap_cached;
	struct value known, uncounted;
	uint64_t zones_free, allowed_free, allowed_managed, other_free, min, boost;
	bool managed_known; /* the size of each zone that the request may use */
	size_t best,
		largest; /* zones: with the best margin, the largest allowed; zone_count: none */
	struct oom_holder biggest, second;
	uint64_t same_name;                /* tasks of the biggest one's name */
	uint64_t task_resident, task_swap; /* sums; shared pages counted several times */
	struct value victim_resident, victim_swap;
	size_t contradictions;
	bool cut; /* zones, and all behind them, are missing */
	enum oom_constraint constraint;

	/* Names as strings, for sentences; "" where there is none.  Any bytes. */
	char requester_name[64], victim_name[64], biggest_name[64], gfp[160], cgroup[256];
	char slab_cache[64], nodes[64], target[256], group[256], duration[16];

	enum oom_cause cause;
	enum oom_answer kill_helps;
};

/* next: the report that follows in the text, or NULL; its order stands in where this has no head. */
void oom_view_of(struct oom_view *view, const struct oom_report *report,
	const struct oom_report *next);

/* Of the report of that index in a text. */
void oom_view_at(struct oom_view *view, const struct oom_reports *reports, size_t index);

void oom_zone_view_of(struct oom_zone_view *zone_view, const struct oom_view *view, size_t zone);

/* a in hundredths of a per cent of b; absent if either is not known or b is 0. */
struct value oom_share(struct value a, struct value b);

/* Figures of one task. */
struct oom_holder oom_holder_of(const struct oom_view *view, const struct oom_task *task);

#endif
