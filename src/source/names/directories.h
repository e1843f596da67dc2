/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reads the directories of one file system and tells which names in them have an inode that is wanted.  For a
 * process of its own: whatever is read here may never answer.
 */
#ifndef MEMTOP_SOURCE_NAMES_DIRECTORIES_H
#define MEMTOP_SOURCE_NAMES_DIRECTORIES_H

#include <limits.h>

#include "sample/kernel/cache_search.h"

/* So many directories wait to be read at once; more are left out. */
#define DIRECTORIES_WAIT_MOST ((size_t)1 << 20)

/* Room for a path from the root of a file system. */
#define INSIDE_SIZE (2 * PATH_MAX)

struct directories_listener {
	void *context;
	/*
	 * A name whose inode has a number that is wanted: path is from the root of the file system, and descriptor
	 * (of O_PATH, which opens no file) is what stands there now.  False: the caller is gone.
	 */
	bool (*candidate)(void *context, uint64_t number, const char *path, int descriptor);
	/* Between two directories.  False: as above. */
	bool (*progress)(void *context, const struct cache_search_counts *counts);
};

/*
 * Reads the directories of all parts of the file system that are mounted, with getdents64() alone, and crosses
 * no mount.  Those whose numbers are near to inodes that are wanted come first, by what these have in the cache.
 * Fills place->counts.  CACHE_SEARCH_READ; CACHE_SEARCH_NOT_MOUNTED; CACHE_SEARCH_STOPPED: the caller is gone;
 * CACHE_SEARCH_FAILED: no memory.
 */
enum cache_search_end directories_read(struct cache_search_place *place,
	const struct directories_listener *listener);

#endif
