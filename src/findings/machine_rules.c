/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The rules that read one meminfo, live or saved.  Thresholds were chosen on 104 captures from
 * kernel 2.4.4 to 6.18 whose sources say what was the matter; tests/unit/verdict_test.c holds
 * them to that.
 */
#include "findings/machine_rules.h"

#include "base/i18n.h"
#include "findings/figures.h"

#define GIB ((uint64_t)1 << 30)
#define MIB ((uint64_t)1 << 20)

static const struct judgement nothing = { SEVERITY_NONE, 0 };

static struct value field(const struct evidence *evidence, enum meminfo_field id)
{
	return evidence->meminfo->field[id];
}

/* A field's or figure's share of MemTotal in hundredths of a per cent; 0 if it is not known. */
static uint64_t share(const struct evidence *evidence, const char *figure)
{
	return value_or(share_of(figures_get(evidence, figure), field(evidence, MEMINFO_MemTotal)),
		0);
}

static struct judgement above(uint64_t hundredths, uint64_t note, uint64_t warning)
{
	if (hundredths > warning)
		return (struct judgement){ SEVERITY_WARNING, 0 };
	return (struct judgement){ hundredths > note ? SEVERITY_NOTE : SEVERITY_NONE, 0 };
}

#define NEVER UINT64_MAX

static struct judgement judge_foreign(const struct evidence *evidence)
{
	if (evidence->origin.kind == ORIGIN_FOREIGN || evidence->balance.state == BALANCE_FOREIGN)
		return (struct judgement){ SEVERITY_WARNING, 0 };
	return nothing;
}

static struct judgement judge_wsl1(const struct evidence *evidence)
{
	return evidence->origin.kind == ORIGIN_WSL1 ? (struct judgement){ SEVERITY_NOTE, 0 }
						    : nothing;
}

static struct judgement judge_truncated(const struct evidence *evidence)
{
	bool no_sum = evidence->balance.state == BALANCE_TRUNCATED;

	/* What a running kernel leaves out it does not have. */
	if (evidence->origin.complete || evidence->system)
		return nothing;
	if (evidence->origin.missing < 0)
		return (struct judgement){ SEVERITY_NOTE, 3 };
	if (evidence->origin.kind == ORIGIN_FRAGMENT)
		return (struct judgement){ SEVERITY_NOTE, 2 };
	if (no_sum && share(evidence, "not_named") > 2500 &&
		value_known(field(evidence, MEMINFO_Slab)))
		return (struct judgement){ SEVERITY_NOTE, 1 };
	return (struct judgement){ SEVERITY_NOTE, 0 };
}

static bool is_bound(const struct evidence *evidence)
{
	return evidence->available_known && evidence->available.method == AVAILABLE_BOUND;
}

static bool available_below(const struct evidence *evidence, uint64_t hundredths)
{
	return evidence->available_known && value_known(field(evidence, MEMINFO_MemTotal)) &&
	       share(evidence, "available") < hundredths;
}

static struct judgement judge_memory_short(const struct evidence *evidence)
{
	if (!available_below(evidence, 500))
		return nothing;
	return (struct judgement){
		available_below(evidence, 200) ? SEVERITY_CRITICAL : SEVERITY_WARNING,
		is_bound(evidence),
	};
}

static struct judgement judge_memory_low(const struct evidence *evidence)
{
	if (available_below(evidence, 500) || !available_below(evidence, 1000))
		return nothing;
	return (struct judgement){ SEVERITY_NOTE, is_bound(evidence) };
}

static uint64_t swap_share(const struct evidence *evidence)
{
	return value_or(
		share_of(figures_get(evidence, "swap_used"), field(evidence, MEMINFO_SwapTotal)),
		0);
}

/* A small full swap beside plenty of available memory only holds what nobody has touched for long. */
static struct judgement judge_swap_full(const struct evidence *evidence)
{
	bool plenty = evidence->available_known && !available_below(evidence, 2500);

	if (swap_share(evidence) <= 9000)
		return nothing;
	return (struct judgement){ plenty ? SEVERITY_NOTE : SEVERITY_WARNING, plenty };
}

static struct judgement judge_swap_used(const struct evidence *evidence)
{
	bool cached = share(evidence, "SwapCached") > 100;

	if (swap_share(evidence) <= 500 || swap_share(evidence) > 9000)
		return nothing;
	return (struct judgement){ SEVERITY_NOTE, cached };
}

