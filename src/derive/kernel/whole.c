/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/kernel/whole.h"

#include <stdio.h>
#include <string.h>

#include "base/macros.h"
#include "derive/kernel/derived_kernel.h"
#include "derive/machine/evidence.h"

/* A trend of what moves costs some 50 us. */
#define TRENDS_MOST 64

/* What the sheet is made of, and the sheet. */
struct sheet {
	struct kernel_memory *memory;
	const struct sample *sample;
	struct evidence evidence;
	bool failed; /* no memory */
};

static struct kernel_item *add(struct sheet *sheet, enum kernel_kind kind, const char *name,
	struct value bytes, const char *source)
{
	struct kernel_item *item =
		kernel_memory_add(sheet->memory, kind, text_of(name, name ? strlen(name) : 0));

	sheet->failed |= !item;
	if (!item)
		return NULL;
	item->bytes = bytes;
	item->source = source;
	return item;
}

/* ---- what meminfo alone tells ---- */

/* Terms of the balance that are one item each, if there is any of it. */
static const struct {
	enum balance_term term;
	enum kernel_kind kind;
	enum kernel_reclaim reclaim;
	const char *source;
} plain_terms[] = {
	{ TERM_KERNEL_RECLAIMABLE, KERNEL_RECLAIMABLE, KERNEL_RECLAIM_YES, "meminfo" },
	{ TERM_PAGE_TABLES, KERNEL_PAGE_TABLES, KERNEL_RECLAIM_NO, "meminfo" },
	{ TERM_SECONDARY_PAGE_TABLES, KERNEL_SECONDARY_PAGE_TABLES, KERNEL_RECLAIM_NO, "meminfo" },
	{ TERM_PER_CPU_DATA, KERNEL_PERCPU, KERNEL_RECLAIM_NO, "meminfo" },
	{ TERM_HUGE_PAGES, KERNEL_HUGETLB, KERNEL_RECLAIM_NO, "meminfo" },
	{ TERM_GPU, KERNEL_GPU, KERNEL_RECLAIM_NO, "meminfo" },
	{ TERM_GPU_POOL, KERNEL_GPU, KERNEL_RECLAIM_YES, "meminfo" },
	{ TERM_BOUNCE, KERNEL_BOUNCE, KERNEL_RECLAIM_NO, "meminfo" },
	{ TERM_SHADOW_CALL_STACKS, KERNEL_SHADOW_STACKS, KERNEL_RECLAIM_NO, "meminfo" },
	{ TERM_QUICKLISTS, KERNEL_QUICKLISTS, KERNEL_RECLAIM_YES, "meminfo" },
};

static void add_plain_terms(struct sheet *sheet)
{
	for (size_t i = 0; i < COUNT_OF(plain_terms); i++) {
		struct value bytes = sheet->evidence.balance.term[plain_terms[i].term];
		struct kernel_item *item;

		if (value_or(bytes, 0) == 0)
			continue;
		item = add(sheet, plain_terms[i].kind,
			plain_terms[i].term == TERM_GPU_POOL ? "pool" : NULL, bytes,
			plain_terms[i].source);
		if (item)
			item->reclaim = plain_terms[i].reclaim;
	}
}

/* nr_zspages has both; without it only zswap's pool is counted. */
static void add_compressed(struct sheet *sheet)
{
	const struct system_sample *system = &sheet->sample->system;
	struct value all = sheet->evidence.balance.term[TERM_COMPRESSED_SWAP];
	struct value zswap = system->compressed.zswap_used, zram = system->compressed.zram_used;
	struct value rest = value_subtract(all, value_of(value_or(zswap, 0)));
	struct kernel_item *item;

	if (value_or(zswap, 0) > 0) {
		item = add(sheet, KERNEL_ZSWAP, NULL, zswap, "meminfo");
		if (item)
			item->reclaim = KERNEL_RECLAIM_NO;
	}
	if (value_or(rest, 0) > 0)
		item = add(sheet, KERNEL_ZRAM, NULL, rest, "vmstat");
	else if (value_or(zram, 0) > 0 && !value_known(all))
		item = add(sheet, KERNEL_ZRAM, NULL, zram, "mm_stat");
	else
		return;
	if (!item)
		return;
	item->reclaim = KERNEL_RECLAIM_NO;
	item->place = value_known(all) ? KERNEL_COUNTED : KERNEL_UNCOUNTED;
}

/* The sum of a kind, as far as it was read. */
static uint64_t sum_of(const struct kernel_memory *memory, enum kernel_kind kind)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < memory->count; i++)
		if (memory->items[i].kind == kind)
			sum += value_or(memory->items[i].bytes, 0);
	return sum;
}

