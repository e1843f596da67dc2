/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A document on screen: its lines, figures and findings, and below them its main table with a
 * cursor that stays on its row, by the row's key, from document to document.
 */
#ifndef MEMTOP_UI_WIDGETS_DOCUMENT_PANE_H
#define MEMTOP_UI_WIDGETS_DOCUMENT_PANE_H

#include "base/units.h"
#include "document/document.h"
#include "ui/widgets/paint.h"
#include "ui/widgets/table.h"

struct document_pane {
	struct document *document; /* the newest; it belongs to the pane */
	struct table table;
	enum scale scale;
};

/* Takes the document over in place of the one before; NULL is allowed.  Keeps the cursor's row. */
void document_pane_set(struct document_pane *pane, struct document *document);
void document_pane_free(struct document_pane *pane);

/* The main table of its document, or NULL. */
const struct document_table *document_pane_table(const struct document_pane *pane);

/* The title stands in the first line, if there is room for it. */
void document_pane_paint(struct document_pane *pane, const char *title, struct area area);

#endif
