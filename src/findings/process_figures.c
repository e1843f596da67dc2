/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the rules on a process look at and their sentences name. */
#include <math.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "derive/process/grown_name.h"
#include "derive/process/grown_part.h"
#include "derive/process/growth.h"
#include "derive/process/runtime.h"
#include "findings/figure.h"
#include "findings/process_rules.h"
#include "sample/row.h"

struct value process_room(const struct process_evidence *evidence, enum growth_limit *limit)
{
	const struct detail_summary *summary = &evidence->detail->summary;
	const struct growth_limits limits = { .available = evidence->available,
		.cgroup_limit = summary->cgroup_limit,
		.cgroup_usage = summary->cgroup_usage,
		.cgroup_file = summary->cgroup_file,
		.address_space_limit = summary->limit_address_space,
		.size = summary->size,
		.data_limit = summary->limit_data,
		.data = summary->data };

	return room_left(&limits, limit);
}

struct value process_seconds_to_limit(const struct process_evidence *evidence,
	enum growth_limit *limit)
{
	struct value room = process_room(evidence, limit);

	if (evidence->trend.trend != TREND_GROWING)
		return value_missing(VALUE_ABSENT);
	return growth_seconds_until(room, (int64_t)evidence->trend.bytes_per_minute,
		evidence->trend.doubling_seconds);
}

static bool readable(const struct process_evidence *evidence)
{
	return evidence->detail->smaps_status == STATUS_OK && evidence->detail->mapping_count > 0;
}

/* ---- sums over its mappings; absent where those could not be read ---- */

static uint64_t total(const struct process_evidence *evidence, enum mapping_figure figure)
{
	return detail_total(evidence->detail, figure);
}

static uint64_t shared_rss(const struct process_evidence *evidence)
{
	return evidence->detail->kinds[KIND_SHARED].figure[MAPPING_RSS];
}

/* Resident anonymous memory of a kind; what it gave up counts as anonymous until the kernel takes it. */
static uint64_t own_of(const struct process_evidence *evidence, int kind)
{
	const uint64_t *figure = evidence->detail->kinds[kind].figure;

	return figure[MAPPING_ANON] - min_u64(figure[MAPPING_LAZY_FREE], figure[MAPPING_ANON]);
}

static enum part part_with_most(const struct process_evidence *evidence)
{
	int largest = KIND_HEAP;

	for (int kind = 0; kind < KIND_COUNT; kind++)
		if (own_of(evidence, kind) > own_of(evidence, largest))
			largest = kind;
	return (enum part)largest;
}

/* Behind "in". */
static const char *const part_words[PART_COUNT] = {
	[KIND_HEAP] = N_("malloc's heap"),
	[KIND_ARENA] = N_("malloc's arenas of threads"),
	[KIND_ANONYMOUS] = N_("anonymous mappings"),
	[KIND_STACK] = N_("stacks"),
	[KIND_EXECUTABLE] = N_("data of the program"),
	[KIND_LIBRARY] = N_("data of libraries"),
	[KIND_FILE] = N_("changed pages of mapped files"),
	[KIND_SHARED] = N_("shared memory"),
	[KIND_HUGE] = N_("huge pages"),
	[KIND_VDSO] = N_("kernel pages"),
	[KIND_DEVICE] = N_("memory of devices"),
	[PART_GIVEN_UP] = N_("memory that it gave up already (MADV_FREE)"),
	[PART_PAGE_TABLES] = N_("page tables"),
	[PART_UNMAPPED_MEMFDS] = N_("memory files (memfd) that it does not map"),
	[PART_WRITTEN_TMPFS] = N_("files on tmpfs that it writes"),
};

/* Who manages the anonymous mappings, where a runtime does. */
static const char *const runtime_words[RUNTIME_COUNT] = {
	[RUNTIME_JAVA] = N_("memory that Java manages itself"),
	[RUNTIME_PYTHON] = N_("anonymous mappings: Python's arenas, or large blocks of malloc"),
	[RUNTIME_GO] = N_("Go's heap"),
	[RUNTIME_NODE] = N_("V8's heap"),
};

static const char *name_of_part(const struct process_detail *detail, enum part part)
{
	const char *words = runtime_words[runtime_of(detail)];

	return (enum detail_kind)part == KIND_ANONYMOUS && words ? words : part_words[part];
}

