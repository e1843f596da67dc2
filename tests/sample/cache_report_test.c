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
#include "support/random.h"

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
	assert_int_equal(cache_report_keep_below(&report,
				 &(struct cache_below){ targets, COUNT_OF(targets) }),
		STATUS_OK);
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

/* ---- against sums and orders made in a simpler way ---- */

enum { HUGETLB = 3, KINDS = 4, MADE = 200, DROPPED = 900, DROPPED_FILES = 4 };

static struct cache_superblock made_superblocks[KINDS] = {
	[EXT4] = { .content = CACHE_OF_FILES,
		.rest_bytes = 3000,
		.rest_files = 7,
		.rest_dropped_bytes = DROPPED,
		.rest_dropped_files = DROPPED_FILES },
	[TMPFS] = { .content = CACHE_OF_TMPFS, .rest_bytes = 500, .rest_files = 20 },
	[BDEV] = { .content = CACHE_OF_DEVICES, .rest_bytes = 11, .rest_files = 1 },
	[HUGETLB] = { .content = CACHE_OF_HUGETLB, .rest_bytes = 90000, .rest_files = 2 },
};

/* What of a file says something counts: nothing, all, or what is counted of it. */
static void make_files(struct cache_report *report, uint64_t *seed)
{
	for (size_t i = 0; i < MADE; i++) {
		uint32_t directory =
			random_below(seed, 3) ? CACHE_NONE : (uint32_t)random_below(seed, 2);
		uint32_t kind = (uint32_t)random_below(seed, KINDS);
		const char *name = random_below(seed, 3) ? "name" : NULL;
		struct cache_file *file =
			add_file(report, directory, name, kind, random_below(seed, 40));

		file->inode = (uint32_t)random_below(seed, 1000) * MADE + i;
		file->deleted = (uint32_t)random_below(seed, 3) == 0;
		file->is_counted = (uint32_t)random_below(seed, 2);
		file->dirty = (uint32_t)random_below(seed, 5);
		file->mapped = (uint32_t)random_below(seed, 7);
		file->evicted = (uint32_t)random_below(seed, 9);
		file->name_dropped = !name && kind == EXT4 && random_below(seed, 2);
	}
}

static uint64_t bytes_where(const struct cache_report *report, int kind, bool named, bool deleted)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i < MADE; i++) {
		const struct cache_file *file = &report->files[i];

		if ((int)file->superblock != kind || (deleted && !file->deleted))
			continue;
		if (named && (file->name == CACHE_NONE || file->directory == 1))
			continue;
		bytes += file->cached_bytes;
	}
	return bytes;
}

static void check_states(const struct cache_report *report, const struct cache_sums *sums)
{
	uint64_t counted = 0, dirty = 0, mapped = 0, evicted = 0;

	for (size_t i = 0; i < MADE; i++) {
		const struct cache_file *file = &report->files[i];

		counted += file->is_counted ? file->cached_bytes : 0;
		dirty += file->is_counted && file->superblock != TMPFS ? file->dirty : 0;
		mapped += file->is_counted ? file->mapped : 0;
		evicted += file->is_counted ? file->evicted : 0;
	}
	assert_int_equal(sums->counted, counted);
	assert_int_equal(sums->dirty, dirty * 4096);
	assert_int_equal(sums->mapped, mapped * 4096);
	assert_int_equal(sums->evicted, evicted * 4096);
}

/* Beside those that are kept one by one there are DROPPED of DROPPED_FILES. */
static void check_dropped(const struct cache_report *report, const struct cache_sums *sums)
{
	uint64_t bytes = DROPPED, files = DROPPED_FILES;

	for (size_t i = 0; i < MADE; i++) {
		bytes += report->files[i].name_dropped ? report->files[i].cached_bytes : 0;
		files += report->files[i].name_dropped;
	}
	assert_true(files > DROPPED_FILES);
	assert_int_equal(sums->dropped, bytes);
	assert_int_equal(sums->dropped_files, files);
}

