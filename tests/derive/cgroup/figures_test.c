/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What follows from the figures of cgroups: what is reclaimable, which limit binds, in which order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "derive/cgroup/arrange.h"
#include "derive/cgroup/derived_cgroups.h"
#include "derive/cgroup/figures.h"
#include "derive/cgroup/index.h"
#include "derive/cgroup/protection.h"
#include "derive/cgroup/watch.h"
#include "sample/row.h"
#include "support/assert_value.h"
#include "support/made_cgroups.h"

#define MIB ((int64_t)1 << 20)

/* The measured case of the sheet: 100 MiB read often, 50 once, 60 of tmpfs, 40 anonymous. */
static const struct made_cgroup measured[] = {
	{ "/", { { 0 } }, 0 },
	{ "/app",
		{ { CGROUP_USAGE, 244 * MIB }, { CGROUP_ACTIVE_FILE, 100 * MIB },
			{ CGROUP_INACTIVE_FILE, 50 * MIB }, { CGROUP_FILE, 210 * MIB },
			{ CGROUP_SHMEM, 60 * MIB }, { CGROUP_ANONYMOUS, 34 * MIB } },
		6 },
};

static void shared_memory_cannot_be_given_back_and_cache_can(void **state)
{
	struct cgroups *cgroups = cgroups_made(measured, COUNT_OF(measured));
	struct cgroup *app = cgroups->nodes[1].cgroup;

	(void)state;
	assert_value(cgroup_unreclaimable(app), 94 * MIB);
	assert_value(cgroup_reclaimable(app), 150 * MIB);
	assert_value(cgroup_working_set(app), 194 * MIB);
	assert_value(cgroup_cache(app), 150 * MIB);
	cgroup_set(app, CGROUP_SLAB_RECLAIMABLE, value_of(4 * MIB));
	assert_value(cgroup_unreclaimable(app), 90 * MIB);
	/* Figures of one file are of a moment before those of the other: never below 0. */
	cgroup_set(app, CGROUP_USAGE, value_of(100 * MIB));
	assert_value(cgroup_unreclaimable(app), 0);
	cgroup_set(app, CGROUP_ACTIVE_FILE, value_missing(VALUE_DENIED));
	assert_int_equal(cgroup_unreclaimable(app).state, VALUE_DENIED);
	assert_int_equal(cgroup_unreclaimable(cgroups->nodes[0].cgroup).state, VALUE_ABSENT);
	cgroups_unref(cgroups);
}

/* v1 tells neither how much of kernel memory is slab, nor what of it can be reclaimed. */
static void of_version_1_it_is_between_two_bounds(void **state)
{
	struct cgroups *cgroups = cgroups_made(measured, COUNT_OF(measured));
	struct cgroup *app = cgroups->nodes[1].cgroup;

	(void)state;
	cgroups->version = 1;
	assert_value(cgroup_unreclaimable_least(cgroups, 1), 94 * MIB);
	assert_false(cgroup_unreclaimable_is_bound(cgroups, 1));
	cgroup_set(app, CGROUP_KMEM, value_of(2 * MIB));
	assert_value(cgroup_unreclaimable_least(cgroups, 1), 92 * MIB);
	assert_false(cgroup_unreclaimable_is_bound(cgroups, 1));
	cgroup_set(app, CGROUP_KMEM, value_of(3 * MIB));
	assert_true(cgroup_unreclaimable_is_bound(cgroups, 1));
	/* More than there is cannot be reclaimed: the two files are of two moments. */
	cgroup_set(app, CGROUP_KMEM, value_of(300 * MIB));
	assert_value(cgroup_unreclaimable_least(cgroups, 1), 0);
	/* Some kernels tell, as v2 does. */
	cgroup_set(app, CGROUP_SLAB_RECLAIMABLE, value_of(1 * MIB));
	assert_value(cgroup_unreclaimable_least(cgroups, 1), 93 * MIB);
	assert_false(cgroup_unreclaimable_is_bound(cgroups, 1));
	cgroup_set(app, CGROUP_SLAB_RECLAIMABLE, value_missing(VALUE_ABSENT));
	cgroups->version = 2;
	assert_value(cgroup_unreclaimable_least(cgroups, 1), 94 * MIB);
	/* The usage of the root of v1 has no kernel memory in it, that of a part has. */
	cgroups->version = 1;
	cgroup_set(app, CGROUP_KMEM, value_missing(VALUE_DENIED));
	assert_int_equal(cgroup_unreclaimable_least(cgroups, 1).state, VALUE_DENIED);
	assert_false(cgroup_unreclaimable_is_bound(cgroups, 1));
	cgroup_set(cgroups->nodes[0].cgroup, CGROUP_USAGE, value_of(50 * MIB));
	cgroup_set(cgroups->nodes[0].cgroup, CGROUP_ACTIVE_FILE, value_of(0));
	cgroup_set(cgroups->nodes[0].cgroup, CGROUP_INACTIVE_FILE, value_of(0));
	cgroup_set(cgroups->nodes[0].cgroup, CGROUP_KMEM, value_of(20 * MIB));
	assert_value(cgroup_unreclaimable_least(cgroups, 0), 50 * MIB);
	cgroups->is_part = true;
	assert_value(cgroup_unreclaimable_least(cgroups, 0), 30 * MIB);
	cgroups_unref(cgroups);
}

