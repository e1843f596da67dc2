/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside the view probe: its state, and the painting of it before, during and after a probe. */
#ifndef MEMTOP_UI_VIEWS_PROBE_VIEW_H
#define MEMTOP_UI_VIEWS_PROBE_VIEW_H

#include <stdbool.h>

#include "sample/probe_report.h"
#include "ui/widgets/prompt.h"
#include "ui/widgets/table.h"
#include "document/probe_lines.h"

struct probe_view {
	const struct prober *prober;
	struct probe_request request;
	char target[PROMPT_SIZE];
	struct probe_progress progress;
	bool started;       /* at least once: there is something to show */
	struct table table; /* of the finished report */
	struct probe_line lines[PROBE_LINES_MAX];
	size_t line_count;
};

void probe_paint_before(const struct probe_view *view, struct area area);
void probe_paint_during(const struct probe_view *view, struct area area);
void probe_paint_after(struct probe_view *view, struct area area);

/* The other ways where what is shown is refused: Enter goes to the one offered.  NULL: it is not. */
const struct probe_way *probe_refused_ways(const struct probe_view *view);

/* Paints what is known of them from row y on; returns the row below. */
int probe_paint_ways(struct area area, int y, const struct probe_way *ways,
	const struct probe_phrase *reason);

/* Paints running text from row y on; returns the row below it. */
int probe_paragraph(struct area area, int y, enum style style, const char *text);

#endif
