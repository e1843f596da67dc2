/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/widgets/wrap.h"

#include <stdint.h>

#include "base/macros.h"
#include "base/utf8.h"

/* The bytes up to which a line of width columns may go, and where in them it is best broken. */
struct fit {
	size_t end;
	size_t break_at; /* 0: nowhere */
};

static struct fit fit_line(struct text text, int width)
{
	struct fit fit = { 0, 0 };
	int columns = 0;

	while (fit.end < text.length && text.at[fit.end] != '\n') {
		uint32_t code;
		size_t bytes = utf8_decode(text.at + fit.end, text.length - fit.end, &code);
		int wide = code == UINT32_MAX ? 1 : utf8_columns(code);

		wide = wide < 0 ? 1 : wide;
		if (code == ' ' || (wide == 2 && fit.end > 0))
			fit.break_at = fit.end;
		if (columns + wide > width)
			return fit;
		columns += wide;
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

void wrap_mark_cut(struct area area, int y, int x, enum style style)
{
	const char *mark = area.look->ascii ? "..." : "…";
	int width = (int)utf8_width(mark);

	if (y >= 0 && y < area.height && area.width > width)
		paint_text(area, y, min_int(x, area.width - width), style, mark);
}

int wrap_paint(struct area area, enum style style, const char *string)
{
	struct text text = text_of_string(string);
	int y = 0, x = 0;

	while (text.length > 0 && y < area.height && area.width > 0)
		x = paint_bytes(area, y++, 0, style, wrap_next(&text, area.width));
	if (text.length > 0)
		wrap_mark_cut(area, y - 1, x + 1, style);
	return y;
}
