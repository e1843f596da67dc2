/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/budget.h"

#include <stdio.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "probe/policy.h"

#define MIB ((uint64_t)1 << 20)

#define GROUP_MARGIN (4 * MIB)

/* Program, libraries and stack of the balloon itself, with room to spare. */
#define BALLOON_OVERHEAD (16 * MIB)

static const struct probe_phrase phrases[REFUSAL_COUNT] = {
	[REFUSAL_READONLY] = { "readonly", N_("memtop runs with --readonly") },
	[REFUSAL_OTHER_PROBE] = { "other_probe_running",
		N_("another probe is running: wait until it has ended") },
	[REFUSAL_NO_BALLOON] = { "balloon_missing", N_("the balloon program is not installed") },
	[REFUSAL_BALLOON_NOT_OURS] = { "balloon_not_ours",
		N_("others could have changed the balloon program, so it is not run") },
	[REFUSAL_BALLOON_FAILED] = { "balloon_failed", N_("the balloon could not be started") },
	[REFUSAL_OOM_ADJUST] = { "oom_score_adj_denied",
		N_("the balloon may not make itself the first victim of the out-of-memory killer") },
	[REFUSAL_NO_MEMORY] = { "no_memory",
		N_("memtop itself was given no memory for the probe") },
	[REFUSAL_NO_DESCRIPTORS] = { "no_descriptors",
		N_("too many open files (ulimit -n raises the limit)") },
	[REFUSAL_MEMINFO] = { "meminfo_unreadable",
		N_("/proc/meminfo cannot be read, or has no MemAvailable (Linux before 3.14)") },
	[REFUSAL_ZONEINFO] = { "zoneinfo_unreadable",
		N_("/proc/zoneinfo cannot be read: how close the limit is would not be seen") },
	[REFUSAL_ZONES_DISAGREE] = { "zoneinfo_disagrees",
		N_("/proc/zoneinfo and /proc/meminfo disagree on what is free: how close the limit is would "
		   "not be seen") },
	[REFUSAL_VMSTAT] = { "vmstat_unreadable",
		N_("/proc/vmstat cannot be read: harm to others would not be seen") },
	[REFUSAL_OOM_GROUP] = { "oom_group",
		N_("memory.oom.group is set: an out-of-memory kill would end the whole cgroup") },
	[REFUSAL_GIVEN_UP] = { "reclaim_given_up",
		N_("the kernel has given up reclaiming in the background") },
	[REFUSAL_SWAP_FULL] = { "swap_nearly_full", N_("swap is nearly full") },
	[REFUSAL_DIRTY] = { "dirty_pages",
		N_("so much is waiting to be written that writers are being slowed down: try again "
		   "later") },
	[REFUSAL_OVERCOMMIT] = { "overcommit_limit",
		N_("vm.overcommit_memory is 2 and too little is left to commit: others would fail") },
	[REFUSAL_ADDRESS_SPACE] = { "address_space_limit",
		N_("a limit of this shell (ulimit -v or -d) leaves the balloon too little") },
	[REFUSAL_CGROUP] = { "cgroup_limit",
		N_("a memory cgroup that memtop runs in is too close to its limit") },
	[REFUSAL_HEADROOM] = { "too_little_headroom",
		N_("too little memory is available to take any of it safely") },
	[REFUSAL_TOO_LARGE] = { "size_too_large", N_("that is more than can be asked for safely") },
	[REFUSAL_FREE_SUFFICES] = { "free_suffices",
		N_("free memory alone is enough for that: no cache would have to move, and nothing would "
		   "be proven") },
	[REFUSAL_TARGET] = { "no_such_target",
		N_("it cannot be opened, or is not what it must be") },
	[REFUSAL_DENIED] = { "permission_denied", N_("this user may not do that (try as root)") },
	[REFUSAL_UNSUPPORTED] = { "unsupported", N_("this kernel cannot do that") },
	[REFUSAL_NOT_CACHED] = { "nothing_cached",
		N_("too little of it is in the cache to prove anything") },
};

const struct probe_phrase *budget_refusal(enum refusal refusal)
{
	return &phrases[refusal];
}

enum refusal budget_shortage(enum status status, enum refusal other)
{
	if (status == STATUS_NO_DESCRIPTORS)
		return REFUSAL_NO_DESCRIPTORS;
	return status == STATUS_NO_MEMORY ? REFUSAL_NO_MEMORY : other;
}

static uint64_t minus(uint64_t a, uint64_t b)
{
	return a > b ? a - b : 0;
}

static struct value half_of_commit(const struct preconditions *preconditions)
{
	const struct value *memory = preconditions->reading.memory;
	struct value room = value_subtract(memory[MEMORY_COMMIT_LIMIT], memory[MEMORY_COMMITTED]);

	if (value_or(preconditions->overcommit, 0) != 2)
		return value_missing(VALUE_ABSENT);
	return value_of(value_or(room, 0) / 2);
}

/* A little less than the guard allows: the other processes of the cgroup move, too. */
static struct value room_in_group(const struct probe_reading *reading)
{
	uint64_t kept = value_or(reading->room_floor, 0) + GROUP_MARGIN;

