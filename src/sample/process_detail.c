/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sample/process_detail.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/i18n.h"
#include "base/macros.h"
#include "parse/process/maps.h"

#define MANY_MAPPINGS 10000
#define MUCH_MEMORY   (UINT64_C(1) << 30)
#define CUT_MOST      1024 /* smaps cuts a share down to whole KiB */
#define CUT_SHARE     1000 /* ... by so small a part of the whole at most */

#define KIND(key, title, explanation)                                                              \
	{                                                                                          \
		key, title, explanation, UNIT_BYTES                                                \
	}
const struct label kind_rows[KIND_COUNT] = {
	[KIND_HEAP] = KIND("heap", N_("heap"),
		N_("The area that malloc grows with brk: glibc's main arena.")),
	[KIND_ARENA] = KIND("arena", N_("malloc arenas"),
		N_("Heaps of threads other than the main one: glibc gives threads their own "
		   "arenas, of 64 MiB address space each. Known by the header that glibc "
		   "writes there.")),
	[KIND_ANONYMOUS] = KIND("anonymous", N_("anonymous"),
		N_("Private memory without a file: large blocks of malloc, other allocators, private "
		   "data that was written to. A name in brackets was given by the program.")),
	[KIND_STACK] = KIND("stack", N_("stacks"),
		N_("The main thread's stack, and those of the other threads.")),
	[KIND_EXECUTABLE] = KIND("executable", N_("executable"),
		N_("The program itself: code, constants, and data that it changed.")),
	[KIND_LIBRARY] = KIND("library", N_("libraries"),
		N_("Shared libraries: their code is in memory once for all who use it.")),
	[KIND_FILE] = KIND("file", N_("mapped files"),
		N_("Other files in the address space: their pages are page cache, and can be dropped "
		   "and read again unless they were changed privately.")),
	[KIND_SHARED] = KIND("shared", N_("shared memory"),
		N_("memfd, System V and POSIX segments, files on tmpfs, shared anonymous memory. Only "
		   "swap or its deletion frees it.")),
	[KIND_HUGE] = KIND("huge", N_("huge pages"),
		N_("Pages of the hugetlb pool: they are in neither RSS nor PSS.")),
	[KIND_VDSO] = KIND("vdso", N_("kernel pages"),
		N_("vdso, vvar, vsyscall: a few pages that the kernel shows to every process.")),
	[KIND_DEVICE] =
		KIND("device", N_("devices"), N_("Memory of devices, such as a graphics card's.")),
};

#define FIGURE(name, key, title, explanation, unit, summable)                                      \
	{                                                                                          \
		name, { key, title, explanation, unit }, summable                                  \
	}