static void kernel_memory_is_told_by_every_version(void **state)
{
	struct cgroups *cgroups = cgroups_made(measured, COUNT_OF(measured));
	struct cgroup *app = cgroups->nodes[1].cgroup;

	(void)state;
	assert_absent(cgroup_kernel(app));
	/* Before 5.18 it is a sum. */
	cgroup_set(app, CGROUP_SLAB_UNRECLAIMABLE, value_of(5));
	cgroup_set(app, CGROUP_SOCKETS, value_of(7));
	assert_value(cgroup_kernel(app), 12);
	cgroup_set(app, CGROUP_KMEM, value_of(20));
	assert_value(cgroup_kernel(app), 20);
	cgroup_set(app, CGROUP_KERNEL, value_of(30));
	assert_value(cgroup_kernel(app), 30);
	cgroups_unref(cgroups);
}

/* shop may use 500, of which 450 are used and 20 can be reclaimed; web below it 400 of its own. */
static const struct made_cgroup nested[] = {
	{ "/", { { 0 } }, 0 },
	{ "/shop",
		{ { CGROUP_USAGE, 450 }, { CGROUP_ACTIVE_FILE, 20 }, { CGROUP_INACTIVE_FILE, 0 },
			{ CGROUP_LIMIT, 500 }, { CGROUP_HIGH, 480 } },
		5 },
	{ "/shop/db",
		{ { CGROUP_USAGE, 350 }, { CGROUP_ACTIVE_FILE, 0 }, { CGROUP_INACTIVE_FILE, 0 } },
		3 },
	{ "/shop/web",
		{ { CGROUP_USAGE, 100 }, { CGROUP_ACTIVE_FILE, 0 }, { CGROUP_INACTIVE_FILE, 20 },
			{ CGROUP_LIMIT, 400 } },
		4 },
	{ "/rest", { { CGROUP_USAGE, 1 } }, 1 },
};

static void the_least_of_all_limits_binds(void **state)
{
	struct cgroups *cgroups = cgroups_made(nested, COUNT_OF(nested));
	struct cgroup_bound bound;

	(void)state;
	bound = cgroup_limit(cgroups, 2);
	assert_value(bound.value, 500);
	assert_int_equal(bound.owner, 1);
	bound = cgroup_limit(cgroups, 3);
	assert_value(bound.value, 400);
	assert_int_equal(bound.owner, 3);
	/* Its own limit leaves web 320, that of shop 70. */
	bound = cgroup_room(cgroups, 3);
	assert_value(bound.value, 70);
	assert_int_equal(bound.owner, 1);
	assert_value(cgroup_high_room(cgroups, 3).value, 50);
	assert_value(cgroup_high(cgroups, 3).value, 480);
	assert_absent(cgroup_limit(cgroups, 4).value);
	assert_absent(cgroup_room(cgroups, 4).value);
	assert_int_equal(cgroup_room(cgroups, 4).owner, CGROUP_NO_PARENT);
	/* Full beyond its limit, as after the limit was lowered. */
	cgroup_set(cgroups->nodes[1].cgroup, CGROUP_USAGE, value_of(600));
	assert_value(cgroup_room(cgroups, 3).value, 0);
	cgroups_unref(cgroups);
}

