/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Groups of a report that is made up: each adds up to all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/macros.h"
#include "derive/kernel/cache_groups.h"
#include "support/random.h"

enum { EXT4, TMPFS };

/*
 *	/ (0)        file 0: 100, 10 pages of it dirty
 *	/a (1)       file 1: 1000
 *	/a/b (2)     file 2: 2000, held by processes 7 and 9, 7 pages of it evicted
 *	/c (3)       nothing, but 30 in 3 smaller files that are not kept one by one
 *	? (4)        file 3: 5, in a directory that has no name
 *	tmpfs        file 4: 40, in no directory, deleted, held by 9, and 500 in smaller ones
 */
static struct cache_superblock superblocks[] = {
	[EXT4] = { .address = 100 },
	[TMPFS] = { .address = 200,
		.content = CACHE_OF_TMPFS,
		.rest_bytes = 500,
		.rest_files = 50 },
};
static struct cache_directory directories[] = {
	{ .dentry = 1, .parent = CACHE_NONE, .known = true },
	{ .dentry = 2, .parent = 0, .known = true },
	{ .dentry = 3, .parent = 1, .known = true },
	{ .dentry = 4, .parent = 0, .known = true, .rest_pages = 30, .rest_files = 3 },
	{ .dentry = 5, .parent = CACHE_NONE },
};
static struct cache_file files[] = {
	{ .directory = 0, .cached_bytes = 100, .dirty = 10, .is_counted = true },
	{ .directory = 1, .cached_bytes = 1000 },
	{ .directory = 2, .cached_bytes = 2001, .active = 3, .evicted = 7, .is_counted = true },
	{ .directory = 4, .cached_bytes = 5 },
	{ .directory = CACHE_NONE,
		.superblock = TMPFS,
		.cached_bytes = 40,
		.dirty = 40,
		.is_counted = true,
		.deleted = true },
};
static struct cache_holder holders[] = { { 2, 7, "seven" }, { 2, 9, "nine" }, { 4, 9, "nine" } };
static struct cache_cgroup cgroups[] = { { .id = 11, .known = true }, { .id = 12, .known = true } };
static struct cache_charge charges[] = { { 0, 0, 60 }, { 0, 1, 30 }, { 2, 1, 3000 },
	{ 4, CACHE_NONE, 40 } };
static const struct cache_report report = { .superblocks = superblocks,
	.superblock_count = COUNT_OF(superblocks),
	.directories = directories,
	.directory_count = COUNT_OF(directories),
	.files = files,
	.file_count = COUNT_OF(files),
	.holders = holders,
	.holder_count = COUNT_OF(holders),
	.cgroups = cgroups,
	.cgroup_count = COUNT_OF(cgroups),
	.charges = charges,
	.charge_count = COUNT_OF(charges),
	.page_bytes = 1 };

static struct cache_groups make(enum cache_grouping by, uint64_t least,
	bool (*is_folded)(const void *context, uint64_t key))
{
	struct cache_groups groups;

	assert_int_equal(cache_groups_make(&groups, &report,
				 &(struct cache_grouping_request){ .by = by,
					 .least = least,
					 .is_folded = is_folded }),
		STATUS_OK);
	return groups;
}

static uint64_t sum(const struct cache_groups *groups)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i < groups->count; i++)
		if (groups->groups[i].depth == 0)
			bytes += groups->groups[i].share.cached;
	return bytes;
}

static void all_groups_add_up_to_all(void **state)
{
	const struct cache_sums sums = cache_report_sums(&report);

	(void)state;
	for (int by = CACHE_BY_DIRECTORY; by < CACHE_GROUPINGS; by++) {
		struct cache_groups groups = make((enum cache_grouping)by, 0, NULL);

		assert_int_equal(sum(&groups), sums.cached);
		cache_groups_free(&groups);
	}
}

