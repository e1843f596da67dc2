/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/canvas/canvas.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/macros.h"
#include "ui/canvas/ncurses.h"
#include "ui/widgets/themes.h"

enum { STROKE_TEXT, STROKE_GLYPH, STROKE_FILL, STROKE_RESTYLE };

/* One stroke; behind it the bytes of a text, or the wchar_t of a glyph.  It has no padding. */
struct stroke {
	uint8_t kind;
	uint8_t style;
	uint16_t x;
	uint16_t width;     /* of a text its length, of a glyph its characters */
	uint16_t character; /* of a glyph its columns */
};

/* Strokes of a line that follow from one thing. */
struct part {
	uint64_t tag; /* 0: none */
	size_t at, length;
};

/* Strokes of the picture before, those of this one written over them from where the two differ. */
struct line {
	char *strokes;
	size_t capacity;
	size_t before; /* bytes of the picture before */
	size_t now;    /* of this one so far */
	struct part part_before, part;
	bool differs;
	bool unknown; /* what curses has there */
	bool direct;  /* there was no memory: this picture's goes to curses at once */
};

struct canvas {
	struct line *lines;
	size_t capacity;
	int height, width; /* of the picture before; 0: there is none */
	unsigned palette;
	bool begun;
	bool cursor;            /* it was put somewhere */
	int cursor_y, cursor_x; /* where, or behind the last stroke */
};

/* ---- life ---- */

struct canvas *canvas_new(void)
{
	return calloc(1, sizeof(struct canvas));
}

void canvas_free(struct canvas *canvas)
{
	if (!canvas)
		return;
	for (size_t i = 0; i < canvas->capacity; i++)
		free(canvas->lines[i].strokes);
	free(canvas->lines);
	free(canvas);
}

void canvas_forget(struct canvas *canvas)
{
	if (canvas)
		canvas->height = 0;
}

/* ---- curses ---- */

/* A style without a colour of its own is painted in the terminal's, which needs no pair. */
static short style_pair(const struct paint_style *look, enum style style)
{
	if (look->palette == PALETTE_MONOCHROME)
		return 0;
	if (style_foreground(look->palette, style, *look->curses->COLORS) < 0 &&
		style_background(look->palette, *look->curses->COLORS) < 0)
		return 0;
	return (short)(style + 1);
}

static void set_style(const struct paint_style *look, const struct stroke *stroke)
{
	look->curses->attr_set(
		style_attributes(look->palette, (enum style)stroke->style, *look->curses->COLORS),
		style_pair(look, (enum style)stroke->style), NULL);
}

/* A character without attributes would take those of whatever was painted before. */
static void draw_fill(const struct paint_style *look, int y, const struct stroke *stroke)
{
	set_style(look, stroke);
	look->curses->mvhline(y, stroke->x,
		(chtype)stroke->character |
			style_attributes(look->palette, (enum style)stroke->style,
				*look->curses->COLORS) |
			(chtype)look->curses->COLOR_PAIR(
				style_pair(look, (enum style)stroke->style)),
		stroke->width);
}

#define PIECE 128

/*
 * Cells as they are, which takes curses a tenth of the time; but it would leave the half of a character of
 * two columns that the text covers in part.
 */
static void draw_cells(const struct paint_style *look, int y, const struct stroke *stroke,
	const char *text)
{
	const chtype style =
		style_attributes(look->palette, (enum style)stroke->style, *look->curses->COLORS) |
		(chtype)look->curses->COLOR_PAIR(style_pair(look, (enum style)stroke->style));
	chtype cells[PIECE];

	for (int at = 0; at < stroke->width; at += PIECE) {
		int count = min_int(stroke->width - at, PIECE);

		for (int i = 0; i < count; i++)
			cells[i] = (chtype)(unsigned char)text[at + i] | style;
		look->curses->mvaddchnstr(y, stroke->x + at, cells, count);
	}
}

static void draw_characters(const struct paint_style *look, int y, const struct stroke *stroke,
	const void *behind)
{
	wchar_t wide[2];

	set_style(look, stroke);
	if (stroke->kind == STROKE_TEXT) {
		look->curses->mvaddnstr(y, stroke->x, behind, stroke->width);
		return;
	}
	memcpy(wide, behind, stroke->width * sizeof(wide[0]));
	look->curses->mvaddnwstr(y, stroke->x, wide, stroke->width);
}

