/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/event.h"
#include "base/i18n.h"
#include "probe/balloon/path.h"
#include "probe/probe.h"
#include "probe/proof.h"

#define MS            ((uint64_t)1000000) /* in nanoseconds */
#define SAMPLE_EVERY  (20 * MS)
#define PUBLISH_EVERY (50 * MS)
#define RETURN_MS     10000
#define ABORTED_MS    500
#define WATCH_MS      3000
#define STACK_SIZE    ((size_t)512 << 10)

static const struct mode_operations *const modes[PROBE_MODE_COUNT] = {
	[PROBE_PRESSURE] = &pressure_operations,
	[PROBE_FILE] = &file_operations,
	[PROBE_CGROUP] = &cgroup_operations,
	[PROBE_RECLAIM] = &reclaim_operations,
	[PROBE_DROP] = &drop_operations,
};

/* What the supervisor's thread does. */
static void add_sample(struct prober_state *state)
{
	struct probe_run *run = &state->run;
	const struct probe_reading *now = &run->now;
	const struct account *account = policy_account(now, &run->plan);
	size_t count = atomic_load(&state->sample_count);
	struct value swap_total = now->memory[MEMORY_SWAP_TOTAL];

	if (count == SAMPLES_MAX || !value_known(account->free) || !value_known(account->cache))
		return;
	run->sample_ns = now->at_ns;
	state->samples[count] = (struct probe_sample){
		.at_ms = (uint32_t)((now->at_ns - run->start_ns) / MS),
		.free = value_or(account->free, 0),
		.available = value_or(now->memory[MEMORY_AVAILABLE], 0),
		.cache = value_or(account->cache, 0),
		.balloon = run->balloon.touched,
		.swap_used = value_subtract(swap_total, now->memory[MEMORY_SWAP_FREE]),
		.pressure_full_us =
			value_subtract(now->pressure_full_us, run->before.pressure_full_us),
	};
	atomic_store(&state->sample_count, count + 1);
}

/* The window holds at least the last second, and no reading of the time before the start. */
static void remember(struct probe_run *run)
{
	run->window[run->window_next % WINDOW_SIZE] = run->now;
	run->window_next++;
}

void supervisor_read(struct prober_state *state)
{
	struct probe_run *run = &state->run;

	run->previous_ns = run->now.at_ns;
	reader_take(run->reader, &run->now);
	if (run->now.at_ns - run->sample_ns >= SAMPLE_EVERY) {
		add_sample(state);
		remember(run);
	}
	if (run->now.at_ns - run->publish_ns >= PUBLISH_EVERY)
		supervisor_publish(state, false);
}

void supervisor_publish(struct prober_state *state, bool last)
{
	struct probe_run *run = &state->run;
	struct probe_progress *latest = &state->latest;

	/* A reader may be stalled by the pressure, with the lock held: never wait for it. */
	if (last)
		worker_lock(&state->worker);
	else if (!worker_try_lock(&state->worker))
		return;
	run->publish_ns = run->now.at_ns;
	latest->phase = run->phase;
	latest->requested = run->plan.requested;
	latest->touched = run->balloon.touched;
	latest->samples = state->samples;
	latest->sample_count = atomic_load(&state->sample_count);
	latest->guard_count = run->guard_count;
	memcpy(latest->guards, run->guards, sizeof(run->guards));
	latest->report = last ? &state->report : NULL;
	state->running = !last;
	worker_unlock(&state->worker);
	event_ring(state->worker.event);
}

void supervisor_phase(struct prober_state *state, enum probe_phase phase)
{
	state->run.phase = phase;
	supervisor_publish(state, false);
}

bool supervisor_wait(struct prober_state *state, int ms)
{
	struct pollfd control = { .fd = state->control, .events = POLLIN };

	return poll(&control, 1, ms) > 0 || atomic_load(&state->released);
}

bool supervisor_unwanted(struct prober_state *state)
{
	return supervisor_wait(state, 0) || getppid() != state->run.parent;
}

void supervisor_refuse(struct prober_state *state, enum refusal refusal, const char *detail)
{
	struct probe_report *report = &state->run.report;

	report->outcome = PROBE_REFUSED;
	report->reason = budget_refusal(refusal);
	snprintf(report->detail, sizeof(report->detail), "%s", detail);
}

void supervisor_abort(struct prober_state *state)
{
	struct probe_report *report = &state->run.report;

	report->outcome = PROBE_ABORTED;
	report->stopped_by = policy_guard(GUARD_RELEASED);
	report->reason = &report->stopped_by->phrase;
}

void supervisor_idle(struct prober_state *state)
{
	event_ring(state->idle);
}

