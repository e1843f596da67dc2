/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Paths and sums of a report that is made up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/macros.h"
#include "sample/kernel/cache_report.h"

enum { EXT4, TMPFS, BDEV };

static struct cache_superblock superblocks[] = {
	[EXT4] = { .major = 8, .minor = 1, .content = CACHE_OF_FILES, .type = "ext4" },
	[TMPFS] = { .minor = 22, .content = CACHE_OF_TMPFS, .type = "tmpfs" },
	[BDEV] = { .minor = 3, .content = CACHE_OF_DEVICES, .type = "bdev" },
};

static const char mountinfo[] = "22 1 8:1 /sub /srv/sub rw - ext4 /dev/sda1 rw\n"
				"23 1 8:1 / /mnt\\040all rw - ext4 /dev/sda1 rw\n"
				"24 1 8:1 / /again rw - ext4 /dev/sda1 rw\n";

static uint32_t add_directory(struct cache_report *report, uint32_t parent, const char *name,
	uint32_t superblock, bool known)
{
	uint32_t index = (uint32_t)report->directory_count++;

	report->directories[index] = (struct cache_directory){ .dentry = 64 * (index + 1),
		.parent = parent,
		.name = cache_report_keep_name(report, name),
		.superblock = superblock,
		.known = known };
	return index;
}

static struct cache_file *add_file(struct cache_report *report, uint32_t directory,
	const char *name, uint32_t superblock, uint64_t bytes)
{
	struct cache_file *file = &report->files[report->file_count++];

	*file = (struct cache_file){ .inode = report->file_count,
		.cached_bytes = bytes,
		.superblock = superblock,
		.directory = directory,
		.name = name ? cache_report_keep_name(report, name) : CACHE_NONE };
	return file;
}

static void make(struct cache_report *report, struct cache_directory *directories,
	struct cache_file *files)
{
	*report = (struct cache_report){ .superblocks = superblocks,
		.superblock_count = 3,
		.directories = directories,
		.files = files };
	assert_int_equal(cache_report_take_mounts(report, text_of_string(mountinfo)), STATUS_OK);
}

static void drop(struct cache_report *report)
{
	report->superblocks = NULL;
	report->directories = NULL;
	report->files = NULL;
	cache_report_free(report);
}

static void paths_begin_where_most_of_the_file_system_is_mounted(void **state)
{
	struct cache_directory directories[8];
	struct cache_file files[8];
	struct cache_report report;
	char path[CACHE_PATH];
	uint32_t root, sub;

	(void)state;
	make(&report, directories, files);
	root = add_directory(&report, CACHE_NONE, "/", EXT4, true);
	sub = add_directory(&report, root, "sub", EXT4, true);
	cache_file_path(&report, add_file(&report, sub, "a", EXT4, 1), path);
	assert_string_equal(path, "/mnt all/sub/a");
	report.mount_count = 1;
	cache_file_path(&report, &files[0], path);
	assert_string_equal(path, "/srv/sub/a");
	cache_file_path(&report, add_file(&report, root, "b", EXT4, 1), path);
	assert_string_equal(path, "ext4 8:1:/b");
	cache_file_path(&report, add_file(&report, CACHE_NONE, "memfd:x", TMPFS, 1), path);
	assert_string_equal(path, "memfd:x");
	report.mount_count = 3;
	drop(&report);
}

static void a_path_of_any_length_is_cut_in_front(void **state)
{
	struct cache_directory directories[64];
	struct cache_file files[1];
	struct cache_report report;
	char path[CACHE_PATH], name[256];
	uint32_t directory;

	(void)state;
	memset(name, 'x', 255);
	name[255] = '\0';
	make(&report, directories, files);
	directory = add_directory(&report, CACHE_NONE, "/", EXT4, true);
	while (report.directory_count < 64)
		directory = add_directory(&report, directory, name, EXT4, true);
	assert_true(cache_file_path(&report, add_file(&report, directory, "end", EXT4, 1), path) <
		    CACHE_PATH);
	path[16] = '\0';
	assert_string_equal(path, "ext4 8:1:.../xxx");
	cache_file_path(&report, &files[0], path);
	assert_string_equal(path + strlen(path) - 4, "/end");
	drop(&report);
}

static void who_pays_has_the_path_of_its_cgroup(void **state)
{
	/* The root, a child, one of which nothing could be read, and what is below it. */
	struct cache_cgroup cgroups[] = {
		{ .parent = CACHE_NONE, .known = true },
		{ .parent = 0, .known = true },
		{ .parent = CACHE_NONE, .name = CACHE_NONE },
		{ .parent = 2, .known = true },
		{ .parent = 1, .known = true },
	};
	struct cache_charge charges[] = { { 1, 4, 7 }, { 1, CACHE_NONE, 3 }, { 4, 0, 1 } };
	static const char *const paths[] = { "/", "/a", "/?", "/?/a", "/a/a" };
	struct cache_report report = { .cgroups = cgroups,
		.cgroup_count = COUNT_OF(cgroups),
		.charges = charges,
		.charge_count = COUNT_OF(charges) };
	char path[CACHE_PATH];
	size_t count;

	(void)state;
	cgroups[0].name = cache_report_keep_name(&report, "");
	cgroups[1].name = cgroups[3].name = cgroups[4].name = cache_report_keep_name(&report, "a");
	for (size_t i = 0; i < COUNT_OF(paths); i++) {
		assert_int_equal(cache_cgroup_path(&report, &cgroups[i], path), strlen(paths[i]));
		assert_string_equal(path, paths[i]);
	}
	assert_ptr_equal(cache_file_charges(&report, 1, &count), &charges[0]);
	assert_int_equal(count, 2);
	assert_ptr_equal(cache_file_charges(&report, 4, &count), &charges[2]);
	assert_int_equal(count, 1);
	assert_null(cache_file_charges(&report, 2, &count));
	assert_int_equal(count, 0);
	/* Read while it changes, a cgroup can stand above itself. */
	cgroups[1].parent = 4;
	assert_true(cache_cgroup_path(&report, &cgroups[4], path) < CACHE_PATH);
	report.cgroups = NULL;
	report.charges = NULL;
	cache_report_free(&report);
}

