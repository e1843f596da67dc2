/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The limit that holds for this program: cgroups of both versions, in a tree that the test makes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "source/system/cgroup_limit.h"
#include "support/made_tree.h"

#define MIB   ((uint64_t)1 << 20)
#define TOTAL (4096 * MIB)

struct cgroup_test {
	struct made_tree proc, mount;
	struct kernel_root root;
	struct cgroup_limit *finder;
	struct cgroup_use use;
};

static int set_up(void **state)
{
	struct cgroup_test *test = calloc(1, sizeof(*test));

	assert_non_null(test);
	tree_make(&test->proc);
	tree_make(&test->mount);
	assert_int_equal(kernel_root_open(&test->root, test->proc.path, "/sys"), STATUS_OK);
	test->finder = cgroup_limit_new(&test->root, 0);
	assert_non_null(test->finder);
	*state = test;
	return 0;
}

static int tear_down(void **state)
{
	struct cgroup_test *test = *state;

	cgroup_limit_free(test->finder);
	kernel_root_close(&test->root);
	tree_remove(&test->proc);
	tree_remove(&test->mount);
	free(test);
	return 0;
}

/* Mounts "the hierarchy" of that version, of which shown_root can be seen. */
static void mount_hierarchy(const struct cgroup_test *test, int version, const char *shown_root)
{
	char text[512];

	snprintf(text, sizeof(text),
		"22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw\n"
		"30 22 0:26 / /nowhere rw - cgroup cgroup rw,cpu,cpuacct\n"
		"31 22 0:27 %s %s rw,nosuid - %s\n",
		shown_root, test->mount.path,
		version == 1 ? "cgroup cgroup rw,memory" : "cgroup2 cgroup2 rw,nsdelegate");
	tree_write(&test->proc, "self/mountinfo", text);
}

static const struct cgroup_use *read_use(struct cgroup_test *test)
{
	cgroup_limit_read(test->finder, &test->use, TOTAL);
	return &test->use;
}

static void version_2_is_read(void **state)
{
	struct cgroup_test *test = *state;
	const struct cgroup_use *use;

	mount_hierarchy(test, 2, "/");
	tree_write(&test->proc, "self/cgroup", "0::/a/b\n");
	tree_write(&test->mount, "a/b/memory.max", "1073741824\n");
	tree_write(&test->mount, "a/b/memory.current", "104857600\n");
	tree_write(&test->mount, "a/b/memory.stat",
		"anon 52428800\nfile 41943040\ninactive_file 31457280\nactive_file 10485760\n");
	use = read_use(test);
	assert_int_equal(use->version, 2);
	assert_string_equal(use->path, "/a/b");
	assert_int_equal(use->limit.n, 1024 * MIB);
	assert_int_equal(use->usage.n, 100 * MIB);
	assert_int_equal(use->file.n, 40 * MIB);
	assert_string_equal(cgroup_limit_path(test->finder), "/a/b");
}

static void version_1_is_read(void **state)
{
	struct cgroup_test *test = *state;
	const struct cgroup_use *use;

	mount_hierarchy(test, 1, "/");
	tree_write(&test->proc, "self/cgroup",
		"5:cpu,cpuacct:/x\n4:memory:/docker/c0ffee\n1:name=systemd:/y\n0::/z\n");
	tree_write(&test->mount, "docker/c0ffee/memory.limit_in_bytes", "536870912\n");
	tree_write(&test->mount, "docker/c0ffee/memory.usage_in_bytes", "104857600\n");
	tree_write(&test->mount, "docker/c0ffee/memory.stat",
		"cache 1\nrss 2\ntotal_cache 41943040\ntotal_rss 4194304\ntotal_inactive_file 31457280\ntotal_active_file 10485760\n");
	use = read_use(test);
	assert_int_equal(use->version, 1);
	assert_string_equal(use->path, "/docker/c0ffee");
	assert_int_equal(use->limit.n, 512 * MIB);
	assert_int_equal(use->file.n, 40 * MIB);
}

static void the_lowest_limit_of_all_ancestors_counts(void **state)
{
	struct cgroup_test *test = *state;

	mount_hierarchy(test, 2, "/");
	tree_write(&test->proc, "self/cgroup", "0::/a/b/c\n");
	tree_write(&test->mount, "a/b/c/memory.max", "max\n");
	tree_write(&test->mount, "a/b/memory.max", "2147483648\n");
	tree_write(&test->mount, "a/memory.max", "1073741824\n");
	tree_write(&test->mount, "a/memory.current", "4096\n");
	assert_string_equal(read_use(test)->path, "/a");
	assert_int_equal(test->use.limit.n, 1024 * MIB);
	assert_int_equal(test->use.usage.n, 4096);
	assert_int_equal(test->use.file.state, VALUE_ABSENT);
	/* A limit is changed while memtop runs. */
	tree_write(&test->mount, "a/b/c/memory.max", "4194304\n");
	assert_string_equal(read_use(test)->path, "/a/b/c");
	assert_int_equal(test->use.usage.state, VALUE_ABSENT);
}

static void a_limit_above_the_machine_is_none(void **state)
{
	struct cgroup_test *test = *state;

	mount_hierarchy(test, 2, "/");
	tree_write(&test->proc, "self/cgroup", "0::/a\n");
	tree_write(&test->mount, "a/memory.max", "4294967296\n");
	assert_int_equal(read_use(test)->version, 0);
	tree_write(&test->mount, "a/memory.max", "4294967295\n");
	assert_int_equal(read_use(test)->version, 2);
	tree_write(&test->mount, "a/memory.max", "max\n");
	assert_int_equal(read_use(test)->version, 0);
	assert_int_equal(test->use.limit.state, VALUE_ABSENT);
}

