/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a process grew between two looks: in which kind of mappings, or beside all of them. */
#ifndef MEMTOP_DERIVE_PROCESS_GROWN_PART_H
#define MEMTOP_DERIVE_PROCESS_GROWN_PART_H

#include "sample/process_detail.h"

/* The parts of a process that grow apart from one another: each kind of mapping, and these. */
enum part {
	PART_GIVEN_UP = KIND_COUNT, /* MADV_FREE: resident until the kernel wants it */
	PART_PAGE_TABLES,
	PART_UNMAPPED_MEMFDS,
	PART_WRITTEN_TMPFS,
	PART_COUNT
};

struct grown_part {
	enum part part; /* what grew most */
	uint64_t bytes; /* by so much */
	uint64_t all;   /* of what all that grew has gained */
};

struct grown_part grown_part_find(const struct process_detail *now,
	const struct process_detail *earlier);

/* What the process itself holds of it: not dropped and read again, nor given up already. */
struct value part_bytes(const struct process_detail *detail, enum part part);

#endif
