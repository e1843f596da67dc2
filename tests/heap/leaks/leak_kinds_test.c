/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Programs whose chunks are held, lost or hidden in a known way, and what the search finds of them: no
 * more and no less, without a page of the target faulted in.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "heap/leaks/leaks.h"
#include "heap/target.h"
#include "source/inspect/process_memory.h"
#include "support/child.h"
#include "support/pass_over.h"

#define PROGRAM     "tests/heap/leaks/leak_target"
#define NODE        64u /* what a chunk of its nodes takes */
#define POINTER     4u  /* what the shortest one takes that was written */
#define LOOKS       10
#define DEADLINE_MS 60000

enum leak_truth {
	HELD,   /* nothing is unreachable */
	LOST,   /* exactly COUNT chunks are */
	HIDDEN, /* they are, or seem to be, and none of them is said to be lost */
	WIDE,   /* the same, where pointers have 64 bits */
};

static const struct leak_kind {
	const char *name;
	enum leak_truth truth;
	unsigned long count, components;
} kinds[] = {
	{ "list", HELD, 2000, 0 },
	{ "cycle", HELD, 2000, 0 },
	{ "twofold", HELD, 2000, 0 },
	{ "interior", HELD, 2000, 0 },
	{ "past_end", HELD, 2000, 0 },
	{ "low_tags", HELD, 2000, 0 },
	{ "shared", HELD, 2000, 0 },
	{ "epoll", HELD, 900, 0 },
	{ "tls", HELD, 6400, 0 },
	{ "keys", HELD, 1280, 0 },
	{ "mapped", HELD, 50, 0 },
	{ "stacks", HELD, 5120, 0 },
	{ "lone", LOST, 2000, 2000 },
	{ "forked", LOST, 2000, 2000 },
	{ "numbered", LOST, 2000, 2000 },
	{ "lost_list", LOST, 2000, 1 },
	{ "lost_cycle", LOST, 2000, 1 },
	{ "lost_twofold", LOST, 2000, 1 },
	{ "dead_stack", LOST, 2560, 256 },
	{ "threads", LOST, 16000, 16000 },
	{ "lost_mapped", LOST, 50, 50 },
	{ "packed", HIDDEN, 2000, 0 },
	{ "combined", HIDDEN, 2000, 0 },
	{ "in_file", HIDDEN, 2000, 0 },
	{ "in_closed_file", HIDDEN, 2000, 0 },
	{ "in_pipe", HIDDEN, 2000, 0 },
	{ "high_tags", WIDE, 2000, 0 },
	{ "shifted", WIDE, 2000, 0 },
	{ "compressed", WIDE, 2000, 0 },
	{ "swapped", WIDE, 2000, 0 },
#ifdef __x86_64__
	{ "register", WIDE, 2000, 1 },
#endif
};

static void look(struct leak_watch *watch, struct leak_report *report)
{
	leak_report_free(report);
	assert_int_equal(leak_watch_look(watch, report), STATUS_OK);
}

/*
 * Until all its threads wait: of one that runs it is not known how far its stack is in use, and what an
 * old frame leads to counts as reachable.
 */
static void wait_for(const struct memory_reader *reader, const struct heap_options *options)
{
	struct leak_watch *watch = leak_watch_new(reader, options);
	struct leak_report report = { 0 };
	int64_t deadline = clock_ms() + DEADLINE_MS;

	assert_non_null(watch);
	do
		look(watch, &report);
	while (report.running > 0 && clock_ms() < deadline);
	leak_report_free(&report);
	leak_watch_free(watch);
}

/* before: how the target was once all its threads waited. */
static void search(struct leak_report *report, const struct target *target,
	struct target_state *before)
{
	struct heap_options options = { 0 };
	struct message message = { "" };
	struct process_memory *memory;
	struct memory_reader reader;
	struct leak_watch *watch;

