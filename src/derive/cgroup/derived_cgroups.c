/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/cgroup/derived_cgroups.h"

#include "base/shared.h"

struct derived_cgroups {
	size_t count;
	struct derived_cgroup nodes[];
};

const struct derived_cgroup *derived_of_cgroup(const struct cgroups *cgroups, size_t node)
{
	static const struct derived_cgroup nothing;

	return cgroups->derived && node < cgroups->derived->count ? &cgroups->derived->nodes[node]
								  : &nothing;
}

struct derived_cgroup *derived_cgroup_edit(struct cgroups *cgroups, size_t node)
{
	if (!cgroups->derived) {
		cgroups->derived =
			shared_new(sizeof(*cgroups->derived) +
					   cgroups->count * sizeof(cgroups->derived->nodes[0]),
				NULL);
		if (!cgroups->derived)
			return NULL;
		cgroups->derived->count = cgroups->count;
	}
	return &cgroups->derived->nodes[node];
}