static void sums_are_those_of_each_kind(void **state)
{
	struct cache_directory directories[2];
	struct cache_file files[MADE];
	struct cache_report report = { .superblocks = made_superblocks,
		.superblock_count = KINDS,
		.directories = directories,
		.files = files,
		.page_bytes = 4096 };
	struct cache_sums sums;
	uint64_t seed = 5;

	(void)state;
	add_directory(&report, CACHE_NONE, "/", EXT4, true);
	add_directory(&report, CACHE_NONE, "lost", EXT4, false);
	make_files(&report, &seed);
	sums = cache_report_sums(&report);
	assert_int_equal(sums.files, MADE + 30);
	assert_int_equal(sums.cached, 3500 + bytes_where(&report, EXT4, false, false) +
					      bytes_where(&report, TMPFS, false, false));
	assert_int_equal(sums.shmem, 500 + bytes_where(&report, TMPFS, false, false));
	assert_int_equal(sums.buffers, 11 + bytes_where(&report, BDEV, false, false));
	assert_int_equal(sums.named,
		bytes_where(&report, EXT4, true, false) + bytes_where(&report, TMPFS, true, false));
	assert_int_equal(sums.deleted, bytes_where(&report, EXT4, false, true) +
					       bytes_where(&report, TMPFS, false, true) +
					       bytes_where(&report, HUGETLB, false, true));
	check_states(&report, &sums);
	check_dropped(&report, &sums);
	assert_false(sums.at_least);
	made_superblocks[TMPFS].unstable = true;
	assert_true(cache_report_sums(&report).at_least);
	made_superblocks[TMPFS].unstable = false;
	drop(&report);
}

static void the_most_cached_file_comes_first(void **state)
{
	struct cache_directory directories[2];
	struct cache_file files[MADE];
	struct cache_report report = { .directories = directories, .files = files }, none = { 0 };
	uint64_t seed = 9, inodes = 0, sorted = 0;

	(void)state;
	cache_report_sort(&none);
	make_files(&report, &seed);
	for (size_t i = 0; i < MADE; i++)
		inodes += files[i].inode * files[i].inode;
	cache_report_sort(&report);
	for (size_t i = 0; i < MADE; i++)
		sorted += files[i].inode * files[i].inode;
	assert_int_equal(sorted, inodes);
	for (size_t i = 1; i < MADE; i++) {
		assert_true(files[i - 1].cached_bytes >= files[i].cached_bytes);
		if (files[i - 1].cached_bytes == files[i].cached_bytes)
			assert_true(files[i - 1].inode < files[i].inode);
	}
	drop(&report);
}

/* ---- where things are mounted ---- */

/* Roots that are like one another; other devices that are nearly this one. */
static const char many_mounts[] = "1 1 9:1 / /wrong-major rw - ext4 a rw\n"
				  "2 1 8:2 / /wrong-minor rw - ext4 a rw\n"
				  "3 1 8:1 /sub/deep /deep rw - ext4 a rw\n"
				  "4 1 8:1 /sub /sub rw - ext4 a rw\n"
				  "5 1 8:1 /sub /later rw - ext4 a rw\n"
				  "6 1 8:1 /top / rw - ext4 a rw\n";

static void a_mount_shows_what_lies_below_its_root(void **state)
{
	/* A file of that name in a directory of this one in the root of 8:1. */
	static const struct {
		const char *directory, *name, *path;
	} cases[] = {
		{ "sub", "deep", "/sub/deep" },
		{ "sub", "x", "/sub/x" },
		{ "subway", "x", "ext4 8:1:/subway/x" },
		{ "su", "x", "ext4 8:1:/su/x" },
		{ "top", "x", "/x" },
		{ "other", "x", "ext4 8:1:/other/x" },
	};
	struct cache_directory directories[2];
	struct cache_file files[1];
	struct cache_report report = { .superblocks = superblocks,
		.superblock_count = 3,
		.directories = directories,
		.files = files };
	char path[CACHE_PATH];

	(void)state;
	assert_int_equal(cache_report_take_mounts(&report, text_of_string(many_mounts)), STATUS_OK);
	assert_int_equal(report.mount_count, 6);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		uint32_t directory;

		report.directory_count = report.file_count = 0;
		directory =
			add_directory(&report, add_directory(&report, CACHE_NONE, "/", EXT4, true),
				cases[i].directory, EXT4, true);
		assert_int_equal(cache_file_path(&report,
					 add_file(&report, directory, cases[i].name, EXT4, 1),
					 path),
			strlen(cases[i].path));
		assert_string_equal(path, cases[i].path);
	}
	drop(&report);
}

