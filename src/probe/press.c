/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The pressure itself: a balloon that grows step by step, as long as the policy says so. */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/event.h"
#include "probe/proof.h"
#include "probe/supervisor.h"

#define MS              ((uint64_t)1000000) /* in nanoseconds */
#define BEAT_EVERY      (250 * MS)
#define READY_MS        2000
#define RELEASE_MS      1000
#define OBSERVE_MS      1000
#define HOLD_MS         1000 /* the most that the whole balloon is held, or a still moment waited for */
#define STILL           ((int64_t)4 << 20) /* others take or free no more between two readings */
#define QUIET_MS        5000               /* the most that is waited for another round */
#define ROUNDS_MOST     20
#define ROUNDS_MS       45000 /* after which no other begins */
#define BALLOON_SECONDS 90    /* the policy's 60, and what comes before and after */

static void beat(struct probe_run *run)
{
	uint64_t now = clock_now_ns(CLOCK_MONOTONIC);

	if (now - run->beat_ns < BEAT_EVERY)
		return;
	run->beat_ns = now;
	balloon_beat(&run->balloon);
}

/*
 * Waits until ms have passed, or sooner when release() was called or when *done holds, which
 * something that the balloon answers may bring about.
 */
static void hear_until(struct prober_state *state, int ms, const bool *done, bool wanted)
{
	struct probe_run *run = &state->run;
	uint64_t deadline = clock_now_ns(CLOCK_MONOTONIC) + (uint64_t)ms * MS;

	for (;;) {
		uint64_t now = clock_now_ns(CLOCK_MONOTONIC);
		struct pollfd events[] = {
			{ .fd = state->control, .events = POLLIN },
			{ .fd = run->balloon.replies, .events = POLLIN },
		};

		beat(run);
		balloon_hear(&run->balloon);
		if (*done == wanted || run->balloon.gone || now >= deadline)
			return;
		if (poll(events, 2, (int)((deadline - now) / MS) + 1) > 0 && events[0].revents != 0)
			return;
	}
}

bool press_start(struct prober_state *state)
{
	struct probe_run *run = &state->run;
	struct message message = { "" };
	enum refusal refusal = REFUSAL_NO_BALLOON;
	enum status status;
	int program;

	status = balloon_open_program(&program, state->balloon_path, &message);
	if (status != STATUS_OK) {
		supervisor_refuse(state,
			status == STATUS_REFUSED ? REFUSAL_BALLOON_NOT_OURS : refusal,
			message.text);
		return false;
	}
	status = balloon_start(&run->balloon, program, BALLOON_SECONDS, &message);
	close(program);
	if (status == STATUS_OK)
		hear_until(state, READY_MS, &run->balloon.ready, true);
	if (run->balloon.ready)
		return true;
	if (atomic_load(&state->released)) {
		supervisor_abort(state);
		balloon_end(&run->balloon);
		return false;
	}
	refusal = run->balloon.error ? REFUSAL_OOM_ADJUST : REFUSAL_BALLOON_FAILED;
	supervisor_refuse(state, refusal,
		run->balloon.error ? strerror(run->balloon.error) : message.text);
	balloon_end(&run->balloon);
	return false;
}

static const struct probe_reading *second_ago(const struct probe_run *run)
{
	size_t count = run->window_next < WINDOW_SIZE ? run->window_next : WINDOW_SIZE;

	for (size_t i = run->window_next - count; i < run->window_next; i++) {
		const struct probe_reading *reading = &run->window[i % WINDOW_SIZE];

		if (run->now.at_ns - reading->at_ns <= 1000 * MS)
			return reading;
	}
	return &run->before;
}

