/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/cgroup/columns.h"

#include "base/i18n.h"
#include "derive/cgroup/derived_cgroups.h"
#include "derive/cgroup/figures.h"
#include "derive/cgroup/protection.h"
#include "derive/trend.h"

#define SIZE(key, title, width, text)                                                              \
	{                                                                                          \
		{ key, title, text, UNIT_BYTES }, width, true                                      \
	}
#define LIMIT(key, title, width, text)                                                             \
	{                                                                                          \
		{ key, title, text, UNIT_BYTES }, width, false                                     \
	}
#define COUNT(key, title, width, text)                                                             \
	{                                                                                          \
		{ key, title, text, UNIT_COUNT }, width, false                                     \
	}
#define WORDS(key, title, width, text)                                                             \
	{                                                                                          \
		{ key, title, text, UNIT_TEXT }, width, false                                      \
	}

const char *const cgroup_groups[] = { "events", "pressure", NULL };

const struct cgroup_column_row cgroup_columns[CGROUP_COLUMNS] = {
	[CGROUP_COLUMN_PATH] = WORDS("path", N_("PATH"), 0,
		N_("Its place in the hierarchy, as far as that is mounted here.")),
	[CGROUP_COLUMN_USAGE] = SIZE("usage_bytes", N_("USED"), 6,
		N_("All memory charged to it and to those below it: programs, cache, kernel. Cache counts, so a full cgroup need not be in danger.")),
	[CGROUP_COLUMN_UNRECLAIMABLE] = SIZE("unreclaimable_bytes", N_("HARD"), 6,
		N_("USED less file cache (active and inactive) and reclaimable slab: the "
		   "kernel cannot take it back. Shared memory (tmpfs) is part of it. < marks the "
		   "most that it can be, where reclaimable slab of version 1 could not be counted.")),
	[CGROUP_COLUMN_UNRECLAIMABLE_LEAST] = SIZE("unreclaimable_least_bytes", N_("HARD least"), 0,
		N_("The least that HARD can be. Where what can be reclaimed of version 1's kernel "
		   "memory could not be counted, all of it counts as such here; else this is HARD.")),
	[CGROUP_COLUMN_WORKING_SET] = SIZE("working_set_kubelet_bytes", N_("kubelet"), 0,
		N_("USED less inactive file cache: kubelet evicts by it, and docker stats "
		   "shows it. It still counts active cache, which could be given back.")),
	[CGROUP_COLUMN_RECLAIMABLE] = SIZE("reclaimable_bytes", N_("reclaimable"), 0,
		N_("What the kernel can take back at the limit: file cache and reclaimable "
		   "slab.")),
	[CGROUP_COLUMN_CACHE] =
		SIZE("cache_bytes", N_("CACHE"), 6, N_("File cache, without shared memory.")),
	[CGROUP_COLUMN_SHMEM] = SIZE("shmem_bytes", N_("SHARED"), 6,
		N_("Shared memory and files in tmpfs. It stays unless it is swapped, even "
		   "after all processes have ended.")),
	[CGROUP_COLUMN_ANONYMOUS] = SIZE("anonymous_bytes", N_("ANON"), 0,
		N_("Heaps, stacks and other memory of programs without a file.")),
	[CGROUP_COLUMN_KERNEL] = SIZE("kernel_bytes", N_("KERNEL"), 6,
		N_("Kernel memory charged to it: slab, stacks, page tables, per-CPU, sockets.")),
	[CGROUP_COLUMN_SWAP] = SIZE("swap_bytes", N_("SWAP"), 6,
		N_("How much of it is in swap. Version 1 tells this only with swap accounting.")),
	[CGROUP_COLUMN_ZSWAP] =
		SIZE("zswap_bytes", N_("zswap"), 0, N_("RAM that its compressed swap takes.")),
	[CGROUP_COLUMN_LIMIT] = LIMIT("limit_bytes", N_("LIMIT"), 7,
		N_("The lowest limit of the cgroup and its ancestors. * marks the limit of an "
		   "ancestor, h a memory.high below every limit.")),
	[CGROUP_COLUMN_LIMIT_OWNER] =
		WORDS("limit_owner", NULL, 0, N_("The path of the cgroup that sets this limit.")),
	[CGROUP_COLUMN_ROOM] = LIMIT("room_bytes", N_("ROOM"), 6,
		N_("How much more it can use before the kernel kills: limit less what cannot "
		   "be given back, the least of the cgroup and its ancestors. > marks the least "
		   "that it can be.")),
	[CGROUP_COLUMN_ROOM_OWNER] =
		WORDS("room_owner", NULL, 0, N_("The path of the cgroup that limits its room.")),
	[CGROUP_COLUMN_OWN_LIMIT] =
		LIMIT("own_limit_bytes", N_("MAX"), 0, N_("Its own limit, memory.max.")),
	[CGROUP_COLUMN_OWN_HIGH] =
		LIMIT("own_high_bytes", N_("own HIGH"), 0, N_("Its own memory.high.")),
	[CGROUP_COLUMN_HIGH] = LIMIT("high_bytes", N_("HIGH"), 0,
		N_("The lowest memory.high of the cgroup and its ancestors. Above it processes "
		   "are slowed down, not killed.")),
	[CGROUP_COLUMN_HIGH_ROOM] = LIMIT("high_room_bytes", N_("to HIGH"), 0,
		N_("How much more it can use before the kernel slows it down, as ROOM is for the limit.")),
	[CGROUP_COLUMN_LOW] = LIMIT("low_bytes", N_("LOW"), 0,
		N_("memory.low, its protection while others have memory to give; v1: the soft limit.")),
	[CGROUP_COLUMN_MIN] =
		LIMIT("min_bytes", N_("MIN"), 0, N_("memory.min, its protection always.")),
	[CGROUP_COLUMN_PROTECTED_LOW] = LIMIT("protected_low_bytes", N_("held LOW"), 0,
		N_("The memory.low that takes effect: its ancestors pass on no more than they "
		   "have, in shares.")),
	[CGROUP_COLUMN_PROTECTED_MIN] = LIMIT("protected_min_bytes", N_("held MIN"), 0,
		N_("The memory.min that takes effect: its ancestors pass on no more than they "
		   "have, in shares.")),
	[CGROUP_COLUMN_SWAP_LIMIT] = LIMIT("swap_limit_bytes", N_("SWAP MAX"), 0,
		N_("memory.swap.max; v1: the limit of memory and swap together.")),
	[CGROUP_COLUMN_SWAP_HIGH] = LIMIT("swap_high_bytes", N_("SWAP HIGH"), 0,
		N_("memory.swap.high: beyond it its processes are slowed down.")),
	[CGROUP_COLUMN_SWAP_PEAK] = LIMIT("swap_peak_bytes", N_("SWAP PEAK"), 0,
		N_("The most swap that it has ever used.")),
	[CGROUP_COLUMN_PEAK] =
		LIMIT("peak_bytes", N_("PEAK"), 0, N_("The most that it has ever used.")),
	[CGROUP_COLUMN_HIGH_RATE] = { { "high_per_second", N_("HIGH/s"),
					      N_("How often a second its processes were slowed down at memory.high. That is harm only together with pressure."),
					      UNIT_PER_SECOND },
		6, false },
	[CGROUP_COLUMN_EVENTS_LOW] = COUNT("events_low", N_("low events"), 0,
		N_("How often memory was taken although it was below memory.low.")),
	[CGROUP_COLUMN_EVENTS_HIGH] = COUNT("events_high", N_("high events"), 0,
		N_("How often its processes were slowed down at memory.high.")),
	[CGROUP_COLUMN_EVENTS_MAX] = COUNT("events_max", N_("max events"), 0,
		N_("How often it reached its limit. The kernel then reclaims, and kills only "
		   "if that does not help.")),
	[CGROUP_COLUMN_EVENTS_OOM] = COUNT("events_oom", N_("oom events"), 0,
		N_("How often reclaim at the limit did not help.")),
	[CGROUP_COLUMN_EVENTS_OOM_KILL] = COUNT("events_oom_kill", N_("OOM"), 4,
		N_("How many of its processes the kernel killed because memory ran out.")),
	[CGROUP_COLUMN_PRESSURE_SOME] = { { "pressure_some_avg10_percent", N_("PSI some"),
						  N_("Share of the last ten seconds in which "
						     "at least one of its processes "
						     "waited for memory."),
						  UNIT_PERCENT },
		0, false },
	[CGROUP_COLUMN_PRESSURE_FULL] = { { "pressure_full_avg10_percent", N_("PSI"),
						  N_("Share of the last ten seconds in which "
						     "all of its processes waited for "
						     "memory at once."),
						  UNIT_PERCENT },
		6, false },
	[CGROUP_COLUMN_DYING] = COUNT("dying", N_("dying"), 0,
		N_("Removed cgroups below it that still hold memory.")),
	[CGROUP_COLUMN_DYING_MEMORY] = LIMIT("dying_bytes", N_("dying hold"), 0,
		N_("How much of its memory removed cgroups below it still hold: what is "
		   "charged to no cgroup that exists.")),
	[CGROUP_COLUMN_PROCESSES] =
		COUNT("processes", N_("PROC"), 4, N_("Processes in it and below it.")),
	[CGROUP_COLUMN_GROWTH] = { { "growth_bytes_per_minute", N_("used +/min"),
					   N_("How fast usage grows, cache included, once "
					      "enough was seen."),
					   UNIT_PACE },
		0, false },
	[CGROUP_COLUMN_HARD_GROWTH] = { { "hard_growth_bytes_per_minute", N_("+/min"),
						N_("How fast the memory grows that cannot be "
						   "given back, once enough was seen. "
						   "Cache that fills does not count."),
						UNIT_PACE },
		7, false },
	[CGROUP_COLUMN_TREND] = WORDS("hard_trend", NULL, 0,
		N_("The shape of that growth: flat, growing, step, plateau, sawtooth, "
		   "shrinking, or too_short to tell.")),
	[CGROUP_COLUMN_LEVELS] = { { "hard_levels", N_("10 MIN"),
					   N_("History of the memory that cannot be given "
					      "back, over the last ten minutes or since "
					      "memtop began to watch it: ten steps from 1 "
					      "(the lowest) to 8 (the highest), the "
					      "newest last."),
					   UNIT_LEVELS },
		10, false },
	[CGROUP_COLUMN_NAME] = WORDS("name", N_("CGROUP"), 24, N_("What is in it.")),
};

