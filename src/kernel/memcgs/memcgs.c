/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/memcgs/memcgs.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/array.h"
#include "base/macros.h"
#include "kernel/bpf.h"
#include "kernel/programs/memcgs.h"

/* More cgroups may come, of which nothing is known then. */
#define ROOM_FACTOR 2
#define ROOM_MORE   1024

/* A cgroup that is freed while the program stands on it ends the walk: it begins anew so often. */
#define TRIES 3

/* How deep a reader may be, besides. */
#define STEPS_MORE 1024

struct kernel_memcgs {
	struct kernel_bpf *bpf; /* NULL: not loaded */
	const struct memcg_record *records;
	size_t room;
	struct memcg_counts *counts;
	size_t capacity;
	int64_t page_size;
};

static enum status start(void *context, size_t cgroups, size_t *kernel_bytes,
	struct kernel_refusal *refusal)
{
	struct kernel_memcgs *memcgs = context;
	struct kernel_bpf_sizes sizes = { .array = "records" };
	enum status status;

	if (!memcgs)
		return STATUS_NO_MEMORY;
	memcgs->room = min_size(cgroups, UINT32_MAX / 8) * ROOM_FACTOR + ROOM_MORE;
	sizes.entries = (uint32_t)memcgs->room;
	status = kernel_bpf_load_sized(&memcgs->bpf, &kernel_object_memcgs, &sizes, refusal);
	if (status != STATUS_OK)
		return status;
	memcgs->records = kernel_bpf_memory(memcgs->bpf, "records", kernel_bytes);
	return memcgs->records ? STATUS_OK : STATUS_NO_MEMORY;
}

static int by_id(const void *a, const void *b)
{
	return COMPARE(((const struct memcg_counts *)a)->id, ((const struct memcg_counts *)b)->id);
}

/* Counts of several processors that are added up at different moments may come out below 0. */
static int64_t counted(const struct memcg_record *record, enum memcg_counter counter, int64_t unit)
{
	return record->counter[counter] > 0 ? record->counter[counter] * unit : 0;
}

static enum status take(struct kernel_memcgs *memcgs, size_t count)
{
	struct memcg_counts *counts =
		array_reserve(memcgs->counts, &memcgs->capacity, count + 1, sizeof(*counts));
	int64_t page = memcgs->page_size;

	if (!counts)
		return STATUS_NO_MEMORY;
	memcgs->counts = counts;
	for (size_t i = 0; i < count; i++) {
		const struct memcg_record *record = &memcgs->records[i];

		counts[i] = (struct memcg_counts){ .id = record->id,
			.inactive_anonymous = counted(record, MEMCG_INACTIVE_ANONYMOUS, page),
			.active_anonymous = counted(record, MEMCG_ACTIVE_ANONYMOUS, page),
			.active_file = counted(record, MEMCG_ACTIVE_FILE, page),
			.inactive_file = counted(record, MEMCG_INACTIVE_FILE, page),
			.unevictable = counted(record, MEMCG_UNEVICTABLE, page),
			.slab_reclaimable = counted(record, MEMCG_SLAB_RECLAIMABLE, 1),
			.slab_unreclaimable = counted(record, MEMCG_SLAB_UNRECLAIMABLE, 1) };
	}
	qsort(counts, count, sizeof(*counts), by_id);
	return STATUS_OK;
}

static enum status read_all(void *context, const struct memcg_counts **counts, size_t *count)
{
	struct kernel_memcgs *memcgs = context;
	struct memcgs_call call = { .whole = false };
	enum status status = memcgs && memcgs->bpf ? STATUS_OK : STATUS_FAILED;

	for (int i = 0; i < TRIES && status == STATUS_OK && !call.whole; i++) {
		call.steps = (unsigned)(2 * memcgs->room + STEPS_MORE);
		status = kernel_bpf_run(memcgs->bpf, "list_memcgs", &call, sizeof(call));
	}
	if (status == STATUS_OK && !call.whole)
		status = STATUS_FAILED;
	if (status != STATUS_OK)
		return status;
	*count = min_size(call.count, memcgs->room);
	status = take(memcgs, *count);
	*counts = memcgs->counts;
	return status;
}

static void free_memcgs(void *context)
{
	struct kernel_memcgs *memcgs = context;

	if (!memcgs)
		return;
	kernel_bpf_unload(memcgs->bpf);
	free(memcgs->counts);
	free(memcgs);
}

struct memcg_counters kernel_memcgs_new(void)
{
	struct kernel_memcgs *memcgs = calloc(1, sizeof(*memcgs));

	if (memcgs)
		memcgs->page_size = sysconf(_SC_PAGESIZE);
	return (struct memcg_counters){ memcgs, start, read_all, free_memcgs };
}

static enum status refuse(void *context, size_t cgroups, size_t *kernel_bytes,
	struct kernel_refusal *refusal)
{
	(void)context;
	(void)cgroups;
	*kernel_bytes = 0;
	refusal->kind = KERNEL_SWITCHED_OFF;
	return STATUS_REFUSED;
}

struct memcg_counters kernel_memcgs_off(void)
{
	return (struct memcg_counters){ .start = refuse };
}
