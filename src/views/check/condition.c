/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "views/check/condition.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "base/messages.h"
#include "base/moment.h"
#include "views/cgroups/cgroups.h"
#include "views/check/slips.h"

/* The kernel's averages of pressure are of so long by themselves, and known without a record. */
const char *const conditions_built_in[] = {
	"critical: available<5% for 1m",
	"warning: available<10% for 5m",
	"critical: time_to_full<1h for 5m",
	"warning: time_to_full<23h for 40m",
	"critical: oom_kills>0",
	"critical: full_avg60>20% refault_anonymous>100",
	"critical: full_avg60>20% refault_file>100",
	"warning: full_avg300>5%",
	"critical: finding:cgroup_frozen",
	"warning: finding:cgroup_will_be_killed>=warning",
};
const size_t conditions_built_in_count = COUNT_OF(conditions_built_in);

/* In hundredths of a per cent. */
#define ALL_OF_IT 10000

static void skip(struct text *rest, size_t length)
{
	*rest = text_of(rest->at + length, rest->length - length);
}

static bool take_prefix(struct text *rest, const char *prefix)
{
	if (!text_starts(*rest, prefix))
		return false;
	skip(rest, strlen(prefix));
	return true;
}

static const enum severity severities[] = { SEVERITY_NOTE, SEVERITY_WARNING, SEVERITY_CRITICAL };

static bool severity_of(struct text word, enum severity *severity)
{
	for (size_t i = 0; i < COUNT_OF(severities); i++) {
		if (!text_equals(word, severity_name(severities[i])))
			continue;
		*severity = severities[i];
		return true;
	}
	return false;
}

/* ---- terms ---- */

/* A name: letters, digits, "_" and ".". */
static struct text take_name(struct text *rest)
{
	struct text name = text_of(rest->at, 0);

	while (name.length < rest->length && (isalnum((unsigned char)rest->at[name.length]) ||
						     strchr("_.", rest->at[name.length])))
		name.length++;
	skip(rest, name.length);
	return name;
}

/* "(java)": what is between the parentheses; false: they do not stand there, or do not close. */
static bool take_argument(struct text *rest, struct text *argument)
{
	struct text at = *rest;
	size_t depth = 0;

	if (!text_starts(at, "("))
		return false;
	for (size_t i = 0; i < at.length; i++) {
		depth += at.at[i] == '(';
		depth -= at.at[i] == ')';
		if (depth > 0)
			continue;
		*argument = text_trim(text_of(at.at + 1, i - 1));
		skip(rest, i + 1);
		return argument->length > 0;
	}
	return false;
}

/* The comparison and what stands behind it. */
static bool take_comparison(struct text *rest, enum comparison *comparison, struct text *value)
{
	struct text at = text_trim(*rest);

	if (!comparison_take(&at, comparison) || *comparison == MATCHES)
		return false;
	at = text_trim(at);
	*value = text_next_word(&at);
	*rest = at;
	return value->length > 0;
}

/* How a level of the unit is written, behind the name of a figure. */
static const char *example_of(enum unit unit, bool has_whole)
{
	static const struct {
		enum unit unit;
		const char *level;
	} examples[] = {
		{ UNIT_BYTES, ">1G" },
		{ UNIT_SIGNED, ">1G" },
		{ UNIT_PERCENT, ">20%" },
		{ UNIT_DURATION, "<4h" },
		{ UNIT_PACE, ">100M/h" },
		{ UNIT_PER_SECOND, ">1M" },
	};

	if (has_whole)
		return "<10%";
	for (size_t i = 0; i < COUNT_OF(examples); i++)
		if (examples[i].unit == unit)
			return examples[i].level;
	return ">0";
}

/* name: the figure as it was given; has_whole: it can be compared with a share. */
static enum status take_level(struct check_term *term, struct text name, bool has_whole,
	struct text *rest, struct message *message)
{
	const char *example = example_of(term->unit, has_whole);
	struct text value;

	if (!take_comparison(rest, &term->comparison, &value)) {
		message_set(message, _("'%s' is compared with nothing (try %s%s)"),
			quoted(name).text, quoted(name).text, example);
		return STATUS_MALFORMED;
	}
	if (slips_of_value(value, message) != STATUS_OK)
		return STATUS_MALFORMED;
	if (!comparison_number(value, term->unit, &term->level)) {
		message_set(message,
			text_starts(value, "-")
				? _("'%s' is negative: '%s' (%s) is compared with numbers from 0 on (try %s%s)")
				: _("'%s' is nothing that '%s' can be compared with: its unit is %s (try %s%s)"),
			quoted(value).text, quoted(name).text, units_unit_name(term->unit),
			quoted(name).text, example);
		return STATUS_MALFORMED;
	}
	if (term->unit == UNIT_PERCENT && term->level > ALL_OF_IT) {
		message_set(message, _("'%s' is more than all: a share is 100%% at the most"),
			quoted(value).text);
		return STATUS_MALFORMED;
	}
	return STATUS_OK;
}

