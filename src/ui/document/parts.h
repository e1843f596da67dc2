/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of a document on screen: see ui/document/pane.h. */
#ifndef MEMTOP_UI_DOCUMENT_PARTS_H
#define MEMTOP_UI_DOCUMENT_PARTS_H

#include "ui/document/pane.h"

/* How an emphasis is painted, and how a tint. */
extern const enum style emphasis_styles[];
extern const enum style tint_styles[];

/*
 * units_value() for people who look: what is not zero never looks like it.  A unit that is too large for
 * it gives way.
 */
size_t figure_write(char out[static UNITS_SIZE], struct value value, enum unit unit,
	enum scale scale);

/* So that all gauges of a document begin and end in the same columns: of label, whole, what is said. */
struct gauge_edges {
	int label, whole, said;
};
struct gauge_edges gauge_edges_of(const struct document *document, enum scale scale);

/* One line: "Mem  22.8G [", the bar, then what is said of it. */
void gauge_paint(const struct document_gauge *gauge, const struct gauge_edges *edges,
	enum scale scale, struct area row, struct hits *hits);

/* What is to be painted below it, or of a strip but for what stands right, on lines of that width. */
void legend_flow(struct flow *flow, const struct document_gauge *gauge,
	const struct gauge_edges *edges, enum scale scale, int width);
void strip_flow(struct flow *flow, const struct document_strip *strip, int width);

/* Returns the columns that what stands right leaves: all, if nothing does. */
int strip_paint_right(const struct document_strip *strip, struct area row);

/*
 * Paints what it says but for its tables, in the pane's units, from the top on; title: any bytes, or NULL.  A graph that is
 * the last block has what is left.  hits, or NULL: what a click can be on.  Returns the lines that it took, a blank one at the end included.
 */
int document_head_paint(const struct document *document, const struct document_pane *pane,
	const char *title, struct area area, struct hits *hits);

/* Paints the pane for the row under the cursor, if it is shown; returns what is left to the table. */
struct area detail_paint(const struct document_pane *pane, struct area area, bool *shown);

/*
 * The key that leads to what answers a finding here, or, where ui is NULL, anywhere; *label, N_():
 * what it opens.
 */
uint32_t document_finding_key(const struct document_finding *finding, const struct ui *ui,
	const char **label);

/* The curves, below a line that names several of them.  Fills the area. */
void graph_paint(const struct document_graph *graph, enum scale scale, bool axes, struct area area);

/* Which rows are shown, in which order, after the document or the arrangement has changed. */
void document_order(struct document_pane *pane);

void document_table_paint(struct document_pane *pane, const struct document_table *table,
	struct area area);

#endif
