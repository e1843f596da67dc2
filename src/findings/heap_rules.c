/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "findings/heap_rules.h"

#include <math.h>

#include "base/i18n.h"
#include "document/heap_figures.h"
#include "findings/figure.h"

static bool examined(const struct heap_evidence *evidence)
{
	return evidence->report && evidence->report->confidence != HEAP_REFUSED;
}

static bool trend_is(const struct heap_evidence *evidence, enum trend trend)
{
	return examined(evidence) && evidence->trend.trend == trend;
}

void heap_take_trends(struct heap_evidence *evidence, struct history *history,
	const struct history_key *key)
{
	history_trend(history, key, HISTORY_HEAP, &evidence->trend);
	history_trend(history, key, HISTORY_OTHER_HEAP, &evidence->other_trend);
}

enum status heap_follow(struct heap_evidence *evidence, struct history *history,
	const struct history_key *key, uint64_t now_ns)
{
	const struct heap_report *report = evidence->report;
	const struct other_heap *other = heap_followed(report);
	struct value held = heap_held(report);
	enum status status = STATUS_OK;

	if (report->confidence != HEAP_REFUSED && value_known(held))
		status = history_add(history, key, HISTORY_HEAP, now_ns, (uint64_t)held.n);
	if (status == STATUS_OK && other && value_known(other_heap_followed(other)))
		status = history_add(history, key, HISTORY_OTHER_HEAP, now_ns,
			(uint64_t)other_heap_followed(other).n);
	heap_take_trends(evidence, history, key);
	return status;
}

bool heap_is_steady(const struct heap_evidence *evidence)
{
	return (trend_is(evidence, TREND_FLAT) || trend_is(evidence, TREND_SAWTOOTH)) &&
	       isfinite(evidence->trend.bound_bytes_per_minute);
}

bool heap_is_growing(const struct heap_evidence *evidence)
{
	return trend_is(evidence, TREND_GROWING);
}

static const char *const reason_texts[HEAP_REASON_COUNT] = {
	[HEAP_REASON_NONE] = N_("all adds up"),
	[HEAP_REASON_OTHER_ALLOCATOR] = N_("another allocator is loaded"),
	[HEAP_REASON_NO_ARENA] = N_("no heap of glibc's malloc was found"),
	[HEAP_REASON_BUSY] = N_("the program allocates and frees while its heap is read"),
	[HEAP_REASON_SWAPPED] =
		N_("part of the heap is in swap, and reading it would bring it back"),
	[HEAP_REASON_DAMAGED] =
		N_("some headers cannot be a chunk's: the heap is damaged, or of a form "
		   "that is not known here"),
	[HEAP_REASON_INCOMPLETE] = N_("less memory was found than malloc says it has"),
	[HEAP_REASON_EXCESS] = N_("more memory looks like the heap than malloc says it has"),
	[HEAP_REASON_STALE_LINKS] = N_("too many chunks look as if they were in fastbins"),
	[HEAP_REASON_BROKEN_LINKS] = N_("part of a list of free chunks could not be read"),
	[HEAP_REASON_TOO_LARGE] = N_("examining it takes more time or memory than the limit allows "
				     "(--inspect-limit allows more)"),
};

const char *heap_reason_text(enum heap_reason reason)
{
	return reason_texts[reason];
}

/* ---- figures ---- */

#define OF_HEAP(name, expression)                                                                  \
	FIGURE_VALUE(name, const struct heap_evidence *evidence = facts->heap, examined(evidence), \
		expression)
#define TOTAL(name, member) OF_HEAP(name, value_of(evidence->report->total.member))
#define OF_TREND(name, expression)                                                                 \
	OF_HEAP(name, evidence->trend.trend == TREND_TOO_SHORT ? value_missing(VALUE_PENDING)      \
							       : value_of((int64_t)(expression)))

TOTAL(heap, resident)
TOTAL(heap_in_use, in_use)
TOTAL(heap_trimmable, trimmable)
TOTAL(heap_trimmable_shared, trimmable_shared)
TOTAL(heap_thread_tops, thread_top)
TOTAL(heap_pinned, pinned)
OF_HEAP(retained, value_of(heap_retained_resident(&evidence->report->total)))
OF_HEAP(heap_small_chunks,
	value_of(evidence->report->total.fastbin + evidence->report->total.tcache))
