/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/rights.h"

#include <linux/capability.h>
#include <stdio.h>

#include "base/i18n.h"
#include "base/macros.h"

#define PTRACE     RIGHTS_BIT(CAP_SYS_PTRACE)
#define READ_FILES RIGHTS_BIT(CAP_DAC_READ_SEARCH)

/* The guards of a probe, with room to spare: probe/lock_memory.c. */
#define LOCKED_MEMORY ((uint64_t)4 << 20)

const char *const right_state_keys[RIGHT_STATES] = { "granted", "not_needed", "missing",
	"refused" };
const char *const right_state_titles[RIGHT_STATES] = { N_("granted"), N_("not needed"),
	N_("missing"), N_("refused") };

static bool processes_are_hidden(const struct rights *rights)
{
	return value_or(rights->hidepid, 0) != 0 && !rights->hidepid_group;
}

static bool own_memory_is_guarded(const struct rights *rights)
{
	return value_or(rights->ptrace_scope, 0) != 0;
}

static bool nobody_attaches(const struct rights *rights)
{
	return value_or(rights->ptrace_scope, 0) >= 3;
}

static bool log_is_restricted(const struct rights *rights)
{
	return value_or(rights->dmesg_restrict, 0) != 0;
}

static bool locking_is_limited(const struct rights *rights)
{
	return value_known(rights->memory_lock) && value_or(rights->memory_lock, 0) < LOCKED_MEMORY;
}

/* What a probe takes is as much as is available: any limit is too little for it. */
static bool balloon_is_limited(const struct rights *rights)
{
	return value_known(rights->memory_lock);
}

static bool makes_groups(const struct rights *rights)
{
	return rights->makes_groups;
}

static bool reclaims_group(const struct rights *rights)
{
	return rights->reclaims_group;
}

static bool drops_caches(const struct rights *rights)
{
	return rights->drops_caches;
}

/*
 * fs/proc/base.c and task_mmu.c, kernel/ptrace.c, security/yama/yama_lsm.c, kernel/printk/printk.c,
 * kernel/signal.c (Linux 6.12).  "Of others" is whatever runs as another user, or with more rights,
 * or may not be dumped.
 */
/* View, what it needs besides use, what for, and what happens without. */
#define ROW(use_, view_, capabilities_, figure_, without_)                                         \
	.view = (view_), .figure = (figure_), .capabilities = (capabilities_),                     \
	.without = (without_), .use = (use_)

