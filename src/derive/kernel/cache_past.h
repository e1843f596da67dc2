/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What of the page cache each file and group had at an earlier look. */
#ifndef MEMTOP_DERIVE_KERNEL_CACHE_PAST_H
#define MEMTOP_DERIVE_KERNEL_CACHE_PAST_H

#include "base/value.h"
#include "derive/kernel/cache_groups.h"

struct cache_past_row {
	uint64_t key, cached; /* bytes */
};

/* The rows of each grouping, by key.  One that is zeroed is of no moment. */
struct cache_past {
	uint64_t at_ns; /* CLOCK_MONOTONIC */
	struct cache_past_row *rows[CACHE_GROUPINGS];
	size_t counts[CACHE_GROUPINGS];
	bool lacks_files; /* some were not kept one by one */
};

/* cache_past_free() it in any case.  STATUS_NO_MEMORY. */
enum status cache_past_make(struct cache_past *past, const struct cache_report *report,
	uint64_t at_ns);
void cache_past_free(struct cache_past *past);

/* Names a file among all that were ever looked at: its inode's memory may be another one's later. */
uint64_t cache_file_key(const struct cache_file *file);

/*
 * By how much a row has grown since, which now has so many bytes; what was not there then had none.  Absent:
 * it is not known whether it was there.
 */
struct value cache_past_difference(const struct cache_past *past, enum cache_grouping by,
	uint64_t key, uint64_t cached);

/* The same a minute; pending: less than a second is between them. */
struct value cache_past_pace(const struct cache_past *past, enum cache_grouping by, uint64_t key,
	uint64_t cached, uint64_t now_ns);

#endif
