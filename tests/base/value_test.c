/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/status.h"
#include "base/value.h"

#include <errno.h>
#include <math.h>
#include <string.h>

static void errors_have_their_status(void **state)
{
	(void)state;
	assert_int_equal(status_from_errno(0), STATUS_OK);
	assert_int_equal(status_from_errno(ENOENT), STATUS_ABSENT);
	assert_int_equal(status_from_errno(EOPNOTSUPP), STATUS_ABSENT);
	assert_int_equal(status_from_errno(EACCES), STATUS_DENIED);
	assert_int_equal(status_from_errno(EPERM), STATUS_DENIED);
	assert_int_equal(status_from_errno(ESRCH), STATUS_GONE);
	assert_int_equal(status_from_errno(ENODEV), STATUS_GONE);
	assert_int_equal(status_from_errno(ENOMEM), STATUS_NO_MEMORY);
	assert_int_equal(status_from_errno(EIO), STATUS_FAILED);
	assert_string_equal(status_text(STATUS_DENIED), "permission denied");
	assert_string_equal(status_text((enum status)99), status_text(STATUS_FAILED));
}

static void messages_are_cut_between_characters(void **state)
{
	struct message message;
	char longer[700];

	(void)state;
	message_set(NULL, "%d", 1);
	message_set(&message, "%s: %d", "x", 7);
	assert_string_equal(message.text, "x: 7");
	/* Two bytes a character, so that the last byte of 511 is half of one. */
	for (size_t i = 0; i + 2 < sizeof(longer); i += 2)
		memcpy(longer + i, "\xc3\xa4\0", 3);
	message_set(&message, "%s", longer);
	assert_int_equal(strlen(message.text), 510);
	message_set(&message, "x%s", longer);
	assert_int_equal(strlen(message.text), 511);
}

static void nothing_is_known_unless_it_was_read(void **state)
{
	struct value unset = { 0 };

	(void)state;
	assert_false(value_known(unset));
	assert_int_equal(unset.state, VALUE_NOT_ASKED);
	assert_true(value_known(value_of(0)));
	assert_int_equal(value_or(value_missing(VALUE_DENIED), 7), 7);
	assert_int_equal(value_state_of(STATUS_OK), VALUE_OK);
	assert_int_equal(value_state_of(STATUS_DENIED), VALUE_DENIED);
	assert_int_equal(value_state_of(STATUS_GONE), VALUE_GONE);
	assert_int_equal(value_state_of(STATUS_UNANSWERED), VALUE_UNANSWERED);
	assert_int_equal(value_state_of(STATUS_ABSENT), VALUE_ABSENT);
	assert_string_equal(value_state_name(VALUE_PENDING), "pending");
	assert_string_equal(value_state_name(VALUE_UNANSWERED), "unanswered");
	assert_string_equal(value_state_name((enum value_state)0), "not_asked");
}

static void figures_are_signed(void **state)
{
	const int below = -5;

	(void)state;
	assert_int_equal(value_of(below).n, -5);
	assert_int_equal(value_of((int64_t)-7).n, -7);
	assert_int_equal(value_of((uint32_t)UINT32_MAX).n, UINT32_MAX);
	/* A count beyond 63 bits is a wrapped counter, and never a figure below 0. */
	assert_true(value_of(UINT64_MAX).n == INT64_MAX);
	assert_true(value_of(UINT64_C(1) << 63).n == INT64_MAX);
	/* An amount is not below 0. */
	assert_true(value_or(value_of(-5), 7) == 0);
}

static void sums_tell_the_most_serious_reason(void **state)
{
	struct value stale = { .n = 3, .age_ms = 500, .state = VALUE_STALE }, sum;

	(void)state;
	assert_int_equal(value_add(value_of(2), value_of(3)).n, 5);
	assert_true(value_add(value_of(UINT64_MAX), value_of(3)).n == INT64_MAX);
	sum = value_add(value_of(2), stale);
	assert_int_equal(sum.state, VALUE_STALE);
	assert_int_equal(sum.age_ms, 500);
	assert_int_equal(sum.n, 5);
	sum = value_add(value_missing(VALUE_ABSENT), value_missing(VALUE_DENIED));
	assert_int_equal(sum.state, VALUE_DENIED);
	sum = value_add((struct value){ 0 }, value_missing(VALUE_ABSENT));
	assert_int_equal(sum.state, VALUE_ABSENT);
	sum = value_add(value_missing(VALUE_ABSENT), value_of(1));
	assert_int_equal(sum.state, VALUE_ABSENT);
}