static void version_1_says_no_limit_by_a_huge_one(void **state)
{
	struct cgroup_test *test = *state;

	mount_hierarchy(test, 1, "/");
	tree_write(&test->proc, "self/cgroup", "4:memory:/\n");
	tree_write(&test->mount, "memory.limit_in_bytes", "9223372036854771712\n");
	cgroup_limit_read(test->finder, &test->use, UINT64_MAX);
	assert_int_equal(test->use.version, 0);
}

/* Inside a container the mount shows only its own part, under the path it has outside. */
static void a_container_sees_its_own_part(void **state)
{
	struct cgroup_test *test = *state;

	mount_hierarchy(test, 1, "/docker/c0ffee");
	tree_write(&test->proc, "self/cgroup", "4:memory:/docker/c0ffee/job\n");
	tree_write(&test->mount, "memory.limit_in_bytes", "536870912\n");
	tree_write(&test->mount, "memory.usage_in_bytes", "1048576\n");
	tree_write(&test->mount, "job/memory.limit_in_bytes", "9223372036854771712\n");
	assert_string_equal(read_use(test)->path, "/");
	assert_int_equal(test->use.limit.n, 512 * MIB);
	tree_write(&test->mount, "job/memory.limit_in_bytes", "1048576\n");
	assert_string_equal(read_use(test)->path, "/job");
}

static void a_path_that_only_begins_alike_is_outside(void **state)
{
	struct cgroup_test *test = *state;

	mount_hierarchy(test, 2, "/docker/c0");
	tree_write(&test->proc, "self/cgroup", "0::/docker/c0ffee\n");
	tree_write(&test->mount, "memory.max", "1048576\n");
	tree_write(&test->mount, "ffee/memory.max", "4096\n");
	assert_string_equal(read_use(test)->path, "/");
	assert_int_equal(test->use.limit.n, MIB);
}

static void a_move_to_another_cgroup_is_seen(void **state)
{
	struct cgroup_test *test = *state;

	mount_hierarchy(test, 2, "/");
	tree_write(&test->mount, "a/memory.max", "1048576\n");
	tree_write(&test->mount, "b/memory.max", "2097152\n");
	tree_write(&test->proc, "self/cgroup", "0::/a\n");
	assert_int_equal(read_use(test)->limit.n, MIB);
	tree_write(&test->proc, "self/cgroup", "0::/b\n");
	assert_int_equal(read_use(test)->limit.n, 2 * MIB);
	tree_write(&test->proc, "self/cgroup", "0::/\n");
	assert_int_equal(read_use(test)->version, 0);
}

static void without_cgroups_there_is_no_limit(void **state)
{
	struct cgroup_test *test = *state;
	char path[PATH_MAX];

	assert_int_equal(read_use(test)->version, 0);
	tree_write(&test->proc, "self/cgroup", "0::/a\n");
	assert_int_equal(read_use(test)->version, 0);
	tree_write(&test->proc, "self/mountinfo", "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n");
	assert_int_equal(read_use(test)->version, 0);
	tree_write(&test->proc, "self/cgroup", "nonsense\n");
	assert_int_equal(read_use(test)->version, 0);
	/* A path as long as no cgroup's can be. */
	memset(path, 'x', sizeof(path));
	memcpy(path, "0::/", 4);
	path[sizeof(path) - 1] = '\0';
	tree_write(&test->proc, "self/cgroup", path);
	assert_int_equal(read_use(test)->version, 0);
}

static void a_limit_that_is_no_number_is_none(void **state)
{
	struct cgroup_test *test = *state;

	mount_hierarchy(test, 2, "/");
	tree_write(&test->proc, "self/cgroup", "0::/a\n");
	tree_write(&test->mount, "a/memory.max", "-1\n");
	assert_int_equal(read_use(test)->version, 0);
	tree_write(&test->mount, "a/memory.max", "");
	assert_int_equal(read_use(test)->version, 0);
}

static void the_mount_may_have_blanks(void **state)
{
	struct cgroup_test *test = *state;
	char text[256];

	tree_make_directory(&test->mount, "my cgroups");
	tree_write(&test->mount, "my cgroups/a/memory.max", "1048576\n");
	snprintf(text, sizeof(text), "31 22 0:27 / %s/my\\040cgroups rw - cgroup2 cgroup2 rw\n",
		test->mount.path);
	tree_write(&test->proc, "self/mountinfo", text);
	tree_write(&test->proc, "self/cgroup", "0::/a\n");
	assert_int_equal(read_use(test)->limit.n, MIB);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(version_2_is_read),
		TEST(version_1_is_read),
		TEST(the_lowest_limit_of_all_ancestors_counts),
		TEST(a_limit_above_the_machine_is_none),
		TEST(version_1_says_no_limit_by_a_huge_one),
		TEST(a_container_sees_its_own_part),
		TEST(a_path_that_only_begins_alike_is_outside),
		TEST(a_move_to_another_cgroup_is_seen),
		TEST(without_cgroups_there_is_no_limit),
		TEST(a_limit_that_is_no_number_is_none),
		TEST(the_mount_may_have_blanks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
