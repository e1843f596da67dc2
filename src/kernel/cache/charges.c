/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/cache/charges.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/hash.h"
#include "base/macros.h"

/* More cgroups are not told apart, and more charges not kept. */
#define CGROUPS_MOST ((size_t)1 << 16)
#define CHARGES_MOST ((size_t)1 << 19)

/* The address is of a struct mem_cgroup or of a struct kernfs_node. */
struct charges_known {
	uint64_t address;
	uint32_t index;
	UT_hash_handle hh;
};

struct charges_asked {
	uint64_t address, parent;
};

/* ---- cgroups ---- */

static uint32_t know(struct charges *charges, uint64_t address, uint32_t index)
{
	struct charges_known *known = malloc(sizeof(*known));

	if (!known)
		return CACHE_NONE;
	*known = (struct charges_known){ .address = address, .index = index };
	HASH_ADD(hh, charges->known, address, sizeof(known->address), known);
	if (hash_has(known))
		return index;
	free(known);
	return CACHE_NONE;
}

/* False: no memory. */
static bool reserve(struct charges *charges, size_t count)
{
	struct cache_report *report = charges->report;
	struct cache_cgroup *cgroups =
		array_reserve(report->cgroups, &report->cgroup_room, count, sizeof(*cgroups));
	struct charges_asked *asked;

	if (!cgroups)
		return false;
	report->cgroups = cgroups;
	asked = array_reserve(charges->asked, &charges->asked_room, count, sizeof(*asked));
	if (asked)
		charges->asked = asked;
	return asked != NULL;
}

/* The index of the cgroup with that address, which is added if it is new; CACHE_NONE: it is not told apart. */
static uint32_t cgroup_at(struct charges *charges, uint64_t address)
{
	struct cache_report *report = charges->report;
	struct charges_known *known;
	size_t index = report->cgroup_count;

	HASH_FIND(hh, charges->known, &address, sizeof(address), known);
	if (known)
		return known->index;
	if (index == CGROUPS_MOST)
		return CACHE_NONE;
	if (!reserve(charges, index + 1) || know(charges, address, (uint32_t)index) == CACHE_NONE) {
		charges->lacked_memory = true;
		return CACHE_NONE;
	}
	charges->asked[index] = (struct charges_asked){ .address = address };
	report->cgroups[index] = (struct cache_cgroup){ .parent = CACHE_NONE, .name = CACHE_NONE };
	report->cgroup_count++;
	return (uint32_t)index;
}

/* ---- charges ---- */

static enum status add(struct charges *charges, uint32_t file, uint32_t cgroup, uint64_t pages)
{
	struct cache_report *report = charges->report;
	struct cache_charge *list;

	if (report->charge_count == CHARGES_MOST)
		return STATUS_OK;
	list = array_reserve(report->charges, &report->charge_room, report->charge_count + 1,
		sizeof(*list));
	if (!list)
		return STATUS_NO_MEMORY;
	report->charges = list;
	list[report->charge_count++] = (struct cache_charge){ .file = file,
		.cgroup = cgroup,
		.pages = (uint32_t)min_u64(pages, UINT32_MAX) };
	return STATUS_OK;
}

/* Most first. */
static int compare(const void *a, const void *b)
{
	const struct pages_charge *one = a, *other = b;

	return COMPARE(other->pages, one->pages);
}

enum status charges_add(struct charges *charges, uint32_t file, const struct pages_record *record)
{
	struct pages_charge charged[PAGES_CHARGES];
	enum status status = STATUS_OK;

	memcpy(charged, record->charged, sizeof(charged));
	qsort(charged, PAGES_CHARGES, sizeof(*charged), compare);
	for (size_t i = 0; status == STATUS_OK && i < PAGES_CHARGES && charged[i].pages > 0; i++)
		status =
			add(charges, file, cgroup_at(charges, charged[i].cgroup), charged[i].pages);
	if (status == STATUS_OK && record->charged_elsewhere > 0)
		status = add(charges, file, CACHE_NONE, record->charged_elsewhere);
	charges->memory_cgroups = charges->report->cgroup_count;
	return status;
}

/* ---- names ---- */

static enum status take(struct charges *charges, size_t index,
	const struct pages_cgroup_record *record)
{
	struct cache_cgroup *cgroup = &charges->report->cgroups[index];

	if (!record->node)
		return STATUS_OK;
	cgroup->id = record->id;
	cgroup->is_removed = record->is_removed;
	cgroup->name = cache_report_keep_name(charges->report, record->name);
	cgroup->known = cgroup->name != CACHE_NONE;
	charges->asked[index].parent = record->parent;
	if (index >= charges->memory_cgroups)
		return STATUS_OK;
	return know(charges, record->node, (uint32_t)index) == CACHE_NONE ? STATUS_NO_MEMORY
									  : STATUS_OK;
}

static enum status name_some(struct charges *charges, struct kernel_bpf *bpf,
	struct pages_cgroup_record *records, size_t count)
{
	struct pages_cgroup_call call = { .count = (uint32_t)count };
	enum status status;

	for (size_t i = 0; i < count; i++) {
		uint64_t address = charges->asked[charges->named + i].address;
		bool is_memory = charges->named + i < charges->memory_cgroups;

		records[i].cgroup = is_memory ? address : 0;
		records[i].node = is_memory ? 0 : address;
		records[i].is_removed = 0;
	}
	status = kernel_bpf_run(bpf, "name_cgroups", &call, sizeof(call));
	for (size_t i = 0; status == STATUS_OK && i < count; i++)
		status = take(charges, charges->named + i, &records[i]);
	charges->named += count;
	return status;
}

/* Those above the cgroups from first on are cgroups as well, and have to be named then. */
static void link_parents(struct charges *charges, size_t first)
{
	size_t end = charges->report->cgroup_count;

	for (size_t i = first; i < end; i++) {
		uint64_t parent = charges->asked[i].parent;
		uint32_t index = parent ? cgroup_at(charges, parent) : CACHE_NONE;

		charges->report->cgroups[i].parent = index;
	}
}

enum status charges_name(struct charges *charges, struct kernel_bpf *bpf)
{
	struct pages_cgroup_record *records;
	enum status status = STATUS_OK;
	size_t size;

	records = kernel_bpf_memory(bpf, "cgroups", &size);
	if (!records)
		return STATUS_NO_MEMORY;
	while (status == STATUS_OK && charges->named < charges->report->cgroup_count) {
		size_t first = charges->named;

		while (status == STATUS_OK && charges->named < charges->report->cgroup_count)
			status = name_some(charges, bpf, records,
				min_size(PAGES_CGROUPS_A_CALL,
					charges->report->cgroup_count - charges->named));
		link_parents(charges, first);
	}
	return charges->lacked_memory ? STATUS_NO_MEMORY : status;
}

void charges_free(struct charges *charges)
{
	struct charges_known *known, *next;

	HASH_ITER(hh, charges->known, known, next)
	{
		HASH_DEL(charges->known, known); /* NOLINT(clang-analyzer-unix.Malloc) */
		free(known);
	}
	free(charges->asked);
	*charges = (struct charges){ .report = charges->report };
}
