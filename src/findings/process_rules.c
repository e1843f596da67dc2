/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "findings/process_rules.h"

#include "base/i18n.h"
#include "derive/process/runtime.h"

static bool trend_is(const struct question *question, enum trend trend)
{
	return question->facts->process->trend.trend == trend;
}

static bool moved(const struct question *question)
{
	return question->facts->process->trend.moved_bytes != 0;
}

static struct judgement judge_kernel_thread(const struct question *question)
{
	return judged(question->facts->process->detail->kernel_thread, SEVERITY_OK);
}

static struct judgement judge_zombie(const struct question *question)
{
	return judged(question->facts->process->detail->process_state == 'Z', SEVERITY_NOTE);
}

static struct judgement judge_denied(const struct question *question)
{
	const struct process_detail *detail = question->facts->process->detail;

	return judged(detail->smaps_status == STATUS_DENIED && !detail->denied_to_root,
		SEVERITY_NOTE);
}

static struct judgement judge_denied_to_root(const struct question *question)
{
	const struct process_detail *detail = question->facts->process->detail;

	return judged(detail->smaps_status == STATUS_DENIED && detail->denied_to_root,
		SEVERITY_NOTE);
}

/* A thread holds the lock of its address space, and waits for something itself. */
static struct judgement judge_unanswered(const struct question *question)
{
	const struct process_detail *detail = question->facts->process->detail;

	if (detail->smaps_status != STATUS_UNANSWERED)
		return judged_nothing();
	return (struct judgement){ SEVERITY_WARNING, detail->asked_mount ? 0 : 1 };
}

static struct judgement judge_not_examined(const struct question *question)
{
	return judged(question->facts->process->detail->smaps_status == STATUS_TOO_LARGE,
		SEVERITY_NOTE);
}

/* The second sentence of what grows ever faster. */
static struct judgement growing(const struct question *question, enum severity severity)
{
	return (struct judgement){ severity,
		value_known(facts_figure(question->facts, "doubling")) };
}

static struct judgement judge_growing_to_limit(const struct question *question)
{
	return growing(question, question->level);
}

/* What reaches no limit soon. */
static struct judgement judge_growing(const struct question *question)
{
	bool soon = facts_below(question->facts, "time", question->rule->limits[0]);

	return growing(question,
		trend_is(question, TREND_GROWING) && !soon ? SEVERITY_NOTE : SEVERITY_NONE);
}

/* All of it grows, and at most half as fast what the program holds of malloc. */
static struct judgement judge_growing_beside(const struct question *question)
{
	const struct process_evidence *process = question->facts->process;

	return judged(trend_is(question, TREND_GROWING) && heap_is_steady(&process->heap) &&
			      process->heap.trend.bound_bytes_per_minute <=
				      process->trend.bytes_per_minute / 2,
		SEVERITY_NOTE);
}

/*
 * What the program holds grows faster than all of it can: into memory that malloc had kept.  Then what
 * is said of the whole must not sound as if nothing leaked.
 */
static bool grows_inside(const struct facts *facts)
{
	const struct process_evidence *process = facts->process;

	return heap_is_growing(&process->heap) &&
	       process->heap.trend.bytes_per_minute > process->trend.bound_bytes_per_minute;
}

/* Growth of what may be malloc's, which was not searched. */
static struct judgement judge_growing_unsearched(const struct question *question)
{
	const struct process_evidence *process = question->facts->process;
	const struct heap_report *heap = process->heap.report;
	bool is_malloc = heap ? heap->allocator == HEAP_GLIBC && heap->confidence != HEAP_REFUSED
			      : runtime_of(process->detail) == RUNTIME_NONE;

	return judged(is_malloc && !process->search.search &&
			      (trend_is(question, TREND_GROWING) || grows_inside(question->facts)),
		SEVERITY_NOTE);
}

static struct judgement judge_growing_inside(const struct question *question)
{
	return judged(grows_inside(question->facts), SEVERITY_NOTE);
}

/* Only of what grew; known by a name, if there is one. */
static struct judgement judge_grown_kind(const struct question *question)
{
	bool grew = trend_is(question, TREND_GROWING) ||
		    ((trend_is(question, TREND_STEP) || trend_is(question, TREND_PLATEAU)) &&
			    question->facts->process->trend.moved_bytes > 0);
	struct judgement judgement = judged(
		grew && facts_above(question->facts, "grown_in_all", question->rule->limits[0]),
		question->level);