/* On 2.4, what is neither free nor cache is mostly the memory of programs. */
static struct judgement judge_anonymous(const struct evidence *evidence)
{
	if (share(evidence, "AnonPages") > 8000)
		return (struct judgement){ SEVERITY_WARNING, 0 };
	if (!evidence->origin.counts_all && share(evidence, "not_named") > 8000 &&
		swap_share(evidence) > 1000)
		return (struct judgement){ SEVERITY_WARNING, 1 };
	return nothing;
}

static struct judgement judge_slab_unreclaimable(const struct evidence *evidence)
{
	return above(share(evidence, "SUnreclaim"), 500, 1000);
}

static struct judgement judge_slab_reclaimable(const struct evidence *evidence)
{
	return above(share(evidence, "SReclaimable"), 2500, NEVER);
}

/* Before 2.6.19, and only where it can hurt: in the memory that the kernel itself can use. */
static struct judgement judge_slab_in_low_memory(const struct evidence *evidence)
{
	struct value low = field(evidence, MEMINFO_LowTotal);

	/* Where there are (file) lists, SReclaimable was only cut off. */
	if (value_known(field(evidence, MEMINFO_SReclaimable)) ||
		value_known(field(evidence, MEMINFO_Active_file)))
		return nothing;
	if (value_or(low, 0) == 0)
		low = field(evidence, MEMINFO_MemTotal);
	return above(value_or(share_of(field(evidence, MEMINFO_Slab), low), 0), 2500, 2500);
}

static struct judgement judge_percpu(const struct evidence *evidence)
{
	return above(share(evidence, "Percpu"), 500, 1500);
}

static struct judgement judge_shared(const struct evidence *evidence)
{
	struct value shared = field(evidence, MEMINFO_Shmem);
	struct value promised = figures_get(evidence, "promised");
	struct value all = figures_get(evidence, "ram_and_swap");

	if (value_known(shared))
		return above(share(evidence, "Shmem"), 2500, NEVER);
	if (share(evidence, "pinned") > 2500)
		return (struct judgement){ SEVERITY_NOTE, 2 };
	if (!evidence->origin.complete || !value_known(promised) || promised.n >= all.n)
		return nothing;
	if (share(evidence, "shared_guess") > 2500)
		return (struct judgement){ SEVERITY_NOTE, 1 };
	return nothing;
}

static struct judgement judge_hugepages_idle(const struct evidence *evidence)
{
	struct value idle = figures_get(evidence, "idle_pool");
	struct value total = field(evidence, MEMINFO_HugePages_Total);
	struct value size = field(evidence, MEMINFO_Hugepagesize);

	if (!value_known(idle) || !value_known(total) || !value_known(size) || size.n == 0 ||
		idle.n / size.n <= total.n / 2)
		return nothing;
	return above(share(evidence, "idle_pool"), 100, 1000);
}

/* All taken is what a pool is for; worth a word because the next who asks gets nothing. */
static struct judgement judge_hugepages_taken(const struct evidence *evidence)
{
	struct value free_pages = field(evidence, MEMINFO_HugePages_Free);
	struct value promised = field(evidence, MEMINFO_HugePages_Rsvd);

	if (value_or(field(evidence, MEMINFO_HugePages_Total), 0) == 0 ||
		!value_known(free_pages) || free_pages.n > value_or(promised, 0))
		return nothing;
	return (struct judgement){ SEVERITY_NOTE, 0 };
}

static struct judgement judge_unnamed(const struct evidence *evidence)
{
	struct judgement judgement = above(share(evidence, "unnamed"), 400, 1000);
	uint64_t unnamed = value_or(figures_get(evidence, "unnamed"), 0);

	if (value_or(evidence->system_extras.arc, 0) > unnamed / 2)
		judgement.sentence = 2;
	else if (value_or(evidence->system_extras.sockets, 0) > unnamed / 4)
		judgement.sentence = 1;
	else if (judgement.severity == SEVERITY_WARNING)
		judgement.sentence = 3;
	return judgement;
}

static struct judgement judge_low_memory(const struct evidence *evidence)
{
	struct value low =
		share_of(field(evidence, MEMINFO_LowFree), field(evidence, MEMINFO_LowTotal));
	struct value high =
		share_of(field(evidence, MEMINFO_HighFree), field(evidence, MEMINFO_HighTotal));

	if (value_known(low) && value_known(high) && low.n < 1000 && high.n > 5000)
		return (struct judgement){ SEVERITY_WARNING, 0 };
	return nothing;
}

static struct judgement judge_cma(const struct evidence *evidence)
{
	struct value used =
		share_of(figures_get(evidence, "cma_used"), field(evidence, MEMINFO_CmaTotal));

