/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Gauges, strips and graphs. */
#include "base/i18n.h"
#include "base/macros.h"
#include "base/utf8.h"
#include "ui/document/parts.h"
#include "derive/trend.h"
#include "ui/widgets/bar.h"
#include "ui/widgets/chart.h"

/* Columns of a size, such as "22.8G", and the fewest that a bar is worth painting in. */
#define TOTAL_WIDTH 5
#define BAR_LEAST   10

const enum style tint_styles[] = {
	[TINT_NONE] = STYLE_NORMAL,
	[TINT_FREE] = STYLE_FREE,
	[TINT_APPLICATIONS] = STYLE_APPLICATIONS,
	[TINT_FILE] = STYLE_CACHE,
	[TINT_SHARED] = STYLE_SHARED,
	[TINT_HUGE] = STYLE_HUGE,
	[TINT_KERNEL] = STYLE_KERNEL,
	[TINT_UNNAMED] = STYLE_UNNAMED,
	[TINT_SWAPPED] = STYLE_WARNING,
	[TINT_UNREAD] = STYLE_DIM,
};

static int wider(int width, const char *text)
{
	return max_int(width, (int)utf8_width(text));
}

struct gauge_edges gauge_edges_of(const struct document *document, enum scale scale)
{
	struct gauge_edges edges = { 0 };
	size_t count = 0;
	const struct block *blocks = document_blocks(document, &count);

	for (size_t i = 0; i < count; i++) {
		const struct document_gauge *gauge = blocks[i].gauge;
		char whole[UNITS_SIZE];

		if (blocks[i].kind != BLOCK_GAUGE)
			continue;
		units_value(whole, gauge->whole, gauge->label->unit, scale);
		if (gauge->whole.state != VALUE_NOT_ASKED)
			edges.whole = max_int(edges.whole, TOTAL_WIDTH);
		edges.label = wider(edges.label, _(gauge->label->title));
		edges.whole = wider(edges.whole, whole);
		edges.said = wider(edges.said, gauge->said);
	}
	/* In steps, so that the bars do not twitch with every digit. */
	edges.said = (edges.said + 3) / 4 * 4;
	return edges;
}

void gauge_paint(const struct document_gauge *gauge, const struct gauge_edges *edges,
	enum scale scale, struct area row, struct hits *hits)
{
	struct bar_part parts[BAR_PARTS];
	size_t count = min_size(gauge->part_count, BAR_PARTS);
	enum style said = emphasis_styles[gauge->emphasis];
	char whole[UNITS_SIZE];
	int x = 1, bar;

	for (size_t i = 0; i < count; i++)
		parts[i] = (struct bar_part){ value_or(gauge->parts[i].value, 0),
			gauge->parts[i].tint == TINT_NONE ? said
							  : tint_styles[gauge->parts[i].tint],
			gauge->parts[i].mark };
	hits_add(hits, row, 0, 0, row.width, (struct hit){ .title = gauge->label->title });
	units_value(whole, gauge->whole, gauge->label->unit, scale);
	paint_text(row, 0, x, gauge->emphasis ? said : STYLE_STRONG, _(gauge->label->title));
	x += edges->label + 1;
	paint_text(row, 0, x + edges->whole - (int)utf8_width(whole), STYLE_NORMAL, whole);
	x += edges->whole;
	bar = row.width - x - edges->said - 4;
	if (bar >= BAR_LEAST) {
		bar_paint(row, 0, x + 1, bar, parts, count);
		x += bar + 1;
	}
	paint_text(row, 0, x + 2, said, gauge->said);
}

void legend_flow(struct flow *flow, const struct document_gauge *gauge,
	const struct gauge_edges *edges, enum scale scale, int width)
{
	*flow = (struct flow){ .indent = edges->label + 2, .gap = 2 };
	for (size_t i = 0; gauge->has_legend && i < gauge->part_count; i++) {
		const struct document_part *part = &gauge->parts[i];
		struct flow_item *item = &flow->items[flow->count];
		char figure[UNITS_SIZE];

		if (flow->count == FLOW_ITEMS)
			break;
		units_value(figure, part->value, part->label->unit, scale);
		flow_add(flow, STYLE_NORMAL, "%s %s", _(part->label->title), figure);
		item->mark[0] = part->mark == ' ' ? '\0' : part->mark;
		item->mark_style = tint_styles[part->tint];
		item->title = part->label->title;
	}
	flow_tighten(flow, width);
}

