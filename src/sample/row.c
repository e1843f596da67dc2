/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sample/row.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/shared.h"

struct row *row_allocate(void)
{
	return calloc(1, sizeof(struct row));
}

struct row *row_begin(struct row *row, pid_t pid, pid_t ppid, struct identity *identity)
{
	if (!row)
		return NULL;
	atomic_init(&row->references, 1);
	row->pid = pid;
	row->ppid = ppid;
	row->identity = identity_ref(identity);
	return row;
}

struct row *row_new(pid_t pid, pid_t ppid, struct identity *identity)
{
	return row_begin(row_allocate(), pid, ppid, identity);
}

struct row *row_copy(const struct row *row)
{
	const size_t behind = offsetof(struct row, version);
	struct row *copy = malloc(sizeof(*copy));

	if (!copy)
		return NULL;
	/* But for the count: meanwhile another thread may give back its reference. */
	memcpy((char *)copy + behind, (const char *)row + behind, sizeof(*copy) - behind);
	atomic_init(&copy->references, 1);
	identity_ref(copy->identity);
	shared_ref(copy->derived);
	return copy;
}

struct row *row_ref(const struct row *row)
{
	struct row *shared = (struct row *)(uintptr_t)row; /* only the count changes */

	atomic_fetch_add_explicit(&shared->references, 1, memory_order_relaxed);
	return shared;
}

void row_unref(struct row *row)
{
	if (!row || atomic_fetch_sub_explicit(&row->references, 1, memory_order_acq_rel) != 1)
		return;
	identity_unref(row->identity);
	shared_unref(row->derived);
	free(row);
}

struct row *row_edit(struct row **row)
{
	struct row *copy;

	if (!*row)
		return NULL;
	/* No other thread makes new references out of *row, so 1 stays 1. */
	if (atomic_load_explicit(&(*row)->references, memory_order_acquire) != 1) {
		copy = row_copy(*row);
		if (!copy)
			return NULL;
		row_unref(*row);
		*row = copy;
	}
	(*row)->version += (*row)->version != 0;
	return *row;
}

bool row_change(struct row **row, enum metric metric, struct value value)
{
	struct row *edited;

	if (!*row ||
		((*row)->metric_state[metric] == value.state && (*row)->metric[metric] == value.n))
		return true;
	edited = row_edit(row);
	if (edited)
		row_set(edited, metric, value);
	return edited;
}

int metric_budgeted(enum metric metric)
{
	if (metric == METRIC_RETAINED)
		return BUDGETED_RETAINED;
	if (metric == METRIC_LAZY_FREE)
		return BUDGETED_LAZY_FREE;
	return metric == METRIC_PSS || metric == METRIC_USS || metric == METRIC_SWAP_PSS
		       ? BUDGETED_ROLLUP
		       : -1;
}

struct value row_metric(const struct row *row, enum metric metric, uint64_t now_ns)
{
	struct value value = {
		.n = row->metric[metric],
		.state = (enum value_state)row->metric_state[metric],
	};
	int budgeted = metric_budgeted(metric);

	if (budgeted >= 0 && value_known(value) && row->budgeted_ns[budgeted] < now_ns) {
		uint64_t age_ms = (now_ns - row->budgeted_ns[budgeted]) / 1000000;

		value.state = VALUE_STALE;
		value.age_ms = age_ms > UINT32_MAX ? UINT32_MAX : (uint32_t)age_ms;
	}
	return value;
}
