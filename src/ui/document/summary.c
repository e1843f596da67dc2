/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a document says above its table, on few lines: those with the lowest rank go first.  A finding
 * has the key behind it that answers it.
 */
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "base/utf8.h"
#include "ui/document/parts.h"
#include "ui/session/session.h"
#include "ui/widgets/wrap.h"

#define LINES_MOST 48

/* Lines of a sentence, and the fewest columns that it has beside its key. */
#define SENTENCE_MOST  3
#define SENTENCE_LEAST 36
/* So wide that the keys behind sentences say where they lead. */
#define LABELLED_KEYS 100

#define KEY_SIZE 64

/* The ranks of findings: of warnings and worse, of the first, of how it goes on, of the others, of further lines. */
enum {
	RANK_WARNING = 94,
	RANK_FIRST = 90,
	RANK_FIRST_ENDS = 74,
	RANK_OTHER = 72,
	RANK_FURTHER = 34
};

/* Of graphs. */
#define RANK_GRAPH 45

/* A line that is to be painted. */
struct planned {
	const struct block *block;
	size_t finding;
	bool legend;
	int line, rank, height;
	bool cut; /* what follows it has no room */
};

struct plan {
	const struct ui *ui;
	enum scale scale;
	struct gauge_edges edges;
	struct planned lines[LINES_MOST];
	int count, width, graph_lines;
	int height; /* of all lines together */
	int keys;   /* the columns of the keys behind the findings; 0: no room for them */
};

/* ---- keys behind findings ---- */

uint32_t document_finding_key(const struct document_finding *finding, const struct ui *ui,
	const char **label)
{
	int action = finding->action ? action_find(finding->action) : -1;
	int view = finding->view ? view_find(finding->view) : -1;
	const char *title;

	/* What this view has not, or cannot be done here, the explanation of its field has. */
	if (view <= VIEW_OVERVIEW || !screens[view] || (ui && !session_offers_view(ui, view)))
		view = VIEW_EXPLAIN;
	if (action >= 0 && ui && !session_offers(ui, (enum action_id)action))
		action = -1;
	if (action < 0)
		title = view_rows[view].title;
	else if (action_rows[action].label)
		title = action_rows[action].label;
	else
		title = action_rows[action].section == SECTION_ARRANGE ? N_("Sort") : N_("Explain");
	if (label)
		*label = title;
	return action < 0 ? (uint32_t)digit_of_view(view) : action_rows[action].keys[0];
}

/* "5 Growth", "F8 Probe", or the key alone where columns are few.  Returns its width. */
static int key_text(char out[static KEY_SIZE], const struct document_finding *finding,
	const struct ui *ui, int width)
{
	char buffer[INPUT_NAME_SIZE];
	const char *label, *name = _(input_name(buffer, document_finding_key(finding, ui, &label)));

	snprintf(out, KEY_SIZE, width < LABELLED_KEYS ? "%s" : "%s %s", name, _(label));
	return (int)utf8_width(out);
}

static int keys_width(const struct block *blocks, size_t count, const struct ui *ui, int width)
{
	int widest = 0;
	char key[KEY_SIZE];

	for (size_t i = 0; i < count; i++)
		for (size_t at = 0; blocks[i].for_people && at < blocks[i].count; at++)
			widest = max_int(widest, key_text(key, &blocks[i].findings[at], ui, width));
	return width - widest - 4 >= SENTENCE_LEAST ? widest : 0;
}

/* The columns that sentences have. */
static int said_width(const struct plan *plan)
{
	return max_int(plan->width - 2 - (plan->keys > 0 ? plan->keys + 2 : 0), 1);
}

/* ---- which lines ---- */

/* What is worth nothing is left out. */
static void add(struct plan *plan, struct planned line, int height)
{
	line.height = height;
	if (plan->count == LINES_MOST || line.rank <= 0)
		return;
	plan->lines[plan->count++] = line;
	plan->height += height;
}

static void add_lines(struct plan *plan, struct planned line, int count, struct rank rank)
{
	for (line.line = 0; line.line < count; line.line++) {
		line.rank = rank.first - rank.step * line.line;
		add(plan, line, 1);
	}
}

static void add_finding(struct plan *plan, const struct block *block, size_t at)
{
	const struct document_finding *finding = &block->findings[at];
	int rank = finding->emphasis >= EMPHASIS_WARNING ? RANK_WARNING
		   : at == 0                             ? RANK_FIRST
							 : RANK_OTHER;
	int lines = min_int(wrap_lines(finding->said, said_width(plan)), SENTENCE_MOST);
	/* The first is rather said to its end than beside others. */
	int further = at == 0 ? RANK_FIRST_ENDS : RANK_FURTHER;
	struct planned line = { .block = block, .finding = at };

	for (line.line = 0; line.line < lines; line.line++) {
		line.rank = line.line == 0 ? rank - (int)at : further - line.line;
		add(plan, line, 1);
	}
}

