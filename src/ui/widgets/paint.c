/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/widgets/paint.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>

#include "base/macros.h"
#include "base/utf8.h"
#include "ui/canvas/canvas.h"
#include "ui/canvas/ncurses.h"
#include "ui/widgets/themes.h"

/* The characters of a frame, first in UTF-8, then in ASCII. */
enum edge { EDGE_ACROSS, EDGE_DOWN, EDGE_TOP_LEFT, EDGE_TOP_RIGHT, EDGE_LOW_LEFT, EDGE_LOW_RIGHT };
static const char edges[2][6][4] = {
	{ "─", "│", "┌", "┐", "└", "┘" },
	{ "-", "|", "+", "+", "+", "+" },
};

void paint_set_colors(const struct paint_style *look)
{
	for (int style = 0; style < STYLE_COUNT; style++)
		look->curses->init_pair((short)(style + 1),
			style_foreground(look->palette, style, *look->curses->COLORS),
			style_background(look->palette, *look->curses->COLORS));
}

struct area area_screen(const struct paint_style *look)
{
	return (struct area){ look, 0, 0, *look->curses->LINES, *look->curses->COLS };
}

/* Cuts [*first, *first + *size) to [0, whole). */
static void clip(int *first, int *size, int whole)
{
	if (*first < 0) {
		*size += *first;
		*first = 0;
	}
	if (*first > whole)
		*first = whole;
	if (*size > whole - *first)
		*size = whole - *first;
	if (*size < 0)
		*size = 0;
}

struct area area_rows(struct area area, int first, int height)
{
	clip(&first, &height, area.height);
	area.y += first;
	area.height = height;
	return area;
}

struct area area_columns(struct area area, int first, int width)
{
	clip(&first, &width, area.width);
	area.x += first;
	area.width = width;
	return area;
}

struct area area_centered(struct area area, int height, int width)
{
	if (height > area.height)
		height = area.height;
	if (width > area.width)
		width = area.width;
	area = area_rows(area, (area.height - height) / 2, height);
	return area_columns(area, (area.width - width) / 2, width);
}

/* Room for one character of another process as it is shown: "\\x1b", "\\n", or itself. */
#define SHOWN_SIZE 16

/* One character on its way to the screen: its cells, or those of what stands for it. */
struct glyph {
	wchar_t wide[2];
	int count, columns;
};

/*
 * curses places characters by wcwidth(3), everything here by utf8_columns(): where the two do not
 * agree, or the locale cannot show the character, "?" stands for it, so that columns stay aligned.
 */
static struct glyph glyph_of(uint32_t code)
{
	int columns = code == UINT32_MAX ? 1 : utf8_columns(code);
	struct glyph glyph = { { (wchar_t)code, L' ' }, 1, columns };

	if (code != UINT32_MAX && columns >= 0 && wcwidth((wchar_t)code) == columns)
		return glyph;
	if (columns < 0)
		glyph.columns = 1;
	glyph.wide[0] = L'?';
	glyph.count = glyph.columns;
	return glyph;
}

/* Whether a glyph at that column lies inside; a wide one that is cut by an edge becomes a blank. */
static void put_glyph(struct area area, int y, int column, enum style style,
	const struct glyph *glyph)
{
	if (column >= 0 && column + glyph->columns <= area.width)
		canvas_glyph(area.look, area.y + y, area.x + column, style, glyph->wide,
			glyph->count, glyph->columns);
	else if (column < 0 && column + glyph->columns > 0)
		canvas_text(area.look, area.y + y, area.x, style, " ", 1);
	else if (column >= 0 && column < area.width)
		canvas_text(area.look, area.y + y, area.x + column, style, " ", 1);
}

/* curses itself joins a character without columns to the cell before the cursor. */
static void put_combining(struct area area, int y, int column, enum style style,
	const struct glyph *glyph)
{
	if (column > 0 && column <= area.width)
		canvas_glyph(area.look, area.y + y, area.x + column, style, glyph->wide, 1, 0);
}

