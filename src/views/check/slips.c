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

static enum status malformed(struct message *message, const char *format, const char *word)
{
	message_set(message, format, word);
	return STATUS_MALFORMED;
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

enum status slips_of_term(struct text rest, struct message *message)
{
	struct text name = name_of(rest), after = text_trim(behind(rest, name));

	if (text_equals(name, "and"))
		return malformed(message, _("leave '%s' out: all terms of a condition must hold"),
			"and");
	if (text_equals(name, "or"))
		return malformed(message, _("make two conditions of it: there is no '%s'"), "or");
	if (is_severity(name) && !text_starts(after, ":"))
		return malformed(message, _("':' is missing behind '%s'"), quoted(name).text);
	if (text_starts(rest, "%"))
		return malformed(message, _("a value has no blank before '%s' (try 10%%)"), "%");
	if (text_starts(after, "=<"))
		return malformed(message, _("'=<' is written '%s'"), "<=");
	if (text_starts(after, "=>"))
		return malformed(message, _("'=>' is written '%s'"), ">=");
	return slips_of_function(name, behind(rest, name), message);
}

enum status slips_of_filter(struct text filter, struct message *message)
{
	while (filter.length > 0) {
		struct text word = text_next_word(&filter), name = name_of(word);
		struct text after = behind(word, name);

		if (name.length > 0 && after.length > 0 && strchr("<>=~!", after.at[0]) &&
			column_find(name) < 0)
			return column_unknown(name, message);
	}
	return STATUS_OK;
}