/* v1 tells of limits outside the container. */
static void a_limit_that_is_not_seen_counts(void **state)
{
	struct cgroups *cgroups = cgroups_made(nested, COUNT_OF(nested));

	(void)state;
	cgroup_set(cgroups->nodes[3].cgroup, CGROUP_HIERARCHICAL_LIMIT, value_of(300));
	assert_value(cgroup_limit(cgroups, 3).value, 300);
	assert_int_equal(cgroup_limit(cgroups, 3).owner, CGROUP_NO_PARENT);
	cgroup_set(cgroups->nodes[3].cgroup, CGROUP_HIERARCHICAL_LIMIT, value_of(400));
	assert_int_equal(cgroup_limit(cgroups, 3).owner, 3);
	cgroups_unref(cgroups);
}

static void a_limit_that_may_not_be_read_is_not_none(void **state)
{
	struct cgroups *cgroups = cgroups_made(nested, COUNT_OF(nested));

	(void)state;
	cgroup_set(cgroups->nodes[4].cgroup, CGROUP_LIMIT, value_missing(VALUE_DENIED));
	assert_int_equal(cgroup_limit(cgroups, 4).value.state, VALUE_DENIED);
	cgroups_unref(cgroups);
}

static void events_have_a_rate_from_the_second_reading_on(void **state)
{
	struct cgroups *cgroups = cgroups_made(nested, COUNT_OF(nested));
	struct cgroup *shop = cgroups->nodes[1].cgroup;

	(void)state;
	assert_absent(cgroup_high_rate(shop));
	cgroup_set(shop, CGROUP_EVENTS_HIGH, value_of(30));
	cgroup_set(shop, CGROUP_EVENTS_OOM_KILL, value_of(9));
	shop->events_ns = 3000000000;
	assert_int_equal(cgroup_high_rate(shop).state, VALUE_PENDING);
	assert_int_equal(cgroup_new_kills(shop).state, VALUE_PENDING);
	shop->before.ns = 1000000000;
	shop->before.high = 10;
	shop->first.ns = 1;
	shop->first.oom_kill = 7;
	assert_value(cgroup_high_rate(shop), 1000);
	assert_value(cgroup_new_kills(shop), 2);
	cgroups_unref(cgroups);
}

static void processes_count_for_all_above_them(void **state)
{
	struct cgroups *cgroups = cgroups_made(nested, COUNT_OF(nested));
	struct cgroup_index index;
	static const char *const paths[] = { "/c0/shop/web", "/c0/shop/web", "/c0/shop", "/c0",
		"/c0ffee/shop", "/elsewhere", "" };
	struct row *rows[COUNT_OF(paths)];
	size_t *processes;

	(void)state;
	cgroups->mount_root = strdup("/c0");
	assert_int_equal(cgroup_index_build(&index, cgroups), STATUS_OK);
	for (size_t i = 0; i < COUNT_OF(paths); i++) {
		struct identity *identity =
			identity_new(&(struct identity_source){ .cgroup = paths[i] });

		rows[i] = row_new((pid_t)i + 1, 1, identity);
		identity_unref(identity);
	}
	processes = cgroup_index_processes(&index, rows, COUNT_OF(rows));
	assert_int_equal(processes[0], 4);
	assert_int_equal(processes[1], 3);
	assert_int_equal(processes[2], 0);
	assert_int_equal(processes[3], 2);
	assert_int_equal(cgroup_index_id(&index, 4), 3);
	assert_int_equal(cgroup_index_id(&index, 77), CGROUP_NO_PARENT);
	assert_int_equal(cgroups_find(cgroups, 4), 3);
	assert_int_equal(cgroups_find(cgroups, 77), cgroups->count);
	free(processes);
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		row_unref(rows[i]);
	cgroup_index_free(&index);
	cgroups_unref(cgroups);
}

/* So many that tables overflow, collide, and are made larger; each is found by its own names alone. */
static void every_cgroup_is_found_by_its_path_and_id(void **state)
{
	enum { COUNT = 600 };
	static char paths[COUNT][16];
	static struct made_cgroup made[COUNT];

	(void)state;
	for (size_t i = 0; i < COUNT; i++) {
		snprintf(paths[i], sizeof(paths[i]), "/%zu", i);
		made[i] = (struct made_cgroup){ i ? paths[i] : "/", { { 0 } }, 0 };
	}
	for (size_t count = 1; count <= COUNT; count += count < 20 ? 1 : 145) {
		struct cgroups *cgroups = cgroups_made(made, count);
		struct cgroup_index index;

		assert_int_equal(cgroup_index_build(&index, cgroups), STATUS_OK);
		assert_true(index.size >= 2 * count);
		for (size_t i = 0; i < COUNT; i++) {
			size_t wanted = i < count ? i : CGROUP_NO_PARENT;

			assert_int_equal(cgroup_index_path(&index, made[i].path), wanted);
			assert_int_equal(cgroup_index_id(&index, i + 1), wanted);
		}
		assert_int_equal(cgroup_index_path(&index, ""), 0);
		cgroup_index_free(&index);
		cgroups_unref(cgroups);
	}
}

