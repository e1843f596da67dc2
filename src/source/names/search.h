/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Searches the directories of a file system for the names of inodes, in a child that may be left behind. */
#ifndef MEMTOP_SOURCE_NAMES_SEARCH_H
#define MEMTOP_SOURCE_NAMES_SEARCH_H

#include <stdatomic.h>

#include "sample/kernel/cache_search.h"

struct names_request {
	const atomic_bool *cancelled;
	uint64_t until_ns; /* CLOCK_MONOTONIC */
	void *context;
	/* The address in the kernel of the inode that a descriptor leads to; 0: it is not known. */
	uint64_t (*inode_of)(void *context, int descriptor);
	/* Something came: counts and found of the place are new. */
	void (*progress)(void *context, const struct cache_search_place *place);
};

/*
 * Searches for what is wanted in a place, and keeps the names of what is found; ends once that is all of it.
 * A child that does not answer for 5 s is left behind.  The place has counts, found and end in any case; names are
 * only those whose inode the kernel has at the path.  No file is opened.  STATUS_NO_MEMORY; STATUS_FAILED with
 * errno: there can be no child.
 */
enum status names_search(struct cache_search_place *place, struct cache_names *names,
	const struct names_request *request);

#endif
