/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/cgroup/protection.h"

/* max is absent, and means all of it. */
static double setting_of(const struct cgroup *cgroup, enum cgroup_figure setting)
{
	struct value value = cgroup_value(cgroup, setting);

	if (value_known(value))
		return (double)value.n;
	return value.state == VALUE_ABSENT ? (double)INT64_MAX : 0;
}

static double usage_of(const struct cgroup *cgroup)
{
	return (double)value_or(cgroup_value(cgroup, CGROUP_USAGE), 0);
}

static double claimed(const struct cgroup *cgroup, enum cgroup_figure setting)
{
	double usage = usage_of(cgroup), set = setting_of(cgroup, setting);

	return usage < set ? usage : set;
}

static double claimed_by_children(const struct cgroups *cgroups, size_t parent,
	enum cgroup_figure setting)
{
	const struct cgroup_node *nodes = cgroups->nodes;
	double sum = 0;

	for (size_t child = parent + 1; child < nodes[parent].end; child = nodes[child].end)
		sum += claimed(nodes[child].cgroup, setting);
	return sum;
}

/* What the parent's protection, effective, comes to for one of its children. */
static double effective(const struct cgroups *cgroups, size_t at, enum cgroup_figure setting,
	double of_parent)
{
	const struct cgroup *cgroup = cgroups->nodes[at].cgroup;
	size_t parent = cgroups->nodes[at].parent;
	double own = claimed(cgroup, setting);
	double siblings = claimed_by_children(cgroups, parent, setting);
	double used_by_parent = usage_of(cgroups->nodes[parent].cgroup);

	if (siblings > of_parent)
		return own * of_parent / siblings;
	if (cgroups->is_recursive && of_parent > siblings && used_by_parent > siblings &&
		usage_of(cgroup) > own)
		own += (of_parent - siblings) * (usage_of(cgroup) - own) /
		       (used_by_parent - siblings);
	return own;
}

/* Where nothing is set that is a number this kernel may have no such file. */
static bool is_known(const struct cgroups *cgroups, size_t at, enum cgroup_figure setting)
{
	for (; at != CGROUP_NO_PARENT; at = cgroups->nodes[at].parent)
		if (value_known(cgroup_value(cgroups->nodes[at].cgroup, setting)))
			return true;
	return false;
}

/* The one above at, at that distance. */
static size_t ancestor(const struct cgroups *cgroups, size_t at, unsigned distance)
{
	while (distance-- > 0)
		at = cgroups->nodes[at].parent;
	return at;
}

struct value cgroup_protected(const struct cgroups *cgroups, size_t at, enum cgroup_figure setting)
{
	unsigned depth = cgroups->nodes[at].depth;
	double result;

	if (cgroups->version != 2 || depth == 0 || !is_known(cgroups, at, setting))
		return value_missing(VALUE_ABSENT);
	/* Directly below the root it holds as it is set. */
	result = setting_of(cgroups->nodes[ancestor(cgroups, at, depth - 1)].cgroup, setting);
	for (unsigned distance = depth - 1; distance-- > 0;)
		result = effective(cgroups, ancestor(cgroups, at, distance), setting, result);
	if (result > usage_of(cgroups->nodes[at].cgroup))
		result = usage_of(cgroups->nodes[at].cgroup);
	return value_of((int64_t)result);
}
