/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/process/kept_order.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "sample/sample.h"

#define NONE UINT32_MAX

/* Where more rows than one in so many are others, a list is made anew, which costs less by then. */
#define CHANGED_PART 8

void kept_order_close(struct kept_order *order)
{
	free(order->pids);
	free(order->places);
	free(order->others);
	free(order->list.versions);
	free(order->list.lines);
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

/* The new index of each old one into others, NONE of those that are no more. */
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

/* Puts those that are new behind the first stood places. */
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
 * Takes out each line that does not follow the one before, and that one, for either may have moved: what stays
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

/* ---- a list that stands ---- */

uint32_t *kept_list_begin(struct kept_list *list, const struct sample *sample)
{
	const size_t count = sample->row_count + 1;
	size_t versions = list->capacity, lines = versions;
	uint64_t *more_versions;
	uint32_t *more_lines;

	list->row_count = list->line_count = 0;
	if (count > UINT32_MAX)
		return NULL;
	more_versions = array_reserve(list->versions, &versions, count, sizeof(*more_versions));
	if (!more_versions)
		return NULL;
	list->versions = more_versions;
	more_lines = array_reserve(list->lines, &lines, count, sizeof(*more_lines));
	if (!more_lines)
		return NULL;
	list->lines = more_lines;
	list->capacity = versions;
	return more_lines;
}

void kept_list_keep(struct kept_list *list, const struct sample *sample, size_t line_count,
	unsigned by)
{
	for (size_t i = 0; i < sample->row_count; i++)
		list->versions[i] = sample->rows[i]->version;
	list->row_count = sample->row_count;
	list->line_count = line_count;
	list->by = by;
}

/* How many rows are others; SIZE_MAX if of one of them it cannot be told. */
static size_t count_changed(const struct kept_list *list, const struct sample *sample)
{
	size_t changed = 0;

	for (size_t i = 0; i < sample->row_count; i++) {
		const uint64_t version = sample->rows[i]->version;

		if (version != list->versions[i])
			changed++;
		else if (version == 0)
			return SIZE_MAX;
	}
	return changed;
}

bool kept_list_stands(struct kept_list *list, const struct sample *sample, unsigned by,
	bool (*stays)(const void *context, const struct row *before, const struct row *row,
		const struct row *after),
	const void *context)
{
	struct row *const *rows = sample->rows;
	size_t changed;

	if (list->row_count == 0 || list->row_count != sample->row_count || list->by != by)
		return false;
	changed = count_changed(list, sample);
	if (changed > sample->row_count / CHANGED_PART)
		return false;
	for (size_t i = 0; changed && i < list->line_count; i++) {
		const uint32_t at = list->lines[i];

		if (rows[at]->version == list->versions[at])
			continue;
		if (!stays(context, i > 0 ? rows[list->lines[i - 1]] : NULL, rows[at],
			    i + 1 < list->line_count ? rows[list->lines[i + 1]] : NULL))
			return false;
		list->versions[at] = rows[at]->version;
		changed--;
	}
	/* A row that had no line and is another than before may have one now. */
	return changed == 0;
}
