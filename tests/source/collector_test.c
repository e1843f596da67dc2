/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The collector's thread and its feed: samples come, requests are heard, and it ends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/macros.h"
#include "derive/process/columns.h"
#include "source/collector.h"
#include "support/child.h"
#include "support/pass_over.h"

#define LONG_MS 20000 /* by then it has happened, or never will */

/* NULL if it does not start; says why. */
static struct collector *try_start(struct feed *feed, const struct feed_request *request)
{
	struct collector *collector;
	struct message message = { "" };

	if (collector_new(&collector, request, (struct collector_ports){ .retained.read = NULL },
		    &message) != STATUS_OK) {
		printf("# %s\n", message.text);
		return NULL;
	}
	*feed = collector_feed(collector);
	return collector;
}

static struct collector *start(struct feed *feed, const struct feed_request *request)
{
	struct collector *collector = try_start(feed, request);

	assert_non_null(collector);
	return collector;
}

static bool readable(const struct feed *feed, int timeout_ms)
{
	struct pollfd descriptor = { .fd = feed->descriptor, .events = POLLIN };

	return poll(&descriptor, 1, timeout_ms) == 1;
}

static struct sample *try_take(const struct feed *feed)
{
	return readable(feed, LONG_MS) ? feed->take(feed->context) : NULL;
}

static struct sample *take(const struct feed *feed)
{
	struct sample *sample = try_take(feed);

	assert_non_null(sample);
	return sample;
}

static void samples_come_one_after_the_other(void **state)
{
	struct feed_request request = { .delay = 0.01, .cost = COST_STATM };
	struct feed feed;
	struct collector *collector = start(&feed, &request);
	uint64_t number = 0, monotonic_ns = 0;

	(void)state;
	for (int i = 0; i < 5; i++) {
		struct sample *sample = take(&feed);

		assert_true(sample->number > number);
		assert_true(sample->monotonic_ns > monotonic_ns);
		assert_true(sample->boottime_ns >= sample->monotonic_ns);
		assert_int_equal(strlen(sample->boot_id), 36);
		assert_int_equal(value_known(sample->interval_ns), sample->number > 1);
		assert_non_null(sample_find(sample, getpid()));
		assert_true(sample->host[0] && sample->kernel[0]);
		assert_true(sample->own.resident > 0);
		number = sample->number;
		monotonic_ns = sample->monotonic_ns;
		sample_unref(sample);
	}
	collector_free(collector);
}

static void waiting_gives_every_sample_too(void **state)
{
	struct feed_request request = { .delay = 0.01, .cost = COST_STATM };
	struct feed feed;
	struct collector *collector = start(&feed, &request);
	struct message message;

	(void)state;
	for (int i = 0; i < 3; i++) {
		struct sample *sample = feed.wait(feed.context, &message);

		assert_non_null(sample);
		sample_unref(sample);
	}
	collector_free(collector);
}

static void a_single_sample_is_the_only_one(void **state)
{
	struct feed_request request = { .delay = 0.01, .cost = COST_STATM, .once = true };
	struct feed feed;
	struct collector *collector = start(&feed, &request);
	struct sample *sample = take(&feed);

	(void)state;
	assert_int_equal(sample->number, 1);
	assert_int_equal(sample->own.descriptors, 0);
	assert_null(feed.take(feed.context));
	assert_false(readable(&feed, 100));
	sample_unref(sample);
	collector_free(collector);
}

static void a_pause_holds_until_it_is_lifted(void **state)
{
	struct feed_request request = { .delay = 0.01, .cost = COST_STATM, .paused = true };
	struct feed feed;
	struct collector *collector = start(&feed, &request);
	struct sample *sample = take(&feed);

	(void)state;
	sample_unref(sample);
	assert_false(readable(&feed, 100));
	/* One on demand, and then it rests again. */
	assert_int_equal(feed.request(feed.context, &request, true), STATUS_OK);
	sample_unref(take(&feed));
	assert_false(readable(&feed, 100));
	request.paused = false;
	assert_int_equal(feed.request(feed.context, &request, false), STATUS_OK);
	sample_unref(take(&feed));
	sample_unref(take(&feed));
	collector_free(collector);
}

/* The next sample would be due in an hour. */
static void more_is_read_at_once(void **state)
{
	struct feed_request request = { .delay = 3600, .cost = COST_STATM };
	struct feed feed;
	struct collector *collector = start(&feed, &request);
	struct sample *sample = take(&feed);

	(void)state;
	sample_unref(sample);
	request.cost |= COST_OOM;
	assert_int_equal(feed.request(feed.context, &request, false), STATUS_OK);
	sample = take(&feed);
	assert_int_equal(sample_find(sample, getpid())->metric_state[METRIC_OOM_SCORE], VALUE_OK);
	sample_unref(sample);
	collector_free(collector);
}

static void only_those_asked_for_are_read(void **state)
{
	pid_t only[] = { getpid() };
	struct feed_request request = { .delay = 3600,
		.cost = COST_STATM,
		.only = only,
		.only_count = 1 };
	struct feed feed;
	struct collector *collector = start(&feed, &request);
	struct sample *sample;

	(void)state;
	only[0] = 1; /* the collector has a copy */
	sample = take(&feed);
	assert_int_equal(sample->row_count, 1);
	assert_int_equal(sample->rows[0]->pid, getpid());
	sample_unref(sample);
	request.only = NULL;
	assert_int_equal(feed.request(feed.context, &request, true), STATUS_OK);
	sample = take(&feed);
	assert_true(sample->row_count > 1);
	sample_unref(sample);
	collector_free(collector);
}

