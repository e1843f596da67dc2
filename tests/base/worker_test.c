/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A thread and its owner: which wakes which, which frees, and that neither waits for the other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/event.h"
#include "base/worker.h"

#define DEADLINE_MS 20000

struct thing {
	struct worker worker;
	int hang[2]; /* a pipe that a hanging job reads */
	int asked, answered;
	bool takes_signals;
	atomic_bool *ended; /* the test's own: outlives the thing */
	atomic_int *freed;
};

struct test {
	struct thing *thing;
	atomic_bool ended;
	atomic_int freed;
};

static void thing_free(void *context)
{
	struct thing *thing = context;

	atomic_fetch_add(thing->freed, 1);
	if (thing->hang[0] > 0)
		close(thing->hang[0]);
	free(thing);
}

static void make(struct test *test, int event)
{
	struct thing *thing = calloc(1, sizeof(*thing));

	*test = (struct test){ .thing = thing };
	assert_non_null(thing);
	thing->freed = &test->freed;
	thing->ended = &test->ended;
	assert_int_equal(worker_init(&thing->worker, thing_free, thing, event), STATUS_OK);
}

static void start(struct test *test, void (*run)(void *context))
{
	assert_int_equal(worker_start(&test->thing->worker, run, 0), STATUS_OK);
}

static bool readable(int descriptor, int ms)
{
	struct pollfd poll_one = { .fd = descriptor, .events = POLLIN };

	return poll(&poll_one, 1, ms) == 1;
}

static uint64_t in_ms(uint64_t ms)
{
	return clock_now_ns(CLOCK_MONOTONIC) + ms * 1000000;
}

static void await_freed(struct test *test)
{
	uint64_t deadline = in_ms(DEADLINE_MS);

	while (atomic_load(&test->freed) == 0 && clock_now_ns(CLOCK_MONOTONIC) < deadline)
		sched_yield();
	assert_int_equal(atomic_load(&test->freed), 1);
}

/* Answers whatever is asked until it is cancelled. */
static void answer(void *context)
{
	struct thing *thing = context;
	sigset_t blocked;

	worker_lock(&thing->worker);
	pthread_sigmask(SIG_BLOCK, NULL, &blocked);
	thing->takes_signals = !sigismember(&blocked, SIGTERM) || !sigismember(&blocked, SIGWINCH);
	while (!thing->worker.cancelled) {
		if (thing->answered == thing->asked) {
			worker_wait(&thing->worker, WORKER_FOREVER);
			continue;
		}
		thing->answered = thing->asked;
		worker_ring(&thing->worker);
	}
	worker_unlock(&thing->worker);
	atomic_store(thing->ended, true);
}

static void ask(struct thing *thing)
{
	worker_lock(&thing->worker);
	thing->asked++;
	worker_wake(&thing->worker);
	worker_unlock(&thing->worker);
}

static void both_wake_each_other(void **state)
{
	struct test test;

	(void)state;
	make(&test, -1);
	start(&test, answer);
	for (int i = 1; i <= 3; i++) {
		assert_false(readable(test.thing->worker.event, 0));
		ask(test.thing);
		assert_true(readable(test.thing->worker.event, DEADLINE_MS));
		worker_lock(&test.thing->worker);
		assert_int_equal(test.thing->answered, i);
		worker_unlock(&test.thing->worker);
		event_hush(test.thing->worker.event);
	}
	assert_false(test.thing->takes_signals);
	worker_leave(&test.thing->worker);
	await_freed(&test);
	assert_true(test.ended);
}

/* The owner may also wait on the lock, without polling. */
static void an_owner_waits_for_an_answer(void **state)
{
	struct test test;

	(void)state;
	make(&test, -1);
	start(&test, answer);
	ask(test.thing);
	worker_lock(&test.thing->worker);
	while (test.thing->answered != 1)
		assert_true(worker_wait(&test.thing->worker, in_ms(DEADLINE_MS)));
	worker_unlock(&test.thing->worker);
	worker_leave(&test.thing->worker);
	await_freed(&test);
}

