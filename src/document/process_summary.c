/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "document/process_summary.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "sample/row.h"

/* ---- where figures come from ---- */

struct value summary_rollup_missing(const struct process_detail *detail)
{
	if (detail->kernel_thread || detail->process_state == 'Z')
		return value_missing(VALUE_ABSENT);
	return value_missing(value_state_of(detail->rollup_status));
}

static struct value plain(const struct process_detail *detail, const struct summary_row *row)
{
	struct value value;

	memcpy(&value, (const char *)detail + row->at, sizeof(value));
	return value;
}

static struct value of_rollup(const struct process_detail *detail, const struct summary_row *row)
{
	return detail->rollup_status == STATUS_OK ? plain(detail, row)
						  : summary_rollup_missing(detail);
}

static struct value resident(const struct process_detail *detail, const struct summary_row *row)
{
	return detail->rollup_status == STATUS_OK ? plain(detail, row) : detail->summary.rss;
}

/* ---- words ---- */

static void say(char out[static SUMMARY_TEXT], const char *word)
{
	snprintf(out, SUMMARY_TEXT, "%s", word);
}

/* The placeholder of a figure that is not known; false if it is known. */
static bool say_unknown(char out[static SUMMARY_TEXT], struct value value)
{
	if (value_known(value))
		return false;
	say(out, units_placeholder(value.state));
	return true;
}

static void say_huge_mode(char out[static SUMMARY_TEXT], const struct process_detail *detail)
{
	const char *mode = detail_string(detail, detail->huge_mode);

	if (say_unknown(out, detail->summary.thp_enabled))
		return;
	if (detail->summary.thp_enabled.n == 0)
		say(out, _("switched off by prctl"));
	else if (*mode)
		snprintf(out, SUMMARY_TEXT, _("allowed; the machine says %s"), mode);
	else
		say(out, _("allowed"));
}

static void say_merging(char out[static SUMMARY_TEXT], const struct process_detail *detail)
{
	if (!say_unknown(out, detail->summary.ksm_any))
		say(out, detail->summary.ksm_any.n ? _("all of it may be merged")
						   : _("only what it marks itself"));
}

static void say_co_mappers(char out[static SUMMARY_TEXT], const struct process_detail *detail)
{
	struct value value = detail->summary.co_mappers;

	if (!say_unknown(out, value))
		snprintf(out, SUMMARY_TEXT, "%" PRId64 "%s", value.n,
			detail->summary.co_mappers_at_least ? "+" : "");
}

static void say_cgroup(char out[static SUMMARY_TEXT], const struct process_detail *detail)
{
	say(out, detail_string(detail, detail->cgroup));
}

static void say_nodes(char out[static SUMMARY_TEXT], const struct process_detail *detail)
{
	size_t length = 0;

	*out = '\0';
	for (unsigned node = 0;
		detail->numa_nodes > 1 && node < detail->numa_nodes && node < DETAIL_NODES;
		node++) {
		char figure[UNITS_SIZE];

		units_value(figure, detail->node_bytes[node], UNIT_BYTES, SCALE_AUTO);
		length += (size_t)snprintf(out + length, SUMMARY_TEXT - length, "%sN%u %s",
			node ? "  " : "", node, figure);
	}
}

/* ---- the table ---- */

#define ROW(key, title, explanation, unit, ...)                                                    \
	{                                                                                          \
		{ key, title, explanation, unit }, __VA_ARGS__                                     \
	}
#define PLAIN(member)  .value = plain, .at = offsetof(struct process_detail, summary.member)
#define ROLLUP(member) .value = of_rollup, .at = offsetof(struct process_detail, rollup.member)
#define UNLIMITED      .absent = N_("none")

