/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "findings/finding.h"

#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/macros.h"

static const struct {
	const char *name, *title;
} severities[] = {
	[SEVERITY_NONE] = { "none", N_("none") },
	[SEVERITY_OK] = { "ok", N_("ok") },
	[SEVERITY_NOTE] = { "note", N_("note") },
	[SEVERITY_WARNING] = { "warning", N_("warning") },
	[SEVERITY_CRITICAL] = { "critical", N_("critical") },
};

const char *severity_name(enum severity severity)
{
	return severities[severity].name;
}

const char *severity_title(enum severity severity)
{
	return severities[severity].title;
}

/* ---- figures ---- */

static const struct rule_figure *find_figure(const struct subject *subject, struct text name)
{
	/* Every rule comes here several times a sample: strings are compared where they can be equal. */
	for (const struct rule_figure *figure = subject->figures; figure->name; figure++)
		if (figure->length == name.length && figure->name[0] == name.at[0] &&
			memcmp(figure->name, name.at, name.length) == 0)
			return figure;
	return NULL;
}

/* Names that begin with a capital are the kernel's. */
static bool is_of_kernel(struct text name)
{
	return name.length > 0 && name.at[0] >= 'A' && name.at[0] <= 'Z';
}

bool facts_get(const struct facts *facts, struct text name, struct figure_value *out)
{
	const struct subject *subject = facts->subject;
	const struct rule_figure *figure = NULL;

	/* Fields of the kernel stand in no table of figures where the subject knows others. */
	if (!subject->other_figure || !is_of_kernel(name))
		figure = find_figure(subject, name);
	*out = (struct figure_value){ .unit = UNIT_TEXT };
	if (!figure)
		return subject->other_figure && subject->other_figure(facts, name, out);
	if (figure->value) {
		out->value = figure->value(facts);
		out->unit = figure->unit;
	}
	if (figure->whole)
		out->whole = facts_figure(facts, figure->whole);
	out->words = figure->words != NULL;
	out->key = figure->key;
	if (figure->text)
		out->text = figure->text(facts);
	else if (figure->words)
		out->text = figure->words(facts);
	return true;
}

const char *facts_text(const struct facts *facts, const char *name)
{
	struct figure_value figure;

	return facts_get(facts, text_of_string(name), &figure) ? figure.text : NULL;
}

static bool get_figure(const void *context, struct text name, struct figure_value *out)
{
	return facts_get(context, name, out);
}

static struct figure_source source_of(const struct facts *facts)
{
	return (struct figure_source){ facts, get_figure };
}

struct value facts_figure(const struct facts *facts, const char *name)
{
	const struct figure_source source = source_of(facts);

	return sentence_figure(&source, text_of_string(name));
}

static bool is_above(struct value value, struct level level)
{
	return level.unit != UNIT_NONE && value_known(value) && value_or(value, 0) > level.n;
}

static bool is_below(struct value value, struct level level)
{
	return level.unit != UNIT_NONE && value_known(value) && value_or(value, 0) < level.n;
}

bool facts_above(const struct facts *facts, const char *name, struct level level)
{
	return is_above(facts_figure(facts, name), level);
}

bool facts_below(const struct facts *facts, const char *name, struct level level)
{
	return is_below(facts_figure(facts, name), level);
}

struct judgement judge_large_share(const struct question *question)
{
	char share[64];

	snprintf(share, sizeof(share), "%s%%", question->rule->measure);
	return judged(!facts_below(question->facts, share, question->rule->limits[0]),
		question->level);
}

/* ---- judging ---- */

struct named_level {
	const char *name;
	struct level level;
};
/* The levels by severity, from SEVERITY_OK on, then the floor and the limits. */
#define BY_SEVERITY 4
#define LEVELS      (BY_SEVERITY + 1 + RULE_LIMITS)

/* All levels of a rule, as sentences name them; the first by severity, the worst last. */
static void list_levels(const struct rule *rule, struct named_level levels[static LEVELS])
{
	static const char *const names[RULE_LIMITS] = { "limit", "limit2", "limit3" };

	const struct level by_severity[BY_SEVERITY] = { rule->ok, rule->note, rule->warning,
		rule->critical };

	for (size_t i = 0; i < BY_SEVERITY; i++)
		levels[i] = (struct named_level){ severity_name((enum severity)(SEVERITY_OK + i)),
			by_severity[i] };
	levels[BY_SEVERITY] = (struct named_level){ "floor", rule->floor };
	for (size_t i = 0; i < RULE_LIMITS; i++)
		levels[BY_SEVERITY + 1 + i] = (struct named_level){ names[i], rule->limits[i] };
}

