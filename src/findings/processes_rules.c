/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "findings/processes_rules.h"

#include "base/i18n.h"
#include "derive/process/derived_row.h"
#include "derive/process/growth.h"
#include "derive/trend.h"
#include "findings/figure.h"
#include "findings/machine_rules.h"

/* ---- evidence ---- */

static int64_t retained(const struct row *row)
{
	return row->metric_state[METRIC_RETAINED] == VALUE_OK ? row->metric[METRIC_RETAINED] : 0;
}

/* The process that meets its limit first; where no limit is known, the one that grows fastest. */
static bool is_worse(const struct row *a, const struct row *b, const struct sample *sample)
{
	struct value left = growth_seconds_to_limit(a, sample);
	struct value right = growth_seconds_to_limit(b, sample);

	if (value_known(left) && value_known(right) && left.n != right.n)
		return left.n < right.n;
	if (value_known(left) != value_known(right))
		return value_known(left);
	return derived_pace(a) > derived_pace(b);
}

static int64_t most_risen(const struct processes_evidence *evidence)
{
	return evidence->riser ? derived_pace(evidence->riser) : 0;
}

static bool is_too_early(const struct row *row, const struct sample *sample)
{
	return derived_of(row)->figure[DERIVED_TREND] == TREND_TOO_SHORT ||
	       growth_may_be_start(row, sample);
}

static void consider(struct processes_evidence *evidence, const struct row *row)
{
	const struct derived_row *derived = derived_of(row);
	const int64_t kept = retained(row);
	bool early;

	if (kept > 0 && (!evidence->keeper || kept > retained(evidence->keeper)))
		evidence->keeper = row;
	if (derived->figure_state[DERIVED_TREND] != VALUE_OK)
		return;
	early = is_too_early(row, evidence->sample);
	if (early && derived_pace(row) > most_risen(evidence))
		evidence->riser = row;
	if (early || !derived_is_growing(row))
		return;
	evidence->growing++;
	if (!evidence->grower || is_worse(row, evidence->grower, evidence->sample))
		evidence->grower = row;
}

/* Most keep nothing back and do not move. */
static inline bool is_worth_it(const struct row *row)
{
	const struct derived_row *derived = derived_of(row);

	return row->metric_state[METRIC_RETAINED] == VALUE_OK ||
	       (derived->figure_state[DERIVED_TREND] == VALUE_OK &&
		       derived->figure[DERIVED_TREND] != TREND_FLAT);
}

void processes_evidence_of(struct processes_evidence *evidence, const struct sample *sample)
{
	*evidence = (struct processes_evidence){ .sample = sample };
	for (size_t i = 0; i < sample->row_count; i++)
		if (is_worth_it(sample->rows[i]))
			consider(evidence, sample->rows[i]);
}

void processes_evidence_of_one(struct processes_evidence *evidence, const struct sample *sample,
	const struct row *row)
{
	*evidence = (struct processes_evidence){ .sample = sample };
	consider(evidence, row);
}

/* ---- figures ---- */

static struct value of_row(const struct facts *facts, const struct row *row, enum metric id)
{
	return row ? row_metric(row, id, facts->processes->sample->monotonic_ns)
		   : value_missing(VALUE_ABSENT);
}

static struct value pid_of(const struct row *row)
{
	return row ? value_of((uint64_t)row->pid) : value_missing(VALUE_ABSENT);
}

static struct value pace_of(const struct row *row)
{
	return row ? derived_value(row, DERIVED_GROWTH) : value_missing(VALUE_ABSENT);
}

static struct value get_pid(const struct facts *facts)
{
	return pid_of(facts->processes->grower);
}

static struct value get_pace(const struct facts *facts)
{
	return pace_of(facts->processes->grower);
}

static struct value seconds_since(const struct facts *facts, uint64_t since_ns)
{
	if (!since_ns)
		return value_missing(VALUE_ABSENT);
	return value_of((facts->processes->sample->monotonic_ns - since_ns) / UINT64_C(1000000000));
}

static struct value get_pace_for(const struct facts *facts)
{
	const struct row *row = facts->processes->grower;

