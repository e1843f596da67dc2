/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A document on a stream: as text, as JSON, as CSV. */
#ifndef MEMTOP_RENDER_RENDER_H
#define MEMTOP_RENDER_RENDER_H

#include <stdbool.h>

#include "document/document.h"
#include "render/batch.h"
#include "render/sink.h"

/*
 * In the format of the batch.  first: nothing was printed before, so CSV needs its header.  Without a
 * document, for which there was no memory, the sink fails.
 */
void render(struct sink *sink, const struct document *document, const struct batch *batch,
	bool first);

/*
 * One object and line.  Figures that are not known are null; "unreadable" says why: a reason by
 * the path of the figure ("memory.available_bytes"), and for the main table, by column and reason,
 * the keys of the rows, such as PIDs; where rows have none, the reason alone if all have the same.
 */
void render_json(struct sink *sink, const struct document *document);

/* The main table: names of columns in the first line, what is not known empty. */
void render_csv(struct sink *sink, const struct document *document, bool header);

/* Its figures and tables as metrics, in the text format of Prometheus or as OpenMetrics. */
void render_prometheus(struct sink *sink, const struct document *document, bool openmetrics);

struct text_form {
	enum scale scale;
	enum scale machine_scale; /* of gauges, which are the machine's */
	bool ascii;
	bool without_arguments; /* of a command there is the program alone */
};
void render_text(struct sink *sink, const struct document *document, const struct text_form *form);

/* A known figure as JSON and CSV have it: whole, or decimal with a point in every locale. */
void render_value(struct sink *sink, struct value value, enum unit unit);

#endif
