/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the figures of the overview mean and where they come from. */
#ifndef MEMTOP_UI_VIEWS_OVERVIEW_EXPLAIN_SEGMENT_H
#define MEMTOP_UI_VIEWS_OVERVIEW_EXPLAIN_SEGMENT_H

struct ui;

/* Shows all figures on the screen, each with its explanation, beginning with the sort column. */
void explain_screen(struct ui *ui);

#endif
