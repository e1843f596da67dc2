/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows of fields[]: totals. */
[MEMINFO_MemTotal] = { .group = GROUP_OVERVIEW,
	.since = "2.0",
	.reclaim = RECLAIM_NOT_MEMORY,
	.counts = N_("All memory that the kernel manages. Everything else on this page is part of "
		     "it, except swap, promises (Commit...), address ranges (Vmalloc...) and "
		     "DirectMap."),
	.computed = N_(
		"Pages given to the page allocator at boot, plus or minus what was plugged in or "
		"ballooned away since."),
	.overlaps = N_("Holds all other fields that are memory."),
	.misread = N_(
		"It is not the size of the memory modules: what firmware, graphics, the kernel's own "
		"image and its page table of RAM took at boot is gone before."),
	.related = "MemFree MemAvailable DirectMap4k" },
	[MEMINFO_MemFree] = { .group = GROUP_OVERVIEW,
		.since = "2.0",
		.inside = IN(MemTotal),
		.reclaim = RECLAIM_FREE,
		.counts = N_("Memory that holds nothing at all."),
		.computed = N_("The sum of the free lists of all zones (NR_FREE_PAGES)."),
		.overlaps = N_(
			"Contains CmaFree, Unaccepted, and on 32 bits HighFree and LowFree; not the pages on "
			"per-CPU lists, which are free as well."),
		.misread = N_(
			"A small value is normal: the kernel fills idle memory with file cache. Look at "
			"MemAvailable to see what programs can still get."),
		.related = "MemAvailable Cached SReclaimable" },
	[MEMINFO_MemAvailable] = { .group = GROUP_OVERVIEW,
		.since = "3.14",
		.inside = IN(MemTotal),
		.reclaim = RECLAIM_NOT_MEMORY,
		.counts = N_(
			"The kernel's estimate of what programs can still get without swapping: free memory, "
			"plus the cache that can be dropped, minus what the kernel keeps for itself."),
		.computed = N_(
			"MemFree - reserve + file pages - min(half of them, low watermarks) + KReclaimable - "
			"min(half of it, low watermarks). Until 4.3 the low watermarks stood for the "
			"reserve; until 4.19 SReclaimable for KReclaimable."),
		.overlaps = N_(
			"Overlaps MemFree, Active(file), Inactive(file) and KReclaimable; never add it to "
			"anything."),
		.misread = N_(
			"It may be smaller than MemFree, and it leaves out what can be swapped, shared memory, "
			"idle huge pages and ZFS's cache."),
		.related = "MemFree Active(file) Inactive(file) KReclaimable" },
	[MEMINFO_Active] = { .group = GROUP_OVERVIEW,
		.since = "2.4.0",
		.inside = IN(MemTotal),
		.reclaim = RECLAIM_PARTLY,
		.counts = N_(
			"Pages of programs and of the page cache that were used lately: the last that the kernel "
			"would take."),
		.computed =
			N_("The active lists of all zones or nodes, anonymous and file together."),
		.overlaps = N_(
			"The sum of Active(anon) and Active(file) from 2.6.28 on; the same pages stand in "
			"AnonPages, Cached, Buffers and Shmem."),
		.how = N_("File pages are dropped or written back; anonymous ones need swap."),
		.misread = N_(
			"It is not the memory in use by programs: cache that is read often is in it."),
		.related = "Inactive Active(anon) Active(file)" },
	[MEMINFO_Inactive] = { .group = GROUP_OVERVIEW,
		.since = "2.4.10",
		.inside = IN(MemTotal),
		.reclaim = RECLAIM_PARTLY,
		.counts = N_(
			"Pages of programs and of the page cache that were not used lately: the first that the "
			"kernel takes."),
		.computed = N_(
			"The inactive lists of all zones or nodes, anonymous and file together."),
		.overlaps = N_(
			"The sum of Inactive(anon) and Inactive(file) from 2.6.28 on; the same pages stand in "
			"AnonPages, Cached, Buffers and Shmem."),
		.how = N_("File pages are dropped or written back; anonymous ones need swap."),
		.misread = N_("It is not free memory: the anonymous part can only go to swap."),
		.related = "Active Inactive(anon) Inactive(file)" },