#define FIGURE_IF(name, known, expression)                                                         \
	FIGURE_VALUE(name, const struct process_evidence *evidence = facts->process, known,        \
		value_of((int64_t)(expression)))
#define SUM(name, expression) FIGURE_IF(name, readable(evidence), expression)

SUM(rss, total(evidence, MAPPING_RSS))
SUM(anonymous, total(evidence, MAPPING_ANON))
/* What it gave up already counts as anonymous until the kernel takes it. */
SUM(own_anonymous, total(evidence, MAPPING_ANON) - total(evidence, MAPPING_LAZY_FREE))
/* Resident pages of program, libraries and files: what can be dropped and read again. */
SUM(files, total(evidence, MAPPING_RSS) - total(evidence, MAPPING_ANON) - shared_rss(evidence))
SUM(shared, total(evidence, MAPPING_SHARED_CLEAN) + total(evidence, MAPPING_SHARED_DIRTY))
SUM(shared_memory, shared_rss(evidence))
SUM(uss, total(evidence, MAPPING_PRIVATE_CLEAN) + total(evidence, MAPPING_PRIVATE_DIRTY) +
		 total(evidence, MAPPING_PRIVATE_HUGETLB))

SUM(lazy_free, total(evidence, MAPPING_LAZY_FREE))

SUM(largest, own_of(evidence, (int)part_with_most(evidence)))

static const char *largest_kind(const struct facts *facts)
{
	return name_of_part(facts->process->detail, part_with_most(facts->process));
}

/* ---- what grew since it was first looked at, by kind ---- */

static struct grown_part grown_of(const struct process_evidence *evidence)
{
	return grown_part_find(evidence->detail, evidence->earlier);
}

#define SINCE(name, expression) FIGURE_IF(name, evidence->earlier &&readable(evidence), expression)
SINCE(grown, grown_of(evidence).bytes)
SINCE(grown_in_all, grown_of(evidence).all)

static const char *grown_kind(const struct facts *facts)
{
	const struct process_evidence *evidence = facts->process;

	return evidence->earlier ? name_of_part(evidence->detail, grown_of(evidence).part) : NULL;
}

/* The name that it grew under, if it has one: "[anon:cache]". */
static const char *grown_under(const struct facts *facts)
{
	const struct process_evidence *evidence = facts->process;
	enum part part;

	if (!evidence->earlier || !readable(evidence))
		return NULL;
	part = grown_of(evidence).part;
	if ((enum detail_kind)part == KIND_HEAP || part >= (enum part)KIND_COUNT)
		return NULL;
	return grown_name(evidence->detail, evidence->earlier, (enum detail_kind)part);
}

/* What there is more of than when it was first looked at; absent where it is not more. */
static struct value more_than(struct value now, struct value before)
{
	struct value more = value_subtract(now, before);

	return value_known(more) && more.n <= 0 ? value_missing(VALUE_ABSENT) : more;
}

#define MORE(name, now, before)                                                                    \
	static struct value name(const struct facts *facts)                                        \
	{                                                                                          \
		const struct process_detail *detail = facts->process->detail;                      \
		const struct process_detail *earlier = facts->process->earlier;                    \
                                                                                                   \
		return earlier ? more_than(now, before) : value_missing(VALUE_ABSENT);             \
	}
MORE(more_threads, detail->summary.threads, earlier->summary.threads)
MORE(more_page_tables, detail->summary.page_tables, earlier->summary.page_tables)
MORE(more_mappings, value_of((int64_t)detail->mapping_count),
	value_of((int64_t)earlier->mapping_count))

static struct value looked_for(const struct facts *facts)
{
	const struct process_evidence *evidence = facts->process;

	if (!evidence->earlier)
		return value_missing(VALUE_ABSENT);
	return value_of(
		(int64_t)((evidence->detail->monotonic_ns - evidence->earlier->monotonic_ns) /
			  1000000000));
}

/* ---- how it grows ---- */

static double absolute(double number)
{
	return number < 0 ? -number : number;
}

#define OF_TREND(name, expression)                                                                 \
	FIGURE_IF(name, evidence->trend.trend != TREND_TOO_SHORT, expression)