	judgement.sentence = facts_text(question->facts, "grown_name") != NULL;
	return judgement;
}

static struct judgement judge_runtime(const struct question *question)
{
	return judged((uint64_t)runtime_of(question->facts->process->detail) ==
			      question->rule->limits[0].n,
		question->level);
}

/* The second sentence where what was seen rules no growth out, none where growth is seen inside. */
static struct judgement bounded(const struct question *question, bool fires, enum severity severity)
{
	bool known = value_known(facts_figure(question->facts, "bound"));

	fires = fires && !grows_inside(question->facts);
	return (struct judgement){ fires ? severity : SEVERITY_NONE, !known };
}

/* The pair of sentences behind one that says less, where it is known how fast it grew. */
static struct judgement grown(const struct question *question, struct judgement judgement)
{
	if (value_known(facts_figure(question->facts, "grown_pace")))
		judgement.sentence += 2;
	return judgement;
}

static struct judgement judge_step(const struct question *question)
{
	struct judgement judgement =
		bounded(question, trend_is(question, TREND_STEP) && moved(question), SEVERITY_NOTE);

	if (question->facts->process->trend.moved_bytes > 0)
		return grown(question, judgement);
	judgement.sentence += 4;
	return judgement;
}

/* Of what was before this process was looked at, only the class is known. */
static struct judgement judge_step_before(const struct question *question)
{
	return bounded(question, trend_is(question, TREND_STEP) && !moved(question), SEVERITY_NOTE);
}

static struct judgement judge_plateau(const struct question *question)
{
	bool fires = trend_is(question, TREND_PLATEAU) &&
		     question->facts->process->trend.moved_bytes > 0;

	return grown(question, bounded(question, fires, SEVERITY_OK));
}

static struct judgement judge_plateau_before(const struct question *question)
{
	return bounded(question,
		trend_is(question, TREND_PLATEAU) &&
			question->facts->process->trend.moved_bytes <= 0,
		SEVERITY_OK);
}

static struct judgement judge_sawtooth(const struct question *question)
{
	return bounded(question, trend_is(question, TREND_SAWTOOTH), SEVERITY_OK);
}

static struct judgement judge_shrinking(const struct question *question)
{
	return judged(trend_is(question, TREND_SHRINKING), SEVERITY_OK);
}

static struct judgement judge_flat(const struct question *question)
{
	return bounded(question, trend_is(question, TREND_FLAT), SEVERITY_OK);
}

static struct judgement judge_too_short(const struct question *question)
{
	const struct process_detail *detail = question->facts->process->detail;

	return judged(trend_is(question, TREND_TOO_SHORT) && !detail->kernel_thread &&
			      detail->process_state != 'Z',
		SEVERITY_OK);
}

static struct judgement judge_deleted(const struct question *question)
{
	return judged(value_or(question->facts->process->detail->summary.deleted_mapped, 1) == 0,
		question->level);
}

static struct judgement judge_deleted_mapped(const struct question *question)
{
	return judged(judge_deleted(question).severity == SEVERITY_NONE, question->level);
}

/* With how many: not known, known, or at least so many. */
static struct judgement judge_shares(const struct question *question)
{
	const struct detail_summary *summary = &question->facts->process->detail->summary;
	const struct level *limits = question->rule->limits;
	struct judgement judgement = { question->level, 0 };

	if (facts_above(question->facts, "shared%", limits[0]) &&
		facts_above(question->facts, "shared", limits[1]))
		judgement.severity = SEVERITY_OK;
	if (value_or(summary->co_mappers, 0) > 0)
		judgement.sentence = summary->co_mappers_at_least ? 2 : 1;
	return judgement;
}

static struct judgement judge_shares_most(const struct question *question)
{
	return judged(facts_text(question->facts, "shared_name") != NULL,
		judge_shares(question).severity);
}

/* What is locked is not dropped. */
static struct judgement judge_mostly_files(const struct question *question)
{
	return (struct judgement){ question->level,
		!facts_below(question->facts, "locked%", question->rule->limits[0]) &&
			value_known(facts_figure(question->facts, "locked%")) };
}

/* "Most" is more than half of it. */
static struct judgement judge_own_memory(const struct question *question)
{
	return (struct judgement){ question->level,
		facts_below(question->facts, "largest%", question->rule->limits[0]) };
}

