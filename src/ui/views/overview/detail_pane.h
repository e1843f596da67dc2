/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is known of the process under the cursor, beside the table or below it. */
#ifndef MEMTOP_UI_VIEWS_OVERVIEW_DETAIL_PANE_H
#define MEMTOP_UI_VIEWS_OVERVIEW_DETAIL_PANE_H

#include "sample/sample.h"
#include "ui/widgets/paint.h"

struct ui;

/*
 * Parts an area between the table, which is given back, and the pane; the pane has no size where
 * there is no room for it.
 */
struct area detail_pane_part(struct area area, struct area *pane);

/* row is one of the newest sample's, or NULL. */
void detail_pane_paint(const struct ui *ui, const struct row *row, struct area area);

#endif
