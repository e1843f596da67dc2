/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "views/check/slips.h"

#include <ctype.h>
#include <string.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "derive/process/columns.h"

static struct text name_of(struct text rest)
{
	size_t length = 0;

	while (length < rest.length &&
		(isalnum((unsigned char)rest.at[length]) || rest.at[length] == '_'))
		length++;
	return text_of(rest.at, length);
}

static struct text behind(struct text rest, struct text taken)
{
	return text_of(rest.at + taken.length, rest.length - taken.length);
}

static bool closes(struct text rest)
{
	size_t depth = 0;

	for (size_t i = 0; i < rest.length; i++) {
		depth += rest.at[i] == '(';
		depth -= depth > 0 && rest.at[i] == ')';
		if (rest.at[i] == ')' && depth == 0)
			return true;
	}
	return false;
}

static bool starts_quote(struct text rest)
{
	return text_starts(rest, "\"") || text_starts(rest, "'");
}

static enum status malformed(struct message *message, const char *format, const char *word)
{
	message_set(message, format, word);
	return STATUS_MALFORMED;
}

static enum status no_quotes(struct message *message, const char *example)
{
	return malformed(message, _("nothing stands in quotes within a condition (try %s)"),
		example);
}

/* What takes an argument, and how it is written. */
static const struct {
	const char *name, *example;
} functions[] = {
	{ "growth", "growth(java)>100M/h" },
	{ "process", "process(rss>4G user=www)" },
};

static enum status slips_of_function(struct text name, struct text rest, struct message *message)
{
	for (size_t i = 0; i < COUNT_OF(functions); i++) {
		if (!text_equals(name, functions[i].name))
			continue;
		if (!text_starts(rest, "("))
			return malformed(message,
				_("what is asked for stands in parentheses (try %s)"),
				functions[i].example);
		if (starts_quote(text_trim(text_of(rest.at + 1, rest.length - 1))))
			return no_quotes(message, functions[i].example);
		return closes(rest) ? STATUS_OK
				    : malformed(message, _("its '(' has no ')' (try %s)"),
					      functions[i].example);
	}
	if (text_starts(rest, "("))
		return malformed(message,
			_("'%s' takes nothing in parentheses: growth(...) and process(...) do"),
			quoted(name).text);
	return STATUS_OK;
}

static bool is_severity(struct text name)
{
	return text_equals(name, "warning") || text_equals(name, "critical");
}

/* What people put between terms: two signs, or one, "" for none. */
static const char *separator_of(struct text rest)
{
	static const char *const separators[] = { "&&", ";", "," };

	for (size_t i = 0; i < COUNT_OF(separators); i++)
		if (text_starts(rest, separators[i]))
			return separators[i];
	return "";
}

static enum status superfluous(struct message *message, const char *word)
{
	return malformed(message, _("leave '%s' out: all terms of a condition must hold"), word);
}

enum status slips_of_value(struct text value, struct message *message)
{
	const char *separator =
		value.length ? separator_of(text_of(value.at + value.length - 1, 1)) : "";

	if (starts_quote(value))
		return no_quotes(message, "available<10%");
	return *separator ? superfluous(message, separator) : STATUS_OK;
}

enum status slips_of_term(struct text rest, struct message *message)
{
	struct text name = name_of(rest), after = text_trim(behind(rest, name));

	if (text_equals(name, "and"))
		return superfluous(message, "and");
	if (text_equals(name, "or"))
		return malformed(message, _("make two conditions of it: there is no '%s'"), "or");
	if (is_severity(name))
		return malformed(message,
			text_starts(after, ":") ? _("a condition has one severity: leave '%s' out")
						: _("':' is missing behind '%s'"),
			quoted(name).text);
	if (text_equals(name, "finding") && !text_starts(after, ":"))
		return malformed(message, _("a finding has a name (try %s)"), "finding:pressure");
	if (*separator_of(rest))
		return superfluous(message, separator_of(rest));
	if (text_starts(rest, "||"))
		return malformed(message, _("make two conditions of it: there is no '%s'"), "||");
	if (starts_quote(rest))
		return no_quotes(message, "available<10%");
	if (text_starts(rest, "%"))
		return malformed(message, _("a value has no blank before '%s' (try 10%%)"), "%");
	if (text_starts(after, "=<"))
		return malformed(message, _("'=<' is written '%s'"), "<=");
	if (text_starts(after, "=>"))
		return malformed(message, _("'=>' is written '%s'"), ">=");
	return slips_of_function(name, behind(rest, name), message);
}

static struct text behind_comparison(struct text rest)
{
	size_t length = 0;

	while (length < rest.length && strchr("<>=~!", rest.at[length]))
		length++;
	return text_of(rest.at + length, rest.length - length);
}

enum status slips_of_filter(struct text filter, struct message *message)
{
	while (filter.length > 0) {
		struct text word = text_next_word(&filter), name = name_of(word);
		struct text after = behind(word, name);

		if (name.length == 0 || after.length == 0 || !strchr("<>=~!", after.at[0]))
			continue;
		if (column_find(name) < 0)
			return column_unknown(name, message);
		if (starts_quote(behind_comparison(after)))
			return no_quotes(message, "process(rss>4G user=www)");
	}
	return STATUS_OK;
}
