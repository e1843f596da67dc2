/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the machine's rules look at and their sentences name, beside the fields of meminfo. */
#include "base/i18n.h"
#include "base/macros.h"
#include "derive/machine/derived_machine.h"
#include "derive/machine/nodes.h"
#include "derive/machine/segments.h"
#include "findings/figure.h"
#include "findings/machine_rules.h"

static struct value pages(const struct system_sample *system, struct value count)
{
	if (value_known(count))
		count.n *= system->page_size;
	return count;
}

static struct value field(const struct facts *facts, enum meminfo_field id)
{
	return facts->machine->meminfo->field[id];
}

static struct value available(const struct facts *facts)
{
	return facts->machine->available_known ? value_of(facts->machine->available.bytes)
					       : value_missing(VALUE_ABSENT);
}

/* As the bar has it: what lies on the per-CPU lists is free, too. */
static struct value free_bytes(const struct facts *facts)
{
	struct value left = field(facts, MEMINFO_MemFree), lists = facts->machine->per_cpu_lists;

	return value_known(lists) ? value_add(left, lists) : left;
}

/* File pages that can be dropped. */
static struct value cache(const struct facts *facts)
{
	if (!facts->machine->available_known)
		return value_missing(VALUE_ABSENT);
	if (facts->machine->available.file > 0)
		return value_of(facts->machine->available.file);
	return value_add(field(facts, MEMINFO_Active_file), field(facts, MEMINFO_Inactive_file));
}

static struct value reclaimable(const struct facts *facts)
{
	struct value all = field(facts, MEMINFO_KReclaimable);

	return value_known(all) ? all : field(facts, MEMINFO_SReclaimable);
}

static struct value unnamed(const struct facts *facts)
{
	return facts->machine->balance.state == BALANCE_OK
		       ? facts->machine->balance.term[TERM_UNNAMED]
		       : value_missing(VALUE_ABSENT);
}

static struct value unreclaimable_slab(const struct facts *facts)
{
	return balance_unreclaimable_slab(facts->machine->meminfo);
}

/* All that the lines name, where that comes to more than MemTotal. */
static struct value named(const struct facts *facts)
{
	const struct balance *balance = &facts->machine->balance;

	return balance->unnamed < 0 ? value_of(balance->total + (uint64_t)-balance->unnamed)
				    : value_missing(VALUE_ABSENT);
}

static struct value part_bytes(const struct facts *facts)
{
	return facts->machine->origin.contradiction.part_bytes;
}

static struct value whole_bytes(const struct facts *facts)
{
	return facts->machine->origin.contradiction.whole_bytes;
}

static struct value meminfos(const struct facts *facts)
{
	return value_of(facts->machine->place.count);
}

static struct value number(const struct facts *facts)
{
	return value_of(facts->machine->place.index + 1);
}

static struct value swap_used(const struct facts *facts)
{
	return value_subtract(field(facts, MEMINFO_SwapTotal), field(facts, MEMINFO_SwapFree));
}

/* Huge pages of the default size that are neither used nor promised.  HugePages_Rsvd came with 2.6.17. */
static struct value idle_pages(const struct facts *facts)
{
	struct value idle = field(facts, MEMINFO_HugePages_Free);
	struct value promised = field(facts, MEMINFO_HugePages_Rsvd);

	return value_known(promised) ? value_subtract(idle, promised) : idle;
}

static struct value idle_pool(const struct facts *facts)
{
	struct value idle = idle_pages(facts), size = field(facts, MEMINFO_Hugepagesize);

	if (!value_known(idle) || !value_known(size))
		return value_missing(VALUE_ABSENT);
	return __builtin_mul_overflow(idle.n, size.n, &idle.n) ? value_missing(VALUE_ABSENT) : idle;
}

static struct value pool(const struct facts *facts)
{
	return balance_huge_pool(facts->machine->meminfo);
}

