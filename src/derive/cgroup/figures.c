/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/cgroup/figures.h"

#include "base/clock.h"
#include "base/macros.h"

/* What of usage reclaim can take; slab counts where it is known. */
static struct value on_lists(const struct cgroup *cgroup)
{
	struct value files = value_add(cgroup_value(cgroup, CGROUP_ACTIVE_FILE),
		cgroup_value(cgroup, CGROUP_INACTIVE_FILE));
	struct value slab = cgroup_value(cgroup, CGROUP_SLAB_RECLAIMABLE);

	return slab.state == VALUE_ABSENT ? files : value_add(files, slab);
}

struct value cgroup_unreclaimable(const struct cgroup *cgroup)
{
	return value_subtract(cgroup_value(cgroup, CGROUP_USAGE), on_lists(cgroup));
}

struct value cgroup_reclaimable(const struct cgroup *cgroup)
{
	return value_subtract(cgroup_value(cgroup, CGROUP_USAGE), cgroup_unreclaimable(cgroup));
}

bool cgroup_is_root(const struct cgroups *cgroups, size_t at)
{
	return at == 0 && !cgroups->is_part;
}

struct value cgroup_unreclaimable_least(const struct cgroups *cgroups, size_t at)
{
	const struct cgroup *cgroup = cgroups->nodes[at].cgroup;
	struct value most = cgroup_unreclaimable(cgroup);
	struct value kernel = cgroup_value(cgroup, CGROUP_KMEM);

	/* mem_cgroup_usage() of mm/memcontrol-v1.c (6.12) adds the root up of pages alone. */
	if (cgroups->version != 1 || cgroup_is_root(cgroups, at) || kernel.state == VALUE_ABSENT ||
		cgroup->state[CGROUP_SLAB_RECLAIMABLE] != VALUE_ABSENT)
		return most;
	return value_subtract(most, kernel);
}

bool cgroup_unreclaimable_is_bound(const struct cgroups *cgroups, size_t at)
{
	struct value most = cgroup_unreclaimable(cgroups->nodes[at].cgroup);
	struct value least = cgroup_unreclaimable_least(cgroups, at);

	return value_known(most) && value_known(least) && most.n - least.n > most.n / 100 * 3;
}

struct value cgroup_working_set(const struct cgroup *cgroup)
{
	return value_subtract(cgroup_value(cgroup, CGROUP_USAGE),
		cgroup_value(cgroup, CGROUP_INACTIVE_FILE));
}

struct value cgroup_cache(const struct cgroup *cgroup)
{
	struct value shmem = cgroup_value(cgroup, CGROUP_SHMEM);

	/* Kernels before 4.12, and 3.17 for v1, do not tell shared memory. */
	if (shmem.state == VALUE_ABSENT)
		shmem = value_of(0);
	return value_subtract(cgroup_value(cgroup, CGROUP_FILE), shmem);
}

struct value cgroup_kernel(const struct cgroup *cgroup)
{
	static const enum cgroup_figure parts[] = { CGROUP_SLAB_RECLAIMABLE,
		CGROUP_SLAB_UNRECLAIMABLE, CGROUP_KERNEL_STACK, CGROUP_PAGE_TABLES, CGROUP_PERCPU,
		CGROUP_SOCKETS };
	struct value kernel = cgroup_value(cgroup, CGROUP_KERNEL);
	struct value sum = value_missing(VALUE_ABSENT);

	if (kernel.state != VALUE_ABSENT)
		return kernel;
	kernel = cgroup_value(cgroup, CGROUP_KMEM);
	if (kernel.state != VALUE_ABSENT)
		return kernel;
	for (size_t i = 0; i < COUNT_OF(parts); i++) {
		struct value part = cgroup_value(cgroup, parts[i]);

		if (part.state != VALUE_ABSENT)
			sum = sum.state == VALUE_ABSENT ? part : value_add(sum, part);
	}
	return sum;
}

/* ---- those that were removed ---- */

static struct value pages_of(const struct cgroup *cgroup)
{
	return value_add(cgroup_value(cgroup, CGROUP_ANONYMOUS), cgroup_value(cgroup, CGROUP_FILE));
}

static struct value whole_of(const struct cgroups *cgroups, size_t at)
{
	const struct cgroup *cgroup = cgroups->nodes[at].cgroup;

	return cgroups->version == 2 ? cgroup_value(cgroup, CGROUP_USAGE) : pages_of(cgroup);
}

/* What is charged to none that is there, above the children: the readings are of several moments. */
static struct value left_over(const struct cgroups *cgroups, size_t at)
{
	const struct cgroup_node *nodes = cgroups->nodes;
	struct value left = whole_of(cgroups, at);

	if (cgroups->version == 1)
		left = value_subtract(left, cgroup_value(nodes[at].cgroup, CGROUP_OWN_PAGES));
	else if (nodes[at].end == at + 1 ||
		 value_or(cgroup_value(nodes[at].cgroup, CGROUP_DYING), 0) == 0)
		return value_of(0);
	for (size_t child = at + 1; child < nodes[at].end; child = nodes[child].end)
		left = value_difference(left, whole_of(cgroups, child));
	return left;
}

