/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A directory of a test, below $TMPDIR or /tmp, which is gone after it.  It may stand for /proc, /sys
 * or a cgroup mount.
 */
#ifndef MEMTOP_TESTS_SUPPORT_MADE_TREE_H
#define MEMTOP_TESTS_SUPPORT_MADE_TREE_H

struct made_tree {
	char path[64]; /* of the directory */
};

/* Everything here ends the test where it fails. */
void tree_make(struct made_tree *tree);
void tree_remove(struct made_tree *tree);

/* Writes text as the file of that name below the tree, and makes the directories on the way. */
void tree_write(const struct made_tree *tree, const char *name, const char *text);
/* The same with the bytes of tests/fixtures/FIXTURE. */
void tree_copy(const struct made_tree *tree, const char *name, const char *fixture);
void tree_make_directory(const struct made_tree *tree, const char *name);
/* Removes a file, or a directory with all that is in it. */
void tree_delete(const struct made_tree *tree, const char *name);

#endif
