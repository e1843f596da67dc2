/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "document/cgroup_fields.h"

#include <string.h>

#include "base/i18n.h"
#include "base/macros.h"

#define BYTES(name, text)                                                                          \
	{                                                                                          \
		name, name, text, UNIT_BYTES                                                       \
	}
#define EVENTS(name, text)                                                                         \
	{                                                                                          \
		name, name, text, UNIT_COUNT                                                       \
	}

#define REFAULT                                                                                    \
	N_("Pages that were reclaimed and soon needed again. Many of them say that its memory is too small.")
#define ACTIVATE                                                                                   \
	N_("How many of those pages were needed so soon that they count as in use at once.")
#define RESTORE N_("How many of those pages had been in use before they were reclaimed.")
#define SCAN                                                                                       \
	N_("Pages that reclaim has looked at. Many more than were reclaimed say that it finds little.")
#define STEAL    N_("Pages that were reclaimed.")
#define PROMOTE  N_("Pages that were moved between tiers or nodes of memory.")
#define THP      N_("Huge pages that were made, or split, for it.")
#define SWAP_THP N_("Huge pages that went to swap whole, or had to be split for it.")

/*
 * v2: Documentation/admin-guide/cgroup-v2.rst and mm/memcontrol.c, memory_stats[] and
 * memcg_vm_event_stat[], 4.5 to 6.18.  v1: Documentation/admin-guide/cgroup-v1/memory.rst.
 */
static const struct label rows[] = {
	BYTES("anon",
		N_("Heaps, stacks and other memory without a file, mapped. Only swap can take it.")),
	BYTES("file",
		N_("Page cache, with tmpfs and shared memory, which are no cache, and with what of swap is cached.")),
	BYTES("kernel",
		N_("All kernel memory: stacks, page tables, per-CPU, vmalloc, slab and what else is charged (since 5.18).")),
	BYTES("kernel_stack", N_("Kernel stacks of its threads.")),
	BYTES("pagetables", N_("Page tables of its processes.")),
	BYTES("sec_pagetables", N_("Page tables of its virtual machines and devices.")),
	BYTES("percpu",
		N_("Per-CPU structures of the kernel, those of cgroups and of BPF maps above all.")),
	BYTES("sock", N_("Buffers of its network connections.")),
	BYTES("vmalloc", N_("Memory that the kernel has mapped for itself in one piece.")),
	BYTES("shmem",
		N_("Files in tmpfs, shared memory and memfd, part of file. It stays when processes end, until files are deleted.")),
	BYTES("zswap", N_("RAM that compressed swap takes; a part of kernel.")),
	BYTES("zswapped", N_("What was put into compressed swap, before it was compressed.")),
	BYTES("file_mapped",
		N_("Page cache that processes have mapped: libraries, programs, mmap(2).")),
	BYTES("file_dirty",
		N_("Page cache that was changed and must be written before it can be dropped.")),
	BYTES("file_writeback", N_("Page cache that is being written now.")),
	BYTES("swapcached",
		N_("In swap and in memory at once; counted in file, and in anon as far as it is mapped.")),
	BYTES("anon_thp", N_("The part of anon in huge pages.")),
	BYTES("file_thp", N_("Page cache in huge pages.")),
	BYTES("shmem_thp", N_("The part of shared memory in huge pages.")),
	BYTES("inactive_anon",
		N_("Anonymous and shared memory that was not used lately: first to go to swap.")),
	BYTES("active_anon", N_("Anonymous and shared memory that was used lately.")),
	BYTES("inactive_file",
		N_("Page cache that was not used lately: first to be dropped. Kubelet does not "
		   "count it.")),
	BYTES("active_file",
		N_("Page cache that was used again: dropped when the inactive part does not "
		   "suffice. It can be reclaimed, too.")),
	BYTES("unevictable", N_("Memory that may not be reclaimed: locked by mlock(2), or "
				"ramfs.")),
	BYTES("slab_reclaimable",
		N_("Kernel objects that can be dropped: names and inodes of files.")),
	BYTES("slab_unreclaimable", N_("Kernel objects that stay as long as they are used.")),
	BYTES("slab", N_("Both together.")),
	BYTES("hugetlb",
		N_("Pages of hugetlbfs, where the mount option memory_hugetlb_accounting charges them.")),
	EVENTS("workingset_refault_anon", REFAULT),
	EVENTS("workingset_refault_file", REFAULT),
	EVENTS("workingset_refault", REFAULT),
	EVENTS("workingset_activate_anon", ACTIVATE),
	EVENTS("workingset_activate_file", ACTIVATE),
	EVENTS("workingset_activate", ACTIVATE),
	EVENTS("workingset_restore_anon", RESTORE),
	EVENTS("workingset_restore_file", RESTORE),
	EVENTS("workingset_restore", RESTORE),
	EVENTS("workingset_nodereclaim",
		N_("How often the kernel's memory of what it reclaimed was itself reclaimed.")),
	EVENTS("pgdemote_kswapd", PROMOTE),
	EVENTS("pgdemote_direct", PROMOTE),
	EVENTS("pgdemote_khugepaged", PROMOTE),
	EVENTS("pgdemote_proactive", PROMOTE),
	EVENTS("pgpromote_success", PROMOTE),
	EVENTS("pgscan", SCAN),
	EVENTS("pgscan_kswapd", SCAN),
	EVENTS("pgscan_direct", SCAN),
	EVENTS("pgscan_khugepaged", SCAN),
	EVENTS("pgscan_proactive", SCAN),
	EVENTS("pgsteal", STEAL),
	EVENTS("pgsteal_kswapd", STEAL),
	EVENTS("pgsteal_direct",
		N_("Pages that its processes had to reclaim themselves while they waited for memory.")),
	EVENTS("pgsteal_khugepaged", STEAL),
	EVENTS("pgsteal_proactive",
		N_("Pages that were reclaimed because a program asked for it (memory.reclaim).")),
	EVENTS("pgfault", N_("Page faults of its processes, most of which cost little.")),
	EVENTS("pgmajfault", N_("Page faults that had to read from disk or swap.")),
	EVENTS("pgrefill", N_("Pages that were moved from the active to the inactive list.")),
	EVENTS("pgactivate", N_("Pages that were moved to the active list.")),
	EVENTS("pgdeactivate", N_("Pages that were moved to the inactive list early.")),
	EVENTS("pglazyfree",
		N_("Pages that programs released (MADV_FREE): the kernel takes them when "
		   "needed.")),
	EVENTS("pglazyfreed", N_("How many of those were reclaimed.")),
	EVENTS("swpin_zero",
		N_("Pages of nothing but zeros that came back from swap, which had only noted them.")),
	EVENTS("swpout_zero", N_("Pages of nothing but zeros that swap only noted.")),
	EVENTS("zswpin", N_("Pages that came back from compressed swap.")),
	EVENTS("zswpout", N_("Pages that went to compressed swap.")),
	EVENTS("zswpwb", N_("Pages that compressed swap had to write to disk.")),
	EVENTS("thp_fault_alloc", THP),
	EVENTS("thp_collapse_alloc", THP),
	EVENTS("thp_swpout", SWAP_THP),
	EVENTS("thp_swpout_fallback", SWAP_THP),
	EVENTS("numa_pages_migrated", PROMOTE),
	EVENTS("numa_pte_updates",
		N_("Page table entries that were marked so that the next use tells on which node it is.")),
	EVENTS("numa_hint_faults", N_("Page faults on entries marked so.")),
};

