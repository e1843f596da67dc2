/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads one process in depth: status, smaps, smaps_rollup, limits, open files, threads' stacks. */
#ifndef MEMTOP_SOURCE_INSPECT_DETAIL_READER_H
#define MEMTOP_SOURCE_INSPECT_DETAIL_READER_H

#include <stdbool.h>
#include <stdint.h>

#include "sample/process_detail.h"
#include "source/file.h"

struct detail_reader;

/*
 * Says of the first bytes of a 64 MiB (32-bit: 1 MiB) aligned piece of memory whether glibc has put
 * a heap there: heap/ knows how such a header looks.
 */
typedef bool arena_test(uint64_t address, const unsigned char *header, size_t length);

/* The root stays the caller's.  limit: the setting inspect_limit; 0: none.  NULL: no memory. */
struct detail_reader *detail_reader_new(const struct kernel_root *root, arena_test *is_arena,
	unsigned limit);
void detail_reader_free(struct detail_reader *reader);

/*
 * STATUS_OK and a detail with one reference, which says of its parts whether they could be read;
 * STATUS_GONE if there is no such process; STATUS_NO_MEMORY.  Takes as long as the kernel takes to
 * print smaps: seconds for a process of many GiB; beyond the limit mappings are STATUS_TOO_LARGE.
 */
enum status detail_read(struct detail_reader *reader, pid_t pid, struct process_detail **detail);

#endif
