/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "config/text.h"

#include <confuse.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/text.h"
#include "config/rows.h"

/*
 * libconfuse hands its callbacks nothing of the caller's but the addresses in the options, so the
 * reader is found by the first of them: value must be the first member.
 */
struct reader {
	char *value[SETTING_COUNT]; /* as libconfuse read them; it takes their addresses */
	struct settings settings;
	const char *path;
	struct message why; /* the first error */
};

static struct reader *reader_of(cfg_t *cfg)
{
	cfg_opt_t *first = cfg_getopt(cfg, setting_rows[0].name);

	return (struct reader *)(void *)first->simple_value.string;
}

static void keep_error(struct reader *reader, int line, const char *what)
{
	if (!*reader->why.text)
		message_set(&reader->why, _("%s, line %d: %s"), reader->path, line, what);
}

static void report_syntax(cfg_t *cfg, const char *format, va_list arguments)
	__attribute__((format(printf, 2, 0)));

static void report_syntax(cfg_t *cfg, const char *format, va_list arguments)
{
	char what[256];

	vsnprintf(what, sizeof(what), format, arguments);
	keep_error(reader_of(cfg), cfg->line, what);
}

static int take_setting(cfg_t *cfg, cfg_opt_t *option)
{
	struct reader *reader = reader_of(cfg);
	struct message why = { "" };

	for (int i = 0; i < SETTING_COUNT; i++) {
		const char *value = reader->value[i];

		if (strcmp(option->name, setting_rows[i].name) != 0 || !value)
			continue;
		if (setting_read(&setting_rows[i], &reader->settings, value, &why) == STATUS_OK)
			return 0;
		keep_error(reader, cfg->line, why.text);
		return -1;
	}
	return 0;
}

/* The bytes of the comment that begins the text, 0 if none does; beyond its end if it never ends. */
static size_t comment_length(struct text text)
{
	const char *end;

	if (text_starts(text, "/*")) {
		end = memmem(text.at + 2, text.length - 2, "*/", 2);
		return end ? (size_t)(end + 2 - text.at) : text.length + 1;
	}
	if (!text_starts(text, "#") && !text_starts(text, "//"))
		return 0;
	end = memchr(text.at, '\n', text.length);
	return end ? (size_t)(end - text.at) : text.length;
}

static void blank(char *at, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (at[i] != '\n')
			at[i] = ' ';
}

/*
 * Blanks out comments: libconfuse 3.3 counts two lines too many for each, and takes one that never
 * ends.  Returns the offset of such a one, or the length of the text.
 */
static size_t blank_comments(char *text, size_t length)
{
	char quote = '\0';

	for (size_t i = 0; i < length; i++) {
		struct text rest = text_of(text + i, length - i);
		size_t comment = quote ? 0 : comment_length(rest);

		if (comment > rest.length)
			return i;
		blank(text + i, comment);
		if (quote && *rest.at == '\\')
			i++;
		else if (quote)
			quote = *rest.at == quote ? '\0' : quote;
		else if (*rest.at == '"' || *rest.at == '\'')
			quote = *rest.at;
	}
	return length;
}

static int line_at(const char *text, size_t offset)
{
	int line = 1;

	for (size_t i = 0; i < offset; i++)
		line += text[i] == '\n';
	return line;
}

/* Where one of these bytes first stands; the length of the text if none does. */
static size_t find_any(const char *text, size_t length, const char *bytes, size_t count)
{
	size_t offset = 0;

	while (offset < length && !memchr(bytes, text[offset], count))
		offset++;
	return offset;
}

/*
 * What libconfuse would take, but has no business here: NUL bytes, which would hide the rest from
 * it; ${NAME}, which it replaces by the environment's; and backslashes, some of which its scanner
 * (3.3) copies to standard output.
 */
static enum status check_text(char *text, size_t length, const char *path, struct message *message)
{
	const char *complaint = _("this is not text");
	size_t offset = find_any(text, length, "\0", 1);

	if (offset == length) {
		complaint = _("a comment that never ends");
		offset = blank_comments(text, length);
	}
	if (offset == length) {
		complaint =
			_("neither backslashes nor variables such as ${HOME} have a meaning here");
		offset = find_any(text, length, "\\$", 2);
	}
	if (offset == length)
		return STATUS_OK;
	message_set(message, _("%s, line %d: %s"), path, line_at(text, offset), complaint);
	return STATUS_MALFORMED;
}

static enum status parse(struct reader *reader, const char *text)
{
	cfg_opt_t schema[SETTING_COUNT + 1];
	int result = CFG_PARSE_ERROR;
	cfg_t *cfg;

	for (int i = 0; i < SETTING_COUNT; i++)
		schema[i] = (cfg_opt_t)CFG_SIMPLE_STR(setting_rows[i].name, &reader->value[i]);
	schema[SETTING_COUNT] = (cfg_opt_t)CFG_END();
	cfg = cfg_init(schema, CFGF_NONE);
	if (!cfg)
		return STATUS_NO_MEMORY;
	cfg_set_error_function(cfg, report_syntax);
	for (int i = 0; i < SETTING_COUNT; i++)
		cfg_set_validate_func(cfg, setting_rows[i].name, take_setting);
	result = cfg_parse_buf(cfg, text);
	if (result != CFG_SUCCESS)
		keep_error(reader, cfg->line, _("this has no meaning"));
	cfg_free(cfg);
	return result == CFG_SUCCESS ? STATUS_OK : STATUS_MALFORMED;
}

enum status config_text_parse(struct settings *settings, char *text, size_t length,
	const char *path, struct message *message)
{
	struct reader reader = { .settings = *settings, .path = path };
	enum status status = check_text(text, length, path, message);

	if (status != STATUS_OK)
		return status;
	status = parse(&reader, text);
	if (status == STATUS_OK)
		*settings = reader.settings;
	else
		message_set(message, "%s",
			*reader.why.text ? reader.why.text : status_text(status));
	for (int i = 0; i < SETTING_COUNT; i++)
		free(reader.value[i]);
	return status;
}