static void a_directory_has_what_lies_below_it(void **state)
{
	static const struct {
		uint64_t key, cached, files;
		unsigned depth;
		size_t count;
		bool last_child;
	} rows[] = {
		{ 100, 3136, 7, 0, 4, false },
		{ 2, 3001, 2, 1, 2, false },
		{ 3, 2001, 1, 2, 1, true },
		{ 4, 30, 3, 1, 1, true },
		{ 200, 540, 51, 0, 1, true },
	};
	struct cache_groups groups = make(CACHE_BY_DIRECTORY, 0, NULL);

	(void)state;
	assert_int_equal(groups.count, COUNT_OF(rows));
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct cache_group *group = &groups.groups[i];

		assert_int_equal(group->key, rows[i].key);
		assert_int_equal(group->share.cached, rows[i].cached);
		assert_int_equal(group->share.files, rows[i].files);
		assert_int_equal(group->depth, rows[i].depth);
		assert_int_equal(group->count, rows[i].count);
		if (group->depth > 0)
			assert_int_equal(group->last_child, rows[i].last_child);
	}
	/* Pages of tmpfs are nothing to be written, and a file alone tells what is deleted. */
	assert_int_equal(groups.groups[0].share.dirty, 10);
	assert_int_equal(groups.groups[4].share.dirty, 0);
	assert_int_equal(groups.groups[4].share.deleted, 40);
	assert_int_equal(groups.groups[2].share.active, 3);
	assert_int_equal(groups.groups[0].share.evicted, 7);
	cache_groups_free(&groups);
}

static bool is_second(const void *context, uint64_t key)
{
	(void)context;
	return key == 2;
}

static void what_is_folded_or_small_stands_above(void **state)
{
	struct cache_groups groups = make(CACHE_BY_DIRECTORY, 0, is_second);

	(void)state;
	assert_int_equal(groups.count, 4);
	assert_true(groups.groups[1].folded);
	assert_int_equal(groups.groups[1].share.cached, 3001);
	assert_int_equal(groups.groups[1].count, 2);
	cache_groups_free(&groups);
	groups = make(CACHE_BY_DIRECTORY, 3000, NULL);
	assert_int_equal(groups.count, 3);
	assert_int_equal(groups.groups[1].key, 2);
	assert_false(groups.groups[1].folded);
	cache_groups_free(&groups);
}

static void a_directory_above_itself_is_no_endless_tree(void **state)
{
	struct cache_groups groups;

	(void)state;
	directories[1].parent = 2;
	groups = make(CACHE_BY_DIRECTORY, 0, NULL);
	directories[1].parent = 0;
	assert_true(groups.count <= COUNT_OF(directories) + COUNT_OF(superblocks));
	cache_groups_free(&groups);
}

static void who_holds_a_file_together_shares_it(void **state)
{
	struct cache_groups groups = make(CACHE_BY_PROCESS, 0, NULL);

	(void)state;
	assert_int_equal(groups.count, 3);
	assert_null(groups.groups[0].holder);
	assert_int_equal(groups.groups[0].share.cached, 1635);
	assert_int_equal(groups.groups[1].holder->pid, 9);
	assert_int_equal(groups.groups[1].share.cached, 1000 + 40);
	assert_int_equal(groups.groups[1].share.deleted, 40);
	assert_int_equal(groups.groups[2].holder->pid, 7);
	assert_int_equal(groups.groups[2].share.cached, 1001);
	cache_groups_free(&groups);
}

/* More charged than the file had when it was listed is no more than the file; the rest has no payer. */
static void a_cgroup_has_what_it_pays_for(void **state)
{
	struct cache_groups groups = make(CACHE_BY_CGROUP, 0, NULL);

	(void)state;
	assert_int_equal(groups.count, 3);
	assert_int_equal(groups.groups[0].key, 12);
	assert_int_equal(groups.groups[0].share.cached, 30 + 2001);
	assert_int_equal(groups.groups[0].share.files, 2);
	assert_int_equal(groups.groups[1].cgroup, CACHE_NONE);
	assert_int_equal(groups.groups[1].share.cached, 10 + 1000 + 5 + 40 + 500 + 30);
	assert_int_equal(groups.groups[2].key, 11);
	assert_int_equal(groups.groups[2].share.cached, 60);
	cache_groups_free(&groups);
}

static void nothing_is_no_group(void **state)
{
	static const struct cache_report nothing;

	(void)state;
	for (int by = 0; by < CACHE_GROUPINGS; by++) {
		struct cache_groups groups;

		assert_int_equal(
			cache_groups_make(&groups, &nothing,
				&(struct cache_grouping_request){ .by = (enum cache_grouping)by }),
			STATUS_OK);
		assert_int_equal(groups.count, 0);
		cache_groups_free(&groups);
	}
}

/* ---- against sums made in a simpler way ---- */

enum { MANY = 120, PROCESSES = 9, PAYERS = 5 };

struct many {
	struct cache_file files[MANY];
	struct cache_holder holders[MANY * 3];
	struct cache_charge charges[MANY * 2];
	struct cache_cgroup cgroups[PAYERS];
	uint64_t held[PROCESSES], paid[PAYERS], unheld, unpaid; /* bytes that each must have */
};

