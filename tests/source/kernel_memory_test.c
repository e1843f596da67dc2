/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The reader of kernel memory, of files that the test makes, and of this machine's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/macros.h"
#include "source/kernel_memory/reader.h"
#include "source/kernel_memory/seen.h"
#include "support/assert_value.h"
#include "support/made_tree.h"

#define LONG_ENOUGH_NS UINT64_C(10000000000)

struct kernel_test {
	struct made_tree proc, sys;
	struct kernel_root root;
	struct kernel_reader *reader;
};

static int set_up(void **state)
{
	struct kernel_test *test = calloc(1, sizeof(*test));

	assert_non_null(test);
	tree_make(&test->proc);
	tree_make(&test->sys);
	assert_int_equal(kernel_root_open(&test->root, test->proc.path, test->sys.path), STATUS_OK);
	test->reader = kernel_reader_new(&test->root);
	assert_non_null(test->reader);
	*state = test;
	return 0;
}

static int tear_down(void **state)
{
	struct kernel_test *test = *state;

	kernel_reader_free(test->reader);
	kernel_root_close(&test->root);
	tree_remove(&test->proc);
	tree_remove(&test->sys);
	free(test);
	return 0;
}

static void link_cache(const struct kernel_test *test, const char *name, const char *cache)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/kernel/slab/%s", test->sys.path, name);
	assert_int_equal(symlink(cache, path), 0);
}

static struct kernel_memory *read_all(const struct kernel_test *test)
{
	struct kernel_memory *memory = kernel_reader_read(test->reader, LONG_ENOUGH_NS);

	assert_non_null(memory);
	return memory;
}

static void caches_have_size_and_other_names(void **state)
{
	const struct kernel_test *test = *state;
	struct kernel_memory *memory;
	const struct kernel_item *item;

	tree_write(&test->proc, "slabinfo",
		"slabinfo - version: 2.1\n"
		"dentry  1000   1050    192   21    1 : tunables    0    0    0 : slabdata     48     50      0\n"
		"filp  10   16    256   16    2 : tunables    0    0    0 : slabdata     1     3      0\n"
		"unused  0   0    256   16    2 : tunables    0    0    0 : slabdata     0     0      0\n");
	tree_write(&test->sys, "kernel/slab/:a-0000192/reclaim_account", "1\n");
	tree_write(&test->sys, "kernel/slab/filp/reclaim_account", "0\n");
	link_cache(test, "dentry", ":a-0000192");
	link_cache(test, "other", ":a-0000192");
	link_cache(test, "third", ":a-0000192");
	link_cache(test, "alone", ":a-0000256");
	memory = read_all(test);
	assert_int_equal(memory->count, 2);
	item = kernel_memory_find(memory, KERNEL_SLAB, "dentry");
	assert_value(item->bytes, 50 * sysconf(_SC_PAGESIZE));
	assert_value(item->objects, 1000);
	assert_value(item->room, 1050);
	assert_int_equal(item->reclaim, KERNEL_RECLAIM_YES);
	assert_string_equal(item->aliases, "other, third");
	item = kernel_memory_find(memory, KERNEL_SLAB, "filp");
	assert_value(item->bytes, 6 * sysconf(_SC_PAGESIZE));
	assert_int_equal(item->reclaim, KERNEL_RECLAIM_NO);
	assert_null(item->aliases);
	assert_int_equal(memory->slab_status, STATUS_OK);
	assert_int_equal(memory->vmalloc_status, STATUS_ABSENT);
	kernel_memory_unref(memory);
}

/* Without /sys it is not known whether a cache can be reclaimed. */
static void a_kernel_may_tell_less(void **state)
{
	const struct kernel_test *test = *state;
	struct kernel_memory *memory;

	tree_write(&test->proc, "slabinfo",
		"dentry  1000   1050    192   21    1 : tunables    0    0    0 : slabdata     48     50      0\n");
	memory = read_all(test);
	assert_int_equal(memory->count, 1);
	assert_int_equal(memory->items[0].reclaim, KERNEL_RECLAIM_UNKNOWN);
	assert_int_equal(memory->items[0].reclaim_missing, VALUE_ABSENT);
	kernel_memory_unref(memory);
}