static void sums_are_by_what_meminfo_counts(void **state)
{
	struct cache_directory directories[8];
	struct cache_file files[8];
	struct cache_report report;
	struct cache_sums sums;
	uint32_t lost;

	(void)state;
	make(&report, directories, files);
	lost = add_directory(&report, CACHE_NONE, "?", EXT4, false);
	add_file(&report, CACHE_NONE, "named", EXT4, 1000)->deleted = true;
	add_file(&report, CACHE_NONE, NULL, EXT4, 100);
	add_file(&report, lost, "in a lost directory", EXT4, 10);
	add_file(&report, CACHE_NONE, "memfd:x", TMPFS, 5);
	add_file(&report, CACHE_NONE, NULL, BDEV, 7);
	superblocks[EXT4].rest_bytes = 20000;
	superblocks[EXT4].rest_files = 3;
	sums = cache_report_sums(&report);
	superblocks[EXT4].rest_bytes = superblocks[EXT4].rest_files = 0;
	assert_int_equal(sums.cached, 21115);
	assert_int_equal(sums.named, 1005);
	assert_int_equal(sums.shmem, 5);
	assert_int_equal(sums.buffers, 7);
	assert_int_equal(sums.deleted, 1000);
	assert_int_equal(sums.files, 8);
	drop(&report);
}

static void packing_keeps_every_name(void **state)
{
	struct cache_directory directories[8];
	struct cache_file files[8];
	struct cache_report report;
	size_t before;

	(void)state;
	make(&report, directories, files);
	add_file(&report, CACHE_NONE, "gone", EXT4, 1);
	add_file(&report, add_directory(&report, CACHE_NONE, "d", EXT4, true), "stays", EXT4, 1);
	add_file(&report, CACHE_NONE, NULL, EXT4, 1);
	files[0] = files[2];
	report.file_count = 2;
	before = report.names.length;
	assert_int_equal(cache_report_pack_names(&report), STATUS_OK);
	assert_int_equal(report.names.length, before - sizeof("gone"));
	assert_string_equal(string_pool_at(&report.names, files[1].name), "stays");
	assert_string_equal(string_pool_at(&report.names, directories[0].name), "d");
	assert_int_equal(files[0].name, CACHE_NONE);
	drop(&report);
}

/* The same directory is mounted twice, and this process may see it by the other way, or by none. */
static void what_is_asked_for_is_found_by_any_way_to_it(void **state)
{
	struct cache_directory directories[2];
	struct cache_file files[4];
	struct cache_report report;
	struct cache_target targets[] = { { .name = "gone" },
		{ .path = (char *)"/other/way", .dentry = 64 },
		{ .path = (char *)"/by/inode", .inode = 7 }, { .path = (char *)"/var/log" } };
	uint32_t directory;

	(void)state;
	make(&report, directories, files);
	directory = add_directory(&report, CACHE_NONE, "d", EXT4, true);
	add_directory(&report, CACHE_NONE, "e", EXT4, true);
	add_file(&report, directory, "below", EXT4, 4096)->inode = 1;
	add_file(&report, directory + 1, "beside", EXT4, 4096)->inode = 2;
	add_file(&report, CACHE_NONE, NULL, EXT4, 4096)->inode = 7;
	cache_report_keep_below(&report, targets, COUNT_OF(targets));
	assert_int_equal(report.file_count, 2);
	assert_int_equal(files[0].inode, 1);
	assert_int_equal(files[1].inode, 7);
	drop(&report);
}

static void in_a_chroot_paths_begin_at_its_root(void **state)
{
	struct cache_directory directories[2];
	struct cache_file files[2];
	struct cache_report report;
	char path[CACHE_PATH];
	uint32_t root;

	(void)state;
	report = (struct cache_report){ .superblocks = superblocks,
		.superblock_count = 3,
		.directories = directories,
		.files = files };
	root = add_directory(&report, CACHE_NONE, "jail", EXT4, true);
	directories[root].parent = add_directory(&report, CACHE_NONE, "", EXT4, true);
	add_file(&report, root, "file", EXT4, 4096);
	assert_false(cache_report_has_root(&report));
	assert_int_equal(cache_report_take_root(&report, root), STATUS_OK);
	assert_true(cache_report_has_root(&report));
	cache_file_path(&report, &files[0], path);
	assert_string_equal(path, "/file");
	drop(&report);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paths_begin_where_most_of_the_file_system_is_mounted),
		cmocka_unit_test(a_path_of_any_length_is_cut_in_front),
		cmocka_unit_test(who_pays_has_the_path_of_its_cgroup),
		cmocka_unit_test(sums_are_by_what_meminfo_counts),
		cmocka_unit_test(packing_keeps_every_name),
		cmocka_unit_test(what_is_asked_for_is_found_by_any_way_to_it),
		cmocka_unit_test(in_a_chroot_paths_begin_at_its_root),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