static void draw(const struct paint_style *look, int y, const struct stroke *stroke,
	const void *behind)
{
	if (stroke->kind == STROKE_FILL)
		draw_fill(look, y, stroke);
	else if (stroke->kind == STROKE_RESTYLE)
		look->curses->mvchgat(y, stroke->x, stroke->width,
			style_attributes(look->palette, (enum style)stroke->style,
				*look->curses->COLORS),
			style_pair(look, (enum style)stroke->style), NULL);
	else
		draw_characters(look, y, stroke, behind);
}

static size_t size_behind(const struct stroke *stroke)
{
	if (stroke->kind == STROKE_TEXT)
		return stroke->width;
	return stroke->kind == STROKE_GLYPH ? stroke->width * sizeof(wchar_t) : 0;
}

static void draw_blank(const struct paint_style *look, int y)
{
	const struct stroke blank = { .kind = STROKE_FILL,
		.style = STYLE_NORMAL,
		.width = (uint16_t)*look->curses->COLS,
		.character = ' ' };

	draw_fill(look, y, &blank);
}

static void draw_line(const struct paint_style *look, int y, const struct line *line)
{
	struct stroke stroke;
	bool is_plain = true; /* each character so far takes one column */

	draw_blank(look, y);
	for (size_t at = 0; at < line->now; at += sizeof(stroke) + size_behind(&stroke)) {
		const char *behind = line->strokes + at + sizeof(stroke);

		memcpy(&stroke, line->strokes + at, sizeof(stroke));
		is_plain &= stroke.kind != STROKE_GLYPH || stroke.character <= 1;
		if (is_plain && stroke.kind == STROKE_TEXT)
			draw_cells(look, y, &stroke, behind);
		else
			draw(look, y, &stroke, behind);
	}
}

/* ---- pictures ---- */

static bool goes_on(const struct canvas *canvas, const struct paint_style *look)
{
	return canvas->height == *look->curses->LINES && canvas->width == *look->curses->COLS &&
	       canvas->palette == look->palette;
}

static bool make_room(struct canvas *canvas, const struct paint_style *look)
{
	size_t before = canvas->capacity;
	struct line *lines = array_reserve(canvas->lines, &canvas->capacity,
		(size_t)*look->curses->LINES, sizeof(*lines));

	if (!lines)
		return false;
	memset(lines + before, 0, (canvas->capacity - before) * sizeof(*lines));
	canvas->lines = lines;
	return true;
}

void canvas_begin(const struct paint_style *look)
{
	struct canvas *canvas = look->canvas;
	bool known;

	if (!canvas || !make_room(canvas, look)) {
		for (int y = 0; y < *look->curses->LINES; y++)
			draw_blank(look, y);
		canvas_forget(canvas);
		return;
	}
	known = goes_on(canvas, look);
	canvas->begun = true;
	canvas->cursor = false;
	canvas->height = *look->curses->LINES;
	canvas->width = *look->curses->COLS;
	canvas->palette = look->palette;
	for (int y = 0; y < *look->curses->LINES; y++) {
		struct line *line = &canvas->lines[y];

		line->part_before = line->part;
		line->part = (struct part){ 0 };
		line->now = 0;
		line->unknown = line->direct || !known;
		line->differs = line->direct = false;
	}
}

void canvas_end(const struct paint_style *look)
{
	struct canvas *canvas = look->canvas;

	if (!canvas || !canvas->begun)
		return;
	for (int y = 0; y < canvas->height; y++) {
		struct line *line = &canvas->lines[y];

		if (line->direct)
			continue;
		if (line->unknown || line->differs || line->now != line->before)
			draw_line(look, y, line);
		line->before = line->now;
	}
	look->curses->move(canvas->cursor_y, min_int(canvas->cursor_x, canvas->width - 1));
	canvas->begun = false;
}

void canvas_cursor(const struct paint_style *look, int y, int x)
{
	struct canvas *canvas = look->canvas;

	look->curses->move(y, x);
	if (!canvas)
		return;
	canvas->cursor = true;
	canvas->cursor_y = y;
	canvas->cursor_x = x;
}

