/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What Linux 6.18 said of four ends, recorded from its socket on x86-64, and the same as kernels before
 * 5.19 would say it: cut behind what they know.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "parse/exits/netlink.h"
#include "parse/exits/taskstats.h"
#include "support/fixture.h"

/* Headers of the message, of generic netlink, of the sum and of the PID stand before them. */
#define STATISTICS_AT 36
/* Of version 10, Linux 5.7. */
#define LENGTH_OLD 344

struct datagram {
	char *bytes;
	size_t length;
};

static struct datagram datagram_of(const char *name)
{
	struct datagram datagram;

	datagram.bytes = fixture_read(name, &datagram.length);
	return datagram;
}

/* Bytes as they lie in little-endian machines. */
static bool is_readable(void)
{
	const uint16_t one = 1;

	return *(const uint8_t *)&one == 1;
}

static enum status parse(struct task_exit *exit, const struct datagram *datagram)
{
	struct text rest = text_of(datagram->bytes, datagram->length);
	struct netlink_message message;

	assert_true(netlink_next_message(&rest, &message));
	assert_int_equal(rest.length, 0);
	return taskstats_parse(exit, message.payload);
}

/* A struct of an older version, in the same place. */
static void make_old(struct datagram *datagram)
{
	const uint16_t version = 10, flags = 0;

	memcpy(datagram->bytes + STATISTICS_AT, &version, sizeof(version));
	memcpy(datagram->bytes + STATISTICS_AT + 8, &flags, 1);
	memset(datagram->bytes + STATISTICS_AT + LENGTH_OLD, 0x55, 40);
}

static void a_process_of_one_thread(void **state)
{
	struct datagram datagram = datagram_of("taskstats/process-6.18");
	struct task_exit exit;

	(void)state;
	assert_int_equal(parse(&exit, &datagram), STATUS_OK);
	assert_int_equal(exit.extent, TASK_PROCESS);
	assert_int_equal(exit.pid, 11039);
	assert_int_equal(exit.uid, 0);
	assert_string_equal(exit.name, "sh");
	assert_true(WIFEXITED((int)exit.status));
	assert_int_equal(WEXITSTATUS((int)exit.status), 3);
	assert_int_equal(exit.peak_rss_bytes, 1464 * 1024);
	assert_int_equal(exit.lived_us, 6317);
	make_old(&datagram);
	assert_int_equal(parse(&exit, &datagram), STATUS_OK);
	assert_int_equal(exit.extent, TASK_UNKNOWN);
	assert_int_equal(exit.pid, 11039);
	free(datagram.bytes);
}

static void a_process_that_was_killed(void **state)
{
	struct datagram datagram = datagram_of("taskstats/killed-6.18");
	struct task_exit exit;

	(void)state;
	assert_int_equal(parse(&exit, &datagram), STATUS_OK);
	assert_true(WIFSIGNALED((int)exit.status));
	assert_int_equal(WTERMSIG((int)exit.status), 9);
	free(datagram.bytes);
}

static void only_the_last_thread_ends_a_process(void **state)
{
	struct datagram thread = datagram_of("taskstats/thread-6.18");
	struct datagram last = datagram_of("taskstats/last-thread-6.18");
	struct task_exit exit;

	(void)state;
	assert_int_equal(parse(&exit, &thread), STATUS_ABSENT);
	assert_int_equal(parse(&exit, &last), STATUS_OK);
	assert_int_equal(exit.extent, TASK_PROCESS);
	assert_int_equal(exit.pid, 11269);
	assert_string_equal(exit.name, "python3");
	assert_int_equal(WEXITSTATUS((int)exit.status), 7);
	assert_true(exit.peak_rss_bytes > UINT64_C(30) << 20);
	/* An older kernel tells by the sums of the whole process. */
	make_old(&thread);
	make_old(&last);
	assert_int_equal(parse(&exit, &thread), STATUS_OK);
	assert_int_equal(exit.extent, TASK_UNKNOWN);
	assert_int_equal(parse(&exit, &last), STATUS_OK);
	assert_int_equal(exit.extent, TASK_PROCESS);
	assert_int_equal(exit.pid, 11269);
	free(thread.bytes);
	free(last.bytes);
}

static void threads_of_the_kernel_are_no_processes(void **state)
{
	struct datagram datagram = datagram_of("taskstats/process-6.18");
	const uint64_t none = 0;
	const uint32_t kthreadd = 2;
	struct task_exit exit;

	(void)state;
	memcpy(datagram.bytes + STATISTICS_AT + 200, &none, sizeof(none));
	assert_int_equal(parse(&exit, &datagram), STATUS_OK);
	assert_int_equal(exit.peak_rss_bytes, 0);
	memcpy(datagram.bytes + STATISTICS_AT + 132, &kthreadd, sizeof(kthreadd));
	assert_int_equal(parse(&exit, &datagram), STATUS_ABSENT);
	free(datagram.bytes);
}

static void the_family_is_found(void **state)
{
	struct datagram datagram = datagram_of("taskstats/family-6.18");
	struct text rest = text_of(datagram.bytes, datagram.length);
	struct netlink_message message;
	struct task_exit exit;
	unsigned family = 0;

	(void)state;
	assert_true(netlink_next_message(&rest, &message));
	assert_true(netlink_family(&message, &family));
	assert_int_equal(family, 0x1f);
	assert_int_equal(netlink_error(&message), -1);
	assert_int_equal(taskstats_parse(&exit, message.payload), STATUS_MALFORMED);
	message.type++;
	assert_false(netlink_family(&message, &family));
	free(datagram.bytes);
}

static void errors_are_told_from_answers(void **state)
{
	int32_t error = -1;
	struct netlink_message message = { .type = 2,
		.payload = text_of((const char *)&error, sizeof(error)) };

	(void)state;
	assert_int_equal(netlink_error(&message), 1);
	error = 0;
	assert_int_equal(netlink_error(&message), 0);
	error = INT32_MIN;
	assert_int_equal(netlink_error(&message), -1);
	message.payload.length = 3;
	assert_int_equal(netlink_error(&message), -1);
}

/* Wherever it is cut: nothing is read beyond, and nothing is made of a part. */
static void what_is_cut_is_refused(void **state)
{
	struct datagram datagram = datagram_of("taskstats/process-6.18");
	struct task_exit exit;

	(void)state;
	for (size_t length = 0; length < datagram.length; length++) {
		char *cut = malloc(length + 1);
		struct text rest = text_of(cut, length);
		struct netlink_message message;

		assert_non_null(cut);
		memcpy(cut, datagram.bytes, length);
		assert_false(netlink_next_message(&rest, &message));
		/* The payload alone, cut. */
		if (length >= 16)
			assert_int_equal(taskstats_parse(&exit, text_of(cut + 16, length - 16)),
				STATUS_MALFORMED);
		free(cut);
	}
	free(datagram.bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_process_of_one_thread),
		cmocka_unit_test(a_process_that_was_killed),
		cmocka_unit_test(only_the_last_thread_ends_a_process),
		cmocka_unit_test(threads_of_the_kernel_are_no_processes),
		cmocka_unit_test(the_family_is_found),
		cmocka_unit_test(errors_are_told_from_answers),
		cmocka_unit_test(what_is_cut_is_refused),
	};

	if (!is_readable()) {
		printf("1..0 # SKIP the messages are from a little-endian machine\n");
		return 0;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
