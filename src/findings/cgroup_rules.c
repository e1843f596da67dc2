/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "findings/cgroup_rules.h"

#include "base/i18n.h"
#include "derive/cgroup/figures.h"
#include "findings/figure.h"

static const struct cgroup *subject_of(const struct facts *facts)
{
	return facts->cgroup->cgroups->nodes[facts->cgroup->node].cgroup;
}

/* ---- figures of one ---- */

#define READ(name, figure)                                                                         \
	static struct value name(const struct facts *facts)                                        \
	{                                                                                          \
		return cgroup_value(subject_of(facts), figure);                                    \
	}
#define DERIVED(name, function)                                                                    \
	static struct value name(const struct facts *facts)                                        \
	{                                                                                          \
		return function(subject_of(facts));                                                \
	}
READ(usage, CGROUP_USAGE)
READ(own_limit, CGROUP_LIMIT)
READ(high, CGROUP_HIGH)
READ(shmem, CGROUP_SHMEM)
READ(pressure_full, CGROUP_PRESSURE_FULL)
DERIVED(unreclaimable, cgroup_unreclaimable)
DERIVED(reclaimable, cgroup_reclaimable)
DERIVED(high_rate, cgroup_high_rate)
DERIVED(kernel, cgroup_kernel)
READ(under_oom, CGROUP_UNDER_OOM)

static struct value unreclaimable_least(const struct facts *facts)
{
	return cgroup_unreclaimable_least(facts->cgroup->cgroups, facts->cgroup->node);
}

static struct value room(const struct facts *facts)
{
	return cgroup_room(facts->cgroup->cgroups, facts->cgroup->node).value;
}

static struct value own_room(const struct facts *facts)
{
	return value_subtract(own_limit(facts), unreclaimable(facts));
}

static const char *path_of(const struct cgroups *cgroups, size_t node)
{
	return node == CGROUP_NO_PARENT ? NULL : cgroups->nodes[node].cgroup->identity->path;
}

static const char *path(const struct facts *facts)
{
	return path_of(facts->cgroup->cgroups, facts->cgroup->node);
}

static const char *binding(const struct facts *facts)
{
	const struct cgroups *cgroups = facts->cgroup->cgroups;

	return path_of(cgroups, cgroup_room(cgroups, facts->cgroup->node).owner);
}

/* What v2 counts of a cgroup it counts of all above it, too: here each kill is told once. */
static struct value without_children(const struct facts *facts,
	struct value (*count)(const struct cgroup *cgroup))
{
	const struct cgroups *cgroups = facts->cgroup->cgroups;
	size_t node = facts->cgroup->node;
	struct value own = count(cgroups->nodes[node].cgroup);

	if (cgroups->version != 2)
		return own;
	for (size_t child = node + 1; child < cgroups->nodes[node].end;
		child = cgroups->nodes[child].end)
		own = value_subtract(own,
			value_of(value_or(count(cgroups->nodes[child].cgroup), 0)));
	return own;
}

static struct value kills_of(const struct cgroup *cgroup)
{
	return cgroup_value(cgroup, CGROUP_EVENTS_OOM_KILL);
}

static struct value oom_kills(const struct facts *facts)
{
	return without_children(facts, kills_of);
}

static struct value new_kills(const struct facts *facts)
{
	return without_children(facts, cgroup_new_kills);
}

/* Swap that its anonymous memory could still go to: what the machine has free, within its own limits. */
static struct value swap_room(const struct facts *facts)
{
	const struct cgroups *cgroups = facts->cgroup->cgroups;
	struct value free = facts->cgroup->swap_free;

	for (size_t i = facts->cgroup->node; cgroups->version == 2 && i != CGROUP_NO_PARENT;
		i = cgroups->nodes[i].parent) {
		const struct cgroup *cgroup = cgroups->nodes[i].cgroup;

		free = value_lesser(free, value_subtract(cgroup_value(cgroup, CGROUP_SWAP_LIMIT),
						  cgroup_value(cgroup, CGROUP_SWAP)));
	}
	return free;
}

