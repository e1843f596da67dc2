/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "findings/process_rules.h"

#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "base/units.h"
#include "base/utf8.h"
#include "derive/process/grown_name.h"
#include "findings/heap_rules.h"
#include "sample/row.h"

#define MIB ((uint64_t)1 << 20)

/* ---- what the rules and the sentences look at ---- */

static uint64_t total(const struct process_evidence *evidence, enum mapping_figure figure)
{
	return detail_total(evidence->detail, figure);
}

/* Resident pages of program, libraries and files: what can be dropped and read again. */
static uint64_t file_resident(const struct process_evidence *evidence)
{
	return total(evidence, MAPPING_RSS) - total(evidence, MAPPING_ANON) -
	       evidence->detail->kinds[KIND_SHARED].figure[MAPPING_RSS];
}

static uint64_t shared_resident(const struct process_evidence *evidence)
{
	return total(evidence, MAPPING_SHARED_CLEAN) + total(evidence, MAPPING_SHARED_DIRTY);
}

/* The kind with most memory of no file. */
static enum kind largest_kind(const struct process_evidence *evidence)
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

static enum kind grown_kind(const struct process_evidence *evidence, uint64_t *grown, uint64_t *all)
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
		if (!value_known(rooms[i]) || rooms[i].n >= value_or(least, UINT64_MAX))
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

/* ---- rules ---- */

static enum severity when(bool fires, enum severity severity)
{
	return fires ? severity : SEVERITY_NONE;
}

static bool readable(const struct process_evidence *evidence)
{
	return evidence->detail->smaps_status == STATUS_OK && evidence->detail->mapping_count > 0;
}

static enum severity judge_kernel_thread(const struct process_evidence *evidence)
{
	return when(evidence->detail->kernel_thread, SEVERITY_OK);
}

static enum severity judge_zombie(const struct process_evidence *evidence)
{
	return when(evidence->detail->process_state == 'Z', SEVERITY_NOTE);
}

static enum severity judge_denied(const struct process_evidence *evidence)
{
	return when(evidence->detail->smaps_status == STATUS_DENIED, SEVERITY_NOTE);
}

static enum severity judge_near_limit(const struct process_evidence *evidence)
{
	const struct detail_summary *summary = &evidence->detail->summary;

	return when(value_known(summary->cgroup_limit) && value_known(summary->cgroup_usage) &&
			    summary->cgroup_usage.n > summary->cgroup_limit.n / 10 * 9,
		SEVERITY_WARNING);
}

static enum severity judge_near_address_limit(const struct process_evidence *evidence)
{
	const struct detail_summary *summary = &evidence->detail->summary;

	return when(value_known(summary->limit_address_space) && value_known(summary->size) &&
			    summary->size.n > summary->limit_address_space.n / 10 * 9,
		SEVERITY_WARNING);
}

static enum severity judge_growing_fast(const struct process_evidence *evidence)
{
	enum growth_limit limit;
	struct value seconds = process_seconds_to_limit(evidence, &limit);

	return when(value_known(seconds) && seconds.n < 24 * 3600, SEVERITY_WARNING);
}

static enum severity judge_growing(const struct process_evidence *evidence)
{
	return when(evidence->trend.trend == TREND_GROWING &&
			    judge_growing_fast(evidence) == SEVERITY_NONE,
		SEVERITY_NOTE);
}

static enum severity judge_grown_kind(const struct process_evidence *evidence)
{
	uint64_t grown, all;

	if (!evidence->earlier || !readable(evidence))
		return SEVERITY_NONE;
	grown_kind(evidence, &grown, &all);
	return when(all > MIB && grown > all / 2, SEVERITY_NOTE);
}

static enum severity judge_step(const struct process_evidence *evidence)
{
	return when(evidence->trend.trend == TREND_STEP && evidence->trend.moved_bytes != 0,
		SEVERITY_NOTE);
}