const struct right_row right_rows[] = {
	{ ROW(RIGHT_TO_READ, "all", PTRACE,
		  N_("other users' processes where /proc hides them (hidepid)"),
		  N_("only your own processes are listed")),
		.needed = processes_are_hidden },
	{ ROW(RIGHT_TO_READ, "overview+record+export", PTRACE,
		N_("PSS, USS and swap of other users' "
		   "processes"),
		N_("these columns show ?")) },
	{ ROW(RIGHT_TO_READ, "overview+growth", RIGHTS_BIT(RIGHTS_BPF) | RIGHTS_BIT(RIGHTS_PERFMON),
		  N_("the figures of all processes at once, by BPF (where the setting bpf is auto)"),
		  N_("a file of each process is read, which costs more from 1,000 processes on")),
		.for_all = true },
	{ ROW(RIGHT_TO_READ, "process", PTRACE, N_("mappings of other users' processes"),
		N_("only what /proc/PID/status has is shown")) },
	{ ROW(RIGHT_TO_READ, "process+growth", PTRACE | READ_FILES,
		N_("page map and open files of other users' processes"),
		N_("memory in files that have no name is not counted")) },
	{ ROW(RIGHT_TO_READ, "growth+record+export", RIGHTS_BIT(RIGHTS_CHECKPOINT_RESTORE),
		  N_("how far the files of shared memory grew (/proc/PID/map_files)"),
		  N_("all shared memory that a process touches counts as its own")),
		.for_all = true },
	{ ROW(RIGHT_TO_READ, "heap+overview", PTRACE | READ_FILES,
		  N_("heaps of other users' processes"),
		  N_("other users' heaps cannot be read, and RETAINED shows ?")),
		.refused = nobody_attaches },
	{ ROW(RIGHT_TO_READ, "heap+overview", PTRACE,
		  N_("heaps of your own processes where Yama guards them"),
		  N_("heaps cannot be read, and RETAINED shows ?")),
		.needed = own_memory_is_guarded, .refused = nobody_attaches },
	{ ROW(RIGHT_TO_READ, "overview", RIGHTS_BIT(CAP_SYSLOG),
		  N_("kills in the kernel's log (O, /dev/kmsg)"),
		  N_("it says that the log may not be read: give explain a saved one")),
		.for_all = true, .needed = log_is_restricted },
	{ ROW(RIGHT_TO_READ, "kernel", READ_FILES,
		  N_("slab caches and vmalloc by name (slabinfo, vmallocinfo)"),
		  N_("only their sums are shown")),
		.for_all = true },
	{ ROW(RIGHT_TO_READ, "shared", PTRACE | READ_FILES,
		N_("shared memory that other users' processes have open or map"),
		N_("only that of your own processes is found, and whether files are orphaned is not told")) },
	{ ROW(RIGHT_TO_READ, "shared", RIGHTS_BIT(RIGHTS_CHECKPOINT_RESTORE),
		  N_("the size of shared memory that is mapped, but not open: /proc/PID/map_files"),
		  N_("such objects have no size")),
		.for_all = true },
	{ ROW(RIGHT_TO_READ, "cache+shared", RIGHTS_BIT(RIGHTS_BPF) | RIGHTS_BIT(RIGHTS_PERFMON),
		  N_("the kernel's own lists of what is in memory (BPF)"),
		  N_("it says that the lists cannot be read")),
		.for_all = true },
	{ ROW(RIGHT_TO_READ_KERNEL, "cache+shared",
		  RIGHTS_BIT(CAP_SYS_RAWIO) | RIGHTS_BIT(CAP_SYSLOG),
		  N_("the kernel's lists of files by /proc/kcore, where BPF cannot be had"),
		  N_("only what processes have open, or map, is found")),
		.for_all = true },
	{ ROW(RIGHT_TO_READ_KERNEL, "cache", PTRACE | READ_FILES | RIGHTS_BIT(CAP_FOWNER),
		N_("what is cached of files that other users' processes have open, where neither serves"),
		N_("only what your own processes have open is listed")) },
	{ ROW(RIGHT_TO_READ, "cgroups", RIGHTS_BIT(RIGHTS_BPF) | RIGHTS_BIT(RIGHTS_PERFMON),
		  N_("what can be reclaimed of the kernel memory of version 1 (BPF)"),
		  N_("what cannot be given back is told by bounds there")),
		.for_all = true },
	{ ROW(RIGHT_TO_READ, "kernel", PTRACE,
		N_("pipes, sockets and buffers of other users' processes"),
		N_("they are missing, and stay unnamed")) },
	{ ROW(RIGHT_TO_COUNT_PAGES, "kernel",
		  RIGHTS_BIT(RIGHTS_BPF) | RIGHTS_BIT(RIGHTS_PERFMON) | RIGHTS_BIT(CAP_SYS_ADMIN),
		  N_("the census of pages (--census, key A): where RAM lies"),
		  N_("it says that the census cannot be taken")),
		.for_all = true },
	{ ROW(RIGHT_TO_READ, "explain+cache", READ_FILES, N_("files that only others may read"),
		N_("permission denied")) },
	{ ROW(RIGHT_TO_READ, "check+replay+diff", READ_FILES,
		N_("records that only others may read"), N_("permission denied")) },
	{ ROW(RIGHT_TO_HEAR, "record", RIGHTS_BIT(CAP_NET_ADMIN),
		  N_("exit codes and peaks of all processes that end (taskstats)"),
		  N_("ends of processes are not recorded, and record --status says so")),
		.for_all = true },
	{ ROW(RIGHT_TO_SIGNAL, "overview+growth", RIGHTS_BIT(CAP_KILL),
		N_("signals to other users' processes (F9)"), N_("permission denied")) },
	{ ROW(RIGHT_TO_ACT, "setup+probe+record", RIGHTS_BIT(CAP_DAC_OVERRIDE),
		N_("settings, reports and records saved where only others may write"),
		N_("permission denied")) },
	{ ROW(RIGHT_TO_ACT, "probe", RIGHTS_BIT(CAP_IPC_LOCK),
		  N_("keeping the probe's guards in memory"),
		  N_("a guard may act later where memory is swapped")),
		.needed = locking_is_limited },
	{ ROW(RIGHT_TO_ACT, "probe", RIGHTS_BIT(CAP_IPC_LOCK),
		  N_("keeping what the probe takes out of swap"),
		  N_("where there is swap, that memory may be swapped out, which stops the probe early")),
		.needed = balloon_is_limited },
	{ ROW(RIGHT_TO_ACT, "probe", 0, N_("cgroup: a cgroup of its own"),
		  N_("this way is refused")),
		.other = "write cgroup", .granted = makes_groups },
	{ ROW(RIGHT_TO_ACT, "probe", 0, N_("reclaim: asking one of its own cgroups (version 2)"),
		  N_("this way is refused")),
		.other = "write memory.reclaim", .granted = reclaims_group },
	{ ROW(RIGHT_TO_ACT, "probe", 0, N_("drop: /proc/sys/vm/drop_caches"),
		  N_("this way is refused")),
		.other = "user root", .granted = drops_caches },
};

