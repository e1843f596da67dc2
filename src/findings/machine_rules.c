/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The rules on the machine.  Levels were chosen on 104 captures from kernel 2.4.4 to 6.18 whose
 * sources say what was the matter; tests/findings/machine_test.c holds them to that.
 */
#include "findings/machine_rules.h"

#include "base/i18n.h"

static struct judgement nothing(void)
{
	return (struct judgement){ SEVERITY_NONE, 0 };
}

/* The levels decide that it fires; which sentence says it depends. */
static struct judgement said(const struct question *question, unsigned sentence)
{
	return (struct judgement){ question->level, sentence };
}

static struct judgement judge_foreign(const struct question *question)
{
	const struct evidence *evidence = question->facts->machine;

	return judged(evidence->origin.kind == ORIGIN_FOREIGN ||
			      evidence->balance.state == BALANCE_FOREIGN,
		SEVERITY_WARNING);
}

static struct judgement judge_wsl1(const struct question *question)
{
	return judged(question->facts->machine->origin.kind == ORIGIN_WSL1, SEVERITY_NOTE);
}

static struct judgement judge_truncated(const struct question *question)
{
	const struct evidence *evidence = question->facts->machine;

	/* What a running kernel leaves out it does not have. */
	if (evidence->origin.complete || evidence->system)
		return nothing();
	if (evidence->origin.missing < 0)
		return (struct judgement){ SEVERITY_NOTE, 3 };
	if (evidence->origin.kind == ORIGIN_FRAGMENT)
		return (struct judgement){ SEVERITY_NOTE, 2 };
	if (evidence->balance.state == BALANCE_TRUNCATED &&
		facts_above(question->facts, "not_named%", question->rule->limits[0]) &&
		value_known(facts_figure(question->facts, "Slab")))
		return (struct judgement){ SEVERITY_NOTE, 1 };
	return (struct judgement){ SEVERITY_NOTE, 0 };
}

/* Where only a bound of what is available is known the second sentence says so. */
static unsigned bound_sentence(const struct question *question)
{
	const struct evidence *evidence = question->facts->machine;

	return evidence->available_known && evidence->available.method == AVAILABLE_BOUND;
}

static struct judgement judge_available(const struct question *question)
{
	return said(question, bound_sentence(question));
}

static struct judgement judge_memory_low(const struct question *question)
{
	if (facts_below(question->facts, "available%", question->rule->limits[0]))
		return nothing();
	return said(question, bound_sentence(question));
}

/* A small full swap beside plenty of available memory only holds what nobody has touched for long. */
static struct judgement judge_swap_full(const struct question *question)
{
	if (question->level == SEVERITY_NONE ||
		facts_below(question->facts, "available%", question->rule->limits[0]) ||
		!question->facts->machine->available_known)
		return said(question, 0);
	return (struct judgement){ SEVERITY_NOTE, 1 };
}

static struct judgement judge_swap_used(const struct question *question)
{
	const struct level *limits = question->rule->limits;

	if (facts_above(question->facts, "swap_used%", limits[0]))
		return nothing();
	return said(question, facts_above(question->facts, "SwapCached%", limits[1]));
}

/* On 2.4, what is neither free nor cache is mostly the memory of programs. */
static struct judgement judge_anonymous(const struct question *question)
{
	const struct rule *rule = question->rule;

	if (question->level == SEVERITY_NONE && !question->facts->machine->origin.counts_all &&
		facts_above(question->facts, "not_named%", rule->warning) &&
		facts_above(question->facts, "swap_used%", rule->limits[0]))
		return (struct judgement){ SEVERITY_WARNING, 1 };
	return said(question, 0);
}

static struct judgement judge_shared(const struct question *question)
{
	const struct facts *facts = question->facts;
	const struct rule *rule = question->rule;

	if (value_known(facts_figure(facts, "Shmem")))
		return said(question, 0);
	if (facts_above(facts, "pinned%", rule->note))
		return (struct judgement){ SEVERITY_NOTE, 2 };
	if (facts->machine->origin.complete && facts_below(facts, "promised%", rule->limits[0]) &&
		facts_above(facts, "shared_guess%", rule->note))
		return (struct judgement){ SEVERITY_NOTE, 1 };
	return nothing();
}

