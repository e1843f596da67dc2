/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/policy.h"

#include "base/i18n.h"
#include "base/macros.h"
#include "probe/budget.h"

#define KIB ((uint64_t)1 << 10)
#define MIB ((uint64_t)1 << 20)
#define MS  ((uint64_t)1000000) /* in nanoseconds */

#define LEAST_STEP (16 * KIB)

/* A counter's gain; 0 where it is not known, for then its guard is not known either. */
static uint64_t gain(struct value now, struct value before)
{
	return value_or(value_subtract(now, before), 0);
}

static uint64_t counted(const struct policy_input *input, enum vmstat_counter counter)
{
	return gain(input->now->counter[counter], input->before->counter[counter]);
}

static uint64_t clamp(uint64_t n, uint64_t least, uint64_t most)
{
	return min_u64(max_u64(n, least), most);
}

uint64_t policy_floor(const struct probe_reading *reading)
{
	return max_u64(value_or(reading->memory[MEMORY_TOTAL], 0) / 10, 2 * reading->zones.reserve);
}

uint64_t policy_dirty_limit(const struct probe_reading *reading)
{
	struct value background = reading->counter[VMSTAT_DIRTY_BACKGROUND_THRESHOLD];
	struct value threshold = reading->counter[VMSTAT_DIRTY_THRESHOLD];

	if (!value_known(background) || !value_known(threshold))
		return UINT64_MAX;
	/* mm/page-writeback.c, dirty_freerun_ceiling() */
	return value_or(value_add(background, threshold), 0) / 2 * reading->page_size;
}

const struct account *policy_account(const struct probe_reading *reading,
	const struct probe_assessment *plan)
{
	return plan->inside_cgroup ? &reading->group : &reading->machine;
}

uint64_t policy_given_up(const struct account *before, const struct account *now)
{
	return value_or(value_subtract(before->cache, now->cache), 0);
}

static uint64_t given_up(const struct policy_input *input)
{
	return policy_given_up(policy_account(input->before, input->plan),
		policy_account(input->now, input->plan));
}

/*
 * Each guard's test: fills known, now and limit; it fires when now reaches limit.
 */
static void set(struct probe_guard_state *state, bool known, uint64_t now, uint64_t limit)
{
	state->known = known;
	state->now = now;
	state->limit = limit;
}

static void test_released(struct probe_guard_state *state, const struct policy_input *input)
{
	set(state, true, input->released, 1);
}

static void test_parent(struct probe_guard_state *state, const struct policy_input *input)
{
	set(state, true, input->parent_gone, 1);
}

static void test_terminal(struct probe_guard_state *state, const struct policy_input *input)
{
	set(state, true, input->terminal_gone, 1);
}

static void test_balloon(struct probe_guard_state *state, const struct policy_input *input)
{
	set(state, true, input->balloon_gone, 1);
}

static void test_oom_kill(struct probe_guard_state *state, const struct policy_input *input)
{
	uint64_t kills = counted(input, VMSTAT_OOM_KILL) +
			 gain(input->now->group_oom_kills, input->before->group_oom_kills);

	set(state, value_known(input->now->counter[VMSTAT_OOM_KILL]), kills, 1);
}

static void test_readings(struct probe_guard_state *state, const struct policy_input *input)
{
	const struct probe_reading *now = input->now;
	bool complete = now->zones.known && value_known(now->memory[MEMORY_AVAILABLE]) &&
			value_known(now->machine.cache) &&
			value_known(now->counter[VMSTAT_SWAP_OUT]) &&
			(!value_known(input->before->room) || value_known(now->room));

	set(state, true, !complete, 1);
}

static void test_available(struct probe_guard_state *state, const struct policy_input *input)
{
	struct value before = input->before->memory[MEMORY_AVAILABLE];
	struct value now = input->now->memory[MEMORY_AVAILABLE];
	uint64_t floor = value_or(input->plan->floor, 0);

	set(state, value_known(now) && value_known(before), gain(before, now),
		value_or(before, 0) > floor ? value_or(before, 0) - floor : 0);
}