/* Without slabinfo there are the two sums; with it, what its caches do not have. */
static void add_slab(struct sheet *sheet)
{
	const struct value *term = sheet->evidence.balance.term;
	uint64_t caches = sum_of(sheet->memory, KERNEL_SLAB);
	uint64_t all = value_or(term[TERM_SLAB], 0) + value_or(term[TERM_SLAB_RECLAIMABLE], 0) +
		       value_or(term[TERM_SLAB_UNRECLAIMABLE], 0);
	static const struct {
		enum balance_term term;
		const char *name;
		enum kernel_reclaim reclaim;
	} sums[] = {
		{ TERM_SLAB, "all", KERNEL_RECLAIM_UNKNOWN },
		{ TERM_SLAB_RECLAIMABLE, "reclaimable", KERNEL_RECLAIM_YES },
		{ TERM_SLAB_UNRECLAIMABLE, "unreclaimable", KERNEL_RECLAIM_NO },
	};
	struct kernel_item *item;

	for (size_t i = 0; caches == 0 && i < COUNT_OF(sums); i++) {
		if (value_or(term[sums[i].term], 0) == 0)
			continue;
		item = add(sheet, KERNEL_SLAB, sums[i].name, term[sums[i].term], "meminfo");
		if (item)
			item->reclaim = sums[i].reclaim;
	}
	if (caches == 0 || caches >= all)
		return;
	item = add(sheet, KERNEL_KMALLOC_LARGE, NULL, value_of(all - caches), "meminfo+slabinfo");
	if (item)
		item->reclaim = KERNEL_RECLAIM_NO;
}

/* What vmallocinfo does not have of VmallocUsed; and stacks that are not made by vmalloc. */
static void add_vmalloc(struct sheet *sheet)
{
	const struct value *term = sheet->evidence.balance.term;
	const struct meminfo *meminfo = &sheet->sample->system.meminfo;
	uint64_t listed = sum_of(sheet->memory, KERNEL_STACKS) +
			  sum_of(sheet->memory, KERNEL_MODULES) +
			  sum_of(sheet->memory, KERNEL_VMALLOC);
	uint64_t used = value_or(term[TERM_VMALLOC], 0);
	uint64_t stacks = meminfo_bytes(meminfo, MEMINFO_KernelStack);
	bool are_listed = sum_of(sheet->memory, KERNEL_STACKS) > 0;
	struct kernel_item *item;

	if (!are_listed && stacks > 0 && (value_known(term[TERM_KERNEL_STACKS]) || listed == 0)) {
		item = add(sheet, KERNEL_STACKS, NULL, value_of(stacks), "meminfo");
		if (item)
			item->reclaim = KERNEL_RECLAIM_NO;
		if (!value_known(term[TERM_KERNEL_STACKS]))
			listed += stacks;
	}
	if (used <= listed)
		return;
	item = add(sheet, KERNEL_VMALLOC,
		sheet->memory->vmalloc_status == STATUS_OK ? "(other)" : NULL,
		value_of(used - listed), "meminfo");
	if (item)
		item->reclaim = KERNEL_RECLAIM_NO;
}

/* ---- on no counter of meminfo ---- */

static void add_uncounted(struct sheet *sheet, enum kernel_kind kind, struct value bytes,
	enum kernel_reclaim reclaim, const char *source)
{
	struct kernel_item *item = kernel_memory_find(sheet->memory, kind, NULL);

	if (value_or(bytes, 0) == 0)
		return;
	/* Of sockets their owners may be known already. */
	if (item) {
		item->bytes = bytes;
		item->source = source;
	} else {
		item = add(sheet, kind, NULL, bytes, source);
	}
	if (!item)
		return;
	item->place = KERNEL_UNCOUNTED;
	item->reclaim = reclaim;
}

/* ---- beside MemTotal ---- */

static void add_outside(struct sheet *sheet, enum kernel_kind kind, struct value bytes,
	const char *source)
{
	struct kernel_item *item;

	if (value_or(bytes, 0) == 0)
		return;
	item = add(sheet, kind, NULL, bytes, source);
	if (!item)
		return;
	item->place = KERNEL_OUTSIDE;
	item->reclaim = kind == KERNEL_BALLOON ? KERNEL_RECLAIM_UNKNOWN : KERNEL_RECLAIM_NO;
}

/*
 * RAM that the allocator was never given: the kernel itself, memmap, firmware.  MemTotal is held against
 * what the zones have; their own "managed" is wrong where a hypervisor lends memory.
 */
static struct value reserved_of(const struct system_sample *system)
{
	uint64_t present = 0;

	for (size_t i = 0; i < system->zoneinfo.count; i++)
		present += system->zoneinfo.zones[i].present;
	if (present == 0)
		return value_missing(VALUE_ABSENT);
	return value_subtract(value_times(value_of(present), system->page_size),
		system->meminfo.field[MEMINFO_MemTotal]);
}