/* What could not be read is not what this kernel does not have. */
static void a_file_that_cannot_be_read_is_not_absent(void **state)
{
	const struct kernel_test *test = *state;
	struct kernel_memory *memory;

	tree_write(&test->proc, "slabinfo",
		"dentry  1000   1050    192   21    1 : tunables    0    0    0 : slabdata     48     50      0\n");
	tree_make_directory(&test->sys, "kernel/slab/dentry/reclaim_account");
	memory = read_all(test);
	assert_int_equal(memory->items[0].reclaim, KERNEL_RECLAIM_UNKNOWN);
	assert_int_equal(memory->items[0].reclaim_missing, VALUE_FAILED);
	kernel_memory_unref(memory);
}

/* A reader that waits for a writer has one; where there is none, this does not wait either. */
static void let_go(const char *path)
{
	int descriptor = open(path, O_RDWR | O_CLOEXEC);

	assert_true(descriptor >= 0);
	close(descriptor);
}

/* A FIFO without a writer does not even let itself be opened. */
static void what_does_not_answer_is_not_missing(void **state)
{
	const struct kernel_test *test = *state;
	struct kernel_memory *memory;
	char path[128], other[128];

	snprintf(path, sizeof(path), "%s/slabinfo", test->proc.path);
	snprintf(other, sizeof(other), "%s/fifo", test->proc.path);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(link(path, other), 0);
	memory = kernel_reader_read(test->reader, 1);
	assert_non_null(memory);
	assert_int_equal(memory->slab_status, STATUS_UNANSWERED);
	assert_int_equal(memory->vmalloc_status, STATUS_UNANSWERED);
	assert_int_equal(memory->descriptor_status, STATUS_UNANSWERED);
	assert_int_equal(kernel_memory_shortage(memory), STATUS_OK);
	kernel_memory_unref(memory);
	tree_delete(&test->proc, "slabinfo");
	tree_write(&test->proc, "slabinfo",
		"slabinfo - version: 2.1\n"
		"dentry  1000   1050    192   21    1 : tunables    0    0    0 : slabdata     48     50      0\n");
	let_go(other);
	tree_delete(&test->proc, "fifo");
	/* What was left behind may come back first. */
	kernel_memory_unref(read_all(test));
	memory = read_all(test);
	assert_int_equal(memory->slab_status, STATUS_OK);
	assert_int_equal(memory->vmalloc_status, STATUS_ABSENT);
	kernel_memory_unref(memory);
}

static void vmalloc_is_by_caller(void **state)
{
	const struct kernel_test *test = *state;
	struct kernel_memory *memory;
	const struct kernel_item *item;

	tree_write(&test->proc, "vmallocinfo",
		"0x1-0x2   20480 kernel_clone+0x94/0x3e0 pages=4 vmalloc N0=4\n"
		"0x1-0x2   20480 dup_task_struct+0x94/0x3e0 pages=4 vmalloc N0=4\n"
		"0x1-0x2   20480 load_module+0x94/0x3e0 pages=2 vmalloc N0=4\n"
		"0x1-0x2   20480 htab_map_alloc+0x94/0x3e0 pages=100 vmalloc\n"
		"0x1-0x2   20480 htab_map_alloc+0x99/0x3e0 pages=50 vmalloc\n"
		"0x1-0x2   20480 ioremap+0x99/0x3e0 phys=0x1 ioremap\n");
	memory = read_all(test);
	assert_int_equal(memory->count, 3);
	item = kernel_memory_find(memory, KERNEL_STACKS, NULL);
	assert_value(item->bytes, 8 * sysconf(_SC_PAGESIZE));
	assert_value(item->objects, 2);
	item = kernel_memory_find(memory, KERNEL_MODULES, NULL);
	assert_value(item->bytes, 2 * sysconf(_SC_PAGESIZE));
	item = kernel_memory_find(memory, KERNEL_VMALLOC, "htab_map_alloc");
	assert_value(item->bytes, 150 * sysconf(_SC_PAGESIZE));
	assert_value(item->objects, 2);
	kernel_memory_unref(memory);
}

static void what_was_seen_is_not_new(void **state)
{
	struct seen seen = { .count = 0 };

	(void)state;
	for (uint64_t i = 1; i <= 5000; i++)
		assert_int_equal(seen_add(&seen, i << 40 | i), SEEN_NEW);
	for (uint64_t i = 1; i <= 5000; i++)
		assert_int_equal(seen_add(&seen, i << 40 | i), SEEN_BEFORE);
	assert_int_equal(seen.count, 5000);
	seen_free(&seen);
}