const struct figure_row figure_rows[MAPPING_FIGURE_COUNT] = {
	[MAPPING_SIZE] = FIGURE("Size", "size_bytes", N_("SIZE"),
		N_("Address space, touched or not."), UNIT_BYTES, true),
	[MAPPING_KERNEL_PAGE_SIZE] = FIGURE("KernelPageSize", "page_size_bytes", N_("PAGE"),
		N_("The size of its pages."), UNIT_BYTES, false),
	[MAPPING_MMU_PAGE_SIZE] = FIGURE("MMUPageSize", "mmu_page_size_bytes", N_("MMUPAGE"),
		N_("The size of page that the processor maps it by."), UNIT_BYTES, false),
	[MAPPING_RSS] =
		FIGURE("Rss", "rss_bytes", N_("RSS"), N_("In memory now."), UNIT_BYTES, true),
	[MAPPING_PSS] = FIGURE("Pss", "pss_bytes", N_("PSS"),
		N_("In memory, each page divided by the number of processes that map it."),
		UNIT_BYTES, true),
	[MAPPING_PSS_DIRTY] = FIGURE("Pss_Dirty", "pss_dirty_bytes", N_("PSSDIRTY"),
		N_("The changed part of PSS."), UNIT_BYTES, true),
	[MAPPING_SHARED_CLEAN] = FIGURE("Shared_Clean", "shared_clean_bytes", N_("SHCLEAN"),
		N_("Mapped by others too, and as on disk: nothing is lost if it is dropped."),
		UNIT_BYTES, true),
	[MAPPING_SHARED_DIRTY] = FIGURE("Shared_Dirty", "shared_dirty_bytes", N_("SHDIRTY"),
		N_("Mapped by others too, and changed."), UNIT_BYTES, true),
	[MAPPING_PRIVATE_CLEAN] = FIGURE("Private_Clean", "private_clean_bytes", N_("CLEAN"),
		N_("Only this process has it, and it is as on disk: it can be dropped and read "
		   "again."),
		UNIT_BYTES, true),
	[MAPPING_PRIVATE_DIRTY] = FIGURE("Private_Dirty", "private_dirty_bytes", N_("DIRTY"),
		N_("Only this process has it, and it was changed: only swap or the process can "
		   "free it."),
		UNIT_BYTES, true),
	[MAPPING_REFERENCED] = FIGURE("Referenced", "referenced_bytes", N_("REFD"),
		N_("Used since the marks were last cleared, which the kernel does when it reclaims."),
		UNIT_BYTES, true),
	[MAPPING_ANON] = FIGURE("Anonymous", "anonymous_bytes", N_("ANON"),
		N_("Of no file, or a private copy of a file's page."), UNIT_BYTES, true),
	[MAPPING_KSM] = FIGURE("KSM", "ksm_bytes", N_("KSM"),
		N_("Merged with equal pages by the kernel (6.8 and later print it)."), UNIT_BYTES,
		true),
	[MAPPING_LAZY_FREE] = FIGURE("LazyFree", "lazy_free_bytes", N_("LAZY"),
		N_("Released by MADV_FREE: free as soon as the kernel needs memory."), UNIT_BYTES,
		true),
	[MAPPING_ANON_HUGE] = FIGURE("AnonHugePages", "anonymous_huge_bytes", N_("THP"),
		N_("In transparent huge pages."), UNIT_BYTES, true),
	[MAPPING_SHMEM_HUGE] = FIGURE("ShmemPmdMapped", "shmem_huge_bytes", N_("SHMEMTHP"),
		N_("Shared memory mapped by huge pages."), UNIT_BYTES, true),
	[MAPPING_FILE_HUGE] = FIGURE("FilePmdMapped", "file_huge_bytes", N_("FILETHP"),
		N_("Page cache mapped by huge pages."), UNIT_BYTES, true),
	[MAPPING_SHARED_HUGETLB] = FIGURE("Shared_Hugetlb", "shared_hugetlb_bytes", N_("SHHUGE"),
		N_("Pages of the hugetlb pool that others map too; not in RSS."), UNIT_BYTES, true),
	[MAPPING_PRIVATE_HUGETLB] = FIGURE("Private_Hugetlb", "private_hugetlb_bytes", N_("HUGE"),
		N_("Pages of the hugetlb pool that it alone maps; not in RSS."), UNIT_BYTES, true),
	[MAPPING_SWAP] = FIGURE("Swap", "swap_bytes", N_("SWAP"), N_("In swap."), UNIT_BYTES, true),
	[MAPPING_SWAP_PSS] = FIGURE("SwapPss", "swap_pss_bytes", N_("SWAPPSS"),
		N_("In swap, each page divided by its users."), UNIT_BYTES, true),
	[MAPPING_LOCKED] = FIGURE("Locked", "locked_bytes", N_("LOCKED"),
		N_("Held in memory by mlock, as its share."), UNIT_BYTES, true),
	[MAPPING_HUGE_ELIGIBLE] = FIGURE("THPeligible", "huge_eligible", N_("THPOK"),
		N_("1 if the kernel may put transparent huge pages here."), UNIT_COUNT, false),
	[MAPPING_PROTECTION_KEY] = FIGURE("ProtectionKey", "protection_key", N_("PKEY"),
		N_("The memory protection key (pkey_mprotect)."), UNIT_COUNT, false),
};

struct process_detail *detail_new(pid_t pid)
{
	struct process_detail *detail = calloc(1, sizeof(*detail));

	if (!detail)
		return NULL;
	atomic_init(&detail->references, 1);
	detail->pid = pid;
	return detail;
}