#define DELETED                                                                                                   \
	{                                                                                                         \
		NP_("It holds {deleted} deleted file open, {deleted_bytes}: closing it frees the space.",         \
			"It holds {deleted} deleted files open, {deleted_bytes}: closing them frees the space."), \
			"deleted"                                                                                 \
	}
#define RUNTIME(which)                                                                             \
	.measure = "anonymous", .figures = { "pid" }, .ok = MEBIBYTES(16),                         \
	.limits = { COUNT(which) }, .condition = N_("where that runtime is"),                      \
	.judge = judge_runtime

static const struct rule
	rules
		[] = {
			{ .name = "near_cgroup_limit",
				.measure = "cgroup_usage%",
				.figures = { "cgroup_limit" },
				.warning = PERCENT(90),
				.sentences = { { .text = N_(
							 "Its cgroup has used {cgroup_usage} of {cgroup_limit}: at the limit the kernel reclaims, then kills.") } },
				.advice = N_("Raise the limit, or find who else is in the cgroup."),
				.view = "cgroups" },
			{ .name = "near_address_space_limit",
				.measure = "size%",
				.figures = { "address_limit", "pid" },
				.warning = PERCENT(90),
				.sentences = { { .text = N_(
							 "It has {size} of the {address_limit} address space that its limit allows: soon its allocations fail.") } },
				.advice = N_(
					"Raise it at once with prlimit --pid {pid} --as=unlimited, for good with LimitAS= of its service."),
				.view = "process" },
			{ .name = "growing_to_limit",
				.measure = "time",
				.figures = { "pace", "pace_for", "doubling", "limit_name" },
				.below = true,
				.warning = HOURS(24),
				.judge = judge_growing_to_limit,
				.sentences = { { .text = N_("It has grown {pace} a minute for "
							    "{pace_for}, and reaches {limit_name} "
							    "in {time} at this pace: either a "
							    "leak, or data that the program still "
							    "needs.") },
					{ .text = N_("It grows ever faster, {pace} a minute now, "
						     "which doubles every {doubling}, and reaches "
						     "{limit_name} in {time} if that goes on: "
						     "either a leak, or data that the program "
						     "still needs.") } },
				.advice = N_("Its mappings by kind say where it grows."),
				.view = "process" },
			{ .name = "growing",
				.figures = { "pace", "pace_for", "doubling", "time" },
				.limits = { HOURS(24) },
				.condition = N_("it grows, and reaches no limit within {limit}"),
				.judge = judge_growing,
				.sentences = { { .text = N_("It has grown {pace} a minute for "
							    "{pace_for}: either a leak, or data "
							    "that the program still needs.") },
					{ .text = N_(
						  "It grows ever faster, {pace} a minute now, "
						  "which doubles every {doubling}: either a "
						  "leak, or data that the program still needs.") } },
				.advice = N_("Its mappings by kind say where it grows."),
				.view = "process" },
			{ .name = "growing_beside_heap",
				.figures = { "pace", "malloc_held", "heap_window", "heap_bound" },
				.condition =
					N_("it grows, and what it has allocated by malloc less "
					   "than half as fast"),
				.judge = judge_growing_beside,
				.sentences = { { .text = N_(
							 "What it has allocated by malloc, "
							 "{malloc_held}, grew by less than "
							 "{heap_bound} an hour in "
							 "{heap_window}: the growth is memory "
							 "that malloc keeps, or outside malloc.") } },
				.advice = N_("See the heap view, and its mappings by kind."),
				.view = "heap",
				.action = "heap" },
			{ .name = "growing_inside",
				.figures = { "heap_pace", "heap_pace_for", "bound" },
				.condition = N_("what it has allocated by malloc grows, and faster "
						"than all of it can"),
				.judge = judge_growing_inside,
				.sentences = { { .text = N_("No growth of its memory is seen, but "
							    "what it has allocated by malloc has "
							    "grown {heap_pace} a minute for "
							    "{heap_pace_for}: it fills memory "
							    "that malloc had kept.") } },
				.advice = N_("See the heap view, and its mappings by kind."),
				.view = "heap",
				.action = "heap" },
			{ .name = "growing_unsearched",
				.condition = N_(
					"it grows, what grows may be malloc's, and it was not searched"),
				.judge = judge_growing_unsearched,
				.sentences = { { .text = N_(
							 "Whether what grows is lost or still held, and by what, is told by a search of its heap.") } },
				.advice = N_("The leaks view searches its heap."),
				.view = "leaks",
				.action = "leaks",
				.late = true },
			{ .name = "growth_is_in",
				.measure = "grown%",
				.figures = { "grown_in_all", "grown_kind", "grown_name" },
				.note = PERCENT(50),
				.limits = { MEBIBYTES(1) },
				.condition = N_("only where it grew, by more than {limit}"),
				.judge = judge_grown_kind,
				.sentences = { { .text = N_(
							 "{grown%} of its growth, {grown}, is in {grown_kind}.") },
					{ .text = N_(
						  "{grown%} of its growth, {grown}, is in {grown_kind} ({grown_name}).") } },
				.view = "process" },
			{ .name = "more_threads",
				.measure = "more_threads%",
				.figures = { "threads", "looked_for", "pid" },
				.note = PERCENT(10),
				.floor = COUNT(8),
				.sentences = { { .text = N_(
							 "It has {threads} threads, {more_threads} more than {looked_for} ago: each takes a stack, and maybe an arena of malloc.") } },
				.advice = N_("Count them: ls /proc/{pid}/task | wc -l. "
					     "Name them: cat /proc/{pid}/task/*/comm"),
				.view = "process" },
			{ .name = "more_mappings",
				.measure = "more_mappings%",
				.figures = { "mappings", "looked_for" },
				.note = PERCENT(10),
				.floor = COUNT(32),
				.sentences = { { .text = N_(
							 "It has {mappings} mappings, {more_mappings} more than {looked_for} ago: past vm.max_map_count its allocations fail.") } },
				.advice = N_("See how many it may have: sysctl vm.max_map_count"),
				.view = "process" },
			{ .name = "more_page_tables",
				.measure = "more_page_tables%",
				.figures = { "page_tables", "looked_for" },
				.note = PERCENT(10),
				.floor = MEBIBYTES(1),
				.sentences = { { .text = N_(
							 "Its page tables take {page_tables}, {more_page_tables} more than {looked_for} ago: they are in no RSS.") } } },
			{ .name = "step",
				.figures = { "moved", "still", "grown_pace", "grown_for", "bound",
					"rare" },
				.condition = N_("it moved once, or a few times, in one step"),
				.judge = judge_step,
				.sentences = { { .text = N_(
							 "It grew by {moved} in one step or a few, "
							 "and has been flat for {still}. A leak would "
							 "be slower than {bound} an hour, or in steps "
							 "more than {rare} apart.") },
					{ .text = N_("It grew by {moved} in one step or a few, "
						     "and has been flat for {still}. Too little "
						     "was seen to rule out a leak.") },
					{ .text = N_("It grew by {moved} in {grown_for}, "
						     "{grown_pace} a minute, and has been flat "
						     "for {still}. A leak would be slower than "
						     "{bound} an hour, or in steps more than "
						     "{rare} apart.") },
					{ .text = N_("It grew by {moved} in {grown_for}, "
						     "{grown_pace} a minute, and has been flat "
						     "for {still}. Too little was seen to rule "
						     "out a leak.") },
					{ .text = N_("It fell by {moved} and has been flat for "
						     "{still}. A leak would be slower than "
						     "{bound} an hour, or in steps more than "
						     "{rare} apart.") },
					{ .text = N_("It fell by {moved} and has been flat for "
						     "{still}. Too little was seen to rule out a "
						     "leak.") } } },
			{ .name = "step_before",
				.figures = { "window", "bound", "rare" },
				.condition = N_("the same, before this view was opened"),
				.judge = judge_step_before,
				.sentences = { { .text = N_(
							 "It moved in one step or a few, and has been "
							 "flat since. A leak would be slower than "
							 "{bound} an hour, or in steps more than "
							 "{rare} apart.") },
					{ .text = N_("It moved in one step or a few, and has been "
						     "flat since. Too little was seen to rule out "
						     "a leak.") } } },
			{ .name = "swapped",
				.measure = "swap",
				.note = MEBIBYTES(16),
				.limits = { PERCENT(10) },
				.condition = N_("not below {limit} of its anonymous memory"),
				.judge = judge_large_share,
				.sentences = { { .text = N_(
							 "{swap} of it is in swap: the kernel moved out what it used least.") } } },
			{ .name = "lazy_free",
				.measure = "lazy_free",
				.figures = { "rss" },
				.note = MEBIBYTES(16),
				.limits = { PERCENT(10) },
				.condition = N_("not below {limit} of its RSS"),
				.judge = judge_large_share,
				.sentences = { { .text = N_(
							 "It has released {lazy_free} of its "
							 "{rss} already (MADV_FREE): the "
							 "kernel takes that when memory is "
							 "short. RSS counts it until then; its "
							 "own memory, as shown here, does not.") } } },
			{ .name = "deleted_files",
				.measure = "deleted_bytes",
				.figures = { "deleted", "deleted_mapped", "pid" },
				.note = MEBIBYTES(64),
				.condition = N_("only where it maps none of them"),
				.judge = judge_deleted,
				.sentences = { DELETED },
				.advice = N_(
					"Restart it, or let it open its log files anew. What no process maps (grep deleted /proc/*/maps) may be truncated: truncate -s 0 /proc/{pid}/fd/N") },
			{ .name = "deleted_mapped_files",
				.measure = "deleted_bytes",
				.figures = { "deleted", "deleted_mapped" },
				.note = MEBIBYTES(64),
				.condition = N_("only where it maps some of them"),
				.judge = judge_deleted_mapped,
				.sentences = { DELETED },
				.advice = N_("Restart it. Truncating them would kill it, "
					     "because it maps {deleted_mapped} of them.") },
			{ .name = "unmapped_memfds",
				.measure = "unmapped_memfds",
				.figures = { "pid" },
				.note = MEBIBYTES(16),
				.sentences = { { .text = N_("It holds {unmapped_memfds} in memory "
							    "files (memfd) that it has not "
							    "mapped. RSS does not show them; "
							    "closing them frees the memory.") } },
				.advice = N_("List them: ls -l /proc/{pid}/fd"),
				.view = "shared" },
			{ .name = "page_tables",
				.measure = "page_tables",
				.note = MEBIBYTES(64),
				.limits = { PERCENT(5) },
				.condition = N_("not below {limit} of its RSS"),
				.judge = judge_large_share,
				.sentences = { { .text = N_(
							 "Its page tables alone take {page_tables}.") } },
				.advice = N_("Huge pages need far fewer of them.") },
			{ .name = "locked",
				.measure = "locked",
				.note = MEBIBYTES(64),
				.limits = { PERCENT(25) },
				.condition = N_("not below {limit} of its RSS"),
				.judge = judge_large_share,
				.sentences = { { .text = N_(
							 "{locked} of it is locked in memory and cannot be swapped.") } } },
			{ .name = "kernel_thread",
				.condition = N_("it is one"),
				.judge = judge_kernel_thread,
				.sentences = { { .text = N_(
							 "A kernel thread: it has no memory of its own.") } } },
			{ .name = "zombie",
				.figures = { "parent" },
				.condition = N_("its state is Z"),
				.judge = judge_zombie,
				.sentences = { { .text = N_("It is a zombie: it has ended and "
							    "holds no memory. Its parent, process "
							    "{parent}, has not collected its exit "
							    "status.") } } },
			{ .name = "not_permitted",
				.figures = { "user" },
				.condition = N_("smaps was denied"),
				.judge = judge_denied,
				.sentences = { { .text = N_(
							 "Its mappings cannot be read: it belongs to {user}.") } },
				.advice = N_("Run memtop as root, or as that user.") },
			{ .name = "not_permitted_to_root",
				.condition = N_("smaps was denied to root"),
				.judge = judge_denied_to_root,
				.sentences = { { .text = N_("Its mappings cannot be read: root "
							    "lacks CAP_SYS_PTRACE or "
							    "CAP_DAC_READ_SEARCH here, as in a "
							    "container, or is forbidden it.") } },
				.advice = N_(
					"Grant both to memtop, or run it outside the container.") },
			{ .name = "unanswered",
				.figures = { "mount" },
				.condition = N_("smaps did not answer in time"),
				.judge = judge_unanswered,
				.sentences = { { .text = N_("It does not answer ({mount}): its "
							    "memory map is locked. Its mappings "
							    "are unknown.") },
					{ .text = N_("It does not answer: its memory map is "
						     "locked. Its mappings are unknown.") } } },
			{ .name = "not_examined",
				.condition = N_("smaps takes more than is allowed for it"),
				.judge = judge_not_examined,
				.sentences = { { .text = N_("Its mappings were not examined: "
							    "that takes more time or memory than "
							    "the limit allows "
							    "(--inspect-limit allows more).") } } },
			{ .name = "plateau",
				.figures = { "moved", "grown_pace", "grown_for", "bound", "rare" },
				.condition = N_("it grew, and has stopped or slows down"),
				.judge = judge_plateau,
				.sentences = { { .text = N_(
							 "It grew by {moved} and has stopped. A leak "
							 "would be slower than {bound} an hour, or in "
							 "steps more than {rare} apart.") },
					{ .text = N_("It grew by {moved} and slows down. Too "
						     "little was seen to rule out a leak.") },
					{ .text = N_("It grew by {moved} in {grown_for}, "
						     "{grown_pace} a minute, and has stopped. A "
						     "leak would be slower than {bound} an hour, "
						     "or in steps more than {rare} apart.") },
					{ .text = N_("It grew by {moved} in {grown_for}, "
						     "{grown_pace} a minute, and slows down. Too "
						     "little was seen to rule out a leak.") } } },
			{ .name = "plateau_before",
				.figures = { "window", "bound", "rare" },
				.condition = N_("the same, before this view was opened"),
				.judge = judge_plateau_before,
				.sentences = { { .text = N_(
							 "It grew and has stopped. A leak would be "
							 "slower than {bound} an hour, or in steps "
							 "more than {rare} apart.") },
					{ .text = N_("It grew and slows down. Too little was seen "
						     "to rule out a leak.") } } },
			{ .name = "sawtooth",
				.figures = { "window", "bound", "rare" },
				.condition = N_("it goes up and down"),
				.judge = judge_sawtooth,
				.sentences = { { .text = N_(
							 "It goes up and down, and no rise of its low "
							 "points is seen. A leak would be slower than "
							 "{bound} an hour, or in steps more than "
							 "{rare} apart.") },
					{ .text = N_("It goes up and down. Too little was seen to "
						     "rule out a leak.") } } },
			{ .name = "shrinking",
				.figures = { "fall", "pace_for" },
				.condition = N_("it shrinks"),
				.judge = judge_shrinking,
				.sentences = { { .text = N_(
							 "It has shrunk {fall} a minute for {pace_for}.") } } },
			{ .name = "flat",
				.figures = { "window", "bound", "rare" },
				.condition = N_("it stays as it is"),
				.judge = judge_flat,
				.sentences = { { .text = N_(
							 "Flat for {window}. A leak would be slower "
							 "than {bound} an hour, or in steps more than "
							 "{rare} apart.") },
					{ .text = N_("Flat for {window}. Too little was seen to "
						     "rule out a leak.") } } },
			{ .name = "runtime_java",
				.late = true,
				RUNTIME(RUNTIME_JAVA),
				.sentences = { { .text = N_("Java manages most of its memory itself: its heap may grow to -Xmx, however little of it is in use.") } },
				.advice =
					N_("See what fills it: jcmd {pid} GC.class_histogram. Give back what is free: jcmd {pid} GC.run and jcmd {pid} System.trim_native_heap") },
			{ .name = "runtime_python",
				.late = true,
				RUNTIME(RUNTIME_PYTHON),
				.sentences = { { .text = N_("Python keeps small objects in arenas of its own: one goes back only when all in it is free.") } },
				.advice =
					N_(
						"Start it with python3 -X tracemalloc to see what grows. Workers that end after some tasks (maxtasksperchild) give all back.") },
			{ .name = "runtime_go",
				.late = true,
				RUNTIME(RUNTIME_GO),
				.sentences = { { .text = N_("Go manages its heap itself, at 0xc000000000: unless GOGC says otherwise it may grow to twice what was live, and free parts go back within minutes.") } },
				.advice =
					N_("Bound it with GOMEMLIMIT in its environment; GOGC bounds how much it grows beyond what is live. See what holds it with go tool pprof, if the program serves net/http/pprof.") },
			{ .name = "runtime_node",
				.late = true,
				RUNTIME(RUNTIME_NODE),
				.sentences = { { .text = N_("V8 manages JavaScript's heap itself; malloc has only what is outside it, such as buffers.") } },
				.advice =
					N_("Start it with --max-old-space-size=MIB to bound it, with --heapsnapshot-signal=SIGUSR2 to see what fills it.") },
			{ .name = "runtime_redis",
				.late = true,
				RUNTIME(RUNTIME_REDIS),
				.sentences = { { .text = N_("Redis keeps its data in the allocator that it was built with, mostly jemalloc: what it frees among other data stays there as fragmentation.") } },
				.advice =
					N_("See how much: redis-cli INFO memory. Give back whole free pages: redis-cli MEMORY PURGE. Move the rest together, where the server was built with its own jemalloc: redis-cli CONFIG SET activedefrag yes") },
			{ .name = "mostly_files",
				.late = true,
				.measure = "files%",
				.figures = { "rss", "locked" },
				.ok = PERCENT(50),
				.limits = { PERCENT(50) },
				.judge = judge_mostly_files,
				.sentences = { { .text = N_("Most of its {rss} is mapped files, {files}: page cache that the kernel can drop and read again.") }, { .text = N_(
																					    "Most of its {rss} is mapped files, {files}; {locked} of its memory is locked, and not dropped.") } } },
			{ .name = "mostly_shared_memory",
				.late = true,
				.measure = "shared_memory%",
				.figures = { "rss" },
				.ok = PERCENT(50),
				.sentences = { { .text = N_(
							 "Most of its {rss} is shared memory, {shared_memory}.") } } },
			{ .name = "shares",
				.late = true,
				.measure = "shared%",
				.figures = { "rss", "co_mappers", "uss" },
				.ok = PERCENT(50),
				.limits = { PERCENT(25), MEBIBYTES(64) },
				.condition =
					N_("above {limit} too, where it is more than {limit2}"),
				.judge = judge_shares,
				.sentences = { { .text = N_("It shares {shared} of its {rss} with other processes; {uss} would be free if it ended.") }, { NP_("It shares {shared} of its {rss} with {co_mappers} other process; {uss} would be free if it ended.", "It shares {shared} of its {rss} with {co_mappers} other processes; {uss} would be free if it ended."), "co_mappers" }, { NP_("It shares {shared} of its {rss} with at least {co_mappers} other process; {uss} would be free if it ended.", "It shares {shared} of its {rss} with at least {co_mappers} other processes; {uss} would be free if it ended."), "co_mappers" } } },
			{ .name = "shares_most",
				.late = true,
				.measure = "shared%",
				.figures = { "shared_name" },
				.ok = PERCENT(50),
				.limits = { PERCENT(25), MEBIBYTES(64) },
				.condition =
					N_("above {limit} too, where it is more than {limit2}"),
				.judge = judge_shares_most,
				.sentences = { { .text = N_("Most of what it shares is "
							    "{shared_name}.") } } },
			{ .name = "own_memory",
				.late = true,
				.measure = "own_anonymous%",
				.figures = { "rss", "largest", "largest_kind" },
				.ok = PERCENT(50),
				.limits = { PERCENT(50) },
				.judge = judge_own_memory,
				.sentences = { { .text = N_("{own_anonymous} of its {rss} is "
							    "private anonymous memory, most of it "
							    "in {largest_kind}.") },
					{ .text =
							N_("{own_anonymous} of its {rss} is anonymous memory of its own; the largest part of it, {largest}, is in {largest_kind}.") } } },
			{ .name = "too_short",
				.figures = { "window" },
				.condition = N_("too few readings for more"),
				.judge = judge_too_short,
				.sentences = { { .text = N_("It is too early to say whether it "
							    "grows.") } } },
			{ .name = NULL },
		};

/* Of its heap, by the heap's own figures. */
static bool get_heap_figure(const struct facts *facts, struct text name, struct figure_value *out)
{
	const struct facts heap = { &heap_subject, { .heap = &facts->process->heap } };

	return facts_get(&heap, name, out);
}

const struct subject process_subject = {
	.name = "process",
	.rules = rules,
	.figures = process_figures,
	.other_figure = get_heap_figure,
};

void process_judge(struct findings *findings, const struct process_evidence *evidence)
{
	findings->count = 0;
	findings_judge(findings, &(struct facts){ &process_subject, { .process = evidence } });
	findings_judge_beside(findings,
		&(struct facts){ &heap_subject, { .heap = &evidence->heap } });
	findings_judge(findings,
		&(struct facts){ &search_subject, { .search = &evidence->search } });
}
