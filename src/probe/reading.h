/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the supervisor knows at one moment.  Taking a reading opens nothing and allocates next to
 * nothing, for it happens every few milliseconds under the very pressure that it measures: the
 * files are kept open, the texts land in one buffer.
 */
#ifndef MEMTOP_PROBE_READING_H
#define MEMTOP_PROBE_READING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "base/value.h"
#include "parse/system/vmstat.h"
#include "parse/system/zoneinfo.h"
#include "probe/groups.h"

/* Fields of meminfo, in bytes. */
enum memory_field {
	MEMORY_TOTAL,
	MEMORY_FREE,
	MEMORY_AVAILABLE,
	MEMORY_BUFFERS,
	MEMORY_CACHED,
	MEMORY_SHARED,
	MEMORY_MAPPED,
	MEMORY_SLAB_RECLAIMABLE,
	MEMORY_ANONYMOUS,
	MEMORY_UNEVICTABLE,
	MEMORY_DIRTY,
	MEMORY_WRITEBACK,
	MEMORY_SWAP_TOTAL,
	MEMORY_SWAP_FREE,
	MEMORY_COMMIT_LIMIT,
	MEMORY_COMMITTED,
	MEMORY_FIELD_COUNT
};

/*
 * The zones that can serve an ordinary allocation, added up, in bytes.  Of each only what lies
 * above its lowmem reserve counts, so that free reaches low when the allocator wakes kswapd:
 * mm/page_alloc.c, __zone_watermark_ok().
 */
struct zones_reading {
	bool known;
	uint64_t free, min, low, high;
	uint64_t room;          /* see zone_room() */
	bool balanced;          /* one of them lies above high: kswapd has nothing to do */
	uint64_t all_free;      /* of all zones, the reserves included: what MemFree says */
	uint64_t per_cpu_lists; /* of all zones */
	uint64_t reserve;       /* totalreserve_pages */
	uint64_t given_up;      /* nodes whose kswapd has given up */
};

/* What the proof's arithmetic is about: the machine's memory, or one cgroup's. */
struct account {
	struct value free;  /* machine: MemFree + per-CPU lists; cgroup: limit - usage */
	struct value cache; /* machine: Cached + Buffers + SReclaimable; cgroup: file + slab */
	struct value kswapd_reclaimed, direct_reclaimed; /* reclaimed so far, bytes */
	struct value refault; /* bytes of file cache read again soon after */
	struct value
		anonymous; /* machine: AnonPages, the balloon's among them; cgroup: not known */
};

struct probe_reading {
	uint64_t at_ns;
	uint64_t page_size;
	struct value memory[MEMORY_FIELD_COUNT];
	struct zones_reading zones;
	struct value counter[VMSTAT_COUNT]; /* as the kernel counts: pages or events */
	struct value pressure_full_us;
	struct value room;       /* the smallest of any cgroup above us; absent: no limit */
	struct value room_floor; /* of that cgroup: what must stay */
	size_t tightest;         /* its level in the groups; only with room */
	struct value group_oom_kills;
	struct account machine, group; /* group: see reader_watch() */
};

struct reader;

/* Opens what there is to open; groups is kept and must live as long.  STATUS_OK or a shortage. */
enum status reader_new(struct reader **reader, struct groups *groups);
void reader_free(struct reader *reader); /* NULL is allowed */

/*
 * Keeps the account of the cgroup at this level from now on.  Until then it is that of whichever is
 * tightest, which may be another one from one reading to the next.
 */
void reader_watch(struct reader *reader, size_t level);

/* Fills reading; what cannot be read is missing in it. */
void reader_take(struct reader *reader, struct probe_reading *reading);

/* The memory that the reader works in, so that it can be locked. */
void reader_memory(const struct reader *reader, const void **at, size_t *size);

/* Adds the zones up: a pure function.  zones must be zeroed, zoneinfo have at least one zone. */
void reading_add_zones(struct zones_reading *zones, const struct zoneinfo *zoneinfo,
	uint64_t page_size);

#endif