static void test_cgroup(struct probe_guard_state *state, const struct policy_input *input)
{
	const struct probe_reading *before = input->before, *now = input->now;
	uint64_t floor = value_or(now->room_floor, 0), start = value_or(before->room, 0);

	set(state, value_known(now->room), gain(before->room, now->room),
		start > floor ? start - floor : 0);
}

static void test_given_up(struct probe_guard_state *state, const struct policy_input *input)
{
	set(state, input->now->zones.known, input->now->zones.given_up,
		input->before->zones.given_up + 1);
}

/* Its watermarks are only a few pages apart. */
static bool is_small(const struct zones_reading *zones)
{
	return zones->low - zones->min < 4 * MIB;
}

bool policy_is_low(const struct probe_reading *reading)
{
	const struct zones_reading *zones = &reading->zones;

	return zones->known &&
	       zones->free <= zones->min + min_u64(MIB, (zones->low - zones->min) / 4);
}

/*
 * Free memory at the minimum: the next process that allocates has to reclaim.  On a small machine that happens
 * by chance, and it counts once it lasts.
 */
static void test_watermark(struct probe_guard_state *state, const struct policy_input *input)
{
	const struct zones_reading *zones = &input->now->zones;
	uint64_t low_ms =
		input->low_since_ns ? (input->now->at_ns - input->low_since_ns) / MS + 1 : 0;

	set(state, zones->known, low_ms, is_small(zones) ? 200 : 1);
}

static void test_swap(struct probe_guard_state *state, const struct policy_input *input)
{
	set(state, value_known(input->now->counter[VMSTAT_SWAP_OUT]),
		counted(input, VMSTAT_SWAP_OUT) * input->now->page_size, MIB + 1);
}

/* As long as nothing was reclaimed, what others read again is none of our doing. */
static void test_refaults(struct probe_guard_state *state, const struct policy_input *input)
{
	const struct account *before = policy_account(input->before, input->plan);
	const struct account *now = policy_account(input->now, input->plan);

	bool ours = given_up(input) >= 4 * MIB;

	set(state, value_known(now->refault), ours ? gain(now->refault, before->refault) : 0,
		max_u64(4 * MIB, given_up(input) / 50) + 1);
}

/*
 * Stalls are harmless as long as each finds what it looks for, and one in 4 MiB: the balloon's own
 * are among them, where the watermarks are only a few pages apart.
 */
static void test_stalls(struct probe_guard_state *state, const struct policy_input *input)
{
	uint64_t scanned = counted(input, VMSTAT_SCAN_DIRECT);
	uint64_t reclaimed = counted(input, VMSTAT_STEAL_DIRECT);

	set(state, value_known(input->now->counter[VMSTAT_ALLOCATION_STALLS]),
		counted(input, VMSTAT_ALLOCATION_STALLS),
		2 * reclaimed < scanned ? 4 : 64 + given_up(input) / (4 * MIB));
}

/*
 * Share of the last second in hundredths of a per cent.  kswapd's own work counts in it, and so does
 * the balloon's own waiting; with others reclaiming or reading again it is harm much sooner.
 */
static void test_pressure(struct probe_guard_state *state, const struct policy_input *input)
{
	const struct probe_reading *now = input->now, *then = input->second_ago;
	uint64_t window_us = max_u64(now->at_ns - then->at_ns, 1000 * MS) / 1000;
	uint64_t full_us = gain(now->pressure_full_us, then->pressure_full_us);
	bool harm =
		gain(now->machine.direct_reclaimed, then->machine.direct_reclaimed) >= 4 * MIB ||
		gain(now->machine.refault, then->machine.refault) >= MIB;

	set(state, value_known(now->pressure_full_us), full_us * 10000 / window_us,
		harm ? 1500 : 4000);
}

/* kswapd looks, and does not find a quarter of what the last step took: for how many ms. */
static void test_reclaim(struct probe_guard_state *state, const struct policy_input *input)
{
	const struct probe_reading *now = input->now, *step = input->step;
	uint64_t scanned =
		gain(now->counter[VMSTAT_SCAN_KSWAPD], step->counter[VMSTAT_SCAN_KSWAPD]);
	uint64_t found = gain(now->machine.kswapd_reclaimed, step->machine.kswapd_reclaimed);
	bool failing = now->zones.free < now->zones.low && input->filled_ns != 0 &&
		       scanned * now->page_size >= input->step_bytes &&
		       found < input->step_bytes / 4;

	set(state, now->zones.known, failing ? (now->at_ns - input->filled_ns) / MS : 0, 250);
}

