/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the kernel's settings allow, read from made trees. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "source/rights.h"
#include "support/made_tree.h"

#define MOUNT "22 28 0:21 / /proc rw,nosuid - proc proc rw"

static void make_machine(struct made_tree *tree, const char *options)
{
	char mounts[256];

	tree_make(tree);
	snprintf(mounts, sizeof(mounts), MOUNT "%s%s\n", *options ? "," : "", options);
	tree_write(tree, "self/mountinfo", mounts);
}

static struct rights read_machine(struct made_tree *tree)
{
	struct kernel_root root;
	struct rights rights;

	assert_int_equal(kernel_root_open(&root, tree->path, tree->path), STATUS_OK);
	rights_read_from(&rights, &root);
	kernel_root_close(&root);
	tree_remove(tree);
	return rights;
}

static int64_t hidepid_of(const char *options)
{
	struct made_tree tree;
	struct rights rights;

	make_machine(&tree, options);
	rights = read_machine(&tree);
	assert_int_equal(rights.hidepid.state, VALUE_OK);
	return rights.hidepid.n;
}

static void hidepid_is_read_by_name_and_by_number(void **state)
{
	(void)state;
	assert_int_equal(hidepid_of(""), 0);
	assert_int_equal(hidepid_of("hidepid=0"), 0);
	assert_int_equal(hidepid_of("hidepid=1"), 1);
	assert_int_equal(hidepid_of("gid=4242,hidepid=noaccess"), 1);
	assert_int_equal(hidepid_of("hidepid=2"), 2);
	assert_int_equal(hidepid_of("hidepid=invisible,gid=0"), 2);
	assert_int_equal(hidepid_of("hidepid=4"), 4);
	assert_int_equal(hidepid_of("hidepid=ptraceable"), 4);
}

static void the_group_that_sees_all_is_noticed(void **state)
{
	struct made_tree tree;
	char options[64];

	(void)state;
	snprintf(options, sizeof(options), "gid=%u,hidepid=2", (unsigned)getegid());
	make_machine(&tree, options);
	assert_true(read_machine(&tree).hidepid_group);
	make_machine(&tree, "gid=4294967294,hidepid=2");
	assert_false(read_machine(&tree).hidepid_group);
	make_machine(&tree, "hidepid=2");
	assert_false(read_machine(&tree).hidepid_group);
}

static void settings_are_read_and_absent_ones_are_no_zero(void **state)
{
	struct made_tree tree;
	struct rights rights;

	(void)state;
	make_machine(&tree, "");
	rights = read_machine(&tree);
	assert_int_equal(rights.ptrace_scope.state, VALUE_ABSENT);
	assert_int_equal(rights.dmesg_restrict.state, VALUE_ABSENT);
	make_machine(&tree, "");
	tree_write(&tree, "sys/kernel/yama/ptrace_scope", "2\n");
	tree_write(&tree, "sys/kernel/dmesg_restrict", "1\n");
	rights = read_machine(&tree);
	assert_int_equal(rights.ptrace_scope.state, VALUE_OK);
	assert_int_equal(rights.ptrace_scope.n, 2);
	assert_int_equal(rights.dmesg_restrict.n, 1);
	assert_int_equal(rights.uid, geteuid());
}

static bool is_whole(const char *map)
{
	struct made_tree tree;

	make_machine(&tree, "");
	if (map)
		tree_write(&tree, "self/uid_map", map);
	return read_machine(&tree).whole_machine;
}

static void a_user_namespace_is_noticed(void **state)
{
	(void)state;
	assert_true(is_whole(NULL));
	assert_true(is_whole("         0          0 4294967295\n"));
	assert_false(is_whole("         0       1000          1\n"));
	assert_false(is_whole("         0     100000      65536\n"));
	assert_false(is_whole(""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hidepid_is_read_by_name_and_by_number),
		cmocka_unit_test(the_group_that_sees_all_is_noticed),
		cmocka_unit_test(settings_are_read_and_absent_ones_are_no_zero),
		cmocka_unit_test(a_user_namespace_is_noticed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