/* Where no hierarchy is mounted nothing is found, and nothing crashes. */
static void without_cgroups_none_is_found(void **state)
{
	struct identity *identity = identity_new(&(struct identity_source){ .cgroup = "/a" });
	struct row *row = row_new(1, 0, identity);
	struct cgroup_index index;
	size_t *processes;

	(void)state;
	assert_int_equal(cgroup_index_build(&index, NULL), STATUS_OK);
	assert_int_equal(cgroup_index_path(&index, "/a"), CGROUP_NO_PARENT);
	assert_int_equal(cgroup_index_id(&index, 1), CGROUP_NO_PARENT);
	processes = cgroup_index_processes(&index, &row, 1);
	assert_non_null(processes);
	free(processes);
	cgroup_index_free(&index);
	row_unref(row);
	identity_unref(identity);
}

static void check_order(const struct cgroups *cgroups, struct cgroup_order order,
	const size_t *expected)
{
	const struct cgroup_facts facts = { .cgroups = cgroups };
	struct cgroup_line *lines;
	size_t count;

	assert_int_equal(cgroup_arrange(&lines, &count, &facts, &order), STATUS_OK);
	assert_int_equal(count, cgroups->count);
	for (size_t i = 0; i < cgroups->count; i++)
		assert_int_equal(lines[i].node, expected[i]);
	free(lines);
}

static void siblings_are_sorted_and_the_tree_stays(void **state)
{
	struct cgroups *cgroups = cgroups_made(nested, COUNT_OF(nested));

	(void)state;
	check_order(cgroups, (struct cgroup_order){ .sort = CGROUP_COLUMN_USAGE },
		(const size_t[]){ 0, 1, 2, 3, 4 });
	check_order(cgroups,
		(struct cgroup_order){ .sort = CGROUP_COLUMN_USAGE, .ascending = true },
		(const size_t[]){ 0, 4, 1, 3, 2 });
	check_order(cgroups, (struct cgroup_order){ .sort = CGROUP_COLUMN_NAME, .ascending = true },
		(const size_t[]){ 0, 4, 1, 2, 3 });
	/* In a list the root, whose usage is not known, comes last. */
	check_order(cgroups, (struct cgroup_order){ .sort = CGROUP_COLUMN_USAGE, .is_flat = true },
		(const size_t[]){ 1, 2, 3, 4, 0 });
	check_order(cgroups,
		(struct cgroup_order){ .sort = CGROUP_COLUMN_USAGE,
			.is_flat = true,
			.ascending = true },
		(const size_t[]){ 4, 3, 2, 1, 0 });
	cgroups_unref(cgroups);
}

/* By name, one that is the beginning of another first; equals stay as they are, both ways. */
static void names_are_sorted_and_equals_stay_in_their_order(void **state)
{
	static const struct made_cgroup tree[] = {
		{ "/", { { CGROUP_USAGE, 9 } }, 1 },
		{ "/web", { { CGROUP_USAGE, 5 } }, 1 },
		{ "/web/db", { { CGROUP_USAGE, 5 } }, 1 },
		{ "/webs", { { CGROUP_USAGE, 5 } }, 1 },
		{ "/webs/db", { { 0 } }, 0 },
		{ "/ab", { { 0 } }, 0 },
	};
	struct cgroups *cgroups = cgroups_made(tree, COUNT_OF(tree));
	struct cgroup_order order = { .sort = CGROUP_COLUMN_NAME, .is_flat = true };

	(void)state;
	order.ascending = true;
	check_order(cgroups, order, (const size_t[]){ 0, 5, 2, 4, 1, 3 });
	order.ascending = false;
	check_order(cgroups, order, (const size_t[]){ 3, 1, 2, 4, 5, 0 });
	order.sort = CGROUP_COLUMN_USAGE;
	check_order(cgroups, order, (const size_t[]){ 0, 1, 2, 3, 4, 5 });
	order.ascending = true;
	check_order(cgroups, order, (const size_t[]){ 1, 2, 3, 0, 4, 5 });
	cgroups_unref(cgroups);
}

