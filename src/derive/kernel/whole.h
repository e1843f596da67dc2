/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From what was read of the kernel's memory to the sheet that adds up: the items that files of their own
 * tell, those that stand in meminfo alone, owners out of the rows of processes, and what stays unnamed.
 *
 *	total = every item within MemTotal + unnamed
 *	      = MemTotal - free - anonymous, shared and cached pages - swap cache
 */
#ifndef MEMTOP_DERIVE_KERNEL_WHOLE_H
#define MEMTOP_DERIVE_KERNEL_WHOLE_H

#include "derive/history.h"
#include "sample/kernel/census.h"
#include "sample/sample.h"

/*
 * A new one for the sample, whose system and rows are complete; read: what the reader gave, or NULL if it
 * gave nothing.  NULL: no memory.
 */
struct kernel_memory *kernel_whole(const struct kernel_memory *read, const struct sample *sample);

/*
 * What no item explains of the pages that are the kernel's and of no type, charged or not: vmalloc, per-CPU
 * data and what is on no counter come off.
 */
struct value kernel_census_unnamed(const struct kernel_memory *memory, const struct census *census);

/* By its kind and name; good as the key of a row, too. */
struct history_key kernel_item_key(const struct kernel_item *item);

/* Adds a reading of each item to the history, unless it has that, and takes the pace of each from there.  STATUS_NO_MEMORY: not of all. */
enum status kernel_watch(struct history *history, struct kernel_memory *memory, bool again);

/*
 * What follows from kernel_read of a sample whose system and rows are complete: kernel_memory, and the pace of
 * each item, which the history follows.  again: it is what was read for the sample before.  STATUS_NO_MEMORY:
 * there is none, or not the pace of all.
 */
enum status kernel_take(struct sample *sample, struct history *history, bool again);

#endif