static struct judgement judge_hugepages_idle(const struct question *question)
{
	return judged(facts_above(question->facts, "idle_pages%", question->rule->limits[0]),
		question->level);
}

/* All taken is what a pool is for; worth a word because the next who asks gets nothing. */
static struct judgement judge_hugepages_taken(const struct question *question)
{
	return judged(value_or(facts_figure(question->facts, "HugePages_Total"), 0) > 0,
		question->level);
}

static struct judgement judge_unnamed(const struct question *question)
{
	const struct level *limits = question->rule->limits;

	if (facts_above(question->facts, "arc%", limits[0]))
		return said(question, 2);
	if (facts_above(question->facts, "sockets%", limits[1]))
		return said(question, 1);
	return said(question, question->level == SEVERITY_WARNING ? 3 : 0);
}

static struct judgement judge_low_memory(const struct question *question)
{
	return judged(facts_above(question->facts, "high_free%", question->rule->limits[0]),
		question->level);
}

static struct judgement judge_cma(const struct question *question)
{
	return judged(facts_above(question->facts, "CmaTotal%", question->rule->limits[0]),
		question->level);
}

/* A counter that went below 0 is printed as a number near 2^64; none is honestly above 2^60. */
static struct judgement judge_wrapped(const struct question *question)
{
	const struct meminfo *meminfo = question->facts->machine->meminfo;
	bool fires = facts_above(question->facts, "impossible", question->rule->limits[0]);

	for (size_t i = 0; i < meminfo->malformed_count; i++)
		fires |= meminfo->malformed[i].fault == MEMINFO_TOO_LARGE;
	return judged(fires, SEVERITY_NOTE);
}

/* Small boards are fitted with a power of two; 12 to 24% less is more than a kernel takes. */
static struct judgement judge_reserved(const struct question *question)
{
	const struct facts *facts = question->facts;
	const struct level *limits = question->rule->limits;

	return judged(!facts_above(facts, "reserved%", limits[0]) &&
			      !facts_below(facts, "MemTotal", limits[1]) &&
			      !facts_above(facts, "MemTotal", limits[2]),
		question->level);
}

/* Which sentence fits: little free and much cache, mostly free, slab for cache, or a bound only. */
static struct judgement judge_healthy(const struct question *question)
{
	const struct facts *facts = question->facts;

	if (!value_known(facts_figure(facts, "available%")) ||
		facts_below(facts, "available%", question->rule->limits[0]))
		return nothing();
	if (value_or(facts_figure(facts, "MemFree"), 0) > facts->machine->available.bytes / 2)
		return (struct judgement){ SEVERITY_OK, 1 };
	if (bound_sentence(question))
		return (struct judgement){ SEVERITY_OK, 3 };
	if (value_or(facts_figure(facts, "reclaimable"), 0) >
		value_or(facts_figure(facts, "cache"), 0))
		return (struct judgement){ SEVERITY_OK, 2 };
	return (struct judgement){ SEVERITY_OK, 0 };
}

/* ---- those that need a live sample ---- */

static struct judgement judge_oom_kills(const struct question *question)
{
	if (question->level != SEVERITY_NONE)
		return said(question, 0);
	if (value_or(facts_figure(question->facts, "oom_total"), 0) > 0)
		return (struct judgement){ SEVERITY_NOTE, 1 };
	return nothing();
}

static struct judgement judge_pressure(const struct question *question)
{
	if (facts_above(question->facts, "psi_full", question->rule->limits[0]))
		return judged(true, SEVERITY_CRITICAL);
	return said(question, 0);
}

static struct judgement judge_commit_limit(const struct question *question)
{
	return judged(value_or(facts_figure(question->facts, "overcommit_mode"), 0) == 2,
		question->level);
}

/* Out alone is the kernel tidying up; in alone is what was tidied up being used again. */
static struct judgement judge_swap_traffic(const struct question *question)
{
	const struct rule *rule = question->rule;

