/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "support/made_tree.h"

#include <errno.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "support/fixture.h"

static _Noreturn void fail(const char *path)
{
	fprintf(stderr, "made tree: %s: %s\n", path, strerror(errno));
	exit(1);
}

void tree_make(struct made_tree *tree)
{
	const char *place = getenv("TMPDIR");

	if (snprintf(tree->path, sizeof(tree->path), "%s/memtop-tree.XXXXXX",
		    place ? place : "/tmp") >= (int)sizeof(tree->path)) {
		errno = ENAMETOOLONG;
		fail(place);
	}
	if (!mkdtemp(tree->path) || chmod(tree->path, 0755) != 0)
		fail(tree->path);
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *place)
{
	(void)status, (void)type, (void)place;
	return remove(path);
}

static void remove_all(const char *path)
{
	if (nftw(path, remove_one, 8, FTW_DEPTH | FTW_PHYS) != 0)
		fail(path);
}

void tree_remove(struct made_tree *tree)
{
	remove_all(tree->path);
}

static void path_of(char path[static PATH_MAX], const struct made_tree *tree, const char *name)
{
	if (snprintf(path, PATH_MAX, "%s/%s", tree->path, name) >= PATH_MAX) {
		errno = ENAMETOOLONG;
		fail(name);
	}
}

/* Makes the directories that lead to path. */
static void make_parents(const struct made_tree *tree, char *path)
{
	for (char *slash = path + strlen(tree->path) + 1; (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		if (mkdir(path, 0755) != 0 && errno != EEXIST)
			fail(path);
		*slash = '/';
	}
}

static void write_bytes(const struct made_tree *tree, const char *name, const char *bytes,
	size_t length)
{
	char path[PATH_MAX];
	FILE *file;

	path_of(path, tree, name);
	make_parents(tree, path);
	/* In place: a process that has the file open reads the new text, as it is in /proc. */
	file = fopen(path, "w");
	if (!file || fwrite(bytes, 1, length, file) != length || fclose(file) != 0)
		fail(path);
}

void tree_write(const struct made_tree *tree, const char *name, const char *text)
{
	write_bytes(tree, name, text, strlen(text));
}

void tree_copy(const struct made_tree *tree, const char *name, const char *fixture)
{
	size_t length;
	char *bytes = fixture_read(fixture, &length);

	write_bytes(tree, name, bytes, length);
	free(bytes);
}

void tree_make_directory(const struct made_tree *tree, const char *name)
{
	char path[PATH_MAX];

	path_of(path, tree, name);
	make_parents(tree, path);
	if (mkdir(path, 0755) != 0)
		fail(path);
}

void tree_delete(const struct made_tree *tree, const char *name)
{
	char path[PATH_MAX];

	path_of(path, tree, name);
	remove_all(path);
}
