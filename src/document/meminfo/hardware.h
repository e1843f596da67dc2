/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows of fields[]: what depends on the machine. */
[MEMINFO_HighTotal] = { .group = GROUP_HARDWARE,
	.since = "2.3.23",
	.only = "CONFIG_HIGHMEM",
	.inside = IN(MemTotal),
	.reclaim = RECLAIM_NOT_MEMORY,
	.counts = N_(
		"High memory of a 32-bit kernel: RAM that the kernel cannot address directly, good for "
		"programs and file cache."),
	.computed = N_(
		"The pages of the zone HighMem; before 2.6.19 printed on every machine, 0 without one."),
	.overlaps = N_("MemTotal = HighTotal + LowTotal."),
	.misread = N_(
		"For programs it is as good as any; only the kernel's own objects cannot live there."),
	.related = "HighFree LowTotal LowFree" },
	[MEMINFO_HighFree] = { .group = GROUP_HARDWARE,
		.since = "2.3.23",
		.only = "CONFIG_HIGHMEM",
		.inside = IN(HighTotal),
		.reclaim = RECLAIM_FREE,
		.counts = N_("The free part of high memory."),
		.computed = N_("The free pages of the zone HighMem."),
		.overlaps = N_("MemFree = HighFree + LowFree."),
		.misread = N_("Plenty of it does not help when LowFree runs out."),
		.related = "HighTotal LowFree MemFree" },
	[MEMINFO_LowTotal] = { .group = GROUP_HARDWARE,
		.since = "2.3.27",
		.only = "CONFIG_HIGHMEM",
		.inside = IN(MemTotal),
		.reclaim = RECLAIM_NOT_MEMORY,
		.counts = N_(
			"Low memory of a 32-bit kernel: the only RAM that its own objects can live in."),
		.computed = N_("All pages that are not in the zone HighMem."),
		.overlaps = N_("MemTotal = HighTotal + LowTotal."),
		.misread = N_("Less than 900M on i386 however much RAM is fitted."),
		.related = "LowFree HighTotal" },
	[MEMINFO_LowFree] = { .group = GROUP_HARDWARE,
		.since = "2.3.27",
		.only = "CONFIG_HIGHMEM",
		.inside = IN(LowTotal),
		.reclaim = RECLAIM_FREE,
		.counts = N_("The free part of low memory."),
		.computed = N_("The free pages outside the zone HighMem."),
		.overlaps = N_("MemFree = HighFree + LowFree."),
		.misread = N_(
			"A low value is normal while cache fills it; trouble only when HighFree stays large."),
		.related = "LowTotal HighFree Slab" },
	[MEMINFO_CmaTotal] = { .group = GROUP_HARDWARE,
		.since = "3.19",
		.only = "CONFIG_CMA",
		.inside = IN(MemTotal),
		.reclaim = RECLAIM_NOT_MEMORY,
		.counts = N_(
			"Memory kept so that drivers can get large contiguous pieces: cameras, displays, KVM on "
			"powerpc."),
		.computed = N_("totalcma_pages, set aside at boot (cma=)."),
		.overlaps = N_(
			"Inside MemTotal. Programs and cache borrow it until a driver wants it."),
		.misread = N_("It is not lost: what can be moved may live there."),
		.related = "CmaFree MemFree" },
	[MEMINFO_CmaFree] = { .group = GROUP_HARDWARE,
		.since = "3.19",
		.only = "CONFIG_CMA",
		.inside = IN(CmaTotal),
		.reclaim = RECLAIM_FREE,
		.counts = N_("The part of the memory kept for devices that is free."),
		.computed = N_("NR_FREE_CMA_PAGES."),
		.overlaps = N_("Inside MemFree; the kernel's own objects cannot use it."),
		.misread = N_(
			"CmaTotal - CmaFree mixes buffers of drivers with pages that programs borrow."),
		.related = "CmaTotal MemFree" },
	[MEMINFO_Unaccepted] = { .group = GROUP_HARDWARE,
		.since = "6.5",
		.only = "CONFIG_UNACCEPTED_MEMORY: TDX, SEV-SNP",
		.inside = IN(MemFree),
		.reclaim = RECLAIM_FREE,
		.counts = N_(
			"Memory of a confidential guest that it has not yet accepted from its host."),
		.computed = N_("NR_UNACCEPTED."),
		.overlaps = N_("Inside MemFree."),
		.misread = N_(
			"Not lost: accepted piece by piece when needed, which makes the first use slower."),
		.related = "MemFree" },
	[MEMINFO_Balloon] = { .group = GROUP_HARDWARE,
		.since = "6.16",
		.reclaim = RECLAIM_NO,
		.counts = N_("Memory that the host took back from this virtual machine."),
		.computed = N_(
			"NR_BALLOON_PAGES, kept by the drivers of virtio, VMware, Hyper-V and Xen."),
		.overlaps = N_(
			"Outside MemTotal with Xen, Hyper-V and virtio (without deflate-on-oom), inside with "
			"VMware."),
		.how = N_("When the host gives it back."),
		.misread = N_(
			"Before this line existed, VMware's balloon looked like memory lost without a trace."),
		.related = "MemTotal" },
	[MEMINFO_GPUActive] = { .group = GROUP_HARDWARE,
		.since = "7.1",
		.inside = IN(MemTotal),
		.reclaim = RECLAIM_NO,
		.counts = N_("RAM that graphics drivers use for their objects."),
		.computed = N_(
			"NR_GPU_ACTIVE: pages that TTM's pools have handed out (amdgpu, xe, nouveau and others)."),
		.overlaps = N_("In no other field."),
		.how = N_("When the graphics objects are freed."),
		.related = "GPUReclaim" },
	[MEMINFO_GPUReclaim] = { .group = GROUP_HARDWARE,
		.since = "7.1",
		.inside = IN(MemTotal),
		.reclaim = RECLAIM_YES,
		.counts = N_("RAM that graphics drivers keep in pools for their next objects."),
		.computed = N_(
			"NR_GPU_RECLAIM: free pages in TTM's pools, kept because they are mapped uncached."),
		.overlaps = N_("In no other field; not in MemAvailable either."),
		.misread = N_(
			"Looks like a leak of the graphics driver, but is given back on demand."),
		.how = N_("A shrinker gives it back when memory is needed."),
		.related = "GPUActive" },
	[MEMINFO_HardwareCorrupted] = { .group = GROUP_HARDWARE,
		.since = "2.6.32",
		.only = "CONFIG_MEMORY_FAILURE",
		.reclaim = RECLAIM_NO,
		.counts = N_("Memory with errors that the kernel has taken out of use."),
		.computed = N_("num_poisoned_pages."),
		.overlaps = N_("No longer available to any program."),
		.how = N_("By replacing the module."),
		.misread = N_("Anything but 0 deserves a look into the machine's error log."),
		.related = "EarlyMemtestBad" },
	[MEMINFO_EarlyMemtestBad] = { .group = GROUP_HARDWARE,
		.since = "6.4",
		.only = N_("CONFIG_MEMTEST, memtest= at boot"),
		.reclaim = RECLAIM_NO,
		.counts = N_("Bad memory that the test at boot found and left out."),
		.computed = N_("early_memtest_bad_size."),
		.overlaps = N_("Outside MemTotal already."),
		.how = N_("By replacing the module."),
		.misread = N_(
			"0 is good: the test ran and found nothing. Without the line no test ran."),
		.related = "HardwareCorrupted MemTotal" },
