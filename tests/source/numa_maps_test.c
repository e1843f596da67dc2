/* SPDX-License-Identifier: GPL-2.0-or-later */
/* On which nodes a process has its memory, from a numa_maps that the test makes, and its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "source/process/list_reader.h"
#include "support/assert_value.h"
#include "support/made_tree.h"
#include "support/pass_over.h"

#define LINES 5000

/* More than one buffer, and paths longer than one: lines are cut, what stands at their ends counts. */
static void long_lines_and_many_are_summed_up(void **state)
{
	size_t size = LINES * 80 + 300000, length = 0;
	char *text = malloc(size), *path = malloc(200001);
	struct process_list *list;
	struct made_tree proc, sys;
	struct kernel_root root;

	(void)state;
	assert_true(text && path);
	tree_make(&proc);
	tree_make(&sys);
	memset(path, 'x', 200000);
	path[200000] = '\0';
	for (int i = 0; i < LINES; i++)
		length += (size_t)snprintf(text + length, size - length,
			"%x default anon=2 N0=1 N3=1 kernelpagesize_kB=4\n", i);
	snprintf(text + length, size - length, "f000 default file=/%s N3=7 kernelpagesize_kB=4\n",
		path);
	tree_write(&proc, "7/numa_maps", text);
	assert_int_equal(kernel_root_open(&root, proc.path, sys.path), STATUS_OK);
	list = list_read(&root, 7, LIST_NODES);
	assert_non_null(list);
	assert_int_equal(list->status, STATUS_OK);
	assert_int_equal(list->nodes.count, 2);
	assert_value(list->nodes.nodes[0].figure[NODE_ANONYMOUS], (uint64_t)LINES * 4096);
	assert_int_equal(list->nodes.nodes[1].id, 3);
	assert_value(list->nodes.nodes[1].figure[NODE_FILE], 7 * 4096);
	assert_value(list->nodes.nodes[1].figure[NODE_TOTAL], (LINES + 7) * (uint64_t)4096);
	process_list_free(list);
	list = list_read(&root, 8, LIST_NODES);
	assert_non_null(list);
	assert_int_not_equal(list->status, STATUS_OK);
	process_list_free(list);
	kernel_root_close(&root);
	tree_remove(&proc);
	tree_remove(&sys);
	free(text);
	free(path);
}

static void what_this_process_touched_is_on_some_node(void **state)
{
	const size_t size = 32 << 20;
	char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct process_list *list;
	struct kernel_root root;
	uint64_t anonymous = 0;

	(void)state;
	if (access("/proc/self/numa_maps", R_OK) != 0)
		PASS_OVER("this kernel has no numa_maps");
	assert_true(memory != MAP_FAILED);
	memset(memory, 1, size);
	assert_int_equal(kernel_root_open(&root, "/proc", "/sys"), STATUS_OK);
	list = list_read(&root, getpid(), LIST_NODES);
	assert_non_null(list);
	assert_int_equal(list->status, STATUS_OK);
	for (size_t i = 0; i < list->nodes.count; i++)
		anonymous += value_or(list->nodes.nodes[i].figure[NODE_ANONYMOUS], 0);
	assert_true(anonymous >= size);
	process_list_free(list);
	kernel_root_close(&root);
	munmap(memory, size);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(long_lines_and_many_are_summed_up),
		cmocka_unit_test(what_this_process_touched_is_on_some_node),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