OF_HEAP(heap_arenas, value_of(evidence->report->arena_count))
OF_HEAP(heap_mapped, evidence->report->mmapped_bytes)
OF_HEAP(heap_mapped_chunks, evidence->report->mmapped_chunks)
OF_HEAP(anonymous, evidence->report->anonymous)
OF_HEAP(heap_share, evidence->report->share)
OF_TREND(heap_pace, evidence->trend.bytes_per_minute < 0 ? -evidence->trend.bytes_per_minute
							 : evidence->trend.bytes_per_minute)
OF_TREND(heap_window, evidence->trend.window_seconds)
OF_HEAP(heap_pace_for, evidence->trend.pace_seconds > 0
			       ? value_of((int64_t)evidence->trend.pace_seconds)
			       : value_missing(VALUE_ABSENT))
OF_HEAP(heap_doubling, evidence->trend.doubling_seconds > 0
			       ? value_of((int64_t)evidence->trend.doubling_seconds)
			       : value_missing(VALUE_ABSENT))
OF_TREND(heap_moved, evidence->trend.moved_bytes)
OF_HEAP(malloc_held, heap_held(evidence->report))
OF_HEAP(heap_bound, isfinite(evidence->trend.bound_bytes_per_minute)
			    ? value_of((int64_t)(60 * evidence->trend.bound_bytes_per_minute))
			    : value_missing(VALUE_ABSENT))

/* Of the main arena, which is the first. */
static const struct heap_figures *main_arena(const struct facts *facts)
{
	const struct heap_report *report = facts->heap->report;

	return examined(facts->heap) && report->arena_count > 0 ? &report->arenas[0].figures : NULL;
}

static struct value main_top(const struct facts *facts)
{
	const struct heap_figures *figures = main_arena(facts);

	return figures ? value_of(figures->top) : value_missing(VALUE_ABSENT);
}

static struct value main_trimmable(const struct facts *facts)
{
	const struct heap_figures *figures = main_arena(facts);

	return figures ? value_of(figures->trimmable) : value_missing(VALUE_ABSENT);
}

static struct value pid(const struct facts *facts)
{
	return value_of(facts->heap->pid);
}

OF_HEAP(waits_in, evidence->report->waits_in)

/* Of a heap beside glibc's, if that was read. */
static struct value of_other(const struct facts *facts, enum heap_allocator allocator,
	enum other_heap_figure figure)
{
	const struct heap_report *report = facts->heap->report;
	const struct other_heap *heap = report ? heap_other(report, allocator) : NULL;

	return heap ? heap->figures[figure] : value_missing(VALUE_ABSENT);
}

