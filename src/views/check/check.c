/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "views/check/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/macros.h"
#include "base/messages.h"

#define FOUND_SIZE 256

/* ---- what was found ---- */

static size_t found_term(char *out, size_t size, const struct check_term *term,
	const struct check_result *result, size_t i)
{
	struct value value = result->values[i];
	char text[UNITS_SIZE], share[UNITS_SIZE];

	if (term->kind == CHECK_FINDING)
		return (size_t)snprintf(out, size, "%s", severity_name((enum severity)value.n));
	if (!term->whole || !value_known(value)) {
		if (term->unit == UNIT_PERCENT && value_known(value))
			units_share(text, value);
		else
			units_value(text, value, term->unit, SCALE_AUTO);
		return (size_t)snprintf(out, size, "%s", text);
	}
	units_value(text, result->amounts[i], UNIT_BYTES, SCALE_AUTO);
	units_share(share, value);
	return (size_t)snprintf(out, size, "%s (%s)", text, share);
}

size_t check_found(char *out, size_t size, const struct check_condition *condition,
	const struct check_result *result)
{
	size_t length = 0;

	if (size)
		*out = '\0';
	for (size_t i = 0; i < condition->term_count; i++) {
		if (i > 0)
			length += (size_t)snprintf(out + min_size(length, size),
				size - min_size(length, size), ", ");
		length += found_term(out + min_size(length, size), size - min_size(length, size),
			&condition->terms[i], result, i);
	}
	return length;
}

/* ---- terms, for programs ---- */

enum { TERM_NAME, TERM_VALUE, TERM_UNIT, TERM_LEVEL, TERM_COMPARISON };

static const struct label term_labels[] = {
	[TERM_NAME] = { "name", NULL,
		N_("What is compared: a figure, a finding, a program, a cgroup or a filter."),
		UNIT_TEXT },
	[TERM_VALUE] = { "value", NULL, N_("What it is now."), UNIT_INTEGER },
	[TERM_UNIT] = { "unit", NULL, N_("The unit of value and level."), UNIT_TEXT },
	[TERM_COMPARISON] = { "comparison", NULL, N_("<, <=, >, >=, == or !=."), UNIT_TEXT },
	[TERM_LEVEL] = { "level", NULL, N_("What it is compared with."), UNIT_INTEGER },
};

static const struct document_column term_columns[] = {
	{ &term_labels[TERM_NAME], IN_JSON, 0, TERM_NAME },
	{ &term_labels[TERM_VALUE], IN_JSON, 0, TERM_VALUE },
	{ &term_labels[TERM_COMPARISON], IN_JSON, 0, TERM_COMPARISON },
	{ &term_labels[TERM_LEVEL], IN_JSON, 0, TERM_LEVEL },
	{ &term_labels[TERM_UNIT], IN_JSON, 0, TERM_UNIT },
};

static const struct document_table terms_table = { .key = "terms",
	.columns = term_columns,
	.column_count = COUNT_OF(term_columns),
	.state = VALUE_OK,
	.sorted = -1 };
static const struct document_table *const inner[] = { &terms_table, NULL };

/* One condition with what its cells need. */
struct checked {
	const struct check_condition *condition;
	const struct check_result *result;
	struct document_table terms;
	char found[FOUND_SIZE];
};

struct checked_list {
	struct checked *rows;
	size_t count;
};

static void term_word(const struct check_term *term, unsigned id, int64_t n, struct datum *out)
{
	if (id == TERM_NAME)
		datum_set_bytes(out, text_of_string(term->name));
	else if (id == TERM_COMPARISON)
		datum_set_bytes(out, text_of_string(comparison_spelling(term->comparison)));
	else if (id == TERM_UNIT)
		datum_set_bytes(out,
			text_of_string(term->kind == CHECK_FINDING ? "severity"
								   : units_unit_name(term->unit)));
	else
		datum_set_bytes(out, text_of_string(severity_name((enum severity)n)));
}

static void term_cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	const struct checked *checked = context;
	const struct check_term *term = &checked->condition->terms[row];
	struct value value =
		id == TERM_LEVEL ? value_of(term->level) : checked->result->values[row];

	if (term->kind == CHECK_PROCESS && (id == TERM_COMPARISON || id == TERM_LEVEL))
		*out = datum_none();
	else if ((id == TERM_VALUE || id == TERM_LEVEL) && term->kind != CHECK_FINDING)
		out->value = value;
	else
		term_word(term, id, value.n, out);
}

