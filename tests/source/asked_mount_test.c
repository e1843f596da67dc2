/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Paths that lead to a file system for which a server answers are known without asking it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <unistd.h>

#include "source/inspect/asked_mount.h"
#include "support/made_tree.h"

static const char table[] = "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n"
			    "23 22 0:50 / /mnt/x rw - fuse.sshfs host:/ rw\n"
			    "24 23 0:51 / /mnt/x/in rw - tmpfs tmpfs rw\n"
			    "25 22 0:52 / /a\\040b rw - nfs4 host:/ rw\n"
			    "26 22 0:53 / /over rw - tmpfs tmpfs rw\n"
			    "27 26 0:54 / /over rw - 9p share rw\n"
			    "28 22 0:55 / /sys/fs/fuse/connections rw - fusectl fusectl rw\n";

static void the_longest_mount_decides(void **state)
{
	struct made_tree tree;
	int whole, process;

	(void)state;
	tree_make(&tree);
	whole = open(tree.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_true(whole >= 0);
	tree_write(&tree, "7/mountinfo", table);
	tree_write(&tree, "8/mountinfo", "22 1 0:60 / / rw - nfs4 host:/ rw\n");
	tree_write(&tree, "9/mountinfo", "22 1 0:61 / /mnt rw - nfs4 host:/ rw\n");
	process = openat(whole, "7", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_true(process >= 0);
	assert_false(asked_mount_serves(process, "/usr/lib/libc.so.6", 8));
	assert_true(asked_mount_serves(process, "/mnt/x/program", 8));
	assert_true(asked_mount_serves(process, "/mnt/x", 8));
	assert_false(asked_mount_serves(process, "/mnt/xy/program", 8));
	assert_false(asked_mount_serves(process, "/mnt/x/in/program", 8));
	assert_true(asked_mount_serves(process, "/a b/program", 8));
	assert_true(asked_mount_serves(process, "/over/program", 8));
	assert_false(asked_mount_serves(process, "/sys/fs/fuse/connections/1", 8));
	close(process);
	process = openat(whole, "8", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_true(asked_mount_serves(process, "/usr/lib/libc.so.6", 8));
	close(process);
	/* Below a root that was changed, what is mounted there alone is seen. */
	process = openat(whole, "9", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_false(asked_mount_serves(process, "/usr/lib/libc.so.6", 8));
	assert_true(asked_mount_serves(process, "/usr/lib/libc.so.6", 0));
	assert_true(asked_mount_serves(process, "/mnt/program", 8));
	close(process);
	/* Where it cannot be told, too. */
	assert_true(asked_mount_serves(whole, "/usr/lib/libc.so.6", 8));
	close(whole);
	tree_remove(&tree);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(the_longest_mount_decides) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
