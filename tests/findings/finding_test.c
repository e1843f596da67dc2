/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The engine of findings, on a subject and rules that are made up: levels, order, sentences, keys. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/macros.h"
#include "findings/finding.h"
#include "support/assert_value.h"

#define KIB 1024

/* What the figures are; the facts point to it. */
struct made {
	struct value used, all;
	const char *name;
};

static const struct made *made_of(const struct facts *facts)
{
	return (const struct made *)(const void *)facts->machine;
}

static struct value get_used(const struct facts *facts)
{
	return made_of(facts)->used;
}

static struct value get_all(const struct facts *facts)
{
	return made_of(facts)->all;
}

static struct value get_seconds(const struct facts *facts)
{
	(void)facts;
	return value_of(UINT64_C(60));
}

static const char *get_name(const struct facts *facts)
{
	return made_of(facts)->name;
}

static const char *get_words(const struct facts *facts)
{
	(void)facts;
	return "in words";
}

/* A field of the kernel's, and no other. */
static bool get_field(const struct facts *facts, struct text name, struct figure_value *out)
{
	(void)facts;
	if (!text_equals(name, "Field"))
		return false;
	*out = (struct figure_value){ .value = value_of(UINT64_C(7) * KIB), .unit = UNIT_BYTES };
	return true;
}

static const struct rule_figure figures[] = {
	{ .name = "used",
		.length = sizeof("used") - 1,
		.source = "file",
		.unit = UNIT_BYTES,
		.whole = "all",
		.value = get_used },
	{ .name = "all",
		.length = sizeof("all") - 1,
		.source = "file",
		.unit = UNIT_BYTES,
		.value = get_all },
	{ .name = "age",
		.length = sizeof("age") - 1,
		.source = "clock",
		.unit = UNIT_DURATION,
		.value = get_seconds },
	{ .name = "rest_seconds",
		.length = sizeof("rest_seconds") - 1,
		.source = "clock",
		.unit = UNIT_DURATION,
		.value = get_seconds },
	{ .name = "seconds",
		.length = sizeof("seconds") - 1,
		.source = "clock",
		.unit = UNIT_DURATION,
		.value = get_seconds },
	{ .name = "own",
		.length = sizeof("own") - 1,
		.source = "other",
		.unit = UNIT_BYTES,
		.value = get_used,
		.key = "own_key" },
	{ .name = "name", .length = sizeof("name") - 1, .source = "names", .text = get_name },
	{ .name = "words", .length = sizeof("words") - 1, .source = "names", .words = get_words },
	/* Stands in the table, but a capital is the kernel's where there are other figures. */
	{ .name = "Zone",
		.length = sizeof("Zone") - 1,
		.source = "file",
		.unit = UNIT_BYTES,
		.value = get_used },
	{ .name = "Alloc",
		.length = sizeof("Alloc") - 1,
		.source = "file",
		.unit = UNIT_BYTES,
		.value = get_used },
	{ .name = NULL },
};

static const struct rule levels_rules[] = {
	{ .name = "above",
		.measure = "used%",
		.figures = { "used", "all", "age" },
		.ok = PERCENT(10),
		.note = PERCENT(20),
		.warning = PERCENT(30),
		.critical = PERCENT(40),
		.floor = BYTES(100 * KIB),
		.condition = "and more than {limit}",
		.limits = { COUNT(3), COUNT(4), COUNT(5) },
		.sentences = { { .text = "{used} of {all}, {limit} {limit2} {limit3} {note}" } },
		.advice = "Look at {name}." },
	{ .name = "below",
		.measure = "used",
		.below = true,
		.note = BYTES(64 * KIB),
		.warning = BYTES(32 * KIB),
		.sentences = { { .text = "little" } } },
	{ .name = NULL },
};

static const struct subject made_subject = {
	.name = "made",
	.rules = levels_rules,
	.figures = figures,
	.other_figure = get_field,
	.whole = "all",
};
static const struct subject plain_subject = {
	.name = "plain",
	.rules = levels_rules,
	.figures = figures,
	.whole = "all",
};

static struct facts facts_of(const struct subject *subject, const struct made *made)
{
	return (struct facts){ subject, .machine = (const void *)made };
}

/* ---- levels ---- */

