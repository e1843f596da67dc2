/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Goes through the frames of a record in their order, out of its blocks and then its tail.
 *
 *	walk_begin(&walk, database, from, to);
 *	while (walk_next(&walk, &frame, &message) == STATUS_OK) ...
 *	walk_end(&walk);
 */
#ifndef MEMTOP_STORE_WALK_H
#define MEMTOP_STORE_WALK_H

#include "store/database.h"
#include "store/codec/fold.h"

/* Blocks and rows that cannot be read, and from when to when they are. */
struct walk_loss {
	size_t count;
	int64_t from_ns, to_ns;
};
void walk_lose(struct walk_loss *loss, int64_t from_ns, int64_t to_ns, size_t count);

struct record_walk {
	struct database *database;
	int64_t from, to; /* sequences, both included */
	int64_t boot;     /* of the frame that walk_next() gave */
	/* Frames before that sequence need have that part alone; NULL: they are whole as well. */
	int64_t whole_from;
	const struct frame_part *part;
	bool machine; /* the processes of blocks are not unpacked: frames have none */
	/* its own */
	struct unfold *unfold;
	bool in_block; /* it has frames to come */
	int64_t block_from_ns, block_to_ns;
	int64_t block_boot, block_after; /* blocks that begin behind this are still to come */
	int64_t tail_after;              /* the same of the tail's rows; -1: not there yet */
	int64_t tail_ns;
	int64_t tail_sought; /* what was wanted when it was last looked where to begin there */
	struct frame frames[2];
	bool newest, has_last;
	struct bytes raw;
	struct walk_loss loss;
};

void walk_begin(struct record_walk *walk, struct database *database, int64_t from, int64_t to);
void walk_end(struct record_walk *walk);

/*
 * The next frame, which lasts until the next call.  What is damaged is passed over and counted.
 * STATUS_ABSENT: there are no more; STATUS_NO_MEMORY, or the database's failures with a message.
 */
enum status walk_next(struct record_walk *walk, const struct frame **frame,
	struct message *message);

#endif
