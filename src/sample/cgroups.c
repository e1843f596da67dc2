/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sample/cgroups.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/shared.h"

static struct cgroup_identity *identity_of(const char *path, size_t name)
{
	size_t length = strlen(path);
	struct cgroup_identity *identity = malloc(sizeof(*identity) + length + 1);

	if (!identity)
		return NULL;
	atomic_init(&identity->references, 1);
	memcpy(identity->block, path, length + 1);
	identity->path = identity->block;
	identity->name = identity->block + name;
	identity->label = NULL;
	return identity;
}

static void identity_drop(struct cgroup_identity *identity)
{
	if (atomic_fetch_sub_explicit(&identity->references, 1, memory_order_acq_rel) != 1)
		return;
	free(identity->label);
	free(identity);
}

struct cgroup *cgroup_new(uint64_t id, const char *path, size_t name)
{
	struct cgroup *cgroup = calloc(1, sizeof(*cgroup));

	if (!cgroup)
		return NULL;
	cgroup->identity = identity_of(path, name);
	if (!cgroup->identity) {
		free(cgroup);
		return NULL;
	}
	atomic_init(&cgroup->references, 1);
	cgroup->id = id;
	return cgroup;
}

void cgroup_take_figures(struct cgroup *to, const struct cgroup *from)
{
	const size_t behind = offsetof(struct cgroup, id);

	memcpy((char *)to + behind, (const char *)from + behind, sizeof(*to) - behind);
}

struct cgroup *cgroup_copy(const struct cgroup *cgroup)
{
	struct cgroup *copy = malloc(sizeof(*copy));

	if (!copy)
		return NULL;
	cgroup_take_figures(copy, cgroup);
	atomic_init(&copy->references, 1);
	atomic_fetch_add_explicit(&copy->identity->references, 1, memory_order_relaxed);
	return copy;
}

struct cgroup *cgroup_ref(struct cgroup *cgroup)
{
	atomic_fetch_add_explicit(&cgroup->references, 1, memory_order_relaxed);
	return cgroup;
}

void cgroup_unref(struct cgroup *cgroup)
{
	if (!cgroup || atomic_fetch_sub_explicit(&cgroup->references, 1, memory_order_acq_rel) != 1)
		return;
	identity_drop(cgroup->identity);
	free(cgroup);
}

struct cgroups *cgroups_new(size_t count)
{
	struct cgroups *cgroups = calloc(1, sizeof(*cgroups));

	if (!cgroups)
		return NULL;
	cgroups->nodes = array_new(count, sizeof(*cgroups->nodes));
	if (!cgroups->nodes) {
		free(cgroups);
		return NULL;
	}
	atomic_init(&cgroups->references, 1);
	return cgroups;
}

struct cgroups *cgroups_ref(struct cgroups *cgroups)
{
	atomic_fetch_add_explicit(&cgroups->references, 1, memory_order_relaxed);
	return cgroups;
}

void cgroups_unref(struct cgroups *cgroups)
{
	if (!cgroups ||
		atomic_fetch_sub_explicit(&cgroups->references, 1, memory_order_acq_rel) != 1)
		return;
	for (size_t i = 0; i < cgroups->count; i++)
		cgroup_unref(cgroups->nodes[i].cgroup);
	cgroup_fields_free(&cgroups->fields);
	memory_nodes_free(&cgroups->by_node);
	shared_unref(cgroups->derived);
	free(cgroups->nodes);
	free(cgroups->mount_root);
	free(cgroups);
}

size_t cgroups_find(const struct cgroups *cgroups, uint64_t id)
{
	size_t at = 0;

	while (at < cgroups->count && cgroups->nodes[at].cgroup->id != id)
		at++;
	return at;
}
