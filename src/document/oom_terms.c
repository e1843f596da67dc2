/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "document/oom_terms.h"

#include "base/i18n.h"
#include "base/macros.h"

/* clang-format off */
#define BYTES(key, title, explanation) { key, title, explanation, UNIT_BYTES }
#define WORD(key, title, explanation)  { key, title, explanation, UNIT_TEXT }

const struct label oom_terms[OOM_TERM_COUNT] = {
	[OOM_TERM_REQUEST] = BYTES("order", N_("request"),
		N_("What was asked for: 2^order pages in one piece. Order 0 is a single page; above order 3 the kernel gives up rather than kill.")),
	[OOM_TERM_GFP_MASK] = WORD("gfp_mask", "gfp_mask",
		N_("The flags of the request: which zones may serve it, and how hard the kernel may try.")),
	[OOM_TERM_MEMS_ALLOWED] = WORD("mems_allowed", "mems_allowed",
		N_("The NUMA nodes that a cpuset or memory policy allows; what is free on others is of no use to the request.")),
	[OOM_TERM_ZONE] = BYTES("zone", N_("zone"),
		N_("A range of physical memory, and what was free in it. It can serve the request if free - CMA - highatomic - the block itself > min + lowmem_reserve, and if it has a block of that size.")),
	[OOM_TERM_MIN] = BYTES("min", "min",
		N_("Free memory below which only requests that must not fail are served; made of vm.min_free_kbytes, and of boost where there is one.")),
	[OOM_TERM_BOOST] = BYTES("boost", "boost",
		N_("A part of min that the kernel has added for a while, after blocks of one kind were taken for another (from 5.0; printed from 5.18). No setting.")),
	[OOM_TERM_LOWMEM_RESERVE] = BYTES("lowmem_reserve", "lowmem_reserve",
		N_("What this zone keeps from requests that could also be served by a higher zone (vm.lowmem_reserve_ratio).")),
	[OOM_TERM_CMA] = BYTES("free_cma", "CMA",
		N_("Free memory that is set aside for devices which need it in one piece: meanwhile only for pages that can be moved, not for the kernel.")),
	[OOM_TERM_HIGHATOMIC] = BYTES("reserved_highatomic", "highatomic",
		N_("Blocks kept for requests that may not wait and want several pages.")),
	[OOM_TERM_LARGEST_BLOCK] = BYTES("largest_block", N_("largest block"),
		N_("The largest free piece of a kind that the request may use.")),
	[OOM_TERM_MANAGED_ZONE] = BYTES("managed", "managed",
		N_("How much of the zone the kernel's allocator manages.")),
	[OOM_TERM_RAM] = BYTES("ram", "RAM", N_("pages of RAM that the kernel knows")),
	[OOM_TERM_RESERVED] = BYTES("reserved", N_("reserved"),
		N_("never given to the kernel's allocator: firmware, kernel image, balloon, crash kernel")),
	[OOM_TERM_MANAGED] = BYTES("total", N_("managed"), N_("what the shares below are of")),
	[OOM_TERM_FREE] = BYTES("free", N_("free"), N_("of all zones; see above what each may give")),
	[OOM_TERM_ANON] = BYTES("anon", N_("anonymous"), N_("heaps and stacks of programs")),
	[OOM_TERM_FILE] = BYTES("file", N_("file lists"), N_("page cache without shared memory")),
	[OOM_TERM_SHMEM] = BYTES("shmem", N_("shared memory"),
		N_("tmpfs and shared mappings; a part of anonymous or unevictable above")),
	[OOM_TERM_LRU] = BYTES("lru", N_("page lists"),
		N_("all pages that reclaim looks at, unevictable ones too")),
	[OOM_TERM_SLAB] = BYTES("slab", N_("slab"), N_("objects of the kernel")),
	[OOM_TERM_SLAB_UNRECLAIMABLE] = BYTES("slab_unreclaimable", N_("slab, unreclaimable"),
		N_("a part of slab that no reclaim frees")),
	[OOM_TERM_PAGE_TABLES] = BYTES("page_tables", N_("page tables"), N_("of processes")),
	[OOM_TERM_KERNEL_STACKS] = BYTES("kernel_stack", N_("kernel stacks"), N_("of threads")),
	[OOM_TERM_HUGE_PAGES] = BYTES("hugepages", N_("huge pages"), N_("the pools, used or not")),
	[OOM_TERM_UNCOUNTED] = BYTES("uncounted", N_("uncounted"),
		N_("managed memory in no counter: per-CPU, vmalloc, drivers, graphics, zswap, zram")),
	[OOM_TERM_FREE_SWAP] = BYTES("swap_free", N_("free swap"),
		N_("Swap that is not in use. Where much is free, its size was not the problem, "
			"but a zone, a large block, or time.")),
	[OOM_TERM_CGROUP_MEMORY] = BYTES("memory", N_("memory"),
		N_("What the cgroup and all below it use, and memory.max (memory.limit_in_bytes in version 1): the limit that was reached.")),
	[OOM_TERM_CGROUP_MEMORY_SWAP] = BYTES("memory_swap", N_("memory and swap"),
		N_("Memory and swap together, as version 1 limits them.")),
	[OOM_TERM_CGROUP_KERNEL] = BYTES("kmem", N_("kernel memory"),
		N_("What the kernel holds for the cgroup; a part of memory.")),
	[OOM_TERM_CGROUP_SWAP] = BYTES("swap", N_("swap"),
		N_("Swap of the cgroup, and memory.swap.max. Where that is 0 or reached, anonymous memory can only stay.")),
	[OOM_TERM_CGROUP_STAT] = BYTES("memory.stat", N_("of memory.stat"),
		N_("A line of the cgroup's memory.stat at that moment; the share is of its limit.")),
	[OOM_TERM_VICTIM] = BYTES("victim", N_("killed"),
		N_("The process that was killed: the one with the most memory after its oom_score_adj is added, which need not be the one to blame.")),
	[OOM_TERM_PROCESS] = BYTES("rss", N_("process"),
		N_("Resident memory of a process when it was printed. Pages that processes share are counted for each of them, so the sum may be more than there is.")),
	[OOM_TERM_SCORE_ADJ] = WORD("oom_score_adj", "oom_score_adj",
		N_("-1000: never killed; 1000: first. Each 1 counts as a thousandth of the memory that the request could have had.")),
};

