/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/process/filter.h"

#include <ctype.h>
#include <regex.h>
#include <stdlib.h>

#include "base/i18n.h"
#include "derive/comparison.h"
#include "derive/pattern.h"

struct term {
	bool is_condition;
	enum column_id column;
	enum comparison comparison;
	int64_t number; /* numeric columns: in the unit of the column's value.n */
	char *string;   /* text columns: what it is compared with */
	bool has_regex;
	regex_t regex; /* MATCHES, and terms that are no condition */
};

struct filter {
	struct term *terms;
	size_t count;
};

static struct text take(struct text *rest, size_t length)
{
	struct text head = text_of(rest->at, length);

	*rest = text_of(rest->at + length, rest->length - length);
	return head;
}

static void skip_blanks(struct text *rest)
{
	while (rest->length && isspace((unsigned char)*rest->at))
		take(rest, 1);
}

/* The next word, or what stands in double quotes. */
static struct text take_value(struct text *rest)
{
	const char *end = rest->length > 1 && *rest->at == '"'
				  ? memchr(rest->at + 1, '"', rest->length - 1)
				  : NULL;
	struct text value;

	if (!end)
		return text_next_word(rest);
	take(rest, 1);
	value = take(rest, (size_t)(end - rest->at));
	take(rest, 1);
	return value;
}

/* Takes "NAME OP VALUE" off rest if it begins so with the name of a column. */
static bool take_condition(struct text *rest, struct term *term, struct text *value)
{
	enum comparison comparison;
	struct text at = *rest;
	size_t length = 0;
	int column;

	while (length < at.length &&
		(isalnum((unsigned char)at.at[length]) || at.at[length] == '_'))
		length++;
	column = column_find(take(&at, length));
	skip_blanks(&at);
	if (column < 0)
		return false;
	if (!comparison_take(&at, &comparison))
		return false;
	skip_blanks(&at);
	*term = (struct term){ .is_condition = true,
		.column = (enum column_id)column,
		.comparison = comparison };
	*value = take_value(&at);
	*rest = at;
	return true;
}

/* What would take memory or time without bound. */
static enum status check_bounds(const char *pattern, struct message *message)
{
	if (pattern_size(pattern) > PATTERN_MOST)
		message_set(message,
			_("More than %d characters once + and {} are written out; repeat less: '%s'"),
			PATTERN_MOST, pattern);
	else if (pattern_refers_back(pattern))
		message_set(message,
			_("A reference to a group may take for ever; write it out: '%s'"), pattern);
	else
		return STATUS_OK;
	return STATUS_MALFORMED;
}

static enum status compile(struct term *term, const char *pattern, struct message *message)
{
	int flags = REG_EXTENDED | REG_NOSUB | REG_ICASE, error;

	if (check_bounds(pattern, message) != STATUS_OK)
		return STATUS_MALFORMED;
	for (const char *c = pattern; *c; c++)
		if (isupper((unsigned char)*c))
			flags &= ~REG_ICASE;
	error = regcomp(&term->regex, pattern, flags);
	if (error) {
		char why[128];

		regerror(error, &term->regex, why, sizeof(why));
		message_set(message, _("'%s' is no regular expression: %s"), pattern, why);
		return STATUS_MALFORMED;
	}
	term->has_regex = true;
	return STATUS_OK;
}

/* A value that is no number of the column's unit. */
static void tell_value(const struct term *term, const struct column *column,
	struct message *message)
{
	const char *example = column->label.unit == UNIT_BYTES ? "G" : "0";

	if (!term->string[0])
		message_set(message, _("%s is compared with nothing (try %s>1%s)"), column->name,
			column->name, example);
	else
		message_set(message, _("'%s' is nothing that %s can be compared with (try %s>1%s)"),
			term->string, column->name, column->name, example);
}

static enum status finish_condition(struct term *term, struct text value, struct message *message)
{
	const struct column *column = &columns[term->column];

	term->string = strndup(value.at, value.length);
	if (!term->string)
		return STATUS_NO_MEMORY;
	if (column->label.unit == UNIT_TEXT) {
		if (term->comparison == MATCHES)
			return compile(term, term->string, message);
		if (term->comparison == EQUAL || term->comparison == NOT_EQUAL)
			return STATUS_OK;
		message_set(message, _("%s is text: compare it with =, != or ~"), column->name);
		return STATUS_MALFORMED;
	}
	if (term->comparison == MATCHES) {
		message_set(message, _("%s is a number: compare it with <, >, = or !="),
			column->name);
		return STATUS_MALFORMED;
	}
	if (comparison_number(value, column->label.unit, &term->number))
		return STATUS_OK;
	tell_value(term, column, message);
	return STATUS_MALFORMED;
}

static struct term *add_term(struct filter *filter, const struct term *term)
{
	struct term *terms = reallocarray(filter->terms, filter->count + 1, sizeof(*terms));