static void a_wait_ends_at_its_deadline(void **state)
{
	uint64_t deadline;
	struct test test;

	(void)state;
	make(&test, -1);
	worker_lock(&test.thing->worker);
	assert_false(worker_wait(&test.thing->worker, 0));
	deadline = in_ms(20);
	while (worker_wait(&test.thing->worker, deadline))
		continue;
	assert_true(clock_now_ns(CLOCK_MONOTONIC) >= deadline);
	worker_unlock(&test.thing->worker);
	worker_leave(&test.thing->worker);
	assert_int_equal(test.freed, 1);
}

/* As a read of a dead file system does; it never looks whether it is cancelled. */
static void hang(void *context)
{
	struct thing *thing = context;
	char c;

	event_ring(thing->worker.event);
	if (read(thing->hang[0], &c, 1) == 0)
		atomic_store(thing->ended, true);
}

static void what_hangs_is_left_behind(void **state)
{
	struct test test;
	int hang_end;

	(void)state;
	make(&test, -1);
	assert_int_equal(pipe(test.thing->hang), 0);
	hang_end = test.thing->hang[1];
	start(&test, hang);
	assert_true(readable(test.thing->worker.event, DEADLINE_MS));
	worker_leave(&test.thing->worker);
	/* The owner is here while the job hangs, and what it works on is still there. */
	assert_false(test.ended);
	assert_int_equal(test.freed, 0);
	close(hang_end);
	await_freed(&test);
	assert_true(test.ended);
}

static void without_a_thread_the_owner_frees(void **state)
{
	struct test test;

	(void)state;
	make(&test, -1);
	worker_leave(&test.thing->worker);
	assert_int_equal(test.freed, 1);
}

static void run_once(void *context)
{
	struct thing *thing = context;

	worker_lock(&thing->worker);
	thing->answered++;
	worker_unlock(&thing->worker);
	worker_ring(&thing->worker);
}

static void one_that_ended_starts_again(void **state)
{
	struct test test;

	(void)state;
	make(&test, -1);
	for (int i = 1; i <= 3; i++) {
		start(&test, run_once);
		assert_true(readable(test.thing->worker.event, DEADLINE_MS));
		event_hush(test.thing->worker.event);
		worker_lock(&test.thing->worker);
		assert_int_equal(test.thing->answered, i);
		worker_unlock(&test.thing->worker);
	}
	worker_leave(&test.thing->worker);
	await_freed(&test);
}

/* Several jobs wake a thread that polls one descriptor, which outlives them. */
static void workers_share_an_event(void **state)
{
	int event = event_new();
	struct test test;

	(void)state;
	for (int i = 0; i < 2; i++) {
		make(&test, event);
		assert_int_not_equal(test.thing->worker.event, event);
		start(&test, run_once);
		assert_true(readable(event, DEADLINE_MS));
		event_hush(event);
		worker_leave(&test.thing->worker);
		await_freed(&test);
	}
	assert_false(readable(event, 0));
	close(event);
}

static void no_descriptor_is_told(void **state)
{
	struct rlimit before, none;
	struct thing *thing = calloc(1, sizeof(*thing));
	atomic_int freed = 0;
	enum status status;

	(void)state;
	assert_non_null(thing);
	thing->freed = &freed;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	none = (struct rlimit){ .rlim_cur = 0, .rlim_max = before.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	status = worker_init(&thing->worker, thing_free, thing, -1);
	assert_int_equal(errno, EMFILE);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
	assert_int_equal(status, STATUS_NO_DESCRIPTORS);
	worker_leave(&thing->worker);
	assert_int_equal(freed, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_wake_each_other),
		cmocka_unit_test(an_owner_waits_for_an_answer),
		cmocka_unit_test(a_wait_ends_at_its_deadline),
		cmocka_unit_test(what_hangs_is_left_behind),
		cmocka_unit_test(without_a_thread_the_owner_frees),
		cmocka_unit_test(one_that_ended_starts_again),
		cmocka_unit_test(workers_share_an_event),
		cmocka_unit_test(no_descriptor_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
