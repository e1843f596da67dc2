/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/cgroup/watch.h"

/* A trend of what moves costs some 50 us. */
#define TRENDS_MOST 64

static bool is_wanted(uint64_t id, const uint64_t *ids, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (ids[i] == id)
			return true;
	return count == 0;
}

static struct value pace_of(struct history *history, uint64_t id)
{
	const struct history_key key = history_cgroup(id);
	struct trend_finding finding;

	history_trend(history, &key, HISTORY_CGROUP_USAGE, &finding);
	if (finding.trend == TREND_TOO_SHORT)
		return value_missing(VALUE_PENDING);
	return value_of((int64_t)finding.bytes_per_minute);
}

void cgroups_watch(struct history *history, struct cgroups *cgroups, const uint64_t *ids,
	size_t count)
{
	size_t found = 0;

	for (size_t i = 0; i < cgroups->count; i++) {
		struct cgroup_node *node = &cgroups->nodes[i];
		struct value usage = cgroup_value(node->cgroup, CGROUP_USAGE);
		const struct history_key key = history_cgroup(node->cgroup->id);

		if (!value_known(usage))
			continue;
		/* Without the memory for another reading the trend is what it was. */
		history_add(history, &key, HISTORY_CGROUP_USAGE, cgroups->monotonic_ns,
			value_or(usage, 0));
		if (found < TRENDS_MOST && is_wanted(node->cgroup->id, ids, count)) {
			node->growth = pace_of(history, node->cgroup->id);
			found++;
		}
	}
	history_sweep(history, HISTORY_CGROUP, cgroups->monotonic_ns);
}