	if (!terms)
		return NULL;
	filter->terms = terms;
	terms[filter->count] = *term;
	return &terms[filter->count++];
}

static enum status add_regex(struct filter *filter, struct text pattern, struct message *message)
{
	char *string = strndup(pattern.at, pattern.length);
	struct term *term =
		string ? add_term(filter, &(struct term){ .column = COLUMN_COMMAND }) : NULL;

	if (!term) {
		free(string);
		return STATUS_NO_MEMORY;
	}
	term->string = string;
	return compile(term, string, message);
}

static enum status add_condition(struct filter *filter, const struct term *condition,
	struct text value, struct message *message)
{
	struct term *term = add_term(filter, condition);

	return term ? finish_condition(term, value, message) : STATUS_NO_MEMORY;
}

static bool has_condition(struct text rest)
{
	struct term term;
	struct text value;

	for (skip_blanks(&rest); rest.length; skip_blanks(&rest)) {
		if (take_condition(&rest, &term, &value))
			return true;
		text_next_word(&rest);
	}
	return false;
}

static enum status parse_terms(struct filter *filter, struct text rest, struct message *message)
{
	enum status status = STATUS_OK;
	struct term term;
	struct text value;

	if (!has_condition(rest)) {
		rest = text_trim(rest);
		return rest.length ? add_regex(filter, rest, message) : STATUS_OK;
	}
	for (skip_blanks(&rest); rest.length && status == STATUS_OK; skip_blanks(&rest)) {
		if (take_condition(&rest, &term, &value))
			status = add_condition(filter, &term, value, message);
		else
			status = add_regex(filter, text_next_word(&rest), message);
	}
	return status;
}

enum status filter_parse(struct filter **filter, const char *expression, struct message *message)
{
	enum status status;

	*filter = calloc(1, sizeof(**filter));
	if (!*filter)
		return STATUS_NO_MEMORY;
	status = parse_terms(*filter, text_of_string(expression), message);
	if (status != STATUS_OK) {
		filter_free(*filter);
		*filter = NULL;
	}
	return status;
}

enum status filter_of_cgroup(struct filter **filter, const char *path)
{
	const struct term term = { .is_condition = true,
		.column = COLUMN_CGROUP,
		.comparison = EQUAL };
	struct message message;
	enum status status;

	*filter = calloc(1, sizeof(**filter));
	if (!*filter)
		return STATUS_NO_MEMORY;
	status = add_condition(*filter, &term, text_of_string(path), &message);
	if (status == STATUS_OK)
		return STATUS_OK;
	filter_free(*filter);
	*filter = NULL;
	return status;
}

void filter_free(struct filter *filter)
{
	if (!filter)
		return;
	for (size_t i = 0; i < filter->count; i++) {
		free(filter->terms[i].string);
		if (filter->terms[i].has_regex)
			regfree(&filter->terms[i].regex);
	}
	free(filter->terms);
	free(filter);
}

unsigned filter_cost(const struct filter *filter)
{
	unsigned cost = COST_NONE;

	for (size_t i = 0; filter && i < filter->count; i++)
		cost |= columns[filter->terms[i].column].cost;
	return cost;
}

/* What /proc/PID/cgroup says of a process outside the reader's cgroup namespace: "/../a". */
static bool is_outside(struct text path)
{
	return text_starts(path, "/..") && (path.length == 3 || path.at[3] == '/');
}

/* Below a cgroup is in it, too. */
static bool is_inside(struct text path, const char *above)
{
	size_t length = strlen(above);

	if (length == 0 || !text_starts(path, above))
		return false;
	if (strcmp(above, "/") == 0)
		return !is_outside(path);
	return path.length == length || path.at[length] == '/';
}

static bool text_term_holds(const struct term *term, const struct row *row)
{
	char buffer[8];
	struct text text = column_text(term->column, row, buffer);
	bool equal;

	/* Every text of an identity ends in NUL, and so does buffer. */
	if (term->has_regex)
		return regexec(&term->regex, text.at, 0, NULL, 0) == 0;
	equal = text_equals(text, term->string);
	if (term->column == COLUMN_USER && !equal) {
		uint64_t uid;

		equal = text_to_number(text_of_string(term->string), &uid) &&
			uid == row->identity->uid;
	}
	if (term->column == COLUMN_CGROUP && !equal)
		equal = is_inside(text, term->string);
	return equal == (term->comparison == EQUAL);
}

static bool term_holds(const struct term *term, const struct row *row, const struct sample *sample)
{
	struct value value;

	if (!term->is_condition || columns[term->column].label.unit == UNIT_TEXT)
		return text_term_holds(term, row);
	value = column_value(term->column, row, sample);
	return value_known(value) && comparison_holds(term->comparison, value.n, term->number);
}

bool filter_matches(const struct filter *filter, const struct row *row, const struct sample *sample)
{
	for (size_t i = 0; filter && i < filter->count; i++)
		if (!term_holds(&filter->terms[i], row, sample))
			return false;
	return true;
}
