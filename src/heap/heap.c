/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "heap/heap.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "heap/allocator.h"
#include "heap/glibc/freelist.h"
#include "heap/glibc/summary.h"

#define ATTEMPTS          4 /* the first, and three more */
#define NO_ARENA_ATTEMPTS 3
#define SLACK_PER_ARENA   2304 /* malloc_state and heap_info lie in what was got */
#define SHARE_WHOLE       10000
#define OTHER_SHARE_MOST  1000 /* below a tenth, another allocator's library has the say */
#define UNEXAMINED_MOST   200  /* a two-hundredth of the heap */
#define AGREEMENT         50   /* two walks agree to within a fiftieth of the heap */

/* All that one attempt needs and drops again. */
struct attempt {
	struct memory memory;
	struct arenas arenas;
	struct freelists freelists;
	struct heap_walk walk;
	bool changed; /* some arena was used while it was read */
};

static void attempt_free(struct attempt *attempt)
{
	if (attempt->walk.arenas)
		walk_free(&attempt->walk);
	freelists_free(&attempt->freelists);
	arenas_free(&attempt->arenas);
	memory_close(&attempt->memory);
}

static enum status walk_heap(struct attempt *attempt, const struct heap_options *options)
{
	struct heap_walk *walk = &attempt->walk;
	enum status status =
		freelists_read(&attempt->freelists, &attempt->arenas, &attempt->memory);

	*walk = (struct heap_walk){ .options = options,
		.arenas = &attempt->arenas,
		.memory = &attempt->memory,
		.long_fastbins = attempt->freelists.long_fastbins };
	if (status == STATUS_OK)
		status = walk_run(walk);
	if (status != STATUS_OK)
		return status;
	freelists_mark(&attempt->freelists, walk);
	attempt->changed = arenas_changed(&attempt->arenas, &attempt->memory);
	if (attempt->memory.gone)
		return STATUS_GONE;
	return attempt->memory.allowance->status;
}

static void refuse(struct heap_report *report, enum heap_reason reason)
{
	report->confidence = HEAP_REFUSED;
	report->reason = reason;
}

/* Without glibc's malloc in use there is nothing to walk. */
static void refuse_others(struct heap_report *report, enum heap_allocator library)
{
	report->allocator = library;
	refuse(report,
		library == HEAP_UNKNOWN ? HEAP_REASON_NO_ARENA : HEAP_REASON_OTHER_ALLOCATOR);
}

static uint64_t system_total(const struct arenas *arenas)
{
	uint64_t total = 0;

	for (size_t i = 0; i < arenas->count; i++)
		total += arenas->arena[i].system_bytes;
	return total;
}

/* A malloc that was set up, perhaps by the dynamic linker, and never asked for anything. */
static bool is_unused(const struct arenas *arenas)
{
	return system_total(arenas) == 0 && value_or(arenas->parameters.mmapped_bytes, 0) == 0;
}

static void take_share(struct heap_report *report, const struct memory_reader *reader)
{
	uint64_t ours = report->total.resident + value_or(report->mmapped_bytes, 0), anonymous;
	enum status status = reader->anonymous(reader->context, &anonymous);

	if (status != STATUS_OK) {
		report->anonymous = report->share = value_missing(value_state_of(status));
		return;
	}
	report->anonymous = value_of(anonymous);
	if (ours >= anonymous)
		report->share = value_of(SHARE_WHOLE);
	else
		report->share =
			value_of((uint64_t)((double)ours * SHARE_WHOLE / (double)anonymous));
}

/*
 * What was found of what malloc says it got.  What other code took from brk in between counts as
 * got; not so what lies between the main arena's mappings, without brk.
 */
static uint64_t found_bytes(const struct heap_walk *walk)
{
	const struct arenas *arenas = walk->arenas;
	uint64_t found = 0;

	for (size_t i = 0; i < arenas->segment_count; i++)
		found += walk->walked[i].end - arenas->segments[i].start;
	return found - walk->outside;
}

