/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdbool.h>
#include <string.h>

#include "parse/process/hsperfdata.h"
#include "support/assert_value.h"

/* A file as HotSpot writes it, of either byte order. */
struct made {
	uint8_t bytes[4096];
	size_t length;
	uint32_t count;
	bool big;
};

static void put(struct made *made, size_t at, uint64_t n, unsigned width)
{
	for (unsigned i = 0; i < width; i++)
		made->bytes[at + (made->big ? width - 1 - i : i)] = (uint8_t)(n >> 8 * i);
}

static void begin(struct made *made, bool big)
{
	static const uint8_t magic[] = { 0xca, 0xfe, 0xc0, 0xc0 };

	*made = (struct made){ .big = big, .length = 32 };
	memcpy(made->bytes, magic, sizeof(magic));
	made->bytes[4] = big ? 0 : 1;
	made->bytes[5] = 2;
	put(made, 24, 32, 4);
}

/* An entry of type J, or a string where there is one. */
static void add(struct made *made, const char *name, uint64_t n, const char *string)
{
	size_t at = made->length, room = (strlen(name) + 8) / 8 * 8;
	size_t value = 20 + room + 4; /* aligned to 8 as far as it matters */

	put(made, at, value + 24, 4);
	put(made, at + 4, 20, 4);
	put(made, at + 8, string ? 24 : 0, 4);
	made->bytes[at + 12] = string ? 'B' : 'J';
	put(made, at + 16, value, 4);
	memcpy(made->bytes + at + 20, name, strlen(name));
	if (string)
		memcpy(made->bytes + at + value, string, strlen(string));
	else
		put(made, at + value, n, 8);
	made->length += value + 24;
	put(made, 28, ++made->count, 4);
}

static void add_serial(struct made *made)
{
	add(made, "sun.gc.generation.0.maxCapacity", 1000, NULL);
	add(made, "sun.gc.generation.0.space.0.used", 1, NULL);
	add(made, "sun.gc.generation.0.space.0.capacity", 10, NULL);
	add(made, "sun.gc.generation.0.space.0.initCapacity", 77, NULL);
	add(made, "sun.gc.generation.0.space.1.used", 20, NULL);
	add(made, "sun.gc.generation.1.maxCapacity", 2000, NULL);
	add(made, "sun.gc.generation.1.space.0.maxCapacity", 2000, NULL);
	add(made, "sun.gc.generation.1.space.0.used", 300, NULL);
	add(made, "sun.gc.generation.1.space.0.capacity", 400, NULL);
	add(made, "sun.gc.generation.2.space.0.used", 9000, NULL);
	add(made, "sun.gc.metaspace.used", 55, NULL);
	add(made, "sun.gc.collector.0.invocations", 3, NULL);
	add(made, "sun.gc.collector.1.invocations", 4, NULL);
	add(made, "java.threads.live", 12, NULL);
}

static void counters_are_added_up_in_either_byte_order(void **state)
{
	(void)state;
	for (unsigned big = 0; big < 2; big++) {
		struct hsperfdata data;
		struct made made;

		begin(&made, big);
		add_serial(&made);
		assert_int_equal(hsperfdata_parse(&data, made.bytes, made.length), STATUS_OK);
		assert_value(data.used, 321);
		assert_value(data.old_used, 300);
		assert_value(data.committed, 410);
		assert_value(data.limit, 3000);
		assert_value(data.metaspace_used, 55);
		assert_value(data.collections, 7);
		assert_int_equal(data.malformed, 0);
	}
}

/* G1's generations have one limit, of which each may take all. */
static void generations_of_g1_share_their_limit(void **state)
{
	struct hsperfdata data;
	struct made made;

	(void)state;
	begin(&made, false);
	add(&made, "sun.gc.policy.name", 0, "GarbageFirst");
	add(&made, "sun.gc.generation.0.maxCapacity", 3000, NULL);
	add(&made, "sun.gc.generation.1.maxCapacity", 2990, NULL);
	add(&made, "sun.gc.generation.0.space.0.used", 0, NULL);
	add(&made, "sun.gc.generation.1.space.0.used", 5, NULL);
	assert_int_equal(hsperfdata_parse(&data, made.bytes, made.length), STATUS_OK);
	assert_value(data.limit, 3000);
	assert_value(data.old_used, 5);
}