	return seconds_since(facts, row ? derived_of(row)->pace_since_ns : 0);
}

static struct value get_riser_pid(const struct facts *facts)
{
	return pid_of(facts->processes->riser);
}

static struct value get_riser_pace(const struct facts *facts)
{
	return pace_of(facts->processes->riser);
}

static struct value get_riser_window(const struct facts *facts)
{
	const struct row *row = facts->processes->riser;

	return seconds_since(facts, row ? derived_of(row)->trend_since_ns : 0);
}

static const char *get_riser_name(const struct facts *facts)
{
	return facts->processes->riser ? facts->processes->riser->identity->name : NULL;
}

static struct value get_time(const struct facts *facts)
{
	const struct processes_evidence *evidence = facts->processes;

	return evidence->grower ? growth_seconds_to_limit(evidence->grower, evidence->sample)
				: value_missing(VALUE_ABSENT);
}

static struct value get_others(const struct facts *facts)
{
	return value_of(facts->processes->growing ? facts->processes->growing - 1 : 0);
}

/* Set where a limit of its own comes before the end of the machine's memory. */
static struct value get_own_room(const struct facts *facts)
{
	const struct processes_evidence *evidence = facts->processes;
	struct value own = of_row(facts, evidence->grower, METRIC_ROOM);
	struct value available = evidence->sample->system.meminfo.field[MEMINFO_MemAvailable];

	return value_known(available) && value_known(own) && available.n < own.n
		       ? value_missing(VALUE_ABSENT)
		       : own;
}

static struct value get_retained(const struct facts *facts)
{
	return of_row(facts, facts->processes->keeper, METRIC_RETAINED);
}

static struct value get_keeper_rss(const struct facts *facts)
{
	return of_row(facts, facts->processes->keeper, METRIC_RSS);
}

static struct value get_keeper_pid(const struct facts *facts)
{
	return pid_of(facts->processes->keeper);
}

static const char *get_name(const struct facts *facts)
{
	return facts->processes->grower ? facts->processes->grower->identity->name : NULL;
}

static const char *get_keeper_name(const struct facts *facts)
{
	return facts->processes->keeper ? facts->processes->keeper->identity->name : NULL;
}

const struct rule_figure processes_figures[] = {
	FIGURE_TEXT(name, get_name, "stat: comm"),
	FIGURE_BY(NONE, pid, get_pid, "stat", .key = "pid"),
	FIGURE_BY(BYTES, pace, get_pace, N_("the trend of its own memory"),
		.key = "growth_bytes_per_minute"),
	FIGURE_BY(DURATION, pace_for, get_pace_for, N_("the trend of its own memory")),
	FIGURE_BY(ESTIMATE, time, get_time, N_("room / pace"), .key = "seconds_to_limit"),
	FIGURE_BY(BYTES, own_room, get_own_room, N_("limits of its cgroup and its own")),
	FIGURE_BY(COUNT, others, get_others, N_("processes that grow, less one")),
	FIGURE_TEXT(riser, get_riser_name, "stat: comm"),
	FIGURE_BY(NONE, riser_pid, get_riser_pid, "stat", .key = "riser_pid"),
	FIGURE_BY(BYTES, riser_pace, get_riser_pace, N_("the trend of its own memory"),
		.key = "riser_growth_bytes_per_minute"),
	FIGURE_BY(DURATION, riser_window, get_riser_window, N_("the trend of its own memory")),
	FIGURE_TEXT(keeper, get_keeper_name, "stat: comm"),
	FIGURE_BY(NONE, keeper_pid, get_keeper_pid, "stat", .key = "keeper_pid"),
	FIGURE_BY(BYTES, keeper_rss, get_keeper_rss, "statm"),
	FIGURE_BY(BYTES, retained, get_retained, N_("a walk of its heap"), .whole = "keeper_rss"),
	{ .name = NULL },
};

/* ---- rules ---- */

/* Where it ends, in the order of the sentences. */
enum end { AT_THE_END_OF_MEMORY, AT_ITS_LIMIT, AT_NO_LIMIT };

