/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows of fields[]: swap. */
[MEMINFO_SwapTotal] = { .group = GROUP_SWAP,
	.since = "2.0",
	.reclaim = RECLAIM_NOT_MEMORY,
	.counts = N_("The size of all swap areas."),
	.computed = N_("The sum over swapon's devices and files, without their headers."),
	.overlaps =
		N_("Not RAM; unless it is zram, which keeps the swapped pages compressed in RAM."),
	.misread = N_("0 is no fault: it only means that programs' memory can never be moved out."),
	.related = "SwapFree SwapCached Zswap" },
	[MEMINFO_SwapFree] = { .group = GROUP_SWAP,
		.since = "2.0",
		.inside = IN(SwapTotal),
		.reclaim = RECLAIM_NOT_MEMORY,
		.counts = N_("The part of swap that is not used."),
		.computed = N_("The free slots of all swap areas."),
		.overlaps = N_(
			"SwapTotal - SwapFree is used; pages in SwapCached are still part of that."),
		.misread = N_(
			"Used swap does not prove a shortage: it may have been filled once, long ago. Traffic "
			"proves it. A value above SwapTotal comes from lxcfs."),
		.related = "SwapTotal SwapCached" },
	[MEMINFO_SwapCached] = { .group = GROUP_SWAP,
		.since = "2.4.7",
		.inside = IN(MemTotal),
		.reclaim = RECLAIM_YES,
		.counts = N_(
			"Pages that are in RAM and in swap at once: read back, not changed since, so that moving "
			"them out again needs no writing."),
		.computed = N_("Pages of the swap cache (NR_SWAPCACHE)."),
		.overlaps = N_(
			"On the anonymous lists; those that are mapped again stand in AnonPages as well. Not in "
			"Cached."),
		.how = N_("Dropped at once: the copy is in swap."),
		.misread = N_("It is not the swap in use."),
		.related = "SwapTotal SwapFree AnonPages" },
	[MEMINFO_Zswap] = { .group = GROUP_SWAP,
		.since = "5.19",
		.only = "CONFIG_ZSWAP",
		.inside = IN(MemTotal),
		.reclaim = RECLAIM_PARTLY,
		.counts = N_("RAM that zswap takes for the compressed copies of swapped pages."),
		.computed = N_("zswap_total_pages()."),
		.overlaps = N_(
			"Real memory, in no other field of meminfo; among zsmalloc's pages in vmstat."),
		.how = N_("Written to the swap device behind it."),
		.misread = N_("The compressed size. What is saved is Zswapped - Zswap."),
		.related = "Zswapped SwapTotal" },
	[MEMINFO_Zswapped] = { .group = GROUP_SWAP,
		.since = "5.19",
		.only = "CONFIG_ZSWAP",
		.reclaim = RECLAIM_NOT_MEMORY,
		.counts = N_("The original size of the pages that zswap holds compressed."),
		.computed = N_("zswap_stored_pages."),
		.overlaps = N_("Part of SwapTotal - SwapFree. zram is not counted here."),
		.misread = N_(
			"Not memory in use: Zswap is. Zswapped / Zswap is the ratio of compression."),
		.related = "Zswap SwapFree" },