static struct value cma_used(const struct facts *facts)
{
	return value_subtract(field(facts, MEMINFO_CmaTotal), field(facts, MEMINFO_CmaFree));
}

static struct value dirty(const struct facts *facts)
{
	return value_add(field(facts, MEMINFO_Dirty), field(facts, MEMINFO_Writeback));
}

/* Neither free nor cache nor slab nor AnonPages: what is left where lines are missing. */
static struct value not_named(const struct facts *facts)
{
	static const enum meminfo_field named[] = { MEMINFO_MemFree, MEMINFO_Buffers,
		MEMINFO_Cached, MEMINFO_AnonPages, MEMINFO_Slab, MEMINFO_PageTables,
		MEMINFO_KernelStack, MEMINFO_Percpu };
	struct value left = field(facts, MEMINFO_MemTotal);

	for (size_t i = 0; i < COUNT_OF(named); i++)
		left = value_subtract(left, value_of(value_or(field(facts, named[i]), 0)));
	return value_subtract(left, value_of(value_or(pool(facts), 0)));
}

/* Committed_AS under either of its names. */
static struct value promised(const struct facts *facts)
{
	struct value value = field(facts, MEMINFO_Committed_AS);

	return value_known(value) ? value : field(facts, MEMINFO_Committed_AS_blank);
}

/*
 * On kernels without Shmem.  tmpfs counts as promised memory, so what is promised beyond what
 * programs hold and cannot be more than Cached is at least suspicious.
 */
static struct value shared_guess(const struct facts *facts)
{
	struct value cached = field(facts, MEMINFO_Cached);
	struct value programs = not_named(facts), rest;

	if (facts->machine->balance.state == BALANCE_OK &&
		value_known(facts->machine->balance.term[TERM_ANONYMOUS]))
		programs = facts->machine->balance.term[TERM_ANONYMOUS];
	rest = value_subtract(value_subtract(promised(facts), programs), swap_used(facts));
	if (!value_known(rest) || !value_known(cached))
		return value_missing(VALUE_ABSENT);
	return rest.n < cached.n ? rest : cached;
}

/* What looks like cache, but is not available: shared memory, where the line for it is missing. */
static struct value pinned(const struct facts *facts)
{
	struct value cache_and_free = value_add(field(facts, MEMINFO_MemFree),
		value_add(field(facts, MEMINFO_Buffers), field(facts, MEMINFO_Cached)));

	return value_subtract(cache_and_free, field(facts, MEMINFO_MemAvailable));
}

/* Anonymous pages that MADV_FREE put on the file lists, 4.12+. */
static struct value lazy_free(const struct facts *facts)
{
	struct value lists =
		value_add(field(facts, MEMINFO_Active_file), field(facts, MEMINFO_Inactive_file));
	struct value cached = value_add(field(facts, MEMINFO_Buffers),
		value_subtract(field(facts, MEMINFO_Cached), field(facts, MEMINFO_Shmem)));

	return value_subtract(lists, cached);
}

/* The next power of two from MemTotal up: what a small machine is likely to be fitted with. */
static struct value fitted(const struct facts *facts)
{
	struct value total = field(facts, MEMINFO_MemTotal);
	int64_t size = 1;

	if (!value_known(total) || total.n > INT64_C(1) << 62)
		return value_missing(VALUE_ABSENT);
	while (size < total.n)
		size *= 2;
	return value_of(size);
}

static struct value reserved(const struct facts *facts)
{
	return value_subtract(fitted(facts), field(facts, MEMINFO_MemTotal));
}

static struct value low_free(const struct facts *facts)
{
	return field(facts, MEMINFO_LowFree);
}

static struct value high_free(const struct facts *facts)
{
	return field(facts, MEMINFO_HighFree);
}

static struct value ram_and_swap(const struct facts *facts)
{
	return value_add(field(facts, MEMINFO_MemTotal), field(facts, MEMINFO_SwapTotal));
}

