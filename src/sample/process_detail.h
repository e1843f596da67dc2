/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One process in depth, as it was at one moment: its summary, and every mapping with its kind.
 * Built by source/, then shared and never changed, like a sample.
 */
#ifndef MEMTOP_SAMPLE_PROCESS_DETAIL_H
#define MEMTOP_SAMPLE_PROCESS_DETAIL_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/label.h"
#include "base/status.h"
#include "base/text.h"
#include "base/value.h"
#include "parse/process/map_list.h"
#include "parse/process/smaps_rollup.h"

/* What a mapping is to the process. */
enum detail_kind {
	KIND_HEAP,      /* of brk(2) */
	KIND_ARENA,     /* glibc's heap of a thread, known by its header */
	KIND_ANONYMOUS, /* other private memory, named by prctl() or not */
	KIND_STACK,     /* of the main thread, and of the others */
	KIND_EXECUTABLE,
	KIND_LIBRARY,
	KIND_FILE,   /* any other mapped file */
	KIND_SHARED, /* memfd, System V, POSIX, tmpfs, shared anonymous */
	KIND_HUGE,   /* hugetlbfs */
	KIND_VDSO,   /* pages of the kernel's, shown to every process */
	KIND_DEVICE,
	KIND_COUNT
};

/* The key is a word of JSON: "heap". */
extern const struct label kind_rows[KIND_COUNT];

/* The figures of a mapping, in the order of smaps; bytes, but for those that say otherwise. */
enum mapping_figure {
	MAPPING_SIZE,
	MAPPING_KERNEL_PAGE_SIZE,
	MAPPING_MMU_PAGE_SIZE,
	MAPPING_RSS,
	MAPPING_PSS,
	MAPPING_PSS_DIRTY,
	MAPPING_SHARED_CLEAN,
	MAPPING_SHARED_DIRTY,
	MAPPING_PRIVATE_CLEAN,
	MAPPING_PRIVATE_DIRTY,
	MAPPING_REFERENCED,
	MAPPING_ANON,
	MAPPING_KSM,
	MAPPING_LAZY_FREE,
	MAPPING_ANON_HUGE,
	MAPPING_SHMEM_HUGE,
	MAPPING_FILE_HUGE,
	MAPPING_SHARED_HUGETLB,
	MAPPING_PRIVATE_HUGETLB,
	MAPPING_SWAP,
	MAPPING_SWAP_PSS,
	MAPPING_LOCKED,
	MAPPING_HUGE_ELIGIBLE,  /* 0 or 1 */
	MAPPING_PROTECTION_KEY, /* a number */
	MAPPING_FIGURE_COUNT
};

struct figure_row {
	const char *name;   /* as in smaps: "Private_Dirty" */
	struct label label; /* titled as a column */
	bool summable;      /* a sum over mappings means something */
};
extern const struct figure_row figure_rows[MAPPING_FIGURE_COUNT];

struct detail_mapping {
	uint64_t start, end, offset, inode;
	uint32_t major, minor;
	enum detail_kind kind;
	char permissions[5];
	bool deleted;                        /* the file has no name any more */
	uint8_t state[MAPPING_FIGURE_COUNT]; /* enum value_state */
	uint64_t figure[MAPPING_FIGURE_COUNT];
	uint32_t name, flags; /* offsets into the detail's strings; raw bytes, NUL-terminated */
};

struct kind_sum {
	uint64_t count;
	uint64_t figure[MAPPING_FIGURE_COUNT]; /* what a kernel does not print adds nothing */
};

/* What stands above the mappings.  Bytes where nothing else is said. */
struct detail_summary {
	struct value size, rss, anonymous, file, shared, swap, locked, pinned, page_tables;
	struct value peak_size, peak_rss, data, stack, hugetlb;
	struct value threads, oom_score;
	struct value oom_adjust;  /* -1000 to 1000 */
	struct value thp_enabled; /* 0 or 1 */
	struct value ksm_pages;
	struct value ksm_any; /* PR_SET_MEMORY_MERGE: 0 or 1 */
	struct value limit_address_space, limit_data, limit_stack, limit_locked, limit_resident;
	struct value deleted_files;   /* open, but without a name any more */
	struct value deleted_bytes;   /* what they hold */
	struct value deleted_mapped;  /* the part of that in files that it maps, too */
	struct value unmapped_memfds; /* memfds that it has open and does not map: in no RSS */
	struct value
		shmem_grown; /* by so much has what it maps of that grown since the first look */
	struct value written_tmpfs; /* files on tmpfs that it has open for writing, unmapped */
	struct value cgroup_limit, cgroup_usage;
	struct value cgroup_file; /* file cache inside usage, which gives way at the limit */
	struct value minor_faults, major_faults; /* since it began */
	struct value co_mappers;                 /* processes that map most of what it shares */
	bool co_mappers_at_least;                /* not all processes could be looked at */
};

