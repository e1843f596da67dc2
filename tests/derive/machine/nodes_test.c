/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which node has least and most left, on nodes that are made up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/macros.h"
#include "derive/machine/nodes.h"
#include "support/assert_value.h"

static struct memory_node node_of(unsigned id, uint64_t total, uint64_t free, uint64_t file)
{
	struct memory_node node = { .id = id };

	values_fill(node.figure, sizeof(node.figure), VALUE_ABSENT);
	node.figure[NODE_TOTAL] = value_of(total);
	node.figure[NODE_FREE] = value_of(free);
	node.figure[NODE_INACTIVE_FILE] = value_of(file);
	return node;
}

static void what_is_left_is_free_or_can_be_given_back(void **state)
{
	struct memory_node node = node_of(0, 100, 7, 20);

	(void)state;
	assert_value(node_left(&node), 27);
	node.figure[NODE_ACTIVE_FILE] = value_of(UINT64_C(300));
	node.figure[NODE_SLAB_RECLAIMABLE] = value_of(UINT64_C(4000));
	assert_value(node_left(&node), 4327);
	node.figure[NODE_SLAB_RECLAIMABLE] = value_missing(VALUE_DENIED);
	assert_false(value_known(node_left(&node)));
}

static void shares_decide_and_of_equals_the_first(void **state)
{
	struct memory_node made[] = { node_of(0, 0, 0, 0), node_of(1, 1000, 300, 0),
		node_of(2, 100, 40, 0), node_of(3, 100, 20, 10), node_of(4, 1000, 400, 0),
		node_of(5, 100, 0, 0) };
	struct memory_nodes nodes = { made, 5, 0 };

	(void)state;
	assert_int_equal(nodes_fullest(&nodes, false)->id, 1);
	assert_int_equal(nodes_emptiest(&nodes)->id, 2);
	made[5].figure[NODE_FREE] = value_missing(VALUE_DENIED);
	nodes.count = 6;
	assert_int_equal(nodes_fullest(&nodes, false)->id, 1);
	made[5].figure[NODE_FREE] = value_of(UINT64_C(0));
	assert_int_equal(nodes_fullest(&nodes, false)->id, 5);
	/* Neither one without memory nor none at all. */
	nodes.count = 1;
	assert_null(nodes_fullest(&nodes, false));
	assert_null(nodes_emptiest(&nodes));
	made[0].figure[NODE_TOTAL] = value_missing(VALUE_ABSENT);
	assert_null(nodes_emptiest(&nodes));
}

/* What is full by demotion is not what programs on processors find full. */
static void nodes_without_processors_are_told_apart(void **state)
{
	struct memory_node made[] = { node_of(0, 100, 30, 0), node_of(1, 100, 20, 0),
		node_of(2, 100, 1, 0), node_of(3, 100, 90, 0) };
	struct memory_nodes nodes = { made, 4, 0 };

	(void)state;
	assert_null(nodes_fullest(&nodes, true));
	made[2].without_cpus = made[3].without_cpus = true;
	assert_int_equal(nodes_fullest(&nodes, false)->id, 1);
	assert_int_equal(nodes_fullest(&nodes, true)->id, 2);
	assert_int_equal(nodes_emptiest(&nodes)->id, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_left_is_free_or_can_be_given_back),
		cmocka_unit_test(shares_decide_and_of_equals_the_first),
		cmocka_unit_test(nodes_without_processors_are_told_apart),
	};

	return cmocka_run_group_tests_name("derive/nodes", tests, NULL, NULL);
}
