/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows of fields[]: memory of programs, private and shared. */
[MEMINFO_AnonPages] = { .group = GROUP_ANONYMOUS,
	.since = "2.6.18",
	.inside = IN(MemTotal),
	.reclaim = RECLAIM_SWAP,
	.counts = N_("Programs' own memory: heaps, stacks, private data; what belongs to no file."),
	.computed = N_("Anonymous pages that are mapped (NR_ANON_MAPPED), huge ones included."),
	.overlaps =
		N_("Contains AnonHugePages. The same pages stand in Active(anon), Inactive(anon), "
		   "Unevictable; some of them in SwapCached as well."),
	.how = N_(
		"Swap, or the end of the program. What a program has freed may still be in it: malloc keeps "
		"memory for later."),
	.misread = N_(
		"Shared memory is not in it; and the sum of all RSS is larger, because RSS counts files "
		"and shared pages in each process."),
	.related = "Active(anon) Inactive(anon) AnonHugePages Shmem" },
	[MEMINFO_Active_anon] = { .group = GROUP_ANONYMOUS,
		.since = "2.6.28",
		.inside = IN(Active),
		.reclaim = RECLAIM_SWAP,
		.counts = N_("Programs' own and shared memory that was used lately."),
		.computed = N_("The list LRU_ACTIVE_ANON of all nodes."),
		.overlaps = N_(
			"Part of Active; holds AnonPages, Shmem and swap cache that is not locked."),
		.how = N_("Swapped out, after Inactive(anon); without swap not at all."),
		.misread = N_(
			"Larger than AnonPages where tmpfs is used: shared memory stands on this list."),
		.related = "Inactive(anon) AnonPages Shmem" },
	[MEMINFO_Inactive_anon] = { .group = GROUP_ANONYMOUS,
		.since = "2.6.28",
		.inside = IN(Inactive),
		.reclaim = RECLAIM_SWAP,
		.counts = N_(
			"Programs' own and shared memory that was not used lately: swapped out first."),
		.computed = N_(
			"The list LRU_INACTIVE_ANON of all nodes. New memory starts here from 5.9 on."),
		.overlaps = N_(
			"Part of Inactive; holds AnonPages, Shmem and swap cache that is not locked."),
		.how = N_("Swapped out; without swap not at all."),
		.misread =
			N_("Inactive does not mean unused: without swap nothing of it can be had."),
		.related = "Active(anon) AnonPages Shmem" },
	[MEMINFO_Unevictable] = { .group = GROUP_ANONYMOUS,
		.since = "2.6.28",
		.inside = IN(MemTotal),
		.reclaim = RECLAIM_NO,
		.counts = N_(
			"Memory that may not be taken away: locked by mlock, ramfs, locked shared memory, memory "
			"that graphics drivers hold."),
		.computed = N_("The list LRU_UNEVICTABLE of all nodes."),
		.overlaps = N_(
			"Contains Mlocked; outside Active and Inactive; the pages stand in AnonPages, Cached or "
			"Shmem as well."),
		.how = N_("When its owner unlocks or frees it."),
		.misread = N_("Not only mlock: graphics drivers keep shared memory here."),
		.related = "Mlocked Shmem" },
	[MEMINFO_Mlocked] = { .group = GROUP_ANONYMOUS,
		.since = "2.6.28",
		.inside = IN(Unevictable),
		.reclaim = RECLAIM_NO,
		.counts = N_("Memory that programs have locked with mlock or mlockall."),
		.computed = N_("NR_MLOCK."),
		.overlaps = N_("Inside Unevictable, which may lag behind it."),
		.how = N_("When the program unlocks it or ends."),
		.related = "Unevictable" },
	[MEMINFO_Shmem] = { .group = GROUP_SHARED,
		.since = "2.6.32",
		.inside = IN(Cached),
		.reclaim = RECLAIM_SWAP,
		.counts = N_(
			"Shared memory: files in tmpfs (/dev/shm, /run, often /tmp), System V and POSIX shared "
			"memory, memfd, shared anonymous mappings, buffers of graphics drivers."),
		.computed = N_("NR_SHMEM."),
		.overlaps = N_(
			"Inside Cached; on the anonymous lists or in Unevictable. What was swapped out is not "
			"counted."),
		.how = N_("Deleting the file or segment, or swap. drop_caches does not touch it."),
		.misread = N_(
			"It looks like cache, in Cached and in the buff/cache of free, and is none."),
		.related = "Cached ShmemHugePages Mapped" },