	return value_known(reading->room) ? value_of(minus(value_or(reading->room, 0), kept))
					  : reading->room;
}

/* What the machine as a whole can spare: MemAvailable holds hot mapped pages and protected ones. */
static uint64_t machine_budget(const struct probe_assessment *assessment)
{
	uint64_t kept = value_or(assessment->floor, 0) + value_or(assessment->mapped, 0) +
			value_or(assessment->protected_groups, 0);

	return minus(value_or(assessment->available, 0), kept);
}

static void find_budget(struct probe_assessment *assessment,
	const struct preconditions *preconditions)
{
	const struct probe_reading *reading = &preconditions->reading;
	uint64_t machine;

	assessment->available = reading->memory[MEMORY_AVAILABLE];
	assessment->floor = value_of(policy_floor(reading));
	assessment->mapped = reading->memory[MEMORY_MAPPED];
	assessment->protected_groups = value_of(preconditions->protected_groups);
	assessment->commit_room = half_of_commit(preconditions);
	assessment->address_space =
		value_known(preconditions->address_space)
			? value_of(minus(value_or(preconditions->address_space, 0),
				  BALLOON_OVERHEAD))
			: preconditions->address_space;
	assessment->cgroup_room = room_in_group(reading);
	snprintf(assessment->cgroup, sizeof(assessment->cgroup), "%s", preconditions->group);
	machine = min_u64(machine_budget(assessment),
		min_u64(value_or(assessment->commit_room, UINT64_MAX),
			value_or(assessment->address_space, UINT64_MAX)));
	assessment->inside_cgroup = value_or(assessment->cgroup_room, UINT64_MAX) < machine;
	assessment->budget = min_u64(machine, value_or(assessment->cgroup_room, UINT64_MAX));
}

/*
 * Where no size is given, a tenth of what the cache can give is left: MemAvailable is an estimate, and where memory is
 * protected out of sight the kernel swaps, or gives up, at its very end.  What was shown by then is shown.
 */
static uint64_t usual_request(uint64_t budget, uint64_t free)
{
	uint64_t most = budget - minus(budget, free) / 10;

	return max_u64(most, min_u64(budget, free + BUDGET_LEAST_PROOF));
}

/* Memory is taken in pages: of a share no more than it is. */
static uint64_t whole_pages(uint64_t bytes)
{
	uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);

	return bytes - bytes % page;
}

static void find_request(struct probe_assessment *assessment, const struct probe_request *request,
	const struct probe_reading *reading)
{
	uint64_t free = policy_from_free(reading, assessment->inside_cgroup);

	assessment->requested = request->bytes;
	if (request->bytes == 0)
		assessment->requested =
			whole_pages(request->percent ? assessment->budget / 100 * request->percent
						     : usual_request(assessment->budget, free));
	assessment->from_free = min_u64(assessment->requested, free);
}

/* What makes the probe unsafe, or useless, however much is asked for. */
static bool readonly(const struct preconditions *c, const struct probe_assessment *assessment)
{
	(void)assessment;
	return c->readonly;
}

static bool other_probe(const struct preconditions *c, const struct probe_assessment *assessment)
{
	(void)assessment;
	return c->other_probe;
}

static bool meminfo(const struct preconditions *c, const struct probe_assessment *assessment)
{
	(void)assessment;
	return !value_known(c->reading.memory[MEMORY_AVAILABLE]) ||
	       !value_known(c->reading.memory[MEMORY_TOTAL]) ||
	       !value_known(c->reading.memory[MEMORY_FREE]) ||
	       !value_known(c->reading.memory[MEMORY_CACHED]);
}

static bool zoneinfo(const struct preconditions *c, const struct probe_assessment *assessment)
{
	(void)assessment;
	return !c->reading.zones.known;
}

/* Memory that is there only once it is touched, as some virtual machines have it. */
static bool zones_disagree(const struct preconditions *c, const struct probe_assessment *assessment)
{
	uint64_t free = value_or(c->reading.memory[MEMORY_FREE], 0),
		 sum = c->reading.zones.all_free;
	uint64_t apart = free > sum ? free - sum : sum - free;

	return !assessment->inside_cgroup &&
	       apart > value_or(c->reading.memory[MEMORY_TOTAL], 0) / 8;
}

static bool vmstat(const struct preconditions *c, const struct probe_assessment *assessment)
{
	(void)assessment;
	return !value_known(c->reading.machine.kswapd_reclaimed) ||
	       !value_known(c->reading.counter[VMSTAT_ALLOCATION_STALLS]);
}

static bool oom_group(const struct preconditions *c, const struct probe_assessment *assessment)
{
	(void)assessment;
	return c->die_together;
}

static bool given_up(const struct preconditions *c, const struct probe_assessment *assessment)
{
	(void)assessment;
	return c->reading.zones.given_up > 0;
}

