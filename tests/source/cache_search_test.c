/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The search for names that the kernel dropped: what is wanted, what a tree of directories has, what a report gets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/macros.h"
#include "source/names/directories.h"
#include "source/names/search.h"
#include "support/pass_over.h"

/* ---- a report that is made up ---- */

enum { SMALL, LARGE, TMPFS, SUPERBLOCKS };

static const char mountinfo[] = "22 1 8:2 /sub /srv/sub rw - ext4 /dev/sdb rw\n"
				"23 1 8:2 / /srv rw - ext4 /dev/sdb rw\n"
				"24 1 8:1 / / rw - ext4 /dev/sda rw\n";

static void make(struct cache_report *report)
{
	*report = (struct cache_report){ .method = KERNEL_BY_BPF, .page_bytes = 4096 };
	report->superblocks = calloc(SUPERBLOCKS, sizeof(*report->superblocks));
	report->files = calloc(16, sizeof(*report->files));
	report->directories = calloc(1, sizeof(*report->directories));
	assert_true(report->superblocks && report->files && report->directories);
	report->directory_room = 1;
	report->superblock_count = SUPERBLOCKS;
	report->superblocks[SMALL] =
		(struct cache_superblock){ .address = 64, .major = 8, .minor = 1, .type = "ext4" };
	report->superblocks[LARGE] =
		(struct cache_superblock){ .address = 128, .major = 8, .minor = 2, .type = "ext4" };
	report->superblocks[TMPFS].content = CACHE_OF_TMPFS;
	report->directories[report->directory_count++] = (struct cache_directory){ .dentry = 640,
		.parent = CACHE_NONE,
		.name = cache_report_keep_name(report, "/"),
		.superblock = LARGE,
		.known = true };
	assert_int_equal(cache_report_take_mounts(report, text_of_string(mountinfo)), STATUS_OK);
}

static struct cache_file *lose(struct cache_report *report, uint32_t superblock, uint64_t number,
	uint64_t bytes)
{
	struct cache_file *file = &report->files[report->file_count++];

	*file = (struct cache_file){ .inode = 1000 + report->file_count,
		.number = number,
		.cached_bytes = bytes,
		.superblock = superblock,
		.directory = CACHE_NONE,
		.name = CACHE_NONE,
		.name_dropped = true };
	return file;
}

static void what_is_wanted_is_listed_by_file_system(void **state)
{
	struct cache_target target = { .path = (char *)"/srv/sub", .superblock = 128 };
	const struct cache_below everything = { NULL, 0 }, asked = { &target, 1 };
	struct cache_search search;
	struct cache_report report;

	(void)state;
	make(&report);
	lose(&report, LARGE, 9, 5);
	lose(&report, SMALL, 3, 8);
	lose(&report, LARGE, 4, 6);
	lose(&report, TMPFS, 4, 6)->name_dropped = false;
	report.superblocks[SMALL].rest_dropped_files = 2;
	report.superblocks[SMALL].rest_dropped_bytes = 70;
	assert_int_equal(cache_search_plan(&search, &report, &everything), STATUS_OK);
	assert_int_equal(search.count, 2);
	assert_int_equal(search.places[0].minor, 2);
	assert_string_equal(search.places[0].type, "ext4");
	assert_int_equal(search.places[0].bytes, 11);
	assert_int_equal(search.places[0].count, 2);
	assert_int_equal(search.places[0].wanted[0].number, 4);
	assert_int_equal(search.places[0].mount_count, 2);
	assert_string_equal(search.places[0].mounts[0].point, "/srv");
	assert_int_equal(search.places[0].mounts[0].id, 23);
	assert_int_equal(search.places[1].count, 1);
	assert_int_equal(search.rest_files, 2);
	assert_int_equal(search.rest_bytes, 70);
	cache_search_free(&search);
	assert_int_equal(cache_search_plan(&search, &report, &asked), STATUS_OK);
	assert_int_equal(search.count, 1);
	assert_int_equal(search.places[0].minor, 2);
	assert_int_equal(search.rest_files, 0);
	cache_search_free(&search);
	/* What is mounted below what is asked for belongs to it. */
	target = (struct cache_target){ .path = (char *)"", .superblock = 64 };
	assert_int_equal(cache_search_plan(&search, &report, &asked), STATUS_OK);
	assert_int_equal(search.count, 2);
	cache_search_free(&search);
	cache_report_free(&report);
}

