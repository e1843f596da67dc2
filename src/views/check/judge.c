/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "views/check/judge.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "derive/cgroup/derived_cgroups.h"
#include "derive/process/derived_row.h"
#include "findings/cgroup_rules.h"
#include "findings/machine_rules.h"
#include "findings/processes_rules.h"
#include "views/cgroups/cgroups.h"
#include "views/overview/overview.h"

static const struct {
	const char *name, *title;
} state_rows[] = {
	[CHECK_CLEAR] = { "clear", N_("clear") },
	[CHECK_PENDING] = { "pending", N_("not yet") },
	[CHECK_HOLDS] = { "holds", N_("holds") },
	[CHECK_UNKNOWN] = { "unknown", N_("unknown") },
};

const char *check_state_name(enum check_state state)
{
	return state_rows[state].name;
}

const char *check_state_title(enum check_state state)
{
	return state_rows[state].title;
}

/* ---- beginning ---- */

static enum status parse_all(struct check *check, char *const *words, size_t count,
	struct message *message)
{
	bool built_in = count == 0;
	enum status status = STATUS_OK;

	count = built_in ? conditions_built_in_count : count;
	check->conditions = calloc(count, sizeof(*check->conditions));
	check->results = calloc(count, sizeof(*check->results));
	if (!check->conditions || !check->results)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < count && status == STATUS_OK; i++) {
		check->count++;
		status = condition_parse(&check->conditions[i],
			built_in ? conditions_built_in[i] : words[i], &check->names, message);
		check->conditions[i].built_in = built_in;
		check->results[i].state = CHECK_UNKNOWN;
	}
	return status;
}

enum status check_begin(struct check *check, char *const *words, size_t count,
	struct message *message)
{
	enum status status;

	*check = (struct check){ .count = 0 };
	exhaustion_begin(&check->exhaustion);
	status = check_names_load(&check->names);
	return status == STATUS_OK ? parse_all(check, words, count, message) : status;
}

void check_end(struct check *check)
{
	for (size_t i = 0; i < check->count; i++)
		condition_free(&check->conditions[i]);
	free(check->conditions);
	free(check->results);
	check_names_free(&check->names);
	*check = (struct check){ .count = 0 };
}

unsigned check_cost(const struct check *check)
{
	unsigned cost = COST_NONE;

	for (size_t i = 0; i < check->count; i++)
		cost |= condition_cost(&check->conditions[i]);
	return cost;
}

bool check_needs_now(const struct check *check)
{
	for (size_t i = 0; i < check->count; i++)
		if (condition_of_cgroups(&check->conditions[i]))
			return true;
	return false;
}

uint64_t check_past_seconds(const struct check *check)
{
	uint64_t most = CHECK_KILLS_SECONDS;

	for (size_t i = 0; i < check->count; i++)
		if (check->conditions[i].for_seconds > most)
			most = check->conditions[i].for_seconds;
	return most;
}

/* ---- what a sample says ---- */

/* All that terms ask of one sample. */
struct moment_facts {
	const struct sample *sample;
	struct document *overview;
	struct sample_evidence evidence;
	struct cgroup_evidence *cgroup_evidence;
	struct findings findings;
	struct value own[OWN_FIGURE_COUNT];
};

enum answer { ANSWER_NO, ANSWER_YES, ANSWER_UNKNOWN };

static enum answer answer_of(bool holds)
{
	return holds ? ANSWER_YES : ANSWER_NO;
}

static enum answer compare(const struct check_term *term, struct value value)
{
	return value_known(value)
		       ? answer_of(comparison_holds(term->comparison, value.n, term->level))
		       : ANSWER_UNKNOWN;
}

/* What does not fall never gets full: that is known. */
static enum answer judge_own(const struct check_term *term, const struct moment_facts *facts,
	struct value *value)
{
	*value = facts->own[term->own];
	if (term->own == OWN_TIME_TO_FULL && value->state == VALUE_ABSENT)
		return answer_of(
			term->comparison == GREATER || term->comparison == GREATER_OR_EQUAL);
	return compare(term, *value);
}

