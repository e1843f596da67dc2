/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/widgets/wrap.h"

#include <ctype.h>
#include <stdint.h>

#include "base/macros.h"
#include "base/utf8.h"

/* The bytes up to which a line of width columns may go, and where in them it is best broken. */
struct fit {
	size_t end;
	size_t break_at; /* 0: nowhere */
};

/* What Chinese text never begins a line with, and what it never ends one with (GB/T 15834, 5.1). */
static const char never_first[] = "，。；：！？、）》」』】％", never_last[] = "（《「『【";

static bool is_one_of(uint32_t code, const char *marks)
{
	struct text rest = text_of_string(marks);

	while (rest.length > 0) {
		uint32_t mark;
		size_t bytes = utf8_decode(rest.at, rest.length, &mark);

		if (mark == code)
			return true;
		rest = text_of(rest.at + bytes, rest.length - bytes);
	}
	return false;
}

static bool is_wide(uint32_t code)
{
	return code != UINT32_MAX && utf8_columns(code) == 2;
}

static bool begins_word(uint32_t code)
{
	return code < 0x80 && (isalnum((int)code) || code == '/' || code == '_');
}

/* Whether a line may end between them: beside a wide character, but for punctuation that clings. */
static bool breaks_between(uint32_t before, uint32_t code)
{
	return (is_wide(code) || (is_wide(before) && begins_word(code))) &&
	       !is_one_of(code, never_first) && !is_one_of(before, never_last);
}

static struct fit fit_line(struct text text, int width)
{
	struct fit fit = { 0, 0 };
	uint32_t before = 0;
	int columns = 0;

	while (fit.end < text.length && text.at[fit.end] != '\n') {
		uint32_t code;
		size_t bytes = utf8_decode(text.at + fit.end, text.length - fit.end, &code);
		int wide = code == UINT32_MAX ? 1 : utf8_columns(code);

		wide = wide < 0 ? 1 : wide;
		if (code == ' ' || (fit.end > 0 && breaks_between(before, code)))
			fit.break_at = fit.end;
		if (columns + wide > width)
			return fit;
		columns += wide;
		before = code;
		fit.end += bytes;
	}
	fit.break_at = fit.end; /* all of it */
	return fit;
}

struct text wrap_next(struct text *text, int width)
{
	struct fit fit = fit_line(*text, width);
	size_t end = fit.break_at > 0 ? fit.break_at : fit.end;
	struct text line;
	uint32_t code;

	/* Not even one character fits: go on nevertheless. */
	if (end == 0 && text->length > 0 && text->at[0] != '\n')
		end = utf8_decode(text->at, text->length, &code);
	line = text_of(text->at, end);
	if (end < text->length && text->at[end] == '\n')
		end++;
	else
		while (end < text->length && text->at[end] == ' ')
			end++;
	*text = text_of(text->at + end, text->length - end);
	return line;
}

int wrap_lines(const char *string, int width)
{
	struct text text = text_of_string(string);
	int lines = 0;

	while (text.length > 0 && width > 0) {
		wrap_next(&text, width);
		lines++;
	}
	return lines;
}

static const char *cut_mark(struct area area)
{
	return area.look->ascii ? "..." : "…";
}

void wrap_mark_cut(struct area area, int y, int x, enum style style)
{
	const char *mark = cut_mark(area);
	int width = (int)utf8_width(mark);

	if (y >= 0 && y < area.height && area.width > width)
		paint_text(area, y, min_int(x, area.width - width), style, mark);
}

void wrap_paint_cut(struct area area, int y, enum style style, struct text line)
{
	int room = area.width - 1 - (int)utf8_width(cut_mark(area));

	if (room > 0)
		line = wrap_next(&line, room);
	wrap_mark_cut(area, y, paint_bytes(area, y, 0, style, line) + 1, style);
}

int wrap_paint(struct area area, enum style style, const char *string)
{
	struct text text = text_of_string(string);
	int y = 0;

	while (text.length > 0 && y < area.height && area.width > 0) {
		struct text line = wrap_next(&text, area.width);

		if (text.length > 0 && y + 1 == area.height)
			wrap_paint_cut(area, y, style, line);
		else
			paint_bytes(area, y, 0, style, line);
		y++;
	}
	return y;
}