/* Slab, before it was divided (2.6.19).  Where there are (file) lists, SReclaimable was only cut off. */
static struct value undivided_slab(const struct facts *facts)
{
	if (value_known(field(facts, MEMINFO_SReclaimable)) ||
		value_known(field(facts, MEMINFO_Active_file)))
		return value_missing(VALUE_ABSENT);
	return field(facts, MEMINFO_Slab);
}

/* The memory that the kernel itself can use. */
static struct value low_memory(const struct facts *facts)
{
	struct value low = field(facts, MEMINFO_LowTotal);

	return value_or(low, 0) > 0 ? low : field(facts, MEMINFO_MemTotal);
}

/* Address space, not memory, until 4.3: then it is no term of the balance. */
static struct value vmalloc(const struct facts *facts)
{
	return facts->machine->balance.term[TERM_VMALLOC];
}

static struct value overcommit_mode(const struct facts *facts)
{
	return facts->machine->system_extras.overcommit_mode;
}

static struct value sockets(const struct facts *facts)
{
	return facts->machine->system_extras.sockets;
}

static struct value arc(const struct facts *facts)
{
	return facts->machine->system_extras.arc;
}

/* From a text, the first line that it lacks. */
static const char *missing(const struct facts *facts)
{
	int id = facts->machine->origin.missing;

	return id >= 0 ? meminfo_field_name((enum meminfo_field)id) : NULL;
}

static const char *wrapped(const struct facts *facts)
{
	int id = facts->machine->origin.wrapped;

	return id >= 0 ? meminfo_field_name((enum meminfo_field)id) : NULL;
}

static const char *part(const struct facts *facts)
{
	return facts->machine->origin.contradiction.part;
}

static const char *whole(const struct facts *facts)
{
	return facts->machine->origin.contradiction.whole;
}

/* What the text is, or what stands in it beside the lines of a meminfo. */
static const char *tool(const struct facts *facts)
{
	const struct meminfo *meminfo = facts->machine->meminfo;

	return pasted_rows[meminfo->supplement ? meminfo->supplement : meminfo->tool].name;
}

/* ---- of a sample; absent for a saved file ---- */

/* Rates are in hundredths a second. */
static struct value a_second(struct value rate)
{
	if (value_known(rate))
		rate.n /= 100;
	return rate;
}

static struct value unreclaimable(const struct zoneinfo *zoneinfo)
{
	uint64_t count = 0;

	for (size_t i = 0; i < zoneinfo->count; i++)
		count += zoneinfo->zones[i].unreclaimable > 0 && zoneinfo->zones[i].managed > 0;
	return value_of(count);
}

static struct value larger(struct value a, struct value b)
{
	return value_or(a, 0) >= value_or(b, 0) ? a : b;
}

static struct value half(struct value value)
{
	if (value_known(value))
		value.n /= 2;
	return value;
}

/*
 * From the middle between the two limits on, balance_dirty_pages() makes writers sleep
 * (dirty_freerun_ceiling() in mm/page-writeback.c).
 */
static struct value free_run(const struct system_sample *system)
{
	const struct value *counter = system->vmstat.counter;

	return pages(system, value_add(half(counter[VMSTAT_DIRTY_THRESHOLD]),
				     half(counter[VMSTAT_DIRTY_BACKGROUND_THRESHOLD])));
}

static struct value cgroup_known(const struct cgroup_use *cgroup, struct value value)
{
	return cgroup->version ? value : value_missing(VALUE_ABSENT);
}

#define FROM_SAMPLE(name, expression)                                                              \
	FIGURE_VALUE(name, const struct system_sample *system = facts->machine->system, system,    \
		expression)

FROM_SAMPLE(psi_some, system->psi.some.average_10)
FROM_SAMPLE(psi_full, system->psi.full.average_10)
FROM_SAMPLE(swap_in, a_second(derived_of_machine(system)->rates.swap_in))
FROM_SAMPLE(swap_out, a_second(derived_of_machine(system)->rates.swap_out))
FROM_SAMPLE(swap_one_way, a_second(larger(derived_of_machine(system)->rates.swap_in,
				  derived_of_machine(system)->rates.swap_out)))