static void nothing_is_arranged_as_nothing(void **state)
{
	struct cgroups *cgroups = cgroups_made(NULL, 0);

	(void)state;
	check_order(cgroups, (struct cgroup_order){ .sort = CGROUP_COLUMN_NAME }, NULL);
	check_order(cgroups, (struct cgroup_order){ .sort = CGROUP_COLUMN_NAME, .is_flat = true },
		NULL);
	cgroups_unref(cgroups);
}

/* Pages that a cgroup of v1 has, and neither itself nor one below it that is there. */
static void removed_ones_hold_what_is_left_over(void **state)
{
	static const struct made_cgroup tree[] = {
		{ "/",
			{ { CGROUP_ANONYMOUS, 100 }, { CGROUP_FILE, 400 },
				{ CGROUP_OWN_PAGES, 50 } },
			3 },
		{ "/a",
			{ { CGROUP_ANONYMOUS, 60 }, { CGROUP_FILE, 340 },
				{ CGROUP_OWN_PAGES, 20 } },
			3 },
		{ "/a/b",
			{ { CGROUP_ANONYMOUS, 10 }, { CGROUP_FILE, 70 }, { CGROUP_OWN_PAGES, 80 } },
			3 },
		{ "/c", { { CGROUP_ANONYMOUS, 10 }, { CGROUP_FILE, 15 }, { CGROUP_OWN_PAGES, 30 } },
			3 },
	};
	struct cgroups *cgroups = cgroups_made(tree, COUNT_OF(tree));

	(void)state;
	cgroups->version = 1;
	/* Of /c the readings were of two moments: that is not less than nothing. */
	assert_value(cgroup_dying_memory(cgroups, 3), 0);
	assert_value(cgroup_dying_memory(cgroups, 2), 0);
	assert_value(cgroup_dying_memory(cgroups, 1), 300);
	assert_value(cgroup_dying_memory(cgroups, 0), 325);
	for (size_t i = 0; i < cgroups->count; i++)
		cgroup_set(cgroups->nodes[i].cgroup, CGROUP_OWN_PAGES, value_missing(VALUE_ABSENT));
	assert_absent(cgroup_dying_memory(cgroups, 0));
	cgroups_unref(cgroups);
}

/* v2 says how many were removed below; what they hold is usage that no child has. */
static void of_v2_only_those_with_removed_children_have_a_rest(void **state)
{
	static const struct made_cgroup tree[] = {
		{ "/", { { 0 } }, 0 },
		{ "/a", { { CGROUP_USAGE, 500 }, { CGROUP_DYING, 1 } }, 2 },
		{ "/a/b", { { CGROUP_USAGE, 200 }, { CGROUP_DYING, 3 } }, 2 },
		{ "/a/c", { { CGROUP_USAGE, 250 } }, 1 },
		{ "/d", { { CGROUP_USAGE, 70 }, { CGROUP_DYING, 0 } }, 2 },
		{ "/d/e", { { CGROUP_USAGE, 60 } }, 1 },
	};
	struct cgroups *cgroups = cgroups_made(tree, COUNT_OF(tree));

	(void)state;
	cgroups->version = 2;
	assert_value(cgroup_dying_memory(cgroups, 1), 50);
	/* Without a child all of it is its own. */
	assert_value(cgroup_dying_memory(cgroups, 2), 0);
	assert_value(cgroup_dying_memory(cgroups, 4), 0);
	/* So what three hold is not told, nor what any do right below the root, which has no usage. */
	assert_int_equal(cgroup_dying_untold(cgroups), 3);
	cgroup_set(cgroups->nodes[0].cgroup, CGROUP_DYING, value_of(10));
	assert_int_equal(cgroup_dying_untold(cgroups), 12);
	cgroup_set(cgroups->nodes[0].cgroup, CGROUP_USAGE, value_of(1000));
	assert_int_equal(cgroup_dying_untold(cgroups), 3);
	cgroups->version = 1;
	assert_int_equal(cgroup_dying_untold(cgroups), 0);
	cgroups->version = 2;
	/* A reading of a child that is later than that of its parent is not less than nothing. */
	cgroup_set(cgroups->nodes[3].cgroup, CGROUP_USAGE, value_of(400));
	assert_value(cgroup_dying_memory(cgroups, 1), 0);
	cgroup_set(cgroups->nodes[3].cgroup, CGROUP_USAGE, value_of(299));
	assert_value(cgroup_dying_memory(cgroups, 1), 1);
	cgroups_unref(cgroups);
}