/* NUMA nodes that are told apart. */
#define DETAIL_NODES 16

struct process_detail {
	atomic_uint references;
	pid_t pid, ppid;
	char process_state;
	bool kernel_thread;
	bool recorded; /* it comes out of a record */
	uint64_t start_ticks;
	uint64_t monotonic_ns;
	int64_t wall_ns;
	uint64_t read_ns;                                 /* how long smaps took */
	uint32_t user, name, command, cgroup, executable; /* offsets into strings; 0 is "" */
	uint32_t huge_mode;                               /* likewise: always, madvise, never */
	uint32_t shared_name; /* likewise: of the mapping that shares most */
	uint32_t asked_mount; /* likewise: whose server it may wait for, where it does not answer */
	enum status smaps_status; /* whether mappings could be read */
	bool denied_to_root;      /* ... by what, where they could not */
	enum status rollup_status;
	struct detail_summary summary;
	struct smaps_rollup rollup;
	struct detail_mapping *mappings; /* by address */
	size_t mapping_count;
	struct kind_sum kinds[KIND_COUNT];
	unsigned numa_nodes;                   /* of the machine; 0 if unknown */
	struct value node_bytes[DETAIL_NODES]; /* on each node, where there is more than one */
	struct string_pool strings;
};

struct process_detail *detail_new(pid_t pid); /* one reference; NULL: no memory */
struct process_detail *detail_ref(struct process_detail *detail);
void detail_unref(struct process_detail *detail); /* NULL is allowed */

/* Gives every figure of the summary, the rollup and the nodes that state. */
void detail_fill(struct process_detail *detail, enum value_state state);

static inline const char *detail_string(const struct process_detail *detail, uint32_t offset)
{
	return string_pool_at(&detail->strings, offset);
}

static inline struct value mapping_figure(const struct detail_mapping *mapping,
	enum mapping_figure figure)
{
	return (struct value){ .n = (int64_t)mapping->figure[figure],
		.state = (enum value_state)mapping->state[figure] };
}

/*
 * The kind by name, permissions and executable, all that can be told without looking into memory:
 * an arena is KIND_ANONYMOUS so far, and so is the stack of a thread that is not the main one.
 */
enum detail_kind detail_kind_of(const struct detail_mapping *mapping, const char *name,
	const char *executable);

/* The mapping that begins at an address, or NULL. */
const struct detail_mapping *detail_mapping_at(const struct process_detail *detail, uint64_t start);

/*
 * Its mappings as /proc/PID/maps has them, for a caller that would have to read that again; only newlines in
 * names are not escaped, and stay where the detail has them, which must outlive the list.  STATUS_NO_MEMORY.
 * map_list_free() in any case.
 */
enum status detail_list_maps(const struct process_detail *detail, struct map_list *list);

/* Sums the mappings by kind; detail->kinds is set. */
void detail_sum(struct process_detail *detail);

/*
 * Fills the rollup from the mappings, for kernels without smaps_rollup (before 4.14).  The figures
 * that are shares are a little low then: smaps cuts each mapping's down to whole KiB.
 */
void detail_rollup_from_mappings(struct process_detail *detail);

/*
 * The same where it is as good and half the work: of many mappings or much memory, which takes the kernel as long to
 * go through as for smaps, where no share can be low by more than a thousandth.  False, and nothing filled, elsewhere.
 */
bool detail_rollup_from_many(struct process_detail *detail);

/* The sum of one figure over all kinds. */
uint64_t detail_total(const struct process_detail *detail, enum mapping_figure figure);

/* What one of smaps' two-letter flags means, N_(); NULL for one not known here. */
const char *detail_flag_meaning(const char flag[2]);

#endif
