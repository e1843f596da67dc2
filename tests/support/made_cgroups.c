/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "support/made_cgroups.h"

#include <stdlib.h>
#include <string.h>

/* The last slash of a path; before it stands the parent's. */
static size_t name_in(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? (size_t)(slash - path) + 1 : 0;
}

static size_t parent_of(const struct cgroups *cgroups, const char *path)
{
	size_t length = name_in(path) - 1;

	for (size_t i = cgroups->count; i-- > 0;) {
		const char *candidate = cgroups->nodes[i].cgroup->identity->path;

		if (strcmp(candidate, "/") == 0 ? length == 0
						: strlen(candidate) == length &&
							  strncmp(candidate, path, length) == 0)
			return i;
	}
	abort();
}

static void add(struct cgroups *cgroups, const struct made_cgroup *made)
{
	struct cgroup_node *node = &cgroups->nodes[cgroups->count];

	node->cgroup = cgroup_new(cgroups->count + 1, made->path, name_in(made->path));
	if (!node->cgroup)
		abort();
	for (int i = 0; i < CGROUP_FIGURES; i++)
		cgroup_set(node->cgroup, (enum cgroup_figure)i, value_missing(VALUE_ABSENT));
	for (size_t i = 0; i < made->count; i++)
		cgroup_set(node->cgroup, made->figures[i].figure, value_of(made->figures[i].n));
	node->parent = cgroups->count ? parent_of(cgroups, made->path) : CGROUP_NO_PARENT;
	node->depth = cgroups->count ? cgroups->nodes[node->parent].depth + 1 : 0;
	cgroups->count++;
	for (size_t i = cgroups->count - 1; i != CGROUP_NO_PARENT; i = cgroups->nodes[i].parent)
		cgroups->nodes[i].end = cgroups->count;
}

struct cgroups *cgroups_made(const struct made_cgroup *made, size_t count)
{
	struct cgroups *cgroups = cgroups_new(count);

	if (!cgroups)
		abort();
	cgroups->version = 2;
	for (size_t i = 0; i < count; i++)
		add(cgroups, &made[i]);
	return cgroups;
}