static bool is_shop(const void *context, uint64_t id)
{
	(void)context;
	return id == 2;
}

static bool is_any(const void *context, uint64_t id)
{
	(void)context;
	return id > 0;
}

/* What has nothing below it is not folded, whatever is said. */
static void what_is_below_a_fold_is_left_out(void **state)
{
	struct cgroups *cgroups = cgroups_made(nested, COUNT_OF(nested));
	const struct cgroup_facts facts = { .cgroups = cgroups };
	const struct cgroup_order order = { .sort = CGROUP_COLUMN_USAGE, .is_folded = is_shop };
	const size_t end = cgroups->nodes[1].end;
	struct cgroup_line *lines;
	size_t count;

	(void)state;
	assert_true(end > 2);
	assert_int_equal(cgroup_arrange(&lines, &count, &facts, &order), STATUS_OK);
	assert_int_equal(count, cgroups->count - (end - 2));
	assert_true(lines[1].node == 1 && lines[1].folded);
	assert_true(!lines[0].folded && lines[2].node == end);
	assert_true(!lines[1].last_child && lines[2].last_child);
	free(lines);
	assert_int_equal(cgroup_arrange(&lines, &count, &facts,
				 &(const struct cgroup_order){ .sort = CGROUP_COLUMN_USAGE,
					 .is_folded = is_any }),
		STATUS_OK);
	assert_int_equal(count, 1);
	assert_true(lines[0].folded);
	free(lines);
	cgroups_unref(cgroups);
}

/* The case of Documentation/admin-guide/cgroup-v2.rst: a child gets of its parent's no more than a share. */
static void protection_is_shared_out_from_above(void **state)
{
	static const struct made_cgroup tree[] = {
		{ "/", { { 0 } }, 0 },
		{ "/a", { { CGROUP_USAGE, 1000 }, { CGROUP_LOW, 200 } }, 2 },
		{ "/a/b", { { CGROUP_USAGE, 600 }, { CGROUP_LOW, 300 } }, 2 },
		{ "/a/c", { { CGROUP_USAGE, 400 }, { CGROUP_LOW, 100 } }, 2 },
	};
	struct cgroups *cgroups = cgroups_made(tree, COUNT_OF(tree));

	(void)state;
	assert_absent(cgroup_protected(cgroups, 0, CGROUP_LOW));
	assert_value(cgroup_protected(cgroups, 1, CGROUP_LOW), 200);
	assert_value(cgroup_protected(cgroups, 2, CGROUP_LOW), 150);
	assert_value(cgroup_protected(cgroups, 3, CGROUP_LOW), 50);
	assert_absent(cgroup_protected(cgroups, 2, CGROUP_MIN));
	/* What is not claimed is shared out by what is used beyond the claim, if so mounted. */
	cgroup_set(cgroups->nodes[2].cgroup, CGROUP_LOW, value_of(0));
	assert_value(cgroup_protected(cgroups, 2, CGROUP_LOW), 0);
	cgroups->is_recursive = true;
	assert_value(cgroup_protected(cgroups, 2, CGROUP_LOW), 66);
	assert_value(cgroup_protected(cgroups, 3, CGROUP_LOW), 133);
	/* Who claims all that it uses gets no more; max is all of it. */
	cgroup_set(cgroups->nodes[3].cgroup, CGROUP_LOW, value_of(150));
	cgroup_set(cgroups->nodes[3].cgroup, CGROUP_USAGE, value_of(150));
	assert_value(cgroup_protected(cgroups, 3, CGROUP_LOW), 150);
	cgroup_set(cgroups->nodes[3].cgroup, CGROUP_LOW, value_missing(VALUE_ABSENT));
	assert_value(cgroup_protected(cgroups, 3, CGROUP_LOW), 150);
	/* A setting that may not be read protects nothing that is known. */
	cgroup_set(cgroups->nodes[3].cgroup, CGROUP_LOW, value_missing(VALUE_DENIED));
	cgroups->is_recursive = false;
	assert_value(cgroup_protected(cgroups, 3, CGROUP_LOW), 0);
	/* No more is protected than is used. */
	cgroup_set(cgroups->nodes[1].cgroup, CGROUP_LOW, value_of(5000));
	assert_value(cgroup_protected(cgroups, 1, CGROUP_LOW), 1000);
	cgroups->version = 1;
	assert_absent(cgroup_protected(cgroups, 1, CGROUP_LOW));
	cgroups_unref(cgroups);
}