static void differences_have_a_sign(void **state)
{
	(void)state;
	assert_int_equal(value_difference(value_of(3), value_of(5)).n, -2);
	assert_true(value_difference(value_of(INT64_MIN), value_of(5)).n == INT64_MIN);
	assert_true(value_difference(value_of(5), value_of(INT64_MIN)).n == INT64_MAX);
	assert_true(value_add(value_of(INT64_MIN), value_of(-1)).n == INT64_MIN);
	assert_int_equal(value_difference(value_of(3), value_missing(VALUE_GONE)).state,
		VALUE_GONE);
}

static void factors_stop_at_the_largest(void **state)
{
	(void)state;
	assert_int_equal(value_times(value_of(3), 4096).n, 12288);
	assert_true(value_times(value_of(INT64_MAX / 2), 3).n == INT64_MAX);
	assert_int_equal(value_times(value_missing(VALUE_DENIED), 3).state, VALUE_DENIED);
}

static void amounts_stop_at_zero(void **state)
{
	(void)state;
	assert_int_equal(value_subtract(value_of(5), value_of(3)).n, 2);
	assert_int_equal(value_subtract(value_of(3), value_of(5)).n, 0);
	assert_int_equal(value_subtract(value_of(3), value_missing(VALUE_GONE)).state, VALUE_GONE);
	assert_int_equal(value_share(value_of(1), value_of(4)).n, 2500);
	assert_int_equal(value_share(value_of(1), value_of(0)).state, VALUE_ABSENT);
	assert_int_equal(value_share(value_missing(VALUE_DENIED), value_of(4)).state, VALUE_DENIED);
	assert_int_equal(value_share(value_of(1), value_missing(VALUE_NO_MEMORY)).state,
		VALUE_NO_MEMORY);
}

static void the_lesser_is_taken_of_those_that_are_known(void **state)
{
	struct value gone = value_missing(VALUE_GONE);

	(void)state;
	assert_int_equal(value_lesser(value_of(5), value_of(3)).n, 3);
	assert_int_equal(value_lesser(value_of(3), value_of(5)).n, 3);
	assert_int_equal(value_lesser(gone, value_of(5)).n, 5);
	assert_int_equal(value_lesser(value_of(5), gone).n, 5);
	assert_false(value_known(value_lesser(gone, value_missing(VALUE_ABSENT))));
}

static void rates_need_two_readings(void **state)
{
	(void)state;
	assert_int_equal(value_rate(value_of(30), value_of(10), 2.0).n, 1000);
	assert_int_equal(value_rate(value_of(10), value_of(30), 2.0).n, 0);
	assert_int_equal(value_rate(value_of(10), value_missing(VALUE_ABSENT), 1).state,
		VALUE_PENDING);
	assert_int_equal(value_rate(value_of(10), value_of(5), 0).state, VALUE_PENDING);
	assert_int_equal(value_rate(value_of(10), value_of(5), -1).state, VALUE_PENDING);
	assert_int_equal(value_rate(value_of(10), value_of(5), NAN).state, VALUE_PENDING);
	assert_int_equal(value_rate(value_missing(VALUE_DENIED), value_of(5), 1).state,
		VALUE_DENIED);
	assert_true(value_rate(value_of(UINT64_MAX), value_of(0), 0.01).n == INT64_MAX);
}

static void what_is_unknown_comes_last_either_way(void **state)
{
	const struct value one = value_of(1), none = value_missing(VALUE_ABSENT),
			   two = { .n = 2, .state = VALUE_STALE },
			   other = { .n = 9, .state = VALUE_DENIED };

	(void)state;
	assert_int_equal(value_order(one, two, false), -1);
	assert_int_equal(value_order(one, two, true), 1);
	assert_int_equal(value_order(value_of(-5), one, false), -1);
	assert_int_equal(value_order(two, two, true), 0);
	for (int descending = 0; descending < 2; descending++) {
		assert_int_equal(value_order(none, one, descending), 1);
		assert_int_equal(value_order(one, none, descending), -1);
		/* Whatever stands in what is not known. */
		assert_int_equal(value_order(none, other, descending), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_unknown_comes_last_either_way),
		cmocka_unit_test(errors_have_their_status),
		cmocka_unit_test(messages_are_cut_between_characters),
		cmocka_unit_test(nothing_is_known_unless_it_was_read),
		cmocka_unit_test(sums_tell_the_most_serious_reason),
		cmocka_unit_test(figures_are_signed),
		cmocka_unit_test(differences_have_a_sign),
		cmocka_unit_test(factors_stop_at_the_largest),
		cmocka_unit_test(amounts_stop_at_zero),
		cmocka_unit_test(rates_need_two_readings),
		cmocka_unit_test(the_lesser_is_taken_of_those_that_are_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