/* Of what was before this process was looked at, only the class is known. */
static enum severity judge_step_before(const struct process_evidence *evidence)
{
	return when(evidence->trend.trend == TREND_STEP && evidence->trend.moved_bytes == 0,
		SEVERITY_NOTE);
}

static enum severity judge_plateau(const struct process_evidence *evidence)
{
	return when(evidence->trend.trend == TREND_PLATEAU && evidence->trend.moved_bytes > 0,
		SEVERITY_OK);
}

static enum severity judge_plateau_before(const struct process_evidence *evidence)
{
	return when(evidence->trend.trend == TREND_PLATEAU && evidence->trend.moved_bytes <= 0,
		SEVERITY_OK);
}

static enum severity judge_sawtooth(const struct process_evidence *evidence)
{
	return when(evidence->trend.trend == TREND_SAWTOOTH, SEVERITY_OK);
}

static enum severity judge_shrinking(const struct process_evidence *evidence)
{
	return when(evidence->trend.trend == TREND_SHRINKING, SEVERITY_OK);
}

static enum severity judge_flat(const struct process_evidence *evidence)
{
	return when(evidence->trend.trend == TREND_FLAT, SEVERITY_OK);
}

static enum severity judge_swapped(const struct process_evidence *evidence)
{
	uint64_t swap = value_or(evidence->detail->summary.swap, 0);

	return when(swap > 16 * MIB && swap > value_or(evidence->detail->summary.anonymous, 0) / 10,
		SEVERITY_NOTE);
}

static enum severity judge_deleted(const struct process_evidence *evidence)
{
	return when(value_or(evidence->detail->summary.deleted_bytes, 0) > 64 * MIB, SEVERITY_NOTE);
}

static enum severity judge_unmapped_memfds(const struct process_evidence *evidence)
{
	return when(value_or(evidence->detail->summary.unmapped_memfds, 0) > 16 * MIB,
		SEVERITY_NOTE);
}

static enum severity judge_page_tables(const struct process_evidence *evidence)
{
	const struct detail_summary *summary = &evidence->detail->summary;
	uint64_t tables = value_or(summary->page_tables, 0);

	return when(tables > 64 * MIB && tables > value_or(summary->rss, 0) / 20, SEVERITY_NOTE);
}

static enum severity judge_locked(const struct process_evidence *evidence)
{
	const struct detail_summary *summary = &evidence->detail->summary;
	uint64_t locked = value_or(summary->locked, 0);

	return when(locked > 64 * MIB && locked > value_or(summary->rss, 0) / 4, SEVERITY_NOTE);
}

static enum severity judge_mostly_files(const struct process_evidence *evidence)
{
	return when(readable(evidence) &&
			    file_resident(evidence) > total(evidence, MAPPING_RSS) / 2,
		SEVERITY_OK);
}

static enum severity judge_mostly_shared_memory(const struct process_evidence *evidence)
{
	return when(readable(evidence) && evidence->detail->kinds[KIND_SHARED].figure[MAPPING_RSS] >
						  total(evidence, MAPPING_RSS) / 2,
		SEVERITY_OK);
}

static enum severity judge_shares(const struct process_evidence *evidence)
{
	uint64_t shared = shared_resident(evidence), resident = total(evidence, MAPPING_RSS);

	return when(readable(evidence) &&
			    (shared > resident / 2 || (shared > 64 * MIB && shared > resident / 4)),
		SEVERITY_OK);
}

static enum severity judge_own_memory(const struct process_evidence *evidence)
{
	return when(readable(evidence) &&
			    total(evidence, MAPPING_ANON) > total(evidence, MAPPING_RSS) / 2,
		SEVERITY_OK);
}

/* ---- what its heap tells ---- */

static bool heap_is_known(const struct process_evidence *evidence)
{
	return evidence->heap && evidence->heap->confidence != HEAP_REFUSED;
}