/* ZGC and Shenandoah call all of their heap the old generation. */
static void one_generation_is_no_old_one(void **state)
{
	struct hsperfdata data;
	struct made made;

	(void)state;
	begin(&made, false);
	add(&made, "sun.gc.generation.1.space.0.used", 90, NULL);
	assert_int_equal(hsperfdata_parse(&data, made.bytes, made.length), STATUS_OK);
	assert_value(data.used, 90);
	assert_int_equal(data.old_used.state, VALUE_ABSENT);
	assert_int_equal(data.collections.state, VALUE_ABSENT);
}

static void what_reaches_past_the_end_is_counted(void **state)
{
	struct hsperfdata data;
	struct made made;

	(void)state;
	begin(&made, false);
	add(&made, "sun.gc.metaspace.used", 55, NULL);
	put(&made, 32 + 16, 1 << 20, 4); /* where its value stands */
	assert_int_equal(hsperfdata_parse(&data, made.bytes, made.length), STATUS_OK);
	assert_int_equal(data.malformed, 1);
	assert_int_equal(data.metaspace_used.state, VALUE_ABSENT);
	put(&made, 32, UINT32_MAX, 4); /* the length of the entry */
	assert_int_equal(hsperfdata_parse(&data, made.bytes, made.length), STATUS_OK);
	assert_int_equal(data.malformed, 1);
	put(&made, 32, 0, 4);
	assert_int_equal(hsperfdata_parse(&data, made.bytes, made.length), STATUS_OK);
	assert_int_equal(data.malformed, 1);
	put(&made, 24, UINT32_MAX, 4); /* where the first entry stands */
	assert_int_equal(hsperfdata_parse(&data, made.bytes, made.length), STATUS_OK);
	assert_int_equal(data.malformed, 1);
}

/* A sum that no memory has, and less than nothing, change nothing. */
static void figures_that_cannot_be_are_left_out(void **state)
{
	struct hsperfdata data;
	struct made made;

	(void)state;
	begin(&made, false);
	add(&made, "sun.gc.generation.0.space.0.used", INT64_MAX, NULL);
	add(&made, "sun.gc.generation.0.space.1.used", 1, NULL);
	add(&made, "sun.gc.metaspace.used", (uint64_t)-5, NULL);
	assert_int_equal(hsperfdata_parse(&data, made.bytes, made.length), STATUS_OK);
	assert_value(data.used, INT64_MAX);
	assert_int_equal(data.metaspace_used.state, VALUE_ABSENT);
}

static void other_files_are_refused(void **state)
{
	struct hsperfdata data;
	struct made made;

	(void)state;
	begin(&made, false);
	assert_int_equal(hsperfdata_parse(&data, made.bytes, 31), STATUS_MALFORMED);
	assert_int_equal(hsperfdata_parse(&data, made.bytes, 32), STATUS_OK);
	made.bytes[5] = 3;
	assert_int_equal(hsperfdata_parse(&data, made.bytes, 32), STATUS_MALFORMED);
	begin(&made, false);
	made.bytes[0] = 0;
	assert_int_equal(hsperfdata_parse(&data, made.bytes, 32), STATUS_MALFORMED);
	begin(&made, false);
	made.bytes[4] = 2;
	assert_int_equal(hsperfdata_parse(&data, made.bytes, 32), STATUS_MALFORMED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counters_are_added_up_in_either_byte_order),
		cmocka_unit_test(generations_of_g1_share_their_limit),
		cmocka_unit_test(one_generation_is_no_old_one),
		cmocka_unit_test(what_reaches_past_the_end_is_counted),
		cmocka_unit_test(figures_that_cannot_be_are_left_out),
		cmocka_unit_test(other_files_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
