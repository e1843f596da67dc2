/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/trend/legs.h"

#include "derive/trend/floor.h"

#define TROUGHS_LEAST 4

static void end_leg(struct legs *legs, const struct curve *curve, bool up, size_t at)
{
	legs->count++;
	legs->last_up = up;
	if (!up)
		legs->troughs[legs->trough_count++] = curve->points[at];
	legs->turn = at;
}

void legs_find(struct legs *legs, const struct curve *curve, double size)
{
	size_t high = 0, low = 0;
	int direction = 0; /* of the leg that is under way */

	*legs = (struct legs){ 0 };
	for (size_t i = 1; i < curve->count; i++) {
		double bytes = curve->points[i].bytes;

		if (bytes > curve->points[high].bytes)
			high = i;
		if (bytes < curve->points[low].bytes)
			low = i;
		if (direction >= 0 && curve->points[high].bytes - bytes >= size) {
			if (direction > 0)
				end_leg(legs, curve, true, high);
			direction = -1;
			low = i;
		} else if (direction <= 0 && bytes - curve->points[low].bytes >= size) {
			if (direction < 0)
				end_leg(legs, curve, false, low);
			direction = 1;
			high = i;
		}
	}
	if (direction != 0) {
		legs->count++;
		legs->last_up = direction > 0;
	}
}

bool legs_troughs_climb(struct curve *floor, const struct legs *legs, const struct curve *curve)
{
	size_t last = legs->trough_count - 1;

	if (legs->trough_count < TROUGHS_LEAST ||
		legs->troughs[last].bytes - legs->troughs[0].bytes <= floor_least(curve))
		return false;
	curve_load(floor, legs->troughs, legs->trough_count);
	return floor_is_even(floor);
}
