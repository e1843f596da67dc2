/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What one report says about memory that ended, raw: an OOM kill of the kernel, a failed page
 * allocation, SysRq-M, a Mem-Info by itself, or the lines of a killer in user space.  parse/oom
 * makes it; derive/oom judges it.  A figure that was not printed, or was cut, is absent.
 */
#ifndef MEMTOP_PARSE_OOM_REPORT_H
#define MEMTOP_PARSE_OOM_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "base/value.h"
#include "parse/oom/keys.h"

enum oom_key {
#define X(identifier, name) OOM_##identifier,
	OOM_KEYS(X)
#undef X
		OOM_KEY_COUNT
};

/* "slab_unreclaimable": as printed and as JSON has it. */
const char *oom_key_name(enum oom_key key);

enum oom_form {
	OOM_FORM_OOM,
	OOM_FORM_ALLOCATION_FAILURE,
	OOM_FORM_SYSRQ,
	OOM_FORM_REPORT, /* Mem-Info with nothing that says why it was printed */
	OOM_FORM_USERSPACE,
	OOM_FORM_COUNT
};

enum oom_constraint {
	OOM_CONSTRAINT_UNKNOWN,
	OOM_CONSTRAINT_NONE,
	OOM_CONSTRAINT_CPUSET,
	OOM_CONSTRAINT_MEMORY_POLICY,
	OOM_CONSTRAINT_CGROUP,
	OOM_CONSTRAINT_COUNT
};

/* In the order of enum zone_type (include/linux/mmzone.h). */
enum oom_zone_kind {
	OOM_ZONE_DMA,
	OOM_ZONE_DMA32,
	OOM_ZONE_NORMAL,
	OOM_ZONE_HIGHMEM,
	OOM_ZONE_MOVABLE,
	OOM_ZONE_DEVICE,
	OOM_ZONE_COUNT
};

/* Machine-readable words, never translated. */
const char *oom_form_name(enum oom_form form);
const char *oom_constraint_name(enum oom_constraint constraint); /* NULL where unknown */
const char *oom_zone_name(enum oom_zone_kind kind);

enum oom_block_type { /* the letters of show_migration_types() */
	OOM_BLOCK_UNMOVABLE = 1,
	OOM_BLOCK_MOVABLE = 2,
	OOM_BLOCK_RECLAIMABLE = 4,
	OOM_BLOCK_HIGHATOMIC = 8,
	OOM_BLOCK_CMA = 16,
	OOM_BLOCK_ISOLATED = 32,
};

#define OOM_ORDERS 20

/* The line "4*4kB (UM) ... = 13312kB". */
struct oom_blocks {
	size_t count; /* orders read; 0: no such line, or nothing of it */
	struct {
		uint64_t count, size; /* size in bytes */
		unsigned types;       /* of oom_block_type; 0: not printed */
	} order[OOM_ORDERS];
	struct value sum; /* bytes, as printed behind '='; absent: the line was cut */
};

#define OOM_RESERVES 8
#define OOM_NO_NODE  (-1)

struct oom_zone {
	int node; /* OOM_NO_NODE: the kernel has only one and did not print it */
	enum oom_zone_kind kind;
	struct value key[OOM_KEY_COUNT]; /* bytes; pages_scanned a count */
	uint64_t reserve[OOM_RESERVES];  /* pages; index: the highest zone of the request */
	size_t reserve_count;
	struct oom_blocks blocks;
};

struct oom_node {
	int node;
	struct value key[OOM_KEY_COUNT]; /* bytes */
	bool all_unreclaimable;
};

struct oom_hugepages {
	int node;
	uint64_t total, free, surplus, size; /* pages; size in bytes */
};

struct oom_task {
	struct text name;
	uint64_t pid, uid;
	struct value total_vm, rss, rss_anon, rss_file, rss_shmem, swap; /* pages */
	struct value page_tables;                                        /* bytes, from 4.15 */
	struct value page_table_pages;                                   /* before: nr_ptes */
	bool has_score_adj;
	int score_adj;
};

struct oom_slab {
	struct text name;
	uint64_t used, total; /* bytes */
};

/* A line "memory: usage 1024kB, limit 1024kB, failcnt 7"; all in bytes. */
struct oom_account {
	struct value usage, limit; /* limit absent with usage known: no limit */
};

struct oom_cgroup {
	struct oom_account memory, memory_swap, kernel, swap;
	bool stats;                       /* its statistics were printed */
	struct value stat[OOM_KEY_COUNT]; /* bytes */
};

