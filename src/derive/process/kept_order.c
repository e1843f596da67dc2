/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/process/kept_order.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"

#define NONE UINT32_MAX

void kept_order_close(struct kept_order *order)
{
	free(order->pids);
	free(order->places);
	free(order->others);
	*order = (struct kept_order){ 0 };
}

/* False without memory. */
static bool make_room(struct kept_order *order, size_t count)
{
	size_t pids = order->capacity, places = pids, others = pids;
	pid_t *more_pids = array_reserve(order->pids, &pids, count, sizeof(*more_pids));
	uint32_t *more_places, *more_others;

	if (!more_pids)
		return false;
	order->pids = more_pids;
	more_places = array_reserve(order->places, &places, count, sizeof(*more_places));
	if (!more_places)
		return false;
	order->places = more_places;
	more_others = array_reserve(order->others, &others, count, sizeof(*more_others));
	if (!more_others)
		return false;
	order->others = more_others;
	order->capacity = pids;
	return true;
}

/* The new index of each old one into others, NONE of who is no more. */
static void find_again(struct kept_order *order, const pid_t *pids, size_t count)
{
	size_t at = 0;

	for (size_t old = 0; old < order->count; old++) {
		while (at < count && pids[at] < order->pids[old])
			at++;
		order->others[old] =
			at < count && pids[at] == order->pids[old] ? (uint32_t)at : NONE;
	}
}

/* Puts those who are new behind the first stood places. */
static void add_new(struct kept_order *order, const pid_t *pids, size_t count, size_t stood)
{
	size_t old = 0;

	for (size_t at = 0; at < count; at++) {
		while (old < order->count && order->pids[old] < pids[at])
			old++;
		if (old == order->count || order->pids[old] != pids[at])
			order->places[stood++] = (uint32_t)at;
	}
}

const uint32_t *kept_order_same(const struct kept_order *order, const pid_t *pids, size_t count)
{
	if (!order->places || count != order->count ||
		memcmp(pids, order->pids, count * sizeof(*pids)) != 0)
		return NULL;
	return order->places;
}

/* Places become those of the new pids, in the old order; returns how many stood in it. */
static size_t carry_over(struct kept_order *order, const pid_t *pids, size_t count)
{
	size_t stood = 0;

	if (kept_order_same(order, pids, count))
		return count;
	find_again(order, pids, count);
	for (size_t i = 0; i < order->count; i++)
		if (order->others[order->places[i]] != NONE)
			order->places[stood++] = order->others[order->places[i]];
	add_new(order, pids, count, stood);
	memcpy(order->pids, pids, count * sizeof(*pids));
	return stood;
}

struct comparison {
	int (*compare)(uint32_t left, uint32_t right, void *context);
	void *context;
};

static int compare_places(const void *left, const void *right, void *context)
{
	const struct comparison *comparison = context;

	return comparison->compare(*(const uint32_t *)left, *(const uint32_t *)right,
		comparison->context);
}

/*
 * Takes out whoever does not follow the one before, and that one, for either may have moved: what stays
 * is in order.  Returns how many do; the others are in others.
 */
static size_t take_out(struct kept_order *order, size_t stood, const struct comparison *by)
{
	uint32_t *places = order->places;
	size_t kept = 0, taken = 0;

	for (size_t i = 0; i < stood; i++) {
		const uint32_t place = places[i];

		if (kept && by->compare(places[kept - 1], place, by->context) > 0) {
			order->others[taken++] = places[--kept];
			order->others[taken++] = place;
		} else {
			places[kept++] = place;
		}
	}
	return kept;
}

/* From the end, so that nothing has to be moved twice. */
static void put_back(struct kept_order *order, size_t kept, size_t taken,
	const struct comparison *by)
{
	size_t to = kept + taken;

	while (taken) {
		if (kept && by->compare(order->places[kept - 1], order->others[taken - 1],
				    by->context) > 0)
			order->places[--to] = order->places[--kept];
		else
			order->places[--to] = order->others[--taken];
	}
}

const uint32_t *kept_order_sort(struct kept_order *order, const pid_t *pids, size_t count,
	int (*compare)(uint32_t left, uint32_t right, void *context), void *context)
{
	struct comparison by = { compare, context };
	size_t stood, kept, taken;

	if (count >= NONE || !make_room(order, (count > order->count ? count : order->count) + 1)) {
		kept_order_close(order);
		return NULL;
	}
	stood = carry_over(order, pids, count);
	order->count = count;
	kept = take_out(order, stood, &by);
	taken = count - kept;
	if (taken == 0)
		return order->places;
	memcpy(order->others + (stood - kept), order->places + stood,
		(count - stood) * sizeof(*order->others));
	qsort_r(order->others, taken, sizeof(*order->others), compare_places, &by);
	put_back(order, kept, taken, &by);
	return order->places;
}