void supervisor_await_return(struct prober_state *state, uint64_t released_ns)
{
	struct probe_run *run = &state->run;
	uint64_t deadline = released_ns + RETURN_MS * MS;

	supervisor_phase(state, PROBE_RETURNING);
	/* Who wants it to end, perhaps to leave, need not wait for the last page. */
	do {
		supervisor_read(state);
		run->after = run->now;
		if (atomic_load(&state->released))
			deadline = released_ns + ABORTED_MS * MS;
		if (proof_returned(&run->before, &run->peak, &run->now, &run->plan)) {
			run->report.return_ns = value_of(run->now.at_ns - released_ns);
			return;
		}
		poll(NULL, 0, 5);
	} while (run->now.at_ns < deadline && getppid() == run->parent);
}

void supervisor_watch(struct prober_state *state)
{
	struct probe_run *run = &state->run;
	const struct account *after = policy_account(&run->after, &run->plan);
	const struct account *now = policy_account(&run->now, &run->plan);
	uint64_t deadline = run->after.at_ns + WATCH_MS * MS;
	struct value read_kib;

	supervisor_phase(state, PROBE_WATCHING);
	do {
		supervisor_read(state);
	} while (run->now.at_ns < deadline && !supervisor_wait(state, 50) &&
		 !supervisor_unwanted(state));
	run->report.refaults_after = value_subtract(now->refault, after->refault);
	if (value_known(run->report.refaults_after))
		run->report.refaults_after.n /= (int64_t)run->now.page_size;
	read_kib = value_subtract(run->now.counter[VMSTAT_PAGE_IN],
		run->after.counter[VMSTAT_PAGE_IN]);
	if (value_known(read_kib))
		run->report.read_after = value_times(read_kib, 1024);
}

static enum status open_readers(struct probe_run *run)
{
	enum status status = groups_new(&run->groups, NULL);

	return status == STATUS_OK ? reader_new(&run->reader, run->groups) : status;
}

static enum status open_run(struct prober_state *state)
{
	struct probe_run *run = &state->run;

	run->start_ns = clock_now_ns(CLOCK_MONOTONIC);
	run->parent = getppid();
	run->terminal = open("/dev/tty", O_RDONLY | O_CLOEXEC | O_NOCTTY);
	run->lock = -1;
	run->report = (struct probe_report){ .mode = run->request.mode };
	snprintf(run->report.target, sizeof(run->report.target), "%s", run->target);
	return open_readers(run);
}

static void close_run(struct probe_run *run)
{
	reader_free(run->reader);
	groups_free(run->groups);
	if (run->terminal >= 0)
		close(run->terminal);
	if (run->lock >= 0)
		close(run->lock);
}

/*
 * Where a way is refused: whether another can be done.  The same one counts as another where it was
 * asked for too much, or too little.
 */
static void find_ways(struct prober_state *state, const struct probe_request *request,
	struct probe_way *ways)
{
	struct probe_assessment found;

	for (size_t i = 0; i < PROBE_MODE_COUNT; i++) {
		struct probe_request other = { .mode = (enum probe_mode)i,
			.readonly = request->readonly };

		if (other.mode == request->mode && !request->bytes && !request->percent)
			continue;
		memset(&found, 0, sizeof(found));
		modes[i]->assess(state, &other, &found);
		ways[i] = (struct probe_way){ .asked = true, .refusal = found.refusal };
		if (probe_modes[i].argument)
			snprintf(ways[i].target, sizeof(ways[i].target), "%s", found.cgroup);
	}
}

static void carry_out(struct prober_state *state)
{
	struct probe_run *run = &state->run;
	const struct mode_operations *mode = modes[run->request.mode];

	supervisor_phase(state, PROBE_STARTING);
	mode->assess(state, &run->request, &run->plan);
	run->report.requested = run->plan.requested;
	if (run->plan.refusal) {
		run->report.outcome = PROBE_REFUSED;
		run->report.reason = run->plan.refusal;
		memcpy(run->report.detail, run->plan.detail, sizeof(run->report.detail));
		find_ways(state, &run->request, run->report.ways);
		return;
	}
	run->lock = probe_lock();
	if (run->lock < 0) {
		supervisor_refuse(state,
			budget_shortage(status_from_errno(errno), REFUSAL_OTHER_PROBE), "");
		return;
	}
	lock_memory(state, run->reader);
	mode->carry_out(state);
	unlock_memory();
}

void supervisor_assess(struct prober_state *state, const struct probe_request *request,
	struct probe_assessment *assessment)
{
	enum status status = open_readers(&state->run);

	if (status == STATUS_OK)
		modes[request->mode]->assess(state, request, assessment);
	else
		assessment->refusal = budget_refusal(budget_shortage(status, REFUSAL_NO_MEMORY));
	if (assessment->refusal && state->run.reader)
		find_ways(state, request, assessment->ways);
	reader_free(state->run.reader);
	groups_free(state->run.groups);
}