/* What two processes hold is one's alone. */
static void descriptors_are_told_by_their_links(void **state)
{
	const struct kernel_test *test = *state;
	static const char *const links[] = { "anon_inode:[io_uring]", "anon_inode:bpf-map",
		"anon_inode:bpf-map", "/etc/passwd" };
	struct kernel_memory *memory;
	const struct kernel_item *item;
	char path[128], name[32];

	for (int pid = 10; pid <= 20; pid += 10) {
		snprintf(name, sizeof(name), "%d/fd", pid);
		tree_make_directory(&test->proc, name);
		for (size_t i = 0; i < COUNT_OF(links); i++) {
			snprintf(path, sizeof(path), "%s/%d/fd/%zu", test->proc.path, pid, i);
			assert_int_equal(symlink(links[i], path), 0);
		}
		snprintf(name, sizeof(name), "%d/comm", pid);
		tree_write(&test->proc, name, pid == 10 ? "first\n" : "second\n");
		snprintf(name, sizeof(name), "%d/fdinfo/0", pid);
		tree_write(&test->proc, name,
			pid == 10 ? "ino:\t1\nSqMask:\t0xfff\nCqMask:\t0x1fff\n"
				  : "ino:\t2\nSqMask:\t0x0\nCqMask:\t0x1\n");
		snprintf(name, sizeof(name), "%d/fdinfo/1", pid);
		tree_write(&test->proc, name, "memlock:\t8192\nmap_id:\t5\n");
		snprintf(name, sizeof(name), "%d/fdinfo/2", pid);
		tree_write(&test->proc, name, "memlock:\t100\nmap_id:\t6\n");
	}
	memory = read_all(test);
	item = kernel_memory_find(memory, KERNEL_BPF, NULL);
	assert_non_null(item);
	assert_value(item->bytes, 8292);
	assert_value(item->objects, 2);
	assert_int_equal(item->owner_count, 1);
	assert_int_equal(item->place, KERNEL_WITHIN);
	item = kernel_memory_find(memory, KERNEL_IO_URING, NULL);
	assert_value(item->objects, 2);
	assert_int_equal(item->owner_count, 2);
	assert_string_equal(item->owners[0].name, "first");
	assert_value(item->owners[0].bytes, 512 << 10);
	assert_value(item->owners[1].bytes, 2 * sysconf(_SC_PAGESIZE));
	assert_int_equal(memory->descriptor_status, STATUS_OK);
	kernel_memory_unref(memory);
}

/* Of slab caches, callers or descriptors: what is missing then is not what this kernel does not have. */
static void want_of_memory_is_told_from_absence(void **state)
{
	struct kernel_memory *memory = kernel_memory_new(), *copy;

	(void)state;
	assert_non_null(memory);
	assert_int_equal(kernel_memory_shortage(memory), STATUS_OK);
	memory->descriptor_status = STATUS_NO_MEMORY;
	memory->monotonic_ns = 7;
	memory->cpu_ns = 8;
	memory->denied = 9;
	copy = kernel_memory_copy(memory);
	assert_non_null(copy);
	assert_int_equal(kernel_memory_shortage(copy), STATUS_NO_MEMORY);
	assert_int_equal(copy->monotonic_ns, 7);
	assert_int_equal(copy->cpu_ns, 8);
	assert_int_equal(copy->denied, 9);
	kernel_memory_unref(copy);
	memory->descriptor_status = STATUS_TOO_LARGE;
	memory->slab_status = STATUS_NO_MEMORY;
	assert_int_equal(kernel_memory_shortage(memory), STATUS_NO_MEMORY);
	memory->slab_status = STATUS_NO_THREAD;
	assert_int_equal(kernel_memory_shortage(memory), STATUS_NO_THREAD);
	memory->slab_status = STATUS_DENIED;
	memory->vmalloc_status = STATUS_NO_MEMORY;
	assert_int_equal(kernel_memory_shortage(memory), STATUS_NO_MEMORY);
	kernel_memory_unref(memory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(caches_have_size_and_other_names, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(a_kernel_may_tell_less, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_file_that_cannot_be_read_is_not_absent, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(vmalloc_is_by_caller, set_up, tear_down),
		cmocka_unit_test(want_of_memory_is_told_from_absence),
		cmocka_unit_test(what_was_seen_is_not_new),
		cmocka_unit_test_setup_teardown(what_does_not_answer_is_not_missing, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(descriptors_are_told_by_their_links, set_up,
			tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
