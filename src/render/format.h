/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside render/: what the formats share. */
#ifndef MEMTOP_RENDER_FORMAT_H
#define MEMTOP_RENDER_FORMAT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"
#include "render/sink.h"

/*
 * Appends bytes of another process to the sink as utf8_printable() makes them.  Returns the
 * columns they take.
 */
size_t format_printable(struct sink *sink, struct text text, bool ascii);

/* Bytes of another process as a cell of CSV: printable, in quotes where they need them. */
void format_csv_text(struct sink *sink, struct text text);

/* text in a cell of so many columns, blanks after it; at least gap of them, if it is wider. */
void format_left(struct sink *sink, const char *text, size_t width, size_t gap);

/* The same, blanks before it. */
void format_right(struct sink *sink, const char *text, size_t width, size_t gap);

/* Whether text is ASCII without control characters: the usual case, and a cheap one. */
bool format_is_plain(struct text text);

#endif