static uint64_t heap_retained_bytes(const struct process_evidence *evidence)
{
	return heap_retained_resident(&evidence->heap->total);
}

static enum severity judge_heap_retained(const struct process_evidence *evidence)
{
	return when(heap_is_known(evidence) && heap_retained_bytes(evidence) >= MIB &&
			    heap_retained_bytes(evidence) >= evidence->heap->total.resident / 2,
		SEVERITY_NOTE);
}

static enum severity judge_heap_held(const struct process_evidence *evidence)
{
	return when(heap_is_known(evidence) && judge_heap_retained(evidence) == SEVERITY_NONE,
		SEVERITY_OK);
}

static bool heap_is_steady(const struct process_evidence *evidence)
{
	return heap_is_known(evidence) && (evidence->heap_trend.trend == TREND_FLAT ||
						  evidence->heap_trend.trend == TREND_PLATEAU ||
						  evidence->heap_trend.trend == TREND_SAWTOOTH);
}

static enum severity judge_heap_growing(const struct process_evidence *evidence)
{
	return when(heap_is_known(evidence) && evidence->heap_trend.trend == TREND_GROWING,
		SEVERITY_NOTE);
}

/* Resident memory grows, and what the program holds does not. */
static enum severity judge_growing_beside(const struct process_evidence *evidence)
{
	return when(heap_is_steady(evidence) && evidence->trend.trend == TREND_GROWING,
		SEVERITY_NOTE);
}

static enum severity judge_heap_steady(const struct process_evidence *evidence)
{
	return when(heap_is_steady(evidence) && evidence->trend.trend != TREND_GROWING,
		SEVERITY_OK);
}

static enum severity judge_heap_unsure(const struct process_evidence *evidence)
{
	return when(evidence->heap && evidence->heap->confidence == HEAP_APPROXIMATE, SEVERITY_OK);
}

static enum severity judge_heap_refused(const struct process_evidence *evidence)
{
	return when(evidence->heap && evidence->heap->confidence == HEAP_REFUSED, SEVERITY_OK);
}

static enum severity judge_too_short(const struct process_evidence *evidence)
{
	return when(evidence->trend.trend == TREND_TOO_SHORT && !evidence->detail->kernel_thread,
		SEVERITY_OK);
}