/* Two subvolumes have files of one number, and a number may be another file's by now. */
static void only_the_same_inode_counts(void **state)
{
	struct cache_wanted wanted[] = { { 5, 100, 10, false }, { 7, 101, 20, false },
		{ 7, 102, 30, false }, { 9, 103, 40, false } };
	struct cache_search_place place = { .wanted = wanted, .count = COUNT_OF(wanted) };

	(void)state;
	assert_ptr_equal(cache_search_wanted(&place, 7), &wanted[1]);
	assert_null(cache_search_wanted(&place, 6));
	assert_null(cache_search_wanted(&place, 10));
	assert_false(cache_search_confirm(&place, 7, 100));
	assert_false(cache_search_confirm(&place, 7, 0));
	assert_false(cache_search_confirm(&place, 6, 101));
	assert_true(cache_search_confirm(&place, 7, 102));
	assert_false(cache_search_confirm(&place, 7, 102));
	assert_true(cache_search_confirm(&place, 7, 101));
	assert_int_equal(place.found, 2);
	assert_int_equal(place.found_bytes, 50);
}

/* ---- names in a report ---- */

static void keep(struct cache_names *names, uint64_t inode, uint64_t number, const char *path)
{
	const struct cache_name name = { .inode = inode, .number = number, .major = 8, .minor = 2 };

	assert_int_equal(cache_names_keep(names, &name, path), STATUS_OK);
}

static const char *path_of(const struct cache_report *report, size_t file,
	char path[static CACHE_PATH])
{
	cache_file_path(report, &report->files[file], path);
	return path;
}

static void found_names_stand_among_those_of_the_kernel(void **state)
{
	struct cache_names names = { .rows = NULL };
	struct cache_report report;
	struct cache_sums sums;
	char path[CACHE_PATH];

	(void)state;
	make(&report);
	for (uint64_t i = 0; i < 5; i++)
		lose(&report, LARGE, i, 10);
	lose(&report, SMALL, 9, 10);
	/* The kernel has a name for this one. */
	report.files[4].name = cache_report_keep_name(&report, "own");
	report.files[4].directory = 0;
	report.files[4].name_dropped = false;
	keep(&names, 1001, 0, "/a/b/x");
	keep(&names, 1002, 1, "/a/b/two\nlines");
	keep(&names, 1003, 2, "/top");
	keep(&names, 1004, 99, "/another/inode");
	keep(&names, 1005, 4, "/a/other");
	keep(&names, 1006, 9, "/another/file/system");
	assert_int_equal(cache_names_apply(&names, &report), STATUS_OK);
	assert_string_equal(path_of(&report, 0, path), "/srv/a/b/x");
	assert_string_equal(path_of(&report, 1, path), "/srv/a/b/two\nlines");
	assert_string_equal(path_of(&report, 2, path), "/srv/top");
	assert_string_equal(path_of(&report, 3, path), "");
	assert_string_equal(path_of(&report, 4, path), "/srv/own");
	assert_string_equal(path_of(&report, 5, path), "");
	assert_true(report.files[0].name_found && !report.files[0].name_dropped);
	/* /a and /a/b, once each, below the root that was there; folding knows them by odd numbers. */
	assert_int_equal(report.directory_count, 3);
	assert_int_equal(report.files[2].directory, 0);
	assert_int_equal(report.files[0].directory, report.files[1].directory);
	assert_int_equal(report.directories[1].dentry & report.directories[2].dentry & 1, 1);
	assert_int_not_equal(report.directories[1].dentry, report.directories[2].dentry);
	sums = cache_report_sums(&report);
	assert_int_equal(sums.found, 30);
	assert_int_equal(sums.found_files, 3);
	assert_int_equal(sums.dropped_files, 2);
	cache_names_free(&names);
	cache_report_free(&report);
}

