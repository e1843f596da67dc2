/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "kernel/cache/charges.h"
#include "kernel/census/parts.h"
#include "kernel/programs/census.h"

/* Most first. */
static int compare(const void *a, const void *b)
{
	const struct census_charge *one = a, *other = b;

	return COMPARE(other->pages, one->pages);
}

/* Those that pay for most, which become the report's charges in that order. */
static enum status add(struct charges *charges, const struct census_charge *paid, size_t count)
{
	enum status status = STATUS_OK;

	for (size_t i = 0; i < count && status == STATUS_OK; i++) {
		struct pages_record record = { .charged = { { paid[i].cgroup, paid[i].pages } } };

		status = charges_add(charges, (uint32_t)i, &record);
	}
	return status;
}

static void take(struct census *census, const struct cache_report *report, uint64_t page_size)
{
	for (size_t i = 0; i < report->charge_count; i++) {
		const struct cache_charge *charge = &report->charges[i];
		struct census_cgroup *cgroup = &census->cgroups[census->cgroup_count++];
		char path[CACHE_PATH] = "";
		size_t length = 0, cut;

		cgroup->bytes = charge->pages * page_size;
		if (charge->cgroup != CACHE_NONE) {
			cgroup->is_removed = report->cgroups[charge->cgroup].is_removed;
			length = cache_cgroup_path(report, &report->cgroups[charge->cgroup], path);
		}
		cut = length >= sizeof(cgroup->path) ? length - sizeof(cgroup->path) + 1 : 0;
		memcpy(cgroup->path, path + cut, length - cut + 1);
	}
}

enum status census_name_cgroups(struct census *census, struct kernel_bpf *bpf, uint64_t page_size)
{
	struct kernel_bpf *names = NULL;
	struct cache_report report = { .page_bytes = page_size };
	struct charges charges = { .report = &report };
	struct census_charge *paid;
	enum status status;
	size_t size, most;

	paid = kernel_bpf_memory(bpf, "charged", &size);
	if (!paid)
		return STATUS_NO_MEMORY;
	status = kernel_bpf_load_more(&names, &kernel_object_pages, &census->without_cgroups);
	if (!names)
		return status;
	qsort(paid, CENSUS_CHARGED_PLACES, sizeof(*paid), compare);
	for (most = 0; most < CENSUS_CGROUPS_MOST && paid[most].pages > 0 && paid[most].cgroup;)
		most++;
	status = add(&charges, paid, most);
	if (status == STATUS_OK)
		status = charges_name(&charges, names);
	if (status == STATUS_OK)
		take(census, &report, page_size);
	for (size_t i = most; i < CENSUS_CHARGED_PLACES && paid[i].cgroup; i++)
		census->other_cgroups_bytes += paid[i].pages * page_size;
	census->has_cgroups = status == STATUS_OK;
	census->without_cgroups = value_state_of(status);
	charges_free(&charges);
	cache_report_free(&report);
	kernel_bpf_unload(names);
	return status;
}
