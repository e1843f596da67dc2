/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What grew most between two looks, mappings or beside them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/macros.h"
#include "derive/process/grown_part.h"

struct looks {
	struct process_detail before, now;
};

static struct grown_part grown(const struct looks *looks)
{
	return grown_part_find(&looks->now, &looks->before);
}

static void what_is_resident_of_its_own_grows(void **state)
{
	struct looks looks = { 0 };

	(void)state;
	looks.before.kinds[KIND_HEAP].figure[MAPPING_ANON] = 1000;
	looks.now.kinds[KIND_HEAP].figure[MAPPING_ANON] = 1500;
	looks.now.kinds[KIND_STACK].figure[MAPPING_SWAP] = 400;
	/* Pages of a file are dropped and read again; those of shared memory are not. */
	looks.now.kinds[KIND_FILE].figure[MAPPING_RSS] = 9000;
	looks.now.kinds[KIND_SHARED].figure[MAPPING_RSS] = 300;
	assert_int_equal(grown(&looks).part, (enum part)KIND_HEAP);
	assert_int_equal(grown(&looks).bytes, 500);
	assert_int_equal(grown(&looks).all, 1200);
}

static void what_was_given_up_grows_apart(void **state)
{
	struct looks looks = { 0 };

	(void)state;
	looks.now.kinds[KIND_ANONYMOUS].figure[MAPPING_ANON] = 1000;
	looks.now.kinds[KIND_ANONYMOUS].figure[MAPPING_LAZY_FREE] = 900;
	assert_int_equal(grown(&looks).part, PART_GIVEN_UP);
	assert_int_equal(grown(&looks).bytes, 900);
	assert_int_equal(grown(&looks).all, 1000);
	assert_int_equal(part_bytes(&looks.now, (enum part)KIND_ANONYMOUS).n, 100);
}

static void what_no_mapping_shows_grows_too(void **state)
{
	struct looks looks = { 0 };

	(void)state;
	looks.before.summary.page_tables = looks.before.summary.unmapped_memfds = value_of(0);
	looks.now.summary.page_tables = value_of(100);
	assert_int_equal(grown(&looks).part, PART_PAGE_TABLES);
	looks.now.summary.unmapped_memfds = value_of(200);
	assert_int_equal(grown(&looks).part, PART_UNMAPPED_MEMFDS);
	/* Known only now: by how much it grew cannot be said. */
	looks.before.summary.unmapped_memfds = value_missing(VALUE_DENIED);
	assert_int_equal(grown(&looks).part, PART_PAGE_TABLES);
	assert_int_equal(grown(&looks).all, 100);
}

static void who_shrinks_has_no_growth(void **state)
{
	struct looks looks = { 0 };

	(void)state;
	looks.before.kinds[KIND_HEAP].figure[MAPPING_ANON] = 1000;
	assert_int_equal(grown(&looks).bytes, 0);
	assert_int_equal(grown(&looks).all, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_resident_of_its_own_grows),
		cmocka_unit_test(what_was_given_up_grows_apart),
		cmocka_unit_test(what_no_mapping_shows_grows_too),
		cmocka_unit_test(who_shrinks_has_no_growth),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