/* Where a column is a figure that was read. */
static const enum cgroup_figure read_figures[CGROUP_COLUMNS] = {
	[CGROUP_COLUMN_USAGE] = CGROUP_USAGE,
	[CGROUP_COLUMN_SHMEM] = CGROUP_SHMEM,
	[CGROUP_COLUMN_ANONYMOUS] = CGROUP_ANONYMOUS,
	[CGROUP_COLUMN_SWAP] = CGROUP_SWAP,
	[CGROUP_COLUMN_ZSWAP] = CGROUP_ZSWAP,
	[CGROUP_COLUMN_OWN_LIMIT] = CGROUP_LIMIT,
	[CGROUP_COLUMN_OWN_HIGH] = CGROUP_HIGH,
	[CGROUP_COLUMN_LOW] = CGROUP_LOW,
	[CGROUP_COLUMN_MIN] = CGROUP_MIN,
	[CGROUP_COLUMN_SWAP_LIMIT] = CGROUP_SWAP_LIMIT,
	[CGROUP_COLUMN_SWAP_HIGH] = CGROUP_SWAP_HIGH,
	[CGROUP_COLUMN_SWAP_PEAK] = CGROUP_SWAP_PEAK,
	[CGROUP_COLUMN_PEAK] = CGROUP_PEAK,
	[CGROUP_COLUMN_EVENTS_LOW] = CGROUP_EVENTS_LOW,
	[CGROUP_COLUMN_EVENTS_HIGH] = CGROUP_EVENTS_HIGH,
	[CGROUP_COLUMN_EVENTS_MAX] = CGROUP_EVENTS_MAX,
	[CGROUP_COLUMN_EVENTS_OOM] = CGROUP_EVENTS_OOM,
	[CGROUP_COLUMN_EVENTS_OOM_KILL] = CGROUP_EVENTS_OOM_KILL,
	[CGROUP_COLUMN_PRESSURE_SOME] = CGROUP_PRESSURE_SOME,
	[CGROUP_COLUMN_PRESSURE_FULL] = CGROUP_PRESSURE_FULL,
	[CGROUP_COLUMN_DYING] = CGROUP_DYING,
};

