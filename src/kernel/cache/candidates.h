/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files that the user names: where they are, and, asked of the files themselves, what of them is cached. */
#ifndef MEMTOP_KERNEL_CACHE_CANDIDATES_H
#define MEMTOP_KERNEL_CACHE_CANDIDATES_H

#include "base/status.h"
#include "sample/kernel/cache_report.h"

/*
 * Finds targets by their names, with path and descriptor; opens none of them but as a place (O_PATH).
 * A child that does not answer for 5 s, or for 1 s after another, is left behind: STATUS_UNANSWERED in its
 * status.  Others: STATUS_ABSENT, STATUS_DENIED, STATUS_FAILED.  STATUS_FAILED with errno: no child could be
 * asked.  cache_targets_free() in any case.
 */
enum status cache_targets_find(struct cache_target *targets, size_t count);
void cache_targets_free(struct cache_target *targets, size_t count);

/* Once the lists were read, which could not lose them: memtop is no longer among those that have them open. */
void cache_targets_close(struct cache_target *targets, size_t count);

/*
 * Adds those that were found to a report, if they are regular files: by cachestat(2), which 6.5 has, else
 * and on an overlay by mincore(2), for a user that owns it or may write it: of other files the kernel says
 * that all is cached.
 * Opens them, and reads none.  A target's status says more: STATUS_REFUSED (a directory, or another kind
 * of file), STATUS_DENIED (it is there, and the file is in the report with that state), and as above.
 * STATUS_NO_MEMORY, STATUS_FAILED with errno.
 */
enum status cache_targets_ask(struct cache_report *report, struct cache_target *targets,
	size_t count);

#endif