/* More directories than the report has room for at first. */
/* Directories that are added are told apart by their file system, by what they lie in, and by their names. */
static void added_directories_are_told_apart(void **state)
{
	struct cache_names names = { .rows = NULL };
	struct cache_report report;

	(void)state;
	make(&report);
	for (uint64_t i = 0; i < 3; i++)
		lose(&report, LARGE, i, 10);
	lose(&report, SMALL, 3, 10)->inode = 1004;
	keep(&names, 1001, 0, "/a/x");
	keep(&names, 1002, 1, "/b/x");
	keep(&names, 1003, 2, "/b/a/x");
	assert_int_equal(
		cache_names_keep(&names,
			&(struct cache_name){ .inode = 1004, .number = 3, .major = 8, .minor = 1 },
			"/a/x"),
		STATUS_OK);
	assert_int_equal(cache_names_apply(&names, &report), STATUS_OK);
	/* The root of one was there; /a, /b, /b/a, and the other's root and /a. */
	assert_int_equal(report.directory_count, 6);
	for (size_t i = 0; i < report.directory_count; i++)
		for (size_t j = 0; j < i; j++)
			assert_int_not_equal(report.directories[i].dentry,
				report.directories[j].dentry);
	cache_names_free(&names);
	cache_report_free(&report);
}

static void many_names_are_found_again(void **state)
{
	enum { MANY = 5000 };
	struct cache_names names = { .rows = NULL };
	struct cache_report report;
	char path[CACHE_PATH], wanted[64];

	(void)state;
	make(&report);
	free(report.files);
	report.files = calloc(MANY, sizeof(*report.files));
	assert_non_null(report.files);
	for (uint64_t i = 0; i < MANY; i++) {
		lose(&report, LARGE, i, 10)->inode = MANY - i;
		snprintf(wanted, sizeof(wanted), "/d%d/e%d/f%d", (int)(i % 7), (int)(i % 1009),
			(int)i);
		keep(&names, MANY - i, i, wanted);
	}
	assert_int_equal(cache_names_apply(&names, &report), STATUS_OK);
	for (size_t i = 0; i < MANY; i++) {
		snprintf(wanted, sizeof(wanted), "/srv/d%d/e%d/f%d", (int)(i % 7), (int)(i % 1009),
			(int)i);
		assert_string_equal(path_of(&report, i, path), wanted);
	}
	/* The root, d0 to d6, and below them each pair that there is: 5,000 of them, all different. */
	assert_int_equal(report.directory_count, 1 + 7 + MANY);
	cache_names_free(&names);
	cache_report_free(&report);
}

static void newer_names_replace_older_ones(void **state)
{
	struct cache_names names = { .rows = NULL }, newer = { .rows = NULL };
	struct cache_report report;
	char path[CACHE_PATH];

	(void)state;
	make(&report);
	for (uint64_t i = 0; i < 3; i++)
		lose(&report, LARGE, i, 10);
	keep(&names, 1001, 0, "/old");
	keep(&names, 1002, 1, "/stays");
	keep(&newer, 1003, 2, "/new");
	keep(&newer, 1001, 0, "/moved");
	assert_int_equal(cache_names_merge(&names, &newer), STATUS_OK);
	assert_int_equal(names.count, 3);
	assert_int_equal(cache_names_apply(&names, &report), STATUS_OK);
	assert_string_equal(path_of(&report, 0, path), "/srv/moved");
	assert_string_equal(path_of(&report, 1, path), "/srv/stays");
	assert_string_equal(path_of(&report, 2, path), "/srv/new");
	cache_names_free(&names);
	cache_names_free(&newer);
	cache_report_free(&report);
}