/* Of v1, without total_. */
static const struct label rows_v1[] = {
	BYTES("cache",
		N_("Page cache, with tmpfs and shared memory, which are no cache, and with what of swap is cached.")),
	BYTES("rss",
		N_("Heaps, stacks and other memory without a file, mapped. Only swap can take it.")),
	BYTES("rss_huge", N_("The part of anon in huge pages.")),
	BYTES("mapped_file",
		N_("Page cache that processes have mapped: libraries, programs, mmap(2).")),
	BYTES("dirty",
		N_("Page cache that was changed and must be written before it can be dropped.")),
	BYTES("writeback", N_("Page cache that is being written now.")),
	BYTES("swap", N_("How much is in swap.")),
	EVENTS("pgpgin", N_("Pages that were charged to it.")),
	EVENTS("pgpgout", N_("Pages whose charge to it ended.")),
	BYTES("hierarchical_memory_limit",
		N_("The lowest limit of the cgroup and its ancestors, unseen ones included.")),
	BYTES("hierarchical_memsw_limit", N_("The same for memory and swap together.")),
};

static const struct label unknown = { "field", "field",
	N_("A field that memtop does not know: the kernel is newer than 6.18."), UNIT_COUNT };

static const struct label *find(const struct label *table, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(table[i].key, name) == 0)
			return &table[i];
	return NULL;
}

const struct label *cgroup_field_label(const char *name, int version)
{
	const struct label *label = NULL;

	if (version == 1 && strncmp(name, "total_", 6) == 0)
		name += 6;
	if (version == 1)
		label = find(rows_v1, COUNT_OF(rows_v1), name);
	if (!label)
		label = find(rows, COUNT_OF(rows), name);
	return label ? label : &unknown;
}

const struct label *cgroup_field_row(size_t index)
{
	if (index < COUNT_OF(rows))
		return &rows[index];
	index -= COUNT_OF(rows);
	return index < COUNT_OF(rows_v1) ? &rows_v1[index] : NULL;
}