void detail_fill(struct process_detail *detail, enum value_state state)
{
	values_fill(&detail->summary, offsetof(struct detail_summary, co_mappers_at_least), state);
	values_fill(&detail->rollup, sizeof(detail->rollup), state);
	values_fill(detail->node_bytes, sizeof(detail->node_bytes), state);
}

struct process_detail *detail_ref(struct process_detail *detail)
{
	atomic_fetch_add_explicit(&detail->references, 1, memory_order_relaxed);
	return detail;
}

void detail_unref(struct process_detail *detail)
{
	if (!detail || atomic_fetch_sub_explicit(&detail->references, 1, memory_order_acq_rel) != 1)
		return;
	free(detail->mappings);
	string_pool_free(&detail->strings);
	free(detail);
}

/* libfoo.so, libfoo.so.1, ld-linux-x86-64.so.2 */
static bool is_library_name(const char *path)
{
	const char *name = strrchr(path, '/');
	const char *suffix;

	name = name ? name + 1 : path;
	for (suffix = strstr(name, ".so"); suffix; suffix = strstr(suffix + 3, ".so"))
		if (suffix[3] == '\0' || suffix[3] == '.')
			return true;
	return false;
}

static enum detail_kind kind_of_file(const char *name, const char *executable)
{
	if (*executable && strcmp(name, executable) == 0)
		return KIND_EXECUTABLE;
	return is_library_name(name) ? KIND_LIBRARY : KIND_FILE;
}

enum detail_kind detail_kind_of(const struct detail_mapping *mapping, const char *name,
	const char *executable)
{
	struct mapping line = { .start = mapping->start,
		.end = mapping->end,
		.offset = mapping->offset,
		.major = mapping->major,
		.minor = mapping->minor,
		.inode = mapping->inode,
		.name = text_of_string(name),
		.deleted = mapping->deleted };

	memcpy(line.permissions, mapping->permissions, sizeof(line.permissions));
	switch (maps_kind(&line)) {
	case MAPPING_HEAP:
		return KIND_HEAP;
	case MAPPING_STACK:
		return KIND_STACK;
	case MAPPING_SHARED:
		return KIND_SHARED;
	case MAPPING_HUGETLB:
		return KIND_HUGE;
	case MAPPING_KERNEL:
		return KIND_VDSO;
	case MAPPING_DEVICE:
		return KIND_DEVICE;
	case MAPPING_FILE:
		return kind_of_file(name, executable);
	case MAPPING_ANONYMOUS:
		break;
	}
	return KIND_ANONYMOUS;
}

static int compare_start(const void *key, const void *element)
{
	const uint64_t *start = key;
	const struct detail_mapping *mapping = element;

	return COMPARE(*start, mapping->start);
}

const struct detail_mapping *detail_mapping_at(const struct process_detail *detail, uint64_t start)
{
	if (detail->mapping_count == 0)
		return NULL;
	return bsearch(&start, detail->mappings, detail->mapping_count, sizeof(*detail->mappings),
		compare_start);
}

enum status detail_list_maps(const struct process_detail *detail, struct map_list *list)
{
	*list = (struct map_list){ .capacity = detail->mapping_count };
	list->mappings = array_new(detail->mapping_count, sizeof(*list->mappings));
	if (!list->mappings)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < detail->mapping_count; i++) {
		const struct detail_mapping *from = &detail->mappings[i];
		struct mapping *mapping = &list->mappings[list->count++];

		*mapping = (struct mapping){ .start = from->start,
			.end = from->end,
			.offset = from->offset,
			.major = from->major,
			.minor = from->minor,
			.inode = from->inode,
			.deleted = from->deleted,
			.name = text_of_string(detail_string(detail, from->name)) };
		memcpy(mapping->permissions, from->permissions, sizeof(mapping->permissions));
	}
	return STATUS_OK;
}

/*
 * smaps cuts each mapping's share down to whole KiB, smaps_rollup only the sum of all.  What the
 * cutting lost is spread over the kinds by their number of mappings, so that the sums agree.  If
 * more is missing than cutting can explain, the process changed between the two: nothing is spread.
 */
static void spread_rounding(struct process_detail *detail, enum mapping_figure figure,
	struct value whole)
{
	uint64_t total = detail_total(detail, figure), missing, left, count = 0;