static enum answer judge_figure(const struct check_term *term, const struct moment_facts *facts,
	struct check_result *result, size_t i)
{
	struct value value;

	if (term->own >= 0)
		return judge_own(term, facts, &result->values[i]);
	value = check_read(facts->overview, term->name);
	result->amounts[i] = value;
	if (term->whole) {
		result->wholes[i] = check_read(facts->overview, term->whole);
		if (value_known(value))
			value = value_share(value, result->wholes[i]);
	}
	result->values[i] = value;
	return compare(term, value);
}

static enum answer judge_finding(const struct check_term *term, const struct moment_facts *facts,
	struct value *value)
{
	const struct finding *finding = findings_find(&facts->findings, term->name);

	*value = value_of((int64_t)(finding ? finding->severity : SEVERITY_NONE));
	return compare(term, *value);
}

/* The kernel keeps 15 bytes of a program's name (TASK_COMM_LEN). */
#define NAME_LENGTH 15

/* The pace of all processes of that program that grow.  A program that does not run does not grow. */
static enum answer judge_program(const struct check_term *term, const struct sample *sample,
	struct value *sum, bool *gone)
{
	*sum = value_missing(VALUE_ABSENT);
	*gone = true;
	for (size_t i = 0; i < sample->row_count; i++) {
		const struct row *row = sample->rows[i];
		struct value pace;

		if (strncmp(row->identity->name, term->name, NAME_LENGTH) != 0)
			continue;
		*gone = false;
		pace = derived_value(row, DERIVED_GROWTH);
		if (!value_known(pace) && !value_known(*sum))
			*sum = pace;
		else if (value_known(pace))
			*sum = value_of(pace.n + (value_known(*sum) ? sum->n : 0));
	}
	return sum->state == VALUE_ABSENT ? ANSWER_NO : compare(term, *sum);
}

static const struct cgroup_node *find_cgroup(const struct cgroups *cgroups, const char *path)
{
	for (size_t i = 0; cgroups && i < cgroups->count; i++)
		if (strcmp(cgroups->nodes[i].cgroup->identity->path, path) == 0)
			return &cgroups->nodes[i];
	return NULL;
}

static enum value_state why_unknown(const struct cgroups *cgroups)
{
	if (!cgroups)
		return VALUE_NOT_ASKED;
	if (cgroups->trouble == CGROUP_CANNOT_BE_READ)
		return value_state_of(cgroups->status);
	return cgroups->is_incomplete ? VALUE_FAILED : VALUE_ABSENT;
}

/* Of a cgroup that is not there nothing is known: its service may be stopped, its name misspelt. */
static enum answer judge_cgroup(const struct check_term *term, const struct cgroups *cgroups,
	struct value *pace, bool *gone)
{
	const struct cgroup_node *node = find_cgroup(cgroups, term->name);
	const struct derived_cgroup *derived;

	*gone = cgroups && !node && cgroups->trouble == CGROUP_FINE && !cgroups->is_incomplete;
	*pace = value_missing(why_unknown(cgroups));
	if (!cgroups || !node)
		return ANSWER_UNKNOWN;
	derived = derived_of_cgroup(cgroups, (size_t)(node - cgroups->nodes));
	*pace = derived->growth;
	/* A pace that is too short to be called growth is no alarm yet. */
	if (value_known(*pace) && derived->trend == TREND_TOO_SHORT)
		*pace = value_missing(VALUE_PENDING);
	return compare(term, *pace);
}

static enum answer judge_growth(const struct check_term *term, const struct sample *sample,
	struct check_result *result, size_t i)
{
	return condition_term_of_cgroup(term)
		       ? judge_cgroup(term, sample->cgroups, &result->values[i], &result->gone[i])
		       : judge_program(term, sample, &result->values[i], &result->gone[i]);
}

static enum answer judge_processes(const struct check_term *term, const struct sample *sample,
	struct value *count)
{
	*count = value_of(0);
	for (size_t i = 0; i < sample->row_count; i++)
		count->n += filter_matches(term->filter, sample->rows[i], sample);
	return answer_of(count->n > 0);
}