static void add_all_outside(struct sheet *sheet)
{
	const struct system_sample *system = &sheet->sample->system;
	struct value memmap =
		value_times(system->vmstat.counter[VMSTAT_MEMMAP_BOOT], system->page_size);
	struct value balloon = system->meminfo.field[MEMINFO_Balloon];
	struct value reserved = reserved_of(system);

	if (!value_known(balloon))
		balloon = value_times(system->vmstat.counter[VMSTAT_BALLOON], system->page_size);
	add_outside(sheet, KERNEL_MEMMAP, memmap, "vmstat");
	add_outside(sheet, KERNEL_BALLOON, balloon, "meminfo");
	/* A balloon takes its pages out of what is managed. */
	reserved = value_subtract(reserved, value_of(value_or(memmap, 0) + value_or(balloon, 0)));
	add_outside(sheet, KERNEL_RESERVED, reserved, "zoneinfo");
}

/* ---- owners ---- */

static void own_by_metric(struct kernel_item *item, const struct sample *sample, enum metric metric,
	uint64_t each)
{
	for (size_t i = 0; i < sample->row_count; i++) {
		const struct row *row = sample->rows[i];

		if (row->metric_state[metric] != VALUE_OK)
			continue;
		kernel_item_own(item, row->pid, row->identity->name,
			value_times(value_of_signed(row->metric[metric]), each));
	}
}

static uint64_t threads_of(const struct sample *sample)
{
	uint64_t threads = 0;

	for (size_t i = 0; i < sample->row_count; i++)
		if (sample->rows[i]->metric_state[METRIC_THREADS] == VALUE_OK)
			threads += (uint64_t)sample->rows[i]->metric[METRIC_THREADS];
	return threads;
}

/* Page tables as each process counts them; stacks by its share of all threads. */
static void add_owners(struct sheet *sheet)
{
	const struct sample *sample = sheet->sample;
	struct kernel_item *tables = kernel_memory_find(sheet->memory, KERNEL_PAGE_TABLES, NULL);
	struct kernel_item *stacks = kernel_memory_find(sheet->memory, KERNEL_STACKS, NULL);
	uint64_t threads = threads_of(sample);

	if (tables)
		own_by_metric(tables, sample, METRIC_PAGE_TABLES, 1);
	if (!stacks || threads == 0)
		return;
	stacks->objects = value_of(threads);
	own_by_metric(stacks, sample, METRIC_THREADS, value_or(stacks->bytes, 0) / threads);
}

/* ---- the sum ---- */

/*
 * The balance has what no counter of its own names; of that, items that other files tell are named all
 * the same.  A kernel whose VmallocUsed is no memory (before 5.3) has it in vmallocinfo.
 */
static int64_t unnamed_of(const struct sheet *sheet)
{
	int64_t unnamed = sheet->evidence.balance.unnamed;
	uint64_t counted = 0;

	for (int term = 0; term < TERM_UNNAMED; term++)
		if (term_rows[term].share == SHARE_KERNEL || term_rows[term].share == SHARE_HUGE ||
			term == TERM_SLAB_RECLAIMABLE || term == TERM_KERNEL_RECLAIMABLE ||
			term == TERM_GPU_POOL)
			counted += value_or(sheet->evidence.balance.term[term], 0);
	for (size_t i = 0; i < sheet->memory->count; i++)
		if (sheet->memory->items[i].place <= KERNEL_UNCOUNTED)
			counted -= value_or(sheet->memory->items[i].bytes, 0);
	return unnamed + (int64_t)counted;
}

static void sum_up(struct sheet *sheet)
{
	struct kernel_memory *memory = sheet->memory;
	struct derived_kernel *derived = derived_kernel_edit(memory);
	uint64_t total = 0, outside = 0;
	int64_t unnamed;

	if (!derived) {
		sheet->failed = true;
		return;
	}
	derived->total = derived->unnamed = value_missing(VALUE_ABSENT);
	for (size_t i = 0; i < memory->count; i++) {
		uint64_t bytes = value_or(memory->items[i].bytes, 0);

		if (memory->items[i].place <= KERNEL_UNCOUNTED)
			total += bytes;
		else if (memory->items[i].place == KERNEL_OUTSIDE)
			outside += bytes;
	}
	derived->outside = value_of(outside);
	if (sheet->evidence.balance.state != BALANCE_OK)
		return;
	unnamed = unnamed_of(sheet);
	derived->unnamed = value_of(unnamed > 0 ? unnamed : 0);
	derived->total = value_add(value_of(total), derived->unnamed);
}