const struct process_rule process_rules[] = {
	{ "near_cgroup_limit",
		N_("Its cgroup has used {cgroup_usage} of {cgroup_limit}: at the limit the kernel reclaims, "
		   "then kills."),
		N_("raise the limit, or find who else is in the cgroup"), judge_near_limit },
	{ "near_address_space_limit",
		N_("It has {size} of the {address_limit} address space that its limit allows: soon its "
		   "allocations fail."),
		N_("ulimit -v, or LimitAS= of its service"), judge_near_address_limit },
	{ "growing_to_limit",
		N_("It grows {pace} a minute, steadily for {window}, and reaches {limit} in {time}: a leak, "
		   "or data that is still held."),
		N_("its mappings by kind say where it grows"), judge_growing_fast },
	{ "growing",
		N_("It grows {pace} a minute, steadily for {window}: a leak, or data that is still held."),
		N_("its mappings by kind say where it grows"), judge_growing },
	{ "heap_growing",
		N_("What it holds in malloc's heap grows {heap_pace} a minute, steadily for {heap_window}: a "
		   "leak, or data that is still held."),
		N_("the view heap says which sizes grow"), judge_heap_growing },
	{ "growing_beside_heap",
		N_("What it holds in malloc's heap, {heap_in_use}, has not grown for {heap_window}: the growth "
		   "is memory that malloc keeps, or outside malloc."),
		N_("the view heap, and its mappings by kind"), judge_growing_beside },
	{ "heap_kept",
		N_("Of {heap} in the heap {heap_retained} is free memory that malloc keeps: not a leak. "
		   "malloc_trim(0) would return {heap_trimmable} now."),
		N_("the view heap says what can be done"), judge_heap_retained },
	{ "growth_is_in",
		N_("{grown_share} of its growth, {grown}, is in {grown_kind}{grown_name}."), NULL,
		judge_grown_kind },
	{ "step",
		N_("It moved by {moved} at a blow and has been still for {still}: no leak so far."),
		NULL, judge_step },
	{ "step_before", N_("It moved at a blow, and has been still since: no leak so far."), NULL,
		judge_step_before },
	{ "swapped",
		N_("{swap} of it is in swap: it was not used for a while when memory was short."),
		NULL, judge_swapped },
	{ "deleted_files",
		N_("It holds {deleted} open files without a name, {deleted_bytes}: their space comes back "
		   "when it closes them."),
		N_("restart it, or truncate them through /proc"), judge_deleted },
	{ "held_memory",
		N_("It holds {unmapped_memfds} in memory files (memfd) that it does not map: in no RSS, and free "
		   "only when they are closed."),
		N_("ls -l /proc/PID/fd shows them"), judge_unmapped_memfds },
	{ "page_tables", N_("Its page tables alone take {page_tables}."),
		N_("huge pages need far fewer of them"), judge_page_tables },
	{ "locked", N_("{locked} of it is locked in memory and cannot be swapped."), NULL,
		judge_locked },
	{ "kernel_thread", N_("A kernel thread: it has no memory of its own."), NULL,
		judge_kernel_thread },
	{ "zombie",
		N_("It has ended and holds no memory; its parent, process {parent}, has not asked how it "
		   "ended."),
		NULL, judge_zombie },
	{ "not_permitted", N_("Its mappings cannot be read: it belongs to {user}."),
		N_("run memtop as root, or as that user"), judge_denied },
	{ "plateau", N_("It grew by {moved} and has reached a plateau: no leak."), NULL,
		judge_plateau },
	{ "plateau_before", N_("It grew, and has reached a plateau: no leak."), NULL,
		judge_plateau_before },
	{ "sawtooth", N_("It grows and shrinks again by itself: memory is given back, no leak."),
		NULL, judge_sawtooth },
	{ "shrinking", N_("It shrinks, {pace} a minute."), NULL, judge_shrinking },
	{ "flat", N_("It has not grown for {window}: no leak."), NULL, judge_flat },
	{ "heap_steady",
		N_("What it holds in malloc's heap, {heap_in_use}, has not grown for {heap_window}: no leak "
		   "there."),
		NULL, judge_heap_steady },
	{ "heap_held",
		N_("It holds {heap_in_use} of malloc's heap; {heap_retained} of it is free memory that malloc "
		   "keeps."),
		NULL, judge_heap_held },
	{ "heap_unsure", N_("These figures of the heap are near, not exact: {heap_reason}."), NULL,
		judge_heap_unsure },
	{ "heap_refused", N_("Nothing is known of its heap: {heap_reason}."), NULL,
		judge_heap_refused },
	{ "mostly_files",
		N_("Most of its {rss} is mapped files, {files}: page cache that the kernel can drop and "
		   "read again."),
		NULL, judge_mostly_files },
	{ "mostly_shared_memory", N_("Most of its {rss} is shared memory, {shared_memory}."), NULL,
		judge_mostly_shared_memory },
	{ "shares",
		N_("It shares {shared} of its {rss} with {co_mappers}{shared_name}; {uss} would be free if it "
		   "ended."),
		NULL, judge_shares },
	{ "own_memory",
		N_("{anonymous} of its {rss} is anonymous memory of its own, most of it in "
		   "{largest_kind}."),
		NULL, judge_own_memory },
	{ "too_short", N_("It has been watched too short to say whether it grows."), NULL,
		judge_too_short },
	{ .name = NULL },
};