	*report = (struct leak_report){ 0 };
	if (process_memory_open(&memory, target->pid, &message) != STATUS_OK)
		fail_msg("%s", message.text);
	reader = process_memory_reader(memory);
	watch = leak_watch_new(&reader, &options);
	assert_non_null(watch);
	wait_for(&reader, &options);
	target_state(target, before);
	for (unsigned i = 0; i < LOOKS && !report->settled; i++)
		look(watch, report);
	leak_watch_free(watch);
	process_memory_close(memory);
}

static void assert_sums(const struct leak_report *report, const struct leak_kind *kind)
{
	assert_int_equal(report->confidence, HEAP_OK);
	assert_true(report->settled);
	assert_true(report->mapped_exact);
	assert_int_equal(report->unseen_bytes, 0);
	assert_int_equal(report->running, 0);
	assert_true(report->in_use_chunks >= kind->count);
	assert_int_equal(report->in_use_bytes, report->reachable_bytes + report->unreachable_bytes);
	assert_int_equal(report->in_use_chunks,
		report->reachable_chunks + report->unreachable_chunks);
	assert_int_equal(report->unreachable_bytes, report->proven_bytes + report->probable_bytes +
							    report->encoded_bytes +
							    report->undecided_bytes);
}

/* A thread of 32 bits keeps so many old arguments on its stack, at the most. */
#define KEPT_ARGUMENTS 4

/*
 * As many groups as registers could hold are not proven, and no more.  On 32 bits arguments are on the
 * stack, and a thread keeps old ones at times: those chunks and what they lead to count as held.
 */
static void assert_lost(const struct leak_report *report, const struct leak_kind *kind)
{
	uint64_t hidden = report->register_limit + (uint64_t)report->written_bytes.n / POINTER;
	uint64_t kept = getenv("LEAK_TARGET_NARROW") ? KEPT_ARGUMENTS * report->threads : 0;
	uint64_t least =
		kind->count - min_u64(kept * (kind->count / kind->components), kind->count);

	if (report->unreachable_chunks > kind->count || report->unreachable_chunks < least)
		fail_msg("%s: %llu chunks unreachable, %lu lost", kind->name,
			(unsigned long long)report->unreachable_chunks, kind->count);
	assert_true(report->components <= kind->components);
	assert_true(report->components + kept >= kind->components);
	assert_int_equal(report->proven_components,
		report->components > hidden ? report->components - hidden : 0);
	assert_int_equal(report->undecided_bytes, 0);
	/* It says that it is ready, and no more; what starts it may write as well. */
	assert_true(value_known(report->written_bytes));
	assert_true(report->written_bytes.n < 400);
}

static void assert_truth(const struct leak_report *report, const struct leak_kind *kind)
{
	assert_sums(report, kind);
	if (kind->truth == HELD && report->unreachable_chunks != 0)
		fail_msg("%s: %llu chunks unreachable, but all are held", kind->name,
			(unsigned long long)report->unreachable_chunks);
	else if (kind->truth >= HIDDEN && report->proven_bytes != 0)
		fail_msg("%s: %llu bytes are said to be lost, but none is", kind->name,
			(unsigned long long)report->proven_bytes);
	else if (kind->truth == LOST)
		assert_lost(report, kind);
}

static void found_is_the_truth(void **state)
{
	const struct leak_kind *kind = *state;
	struct target_state before, after;
	struct leak_report report;
	struct target target;

	if (kind->truth == WIDE && getenv("LEAK_TARGET_NARROW"))
		PASS_OVER("32 bits");
	target_start_program(&target, PROGRAM, kind->name, kind->count);
	search(&report, &target, &before);
	target_state(&target, &after);
	assert_truth(&report, kind);
	assert_int_equal(after.resident, before.resident);
	assert_int_equal(after.minor_faults, before.minor_faults);
	assert_int_equal(after.major_faults, before.major_faults);
	leak_report_free(&report);
	target_stop(&target);
}

int main(void)
{
	struct CMUnitTest tests[COUNT_OF(kinds)] = { 0 };

	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		tests[i] = (struct CMUnitTest){ .name = kinds[i].name,
			.test_func = found_is_the_truth,
			.initial_state = (void *)(uintptr_t)&kinds[i] };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
