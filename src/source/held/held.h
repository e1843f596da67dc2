/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The page cache by the files that processes have open, asked by duplicates of their descriptors. */
#ifndef MEMTOP_SOURCE_HELD_HELD_H
#define MEMTOP_SOURCE_HELD_HELD_H

#include <stdatomic.h>

#include "base/status.h"
#include "sample/kernel/cache_report.h"

/*
 * Fills a report, which begins zeroed but for its refusal, with the regular files that processes have open, each once, and who
 * has it open: by cachestat(2), which 6.5 has, else and on an overlay by mincore(2).  Nothing is opened: a child
 * duplicates descriptors, so it must not be forbidden yet to start one.  What may never answer is not asked, or left behind
 * with the child.  STATUS_NO_MEMORY, STATUS_NO_DESCRIPTORS, STATUS_FAILED with errno; STATUS_REFUSED once *cancelled is true.
 */
enum status held_files_read(struct cache_report *report, const atomic_bool *cancelled);

#endif
