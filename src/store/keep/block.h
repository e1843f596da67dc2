/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A block of the record: frames of one boot and a clock that went forward, folded. */
#ifndef MEMTOP_STORE_KEEP_BLOCK_H
#define MEMTOP_STORE_KEEP_BLOCK_H

#include "store/database.h"
#include "store/codec/fold.h"

struct stored_block {
	struct fold *fold;
	int64_t first, last; /* sequences; 0: nothing was added */
	int64_t boot, wall0, wall1, level;
};

/* The next frame of it. */
enum status block_add(struct stored_block *block, const struct frame *frame, int64_t boot);

/* In a transaction; one that began with the same sequence is replaced. */
enum status block_write(struct database *database, const struct stored_block *block,
	struct message *message);

#endif