static enum severity severity_of(uint64_t used, uint64_t all, const char *rule)
{
	const struct made made = { value_of(used * KIB), value_of(all * KIB), "n" };
	const struct facts facts = facts_of(&made_subject, &made);
	struct findings findings = { .count = 0 };
	const struct finding *finding;

	findings_judge(&findings, &facts);
	finding = findings_find(&findings, rule);
	return finding ? finding->severity : SEVERITY_NONE;
}

static void a_rule_fires_above_its_levels(void **state)
{
	static const struct {
		unsigned used;
		enum severity severity;
	} cases[] = {
		{ 100, SEVERITY_NONE },
		{ 101, SEVERITY_OK },
		{ 200, SEVERITY_OK },
		{ 201, SEVERITY_NOTE },
		{ 300, SEVERITY_NOTE },
		{ 301, SEVERITY_WARNING },
		{ 400, SEVERITY_WARNING },
		{ 401, SEVERITY_CRITICAL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_int_equal(severity_of(cases[i].used, 1000, "above"), cases[i].severity);
	/* The share is large enough, the size is not. */
	assert_int_equal(severity_of(99, 200, "above"), SEVERITY_NONE);
	assert_int_equal(severity_of(100, 200, "above"), SEVERITY_CRITICAL);
}

static void a_rule_fires_below_its_levels(void **state)
{
	(void)state;
	assert_int_equal(severity_of(64, 1000, "below"), SEVERITY_NONE);
	assert_int_equal(severity_of(63, 1000, "below"), SEVERITY_NOTE);
	assert_int_equal(severity_of(32, 1000, "below"), SEVERITY_NOTE);
	assert_int_equal(severity_of(31, 1000, "below"), SEVERITY_WARNING);
	assert_int_equal(severity_of(0, 1000, "below"), SEVERITY_WARNING);
}

static void what_is_not_known_is_neither_above_nor_below(void **state)
{
	const struct made made = { value_missing(VALUE_DENIED), value_of(UINT64_C(9)), "n" };
	const struct facts facts = facts_of(&made_subject, &made);
	const struct level none = { UNIT_NONE, 5 }, five = { UNIT_BYTES, 5 };
	struct findings findings = { .count = 0 };

	(void)state;
	findings_judge(&findings, &facts);
	assert_int_equal(findings.count, 0);
	assert_false(facts_above(&facts, "used", five));
	assert_false(facts_below(&facts, "used", five));
	assert_true(facts_above(&facts, "all", five));
	assert_false(facts_above(&facts, "all", none));
	assert_false(facts_below(&facts, "all", (struct level){ UNIT_NONE, 50 }));
	assert_true(facts_below(&facts, "all", (struct level){ UNIT_BYTES, 10 }));
	assert_false(facts_below(&facts, "all", (struct level){ UNIT_BYTES, 9 }));
	assert_false(facts_above(&facts, "all", (struct level){ UNIT_BYTES, 9 }));
}

/* ---- figures ---- */

static void capitals_are_the_kernels_where_it_has_figures(void **state)
{
	const struct made made = { value_of(UINT64_C(1)), value_of(UINT64_C(2)), "n" };
	const struct facts facts = facts_of(&made_subject, &made);
	const struct facts plain = facts_of(&plain_subject, &made);

	(void)state;
	assert_value(facts_figure(&facts, "Field"), 7 * KIB);
	assert_false(value_known(facts_figure(&facts, "Zone")));
	assert_false(value_known(facts_figure(&facts, "Alloc")));
	assert_value(facts_figure(&plain, "Zone"), 1);
	assert_value(facts_figure(&plain, "Alloc"), 1);
	assert_false(value_known(facts_figure(&plain, "Field")));
	assert_false(value_known(facts_figure(&plain, "")));
	assert_false(value_known(facts_figure(&facts, "usedx")));
	assert_value(facts_figure(&facts, "used%"), 5000);
}

static void a_text_is_told_from_words(void **state)
{
	const struct made made = { value_of(UINT64_C(1)), value_of(UINT64_C(2)), "n" };
	const struct facts facts = facts_of(&made_subject, &made);
	struct figure_value figure;

	(void)state;
	assert_string_equal(facts_text(&facts, "name"), "n");
	assert_string_equal(facts_text(&facts, "words"), "in words");
	assert_null(facts_text(&facts, "used"));
	assert_null(facts_text(&facts, "nobody"));
	assert_true(facts_get(&facts, text_of_string("name"), &figure));
	assert_false(figure.words);
	assert_int_equal(figure.unit, UNIT_TEXT);
	assert_true(facts_get(&facts, text_of_string("words"), &figure));
	assert_true(figure.words);
	assert_true(facts_get(&facts, text_of_string("own"), &figure));
	assert_string_equal(figure.key, "own_key");
	assert_int_equal(figure.unit, UNIT_BYTES);
}

/* The keys of the figures that a rule names, one after the other. */
static void keys_of(char *keys, size_t size, const struct subject *subject, const struct rule *rule)
{
	const struct made made = { value_of(UINT64_C(1)), value_of(UINT64_C(2)), "n" };
	const struct finding finding = { rule, SEVERITY_NOTE, 0, facts_of(subject, &made) };
	char key[FIGURE_KEY_SIZE];
	struct figure_value value;

	keys[0] = '\0';
	for (size_t i = 0; finding_figure(&finding, i, key, &value); i++)
		snprintf(keys + strlen(keys), size - strlen(keys), "%s ", key);
}

static void a_key_has_its_unit_once(void **state)
{
	const struct rule rules[] = {
		{ .measure = "used%",
			.figures = { "used", "age", "rest_seconds", "Field", "name" } },
		{ .figures = { "seconds", "own", "all%" } },
		{ .measure = "all", .figures = { "used" } },
		{ .measure = "all" },
		{ .name = "none" },
	};
	static const char *const wanted[] = {
		"used_bytes age_seconds rest_seconds Field name ",
		"seconds_seconds own_key all_bytes ",
		"all_bytes used_bytes ",
		"all_bytes ",
		"",
	};
	char keys[512];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rules); i++) {
		keys_of(keys, sizeof(keys), &made_subject, &rules[i]);
		assert_string_equal(keys, wanted[i]);
	}
}

