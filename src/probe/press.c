/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The pressure itself: a balloon that grows step by step, as long as the policy says so. */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "probe/proof.h"
#include "probe/supervisor.h"

#define MS              ((uint64_t)1000000) /* in nanoseconds */
#define BEAT_EVERY      (250 * MS)
#define READY_MS        2000
#define RELEASE_MS      1000
#define BALLOON_SECONDS 90 /* the policy's 60, and what comes before and after */

static void beat(struct run *run)
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
	struct run *run = &state->run;
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
	struct run *run = &state->run;
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

static const struct reading *second_ago(const struct run *run)
{
	size_t count = run->window_next < WINDOW_SIZE ? run->window_next : WINDOW_SIZE;

	for (size_t i = run->window_next - count; i < run->window_next; i++) {
		const struct reading *reading = &run->window[i % WINDOW_SIZE];

		if (run->now.at_ns - reading->at_ns <= 1000 * MS)
			return reading;
	}
	return &run->before;
}

static bool terminal_gone(const struct run *run)
{
	struct pollfd terminal = { .fd = run->terminal, .events = 0 };

	return run->terminal >= 0 && poll(&terminal, 1, 0) > 0 &&
	       (terminal.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0;
}

static void note_low(struct run *run)
{
	if (!policy_is_low(&run->now))
		run->low_since_ns = 0;
	else if (run->low_since_ns == 0)
		run->low_since_ns = run->now.at_ns;
}

void supervisor_decide(struct prober_state *state, struct decision *decision, uint64_t taken)
{
	struct run *run = &state->run;
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

static void take_step(struct run *run, uint64_t bytes)
{
	run->step = run->now;
	run->step_bytes = bytes;
	run->filled_ns = 0;
	run->beat_ns = run->now.at_ns;
	balloon_grow(&run->balloon, bytes);
}

/* Until the policy stops it; run->peak is then the last reading with the balloon alive. */
static const struct probe_guard *fill(struct prober_state *state)
{
	struct run *run = &state->run;
	struct decision decision;

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
	run->peak = run->now;
	return decision.guard;
}

/* In order if there is time for it; otherwise the kernel's own way, which cannot be held up. */
static void let_go(struct prober_state *state, bool orderly)
{
	struct run *run = &state->run;

	if (orderly && balloon_release(&run->balloon))
		hear_until(state, RELEASE_MS, &run->balloon.released, true);
	balloon_end(&run->balloon);
}

void press(struct prober_state *state)
{
	struct run *run = &state->run;
	struct proof_input proof = { .plan = &run->plan,
		.before = &run->before,
		.peak = &run->peak,
		.after = &run->after };
	uint64_t released_ns;

	supervisor_read(state);
	run->before = run->now;
	run->step = run->now;
	run->window_next = 0;
	proof.stopped_by = fill(state);
	proof.stopped_by_user = proof.stopped_by && policy_stopped_by_user(proof.stopped_by);
	proof.touched = run->balloon.touched;
	released_ns = clock_now_ns(CLOCK_MONOTONIC);
	let_go(state, proof.stopped_by == NULL);
	supervisor_idle(state);
	supervisor_await_return(state, released_ns);
	supervisor_watch(state);
	proof_judge(&run->report, &proof);
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
