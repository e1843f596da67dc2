/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "document/meminfo/fields.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <string.h>
#include <cmocka.h>

#include "base/text.h"

static void every_field_is_explained(void **state)
{
	(void)state;
	for (int id = 0; id < MEMINFO_FIELD_COUNT; id++) {
		const struct field *field = &fields[id];

		if (!field->counts || !field->computed || !field->overlaps || !field->since ||
			!field->related)
			fail_msg("%s is not explained", meminfo_field_name((enum meminfo_field)id));
		if ((field->reclaim == RECLAIM_NOT_MEMORY || field->reclaim == RECLAIM_FREE) !=
			(field->how == NULL))
			if (id != MEMINFO_LazyFree)
				fail_msg("%s: how it is reclaimed",
					meminfo_field_name((enum meminfo_field)id));
	}
}

static void names_resolve(void **state)
{
	(void)state;
	for (int id = 0; id < MEMINFO_FIELD_COUNT; id++) {
		struct text rest = text_of_string(fields[id].related);
		size_t count = 0;

		while (text_next_word(&rest).length > 0)
			count++;
		for (size_t i = 0; i < count; i++)
			assert_true(field_related((enum meminfo_field)id, i) >= 0);
		assert_int_equal(field_related((enum meminfo_field)id, count), -1);
		assert_in_range(field_parent((enum meminfo_field)id) + 1, 0, MEMINFO_FIELD_COUNT);
	}
}

static void no_field_holds_itself(void **state)
{
	(void)state;
	for (int id = 0; id < MEMINFO_FIELD_COUNT; id++) {
		int steps = 0;

		for (int at = id; at >= 0; at = field_parent((enum meminfo_field)at))
			assert_true(++steps < 8);
	}
}

static void trees_hold_each_field_once(void **state)
{
	unsigned seen[MEMINFO_FIELD_COUNT] = { 0 };
	enum meminfo_field ids[MEMINFO_FIELD_COUNT];

	(void)state;
	for (int group = 0; group < GROUP_COUNT; group++) {
		size_t count = field_tree(ids, (enum field_group)group);

		for (size_t i = 0; i < count; i++) {
			seen[ids[i]]++;
			assert_int_equal(fields[ids[i]].group, group);
		}
	}
	for (int id = 0; id < MEMINFO_FIELD_COUNT; id++)
		assert_int_equal(seen[id], 1);
}

static void a_child_follows_its_parent(void **state)
{
	enum meminfo_field ids[MEMINFO_FIELD_COUNT];
	size_t count = field_tree(ids, GROUP_KERNEL), i = 0;

	(void)state;
	while (i < count && ids[i] != MEMINFO_Slab)
		i++;
	assert_true(i + 2 < count);
	assert_int_equal(ids[i + 1], MEMINFO_SReclaimable);
	assert_int_equal(ids[i + 2], MEMINFO_SUnreclaim);
	assert_int_equal(field_depth(MEMINFO_Slab), 0);
	assert_int_equal(field_depth(MEMINFO_SUnreclaim), 1);
	assert_int_equal(field_depth(MEMINFO_Active_anon), 0);
}

static void search_finds_names_and_words(void **state)
{
	(void)state;
	assert_true(field_matches(MEMINFO_Shmem, "shm"));
	assert_true(field_matches(MEMINFO_Shmem, "tmpfs"));
	assert_true(field_matches(MEMINFO_Shmem, "DROP_CACHES"));
	assert_false(field_matches(MEMINFO_SwapTotal, "tmpfs"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_field_is_explained),
		cmocka_unit_test(names_resolve),
		cmocka_unit_test(no_field_holds_itself),
		cmocka_unit_test(trees_hold_each_field_once),
		cmocka_unit_test(a_child_follows_its_parent),
		cmocka_unit_test(search_finds_names_and_words),
	};

	return cmocka_run_group_tests_name("model/fields", tests, NULL, NULL);
}
