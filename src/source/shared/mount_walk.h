/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of one tmpfs hold: its directories are read, and none of its files is opened. */
#ifndef MEMTOP_SOURCE_SHARED_MOUNT_WALK_H
#define MEMTOP_SOURCE_SHARED_MOUNT_WALK_H

#include "base/text.h"
#include "base/value.h"
#include "source/errand.h"
#include "source/shared/places.h"

/* So many names are looked at in each. */
#define MOUNT_NAMES_MOST 65536

/* A file that takes memory. */
struct mount_file {
	uint64_t inode, size, bytes;
	uint32_t path; /* below the mount, in names: "/a/b" */
};

/* What an errand fills; mount_walk_drop() it. */
struct mount_walk {
	struct errand_item item; /* STATUS_GONE: something else is mounted there now */
	struct mount_place place;
	struct value limit, used; /* bytes of the file system; limit absent: none */
	struct mount_file *files;
	size_t count, capacity;
	struct string_pool names;
	bool partly; /* there are more names, or directories that may not be read */
};

extern const struct errand_kind mount_walk_kind;
void mount_walk_drop(void *walk);

#endif
