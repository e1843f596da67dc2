/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a document says above its table: lines, figures, findings, maps and graphs. */
#include <stdio.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "ui/document/parts.h"
#include "ui/widgets/flow.h"
#include "ui/widgets/wrap.h"

/* A figure: its label, then its value. */
#define FIGURE_WIDTH 26
#define LABEL_WIDTH  16

/* What stands beside a graph. */
#define GRAPH_LABEL 24
/* Lines that one has at most; from so many on there are axes. */
#define GRAPH_MOST        10
#define GRAPH_LAST_MOST   16
#define GRAPH_LOWEST_MOST 24
#define AXES_FROM         4
/* On fewer columns what a graph is stands above it. */
#define GRAPH_BESIDE 60

/* What stands below a block: the end, a table alone, or more. */
enum place { PLACE_LAST, PLACE_LOWEST, PLACE_ABOVE };

/* Where the next line goes. */
struct head {
	struct area area;
	const struct ui *ui;
	int y;
	enum scale scale;
	struct gauge_edges edges;
	struct hits *hits;
	const char *title; /* of the group, until something of it is painted */
	int figures;       /* of the group, on lines from y on */
};

static int lines_left(const struct head *head)
{
	return head->area.height - head->y;
}

static struct area rest_of(const struct head *head)
{
	return area_columns(area_rows(head->area, head->y, lines_left(head)), 1,
		head->area.width - 2);
}

static int figures_a_line(const struct head *head)
{
	return head->area.width > FIGURE_WIDTH ? head->area.width / FIGURE_WIDTH : 1;
}

static void end_figures(struct head *head)
{
	int a_line = figures_a_line(head);

	head->y += (head->figures + a_line - 1) / a_line;
	head->figures = 0;
}

/* The title of the group, behind a blank line, before the first thing of it. */
static void begin(struct head *head)
{
	if (head->title && lines_left(head) > 2) {
		head->y++;
		paint_text(rest_of(head), 0, 0, STYLE_DIM, head->title);
		head->y++;
	}
	head->title = NULL;
}

static void paint_line(struct head *head, enum emphasis emphasis, const char *line)
{
	begin(head);
	if (!*line)
		head->y++;
	else if (lines_left(head) > 0)
		head->y += wrap_paint(rest_of(head), emphasis_styles[emphasis], line);
}

/* Of a long group the beginning. */
static int figure_lines(const struct head *head)
{
	return min_int(head->area.height / 5 + 1, lines_left(head));
}

static void paint_figure(struct head *head, const struct label *label, const struct datum *datum)
{
	int at = head->figures, used, a_line = figures_a_line(head);
	char figure[UNITS_SIZE];
	struct area cell;

	if (!label->title || label->unit == UNIT_TEXT ||
		(datum->kind != DATUM_VALUE && datum->kind != DATUM_WORDED))
		return;
	begin(head);
	if (at / a_line >= figure_lines(head))
		return;
	cell = area_columns(area_rows(head->area, head->y + at / a_line, 1),
		1 + at % a_line * FIGURE_WIDTH, FIGURE_WIDTH - 1);
	hits_add(head->hits, cell, 0, 0, cell.width, (struct hit){ .title = label->title });
	used = paint_text(cell, 0, 0, STYLE_DIM, _(label->title)) + 1;
	figure_write(figure, datum->value, label->unit, head->scale);
	paint_text(cell, 0, used > LABEL_WIDTH ? used : LABEL_WIDTH, STYLE_NORMAL,
		datum->kind == DATUM_WORDED ? datum->text.at : figure);
	head->figures++;
}

/* ---- findings ---- */

/* The line behind the last one that they may have; where there is room, one sentence is never cut. */
static int end_of_findings(int height, int begin)
{
	if (height > 20)
		return max_int(9, begin + 7);
	return height > 8 ? 5 : max_int(height - 1, 2);
}

/* What to do about it stands behind it, unless that is to open another view.  Half of that is none. */
static void paint_finding(struct head *head, const struct document_finding *finding, int end,
	bool first)
{
	bool advised = finding->advised && *finding->advised && !finding->view;
	struct area area = rest_of(head);
	struct hit hit = { .key = document_finding_key(finding, head->ui, NULL) };
	int said = wrap_lines(finding->said, area.width), lines;
	char text[4096];

	/* A sentence that begins there is whole, if the head has as many lines and a blank one. */
	area.height = min_int(area.height,
		max_int(end - head->y, finding->closer ? 0 : min_int(said, area.height - 1)));

	snprintf(text, sizeof(text), "%s%s%s", finding->said, advised ? "  " : "",
		advised ? finding->advised : "");
	/* Figures stand rather there than half of what is said after the first sentence. */
	if (!first && said > area.height)
		return;
	if (advised && wrap_lines(text, area.width) > area.height)
		snprintf(text, sizeof(text), "%s", finding->said);
	if (finding->closer && wrap_lines(text, area.width) > area.height)
		return;
	lines = wrap_paint(area, emphasis_styles[finding->emphasis], text);
	for (int y = 0; y < lines; y++)
		hits_add(head->hits, area, y, 0, area.width, hit);
	head->y += lines;
}