static enum unit term_unit(const void *context, size_t row, unsigned id)
{
	const struct check_term *term = &((const struct checked *)context)->condition->terms[row];

	return id == TERM_VALUE || id == TERM_LEVEL ? term->unit : UNIT_TEXT;
}

/* ---- conditions ---- */

enum { STATE, SEVERITY, SINCE, FOUND, CONDITION, FOR, TERMS };

static const struct label labels[] = {
	[STATE] = { "state", N_("STATE"),
		N_("clear: it does not hold; pending: not yet for as long as it must; holds; unknown: a "
		   "figure cannot be read, a cgroup is not there, or it was not watched for so long."),
		UNIT_TEXT },
	[SEVERITY] = { "severity", N_("SEVERITY"), N_("warning or critical."), UNIT_TEXT },
	[SINCE] = { "since", N_("SINCE"), N_("When it began to hold; null: it does not."),
		UNIT_TIMESTAMP },
	[FOUND] = { NULL, N_("NOW"), N_("What its figures are now."), UNIT_TEXT },
	[CONDITION] = { "condition", N_("CONDITION"),
		N_("The condition as it was given, without its severity."), UNIT_TEXT },
	[FOR] = { "for_seconds", NULL, N_("How long it must hold; 0: a moment is enough."),
		UNIT_DURATION },
	[TERMS] = { "terms", NULL, N_("All of these must hold."), UNIT_NONE },
};

static const struct document_column columns_shown[] = {
	{ &labels[STATE], IN_TEXT | FOR_PROGRAMS, 8, STATE },
	{ &labels[SEVERITY], IN_TEXT | FOR_PROGRAMS, 9, SEVERITY },
	{ &labels[SINCE], IN_TEXT | FOR_PROGRAMS, 19, SINCE },
	{ &labels[FOR], FOR_PROGRAMS, 0, FOR },
	{ &labels[FOUND], IN_TEXT, 14, FOUND },
	{ &labels[CONDITION], IN_TEXT | FOR_PROGRAMS, 1, CONDITION },
	{ &labels[TERMS], IN_JSON, 0, TERMS },
};

static void cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	const struct checked *checked = &((const struct checked_list *)context)->rows[row];
	enum check_state state = checked->result->state;
	enum severity severity = checked->condition->severity;

	switch (id) {
	case STATE:
		datum_set_word(out, check_state_name(state), check_state_title(state));
		break;
	case SEVERITY:
		datum_set_word(out, severity_name(severity), severity_title(severity));
		break;
	case SINCE:
		if (checked->result->since_ns)
			out->value = value_of(checked->result->since_wall_ns);
		else
			*out = datum_none();
		break;
	case FOR:
		out->value = value_of(checked->condition->for_seconds);
		break;
	case FOUND:
		datum_set_bytes(out, text_of_string(checked->found));
		break;
	case CONDITION:
		datum_set_bytes(out, text_of_string(checked->condition->text));
		break;
	default:
		out->kind = DATUM_TABLE;
		out->value = value_of(0);
		out->table = &checked->terms;
		break;
	}
}

static void fill(struct checked *checked, const struct check_condition *condition,
	const struct check_result *result)
{
	checked->condition = condition;
	checked->result = result;
	checked->terms = terms_table;
	checked->terms.context = checked;
	checked->terms.row_count = condition->term_count;
	checked->terms.cell = term_cell;
	checked->terms.unit = term_unit;
	check_found(checked->found, sizeof(checked->found), condition, result);
}

static struct checked_list *list_of(struct document *document, const struct check *check)
{
	struct checked_list list = { calloc(check->count + 1, sizeof(*list.rows)), check->count };

	if (!list.rows)
		return NULL;
	document_hold(document, list.rows, free);
	for (size_t i = 0; i < check->count; i++)
		fill(&list.rows[i], &check->conditions[i], &check->results[i]);
	return document_copy(document, &list, sizeof(list));
}

/* ---- the whole ---- */

/* Whether it is unknown because it takes longer than was watched. */
static bool wants_past(const struct check_condition *condition, const struct check_result *result)
{
	if (result->state != CHECK_UNKNOWN)
		return false;
	for (size_t i = 0; i < condition->term_count; i++) {
		const struct check_term *term = &condition->terms[i];

		if (result->values[i].state == VALUE_PENDING &&
			(term->kind == CHECK_GROWTH || term->own == OWN_TIME_TO_FULL))
			return true;
	}
	return result->since_ns != 0;
}

