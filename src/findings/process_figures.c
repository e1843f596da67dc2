/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the rules on a process look at and their sentences name. */
#include <math.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "derive/process/grown_name.h"
#include "findings/process_rules.h"
#include "sample/row.h"

static struct value room_below(struct value limit, struct value used)
{
	if (!value_known(limit))
		return limit;
	return value_subtract(limit, used);
}

struct value process_room(const struct process_evidence *evidence, enum growth_limit *limit)
{
	const struct detail_summary *summary = &evidence->detail->summary;
	const struct value rooms[] = {
		[LIMIT_NONE] = value_missing(VALUE_ABSENT),
		[LIMIT_AVAILABLE] = evidence->available,
		[LIMIT_CGROUP] = room_below(summary->cgroup_limit,
			value_subtract(summary->cgroup_usage,
				value_of(value_or(summary->cgroup_file, 0)))),
		[LIMIT_ADDRESS_SPACE] = room_below(summary->limit_address_space, summary->size),
		[LIMIT_DATA] = room_below(summary->limit_data, summary->data),
	};
	struct value least = value_missing(VALUE_ABSENT);

	*limit = LIMIT_NONE;
	for (size_t i = 0; i < COUNT_OF(rooms); i++) {
		if (!value_known(rooms[i]) || (value_known(least) && rooms[i].n >= least.n))
			continue;
		least = rooms[i];
		*limit = (enum growth_limit)i;
	}
	return least;
}

struct value process_seconds_to_limit(const struct process_evidence *evidence,
	enum growth_limit *limit)
{
	struct value room = process_room(evidence, limit);
	double pace = evidence->trend.bytes_per_minute / 60;

	if (evidence->trend.trend != TREND_GROWING || pace <= 0 || !value_known(room))
		return value_missing(VALUE_ABSENT);
	return value_of((uint64_t)((double)room.n / pace));
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

/* The kind with most memory of no file. */
static enum kind kind_with_most(const struct process_evidence *evidence)
{
	enum kind largest = KIND_ANONYMOUS;