const struct summary_row summary_rows[] = {
	/* What a small screen shows. */
	ROW("rss_bytes", N_("resident"),
		N_("Its pages that are in memory now (RSS): anonymous + file + shared memory. From Rss of "
		   "smaps_rollup; without permission VmRSS of status, whose counters lag a little."),
		UNIT_BYTES, .value = resident, .at = offsetof(struct process_detail, rollup.rss)),
	ROW("pss_bytes", N_("PSS"),
		N_("Each resident page divided by the number of processes that map it: over all "
		   "processes it adds up to what they take together. Pss of smaps_rollup "
		   "(smaps_account() in fs/proc/task_mmu.c); of a process of 10,000 mappings or 1 GiB "
		   "the sum of Pss of smaps, where that is less by 0.1% at most."),
		UNIT_BYTES, ROLLUP(pss)),
	ROW("uss_bytes", N_("USS"),
		N_("What would be free at once if it ended: Private_Clean + Private_Dirty + "
		   "Private_Hugetlb of smaps_rollup, pages that no other process maps."),
		UNIT_BYTES, ROLLUP(uss)),
	ROW("anonymous_bytes", N_("anonymous"),
		N_("Resident memory of no file: heap, stacks, private data. Only the process itself or "
		   "swap can give it back. RssAnon of status (MM_ANONPAGES)."),
		UNIT_BYTES, PLAIN(anonymous)),
	ROW("file_bytes", N_("file"),
		N_("Resident pages of mapped files, program and libraries: page cache that can be read "
		   "again. RssFile of status (MM_FILEPAGES)."),
		UNIT_BYTES, PLAIN(file)),
	ROW("shared_bytes", N_("shared memory"),
		N_("Resident pages of memfd, System V, POSIX and shared anonymous memory, and of tmpfs. "
		   "RssShmem of status (MM_SHMEMPAGES)."),
		UNIT_BYTES, PLAIN(shared)),
	ROW("swap_bytes", N_("swap"),
		N_("Its anonymous pages that are in swap; swapped shared memory is not among them. VmSwap "
		   "of status (MM_SWAPENTS)."),
		UNIT_BYTES, PLAIN(swap)),
	ROW("swap_pss_bytes", N_("swap PSS"),
		N_("What it has in swap, each page divided by its users. SwapPss of smaps_rollup; of a "
		   "process of 10,000 mappings or 1 GiB the sum of SwapPss of smaps, where that is less "
		   "by 0.1% at most."),
		UNIT_BYTES, ROLLUP(swap_pss)),
	ROW("page_table_bytes", N_("page tables"),
		N_("Kernel memory that translates its addresses; not in RSS. VmPTE of status "
		   "(mm_pgtables_bytes())."),
		UNIT_BYTES, PLAIN(page_tables)),
	ROW("peak_rss_bytes", N_("peak resident"),
		N_("The most that was ever resident. VmHWM of status (hiwater_rss)."), UNIT_BYTES,
		PLAIN(peak_rss)),
	ROW("cgroup_usage_bytes", N_("cgroup use"),
		N_("What its cgroup uses, or the one above it whose limit is tightest: all processes "
		   "in it, cache and kernel memory together. memory.current, or memory.usage_in_bytes of "
		   "version 1."),
		UNIT_BYTES, PLAIN(cgroup_usage)),
	ROW("cgroup_limit_bytes", N_("cgroup limit"),
		N_("The tightest memory limit of its cgroup and those above it: there the kernel reclaims, "
		   "then kills. memory.max, or memory.limit_in_bytes of version 1."),
		UNIT_BYTES, PLAIN(cgroup_limit), UNLIMITED),
	ROW("threads", N_("threads"),
		N_("Its threads. Each has a stack and may have a malloc arena. num_threads of stat."),
		UNIT_COUNT, PLAIN(threads)),
	ROW("oom_score", N_("OOM score"),
		N_("How likely the kernel is to kill it when memory runs out, up to 2000: its share of RSS "
		   "+ swap + page tables in all memory and swap, and the adjustment (oom_badness() in "
		   "mm/oom_kill.c). Since 5.9 a small process has 666. From oom_score."),
		UNIT_COUNT, PLAIN(oom_score)),
	ROW("oom_score_adj", N_("OOM adjustment"),
		N_("What is added to the OOM score in thousandths of all memory: -1000 is never killed, "
		   "1000 is first. From oom_score_adj."),
		UNIT_COUNT, PLAIN(oom_adjust)),
	ROW("co_mappers", N_("co-mappers"),
		N_("Other processes that map the files or shared memory that hold most of what it shares, "
		   "or have that memory from the same fork. 12+: not all could be looked at. By device "
		   "and inode, or address, in their maps."),
		UNIT_COUNT, PLAIN(co_mappers), .words = say_co_mappers),
	/* What cannot move, and large pages. */
	ROW("locked_bytes", N_("locked"),
		N_("Mapped with mlock: never swapped, never dropped. VmLck of status (locked_vm), counted "
		   "by mapping, resident or not."),
		UNIT_BYTES, PLAIN(locked)),
	ROW("pinned_bytes", N_("pinned"),
		N_("Pages that a device or io_uring works on: they cannot even be moved. VmPin of status "
		   "(pinned_vm)."),
		UNIT_BYTES, PLAIN(pinned)),
	ROW("anonymous_huge_bytes", N_("huge anonymous"),
		N_("The part of its anonymous memory in transparent huge pages. AnonHugePages of "
		   "smaps_rollup."),
		UNIT_BYTES, ROLLUP(anonymous_huge)),
	ROW("shmem_huge_bytes", N_("huge shared"),
		N_("The part of its shared memory that huge pages map. ShmemPmdMapped of smaps_rollup."),
		UNIT_BYTES, ROLLUP(shmem_huge)),
	ROW("file_huge_bytes", N_("huge file"),
		N_("The part of its mapped files that huge pages map. FilePmdMapped of smaps_rollup."),
		UNIT_BYTES, ROLLUP(file_huge)),
	ROW("hugetlb_bytes", N_("hugetlb"),
		N_("Pages of the pool of huge pages: neither RSS nor PSS contains them; USS has the private "
		   "ones. HugetlbPages of status (hugetlb_usage)."),
		UNIT_BYTES, PLAIN(hugetlb)),
	ROW("thp_enabled", N_("huge pages"),
		N_("Whether the kernel may give it transparent huge pages. THP_enabled of status "
		   "(PR_SET_THP_DISABLE), and /sys/kernel/mm/transparent_hugepage/enabled: always, "
		   "madvise (only where it asks), never."),
		UNIT_TEXT, PLAIN(thp_enabled), .words = say_huge_mode),
	ROW("ksm_merge_any", N_("KSM"),
		N_("Whether the kernel may merge equal pages all over it (PR_SET_MEMORY_MERGE), or only "
		   "where it asked with MADV_MERGEABLE. ksm_merge_any of ksm_stat."),
		UNIT_TEXT, PLAIN(ksm_any), .words = say_merging),
	ROW("ksm_merging_pages", N_("merged pages"),
		N_("Its pages that share a frame with equal ones. ksm_merging_pages of ksm_stat."),
		UNIT_COUNT, PLAIN(ksm_pages)),
	ROW("ksm_bytes", N_("merged memory"),
		N_("Its memory that lies in merged pages. KSM of smaps_rollup (6.8 and later)."),
		UNIT_BYTES, ROLLUP(ksm)),
	ROW("lazy_free_bytes", N_("lazily freed"),
		N_("Freed with MADV_FREE: resident until the kernel needs the memory. LazyFree "
		   "of smaps_rollup."),
		UNIT_BYTES, ROLLUP(lazy_free)),
	/* Open files, address space, faults, limits. */
	ROW("deleted_open_files", N_("deleted, open"),
		N_("Deleted files that it holds open: closing them frees the space. Counted in /proc/PID/fd (st_nlink = 0)."),
		UNIT_COUNT, PLAIN(deleted_files)),
	ROW("deleted_open_bytes", N_("deleted size"),
		N_("What its deleted but open files hold, on disk or in tmpfs: st_blocks * 512."),
		UNIT_BYTES, PLAIN(deleted_bytes)),
	ROW("deleted_mapped_bytes", N_("deleted, mapped"),
		N_("The part of that in files that it maps, too: truncating such a file kills "
		   "any process that touches its pages (SIGBUS)."),
		UNIT_BYTES, PLAIN(deleted_mapped)),
	ROW("unmapped_memfd_bytes", N_("held memfds"),
		N_("Memory files (memfd) that it has open and does not map: memory that no RSS "
		   "shows, and that is free again once every process has closed them. "
		   "st_blocks * 512."),
		UNIT_BYTES, PLAIN(unmapped_memfds)),
	ROW("written_tmpfs_bytes", N_("written tmpfs"),
		N_("Files on tmpfs that it has open for writing and does not map: memory that stays "
		   "until the files are deleted. st_blocks * 512."),
		UNIT_BYTES, PLAIN(written_tmpfs)),
	ROW("virtual_bytes", N_("virtual"),
		N_("Its address space, touched or not: it costs next to nothing. VmSize of status "
		   "(total_vm)."),
		UNIT_BYTES, PLAIN(size)),
	ROW("peak_virtual_bytes", N_("peak virtual"),
		N_("The most address space that it ever had. VmPeak of status (hiwater_vm)."),
		UNIT_BYTES, PLAIN(peak_size)),
	ROW("data_bytes", N_("data"),
		N_("Private writable address space, touched or not: what the data limit counts. VmData of "
		   "status (data_vm)."),
		UNIT_BYTES, PLAIN(data)),
	ROW("stack_bytes", N_("stack"),
		N_("Address space of the main thread's stack. VmStk of status (stack_vm)."),
		UNIT_BYTES, PLAIN(stack)),
	ROW("minor_faults", N_("minor faults"),
		N_("Page faults since it started that were answered from memory. minflt of "
		   "stat."),
		UNIT_COUNT, PLAIN(minor_faults)),
	ROW("major_faults", N_("major faults"),
		N_("Page faults since it started that had to wait for a disk: file pages read "
		   "again, swap. majflt of stat."),
		UNIT_COUNT, PLAIN(major_faults)),
	ROW("address_space_limit_bytes", N_("address limit"),
		N_("The address space that it may have; beyond it mmap and malloc fail. Max address space "
		   "of limits (RLIMIT_AS, soft)."),
		UNIT_BYTES, PLAIN(limit_address_space), UNLIMITED),
	ROW("data_limit_bytes", N_("data limit"),
		N_("The private writable address space that it may have. Max data size of limits "
		   "(RLIMIT_DATA, soft)."),
		UNIT_BYTES, PLAIN(limit_data), UNLIMITED),
	ROW("stack_limit_bytes", N_("stack limit"),
		N_("How far the main thread's stack may grow; glibc gives other threads as much. Max stack "
		   "size of limits (RLIMIT_STACK, soft)."),
		UNIT_BYTES, PLAIN(limit_stack), UNLIMITED),
	ROW("locked_limit_bytes", N_("locked limit"),
		N_("How much it may lock. Max locked memory of limits (RLIMIT_MEMLOCK, soft)."),
		UNIT_BYTES, PLAIN(limit_locked), UNLIMITED),
	ROW("resident_limit_bytes", N_("resident limit"),
		N_("Linux has not looked at it since 2.4.30. Max resident set of limits (RLIMIT_RSS, soft)."),
		UNIT_BYTES, PLAIN(limit_resident), UNLIMITED),
	ROW("cgroup_file_bytes", N_("cgroup cache"),
		N_("File cache within what the cgroup uses: it is freed before the limit "
		   "kills. active_file + inactive_file of memory.stat."),
		UNIT_BYTES, PLAIN(cgroup_file)),
	ROW(NULL, N_("cgroup"),
		N_("Its memory cgroup, below the root of the hierarchy. From cgroup."), UNIT_TEXT,
		.words = say_cgroup),
	ROW(NULL, N_("NUMA nodes"),
		N_("What it has on each node of the machine; memory of another node is slower to reach. "
		   "Sums of numa_maps."),
		UNIT_TEXT, .words = say_nodes),
	{ .at = 0 },
};

size_t summary_count(void)
{
	return COUNT_OF(summary_rows) - 1;
}

struct value summary_value(const struct summary_row *row, const struct process_detail *detail)
{
	return row->value ? row->value(detail, row) : value_missing(VALUE_ABSENT);
}

bool summary_is_told(const struct summary_row *row, const struct process_detail *detail)
{
	char words[SUMMARY_TEXT];

	if (row->value)
		return row->absent || summary_value(row, detail).state != VALUE_ABSENT;
	row->words(words, detail);
	return *words != '\0';
}

void summary_print(char out[static SUMMARY_TEXT], const struct summary_row *row,
	const struct process_detail *detail, enum scale scale)
{
	struct value value = summary_value(row, detail);
	char figure[UNITS_SIZE];

	if (row->words) {
		row->words(out, detail);
	} else if (row->absent && value.state == VALUE_ABSENT) {
		say(out, _(row->absent));
	} else {
		units_value(figure, value, row->label.unit, scale);
		say(out, figure);
	}
}