	if (facts_above(question->facts, "swap_in", rule->note) &&
		facts_above(question->facts, "swap_out", rule->note))
		return judged(true, SEVERITY_WARNING);
	return said(question, 0);
}

static struct judgement judge_zram(const struct question *question)
{
	if (question->level != SEVERITY_NONE)
		return said(question, 0);
	if (facts_above(question->facts, "zram_used%", question->rule->limits[0]))
		return (struct judgement){ SEVERITY_NOTE, 1 };
	return nothing();
}

static const struct
	rule
		rules
			[] = {
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
								 "The kernel has just killed processes because memory ran out: {oom_new}.") },
						{ .text = N_(
							  "The kernel has killed processes since boot because memory ran out, or a cgroup's limit was reached: {oom_total}.") } },
					.advice = N_(
						"dmesg | grep -i 'killed process' says which, and who asked for memory."),
					.view = "cgroups" },
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
					.advice = N_(
						"See who grows and who swaps: sort the processes by faults or swap."),
					.view = "overview",
					.action = "sort" },
				{ .name = "cgroup_limit",
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
					.live = true,
					.field = MEMINFO_CommitLimit,
					.measure = "committed%",
					.figures = { "Committed_AS", "CommitLimit",
						"overcommit_mode" },
					.warning = PERCENT(90),
					.critical = PERCENT(98),
					.condition = N_("only with vm.overcommit_memory=2"),
					.judge = judge_commit_limit,
					.sentences = { { .text = N_(
								 "{Committed_AS} of the {CommitLimit} that may be promised is promised (vm.overcommit_memory=2): soon allocations fail, however much is free.") } },
					.advice = N_(
						"Raise vm.overcommit_ratio, add swap, or go back to mode 0.") },
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
					.advice = N_(
						"See whose: sort the processes by swap and by faults."),
					.view = "overview",
					.action = "sort" },
				{ .name = "swap_full",
					.field = MEMINFO_SwapFree,
					.measure = "swap_used%",
					.figures = { "SwapTotal", "available" },
					.warning = PERCENT(90),
					.limits = { PERCENT(25) },
					.condition =
						N_("a note where {limit} of memory is available"),
					.judge = judge_swap_full,
					.sentences = { { .text = N_(
								 "Swap is nearly full: {swap_used} of {SwapTotal} ({swap_used%}).") },
						{ .text = N_(
							  "Swap is nearly full ({swap_used} of {SwapTotal}), but {available} of memory can still be used: what is in there has not been touched for long.") } },
					.advice =
						N_("See whose it is: sort the processes by swap."),
					.view = "overview",
					.action = "sort" },
				{ .name = "anonymous_fills_memory",
					.field = MEMINFO_AnonPages,
					.measure = "AnonPages%",
					.figures = { "not_named", "MemTotal", "swap_used" },
					.warning = PERCENT(80),
					.limits = { PERCENT(10) },
					.condition = N_(
						"on 2.4, what is neither free nor cache, with swap used above {limit}"),
					.judge = judge_anonymous,
					.sentences = { { .text = N_(
								 "Programs' own memory fills {AnonPages%} of RAM ({AnonPages}): only swap, or ending programs, gives it back.") },
						{ .text =
								N_("{not_named} of {MemTotal} ({not_named%}) is neither free nor cache, and swap is in use: on a 2.4 kernel that is mostly the memory of programs.") } },
					.advice = N_(
						"See whose it is: sort the processes by ANON; see who grows."),
					.view = "overview",
					.action = "sort" },
				{ .name = "low_memory_exhausted",
					.field = MEMINFO_LowFree,
					.measure = "low_free%",
					.figures = { "LowFree", "LowTotal", "HighFree" },
					.below = true,
					.warning = PERCENT(10),
					.limits = { PERCENT(50) },
					.condition = N_(
						"only while HighFree is above {limit} of HighTotal"),
					.judge = judge_low_memory,
					.sentences = { { .text = N_(
								 "Low memory is used up: {LowFree} of {LowTotal} is free, while {HighFree} of high memory is. The kernel's own needs can only be met from low memory.") } },
					.advice = N_(
						"Use a 64-bit kernel; see what fills it: slab, page tables."),
					.view = "kernel" },
				{ .name = "not_a_kernel_view",
					.any_origin = true,
					.field = MEMINFO_MemTotal,
					.figures = { "Active", "Inactive", "SwapFree", "SwapTotal",
						"Slab", "MemTotal" },
					.condition = N_(
						"Active+Inactive above MemTotal, SwapFree above SwapTotal, Slab not the sum of its parts, or named memory above MemTotal by more than 1%"),
					.judge = judge_foreign,
					.sentences = { { .text = N_(
								 "These figures contradict each other, as in a container where lxcfs mixes its limit with counters of the host: do not add them up.") } },
					.advice = N_(
						"Read /proc/meminfo on the host, or the files of the control group."),
					.view = "cgroups" },
				{ .name = "unnamed_memory",
					.field = MEMINFO_MemTotal,
					.measure = "unnamed%",
					.figures = { "sockets", "arc" },
					.note = PERCENT(4),
					.warning = PERCENT(10),
					.limits = { PERCENT(50), PERCENT(25) },
					.judge = judge_unnamed,
					.sentences = { { .text = N_(
								 "{unnamed} ({unnamed%}) is in use but on no counter; up to {note} is usual. Likely owners: network buffers (on servers with many connections: mail, messages, web), then drivers and GPUs, pipes, ZFS, a VM's balloon.") },
						{ .text = N_(
							  "{unnamed} ({unnamed%}) is in use but on no counter; network buffers hold {sockets} of it.") },
						{ .text = N_(
							  "{unnamed} ({unnamed%}) is in use but on no counter; the cache of ZFS (ARC) holds {arc} of it and gives way when memory is needed.") },
						{ .text = N_(
							  "{unnamed} ({unnamed%}) is in use but on no counter; up to {note} is usual. Owners of so much: the cache of ZFS (ARC), drivers and GPUs, a VM's balloon, network buffers, or a leak in the kernel.") } },
					.advice = N_(
						"ss -tm, /proc/net/sockstat and /proc/spl/kstat/zfs/arcstats name three of them; see whether it grows."),
					.view = "kernel" },
				{ .name = "slab_unreclaimable",
					.field = MEMINFO_SUnreclaim,
					.measure = "SUnreclaim%",
					.note = PERCENT(5),
					.warning = PERCENT(10),
					.sentences = { { .text = N_(
								 "The kernel's own objects hold {SUnreclaim} ({SUnreclaim%}) that cannot be freed on demand. Only if that keeps growing is it a leak in the kernel or a driver.") } },
					.advice = N_(
						"sudo slabtop -s c says which objects; compare again in an hour."),
					.view = "kernel" },
				{ .name = "slab_fills_low_memory",
					.field = MEMINFO_Slab,
					.measure = "undivided_slab%",
					.figures = { "Slab" },
					.warning = PERCENT(25),
					.sentences = { { .text = N_(
								 "The kernel's own objects fill {Slab} of the memory that it can use for itself. This kernel does not say how much of that is cached names and inodes of files.") } },
					.advice = N_(
						"sudo cat /proc/slabinfo says: dentry_cache and inode_cache can be freed."),
					.view = "kernel" },
				{ .name = "percpu_large",
					.field = MEMINFO_Percpu,
					.measure = "Percpu%",
					.note = PERCENT(5),
					.warning = PERCENT(15),
					.sentences = { { .text = N_(
								 "Data that the kernel keeps once for each CPU holds {Percpu} ({Percpu%}): control groups, BPF maps, network devices. If it only ever grows, deleted control groups are not released.") } },
					.advice = N_(
						"cat /sys/fs/cgroup/cgroup.stat: nr_dying_descendants."),
					.view = "kernel" },
				{ .name = "hugepages_idle",
					.field = MEMINFO_HugePages_Free,
					.measure = "idle_pool%",
					.figures = { "idle_pages", "HugePages_Total" },
					.note = PERCENT(1),
					.warning = PERCENT(10),
					.limits = { PERCENT(50) },
					.condition = N_(
						"only while more than {limit} of the pool is idle"),
					.judge = judge_hugepages_idle,
					.sentences = { { .text = N_(
								 "{idle_pool} ({idle_pool%}) is set aside as huge pages that nobody uses; no ordinary program can have it.") } },
					.advice = N_(
						"Lower vm.nr_hugepages to what is used; that frees it at once.") },
				{ .name = "hardware_corrupted",
					.field = MEMINFO_HardwareCorrupted,
					.measure = "HardwareCorrupted",
					.warning = BYTES(0),
					.sentences = { { .text = N_(
								 "{HardwareCorrupted} of RAM has failed and was taken out of use.") } },
					.advice = N_(
						"Look into the machine's error log (rasdaemon, mcelog), plan a replacement.") },
				{ .name = "dirty_throttling",
					.live = true,
					.field = MEMINFO_Dirty,
					.measure = "writing%",
					.figures = { "dirty", "dirty_limit" },
					.warning = PERCENT(100),
					.sentences = { { .text = N_(
								 "Programs that write are being slowed down: {dirty} waits to be written, the limit is {dirty_limit}.") } },
					.advice = N_(
						"The storage does not keep up: iostat -x says which.") },
				{ .name = "kswapd_gave_up",
					.live = true,
					.field = MEMINFO_MemAvailable,
					.measure = "unreclaimable_zones",
					.warning = COUNT(0),
					.sentences = { { .text = N_(
								 "The kernel has given up reclaiming memory on a node: nothing there can be freed.") } },
					.advice = N_(
						"See who holds memory that cannot be reclaimed."),
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
					.sentences = { { .text = N_(
								 "Programs had to free memory themselves before they got some: {stalls} times a second.") } },
					.advice = N_(
						"Bursts do that; if it lasts, see who allocates."),
					.view = "overview" },
				{ .name = "zram_full",
					.live = true,
					.field = MEMINFO_SwapTotal,
					.measure = "zram_data%",
					.figures = { "zram_used" },
					.warning = PERCENT(90),
					.limits = { PERCENT(25) },
					.condition =
						N_("zram itself above {limit} of MemTotal: note"),
					.judge = judge_zram,
					.sentences = { { .text = N_(
								 "Compressed swap is nearly full: it holds {zram_data} in {zram_used} of RAM.") },
						{ .text = N_(
							  "Compressed swap takes {zram_used} ({zram_used%}) of RAM for {zram_data} of data.") } },
					.advice = N_("zramctl says how well it compresses.") },
				{ .name = "memory_low",
					.field = MEMINFO_MemAvailable,
					.measure = "available%",
					.figures = { "MemTotal" },
					.below = true,
					.note = PERCENT(10),
					.limits = { PERCENT(5) },
					.condition = N_("not below {limit}, where it is short"),
					.judge = judge_memory_low,
					.sentences = { { .text = N_("{available} ({available%}) of {MemTotal} can still be used: not short, but not much for a burst.") },
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
					.condition =
						N_("a field that this kernel prints is missing"),
					.judge = judge_truncated,
					.sentences = { { .text = N_(
								 "The text is not whole: {missing} should be in it and is not.") },
						{ .text = N_(
							  "The text is not whole: {missing} should be in it and is not. {not_named} ({not_named%}) is on no line that was read; a pool of huge pages is the usual owner of so much.") },
						{ .text = N_(
							  "This is a fragment without {missing}: each line is explained, but shares and sums cannot be told.") },
						{ .text = N_(
							  "The text is not whole: it begins or ends in the middle.") } },
					.advice = N_("Save it again: cat /proc/meminfo > FILE.") },
				{ .name = "wrapped_counter",
					.any_origin = true,
					.field = MEMINFO_MemTotal,
					.figures = { "impossible" },
					.limits = { BYTES((uint64_t)1 << 60) },
					.condition = N_("any value above 2^60 bytes"),
					.judge = judge_wrapped,
					.sentences = { { .text = N_(
								 "A line has an impossible value, near 2^64: that counter of the kernel fell below 0. Take it for 0.") } } },
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
								 "{Shmem} ({Shmem%}) is shared memory or files in tmpfs (/dev/shm, /tmp, /run). It stands in Cached, but is not given up like cache: only deleting it, or swap, frees it.") },
						{ .text = N_(
							  "Up to {shared_guess} of Cached may be shared memory or files in tmpfs, which is not given up like cache: so much more is promised than programs hold. This kernel has no line for it.") },
						{ .text = N_(
							  "{pinned} ({pinned%}) looks like cache but is not available: most likely shared memory or files in tmpfs. The line Shmem, which would tell, is missing.") } },
					.advice = N_(
						"df -t tmpfs and ipcs -mu say what; delete what is not needed."),
					.view = "shared" },
				{ .name = "slab_reclaimable",
					.field = MEMINFO_SReclaimable,
					.measure = "SReclaimable%",
					.note = PERCENT(25),
					.sentences = { { .text = N_(
								 "{SReclaimable} ({SReclaimable%}) are kernel objects that can be freed, mostly names and inodes of files seen before: a cache, too, given up when memory is needed.") } },
					.advice = N_(
						"sudo slabtop -s c says which; something walks very many files."),
					.view = "kernel" },
				{ .name = "block_cache",
					.field = MEMINFO_Buffers,
					.measure = "Buffers%",
					.note = PERCENT(50),
					.sentences = { { .text = N_(
								 "{Buffers} ({Buffers%}) caches block devices read directly (fsck, dd, defragmentation, backup of a partition): cache, given up when memory is needed.") } },
					.advice = N_(
						"It goes when the program that reads the device has ended."),
					.view = "cache" },
				{ .name = "cma_used",
					.field = MEMINFO_CmaTotal,
					.measure = "cma_used%",
					.figures = { "CmaTotal" },
					.note = PERCENT(50),
					.limits = { PERCENT(5) },
					.condition = N_(
						"only where CmaTotal is above {limit} of MemTotal"),
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
								 "All huge pages of the pool ({pool}) are taken or promised: the next program that asks for one gets an error.") } } },
				{ .name = "swap_used",
					.field = MEMINFO_SwapTotal,
					.measure = "swap_used%",
					.figures = { "SwapTotal", "SwapCached" },
					.note = PERCENT(5),
					.limits = { PERCENT(90), PERCENT(1) },
					.condition = N_("not above {limit}, where it is full"),
					.judge = judge_swap_used,
					.sentences = { { .text = N_(
								 "{swap_used} of {SwapTotal} swap is used ({swap_used%}). By itself that is no shortage: what nobody touches is moved out. Only steady traffic hurts.") },
						{ .text = N_(
							  "{swap_used} of {SwapTotal} swap is used ({swap_used%}), and {SwapCached} of that is in RAM at the same time, so coming back costs nothing. By itself that is no shortage.") } },
					.advice = N_(
						"vmstat 5: if si and so stay at 0, all is well."),
					.view = "overview",
					.action = "sort" },
				{ .name = "page_tables",
					.field = MEMINFO_PageTables,
					.measure = "PageTables%",
					.note = PERCENT(3),
					.warning = PERCENT(10),
					.sentences = { { .text = N_(
								 "{PageTables} ({PageTables%}) are page tables: many processes map the same large memory. Huge pages would make that small.") } },
					.advice = N_("Sort the processes by page tables."),
					.view = "overview",
					.action = "sort" },
				{ .name = "kernel_stacks",
					.field = MEMINFO_KernelStack,
					.measure = "KernelStack%",
					.note = PERCENT(3),
					.warning = PERCENT(10),
					.sentences = { { .text = N_(
								 "{KernelStack} ({KernelStack%}) are kernel stacks: very many threads, 16K each.") } },
					.advice = N_("Sort the processes by threads."),
					.view = "overview",
					.action = "sort" },
				{ .name = "vmalloc_large",
					.field = MEMINFO_VmallocUsed,
					.measure = "vmalloc%",
					.note = PERCENT(5),
					.sentences = { { .text = N_(
								 "{vmalloc} ({vmalloc%}) is kernel memory from vmalloc: modules, BPF, large tables of drivers and file systems.") } },
					.advice =
						N_("sudo sort -k2 -n /proc/vmallocinfo says who."),
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
					.advice =
						N_("sync, and see whether the storage is slow.") },
				{ .name = "balloon",
					.field = MEMINFO_Balloon,
					.measure = "Balloon%",
					.note = PERCENT(5),
					.sentences = { { .text = N_(
								 "The host has taken {Balloon} ({Balloon%}) back from this virtual machine.") } } },
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
					.sentences = { { .text = N_(
								 "About {lazy_free} of programs' memory is already given back (MADV_FREE) and is taken as soon as somebody needs it, though RSS still shows it.") } } },
				{ .name = "memory_reserved",
					.field = MEMINFO_MemTotal,
					.measure = "reserved%",
					.figures = { "MemTotal", "fitted" },
					.note = PERCENT(12),
					.limits = { PERCENT(24), MEBIBYTES(256), MEBIBYTES(4096) },
					.condition = N_(
						"not above {limit}, and only with a MemTotal of {limit2} to {limit3}"),
					.judge = judge_reserved,
					.sentences = { { .text = N_(
								 "The kernel manages {MemTotal}. If {fitted} is fitted, {reserved} was set aside at boot (graphics, firmware, the kernel itself) and is on no line here.") } },
					.advice = N_(
						"dmesg | grep -i memory: the line says how much is reserved.") },
				{ .name = "cache_is_reclaimable", .field = MEMINFO_MemAvailable, .figures = { "available", "MemFree", "MemTotal", "cache", "reclaimable" }, .limits = { PERCENT(10) }, .condition = N_("at least {limit} of MemTotal is available"), .judge = judge_healthy, .sentences = { { .text = N_("No shortage. Only {MemFree} is free, but {available} can be used: {cache} of it is page cache.") }, { .text = N_("No shortage. {available} of {MemTotal} can be used, and most of that is simply free.") }, { .text = N_("No shortage. Only {MemFree} is free, but {available} can be used: {reclaimable} of it is kernel cache (names and inodes of files).") }, { .text = N_("No sign of shortage. Only {MemFree} is free, but up to {available} can be used: {cache} of it is cache.") } }, .advice = N_("The probe proves it: memtop probe."), .view = "probe", .action = "probe" },
				{ .name = NULL },
			};