	for (int kind = 0; kind < KIND_COUNT; kind++)
		if (evidence->detail->kinds[kind].figure[MAPPING_PRIVATE_DIRTY] >
			evidence->detail->kinds[largest].figure[MAPPING_PRIVATE_DIRTY])
			largest = (enum kind)kind;
	return largest;
}

static uint64_t own_bytes(const struct kind_sum *sum)
{
	return sum->figure[MAPPING_ANON] + sum->figure[MAPPING_SWAP];
}

static uint64_t kind_growth(const struct process_evidence *evidence, enum kind kind)
{
	uint64_t now = own_bytes(&evidence->detail->kinds[kind]);
	uint64_t before = own_bytes(&evidence->earlier->kinds[kind]);

	if (kind == KIND_SHARED) {
		now = evidence->detail->kinds[kind].figure[MAPPING_RSS];
		before = evidence->earlier->kinds[kind].figure[MAPPING_RSS];
	}
	return now > before ? now - before : 0;
}

static enum kind grown_kind_of(const struct process_evidence *evidence, uint64_t *grown,
	uint64_t *all)
{
	enum kind most = KIND_HEAP;

	*all = 0;
	for (int kind = 0; kind < KIND_COUNT; kind++) {
		uint64_t growth = kind_growth(evidence, (enum kind)kind);

		*all += growth;
		if (growth > kind_growth(evidence, most))
			most = (enum kind)kind;
	}
	*grown = kind_growth(evidence, most);
	return most;
}

#define FIGURE_IF(name, known, expression)                                                         \
	static struct value name(const struct facts *facts)                                        \
	{                                                                                          \
		const struct process_evidence *evidence = facts->process;                          \
                                                                                                   \
		return (known) ? value_of((int64_t)(expression)) : value_missing(VALUE_ABSENT);    \
	}
#define SUM(name, expression) FIGURE_IF(name, readable(evidence), expression)

SUM(rss, total(evidence, MAPPING_RSS))
SUM(anonymous, total(evidence, MAPPING_ANON))
/* Resident pages of program, libraries and files: what can be dropped and read again. */
SUM(files, total(evidence, MAPPING_RSS) - total(evidence, MAPPING_ANON) - shared_rss(evidence))
SUM(shared, total(evidence, MAPPING_SHARED_CLEAN) + total(evidence, MAPPING_SHARED_DIRTY))
SUM(shared_memory, shared_rss(evidence))
SUM(uss, total(evidence, MAPPING_PRIVATE_CLEAN) + total(evidence, MAPPING_PRIVATE_DIRTY) +
		 total(evidence, MAPPING_PRIVATE_HUGETLB))

static const char *largest_kind(const struct facts *facts)
{
	return kind_rows[kind_with_most(facts->process)].title;
}

/* ---- what grew since it was first looked at, by kind ---- */

static uint64_t grown_bytes(const struct process_evidence *evidence, bool everything)
{
	uint64_t most, all;

	grown_kind_of(evidence, &most, &all);
	return everything ? all : most;
}

#define GROWN(name, everything)                                                                    \
	FIGURE_IF(name, evidence->earlier &&readable(evidence), grown_bytes(evidence, everything))
GROWN(grown, false)
GROWN(grown_in_all, true)

static const char *grown_kind(const struct facts *facts)
{
	uint64_t most, all;

	if (!facts->process->earlier)
		return NULL;
	return kind_rows[grown_kind_of(facts->process, &most, &all)].title;
}

/* The name that it grew under, if it has one: "[anon:cache]". */
static const char *grown_under(const struct facts *facts)
{
	const struct process_evidence *evidence = facts->process;
	uint64_t most, all;
	enum kind kind;

	if (!evidence->earlier || !readable(evidence))
		return NULL;
	kind = grown_kind_of(evidence, &most, &all);
	return kind == KIND_HEAP ? NULL : grown_name(evidence->detail, evidence->earlier, kind);
}

/* ---- how it grows ---- */

static double absolute(double number)
{
	return number < 0 ? -number : number;
}

#define OF_TREND(name, expression)                                                                 \
	FIGURE_IF(name, evidence->trend.trend != TREND_TOO_SHORT, expression)
OF_TREND(pace, absolute(evidence->trend.bytes_per_minute))
OF_TREND(moved, absolute(evidence->trend.moved_bytes))
OF_TREND(window, evidence->trend.window_seconds)
OF_TREND(still, evidence->trend.still_seconds)
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
SUMMARY(deleted, deleted_files)
SUMMARY(deleted_bytes, deleted_bytes)
SUMMARY(unmapped_memfds, unmapped_memfds)
SUMMARY(cgroup_usage, cgroup_usage)
SUMMARY(cgroup_limit, cgroup_limit)
SUMMARY(anonymous_of_status, anonymous)
SUMMARY(co_mappers, co_mappers)

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

static const char *shared_name(const struct facts *facts)
{
	return string_or_null(facts->process->detail, facts->process->detail->shared_name);
}

#define BYTES_OF(name, whole, source)                                                              \
	{                                                                                          \
#name, source, UNIT_BYTES, whole, name, NULL, NULL                                 \
	}
#define SECONDS_OF(name, get, source)                                                              \
	{                                                                                          \
#name, source, UNIT_DURATION, NULL, get, NULL, NULL                                \
	}
#define NUMBER_OF(name, source)                                                                    \
	{                                                                                          \
#name, source, UNIT_NONE, NULL, name, NULL, NULL                                   \
	}
#define TEXT_OF(name, get, source)                                                                 \
	{                                                                                          \
#name, source, UNIT_TEXT, NULL, NULL, get, NULL                                    \
	}
#define WORDS_OF(name, get, source)                                                                \
	{                                                                                          \
#name, source, UNIT_TEXT, NULL, NULL, NULL, get                                    \
	}

const struct rule_figure process_figures[] = {
	BYTES_OF(rss, NULL, "smaps: Rss"),
	BYTES_OF(anonymous, "rss", "smaps: Anonymous"),
	BYTES_OF(files, "rss", "smaps: Rss - Anonymous"),
	BYTES_OF(shared, "rss", "smaps: Shared_Clean + Shared_Dirty"),
	BYTES_OF(shared_memory, "rss", N_("smaps: Rss of shared memory")),
	BYTES_OF(uss, "rss", "smaps: Private_Clean + Private_Dirty + Private_Hugetlb"),
	WORDS_OF(largest_kind, largest_kind, "smaps: Private_Dirty"),
	BYTES_OF(grown, "grown_in_all", N_("smaps, now and before")),
	BYTES_OF(grown_in_all, NULL, N_("smaps, now and before")),
	WORDS_OF(grown_kind, grown_kind, N_("smaps, now and before")),
	TEXT_OF(grown_name, grown_under, N_("smaps, now and before")),
	BYTES_OF(pace, NULL, N_("its own memory, watched")),
	BYTES_OF(moved, NULL, N_("its own memory, watched")),
	SECONDS_OF(window, window, N_("its own memory, watched")),
	SECONDS_OF(still, still, N_("its own memory, watched")),
	BYTES_OF(bound, NULL, N_("its own memory, watched: window, noise and smallest step")),
	SECONDS_OF(rare, rare, N_("its own memory, watched")),
	SECONDS_OF(time, seconds_left, N_("its pace and the nearest limit")),
	WORDS_OF(limit_name, nearest_limit, N_("MemAvailable, cgroup, limits")),
	BYTES_OF(size, "address_limit", "status: VmSize"),
	BYTES_OF(resident, NULL, "status: VmRSS"),
	BYTES_OF(address_limit, NULL, "limits: Max address space"),
	BYTES_OF(swap, "anonymous_of_status", "status: VmSwap"),
	BYTES_OF(anonymous_of_status, NULL, "status: RssAnon"),
	BYTES_OF(locked, "resident", "status: VmLck"),
	BYTES_OF(page_tables, "resident", "status: VmPTE"),
	NUMBER_OF(deleted, "fd"),
	BYTES_OF(deleted_bytes, NULL, "fd"),
	BYTES_OF(unmapped_memfds, NULL, N_("fd, maps: memfd")),
	BYTES_OF(cgroup_usage, "cgroup_limit", "memory.current"),
	BYTES_OF(cgroup_limit, NULL, "memory.max"),
	NUMBER_OF(co_mappers, N_("maps of other processes")),
	TEXT_OF(shared_name, shared_name, "smaps"),
	NUMBER_OF(parent, "status: PPid"),
	TEXT_OF(user, user, "status: Uid"),
	{ .name = NULL },
};
