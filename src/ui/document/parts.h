/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of a document on screen: see ui/document/pane.h. */
#ifndef MEMTOP_UI_DOCUMENT_PARTS_H
#define MEMTOP_UI_DOCUMENT_PARTS_H

#include "ui/document/pane.h"

/* How an emphasis is painted. */
extern const enum style emphasis_styles[];

/* Paints at most height lines; returns how many, a blank one at the end included. */
int document_head_paint(const struct document_pane *pane, const char *title, struct area area,
	int height);

/* Which rows are shown, in which order, after the document or the wish has changed. */
void document_order(struct document_pane *pane);

void document_table_paint(struct document_pane *pane, const struct document_table *table,
	struct area area);

#endif