static struct value whole_value(const struct cgroup_facts *facts, const struct cgroups *cgroups,
	size_t node, enum cgroup_column id)
{
	const struct cgroup *cgroup = cgroups->nodes[node].cgroup;

	switch (id) {
	case CGROUP_COLUMN_UNRECLAIMABLE:
		return cgroup_unreclaimable(cgroup);
	case CGROUP_COLUMN_UNRECLAIMABLE_LEAST:
		return cgroup_unreclaimable_least(cgroups, node);
	case CGROUP_COLUMN_RECLAIMABLE:
		return cgroup_reclaimable(cgroup);
	case CGROUP_COLUMN_WORKING_SET:
		return cgroup_working_set(cgroup);
	case CGROUP_COLUMN_CACHE:
		return cgroup_cache(cgroup);
	case CGROUP_COLUMN_KERNEL:
		return cgroup_kernel(cgroup);
	case CGROUP_COLUMN_LIMIT:
		return cgroup_limit(cgroups, node).value;
	case CGROUP_COLUMN_ROOM:
		return cgroup_room(cgroups, node).value;
	case CGROUP_COLUMN_HIGH:
		return cgroup_high(cgroups, node).value;
	case CGROUP_COLUMN_HIGH_ROOM:
		return cgroup_high_room(cgroups, node).value;
	case CGROUP_COLUMN_DYING_MEMORY:
		return cgroup_dying_memory(cgroups, node);
	case CGROUP_COLUMN_GROWTH:
		return derived_of_cgroup(cgroups, node)->growth;
	case CGROUP_COLUMN_HARD_GROWTH:
		return derived_of_cgroup(cgroups, node)->hard_growth;
	case CGROUP_COLUMN_LEVELS:
		return derived_of_cgroup(cgroups, node)->hard_levels;
	case CGROUP_COLUMN_PROTECTED_LOW:
		return cgroup_protected(cgroups, node, CGROUP_LOW);
	case CGROUP_COLUMN_PROTECTED_MIN:
		return cgroup_protected(cgroups, node, CGROUP_MIN);
	case CGROUP_COLUMN_HIGH_RATE:
		return cgroup_high_rate(cgroup);
	case CGROUP_COLUMN_PROCESSES:
		return facts->processes ? value_of((uint64_t)facts->processes[node])
					: value_missing(VALUE_NOT_ASKED);
	default:
		return cgroup_value(cgroup, read_figures[id]);
	}
}