static const struct rule_figure figures[] = {
	FIGURE_TEXT(cgroup, path, N_("its directory")),
	FIGURE_TEXT(binding_cgroup, binding, N_("its directory")),
	FIGURE(BYTES, usage, "memory.current; v1: memory.usage_in_bytes", .whole = "own_limit"),
	FIGURE(BYTES, unreclaimable,
		"memory.current - memory.stat: active_file + inactive_file + slab_reclaimable",
		.whole = "own_limit"),
	FIGURE(BYTES, unreclaimable_least,
		N_("the same, of version 1 without memory.kmem.usage_in_bytes"),
		.whole = "own_limit"),
	FIGURE(BYTES, kernel, "memory.stat: kernel; v1: memory.kmem.usage_in_bytes"),
	FIGURE(BYTES, reclaimable, "memory.stat: active_file + inactive_file + slab_reclaimable",
		.whole = "usage"),
	FIGURE(BYTES, own_limit, "memory.max; v1: memory.limit_in_bytes", .key = "limit_bytes"),
	FIGURE(BYTES, high, "memory.high"),
	FIGURE(BYTES, shmem, "memory.stat: shmem", .whole = "own_limit"),
	FIGURE(BYTES, room, N_("limits minus what cannot be given back, it and all above it"),
		.whole = "own_limit"),
	FIGURE(BYTES, own_room, N_("its limit minus what cannot be given back")),
	FIGURE(BYTES, swap_room, "SwapFree, memory.swap.max - memory.swap.current",
		.whole = "own_limit"),
	FIGURE(PERCENT, pressure_full, "memory.pressure: full avg10"),
	FIGURE(PER_SECOND, high_rate, "memory.events: high"),
	FIGURE(COUNT, under_oom, "memory.oom_control: under_oom"),
	FIGURE(COUNT, oom_kills, "memory.events: oom_kill; v1: memory.oom_control"),
	FIGURE(COUNT, new_kills, "memory.events: oom_kill; v1: memory.oom_control"),
	{ .name = NULL },
};

/* ---- judges ---- */

static bool any(const struct facts *facts, const char *name)
{
	return facts_above(facts, name, (struct level)COUNT(0));
}

/* The kernel throttles there, and finds little to take. */
static struct judgement judge_frozen(const struct question *question)
{
	const struct facts *facts = question->facts;

	return judged(facts_above(facts, "high_rate", (struct level){ UNIT_PER_SECOND, 0 }) &&
			      facts_below(facts, "reclaimable%", question->rule->limits[0]),
		question->level);
}

/* With swap to go to no process is killed yet. */
static struct judgement judge_near_limit(const struct question *question)
{
	const struct facts *facts = question->facts;

	if (question->level == SEVERITY_NONE)
		return judged_nothing();
	if (facts_above(facts, "swap_room%", question->rule->limits[0]))
		return (struct judgement){ SEVERITY_NOTE, 1 };
	if (facts_below(facts, "unreclaimable_least%", question->rule->warning))
		return (struct judgement){ SEVERITY_NOTE, 2 };
	if (facts_below(facts, "unreclaimable_least%", question->rule->critical))
		return (struct judgement){ SEVERITY_WARNING, 0 };
	return (struct judgement){ question->level, 0 };
}

/* v1 says it of all below one that is at its limit, too: it is told of that one. */
static struct judgement judge_waiting(const struct question *question)
{
	const struct cgroup_evidence *evidence = question->facts->cgroup;
	size_t parent = evidence->cgroups->nodes[evidence->node].parent;
	bool of_parent =
		parent != CGROUP_NO_PARENT &&
		value_or(cgroup_value(evidence->cgroups->nodes[parent].cgroup, CGROUP_UNDER_OOM),
			0) > 0;

	return judged(!of_parent, question->level);
}

static struct judgement judge_restart(const struct question *question)
{
	return judged(any(question->facts, "oom_kills"), question->level);
}

static struct judgement judge_cache(const struct question *question)
{
	struct value most = facts_figure(question->facts, "unreclaimable");
	struct value least = facts_figure(question->facts, "unreclaimable_least");

	if (!facts_below(question->facts, "unreclaimable%", question->rule->limits[0]))
		return judged_nothing();
	return (struct judgement){ question->level, value_known(least) && least.n < most.n };
}

static struct judgement judge_old_kills(const struct question *question)
{
	return judged(!any(question->facts, "new_kills"), question->level);
}

/* A cgroup above leaves it less than half of what its own limit would. */
static struct judgement judge_binding(const struct question *question)
{
	struct value left = facts_figure(question->facts, "room");
	struct value own = facts_figure(question->facts, "own_room");
	const char *owner = facts_text(question->facts, "binding_cgroup");

	return judged(owner && value_known(left) && value_known(own) && left.n < own.n / 2,
		SEVERITY_NOTE);
}

