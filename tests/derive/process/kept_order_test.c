/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An order that begins with the last one: whatever moved, came or went, it is that of a plain sort. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdbool.h>
#include <string.h>

#include "derive/process/kept_order.h"

#define MOST 400

/* Who there is, ascending, with a figure each. */
struct crowd {
	pid_t pids[MOST];
	int figures[MOST];
	size_t count;
	size_t compared;
	uint32_t seed;
};

static uint32_t any(struct crowd *crowd, uint32_t below)
{
	crowd->seed = crowd->seed * 1664525 + 1013904223;
	return (crowd->seed >> 8) % below;
}

static int compare(uint32_t left, uint32_t right, void *context)
{
	struct crowd *crowd = context;

	crowd->compared++;
	if (crowd->figures[left] != crowd->figures[right])
		return crowd->figures[left] < crowd->figures[right] ? 1 : -1;
	return left < right ? -1 : left > right;
}

static void assert_sorted(struct crowd *crowd, const uint32_t *places)
{
	bool seen[MOST] = { false };

	assert_non_null(places);
	for (size_t i = 0; i < crowd->count; i++) {
		assert_true(places[i] < crowd->count);
		assert_false(seen[places[i]]);
		seen[places[i]] = true;
		if (i > 0)
			assert_true(compare(places[i - 1], places[i], crowd) < 0);
	}
}

static void sort(struct crowd *crowd, struct kept_order *order)
{
	const uint32_t *places;

	crowd->compared = 0;
	places = kept_order_sort(order, crowd->pids, crowd->count, compare, crowd);
	assert_sorted(crowd, places);
}

static void fill(struct crowd *crowd, size_t count)
{
	crowd->count = count;
	for (size_t i = 0; i < count; i++) {
		crowd->pids[i] = (pid_t)(10 * i + 1);
		crowd->figures[i] = (int)any(crowd, 50);
	}
}

static void end_one(struct crowd *crowd)
{
	const size_t at = any(crowd, (uint32_t)crowd->count);

	crowd->count--;
	memmove(&crowd->pids[at], &crowd->pids[at + 1], (crowd->count - at) * sizeof(*crowd->pids));
	memmove(&crowd->figures[at], &crowd->figures[at + 1],
		(crowd->count - at) * sizeof(*crowd->figures));
}

/* Behind one of the others, where there is a number left. */
static void begin_one(struct crowd *crowd)
{
	const size_t at = any(crowd, (uint32_t)crowd->count) + 1;

	if (crowd->count == MOST ||
		(at < crowd->count && crowd->pids[at] == crowd->pids[at - 1] + 1))
		return;
	memmove(&crowd->pids[at + 1], &crowd->pids[at], (crowd->count - at) * sizeof(*crowd->pids));
	memmove(&crowd->figures[at + 1], &crowd->figures[at],
		(crowd->count - at) * sizeof(*crowd->figures));
	crowd->pids[at] = crowd->pids[at - 1] + 1;
	crowd->figures[at] = (int)any(crowd, 50);
	crowd->count++;
}

static void whatever_moves_it_is_sorted(void **state)
{
	struct crowd crowd = { .seed = 1 };
	struct kept_order order = { 0 };

	(void)state;
	fill(&crowd, 200);
	for (int round = 0; round < 500; round++) {
		for (uint32_t i = any(&crowd, 6); i > 0; i--)
			crowd.figures[any(&crowd, (uint32_t)crowd.count)] = (int)any(&crowd, 50);
		for (uint32_t i = any(&crowd, 4); i > 0 && crowd.count > 1; i--)
			end_one(&crowd);
		for (uint32_t i = any(&crowd, 4); i > 0; i--)
			begin_one(&crowd);
		sort(&crowd, &order);
	}
	kept_order_close(&order);
}

static void all_may_be_others(void **state)
{
	struct crowd crowd = { .seed = 2 };
	struct kept_order order = { 0 };

	(void)state;
	sort(&crowd, &order);
	for (size_t count = MOST; count > 0; count /= 3) {
		fill(&crowd, count);
		sort(&crowd, &order);
	}
	fill(&crowd, MOST);
	sort(&crowd, &order);
	kept_order_close(&order);
}

static void who_rests_is_compared_once(void **state)
{
	struct crowd crowd = { .seed = 3 };
	struct kept_order order = { 0 };

	(void)state;
	fill(&crowd, MOST);
	sort(&crowd, &order);
	crowd.figures[7] += 60;
	kept_order_sort(&order, crowd.pids, crowd.count, compare, &crowd);
	crowd.compared = 0;
	kept_order_sort(&order, crowd.pids, crowd.count, compare, &crowd);
	assert_int_equal(crowd.compared, MOST - 1);
	crowd.figures[7] -= 60;
	crowd.compared = 0;
	kept_order_sort(&order, crowd.pids, crowd.count, compare, &crowd);
	assert_true(crowd.compared < 2 * MOST + 10);
	kept_order_close(&order);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whatever_moves_it_is_sorted),
		cmocka_unit_test(all_may_be_others),
		cmocka_unit_test(who_rests_is_compared_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
