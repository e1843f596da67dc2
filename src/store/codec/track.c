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

/* A move and the rest behind it take no more, so with as much to come there is no need to look where it ends. */
#define MOVE_BYTES 8

/* Up to three bytes, of MOVE_BYTES that are there; SIZE_MAX: it is longer. */
static inline uint64_t short_number(const uint8_t **at, size_t bytes_most)
{
	const uint8_t *in = *at;

	if (in[0] < 0x80) {
		*at = in + 1;
		return in[0];
	}
	if (in[1] < 0x80) {
		*at = in + 2;
		return (uint64_t)(in[0] & 0x7f) | (uint64_t)in[1] << 7;
	}
	if (bytes_most < 3 || in[2] >= 0x80)
		return UINT64_MAX;
	*at = in + 3;
	return (uint64_t)(in[0] & 0x7f) | (uint64_t)(in[1] & 0x7f) << 7 | (uint64_t)in[2] << 14;
}

/*
 * Most of what a reader of a day does: what it works on is its own, and not read through a pointer.  Up to
 * frame at, or the first move that is none of the short ones.
 */
static void move_shortly(struct replayed *replayed, size_t at)
{
	const uint8_t *in = replayed->moves.at;
	const uint8_t *const last = replayed->moves.end - MOVE_BYTES;
	uint64_t n = (uint64_t)replayed->n;
	size_t left = replayed->left, next = replayed->next;
	const unsigned shift = replayed->shift;

	while (next <= at && left > 1 && in <= last) {
		const uint8_t *here = in;
		const uint64_t moved = short_number(&here, 3);
		const uint64_t rested = moved == UINT64_MAX ? moved : short_number(&here, 2);

		if (rested == UINT64_MAX)
			break;
		n += ((moved >> 1) ^ (0 - (moved & 1))) << shift;
		next += 1 + (size_t)rested;
		left--;
		in = here;
	}
	replayed->moves.at = in;
	replayed->n = (int64_t)n;
	replayed->left = left;
	replayed->next = next;
}

static void move_once(struct replayed *replayed)
{
	struct byte_reader *moves = &replayed->moves;
	const size_t next = replayed->next;
	uint64_t rested;

	replayed->n = number_plus(replayed->n,
		(int64_t)((uint64_t)reading_signed(moves) << replayed->shift));
	rested = --replayed->left ? reading_number(moves) : SIZE_MAX;
	replayed->next = moves->bad || rested >= SIZE_MAX - next - 1 ? SIZE_MAX : next + 1 + rested;
}

void replayed_move_on(struct replayed *replayed, size_t at)
{
	while (replayed->next <= at) {
		if (replayed->moves.end - replayed->moves.at >= MOVE_BYTES)
			move_shortly(replayed, at);
		if (replayed->next <= at)
			move_once(replayed);
	}
}
