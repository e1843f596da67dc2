/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/reading.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "parse/keyed.h"
#include "parse/system/psi.h"
#include "probe/kernel_file.h"

enum probe_file { FILE_MEMINFO, FILE_ZONEINFO, FILE_VMSTAT, FILE_PRESSURE, FILE_COUNT };

static const char *const file_names[FILE_COUNT] = {
	[FILE_MEMINFO] = "meminfo",
	[FILE_ZONEINFO] = "zoneinfo",
	[FILE_VMSTAT] = "vmstat",
	[FILE_PRESSURE] = "pressure/memory",
};

static const struct keyed_row memory_rows[MEMORY_FIELD_COUNT] = {
	[MEMORY_TOTAL] = { "MemTotal", false },
	[MEMORY_FREE] = { "MemFree", false },
	[MEMORY_AVAILABLE] = { "MemAvailable", false },
	[MEMORY_BUFFERS] = { "Buffers", false },
	[MEMORY_CACHED] = { "Cached", false },
	[MEMORY_SHARED] = { "Shmem", false },
	[MEMORY_MAPPED] = { "Mapped", false },
	[MEMORY_SLAB_RECLAIMABLE] = { "SReclaimable", false },
	[MEMORY_ANONYMOUS] = { "AnonPages", false },
	[MEMORY_UNEVICTABLE] = { "Unevictable", false },
	[MEMORY_DIRTY] = { "Dirty", false },
	[MEMORY_WRITEBACK] = { "Writeback", false },
	[MEMORY_SWAP_TOTAL] = { "SwapTotal", false },
	[MEMORY_SWAP_FREE] = { "SwapFree", false },
	[MEMORY_COMMIT_LIMIT] = { "CommitLimit", false },
	[MEMORY_COMMITTED] = { "Committed_AS", false },
};

/* zoneinfo has some 80 bytes a CPU and zone. */
#define TEXT_SIZE ((size_t)1 << 20)

struct reader {
	struct groups *groups;
	uint64_t page_size;
	size_t watched; /* level whose account is kept, or SIZE_MAX: the tightest */
	int files[FILE_COUNT];
	char text[TEXT_SIZE];
};

enum status reader_new(struct reader **out, struct groups *groups)
{
	struct reader *reader = calloc(1, sizeof(*reader));
	enum status status = STATUS_OK;

	*out = NULL;
	if (!reader)
		return STATUS_NO_MEMORY;
	reader->groups = groups;
	reader->watched = SIZE_MAX;
	reader->page_size = (uint64_t)sysconf(_SC_PAGESIZE);
	for (size_t i = 0; i < FILE_COUNT; i++) {
		reader->files[i] = kernel_file_open("/proc", file_names[i]);
		if (reader->files[i] < 0 && !status_is_shortage(status))
			status = status_from_errno(errno);
	}
	if (status_is_shortage(status)) {
		reader_free(reader);
		return status;
	}
	*out = reader;
	return STATUS_OK;
}

void reader_free(struct reader *reader)
{
	if (!reader)
		return;
	for (size_t i = 0; i < FILE_COUNT; i++)
		if (reader->files[i] >= 0)
			close(reader->files[i]);
	free(reader);
}

static bool load(struct reader *reader, enum probe_file file, size_t *length)
{
	return kernel_file_read(reader->files[file], reader->text, TEXT_SIZE, length) == STATUS_OK;
}

static void take_memory(struct reader *reader, struct probe_reading *reading)
{
	size_t length;

	if (load(reader, FILE_MEMINFO, &length))
		(void)keyed_parse(reading->memory, memory_rows, MEMORY_FIELD_COUNT, reader->text,
			length);
}

static const struct zone *largest_zone(const struct zoneinfo *zoneinfo)
{
	const struct zone *largest = zoneinfo->zones;

	for (size_t i = 1; i < zoneinfo->count; i++)
		if (zoneinfo->zones[i].managed > largest->managed)
			largest = &zoneinfo->zones[i];
	return largest;
}

/* What lies in a zone above the reserve that it keeps for allocations which only it can serve. */
static uint64_t usable_pages(const struct zone *zone)
{
	return zone->free > zone->protection_max ? zone->free - zone->protection_max : 0;
}

/*
 * What may be taken of a zone: down to a quarter of the way from low to min, so that kswapd wakes
 * and no process stalls.  Zone by zone: what one has to spare does not refill another.
 */
static uint64_t zone_room(const struct zone *zone)
{
	uint64_t lowest = zone->low - (zone->low - zone->min) / 4;
	uint64_t usable = usable_pages(zone);

	return usable > lowest ? usable - lowest : 0;
}

static void add_zone(struct zones_reading *zones, const struct zone *zone, uint64_t page_size)
{
	zones->free += usable_pages(zone) * page_size;
	zones->min += zone->min * page_size;
	zones->low += zone->low * page_size;
	zones->high += zone->high * page_size;
	zones->room += zone_room(zone) * page_size;
	zones->balanced |= usable_pages(zone) > zone->high; /* mm/vmscan.c, pgdat_balanced() */
}

/*
 * A zone that is down to its reserve serves no allocation until the largest one does: its watermarks would
 * only blur where kswapd wakes.
 */