/* Longer than any line: what lies beyond the edge need not be looked at. */
#define RUN_MOST 1024

/* The length of the plain ASCII at the start: nearly all text, so it goes a run at a time. */
static size_t plain_run(struct text text)
{
	size_t length = 0, most = text.length < RUN_MOST ? text.length : RUN_MOST;

	while (length < most && text.at[length] >= ' ' && text.at[length] <= '~')
		length++;
	return length;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* A word that begins as a number; not an id, which has digits behind letters. */
static bool begins_number(const char *at, const char *end)
{
	bool letters = false;

	while (at < end && strchr("+-~<>", *at))
		at++;
	if (at == end || !is_digit(*at))
		return false;
	for (; at < end && *at != ' '; at++) {
		if (letters && is_digit(*at))
			return false;
		letters |= (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z');
	}
	return true;
}

/* How much of it fits: a number that the edge would cut is left out, for a part of it reads as another. */
static size_t uncut(const char *at, size_t length, size_t room)
{
	size_t word = room;

	if (length <= room)
		return length;
	if (at[room] == ' ')
		return room;
	while (word > 0 && at[word - 1] != ' ')
		word--;
	return begins_number(at + word, at + length) ? word : room;
}

static void put_plain(struct area area, int y, int column, enum style style, const char *at,
	size_t length)
{
	size_t skipped = column < 0 ? (size_t)-column : 0;
	size_t room;

	if (skipped >= length || column >= area.width)
		return;
	column += (int)skipped;
	length -= skipped;
	room = (size_t)(area.width - column);
	length = uncut(at + skipped, length, room);
	if (length > 0)
		canvas_text(area.look, area.y + y, area.x + column, style, at + skipped, length);
}

static void put_one(struct area area, int y, int column, enum style style,
	const struct glyph *glyph)
{
	if (glyph->columns == 0)
		put_combining(area, y, column, style, glyph);
	else
		put_glyph(area, y, column, style, glyph);
}

static int put_text(struct area area, int y, int x, enum style style, struct text text)
{
	int column = x;

	while (text.length > 0 && column < area.width) {
		size_t bytes = plain_run(text);

		if (bytes > 0) {
			put_plain(area, y, column, style, text.at, bytes);
			column += (int)bytes;
		} else {
			uint32_t code;
			struct glyph glyph;

			bytes = utf8_decode(text.at, text.length, &code);
			glyph = glyph_of(code);
			put_one(area, y, column, style, &glyph);
			column += glyph.columns;
		}
		text = text_of(text.at + bytes, text.length - bytes);
	}
	return column - x;
}

static bool has_line(struct area area, int y)
{
	return y >= 0 && y < area.height && area.width > 0;
}

int paint_text(struct area area, int y, int x, enum style style, const char *text)
{
	if (has_line(area, y))
		put_text(area, y, x, style, text_of_string(text));
	return (int)utf8_width(text);
}

int paint_format(struct area area, int y, int x, enum style style, const char *format, ...)
{
	char text[1024];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	return paint_text(area, y, x, style, text);
}

/* Lines and blocks, U+2500 to U+259F: what is drawn with characters. */
static bool is_drawn(struct text text)
{
	return text.length >= 3 && (unsigned char)text.at[0] == 0xe2 &&
	       (unsigned char)text.at[1] >= 0x94 && (unsigned char)text.at[1] <= 0x96 &&
	       ((unsigned char)text.at[2] & 0xc0) == 0x80;
}

/*
 * Cuts the next piece off bytes, a run of plain text or one character, in the form that may reach a
 * terminal: as it is, or written into shown.
 */
static struct text next_shown(struct text *bytes, bool ascii, char shown[static SHOWN_SIZE],
	int *columns)
{
	size_t taken = plain_run(*bytes);
	struct text piece = text_of(bytes->at, taken);

	*columns = (int)taken;
	if (taken == 0 && !ascii && is_drawn(*bytes)) {
		taken = 3;
		piece.length = taken;
		*columns = 1;
	} else if (taken == 0) {
		uint32_t code;

		taken = utf8_decode(bytes->at, bytes->length, &code);
		utf8_printable(shown, SHOWN_SIZE, bytes->at, taken, ascii);
		piece = text_of_string(shown);
		*columns = (int)utf8_width(shown);
	}
	*bytes = text_of(bytes->at + taken, bytes->length - taken);
	return piece;
}

int paint_bytes(struct area area, int y, int x, enum style style, struct text bytes)
{
	int column = x;

	if (!has_line(area, y))
		return 0;
	while (bytes.length > 0 && column < area.width) {
		char shown[SHOWN_SIZE];
		int columns;
		struct text piece = next_shown(&bytes, area.look->ascii, shown, &columns);

		if (column + columns > 0) /* not all of it left of the edge */
			put_text(area, y, column, style, piece);
		column += columns;
	}
	return column - x;
}

int paint_measure(const struct paint_style *look, struct text bytes, int limit)
{
	int columns = 0;

	while (bytes.length > 0 && columns < limit) {
		char shown[SHOWN_SIZE];
		int more;

		next_shown(&bytes, look->ascii, shown, &more);
		columns += more;
	}
	return min_int(columns, limit);
}

void paint_fill(struct area area, int y, int x, int width, enum style style, char character)
{
	clip(&x, &width, area.width);
	if (width > 0 && has_line(area, y))
		canvas_fill(area.look, area.y + y, area.x + x, width, style, character);
}

void paint_clear(struct area area)
{
	for (int y = 0; y < area.height; y++)
		paint_fill(area, y, 0, area.width, STYLE_NORMAL, ' ');
}

void paint_restyle(struct area area, int y, int x, int width, enum style style)
{
	clip(&x, &width, area.width);
	if (width > 0 && has_line(area, y))
		canvas_restyle(area.look, area.y + y, area.x + x, width, style);
}

static void paint_edge(struct area area, int y, const char *left, const char *across,
	const char *right)
{
	paint_text(area, y, 0, STYLE_FRAME, left);
	for (int x = 1; x < area.width - 1; x++)
		paint_text(area, y, x, STYLE_FRAME, across);
	paint_text(area, y, area.width - 1, STYLE_FRAME, right);
}

struct area paint_frame(struct area area, const char *title)
{
	const char(*edge)[4] = edges[area.look->ascii];

	paint_clear(area);
	paint_edge(area, 0, edge[EDGE_TOP_LEFT], edge[EDGE_ACROSS], edge[EDGE_TOP_RIGHT]);
	for (int y = 1; y < area.height - 1; y++) {
		paint_text(area, y, 0, STYLE_FRAME, edge[EDGE_DOWN]);
		paint_text(area, y, area.width - 1, STYLE_FRAME, edge[EDGE_DOWN]);
	}
	paint_edge(area, area.height - 1, edge[EDGE_LOW_LEFT], edge[EDGE_ACROSS],
		edge[EDGE_LOW_RIGHT]);
	paint_format(area_columns(area, 2, area.width - 4), 0, 0, STYLE_STRONG, " %s ", title);
	return area_columns(area_rows(area, 1, area.height - 2), 1, area.width - 2);
}

void hits_add(struct hits *hits, struct area area, int y, int x, int width, struct hit what)
{
	if (!hits || hits->count == HITS_MOST || y < 0 || y >= area.height)
		return;
	what.y = area.y + y;
	what.start = area.x + max_int(x, 0);
	what.end = area.x + min_int(x + width, area.width);
	if (what.end > what.start)
		hits->rows[hits->count++] = what;
}

const struct hit *hits_at(const struct hits *hits, int y, int x)
{
	for (size_t i = 0; i < hits->count; i++) {
		const struct hit *hit = &hits->rows[i];

		if (hit->y == y && x >= hit->start && x < hit->end)
			return hit;
	}
	return NULL;
}