/* What was renamed meanwhile has its old name no more, and what was not keeps it. */
static void a_name_that_the_kernel_has_otherwise_is_forgotten(void **state)
{
	struct cache_names names = { .rows = NULL };
	struct cache_report report;
	char path[CACHE_PATH];

	(void)state;
	make(&report);
	lose(&report, LARGE, 0, 10);
	lose(&report, LARGE, 1, 10);
	keep(&names, 1001, 0, "/moved");
	keep(&names, 1002, 1, "/stays");
	for (size_t i = 0; i < 2; i++) {
		report.files[i].directory = 0;
		report.files[i].name_dropped = false;
		report.files[i].name = cache_report_keep_name(&report, i ? "stays" : "new");
	}
	assert_int_equal(cache_names_apply(&names, &report), STATUS_OK);
	assert_string_equal(path_of(&report, 0, path), "/srv/new");
	for (size_t i = 0; i < 2; i++) {
		report.files[i].name = CACHE_NONE;
		report.files[i].name_dropped = true;
	}
	assert_int_equal(cache_names_apply(&names, &report), STATUS_OK);
	assert_string_equal(path_of(&report, 0, path), "");
	assert_string_equal(path_of(&report, 1, path), "/srv/stays");
	cache_names_free(&names);
	cache_report_free(&report);
}

/* ---- a tree of directories ---- */

#define NAMES_MOST 16

struct tree {
	char point[64];
	struct cache_mount mount;
	struct cache_search_place place;
	struct cache_wanted wanted[NAMES_MOST];
	char said[NAMES_MOST][64]; /* candidates */
	size_t count, wrong, turns, turns_most;
};

static const char *in(const struct tree *tree, const char *name)
{
	static char path[256];

	snprintf(path, sizeof(path), "%s/%s", tree->point, name);
	return path;
}

static void put_directory(const struct tree *tree, const char *name)
{
	assert_int_equal(mkdir(in(tree, name), 0700), 0);
}