/* Fields of meminfo by their names. */
static bool get_field(const struct facts *facts, struct text name, struct figure_value *out)
{
	const struct meminfo *meminfo = facts->machine->meminfo;
	int id = meminfo_field_find(name.at, name.length);

	if (id < 0)
		return false;
	*out = (struct figure_value){ .value = meminfo->field[id],
		.unit = meminfo_field_is_bytes((enum meminfo_field)id) ? UNIT_BYTES : UNIT_COUNT,
		.whole = meminfo->field[MEMINFO_MemTotal] };
	return true;
}

static bool applies(const struct rule *rule, const struct facts *facts)
{
	const struct evidence *evidence = facts->machine;
	bool trusted = evidence->origin.kind == ORIGIN_KERNEL &&
		       evidence->balance.state != BALANCE_FOREIGN;

	return (!rule->live || evidence->system) && (rule->any_origin || trusted);
}

const struct subject machine_subject = {
	.name = "machine",
	.rules = rules,
	.figures = machine_figures,
	.other_figure = get_field,
	.whole = "MemTotal",
	.applies = applies,
};

void machine_judge(struct findings *findings, const struct evidence *evidence)
{
	findings->count = 0;
	findings_judge(findings, &(struct facts){ &machine_subject, { .machine = evidence } });
}

enum severity machine_headline(char *out, size_t size, const struct system_sample *system)
{
	const struct finding *headline;
	struct evidence evidence;
	struct findings findings;

	out[0] = '\0';
	if (system->meminfo_status != STATUS_OK)
		return SEVERITY_NONE;
	evidence_of_system(&evidence, system);
	machine_judge(&findings, &evidence);
	headline = findings_headline(&findings);
	if (!headline)
		return SEVERITY_NONE;
	finding_sentence(out, size, headline, FOR_PEOPLE);
	return headline->severity;
}
