/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How one number moved from frame to frame: where it began, and for each move how many frames
 * passed in which it rested, and by how much it moved.
 */
#ifndef MEMTOP_STORE_CODEC_TRACK_H
#define MEMTOP_STORE_CODEC_TRACK_H

#include "store/codec/bytes.h"

struct track {
	int64_t base, last;
	size_t at; /* the frame of the last move, from the first one on */
	size_t count;
	uint64_t bits; /* all that moves have */
	struct bytes moves;
};

void track_begin(struct track *track, int64_t base);
/* In the order of time. */
void track_add(struct track *track, size_t at, int64_t n);
void track_put(struct bytes *out, const struct track *track);
/*
 * Without its base; track->count is not 0.  Moves as multiples of 1 << shift, which they must be
 * (track_shift()): memory moves by pages.
 */
void track_put_moves(struct bytes *out, const struct track *track, unsigned shift);
/* How far moves can be shifted that have these bits. */
unsigned track_shift(uint64_t bits);

/* The same from the front. */
struct replayed {
	int64_t n;
	size_t left, next; /* moves to come, and the frame of the next; none is left: SIZE_MAX */
	unsigned shift;
	struct byte_reader moves;
};

/* Takes a track off in. */
struct replayed replayed_take(struct byte_reader *in);
struct replayed replayed_take_moves(struct byte_reader *in, int64_t base, unsigned shift);
/* Moves on to that frame, which is not before the one where it stands. */
void replayed_move_on(struct replayed *replayed, size_t at);

static inline void replayed_move(struct replayed *replayed, size_t at)
{
	if (replayed->next <= at)
		replayed_move_on(replayed, at);
}

#endif
