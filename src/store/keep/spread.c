/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/keep/spread.h"

#include <stdlib.h>

#include "base/array.h"

void spreads_free(struct spreads *spreads)
{
	free(spreads->at);
	free(spreads->next);
	*spreads = (struct spreads){ 0 };
}

void spreads_clear(struct spreads *spreads)
{
	spreads->count = 0;
}

/*
 * What own memory is made of, but for what it had of shared memory when it was first seen (own_share_take()): that does
 * not move.  What it holds in memfds is left out, for it may become known in between.
 */
static bool own_of(const struct frame_process *process, int64_t *own)
{
	const struct value anonymous = frame_value(process->code[METRIC_ANONYMOUS]);
	const struct value swap = frame_value(process->code[METRIC_SWAP]);
	const struct value grown = frame_value(process->code[METRIC_SHMEM_GROWN]);

	if (process->id <= 0 || !value_known(anonymous) || !value_known(swap))
		return false;
	*own = number_plus(number_plus(anonymous.n, swap.n), value_known(grown) ? grown.n : 0);
	return true;
}

static void widen(struct spread_of *of, const struct frame_process *process, int64_t own)
{
	const int64_t least = number_plus(own, process->spread[FRAME_SPREAD_LEAST]);
	const int64_t most = number_plus(own, process->spread[FRAME_SPREAD_MOST]);

	of->least = of->count == 0 || least < of->least ? least : of->least;
	of->most = of->count == 0 || most > of->most ? most : of->most;
	of->sum += (double)own + (double)process->spread[FRAME_SPREAD_MEAN];
	of->count++;
}

/* Both are by id: those that went on are widened, others come in between. */
enum status spreads_add(struct spreads *spreads, const struct frame *frame)
{
	struct spread_of *next = array_reserve(spreads->next, &spreads->next_capacity,
		spreads->count + frame->process_count + 1, sizeof(*next));
	size_t was = 0, count = 0, capacity;

	if (!next)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < frame->process_count; i++) {
		const struct frame_process *process = &frame->processes[i];
		int64_t own;

		if (!own_of(process, &own))
			continue;
		while (was < spreads->count && spreads->at[was].id < process->id)
			next[count++] = spreads->at[was++];
		if (was < spreads->count && spreads->at[was].id == process->id)
			next[count] = spreads->at[was++];
		else
			next[count] = (struct spread_of){ .id = process->id };
		widen(&next[count++], process, own);
	}
	while (was < spreads->count)
		next[count++] = spreads->at[was++];
	spreads->next = spreads->at;
	spreads->at = next;
	spreads->count = count;
	capacity = spreads->capacity;
	spreads->capacity = spreads->next_capacity;
	spreads->next_capacity = capacity;
	return STATUS_OK;
}

static int64_t rounded(double n)
{
	return (int64_t)(n < 0 ? n - 0.5 : n + 0.5);
}

void spreads_put(const struct spreads *spreads, struct frame *frame)
{
	size_t at = 0;

	for (size_t i = 0; i < frame->process_count; i++) {
		struct frame_process *process = &frame->processes[i];
		const struct spread_of *of;
		int64_t own;

		while (at < spreads->count && spreads->at[at].id < process->id)
			at++;
		if (at == spreads->count || spreads->at[at].id != process->id ||
			!own_of(process, &own))
			continue;
		of = &spreads->at[at];
		process->spread[FRAME_SPREAD_LEAST] = number_minus(of->least, own);
		process->spread[FRAME_SPREAD_MEAN] =
			rounded(of->sum / (double)of->count - (double)own);
		process->spread[FRAME_SPREAD_MOST] = number_minus(of->most, own);
	}
}
