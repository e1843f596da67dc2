/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a cgroup pays for of a report that is made up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/macros.h"
#include "derive/kernel/cache_paid.h"

enum { EXT4, TMPFS };
enum { ROOT_ID = 1, SHOP_ID = 12, WEB_ID = 13, BATCH_ID = 14, OLD_ID = 15 };

static struct cache_superblock superblocks[] = {
	[EXT4] = { .address = 100 }, [TMPFS] = { .address = 200, .content = CACHE_OF_TMPFS }
};
static struct cache_file files[] = {
	{ .inode = 1, .cached_bytes = 4096 * 100 },
	{ .inode = 2, .superblock = TMPFS, .cached_bytes = 4096 * 50 },
	{ .inode = 3, .cached_bytes = 4096 * 40 },
	{ .inode = 4, .superblock = TMPFS, .cached_bytes = 4096 * 30 },
	{ .inode = 5, .cached_bytes = 4096 },
};

/* /, /shop, /shop/web, /batch, and /shop/old, which was removed. */
static struct cache_cgroup cgroups[] = {
	{ .id = WEB_ID, .parent = 2, .known = true },
	{ .id = BATCH_ID, .parent = 3, .known = true },
	{ .id = SHOP_ID, .parent = 3, .known = true },
	{ .id = ROOT_ID, .parent = CACHE_NONE, .known = true },
	{ .id = OLD_ID, .parent = 2, .known = true, .is_removed = true },
};
static struct cache_charge charges[] = { { 0, 0, 10 }, { 0, 1, 70 }, { 0, 4, 20 }, { 1, 4, 50 },
	{ 2, 2, 40 }, { 3, 0, 30 }, { 4, CACHE_NONE, 1 } };
static const struct cache_report report = { .superblocks = superblocks,
	.superblock_count = COUNT_OF(superblocks),
	.files = files,
	.file_count = COUNT_OF(files),
	.cgroups = cgroups,
	.cgroup_count = COUNT_OF(cgroups),
	.charges = charges,
	.charge_count = COUNT_OF(charges),
	.has_charges = true,
	.page_bytes = 4096 };

static void assert_file(const struct cache_paid_file *file, uint32_t index, uint64_t pages,
	uint64_t removed)
{
	assert_int_equal(file->file, index);
	assert_int_equal(file->bytes, 4096 * pages);
	assert_int_equal(file->removed, 4096 * removed);
}

static void those_below_count_and_those_removed(void **state)
{
	struct cache_paid paid;

	(void)state;
	assert_int_equal(cache_paid_find(&paid, &report, SHOP_ID), STATUS_OK);
	assert_int_equal(paid.file_count, 2);
	assert_int_equal(paid.shared_count, 2);
	assert_file(&paid.files[0], 2, 40, 0);
	assert_file(&paid.files[1], 0, 30, 20);
	assert_file(&paid.files[2], 1, 50, 50);
	assert_file(&paid.files[3], 3, 30, 0);
	assert_int_equal(paid.file_bytes, 4096 * 70);
	assert_int_equal(paid.shared_bytes, 4096 * 80);
	cache_paid_free(&paid);
}

static void others_are_left_out(void **state)
{
	struct cache_paid paid;

	(void)state;
	assert_int_equal(cache_paid_find(&paid, &report, BATCH_ID), STATUS_OK);
	assert_int_equal(paid.file_count, 1);
	assert_int_equal(paid.shared_count, 0);
	assert_file(&paid.files[0], 0, 70, 0);
	cache_paid_free(&paid);
	assert_int_equal(cache_paid_find(&paid, &report, 99), STATUS_OK);
	assert_int_equal(paid.file_count + paid.shared_count, 0);
	cache_paid_free(&paid);
}

/* What no cgroup is known to pay for is in no cgroup, not even in the root. */
static void the_root_has_all_that_is_known(void **state)
{
	struct cache_paid paid;

	(void)state;
	assert_int_equal(cache_paid_find(&paid, &report, ROOT_ID), STATUS_OK);
	assert_int_equal(paid.file_bytes, 4096 * 140);
	assert_int_equal(paid.shared_bytes, 4096 * 80);
	cache_paid_free(&paid);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(those_below_count_and_those_removed),
		cmocka_unit_test(others_are_left_out),
		cmocka_unit_test(the_root_has_all_that_is_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