size_t process_judge(struct process_finding findings[static PROCESS_FINDINGS_MAX],
	const struct process_evidence *evidence)
{
	size_t count = 0;

	for (const struct process_rule *rule = process_rules; rule->name; rule++) {
		enum severity severity = rule->judge(evidence);
		size_t at = count;

		if (severity == SEVERITY_NONE || count == PROCESS_FINDINGS_MAX)
			continue;
		for (; at > 0 && findings[at - 1].severity < severity; at--)
			findings[at] = findings[at - 1];
		findings[at] = (struct process_finding){ rule, severity };
		count++;
	}
	return count;
}

/* ---- figures in sentences ---- */

/* A figure's text; translated says for whom. */
typedef void figure_writer(char *out, size_t size, const struct process_evidence *evidence,
	bool translated);

static void write_bytes(char *out, size_t size, uint64_t bytes)
{
	char figure[UNITS_SIZE];

	units_bytes(figure, bytes, SCALE_AUTO);
	snprintf(out, size, "%s", figure);
}

static void write_seconds(char *out, size_t size, double seconds)
{
	char figure[UNITS_SIZE];

	units_duration(figure, (uint64_t)seconds);
	snprintf(out, size, "%s", figure);
}

static double absolute(double number)
{
	return number < 0 ? -number : number;
}

#define BYTES_FIGURE(name, expression)                                                             \
	static void write_##name(char *out, size_t size, const struct process_evidence *evidence,  \
		bool translated)                                                                   \
	{                                                                                          \
		(void)translated;                                                                  \
		write_bytes(out, size, (uint64_t)(expression));                                    \
	}
#define SUMMARY(member) value_or(evidence->detail->summary.member, 0)
BYTES_FIGURE(rss, total(evidence, MAPPING_RSS))
BYTES_FIGURE(anonymous, total(evidence, MAPPING_ANON))
BYTES_FIGURE(files, file_resident(evidence))
BYTES_FIGURE(shared, shared_resident(evidence))
BYTES_FIGURE(shared_memory, evidence->detail->kinds[KIND_SHARED].figure[MAPPING_RSS])
BYTES_FIGURE(uss, total(evidence, MAPPING_PRIVATE_CLEAN) + total(evidence, MAPPING_PRIVATE_DIRTY) +
			  total(evidence, MAPPING_PRIVATE_HUGETLB))
BYTES_FIGURE(size, SUMMARY(size))
BYTES_FIGURE(address_limit, SUMMARY(limit_address_space))
BYTES_FIGURE(swap, SUMMARY(swap))
BYTES_FIGURE(locked, SUMMARY(locked))
BYTES_FIGURE(page_tables, SUMMARY(page_tables))
BYTES_FIGURE(deleted_bytes, SUMMARY(deleted_bytes))
BYTES_FIGURE(unmapped_memfds, SUMMARY(unmapped_memfds))
BYTES_FIGURE(cgroup_usage, SUMMARY(cgroup_usage))
BYTES_FIGURE(cgroup_limit, SUMMARY(cgroup_limit))
BYTES_FIGURE(pace, absolute(evidence->trend.bytes_per_minute))
BYTES_FIGURE(moved, absolute(evidence->trend.moved_bytes))

#define HEAP(member) (evidence->heap ? evidence->heap->total.member : 0)
BYTES_FIGURE(heap, HEAP(resident))
BYTES_FIGURE(heap_in_use, HEAP(in_use))
BYTES_FIGURE(heap_trimmable, HEAP(trimmable))
BYTES_FIGURE(heap_retained, evidence->heap ? heap_retained_bytes(evidence) : 0)
BYTES_FIGURE(heap_pace, absolute(evidence->heap_trend.bytes_per_minute))

static void write_heap_window(char *out, size_t size, const struct process_evidence *evidence,
	bool translated)
{
	(void)translated;
	write_seconds(out, size, evidence->heap_trend.window_seconds);
}