#define DIRECT_MAP(since_, only_)                                                                      \
	{                                                                                              \
		.group = GROUP_HARDWARE, .since = since_, .only = only_,                               \
		.reclaim = RECLAIM_NOT_MEMORY,                                                         \
		.counts = N_(                                                                          \
			"How much of RAM the kernel's own page tables map with pages of this size. "   \
			"The larger the pages, the fewer TLB misses."),                                \
		.computed = N_("direct_pages_count of the architecture."),                             \
		.overlaps = N_(                                                                        \
			"It shows how all RAM is mapped, holes included; it is not a use of memory."), \
		.misread = N_("Not memory in use; the lines together may exceed MemTotal."),           \
		.related = "DirectMap4k DirectMap2M DirectMap1G MemTotal",                             \
	}
	[MEMINFO_DirectMap4k] = DIRECT_MAP("2.6.27", "x86, s390, powerpc"),
	[MEMINFO_DirectMap64k] = DIRECT_MAP("4.19", "powerpc"),
	[MEMINFO_DirectMap1M] = DIRECT_MAP("4.8", "s390"),
	[MEMINFO_DirectMap2M] = DIRECT_MAP("2.6.27", "x86, powerpc"),
	[MEMINFO_DirectMap4M] = DIRECT_MAP("2.6.27", N_("x86, 32 bits without PAE")),
	[MEMINFO_DirectMap16M] = DIRECT_MAP("6.18", "powerpc, hash MMU"),
	[MEMINFO_DirectMap1G] = DIRECT_MAP("2.6.27", "x86-64, powerpc"),
	[MEMINFO_DirectMap2G] = DIRECT_MAP("4.8", "s390"),
	[MEMINFO_DirectMap16G] = DIRECT_MAP("6.18", "powerpc, hash MMU"),
#undef DIRECT_MAP
	[MEMINFO_PDT_max_entries] = { .group = GROUP_HARDWARE,
		.since = "4.16",
		.only = "parisc",
		.reclaim = RECLAIM_NOT_MEMORY,
		.counts = N_("How many bad pages the firmware's page deallocation table can name."),
		.computed = N_("pdt_status.pdt_size."),
		.overlaps = N_("A number of entries, not memory."),
		.related = "PDT_cur_entries HardwareCorrupted" },
	[MEMINFO_PDT_cur_entries] = { .group = GROUP_HARDWARE,
		.since = "4.16",
		.only = "parisc",
		.reclaim = RECLAIM_NOT_MEMORY,
		.counts = N_("How many bad pages the firmware's page deallocation table names."),
		.computed = N_("pdt_status.pdt_entries."),
		.overlaps = N_("A number of entries, not memory."),
		.misread = N_("A count of pages with errors: anything but 0 deserves a look."),
		.related = "PDT_max_entries HardwareCorrupted" },
