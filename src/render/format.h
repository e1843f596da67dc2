/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside out/: how one sample is printed in each format. */
#ifndef MEMTOP_RENDER_FORMAT_H
#define MEMTOP_RENDER_FORMAT_H

#include "render/batch.h"
#include "render/sink.h"

/* A cell of the text table: bytes, and the columns they take on a terminal. */
struct cell {
	uint32_t length, width;
};

/* The cells of one sample in the order they are printed; kept from one sample to the next. */
struct cells {
	char *bytes;
	size_t length, capacity;
	struct cell *cells;
	size_t count, cell_capacity;
};

/* PIDs whose figure is not known, by column and reason. */
struct pid_list {
	pid_t *pids;
	size_t count, capacity;
};

struct output {
	const struct batch *batch;
	struct sink sink;
	uint64_t printed; /* samples so far */
	struct cells cells;
	struct pid_list unreadable[COLUMN_COUNT][VALUE_STATE_COUNT];
};

void format_text(struct output *output, const struct arranged *arranged);
void format_json(struct output *output, const struct arranged *arranged);
void format_csv(struct output *output, const struct arranged *arranged);

/* The lines above the text table. */
void system_pane(struct output *output, const struct arranged *arranged);

/* A known figure as JSON and CSV have it: bytes and counts whole, percentages and rates decimal. */
void format_figure(struct sink *sink, const struct column *column, struct value value);

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

void cells_free(struct cells *cells);
void unreadable_free(struct output *output);

#endif