/* ---- order ---- */

#define FIRES(rule_name, level)                                                                    \
	{                                                                                          \
		.name = rule_name, .measure = "all", level = BYTES(1)                              \
	}

static const struct rule ordered_rules[] = {
	FIRES("note", .note),
	{ .name = "late note", .measure = "all", .note = BYTES(1), .late = true },
	FIRES("ok", .ok),
	{ .name = "closer", .measure = "all", .warning = BYTES(1), .closer = true },
	FIRES("second note", .note),
	FIRES("second ok", .ok),
	FIRES("critical", .critical),
	{ .name = NULL },
};
static const struct rule calm_rules[] = {
	FIRES("note", .note),
	FIRES("ok", .ok),
	FIRES("second ok", .ok),
	{ .name = NULL },
};
static const struct rule noted_rules[] = { FIRES("first", .note), FIRES("second", .note),
	{ .name = NULL } };

static struct subject subject_of(const struct rule *rules)
{
	return (struct subject){ .name = "made", .rules = rules, .figures = figures };
}

static void check_order(const struct findings *findings, const char *const names[], size_t count)
{
	assert_int_equal(findings->count, count);
	for (size_t i = 0; i < count; i++)
		assert_string_equal(findings->rows[i].rule->name, names[i]);
}

static const struct made some = { { .n = 1, .state = VALUE_OK }, { .n = 2, .state = VALUE_OK },
	"n" };

static void the_worst_comes_first_and_equals_as_they_stand(void **state)
{
	static const char *const all[] = { "critical", "closer", "note", "second note", "late note",
		"ok", "second ok" };
	static const char *const beside[] = { "critical", "note", "second note", "late note", "ok",
		"second ok" };
	const struct subject subject = subject_of(ordered_rules);
	const struct facts facts = facts_of(&subject, &some);
	struct findings findings = { .count = 0 };

	(void)state;
	findings_judge(&findings, &facts);
	check_order(&findings, all, COUNT_OF(all));
	findings.count = 0;
	findings_judge_beside(&findings, &facts);
	check_order(&findings, beside, COUNT_OF(beside));
}