	if (value_or(whole, 0) <= total)
		return;
	for (int kind = 0; kind < KIND_COUNT; kind++)
		if (detail->kinds[kind].figure[figure])
			count += detail->kinds[kind].count;
	missing = (value_or(whole, 0) - total) / 1024;
	if (missing > count)
		return;
	left = missing;
	for (int kind = 0; kind < KIND_COUNT; kind++) {
		struct kind_sum *sum = &detail->kinds[kind];
		uint64_t share;

		if (!sum->figure[figure])
			continue;
		share = left * sum->count /
			count; /* what is left, over the mappings that are left */
		sum->figure[figure] += share * 1024;
		left -= share;
		count -= sum->count;
	}
}

void detail_sum(struct process_detail *detail)
{
	memset(detail->kinds, 0, sizeof(detail->kinds));
	for (size_t i = 0; i < detail->mapping_count; i++) {
		const struct detail_mapping *mapping = &detail->mappings[i];
		struct kind_sum *sum = &detail->kinds[mapping->kind];

		sum->count++;
		for (int figure = 0; figure < MAPPING_FIGURE_COUNT; figure++)
			sum->figure[figure] +=
				value_or(mapping_figure(mapping, (enum mapping_figure)figure), 0);
	}
	spread_rounding(detail, MAPPING_PSS, detail->rollup.pss);
	spread_rounding(detail, MAPPING_PSS_DIRTY, detail->rollup.pss_dirty);
	spread_rounding(detail, MAPPING_SWAP_PSS, detail->rollup.swap_pss);
	spread_rounding(detail, MAPPING_LOCKED, detail->rollup.locked);
}

struct mapping_sums {
	struct value figure[MAPPING_FIGURE_COUNT];
	uint64_t cut; /* mappings whose shares may not be whole */
};

/* Of pages that no other process maps the share is whole. */
static bool is_cut(const struct detail_mapping *mapping)
{
	return mapping->figure[MAPPING_SHARED_CLEAN] || mapping->figure[MAPPING_SHARED_DIRTY] ||
	       mapping->figure[MAPPING_SWAP] != mapping->figure[MAPPING_SWAP_PSS];
}

static void sum_mappings(struct mapping_sums *sums, const struct process_detail *detail)
{
	uint64_t total[MAPPING_FIGURE_COUNT] = { 0 };
	bool known[MAPPING_FIGURE_COUNT] = { false };

	sums->cut = 0;
	for (size_t i = 0; i < detail->mapping_count; i++) {
		const struct detail_mapping *mapping = &detail->mappings[i];

		for (int figure = 0; figure < MAPPING_FIGURE_COUNT; figure++) {
			bool is_known = mapping->state[figure] == VALUE_OK;

			total[figure] += is_known ? mapping->figure[figure] : 0;
			known[figure] |= is_known;
		}
		sums->cut += is_cut(mapping);
	}
	for (int figure = 0; figure < MAPPING_FIGURE_COUNT; figure++)
		sums->figure[figure] =
			known[figure] ? value_of(total[figure]) : value_missing(VALUE_ABSENT);
}

static void fill_rollup(struct smaps_rollup *rollup, const struct value *sums)
{
	*rollup = (struct smaps_rollup){
		.rss = sums[MAPPING_RSS],
		.pss = sums[MAPPING_PSS],
		.pss_dirty = sums[MAPPING_PSS_DIRTY],
		.shared_clean = sums[MAPPING_SHARED_CLEAN],
		.shared_dirty = sums[MAPPING_SHARED_DIRTY],
		.private_clean = sums[MAPPING_PRIVATE_CLEAN],
		.private_dirty = sums[MAPPING_PRIVATE_DIRTY],
		.referenced = sums[MAPPING_REFERENCED],
		.anonymous = sums[MAPPING_ANON],
		.ksm = sums[MAPPING_KSM],
		.lazy_free = sums[MAPPING_LAZY_FREE],
		.anonymous_huge = sums[MAPPING_ANON_HUGE],
		.shmem_huge = sums[MAPPING_SHMEM_HUGE],
		.file_huge = sums[MAPPING_FILE_HUGE],
		.shared_hugetlb = sums[MAPPING_SHARED_HUGETLB],
		.private_hugetlb = sums[MAPPING_PRIVATE_HUGETLB],
		.swap = sums[MAPPING_SWAP],
		.swap_pss = sums[MAPPING_SWAP_PSS],
		.locked = sums[MAPPING_LOCKED],
	};
	rollup->uss = value_add(rollup->private_clean, rollup->private_dirty);
	if (value_known(rollup->private_hugetlb))
		rollup->uss = value_add(rollup->uss, rollup->private_hugetlb);
}