/* Up to three processes, of any order, share a file; the first of them has what cannot be divided. */
static void hold(struct many *many, struct cache_report *made, uint32_t file, uint64_t *seed)
{
	uint64_t bytes = many->files[file].cached_bytes, count = random_below(seed, 4);
	uint64_t first = random_below(seed, PROCESSES);

	many->unheld += count == 0 ? bytes : 0;
	for (uint64_t n = 0; n < count; n++) {
		uint64_t process = (first + 4 * n) % PROCESSES;

		many->holders[made->holder_count++] =
			(struct cache_holder){ file, 100 - (int)process, "p" };
		many->held[process] += bytes / count + (n == 0 ? bytes % count : 0);
	}
}

static void charge(struct many *many, struct cache_report *made, uint32_t file, uint64_t *seed)
{
	uint64_t left = many->files[file].cached_bytes, first = random_below(seed, PAYERS);

	for (uint64_t n = random_below(seed, 3); n > 0; n--) {
		uint64_t pages = random_below(seed, 4), payer = (first + n) % PAYERS;
		uint64_t bytes = pages * 16 < left ? pages * 16 : left;

		many->charges[made->charge_count++] =
			(struct cache_charge){ file, (uint32_t)payer, (uint32_t)pages };
		many->paid[payer] += bytes;
		left -= bytes;
	}
	many->unpaid += left;
}

static void make_many(struct many *many, struct cache_report *made)
{
	uint64_t seed = 11;

	*made = (struct cache_report){ .superblocks = superblocks,
		.superblock_count = 1,
		.files = many->files,
		.file_count = MANY,
		.holders = many->holders,
		.charges = many->charges,
		.cgroups = many->cgroups,
		.cgroup_count = PAYERS,
		.page_bytes = 16 };
	for (uint32_t i = 0; i < PAYERS; i++)
		many->cgroups[i] = (struct cache_cgroup){ .id = 50 - i, .known = true };
	for (uint32_t i = 0; i < MANY; i++) {
		many->files[i] = (struct cache_file){ .directory = CACHE_NONE,
			.cached_bytes = random_below(&seed, 100) };
		hold(many, made, i, &seed);
		charge(many, made, i, &seed);
	}
}

static void check_order(const struct cache_groups *groups)
{
	for (size_t i = 1; i < groups->count; i++)
		assert_true(groups->groups[i - 1].share.cached >= groups->groups[i].share.cached);
}

static void many_processes_have_what_they_hold(void **state)
{
	static struct many many;
	struct cache_groups groups;
	struct cache_report made;

	(void)state;
	make_many(&many, &made);
	assert_int_equal(cache_groups_make(&groups, &made,
				 &(struct cache_grouping_request){ .by = CACHE_BY_PROCESS }),
		STATUS_OK);
	assert_int_equal(groups.count, PROCESSES + 1);
	check_order(&groups);
	for (size_t i = 0; i < groups.count; i++) {
		const struct cache_group *group = &groups.groups[i];

		assert_int_equal(group->share.cached,
			group->holder ? many.held[100 - group->holder->pid] : many.unheld);
		assert_int_equal(group->key, group->holder ? group->holder->pid : 0);
	}
	cache_groups_free(&groups);
}

static void many_cgroups_have_what_they_pay_for(void **state)
{
	static struct many many;
	struct cache_groups groups;
	struct cache_report made;

	(void)state;
	make_many(&many, &made);
	assert_int_equal(cache_groups_make(&groups, &made,
				 &(struct cache_grouping_request){ .by = CACHE_BY_CGROUP }),
		STATUS_OK);
	assert_int_equal(groups.count, PAYERS + 1);
	check_order(&groups);
	for (size_t i = 0; i < groups.count; i++) {
		const struct cache_group *group = &groups.groups[i];
		bool paid = group->cgroup != CACHE_NONE;

		assert_int_equal(group->share.cached,
			paid ? many.paid[group->cgroup] : many.unpaid);
		assert_int_equal(group->key, paid ? 50 - group->cgroup : 0);
	}
	cache_groups_free(&groups);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_groups_add_up_to_all),
		cmocka_unit_test(a_directory_has_what_lies_below_it),
		cmocka_unit_test(what_is_folded_or_small_stands_above),
		cmocka_unit_test(a_directory_above_itself_is_no_endless_tree),
		cmocka_unit_test(who_holds_a_file_together_shares_it),
		cmocka_unit_test(many_processes_have_what_they_hold),
		cmocka_unit_test(many_cgroups_have_what_they_pay_for),
		cmocka_unit_test(a_cgroup_has_what_it_pays_for),
		cmocka_unit_test(nothing_is_no_group),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