void strip_flow(struct flow *flow, const struct document_strip *strip, int width)
{
	size_t spare = 0;

	*flow = (struct flow){ .indent = 1, .gap = 2 };
	for (size_t i = 0; i < strip->count; i++)
		if (!strip->items[i].right) {
			const struct document_item *item = &strip->items[i];

			flow_add(flow, emphasis_styles[item->emphasis], "%s", item->text);
			if (item->label && item->label->explanation && flow->count > 0)
				flow->items[flow->count - 1].title = item->label->title;
			spare = strip->items[i].spare ? spare + 1 : 0;
		}
	for (; spare > 0; spare--) {
		const struct flow loose = *flow;

		flow_tighten(flow, width);
		if (flow_lines(flow, width) <= 1)
			return;
		*flow = loose;
		flow->count--;
	}
	flow_tighten(flow, width);
}

int strip_paint_right(const struct document_strip *strip, struct area row)
{
	int x = row.width - 1;
	bool any = false;

	for (size_t i = strip->count; i-- > 0;) {
		const struct document_item *item = &strip->items[i];

		if (!item->right)
			continue;
		any = true;
		x -= (int)utf8_width(item->text);
		paint_text(row, 0, x--, emphasis_styles[item->emphasis], item->text);
	}
	return any ? max_int(x, 0) : row.width;
}

static const enum chart_kind chart_kinds[] = {
	[GRAPH_FILLED] = CHART_FILLED,
	[GRAPH_STACKED] = CHART_STACKED,
	[GRAPH_LINES] = CHART_LINES,
};

/* What each curve is, and what it was last; returns what is left to the curves. */
static struct area paint_curve_names(const struct document_graph *graph, enum scale scale,
	struct area area)
{
	struct flow flow = { .gap = 3 };

	for (size_t i = graph->curve_count; i-- > 0 && flow.count < FLOW_ITEMS;) {
		const struct document_curve *curve = &graph->curves[i];
		struct flow_item *item = &flow.items[flow.count];
		char latest[UNITS_SIZE] = "-";

		if (!curve->label)
			continue;
		if (curve->count > 0)
			units_value(latest,
				value_of((int64_t)curve->points[curve->count - 1].bytes),
				curve->label->unit, scale);
		flow_add(&flow, STYLE_NORMAL, " %s %s%s", _(curve->label->title), latest,
			curve->label->unit == UNIT_PERCENT && curve->count > 0 ? "%" : "");
		item->mark[0] = curve->mark;
		item->mark_style = tint_styles[curve->tint];
	}
	flow_paint(&flow, 0, area, 0, NULL);
	return area_rows(area, 1, area.height);
}

void graph_paint(const struct document_graph *graph, enum scale scale, bool axes, struct area area)
{
	struct chart_curve curves[CHART_CURVES];
	struct chart chart = { .kind = chart_kinds[graph->kind],
		.curves = curves,
		.count = min_size(graph->curve_count, CHART_CURVES),
		.axes = axes,
		.since_start = graph->since_start,
		.scale = scale };

	for (size_t i = 0; i < chart.count; i++) {
		const struct document_curve *curve = &graph->curves[i];

		curves[i] =
			(struct chart_curve){ curve->points, curve->count, tint_styles[curve->tint],
				curve->mark, curve->label && curve->label->unit == UNIT_PERCENT };
	}
	if (graph->kind == GRAPH_FILLED && graph->emphasis == EMPHASIS_WARNING)
		curves[0].style = STYLE_WARNING;
	if (graph->curve_count > 1 && graph->title) {
		paint_text(area, 0, 0, STYLE_DIM, graph->title);
		area = area_rows(area, 1, area.height);
	} else if (graph->curve_count > 1) {
		area = paint_curve_names(graph, scale, area);
	}
	chart_paint(area, &chart);
}