struct value cgroup_dying_memory(const struct cgroups *cgroups, size_t at)
{
	struct value sum = value_missing(VALUE_ABSENT);

	for (size_t i = at; i < cgroups->nodes[at].end; i++) {
		struct value left = left_over(cgroups, i);

		if (value_known(left))
			sum = value_of(value_or(sum, 0) + (left.n > 0 ? (uint64_t)left.n : 0));
	}
	return sum;
}

/* Directly below a cgroup of which left_over() is nothing that could be told. */
static uint64_t untold_below(const struct cgroups *cgroups, size_t at)
{
	const struct cgroup_node *nodes = cgroups->nodes;
	uint64_t all = value_or(cgroup_value(nodes[at].cgroup, CGROUP_DYING), 0), others = 0;

	if (nodes[at].end > at + 1 && value_known(whole_of(cgroups, at)))
		return 0;
	for (size_t child = at + 1; child < nodes[at].end; child = nodes[child].end)
		others += value_or(cgroup_value(nodes[child].cgroup, CGROUP_DYING), 0);
	return all > others ? all - others : 0;
}

uint64_t cgroup_dying_untold(const struct cgroups *cgroups)
{
	uint64_t sum = 0;

	for (size_t i = 0; cgroups->version == 2 && i < cgroups->count; i++)
		sum += untold_below(cgroups, i);
	return sum;
}

/* ---- limits ---- */

static struct cgroup_bound without_bound(void)
{
	return (struct cgroup_bound){ value_missing(VALUE_ABSENT), CGROUP_NO_PARENT };
}

/* Takes the lesser one; what is not known bounds nothing, but says why if nothing else does. */
static void take_lesser(struct cgroup_bound *bound, struct value value, size_t owner)
{
	if (value_known(value) && (!value_known(bound->value) || value.n < bound->value.n))
		*bound = (struct cgroup_bound){ value, owner };
	else if (bound->value.state == VALUE_ABSENT)
		bound->value = value;
}

static struct cgroup_bound least(const struct cgroups *cgroups, size_t at, enum cgroup_figure limit)
{
	struct cgroup_bound bound = without_bound();

	for (size_t i = at; i != CGROUP_NO_PARENT; i = cgroups->nodes[i].parent)
		take_lesser(&bound, cgroup_value(cgroups->nodes[i].cgroup, limit), i);
	return bound;
}

struct cgroup_bound cgroup_limit(const struct cgroups *cgroups, size_t at)
{
	struct cgroup_bound bound = least(cgroups, at, CGROUP_LIMIT);
	struct value all = cgroup_value(cgroups->nodes[at].cgroup, CGROUP_HIERARCHICAL_LIMIT);

	/* v1 knows of limits above the root of what is mounted here. */
	if (value_known(all))
		take_lesser(&bound, all, CGROUP_NO_PARENT);
	return bound;
}

struct cgroup_bound cgroup_high(const struct cgroups *cgroups, size_t at)
{
	return least(cgroups, at, CGROUP_HIGH);
}

static struct value room_below(const struct cgroup *cgroup, enum cgroup_figure limit)
{
	return value_subtract(cgroup_value(cgroup, limit), cgroup_unreclaimable(cgroup));
}

static struct cgroup_bound least_room(const struct cgroups *cgroups, size_t at,
	enum cgroup_figure limit)
{
	struct cgroup_bound bound = without_bound();

	for (size_t i = at; i != CGROUP_NO_PARENT; i = cgroups->nodes[i].parent) {
		const struct cgroup *cgroup = cgroups->nodes[i].cgroup;

		if (cgroup->state[limit] != VALUE_ABSENT)
			take_lesser(&bound, room_below(cgroup, limit), i);
	}
	return bound;
}

struct cgroup_bound cgroup_room(const struct cgroups *cgroups, size_t at)
{
	return least_room(cgroups, at, CGROUP_LIMIT);
}

struct cgroup_bound cgroup_high_room(const struct cgroups *cgroups, size_t at)
{
	return least_room(cgroups, at, CGROUP_HIGH);
}

/* ---- events ---- */

static struct value rate_of(const struct cgroup *cgroup, enum cgroup_figure figure, int64_t before)
{
	struct value now = cgroup_value(cgroup, figure);

	if (!value_known(now))
		return now;
	if (cgroup->before.ns == 0 || cgroup->events_ns <= cgroup->before.ns)
		return value_missing(VALUE_PENDING);
	return value_rate(now, value_of(before),
		clock_seconds(cgroup->events_ns - cgroup->before.ns));
}

struct value cgroup_high_rate(const struct cgroup *cgroup)
{
	return rate_of(cgroup, CGROUP_EVENTS_HIGH, cgroup->before.high);
}

struct value cgroup_new_kills(const struct cgroup *cgroup)
{
	struct value now = cgroup_value(cgroup, CGROUP_EVENTS_OOM_KILL);

	if (!value_known(now))
		return now;
	if (cgroup->first.ns == 0)
		return value_missing(VALUE_PENDING);
	return value_subtract(now, value_of(cgroup->first.oom_kill));
}