OF_TREND(pace, evidence->trend.bytes_per_minute)
OF_TREND(fall, absolute(evidence->trend.bytes_per_minute))
OF_TREND(moved, absolute(evidence->trend.moved_bytes))
FIGURE_IF(window, true, evidence->trend.window_seconds)
OF_TREND(still, evidence->trend.still_seconds)
FIGURE_IF(pace_for, evidence->trend.pace_seconds > 0, evidence->trend.pace_seconds)
FIGURE_IF(doubling, evidence->trend.doubling_seconds > 0, evidence->trend.doubling_seconds)
/* Of a step or a plateau, where it took longer than a step does. */
#define GREW(evidence)                                                                             \
	((evidence)->trend.grown_seconds > 0 && (evidence)->trend.grown_bytes_per_minute > 0)
FIGURE_IF(grown_pace, GREW(evidence), evidence->trend.grown_bytes_per_minute)
FIGURE_IF(grown_for, GREW(evidence), evidence->trend.grown_seconds)
FIGURE_IF(bound, isfinite(evidence->trend.bound_bytes_per_minute),
	60 * evidence->trend.bound_bytes_per_minute)
FIGURE_IF(rare, isfinite(evidence->trend.bound_bytes_per_minute), evidence->trend.rare_step_seconds)

static struct value seconds_left(const struct facts *facts)
{
	enum growth_limit limit;

	return process_seconds_to_limit(facts->process, &limit);
}

static const char *nearest_limit(const struct facts *facts)
{
	static const char *const names[] = {
		[LIMIT_NONE] = N_("no limit"),
		[LIMIT_AVAILABLE] = N_("the end of the machine's available memory"),
		[LIMIT_CGROUP] = N_("its cgroup's limit"),
		[LIMIT_ADDRESS_SPACE] = N_("its limit on address space"),
		[LIMIT_DATA] = N_("its limit on data"),
	};
	enum growth_limit limit;

	process_room(facts->process, &limit);
	return names[limit];
}

/* ---- its summary ---- */

#define SUMMARY(name, member)                                                                      \
	static struct value name(const struct facts *facts)                                        \
	{                                                                                          \
		return facts->process->detail->summary.member;                                     \
	}
SUMMARY(size, size)
SUMMARY(resident, rss)
SUMMARY(address_limit, limit_address_space)
SUMMARY(swap, swap)
SUMMARY(locked, locked)
SUMMARY(page_tables, page_tables)
SUMMARY(threads, threads)
SUMMARY(deleted, deleted_files)
SUMMARY(deleted_bytes, deleted_bytes)
SUMMARY(deleted_mapped, deleted_mapped)
SUMMARY(unmapped_memfds, unmapped_memfds)
SUMMARY(cgroup_usage, cgroup_usage)
SUMMARY(cgroup_limit, cgroup_limit)
SUMMARY(anonymous_of_status, anonymous)
SUMMARY(co_mappers, co_mappers)

static struct value mappings(const struct facts *facts)
{
	return value_of((int64_t)facts->process->detail->mapping_count);
}

static struct value pid(const struct facts *facts)
{
	return value_of(facts->process->detail->pid);
}

static struct value parent(const struct facts *facts)
{
	return value_of(facts->process->detail->ppid);
}

static const char *string_or_null(const struct process_detail *detail, uint32_t offset)
{
	return offset ? detail_string(detail, offset) : NULL;
}

static const char *user(const struct facts *facts)
{
	return string_or_null(facts->process->detail, facts->process->detail->user);
}

static const char *asked_mount(const struct facts *facts)
{
	return string_or_null(facts->process->detail, facts->process->detail->asked_mount);
}

static const char *shared_name(const struct facts *facts)
{
	return string_or_null(facts->process->detail, facts->process->detail->shared_name);
}

