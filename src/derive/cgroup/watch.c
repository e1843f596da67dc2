/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/cgroup/watch.h"

#include "derive/cgroup/derived_cgroups.h"
#include "derive/cgroup/figures.h"

/* A trend of what moves costs some 50 us. */
#define TRENDS_MOST 64

static bool is_wanted(uint64_t id, const uint64_t *ids, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (ids[i] == id)
			return true;
	return count == 0;
}

static void find_trends(struct history *history, const struct history_key *key,
	struct derived_cgroup *derived)
{
	struct trend_finding finding;

	history_trend(history, key, HISTORY_CGROUP_USAGE, &finding);
	derived->growth = trend_pace(&finding);
	derived->trend = finding.trend;
	history_trend(history, key, HISTORY_CGROUP_UNRECLAIMABLE, &finding);
	derived->hard_growth = trend_pace(&finding);
	derived->hard_trend = finding.trend;
	derived->hard_levels = history_levels(history, key, HISTORY_CGROUP_UNRECLAIMABLE);
}

static enum status add(struct history *history, const struct history_key *key,
	enum history_figure figure, uint64_t now_ns, struct value value)
{
	if (!value_known(value) || value.n < 0)
		return STATUS_OK;
	return history_add(history, key, figure, now_ns, (uint64_t)value.n);
}

static enum status add_readings(struct history *history, const struct history_key *key,
	const struct cgroup_node *node, uint64_t now_ns)
{
	enum status status = add(history, key, HISTORY_CGROUP_USAGE, now_ns,
		cgroup_value(node->cgroup, CGROUP_USAGE));

	/* A difference of figures of two moments is none. */
	if (status == STATUS_OK && node->rest_ns == node->usage_ns)
		status = add(history, key, HISTORY_CGROUP_UNRECLAIMABLE, now_ns,
			cgroup_unreclaimable(node->cgroup));
	return status;
}

enum status cgroups_watch(struct history *history, struct cgroups *cgroups, const uint64_t *ids,
	size_t count)
{
	enum status status = STATUS_OK;
	size_t found = 0;

	for (size_t i = 0; i < cgroups->count; i++) {
		const struct cgroup_node *node = &cgroups->nodes[i];
		const struct history_key key = history_cgroup(node->cgroup->id);

		if (add_readings(history, &key, node, cgroups->monotonic_ns) != STATUS_OK)
			status = STATUS_NO_MEMORY;
		if (found < TRENDS_MOST && is_wanted(node->cgroup->id, ids, count)) {
			struct derived_cgroup *derived = derived_cgroup_edit(cgroups, i);

			if (derived)
				find_trends(history, &key, derived);
			else
				status = STATUS_NO_MEMORY;
			found++;
		}
	}
	history_sweep(history, HISTORY_CGROUP, cgroups->monotonic_ns);
	return status;
}