/* ---- strokes ---- */

static bool is_as_before(const struct line *line, const struct stroke *stroke, const void *behind,
	size_t size)
{
	const char *at = line->strokes + line->now;

	return !line->differs && line->now + sizeof(*stroke) + size <= line->before &&
	       memcmp(at, stroke, sizeof(*stroke)) == 0 &&
	       (size == 0 || memcmp(at + sizeof(*stroke), behind, size) == 0);
}

/* False without memory: what there was is painted then. */
static bool note(const struct paint_style *look, int y, const struct stroke *stroke,
	const void *behind)
{
	struct line *line = &look->canvas->lines[y];
	size_t size = size_behind(stroke);
	char *strokes;

	if (line->direct)
		return false;
	if (is_as_before(line, stroke, behind, size)) {
		line->now += sizeof(*stroke) + size;
		return true;
	}
	strokes = array_reserve(line->strokes, &line->capacity, line->now + sizeof(*stroke) + size,
		1);
	if (!strokes) {
		draw_line(look, y, line);
		line->direct = true;
		return false;
	}
	line->strokes = strokes;
	line->differs = true;
	memcpy(strokes + line->now, stroke, sizeof(*stroke));
	if (size > 0)
		memcpy(strokes + line->now + sizeof(*stroke), behind, size);
	line->now += sizeof(*stroke) + size;
	return true;
}

static void take(const struct paint_style *look, int y, const struct stroke *stroke,
	const void *behind)
{
	struct canvas *canvas = look->canvas;

	if (!canvas || !canvas->begun)
		draw(look, y, stroke, behind);
	else if (y >= 0 && y < canvas->height && !note(look, y, stroke, behind))
		draw(look, y, stroke, behind);
	if (canvas && !canvas->cursor) {
		canvas->cursor_y = y;
		canvas->cursor_x = stroke->x + stroke->width;
	}
}

static struct line *line_at(const struct paint_style *look, int y)
{
	struct canvas *canvas = look->canvas;

	return canvas && canvas->begun && y >= 0 && y < canvas->height ? &canvas->lines[y] : NULL;
}

bool canvas_begin_part(const struct paint_style *look, int y, uint64_t tag)
{
	struct line *line = line_at(look, y);
	const struct part *before;

	if (!line || line->direct || tag == 0)
		return false;
	before = &line->part_before;
	line->part = (struct part){ tag, line->now, 0 };
	if (line->differs || before->tag != tag || before->at != line->now)
		return false;
	line->part = *before;
	line->now += before->length;
	return true;
}

void canvas_end_part(const struct paint_style *look, int y)
{
	struct line *line = line_at(look, y);

	if (!line)
		return;
	if (line->direct)
		line->part.tag = 0;
	line->part.length = line->now - line->part.at;
}

void canvas_text(const struct paint_style *look, int y, int x, enum style style, const char *text,
	size_t length)
{
	const struct stroke stroke = { .kind = STROKE_TEXT,
		.style = (uint8_t)style,
		.x = (uint16_t)x,
		.width = (uint16_t)length };

	take(look, y, &stroke, text);
}

void canvas_glyph(const struct paint_style *look, int y, int x, enum style style,
	const wchar_t *wide, int count, int cells)
{
	const struct stroke stroke = { .kind = STROKE_GLYPH,
		.style = (uint8_t)style,
		.x = (uint16_t)x,
		.width = (uint16_t)count,
		.character = (uint16_t)cells };

	take(look, y, &stroke, wide);
}

void canvas_fill(const struct paint_style *look, int y, int x, int width, enum style style,
	char character)
{
	const struct stroke stroke = { .kind = STROKE_FILL,
		.style = (uint8_t)style,
		.x = (uint16_t)x,
		.width = (uint16_t)width,
		.character = (unsigned char)character };

	take(look, y, &stroke, NULL);
}

void canvas_restyle(const struct paint_style *look, int y, int x, int width, enum style style)
{
	const struct stroke stroke = { .kind = STROKE_RESTYLE,
		.style = (uint8_t)style,
		.x = (uint16_t)x,
		.width = (uint16_t)width };

	take(look, y, &stroke, NULL);
}
