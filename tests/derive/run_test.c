/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs of a series in few bytes: what comes out is what went in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/macros.h"
#include "derive/run.h"

#define SECOND UINT64_C(1000000000)
#define PAGE   UINT64_C(4096)

static size_t assert_comes_out(const struct series_run *run, const struct series_run *before)
{
	uint8_t packed[RUN_BYTES_MOST + RUN_SLACK];
	struct series_run again;
	const uint8_t *end = run_pack(packed, run, before);

	memset(&again, 0x55, sizeof(again));
	assert_ptr_equal(run_unpack(packed, &again, before), end);
	assert_memory_equal(&again, run, sizeof(again));
	assert_true(end - packed <= RUN_BYTES_MOST);
	return (size_t)(end - packed);
}

static void any_run_comes_out_as_it_was(void **state)
{
	static const uint64_t edges[] = { 0, 1, 255, 256, PAGE - 1, PAGE, 3 * PAGE, UINT32_MAX,
		UINT64_C(1) << 47, UINT64_C(1) << 48, INT64_MAX, UINT64_C(1) << 63,
		UINT64_MAX - PAGE + 1, UINT64_MAX };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(edges); i++) {
		for (size_t j = 0; j < COUNT_OF(edges); j++) {
			const uint64_t a = edges[i], b = edges[j];
			const struct series_run before = { .last_ns = b, .low = a },
						none = { .low = 0 };

			assert_comes_out(&(struct series_run){ a, b, a, b, b }, &none);
			assert_comes_out(&(struct series_run){ a, b, b, a, b }, &before);
			assert_comes_out(&(struct series_run){ b, a, a, b, a }, &before);
		}
	}
}

static void a_reading_a_second_in_pages_is_short(void **state)
{
	const struct series_run before = { 0, 5 * SECOND, 80 * PAGE, 80 * PAGE, 90 * PAGE };
	const struct series_run one = { 6 * SECOND, 6 * SECOND, 70 * PAGE, 70 * PAGE, 70 * PAGE };
	const struct series_run joined = { 6 * SECOND, 9 * SECOND, 71 * PAGE + 5, 70 * PAGE,
		73 * PAGE };

	(void)state;
	assert_int_equal(assert_comes_out(&one, &before), 2 + 4 + 1);
	assert_int_equal(assert_comes_out(&joined, &before), 2 + 4 + 4 + 1 + 1 + 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_run_comes_out_as_it_was),
		cmocka_unit_test(a_reading_a_second_in_pages_is_short),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
