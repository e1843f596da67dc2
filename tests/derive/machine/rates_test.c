/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rates follow from whichever two samples are chosen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>

#include "derive/machine/rates.h"
#include "support/sample_rows.h"

#define SECOND UINT64_C(1000000000)

/* A sample of the boot "one" at so many seconds, with such counters. */
static struct sample *at(uint64_t seconds, uint64_t swapped_in, uint64_t faults, uint64_t kills)
{
	struct sample *sample = make_sample(NULL, 0);
	struct value *counter = sample->system.vmstat.counter;

	snprintf(sample->boot_id, sizeof(sample->boot_id), "one");
	sample->monotonic_ns = seconds * SECOND;
	counter[VMSTAT_SWAP_IN] = value_of(swapped_in);
	counter[VMSTAT_FAULT] = value_of(faults);
	counter[VMSTAT_OOM_KILL] = value_of(kills);
	counter[VMSTAT_MAJOR_FAULT] = value_missing(VALUE_DENIED);
	return sample;
}

static void an_interval_is_chosen_afterwards(void **state)
{
	struct sample *first = at(10, 100, 1000, 3), *middle = at(12, 100, 3000, 4),
		      *last = at(20, 150, 3800, 6);
	struct rates rates;

	(void)state;
	rates_between(&rates, middle, first);
	assert_int_equal(rates.swap_in.n, 0);
	assert_int_equal(rates.faults.n, 100000);
	assert_int_equal(rates.oom_kills.n, 1);
	rates_between(&rates, last, middle);
	assert_int_equal(rates.swap_in.n, 625 * 4096);
	assert_int_equal(rates.faults.n, 10000);
	assert_int_equal(rates.oom_kills.n, 2);
	/* Over both: the mean, not the sum, of what was between. */
	rates_between(&rates, last, first);
	assert_int_equal(rates.swap_in.n, 500 * 4096);
	assert_int_equal(rates.faults.n, 28000);
	assert_int_equal(rates.oom_kills.n, 3);
	assert_int_equal(rates.major_faults.state, VALUE_DENIED);
	assert_int_equal(rates.refault_file.state, VALUE_NOT_ASKED);
	sample_unref(first);
	sample_unref(middle);
	sample_unref(last);
}

static void nothing_follows_from_what_is_not_before(void **state)
{
	struct sample *sample = at(10, 100, 1000, 3), *other = at(9, 50, 500, 3);
	struct rates rates;

	(void)state;
	rates_between(&rates, sample, other);
	assert_int_equal(rates.faults.n, 50000);
	rates_between(&rates, sample, NULL);
	assert_int_equal(rates.faults.state, VALUE_PENDING);
	assert_int_equal(rates.major_faults.state, VALUE_DENIED);
	rates_between(&rates, sample, sample);
	assert_int_equal(rates.faults.state, VALUE_PENDING);
	rates_between(&rates, other, sample);
	assert_int_equal(rates.oom_kills.state, VALUE_PENDING);
	snprintf(other->boot_id, sizeof(other->boot_id), "two");
	rates_between(&rates, sample, other);
	assert_int_equal(rates.faults.state, VALUE_PENDING);
	sample_unref(sample);
	sample_unref(other);
}

/* A counter that is lower than before began anew; the others went on. */
static void a_reset_counter_gained_nothing(void **state)
{
	struct sample *before = at(1, 1000, 1000, 9), *now = at(2, 10, 1100, 1);
	struct rates rates;

	(void)state;
	rates_between(&rates, now, before);
	assert_int_equal(rates.swap_in.n, 0);
	assert_int_equal(rates.oom_kills.n, 0);
	assert_int_equal(rates.faults.n, 10000);
	sample_unref(before);
	sample_unref(now);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_interval_is_chosen_afterwards),
		cmocka_unit_test(nothing_follows_from_what_is_not_before),
		cmocka_unit_test(a_reset_counter_gained_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