static void what_is_least_makes_room(void **state)
{
	const struct subject noted = subject_of(noted_rules), ordered = subject_of(ordered_rules);
	const struct facts notes = facts_of(&noted, &some), others = facts_of(&ordered, &some);
	struct findings findings = { .count = 0 };
	size_t own = 0;

	(void)state;
	for (size_t i = 0; i < FINDINGS_MOST; i++)
		findings_judge(&findings, &notes);
	assert_int_equal(findings.count, FINDINGS_MOST);
	findings_judge(&findings, &others);
	assert_int_equal(findings.count, FINDINGS_MOST);
	for (size_t i = 0; i < findings.count; i++)
		own += findings.rows[i].facts.subject == &ordered;
	/* The critical one and the warning; no note is better than those that were there. */
	assert_int_equal(own, 2);
	assert_string_equal(findings.rows[0].rule->name, "critical");
	assert_string_equal(findings.rows[1].rule->name, "closer");
	for (size_t i = 2; i < findings.count; i++)
		assert_int_equal(findings.rows[i].severity, SEVERITY_NOTE);
}

static const char *headline_of(const struct rule *rules)
{
	const struct subject subject = subject_of(rules);
	const struct facts facts = facts_of(&subject, &some);
	static struct findings findings;
	const struct finding *headline;

	findings.count = 0;
	findings_judge(&findings, &facts);
	headline = findings_headline(&findings);
	return headline ? headline->rule->name : "";
}

static void the_headline_is_the_worst_or_that_all_is_well(void **state)
{
	static const struct rule warned[] = { FIRES("ok", .ok), FIRES("warning", .warning),
		{ .name = NULL } };

	(void)state;
	assert_string_equal(headline_of(ordered_rules), "critical");
	assert_string_equal(headline_of(warned), "warning");
	assert_string_equal(headline_of(calm_rules), "ok");
	assert_string_equal(headline_of(noted_rules), "first");
	assert_string_equal(headline_of(ordered_rules + COUNT_OF(ordered_rules) - 1), "");
}

static void one_headline_says_that_all_is_well(void **state)
{
	static const char *const wanted[] = { "critical", "closer", "ok", "note", "second note",
		"late note" };
	const struct subject subject = subject_of(ordered_rules);
	const struct facts facts = facts_of(&subject, &some);
	const struct finding *headlines[HEADLINES_MOST];
	struct findings findings = { .count = 0 };
	size_t count;

	(void)state;
	assert_int_equal(findings_headlines(headlines, &findings), 0);
	findings_judge(&findings, &facts);
	count = findings_headlines(headlines, &findings);
	assert_int_equal(count,
		HEADLINES_MOST < COUNT_OF(wanted) ? (size_t)HEADLINES_MOST : COUNT_OF(wanted));
	for (size_t i = 0; i < count; i++)
		assert_string_equal(headlines[i]->rule->name, wanted[i]);
}

/* ---- sentences ---- */

static void sentences_name_figures_and_levels(void **state)
{
	const struct made made = { value_of(UINT64_C(300) * KIB), value_of(UINT64_C(1024) * KIB),
		"web" };
	const struct finding finding = { &levels_rules[0], SEVERITY_NOTE, 0,
		facts_of(&made_subject, &made) };
	const struct finding other = { &levels_rules[1], SEVERITY_NOTE, 0, finding.facts };
	char text[256] = "before";

	(void)state;
	finding_sentence(text, sizeof(text), &finding, FOR_MACHINES);
	assert_string_equal(text, "300K of 1.00M, 3 4 5 20%");
	assert_int_equal(finding_advice(text, sizeof(text), &finding, FOR_MACHINES),
		strlen("Look at web."));
	assert_string_equal(text, "Look at web.");
	assert_int_equal(finding_advice(text, sizeof(text), &other, FOR_MACHINES), 0);
	assert_string_equal(text, "");
}