FROM_SAMPLE(refault, a_second(pages(system, derived_of_machine(system)->rates.refault_file)))
FROM_SAMPLE(stalls, a_second(derived_of_machine(system)->rates.allocation_stalls))
FROM_SAMPLE(oom_new, derived_of_machine(system)->rates.oom_kills)
FROM_SAMPLE(oom_total, system->vmstat.counter[VMSTAT_OOM_KILL])
FROM_SAMPLE(unreclaimable_zones, unreclaimable(&system->zoneinfo))
FROM_SAMPLE(cgroup_limit, cgroup_known(&system->cgroup, system->cgroup.limit))
FROM_SAMPLE(cgroup_used, value_subtract(system->cgroup.usage, system->cgroup.file))
FROM_SAMPLE(falling, derived_of_machine(system)->movement.fall)
FROM_SAMPLE(fallen_for, derived_of_machine(system)->movement.fall_seconds)
FROM_SAMPLE(taker_pace, derived_of_machine(system)->movement.taker_pace)
FROM_SAMPLE(zram_data, system->compressed.zram_original)
FROM_SAMPLE(zram_used, system->compressed.zram_used)
FROM_SAMPLE(dirty_limit, pages(system, system->vmstat.counter[VMSTAT_DIRTY_THRESHOLD]))
FROM_SAMPLE(dirty_free_run, free_run(system))

/* At the pace of now. */
static struct value lasts(const struct facts *facts)
{
	struct value fall = falling(facts), left = available(facts);

	if (!value_known(fall) || fall.n <= 0 || !value_known(left))
		return value_missing(VALUE_ABSENT);
	return value_of((int64_t)((double)left.n * 60 / (double)fall.n));
}

static struct value node_figure_of(const struct memory_node *node, enum node_figure figure)
{
	return node ? node->figure[figure] : value_missing(VALUE_ABSENT);
}

static struct value left_on(const struct memory_node *node)
{
	return node ? node_left(node) : value_missing(VALUE_ABSENT);
}

static struct value id_of(const struct memory_node *node)
{
	return node ? value_of((uint64_t)node->id) : value_missing(VALUE_ABSENT);
}

FROM_SAMPLE(full_node, id_of(nodes_fullest(&system->nodes, false)))
FROM_SAMPLE(full_node_left, left_on(nodes_fullest(&system->nodes, false)))
FROM_SAMPLE(full_node_memory, node_figure_of(nodes_fullest(&system->nodes, false), NODE_TOTAL))
FROM_SAMPLE(full_tier, id_of(nodes_fullest(&system->nodes, true)))
FROM_SAMPLE(full_tier_left, left_on(nodes_fullest(&system->nodes, true)))
FROM_SAMPLE(full_tier_memory, node_figure_of(nodes_fullest(&system->nodes, true), NODE_TOTAL))
FROM_SAMPLE(free_node, id_of(nodes_emptiest(&system->nodes)))
FROM_SAMPLE(free_node_left, left_on(nodes_emptiest(&system->nodes)))
FROM_SAMPLE(free_node_memory, node_figure_of(nodes_emptiest(&system->nodes), NODE_TOTAL))

/* Behind "goes to". */
static const char *taker(const struct facts *facts)
{
	static const char *const words[SEGMENT_COUNT] = {
		[SEGMENT_APPLICATIONS] = N_("memory of programs"),
		[SEGMENT_SHARED] = N_("shared memory and tmpfs"),
		[SEGMENT_HUGE] = N_("the pool of huge pages"),
		[SEGMENT_KERNEL] = N_("the kernel"),
		[SEGMENT_UNNAMED] = N_("memory that no field names"),
	};
	const struct system_sample *system = facts->machine->system;

	return system && value_known(derived_of_machine(system)->movement.taker)
		       ? words[derived_of_machine(system)->movement.taker.n]
		       : NULL;
}

