/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/buddyinfo: how large the free blocks of a zone are. */
#ifndef MEMTOP_PARSE_SYSTEM_BUDDYINFO_H
#define MEMTOP_PARSE_SYSTEM_BUDDYINFO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

#define BUDDYINFO_ORDERS 64

struct buddy_zone {
	uint64_t node;
	struct text name;
	size_t orders;                     /* 11 on most machines */
	uint64_t blocks[BUDDYINFO_ORDERS]; /* free blocks of 2 to the power of the index pages */
};

/* Takes the next zone off rest, past malformed lines.  False at the end. */
bool buddyinfo_next(struct buddy_zone *zone, struct text *rest);

#endif