static void the_first_sentence_that_knows_everything_is_said(void **state)
{
	static const struct rule rule = { .name = "says",
		.sentences = { { .text = "{used}" }, { .text = "{all}" },
			{ .text = "{used} {all}" }, { .text = "nothing" } } };
	const struct made nothing = { value_missing(VALUE_ABSENT), value_missing(VALUE_ABSENT),
		NULL };
	const struct made half = { value_missing(VALUE_ABSENT), value_of(UINT64_C(1)), NULL };
	const struct made both = { value_of(UINT64_C(1)), value_of(UINT64_C(1)), NULL };
	static const struct rule two = { .name = "two",
		.sentences = { { .text = "{used}" }, { .text = "{all}" } } };
	struct rule full = { .name = "full" };
	const struct facts of_nothing = facts_of(&made_subject, &nothing);
	const struct facts of_half = facts_of(&made_subject, &half);
	const struct facts of_both = facts_of(&made_subject, &both);

	(void)state;
	assert_int_equal(rule_sentence(&(struct question){ &rule, 0, &of_both }, 0, 1), 0);
	assert_int_equal(rule_sentence(&(struct question){ &rule, 0, &of_half }, 0, 1), 1);
	assert_int_equal(rule_sentence(&(struct question){ &rule, 0, &of_nothing }, 0, 1), 3);
	assert_int_equal(rule_sentence(&(struct question){ &rule, 0, &of_half }, 0, 2), 3);
	/* The last, if none does, also of a rule that has as many as there can be. */
	for (size_t i = 0; i < RULE_SENTENCES; i++)
		full.sentences[i].text = "{used}";
	assert_int_equal(rule_sentence(&(struct question){ &full, 0, &of_nothing }, 0, 0),
		RULE_SENTENCES - 1);
	assert_int_equal(rule_sentence(&(struct question){ &two, 0, &of_nothing }, 0, 0), 1);
}

static void a_condition_tells_all_levels(void **state)
{
	static const struct rule bare = { .name = "bare" };
	char text[512] = "before";
	size_t length;

	(void)state;
	length = rule_condition(text, sizeof(text), &levels_rules[0], &made_subject);
	assert_int_equal(length, strlen(text));
	assert_string_equal(text,
		"file above 10% of file: ok; above 20%: note; above 30%: warning; above 40%: "
		"critical; only from 100K on; and more than 3");
	rule_condition(text, sizeof(text), &levels_rules[1], &made_subject);
	assert_string_equal(text, "file below 64.0K: note; below 32.0K: warning");
	assert_int_equal(rule_condition(text, sizeof(text), &bare, &made_subject), 0);
	assert_string_equal(text, "");
	/* What does not fit is left out as a whole, and nothing behind the room is written to. */
	memset(text, '#', sizeof(text));
	rule_condition(text, 46, &levels_rules[0], &made_subject);
	assert_string_equal(text, "file above 10% of file: ok; above 20%: note");
	assert_int_equal(text[46], '#');
}

static void sources_are_named_once(void **state)
{
	static const struct rule rule = { .measure = "used%",
		.figures = { "used", "all", "age", "Field", "name", "words" } };
	static const struct rule bare = { .name = "bare" };
	char text[256] = "before";
	size_t length;

	(void)state;
	length = rule_sources(text, sizeof(text), &rule, &made_subject);
	assert_int_equal(length, strlen(text));
	assert_string_equal(text, "file, clock, Field, names");
	assert_int_equal(rule_sources(text, sizeof(text), &bare, &made_subject), 0);
	assert_string_equal(text, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_rule_fires_above_its_levels),
		cmocka_unit_test(a_rule_fires_below_its_levels),
		cmocka_unit_test(what_is_not_known_is_neither_above_nor_below),
		cmocka_unit_test(capitals_are_the_kernels_where_it_has_figures),
		cmocka_unit_test(a_text_is_told_from_words),
		cmocka_unit_test(a_key_has_its_unit_once),
		cmocka_unit_test(the_worst_comes_first_and_equals_as_they_stand),
		cmocka_unit_test(what_is_least_makes_room),
		cmocka_unit_test(the_headline_is_the_worst_or_that_all_is_well),
		cmocka_unit_test(one_headline_says_that_all_is_well),
		cmocka_unit_test(sentences_name_figures_and_levels),
		cmocka_unit_test(the_first_sentence_that_knows_everything_is_said),
		cmocka_unit_test(a_condition_tells_all_levels),
		cmocka_unit_test(sources_are_named_once),
	};

	return cmocka_run_group_tests_name("findings/finding", tests, NULL, NULL);
}
