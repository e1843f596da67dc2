/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Parts of a detail that need a look at more than one file. */
#ifndef MEMTOP_SOURCE_INSPECT_DETAIL_PARTS_H
#define MEMTOP_SOURCE_INSPECT_DETAIL_PARTS_H

#include "source/inspect/detail_reader.h"
#include "source/inspect/open_files.h"

/*
 * Marks the mappings that threads have their stack pointers in, by /proc/PID/task/TID/syscall.  A
 * thread that runs at this moment tells nothing; then its stack stays anonymous memory.
 * STATUS_OK or a shortage.
 */
enum status detail_mark_stacks(struct process_detail *detail, const struct kernel_root *root);

/* Marks the mappings that glibc's heaps of threads begin in, and those that continue one. */
void detail_mark_arenas(struct process_detail *detail, const struct kernel_root *root,
	arena_test *is_arena);

/*
 * Open files without a name: their space comes back only when they are closed.  Unanswered are the
 * bytes if one is on a file system that may not answer.
 */
void detail_count_deleted(struct process_detail *detail, const struct kernel_root *root,
	const struct memfd_mounts *mounts);

/* What lies on which NUMA node, on machines with more than one. */
void detail_read_nodes(struct process_detail *detail, const struct kernel_root *root,
	struct file_buffer *buffer);

/* What the machine does about transparent huge pages. */
void detail_read_huge_mode(struct process_detail *detail, const struct kernel_root *root,
	struct file_buffer *buffer);

/* What KSM has merged of it, and may merge. */
void detail_read_merging(struct process_detail *detail, const struct kernel_root *root,
	struct file_buffer *buffer);

#endif