static void test_dirty(struct probe_guard_state *state, const struct policy_input *input)
{
	const struct value *memory = input->now->memory;
	struct value dirty = value_add(memory[MEMORY_DIRTY], memory[MEMORY_WRITEBACK]);
	uint64_t limit = policy_dirty_limit(input->now);

	set(state, value_known(dirty) && limit != UINT64_MAX, value_or(dirty, 0), limit);
}

/* From the order of a step to the next: filling it, and waiting for room to make another. */
static void test_step(struct probe_guard_state *state, const struct policy_input *input)
{
	set(state, true, (input->now->at_ns - input->step->at_ns) / MS, 3000);
}

static void test_delay(struct probe_guard_state *state, const struct policy_input *input)
{
	set(state, true, (input->now->at_ns - input->previous_ns) / MS, 500);
}

static void test_time(struct probe_guard_state *state, const struct policy_input *input)
{
	set(state, true, (input->now->at_ns - input->before->at_ns) / MS, 60000);
}

struct guard_row {
	struct probe_guard guard;
	void (*test)(struct probe_guard_state *state, const struct policy_input *input);
};

/* In the order in which they are heard: the first that fires gives the reason. */
static const struct guard_row guard_rows[GUARD_COUNT] = {
	[GUARD_RELEASED] = { { { "released", N_("a key or a signal released it") },
				     N_("released by hand"), UNIT_COUNT, "", true },
		test_released },
	[GUARD_PARENT] = { { { "parent_gone", N_("the program that started memtop ended") },
				   N_("parent gone"), UNIT_COUNT, "", true },
		test_parent },
	[GUARD_TERMINAL] = { { { "terminal_gone", N_("the terminal was closed") },
				     N_("terminal gone"), UNIT_COUNT, "", true },
		test_terminal },
	[GUARD_BALLOON] = { { { "balloon_gone",
				      N_("the balloon ended, or was given no more memory") },
				    N_("balloon gone"), UNIT_COUNT, "", true },
		test_balloon },
	[GUARD_OOM_KILL] = { { { "oom_kill", N_("the kernel killed a process because memory "
						"ran out") },
				     N_("out-of-memory kills"), UNIT_COUNT, "", true },
		test_oom_kill },
	[GUARD_READINGS] = { { { "readings_missing",
				       N_("the kernel's figures could not be read any more") },
				     N_("figures unreadable"), UNIT_COUNT, "", true },
		test_readings },
	[GUARD_AVAILABLE] = { { { "available_floor", N_("MemAvailable came down to its floor") },
				      N_("available memory taken"), UNIT_BYTES, "", false },
		test_available },
	[GUARD_CGROUP] = { { { "cgroup_limit", N_("a memory cgroup came close to its limit") },
				   N_("cgroup's room taken"), UNIT_BYTES, "", false },
		test_cgroup },
	[GUARD_GIVEN_UP] = { { { "reclaim_given_up",
				       N_("the kernel gave up reclaiming in the background") },
				     N_("nodes given up by kswapd"), UNIT_COUNT, "", true },
		test_given_up },
	[GUARD_WATERMARK] = { { { "watermark",
					N_("free memory came close to the kernel's minimum") },
				      N_("free memory at its minimum"), UNIT_COUNT, "ms", false },
		test_watermark },
	[GUARD_SWAP] = { { { "swap_out", N_("memory was being swapped out") }, N_("swapped out"),
				 UNIT_BYTES, "", false },
		test_swap },
	[GUARD_REFAULTS] = { { { "refaults", N_("others had to read again what had been freed") },
				     N_("read again by others"), UNIT_BYTES, "", false },
		test_refaults },
	[GUARD_STALLS] = { { { "allocation_stalls", N_("others had to reclaim memory themselves") },
				   N_("allocation stalls"), UNIT_COUNT, "", false },
		test_stalls },
	[GUARD_PRESSURE] = { { { "pressure",
				       N_("all running tasks waited for memory for too long") },
				     N_("pressure (full, last second)"), UNIT_PERCENT, "%", false },
		test_pressure },
	[GUARD_RECLAIM] = { { { "reclaim_failing",
				      N_("the kernel looked for memory to reclaim and found "
					 "too little") },
				    N_("reclaim in vain"), UNIT_COUNT, "ms", false },
		test_reclaim },
	[GUARD_DIRTY] = { { { "dirty_pages",
				    N_("so much was waiting to be written that writers would be slowed down") },
				  N_("dirty pages"), UNIT_BYTES, "", false },
		test_dirty },
	[GUARD_STEP] = { { { "step_slow", N_("a step took too long") }, N_("step under way"),
				 UNIT_COUNT, "ms", false },
		test_step },
	[GUARD_DELAY] = { { { "supervisor_delayed", N_("the supervisor itself was held up") },
				  N_("delay between readings"), UNIT_COUNT, "ms", false },
		test_delay },
	[GUARD_TIME] = { { { "time_limit", N_("the time was up") }, N_("running for"), UNIT_COUNT,
				 "ms", false },
		test_time },
};