/* The name of the figure that a share is of, too: "Shmem" of "Shmem%". */
static struct text bare_name(const char *name)
{
	size_t length = strlen(name);

	return text_of(name, length - (length > 0 && name[length - 1] == '%'));
}

static bool is_below_floor(const struct rule *rule, const struct facts *facts)
{
	const struct figure_source source = source_of(facts);

	return rule->floor.unit != UNIT_NONE &&
	       is_below(sentence_figure(&source, bare_name(rule->measure)), rule->floor);
}

static enum severity level_reached(const struct rule *rule, const struct facts *facts)
{
	const struct level *levels[BY_SEVERITY] = { &rule->ok, &rule->note, &rule->warning,
		&rule->critical };
	enum severity worst = SEVERITY_NONE;
	struct value measured;

	if (!rule->measure || is_below_floor(rule, facts))
		return SEVERITY_NONE;
	measured = facts_figure(facts, rule->measure);
	for (int i = 0; i < BY_SEVERITY; i++)
		if (rule->below ? is_below(measured, *levels[i]) : is_above(measured, *levels[i]))
			worst = (enum severity)(SEVERITY_OK + i);
	return worst;
}

static struct judgement judge(const struct rule *rule, const struct facts *facts)
{
	struct question question = { rule, SEVERITY_NONE, facts };

	if (facts->subject->applies && !facts->subject->applies(rule, facts))
		return judged_nothing();
	question.level = level_reached(rule, facts);
	return rule->judge ? rule->judge(&question) : (struct judgement){ question.level, 0 };
}

static bool comes_before(const struct finding *a, const struct finding *b)
{
	if (a->rule->first != b->rule->first)
		return a->rule->first;
	if (a->severity != b->severity)
		return a->severity > b->severity;
	return !a->rule->late && b->rule->late;
}

/* Behind its equals, so that the order of the rules holds within a severity.  What is last makes room. */
static void insert(struct findings *findings, const struct finding *finding)
{
	size_t at;

	if (findings->count == FINDINGS_MOST) {
		if (!comes_before(finding, &findings->rows[FINDINGS_MOST - 1]))
			return;
		findings->count--;
	}
	at = findings->count;
	for (; at > 0 && comes_before(finding, &findings->rows[at - 1]); at--)
		findings->rows[at] = findings->rows[at - 1];
	findings->rows[at] = *finding;
	findings->count++;
}

static void judge_rules(struct findings *findings, const struct facts *facts, bool closer)
{
	for (const struct rule *rule = facts->subject->rules; rule->name; rule++) {
		struct judgement judgement;

		if (rule->closer && !closer)
			continue;
		judgement = judge(rule, facts);
		if (judgement.severity != SEVERITY_NONE)
			insert(findings, &(struct finding){ rule, judgement.severity,
						 judgement.sentence, *facts });
	}
}

void findings_judge(struct findings *findings, const struct facts *facts)
{
	judge_rules(findings, facts, true);
}

void findings_judge_beside(struct findings *findings, const struct facts *facts)
{
	judge_rules(findings, facts, false);
}

const struct finding *findings_headline(const struct findings *findings)
{
	if (findings->count == 0)
		return NULL;
	if (!findings->rows[0].rule->first && findings->rows[0].severity < SEVERITY_WARNING)
		for (size_t i = 0; i < findings->count; i++)
			if (findings->rows[i].severity == SEVERITY_OK)
				return &findings->rows[i];
	return &findings->rows[0];
}

/* Which a person reads first, behind one that is to be: what is wrong, that all is well, what else there is to know. */
static const struct {
	enum severity least, most;
	size_t count;
} turns[] = {
	{ SEVERITY_WARNING, SEVERITY_CRITICAL, HEADLINES_MOST },
	{ SEVERITY_OK, SEVERITY_OK, 1 },
	{ SEVERITY_NOTE, SEVERITY_NOTE, HEADLINES_MOST },
};

size_t findings_headlines(const struct finding *out[static HEADLINES_MOST],
	const struct findings *findings)
{
	size_t count = 0, first = findings->count > 0 && findings->rows[0].rule->first;

	if (first)
		out[count++] = &findings->rows[0];
	for (size_t turn = 0; turn < COUNT_OF(turns); turn++) {
		size_t taken = 0;

		for (size_t i = first; i < findings->count && count < HEADLINES_MOST; i++) {
			enum severity severity = findings->rows[i].severity;

			if (severity < turns[turn].least || severity > turns[turn].most ||
				taken == turns[turn].count)
				continue;
			out[count++] = &findings->rows[i];
			taken++;
		}
	}
	return count;
}