static void add_block(struct plan *plan, const struct block *block)
{
	struct planned line = { .block = block };
	struct flow flow;

	if (block->kind == BLOCK_GAUGE) {
		add_lines(plan, line, 1, block->rank);
		legend_flow(&flow, block->gauge, &plan->edges, plan->scale, plan->width);
		line.legend = true;
		add_lines(plan, line, flow_lines(&flow, plan->width), block->legend);
	} else if (block->kind == BLOCK_STRIP && block->places & ON_SCREEN) {
		if (block->rank.first <= RANK_TALL && plan->graph_lines == 0)
			return;
		strip_flow(&flow, block->strip, plan->width);
		add_lines(plan, line, flow_lines(&flow, plan->width), block->rank);
	} else if (block->kind == BLOCK_GRAPH && plan->graph_lines > 0) {
		line.rank = RANK_GRAPH;
		add(plan, line, plan->graph_lines);
	}
	for (size_t i = 0; block->for_people && i < block->count; i++)
		add_finding(plan, block, i);
}

/* The line before one that goes tells that there was more. */
static void mark_cut(struct plan *plan, int gone)
{
	const struct planned *line = &plan->lines[gone];
	struct planned *before = gone > 0 ? &plan->lines[gone - 1] : NULL;

	if (before && before->block == line->block && before->finding == line->finding &&
		before->legend == line->legend)
		before->cut = true;
}

/* Takes the least important lines away until no more than most are left. */
static void drop_lines(struct plan *plan, int most)
{
	while (plan->height > most) {
		int least = 0;

		for (int i = 1; i < plan->count; i++) {
			if (plan->lines[i].rank <= plan->lines[least].rank)
				least = i;
		}
		mark_cut(plan, least);
		plan->count--;
		plan->height -= plan->lines[least].height;
		memmove(&plan->lines[least], &plan->lines[least + 1],
			(size_t)(plan->count - least) * sizeof(plan->lines[0]));
	}
}

/* ---- painting ---- */

/* The key stands on the first line. */
static void paint_finding(const struct plan *plan, const struct planned *line, struct area row,
	struct hits *hits)
{
	const struct document_finding *finding = &line->block->findings[line->finding];
	struct area inside = area_columns(row, 1, said_width(plan));
	struct text rest = text_of_string(finding->said), text = { 0 };
	char key[KEY_SIZE];

	for (int i = 0; i <= line->line && inside.width > 0; i++)
		text = wrap_next(&rest, inside.width);
	if (line->cut || (line->line == SENTENCE_MOST - 1 && rest.length > 0))
		wrap_paint_cut(inside, 0, emphasis_styles[finding->emphasis], text);
	else
		paint_bytes(inside, 0, 0, emphasis_styles[finding->emphasis], text);
	hits_add(hits, row, 0, 0, row.width,
		(struct hit){ .key = document_finding_key(finding, plan->ui, NULL) });
	if (line->line == 0 && plan->keys > 0)
		paint_text(row, 0, row.width - 1 - key_text(key, finding, plan->ui, row.width),
			STYLE_KEY, key);
}

static void paint_strip(const struct planned *line, struct area row, struct hits *hits)
{
	struct area left = row;
	struct flow flow;

	strip_flow(&flow, line->block->strip, row.width);
	if (line->line == 0)
		left = area_columns(row, 0, strip_paint_right(line->block->strip, row));
	flow_paint(&flow, line->line, left, 0, hits);
}

static void paint_line(const struct plan *plan, const struct planned *line, struct area row,
	struct hits *hits)
{
	const struct block *block = line->block;
	struct flow flow;

	if (block->kind == BLOCK_FINDINGS) {
		paint_finding(plan, line, row, hits);
	} else if (block->kind == BLOCK_STRIP) {
		paint_strip(line, row, hits);
	} else if (block->kind == BLOCK_GRAPH) {
		graph_paint(block->graph, plan->scale, true, area_columns(row, 1, row.width - 2));
	} else if (line->legend) {
		legend_flow(&flow, block->gauge, &plan->edges, plan->scale, row.width);
		flow_paint(&flow, line->line, row, 0, hits);
	} else {
		gauge_paint(block->gauge, &plan->edges, plan->scale, row, hits);
	}
	if (line->cut && block->kind != BLOCK_FINDINGS)
		wrap_mark_cut(row, 0, row.width, STYLE_DIM);
}

int document_summary_paint(struct document_pane *pane, enum scale scale, struct area area, int most,
	int graph_lines)
{
	struct plan plan = { .ui = pane->ui,
		.scale = scale,
		.width = area.width,
		.graph_lines = graph_lines };
	int y = 0;
	size_t count = 0;
	const struct block *blocks = document_blocks(pane->document, &count);

	plan.edges = gauge_edges_of(pane->document, scale);
	plan.keys = keys_width(blocks, count, pane->ui, area.width);
	for (size_t i = 0; i < count; i++)
		add_block(&plan, &blocks[i]);
	drop_lines(&plan, most);
	for (int i = 0; i < plan.count; i++) {
		paint_line(&plan, &plan.lines[i], area_rows(area, y, plan.lines[i].height),
			&pane->hits);
		y += plan.lines[i].height;
	}
	return y;
}
