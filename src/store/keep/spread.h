/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How far the own memory of each process moved in some frames, of which a few are to stand for all:
 *
 *	spreads_add(&spreads, frame) ...; spreads_put(&spreads, frame);
 */
#ifndef MEMTOP_STORE_KEEP_SPREAD_H
#define MEMTOP_STORE_KEEP_SPREAD_H

#include "store/codec/frame.h"

struct spread_of {
	int64_t id;
	int64_t least, most;
	double sum;
	size_t count;
};

/* Zero it first; spreads_free() it last. */
struct spreads {
	struct spread_of *at, *next; /* by id, ascending; next is where others come in */
	size_t count, capacity, next_capacity;
};
void spreads_free(struct spreads *spreads);
void spreads_clear(struct spreads *spreads);

/* What the frame stands for itself is taken in.  STATUS_NO_MEMORY. */
enum status spreads_add(struct spreads *spreads, const struct frame *frame);
/* From then on the frame stands for all that were added, of which it is one. */
void spreads_put(const struct spreads *spreads, struct frame *frame);

#endif