const size_t right_row_count = COUNT_OF(right_rows);

static uint64_t lacking(const struct right_row *row, const struct rights *rights)
{
	if (row->for_all && !rights->whole_machine)
		return row->capabilities;
	return row->capabilities & ~rights->held;
}

enum right_state right_state(const struct right_row *row, const struct rights *rights)
{
	if (row->refused && row->refused(rights))
		return RIGHT_REFUSED;
	if (row->needed && !row->needed(rights))
		return RIGHT_NOT_NEEDED;
	if (lacking(row, rights) || (row->granted && !row->granted(rights)))
		return RIGHT_MISSING;
	return RIGHT_GRANTED;
}

static const struct {
	uint64_t bit;
	const char *name;
} names[] = {
	{ RIGHTS_BIT(CAP_DAC_OVERRIDE), "CAP_DAC_OVERRIDE" },
	{ READ_FILES, "CAP_DAC_READ_SEARCH" },
	{ RIGHTS_BIT(CAP_FOWNER), "CAP_FOWNER" },
	{ RIGHTS_BIT(CAP_KILL), "CAP_KILL" },
	{ RIGHTS_BIT(CAP_IPC_LOCK), "CAP_IPC_LOCK" },
	{ RIGHTS_BIT(CAP_NET_ADMIN), "CAP_NET_ADMIN" },
	{ RIGHTS_BIT(CAP_SYS_RAWIO), "CAP_SYS_RAWIO" },
	{ PTRACE, "CAP_SYS_PTRACE" },
	{ RIGHTS_BIT(CAP_SYSLOG), "CAP_SYSLOG" },
	{ RIGHTS_BIT(RIGHTS_PERFMON), "CAP_PERFMON" },
	{ RIGHTS_BIT(CAP_SYS_ADMIN), "CAP_SYS_ADMIN" },
	{ RIGHTS_BIT(RIGHTS_BPF), "CAP_BPF" },
	{ RIGHTS_BIT(RIGHTS_CHECKPOINT_RESTORE), "CAP_CHECKPOINT_RESTORE" },
};

static size_t join(char *out, size_t size, uint64_t capabilities, const char *other)
{
	size_t length = 0;

	*out = '\0';
	for (size_t i = 0; i < COUNT_OF(names) && length < size; i++)
		if (capabilities & names[i].bit)
			length += (size_t)snprintf(out + length, size - length, "%s%s",
				length ? "+" : "", names[i].name);
	if (other && length < size)
		length += (size_t)snprintf(out + length, size - length, "%s%s", length ? "+" : "",
			other);
	return length < size ? length : size - 1;
}

size_t right_needs(char *out, size_t size, const struct right_row *row)
{
	return join(out, size, row->capabilities, row->other);
}

size_t right_lacks(char *out, size_t size, const struct right_row *row, const struct rights *rights)
{
	return join(out, size, lacking(row, rights),
		row->granted && !row->granted(rights) ? row->other : NULL);
}

uint64_t right_capabilities(unsigned use)
{
	uint64_t capabilities = 0;

	for (size_t i = 0; i < right_row_count; i++)
		if (right_rows[i].use & use)
			capabilities |= right_rows[i].capabilities;
	return capabilities;
}