static const struct rule rules[] = {
	{ .name = "cgroup_frozen",
		.measure = "pressure_full",
		.figures = { "cgroup", "high_rate", "reclaimable", "high" },
		.critical = PERCENT(10),
		.limits = { PERCENT(5) },
		.condition = N_(
			"only while it is slowed down at memory.high, and below {limit} of its memory can be reclaimed"),
		.judge = judge_frozen,
		.sentences = { { .text = N_(
					 "{cgroup} is frozen at memory.high ({high}): nothing is killed there, but its processes wait {pressure_full} of the time, since only {reclaimable} can be reclaimed.") } },
		.view = "cgroups" },
	{ .name = "cgroup_will_be_killed",
		.measure = "unreclaimable%",
		.figures = { "cgroup", "own_limit", "room", "swap_room", "unreclaimable_least",
			"kernel" },
		.warning = PERCENT(90),
		.critical = PERCENT(95),
		.limits = { PERCENT(10) },
		.condition = N_(
			"a note where swap above {limit} of its limit is free to it, or where version 1 leaves it open"),
		.judge = judge_near_limit,
		.sentences = { { .text = N_(
					 "In {cgroup} a process will be killed when it needs {room} more: {unreclaimable} of its limit of {own_limit} cannot be given back.") },
			{ .text = N_(
				  "{cgroup} will swap when it needs {room} more: {unreclaimable} of its limit of {own_limit} cannot be given back, and {swap_room} of swap is free to it.") },
			{ .text = N_(
				  "{cgroup} may be near its limit of {own_limit}: between {unreclaimable_least} and {unreclaimable} cannot be given back, since version 1 does not tell how much of its kernel memory, {kernel}, can be.") } },
		.view = "cgroups" },
	{ .name = "cgroup_waits_for_memory",
		.measure = "under_oom",
		.figures = { "cgroup", "own_limit" },
		.critical = COUNT(0),
		.condition = N_("only of the highest one of a tree"),
		.judge = judge_waiting,
		.sentences = { { .text = N_(
					 "Processes of {cgroup} wait for memory at its limit of {own_limit} (under_oom in memory.oom_control): they go on once memory is freed, the limit is raised, or one of them is killed.") } },
		.view = "cgroups" },
	{ .name = "cgroup_tmpfs_stays",
		.measure = "shmem%",
		.figures = { "cgroup", "own_limit", "oom_kills" },
		.warning = PERCENT(50),
		.condition = N_("only where processes have been killed"),
		.judge = judge_restart,
		.sentences = { { NP_("Of the limit of {cgroup}, {own_limit}, {shmem} is shared memory or tmpfs, which stays charged when processes end: after {oom_kills} kill, one that starts again will be killed again.",
					 "Of the limit of {cgroup}, {own_limit}, {shmem} is shared memory or tmpfs, which stays charged when processes end: after {oom_kills} kills, one that starts again will be killed again."),
			"oom_kills" } },
		.view = "cgroups" },
	{ .name = "cgroup_oom_kills",
		.measure = "new_kills",
		.figures = { "cgroup" },
		.warning = COUNT(0),
		.sentences = { { NP_("The kernel has killed {new_kills} process of {cgroup} since memtop began to watch.",
					 "The kernel has killed {new_kills} processes of {cgroup} since memtop began to watch."),
			"new_kills" } },
		.view = "cgroups" },
	{ .name = "cgroup_killed_before",
		.measure = "oom_kills",
		.figures = { "cgroup", "new_kills" },
		.note = COUNT(0),
		.condition = N_("only if there was none since memtop began to watch"),
		.judge = judge_old_kills,
		.sentences = { { NP_("The kernel has killed {oom_kills} process of {cgroup} because its memory ran out.",
					 "The kernel has killed {oom_kills} processes of {cgroup} because its memory ran out."),
			"oom_kills" } },
		.view = "cgroups" },
	{ .name = "cgroup_parent_binds",
		.figures = { "cgroup", "binding_cgroup", "room", "own_room" },
		.condition = N_("one above it leaves it less than half of what its own limit does"),
		.judge = judge_binding,
		.sentences = { { .text = N_("{cgroup} can use only {room} more: its own limit "
					    "leaves {own_room}, but {binding_cgroup} has a limit "
					    "too, which is nearer.") } },
		.view = "cgroups" },
	{ .name = "cgroup_cache_only",
		.measure = "usage%",
		.figures = { "cgroup", "unreclaimable", "unreclaimable_least", "own_limit" },
		.ok = PERCENT(90),
		.limits = { PERCENT(50) },
		.condition = N_("only where less than {limit} of it cannot be given back"),
		.judge = judge_cache,
		.sentences = { { .text = N_(
					 "{cgroup} uses {usage%} of its limit of {own_limit}, but is in no danger: most is cache, and only {unreclaimable} cannot be given back.") },
			{ .text = N_(
				  "{cgroup} uses {usage%} of its limit of {own_limit}, but is in no danger: most is cache, and at most {unreclaimable} cannot be given back.") } },
		.view = "cgroups" },
	{ .name = NULL },
};

const struct subject cgroup_subject = { .name = "cgroup", .rules = rules, .figures = figures };

