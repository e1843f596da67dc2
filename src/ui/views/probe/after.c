/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view probe after one: the verdict, and the proof with its arithmetic, to scroll through. */
#include "base/i18n.h"
#include "ui/views/probe/graph.h"
#include "ui/views/probe/view.h"

#define GRAPH_LEAST 8

enum { COLUMN_TITLE, COLUMN_FIGURE, COLUMN_NOTE };

static const enum style line_styles[] = {
	[PROBE_LINE_HEADING] = STYLE_STRONG,
	[PROBE_LINE_FIGURE] = STYLE_NORMAL,
	[PROBE_LINE_HOLDS] = STYLE_NORMAL,
	[PROBE_LINE_FAILS] = STYLE_ALARM,
};

static void fill_cell(void *context, size_t row, size_t column, struct cell *cell)
{
	const struct probe_view *view = context;
	const struct probe_line *line = &view->lines[row];

	cell->style = line_styles[line->kind];
	cell->prefix = column == COLUMN_TITLE && line->kind != PROBE_LINE_HEADING ? "  " : NULL;
	cell->text = text_of_string(column == COLUMN_TITLE    ? line->title
				    : column == COLUMN_FIGURE ? line->figure
							      : line->note);
}

static void paint_lines(struct probe_view *view, struct area area)
{
	struct table_content content = {
		.context = view,
		.row_count = view->line_count,
		.column_count = 3,
		.columns = {
			[COLUMN_TITLE] = { "", PROBE_TITLE_COLUMNS + 2, false },
			[COLUMN_FIGURE] = { "", PROBE_FIGURE_COLUMNS, true },
			[COLUMN_NOTE] = { "", 1, false },
		},
		.sorted = -1,
		.no_heading = true,
		.no_cursor = true,
		.cell = fill_cell,
	};

	table_paint(&view->table, &content, area_columns(area, 1, area.width - 1));
}

static void paint_keys(const struct probe_view *view, struct area area, int y, int room)
{
	const struct probe_way *refused = probe_refused_ways(view);

	if (refused && probe_way_offered(refused) < PROBE_MODE_COUNT) {
		paint_format(area, y, 1, STYLE_KEY, _("Enter: go to %s.  W: save.  Esc: back."),
			probe_modes[probe_way_offered(refused)].key);
		return;
	}
	if (refused) {
		paint_text(area, y, 1, STYLE_KEY, _("W: save.  Esc: back."));
		return;
	}
	paint_text(area, y, 1, STYLE_KEY,
		(int)view->line_count > room
			? _("Enter: once more.  W: save.  Up, Down: all.  Esc: back.")
			: _("Enter: once more.  W: save.  Esc: back."));
}

void probe_paint_after(struct probe_view *view, struct area area)
{
	const struct probe_report *report = view->progress.report;
	int lines = (int)view->line_count, y, room;
	char verdict[1024];

	probe_verdict(verdict, sizeof(verdict), report);
	paint_text(area, 0, 1, STYLE_STRONG, _("memtop: probe: done"));
	y = probe_paragraph(area, 1, report->outcome == PROBE_PROVEN ? STYLE_STRONG : STYLE_WARNING,
		verdict);
	if (report->outcome == PROBE_REFUSED)
		y = probe_paint_ways(area, y + 1, report->ways, report->reason) + 1;
	room = area.height - y - 1;
	paint_keys(view, area, y++, room);
	if (lines == 0)
		return;
	if (room > lines)
		y++;
	paint_lines(view, area_rows(area, y, area.height - y));
	y += lines + 1;
	if (area.height - y >= GRAPH_LEAST)
		probe_graph_paint(area_rows(area, y, area.height - y), report->samples,
			report->sample_count);
}