static void a_directory_has_its_path_and_a_root_that_of_its_mount(void **state)
{
	struct cache_directory directories[4];
	struct cache_report report = { .superblocks = superblocks,
		.superblock_count = 3,
		.directories = directories };
	uint32_t root, top, lost, below_lost;
	char path[CACHE_PATH];

	(void)state;
	assert_int_equal(cache_report_take_mounts(&report, text_of_string(many_mounts)), STATUS_OK);
	root = add_directory(&report, CACHE_NONE, "/", EXT4, true);
	top = add_directory(&report, root, "top", EXT4, true);
	lost = add_directory(&report, CACHE_NONE, "never read", EXT4, false);
	below_lost = add_directory(&report, lost, "below", EXT4, false);
	assert_int_equal(cache_directory_path(&report, EXT4, top, path), 1);
	assert_string_equal(path, "/");
	/* Neither the root of this file system nor that one is mounted. */
	assert_int_equal(cache_directory_path(&report, EXT4, root, path), strlen("ext4 8:1"));
	assert_string_equal(path, "ext4 8:1");
	cache_directory_path(&report, TMPFS, CACHE_NONE, path);
	assert_string_equal(path, "tmpfs 0:22");
	cache_directory_path(&report, EXT4, below_lost, path);
	assert_string_equal(path, "ext4 8:1:/?/?");
	drop(&report);
}

static void the_longest_path_that_fits_is_whole(void **state)
{
	struct cache_directory directories[1];
	struct cache_file files[1];
	struct cache_report report = { .superblocks = superblocks,
		.superblock_count = 3,
		.directories = directories,
		.files = files };
	char path[CACHE_PATH], name[4092];

	(void)state;
	add_directory(&report, CACHE_NONE, "/", EXT4, true);
	memset(name, 'x', sizeof(name));
	name[4091] = '\0';
	cache_file_path(&report, add_file(&report, 0, name, EXT4, 1), path);
	assert_string_equal(path, "ext4 8:1:...");
	name[4090] = '\0';
	report.file_count = 0;
	assert_int_equal(cache_file_path(&report, add_file(&report, 0, name, EXT4, 1), path),
		strlen("ext4 8:1:/") + 4090);
	assert_string_equal(path + strlen("ext4 8:1:/"), name);
	report.file_count = 0;
	assert_int_equal(cache_file_path(&report, add_file(&report, 0, NULL, EXT4, 1), path), 0);
	assert_string_equal(path, "");
	drop(&report);
}

static void a_root_without_a_path_is_no_mount(void **state)
{
	struct cache_directory directories[3];
	struct cache_report report = { .superblocks = superblocks,
		.superblock_count = 3,
		.directories = directories };

	(void)state;
	add_directory(&report, CACHE_NONE, "lost", EXT4, false);
	assert_int_equal(cache_report_take_root(&report, 0), STATUS_OK);
	assert_int_equal(report.mount_count, 0);
	add_directory(&report, CACHE_NONE, "/", EXT4, true);
	add_directory(&report, 1, "jail", EXT4, true);
	assert_int_equal(cache_report_take_root(&report, 1), STATUS_OK);
	assert_int_equal(cache_report_take_root(&report, 2), STATUS_OK);
	assert_int_equal(report.mount_count, 2);
	assert_string_equal(report.mounts[0].root, "/");
	assert_string_equal(report.mounts[1].root, "/jail");
	assert_string_equal(report.mounts[1].point, "/");
	assert_int_equal(report.mounts[1].major, 8);
	assert_int_equal(report.mounts[1].minor, 1);
	drop(&report);
}

/* ---- what is asked for ---- */

/* Files by their inodes, as a number with a digit for each that is left. */
static unsigned left_of(struct cache_target target)
{
	struct cache_directory directories[4];
	struct cache_file files[6];
	struct cache_superblock own[] = {
		{ .major = 8, .minor = 1, .rest_bytes = 1, .rest_files = 2 }
	};
	struct cache_report report = { .superblocks = own,
		.superblock_count = 1,
		.directories = directories,
		.files = files };
	unsigned left = 0;

	assert_int_equal(
		cache_report_take_mounts(&report, text_of_string("1 1 8:1 / / rw - ext4 a rw\n")),
		STATUS_OK);
	add_directory(&report, CACHE_NONE, "/", 0, true);
	add_directory(&report, 0, "a", 0, true);
	add_directory(&report, 1, "b", 0, true);
	add_directory(&report, CACHE_NONE, "lost", 0, false);
	add_file(&report, 0, "a.txt", 0, 1);
	add_file(&report, 1, "one", 0, 1);
	add_file(&report, 2, "two", 0, 1);
	add_file(&report, 3, "three", 0, 1);
	add_file(&report, CACHE_NONE, NULL, 0, 1);
	add_file(&report, 1, "on", 0, 1);
	assert_int_equal(cache_report_keep_below(&report, &(struct cache_below){ &target, 1 }),
		STATUS_OK);
	for (size_t i = 0; i < report.file_count; i++)
		left = 10 * left + (unsigned)files[i].inode;
	assert_true(report.is_part);
	assert_int_equal(own[0].rest_bytes + own[0].rest_files, 0);
	drop(&report);
	return left;
}