static enum answer judge_term(const struct check_term *term, const struct moment_facts *facts,
	struct check_result *result, size_t i)
{
	switch (term->kind) {
	case CHECK_FIGURE:
		return judge_figure(term, facts, result, i);
	case CHECK_FINDING:
		return judge_finding(term, facts, &result->values[i]);
	case CHECK_GROWTH:
		return judge_growth(term, facts->sample, result, i);
	case CHECK_PROCESS:
		return judge_processes(term, facts->sample, &result->values[i]);
	}
	return ANSWER_UNKNOWN;
}

/* One term that does not hold decides; otherwise one that is not known. */
static enum answer judge_terms(const struct check_condition *condition,
	const struct moment_facts *facts, struct check_result *result)
{
	enum answer all = ANSWER_YES;

	for (size_t i = 0; i < condition->term_count; i++) {
		enum answer one = judge_term(&condition->terms[i], facts, result, i);

		if (one == ANSWER_NO || (one == ANSWER_UNKNOWN && all == ANSWER_YES))
			all = one;
	}
	return all;
}

/* ---- time ---- */

static void settle(const struct check *check, const struct check_condition *condition,
	struct check_result *result, enum answer answer)
{
	uint64_t span = condition->for_seconds * NS_PER_SECOND;

	if (answer != ANSWER_YES) {
		result->state = answer == ANSWER_NO ? CHECK_CLEAR : CHECK_UNKNOWN;
		result->since_ns = 0;
		return;
	}
	if (!result->since_ns) {
		result->since_ns = check->last_ns;
		result->since_wall_ns = check->wall_ns;
		result->from_start = check->last_ns == check->first_ns;
	}
	if (check->last_ns - result->since_ns >= span)
		result->state = CHECK_HOLDS;
	else
		result->state = result->from_start ? CHECK_UNKNOWN : CHECK_PENDING;
}

/* A counter that fell is another boot's. */
static struct value count_kills(struct check_kills *kills, uint64_t now_ns, struct value count)
{
	size_t first = 0;

	if (!value_known(count))
		return count;
	while (first < kills->count &&
		(kills->readings[first].count.n > count.n ||
			now_ns - kills->readings[first].ns > CHECK_KILLS_SECONDS * NS_PER_SECOND))
		first++;
	memmove(kills->readings, kills->readings + first,
		(kills->count - first) * sizeof(kills->readings[0]));
	kills->count -= first;
	if (kills->count == 0 ||
		now_ns - kills->readings[kills->count - 1].ns >= 60 * NS_PER_SECOND) {
		kills->readings[kills->count].ns = now_ns;
		kills->readings[kills->count++].count = count;
	}
	return value_subtract(count, kills->readings[0].count);
}

/* ---- samples ---- */

/* Another boot: its clock began anew, and what held before says nothing. */
static void begin_anew(struct check *check)
{
	for (size_t i = 0; i < check->count; i++)
		check->results[i].since_ns = 0;
	check->first_ns = 0;
	check->kills.count = 0;
}

void check_past(struct check *check, int64_t seconds, uint64_t available)
{
	if (seconds > 0)
		exhaustion_add(&check->exhaustion, (uint64_t)seconds, available);
}

static struct value time_to_full(struct check *check, const struct evidence *evidence,
	int64_t wall_ns)
{
	struct exhaustion_finding finding;

	if (!evidence->available_known)
		return value_missing(VALUE_NOT_ASKED);
	check_past(check, wall_ns / (int64_t)NS_PER_SECOND, evidence->available.bytes);
	exhaustion_find(&check->exhaustion, &finding);
	return finding.left;
}

static enum status gather(struct moment_facts *facts, struct check *check, struct sample *sample)
{
	const struct arrangement arrangement = { .kernel_threads = false };
	const struct column_list none = { .count = 0 };
	const struct overview_request request = { .arrangement = &arrangement, .columns = &none };
	const struct cgroups *cgroups = sample->cgroups;
	struct message message;

