/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cachestat(2) of Linux 6.5, which headers may lack; it has the same number on every machine. */
#ifndef MEMTOP_SOURCE_HELD_CACHESTAT_H
#define MEMTOP_SOURCE_HELD_CACHESTAT_H

#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Pages of a file. */
struct cached_pages {
	uint64_t cache, dirty, writeback, evicted, recently_evicted;
};

/* Of the whole file.  0; -1 with errno: ENOSYS before 6.5, EPERM of the file of another user since 6.18. */
static inline int cached_pages_of(struct cached_pages *pages, int descriptor)
{
	const uint64_t all[2] = { 0, 0 }; /* offset and length; 0: to the end */

	return (int)syscall(451, descriptor, all, pages, 0);
}

#endif
