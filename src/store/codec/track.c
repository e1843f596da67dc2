/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/codec/track.h"

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
	track->at = at;
	track->last = n;
	track->count++;
}

void track_put_moves(struct bytes *out, const struct track *track)
{
	bytes_put_number(out, track->count);
	bytes_put_number(out, track->moves.length);
	bytes_put(out, track->moves.at, track->moves.length);
	out->failed |= track->moves.failed;
}

void track_put(struct bytes *out, const struct track *track)
{
	bytes_put_signed(out, track->base);
	track_put_moves(out, track);
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

struct replayed replayed_take_moves(struct byte_reader *in, int64_t base)
{
	struct replayed replayed = { .n = base };

	replayed.left = (size_t)reading_number(in);
	replayed.moves = reading_part(in, (size_t)reading_number(in));
	find_next(&replayed, 0);
	return replayed;
}

struct replayed replayed_take(struct byte_reader *in)
{
	int64_t base = reading_signed(in);

	return replayed_take_moves(in, base);
}

void replayed_move_on(struct replayed *replayed, size_t at)
{
	while (replayed->next <= at) {
		size_t here = replayed->next;

		replayed->n = number_plus(replayed->n, reading_signed(&replayed->moves));
		replayed->left--;
		find_next(replayed, here);
	}
}