static void supervise(void *context)
{
	struct prober_state *state = context;
	struct probe_run *run = &state->run;
	enum status status = open_run(state);

	if (status == STATUS_OK)
		carry_out(state);
	else
		supervisor_refuse(state, budget_shortage(status, REFUSAL_NO_MEMORY), "");
	close_run(run);
	run->phase = PROBE_DONE;
	run->report.samples = state->samples;
	run->report.sample_count = atomic_load(&state->sample_count);
	state->report = run->report;
	supervisor_idle(state);
	supervisor_publish(state, true);
}

/* What the others call. */
/* The guards can be shown before they guard. */
static void list_guards(struct probe_progress *progress)
{
	progress->guard_count = GUARD_COUNT;
	for (size_t i = 0; i < GUARD_COUNT; i++)
		progress->guards[i].guard = policy_guard((enum guard_id)i);
}

static void free_all(void *context)
{
	struct prober_state *state = context;

	if (state->control >= 0)
		close(state->control);
	if (state->idle >= 0)
		close(state->idle);
	free(state->samples);
	free(state->balloon_path);
	free(state);
}

enum status prober_new(struct prober_state **made, struct message *message)
{
	struct prober_state *state = calloc(1, sizeof(*state));
	enum status status;

	*made = NULL;
	if (!state) {
		message_set(message, _("cannot prepare the probe: %s"),
			status_text(STATUS_NO_MEMORY));
		return STATUS_NO_MEMORY;
	}
	status = worker_init(&state->worker, free_all, state, -1);
	list_guards(&state->latest);
	state->balloon_path = balloon_path();
	state->samples = calloc(SAMPLES_MAX, sizeof(*state->samples));
	state->control = event_new();
	state->idle = event_new();
	if (status == STATUS_OK && state->balloon_path)
		state->assessor = assessor_new(state->balloon_path, state->worker.event);
	if (state->assessor && state->samples && state->control >= 0 && state->idle >= 0) {
		event_ring(state->idle);
		*made = state;
		return STATUS_OK;
	}
	message_set(message, _("cannot prepare the probe: %s"), strerror(errno));
	assessor_leave(state->assessor);
	worker_leave(&state->worker);
	return STATUS_FAILED;
}

static void release(void *context)
{
	struct prober_state *state = context;

	atomic_store(&state->released, true);
	event_ring(state->control);
}

static void wait_released(void *context)
{
	struct prober_state *state = context;
	struct pollfd idle = { .fd = state->idle, .events = POLLIN };

	poll(&idle, 1, 5000);
}

void prober_free(struct prober_state *state)
{
	if (!state)
		return;
	release(state);
	wait_released(state);
	assessor_leave(state->assessor);
	worker_leave(&state->worker);
}

static enum status assess(void *context, const struct probe_request *request)
{
	return assessor_ask(((struct prober_state *)context)->assessor, request);
}

static void begin_anew(struct prober_state *state, const struct probe_request *request)
{
	memset(&state->run, 0, sizeof(state->run));
	memset(&state->latest, 0, sizeof(state->latest));
	list_guards(&state->latest);
	state->run.request = *request;
	snprintf(state->run.target, sizeof(state->run.target), "%s",
		request->target ? request->target : "");
	state->run.request.target = state->run.target;
	atomic_store(&state->sample_count, 0);
	atomic_store(&state->released, false);
	event_hush(state->control);
	event_hush(state->worker.event);
	event_hush(state->idle);
}

/* False if one runs. */
static bool begin(struct prober_state *state, const struct probe_request *request)
{
	bool is_free;

	worker_lock(&state->worker);
	is_free = !state->running;
	if (is_free)
		begin_anew(state, request);
	state->running = true;
	worker_unlock(&state->worker);
	return is_free;
}

static enum status start(void *context, const struct probe_request *request,
	struct message *message)
{
	struct prober_state *state = context;

	if (!begin(state, request)) {
		message_set(message, "%s", _("a probe is running already"));
		return STATUS_REFUSED;
	}
	if (worker_start(&state->worker, supervise, STACK_SIZE) == STATUS_OK)
		return STATUS_OK;
	message_set(message, _("cannot start the probe's thread: %s"), strerror(errno));
	state->running = false;
	event_ring(state->idle);
	return STATUS_FAILED;
}

static void look(void *context, struct probe_progress *progress)
{
	struct prober_state *state = context;

	event_hush(state->worker.event);
	worker_lock(&state->worker);
	*progress = state->latest;
	worker_unlock(&state->worker);
	progress->assessed = assessor_look(state->assessor, &progress->assessment);
}

struct prober prober_interface(struct prober_state *state)
{
	return (struct prober){
		.context = state,
		.descriptor = state->worker.event,
		.assess = assess,
		.start = start,
		.look = look,
		.release = release,
		.wait_released = wait_released,
	};
}
