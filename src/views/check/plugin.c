/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One line as monitoring plugins print it: https://www.monitoring-plugins.org/doc/guidelines.html */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/macros.h"
#include "base/utf8.h"
#include "views/check/check.h"

enum plugin_status { PLUGIN_OK, PLUGIN_WARNING, PLUGIN_CRITICAL, PLUGIN_UNKNOWN };

static const char *const words[] = { "OK", "WARNING", "CRITICAL", "UNKNOWN" };

int check_plugin_status(const struct check *check)
{
	enum severity severity = check_severity(check);

	if (severity == SEVERITY_CRITICAL)
		return PLUGIN_CRITICAL;
	if (severity == SEVERITY_WARNING)
		return PLUGIN_WARNING;
	return check_is_unknown(check) ? PLUGIN_UNKNOWN : PLUGIN_OK;
}

struct plugin_line {
	char text[4096];
	size_t length;
};

__attribute__((format(printf, 2, 3))) static void put(struct plugin_line *line, const char *format,
	...)
{
	size_t room = sizeof(line->text) - line->length;
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(line->text + line->length, room, format, arguments);
	va_end(arguments);
	if (length > 0)
		line->length = min_size(line->length + (size_t)length, sizeof(line->text) - 1);
}

/* Control characters and the "|" that begins the performance data would end the text. */
static void clean(struct plugin_line *line)
{
	for (size_t i = 0; i < line->length; i++)
		if ((unsigned char)line->text[i] < ' ' || line->text[i] == '|')
			line->text[i] = '?';
}

static void put_condition(struct plugin_line *line, const struct check_condition *condition,
	const struct check_result *result)
{
	char found[256];

	check_found(found, sizeof(found), condition, result);
	if (condition->term_count == 1 && result->values[0].state == VALUE_PENDING)
		snprintf(found, sizeof(found), "not known yet");
	put(line, "%s is %s", condition->text, found);
}

/* So that a name that was misspelt is seen. */
static void put_gone(struct plugin_line *line, const struct check *check)
{
	for (size_t i = 0; i < check->count; i++) {
		const struct check_term *term = check_gone(check, i);

		if (term)
			put(line, ", there is no %s %s",
				condition_term_of_cgroup(term) ? "cgroup" : "process", term->name);
	}
	if (check->trouble.text[0])
		put(line, ", %s", check->trouble.text);
}

/* Those that made the result what it is. */
static void put_reasons(struct plugin_line *line, const struct check *check,
	enum plugin_status status)
{
	const char *separator = ": ";

	for (size_t i = 0; i < check->count && status != PLUGIN_OK; i++) {
		bool told = status == PLUGIN_UNKNOWN ? check_in_doubt(check, i)
						     : check->results[i].state == CHECK_HOLDS;

		if (!told)
			continue;
		put(line, "%s", separator);
		put_condition(line, &check->conditions[i], &check->results[i]);
		separator = ", ";
	}
	if (status == PLUGIN_OK)
		put(line, ": no condition holds");
	put_gone(line, check);
	clean(line);
}

/* ---- performance data ---- */

/* Figures that are compared with a number; of shares their size. */
static bool is_measured(const struct check_term *term, const struct check_result *result, size_t i)
{
	return (term->kind == CHECK_FIGURE || term->kind == CHECK_GROWTH) &&
	       value_known(result->values[i]) &&
	       (!term->whole ||
		       (value_known(result->amounts[i]) && value_known(result->wholes[i])));
}

static bool is_same(const struct check_term *a, const struct check_term *b)
{
	return a->kind == b->kind && strcmp(a->name, b->name) == 0;
}

static bool is_hundredths(enum unit unit)
{
	return unit == UNIT_PERCENT || unit == UNIT_PER_SECOND;
}

static void put_number(struct plugin_line *line, int64_t n, enum unit unit)
{
	if (is_hundredths(unit))
		put(line, "%s%" PRId64 ".%02" PRId64, n < 0 ? "-" : "", (n < 0 ? -n : n) / 100,
			(n < 0 ? -n : n) % 100);
	else
		put(line, "%" PRId64, n);
}

