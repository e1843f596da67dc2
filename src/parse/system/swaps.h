/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/swaps, and /sys/block/zramN/mm_stat.  In bytes. */
#ifndef MEMTOP_PARSE_SYSTEM_SWAPS_H
#define MEMTOP_PARSE_SYSTEM_SWAPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "base/text.h"

struct swap_area {
	struct text name; /* points into the text; escaped as in the file */
	bool is_zram;
	uint64_t size, used;
	int64_t priority;
};

/* Takes the next area off rest, past the header and malformed lines.  False at the end. */
bool swaps_next(struct swap_area *area, struct text *rest);

struct zram_stat {
	uint64_t original, compressed,
		used;   /* data as stored, after compression, RAM taken for it */
	uint64_t limit; /* 0: none */
};
enum status zram_parse_stat(struct zram_stat *stat, const char *text, size_t length);

#endif
