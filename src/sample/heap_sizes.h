/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How many chunks there are of each size, and how that changed between two walks. */
#ifndef MEMTOP_SAMPLE_HEAP_SIZES_H
#define MEMTOP_SAMPLE_HEAP_SIZES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/*
 * Chunks below 64 KiB are counted by their exact size; above, by the power of two and its quarters:
 * chunk_bytes is then the least size of the class, and single false.
 */
struct size_class {
	uint64_t chunk_bytes;
	bool single;
	uint64_t in_use, free; /* chunks */
	uint64_t in_use_bytes, free_bytes;
};

/* Ascending by chunk_bytes; only classes with chunks in them. */
struct size_classes {
	struct size_class *rows;
	size_t count;
};

/* One counter a class, for the walk. */
struct size_counts {
	struct size_class *slots;
	unsigned step; /* sizes are multiples of it */
};

/* size_counts_free() in any case.  STATUS_NO_MEMORY. */
enum status size_counts_init(struct size_counts *counts, unsigned step);
void size_counts_add(struct size_counts *counts, uint64_t size, bool in_use);
enum status size_counts_finish(const struct size_counts *counts, struct size_classes *classes);
void size_counts_free(struct size_counts *counts);

void size_classes_free(struct size_classes *classes);

/* What changed in one class; the fields of now, and the gain since before. */
struct size_change {
	struct size_class now;
	int64_t in_use, free; /* chunks */
	int64_t in_use_bytes, free_bytes;
};

/*
 * One row for each class of either walk, by the gain of in-use bytes, greatest first.  *rows is to
 * be freed.  STATUS_NO_MEMORY.
 */
enum status size_classes_diff(struct size_change **rows, size_t *count,
	const struct size_classes *before, const struct size_classes *now);

/*
 * What chunks of that size often are, in the user's language, or NULL: a hint, for another program
 * may use the size for something else.  word: 4 or 8.
 */
const char *size_class_hint(uint64_t chunk_bytes, unsigned word);

#endif
