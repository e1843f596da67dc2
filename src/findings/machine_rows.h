/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rules on the machine, in the order of importance within a severity; see machine_rules.c. */
{ .name = "memory_short",
	.field = MEMINFO_MemAvailable,
	.measure = "available%",
	.figures = { "MemTotal" },
	.below = true,
	.warning = PERCENT(5),
	.critical = PERCENT(2),
	.judge = judge_available,
	.sentences = { { .text = N_(
				 "Memory is short: only {available} ({available%}) of {MemTotal} can still be used.") },
		{ .text = N_(
			  "Memory is short: {available} ({available%}) of {MemTotal} can still be used at the very most, cache included.") } },
	.advice = N_(
		"See who holds it: sort the processes by RSS; then end or limit the largest, or add memory."),
	.view = "overview",
	.action = "sort_memory" },
	{ .name = "oom_kills",
		.live = true,
		.any_origin = true,
		.field = MEMINFO_MemAvailable,
		.measure = "oom_new",
		.figures = { "oom_total" },
		.critical = COUNT(0),
		.condition = N_("any since boot: note"),
		.judge = judge_oom_kills,
		.sentences = { { .text = N_(
					 "OOM kills just now: {oom_new}. Memory ran out, or a cgroup reached its limit.") },
			{ .text = N_(
				  "OOM kills since boot: {oom_total}. Memory ran out, or a cgroup reached its limit.") } },
		.advice = N_(
			"Read the kernel's report: O in the overview, or dmesg | memtop explain -"),
		.view = "overview",
		.action = "oom" },
	{ .name = "pressure",
		.live = true,
		.any_origin = true,
		.field = MEMINFO_MemAvailable,
		.measure = "psi_some",
		.figures = { "psi_full" },
		.note = PERCENT(2),
		.warning = PERCENT(10),
		.limits = { PERCENT(10) },
		.condition = N_("full above {limit}: critical"),
		.judge = judge_pressure,
		.sentences = { { .text = N_(
					 "Programs wait for memory {psi_some} of the time, all of them at once {psi_full}.") } },
		.advice = N_("See who grows and who swaps: sort the processes by faults or swap."),
		.view = "overview",
		.action = "sort" },
	{ .name = "node_full",
		.live = true,
		.field = MEMINFO_MemFree,
		.measure = "full_node_left%",
		.figures = { "full_node", "full_node_memory", "free_node", "free_node_left" },
		.below = true,
		.note = PERCENT(10),
		.warning = PERCENT(5),
		.limits = { PERCENT(25) },
		.condition = N_("only while above {limit} of another node can be used"),
		.judge = judge_node,
		.sentences = { { .text = N_(
					 "Node {full_node} is full: {full_node_left} ({full_node_left%}) of its {full_node_memory} can still be used, but {free_node_left} ({free_node_left%}) of node {free_node}. What is bound to the full node swaps or is killed.") } },
		.view = "explain" },
	{ .name = "node_without_processors_full",
		.live = true,
		.field = MEMINFO_MemFree,
		.measure = "full_tier_left%",
		.figures = { "full_tier", "full_tier_memory", "free_node", "free_node_left" },
		.below = true,
		.note = PERCENT(10),
		.limits = { PERCENT(25) },
		.condition = N_("only while above {limit} of another node can be used"),
		.judge = judge_node,
		.sentences = { { .text = N_(
					 "Node {full_tier}, which has memory but no processors, is full: {full_tier_left} ({full_tier_left%}) of its {full_tier_memory} can still be used, but {free_node_left} ({free_node_left%}) of node {free_node}. Only what is bound to it swaps or is killed; all else is given memory elsewhere.") } },
		.view = "explain" },
	{ .name = "available_falls",
		.live = true,
		.field = MEMINFO_MemAvailable,
		.measure = "lasts",
		.figures = { "available", "falling", "fallen_for", "taker", "taker_pace" },
		.below = true,
		.note = HOURS(720),
		.warning = HOURS(24),
		.critical = HOURS(1),
		.limits = { { UNIT_DURATION, 180 } },
		.condition = N_("a note until it has fallen at that pace for {limit}"),
		.judge = judge_available_falls,
		.sentences = { { .text = N_("Available memory has fallen {falling} a minute for "
					    "{fallen_for}. At this pace the {available} left will "
					    "last {lasts}.") },
			{ .text = N_(
				  "Available memory has fallen {falling} a minute for "
				  "{fallen_for}. At this pace the {available} left will last "
				  "{lasts}. Most of it goes to {taker}, {taker_pace} a minute.") } },
		.advice =
			N_("The growth view ranks the processes that grow; explain shows what the "
			   "kernel holds."),
		.view = "growth" },
	{ .name = "cgroup_limit",
		.first = true,
		.live = true,
		.any_origin = true,
		.field = MEMINFO_MemTotal,
		.measure = "cgroup_used%",
		.figures = { "cgroup_limit", "cgroup" },
		.warning = PERCENT(90),
		.critical = PERCENT(98),
		.sentences = { { .text = N_(
					 "The limit of this control group is near: {cgroup_used} without cache, of {cgroup_limit} ({cgroup}).") } },
		.advice = N_(
			"Raise the group's limit, or end something in it; free memory outside does not help."),
		.view = "cgroups" },
	{ .name = "commit_limit",
		.field = MEMINFO_CommitLimit,
		.measure = "committed%",
		.figures = { "Committed_AS", "CommitLimit", "overcommit_mode" },
		.warning = PERCENT(90),
		.critical = PERCENT(98),
		.condition = N_(
			"only with vm.overcommit_memory=2; a note in a fragment that does not tell the mode"),
		.judge = judge_commit_limit,
		.sentences = { { .text = N_(
					 "{Committed_AS} of the {CommitLimit} that may be promised is promised (vm.overcommit_memory=2): soon allocations fail, however much is free.") },
			{ .text = N_(
				  "{Committed_AS} is promised, and CommitLimit is {CommitLimit}. That matters only with vm.overcommit_memory=2: then allocations fail, however much is free.") } },
		.advice = N_("Raise vm.overcommit_ratio, add swap, or go back to mode 0.") },
	{ .name = "swap_traffic",
		.live = true,
		.any_origin = true,
		.field = MEMINFO_SwapTotal,
		.measure = "swap_one_way",
		.figures = { "swap_in", "swap_out" },
		.note = MEBIBYTES(1),
		.condition = N_("in and out at once: warning"),
		.judge = judge_swap_traffic,
		.sentences = { { .text = N_(
					 "Memory is moved to and from swap: {swap_in} in and {swap_out} out a second.") } },
		.advice = N_("See whose: sort the processes by swap and by faults."),
		.view = "overview",
		.action = "sort" },
	{ .name = "swap_full",
		.field = MEMINFO_SwapFree,
		.measure = "swap_used%",
		.figures = { "SwapTotal", "available" },
		.warning = PERCENT(90),
		.limits = { PERCENT(25) },
		.condition = N_("a note where {limit} of memory is available"),
		.judge = judge_swap_full,
		.sentences = { { .text = N_("Swap is nearly full: {swap_used} of {SwapTotal} ({swap_used%}).") }, { .text =
																  N_("Swap is nearly full ({swap_used} of {SwapTotal}), but {available} of memory can still be used: by itself that is no shortage.") } },
		.advice = N_("See whose it is: sort the processes by swap."),
		.view = "overview",
		.action = "sort" },
	{ .name = "anonymous_fills_memory",
		.field = MEMINFO_AnonPages,
		.measure = "AnonPages%",
		.figures = { "not_named", "MemTotal", "swap_used" },
		.warning = PERCENT(80),
		.limits = { PERCENT(10) },
		.condition =
			N_("on 2.4, what is neither free nor cache, with swap used above {limit}"),
		.judge = judge_anonymous,
		.sentences = { { .text = N_(
					 "Programs' own memory fills {AnonPages%} of RAM ({AnonPages}): only swap, or ending programs, gives it back.") },
			{ .text = N_(
				  "{not_named} of {MemTotal} ({not_named%}) is neither free nor cache, and swap is in use: on a 2.4 kernel that is mostly the memory of programs.") } },
		.advice = N_("See whose it is: sort the processes by ANON; see who grows."),
		.view = "overview",
		.action = "sort" },
	{ .name = "low_memory_exhausted",
		.field = MEMINFO_LowFree,
		.measure = "low_free%",
		.figures = { "LowFree", "LowTotal", "HighFree" },
		.below = true,
		.warning = PERCENT(10),
		.limits = { PERCENT(50) },
		.condition = N_("only while HighFree is above {limit} of HighTotal"),
		.judge = judge_low_memory,
		.sentences = { { .text = N_(
					 "Low memory is used up: {LowFree} of {LowTotal} is free, while {HighFree} of high memory is. The kernel's own needs can only be met from low memory.") } },
		.advice = N_("Use a 64-bit kernel; see what fills it: slab, page tables."),
		.view = "kernel" },
	{ .name = "not_a_kernel_view",
		.any_origin = true,
		.field = MEMINFO_MemTotal,
		.figures = { "part_bytes", "whole_bytes", "part", "whole", "named", "MemTotal" },
		.condition = N_(
			"a part above its whole, Slab not the sum of its parts, or named memory above MemTotal, by more than 1%"),
		.judge = judge_foreign,
		.sentences = { { .text = N_(
					 "These figures contradict each other: {part} is {part_bytes}, {whole} is {whole_bytes}. Do not add them up.") },
			{ .text = N_(
				  "These figures contradict each other: {part} is {part_bytes}, {whole} is {whole_bytes}. lxcfs does that in a container, where it mixes its limit with counters of the host: read the files of the control group, or meminfo on the host.") },
			{ .text = N_("All lines but the first are 0, as in a container of OpenVZ: only MemTotal and MemFree mean anything.") }, { .text = N_("These figures contradict each other: {part} is {part_bytes}, {whole} is {whole_bytes}. With CmaFree above CmaTotal the counters of the kernel itself are wrong, as in 4.0 to 4.5, which count free CMA pages twice.") }, { .text = N_("These figures contradict each other: the lines name {named}, and MemTotal is {MemTotal}. Do not add them up.") }, { .text = N_("These figures contradict each other: {part} fell below 0. lxcfs prints that in a container, where it mixes its limit with counters of the host: read the files of the control group, or meminfo on the host.") }, { .text = N_("This looks like lxcfs in a container: MemAvailable is exactly what is free, or that and Cached. MemTotal is its limit; lines that lxcfs leaves alone are those of the host.") } },
		.advice = N_(
			"Save it once more: if it stays so, only lines that do not contradict another mean anything."),
		.view = "cgroups" },
	{ .name = "unnamed_memory",
		.field = MEMINFO_MemTotal,
		.measure = "unnamed%",
		.figures = { "sockets", "arc", "Slab", "SReclaimable", "swap_used", "cma_used" },
		.floor = MEBIBYTES(16),
		.note = PERCENT(4),
		.warning = PERCENT(10),
		.limits = { PERCENT(50), PERCENT(25) },
		.judge = judge_unnamed,
		.sentences = { { .text = N_(
					 "{unnamed} ({unnamed%}) is in use but on no counter; up to {note} is usual. Likely owners: network buffers (on servers with many connections: mail, messages, web), then drivers and GPUs, pipes, ZFS, a VM's balloon.") },
			{ .text = N_(
				  "{unnamed} ({unnamed%}) is in use but on no counter; network buffers hold {sockets} of it.") },
			{ .text = N_("{unnamed} ({unnamed%}) is in use but on no counter; the "
				     "cache of ZFS (ARC) holds {arc} of it and shrinks when "
				     "memory is needed.") },
			{ .text =
					N_(
						"{unnamed} ({unnamed%}) is in use but on no counter; up to {note} is usual. Owners of so much: the cache of ZFS (ARC), drivers and GPUs, a VM's balloon, network buffers, or a leak in the kernel.") },
			{ .text = N_(
				  "{unnamed} ({unnamed%}) is in use but on no counter. Slab is 0: this kernel (SLOB) does not count its own objects. Nor does it print huge pages of other sizes than the default.") },
			{ .text = N_(
				  "{unnamed} ({unnamed%}) is in use but on no counter. Beside {SReclaimable} of cached inodes and names the likely owner is the file system: buffers of its metadata (XFS, btrfs), which go when the inodes go.") },
			{ .text = N_(
				  "{unnamed} ({unnamed%}) is in use but on no counter. {swap_used} of swap is used: if swap is zram, the compressed pages are the likely owner. Others: drivers and GPUs, network buffers, the cache of ZFS.") },
			{ .text = N_(
				  "{unnamed} ({unnamed%}) is in use but on no counter; up to {note} is usual. Owners of so much: huge pages of another size than the default, which this kernel does not print, the cache of ZFS (ARC), drivers and GPUs, a VM's balloon, network buffers, or a leak in the kernel.") },
			{ .text = N_(
				  "{unnamed} ({unnamed%}) is in use but on no counter. {cma_used} of the memory for devices (CMA) is in use: what of it drivers have (video, cameras, displays) is the likely owner.") } },
		.advice = N_(
			"See whether it grows. Some of them are named by ss -tm, grep xfs_buf /proc/slabinfo, zramctl, ls /sys/kernel/mm/hugepages and /proc/spl/kstat/zfs/arcstats."),
		.view = "kernel" },
	{ .name = "slab_unreclaimable",
		.field = MEMINFO_SUnreclaim,
		.measure = "unreclaimable_slab%",
		.figures = { "unreclaimable_slab" },
		.floor = MEBIBYTES(16),
		.limits = { MEBIBYTES(256) },
		.condition = N_("without MemTotal above {limit}: note"),
		.judge = judge_share_or_size,
		.note = PERCENT(5),
		.warning = PERCENT(10),
		.sentences = { { .text = N_(
					 "The kernel's own objects hold {unreclaimable_slab} ({unreclaimable_slab%}) that cannot be freed on demand. Only if that keeps growing is it a leak in the kernel or a driver.") },
			{ .text = N_("The kernel's own objects hold {unreclaimable_slab} that "
				     "cannot be freed on demand. MemTotal, which would tell how "
				     "much of the machine that is, is missing.") } },
		.advice = N_("See which objects: sudo slabtop -s c. Compare again in an hour."),
		.view = "kernel" },
	{ .name = "slab_fills_low_memory",
		.field = MEMINFO_Slab,
		.measure = "undivided_slab%",
		.figures = { "Slab" },
		.warning = PERCENT(25),
		.sentences = { { .text =
					 N_(
						 "The kernel's own objects fill {Slab} of the memory that it can use for itself. This kernel does not say how much of that is cached names and inodes of files.") } },
		.advice = N_(
			"See which caches: sudo cat /proc/slabinfo. dentry_cache and inode_cache can be freed."),
		.view = "kernel" },
	{ .name = "percpu_large",
		.field = MEMINFO_Percpu,
		.measure = "Percpu%",
		.figures = { "Percpu" },
		.floor = MEBIBYTES(8),
		.limits = { MEBIBYTES(256) },
		.condition = N_("without MemTotal above {limit}: note"),
		.judge = judge_share_or_size,
		.note = PERCENT(5),
		.warning = PERCENT(15),
		.sentences = { { .text = N_(
					 "Data that the kernel keeps once for each CPU holds {Percpu} ({Percpu%}): control groups, BPF maps, network devices. If it only ever grows, it may be deleted control groups that are not released.") },
			{ .text = N_(
				  "Data that the kernel keeps once for each CPU holds {Percpu}: control groups, BPF maps, network devices. If it only ever grows, it may be deleted control groups that are not released.") } },
		.advice = N_(
			"Count removed cgroups: nr_dying_descendants in cat /sys/fs/cgroup/cgroup.stat"),
		.view = "kernel" },
	{ .name = "hugepages_idle",
		.field = MEMINFO_HugePages_Free,
		.measure = "idle_pool%",
		.figures = { "idle_pages", "HugePages_Total", "MemTotal" },
		.note = PERCENT(1),
		.warning = PERCENT(10),
		.limits = { PERCENT(50), MEBIBYTES(256) },
		.condition = N_(
			"only while more than {limit} of the pool is idle; without MemTotal above {limit2}: note"),
		.judge = judge_hugepages_idle,
		.sentences = { { .text = N_(
					 "{idle_pool} ({idle_pool%}) is set aside as huge pages that are not used; no ordinary program can have it.") },
			{ .text = N_(
				  "{idle_pool} is set aside as huge pages that are not used; no ordinary program can have it. Kernels before 3.0 keep pages of 1G that were taken at boot outside MemTotal: they come on top of its {MemTotal}.") },
			{ .text = N_(
				  "{idle_pool} is set aside as huge pages that are not used; no ordinary program can have it.") } },
		.advice = N_("Lower vm.nr_hugepages to what is used; that frees it at once.") },
	{ .name = "hardware_corrupted",
		.field = MEMINFO_HardwareCorrupted,
		.measure = "HardwareCorrupted",
		.warning = BYTES(0),
		.sentences = { { .text = N_(
					 "{HardwareCorrupted} of RAM has failed and was taken out of use.") } },
		.advice = N_(
			"Check the machine's error log (rasdaemon, mcelog); plan a replacement.") },
	{ .name = "dirty_throttling",
		.live = true,
		.field = MEMINFO_Dirty,
		.measure = "writing%",
		.figures = { "dirty", "dirty_limit" },
		.warning = PERCENT(100),
		.sentences = { { .text = N_(
					 "Programs that write are being slowed down: {dirty} waits to be written, the limit is {dirty_limit}.") } },
		.advice = N_("The storage does not keep up: iostat -x says which.") },
	{ .name = "kswapd_gave_up",
		.live = true,
		.field = MEMINFO_MemAvailable,
		.measure = "unreclaimable_zones",
		.warning = COUNT(0),
		.sentences = { { .text = N_(
					 "The kernel has given up reclaiming memory on a node: again and again it found nothing there to free.") } },
		.advice = N_("See who holds memory that cannot be reclaimed."),
		.view = "overview" },
	{ .name = "cache_needed",
		.live = true,
		.field = MEMINFO_Cached,
		.measure = "refault",
		.note = MEBIBYTES(10),
		.warning = MEBIBYTES(100),
		.sentences = { { .text = N_(
					 "The page cache is needed: {refault} a second is read again that was dropped shortly before. Here cache is not spare memory.") } },
		.advice = N_(
			"See what is read: the cache view; a little more memory would save that I/O."),
		.view = "cache" },
	{ .name = "allocation_stalls",
		.live = true,
		.field = MEMINFO_MemAvailable,
		.measure = "stalls",
		.note = COUNT(0),
		.warning = COUNT(10),
		.sentences = { { .text = N_("Programs had to reclaim memory themselves before "
					    "they got any: {stalls} times a second.") } },
		.advice = N_("Bursts do that; if it lasts, see who allocates."),
		.view = "overview" },
	{ .name = "zram_full",
		.live = true,
		.field = MEMINFO_SwapTotal,
		.measure = "zram_data%",
		.figures = { "zram_used" },
		.warning = PERCENT(90),
		.limits = { PERCENT(25) },
		.condition = N_("zram itself above {limit} of MemTotal: note"),
		.judge = judge_zram,
		.sentences = { { .text = N_(
					 "Compressed swap is nearly full: it holds {zram_data} in {zram_used} of RAM.") },
			{ .text = N_(
				  "Compressed swap takes {zram_used} ({zram_used%}) of RAM for {zram_data} of data.") } },
		.advice = N_("See how well it compresses: zramctl") },
	{ .name = "memory_low",
		.field = MEMINFO_MemAvailable,
		.measure = "available%",
		.figures = { "MemTotal" },
		.below = true,
		.note = PERCENT(10),
		.limits = { PERCENT(5) },
		.condition = N_("not below {limit}, where it is short"),
		.judge = judge_memory_low,
		.sentences = { { .text = N_(
					 "{available} ({available%}) of {MemTotal} can still be used: not short, but not much for a burst.") },
			{ .text = N_(
				  "At most {available} ({available%}) of {MemTotal} can still be used, cache included.") } },
		.advice = N_("See who grows."),
		.view = "overview",
		.action = "sort" },
	{ .name = "wsl1",
		.any_origin = true,
		.field = MEMINFO_MemTotal,
		.figures = { "Buffers", "Cached" },
		.condition = N_("the two constants that WSL1 prints"),
		.judge = judge_wsl1,
		.sentences = { { .text = N_(
					 "This is WSL1, which has no Linux kernel: only MemTotal, MemFree and the lines of swap are real, all others are constants.") } },
		.advice = N_("Ask Windows: Task Manager, or RAMMap.") },
	{ .name = "truncated",
		.any_origin = true,
		.field = MEMINFO_MemTotal,
		.figures = { "missing", "not_named" },
		.limits = { PERCENT(25) },
		.condition = N_("a field that this kernel prints is missing"),
		.judge = judge_truncated,
		.sentences = { { .text = N_(
					 "The text is not whole: {missing} should be in it and is not.") },
			{ .text =
					N_(
						"The text is not whole: {missing} should be in it and is not. {not_named} ({not_named%}) is on no line that was read; a pool of huge pages is the usual owner of so much.") },
			{ .text = N_(
				  "This is a fragment: {missing} and other lines are not in it. What its lines tell by themselves is said.") },
			{ .text = N_("The text is not whole: it begins or ends in the middle.") },
			{ .text = N_(
				  "The text is not whole: {missing} should be in it and is not. {not_named} ({not_named%}) is on no line that was read: memory that no field names, or a pool of huge pages of another size.") } },
		.advice = N_("Save it again: cat /proc/meminfo > FILE.") },
	{ .name = "wrapped_counter",
		.any_origin = true,
		.field = MEMINFO_MemTotal,
		.figures = { "wrapped" },
		.limits = { BYTES((uint64_t)1 << 60) },
		.condition = N_("any value above 2^60 bytes; a warning where it stops writers"),
		.judge = judge_wrapped,
		.sentences = { { .text = N_("{wrapped} has an impossible value, near 2^64: that "
					    "counter of the kernel fell below 0. Read it as 0.") },
			{ .text = N_(
				  "{wrapped} fell below 0 and counts as a huge number: the kernel believes that far too much waits to be written, and slows down or stops every program that writes.") },
			{ .text = N_(
				  "{wrapped} has an impossible value: it fell below 0. It matters only with vm.overcommit_memory=2.") },
			{ .text = N_("A line has an impossible value, near 2^64: that counter of "
				     "the kernel fell below 0. Read it as 0.") } } },
	{ .name = "other_tool",
		.any_origin = true,
		.field = MEMINFO_MemTotal,
		.figures = { "tool", "AnonPages", "Cached" },
		.condition =
			N_("no meminfo, but the output of a tool that has some of its figures"),
		.judge = judge_other_tool,
		.sentences = { { .text = N_(
					 "This is {tool}, no meminfo: only some of the figures are in it, and only these are explained.") },
			{ .text = N_(
				  "This is {tool} of a control group: {AnonPages} are its programs' own memory, {Cached} its file cache. It is no part of the machine's meminfo.") },
			{ .text = N_(
				  "This is the meminfo of NUMA nodes: the figures are the sums over all of them, and Cached is FilePages, which holds Buffers, too.") },
			{ .text = N_("The lines lack MemTotal; it is taken from {tool}, which is "
				     "in the same text.") } },
		.advice = N_("For the rest ask for: cat /proc/meminfo.") },
	{ .name = "several_meminfos",
		.any_origin = true,
		.field = MEMINFO_MemTotal,
		.figures = { "meminfos", "number" },
		.condition = N_("more than one meminfo in one text"),
		.judge = judge_several,
		.sentences = { { .text = N_("The text has several meminfos of one machine "
					    "({meminfos}). This is the last, compared with the "
					    "first.") },
			{ .text = N_("The text has meminfos of several machines ({meminfos}). "
				     "This is the first.") },
			{ .text = N_("The text has several meminfos of one machine ({meminfos}). "
				     "This is number {number}.") },
			{ .text = N_("The text has meminfos of several machines ({meminfos}). "
				     "This is number {number}.") } },
		.advice = N_("Have each explained: memtop explain --all FILE") },
	{ .name = "shared_memory",
		.field = MEMINFO_Shmem,
		.measure = "Shmem%",
		.figures = { "shared_guess", "pinned", "promised" },
		.note = PERCENT(25),
		.limits = { PERCENT(100) },
		.condition = N_(
			"without Shmem the same of cache that is not available, or, while less than {limit} of RAM and swap is promised, of what is promised beyond use"),
		.judge = judge_shared,
		.sentences = { { .text = N_(
					 "{Shmem} "
					 "({Shmem%}) is shared memory or files in tmpfs (/dev/shm, /tmp, /run). It "
					 "stands in Cached, but is not freed like cache: only deleting it, or swap, "
					 "frees it.") },
			{ .text = N_(
				  "Up "
				  "to {shared_guess} of Cached may be shared memory or files in tmpfs, which is "
				  "not freed like cache: so much more is promised than programs hold. This "
				  "kernel has no line for it.") },
			{ .text = N_(
				  "{pinned} ({pinned%}) looks like cache but is not available: most likely shared memory or files in tmpfs. The line Shmem, which would tell, is missing.") } },
		.advice = N_("See what: df -t tmpfs and ipcs -mu. Delete what is not needed."),
		.view = "shared" },
	{ .name = "slab_reclaimable",
		.field = MEMINFO_SReclaimable,
		.measure = "SReclaimable%",
		.figures = { "SReclaimable" },
		.note = PERCENT(25),
		.limits = { MEBIBYTES(256) },
		.condition = N_("without MemTotal above {limit}: note"),
		.judge = judge_share_or_size,
		.sentences = { { .text = N_("{SReclaimable} ({SReclaimable%}) are kernel objects "
					    "that can be freed, usually names and inodes of files "
					    "seen before: a cache, too, freed when memory is "
					    "needed.") },
			{ .text = N_("{SReclaimable} are kernel objects that can be freed, "
				     "usually names and inodes of files seen before: a cache, "
				     "too, freed when memory is needed.") } },
		.advice = N_("See which: sudo slabtop -s c. Something walks very many files."),
		.view = "kernel" },
	{ .name = "block_cache",
		.field = MEMINFO_Buffers,
		.measure = "Buffers%",
		.note = PERCENT(50),
		.sentences = { { .text = N_("{Buffers} ({Buffers%}) caches block devices read "
					    "directly (fsck, dd, defragmentation, backup of a "
					    "partition): cache, freed when memory is needed.") } },
		.advice = N_("It is freed when the program that reads the device ends."),
		.view = "cache" },
	{ .name = "cma_used",
		.field = MEMINFO_CmaTotal,
		.measure = "cma_used%",
		.figures = { "CmaTotal" },
		.note = PERCENT(50),
		.limits = { PERCENT(5) },
		.condition = N_("only where CmaTotal is above {limit} of MemTotal"),
		.judge = judge_cma,
		.sentences = { { .text = N_(
					 "{cma_used} of the {CmaTotal} kept for devices (CMA) is in use, by drivers or by programs that borrow it until a driver wants it.") } } },
	{ .name = "hugepages_taken",
		.field = MEMINFO_HugePages_Total,
		.measure = "idle_pages",
		.figures = { "pool", "HugePages_Total" },
		.below = true,
		.note = COUNT(1),
		.condition = N_("only where there is a pool"),
		.judge = judge_hugepages_taken,
		.sentences = { { .text = N_(
					 "All huge pages of the pool ({pool}) are taken or promised: the next program that asks for one gets an error, unless vm.nr_overcommit_hugepages allows more.") } } },
	{ .name = "swap_used",
		.field = MEMINFO_SwapTotal,
		.measure = "swap_used%",
		.figures = { "SwapTotal", "SwapCached" },
		.note = PERCENT(5),
		.limits = { PERCENT(90), PERCENT(1) },
		.condition = N_("not above {limit}, where it is full"),
		.judge = judge_swap_used,
		.sentences = { { .text = N_("{swap_used} of {SwapTotal} swap is used "
					    "({swap_used%}). By itself that is no shortage: the "
					    "kernel moves out what is not touched. Only steady "
					    "traffic hurts.") },
			{ .text =
					N_(
						"{swap_used} of {SwapTotal} swap is used ({swap_used%}), and {SwapCached} of that is in RAM at the same time, so coming back costs nothing. By itself that is no shortage.") } },
		.advice = N_("Watch vmstat 5: if si and so stay at 0, all is well."),
		.view = "overview",
		.action = "sort" },
	{ .name = "page_tables",
		.field = MEMINFO_PageTables,
		.measure = "PageTables%",
		.note = PERCENT(3),
		.warning = PERCENT(10),
		.sentences = { { .text = N_(
					 "{PageTables} ({PageTables%}) are page tables. Mostly that is many processes which map the same large memory; huge pages make it small.") } },
		.advice = N_("Sort the processes by page tables."),
		.view = "overview",
		.action = "sort" },
	{ .name = "kernel_stacks",
		.field = MEMINFO_KernelStack,
		.measure = "KernelStack%",
		.floor = MEBIBYTES(4),
		.note = PERCENT(3),
		.warning = PERCENT(10),
		.sentences = { { .text = N_(
					 "{KernelStack} ({KernelStack%}) are kernel stacks. A thread has one, of 16K on 64 bits and 8K on 32: if far fewer threads run, the kernel leaks stacks.") } },
		.advice = N_("Sort the processes by threads."),
		.view = "overview",
		.action = "sort" },
	{ .name = "vmalloc_large",
		.field = MEMINFO_VmallocUsed,
		.measure = "vmalloc%",
		.note = PERCENT(5),
		.sentences = { { .text = N_(
					 "{vmalloc} ({vmalloc%}) is kernel memory from vmalloc: modules, BPF, large tables of drivers and file systems.") } },
		.advice = N_("See who: sudo sort -k2 -n /proc/vmallocinfo"),
		.view = "kernel" },
	{ .name = "quicklists",
		.field = MEMINFO_Quicklists,
		.measure = "Quicklists%",
		.note = PERCENT(2),
		.sentences = { { .text = N_(
					 "{Quicklists} ({Quicklists%}) are free page tables kept for reuse: they are trimmed, but on no other line.") } } },
	{ .name = "unevictable",
		.field = MEMINFO_Unevictable,
		.measure = "Unevictable%",
		.note = PERCENT(25),
		.sentences = { { .text = N_(
					 "{Unevictable} ({Unevictable%}) is locked in RAM (mlock, ramfs, shared memory of databases, graphics): neither dropped nor swapped.") } },
		.advice = N_("Sort the processes by locked memory."),
		.view = "overview",
		.action = "sort" },
	{ .name = "dirty_large",
		.field = MEMINFO_Dirty,
		.measure = "dirty%",
		.note = PERCENT(10),
		.sentences = { { .text = N_(
					 "{dirty} ({dirty%}) waits to be written to disk; until then it is not free to be dropped.") } },
		.advice = N_("Run sync, and see whether the storage is slow.") },
	{ .name = "balloon",
		.field = MEMINFO_Balloon,
		.measure = "Balloon%",
		.note = PERCENT(5),
		.sentences = { { .text = N_(
					 "The host has taken {Balloon} ({Balloon%}) back from this virtual machine.") } } },
	{ .name = "gpu_pool",
		.field = MEMINFO_GPUReclaim,
		.measure = "GPUReclaim%",
		.figures = { "GPUReclaim" },
		.floor = MEBIBYTES(16),
		.note = PERCENT(2),
		.limits = { MEBIBYTES(256) },
		.condition = N_("without MemTotal above {limit}: note"),
		.judge = judge_share_or_size,
		.sentences = { { .text = N_(
					 "{GPUReclaim} ({GPUReclaim%}) are free pages that graphics drivers keep for reuse. The kernel takes them back when memory is needed, though MemAvailable leaves them out.") },
			{ .text = N_(
				  "{GPUReclaim} are free pages that graphics drivers keep for reuse. The kernel takes them back when memory is needed, though MemAvailable leaves them out.") } } },
	{ .name = "gpu_memory",
		.field = MEMINFO_GPUActive,
		.measure = "GPUActive%",
		.note = PERCENT(10),
		.sentences = { { .text = N_(
					 "{GPUActive} ({GPUActive%}) of RAM holds objects of graphics drivers: textures, buffers, models. No process shows it in its RSS.") } },
		.advice =
			N_("See whose: grep -h drm- /proc/*/fdinfo/*. It goes with the program.") },
	{ .name = "unaccepted",
		.field = MEMINFO_Unaccepted,
		.measure = "Unaccepted%",
		.note = PERCENT(5),
		.sentences = { { .text =
					 N_(
						 "{Unaccepted} ({Unaccepted%}) of what is free has not been accepted from the host yet (a confidential guest): it is free, only its first use takes longer.") } } },
	{ .name = "file_huge_pages",
		.field = MEMINFO_FileHugePages,
		.measure = "FileHugePages%",
		.note = PERCENT(25),
		.sentences = { { .text = N_(
					 "{FileHugePages} "
					 "({FileHugePages%}) of the file cache is in huge pages: cache like any other, "
					 "freed when memory is needed.") } } },
	{ .name = "committed_far_above",
		.field = MEMINFO_Committed_AS,
		.measure = "promised%",
		.figures = { "ram_and_swap" },
		.note = PERCENT(400),
		.sentences = { { .text = N_(
					 "{promised} is promised to programs, far more than RAM and swap ({ram_and_swap}): a promise, not use. It matters only with vm.overcommit_memory=2.") } } },
	{ .name = "lazy_free",
		.field = MEMINFO_Inactive_file,
		.measure = "lazy_free%",
		.note = PERCENT(2),
		.sentences = { { .text = N_("About {lazy_free} of programs' memory was released "
					    "already (MADV_FREE): the kernel takes it as soon as "
					    "it needs memory, though RSS still shows it.") } } },
	{ .name = "memory_reserved",
		.field = MEMINFO_MemTotal,
		.measure = "reserved%",
		.figures = { "MemTotal", "fitted" },
		.note = PERCENT(12),
		.limits = { PERCENT(24), MEBIBYTES(256), MEBIBYTES(4096) },
		.condition =
			N_("not above {limit}, and only with a MemTotal of {limit2} to {limit3}"),
		.judge = judge_reserved,
		.sentences = { { .text = N_(
					 "The kernel manages {MemTotal}. If {fitted} is fitted, {reserved} was set aside at boot (graphics, firmware, the kernel itself) and is on no line here.") } },
		.advice = N_("See how much is reserved: dmesg | grep -i memory") },
	{ .name = "cgroup_has_room",
		.first = true,
		.live = true,
		.any_origin = true,
		.field = MEMINFO_MemTotal,
		.measure = "cgroup_used%",
		.figures = { "cgroup_limit", "cgroup" },
		.below = true,
		.ok = PERCENT(90),
		.sentences = { { .text = N_(
					 "No shortage within the limit of this control group: {cgroup_used} of {cgroup_limit} is used without cache ({cgroup}).") } },
		.view = "cgroups" },
	{ .name = "cache_is_reclaimable",
		.field = MEMINFO_MemAvailable,
		.figures = { "available", "free", "MemTotal", "cache", "reclaimable" },
		.limits = { PERCENT(10) },
		.condition = N_("at least {limit} of MemTotal is available"),
		.judge = judge_healthy,
		.sentences = { { .text = N_(
					 "No shortage. Only {free} is free, but {available} can be used: {cache} of it is page cache.") },
			{ .text = N_(
				  "No shortage. {available} of {MemTotal} can be used, most of it free.") },
			{ .text = N_(
				  "No shortage. Only {free} is free, but {available} can be used: {reclaimable} of it is kernel cache (names and inodes of files).") },
			{ .text = N_(
				  "No sign of shortage. Only {free} is free, but up to {available} can be used: {cache} of it is cache.") },
			{ .text = N_(
				  "No shortage. {available} ({available%}) of {MemTotal} can be used.") },
			{ .text = N_(
				  "No shortage. Only {free} is free, but {available} ({available%}) can be used.") } },
		.advice = N_("The probe proves it: memtop probe."),
		.view = "probe",
		.action = "probe",
		.advised = can_be_probed },