static void paint_findings(struct head *head, const struct block *block)
{
	int end = min_int(end_of_findings(head->area.height, head->y), head->area.height);

	for (size_t i = 0; block->for_people && i < block->count && head->y < end; i++)
		paint_finding(head, &block->findings[i], end, i == 0);
}

/* ---- maps and graphs ---- */

static void add_part(struct flow *flow, const struct document_part *part, enum scale scale)
{
	struct flow_item *item = &flow->items[flow->count];
	char figure[UNITS_SIZE] = "";

	if (flow->count == FLOW_ITEMS || (value_known(part->value) && part->value.n == 0))
		return;
	if (value_known(part->value))
		figure_write(figure, part->value, part->label->unit, scale);
	flow_add(flow, STYLE_DIM, " %s%s%s", _(part->label->title), *figure ? " " : "", figure);
	item->mark[0] = part->mark;
	item->mark_style = tint_styles[part->tint];
}

static void paint_legend(struct head *head, const struct document_map *map)
{
	struct flow flow = { .gap = 3 };
	struct area area = rest_of(head);
	int lines;

	for (size_t i = 0; i < map->part_count; i++)
		add_part(&flow, &map->parts[i], head->scale);
	if (map->line)
		flow_add(&flow, STYLE_DIM, "%s", map->line);
	flow_tighten(&flow, area.width);
	lines = min_int(flow_lines(&flow, area.width), area.height);
	for (int i = 0; i < lines; i++)
		flow_paint(&flow, i, area, i, NULL);
	head->y += lines;
}

static void paint_map(struct head *head, const struct document_map *map)
{
	struct document_mark marks[MAP_MARKS_MOST];
	size_t width = (size_t)rest_of(head).width, count;
	struct area area;

	if (width == 0 || lines_left(head) < map->rows + 1)
		return;
	begin(head);
	area = rest_of(head);
	count = map->marks(map->context, marks,
		min_size(width * (size_t)map->rows, MAP_MARKS_MOST));
	for (size_t i = 0; i < count; i++) {
		const struct document_part *part = &map->parts[marks[i].part];

		paint_fill(area, (int)(i / width), (int)(i % width), 1,
			marks[i].faint ? STYLE_DIM : tint_styles[part->tint], part->mark);
	}
	head->y += (int)((count + width - 1) / width);
	paint_legend(head, map);
}

/* The same on one line, above the curve. */
static void paint_titled(const struct head *head, const struct document_graph *graph,
	struct area area)
{
	struct flow flow = { .gap = 2 };

	flow_add(&flow, STYLE_DIM, "%s", graph->title);
	flow_add(&flow, emphasis_styles[graph->emphasis], "%s", graph->words);
	if (graph->pace)
		flow_add(&flow, STYLE_NORMAL, "%s", graph->pace);
	flow_tighten(&flow, area.width);
	flow_paint(&flow, 0, area, 0, NULL);
	graph_paint(graph, head->scale, area.height > AXES_FROM,
		area_rows(area, 1, area.height - 1));
}

/* A single curve has its title, pace and words beside it. */
static void paint_single(struct head *head, const struct document_graph *graph, int lines)
{
	struct area area = area_rows(rest_of(head), 0, lines);
	struct area label = area_columns(area, 0, GRAPH_LABEL - 1);

	if (area.width < GRAPH_BESIDE) {
		paint_titled(head, graph, area);
		return;
	}
	paint_text(label, 0, 0, STYLE_DIM, graph->title);
	if (graph->pace)
		paint_text(label, 1, 0, STYLE_NORMAL, graph->pace);
	paint_text(label, graph->pace ? 2 : 1, 0, emphasis_styles[graph->emphasis], graph->words);
	graph_paint(graph, head->scale, lines >= AXES_FROM,
		area_columns(area, GRAPH_LABEL - 1, area.width));
}

