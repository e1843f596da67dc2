/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the kernel uses memory for itself, at one moment: one item a consumer.  Built by its reader
 * (source/kernel_memory/), made whole by derive/kernel/, then shared, never changed.
 */
#ifndef MEMTOP_SAMPLE_KERNEL_MEMORY_H
#define MEMTOP_SAMPLE_KERNEL_MEMORY_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/status.h"
#include "base/text.h"
#include "base/value.h"

enum kernel_kind {
	KERNEL_SLAB,
	KERNEL_KMALLOC_LARGE, /* beyond the largest kmalloc cache: pages that Slab counts, in no cache */
	KERNEL_RECLAIMABLE, /* KReclaimable beyond SReclaimable */
	KERNEL_PAGE_TABLES,
	KERNEL_SECONDARY_PAGE_TABLES,
	KERNEL_STACKS,
	KERNEL_VMALLOC,
	KERNEL_MODULES,
	KERNEL_PERCPU,
	KERNEL_HUGETLB,
	KERNEL_ZSWAP,
	KERNEL_ZRAM,
	KERNEL_GPU,
	KERNEL_BOUNCE,
	KERNEL_SHADOW_STACKS,
	KERNEL_QUICKLISTS,
	/* On no counter of meminfo. */
	KERNEL_PIPE,
	KERNEL_UNIX,
	KERNEL_TCP,
	KERNEL_UDP,
	KERNEL_FRAGMENTS,
	KERNEL_IO_URING,
	KERNEL_PERF,
	KERNEL_ARC,
	/* In slab, vmalloc and per-CPU data. */
	KERNEL_BPF,
	/* Beside MemTotal. */
	KERNEL_MEMMAP,
	KERNEL_RESERVED,
	KERNEL_BALLOON,
	KERNEL_KINDS
};

/* Where an item's memory stands in the sum of the view. */
enum kernel_place {
	KERNEL_COUNTED,   /* on a counter of meminfo */
	KERNEL_UNCOUNTED, /* on none: it would be unnamed */
	KERNEL_WITHIN,    /* other items have it already */
	KERNEL_OUTSIDE,   /* not part of MemTotal */
	KERNEL_PLACES
};

enum kernel_reclaim {
	KERNEL_RECLAIM_UNKNOWN,
	KERNEL_RECLAIM_NO,
	KERNEL_RECLAIM_YES,
};

struct kernel_owner {
	pid_t pid;
	char name[16];
	struct value bytes;
};

/* The largest owners of an item are kept. */
#define KERNEL_OWNERS_MOST 8

struct kernel_item {
	enum kernel_kind kind;
	enum kernel_place place;
	char *name;         /* of the cache or caller; NULL: its kind says it all.  Raw bytes */
	char *aliases;      /* merged into the same cache, with ", " between; NULL: none */
	const char *source; /* the file that tells it: "slabinfo" */
	struct value bytes;
	struct value objects;  /* in use; what an object is depends on the kind */
	struct value room;     /* objects that there is room for, where that is another number */
	struct value promised; /* bytes that may come to be taken: what the pipes have room for */
	bool at_least;         /* it may be more: the way that it was found does not see all */
	enum kernel_reclaim reclaim;
	enum value_state reclaim_missing; /* why that is unknown; at first VALUE_ABSENT */
	struct kernel_owner owners[KERNEL_OWNERS_MOST]; /* largest first */
	size_t owner_count;
};

struct derived_kernel; /* base/shared.h */

struct kernel_memory {
	atomic_uint references;
	uint64_t monotonic_ns; /* when the reading ended */
	uint64_t cpu_ns;       /* that it took */
	enum status slab_status, vmalloc_status;
	/* What processes hold open: how far they were looked at. */
	enum status descriptor_status; /* STATUS_TOO_LARGE: there are more than were looked at */
	size_t denied;                 /* processes that may not be looked into */
	struct kernel_item *items;
	size_t count, capacity;
	struct derived_kernel *derived; /* what derive/ made of it; NULL: it was not asked */
};

struct kernel_memory *kernel_memory_new(void); /* nothing read, one reference; NULL: no memory */
/* The same of what could not be read, and why. */
struct kernel_memory *kernel_memory_unread(enum status status);
struct kernel_memory *kernel_memory_ref(struct kernel_memory *memory);
void kernel_memory_unref(struct kernel_memory *memory); /* NULL is allowed */

/*
 * Adds an item of that kind, with no figure.  The name is copied; one of length 0 is none.  Good until
 * the next is added; NULL: no memory.
 */
struct kernel_item *kernel_memory_add(struct kernel_memory *memory, enum kernel_kind kind,
	struct text name);

/* Adds an item for each cache of a slabinfo that has memory, and how that ended. */
enum status kernel_memory_take_slabs(struct kernel_memory *memory, const char *text, size_t length,
	uint64_t page_size);

/* The item of that kind and name, NULL for one without; or NULL. */
struct kernel_item *kernel_memory_find(const struct kernel_memory *memory, enum kernel_kind kind,
	const char *name);

/* What memtop lacked while any of it was read: memory, descriptors or a thread; or STATUS_OK. */
enum status kernel_memory_shortage(const struct kernel_memory *memory);

/* A copy that may be changed, with one reference.  NULL: no memory. */
struct kernel_memory *kernel_memory_copy(const struct kernel_memory *memory);

/* Counts an owner, if it is among the largest. */
void kernel_item_own(struct kernel_item *item, pid_t pid, const char *name, struct value bytes);

#endif
