/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A cgroup in the tree that is kept, and the directories and files of it that are open. */
#ifndef MEMTOP_SOURCE_CGROUP_NODE_H
#define MEMTOP_SOURCE_CGROUP_NODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include "sample/cgroups.h"

struct cgroup_entry {
	struct cgroup_entry *parent, *first_child, *next;
	struct cgroup *cgroup; /* the newest; the entry holds a reference */
	int directory;         /* O_PATH, or -1 */
	int usage;             /* its file, or -1 */
	nlink_t links;         /* of the directory when it was listed */
	bool listed, gone, moved;
	unsigned depth, calm; /* how many readings usage has been the same */
	enum status status;   /* of the listing */
	uint64_t usage_ns, rest_ns;
};

/* What is open, in all. */
struct cgroup_open {
	size_t directories, files;
	size_t directories_most, files_most;
};

/*
 * An entry for the child of that name, which the caller links.  Its directory is opened in the
 * parent's, and not followed anywhere else.  NULL: no memory.
 */
struct cgroup_entry *entry_new(struct cgroup_entry *parent, const char *name, uint64_t id);

/* It alone, unlinked. */
void entry_free(struct cgroup_entry *entry, struct cgroup_open *open);

/* The next one in preorder below root, or NULL; and the next that is no descendant of entry. */
struct cgroup_entry *entry_next(const struct cgroup_entry *entry, const struct cgroup_entry *root);
struct cgroup_entry *entry_skip(const struct cgroup_entry *entry, const struct cgroup_entry *root);

/* Unlinked from its parent already: with all its descendants. */
void entry_free_all(struct cgroup_entry *root, struct cgroup_open *open);

/*
 * A descriptor of its directory, O_PATH: the kept one, or, where none may be kept, a new one, opened
 * from the nearest ancestor's, a name at a time, so that no path is too long.  entry_done() gives it
 * back.  Negative: errno.
 */
int entry_directory(struct cgroup_entry *entry, struct cgroup_open *open);
void entry_done(const struct cgroup_entry *entry, int directory);

#endif