const struct probe_guard *policy_guard(enum guard_id id)
{
	return &guard_rows[id].guard;
}

bool policy_stopped_by_user(const struct probe_guard *guard)
{
	return guard == policy_guard(GUARD_RELEASED) || guard == policy_guard(GUARD_PARENT) ||
	       guard == policy_guard(GUARD_TERMINAL);
}

bool policy_passes(const struct probe_guard *guard)
{
	static const enum guard_id passing[] = { GUARD_AVAILABLE, GUARD_WATERMARK, GUARD_PRESSURE,
		GUARD_RECLAIM, GUARD_STEP, GUARD_DELAY };

	for (size_t i = 0; i < COUNT_OF(passing); i++)
		if (guard == policy_guard(passing[i]))
			return true;
	return false;
}

uint64_t policy_from_free(const struct probe_reading *reading, bool inside_cgroup)
{
	const struct zones_reading *zones = &reading->zones;
	uint64_t free = zones->free > zones->high ? zones->free - zones->high : 0;

	return inside_cgroup ? min_u64(free, value_or(reading->group.free, 0)) : free;
}

void policy_leave_to_bursts(struct probe_assessment *plan, struct value lowest)
{
	uint64_t fall = gain(plan->available, lowest);
	uint64_t left = plan->budget > fall ? plan->budget - fall : 0;

	if (left >= plan->from_free + BUDGET_LEAST_PROOF)
		plan->requested = min_u64(plan->requested, left);
}

bool policy_is_quiet(const struct policy_input *input)
{
	struct probe_guard_state pressure;
	uint64_t available = value_or(input->now->memory[MEMORY_AVAILABLE], 0);

	test_pressure(&pressure, input);
	return input->now->zones.free >= input->now->zones.high &&
	       pressure.now < pressure.limit / 2 &&
	       available >= value_or(input->plan->floor, 0) + input->plan->requested;
}

static const struct probe_guard *test_all(struct probe_guard_state *states,
	const struct policy_input *input)
{
	const struct probe_guard *first = NULL;

	for (size_t i = 0; i < GUARD_COUNT; i++) {
		states[i] = (struct probe_guard_state){ .guard = &guard_rows[i].guard };
		guard_rows[i].test(&states[i], input);
		states[i].fired = states[i].known && states[i].now >= states[i].limit;
		if (states[i].fired && !first)
			first = states[i].guard;
	}
	return first;
}

/* While free memory lasts nothing has to be reclaimed: large steps, down to where kswapd sleeps. */
static uint64_t step_from_free(uint64_t free, uint64_t keep, uint64_t requested)
{
	uint64_t step = clamp(requested / 64, 2 * MIB, 256 * MIB);

	return free > keep + 2 * MIB ? min_u64(step, free - keep) : 0;
}