/* a - b where that is more than the tables of malloc explain, which lie in what was got. */
static uint64_t surplus(const struct arenas *arenas, uint64_t a, uint64_t b)
{
	return a > b + SLACK_PER_ARENA * arenas->count ? a - b : 0;
}

static enum heap_reason judge(const struct attempt *attempt, const struct heap_report *report,
	uint64_t missing, uint64_t excess)
{
	const struct heap_walk *walk = &attempt->walk;
	uint64_t allowed = report->total.system / UNEXAMINED_MOST;

	if (attempt->changed)
		return HEAP_REASON_BUSY;
	if (missing > 0)
		return HEAP_REASON_INCOMPLETE;
	if (excess > 0)
		return HEAP_REASON_EXCESS;
	if (walk->lost > 0 || walk->failed_reads > 0)
		return HEAP_REASON_DAMAGED;
	if (report->total.unexamined > allowed)
		return HEAP_REASON_SWAPPED;
	if (!attempt->freelists.whole)
		return HEAP_REASON_BROKEN_LINKS;
	if (!attempt->freelists.stale_links_resolved)
		return HEAP_REASON_STALE_LINKS;
	return HEAP_REASON_NONE;
}

static void take_parameters(struct heap_report *report, const struct arenas *arenas)
{
	report->allocator = HEAP_GLIBC;
	report->versions = arenas->layout->versions;
	report->word = arenas->layout->word;
	report->mmapped_chunks = arenas->parameters.mmapped_chunks;
	report->mmapped_bytes = arenas->parameters.mmapped_bytes;
}

static enum status report_attempt(struct heap_report *report, struct attempt *attempt,
	enum heap_allocator library)
{
	enum status status = summary_make(report, &attempt->walk);
	uint64_t system = system_total(&attempt->arenas), found, missing;

	if (status != STATUS_OK)
		return status;
	found = found_bytes(&attempt->walk);
	missing = surplus(&attempt->arenas, system, found);
	report->total.unexamined += missing;
	take_parameters(report, &attempt->arenas);
	take_share(report, attempt->memory.reader);
	report->reason = judge(attempt, report, missing, surplus(&attempt->arenas, found, system));
	report->confidence = report->reason == HEAP_REASON_NONE ? HEAP_OK : HEAP_APPROXIMATE;
	if (library != HEAP_UNKNOWN && value_or(report->share, SHARE_WHOLE) < OTHER_SHARE_MOST)
		refuse_others(report, library);
	return STATUS_OK;
}

/* One look at the heap; report is empty before, but for the number of the attempt. */
static enum status examine_once(struct heap_report *report, const struct memory_reader *reader,
	const struct heap_options *options, struct allowance *allowance)
{
	struct attempt attempt = { 0 };
	enum heap_allocator library = HEAP_UNKNOWN;
	enum status status = memory_open(&attempt.memory, reader, allowance);

	if (status == STATUS_OK) {
		library = allocators_in_place(&attempt.memory.maps, report->library,
			sizeof(report->library));
		status = arenas_find(&attempt.arenas, &attempt.memory, report->attempts > 1);
	}
	if (attempt.memory.gone || (status == STATUS_OK && attempt.memory.maps.count == 0)) {
		status = STATUS_GONE;
	} else if (allowance->status != STATUS_OK) {
		status = allowance->status;
	} else if (status == STATUS_ABSENT || (status == STATUS_OK && is_unused(&attempt.arenas))) {
		refuse_others(report, library);
		status = STATUS_OK;
	} else if (status == STATUS_OK) {
		status = walk_heap(&attempt, options);
		if (status == STATUS_OK)
			status = report_attempt(report, &attempt, library);
	}
	attempt_free(&attempt);
	allowance_give_back(allowance);
	return status;
}

static bool near(uint64_t a, uint64_t b, uint64_t slack)
{
	return (a > b ? a - b : b - a) <= slack;
}

/*
 * A busy heap is never the same twice.  If two walks one after the other say the same all the same,
 * its figures can be relied on.
 */