struct value cgroup_column_value(const struct cgroup_facts *facts, size_t node,
	enum cgroup_column id)
{
	struct value now = whole_value(facts, facts->cgroups, node, id);
	size_t before;

	if (!facts->mark || !cgroup_columns[id].is_size)
		return now;
	before = cgroup_index_id(facts->mark, facts->cgroups->nodes[node].cgroup->id);
	/* What came since had nothing then. */
	if (before == CGROUP_NO_PARENT)
		return now;
	return value_difference(now, whole_value(facts, facts->mark->cgroups, before, id));
}

static struct text path_of(const struct cgroups *cgroups, size_t node)
{
	if (node == CGROUP_NO_PARENT)
		return text_of("", 0);
	return text_of_string(cgroups->nodes[node].cgroup->identity->path);
}

static struct text name_of(const struct cgroup_identity *identity)
{
	return text_of_string(identity->label ? identity->label : identity->name);
}

struct text cgroup_column_text(const struct cgroup_facts *facts, size_t node, enum cgroup_column id)
{
	const struct cgroups *cgroups = facts->cgroups;

	switch (id) {
	case CGROUP_COLUMN_LIMIT_OWNER:
		return path_of(cgroups, cgroup_limit(cgroups, node).owner);
	case CGROUP_COLUMN_ROOM_OWNER:
		return path_of(cgroups, cgroup_room(cgroups, node).owner);
	case CGROUP_COLUMN_TREND:
		return derived_of_cgroup(cgroups, node)->hard_growth.state == VALUE_NOT_ASKED
			       ? text_of("", 0)
			       : text_of_string(
					 trend_rows[derived_of_cgroup(cgroups, node)->hard_trend]
						 .key);
	case CGROUP_COLUMN_NAME:
		return node == 0 ? path_of(cgroups, node)
				 : name_of(cgroups->nodes[node].cgroup->identity);
	default:
		return path_of(cgroups, node);
	}
}