static void write_heap_reason(char *out, size_t size, const struct process_evidence *evidence,
	bool translated)
{
	const char *text =
		heap_reason_text(evidence->heap ? evidence->heap->reason : HEAP_REASON_NONE);

	snprintf(out, size, "%s", translated ? _(text) : text);
}

static void write_window(char *out, size_t size, const struct process_evidence *evidence,
	bool translated)
{
	(void)translated;
	write_seconds(out, size, evidence->trend.window_seconds);
}

static void write_still(char *out, size_t size, const struct process_evidence *evidence,
	bool translated)
{
	(void)translated;
	write_seconds(out, size, evidence->trend.still_seconds);
}

static void write_time(char *out, size_t size, const struct process_evidence *evidence,
	bool translated)
{
	enum growth_limit limit;

	(void)translated;
	write_seconds(out, size, (double)value_or(process_seconds_to_limit(evidence, &limit), 0));
}

static void write_limit(char *out, size_t size, const struct process_evidence *evidence,
	bool translated)
{
	static const char *const names[] = {
		[LIMIT_NONE] = N_("no limit"),
		[LIMIT_AVAILABLE] = N_("the end of the machine's available memory"),
		[LIMIT_CGROUP] = N_("its cgroup's limit"),
		[LIMIT_ADDRESS_SPACE] = N_("its limit on address space"),
		[LIMIT_DATA] = N_("its limit on data"),
	};
	enum growth_limit limit;

	process_room(evidence, &limit);
	snprintf(out, size, "%s", translated ? _(names[limit]) : names[limit]);
}

static void write_largest_kind(char *out, size_t size, const struct process_evidence *evidence,
	bool translated)
{
	const char *title = kind_rows[largest_kind(evidence)].title;

	snprintf(out, size, "%s", translated ? _(title) : title);
}

static void write_grown(char *out, size_t size, const struct process_evidence *evidence,
	bool translated)
{
	uint64_t grown, all;

	(void)translated;
	grown_kind(evidence, &grown, &all);
	write_bytes(out, size, grown);
}

static void write_grown_share(char *out, size_t size, const struct process_evidence *evidence,
	bool translated)
{
	uint64_t grown, all;

	(void)translated;
	grown_kind(evidence, &grown, &all);
	snprintf(out, size, "%u%%", all ? (unsigned)((double)grown * 100 / (double)all) : 0);
}

static void write_grown_kind(char *out, size_t size, const struct process_evidence *evidence,
	bool translated)
{
	uint64_t grown, all;
	const char *title = kind_rows[grown_kind(evidence, &grown, &all)].title;

	snprintf(out, size, "%s", translated ? _(title) : title);
}

/* The name that it grew under, if it has one: " ([anon:cache])". */
static void write_grown_name(char *out, size_t size, const struct process_evidence *evidence,
	bool translated)
{
	uint64_t grown, all;
	enum kind kind = grown_kind(evidence, &grown, &all);
	const char *name =
		kind == KIND_HEAP ? NULL : grown_name(evidence->detail, evidence->earlier, kind);
	char printable[160];

	(void)translated;
	*out = '\0';
	if (!name)
		return;
	utf8_printable(printable, sizeof(printable), name, strlen(name), 0);
	snprintf(out, size, " (%s)", printable);
}

/* "12 others", "at least 1 other", "other processes". */
static void write_co_mappers(char *out, size_t size, const struct process_evidence *evidence,
	bool translated)
{
	const struct detail_summary *summary = &evidence->detail->summary;
	uint64_t n = value_or(summary->co_mappers, 0);
	const char *one =
		summary->co_mappers_at_least ? N_("at least %llu other") : N_("%llu other");
	const char *many =
		summary->co_mappers_at_least ? N_("at least %llu others") : N_("%llu others");
	const char *format = n == 1 ? one : many;

	if (n == 0)
		snprintf(out, size, "%s", translated ? _("other processes") : "other processes");
	else
		snprintf(out, size, translated ? _(format) : format, (unsigned long long)n);
}