const struct finding *findings_find(const struct findings *findings, const char *rule)
{
	for (size_t i = 0; i < findings->count; i++)
		if (strcmp(findings->rows[i].rule->name, rule) == 0)
			return &findings->rows[i];
	return NULL;
}

/* ---- saying ---- */

static struct figure_value level_figure(struct level level)
{
	return (struct figure_value){ .value = value_of(level.n),
		.unit = level.unit,
		.exact = true };
}

/* The rule's own levels, {note} or {limit}, before the figures of its subject. */
static bool get_level_or_figure(const void *context, struct text name, struct figure_value *out)
{
	const struct finding *finding = context;
	struct named_level levels[LEVELS];

	list_levels(finding->rule, levels);
	for (size_t i = 0; i < LEVELS; i++)
		if (text_equals(name, levels[i].name)) {
			*out = level_figure(levels[i].level);
			return true;
		}
	return finding->facts.subject && get_figure(&finding->facts, name, out);
}

unsigned rule_sentence(const struct question *question, unsigned index, unsigned plain)
{
	const struct finding finding = { .rule = question->rule, .facts = *question->facts };
	const struct figure_source source = { &finding, get_level_or_figure };
	const struct sentence *sentences = question->rule->sentences;

	if (sentence_is_known(&sentences[index], &source))
		return index;
	while (plain + 1 < RULE_SENTENCES && sentences[plain + 1].text &&
		!sentence_is_known(&sentences[plain], &source))
		plain++;
	return plain;
}

struct judgement judge_by_level(const struct question *question)
{
	return (struct judgement){ question->level, rule_sentence(question, 0, 1) };
}

static size_t fill(char *out, size_t size, const struct sentence *sentence,
	const struct finding *finding, enum audience audience)
{
	const struct figure_source source = { finding, get_level_or_figure };

	return sentence_fill(out, size, sentence, &source, audience);
}

size_t finding_sentence(char *out, size_t size, const struct finding *finding,
	enum audience audience)
{
	return fill(out, size, &finding->rule->sentences[finding->sentence], finding, audience);
}

bool finding_advised(const struct finding *finding)
{
	return !finding->rule->advised || finding->rule->advised(&finding->facts);
}

size_t finding_advice(char *out, size_t size, const struct finding *finding, enum audience audience)
{
	const struct sentence advice = { .text = finding->rule->advice };

	if (advice.text && finding_advised(finding))
		return fill(out, size, &advice, finding, audience);
	out[0] = '\0';
	return 0;
}

static bool is_measure(const struct rule *rule, const char *figure)
{
	struct text measure = rule->measure ? bare_name(rule->measure) : text_of("", 0);

	return measure.length == bare_name(figure).length &&
	       memcmp(measure.at, figure, measure.length) == 0;
}

/* The measure first, then the figures beside it; a rule may look at the measure's size as well. */
static const char *rule_figure(const struct rule *rule, size_t index)
{
	if (rule->measure && index-- == 0)
		return rule->measure;
	for (size_t i = 0; i < RULE_FIGURES && rule->figures[i]; i++)
		if (!is_measure(rule, rule->figures[i]) && index-- == 0)
			return rule->figures[i];
	return NULL;
}

static bool ends_in(struct text name, const char *end)
{
	size_t length = strlen(end);

	return name.length > length && memcmp(name.at + name.length - length, end, length) == 0;
}

static void write_key(char key[static FIGURE_KEY_SIZE], struct text name,
	const struct figure_value *value)
{
	static const char *const endings[] = { [UNIT_BYTES] = "_bytes",
		[UNIT_PERCENT] = "_percent",
		[UNIT_DURATION] = "_seconds",
		[UNIT_ESTIMATE] = "_seconds",
		[UNIT_TEXT] = NULL };
	const char *ending = value->unit < COUNT_OF(endings) ? endings[value->unit] : NULL;
	bool of_kernel = is_of_kernel(name);

	if (value->key)
		snprintf(key, FIGURE_KEY_SIZE, "%s", value->key);
	else
		snprintf(key, FIGURE_KEY_SIZE, "%.*s%s", (int)name.length, name.at,
			ending && !of_kernel && !ends_in(name, ending) ? ending : "");
}

bool finding_figure(const struct finding *finding, size_t index, char key[static FIGURE_KEY_SIZE],
	struct figure_value *value)
{
	const char *figure = rule_figure(finding->rule, index);
	struct text name;