#define OTHER(name, allocator, figure)                                                             \
	static struct value name(const struct facts *facts)                                        \
	{                                                                                          \
		return of_other(facts, HEAP_##allocator, OTHER_HEAP_##figure);                     \
	}

OTHER(java_in_use, HOTSPOT, IN_USE)
OTHER(java_heap, HOTSPOT, SYSTEM)
OTHER(java_limit, HOTSPOT, LIMIT)
OTHER(java_old, HOTSPOT, OLD)
OTHER(go_heap, GO, SYSTEM)
OTHER(go_in_use, GO, IN_USE)
OTHER(go_free, GO, FREE)
OTHER(python_in_use, PYTHON, IN_USE)
OTHER(python_pinned, PYTHON, PINNED)
OTHER(python_free, PYTHON, FREE)
OTHER(jemalloc_free, JEMALLOC, FREE)
OTHER(tcmalloc_free, TCMALLOC, FREE)
OTHER(mimalloc_free, MIMALLOC, FREE)

/* Of what stands in the place of glibc's malloc. */
#define IN_PLACE(name, figure)                                                                     \
	FIGURE_VALUE(name,                                                                         \
		const struct other_heap *heap =                                                    \
			facts->heap->report ? heap_in_place(facts->heap->report) : NULL,           \
		heap, heap->figures[OTHER_HEAP_##figure])

IN_PLACE(other_heap, SYSTEM)
IN_PLACE(other_in_use, IN_USE)
IN_PLACE(other_pinned, PINNED)
IN_PLACE(other_free, FREE)

static const char *other_owner(const struct facts *facts)
{
	return facts->heap->report ? heap_allocator_title(facts->heap->report->allocator) : NULL;
}

static struct value other_figure(const struct facts *facts, double number)
{
	const struct heap_evidence *evidence = facts->heap;

	if (!evidence->report || !heap_followed(evidence->report) ||
		evidence->other_trend.trend == TREND_TOO_SHORT)
		return value_missing(VALUE_PENDING);
	return value_of((int64_t)number);
}

static struct value other_pace(const struct facts *facts)
{
	return other_figure(facts, fabs(facts->heap->other_trend.bytes_per_minute));
}

static struct value other_window(const struct facts *facts)
{
	return other_figure(facts, facts->heap->other_trend.window_seconds);
}

static const char *heap_reason(const struct facts *facts)
{
	return facts->heap->report ? reason_texts[facts->heap->report->reason] : NULL;
}

static const char *library(const struct facts *facts)
{
	const struct heap_report *report = facts->heap->report;

	if (!report)
		return NULL;
	return report->library[0] ? report->library : heap_allocator_name(report->allocator);
}

#define WALK      N_("malloc's chunks, read from outside")
#define COUNTERS  N_("hsperfdata, read from its mapping")
#define POOLS     N_("headers of Python's pools, read from outside")
#define PACER     N_("runtime.gcController, read from outside")
#define OWN_LISTS N_("the allocator's descriptions of its pages, read from outside")
#define WATCHED   N_("chunks in use and mapped, watched")

static const struct rule_figure figures[] = {
	FIGURE(BYTES, heap, WALK),
	FIGURE(BYTES, heap_in_use, WALK, .key = "in_use_bytes"),
	FIGURE(BYTES, heap_trimmable, WALK, .whole = "heap"),
	FIGURE(BYTES, heap_trimmable_shared, WALK, .whole = "heap"),
	FIGURE(BYTES, heap_thread_tops, WALK, .whole = "heap"),
	FIGURE(BYTES, heap_pinned, WALK, .whole = "heap"),
	FIGURE_BY(BYTES, heap_retained, retained, WALK, .whole = "heap", .key = "retained_bytes"),
	FIGURE(BYTES, heap_small_chunks, WALK, .whole = "heap_pinned"),
	FIGURE(COUNT, heap_arenas, WALK),
	FIGURE(BYTES, heap_mapped, "mp_", .whole = "heap"),
	FIGURE(COUNT, heap_mapped_chunks, "mp_"),
	FIGURE(BYTES, anonymous, "smaps_rollup: Anonymous"),
	FIGURE(PERCENT, heap_share, WALK),
	FIGURE(BYTES, heap_pace, WATCHED, .key = "in_use_growth_bytes_per_minute"),
	FIGURE(DURATION, heap_window, WATCHED),
	FIGURE(DURATION, heap_pace_for, WATCHED),
	FIGURE(DURATION, heap_doubling, WATCHED),
	FIGURE(BYTES, heap_moved, WATCHED),
	FIGURE(BYTES, heap_bound, WATCHED, .key = "in_use_growth_bound_bytes_per_hour"),
	FIGURE(BYTES, malloc_held, WALK),
	FIGURE(BYTES, main_top, WALK, .whole = "main_trimmable"),
	FIGURE_BY(BYTES, top_of_heap, main_top, WALK, .whole = "heap_trimmable"),
	FIGURE(BYTES, main_trimmable, WALK, .whole = "heap"),
	FIGURE(NONE, pid, "status: Pid"),
	FIGURE(NONE, waits_in, "syscall"),
	FIGURE(BYTES, java_in_use, COUNTERS, .whole = "java_heap"),
	FIGURE(BYTES, java_heap, COUNTERS),
	FIGURE(BYTES, java_limit, COUNTERS),
	FIGURE(BYTES, java_old, COUNTERS, .whole = "java_heap"),
	FIGURE(BYTES, go_heap, PACER),
	FIGURE(BYTES, go_in_use, PACER, .whole = "go_heap"),
	FIGURE(BYTES, go_free, PACER, .whole = "go_heap"),
	FIGURE(BYTES, python_in_use, POOLS),
	FIGURE(BYTES, python_pinned, POOLS, .whole = "python_in_use"),
	FIGURE(BYTES, python_free, POOLS),
	FIGURE(BYTES, other_heap, OWN_LISTS),
	FIGURE(BYTES, other_in_use, OWN_LISTS, .whole = "other_heap"),
	FIGURE(BYTES, other_pinned, OWN_LISTS, .whole = "other_heap"),
	FIGURE(BYTES, other_free, OWN_LISTS, .whole = "other_heap"),
	FIGURE(BYTES, jemalloc_free, OWN_LISTS, .whole = "other_heap"),
	FIGURE(BYTES, tcmalloc_free, OWN_LISTS, .whole = "other_heap"),
	FIGURE(BYTES, mimalloc_free, OWN_LISTS, .whole = "other_heap"),
	FIGURE_WORDS(other_owner, other_owner, "maps"),
	FIGURE(BYTES, other_pace, WATCHED, .key = "growth_bytes_per_minute"),
	FIGURE(DURATION, other_window, WATCHED),
	FIGURE_WORDS(heap_reason, heap_reason, WALK),
	FIGURE_TEXT(library, library, "maps"),
	{ .name = NULL },
};

/* ---- rules ---- */

static struct judgement judge_refused(const struct question *question)
{
	const struct heap_report *report = question->facts->heap->report;
	unsigned sentence = 2;

	if (report && report->reason == HEAP_REASON_OTHER_ALLOCATOR)
		sentence = 0;
	else if (report && report->reason == HEAP_REASON_NO_ARENA)
		sentence = 1;
	return (struct judgement){ report && report->confidence == HEAP_REFUSED &&
						   !heap_in_place(report)
					   ? SEVERITY_OK
					   : SEVERITY_NONE,
		sentence };
}

/* Where a figure of the rule's own heap is known: that heap was read. */
static struct judgement judge_read(const struct question *question)
{
	return judged(value_known(facts_figure(question->facts, question->rule->figures[0])),
		SEVERITY_OK);
}

/* What has no sentence of its own; the second where it is not known what lies on free pages. */
static struct judgement judge_in_place(const struct question *question)
{
	const struct heap_report *report = question->facts->heap->report;

	return (struct judgement){ report && report->allocator != HEAP_GO
					   ? judge_read(question).severity
					   : SEVERITY_NONE,
		!value_known(facts_figure(question->facts, "other_free")) };
}

static struct judgement judge_java_growing(const struct question *question)
{
	const struct heap_evidence *evidence = question->facts->heap;

	return judged(value_known(java_old(question->facts)) &&
			      evidence->other_trend.trend == TREND_GROWING,
		SEVERITY_NOTE);
}

static struct judgement judge_growing(const struct question *question)
{
	const struct heap_evidence *evidence = question->facts->heap;

	return (struct judgement){ heap_is_growing(evidence) ? SEVERITY_NOTE : SEVERITY_NONE,
		evidence->trend.doubling_seconds > 0 };
}

/* The second sentence of what goes up and down. */
static struct judgement judge_steady(const struct question *question)
{
	const struct heap_evidence *evidence = question->facts->heap;

	return (struct judgement){ heap_is_steady(evidence) ? SEVERITY_OK : SEVERITY_NONE,
		trend_is(evidence, TREND_SAWTOOTH) };
}

/* The second sentence where it slows down, and has not stopped. */
static struct judgement judge_grown(const struct question *question)
{
	const struct heap_evidence *evidence = question->facts->heap;
	bool fires = (trend_is(evidence, TREND_STEP) || trend_is(evidence, TREND_PLATEAU)) &&
		     evidence->trend.moved_bytes > 0;

	return (struct judgement){ fires ? SEVERITY_NOTE : SEVERITY_NONE,
		!isfinite(evidence->trend.bound_bytes_per_minute) };
}

/* Where not most of it is kept. */
static struct judgement judge_held(const struct question *question)
{
	const struct level *limits = question->rule->limits;

	return judged(examined(question->facts->heap) &&
			      (facts_below(question->facts, "heap_retained", limits[0]) ||
				      facts_below(question->facts, "heap_retained%", limits[1])),
		SEVERITY_OK);
}

static struct judgement judge_unsure(const struct question *question)
{
	const struct heap_report *report = question->facts->heap->report;

	return judged(report && report->confidence == HEAP_APPROXIMATE, SEVERITY_NOTE);
}

static struct judgement judge_small_share(const struct question *question)
{
	return judged(!facts_below(question->facts, "anonymous", question->rule->limits[0]) &&
			      value_known(facts_figure(question->facts, "anonymous")),
		question->level);
}

/* The main arena: much can go back, but by far the most not at the top. */
static struct judgement judge_pinned_top(const struct question *question)
{
	const struct heap_figures *arena = main_arena(question->facts);

	return judged(
		arena && facts_below(question->facts, "main_top%", question->rule->limits[1]) &&
			arena->free + arena->top >= arena->trimmable,
		judge_large_share(question).severity);
}

static struct judgement judge_large_top(const struct question *question)
{
	return judged(!facts_below(question->facts, "top_of_heap%", question->rule->limits[1]) &&
			      main_arena(question->facts),
		judge_large_share(question).severity);
}

static struct judgement judge_small_chunks(const struct question *question)
{
	return judged(
		!facts_below(question->facts, "heap_small_chunks%", question->rule->limits[1]),
		judge_large_share(question).severity);
}

/*
 * The main thread holds no lock of malloc where it waits.  Numbers of system calls are those of programs
 * with pointers as memtop's.
 */
static struct judgement judge_can_be_called(const struct question *question)
{
	const struct heap_evidence *evidence = question->facts->heap;

	return judged(value_known(facts_figure(question->facts, "waits_in")) &&
			      evidence->report->word == sizeof(void *),
		judge_large_share(question).severity);
}

/* What is worth a sentence. */
#define WORTH                                                                                      \
	.ok = MEBIBYTES(1), .limits = { PERCENT(5) },                                              \
	.condition = N_("not below {limit} of the heap"), .judge = judge_large_share

static const struct rule rules[] = {
	{ .name = "heap_growing",
		.figures = { "heap_pace", "heap_pace_for", "heap_doubling", "malloc_held" },
		.condition = N_("what it has allocated by malloc grows"),
		.judge = judge_growing,
		.sentences = { { .text = N_("What it has allocated by malloc, "
					    "{malloc_held}, has grown {heap_pace} "
					    "a minute for {heap_pace_for}: either "
					    "a leak, or data that the program "
					    "still needs.") },
			{ .text = N_("What it has allocated by malloc, "
				     "{malloc_held}, grows ever faster, "
				     "{heap_pace} a minute now, which doubles "
				     "every {heap_doubling}: either a leak, or "
				     "data that the program still needs.") } },
		.advice = N_("Compare its size classes: those that grow say what is held."),
		.view = "heap",
		.action = "heap" },
	{ .name = "heap_kept",
		.measure = "heap_retained",
		.figures = { "heap", "heap_trimmable" },
		.note = MEBIBYTES(1),
		.limits = { PERCENT(50) },
		.condition = N_("not below {limit} of the heap"),
		.judge = judge_large_share,
		.sentences = { { .text = N_("Of the {heap} in malloc's heap, the "
					    "program has freed {heap_retained} "
					    "and malloc keeps it. malloc_trim(0) "
					    "would return {heap_trimmable} now.") } },
		.advice = N_("Have the program call malloc_trim(0) after it has freed a lot."),
		.view = "heap",
		.action = "heap" },
	{ .name = "heap_java_growing",
		.figures = { "java_old", "other_pace", "other_window", "pid" },
		.condition = N_("Java's old generation grows from collection to collection"),
		.judge = judge_java_growing,
		.sentences = { { .text = N_(
					 "Java's old generation, {java_old} after the last collection, has grown {other_pace} a minute for {other_window}: objects that the collector cannot drop.") } },
		.advice = N_("See what fills it: jcmd {pid} GC.class_histogram"),
		.view = "heap",
		.action = "heap" },
	{ .name = "heap_java",
		.figures = { "java_in_use", "java_heap", "java_limit" },
		.condition = N_("HotSpot's counters could be read"),
		.judge = judge_read,
		.sentences = { { .text = N_(
					 "Java's heap held {java_in_use} after its last collection; it has taken {java_heap} from the system, and may take {java_limit}.") } },
		.view = "heap",
		.action = "heap" },
	{ .name = "heap_python",
		.figures = { "python_in_use", "python_pinned", "python_free" },
		.condition = N_("pools of CPython were found"),
		.judge = judge_read,
		.sentences = { { .text = N_(
					 "Python holds {python_in_use} in objects of up to 512 bytes. {python_pinned} is free between them and {python_free} in empty pools: Python uses it again, and malloc_trim() does not reach it.") } },
		.view = "heap",
		.action = "heap" },
	{ .name = "heap_go",
		.figures = { "go_in_use", "go_heap", "go_free" },
		.condition = N_("what Go's runtime counts could be read"),
		.judge = judge_read,
		.sentences = { { .text = N_("Go's heap has {go_heap} of memory: "
					    "{go_in_use} lies in spans in use, "
					    "and {go_free} is free and returns to "
					    "the system by itself.") } },
		.view = "heap",
		.action = "heap" },
	{ .name = "heap_in_place",
		.figures = { "other_in_use", "other_owner", "other_heap", "other_pinned",
			"other_free" },
		.condition =
			N_("another allocator stands in the place of glibc's, and could be read"),
		.judge = judge_in_place,
		.sentences = { { .text = N_(
					 "{other_owner} has {other_heap} from the system: {other_in_use} is in use, {other_pinned} is free between blocks in use, and {other_free} lies on free pages.") },
			{ .text = N_(
				  "{other_owner} has {other_heap} from the system: {other_in_use} is in use, and {other_pinned} is free between blocks in use.") } },
		.view = "heap",
		.action = "heap" },
	{ .name = "heap_unsure",
		.figures = { "heap_reason" },
		.condition = N_("something did not add up"),
		.judge = judge_unsure,
		.sentences = { { .text = N_("These figures of the heap are "
					    "approximate: {heap_reason}.") } },
		.view = "heap" },
	{ .name = "heap_refused",
		.figures = { "heap_reason", "library" },
		.condition = N_("no heap of glibc's malloc could be read"),
		.judge = judge_refused,
		.sentences = { { .text = N_(
					 "This process does not use glibc's malloc ({library} is loaded).") },
			{ .text = N_(
				  "No heap of glibc's malloc is in use here: the process has another allocator built in, or takes its memory from the kernel itself.") },
			{ .text = N_("Nothing is known about its heap: "
				     "{heap_reason}.") } } },
	{ .name = "heap_held",
		.figures = { "heap_in_use", "heap_retained", "heap_trimmable" },
		.limits = { MEBIBYTES(1), PERCENT(50) },
		.condition =
			N_("malloc keeps less than {limit}, or less than {limit2} of the heap"),
		.judge = judge_held,
		.sentences = { { .text = N_(
					 "The program holds {heap_in_use} of malloc's heap; {heap_retained} is free memory that malloc keeps, of which malloc_trim(0) would return {heap_trimmable} now.") } },
		.view = "heap",
		.action = "heap" },
	{ .name = "heap_steady",
		.figures = { "malloc_held", "heap_window", "heap_bound" },
		.condition = N_("what it has allocated by malloc does not grow"),
		.judge = judge_steady,
		.sentences = { { .text = N_("What it has allocated by malloc, "
					    "{malloc_held}, has been flat for "
					    "{heap_window}: that rules out a leak "
					    "there faster than {heap_bound} an "
					    "hour.") },
			{ .text = N_("What it has allocated by malloc, "
				     "{malloc_held}, goes up and down, and no "
				     "rise of its low points is seen: that rules "
				     "out a leak there faster than {heap_bound} "
				     "an hour.") } },
		.view = "heap" },
	{ .name = "heap_grew",
		.figures = { "malloc_held", "heap_moved", "heap_window", "heap_bound" },
		.condition = N_("what it has allocated by malloc grew, and has stopped "
				"or slows down"),
		.judge = judge_grown,
		.sentences = { { .text = N_("What it has allocated "
					    "by malloc, "
					    "{malloc_held}, grew by "
					    "{heap_moved} in "
					    "{heap_window} and has "
					    "stopped.") },
			{ .text = N_("What it has allocated by malloc, "
				     "{malloc_held}, grew by {heap_moved} in "
				     "{heap_window}.") } },
		.view = "heap" },
	{ .name = "heap_small_share",
		.closer = true,
		.measure = "heap_share",
		.figures = { "anonymous" },
		.below = true,
		.ok = PERCENT(50),
		.limits = { MEBIBYTES(16) },
		.condition = N_("only where that is not below {limit}"),
		.judge = judge_small_share,
		.sentences = { { .text = N_(
					 "glibc's malloc has only {heap_share} of the {anonymous} of anonymous memory: the rest belongs to a runtime with a heap of its own, to thread stacks, or to mappings.") } },
		.view = "process" },
	{ .name = "heap_mapped",
		.closer = true,
		.measure = "heap_mapped",
		.figures = { "heap_mapped_chunks" },
		WORTH,
		.sentences = { { NP_("{heap_mapped} more is in use in {heap_mapped_chunks} large chunk with a mapping of its own: that goes back to the system as soon as it is freed.",
					 "{heap_mapped} more is in use in {heap_mapped_chunks} large chunks with a mapping of their own: those go back to the system as soon as they are freed."),
			"heap_mapped_chunks" } } },
	{ .name = "heap_shared", .closer = true, .measure = "heap_trimmable_shared", WORTH, .sentences = { { .text = N_("{heap_trimmable_shared} of what malloc_trim(0) would return is shared with other processes since a fork: RSS would fall by it, but the machine gains nothing.") } } },
	{ .name = "heap_trim",
		.closer = true,
		.measure = "heap_trimmable",
		WORTH,
		.sentences = { { .text = N_(
					 "{heap_trimmable} of the heap lies on whole free pages.") } },
		.advice = N_("Have the program call malloc_trim(0) after it has "
			     "freed a lot: it returns whole free pages anywhere in "
			     "the heap, not only at its end (since glibc 2.8).") },
	{ .name = "heap_trim_by_debugger",
		.closer = true,
		.measure = "heap_trimmable",
		.figures = { "waits_in", "pid" },
		.ok = MEBIBYTES(1),
		.limits = { PERCENT(5) },
		.condition = N_(
			"not below {limit} of the heap, while the main thread waits in a system call and holds no lock of malloc"),
		.judge = judge_can_be_called,
		.sentences = { { .text = N_(
					 "Its main thread waits in system call {waits_in}, where it holds no lock of malloc: gdb can have it call malloc_trim(0), which stops the program meanwhile.") } },
		.advice = N_(
			"grep -q '^{waits_in} ' /proc/{pid}/syscall && gdb -p {pid} -batch -nx -ex 'handle all nostop noprint pass' -ex 'call (int)malloc_trim(0)'") },
	{ .name = "heap_pinned_top",
		.closer = true,
		.measure = "main_trimmable",
		.figures = { "heap_trimmable%", "main_top%" },
		.ok = MEBIBYTES(1),
		.limits = { PERCENT(5), { UNIT_PERCENT, 1250 } },
		.condition =
			N_("not below {limit} of the heap, and below {limit2} of it at the top"),
		.judge = judge_pinned_top,
		.sentences = { { .text = N_(
					 "A chunk in use near the heap's end pins its top, so free() alone lowers nothing (M_TRIM_THRESHOLD looks at the top only); malloc_trim(0) reaches what is below.") } } },
	{ .name = "heap_large_top",
		.closer = true,
		.measure = "heap_trimmable",
		.figures = { "top_of_heap%" },
		.ok = MEBIBYTES(1),
		.limits = { PERCENT(5), PERCENT(50) },
		.condition = N_(
			"not below {limit} of the heap, and not below {limit2} of it at the top"),
		.judge = judge_large_top,
		.sentences = { { .text = N_(
					 "Most of it is the heap's top. free() returns that by itself above M_TRIM_THRESHOLD, which grows to twice the largest mapped chunk that was freed unless it is set.") } },
		.advice =
			N_("MALLOC_TRIM_THRESHOLD_=131072 in its environment keeps that small.") },
	{ .name = "heap_thread_tops",
		.closer = true,
		.measure = "heap_thread_tops",
		.figures = { "heap_arenas" },
		WORTH,
		.sentences = { { .text = N_(
					 "{heap_thread_tops} is free at the ends of thread arenas, which malloc_trim leaves as they are; there are {heap_arenas} arenas.") } },
		.advice = N_(
			"MALLOC_ARENA_MAX=2 in its environment, or mallopt(M_ARENA_MAX, 2) at its start, keeps fewer of them.") },
	{ .name = "heap_fragmented",
		.closer = true,
		.measure = "heap_pinned",
		WORTH,
		.sentences = { { .text = N_(
					 "{heap_pinned} is free but lies on pages that hold chunks in use as well: fragmentation. It can be used again by this program; it goes back once its neighbours are freed. Keeping short-lived and long-lived data apart avoids it.") } } },
	{ .name = "heap_jemalloc_free",
		.closer = true,
		.measure = "jemalloc_free",
		WORTH,
		.sentences = { { .text = N_(
					 "{jemalloc_free} lies on free pages: jemalloc returns them after a delay, and only while the program works with its heap.") } },
		.advice = N_(
			"MALLOC_CONF=background_thread:true,dirty_decay_ms:1000 in its environment has a thread return them after a second.") },
	{ .name = "heap_tcmalloc_free",
		.closer = true,
		.measure = "tcmalloc_free",
		WORTH,
		.sentences = { { .text = N_(
					 "{tcmalloc_free} lies on free pages: tcmalloc keeps them for what the program allocates next.") } },
		.advice = N_(
			"TCMALLOC_AGGRESSIVE_DECOMMIT=t in its environment returns them at once.") },
	{ .name = "heap_mimalloc_free",
		.closer = true,
		.measure = "mimalloc_free",
		WORTH,
		.sentences = { { .text = N_(
					 "{mimalloc_free} lies on free pages: mimalloc returns them after a delay, and only while the program works with its heap.") } },
		.advice = N_(
			"MIMALLOC_DECOMMIT_DELAY=0 in its environment (2.0), or MIMALLOC_PURGE_DELAY=0 (since 2.1), returns them at once.") },
	{ .name = "heap_small_chunks",
		.closer = true,
		.measure = "heap_pinned",
		.figures = { "heap_small_chunks%" },
		.ok = MEBIBYTES(1),
		.limits = { PERCENT(5), PERCENT(25) },
		.condition = N_(
			"not below {limit} of the heap, and small chunks are not below {limit2} of it"),
		.judge = judge_small_chunks,
		.sentences = { { .text = N_(
					 "Small freed chunks wait in fastbins and thread caches without merging.") } },
		.advice = N_(
			"GLIBC_TUNABLES=glibc.malloc.mxfast=0:glibc.malloc.tcache_count=0 in its environment lets them merge at once, at some cost in speed.") },
	{ .name = "heap_containers",
		.closer = true,
		.measure = "heap_retained",
		.ok = MEBIBYTES(1),
		.limits = { PERCENT(50) },
		.condition = N_("not below {limit} of the heap"),
		.judge = judge_large_share,
		.sentences = { { .text = N_("clear(), and swap() with an empty "
					    "container, return memory to malloc "
					    "only, not to the system.") } } },
	{ .name = NULL },
};

const struct subject heap_subject = { .name = "heap", .rules = rules, .figures = figures };

void heap_judge(struct findings *findings, const struct heap_evidence *evidence)
{
	findings->count = 0;
	findings_judge(findings, &(struct facts){ &heap_subject, { .heap = evidence } });
}