/* "10%" of a size is its share of what it is part of. */
static bool wants_share(const struct check_name *name, struct text rest)
{
	enum comparison comparison;
	struct text value;

	return name->label->unit == UNIT_BYTES && take_comparison(&rest, &comparison, &value) &&
	       value.at[value.length - 1] == '%';
}

static enum status take_figure(struct check_term *term, const struct check_names *names,
	struct text *rest, struct message *message)
{
	struct text word = take_name(rest), unnamed = *rest;
	const struct check_name *name;

	if (word.length == 0)
		word = text_next_word(&unnamed);
	name = check_names_find(names, word, message);
	if (!name)
		return STATUS_MALFORMED;
	term->kind = CHECK_FIGURE;
	term->own = name->own;
	term->unit = name->label->unit;
	term->name = strdup(name->path);
	if (!term->name)
		return STATUS_NO_MEMORY;
	if (!wants_share(name, *rest))
		return take_level(term, word, name->whole != NULL, rest, message);
	if (!name->whole) {
		message_set(message, _("%s is no part of anything: give a size, such as 1G"),
			name->path);
		return STATUS_MALFORMED;
	}
	term->unit = UNIT_PERCENT;
	term->whole = strdup(name->whole);
	return term->whole ? take_level(term, word, true, rest, message) : STATUS_NO_MEMORY;
}

static enum status take_finding(struct check_term *term, struct text *rest, struct message *message)
{
	struct text name = take_name(rest), word;
	enum severity severity = SEVERITY_NOTE;

	if (!check_is_rule(name, message))
		return STATUS_MALFORMED;
	term->kind = CHECK_FINDING;
	term->comparison = GREATER_OR_EQUAL;
	if (take_comparison(rest, &term->comparison, &word) && !severity_of(word, &severity)) {
		message_set(message,
			_("'%s' is no severity of a finding (note, warning, critical)"),
			quoted(word).text);
		return STATUS_MALFORMED;
	}
	term->level = severity;
	term->name = text_dup(name);
	return term->name ? STATUS_OK : STATUS_NO_MEMORY;
}

/* start: of the term. */
static enum status take_growth(struct check_term *term, const char *start, struct text *rest,
	struct message *message)
{
	struct text argument, name;

	if (!take_argument(rest, &argument)) {
		message_set(message,
			_("growth needs a program or a cgroup (try growth(java)>100M/h)"));
		return STATUS_MALFORMED;
	}
	term->kind = CHECK_GROWTH;
	term->unit = UNIT_PACE;
	term->name = text_dup(argument);
	name = text_of(start, (size_t)(rest->at - start));
	return term->name ? take_level(term, name, false, rest, message) : STATUS_NO_MEMORY;
}

static enum status take_process(struct check_term *term, struct text *rest, struct message *message)
{
	struct text argument;

	if (!take_argument(rest, &argument)) {
		message_set(message, _("process needs a filter (try process(rss>4G user=www))"));
		return STATUS_MALFORMED;
	}
	term->kind = CHECK_PROCESS;
	term->name = text_dup(argument);
	if (slips_of_filter(argument, message) != STATUS_OK)
		return STATUS_MALFORMED;
	return term->name ? filter_parse(&term->filter, term->name, message) : STATUS_NO_MEMORY;
}

static enum status take_term(struct check_term *term, const struct check_names *names,
	struct text *rest, struct message *message)
{
	const char *start = rest->at;

	*term = (struct check_term){ .own = -1 };
	if (slips_of_term(*rest, message) != STATUS_OK)
		return STATUS_MALFORMED;
	if (take_prefix(rest, "finding:"))
		return take_finding(term, rest, message);
	if (text_starts(*rest, "growth(") && take_prefix(rest, "growth"))
		return take_growth(term, start, rest, message);
	if (text_starts(*rest, "process(") && take_prefix(rest, "process"))
		return take_process(term, rest, message);
	return take_figure(term, names, rest, message);
}

/* ---- the whole ---- */

/* "warning:" in front; what is no word and a colon is left alone. */
static enum status take_severity(struct check_condition *condition, struct text *rest,
	struct message *message)
{
	struct text at = *rest, word = take_name(&at);

	condition->severity = SEVERITY_WARNING;
	if (!word.length || !text_starts(at, ":") || text_equals(word, "finding"))
		return STATUS_OK;
	if (!severity_of(word, &condition->severity) || condition->severity == SEVERITY_NOTE) {
		message_set(message, _("there is no severity '%s' (warning or critical)"),
			quoted(word).text);
		return STATUS_MALFORMED;
	}
	skip(&at, 1);
	*rest = text_trim(at);
	return STATUS_OK;
}