static void say_what_it_takes(struct document *document, const struct check *check)
{
	size_t i = 0;

	while (i < check->count && !wants_past(&check->conditions[i], &check->results[i]))
		i++;
	if (i < check->count)
		document_say(document, EMPHASIS_NONE,
			_("What is unknown was not watched long enough to be judged: let memtop record run, or memtop check --watch."));
}

/* So that a name that was misspelt is seen. */
static void say_what_is_gone(struct document *document, const struct check *check)
{
	for (size_t i = 0; i < check->count; i++) {
		const struct check_term *term = check_gone(check, i);

		if (!term)
			continue;
		if (condition_term_of_cgroup(term))
			document_say(document, EMPHASIS_WARNING,
				_("There is no cgroup %s: memtop cgroups lists those that there are."),
				quoted_string(term->name).text);
		else
			document_say(document, EMPHASIS_NONE,
				_("No process is called %s now: what does not run does not grow."),
				quoted_string(term->name).text);
	}
	if (check->trouble.text[0])
		document_line(document, EMPHASIS_WARNING, check->trouble.text);
}

static void put_result(struct document *document, const struct check *check)
{
	static const struct label result = { "result", NULL,
		N_("The worst of the conditions that hold: ok, warning or critical; unknown: one that was asked for cannot be judged, and none holds."),
		UNIT_TEXT };
	enum severity severity = check_severity(check);
	bool unknown = severity == SEVERITY_OK && check_is_unknown(check);
	size_t holding = 0;

	for (size_t i = 0; i < check->count; i++)
		holding += check->results[i].state == CHECK_HOLDS;
	document_place(document, FOR_PROGRAMS, &result,
		unknown ? datum_of_word("unknown", N_("unknown"))
			: datum_of_word(severity_name(severity), severity_title(severity)));
	if (holding > 0)
		document_say(document, EMPHASIS_WARNING,
			ngettext("%zu condition of %zu holds.", "%zu conditions of %zu hold.",
				holding),
			holding, check->count);
	else if (unknown)
		document_say(document, EMPHASIS_WARNING,
			_("No condition holds, but not all of them can be judged."));
	else
		document_say(document, EMPHASIS_NONE, _("No condition holds."));
	say_what_it_takes(document, check);
	say_what_is_gone(document, check);
	document_line(document, EMPHASIS_NONE, "");
}

struct document *check_document(const struct check *check)
{
	static const struct label record = { "record", NULL,
		N_("Whether samples out of a record were judged, too."), UNIT_BOOL };
	struct document *document = document_new();
	struct checked_list *list = document ? list_of(document, check) : NULL;

	if (!list) {
		document_free(document);
		return NULL;
	}
	document_schema(document);
	document_time(document, check->wall_ns);
	document_place(document, FOR_PROGRAMS, &record, datum_of(value_of(check->recorded)));
	put_result(document, check);
	document_table(document, &(struct document_table){ .key = "conditions",
					 .columns = columns_shown,
					 .column_count = COUNT_OF(columns_shown),
					 .context = list,
					 .row_count = list->count,
					 .inner = inner,
					 .state = VALUE_OK,
					 .cell = cell,
					 .is_main = true,
					 .sorted = -1 });
	return document;
}

struct document *check_specimen(void)
{
	static const struct check nothing;

	return check_document(&nothing);
}

/* ---- changes ---- */

static void say_change(struct document *document, const struct check *check, size_t i)
{
	const struct check_condition *condition = &check->conditions[i];
	const struct check_result *result = &check->results[i];
	time_t seconds = (time_t)(check->wall_ns / (int64_t)NS_PER_SECOND);
	char time[64] = "", found[FOUND_SIZE];
	struct tm local;

	if (localtime_r(&seconds, &local))
		strftime(time, sizeof(time), "%Y-%m-%dT%H:%M:%S%z", &local);
	check_found(found, sizeof(found), condition, result);
	document_say(document, EMPHASIS_NONE, "%s %s %s %s: %s", time,
		severity_name(condition->severity), check_state_name(result->told), condition->text,
		found);
}

struct document *check_changes(struct check *check, size_t *count)
{
	struct document *document = document_new();

	*count = 0;
	for (size_t i = 0; document && i < check->count; i++) {
		if (!check_changed(check, i))
			continue;
		say_change(document, check, i);
		++*count;
	}
	return document;
}