	if (!figure)
		return false;
	name = bare_name(figure);
	*value = (struct figure_value){ .unit = UNIT_NONE };
	get_figure(&finding->facts, name, value);
	write_key(key, name, value);
	return true;
}

#define NAME_SIZE 64

/* Where a figure comes from; a field of meminfo is its own source, whose name is put into bare. */
static const char *source_name(const struct subject *subject, const char *name,
	char bare[static NAME_SIZE])
{
	const struct rule_figure *figure = find_figure(subject, bare_name(name));

	snprintf(bare, NAME_SIZE, "%.*s", (int)bare_name(name).length, name);
	return figure ? figure->source : bare;
}

struct writer {
	char *out;
	size_t size, length;
};

/* What there is no room for is left out as a whole. */
static void append(struct writer *writer, const char *separator, const char *text)
{
	int length = snprintf(writer->out + writer->length, writer->size - writer->length, "%s%s",
		writer->length ? separator : "", text);

	if (length > 0 && (size_t)length < writer->size - writer->length)
		writer->length += (size_t)length;
	else
		writer->out[writer->length] = '\0';
}

/* A level as a rule's text says it. */
struct said_level {
	const struct rule *rule;
	const struct subject *subject;
	enum severity severity;
	struct level level;
	char *bare; /* room for a name */
};

static bool get_said(const void *context, struct text name, struct figure_value *out)
{
	const struct said_level *said = context;
	const struct rule_figure *figure =
		find_figure(said->subject, bare_name(said->rule->measure));

	*out = (struct figure_value){ .unit = UNIT_TEXT, .words = true };
	if (text_equals(name, "measured"))
		out->text = source_name(said->subject, said->rule->measure, said->bare);
	else if (text_equals(name, "whole"))
		out->text = source_name(said->subject,
			figure ? figure->whole : said->subject->whole, said->bare);
	else if (text_equals(name, "severity"))
		out->text = severity_title(said->severity);
	else if (text_equals(name, "level"))
		*out = level_figure(said->level);
	return true;
}

/* "Percpu above 5% of MemTotal: note", and "above 15%: warning" after it. */
static void append_level(struct writer *writer, const struct said_level *said)
{
	static const struct sentence forms[2][3] = {
		{ { .text = N_("{measured} above {level} of {whole}: {severity}") },
			{ .text = N_("{measured} above {level}: {severity}") },
			{ .text = N_("above {level}: {severity}") } },
		{ { .text = N_("{measured} below {level} of {whole}: {severity}") },
			{ .text = N_("{measured} below {level}: {severity}") },
			{ .text = N_("below {level}: {severity}") } },
	};
	const struct figure_source source = { said, get_said };
	bool is_share = strchr(said->rule->measure, '%');
	char text[256];

	sentence_fill(text, sizeof(text),
		&forms[said->rule->below][writer->length ? 2
					  : is_share     ? 0
							 : 1],
		&source, FOR_PEOPLE);
	append(writer, _("; "), text);
}

size_t rule_condition(char *out, size_t size, const struct rule *rule,
	const struct subject *subject)
{
	const struct finding finding = { .rule = rule };
	const struct sentence floor = { .text = N_("only from {floor} on") };
	const struct sentence condition = { .text = rule->condition };
	struct named_level levels[LEVELS];
	struct writer writer = { out, size, 0 };
	char text[512], bare[NAME_SIZE] = "";

	out[0] = '\0';
	list_levels(rule, levels);
	for (int i = 0; rule->measure && i < BY_SEVERITY; i++)
		if (levels[i].level.unit != UNIT_NONE)
			append_level(&writer,
				&(struct said_level){ rule, subject,
					(enum severity)(SEVERITY_OK + i), levels[i].level, bare });
	if (rule->floor.unit != UNIT_NONE) {
		fill(text, sizeof(text), &floor, &finding, FOR_PEOPLE);
		append(&writer, _("; "), text);
	}
	if (!condition.text)
		return writer.length;
	fill(text, sizeof(text), &condition, &finding, FOR_PEOPLE);
	append(&writer, _("; "), text);
	return writer.length;
}

size_t rule_sources(char *out, size_t size, const struct rule *rule, const struct subject *subject)
{
	struct writer writer = { out, size, 0 };
	char bare[NAME_SIZE];
	const char *name;

	out[0] = '\0';
	for (size_t i = 0; (name = rule_figure(rule, i)); i++) {
		const char *source = source_name(subject, name, bare);

		if (source && !strstr(out, _(source)))
			append(&writer, _(", "), _(source));
	}
	return writer.length;
}