struct kernel_memory *kernel_whole(const struct kernel_memory *read, const struct sample *sample)
{
	const struct system_sample *system = &sample->system;
	struct sheet sheet = { .sample = sample };

	sheet.memory = read ? kernel_memory_copy(read) : kernel_memory_new();
	if (!sheet.memory)
		return NULL;
	evidence_of_system(&sheet.evidence, system);
	add_slab(&sheet);
	add_vmalloc(&sheet);
	add_plain_terms(&sheet);
	add_compressed(&sheet);
	add_uncounted(&sheet, KERNEL_TCP, system->system_extras.tcp, KERNEL_RECLAIM_NO,
		"net/sockstat");
	add_uncounted(&sheet, KERNEL_UDP, system->system_extras.udp, KERNEL_RECLAIM_NO,
		"net/sockstat");
	add_uncounted(&sheet, KERNEL_FRAGMENTS, system->system_extras.fragments, KERNEL_RECLAIM_NO,
		"net/sockstat");
	add_uncounted(&sheet, KERNEL_ARC, system->system_extras.arc, KERNEL_RECLAIM_YES,
		"arcstats");
	add_all_outside(&sheet);
	add_owners(&sheet);
	sum_up(&sheet);
	if (!read)
		sheet.memory->monotonic_ns = sample->monotonic_ns;
	if (sheet.failed) {
		kernel_memory_unref(sheet.memory);
		return NULL;
	}
	return sheet.memory;
}

/* ---- the census ---- */

/* Whether its pages have no type that the census tells. */
static bool is_untyped(const struct kernel_item *item)
{
	static const enum kernel_kind kinds[] = { KERNEL_STACKS, KERNEL_VMALLOC, KERNEL_MODULES,
		KERNEL_PERCPU, KERNEL_SECONDARY_PAGE_TABLES, KERNEL_GPU, KERNEL_BOUNCE,
		KERNEL_SHADOW_STACKS };

	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (item->kind == kinds[i])
			return true;
	return item->place == KERNEL_UNCOUNTED;
}

struct value kernel_census_unnamed(const struct kernel_memory *memory, const struct census *census)
{
	uint64_t explained = 0;

	for (size_t i = 0; i < memory->count; i++)
		if (is_untyped(&memory->items[i]) &&
			!(census->has_pipes && memory->items[i].kind == KERNEL_PIPE))
			explained += value_or(memory->items[i].bytes, 0);
	if (census->has_pipes)
		explained += value_or(census->pipes.bytes, 0);
	return value_subtract(
		value_add(census->bytes[CENSUS_KERNEL], census->bytes[CENSUS_KERNEL_CHARGED]),
		value_of(explained));
}

/* ---- growth ---- */

struct history_key kernel_item_key(const struct kernel_item *item)
{
	char name[96];

	snprintf(name, sizeof(name), "%d %s", (int)item->kind, item->name ? item->name : "");
	return history_named(HISTORY_KERNEL_ITEM, name);
}

static struct kernel_growth growth_of(struct history *history, const struct history_key *key)
{
	struct trend_finding finding;

	history_trend(history, key, HISTORY_KERNEL_BYTES, &finding);
	return (struct kernel_growth){ trend_pace(&finding), finding.trend };
}

/* Whether it is among the largest so many. */
static bool is_large(const struct kernel_memory *memory, const struct kernel_item *item)
{
	size_t larger = 0;

	for (size_t i = 0; i < memory->count && larger < TRENDS_MOST; i++)
		larger += value_or(memory->items[i].bytes, 0) > value_or(item->bytes, 0);
	return larger < TRENDS_MOST;
}

enum status kernel_watch(struct history *history, struct kernel_memory *memory, bool again)
{
	struct derived_kernel *derived = derived_kernel_edit(memory);
	enum status status = derived ? STATUS_OK : STATUS_NO_MEMORY;

	for (size_t i = 0; i < memory->count; i++) {
		const struct kernel_item *item = &memory->items[i];
		const struct history_key key = kernel_item_key(item);

		if (!value_known(item->bytes))
			continue;
		if (!again && history_add(history, &key, HISTORY_KERNEL_BYTES, memory->monotonic_ns,
				      value_or(item->bytes, 0)) != STATUS_OK)
			status = STATUS_NO_MEMORY;
		if (derived && is_large(memory, item))
			derived->growth[i] = growth_of(history, &key);
	}
	history_sweep(history, HISTORY_KERNEL_ITEM, memory->monotonic_ns);
	return status;
}

enum status kernel_take(struct sample *sample, struct history *history, bool again)
{
	sample->kernel_memory = kernel_whole(sample->kernel_read, sample);
	if (!sample->kernel_memory)
		return STATUS_NO_MEMORY;
	return kernel_watch(history, sample->kernel_memory, again);
}