const struct rule_figure process_figures[] = {
	FIGURE(BYTES, rss, "smaps: Rss"),
	FIGURE(BYTES, anonymous, "smaps: Anonymous", .whole = "rss"),
	FIGURE(BYTES, files, "smaps: Rss - Anonymous", .whole = "rss"),
	FIGURE(BYTES, shared, "smaps: Shared_Clean + Shared_Dirty", .whole = "rss"),
	FIGURE(BYTES, shared_memory, N_("smaps: Rss of shared memory"), .whole = "rss"),
	FIGURE(BYTES, uss, "smaps: Private_Clean + Private_Dirty + Private_Hugetlb",
		.whole = "rss"),
	FIGURE(BYTES, own_anonymous, "smaps: Anonymous - LazyFree", .whole = "rss"),
	FIGURE(BYTES, lazy_free, "smaps: LazyFree", .whole = "rss"),
	FIGURE(BYTES, largest, "smaps: Anonymous - LazyFree", .whole = "own_anonymous"),
	FIGURE_WORDS(largest_kind, largest_kind, "smaps: Anonymous - LazyFree"),
	FIGURE(BYTES, grown, N_("smaps, now and before"), .whole = "grown_in_all"),
	FIGURE(BYTES, grown_in_all, N_("smaps, now and before")),
	FIGURE_WORDS(grown_kind, grown_kind, N_("smaps, now and before")),
	FIGURE_TEXT(grown_name, grown_under, N_("smaps, now and before")),
	FIGURE(NONE, threads, "status: Threads"),
	FIGURE(COUNT, more_threads, N_("status, now and before: Threads"), .whole = "threads"),
	FIGURE(NONE, mappings, "maps"),
	FIGURE(COUNT, more_mappings, N_("maps, now and before"), .whole = "mappings"),
	FIGURE(BYTES, more_page_tables, N_("status, now and before: VmPTE"),
		.whole = "page_tables"),
	FIGURE(DURATION, looked_for, N_("maps, now and before")),
	FIGURE(BYTES, pace, N_("its own memory, watched"), .key = "growth_bytes_per_minute"),
	FIGURE(BYTES, fall, N_("its own memory, watched"), .key = "shrinking_bytes_per_minute"),
	FIGURE(BYTES, moved, N_("its own memory, watched")),
	FIGURE(DURATION, window, N_("its own memory, watched")),
	FIGURE(DURATION, still, N_("its own memory, watched")),
	FIGURE(DURATION, pace_for, N_("its own memory, watched")),
	FIGURE(DURATION, doubling, N_("its own memory, watched")),
	FIGURE(BYTES, grown_pace, N_("its own memory, watched"), .key = "grown_bytes_per_minute"),
	FIGURE(DURATION, grown_for, N_("its own memory, watched")),
	FIGURE(BYTES, bound, N_("its own memory, watched: window, noise and smallest step"),
		.key = "growth_bound_bytes_per_hour"),
	FIGURE(DURATION, rare, N_("its own memory, watched")),
	FIGURE_BY(ESTIMATE, time, seconds_left, N_("its pace and the nearest limit"),
		.key = "seconds_to_limit"),
	FIGURE_WORDS(limit_name, nearest_limit, N_("MemAvailable, cgroup, limits")),
	FIGURE(BYTES, size, "status: VmSize", .whole = "address_limit"),
	FIGURE(BYTES, resident, "status: VmRSS", .key = "rss_bytes"),
	FIGURE(BYTES, address_limit, "limits: Max address space"),
	FIGURE(BYTES, swap, "status: VmSwap", .whole = "anonymous_of_status"),
	FIGURE(BYTES, anonymous_of_status, "status: RssAnon"),
	FIGURE(BYTES, locked, "status: VmLck", .whole = "resident"),
	FIGURE(BYTES, page_tables, "status: VmPTE", .whole = "resident"),
	FIGURE(NONE, deleted, "fd"),
	FIGURE(BYTES, deleted_bytes, "fd"),
	FIGURE(BYTES, deleted_mapped, "fd, maps", .whole = "deleted_bytes"),
	FIGURE(BYTES, unmapped_memfds, N_("fd, maps: memfd")),
	FIGURE(BYTES, cgroup_usage, "memory.current", .whole = "cgroup_limit"),
	FIGURE(BYTES, cgroup_limit, "memory.max"),
	FIGURE(NONE, co_mappers, N_("maps of other processes")),
	FIGURE_TEXT(shared_name, shared_name, "smaps"),
	FIGURE(NONE, pid, "status: Pid"),
	FIGURE(NONE, parent, "status: PPid"),
	FIGURE_TEXT(user, user, "status: Uid"),
	FIGURE_TEXT(mount, asked_mount, "mountinfo, fd"),
	{ .name = NULL },
};