	facts->sample = sample;
	facts->overview = overview_document(sample, &request, &message);
	facts->cgroup_evidence =
		calloc(cgroups ? cgroups->count + 1 : 1, sizeof(*facts->cgroup_evidence));
	if (!facts->overview || !facts->cgroup_evidence)
		return STATUS_NO_MEMORY;
	sample_judge(&facts->findings, &facts->evidence, sample);
	if (cgroups)
		cgroups_judge(&facts->findings, facts->cgroup_evidence, cgroups,
			sample->system.meminfo.field[MEMINFO_SwapFree]);
	facts->own[OWN_TIME_TO_FULL] =
		time_to_full(check, &facts->evidence.machine, sample->wall_ns);
	facts->own[OWN_OOM_KILLS] = count_kills(&check->kills, sample->monotonic_ns,
		sample->system.vmstat.counter[VMSTAT_OOM_KILL]);
	return STATUS_OK;
}

static void judge_all(struct check *check, const struct moment_facts *facts)
{
	for (size_t i = 0; i < check->count; i++)
		settle(check, &check->conditions[i], &check->results[i],
			judge_terms(&check->conditions[i], facts, &check->results[i]));
}

static void note_trouble(struct check *check, const struct cgroups *cgroups)
{
	check->trouble.text[0] = '\0';
	for (size_t i = 0; cgroups && i < check->count; i++)
		if (condition_of_cgroups(&check->conditions[i]))
			(void)cgroups_have_trouble(cgroups, &check->trouble);
}

enum status check_see(struct check *check, struct sample *sample)
{
	struct moment_facts facts = { .sample = NULL };
	enum status status;

	if (sample->monotonic_ns < check->last_ns)
		begin_anew(check);
	status = gather(&facts, check, sample);
	if (status == STATUS_OK) {
		check->last_ns = sample->monotonic_ns;
		check->wall_ns = sample->wall_ns;
		check->recorded |= sample->recorded;
		check->first_ns = check->first_ns ? check->first_ns : check->last_ns;
		judge_all(check, &facts);
		note_trouble(check, sample->cgroups);
	}
	document_free(facts.overview);
	free(facts.cgroup_evidence);
	return status;
}

enum severity check_severity(const struct check *check)
{
	enum severity worst = SEVERITY_OK;

	for (size_t i = 0; i < check->count; i++)
		if (check->results[i].state == CHECK_HOLDS && check->conditions[i].severity > worst)
			worst = check->conditions[i].severity;
	return worst;
}

bool check_in_doubt(const struct check *check, size_t i)
{
	const struct check_result *result = &check->results[i];

	return result->state == CHECK_UNKNOWN &&
	       (!check->conditions[i].built_in || result->since_ns != 0);
}

const struct check_term *check_gone(const struct check *check, size_t i)
{
	for (size_t j = 0; j < check->conditions[i].term_count; j++)
		if (check->results[i].gone[j])
			return &check->conditions[i].terms[j];
	return NULL;
}

bool check_is_unknown(const struct check *check)
{
	for (size_t i = 0; i < check->count; i++)
		if (check_in_doubt(check, i))
			return true;
	return false;
}

size_t check_cgroups(const struct check *check, const struct cgroups *cgroups, uint64_t *ids,
	size_t most)
{
	size_t count = 0;

	for (size_t i = 0; i < check->count; i++)
		for (size_t j = 0; j < check->conditions[i].term_count; j++) {
			const struct check_term *term = &check->conditions[i].terms[j];
			const struct cgroup_node *node = term->kind == CHECK_GROWTH
								 ? find_cgroup(cgroups, term->name)
								 : NULL;

			if (node && count < most)
				ids[count++] = node->cgroup->id;
		}
	return count;
}

bool check_changed(struct check *check, size_t i)
{
	struct check_result *result = &check->results[i];
	enum check_state state = result->state == CHECK_PENDING ? CHECK_CLEAR : result->state;

	result->known |= state != CHECK_UNKNOWN || check_gone(check, i);
	if (state == result->told || (state == CHECK_UNKNOWN && !result->known))
		return false;
	result->told = state;
	return true;
}