struct oom_request {
	bool known;            /* the head line is there */
	struct text requester; /* name */
	struct value pid;
	struct text gfp;         /* "GFP_KERNEL|__GFP_COMP"; empty where only the number is there */
	struct value mask;       /* the number */
	struct value order;      /* absent also for -1 */
	bool by_hand;            /* order=-1: SysRq-F */
	struct value vmalloc;    /* bytes asked from vmalloc */
	struct value stalled_ms; /* it did not fail, it took so long (4.9 to 4.14) */
};

struct oom_victim {
	bool known;
	struct text name;
	uint64_t pid;
	struct value total_vm, rss_anon, rss_file, rss_shmem; /* bytes */
	uint64_t others; /* more processes killed by the same report */
};

enum oom_killer { OOM_KILLER_NONE, OOM_KILLER_SYSTEMD_OOMD, OOM_KILLER_EARLYOOM };
enum oom_killer_reason { OOM_REASON_NONE, OOM_REASON_PRESSURE, OOM_REASON_MEMORY, OOM_REASON_SWAP };

#define OOM_CANDIDATES 32

/* Of a killer in user space.  Percentages in hundredths, sizes in bytes. */
struct oom_userspace {
	enum oom_killer killer;
	bool acted; /* it killed, or sent a signal */
	enum oom_killer_reason reason;
	struct text target, group; /* the cgroup or process that was killed; what was watched */
	struct value pid, target_bytes, target_pressure;
	struct value percent, limit; /* what was measured and what was allowed */
	struct text duration;        /* "20s" */
	struct value memory_used, memory_total, swap_used, swap_total;
	struct value memory_free, swap_free;             /* earlyoom's last reading */
	struct value memory_percent, swap_percent;       /* of them */
	struct value memory_limit, swap_limit;           /* earlyoom, SIGTERM */
	struct value memory_kill_limit, swap_kill_limit; /* earlyoom, SIGKILL */
	struct {
		struct text path;
		struct value bytes, pressure;
	} candidates[OOM_CANDIDATES];
	size_t candidate_count;
};

struct oom_report {
	enum oom_form form;
	size_t line, line_count; /* in the text: the first, from 1, and how many it reaches over */
	struct value time_us;    /* of its first line, on the clock of the prefix */
	unsigned kernel_major, kernel_minor; /* 0.0: not in the text */
	bool other_page_size;                /* an architecture with pages that may not be 4 KiB */
	bool x86;

	struct oom_request request;
	enum oom_constraint constraint;
	struct text nodemask, mems_allowed, cpuset; /* as printed */
	struct text cgroup, task_cgroup;            /* whose limit; where the victim lived */

	bool mem_info; /* Mem-Info, or figures that belong to it */
	bool headless; /* what stood in front of Mem-Info, or that itself, is cut off */
	struct value counter[OOM_KEY_COUNT]; /* pages */
	struct oom_node *nodes;
	struct oom_zone *zones;
	struct oom_hugepages *hugepages;
	struct oom_task *tasks;
	struct oom_slab *slabs;
	size_t node_count, zone_count, hugepages_count, task_count, slab_count;
	size_t node_room, zone_room, hugepages_room, task_room, slab_room;

	struct value swap_free, swap_total;                                        /* bytes */
	struct value page_cache, swap_cache, ram, highmem, reserved, cma_reserved; /* pages */
	struct oom_cgroup memory_cgroup;
	struct oom_victim victim;
	struct oom_userspace userspace;

	bool tasks_printed; /* the table's head is there: then it was an OOM */
	bool no_killable, panic, sysrq, reaped;
	size_t contradictions; /* figures that were printed twice and differ */
	size_t broken;         /* lines that end in the middle */
};

struct oom_reports {
	struct oom_report *items;
	size_t count, room;
	char *text; /* what the texts in the reports point into */
};

/* Gives the state absent to the figures of a struct from one member to another, both of value. */
#define OOM_ABSENT(object, first, last)                                                            \
	values_fill(&(object)->first,                                                              \
		offsetof(__typeof__(*(object)), last) + sizeof((object)->last) -                   \
			offsetof(__typeof__(*(object)), first),                                    \
		VALUE_ABSENT)

/* Makes it a report in which nothing was printed: each figure is absent. */
void oom_report_clear(struct oom_report *report);

/* What one report holds, not the report; it is not to be used behind it. */
void oom_report_free(struct oom_report *report);

/* Also of a zeroed struct, and twice. */
void oom_reports_free(struct oom_reports *reports);

#endif
