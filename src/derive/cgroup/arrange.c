/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/cgroup/arrange.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/macros.h"
#include "base/text.h"

/* What a line is sorted by, found once. */
struct sort_key {
	size_t node;
	struct value value;
	struct text text;
};

/* What is not known comes last, whichever way it goes; equals stay in the order of their names. */
static int compare(const void *left, const void *right, void *context)
{
	const struct sort_key *a = left, *b = right;
	const struct cgroup_order *order = context;
	int by_text = text_compare(a->text, b->text);

	return FIRST_DIFFERENCE(value_order(a->value, b->value, !order->ascending),
		order->ascending ? by_text : -by_text, COMPARE(a->node, b->node));
}

static void fill(struct sort_key *key, const struct cgroup_facts *facts, size_t node,
	enum cgroup_column sort)
{
	*key = (struct sort_key){ .node = node };
	if (cgroup_columns[sort].label.unit != UNIT_TEXT) {
		key->value = cgroup_column_value(facts, node, sort);
		return;
	}
	key->value = value_of(0);
	key->text = cgroup_column_text(facts, node, sort);
}

static size_t children(struct sort_key *keys, const struct cgroup_facts *facts, size_t node,
	const struct cgroup_order *order)
{
	const struct cgroup_node *nodes = facts->cgroups->nodes;
	size_t count = 0;

	for (size_t child = node + 1; child < nodes[node].end; child = nodes[child].end)
		fill(&keys[count++], facts, child, order->sort);
	return count;
}

static bool has_children(const struct cgroup_facts *facts, size_t node)
{
	return facts->cgroups->nodes[node].end > node + 1;
}

/*
 * The children of a node are put on a stack, the last one lowest, so that no depth needs another
 * one.  keys has room for all nodes: those that wait, and behind them those that are sorted.
 */
static size_t arrange_tree(struct cgroup_line *lines, struct sort_key *keys,
	const struct cgroup_facts *facts, struct cgroup_order *order)
{
	struct cgroup_line *stack = lines; /* what waits stands at the end of the same array */
	size_t count = facts->cgroups->count, waiting = count, done = 0;

	stack[--waiting] = (struct cgroup_line){ .last_child = true };
	while (waiting < count) {
		struct cgroup_line line = stack[waiting++];
		size_t found;

		line.folded = order->is_folded && has_children(facts, line.node) &&
			      order->is_folded(order->context,
				      facts->cgroups->nodes[line.node].cgroup->id);
		lines[done++] = line;
		if (line.folded)
			continue;
		found = children(keys, facts, line.node, order);
		if (found > 1)
			qsort_r(keys, found, sizeof(*keys), compare, order);
		for (size_t i = found; i-- > 0;)
			stack[--waiting] = (struct cgroup_line){ .node = keys[i].node,
				.last_child = i + 1 == found };
	}
	return done;
}

enum status cgroup_arrange(struct cgroup_line **lines, size_t *line_count,
	const struct cgroup_facts *facts, const struct cgroup_order *given)
{
	struct cgroup_order order = *given;
	size_t count = facts->cgroups->count;
	struct sort_key *keys = array_new(count, sizeof(*keys));

	*line_count = count;
	*lines = array_new(count, sizeof(**lines));
	if (!*lines || !keys) {
		free(keys);
		return STATUS_NO_MEMORY;
	}
	if (order.is_flat) {
		for (size_t i = 0; i < count; i++)
			fill(&keys[i], facts, i, order.sort);
		if (count > 1)
			qsort_r(keys, count, sizeof(*keys), compare, &order);
		for (size_t i = 0; i < count; i++)
			(*lines)[i].node = keys[i].node;
	} else if (count > 0) {
		*line_count = arrange_tree(*lines, keys, facts, &order);
	}
	free(keys);
	return STATUS_OK;
}
