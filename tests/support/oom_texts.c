/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "support/oom_texts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/fixture.h"

static void copy(char *out, size_t size, struct text text)
{
	snprintf(out, size, "%.*s", (int)text.length, text.at);
}

bool oom_texts_next(struct oom_text *row, struct text *rest)
{
	struct text line;

	do {
		if (!text_next_line(rest, &line))
			return false;
	} while (line.length == 0 || line.at[0] == '#');
	copy(row->name, sizeof(row->name), text_next_field(&line, '\t'));
	copy(row->cause, sizeof(row->cause), text_next_field(&line, '\t'));
	copy(row->kill_helps, sizeof(row->kill_helps), text_next_field(&line, '\t'));
	copy(row->said, sizeof(row->said), text_next_field(&line, '\t'));
	copy(row->never, sizeof(row->never), text_next_field(&line, '\t'));
	return true;
}

char *oom_texts_read(const struct oom_text *row, size_t *length)
{
	char path[120];

	snprintf(path, sizeof(path), "oom/%s.txt", row->name);
	return fixture_read(path, length);
}

static char *room(size_t size)
{
	char *out = malloc(size);

	if (!out)
		abort();
	return out;
}

char *oom_texts_prefix(const char *text, size_t length, const char *prefix, size_t *made)
{
	struct text rest = text_of(text, length), line;
	size_t lines = 1, size = strlen(prefix);
	char *out, *at;

	for (size_t i = 0; i < length; i++)
		lines += text[i] == '\n';
	at = out = room(length + lines * (size + 1) + 1);
	while (text_next_line(&rest, &line)) {
		memcpy(at, prefix, size);
		memcpy(at + size, line.at, line.length);
		at += size + line.length;
		*at++ = '\n';
	}
	*made = (size_t)(at - out);
	return out;
}

/* Quoted-printable, as a mailer would send it: lines of 74 bytes. */
char *oom_texts_encode(const char *text, size_t length, size_t *made)
{
	char *out = room(length * 5 + 16), *at = out;
	size_t column = 0;

	for (size_t i = 0; i < length; i++) {
		if (text[i] == '\n') {
			*at++ = '\n';
			column = 0;
			continue;
		}
		if (column >= 72) {
			*at++ = '=';
			*at++ = '\n';
			column = 0;
		}
		if (text[i] == '=' || (unsigned char)text[i] >= 0x80) {
			at += sprintf(at, "=%02X", (unsigned char)text[i]);
			column += 3;
		} else {
			*at++ = text[i];
			column++;
		}
	}
	*made = (size_t)(at - out);
	return out;
}
