/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the formats share. */
#include "render/format.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

/* The longest escape of utf8_printable() for one byte of input is \xHH. */
#define PRINTABLE_GROWTH 4

bool format_is_plain(struct text text)
{
	uint64_t odd = 0;

	while (text.length >= 8)
		odd |= eight_unprintable(text_next_eight(&text));
	return !(odd | eight_unprintable(text_last_of_eight(text, 'x')));
}

size_t format_printable(struct sink *sink, struct text text, bool ascii)
{
	size_t room = text.length * PRINTABLE_GROWTH + 1, length;
	char *out;

	if (format_is_plain(text)) {
		sink_bytes(sink, text.at, text.length);
		return text.length;
	}
	out = sink_reserve(sink, room);
	if (!out)
		return 0;
	length = utf8_printable(out, room, text.at, text.length, ascii);
	sink_grew(sink, length < room ? length : strlen(out));
	return utf8_width(out);
}

void format_left(struct sink *sink, const char *text, size_t width, size_t gap)
{
	size_t used = utf8_width(text);

	sink_string(sink, text);
	sink_fill(sink, ' ', used < width ? width - used : gap);
}

void format_right(struct sink *sink, const char *text, size_t width, size_t gap)
{
	size_t used = utf8_width(text);

	sink_fill(sink, ' ', used < width ? width - used : gap);
	sink_string(sink, text);
}