/*
 * One zone above its high watermark is enough for kswapd to sleep, however low the others are.  At a
 * cgroup's limit each page taken is another one given up, and the machine's free memory stays.
 */
static bool is_full(const struct policy_input *input)
{
	const struct zones_reading *zones = &input->now->zones;

	return zones->balanced || (input->plan->inside_cgroup && zones->free >= zones->low);
}

/* Has the kernel had its time to refill free memory after the last step?  At most 1 s. */
static bool refilled(const struct policy_input *input)
{
	const struct probe_reading *now = input->now;
	uint64_t since = input->filled_ns ? input->filled_ns : input->step->at_ns;
	bool progress =
		gain(now->machine.kswapd_reclaimed, input->step->machine.kswapd_reclaimed) > 0;

	return is_full(input) || now->at_ns - since >= (progress ? 1000 : 250) * MS;
}

/* What the last step took came back, though it may not be where the watermarks look for it. */
static bool given_back(const struct policy_input *input)
{
	uint64_t found =
		gain(input->now->machine.kswapd_reclaimed, input->step->machine.kswapd_reclaimed);

	return input->step_bytes > 0 && found >= input->step_bytes;
}

/*
 * kswapd may sleep on although there is no room: a task that takes pages takes some more for its per-CPU
 * list, unseen by the watermarks; and while it is the turn of a small zone's cache, that zone alone
 * is refilled.  What wakes it need not be much, but has to go further than other steps may.
 */
static uint64_t waking_step(const struct policy_input *input)
{
	const struct zones_reading *zones = &input->now->zones;
	uint64_t lowest = zones->low - (zones->low - zones->min) / 4 * (is_small(zones) ? 3 : 2);

	if (!refilled(input) && !given_back(input))
		return 0;
	return zones->free >= lowest + LEAST_STEP ? LEAST_STEP : 0;
}

/* Small steps below the high watermark, so that kswapd wakes and gives up cache. */
static uint64_t machine_step(const struct policy_input *input)
{
	const struct zones_reading *zones = &input->now->zones;
	uint64_t most = clamp((zones->high - zones->min) / 2, MIB, 64 * MIB);
	uint64_t step =
		step_from_free(zones->free, 2 * zones->high + 16 * MIB, input->plan->requested);

	if (step > 0)
		return step;
	if (zones->room < LEAST_STEP)
		return waking_step(input);
	return refilled(input) ? min_u64(most, zones->room) : 0;
}

/* Inside a limit nothing happens in the background: a task that takes a page gives one up. */
static uint64_t group_step(const struct policy_input *input)
{
	struct value free = input->now->group.free;
	uint64_t step;

	if (!input->plan->inside_cgroup)
		return UINT64_MAX;
	step = step_from_free(value_or(free, 0), 16 * MIB, input->plan->requested);
	return step > 0 ? step : MIB;
}

/*
 * Where all that was asked for is taken, it may well reach down to the floor, and the kernel may end its
 * search: no reason to claim less.  Whether enough of it came out of cache is the proof's to judge.
 */
static bool is_end(const struct probe_guard *guard)
{
	return guard == policy_guard(GUARD_AVAILABLE) || guard == policy_guard(GUARD_GIVEN_UP);
}

void policy_decide(struct decision *decision, struct probe_guard_state *states,
	const struct policy_input *input)
{
	uint64_t rest = input->plan->requested > input->touched
				? input->plan->requested - input->touched
				: 0;
	uint64_t step;

	*decision = (struct decision){ .action = POLICY_WAIT, .guard = test_all(states, input) };
	if (decision->guard) {
		decision->action = POLICY_STOP;
		if (rest == 0 && is_end(decision->guard))
			decision->guard = NULL;
		return;
	}
	if (input->step_bytes > 0 && input->filled_ns == 0)
		return;
	/* At the end, too, the kernel has its time: what it is reclaiming belongs to the proof. */
	if (rest == 0 && refilled(input))
		decision->action = POLICY_STOP;
	step = min_u64(rest, min_u64(machine_step(input), group_step(input)));
	if (rest == 0 || step < min_u64(LEAST_STEP, rest))
		return;
	decision->action = POLICY_GROW;
	decision->bytes = step;
}
