/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "views/overview/program.h"

#include <stdio.h>
#include <string.h>

#include "base/macros.h"

static bool says(struct text text, struct text word)
{
	return word.length == 0 || memmem(text.at, text.length, word.at, word.length);
}

void datum_mark_program(struct datum *out, const struct identity *identity)
{
	const char *first = memchr(out->text.at, ' ', out->text.length);
	size_t length = first ? (size_t)(first - out->text.at) : out->text.length, from = length;

	if (identity->kernel_thread || length == 0)
		return;
	while (from > 0 && out->text.at[from - 1] != '/')
		from--;
	out->stem = text_of(out->text.at + from, length - from);
	if (!says(out->text, text_of_string(identity->name)))
		out->name = text_of_string(identity->name);
}

void datum_mark_thread(struct datum *out, const struct row *process, size_t used)
{
	char *at = out->buffer + used;
	size_t room = DATUM_BUFFER - used;
	int length;

	out->stem = out->text;
	if (!process)
		return;
	length = snprintf(at, room, " (%d %s)", (int)process->pid, process->identity->name);
	out->tail = text_of(at, min_size((size_t)length, room > 0 ? room - 1 : 0));
}