static bool agree(const struct heap_report *a, const struct heap_report *b)
{
	uint64_t slack = b->total.system / AGREEMENT;

	return a->reason == HEAP_REASON_BUSY && b->reason == HEAP_REASON_BUSY &&
	       near(a->total.system, b->total.system, slack) &&
	       near(a->total.in_use, b->total.in_use, slack) &&
	       near(a->total.trimmable, b->total.trimmable, slack) &&
	       a->total.unexamined + b->total.unexamined <= slack;
}

static bool worth_another(const struct heap_report *report)
{
	/* A page that is being moved in memory looks as if it were in swap, for a moment. */
	if (report->reason == HEAP_REASON_SWAPPED)
		return report->attempts < 2;
	/* In a busy one the bins may make no sense, for a moment; to look for them is cheap. */
	if (report->reason == HEAP_REASON_NO_ARENA)
		return report->attempts < NO_ARENA_ATTEMPTS;
	return report->confidence == HEAP_APPROXIMATE && report->reason != HEAP_REASON_STALE_LINKS;
}

/* One look after the other, until one can be relied on or there were enough. */
static enum status examine_again(struct heap_report *report, const struct memory_reader *reader,
	const struct heap_options *options, struct allowance *allowance)
{
	unsigned most = options->attempts ? options->attempts : ATTEMPTS;
	enum status status = examine_once(report, reader, options, allowance);

	for (report->attempts = 1; status == STATUS_OK && report->attempts < most;) {
		struct heap_report again = { .attempts = report->attempts + 1 };
		bool settled;

		if (!worth_another(report))
			break;
		status = examine_once(&again, reader, options, allowance);
		/* What there was time for counts, if not for as much as two looks that agree. */
		if (status == STATUS_TOO_LARGE) {
			heap_report_free(&again);
			return STATUS_OK;
		}
		settled = status == STATUS_OK && agree(report, &again);
		heap_report_free(report);
		*report = again;
		if (settled) {
			report->confidence = HEAP_OK;
			report->reason = HEAP_REASON_NONE;
		}
	}
	return status;
}

/*
 * The heaps beside glibc's.  What there is no time for leaves glibc's figures as they are: the others
 * are then those that were read before.
 */
static enum status examine_others(struct heap_report *report, const struct memory_reader *reader,
	struct allowance *allowance)
{
	struct memory memory;
	enum status status = memory_open(&memory, reader, allowance);

	if (status == STATUS_OK)
		status = allocators_examine(&memory, report->others, OTHER_HEAPS_MOST,
			&report->other_count);
	if (status == STATUS_TOO_LARGE && report->other_count > 0)
		report->others[report->other_count - 1].state = OTHER_HEAP_UNREAD;
	memory_close(&memory);
	allowance_give_back(allowance);
	if (report->reason == HEAP_REASON_NO_ARENA && heap_other(report, HEAP_GO))
		refuse_others(report, HEAP_GO);
	return status == STATUS_TOO_LARGE ? STATUS_OK : status;
}

enum status heap_examine(struct heap_report *report, const struct memory_reader *reader,
	const struct heap_options *options)
{
	uint64_t start_ns = clock_now_ns(CLOCK_MONOTONIC);
	struct allowance allowance;
	enum status status;

	*report = (struct heap_report){ 0 };
	allowance_open(&allowance, options, reader);
	status = examine_again(report, reader, options, &allowance);
	if (status == STATUS_TOO_LARGE) {
		heap_report_free(report);
		*report = (struct heap_report){ .allocator = HEAP_UNKNOWN, .attempts = 1 };
		refuse(report, HEAP_REASON_TOO_LARGE);
		status = STATUS_OK;
	}
	if (status == STATUS_OK && !options->glibc_alone && report->reason != HEAP_REASON_TOO_LARGE)
		status = examine_others(report, reader, &allowance);
	if (status == STATUS_OK && reader->waits_in)
		report->waits_in = reader->waits_in(reader->context);
	report->seconds = clock_seconds(clock_now_ns(CLOCK_MONOTONIC) - start_ns);
	return status;
}