static void a_target_keeps_what_lies_below_it(void **state)
{
	(void)state;
	assert_int_equal(left_of((struct cache_target){ .path = (char *)"/a" }), 236);
	assert_int_equal(left_of((struct cache_target){ .path = (char *)"/a/" }), 236);
	assert_int_equal(left_of((struct cache_target){ .path = (char *)"/a/b" }), 3);
	assert_int_equal(left_of((struct cache_target){ .path = (char *)"/a/on" }), 6);
	/* What has no path lies below no path, but where the kernel has it. */
	assert_int_equal(left_of((struct cache_target){ .path = (char *)"" }), 1236);
	assert_int_equal(left_of((struct cache_target){ .path = (char *)"/x", .dentry = 64 }),
		1236);
	assert_int_equal(left_of((struct cache_target){ .path = (char *)"/x", .dentry = 128 }),
		236);
	assert_int_equal(left_of((struct cache_target){ .path = (char *)"/x", .dentry = 256 }), 4);
	assert_int_equal(left_of((struct cache_target){ .path = (char *)"/x", .inode = 5 }), 5);
	assert_int_equal(left_of((struct cache_target){ .dentry = 64, .inode = 5 }), 0);
}

/* In two file systems; what lies in the other one, or by chance at the same address, is none of it. */
static void a_target_on_an_overlay_keeps_what_its_layers_have(void **state)
{
	struct cache_layer layers[] = { { .inode = 5, .dentry = 128 },
		{ .inode = 1, .dentry = 9 } };
	struct cache_target target = { .path = (char *)"/x", .layers = layers, .layer_count = 2 };

	(void)state;
	assert_int_equal(left_of(target), 12356);
	layers[0].superblock = 7;
	assert_int_equal(left_of(target), 15);
	assert_true(cache_target_has(&target, 1));
	assert_false(cache_target_has(&target, 2));
	assert_false(cache_target_has(&target, 0));
}

static void each_file_has_those_that_hold_it(void **state)
{
	struct cache_holder holders[] = { { .file = 1, .pid = 5 }, { .file = 3, .pid = 6 },
		{ .file = 3, .pid = 7 }, { .file = 4, .pid = 8 } };
	static const size_t counts[] = { 0, 1, 0, 2, 1, 0 };
	struct cache_report report = { .holders = holders, .holder_count = COUNT_OF(holders) };
	const struct cache_holder *next = holders;
	size_t count;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(counts); i++) {
		const struct cache_holder *first = cache_file_holders(&report, i, &count);

		assert_int_equal(count, counts[i]);
		assert_ptr_equal(first, count ? next : NULL);
		next += count;
	}
}

static void names_take_no_more_than_they_may(void **state)
{
	struct cache_report report = { .names = { .length = (64 << 20) - 1 } };

	(void)state;
	assert_int_equal(cache_report_keep_name(&report, "ab"), CACHE_NONE);
	assert_int_equal(report.names.length, (64 << 20) - 1);
}

/* ---- files that are not kept one by one ---- */

enum { CUT_FILES = 500 };

/* Directories: the root, one in it, and one that lost its name; page_bytes is 10. */
static void make_many(struct cache_report *report, struct cache_superblock *own,
	struct cache_directory *directories, struct cache_file *files, uint64_t most_pages,
	uint64_t *seed)
{
	*report = (struct cache_report){ .superblocks = own,
		.superblock_count = KINDS,
		.directories = directories,
		.files = files,
		.page_bytes = 10 };
	memset(own, 0, KINDS * sizeof(*own));
	for (int i = 0; i < KINDS; i++)
		own[i].content = made_superblocks[i].content;
	own[EXT4].major = 8;
	own[EXT4].minor = 1;
	assert_int_equal(
		cache_report_take_mounts(report, text_of_string("1 1 8:1 / / rw - ext4 a rw\n")),
		STATUS_OK);
	add_directory(report, CACHE_NONE, "/", EXT4, true);
	add_directory(report, 0, "sub", EXT4, true);
	add_directory(report, CACHE_NONE, "lost", EXT4, false);
	for (size_t i = 0; i < CUT_FILES; i++) {
		uint32_t kind = (uint32_t)random_below(seed, KINDS);
		uint32_t directory = kind == EXT4 ? (uint32_t)random_below(seed, 3) : CACHE_NONE;
		struct cache_file *file =
			add_file(report, directory, random_below(seed, 4) ? "name" : NULL, kind,
				10 * (1 + random_below(seed, most_pages)));

		file->deleted = random_below(seed, 5) == 0;
		file->name_dropped = kind == EXT4 && file->name == CACHE_NONE && !file->deleted;
	}
}

