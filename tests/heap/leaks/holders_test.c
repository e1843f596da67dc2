/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Labels of nodes: narrow while they can be, wide from then on, and none is lost between. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "heap/leaks/roots/holders.h"

#define NODES 1000u

static void start(struct holders *holders, struct allowance *allowance, uint64_t most)
{
	*allowance = (struct allowance){ .memory_most = most };
	assert_int_equal(holders_open(holders, NODES, allowance), STATUS_OK);
}

static void labels_grow_wide_and_stay(void **state)
{
	struct allowance allowance;
	struct holders holders;

	(void)state;
	start(&holders, &allowance, 0);
	for (uint32_t node = 0; node < NODES; node++)
		holders_put(&holders, node, (holder_label)(node % 256));
	assert_false(holders.is_wide);
	holders_put(&holders, 7, 256);
	assert_true(holders.is_wide);
	for (uint32_t node = 0; node < NODES; node++)
		assert_int_equal(holders_get(&holders, node), node == 7 ? 256 : node % 256);
	assert_int_equal(holders_get(&holders, NODES), 0);
	holders_put(&holders, 8, LABEL_MANY);
	assert_int_equal(holders_get(&holders, 8), LABEL_MANY);
	holders_free(&holders);
	assert_int_equal(allowance.memory_taken, 0);
}

static void their_memory_is_used_again_from_zero(void **state)
{
	struct allowance allowance;
	struct holders holders;
	holder_label *labels;

	(void)state;
	start(&holders, &allowance, 0);
	for (uint32_t node = 0; node < NODES; node++)
		holders_put(&holders, node, 200);
	labels = holders_reuse(&holders);
	assert_non_null(labels);
	for (uint32_t node = 0; node <= NODES; node++)
		assert_int_equal(labels[node], 0);
	labels[NODES] = UINT16_MAX;
	holders_free(&holders);
	assert_null(holders_reuse(&holders));
}

/* Where the allowance has no room, all goes on without. */
static void without_room_there_are_none(void **state)
{
	struct allowance allowance;
	struct holders holders;

	(void)state;
	start(&holders, &allowance, NODES);
	assert_null(holders.labels);
	assert_int_equal(holders_label(&holders, 1, 0, 0), LABEL_NONE);
	holders_free(&holders);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(labels_grow_wide_and_stay),
		cmocka_unit_test(their_memory_is_used_again_from_zero),
		cmocka_unit_test(without_room_there_are_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
