/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "heap/leaks/leaks.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/macros.h"
#include "heap/leaks/graph/components.h"
#include "heap/leaks/encodings.h"
#include "heap/leaks/look.h"
#include "heap/leaks/survey.h"
#include "heap/leaks/suspects.h"
#include "heap/allocator.h"

#define REGISTERS_BLOCKED                                                                          \
	6u /* rbx, rbp, r12 to r15: what a system call leaves in a program's hands */
#define REGISTERS_RUNNING 15u  /* all but the stack pointer */
#define POINTER_LEAST     4u   /* bytes that one takes at the least, where it was written */
#define UNSETTLED_MOST    200u /* a two-hundredth of the heap may be not understood */
#define QUIET_LOOKS       2u   /* so many looks in a row took nothing away: the set is stable */

struct leak_watch {
	const struct memory_reader *reader;
	const struct heap_options *options;
	struct allowance allowance;
	struct suspects suspects;
	unsigned looks, quiet;
	uint64_t first_ns, changed;
	struct sampling sampling;
};

struct leak_watch *leak_watch_new(const struct memory_reader *reader,
	const struct heap_options *options)
{
	struct leak_watch *watch = calloc(1, sizeof(*watch));

	if (!watch)
		return NULL;
	watch->reader = reader;
	watch->options = options;
	return watch;
}

void leak_watch_free(struct leak_watch *watch)
{
	if (!watch)
		return;
	suspects_free(&watch->suspects);
	free(watch);
}

/* ---- figures ---- */

static void take_reach(struct leak_report *report, const struct leak_look *look)
{
	const struct nodes *nodes = &look->nodes;

	report->word = nodes->word;
	report->in_use_bytes = nodes->in_use_bytes;
	report->in_use_chunks = nodes->in_use_chunks;
	report->mapped_chunks = nodes->mapped_count;
	report->mapped_exact = look->mapped_exact;
}

/* What was not seen: it may hold anything. */
static void take_unseen(struct leak_report *report, const struct leak_look *look)
{
	const struct resident *resident = &look->marker.resident;
	uint64_t swapped = look->nodes.swapped_bytes + look->root_swapped;

	report->unseen_bytes = swapped + resident->failed_bytes;
	if (swapped > 0)
		report->unseen = LEAK_UNSEEN_SWAPPED;
	else if (resident->failed_bytes > 0)
		report->unseen = LEAK_UNSEEN_UNREAD;
}

static void take_threads(struct leak_report *report, const struct leak_look *look)
{
	report->threads_known = look->threads_known;
	for (size_t i = 0; i < look->threads.count; i++) {
		const struct thread_state *thread = &look->threads.rows[i];

		report->threads++;
		/* A sample is of one moment: what it has is a root, and the bound stays. */
		report->register_limit += thread->running ? REGISTERS_RUNNING : REGISTERS_BLOCKED;
		report->running += thread->running && !thread->sampled;
		report->sampled += thread->sampled;
	}
}

/* What it wrote may have pointers in it, which no look at its memory finds. */
static void take_written(struct leak_report *report, const struct memory_reader *reader)
{
	uint64_t bytes = 0;
	enum status status = STATUS_ABSENT;

	if (reader->written)
		status = reader->written(reader->context, &bytes);
	report->written_bytes = status == STATUS_OK ? value_of((int64_t)min_u64(bytes, INT64_MAX))
						    : value_missing(value_state_of(status));
}

/* Nothing is said to be proven of what may be otherwise for a reason that is known. */
static bool is_sure(const struct leak_report *report)
{
	return report->settled && report->unseen_bytes == 0 && report->threads_known &&
	       (report->confidence == HEAP_OK || report->reason == HEAP_REASON_BUSY);
}

/* So many groups a pointer in what it wrote could hold at the most: one of four bytes each. */
static uint64_t written_limit(const struct leak_report *report)
{
	return value_known(report->written_bytes)
		       ? (uint64_t)report->written_bytes.n / POINTER_LEAST
		       : UINT64_MAX - report->register_limit;
}

/* What is neither proven nor encoded is probable; hidden: what a pointer that cannot be seen could hold. */
static void prove(struct leak_report *report, const struct components *components,
	const struct component_sum *registers, const struct component_sum *hidden)
{
	uint64_t held = registers->bytes + report->encoded_bytes;

	if (report->unreachable_bytes > hidden->bytes + report->encoded_bytes)
		report->proven_bytes =
			report->unreachable_bytes - hidden->bytes - report->encoded_bytes;
	if (report->proven_bytes > 0)
		report->proven_components = components->count - hidden->count;
	report->register_bytes = min_u64(registers->bytes, report->unreachable_bytes);
	if (report->unreachable_bytes > held + report->proven_bytes) {
		report->outside_bytes = report->unreachable_bytes - held - report->proven_bytes;
		report->outside_components = hidden->count - registers->count;
	}
}

static enum status classify(struct leak_report *report, const struct components *components)
{
	struct component_sum registers, hidden;
	enum status status;

	if (!is_sure(report)) {
		report->encoded_bytes = 0;
		report->undecided_bytes = report->unreachable_bytes;
		return STATUS_OK;
	}
	status = components_largest(&registers, components, report->register_limit);
	if (status == STATUS_OK)
		status = components_largest(&hidden, components,
			report->register_limit + written_limit(report));
	if (status != STATUS_OK)
		return status;
	/*
	 * Of a heap that moves, a chunk that a thread freed between the walk and the look at its cache may
	 * stay among the lost for some looks: 34 of 1,034 did beside four threads.
	 */
	if (report->reason != HEAP_REASON_BUSY)
		prove(report, components, &registers, &hidden);
	report->probable_bytes =
		report->unreachable_bytes - report->proven_bytes - report->encoded_bytes;
	return STATUS_OK;
}