	if (share(evidence, "CmaTotal") > 500 && value_or(used, 0) > 5000)
		return (struct judgement){ SEVERITY_NOTE, 0 };
	return nothing;
}

static struct judgement judge_block_cache(const struct evidence *evidence)
{
	return above(share(evidence, "Buffers"), 5000, NEVER);
}

static struct judgement judge_page_tables(const struct evidence *evidence)
{
	return above(share(evidence, "PageTables"), 300, 1000);
}

static struct judgement judge_kernel_stacks(const struct evidence *evidence)
{
	return above(share(evidence, "KernelStack"), 300, 1000);
}

/* Address space, not memory, until 4.3: then it is no term of the balance. */
static struct judgement judge_vmalloc(const struct evidence *evidence)
{
	struct value used = evidence->balance.term[TERM_VMALLOC];

	return above(value_or(share_of(used, field(evidence, MEMINFO_MemTotal)), 0), 500, NEVER);
}

static struct judgement judge_quicklists(const struct evidence *evidence)
{
	return above(share(evidence, "Quicklists"), 200, NEVER);
}

static struct judgement judge_unevictable(const struct evidence *evidence)
{
	return above(share(evidence, "Unevictable"), 2500, NEVER);
}

static struct judgement judge_dirty(const struct evidence *evidence)
{
	return above(share(evidence, "dirty"), 1000, NEVER);
}

static struct judgement judge_corrupted(const struct evidence *evidence)
{
	if (value_or(field(evidence, MEMINFO_HardwareCorrupted), 0) > 0)
		return (struct judgement){ SEVERITY_WARNING, 0 };
	return nothing;
}

static struct judgement judge_balloon(const struct evidence *evidence)
{
	return above(share(evidence, "Balloon"), 500, NEVER);
}

/* A counter that went below 0 is printed as a number near 2^64; none is honestly above 2^60. */
static struct judgement judge_wrapped(const struct evidence *evidence)
{
	const struct meminfo *meminfo = evidence->meminfo;

	for (size_t i = 0; i < meminfo->malformed_count; i++)
		if (meminfo->malformed[i].fault == MEMINFO_TOO_LARGE)
			return (struct judgement){ SEVERITY_NOTE, 0 };
	for (int id = 0; id < MEMINFO_FIELD_COUNT; id++)
		if (value_or(field(evidence, (enum meminfo_field)id), 0) > (uint64_t)1 << 60)
			return (struct judgement){ SEVERITY_NOTE, 0 };
	return nothing;
}

static struct judgement judge_promises(const struct evidence *evidence)
{
	struct value promised = figures_get(evidence, "promised");
	struct value all = figures_get(evidence, "ram_and_swap");

	if (value_known(promised) && value_known(all) && promised.n / 4 > all.n)
		return (struct judgement){ SEVERITY_NOTE, 0 };
	return nothing;
}

/* Small boards are fitted with a power of two; 12 to 24% less is more than a kernel takes. */
static struct judgement judge_reserved(const struct evidence *evidence)
{
	struct value total = field(evidence, MEMINFO_MemTotal);
	struct value missing = figures_get(evidence, "reserved");
	uint64_t part = value_or(share_of(missing, figures_get(evidence, "fitted")), 0);

	if (value_or(total, 0) < 256 * MIB || total.n > 4 * GIB || part < 1200 || part > 2400)
		return nothing;
	return (struct judgement){ SEVERITY_NOTE, 0 };
}

static struct judgement judge_lazy_free(const struct evidence *evidence)
{
	if (share(evidence, "lazy_free") > 200 && value_known(field(evidence, MEMINFO_Shmem)))
		return (struct judgement){ SEVERITY_NOTE, 0 };
	return nothing;
}

/* Which sentence fits: little free and much cache, mostly free, slab for cache, or a bound only. */
static struct judgement judge_healthy(const struct evidence *evidence)
{
	uint64_t free_bytes = value_or(field(evidence, MEMINFO_MemFree), 0);
	const struct available *available = &evidence->available;

	if (!evidence->available_known || !value_known(field(evidence, MEMINFO_MemTotal)) ||
		available_below(evidence, 1000))
		return nothing;
	if (free_bytes > available->bytes / 2)
		return (struct judgement){ SEVERITY_OK, 1 };
	if (is_bound(evidence))
		return (struct judgement){ SEVERITY_OK, 3 };
	if (value_or(figures_get(evidence, "reclaimable"), 0) >
		value_or(figures_get(evidence, "cache"), 0))
		return (struct judgement){ SEVERITY_OK, 2 };
	return (struct judgement){ SEVERITY_OK, 0 };
}