static bool terminal_gone(const struct probe_run *run)
{
	struct pollfd terminal = { .fd = run->terminal, .events = 0 };

	return run->terminal >= 0 && poll(&terminal, 1, 0) > 0 &&
	       (terminal.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0;
}

static void note_low(struct probe_run *run)
{
	if (!policy_is_low(&run->now))
		run->low_since_ns = 0;
	else if (run->low_since_ns == 0)
		run->low_since_ns = run->now.at_ns;
}

void supervisor_decide(struct prober_state *state, struct decision *decision, uint64_t taken)
{
	struct probe_run *run = &state->run;
	struct policy_input input = {
		.plan = &run->plan,
		.before = &run->before,
		.second_ago = second_ago(run),
		.step = &run->step,
		.now = &run->now,
		.previous_ns = run->previous_ns,
		.step_bytes = run->step_bytes,
		.filled_ns = run->filled_ns,
		.touched = taken,
		.released = atomic_load(&state->released),
		.parent_gone = getppid() != run->parent,
		.terminal_gone = terminal_gone(run),
		.balloon_gone = run->balloon.gone || run->balloon.error != 0,
	};

	note_low(run);
	input.low_since_ns = run->low_since_ns;
	policy_decide(decision, run->guards, &input);
	run->guard_count = GUARD_COUNT;
}

static void take_step(struct probe_run *run, uint64_t bytes)
{
	run->step = run->now;
	run->step_bytes = bytes;
	run->filled_ns = 0;
	run->beat_ns = run->now.at_ns;
	balloon_grow(&run->balloon, bytes);
}

/* The same of less than 0, too. */
static bool is_still(struct value now, struct value then)
{
	int64_t apart = value_difference(now, then).n;

	return !value_known(now) || !value_known(then) || (apart <= STILL && apart >= -STILL);
}

/*
 * Whether free and anonymous memory stand still: while others take or free some, the files of one
 * reading, which are read one after another, do not add up.
 */
static bool holds_still(const struct probe_run *run, const struct probe_reading *then)
{
	const struct account *before = policy_account(then, &run->plan);
	const struct account *now = policy_account(&run->now, &run->plan);

	return is_still(now->free, before->free) && is_still(now->anonymous, before->anonymous);
}

/*
 * Holds what was asked for until readings stand still and the cache has given up what proves it: where
 * others freed memory for the balloon, until they want it back.  All guards watch on.  The guard that
 * ended it, or NULL.
 */
static const struct probe_guard *hold(struct prober_state *state)
{
	struct probe_run *run = &state->run;
	uint64_t least = proof_least(&run->before, &run->plan, run->balloon.touched);
	uint64_t deadline = run->now.at_ns + HOLD_MS * MS;
	struct decision decision;
	struct probe_reading then;

	do {
		then = run->now;
		hear_until(state, 5, &run->balloon.growing, true);
		supervisor_read(state);
		supervisor_decide(state, &decision, run->balloon.touched);
		if (decision.guard)
			return decision.guard;
	} while ((!holds_still(run, &then) ||
			 policy_given_up(policy_account(&run->before, &run->plan),
				 policy_account(&run->now, &run->plan)) < least) &&
		 run->now.at_ns < deadline);
	return NULL;
}

/* Until the policy stops it; run->peak is then the last reading with the balloon alive. */
static const struct probe_guard *fill(struct prober_state *state)
{
	struct probe_run *run = &state->run;
	struct decision decision;

	run->step = run->now;
	run->step_bytes = 0;
	run->filled_ns = 0;
	run->low_since_ns = 0;
	supervisor_phase(state, PROBE_FILLING);
	for (;;) {
		bool growing = run->balloon.growing;

		hear_until(state, growing ? 20 : 5, &run->balloon.growing, !growing);
		if (!run->balloon.growing && run->step_bytes > 0 && run->filled_ns == 0)
			run->filled_ns = clock_now_ns(CLOCK_MONOTONIC);
		supervisor_read(state);
		supervisor_decide(state, &decision, run->balloon.touched);
		if (decision.action == POLICY_STOP)
			break;
		if (decision.action == POLICY_GROW)
			take_step(run, decision.bytes);
	}
	if (!decision.guard)
		decision.guard = hold(state);
	run->peak = run->now;
	return decision.guard;
}

/* In order if there is time for it; otherwise the kernel's own way, which cannot be held up. */
static void let_go(struct prober_state *state, bool orderly)
{
	struct probe_run *run = &state->run;

	if (orderly && balloon_release(&run->balloon))
		hear_until(state, RELEASE_MS, &run->balloon.released, true);
	balloon_end(&run->balloon);
}

/* Until deadline, or until as little is available as lowest, and readings stand still. */
static void await_lowest(struct prober_state *state, int64_t lowest, uint64_t deadline)
{
	struct probe_run *run = &state->run;
	struct probe_reading then;

	do {
		then = run->now;
		beat(run);
		if (supervisor_wait(state, 5))
			return;
		supervisor_read(state);
	} while (run->now.at_ns < deadline &&
		 (!holds_still(run, &then) || value_or(run->now.memory[MEMORY_AVAILABLE], 0) >
						      (uint64_t)(lowest + STILL)));
}

/*
 * Others may take and free memory in bursts: what is there at its lowest is what counts, and a second
 * shows it.  The proof begins there, or it would count as cache what they free.  In a cgroup of its own
 * no other process takes any.
 */
static void observe(struct prober_state *state)
{
	struct probe_run *run = &state->run;
	struct value lowest = run->plan.available;
	uint64_t deadline = clock_now_ns(CLOCK_MONOTONIC) + OBSERVE_MS * MS;

	if (run->plan.inside_cgroup)
		return;
	do {
		beat(run);
		supervisor_read(state);
		lowest = value_lesser(lowest, run->now.memory[MEMORY_AVAILABLE]);
	} while (run->now.at_ns < deadline && !supervisor_wait(state, 20));
	await_lowest(state, lowest.n, run->now.at_ns + HOLD_MS * MS);
	if (run->request.bytes == 0)
		policy_leave_to_bursts(&run->plan, lowest);
	run->report.requested = run->plan.requested;
}

/* Waits for a moment at which the balloon can be filled again.  False: it does not come. */
static bool quiet_again(struct prober_state *state)
{
	struct probe_run *run = &state->run;
	uint64_t deadline = clock_now_ns(CLOCK_MONOTONIC) + QUIET_MS * MS;

	for (;;) {
		struct policy_input input = { .plan = &run->plan,
			.before = &run->before,
			.now = &run->now };

		if (supervisor_wait(state, 10) || supervisor_unwanted(state))
			return false;
		supervisor_read(state);
		input.second_ago = second_ago(run);
		if (policy_is_quiet(&input))
			return true;
		if (run->now.at_ns >= deadline)
			return false;
	}
}

/*
 * Whether a guard ended the round for what passes by itself, or others had freed what it took, and there
 * is time: what the rounds made the cache give up is free, so that each begins where the one before ended.
 */
static bool another_round(struct prober_state *state, const struct probe_guard *stopped_by)
{
	struct probe_run *run = &state->run;
	bool passes = stopped_by ? policy_passes(stopped_by) : run->report.outcome == PROBE_PARTLY;

	if (!passes || run->report.rounds == ROUNDS_MOST ||
		run->now.at_ns - run->before.at_ns > ROUNDS_MS * MS || !quiet_again(state))
		return false;
	event_hush(state->idle);
	if (!atomic_load(&state->released) && press_start(state))
		return true;
	supervisor_idle(state);
	return false;
}

/* Fills the balloon once, and lets it go. */
static void press_once(struct prober_state *state, struct proof_input *proof)
{
	struct probe_run *run = &state->run;
	uint64_t released_ns;

	run->report.rounds++;
	proof->stopped_by = fill(state);
	proof->stopped_by_user = proof->stopped_by && policy_stopped_by_user(proof->stopped_by);
	proof->touched = run->balloon.touched;
	proof->resident = balloon_resident(&run->balloon);
	released_ns = clock_now_ns(CLOCK_MONOTONIC);
	let_go(state, proof->stopped_by == NULL);
	supervisor_idle(state);
	supervisor_await_return(state, released_ns);
}

/* Keeps the round if it showed more than the best so far; how often it was tried stays. */
static void keep_best(struct probe_run *run, struct proof_input *best,
	const struct proof_input *proof)
{
	struct probe_report report = { .mode = run->report.mode };

	proof_judge(&report, proof);
	if (run->report.rounds > 1 && !proof_is_better(&report, &run->report))
		return;
	run->report.outcome = report.outcome;
	run->report.given_up = report.given_up;
	run->report.touched = report.touched;
	*best = *proof;
	run->best_peak = run->peak;
	run->best_after = run->after;
	best->peak = &run->best_peak;
	best->after = &run->best_after;
}

void press(struct prober_state *state)
{
	struct probe_run *run = &state->run;
	struct proof_input best = { 0 };
	struct proof_input proof = { .plan = &run->plan,
		.before = &run->before,
		.peak = &run->peak,
		.after = &run->after };

	supervisor_read(state);
	observe(state);
	run->before = run->now;
	run->window_next = 0;
	do {
		press_once(state, &proof);
		keep_best(run, &best, &proof);
	} while (another_round(state, proof.stopped_by));
	supervisor_watch(state);
	run->report.detail[0] = '\0';
	best.end = &run->now;
	proof_judge(&run->report, &best);
}

static void assess_pressure(struct prober_state *state, const struct probe_request *request,
	struct probe_assessment *assessment)
{
	struct preconditions preconditions;

	preconditions_find(&preconditions, request, state->run.groups, state->run.reader);
	budget_assess(assessment, request, &preconditions);
	if (assessment->inside_cgroup)
		reader_watch(state->run.reader, preconditions.reading.tightest);
}

static void carry_out_pressure(struct prober_state *state)
{
	if (press_start(state))
		press(state);
}

const struct mode_operations pressure_operations = { assess_pressure, carry_out_pressure };
