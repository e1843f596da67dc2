/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What counters of the kernel add to cgroups of version 1: in trees and by counters that the test makes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/macros.h"
#include "derive/cgroup/figures.h"
#include "source/cgroup/reader.h"
#include "support/assert_value.h"
#include "support/made_tree.h"

#define MIB  ((int64_t)1 << 20)
#define MOST 8

/* Counters that say what they are told to. */
struct made_counters {
	struct memcg_counts counts[MOST];
	size_t count, expected;
	enum status started, read;
	int readings, late;
	atomic_int freed; /* by the reader's thread, if that ends last */
};

struct slab_test {
	struct made_tree proc, mount;
	int proc_directory;
	struct made_counters made;
	struct cgroup_reader *reader;
	struct cgroups *cgroups;
};

static enum status start(void *context, size_t cgroups, size_t *kernel_bytes,
	struct kernel_refusal *refusal)
{
	struct made_counters *made = context;

	made->expected = cgroups;
	*kernel_bytes = 1000000;
	if (made->started == STATUS_REFUSED)
		refusal->kind = KERNEL_NO_RIGHTS;
	return made->started;
}

static int by_id(const void *a, const void *b)
{
	uint64_t left = ((const struct memcg_counts *)a)->id,
		 right = ((const struct memcg_counts *)b)->id;

	return (left > right) - (left < right);
}

static enum status read_made(void *context, const struct memcg_counts **counts, size_t *count)
{
	struct made_counters *made = context;

	made->readings++;
	if (made->late && --made->late == 0) /* what changed between comes to rest */
		made->counts[0].active_file -= 4096;
	qsort(made->counts, made->count, sizeof(*made->counts), by_id);
	*counts = made->counts;
	*count = made->count;
	return made->read;
}

static void free_made(void *context)
{
	atomic_fetch_add(&((struct made_counters *)context)->freed, 1);
}