const struct rule verdict_rules[] = {
	{ .name = "memory_short", .inputs = "MemAvailable", .field = MEMINFO_MemAvailable,
		.threshold = N_("below 5% of MemTotal; critical below 2%"),
		.sentences = {
			N_("Memory is short: only {available} ({available%}) of {MemTotal} can still be "
			   "used."),
			N_("Memory is short: {available} ({available%}) of {MemTotal} can still be used "
			   "at the very most, cache included."),
		},
		.next = N_("See who holds it: sort the processes by RSS; then end or limit the "
			   "largest, or add memory."),
		.view = "overview", .judge = judge_memory_short },
	{ .name = "oom_kills", .inputs = "vmstat: oom_kill", .live = true,
		.field = MEMINFO_MemAvailable, .threshold = N_("any; critical in the last interval"),
		.sentences = {
			N_("The kernel has just killed processes because memory ran out: {oom_new}."),
			N_("The kernel has killed processes since boot because memory ran out, or a "
			   "cgroup's limit was reached: {oom_total}."),
		},
		.next = N_("dmesg | grep -i 'killed process' says which, and who asked for memory."),
		.view = "cgroups", .any_origin = true, .judge = judge_oom_kills },
	{ .name = "pressure", .inputs = "pressure/memory: avg10", .live = true,
		.field = MEMINFO_MemAvailable,
		.threshold = N_("some above 2%: note, above 10%: warning; full above 10%: critical"),
		.sentences = { N_("Programs wait for memory {psi_some} of the time, all of them at once "
				  "{psi_full}.") },
		.next = N_("See who grows and who swaps: sort the processes by faults or swap."),
		.view = "overview", .any_origin = true, .judge = judge_pressure },
	{ .name = "cgroup_limit", .inputs = "memory.max, memory.current, memory.stat: file",
		.live = true, .field = MEMINFO_MemTotal,
		.threshold = N_("use without file cache above 90% of the limit"),
		.sentences = { N_("The limit of this control group is near: {cgroup_used} without cache, "
				  "of {cgroup_limit} ({cgroup}).") },
		.next = N_("Raise the group's limit, or end something in it; free memory outside does "
			   "not help."),
		.view = "cgroups", .any_origin = true, .judge = judge_cgroup_limit },
	{ .name = "commit_limit", .inputs = "vm.overcommit_memory, Committed_AS, CommitLimit",
		.live = true, .field = MEMINFO_CommitLimit,
		.threshold = N_("mode 2 and above 90% of CommitLimit"),
		.sentences = { N_("{Committed_AS} of the {CommitLimit} that may be promised is promised "
				  "(vm.overcommit_memory=2): soon allocations fail, however much is "
				  "free.") },
		.next = N_("Raise vm.overcommit_ratio, add swap, or go back to mode 0."),
		.judge = judge_commit_limit },
	{ .name = "swap_traffic", .inputs = "vmstat: pswpin, pswpout", .live = true,
		.field = MEMINFO_SwapTotal,
		.threshold = N_("above 1M a second: note; in and out at once: warning"),
		.sentences = { N_("Memory is moved to and from swap: {swap_in} in and {swap_out} out a "
				  "second.") },
		.next = N_("See whose: sort the processes by swap and by faults."), .view = "overview",
		.any_origin = true, .judge = judge_swap_traffic },
	{ .name = "swap_full", .inputs = "SwapTotal, SwapFree", .field = MEMINFO_SwapFree,
		.threshold = N_("above 90% used; a note where a quarter of memory is available"),
		.sentences = {
			N_("Swap is nearly full: {swap_used} of {SwapTotal} ({swap_used%})."),
			N_("Swap is nearly full ({swap_used} of {SwapTotal}), but {available} of memory "
			   "can still be used: what is in there has not been touched for long."),
		},
		.next = N_("See whose it is: sort the processes by swap."), .view = "overview",
		.judge = judge_swap_full },
	{ .name = "anonymous_fills_memory", .inputs = "AnonPages", .field = MEMINFO_AnonPages,
		.threshold = N_("above 80% of MemTotal"),
		.sentences = {
			N_("Programs' own memory fills {AnonPages%} of RAM ({AnonPages}): only swap, or "
			   "ending programs, gives it back."),
			N_("{not_named} of {MemTotal} ({not_named%}) is neither free nor cache, and swap "
			   "is in use: on a 2.4 kernel that is mostly the memory of programs."),
		},
		.next = N_("See whose it is: sort the processes by ANON; see who grows."),
		.view = "overview", .judge = judge_anonymous },
	{ .name = "low_memory_exhausted", .inputs = "LowFree, LowTotal, HighFree, HighTotal",
		.field = MEMINFO_LowFree,
		.threshold = N_("LowFree below 10% while HighFree is above 50%"),
		.sentences = { N_("Low memory is used up: {LowFree} of {LowTotal} is free, while "
				  "{HighFree} of high memory is. The kernel's own needs can only be "
				  "met from low memory.") },
		.next = N_("Use a 64-bit kernel; see what fills it: slab, page tables."),
		.view = "kernel", .judge = judge_low_memory },
	{ .name = "not_a_kernel_view", .inputs = "Active, Inactive, SwapFree, SwapTotal, Slab",
		.field = MEMINFO_MemTotal,
		.threshold = N_("Active+Inactive above MemTotal, SwapFree above SwapTotal, Slab not the "
				"sum of its parts, or named memory above MemTotal by more than 1%"),
		.sentences = { N_("These figures contradict each other, as in a container where lxcfs "
				  "mixes its limit with counters of the host: do not add them up.") },
		.next = N_("Read /proc/meminfo on the host, or the files of the control group."),
		.view = "cgroups", .any_origin = true, .judge = judge_foreign },
	{ .name = "unnamed_memory", .inputs = N_("MemTotal and every term of the balance"),
		.field = MEMINFO_MemTotal,
		.threshold = N_("above 4% of MemTotal: note; above 10%: warning"),
		.sentences = {
			N_("{unnamed} ({unnamed%}) is in use but on no counter; up to 4% is usual. Likely "
			   "owners: network buffers (on servers with many connections: mail, messages, "
			   "web), then drivers and GPUs, pipes, ZFS, a VM's balloon."),
			N_("{unnamed} ({unnamed%}) is in use but on no counter; network buffers hold "
			   "{sockets} of it."),
			N_("{unnamed} ({unnamed%}) is in use but on no counter; the cache of ZFS (ARC) "
			   "holds {arc} of it and gives way when memory is needed."),
			N_("{unnamed} ({unnamed%}) is in use but on no counter; up to 4% is usual. Owners "
			   "of so much: the cache of ZFS (ARC), drivers and GPUs, a VM's balloon, "
			   "network buffers, or a leak in the kernel."),
		},
		.next = N_("ss -tm, /proc/net/sockstat and /proc/spl/kstat/zfs/arcstats name three of "
			   "them; see whether it grows."),
		.view = "kernel", .judge = judge_unnamed },
	{ .name = "slab_unreclaimable", .inputs = "SUnreclaim", .field = MEMINFO_SUnreclaim,
		.threshold = N_("above 5% of MemTotal: note; above 10%: warning"),
		.sentences = { N_("The kernel's own objects hold {SUnreclaim} ({SUnreclaim%}) that "
				  "cannot be freed on demand. Only if that keeps growing is it a leak "
				  "in the kernel or a driver.") },
		.next = N_("sudo slabtop -s c says which objects; compare again in an hour."),
		.view = "kernel", .judge = judge_slab_unreclaimable },
	{ .name = "slab_fills_low_memory", .inputs = "Slab, LowTotal", .field = MEMINFO_Slab,
		.threshold = N_("Slab, not divided (before 2.6.19), above 25% of low memory"),
		.sentences = { N_("The kernel's own objects fill {Slab} of the memory that it can use "
				  "for itself. This kernel does not say how much of that is cached "
				  "names and inodes of files.") },
		.next = N_("sudo cat /proc/slabinfo says: dentry_cache and inode_cache can be freed."),
		.view = "kernel", .judge = judge_slab_in_low_memory },
	{ .name = "percpu_large", .inputs = "Percpu", .field = MEMINFO_Percpu,
		.threshold = N_("above 5% of MemTotal: note; above 15%: warning"),
		.sentences = { N_("Data that the kernel keeps once for each CPU holds {Percpu} "
				  "({Percpu%}): control groups, BPF maps, network devices. If it only "
				  "ever grows, deleted control groups are not released.") },
		.next = N_("cat /sys/fs/cgroup/cgroup.stat: nr_dying_descendants."), .view = "kernel",
		.judge = judge_percpu },
	{ .name = "hugepages_idle", .inputs = "HugePages_Free, HugePages_Rsvd, HugePages_Total",
		.field = MEMINFO_HugePages_Free,
		.threshold = N_("more than half of the pool idle, and above 1% of MemTotal: note; above "
				"10%: warning"),
		.sentences = { N_("{idle_pool} ({idle_pool%}) is set aside as huge pages that nobody "
				  "uses; no ordinary program can have it.") },
		.next = N_("Lower vm.nr_hugepages to what is used; that frees it at once."),
		.judge = judge_hugepages_idle },
	{ .name = "hardware_corrupted", .inputs = "HardwareCorrupted",
		.field = MEMINFO_HardwareCorrupted, .threshold = N_("any"),
		.sentences = { N_("{HardwareCorrupted} of RAM has failed and was taken out of use.") },
		.next = N_("Look into the machine's error log (rasdaemon, mcelog), plan a replacement."),
		.judge = judge_corrupted },
	{ .name = "dirty_throttling", .inputs = "Dirty, Writeback; vmstat: nr_dirty_threshold",
		.live = true, .field = MEMINFO_Dirty,
		.threshold = N_("above the middle between the background limit and the limit"),
		.sentences = { N_("Programs that write are being slowed down: {dirty} waits to be "
				  "written, the limit is {dirty_limit}.") },
		.next = N_("The storage does not keep up: iostat -x says which."),
		.judge = judge_dirty_throttling },
	{ .name = "kswapd_gave_up", .inputs = "zoneinfo: node_unreclaimable", .live = true,
		.field = MEMINFO_MemAvailable, .threshold = N_("any node"),
		.sentences = { N_("The kernel has given up reclaiming memory on a node: nothing there "
				  "can be freed.") },
		.next = N_("See who holds memory that cannot be reclaimed."), .view = "overview",
		.judge = judge_kswapd },
	{ .name = "cache_needed", .inputs = "vmstat: workingset_refault_file", .live = true,
		.field = MEMINFO_Cached, .threshold = N_("above 10M a second: note; above 100M: warning"),
		.sentences = { N_("The page cache is needed: {refault} a second is read again that was "
				  "dropped shortly before. Here cache is not spare memory.") },
		.next = N_("See what is read: the cache view; a little more memory would save that I/O."),
		.view = "cache", .judge = judge_refaults },
	{ .name = "allocation_stalls", .inputs = "vmstat: allocstall", .live = true,
		.field = MEMINFO_MemAvailable, .threshold = N_("any: note; above 10 a second: warning"),
		.sentences = { N_("Programs had to free memory themselves before they got some: "
				  "{stalls} times a second.") },
		.next = N_("Bursts do that; if it lasts, see who allocates."), .view = "overview",
		.judge = judge_stalls },
	{ .name = "zram_full", .inputs = "swaps, zram: mm_stat", .live = true,
		.field = MEMINFO_SwapTotal,
		.threshold = N_("data in zram above 90% of SwapTotal: warning; zram above 25% of "
				"MemTotal: note"),
		.sentences = {
			N_("Compressed swap is nearly full: it holds {zram_data} in {zram_used} of RAM."),
			N_("Compressed swap takes {zram_used} ({zram_used%}) of RAM for {zram_data} of "
			   "data."),
		},
		.next = N_("zramctl says how well it compresses."), .judge = judge_zram },
	{ .name = "memory_low", .inputs = "MemAvailable", .field = MEMINFO_MemAvailable,
		.threshold = N_("5% to 10% of MemTotal"),
		.sentences = {
			N_("{available} ({available%}) of {MemTotal} can still be used: not short, but "
			   "not much for a burst."),
			N_("At most {available} ({available%}) of {MemTotal} can still be used, cache "
			   "included."),
		},
		.next = N_("See who grows."), .view = "overview", .judge = judge_memory_low },
	{ .name = "wsl1", .inputs = "Buffers, Cached", .field = MEMINFO_MemTotal,
		.threshold = N_("the two constants that WSL1 prints"),
		.sentences = { N_("This is WSL1, which has no Linux kernel: only MemTotal, MemFree and "
				  "the lines of swap are real, all others are constants.") },
		.next = N_("Ask Windows: Task Manager, or RAMMap."), .any_origin = true,
		.judge = judge_wsl1 },
	{ .name = "truncated", .inputs = N_("the lines that are missing"), .field = MEMINFO_MemTotal,
		.threshold = N_("a field that this kernel prints is missing"),
		.sentences = {
			N_("The text is not whole: {missing} should be in it and is not."),
			N_("The text is not whole: {missing} should be in it and is not. {not_named} "
			   "({not_named%}) is on no line that was read; a pool of huge pages is the "
			   "usual owner of so much."),
			N_("This is a fragment without {missing}: each line is explained, but shares and "
			   "sums cannot be told."),
			N_("The text is not whole: it begins or ends in the middle."),
		},
		.next = N_("Save it again: cat /proc/meminfo > FILE."), .any_origin = true,
		.judge = judge_truncated },
	{ .name = "wrapped_counter", .inputs = N_("every field"), .field = MEMINFO_MemTotal,
		.threshold = N_("any value above 2^60 bytes"),
		.sentences = { N_("A line has an impossible value, near 2^64: that counter of the kernel "
				  "fell below 0. Take it for 0.") },
		.any_origin = true, .judge = judge_wrapped },
	{ .name = "shared_memory",
		.inputs = N_("Shmem; without it MemAvailable, Committed_AS and Cached"),
		.field = MEMINFO_Shmem, .threshold = N_("above 25% of MemTotal"),
		.sentences = {
			N_("{Shmem} ({Shmem%}) is shared memory or files in tmpfs (/dev/shm, /tmp, /run). "
			   "It stands in Cached, but is not given up like cache: only deleting it, or "
			   "swap, frees it."),
			N_("Up to {shared_guess} of Cached may be shared memory or files in tmpfs, which "
			   "is not given up like cache: so much more is promised than programs hold. "
			   "This kernel has no line for it."),
			N_("{pinned} ({pinned%}) looks like cache but is not available: most likely shared "
			   "memory or files in tmpfs. The line Shmem, which would tell, is missing."),
		},
		.next = N_("df -t tmpfs and ipcs -mu say what; delete what is not needed."),
		.view = "shared", .judge = judge_shared },
	{ .name = "slab_reclaimable", .inputs = "SReclaimable", .field = MEMINFO_SReclaimable,
		.threshold = N_("above 25% of MemTotal"),
		.sentences = { N_("{SReclaimable} ({SReclaimable%}) are kernel objects that can be freed, "
				  "mostly names and inodes of files seen before: a cache, too, given up "
				  "when memory is needed.") },
		.next = N_("sudo slabtop -s c says which; something walks very many files."),
		.view = "kernel", .judge = judge_slab_reclaimable },
	{ .name = "block_cache", .inputs = "Buffers", .field = MEMINFO_Buffers,
		.threshold = N_("above 50% of MemTotal"),
		.sentences = { N_("{Buffers} ({Buffers%}) caches block devices read directly (fsck, dd, "
				  "defragmentation, backup of a partition): cache, given up when memory "
				  "is needed.") },
		.next = N_("It goes when the program that reads the device has ended."), .view = "cache",
		.judge = judge_block_cache },
	{ .name = "cma_used", .inputs = "CmaTotal, CmaFree", .field = MEMINFO_CmaTotal,
		.threshold = N_("CmaTotal above 5% of MemTotal, and more than half of it used"),
		.sentences = { N_("{cma_used} of the {CmaTotal} kept for devices (CMA) is in use, by "
				  "drivers or by programs that borrow it until a driver wants it.") },
		.judge = judge_cma },
	{ .name = "hugepages_taken", .inputs = "HugePages_Total, HugePages_Free, HugePages_Rsvd",
		.field = MEMINFO_HugePages_Total, .threshold = N_("no page of the pool left"),
		.sentences = { N_("All huge pages of the pool ({pool}) are taken or promised: the next "
				  "program that asks for one gets an error.") },
		.judge = judge_hugepages_taken },
	{ .name = "swap_used", .inputs = "SwapTotal, SwapFree, SwapCached",
		.field = MEMINFO_SwapTotal, .threshold = N_("5% to 90% used"),
		.sentences = {
			N_("{swap_used} of {SwapTotal} swap is used ({swap_used%}). By itself that is no "
			   "shortage: what nobody touches is moved out. Only steady traffic hurts."),
			N_("{swap_used} of {SwapTotal} swap is used ({swap_used%}), and {SwapCached} of "
			   "that is in RAM at the same time, so coming back costs nothing. By itself "
			   "that is no shortage."),
		},
		.next = N_("vmstat 5: if si and so stay at 0, all is well."), .view = "overview",
		.judge = judge_swap_used },
	{ .name = "page_tables", .inputs = "PageTables", .field = MEMINFO_PageTables,
		.threshold = N_("above 3% of MemTotal: note; above 10%: warning"),
		.sentences = { N_("{PageTables} ({PageTables%}) are page tables: many processes map the "
				  "same large memory. Huge pages would make that small.") },
		.next = N_("Sort the processes by page tables."), .view = "overview",
		.judge = judge_page_tables },
	{ .name = "kernel_stacks", .inputs = "KernelStack", .field = MEMINFO_KernelStack,
		.threshold = N_("above 3% of MemTotal: note; above 10%: warning"),
		.sentences = { N_("{KernelStack} ({KernelStack%}) are kernel stacks: very many threads, 16K "
				  "each.") },
		.next = N_("Sort the processes by threads."), .view = "overview",
		.judge = judge_kernel_stacks },
	{ .name = "vmalloc_large", .inputs = "VmallocUsed, from 5.3 on",
		.field = MEMINFO_VmallocUsed, .threshold = N_("above 5% of MemTotal"),
		.sentences = { N_("{VmallocUsed} ({VmallocUsed%}) is kernel memory from vmalloc: modules, "
				  "BPF, large tables of drivers and file systems.") },
		.next = N_("sudo sort -k2 -n /proc/vmallocinfo says who."), .view = "kernel",
		.judge = judge_vmalloc },
	{ .name = "quicklists", .inputs = "Quicklists", .field = MEMINFO_Quicklists,
		.threshold = N_("above 2% of MemTotal"),
		.sentences = { N_("{Quicklists} ({Quicklists%}) are free page tables kept for reuse: they "
				  "are trimmed, but on no other line.") },
		.judge = judge_quicklists },
	{ .name = "unevictable", .inputs = "Unevictable", .field = MEMINFO_Unevictable,
		.threshold = N_("above 25% of MemTotal"),
		.sentences = { N_("{Unevictable} ({Unevictable%}) is locked in RAM (mlock, ramfs, shared "
				  "memory of databases, graphics): neither dropped nor swapped.") },
		.next = N_("Sort the processes by locked memory."), .view = "overview",
		.judge = judge_unevictable },
	{ .name = "dirty_large", .inputs = "Dirty, Writeback", .field = MEMINFO_Dirty,
		.threshold = N_("above 10% of MemTotal"),
		.sentences = { N_("{dirty} ({dirty%}) waits to be written to disk; until then it is not "
				  "free to be dropped.") },
		.next = N_("sync, and see whether the storage is slow."), .judge = judge_dirty },
	{ .name = "balloon", .inputs = "Balloon", .field = MEMINFO_Balloon,
		.threshold = N_("above 5% of MemTotal"),
		.sentences = { N_("The host has taken {Balloon} ({Balloon%}) back from this virtual "
				  "machine.") },
		.judge = judge_balloon },
	{ .name = "committed_far_above", .inputs = "Committed_AS, MemTotal, SwapTotal",
		.field = MEMINFO_Committed_AS, .threshold = N_("above 4 times RAM and swap together"),
		.sentences = { N_("{promised} is promised to programs, far more than RAM and swap "
				  "({ram_and_swap}): a promise, not use. It matters only with "
				  "vm.overcommit_memory=2.") },
		.judge = judge_promises },
	{ .name = "lazy_free", .inputs = "Active(file), Inactive(file), Cached, Buffers, Shmem",
		.field = MEMINFO_Inactive_file, .threshold = N_("above 2% of MemTotal"),
		.sentences = { N_("About {lazy_free} of programs' memory is already given back (MADV_FREE) "
				  "and is taken as soon as somebody needs it, though RSS still shows "
				  "it.") },
		.judge = judge_lazy_free },
	{ .name = "memory_reserved", .inputs = "MemTotal", .field = MEMINFO_MemTotal,
		.threshold = N_("MemTotal, up to 4G, 12% to 24% below a power of two"),
		.sentences = { N_("The kernel manages {MemTotal}. If {fitted} is fitted, {reserved} was "
				  "set aside at boot (graphics, firmware, the kernel itself) and is on "
				  "no line here.") },
		.next = N_("dmesg | grep -i memory: the line says how much is reserved."),
		.judge = judge_reserved },
	{ .name = "cache_is_reclaimable", .inputs = "MemAvailable, MemFree, Active(file), Inactive(file)",
		.field = MEMINFO_MemAvailable, .threshold = N_("at least 10% of MemTotal available"),
		.sentences = {
			N_("No shortage. Only {MemFree} is free, but {available} can be used: {cache} of "
			   "it is page cache."),
			N_("No shortage. {available} of {MemTotal} can be used, and most of that is simply "
			   "free."),
			N_("No shortage. Only {MemFree} is free, but {available} can be used: "
			   "{reclaimable} of it is kernel cache (names and inodes of files)."),
			N_("No sign of shortage. Only {MemFree} is free, but up to {available} can be "
			   "used: {cache} of it is cache."),
		},
		.next = N_("The probe proves it: memtop probe."), .view = "probe",
		.judge = judge_healthy },
	{ .name = NULL },
};