/* Only of what is stable: it takes a look at all memory. */
static enum status take_encoded(struct leak_report *report, struct leak_look *look,
	struct components *components)
{
	struct encoded encoded;
	enum status status;

	if (!is_sure(report) || components->count == 0)
		return STATUS_OK;
	status = encodings_search(&encoded, look, components);
	report->encoded_bytes = encoded.bytes;
	report->encoded_tried = encoded.tried;
	report->encoded_found = encoded.found;
	return status;
}

static enum status take_components(struct leak_report *report, struct leak_look *look)
{
	struct residual residual;
	struct components components = { 0 };
	enum status status = residual_open(&residual, &look->marker);

	if (status == STATUS_OK)
		status = components_find(&components, &residual, &look->marker);
	if (status == STATUS_OK) {
		report->unreachable_bytes = components.bytes;
		report->unreachable_chunks = residual.set.count;
		report->components = components.count;
		report->heads = components.heads;
		report->largest_component_bytes = components.largest_bytes;
		status = take_encoded(report, look, &components);
		if (status == STATUS_OK)
			status = classify(report, &components);
	}
	components_free(&components);
	residual_free(&residual);
	return status;
}

/* ---- looks ---- */

/* Only what was unreachable before, too, and did not change since. */
static enum status narrow(struct leak_watch *watch, struct leak_look *look)
{
	struct suspects now;
	enum status status =
		suspects_take(&now, &watch->suspects, &look->marker.block, &watch->allowance);

	suspects_free(&watch->suspects);
	watch->suspects = now;
	if (status != STATUS_OK)
		return status;
	watch->looks++;
	watch->changed += now.dropped;
	watch->quiet = now.dropped == 0 && watch->looks > 1 ? watch->quiet + 1 : 0;
	return STATUS_OK;
}

/*
 * What the walk could not follow counts as memory that may hold anything, and is searched as such: a
 * walk that lost its way in a busy heap finds less, and calls nothing lost that is not.
 */
static void judge_walk(struct leak_report *report, const struct leak_look *look)
{
	if (look->changed) {
		report->confidence = HEAP_APPROXIMATE;
		report->reason = HEAP_REASON_BUSY;
		return;
	}
	if (look->whole && look->missing_bytes <= report->in_use_bytes / UNSETTLED_MOST)
		return;
	report->confidence = HEAP_APPROXIMATE;
	report->reason = look->whole ? HEAP_REASON_INCOMPLETE : HEAP_REASON_DAMAGED;
}

static enum status take_figures(struct leak_watch *watch, struct leak_report *report,
	struct leak_look *look)
{
	enum status status = narrow(watch, look);

	if (status != STATUS_OK)
		return status;
	/* What no look saw cannot come again. */
	report->settled =
		watch->quiet >= QUIET_LOOKS || (watch->looks > 1 && watch->suspects.set.count == 0);
	report->looks = watch->looks;
	report->changed_between_looks = watch->changed;
	report->unreachable_chunks = watch->suspects.set.count;
	status = survey_take(report, look, &watch->sampling);
	holders_free(&look->holders);
	if (status != STATUS_OK)
		return status;
	take_reach(report, look);
	take_unseen(report, look);
	take_threads(report, look);
	take_written(report, watch->reader);
	judge_walk(report, look);
	status = take_components(report, look);
	report->reachable_bytes = report->in_use_bytes - report->unreachable_bytes;
	report->reachable_chunks = report->in_use_chunks - report->unreachable_chunks;
	return status;
}

static void refuse(struct leak_report *report, enum heap_reason reason)
{
	report->confidence = HEAP_REFUSED;
	report->reason = reason;
}

static void refuse_others(struct leak_report *report, const struct leak_look *look)
{
	report->allocator =
		allocators_in_place(&look->memory.maps, report->library, sizeof(report->library));
	refuse(report, report->allocator == HEAP_UNKNOWN ? HEAP_REASON_NO_ARENA
							 : HEAP_REASON_OTHER_ALLOCATOR);
}

enum status leak_watch_look(struct leak_watch *watch, struct leak_report *report)
{
	uint64_t start_ns = clock_now_ns(CLOCK_MONOTONIC);
	struct leak_look look = { 0 };
	enum status status;

	*report = (struct leak_report){ .allocator = HEAP_GLIBC };
	if (watch->first_ns == 0)
		watch->first_ns = start_ns;
	allowance_open(&watch->allowance, watch->options, watch->reader);
	suspects_count(&watch->suspects, &watch->allowance);
	status = look_take(&look, watch->reader, watch->options, &watch->allowance);
	if (status == STATUS_OK)
		status = take_figures(watch, report, &look);
	if (status == STATUS_ABSENT) {
		refuse_others(report, &look);
		status = STATUS_OK;
	} else if (status == STATUS_TOO_LARGE) {
		refuse(report, HEAP_REASON_TOO_LARGE);
		status = STATUS_OK;
	}
	look_free(&look);
	report->seconds = clock_seconds(clock_now_ns(CLOCK_MONOTONIC) - start_ns);
	report->span_seconds = clock_seconds(start_ns - watch->first_ns);
	return status;
}