void detail_rollup_from_mappings(struct process_detail *detail)
{
	struct mapping_sums sums;

	sum_mappings(&sums, detail);
	fill_rollup(&detail->rollup, sums.figure);
}

bool detail_rollup_from_many(struct process_detail *detail)
{
	struct mapping_sums sums;
	uint64_t low;

	if (detail->mapping_count < MANY_MAPPINGS && value_or(detail->summary.rss, 0) < MUCH_MEMORY)
		return false;
	sum_mappings(&sums, detail);
	low = sums.cut * CUT_MOST * CUT_SHARE;
	if (low > value_or(sums.figure[MAPPING_PSS], 0) ||
		(value_or(sums.figure[MAPPING_SWAP], 0) !=
				value_or(sums.figure[MAPPING_SWAP_PSS], 0) &&
			low > value_or(sums.figure[MAPPING_SWAP_PSS], 0)))
		return false;
	fill_rollup(&detail->rollup, sums.figure);
	return true;
}

uint64_t detail_total(const struct process_detail *detail, enum mapping_figure figure)
{
	uint64_t total = 0;

	for (int kind = 0; kind < KIND_COUNT; kind++)
		total += detail->kinds[kind].figure[figure];
	return total;
}

/* Documentation/filesystems/proc.rst and fs/proc/task_mmu.c of 6.12. */
static const struct {
	char flag[3];
	const char *meaning;
} flag_rows[] = {
	{ "rd", N_("readable") },
	{ "wr", N_("writable") },
	{ "ex", N_("executable") },
	{ "sh", N_("shared") },
	{ "mr", N_("may be made readable") },
	{ "mw", N_("may be made writable") },
	{ "me", N_("may be made executable") },
	{ "ms", N_("may be shared") },
	{ "gd", N_("grows down, as a stack") },
	{ "pf", N_("pure page frames, without struct page") },
	{ "lo", N_("locked in memory") },
	{ "lf", N_("locked on fault") },
	{ "io", N_("memory of a device") },
	{ "sr", N_("declared to be read sequentially (MADV_SEQUENTIAL)") },
	{ "rr", N_("declared to be read at random (MADV_RANDOM)") },
	{ "dc", N_("not copied on fork") },
	{ "de", N_("cannot grow by mremap") },
	{ "ac", N_("counted against the commit limit") },
	{ "nr", N_("no swap space was reserved for it") },
	{ "ht", N_("pages of the hugetlb pool") },
	{ "sf", N_("synchronous page faults (DAX)") },
	{ "ar", N_("architecture's own flag") },
	{ "wf", N_("wiped on fork") },
	{ "dd", N_("not in core dumps") },
	{ "sd", N_("soft-dirty") },
	{ "mm", N_("mixed map: pages and page frames") },
	{ "hg", N_("huge pages wanted (MADV_HUGEPAGE)") },
	{ "nh", N_("huge pages not wanted (MADV_NOHUGEPAGE)") },
	{ "mg", N_("may be merged by KSM (MADV_MERGEABLE)") },
	{ "bt", N_("guarded by branch target identification") },
	{ "mt", N_("memory tagging") },
	{ "um", N_("userfaultfd: missing pages") },
	{ "uw", N_("userfaultfd: write protection") },
	{ "ui", N_("userfaultfd: minor faults") },
	{ "ss", N_("shadow stack") },
	{ "sl", N_("sealed: cannot be unmapped or changed") },
	{ "dp", N_("dropped entirely when memory is short (droppable)") },
};

const char *detail_flag_meaning(const char flag[2])
{
	for (size_t i = 0; i < COUNT_OF(flag_rows); i++)
		if (memcmp(flag_rows[i].flag, flag, 2) == 0)
			return flag_rows[i].meaning;
	return NULL;
}