static bool swap_full(const struct preconditions *c, const struct probe_assessment *assessment)
{
	uint64_t total = value_or(c->reading.memory[MEMORY_SWAP_TOTAL], 0);

	(void)assessment;
	return total > 0 && value_or(c->reading.memory[MEMORY_SWAP_FREE], 0) < total / 10;
}

static bool dirty(const struct preconditions *c, const struct probe_assessment *assessment)
{
	const struct value *memory = c->reading.memory;

	(void)assessment;
	return value_or(value_add(memory[MEMORY_DIRTY], memory[MEMORY_WRITEBACK]), 0) >=
	       policy_dirty_limit(&c->reading);
}

static bool overcommit(const struct preconditions *c, const struct probe_assessment *assessment)
{
	(void)c;
	return value_or(assessment->commit_room, UINT64_MAX) < BUDGET_LEAST_PROOF;
}

static bool address_space(const struct preconditions *c, const struct probe_assessment *assessment)
{
	(void)c;
	return value_or(assessment->address_space, UINT64_MAX) < BUDGET_LEAST_PROOF;
}

static bool cgroup(const struct preconditions *c, const struct probe_assessment *assessment)
{
	(void)c;
	return value_or(assessment->cgroup_room, UINT64_MAX) < BUDGET_LEAST_PROOF;
}

static bool headroom(const struct preconditions *c, const struct probe_assessment *assessment)
{
	(void)c;
	return assessment->budget < BUDGET_LEAST_PROOF;
}

static bool no_memory(const struct preconditions *c, const struct probe_assessment *assessment)
{
	(void)assessment;
	return c->lacks == STATUS_NO_MEMORY;
}

static bool no_descriptors(const struct preconditions *c, const struct probe_assessment *assessment)
{
	(void)assessment;
	return c->lacks == STATUS_NO_DESCRIPTORS;
}

static bool too_large(const struct preconditions *c, const struct probe_assessment *assessment)
{
	(void)c;
	return assessment->requested > assessment->budget;
}

static bool free_suffices(const struct preconditions *c, const struct probe_assessment *assessment)
{
	(void)c;
	return assessment->requested < assessment->from_free + BUDGET_LEAST_PROOF;
}

static const struct {
	enum refusal refusal;
	bool always; /* whatever the mode */
	bool (*applies)(const struct preconditions *c, const struct probe_assessment *assessment);
} refusals[] = {
	{ REFUSAL_READONLY, true, readonly },
	{ REFUSAL_NO_MEMORY, true, no_memory },
	{ REFUSAL_NO_DESCRIPTORS, true, no_descriptors },
	{ REFUSAL_OTHER_PROBE, true, other_probe },
	{ REFUSAL_MEMINFO, true, meminfo },
	{ REFUSAL_ZONEINFO, true, zoneinfo },
	{ REFUSAL_VMSTAT, true, vmstat },
	{ REFUSAL_ZONES_DISAGREE, false, zones_disagree },
	{ REFUSAL_OOM_GROUP, false, oom_group },
	{ REFUSAL_GIVEN_UP, false, given_up },
	{ REFUSAL_SWAP_FULL, false, swap_full },
	{ REFUSAL_DIRTY, false, dirty },
	{ REFUSAL_OVERCOMMIT, false, overcommit },
	{ REFUSAL_ADDRESS_SPACE, false, address_space },
	{ REFUSAL_CGROUP, false, cgroup },
	{ REFUSAL_HEADROOM, false, headroom },
	{ REFUSAL_TOO_LARGE, false, too_large },
	{ REFUSAL_FREE_SUFFICES, false, free_suffices },
};

static const struct probe_phrase *find_refusal(const struct preconditions *preconditions,
	const struct probe_assessment *assessment, bool is_other_mode)
{
	for (size_t i = 0; i < COUNT_OF(refusals); i++)
		if ((refusals[i].always || !is_other_mode) &&
			refusals[i].applies(preconditions, assessment))
			return budget_refusal(refusals[i].refusal);
	return NULL;
}

void budget_assess(struct probe_assessment *assessment, const struct probe_request *request,
	const struct preconditions *preconditions)
{
	*assessment = (struct probe_assessment){ .mode = request->mode };
	find_budget(assessment, preconditions);
	find_request(assessment, request, &preconditions->reading);
	assessment->refusal = find_refusal(preconditions, assessment, false);
	if (assessment->refusal == budget_refusal(REFUSAL_OOM_GROUP))
		snprintf(assessment->detail, sizeof(assessment->detail), "%.159s",
			preconditions->group);
}

void budget_assess_other(struct probe_assessment *assessment, const struct probe_request *request,
	const struct preconditions *preconditions)
{
	*assessment = (struct probe_assessment){
		.mode = request->mode,
		.available = preconditions->reading.memory[MEMORY_AVAILABLE],
		.floor = value_of(0),
	};
	assessment->refusal = find_refusal(preconditions, assessment, true);
}

void budget_refuse(struct probe_assessment *assessment, enum refusal refusal, const char *detail)
{
	if (assessment->refusal)
		return;
	assessment->refusal = budget_refusal(refusal);
	snprintf(assessment->detail, sizeof(assessment->detail), "%.159s", detail);
}