static void put_file(const struct tree *tree, const char *name)
{
	int file = open(in(tree, name), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	assert_true(file >= 0);
	close(file);
}

static int by_number(const void *a, const void *b)
{
	const struct cache_wanted *one = a, *other = b;

	return COMPARE(one->number, other->number);
}

static void want(struct tree *tree, const char *name)
{
	struct cache_search_place *place = &tree->place;
	struct stat about;

	assert_int_equal(lstat(in(tree, name), &about), 0);
	tree->wanted[place->count++] = (struct cache_wanted){ .number = about.st_ino,
		.inode = about.st_ino,
		.bytes = 4096 };
	qsort(tree->wanted, place->count, sizeof(*tree->wanted), by_number);
}

static void make_tree(struct tree *tree)
{
	*tree = (struct tree){ .turns_most = SIZE_MAX };
	snprintf(tree->point, sizeof(tree->point), "memtop-names.XXXXXX");
	assert_non_null(mkdtemp(tree->point));
	tree->mount = (struct cache_mount){ .id = CACHE_NO_MOUNT,
		.root = (char *)"/in",
		.point = tree->point };
	tree->place = (struct cache_search_place){ .wanted = tree->wanted,
		.mounts = &tree->mount,
		.mount_count = 1 };
	put_directory(tree, "a");
	put_directory(tree, "a/b");
	put_directory(tree, "c");
	put_file(tree, "a/b/one");
	put_file(tree, "a/b/two\nlines\033\377");
	put_file(tree, "top");
	assert_int_equal(symlink("../top", in(tree, "c/link")), 0);
}

static void remove_tree(const struct tree *tree)
{
	static const char *const names[] = { "c/link", "c/linked", "top", "a/b/two\nlines\033\377",
		"a/b/one", "c", "a/b", "a", "" };

	for (size_t i = 0; i < COUNT_OF(names); i++)
		(void)remove(in(tree, names[i]));
}

static bool hear(void *context, uint64_t number, const char *path, int descriptor)
{
	struct tree *tree = context;
	struct stat about;

	assert_in_range(tree->count, 0, NAMES_MOST - 1);
	assert_int_equal(fcntl(descriptor, F_GETFL) & O_PATH, O_PATH);
	assert_int_equal(fstat(descriptor, &about), 0);
	tree->wrong += about.st_ino != number;
	snprintf(tree->said[tree->count++], sizeof(*tree->said), "%s", path);
	return true;
}

static bool count_turns(void *context, const struct cache_search_counts *counts)
{
	struct tree *tree = context;

	assert_true(counts->read > 0);
	return ++tree->turns < tree->turns_most;
}

static enum cache_search_end read_tree(struct tree *tree)
{
	const struct directories_listener listener = { tree, hear, count_turns };

	return directories_read(&tree->place, &listener);
}

static bool is_said(const struct tree *tree, const char *path)
{
	for (size_t i = 0; i < tree->count; i++)
		if (strcmp(tree->said[i], path) == 0)
			return true;
	return false;
}

static void each_name_of_a_wanted_number_is_told(void **state)
{
	struct tree tree;

	(void)state;
	make_tree(&tree);
	assert_int_equal(link(in(&tree, "top"), "memtop-names-linked"), 0);
	assert_int_equal(rename("memtop-names-linked", in(&tree, "c/linked")), 0);
	want(&tree, "a/b/one");
	want(&tree, "a/b/two\nlines\033\377");
	want(&tree, "top");
	want(&tree, "c/link");
	want(&tree, "a/b");
	assert_int_equal(read_tree(&tree), CACHE_SEARCH_READ);
	assert_int_equal(tree.count, 6);
	assert_int_equal(tree.wrong, 0);
	assert_true(is_said(&tree, "/in/a/b/one") && is_said(&tree, "/in/top") &&
		    is_said(&tree, "/in/c/linked") && is_said(&tree, "/in/c/link") &&
		    is_said(&tree, "/in/a/b") && is_said(&tree, "/in/a/b/two\nlines\033\377"));
	assert_int_equal(tree.place.counts.read, 4);
	assert_int_equal(tree.turns, 4);
	assert_int_equal(tree.place.counts.denied + tree.place.counts.hidden +
				 tree.place.counts.left_out,
		0);
	remove_tree(&tree);
}

static void a_caller_that_has_enough_is_told_no_more(void **state)
{
	struct tree tree;

	(void)state;
	make_tree(&tree);
	tree.turns_most = 2;
	assert_int_equal(read_tree(&tree), CACHE_SEARCH_STOPPED);
	assert_int_equal(tree.place.counts.read, 2);
	tree.mount.point[0] = '!';
	assert_int_equal(read_tree(&tree), CACHE_SEARCH_NOT_MOUNTED);
	tree.mount.point[0] = 'm';
	/* No mount of this process has that number. */
	tree.mount.id = UINT64_MAX - 1;
	assert_int_equal(read_tree(&tree), CACHE_SEARCH_NOT_MOUNTED);
	remove_tree(&tree);
}

/* ---- with a child ---- */

static const atomic_bool never;

static uint64_t number_at(void *context, int descriptor)
{
	struct stat about;

	(*(size_t *)context)++;
	return fstat(descriptor, &about) == 0 ? about.st_ino : 0;
}

static void no_progress(void *context, const struct cache_search_place *place)
{
	(void)context;
	(void)place;
}

static uint64_t in_an_hour(void)
{
	return clock_now_ns(CLOCK_MONOTONIC) + 3600 * NS_PER_SECOND;
}

static void a_child_finds_what_is_wanted_and_no_more(void **state)
{
	size_t asked = 0;
	struct names_request request = { .cancelled = &never,
		.until_ns = in_an_hour(),
		.context = &asked,
		.inode_of = number_at,
		.progress = no_progress };
	struct cache_names names = { .rows = NULL };
	struct tree tree;

	(void)state;
	make_tree(&tree);
	want(&tree, "a/b/one");
	want(&tree, "top");
	assert_int_equal(names_search(&tree.place, &names, &request), STATUS_OK);
	assert_int_equal(tree.place.end, CACHE_SEARCH_FOUND);
	assert_int_equal(names.count, 2);
	assert_int_equal(asked, 2);
	assert_int_equal(tree.place.found_bytes, 8192);
	/* One that is another inode by now is not found, wherever its number stands. */
	tree.place.end = CACHE_SEARCH_NONE;
	tree.place.found = 0;
	tree.place.counts = (struct cache_search_counts){ .read = 0 };
	tree.wanted[0].is_found = tree.wanted[1].is_found = false;
	tree.wanted[1].inode++;
	assert_int_equal(names_search(&tree.place, &names, &request), STATUS_OK);
	assert_int_equal(tree.place.end, CACHE_SEARCH_READ);
	assert_int_equal(tree.place.found, 1);
	assert_int_equal(tree.place.counts.read, 4);
	cache_names_free(&names);
	remove_tree(&tree);
}

/* A FUSE mount whose server never answers, in a mount namespace of this process. */
static int mount_dead(const char *point)
{
	int device = open("/dev/fuse", O_RDWR | O_CLOEXEC);
	char options[96];

	snprintf(options, sizeof(options), "fd=%d,rootmode=40000,user_id=0,group_id=0", device);
	if (device >= 0 && unshare(CLONE_NEWNS) == 0 &&
		mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
		mount("memtop", point, "fuse", 0, options) == 0)
		return device;
	if (device >= 0)
		close(device);
	return -1;
}

static void a_file_system_that_does_not_answer_is_left_behind(void **state)
{
	size_t asked = 0;
	const struct names_request request = { .cancelled = &never,
		.until_ns = in_an_hour(),
		.context = &asked,
		.inode_of = number_at,
		.progress = no_progress };
	struct cache_names names = { .rows = NULL };
	struct tree tree;
	int device;

	(void)state;
	make_tree(&tree);
	want(&tree, "top");
	device = mount_dead(in(&tree, "c"));
	if (device < 0) {
		remove_tree(&tree);
		PASS_OVER("no FUSE file system can be mounted here");
	}
	/* Below a mount there is no search. */
	assert_int_equal(names_search(&tree.place, &names, &request), STATUS_OK);
	assert_int_equal(tree.place.end, CACHE_SEARCH_FOUND);
	memcpy(tree.point + strlen(tree.point), "/c", sizeof("/c"));
	tree.place.end = CACHE_SEARCH_NONE;
	tree.place.found = 0;
	tree.wanted[0].is_found = false;
	assert_int_equal(names_search(&tree.place, &names, &request), STATUS_OK);
	assert_int_equal(tree.place.end, CACHE_SEARCH_UNANSWERED);
	close(device);
	umount2(tree.point, MNT_DETACH);
	tree.point[strlen(tree.point) - 2] = '\0';
	cache_names_free(&names);
	remove_tree(&tree);
}

static void a_search_may_not_begin(void **state)
{
	static const atomic_bool at_once = true;
	struct names_request request = { .cancelled = &at_once,
		.until_ns = in_an_hour(),
		.inode_of = number_at,
		.progress = no_progress };
	struct cache_names names = { .rows = NULL };
	struct cache_search_place place = { .count = 1 };

	(void)state;
	assert_int_equal(names_search(&place, &names, &request), STATUS_OK);
	assert_int_equal(place.end, CACHE_SEARCH_STOPPED);
	request.cancelled = &never;
	place.end = CACHE_SEARCH_NONE;
	assert_int_equal(names_search(&place, &names, &request), STATUS_OK);
	assert_int_equal(place.end, CACHE_SEARCH_NOT_MOUNTED);
	request.until_ns = 0;
	place.end = CACHE_SEARCH_NONE;
	assert_int_equal(names_search(&place, &names, &request), STATUS_OK);
	assert_int_equal(place.end, CACHE_SEARCH_DEADLINE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_wanted_is_listed_by_file_system),
		cmocka_unit_test(only_the_same_inode_counts),
		cmocka_unit_test(found_names_stand_among_those_of_the_kernel),
		cmocka_unit_test(added_directories_are_told_apart),
		cmocka_unit_test(many_names_are_found_again),
		cmocka_unit_test(newer_names_replace_older_ones),
		cmocka_unit_test(a_name_that_the_kernel_has_otherwise_is_forgotten),
		cmocka_unit_test(each_name_of_a_wanted_number_is_told),
		cmocka_unit_test(a_caller_that_has_enough_is_told_no_more),
		cmocka_unit_test(a_child_finds_what_is_wanted_and_no_more),
		cmocka_unit_test(a_search_may_not_begin),
		cmocka_unit_test(a_file_system_that_does_not_answer_is_left_behind),
	};

	return cmocka_run_group_tests_name("kernel/cache_search", tests, NULL, NULL);
}