static void it_can_end_at_any_moment(void **state)
{
	struct feed_request request = { .delay = 0.01,
		.cost = COST_STATM | COST_ROLLUP,
		.budget_percent = 50 };

	(void)state;
	for (int i = 0; i < 30; i++) {
		struct feed feed;
		struct collector *collector = start(&feed, &request);

		if (i % 2)
			sample_unref(take(&feed));
		collector_free(collector);
	}
	collector_free(NULL);
}

static void a_sample_outlives_its_collector(void **state)
{
	struct feed_request request = { .delay = 0.01, .cost = COST_STATM | COST_COMMAND };
	struct feed feed;
	struct collector *collector = start(&feed, &request);
	struct sample *sample = take(&feed);

	(void)state;
	collector_free(collector);
	assert_true(sample_find(sample, getpid())->identity->command_length > 0);
	sample_unref(sample);
}

static size_t open_descriptors(void)
{
	size_t count = 0;

	for (int descriptor = 0; descriptor < 4096; descriptor++) {
		char path[32];

		snprintf(path, sizeof(path), "/proc/self/fd/%d", descriptor);
		count += access(path, F_OK) == 0;
	}
	return count;
}

/* Its thread closes them when it ends, which may be a moment later. */
static void no_descriptor_is_left(void **state)
{
	struct feed_request request = { .delay = 0.01,
		.cost = COST_STATM | COST_ROLLUP,
		.budget_percent = 50 };
	size_t before = open_descriptors();
	int64_t deadline = clock_ms() + LONG_MS;
	struct feed feed;
	struct collector *collector = start(&feed, &request);

	(void)state;
	sample_unref(take(&feed));
	sample_unref(take(&feed));
	collector_free(collector);
	while (open_descriptors() > before && clock_ms() < deadline)
		;
	assert_true(open_descriptors() <= before);
}

static int collect_with_few_descriptors(void *argument)
{
	const struct rlimit few = { 64, 64 };
	struct feed_request request = { .delay = 0.01,
		.cost = COST_STATM | COST_COMMAND | COST_ROLLUP,
		.budget_percent = 50 };
	struct feed feed;
	struct collector *collector;

	(void)argument;
	/* Collectors of the tests before may still have been closing theirs. */
	closefrom(3);
	CHECK(setrlimit(RLIMIT_NOFILE, &few) == 0);
	collector = try_start(&feed, &request);
	CHECK(collector != NULL);
	for (int i = 0; i < 3; i++) {
		struct sample *sample = try_take(&feed);

		CHECK(sample != NULL);
		CHECK(sample->own.descriptors <= 64);
		CHECK(sample_find(sample, getpid()) != NULL);
		CHECK(sample_find(sample, getpid())->metric[METRIC_RSS] > 0);
		sample_unref(sample);
	}
	collector_free(collector);
	return 0;
}

static void few_descriptors_are_enough(void **state)
{
	(void)state;
	assert_int_equal(run_apart(&(struct apart){ 0 }, collect_with_few_descriptors, NULL), 0);
}

static int collect_hidden(void *argument)
{
	struct feed_request request = { .delay = 0.01, .cost = COST_STATM };
	struct feed feed;
	struct collector *collector = try_start(&feed, &request);
	struct sample *sample = collector ? try_take(&feed) : NULL;

	CHECK(sample != NULL);
	CHECK(sample->others_hidden == *(bool *)argument);
	CHECK(sample_find(sample, getpid()) != NULL);
	sample_unref(sample);
	collector_free(collector);
	return 0;
}

static void hidden_processes_are_told(void **state)
{
	static const struct {
		struct apart apart;
		bool hidden;
	} trials[] = {
		{ { .proc_options = "hidepid=2", .uid = 65534 }, true },
		{ { .proc_options = "hidepid=1", .uid = 65534 }, false },
		{ { .proc_options = "hidepid=2" }, false },
		{ { .uid = 65534 }, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(trials); i++) {
		bool hidden = trials[i].hidden;
		int result = run_apart(&trials[i].apart, collect_hidden, &hidden);

		if (result < 0)
			PASS_OVER("no mount namespace can be made here: not root, or in a chroot");
		assert_int_equal(result, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_descriptor_is_left),
		cmocka_unit_test(samples_come_one_after_the_other),
		cmocka_unit_test(waiting_gives_every_sample_too),
		cmocka_unit_test(a_single_sample_is_the_only_one),
		cmocka_unit_test(a_pause_holds_until_it_is_lifted),
		cmocka_unit_test(more_is_read_at_once),
		cmocka_unit_test(only_those_asked_for_are_read),
		cmocka_unit_test(it_can_end_at_any_moment),
		cmocka_unit_test(a_sample_outlives_its_collector),
		cmocka_unit_test(few_descriptors_are_enough),
		cmocka_unit_test(hidden_processes_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