/* What it has no better use for it leaves: to the table below it, or to what follows. */
static void paint_graph(struct head *head, const struct document_graph *graph, enum place place)
{
	int lines = graph->kind != GRAPH_FILLED ? 3 : 2;

	if (lines_left(head) < lines)
		return;
	if (graph->pace)
		lines = min_int(3, lines_left(head));
	if (place == PLACE_LAST)
		lines = min_int(lines_left(head), GRAPH_LAST_MOST);
	else if (place == PLACE_LOWEST)
		lines = max_int(lines, min_int(lines_left(head) - 1, GRAPH_LOWEST_MOST));
	else
		lines = max_int(lines, min_int(lines_left(head) / 3, GRAPH_MOST));
	if (graph->kind == GRAPH_FILLED)
		paint_single(head, graph, lines);
	else
		graph_paint(graph, head->scale, true, area_rows(rest_of(head), 0, lines));
	head->y += lines;
}

/* ---- gauges and strips ---- */

static void paint_flow(struct head *head, const struct flow *flow)
{
	int lines = min_int(flow_lines(flow, head->area.width), lines_left(head));

	for (int i = 0; i < lines; i++)
		flow_paint(flow, i, head->area, head->y++, head->hits);
}

static void paint_gauge(struct head *head, const struct document_gauge *gauge)
{
	struct flow flow;

	begin(head);
	if (lines_left(head) < 1)
		return;
	gauge_paint(gauge, &head->edges, head->scale, area_rows(head->area, head->y++, 1),
		head->hits);
	legend_flow(&flow, gauge, &head->edges, head->scale, head->area.width);
	paint_flow(head, &flow);
}

static void paint_strip(struct head *head, const struct document_strip *strip)
{
	struct flow flow;

	begin(head);
	strip_flow(&flow, strip, head->area.width);
	paint_flow(head, &flow);
}

/* ---- the whole ---- */

/* Whether it stands below the figures before it: not what is one of them, or shows nothing. */
static bool ends_figures(const struct block *block)
{
	switch (block->kind) {
	case BLOCK_FIGURE:
	case BLOCK_TABLE:
		return false;
	case BLOCK_FINDINGS:
		return block->for_people;
	case BLOCK_STRIP:
		return block->places & ON_SCREEN;
	default:
		return true;
	}
}

/* Whether it has lines of its own above the table; a title has none without what it heads. */
static bool is_seen(const struct block *block)
{
	switch (block->kind) {
	case BLOCK_OPEN:
	case BLOCK_CLOSE:
	case BLOCK_TABLE:
		return false;
	case BLOCK_FIGURE:
		return block->places & ON_SCREEN;
	case BLOCK_LINE:
		return block->line[0] != '\0';
	default:
		return ends_figures(block);
	}
}

/* end: behind the last block of the document. */
static enum place place_of(const struct block *block, const struct block *end)
{
	if (++block == end)
		return PLACE_LAST;
	while (block < end && !is_seen(block))
		block++;
	return block == end ? PLACE_LOWEST : PLACE_ABOVE;
}

static void paint_block(struct head *head, const struct block *block, const struct block *end)
{
	if (ends_figures(block))
		end_figures(head);
	switch (block->kind) {
	case BLOCK_OPEN:
	case BLOCK_CLOSE:
		head->title = block->title ? _(block->title) : NULL;
		break;
	case BLOCK_FIGURE:
		if (block->places & ON_SCREEN)
			paint_figure(head, block->label, &block->datum);
		break;
	case BLOCK_LINE:
		paint_line(head, block->emphasis, block->line);
		break;
	case BLOCK_FINDINGS:
		paint_findings(head, block);
		break;
	case BLOCK_GAUGE:
		paint_gauge(head, block->gauge);
		break;
	case BLOCK_STRIP:
		if (block->places & ON_SCREEN)
			paint_strip(head, block->strip);
		break;
	case BLOCK_MAP:
		paint_map(head, block->map);
		break;
	case BLOCK_GRAPH:
		paint_graph(head, block->graph, place_of(block, end));
		break;
	case BLOCK_TABLE:
		break;
	}
}

int document_head_paint(const struct document *document, const struct document_pane *pane,
	const char *title, struct area area, struct hits *hits)
{
	struct head head = { .area = area,
		.ui = pane->ui,
		.scale = pane->scale,
		.hits = hits,
		.edges = gauge_edges_of(document, pane->scale) };
	size_t count = 0;
	const struct block *blocks = document_blocks(document, &count);
	bool blank = false;

	if (area.height < 1)
		return 0;
	if (title)
		paint_bytes(area, head.y++, 1, STYLE_STRONG, text_of_string(title));
	for (size_t i = 0; i < count && lines_left(&head) > 0; i++) {
		int before = head.y;

		paint_block(&head, &blocks[i], blocks + count);
		if (head.y > before)
			blank = blocks[i].kind == BLOCK_LINE && !*blocks[i].line;
	}
	blank &= head.figures == 0;
	end_figures(&head);
	return head.y + !blank;
}
