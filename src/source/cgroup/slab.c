/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/cgroup/slab.h"

#include <stdlib.h>

#include "base/macros.h"

/* So much agrees by no accident. */
#define TELLING_BYTES (1 << 20)

void cgroup_slab_use(struct cgroup_slab *slab, struct memcg_counters counters, size_t cgroups)
{
	struct kernel_refusal refusal = { .kind = KERNEL_NOT_REFUSED };

	slab->counters = counters;
	if (counters.start && counters.start(counters.context, cgroups, &slab->kernel_bytes,
				      &refusal) != STATUS_OK)
		cgroup_slab_end(slab);
	slab->refusal = refusal;
}

void cgroup_slab_end(struct cgroup_slab *slab)
{
	if (slab->counters.free)
		slab->counters.free(slab->counters.context);
	*slab = (struct cgroup_slab){ .counts = NULL };
}

bool cgroup_slab_count(struct cgroup_slab *slab, enum status *status)
{
	const struct memcg_counters *counters = &slab->counters;

	*status = STATUS_OK;
	slab->count = 0;
	if (!counters->read)
		return false;
	*status = counters->read(counters->context, &slab->counts, &slab->count);
	if (*status != STATUS_OK)
		slab->count = 0;
	return true;
}

static int by_id(const void *a, const void *b)
{
	return COMPARE(((const struct memcg_counts *)a)->id, ((const struct memcg_counts *)b)->id);
}

static const struct memcg_counts *find(const struct cgroup_slab *slab, uint64_t id)
{
	const struct memcg_counts key = { .id = id };

	return slab->count > 0 ? bsearch(&key, slab->counts, slab->count, sizeof(key), by_id)
			       : NULL;
}

static bool are_telling(const struct memcg_counts *counts)
{
	return counts && counts->inactive_anonymous + counts->active_anonymous +
					 counts->inactive_file + counts->active_file +
					 counts->unevictable >=
				 TELLING_BYTES;
}

bool cgroup_slab_is_telling(const struct cgroup_slab *slab, uint64_t id)
{
	return are_telling(find(slab, id));
}

/* Of the LRU lists, which memory.stat of both versions has. */
void cgroup_slab_compare(struct cgroup_slab *slab, uint64_t id, const struct cgroup_fields *fields)
{
	const struct memcg_counts *counts = find(slab, id);

	if (!are_telling(counts))
		return;
	const struct {
		const char *field;
		int64_t counted;
	} lists[] = {
		{ "total_inactive_anon", counts->inactive_anonymous },
		{ "total_active_anon", counts->active_anonymous },
		{ "total_inactive_file", counts->inactive_file },
		{ "total_active_file", counts->active_file },
		{ "total_unevictable", counts->unevictable },
	};

	for (size_t i = 0; i < COUNT_OF(lists); i++) {
		struct value value = cgroup_fields_get(fields, lists[i].field);

		if (!value_known(value) || value.n != lists[i].counted)
			return;
	}
	slab->agrees = true;
}

struct value cgroup_slab_of(const struct cgroup_slab *slab, const struct cgroup *cgroup)
{
	const struct memcg_counts *counts = slab->agrees ? find(slab, cgroup->id) : NULL;

	if (!counts)
		return value_missing(VALUE_ABSENT);
	return value_lesser(value_of((uint64_t)counts->slab_reclaimable),
		cgroup_value(cgroup, CGROUP_KMEM));
}