/* ---- all of them ---- */

static struct value dying(const struct facts *facts)
{
	return facts->cgroup->cgroups->dying;
}

static struct value dying_memory(const struct facts *facts)
{
	return facts->cgroup->cgroups->count ? cgroup_dying_memory(facts->cgroup->cgroups, 0)
					     : value_missing(VALUE_ABSENT);
}

static struct value dying_untold(const struct facts *facts)
{
	return value_of(cgroup_dying_untold(facts->cgroup->cgroups));
}

static struct value live(const struct facts *facts)
{
	return value_of((uint64_t)facts->cgroup->cgroups->count);
}

static struct value denied(const struct facts *facts)
{
	return value_of((uint64_t)facts->cgroup->cgroups->denied);
}

static const struct rule_figure all_figures[] = {
	FIGURE(COUNT, dying, "cgroup.stat: nr_dying_descendants; /proc/cgroups"),
	FIGURE(BYTES, dying_memory, N_("memory that is charged to no cgroup that is there")),
	FIGURE(COUNT, dying_untold, "cgroup.stat: nr_dying_descendants"),
	FIGURE(COUNT, live, N_("directories")),
	FIGURE(COUNT, denied, N_("directories")),
	{ .name = NULL },
};

static struct judgement judge_dying(const struct question *question)
{
	struct value removed = facts_figure(question->facts, "dying");
	struct value there = facts_figure(question->facts, "live");

	if (question->level != SEVERITY_NOTE && (!value_known(removed) || removed.n <= there.n))
		return judged_nothing();
	if (!any(question->facts, "dying_memory"))
		return (struct judgement){ SEVERITY_NOTE, 0 };
	return (struct judgement){ SEVERITY_NOTE, any(question->facts, "dying_untold") ? 2 : 1 };
}

static const struct rule all_rules[] = {
	{ .name = "cgroups_dying",
		.measure = "dying",
		.figures = { "live", "dying_memory", "dying_untold" },
		.note = COUNT(100),
		.condition = N_("or more than there are"),
		.judge = judge_dying,
		.sentences = { { NP_("{dying} removed cgroup still has memory, beside {live} in use: cache or shared memory charged to it keeps it, and kernel memory for itself.",
					 "{dying} removed cgroups still have memory, beside {live} in use: cache or shared memory charged to them keeps them, and kernel memory for themselves."),
				       "dying" },
			{ NP_("{dying} removed cgroup still holds {dying_memory}, beside {live} in use: cache or shared memory that is charged to it, and kernel memory for itself.",
				  "{dying} removed cgroups still hold {dying_memory}, beside {live} in use: cache or shared memory that is charged to them, and kernel memory for themselves."),
				"dying" },
			{ NP_("{dying} removed cgroup still holds {dying_memory} at least, beside {live} in use: cache or shared memory that is charged to it, and kernel memory for itself.",
				  "{dying} removed cgroups still hold {dying_memory} at least, beside {live} in use: cache or shared memory that is charged to them, and kernel memory for themselves. What {dying_untold} of them hold cannot be told."),
				"dying" } },
		.view = "cgroups" },
	{ .name = "cgroups_denied",
		.measure = "denied",
		.note = COUNT(0),
		.sentences = { { NP_("{denied} directory of cgroups may not be read.",
					 "{denied} directories of cgroups may not be read."),
			"denied" } } },
	{ .name = NULL },
};

const struct subject cgroups_subject = { .name = "cgroups",
	.rules = all_rules,
	.figures = all_figures };

bool cgroup_is_judged(const struct cgroups *cgroups, size_t node)
{
	const struct cgroup *cgroup = cgroups->nodes[node].cgroup;

	return value_known(cgroup_value(cgroup, CGROUP_LIMIT)) ||
	       value_or(cgroup_value(cgroup, CGROUP_UNDER_OOM), 0) > 0 ||
	       value_known(cgroup_value(cgroup, CGROUP_HIGH)) ||
	       value_or(cgroup_value(cgroup, CGROUP_EVENTS_OOM_KILL), 0) > 0;
}

void cgroups_judge(struct findings *findings, struct cgroup_evidence *evidence,
	const struct cgroups *cgroups, struct value swap_free)
{
	for (size_t i = 0; i < cgroups->count; i++) {
		evidence[i] = (struct cgroup_evidence){ cgroups, i, swap_free };
		if (cgroup_is_judged(cgroups, i))
			findings_judge(findings,
				&(struct facts){ &cgroup_subject, .cgroup = &evidence[i] });
	}
	if (cgroups->count > 0)
		findings_judge(findings,
			&(struct facts){ &cgroups_subject, .cgroup = &evidence[0] });
}
