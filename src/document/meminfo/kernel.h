/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows of fields[]: memory of the kernel itself. */
[MEMINFO_KReclaimable] = { .group = GROUP_KERNEL,
	.since = "4.20",
	.inside = IN(MemTotal),
	.reclaim = RECLAIM_PARTLY,
	.counts = N_("Kernel memory that is freed when something needs memory: SReclaimable, and "
		     "what some drivers hold in the same way."),
	.computed = N_("NR_SLAB_RECLAIMABLE + NR_KERNEL_MISC_RECLAIMABLE."),
	.overlaps = N_("Contains SReclaimable; usually it is nothing else."),
	.how = N_("Shrinkers free it; one object in use holds its whole page."),
	.misread = N_("Not to be added to SReclaimable or Slab: the same memory."),
	.related = "SReclaimable Slab MemAvailable" },
	[MEMINFO_Slab] = { .group = GROUP_KERNEL,
		.since = "2.5.37",
		.inside = IN(MemTotal),
		.reclaim = RECLAIM_PARTLY,
		.counts = N_(
			"The kernel's own objects: names and inodes of files, sockets, processes, everything it "
			"allocates in small pieces."),
		.computed = N_("SReclaimable + SUnreclaim from 2.6.19 on."),
		.overlaps = N_("Exactly SReclaimable + SUnreclaim."),
		.how = N_("The reclaimable part only."),
		.misread = N_(
			"Large pieces (above 8K) come straight from the page allocator and are not in it."),
		.related = "SReclaimable SUnreclaim KReclaimable" },
	[MEMINFO_SReclaimable] = { .group = GROUP_KERNEL,
		.since = "2.6.19",
		.inside = IN(Slab),
		.reclaim = RECLAIM_PARTLY,
		.counts = N_(
			"Kernel objects that can be dropped: mostly names (dentries) and inodes of files seen "
			"before. A cache like the page cache."),
		.computed = N_("NR_SLAB_RECLAIMABLE: slab caches marked as reclaimable."),
		.overlaps = N_("Inside Slab and inside KReclaimable."),
		.how = N_(
			"Dropped when memory is needed, or by echo 2 > /proc/sys/vm/drop_caches; one object in use "
			"holds its whole page."),
		.misread =
			N_("Growing for days is not a leak; not freeable to the last kB either."),
		.related = "Slab SUnreclaim KReclaimable" },
	[MEMINFO_SUnreclaim] = { .group = GROUP_KERNEL,
		.since = "2.6.19",
		.inside = IN(Slab),
		.reclaim = RECLAIM_NO,
		.counts = N_(
			"Kernel objects in use: sockets, processes, memory management, drivers."),
		.computed = N_("NR_SLAB_UNRECLAIMABLE: all other slab caches."),
		.overlaps = N_("Inside Slab."),
		.how = N_("When the kernel itself frees them."),
		.misread = N_(
			"Large on machines with many CPUs or 64K pages; a leak only if it keeps growing under "
			"the same load."),
		.related = "Slab SReclaimable Percpu" },
	[MEMINFO_KernelStack] = { .group = GROUP_KERNEL,
		.since = "2.6.32",
		.inside = IN(MemTotal),
		.reclaim = RECLAIM_NO,
		.counts = N_(
			"The stacks that the kernel needs for each thread: 16K each on x86-64 and arm64."),
		.computed = N_("NR_KERNEL_STACK_KB."),
		.overlaps = N_("From 5.3 on usually inside VmallocUsed (CONFIG_VMAP_STACK)."),
		.how = N_("When threads end."),
		.misread = N_("Not the stacks of programs: those are in AnonPages."),
		.related = "VmallocUsed PageTables" },
	[MEMINFO_ShadowCallStack] = { .group = GROUP_KERNEL,
		.since = "5.8",
		.only = "arm64, CONFIG_SHADOW_CALL_STACK",
		.inside = IN(MemTotal),
		.reclaim = RECLAIM_NO,
		.counts = N_(
			"Second stacks with return addresses only, which protect the kernel's stacks."),
		.computed = N_("NR_KERNEL_SCS_KB."),
		.overlaps = N_("In no other field."),
		.how = N_("When threads end."),
		.related = "KernelStack" },
	[MEMINFO_PageTables] = { .group = GROUP_KERNEL,
		.since = "2.5.27",
		.inside = IN(MemTotal),
		.reclaim = RECLAIM_NO,
		.counts = N_("The tables that say for each process where its memory lies."),
		.computed = N_("NR_PAGETABLE."),
		.overlaps = N_("In no other field."),
		.how = N_("When processes unmap memory or end."),
		.misread = N_(
			"It grows with the number of processes times the memory they share: 500 processes that "
			"map 8G need 8G of tables. Huge pages avoid that."),
		.related = "SecPageTables AnonHugePages HugePages_Total" },
	[MEMINFO_SecPageTables] = { .group = GROUP_KERNEL,
		.since = "6.1",
		.inside = IN(MemTotal),
		.reclaim = RECLAIM_NO,
		.counts = N_(
			"Page tables for others: guests of KVM, and from 6.11 on devices behind an IOMMU."),
		.computed = N_("NR_SECONDARY_PAGETABLE."),
		.overlaps =
			N_("In no other field of meminfo; vmstat's nr_iommu_pages is inside it."),
		.how = N_("When guests end or devices unmap memory."),
		.related = "PageTables" },
	[MEMINFO_Percpu] = { .group = GROUP_KERNEL,
		.since = "4.19",
		.inside = IN(MemTotal),
		.reclaim = RECLAIM_PARTLY,
		.counts = N_(
			"Data that the kernel keeps once for each CPU: statistics, counters of control groups, BPF "
			"maps, network devices."),
		.computed = N_("pcpu_nr_pages(), without its own bookkeeping."),
		.overlaps = N_("Not in Slab and not in VmallocUsed."),
		.how = N_(
			"When control groups, maps and devices are removed and whole chunks are empty."),
		.misread = N_(
			"It scales with the number of CPUs. Steady growth points at control groups that were "
			"deleted but are still held by a bit of cache."),
		.related = "SUnreclaim VmallocUsed" },
	[MEMINFO_Quicklists] = { .group = GROUP_KERNEL,
		.since = "2.6.27",
		.until = "5.3",
		.only = "CONFIG_QUICKLIST: ia64, sparc, sh",
		.inside = IN(MemTotal),
		.reclaim = RECLAIM_YES,
		.counts = N_("Free page tables kept for reuse."),
		.computed = N_("quicklist_total_size()."),
		.overlaps = N_(
			"In no other field; before this line existed it looked like lost memory."),
		.how = N_("Trimmed when the system is idle."),
		.related = "PageTables" },
	[MEMINFO_Bounce] = { .group = GROUP_KERNEL,
		.since = "2.6.18",
		.inside = IN(MemTotal),
		.reclaim = RECLAIM_YES,
		.counts = N_("Copies of pages for devices that cannot reach all memory."),
		.computed = N_("NR_BOUNCE; the constant 0 on recent kernels (6.17 at the latest)."),
		.overlaps = N_("In no other field."),
		.how = N_("Automatically, once the transfer has finished."),
		.misread = N_("Other than 0 only with high memory or very old devices."),
		.related = "HighTotal Dirty" },
	[MEMINFO_MmapCopy] = { .group = GROUP_KERNEL,
		.since = "2.6.29",
		.only = "no MMU",
		.inside = IN(MemTotal),
		.reclaim = RECLAIM_NO,
		.counts = N_(
			"Copies of file contents that processes have mapped, on machines without an MMU."),
		.computed = N_("mmap_pages_allocated."),
		.overlaps = N_("Part of the memory in use, in no other field."),
		.how = N_("When the mapping ends."),
		.related = "Mapped AnonPages" },
	[MEMINFO_VmallocUsed] = { .group = GROUP_COMMIT,
		.since = "2.5.68",
		.inside = IN(VmallocTotal),
		.reclaim = RECLAIM_NO,
		.counts = N_(
			"From 5.3 on: memory of the kernel that is contiguous only by its addresses: kernel stacks, "
			"modules, BPF programs, large tables."),
		.computed = N_(
			"nr_vmalloc_pages from 5.3 on; the constant 0 from 4.4 to 5.2; until 4.3 the size of all "
			"mapped areas, devices included."),
		.overlaps = N_(
			"From 5.3 on it is memory inside MemTotal and contains KernelStack (with "
			"CONFIG_VMAP_STACK); before, it is a range of addresses and no memory."),
		.how = N_("When modules are unloaded and BPF programs and threads end."),
		.misread = N_("Three meanings in one name: only from 5.3 on may it be added up."),
		.related = "VmallocTotal VmallocChunk KernelStack" },
	[MEMINFO_VmallocTotal] = { .group = GROUP_COMMIT,
		.since = "2.5.68",
		.reclaim = RECLAIM_NOT_MEMORY,
		.counts = N_(
			"The size of the address window for vmalloc: a constant of the architecture."),
		.computed = N_("VMALLOC_TOTAL."),
		.overlaps = N_("Addresses, not memory."),
		.misread = N_(
			"34359738367 kB are 32 TiB of addresses and not of memory; on 32 bits the window is small, "
			"and may indeed be used up."),
		.related = "VmallocUsed VmallocChunk" },
	[MEMINFO_VmallocChunk] = { .group = GROUP_COMMIT,
		.since = "2.5.68",
		.inside = IN(VmallocTotal),
		.reclaim = RECLAIM_NOT_MEMORY,
		.counts = N_("The largest free piece of the address window for vmalloc."),
		.computed = N_(
			"A walk over all areas until 4.3; the constant 0 from 4.4 on, because the walk was slow."),
		.overlaps = N_("Addresses, not memory."),
		.misread = N_("0 from 4.4 on is no shortage."),
		.related = "VmallocTotal VmallocUsed" },
	[MEMINFO_CommitLimit] = { .group = GROUP_COMMIT,
		.since = "2.6.10",
		.reclaim = RECLAIM_NOT_MEMORY,
		.counts = N_(
			"How much the kernel would promise to programs under strict accounting."),
		.computed = N_(
			"(MemTotal - pool of huge pages) * vm.overcommit_ratio / 100 + SwapTotal, or "
			"vm.overcommit_kbytes + SwapTotal."),
		.overlaps = N_("A limit, not memory."),
		.misread = N_(
			"It is in force only with vm.overcommit_memory=2; otherwise it means nothing."),
		.related = "Committed_AS SwapTotal" },
	[MEMINFO_Committed_AS] = { .group = GROUP_COMMIT,
		.since = "2.5.30",
		.reclaim = RECLAIM_NOT_MEMORY,
		.counts = N_(
			"What programs asked for and were promised, used or not: malloc'ed but never touched memory "
			"is in it."),
		.computed = N_(
			"vm_committed_as: private writable and shared anonymous mappings, and tmpfs."),
		.overlaps =
			N_("Promises, not memory; the used part is in AnonPages, Shmem and swap."),
		.misread = N_(
			"More than CommitLimit, RAM and swap together is normal unless vm.overcommit_memory is 2."),
		.related = "CommitLimit AnonPages Shmem" },