/* Three deep: each takes its share of what the one above it has. */
static void protection_goes_down_level_by_level(void **state)
{
	static const struct made_cgroup tree[] = {
		{ "/", { { 0 } }, 0 },
		{ "/a", { { CGROUP_USAGE, 1000 }, { CGROUP_MIN, 400 } }, 2 },
		{ "/a/b", { { CGROUP_USAGE, 500 }, { CGROUP_MIN, 400 } }, 2 },
		{ "/a/b/x", { { CGROUP_USAGE, 300 }, { CGROUP_MIN, 300 } }, 2 },
		{ "/a/b/y", { { CGROUP_USAGE, 100 }, { CGROUP_MIN, 100 } }, 2 },
		{ "/a/c", { { CGROUP_USAGE, 500 }, { CGROUP_MIN, 400 } }, 2 },
	};
	struct cgroups *cgroups = cgroups_made(tree, COUNT_OF(tree));

	(void)state;
	assert_value(cgroup_protected(cgroups, 2, CGROUP_MIN), 200);
	assert_value(cgroup_protected(cgroups, 3, CGROUP_MIN), 150);
	assert_value(cgroup_protected(cgroups, 4, CGROUP_MIN), 50);
	assert_value(cgroup_protected(cgroups, 5, CGROUP_MIN), 200);
	cgroups_unref(cgroups);
}

/* A cgroup that was not read begins anew; a difference below 0 is of two moments, and no reading. */
static void what_cannot_be_and_what_is_gone_is_not_followed(void **state)
{
	static const struct {
		int64_t usage;
		enum value_state state;
		size_t points;
	} readings[] = { { 1, VALUE_OK, 1 }, { 0, VALUE_DENIED, 0 }, { 3, VALUE_OK, 1 },
		{ -1, VALUE_OK, 1 }, { 0, VALUE_OK, 2 } };
	const struct history_key shop = history_cgroup(2), rest = history_cgroup(5);
	struct history *history = history_new();
	struct trend_point points[8];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(readings); i++) {
		struct cgroups *cgroups = cgroups_made(nested, COUNT_OF(nested) - (i > 1));

		cgroups->monotonic_ns = (uint64_t)(i + 1) * 1000000000;
		cgroup_set(cgroups->nodes[1].cgroup, CGROUP_USAGE,
			(struct value){ .n = readings[i].usage, .state = readings[i].state });
		cgroups_watch(history, cgroups, NULL, 0);
		assert_int_equal(derived_of_cgroup(cgroups, 1)->growth.state, VALUE_PENDING);
		assert_int_equal(history_points(history, &shop, HISTORY_CGROUP_USAGE, 0, points, 8),
			readings[i].points);
		assert_int_equal(
			history_points(history, &rest, HISTORY_CGROUP_USAGE, 0, points, 8) > 0,
			i < 2);
		cgroups_unref(cgroups);
	}
	history_unref(history);
}

/* Cache and all: the pace is that of usage; of what is not shown none is made. */
static void usage_is_followed_from_reading_to_reading(void **state)
{
	struct history *history = history_new();
	const uint64_t shop = 2;
	struct cgroups *cgroups = NULL;

	(void)state;
	for (int i = 0; i < 70; i++) {
		cgroups_unref(cgroups);
		cgroups = cgroups_made(nested, COUNT_OF(nested));
		cgroups->monotonic_ns = (uint64_t)(i + 1) * 1000000000;
		cgroup_set(cgroups->nodes[1].cgroup, CGROUP_USAGE, value_of(100 * MIB + i * MIB));
		cgroup_set(cgroups->nodes[1].cgroup, CGROUP_ACTIVE_FILE, value_of(50 * MIB));
		cgroup_set(cgroups->nodes[1].cgroup, CGROUP_INACTIVE_FILE, value_of(i * MIB));
		cgroups_watch(history, cgroups, &shop, 1);
		if (i == 3)
			assert_int_equal(derived_of_cgroup(cgroups, 1)->growth.state,
				VALUE_PENDING);
	}
	assert_true(value_known(derived_of_cgroup(cgroups, 1)->growth));
	assert_true(derived_of_cgroup(cgroups, 1)->growth.n > 55 * MIB &&
		    derived_of_cgroup(cgroups, 1)->growth.n < 65 * MIB);
	assert_int_equal(derived_of_cgroup(cgroups, 2)->growth.state, VALUE_NOT_ASKED);
	/* It fills cache: what cannot be given back stays where it is. */
	assert_value(derived_of_cgroup(cgroups, 1)->hard_growth, 0);
	assert_int_equal(derived_of_cgroup(cgroups, 1)->hard_trend, TREND_FLAT);
	assert_value(derived_of_cgroup(cgroups, 1)->hard_levels, 1111111111);
	cgroups_unref(cgroups);
	history_unref(history);
}