static int64_t level_of(const struct check_term *term, struct value whole)
{
	if (!term->whole)
		return term->level;
	return (int64_t)((double)whole.n / 10000 * (double)term->level);
}

/* "10:" where less than 10 is an alarm, "10" or "~:10" where more is; there is none for the rest. */
static void put_range(struct plugin_line *line, const struct check_term *term, struct value whole)
{
	bool below = term->comparison == LESS || term->comparison == LESS_OR_EQUAL;
	bool above = term->comparison == GREATER || term->comparison == GREATER_OR_EQUAL;

	if (!below && !above)
		return;
	if (above && units_signed(term->unit))
		put(line, "~:");
	put_number(line, level_of(term, whole), term->whole ? UNIT_BYTES : term->unit);
	if (below)
		put(line, ":");
}

/* The first level of that severity that the figure is compared with. */
static void put_level(struct plugin_line *line, const struct check *check,
	const struct check_term *of, enum severity severity)
{
	for (size_t i = 0; i < check->count; i++) {
		const struct check_condition *condition = &check->conditions[i];

		if (condition->severity != severity)
			continue;
		for (size_t j = 0; j < condition->term_count; j++) {
			const struct check_term *term = &condition->terms[j];

			if (!is_same(term, of) || !is_measured(term, &check->results[i], j))
				continue;
			put_range(line, term, check->results[i].wholes[j]);
			return;
		}
	}
}

static bool was_before(const struct check *check, size_t condition, size_t term)
{
	const struct check_term *of = &check->conditions[condition].terms[term];

	for (size_t i = 0; i <= condition; i++)
		for (size_t j = 0; j < (i < condition ? check->conditions[i].term_count : term);
			j++)
			if (is_same(&check->conditions[i].terms[j], of) &&
				is_measured(&check->conditions[i].terms[j], &check->results[i], j))
				return true;
	return false;
}

static const char *unit_suffix(const struct check_term *term)
{
	if (term->whole || term->unit == UNIT_BYTES || term->unit == UNIT_SIGNED ||
		term->unit == UNIT_PACE)
		return "B";
	if (term->unit == UNIT_PERCENT)
		return "%";
	return term->unit == UNIT_DURATION ? "s" : "";
}

/* Labels may hold anything but "=" and "'". */
static void put_label(struct plugin_line *line, const struct check_term *term)
{
	size_t from = line->length;

	put(line, term->kind == CHECK_GROWTH ? "'growth_per_minute %s'" : "'%s'", term->name);
	for (size_t i = from + 1; i + 1 < line->length; i++)
		if (strchr("='|", line->text[i]) || (unsigned char)line->text[i] < ' ')
			line->text[i] = '_';
}

/* 'label'=value[unit];[warn];[crit];[min];[max] */
static void put_measure(struct plugin_line *line, const struct check *check, size_t i, size_t j)
{
	const struct check_term *term = &check->conditions[i].terms[j];
	const struct check_result *result = &check->results[i];
	bool share = term->whole != NULL;

	put_label(line, term);
	put(line, "=");
	put_number(line, share ? result->amounts[j].n : result->values[j].n,
		share ? UNIT_BYTES : term->unit);
	put(line, "%s;", unit_suffix(term));
	put_level(line, check, term, SEVERITY_WARNING);
	put(line, ";");
	put_level(line, check, term, SEVERITY_CRITICAL);
	if (share)
		put(line, ";0;%" PRId64, result->wholes[j].n);
}

static void put_measures(struct plugin_line *line, const struct check *check)
{
	const char *separator = " | ";

	for (size_t i = 0; i < check->count; i++)
		for (size_t j = 0; j < check->conditions[i].term_count; j++) {
			if (!is_measured(&check->conditions[i].terms[j], &check->results[i], j) ||
				was_before(check, i, j))
				continue;
			put(line, "%s", separator);
			put_measure(line, check, i, j);
			separator = " ";
		}
}

const char *check_plugin_line(struct document *document, const struct check *check)
{
	enum plugin_status status = (enum plugin_status)check_plugin_status(check);
	struct plugin_line line = { .length = 0 };

	put(&line, "MEMTOP %s", words[status]);
	put_reasons(&line, check, status);
	put_measures(&line, check);
	return document_copy(document, line.text, line.length + 1);
}