static bool is_span(struct text rest)
{
	return text_equals(text_next_word(&rest), "for");
}

/* "for 10m" at the end. */
static enum status take_span(struct check_condition *condition, struct text *rest,
	struct message *message)
{
	char span[32];

	if (!is_span(*rest))
		return STATUS_OK;
	take_prefix(rest, "for");
	*rest = text_trim(*rest);
	snprintf(span, sizeof(span), "%.*s", (int)min_size(rest->length, sizeof(span) - 1),
		rest->at);
	if (rest->length == 0) {
		message_set(message, _("for how long? (try 'for 10m')"));
		return STATUS_MALFORMED;
	}
	if (!moment_span(span, &condition->for_seconds)) {
		message_set(message, _("'%s' is no length of time: try 'for 10m'"),
			quoted(*rest).text);
		return STATUS_MALFORMED;
	}
	skip(rest, rest->length);
	return STATUS_OK;
}

static enum status take_terms(struct check_condition *condition, const struct check_names *names,
	struct text *rest, struct message *message)
{
	enum status status = STATUS_OK;
	struct text term;

	if (rest->length == 0 || is_span(*rest)) {
		message_set(message, _("it says nothing (try 'warning: available<10%%')"));
		return STATUS_MALFORMED;
	}
	do {
		if (condition->term_count == CHECK_TERMS_MOST) {
			message_set(message,
				_("these are more than %d terms (make two conditions)"),
				CHECK_TERMS_MOST);
			return STATUS_MALFORMED;
		}
		term = *rest;
		status =
			take_term(&condition->terms[condition->term_count++], names, rest, message);
		*rest = text_trim(*rest);
	} while (status == STATUS_OK && rest->length > 0 && !is_span(*rest));
	if (status != STATUS_OK)
		*rest = term;
	return status;
}

/* Of the characters in front of it, and from 1 on. */
static size_t column_at(const char *words, const char *at)
{
	size_t column = 1;

	for (; words < at; words++)
		column += ((unsigned char)*words & 0xc0) != 0x80;
	return column;
}

/* What is said of a part is said of the whole, which is named in front. */
static void say_where(const char *words, const char *at, struct message *message)
{
	struct message why = *message;
	size_t column = column_at(words, at);

	if (column > 1)
		message_set(message, _("check: '%s', column %zu: %s"), quoted_string(words).text,
			column, why.text);
	else
		message_set(message, "check: '%s': %s", quoted_string(words).text, why.text);
	message_clean(message);
}

enum status condition_parse(struct check_condition *condition, const char *words,
	const struct check_names *names, struct message *message)
{
	struct text rest = text_trim(text_of_string(words)), whole;
	enum status status;

	*condition = (struct check_condition){ .severity = SEVERITY_WARNING };
	status = take_severity(condition, &rest, message);
	whole = rest;
	if (status == STATUS_OK)
		status = take_terms(condition, names, &rest, message);
	if (status == STATUS_OK)
		status = take_span(condition, &rest, message);
	if (status == STATUS_OK) {
		condition->text = text_dup(whole);
		status = condition->text ? STATUS_OK : STATUS_NO_MEMORY;
	}
	if (status == STATUS_MALFORMED)
		say_where(words, rest.at, message);
	return status;
}

void condition_free(struct check_condition *condition)
{
	for (size_t i = 0; i < condition->term_count; i++) {
		free(condition->terms[i].name);
		free(condition->terms[i].whole);
		filter_free(condition->terms[i].filter);
	}
	free(condition->text);
	*condition = (struct check_condition){ .text = NULL };
}

bool condition_term_of_cgroup(const struct check_term *term)
{
	return term->kind == CHECK_GROWTH && term->name[0] == '/';
}

static bool is_of_cgroups(const struct check_term *term)
{
	return condition_term_of_cgroup(term) ||
	       (term->kind == CHECK_FINDING && strncmp(term->name, "cgroup", 6) == 0);
}

bool condition_of_cgroups(const struct check_condition *condition)
{
	for (size_t i = 0; i < condition->term_count; i++)
		if (is_of_cgroups(&condition->terms[i]))
			return true;
	return false;
}

unsigned condition_cost(const struct check_condition *condition)
{
	unsigned cost = COST_NONE;

	for (size_t i = 0; i < condition->term_count; i++) {
		const struct check_term *term = &condition->terms[i];

		if (is_of_cgroups(term))
			cost |= cgroups_cost();
		if (term->kind == CHECK_GROWTH || term->kind == CHECK_FINDING)
			cost |= columns[COLUMN_GROWTH].cost;
		cost |= filter_cost(term->filter);
	}
	return cost;
}
