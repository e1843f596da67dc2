/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How much of files that the user names is cached, asked of the files themselves. */
#ifndef MEMTOP_KERNEL_CACHE_CANDIDATES_H
#define MEMTOP_KERNEL_CACHE_CANDIDATES_H

#include "base/status.h"
#include "sample/kernel/cache_report.h"

/*
 * Adds the file at a path to a report, if it is a regular one: by cachestat(2), which 6.5 has, else by
 * mincore(2), for whoever owns it or may write it: of other files the kernel says that all is cached.
 * Opens it, reads none of it.  STATUS_ABSENT, STATUS_REFUSED (a directory, or another kind of file),
 * STATUS_DENIED (it is there, and the file is in the report with that state), STATUS_NO_MEMORY,
 * STATUS_FAILED with errno.  Waits for as long as the file system does.
 */
enum status cache_candidate_add(struct cache_report *report, const char *path);

#endif
