/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "config/text.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/messages.h"
#include "base/text.h"
#include "config/rows.h"

static enum status malformed(struct message *message, const char *why)
{
	message_set(message, "%s", why);
	return STATUS_MALFORMED;
}

static enum status no_setting(struct text name, struct message *message)
{
	const char *names[SETTING_COUNT], *close;

	for (int i = 0; i < SETTING_COUNT; i++)
		names[i] = setting_rows[i].name;
	close = suggest(name, names, SETTING_COUNT);
	if (!name.length)
		message_set(message, _("a name is missing in front of '=' (try delay = 2)"));
	else if (close)
		message_set(message, _("there is no setting '%s' (did you mean '%s'?)"),
			quoted(name).text, close);
	else
		message_set(message,
			_("there is no setting '%s': take the line out, or name one of %s"),
			quoted(name).text, joined(names, SETTING_COUNT).text);
	return STATUS_MALFORMED;
}

/* A value ends where a comment begins, or, if it begins with a quote, at the next one. */
static enum status take_value(struct text rest, struct text *value, struct message *message)
{
	char quote = '\0';

	rest = text_trim(rest);
	if (text_starts(rest, "\"") || text_starts(rest, "'"))
		quote = *rest.at;
	if (!quote) {
		*value = text_trim(text_next_field(&rest, '#'));
		return STATUS_OK;
	}
	rest = text_of(rest.at + 1, rest.length - 1);
	if (!memchr(rest.at, quote, rest.length))
		return malformed(message, _("the quote is not closed"));
	*value = text_next_field(&rest, quote);
	rest = text_trim(rest);
	if (rest.length && *rest.at != '#')
		return malformed(message, _("there is something after the value"));
	return STATUS_OK;
}

static enum status read_value(struct settings *settings, const struct setting_row *row,
	struct text value, struct message *message)
{
	char *copy = text_dup(value);
	struct message why = { "" };
	enum status status = copy ? setting_read(row, settings, copy, &why) : STATUS_NO_MEMORY;

	free(copy);
	if (status != STATUS_OK)
		message_set(message, "%s: %s", row->name,
			*why.text ? why.text : status_text(status));
	return status;
}

static enum status read_line(struct settings *settings, struct text line, struct message *message)
{
	struct text name, value;
	enum status status;

	line = text_trim(line);
	if (memchr(line.at, '\0', line.length))
		return malformed(message, _("this is not text"));
	if (!line.length || *line.at == '#')
		return STATUS_OK;
	if (!memchr(line.at, '=', line.length))
		return malformed(message,
			_("this is not of the form NAME = VALUE (try delay = 2)"));
	name = text_trim(text_next_field(&line, '='));
	status = take_value(line, &value, message);
	if (status != STATUS_OK)
		return status;
	for (int i = 0; i < SETTING_COUNT; i++) {
		if (!text_equals(name, setting_rows[i].name))
			continue;
		if (!value.length) {
			message_set(message,
				_("%s: it has no value (take the line out for what is usual)"),
				setting_rows[i].name);
			return STATUS_MALFORMED;
		}
		return read_value(settings, &setting_rows[i], value, message);
	}
	return no_setting(name, message);
}

enum status config_text_parse(struct settings *settings, const char *text, size_t length,
	const char *path, struct message *message)
{
	struct settings read = *settings;
	struct text rest = text_of(text, length), line;
	struct message why = { "" };

	for (int number = 1; text_next_line(&rest, &line); number++) {
		enum status status = read_line(&read, line, &why);

		if (status != STATUS_OK) {
			message_set(message, _("%s, line %d: %s"), path, number, why.text);
			return status;
		}
	}
	*settings = read;
	return STATUS_OK;
}