static const char *cgroup(const struct facts *facts)
{
	return facts->machine->system ? facts->machine->system->cgroup.path : NULL;
}

const struct rule_figure machine_figures[] = {
	FIGURE(BYTES, available, "MemAvailable", .whole = "MemTotal"),
	FIGURE_BY(BYTES, free, free_bytes, N_("MemFree, and the per-CPU lists of zoneinfo"),
		.whole = "MemTotal"),
	FIGURE(BYTES, cache, "Active(file), Inactive(file)", .whole = "MemTotal"),
	FIGURE(BYTES, reclaimable, "KReclaimable", .whole = "MemTotal"),
	FIGURE(BYTES, unreclaimable_slab, N_("SUnreclaim, or Slab - SReclaimable"),
		.whole = "MemTotal"),
	FIGURE(BYTES, named, N_("every term of the balance"), .whole = "MemTotal"),
	FIGURE(BYTES, part_bytes, N_("a line that is part of another"), .whole = "MemTotal"),
	FIGURE(BYTES, whole_bytes, N_("the line that it is part of"), .whole = "MemTotal"),
	FIGURE(COUNT, meminfos, N_("the text")),
	FIGURE(COUNT, number, N_("the text")),
	FIGURE(BYTES, unnamed, N_("MemTotal and every term of the balance"), .whole = "MemTotal"),
	FIGURE(BYTES, swap_used, "SwapTotal - SwapFree", .whole = "SwapTotal"),
	FIGURE(BYTES, idle_pool, "(HugePages_Free - HugePages_Rsvd) * Hugepagesize",
		.whole = "MemTotal"),
	FIGURE(COUNT, idle_pages, "HugePages_Free - HugePages_Rsvd", .whole = "HugePages_Total"),
	FIGURE(BYTES, pool, "HugePages_Total * Hugepagesize", .whole = "MemTotal"),
	FIGURE(BYTES, cma_used, "CmaTotal - CmaFree", .whole = "CmaTotal"),
	FIGURE(BYTES, dirty, "Dirty + Writeback", .whole = "MemTotal"),
	FIGURE_BY(BYTES, writing, dirty, "Dirty + Writeback", .whole = "dirty_free_run"),
	FIGURE(BYTES, not_named, N_("MemTotal and the lines that are there"), .whole = "MemTotal"),
	FIGURE(BYTES, promised, "Committed_AS", .whole = "ram_and_swap"),
	FIGURE_BY(BYTES, committed, promised, "Committed_AS", .whole = "CommitLimit"),
	FIGURE(BYTES, shared_guess, "Committed_AS, Cached", .whole = "MemTotal"),
	FIGURE(BYTES, pinned, "MemFree + Buffers + Cached - MemAvailable", .whole = "MemTotal"),
	FIGURE(BYTES, lazy_free, "Active(file) + Inactive(file) - (Buffers + Cached - Shmem)",
		.whole = "MemTotal"),
	FIGURE(BYTES, fitted, "MemTotal"),
	FIGURE(BYTES, reserved, N_("MemTotal below the next power of two"), .whole = "fitted"),
	FIGURE(BYTES, ram_and_swap, "MemTotal + SwapTotal"),
	FIGURE(BYTES, undivided_slab, "Slab", .whole = "low_memory"),
	FIGURE(BYTES, low_memory, "LowTotal"),
	FIGURE(BYTES, low_free, "LowFree", .whole = "LowTotal"),
	FIGURE(BYTES, high_free, "HighFree", .whole = "HighTotal"),
	FIGURE(BYTES, vmalloc, N_("VmallocUsed, from 5.3 on"), .whole = "MemTotal"),
	FIGURE(COUNT, overcommit_mode, "vm.overcommit_memory"),
	FIGURE(BYTES, sockets, "net/sockstat", .whole = "unnamed"),
	FIGURE(BYTES, arc, "arcstats: size", .whole = "unnamed"),
	FIGURE_TEXT(wrapped, wrapped, N_("every field")),
	FIGURE_TEXT(part, part, N_("a line that is part of another")),
	FIGURE_TEXT(whole, whole, N_("the line that it is part of")),
	FIGURE_TEXT(tool, tool, N_("what the text looks like")),
	FIGURE_TEXT(missing, missing, N_("the lines that are missing")),
	FIGURE(PERCENT, psi_some, "pressure/memory: some avg10"),
	FIGURE(PERCENT, psi_full, "full avg10"),
	FIGURE(BYTES, swap_in, N_("vmstat: pswpin, a second"), .key = "swap_in_bytes_per_second"),
	FIGURE(BYTES, swap_out, N_("vmstat: pswpout, a second"),
		.key = "swap_out_bytes_per_second"),
	FIGURE(BYTES, swap_one_way, N_("vmstat: pswpin or pswpout, a second"),
		.key = "swap_one_way_bytes_per_second"),
	FIGURE(BYTES, refault, N_("vmstat: workingset_refault_file, a second"),
		.key = "refault_file_bytes_per_second"),
	FIGURE(COUNT, stalls, N_("vmstat: allocstall, a second"),
		.key = "allocation_stalls_per_second"),
	FIGURE(COUNT, oom_new, N_("vmstat: oom_kill, in the last interval"), .key = "oom_kills"),
	FIGURE(COUNT, oom_total, "vmstat: oom_kill"),
	FIGURE(COUNT, unreclaimable_zones, "zoneinfo: node_unreclaimable"),
	FIGURE(BYTES, cgroup_limit, "memory.max"),
	FIGURE(BYTES, cgroup_used, "memory.current - memory.stat: file", .whole = "cgroup_limit"),
	FIGURE_TEXT(cgroup, cgroup, N_("the cgroup with the limit")),
	FIGURE(BYTES, falling, N_("MemAvailable, watched"),
		.key = "available_fall_bytes_per_minute"),
	FIGURE(DURATION, fallen_for, N_("MemAvailable, watched")),
	FIGURE(ESTIMATE, lasts, N_("MemAvailable, and how fast it falls")),
	FIGURE_WORDS(taker, taker, N_("the segments, watched")),
	FIGURE(BYTES, taker_pace, N_("the segments, watched"), .key = "taker_bytes_per_minute"),
	FIGURE(COUNT, full_node, "node*/meminfo"),
	FIGURE(BYTES, full_node_left,
		"node*/meminfo: MemFree + Active(file) + Inactive(file) + SReclaimable",
		.whole = "full_node_memory"),
	FIGURE(BYTES, full_node_memory, "node*/meminfo: MemTotal"),
	FIGURE(COUNT, full_tier, "node*/meminfo, has_cpu"),
	FIGURE(BYTES, full_tier_left,
		"node*/meminfo: MemFree + Active(file) + Inactive(file) + SReclaimable",
		.whole = "full_tier_memory"),
	FIGURE(BYTES, full_tier_memory, "node*/meminfo: MemTotal"),
	FIGURE(COUNT, free_node, "node*/meminfo"),
	FIGURE(BYTES, free_node_left,
		"node*/meminfo: MemFree + Active(file) + Inactive(file) + SReclaimable",
		.whole = "free_node_memory"),
	FIGURE(BYTES, free_node_memory, "node*/meminfo: MemTotal"),
	FIGURE(BYTES, zram_data, "zram: mm_stat", .whole = "SwapTotal"),
	FIGURE(BYTES, zram_used, "zram: mm_stat", .whole = "MemTotal"),
	FIGURE(BYTES, dirty_limit, "vmstat: nr_dirty_threshold"),
	FIGURE(BYTES, dirty_free_run, "(nr_dirty_threshold + nr_dirty_background_threshold) / 2"),
	{ .name = NULL },
};
