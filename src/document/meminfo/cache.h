/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows of fields[]: the page cache. */
[MEMINFO_Buffers] = { .group = GROUP_PAGE_CACHE,
	.since = "2.0",
	.inside = IN(MemTotal),
	.reclaim = RECLAIM_YES,
	.counts = N_(
		"Cache of block devices read or written directly: file system metadata, and whole "
		"partitions while fsck, dd or a backup runs."),
	.computed = N_("The page cache of the block devices' own inodes; buffer heads in 2.4."),
	.overlaps = N_("Page cache like Cached, but not in Cached; on the file lists."),
	.how = N_("Dropped when memory is needed; changed pages are written first."),
	.misread = N_("Nothing to do with buffers of the network or of drivers."),
	.related = "Cached Active(file) Inactive(file)" },
	[MEMINFO_Cached] = { .group = GROUP_PAGE_CACHE,
		.since = "2.0",
		.inside = IN(MemTotal),
		.reclaim = RECLAIM_PARTLY,
		.counts = N_(
			"Contents of files kept in memory, so that reading them again is fast; and shared memory "
			"and tmpfs, which the kernel keeps the same way."),
		.computed = N_(
			"All pages of files, minus swap cache, minus Buffers (NR_FILE_PAGES); never below 0."),
		.overlaps = N_(
			"Contains Shmem and most of Mapped. The file part stands on the file lists, shared "
			"memory on the anonymous ones or in Unevictable."),
		.how = N_(
			"Files are dropped when memory is needed, changed pages after writing. The Shmem part needs "
			"swap."),
		.misread = N_("Not all of it can be dropped: subtract Shmem first."),
		.related = "Shmem Buffers Mapped Dirty Active(file) Inactive(file)" },
	[MEMINFO_Active_file] = { .group = GROUP_PAGE_CACHE,
		.since = "2.6.28",
		.inside = IN(Active),
		.reclaim = RECLAIM_WRITE,
		.counts = N_("File cache that was used more than once lately."),
		.computed = N_("The list LRU_ACTIVE_FILE of all nodes."),
		.overlaps = N_(
			"Part of Active. Together with Inactive(file) about Cached + Buffers - Shmem; since 4.12 "
			"also pages of programs that were given back by MADV_FREE."),
		.how = N_(
			"Dropped when memory is needed, changed pages after writing; after Inactive(file)."),
		.misread = N_("Smaller than Cached wherever there is shared memory."),
		.related = "Inactive(file) Cached Buffers" },
	[MEMINFO_Inactive_file] = { .group = GROUP_PAGE_CACHE,
		.since = "2.6.28",
		.inside = IN(Inactive),
		.reclaim = RECLAIM_WRITE,
		.counts =
			N_("File cache that was used once, or not for long: the first memory that "
			   "is dropped."),
		.computed = N_("The list LRU_INACTIVE_FILE of all nodes."),
		.overlaps = N_(
			"Part of Inactive. Together with Active(file) about Cached + Buffers - Shmem; since 4.12 "
			"also pages of programs that were given back by MADV_FREE."),
		.how = N_("Dropped when memory is needed, changed pages after writing."),
		.misread = N_("Smaller than Cached wherever there is shared memory."),
		.related = "Active(file) Cached Buffers" },
	[MEMINFO_Dirty] = { .group = GROUP_PAGE_CACHE,
		.since = "2.5.12",
		.inside = IN(Cached),
		.reclaim = RECLAIM_WRITE,
		.counts = N_("Cache that was changed and still has to be written to disk."),
		.computed = N_(
			"NR_FILE_DIRTY. From vm.dirty_background_ratio on the kernel writes by itself, near "
			"vm.dirty_ratio it makes writers wait."),
		.overlaps = N_("Inside Cached and Buffers."),
		.how = N_("Written within seconds, or at once by sync; then it is ordinary cache."),
		.misread = N_(
			"Much of it is no harm by itself; it is what a power failure would lose."),
		.related = "Writeback Cached NFS_Unstable" },
	[MEMINFO_Writeback] = { .group = GROUP_PAGE_CACHE,
		.since = "2.5.13",
		.inside = IN(Cached),
		.reclaim = RECLAIM_WRITE,
		.counts = N_("Cache that is being written to disk right now."),
		.computed = N_("NR_WRITEBACK."),
		.overlaps = N_("Inside Cached, Buffers or SwapCached; no longer in Dirty."),
		.how = N_("Automatically, once the disk has finished."),
		.misread = N_(
			"High all the time means storage that does not keep up, not a lack of memory."),
		.related = "Dirty WritebackTmp" },
	[MEMINFO_WritebackTmp] = { .group = GROUP_PAGE_CACHE,
		.since = "2.6.26",
		.reclaim = RECLAIM_WRITE,
		.counts = N_(
			"Copies that FUSE made of pages while a file system in user space writes them."),
		.computed = N_(
			"NR_WRITEBACK_TEMP; the constant 0 on recent kernels (6.17 at the latest)."),
		.overlaps = N_("In no other field."),
		.how = N_("Automatically, once the file system has finished."),
		.related = "Writeback Dirty" },
	[MEMINFO_NFS_Unstable] = { .group = GROUP_PAGE_CACHE,
		.since = "2.6.18",
		.inside = IN(Cached),
		.reclaim = RECLAIM_WRITE,
		.counts = N_("Pages sent to an NFS server that has not yet put them on its disk."),
		.computed = N_(
			"NR_UNSTABLE_NFS until 5.7; the constant 0 from 5.8 on, where Writeback counts them."),
		.overlaps = N_("Inside Cached."),
		.how = N_("By the server's commit."),
		.misread = N_("0 from 5.8 on says nothing about NFS."),
		.related = "Writeback Dirty" },
	[MEMINFO_Mapped] = { .group = GROUP_PAGE_CACHE,
		.since = "2.5.36",
		.inside = IN(Cached),
		.reclaim = RECLAIM_PARTLY,
		.counts = N_(
			"File cache and shared memory that processes have mapped: programs, libraries, mmap."),
		.computed = N_("NR_FILE_MAPPED; until 2.6.17 anonymous pages were in it too."),
		.overlaps =
			N_("Inside Cached and Shmem: a view of the same pages, never to be added."),
		.how = N_(
			"Unmapped and dropped when memory is needed; the program reads it again."),
		.misread = N_("A subset of Cached: adding the two counts memory twice."),
		.related = "Cached Shmem AnonPages" },
