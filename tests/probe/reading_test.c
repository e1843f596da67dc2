/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a reading makes of the zones, and a reading of the machine that the test runs on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/macros.h"
#include "probe/kernel_file.h"
#include "probe/reading.h"
#include "support/made_tree.h"

#define PAGE ((uint64_t)4096)

/* A guest of 512 MiB: DMA lies one page above its reserve, DMA32 between low and high. */
static void a_zone_at_its_reserve_does_not_count(void **state)
{
	struct zone zones[] = {
		{ .name = "DMA",
			.free = 438,
			.min = 22,
			.low = 27,
			.high = 32,
			.managed = 3840,
			.protection_max = 437 },
		{ .name = "DMA32",
			.free = 839,
			.min = 657,
			.low = 821,
			.high = 985,
			.managed = 115160 },
		{ .name = "Movable", .min = 32, .low = 32, .high = 32 },
	};
	struct zoneinfo zoneinfo = { .zones = zones,
		.count = 3,
		.per_cpu_pages = 100,
		.total_reserve_pages = 1400 };
	struct zones_reading reading = { 0 };

	(void)state;
	reading_add_zones(&reading, &zoneinfo, PAGE);
	assert_true(reading.known);
	assert_int_equal(reading.free, 839 * PAGE);
	assert_int_equal(reading.min, 657 * PAGE);
	assert_int_equal(reading.low, 821 * PAGE);
	assert_int_equal(reading.high, 985 * PAGE);
	assert_int_equal(reading.all_free, (438 + 839) * PAGE);
	assert_int_equal(reading.per_cpu_lists, 100 * PAGE);
	assert_int_equal(reading.reserve, 1400 * PAGE);
	assert_false(reading.balanced);
	assert_int_equal(reading.room, (839 - 780) * PAGE);
	/* As it was seen: reclaim freed pages of DMA, kswapd was content, and DMA32 stayed below low. */
	zones[0].free = 579;
	zones[1].free = 806;
	reading = (struct zones_reading){ 0 };
	reading_add_zones(&reading, &zoneinfo, PAGE);
	assert_true(reading.balanced);
	assert_int_equal(reading.room, (579 - 437 - 26 + 806 - 780) * PAGE);
}

/* While a smaller zone has pages to give, they are taken before kswapd wakes. */
static void a_zone_with_room_counts_above_its_reserve(void **state)
{
	struct zone zones[] = {
		{ .name = "DMA32",
			.free = 500000,
			.min = 1000,
			.low = 1250,
			.high = 1500,
			.managed = 700000,
			.protection_max = 20000 },
		{ .name = "Normal",
			.free = 9000,
			.min = 8000,
			.low = 10000,
			.high = 12000,
			.managed = 5000000,
			.unreclaimable = 1 },
	};
	struct zoneinfo zoneinfo = { .zones = zones, .count = 2 };
	struct zones_reading reading = { 0 };

	(void)state;
	reading_add_zones(&reading, &zoneinfo, PAGE);
	assert_int_equal(reading.free, (480000 + 9000) * PAGE);
	assert_int_equal(reading.low, (1250 + 10000) * PAGE);
	assert_int_equal(reading.given_up, 1);
	assert_true(reading.balanced);
	assert_int_equal(reading.room, (480000 - 1188) * PAGE); /* and nothing of Normal */
}

static void reads_this_machine(void **state)
{
	struct groups *groups;
	struct reader *reader;
	struct probe_reading reading;

	(void)state;
	assert_int_equal(groups_new(&groups, NULL), STATUS_OK);
	assert_int_equal(reader_new(&reader, groups), STATUS_OK);
	reader_take(reader, &reading);
	assert_true(value_known(reading.memory[MEMORY_TOTAL]));
	assert_true(value_known(reading.memory[MEMORY_CACHED]));
	assert_true(reading.memory[MEMORY_TOTAL].n > reading.memory[MEMORY_FREE].n);
	assert_true(reading.at_ns > 0);
	if (reading.zones.known)
		assert_true(reading.machine.free.n >= reading.memory[MEMORY_FREE].n);
	reader_free(reader);
	groups_free(groups);
}

/* A limit, or a file of the machine, that cannot be opened is not taken for none. */
static void lacks_descriptors(void **state)
{
	struct groups *groups, *none;
	struct reader *reader;
	struct rlimit before, few;
	enum status of_groups, of_reader;

	(void)state;
	assert_int_equal(groups_new(&groups, NULL), STATUS_OK);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	few = (struct rlimit){ 3, before.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
	of_groups = groups_new(&none, NULL);
	of_reader = reader_new(&reader, groups);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
	assert_int_equal(of_groups, STATUS_NO_DESCRIPTORS);
	assert_int_equal(of_reader, STATUS_NO_DESCRIPTORS);
	groups_free(groups);
}

/* Files as the kernel writes them: a number and a newline. */
static void reads_numbers_of_files(void **state)
{
	static const struct {
		const char *text;
		bool known;
		uint64_t n;
	} files[] = {
		{ "1\n", true, 1 },
		{ "0\n", true, 0 },
		{ "123117568\n", true, 123117568 },
		{ "max\n", false, 0 },
		{ "", false, 0 },
		{ "-1\n", false, 0 },
	};

	struct made_tree tree;

	(void)state;
	tree_make(&tree);
	assert_int_equal(kernel_file_number(tree.path, "number").state, VALUE_ABSENT);
	for (size_t i = 0; i < COUNT_OF(files); i++) {
		struct value value;

		tree_write(&tree, "number", files[i].text);
		value = kernel_file_number(tree.path, "number");
		assert_int_equal(value_known(value), files[i].known);
		assert_int_equal(value_or(value, 0), files[i].n);
	}
	assert_true(value_known(kernel_file_number("/proc/sys/vm", "overcommit_memory")));
	tree_remove(&tree);
}

static void the_room_of_a_cgroup_is_what_is_not_held(void **state)
{
	struct group_reading group = { .limit = value_of(256 << 20),
		.usage = value_of(200 << 20),
		.file = value_of(150 << 20) };

	(void)state;
	assert_int_equal(group_room(&group).n, 206 << 20);
	assert_int_equal(group_room_floor(256 << 20), 16 << 20);
	assert_int_equal(group_room_floor((uint64_t)1 << 30), 64 << 20);
	group.usage = value_missing(VALUE_DENIED);
	assert_false(value_known(group_room(&group)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_zone_at_its_reserve_does_not_count),
		cmocka_unit_test(a_zone_with_room_counts_above_its_reserve),
		cmocka_unit_test(reads_this_machine),
		cmocka_unit_test(lacks_descriptors),
		cmocka_unit_test(reads_numbers_of_files),
		cmocka_unit_test(the_room_of_a_cgroup_is_what_is_not_held),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
