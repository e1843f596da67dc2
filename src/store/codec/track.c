/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/codec/track.h"

/* Beyond that it would not be a number with a sign. */
#define SHIFT_MOST 62

void track_begin(struct track *track, int64_t base)
{
	*track = (struct track){ .base = base, .last = base };
}

void track_add(struct track *track, size_t at, int64_t n)
{
	if (n == track->last)
		return;
	bytes_put_number(&track->moves, at - track->at - 1);
	bytes_put_signed(&track->moves, number_minus(n, track->last));
	track->bits |= (uint64_t)number_minus(n, track->last);
	track->at = at;
	track->last = n;
	track->count++;
}

unsigned track_shift(uint64_t bits)
{
	unsigned shift = 0;

	while (bits && shift < SHIFT_MOST && !(bits >> shift & 1))
		shift++;
	return shift;
}

static void shift_moves(struct bytes *out, const struct track *track, unsigned shift)
{
	struct byte_reader moves = reading_of(track->moves.at, track->moves.length);

	for (size_t i = 0; i < track->count; i++) {
		bytes_put_number(out, reading_number(&moves));
		bytes_put_signed(out, reading_signed(&moves) / ((int64_t)1 << shift));
	}
}

void track_put_moves(struct bytes *out, const struct track *track, unsigned shift)
{
	struct bytes shifted = { 0 };
	const struct bytes *moves = &track->moves;

	if (shift > 0) {
		shift_moves(&shifted, track, shift);
		moves = &shifted;
	}
	bytes_put_number(out, track->count);
	bytes_put_number(out, moves->length);
	bytes_put(out, moves->at, moves->length);
	out->failed |= moves->failed || track->moves.failed;
	bytes_free(&shifted);
}

void track_put(struct bytes *out, const struct track *track)
{
	bytes_put_signed(out, track->base);
	track_put_moves(out, track, 0);
}

static void find_next(struct replayed *replayed, size_t at)
{
	uint64_t rested;

	replayed->next = SIZE_MAX;
	if (replayed->left == 0)
		return;
	rested = reading_number(&replayed->moves);
	if (!replayed->moves.bad && rested < SIZE_MAX - at - 1)
		replayed->next = at + 1 + (size_t)rested;
}

struct replayed replayed_take_moves(struct byte_reader *in, int64_t base, unsigned shift)
{
	struct replayed replayed = { .n = base, .shift = shift };

	replayed.left = (size_t)reading_number(in);
	replayed.moves = reading_part(in, (size_t)reading_number(in));
	find_next(&replayed, 0);
	return replayed;
}

struct replayed replayed_take(struct byte_reader *in)
{
	int64_t base = reading_signed(in);

	return replayed_take_moves(in, base, 0);
}

/* Most of what a reader of a day does: what it works on is its own, and not read through a pointer. */
void replayed_move_on(struct replayed *replayed, size_t at)
{
	struct byte_reader moves = replayed->moves;
	int64_t n = replayed->n;
	size_t left = replayed->left, next = replayed->next;
	const unsigned shift = replayed->shift;

	while (next <= at) {
		uint64_t rested;

		n = number_plus(n, (int64_t)((uint64_t)reading_signed(&moves) << shift));
		rested = --left ? reading_number(&moves) : SIZE_MAX;
		next = moves.bad || rested >= SIZE_MAX - next - 1 ? SIZE_MAX : next + 1 + rested;
	}
	*replayed = (struct replayed){ n, left, next, shift, moves };
}