void reading_add_zones(struct zones_reading *zones, const struct zoneinfo *zoneinfo,
	uint64_t page_size)
{
	const struct zone *largest = largest_zone(zoneinfo);

	for (size_t i = 0; i < zoneinfo->count; i++) {
		const struct zone *zone = &zoneinfo->zones[i];

		zones->all_free += zone->free * page_size;
		zones->given_up += zone->unreclaimable;
		if (zone == largest || usable_pages(zone) > zone->high)
			add_zone(zones, zone, page_size);
	}
	zones->per_cpu_lists = zoneinfo->per_cpu_pages * page_size;
	zones->reserve = zoneinfo->total_reserve_pages * page_size;
	zones->known = zones->high > 0;
}

static void take_zones(struct reader *reader, struct probe_reading *reading)
{
	struct zoneinfo zoneinfo;
	size_t length;

	if (!load(reader, FILE_ZONEINFO, &length))
		return;
	if (zoneinfo_parse(&zoneinfo, reader->text, length) == STATUS_OK)
		reading_add_zones(&reading->zones, &zoneinfo, reader->page_size);
	zoneinfo_free(&zoneinfo);
}

static void take_counters(struct reader *reader, struct probe_reading *reading)
{
	struct vmstat vmstat;
	size_t length;

	if (load(reader, FILE_VMSTAT, &length) &&
		vmstat_parse(&vmstat, reader->text, length) == STATUS_OK)
		memcpy(reading->counter, vmstat.counter, sizeof(reading->counter));
}

static void take_pressure(struct reader *reader, struct probe_reading *reading)
{
	struct psi psi;
	size_t length;

	if (load(reader, FILE_PRESSURE, &length) &&
		psi_parse(&psi, reader->text, length) == STATUS_OK)
		reading->pressure_full_us = psi.full.total;
}

static struct value in_bytes(const struct reader *reader, struct value pages)
{
	return value_times(pages, reader->page_size);
}

static void account_machine(const struct reader *reader, struct probe_reading *reading)
{
	const struct value *memory = reading->memory;
	struct account *machine = &reading->machine;

	/* Freed pages wait on the per-CPU lists: without them a probe would "prove" a leak. */
	if (reading->zones.known)
		machine->free =
			value_add(memory[MEMORY_FREE], value_of(reading->zones.per_cpu_lists));
	machine->cache = value_add(value_add(memory[MEMORY_CACHED], memory[MEMORY_BUFFERS]),
		memory[MEMORY_SLAB_RECLAIMABLE]);
	machine->kswapd_reclaimed = in_bytes(reader, reading->counter[VMSTAT_STEAL_KSWAPD]);
	machine->direct_reclaimed = in_bytes(reader, reading->counter[VMSTAT_STEAL_DIRECT]);
	machine->refault = in_bytes(reader, reading->counter[VMSTAT_REFAULT_FILE]);
	machine->anonymous = memory[MEMORY_ANONYMOUS];
}

static void account_group(struct probe_reading *reading, const struct group_reading *group)
{
	struct account *account = &reading->group;
	uint64_t slab = value_or(group->slab_reclaimable, 0); /* version 1 does not tell */

	account->free = value_subtract(group->limit, group->usage);
	account->cache = value_add(group->file, value_of(slab));
	account->kswapd_reclaimed = group->kswapd_reclaimed;
	account->direct_reclaimed = group->direct_reclaimed;
	account->refault = group->refault;
	account->anonymous = value_missing(VALUE_ABSENT);
	reading->group_oom_kills = group->oom_kills;
}

/* Room above what must stay; a limit that cannot be judged counts as reached. */
static int64_t slack(const struct group_reading *group, struct value *room)
{
	*room = group_room(group);
	if (!value_known(*room))
		*room = value_of(0);
	return room->n - (int64_t)group_room_floor(value_or(group->limit, 0));
}

static void take_groups(struct reader *reader, struct probe_reading *reading)
{
	int64_t least = INT64_MAX;

	for (size_t i = 0; i < groups_count(reader->groups); i++) {
		struct group_reading group;
		struct value room;
		bool tightest = false;

		groups_read(reader->groups, i, &group, reader->text, TEXT_SIZE);
		if (value_known(group.limit) && slack(&group, &room) < least) {
			tightest = true;
			least = slack(&group, &room);
			reading->room = room;
			reading->room_floor = value_of(group_room_floor(value_or(group.limit, 0)));
			reading->tightest = i;
		}
		if (reader->watched == i || (reader->watched == SIZE_MAX && tightest))
			account_group(reading, &group);
	}
}

void reader_watch(struct reader *reader, size_t level)
{
	reader->watched = level;
}

void reader_take(struct reader *reader, struct probe_reading *reading)
{
	memset(reading, 0, sizeof(*reading));
	reading->at_ns = clock_now_ns(CLOCK_MONOTONIC);
	reading->page_size = reader->page_size;
	take_memory(reader, reading);
	take_zones(reader, reading);
	take_counters(reader, reading);
	take_pressure(reader, reading);
	account_machine(reader, reading);
	take_groups(reader, reading);
}

void reader_memory(const struct reader *reader, const void **at, size_t *size)
{
	*at = reader;
	*size = sizeof(*reader);
}