static uint64_t sum_of_largest(const struct cache_report *report, size_t count)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i < count; i++)
		bytes += report->files[i].cached_bytes;
	return bytes;
}

/* Of few pages most are equal; those of a thousand and more are told apart, too. */
static void a_cut_keeps_the_largest_and_all_sums(void **state)
{
	static const uint64_t most_pages[] = { 1, 2, 40, 3000 };
	static const struct cache_below everything = { NULL, 0 };
	uint64_t seed = 7;

	(void)state;
	for (size_t round = 0; round < 40; round++) {
		struct cache_superblock own[KINDS];
		struct cache_directory directories[3];
		struct cache_file files[CUT_FILES];
		struct cache_report report;
		struct cache_sums before, after;
		size_t most = (size_t)random_below(&seed, CUT_FILES + 20);
		uint64_t largest;

		make_many(&report, own, directories, files, most_pages[round % 4], &seed);
		before = cache_report_sums(&report);
		cache_report_sort(&report);
		largest = sum_of_largest(&report, most < CUT_FILES ? most : CUT_FILES);
		cache_report_cut(&report, most, &everything);
		after = cache_report_sums(&report);
		assert_int_equal(report.file_count, most < CUT_FILES ? most : CUT_FILES);
		assert_int_equal(sum_of_largest(&report, report.file_count), largest);
		assert_int_equal(after.files, before.files);
		assert_int_equal(after.cached, before.cached);
		assert_int_equal(after.shmem, before.shmem);
		assert_int_equal(after.buffers, before.buffers);
		assert_int_equal(after.deleted, before.deleted);
		assert_int_equal(after.dropped, before.dropped);
		assert_int_equal(after.dropped_files, before.dropped_files);
		/* Those that stand alone have no directory that would have their name. */
		assert_true(after.named <= before.named);
		drop(&report);
	}
}

/* What is asked for by name stays, as small as it is; so do the sums of directories that are asked for. */
static void a_cut_keeps_what_is_asked_for(void **state)
{
	struct cache_superblock own[KINDS];
	struct cache_directory directories[3];
	struct cache_file files[CUT_FILES];
	struct cache_report report;
	struct cache_target targets[] = { { .path = (char *)"/x", .inode = 77 },
		{ .path = (char *)"/sub" } };
	const struct cache_below asked = { targets, COUNT_OF(targets) };
	uint64_t seed = 3, in_sub = 0;

	(void)state;
	make_many(&report, own, directories, files, 30, &seed);
	files[76].cached_bytes = 0;
	files[76].directory = CACHE_NONE;
	for (size_t i = 0; i < CUT_FILES; i++)
		in_sub += files[i].directory == 1 && files[i].name != CACHE_NONE;
	own[EXT4].address = targets[1].superblock = 5;
	own[TMPFS].address = 6;
	cache_report_cut(&report, 10, &asked);
	assert_true(own[EXT4].rest_dropped_files > 0);
	assert_int_equal(report.file_count, 11);
	assert_int_equal(cache_report_keep_below(&report, &asked), STATUS_OK);
	for (size_t i = 0; i < report.file_count; i++)
		in_sub -= files[i].directory == 1;
	for (size_t i = 0; i < KINDS; i++)
		assert_int_equal(own[i].rest_dropped_files > 0, i == EXT4);
	assert_int_equal(directories[0].rest_files, 0);
	assert_int_equal(directories[1].rest_files, in_sub);
	assert_int_equal(directories[2].rest_files, 0);
	assert_true(in_sub > 20);
	assert_int_equal(cache_report_sums(&report).files, report.file_count + in_sub);
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
		cmocka_unit_test(sums_are_those_of_each_kind),
		cmocka_unit_test(the_most_cached_file_comes_first),
		cmocka_unit_test(a_mount_shows_what_lies_below_its_root),
		cmocka_unit_test(a_directory_has_its_path_and_a_root_that_of_its_mount),
		cmocka_unit_test(the_longest_path_that_fits_is_whole),
		cmocka_unit_test(a_root_without_a_path_is_no_mount),
		cmocka_unit_test(a_target_keeps_what_lies_below_it),
		cmocka_unit_test(a_target_on_an_overlay_keeps_what_its_layers_have),
		cmocka_unit_test(each_file_has_those_that_hold_it),
		cmocka_unit_test(names_take_no_more_than_they_may),
		cmocka_unit_test(a_cut_keeps_the_largest_and_all_sums),
		cmocka_unit_test(a_cut_keeps_what_is_asked_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
