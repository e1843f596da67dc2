/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a search for lost memory found, and by how much that grew since another. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "sample/leak_report.h"

/* Of up to 64 bytes is 64 too; what is one byte larger is told with those of up to 128. */
static void a_chunk_is_told_with_those_of_its_size(void **state)
{
	static const struct {
		uint64_t most;
		const char *name;
	} rows[] = {
		{ 32, "data of up to 32 bytes" },
		{ 64, "data of up to 64 bytes" },
		{ 128, "data of up to 128 bytes" },
		{ 1024, "data of up to 1 KiB" },
		{ 16384, "data of up to 16 KiB" },
		{ 131072, "data of up to 128 KiB" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const char *more =
			i + 1 < COUNT_OF(rows) ? rows[i + 1].name : "data of more than 128 KiB";

		assert_string_equal(leak_generic_name(leak_generic_of_size(rows[i].most)),
			rows[i].name);
		assert_string_equal(leak_generic_name(leak_generic_of_size(rows[i].most + 1)),
			more);
	}
}

static void what_a_search_found_is_told_in_sums(void **state)
{
	const struct leak_report report = { .in_use_bytes = 1,
		.unreachable_bytes = 2,
		.proven_bytes = 30,
		.outside_bytes = 400,
		.proven_components = 5,
		.outside_components = 70 };
	struct leak_search search = { 0 };

	(void)state;
	leak_search_take(&search, &report);
	assert_int_equal(search.in_use_bytes, 1);
	assert_int_equal(search.unreachable_bytes, 2);
	assert_int_equal(search.lost_bytes, 430);
	assert_int_equal(search.lost_components, 75);
}

static void a_type_grew_from_what_it_was(void **state)
{
	struct leak_type before_types[] = {
		{ .kind = LEAK_TYPE_TEXT, .name = (char *)"text", .bytes = 8 },
		{ .kind = LEAK_TYPE_CLASS, .name = (char *)"node", .bytes = 100 },
		{ .kind = LEAK_TYPE_PYTHON, .name = (char *)"node", .bytes = 7 },
		{ .kind = LEAK_TYPE_CLASS, .name = (char *)"leaf", .bytes = 50 },
	};
	struct leak_type types[] = {
		{ .kind = LEAK_TYPE_CLASS, .name = (char *)"leaf", .bytes = 20 },
		{ .kind = LEAK_TYPE_PYTHON, .name = (char *)"node", .bytes = 10 },
		{ .kind = LEAK_TYPE_CLASS, .name = (char *)"new", .bytes = 30 },
		{ .kind = LEAK_TYPE_TEXT, .name = (char *)"text", .bytes = 9 },
		{ .kind = LEAK_TYPE_CLASS, .name = (char *)"behind the last", .bytes = 1 },
	};
	struct leak_report before = { .types = before_types, .type_count = 3 };
	struct leak_report now = { .types = types, .type_count = 4 };

	(void)state;
	leak_report_compare(&now, &before, 5000000000);
	assert_int_equal(now.since_ns.n, 5000000000);
	assert_int_equal(types[0].growth_bytes.n, 20); /* the earlier one stands behind the last */
	assert_int_equal(types[1].growth_bytes.n, 3);
	assert_int_equal(types[2].growth_bytes.n, 30);
	assert_int_equal(types[3].growth_bytes.n, 1);
	assert_true(value_known(types[3].growth_bytes));
	assert_int_equal(types[4].growth_bytes.n, 0);
	before.type_count = 4;
	leak_report_compare(&now, &before, 5000000000);
	assert_int_equal(types[0].growth_bytes.n, -30);
}

/* A holder with 100 bytes before, of which one thing differs from the one now, which has 150. */
static int64_t grown_beside(struct leak_holder other)
{
	const struct leak_holder decoy = { .kind = LEAK_HOLDER_HEAP, .bytes = 1 };
	struct leak_holder before_holders[] = { decoy, other };
	struct leak_holder holders[] = { { .kind = LEAK_HOLDER_DATA,
		.object = (char *)"libx.so",
		.symbol = (char *)"cache",
		.tid = value_of(3),
		.offset = value_of(64),
		.bytes = 150 } };
	struct leak_report before = { .holders = before_holders, .holder_count = 2 };
	struct leak_report now = { .holders = holders, .holder_count = 1 };

	leak_report_compare(&now, &before, 1);
	assert_true(value_known(holders[0].growth_bytes));
	return holders[0].growth_bytes.n;
}

static void a_holder_is_the_same_if_all_that_names_it_is(void **state)
{
	const struct leak_holder same = { .kind = LEAK_HOLDER_DATA,
		.object = (char *)"libx.so",
		.symbol = (char *)"cache",
		.tid = value_of(3),
		.offset = value_of(64),
		.bytes = 100 };
	struct leak_holder other;

	(void)state;
	assert_int_equal(grown_beside(same), 50);
	other = same, other.kind = LEAK_HOLDER_TLS;
	assert_int_equal(grown_beside(other), 150);
	other = same, other.object = (char *)"liby.so";
	assert_int_equal(grown_beside(other), 150);
	other = same, other.symbol = NULL;
	assert_int_equal(grown_beside(other), 150);
	other = same, other.object = NULL;
	assert_int_equal(grown_beside(other), 150);
	other = same, other.tid = value_of(4);
	assert_int_equal(grown_beside(other), 150);
	other = same, other.offset = value_of(65);
	assert_int_equal(grown_beside(other), 150);
}

static void holders_without_a_name_are_the_same(void **state)
{
	struct leak_holder before_holders[] = { { .kind = LEAK_HOLDER_STACK, .bytes = 5 },
		{ .kind = LEAK_HOLDER_CALL, .bytes = 6 } };
	struct leak_holder holders[] = { { .kind = LEAK_HOLDER_STACK, .bytes = 9 },
		{ .kind = LEAK_HOLDER_STACK, .symbol = (char *)"cache", .bytes = 9 },
		{ .kind = LEAK_HOLDER_CALL, .bytes = 9 }, { .kind = LEAK_HOLDER_TLS, .bytes = 9 } };
	struct leak_report before = { .holders = before_holders, .holder_count = 1 };
	struct leak_report now = { .holders = holders, .holder_count = 3 };

	(void)state;
	leak_report_compare(&now, &before, 1);
	assert_int_equal(holders[0].growth_bytes.n, 4);
	assert_int_equal(holders[1].growth_bytes.n, 9);
	assert_int_equal(holders[2].growth_bytes.n, 9);
	assert_int_equal(holders[3].growth_bytes.n, 0);
}

/* That nothing is left is seen by the leak sanitizer. */
static void a_report_is_freed_once_and_then_empty(void **state)
{
	struct leak_report report = { .type_count = 1, .holder_count = 1 };

	(void)state;
	report.types = calloc(1, sizeof(*report.types));
	report.holders = calloc(1, sizeof(*report.holders));
	assert_true(report.types && report.holders);
	report.types[0].name = strdup("node");
	report.holders[0].object = strdup("libx.so");
	report.holders[0].symbol = strdup("cache");
	report.holders[0].thread = strdup("worker");
	leak_report_free(&report);
	assert_int_equal(report.type_count + report.holder_count, 0);
	leak_report_free(&report);
	assert_null(report.types);
	assert_null(report.holders);
}

static void programs_read_the_same_words_always(void **state)
{
	(void)state;
	assert_string_equal(leak_type_kind_name(LEAK_TYPE_PYTHON), "python");
	assert_string_equal(leak_holder_kind_name(LEAK_HOLDER_CALL), "call");
	assert_string_equal(leak_unseen_name(LEAK_UNSEEN_SWAPPED), "swapped");
	assert_null(leak_unseen_name(LEAK_SEEN_ALL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_chunk_is_told_with_those_of_its_size),
		cmocka_unit_test(what_a_search_found_is_told_in_sums),
		cmocka_unit_test(a_type_grew_from_what_it_was),
		cmocka_unit_test(a_holder_is_the_same_if_all_that_names_it_is),
		cmocka_unit_test(holders_without_a_name_are_the_same),
		cmocka_unit_test(a_report_is_freed_once_and_then_empty),
		cmocka_unit_test(programs_read_the_same_words_always),
	};

	return cmocka_run_group_tests_name("sample/leak_report", tests, NULL, NULL);
}