/* ", above all /usr/lib/libc.so.6" */
static void write_shared_name(char *out, size_t size, const struct process_evidence *evidence,
	bool translated)
{
	const char *name = detail_string(evidence->detail, evidence->detail->shared_name);
	char printable[160];

	*out = '\0';
	if (!*name)
		return;
	utf8_printable(printable, sizeof(printable), name, strlen(name), 0);
	snprintf(out, size, translated ? _(", above all %s") : ", above all %s", printable);
}

static void write_deleted(char *out, size_t size, const struct process_evidence *evidence,
	bool translated)
{
	(void)translated;
	snprintf(out, size, "%llu", (unsigned long long)SUMMARY(deleted_files));
}

static void write_parent(char *out, size_t size, const struct process_evidence *evidence,
	bool translated)
{
	(void)translated;
	snprintf(out, size, "%d", (int)evidence->detail->ppid);
}

static void write_user(char *out, size_t size, const struct process_evidence *evidence,
	bool translated)
{
	const char *user = detail_string(evidence->detail, evidence->detail->user);

	(void)translated;
	utf8_printable(out, size, user, strlen(user), 0);
}

#define FIGURE(name)                                                                               \
	{                                                                                          \
#name, write_##name                                                                \
	}
static const struct {
	const char *name;
	figure_writer *write;
} figures[] = {
	FIGURE(rss),
	FIGURE(anonymous),
	FIGURE(files),
	FIGURE(shared),
	FIGURE(shared_memory),
	FIGURE(uss),
	FIGURE(size),
	FIGURE(address_limit),
	FIGURE(swap),
	FIGURE(locked),
	FIGURE(page_tables),
	FIGURE(deleted_bytes),
	FIGURE(unmapped_memfds),
	FIGURE(cgroup_usage),
	FIGURE(cgroup_limit),
	FIGURE(pace),
	FIGURE(moved),
	FIGURE(window),
	FIGURE(still),
	FIGURE(time),
	FIGURE(limit),
	FIGURE(largest_kind),
	FIGURE(grown),
	FIGURE(grown_share),
	FIGURE(grown_kind),
	FIGURE(grown_name),
	FIGURE(co_mappers),
	FIGURE(shared_name),
	FIGURE(deleted),
	FIGURE(parent),
	FIGURE(user),
	FIGURE(heap),
	FIGURE(heap_in_use),
	FIGURE(heap_trimmable),
	FIGURE(heap_retained),
	FIGURE(heap_pace),
	FIGURE(heap_window),
	FIGURE(heap_reason),
};

/* The text of the figure whose name stands at `at`, in braces; its length there, or 0. */
static size_t write_figure(char *out, size_t size, const char *at,
	const struct process_evidence *evidence, bool translated)
{
	const char *end = strchr(at, '}');

	for (size_t i = 0; end && i < COUNT_OF(figures); i++) {
		size_t length = strlen(figures[i].name);

		if ((size_t)(end - at) != length + 1 ||
			strncmp(at + 1, figures[i].name, length) != 0)
			continue;
		figures[i].write(out, size, evidence, translated);
		return length + 2;
	}
	return 0;
}

size_t process_sentence(char *out, size_t size, const struct process_finding *finding,
	const struct process_evidence *evidence, bool translated)
{
	const char *at = translated ? _(finding->rule->sentence) : finding->rule->sentence;
	size_t length = 0;

	while (*at) {
		char figure[256] = { *at, '\0' };
		size_t taken =
			*at == '{' ? write_figure(figure, sizeof(figure), at, evidence, translated)
				   : 0;
		size_t filled = strlen(figure);

		at += taken ? taken : 1;
		if (length + filled < size)
			memcpy(out + length, figure, filled);
		length += filled;
	}
	if (size)
		out[length < size ? length : size - 1] = '\0';
	return length;
}