static struct judgement said(const struct question *question, enum severity severity)
{
	enum end end = AT_THE_END_OF_MEMORY;

	if (!value_known(facts_figure(question->facts, "time")))
		end = AT_NO_LIMIT;
	else if (value_known(facts_figure(question->facts, "own_room")))
		end = AT_ITS_LIMIT;
	return (struct judgement){ severity, (unsigned)end };
}

static struct judgement judge_to_limit(const struct question *question)
{
	return said(question, question->level);
}

static struct judgement judge_growing(const struct question *question)
{
	if (!value_known(facts_figure(question->facts, "pace")) ||
		facts_below(question->facts, "time", question->rule->limits[0]))
		return judged_nothing();
	return said(question, SEVERITY_NOTE);
}

#define GROWS N_("{name} ({pid}) has grown {pace} a minute for {pace_for}.")
#define GROWS_TO_THE_END                                                                           \
	N_("{name} ({pid}) has grown {pace} a minute for {pace_for}. Memory lasts {time} at this pace.")
#define GROWS_TO_ITS_LIMIT                                                                         \
	N_("{name} ({pid}) has grown {pace} a minute for {pace_for}. It reaches its limit in {time} at this pace.")

static const struct rule rules[] = {
	{ .name = "processes_grow_to_limit",
		.measure = "time",
		.figures = { "name", "pid", "pace", "pace_for", "own_room", "others" },
		.below = true,
		.warning = HOURS(24),
		.critical = HOURS(1),
		.judge = judge_to_limit,
		.sentences = { { .text = GROWS_TO_THE_END }, { .text = GROWS_TO_ITS_LIMIT } },
		.advice = N_("The growth view ranks all that grow; Enter shows where it grows."),
		.view = "growth",
		.live = true },
	{ .name = "processes_grow",
		.figures = { "name", "pid", "pace", "pace_for", "time", "others" },
		.limits = { HOURS(24) },
		.condition = N_("one grows, and reaches no limit within {limit}"),
		.judge = judge_growing,
		.sentences = { { .text = GROWS_TO_THE_END }, { .text = GROWS_TO_ITS_LIMIT },
			{ .text = GROWS } },
		.advice = N_("The growth view ranks all that grow; Enter shows where it grows."),
		.view = "growth",
		.live = true },
	{ .name = "processes_rise",
		.measure = "riser_pace",
		.figures = { "riser", "riser_pid", "riser_window" },
		.note = MEBIBYTES(1),
		.sentences = { { .text = N_(
					 "{riser} ({riser_pid}) grew {riser_pace} a minute for {riser_window}. Too early to tell a leak from a start-up.") } },
		.advice = N_("The growth view ranks all that grow; Enter shows where it grows."),
		.view = "growth",
		.live = true },
	{ .name = "heap_retained",
		.measure = "retained",
		.figures = { "keeper", "keeper_pid", "keeper_rss" },
		.note = MEBIBYTES(64),
		.limits = { PERCENT(25) },
		.condition = N_("not below {limit} of its RSS"),
		.judge = judge_large_share,
		.sentences = { { .text = N_(
					 "{retained} of the {keeper_rss} of {keeper} ({keeper_pid}) is freed memory that malloc retains.") } },
		.advice = N_("The heap view proves it, and says what returns it."),
		.view = "overview",
		.action = "sort_retained",
		.live = true },
	{ .name = NULL },
};

const struct subject processes_subject = {
	.name = "processes",
	.rules = rules,
	.figures = processes_figures,
};

void sample_judge(struct findings *findings, struct sample_evidence *evidence,
	const struct sample *sample)
{
	findings->count = 0;
	processes_evidence_of(&evidence->processes, sample);
	findings_judge(findings,
		&(struct facts){ &processes_subject, { .processes = &evidence->processes } });
	if (sample->system.meminfo_status != STATUS_OK)
		return;
	evidence_of_system(&evidence->machine, &sample->system);
	findings_judge(findings,
		&(struct facts){ &machine_subject, { .machine = &evidence->machine } });
	kernel_judge(findings, &evidence->kernel, sample);
}