static int set_up(void **state)
{
	struct slab_test *test = calloc(1, sizeof(*test));

	assert_non_null(test);
	tree_make(&test->proc);
	tree_make(&test->mount);
	test->proc_directory = open(test->proc.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_true(test->proc_directory >= 0);
	*state = test;
	return 0;
}

/* A child that waits for ever is ended by the runner of the tests. */
static void await_freed(const struct slab_test *test)
{
	while (atomic_load(&test->made.freed) == 0)
		sched_yield();
	assert_int_equal(test->made.freed, 1);
}

static int tear_down(void **state)
{
	struct slab_test *test = *state;

	cgroups_unref(test->cgroups);
	cgroup_reader_free(test->reader);
	if (test->reader)
		await_freed(test);
	close(test->proc_directory);
	tree_remove(&test->proc);
	tree_remove(&test->mount);
	free(test);
	return 0;
}

static void mount_hierarchy(const struct slab_test *test, int version, const char *shown_root)
{
	char text[512];

	snprintf(text, sizeof(text), "31 22 0:27 %s %s rw - %s\n", shown_root, test->mount.path,
		version == 1 ? "cgroup cgroup rw,memory" : "cgroup2 cgroup2 rw");
	tree_write(&test->proc, "self/mountinfo", text);
	tree_write(&test->proc, "cgroups",
		"#subsys_name\thierarchy\tnum_cgroups\tenabled\nmemory\t4\t41\t1\n");
	if (version == 2)
		tree_write(&test->mount, "cgroup.controllers", "memory\n");
	else
		tree_write(&test->mount, "cgroup.sane_behavior", "0\n");
}

/* One that uses 100 MiB: 40 anonymous, 20 and 10 of cache, 30 of the kernel. */
static void make_cgroup(struct slab_test *test, const char *path, int64_t slab)
{
	char name[128], text[256];
	struct stat stat;

	snprintf(name, sizeof(name), "%s/memory.usage_in_bytes", path);
	tree_write(&test->mount, name, "104857600\n");
	snprintf(name, sizeof(name), "%s/memory.kmem.usage_in_bytes", path);
	tree_write(&test->mount, name, "31457280\n");
	snprintf(name, sizeof(name), "%s/memory.stat", path);
	snprintf(text, sizeof(text),
		"total_cache 31457280\ntotal_rss 41943040\ntotal_shmem 0\n"
		"total_inactive_anon 41943040\ntotal_active_anon 8192\n"
		"total_inactive_file 20971520\ntotal_active_file 10485760\ntotal_unevictable 4096\n");
	tree_write(&test->mount, name, text);
	snprintf(name, sizeof(name), "%s/%s", test->mount.path, path);
	assert_int_equal(lstat(name, &stat), 0);
	test->made.counts[test->made.count++] = (struct memcg_counts){ .id = stat.st_ino,
		.inactive_anonymous = 40 * MIB,
		.active_anonymous = 8192,
		.inactive_file = 20 * MIB,
		.active_file = 10 * MIB,
		.unevictable = 4096,
		.slab_reclaimable = slab,
		.slab_unreclaimable = 1 * MIB };
}

static void read_all(struct slab_test *test)
{
	if (!test->reader) {
		test->reader = cgroup_reader_new(test->proc_directory, "/nowhere",
			&(struct cgroup_limits){ .descriptors = 100 });
		assert_non_null(test->reader);
		assert_int_equal(
			cgroup_reader_use(test->reader, (struct memcg_counters){ &test->made, start,
								read_made, free_made }),
			STATUS_OK);
	}
	cgroups_unref(test->cgroups);
	assert_int_equal(cgroup_reader_read(&test->cgroups, test->reader,
				 &(struct cgroup_request){ .all = true }, UINT64_MAX / 2),
		STATUS_OK);
	assert_non_null(test->cgroups);
}

static size_t at(const struct slab_test *test, const char *path)
{
	for (size_t i = 0; i < test->cgroups->count; i++)
		if (strcmp(test->cgroups->nodes[i].cgroup->identity->path, path) == 0)
			return i;
	fail_msg("no cgroup %s", path);
	return 0;
}

static struct value slab_of(const struct slab_test *test, const char *path)
{
	return cgroup_value(test->cgroups->nodes[at(test, path)].cgroup, CGROUP_SLAB_RECLAIMABLE);
}

static void assert_hard(const struct slab_test *test, const char *path, int64_t least, int64_t most)
{
	size_t node = at(test, path);

	assert_value(cgroup_unreclaimable(test->cgroups->nodes[node].cgroup), most);
	assert_value(cgroup_unreclaimable_least(test->cgroups, node), least);
}

static void what_is_counted_makes_one_figure(void **state)
{
	struct slab_test *test = *state;

	mount_hierarchy(test, 1, "/");
	make_cgroup(test, "a", 25 * MIB);
	make_cgroup(test, "a/b", 5 * MIB);
	read_all(test);
	assert_int_equal(test->made.expected, 41);
	/* What they cost is shown with what descriptors do. */
	assert_true(test->cgroups->descriptor_bytes > 1000000);
	assert_value(slab_of(test, "/a"), 25 * MIB);
	assert_hard(test, "/a", 45 * MIB, 45 * MIB);
	assert_hard(test, "/a/b", 65 * MIB, 65 * MIB);
	/* And anew each time. */
	for (size_t i = 0; i < test->made.count; i++)
		test->made.counts[i].slab_reclaimable = 2 * MIB;
	read_all(test);
	assert_hard(test, "/a", 68 * MIB, 68 * MIB);
	assert_int_equal(test->made.readings, 2);
}

/* Else it may be anything: another kernel may have other counters there. */
static void nothing_is_taken_from_counters_that_never_agreed(void **state)
{
	struct slab_test *test = *state;
	struct memcg_counts *counts = &test->made.counts[0];
	int64_t *const lists[] = { &counts->inactive_anonymous, &counts->active_anonymous,
		&counts->inactive_file, &counts->active_file, &counts->unevictable };

	mount_hierarchy(test, 1, "/");
	make_cgroup(test, "a", 25 * MIB);
	for (size_t i = 0; i < COUNT_OF(lists); i++) {
		*lists[i] += 4096;
		read_all(test);
		assert_absent(slab_of(test, "/a"));
		assert_hard(test, "/a", 40 * MIB, 70 * MIB);
		assert_int_equal(test->cgroups->uncounted.kind, KERNEL_NOT_AGREED);
		*lists[i] -= 4096;
	}
	read_all(test);
	assert_value(slab_of(test, "/a"), 25 * MIB);
	assert_int_equal(test->cgroups->uncounted.kind, KERNEL_NOT_REFUSED);
	/* Once is enough: while it is in use the two are read at different moments. */
	counts->active_file += 4096;
	read_all(test);
	assert_value(slab_of(test, "/a"), 25 * MIB);
}

/* A look counts again, since cgroups change while they are compared; but not for ever. */
static void what_changes_meanwhile_is_counted_again(void **state)
{
	struct slab_test *test = *state;

	mount_hierarchy(test, 1, "/");
	make_cgroup(test, "a", 25 * MIB);
	test->made.counts[0].active_file += 4096;
	test->made.late = 3;
	read_all(test);
	assert_int_equal(test->made.readings, 3);
	assert_value(slab_of(test, "/a"), 25 * MIB);
	assert_int_equal(test->cgroups->uncounted.kind, KERNEL_NOT_REFUSED);
}

/* Figures of nothing agree everywhere. */
static void little_memory_tells_nothing(void **state)
{
	struct slab_test *test = *state;

	mount_hierarchy(test, 1, "/");
	make_cgroup(test, "a", 25 * MIB);
	tree_write(&test->mount, "a/memory.stat",
		"total_cache 4096\ntotal_rss 1044480\ntotal_inactive_anon 1040384\ntotal_active_anon 0\n"
		"total_inactive_file 4096\ntotal_active_file 0\ntotal_unevictable 0\n");
	test->made.counts[0] = (struct memcg_counts){ .id = test->made.counts[0].id,
		.inactive_anonymous = 1040384,
		.inactive_file = 4096,
		.slab_reclaimable = 25 * MIB };
	read_all(test);
	assert_absent(slab_of(test, "/a"));
	tree_write(&test->mount, "a/memory.stat",
		"total_cache 4096\ntotal_rss 1044480\ntotal_inactive_anon 1044480\ntotal_active_anon 0\n"
		"total_inactive_file 4096\ntotal_active_file 0\ntotal_unevictable 0\n");
	test->made.counts[0].inactive_anonymous = 1044480;
	read_all(test);
	assert_value(slab_of(test, "/a"), 25 * MIB);
}

/* However many others there are that tell nothing. */
static void one_among_many_is_enough(void **state)
{
	struct slab_test *test = *state;
	char name[64];

	mount_hierarchy(test, 1, "/");
	for (int i = 0; i < 300; i++) {
		snprintf(name, sizeof(name), "a%d/memory.usage_in_bytes", i);
		tree_write(&test->mount, name, "4096\n");
	}
	make_cgroup(test, "b", 25 * MIB);
	read_all(test);
	assert_value(slab_of(test, "/b"), 25 * MIB);
}

static void no_more_can_go_than_the_kernel_has(void **state)
{
	struct slab_test *test = *state;

	mount_hierarchy(test, 1, "/");
	make_cgroup(test, "a", 31 * MIB);
	read_all(test);
	assert_value(slab_of(test, "/a"), 30 * MIB);
	assert_hard(test, "/a", 40 * MIB, 40 * MIB);
}

/* Its usage is that of pages alone; that of a container's root is not. */
static void only_the_root_of_the_hierarchy_has_no_slab(void **state)
{
	struct slab_test *test = *state;

	mount_hierarchy(test, 1, "/");
	make_cgroup(test, ".", 25 * MIB);
	read_all(test);
	assert_absent(slab_of(test, "/"));
	assert_hard(test, "/", 70 * MIB, 70 * MIB);
	cgroup_reader_free(test->reader);
	test->reader = NULL;
	await_freed(test);
	atomic_store(&test->made.freed, 0);
	mount_hierarchy(test, 1, "/docker/ab");
	read_all(test);
	assert_value(slab_of(test, "/"), 25 * MIB);
}

static void who_is_not_counted_stays_between_bounds(void **state)
{
	struct slab_test *test = *state;

	mount_hierarchy(test, 1, "/");
	make_cgroup(test, "a", 25 * MIB);
	make_cgroup(test, "new", 25 * MIB);
	test->made.count--;
	read_all(test);
	assert_hard(test, "/a", 45 * MIB, 45 * MIB);
	assert_hard(test, "/new", 40 * MIB, 70 * MIB);
	/* What cannot be counted this time is not what it was. */
	test->made.read = STATUS_FAILED;
	read_all(test);
	assert_absent(slab_of(test, "/a"));
}

static void why_there_is_no_counter_is_told(void **state)
{
	struct slab_test *test = *state;

	mount_hierarchy(test, 1, "/");
	make_cgroup(test, "a", 25 * MIB);
	test->made.started = STATUS_REFUSED;
	read_all(test);
	assert_int_equal(test->cgroups->uncounted.kind, KERNEL_NO_RIGHTS);
	assert_int_equal(test->made.freed, 1);
	assert_int_equal(test->made.readings, 0);
	assert_true(test->cgroups->descriptor_bytes < 1000000);
	assert_hard(test, "/a", 40 * MIB, 70 * MIB);
}

static void version_2_needs_no_counters(void **state)
{
	struct slab_test *test = *state;

	mount_hierarchy(test, 2, "/");
	tree_write(&test->mount, "a/memory.current", "104857600\n");
	tree_write(&test->mount, "a/memory.stat",
		"file 31457280\ninactive_file 20971520\nactive_file 10485760\nslab_reclaimable 4096\n");
	read_all(test);
	assert_value(slab_of(test, "/a"), 4096);
	assert_int_equal(test->made.freed, 1);
	assert_int_equal(test->made.readings, 0);
}

static void they_are_freed_with_the_reader(void **state)
{
	struct slab_test *test = *state;

	mount_hierarchy(test, 1, "/");
	make_cgroup(test, "a", 25 * MIB);
	read_all(test);
	assert_int_equal(test->made.freed, 0);
	cgroup_reader_free(test->reader);
	test->reader = NULL;
	await_freed(test);
}

#define SLAB_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		SLAB_TEST(what_is_counted_makes_one_figure),
		SLAB_TEST(nothing_is_taken_from_counters_that_never_agreed),
		SLAB_TEST(what_changes_meanwhile_is_counted_again),
		SLAB_TEST(little_memory_tells_nothing),
		SLAB_TEST(one_among_many_is_enough),
		SLAB_TEST(no_more_can_go_than_the_kernel_has),
		SLAB_TEST(only_the_root_of_the_hierarchy_has_no_slab),
		SLAB_TEST(who_is_not_counted_stays_between_bounds),
		SLAB_TEST(why_there_is_no_counter_is_told),
		SLAB_TEST(version_2_needs_no_counters),
		SLAB_TEST(they_are_freed_with_the_reader),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