/* include/linux/gfp_types.h (6.6), and what older kernels had. */
static const struct label flags[] = {
	WORD("gfp", "GFP_KERNEL", N_("memory for the kernel itself: zone Normal and below; it may wait, write pages out, and kill")),
	WORD("gfp", "GFP_KERNEL_ACCOUNT", N_("as GFP_KERNEL, and counted for the cgroup")),
	WORD("gfp", "GFP_USER", N_("for a program, but mapped by the kernel too: zone Normal and below")),
	WORD("gfp", "GFP_HIGHUSER", N_("for a program, not movable: every zone but Movable")),
	WORD("gfp", "GFP_HIGHUSER_MOVABLE", N_("a page of a program or of the page cache: every zone, CMA included")),
	WORD("gfp", "GFP_ATOMIC", N_("from an interrupt or under a lock: it may not wait, but may use a part of min")),
	WORD("gfp", "GFP_NOWAIT", N_("it may not wait; it fails easily, and its caller expects that")),
	WORD("gfp", "GFP_NOIO", N_("it may wait, but must not start input or output")),
	WORD("gfp", "GFP_NOFS", N_("it may wait, but must not call into a file system; it does not kill")),
	WORD("gfp", "GFP_DMA", N_("for a device that reaches the lowest addresses only: zone DMA")),
	WORD("gfp", "GFP_DMA32", N_("for a device with 32-bit addresses: DMA32 and DMA")),
	WORD("gfp", "GFP_TRANSHUGE", N_("a transparent huge page: it may compact memory, and "
		"goes without if there is none")),
	WORD("gfp", "GFP_TRANSHUGE_LIGHT", N_("a transparent huge page, if one is free at once")),
	WORD("gfp", "__GFP_ZERO", N_("filled with zeros")),
	WORD("gfp", "__GFP_COMP", N_("several pages that are treated as one")),
	WORD("gfp", "__GFP_COLD", N_("a page that no cache of a processor has (to 4.14)")),
	WORD("gfp", "__GFP_NOWARN", N_("no message if it fails")),
	WORD("gfp", "__GFP_NORETRY", N_("one try at reclaim, then it fails; it does not kill")),
	WORD("gfp", "__GFP_RETRY_MAYFAIL", N_("it tries hard, but fails in the end; it does not kill")),
	WORD("gfp", "__GFP_REPEAT", N_("it tries hard (to 4.12)")),
	WORD("gfp", "__GFP_NOFAIL", N_("it must not fail: it tries for ever")),
	WORD("gfp", "__GFP_HARDWALL", N_("only nodes of the task's cpuset")),
	WORD("gfp", "__GFP_THISNODE", N_("this node only")),
	WORD("gfp", "__GFP_ACCOUNT", N_("counted for the cgroup")),
	WORD("gfp", "__GFP_HIGHMEM", N_("HighMem will do, too")),
	WORD("gfp", "__GFP_MOVABLE", N_("the page can be moved: zone Movable and CMA will do, too")),
	WORD("gfp", "__GFP_RECLAIMABLE", N_("slab that a shrinker can free")),
	WORD("gfp", "__GFP_HIGH", N_("it may use a part of min")),
	WORD("gfp", "__GFP_ATOMIC", N_("it may not wait, and may use more of min (to 6.2)")),
	WORD("gfp", "__GFP_MEMALLOC", N_("it may use all that is free: the request itself frees memory")),
	WORD("gfp", "__GFP_NOMEMALLOC", N_("it may not use min, whatever task asks")),
	WORD("gfp", "__GFP_WRITE", N_("for a page that will be dirty: spread over the zones")),
	WORD("gfp", "__GFP_DIRECT_RECLAIM", N_("it may wait while memory is reclaimed")),
	WORD("gfp", "__GFP_KSWAPD_RECLAIM", N_("it wakes kswapd")),
	WORD("gfp", "__GFP_RECLAIM", N_("it may wait while memory is reclaimed, and wakes kswapd")),
	WORD("gfp", "__GFP_IO", N_("reclaim may start input and output for it")),
	WORD("gfp", "__GFP_FS", N_("reclaim may call into file systems for it")),
};
/* clang-format on */

const struct label *oom_gfp_find(struct text name)
{
	for (size_t i = 0; i < COUNT_OF(flags); i++)
		if (text_equals(name, flags[i].title))
			return &flags[i];
	return NULL;
}
