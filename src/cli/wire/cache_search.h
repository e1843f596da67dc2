/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The search for names that the kernel has dropped: directories, held against the kernel's own inodes. */
#ifndef MEMTOP_CLI_WIRE_CACHE_SEARCH_H
#define MEMTOP_CLI_WIRE_CACHE_SEARCH_H

#include <stdatomic.h>

#include "kernel/bpf.h"
#include "sample/kernel/cache_search.h"

/* A search takes so many seconds at the most, times the setting inspect_limit. */
#define CACHE_SEARCH_SECONDS 60.0

/* Tells a waiting user how far it is.  May be NULL. */
typedef void cache_search_listener(void *context, const struct cache_search *search);

/*
 * Searches the file systems of a plan, one behind the other, for so many seconds in all at the most; bpf is
 * kernel_object_cache, and NULL where the lists were read from /proc/kcore, which tells no inode by its descriptor: it
 * is known by its number then.  Names are kept of what the kernel itself has at their paths.  A child reads, which may be
 * left behind; starting one must not be forbidden yet.  STATUS_NO_MEMORY; STATUS_FAILED with errno.
 */
enum status cache_search_run(struct cache_search *search, struct kernel_bpf *bpf, double seconds,
	const atomic_bool *cancelled, cache_search_listener *listener, void *context);

#endif