/* Trends cost time: those of the first 64 that are asked for are made. */
static void no_more_trends_are_made_than_a_look_has_time_for(void **state)
{
	struct made_cgroup made[66] = { { "/", { { 0 } }, 0 } };
	struct history *history = history_new();
	uint64_t ids[COUNT_OF(made)];
	char paths[COUNT_OF(made)][24];
	struct cgroups *cgroups;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(made); i++) {
		snprintf(paths[i], sizeof(paths[i]), "/%02zu", i);
		if (i > 0)
			made[i] = (struct made_cgroup){ paths[i], { { CGROUP_USAGE, 1 } }, 1 };
		ids[i] = i + 1;
	}
	cgroups = cgroups_made(made, COUNT_OF(made));
	cgroups->monotonic_ns = 1000000000;
	cgroups_watch(history, cgroups, ids, COUNT_OF(made));
	assert_int_equal(derived_of_cgroup(cgroups, 63)->growth.state, VALUE_PENDING);
	assert_int_equal(derived_of_cgroup(cgroups, 64)->growth.state, VALUE_NOT_ASKED);
	cgroups_unref(cgroups);
	history_unref(history);
}

static void against_a_mark_sizes_are_differences(void **state)
{
	struct cgroups *before = cgroups_made(nested, COUNT_OF(nested) - 1);
	struct cgroups *now = cgroups_made(nested, COUNT_OF(nested));
	struct cgroup_index mark;
	const struct cgroup_facts facts = { .cgroups = now, .mark = &mark };

	(void)state;
	assert_int_equal(cgroup_index_build(&mark, before), STATUS_OK);
	cgroup_set(now->nodes[3].cgroup, CGROUP_USAGE, value_of(90));
	assert_value(cgroup_column_value(&facts, 3, CGROUP_COLUMN_USAGE), -10);
	assert_value(cgroup_column_value(&facts, 3, CGROUP_COLUMN_UNRECLAIMABLE), -10);
	/* A limit is no size; one that came since had nothing. */
	assert_value(cgroup_column_value(&facts, 3, CGROUP_COLUMN_LIMIT), 400);
	assert_value(cgroup_column_value(&facts, 4, CGROUP_COLUMN_USAGE), 1);
	cgroup_index_free(&mark);
	cgroups_unref(before);
	cgroups_unref(now);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shared_memory_cannot_be_given_back_and_cache_can),
		cmocka_unit_test(of_version_1_it_is_between_two_bounds),
		cmocka_unit_test(kernel_memory_is_told_by_every_version),
		cmocka_unit_test(the_least_of_all_limits_binds),
		cmocka_unit_test(a_limit_that_is_not_seen_counts),
		cmocka_unit_test(a_limit_that_may_not_be_read_is_not_none),
		cmocka_unit_test(events_have_a_rate_from_the_second_reading_on),
		cmocka_unit_test(processes_count_for_all_above_them),
		cmocka_unit_test(every_cgroup_is_found_by_its_path_and_id),
		cmocka_unit_test(without_cgroups_none_is_found),
		cmocka_unit_test(names_are_sorted_and_equals_stay_in_their_order),
		cmocka_unit_test(nothing_is_arranged_as_nothing),
		cmocka_unit_test(of_v2_only_those_with_removed_children_have_a_rest),
		cmocka_unit_test(protection_goes_down_level_by_level),
		cmocka_unit_test(what_cannot_be_and_what_is_gone_is_not_followed),
		cmocka_unit_test(siblings_are_sorted_and_the_tree_stays),
		cmocka_unit_test(removed_ones_hold_what_is_left_over),
		cmocka_unit_test(what_is_below_a_fold_is_left_out),
		cmocka_unit_test(protection_is_shared_out_from_above),
		cmocka_unit_test(usage_is_followed_from_reading_to_reading),
		cmocka_unit_test(no_more_trends_are_made_than_a_look_has_time_for),
		cmocka_unit_test(against_a_mark_sizes_are_differences),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
