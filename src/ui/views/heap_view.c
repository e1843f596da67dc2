/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view heap: what malloc keeps in one process, looked at on demand. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "derive/series.h"
#include "findings/heap_rules.h"
#include "ports/heap.h"
#include "ports/memory.h"
#include "ui/session/session.h"
#include "ui/views/views.h"
#include "ui/widgets/flow.h"
#include "ui/widgets/wrap.h"

#define PAGE_MAP_ROWS  2
#define PAGE_MAP_CELLS 1024u
#define ZOOM_STEP      4u

struct heap_view {
	const struct heap_feed *feed;
	pid_t pid;
	bool any; /* there is a report */
	struct heap_report report;
	struct heap_report mark; /* what changes are against: the first look, or at the mark */
	struct series in_use;    /* over all looks */
	bool marked;
	struct message message;   /* why the last look failed; "" if it did not */
	struct size_change *rows; /* of the table */
	size_t row_count;
	size_t first, pages; /* the part of the heap in the map */
	struct table table;
};

/* ---- life ---- */

static void look_again(struct heap_view *view)
{
	view->message.text[0] = '\0';
	view->feed->look(view->feed->context, view->pid);
}

static enum status heap_open(void **state, struct ui *ui, const char *argument,
	struct message *message)
{
	pid_t pid = session_selected(ui);
	const struct heap_feed *feed;
	struct heap_view *view;

	*state = NULL;
	if (argument && !units_parse_pid(text_of_string(argument), &pid))
		pid = 0;
	if (pid <= 0) {
		message_set(message, _("heap: choose a process in the overview first"));
		return STATUS_MALFORMED;
	}
	feed = session_heap(ui, message);
	if (!feed)
		return STATUS_ABSENT;
	view = calloc(1, sizeof(*view));
	if (!view) {
		message_set(message, _("heap: %s"), status_text(STATUS_NO_MEMORY));
		return STATUS_NO_MEMORY;
	}
	view->pid = pid;
	view->feed = feed;
	look_again(view);
	*state = view;
	return STATUS_OK;
}

static void heap_close(void *state)
{
	struct heap_view *view = state;

	view->feed->look(view->feed->context, 0);
	heap_report_free(&view->report);
	size_classes_free(&view->mark.classes);
	series_free(&view->in_use);
	free(view->rows);
	free(view);
}

static int descriptor(void *state, struct ui *ui)
{
	const struct heap_view *view = state;

	(void)ui;
	return view->feed->descriptor;
}

/* ---- news ---- */

/* Of the mark only the figures and the size classes are needed, so those are copied. */
static void set_baseline(struct heap_view *view)
{
	const struct size_classes *classes = &view->report.classes;
	size_t size = (classes->count + 1) * sizeof(*classes->rows);
	struct size_class *copy = malloc(size);

	if (!copy)
		return;
	if (classes->count)
		memcpy(copy, classes->rows, classes->count * sizeof(*copy));
	size_classes_free(&view->mark.classes);
	view->mark.confidence = view->report.confidence;
	view->mark.total = view->report.total;
	view->mark.classes.rows = copy;
	view->mark.classes.count = classes->count;
	view->marked = true;
}

static void arrange_classes(struct heap_view *view)
{
	free(view->rows);
	view->rows = NULL;
	view->row_count = 0;
	if (size_classes_diff(&view->rows, &view->row_count, &view->mark.classes,
		    &view->report.classes) != STATUS_OK)
		view->row_count = 0;
	table_settle(&view->table, view->row_count);
}

static void accept_look(struct heap_view *view, struct heap_look *look)
{
	if (look->status != STATUS_OK) {
		view->message = look->message;
		heap_report_free(&look->report);
		return;
	}
	heap_report_free(&view->report);
	view->report = look->report;
	view->any = true;
	if (view->report.confidence == HEAP_REFUSED)
		return;
	if (value_known(heap_held(&view->report)))
		series_add(&view->in_use, look->monotonic_ns,
			value_or(heap_held(&view->report), 0));
	if (!view->marked)
		set_baseline(view);
	if (view->pages == 0 || view->first >= view->report.page_map.pages) {
		view->first = 0;
		view->pages = view->report.page_map.pages;
	}
	arrange_classes(view);
}

static void ready(void *state, struct ui *ui)
{
	struct heap_view *view = state;
	struct heap_look look;

	if (view->feed->take(view->feed->context, &look))
		accept_look(view, &look);
	ui->dirty = true;
}

/* ---- painting ---- */

static struct heap_evidence evidence_of(const struct heap_view *view)
{
	struct heap_evidence evidence = { .pid = view->pid, .report = &view->report };

	series_trend(&view->in_use, &evidence.trend);
	return evidence;
}

/* With its advice behind it, unless that it is to come to this view. */
static size_t write_finding(char *out, size_t size, const struct finding *finding)
{
	size_t length = finding_sentence(out, size, finding, FOR_PEOPLE);

	if (!finding->rule->advice || finding->rule->view || length + 2 >= size)
		return length;
	out[length++] = ' ';
	return length + finding_advice(out + length, size - length, finding, FOR_PEOPLE);
}

static int paint_sentences(const struct heap_view *view, struct area area, int most)
{
	struct heap_evidence evidence = evidence_of(view);
	struct findings findings;
	int y = 0;

	heap_judge(&findings, &evidence);
	for (size_t i = 0; i < findings.count && y < most; i++) {
		struct area lines = area_columns(area_rows(area, y, most - y), 1, area.width - 2);
		bool closer = findings.rows[i].rule->closer;
		char text[2048];

		write_finding(text, sizeof(text), &findings.rows[i]);
		/* Half a piece of advice is none. */
		if (closer && wrap_lines(text, lines.width) > most - y)
			continue;
		y += wrap_paint(lines, closer ? STYLE_DIM : STYLE_NORMAL, text);
	}
	return y;
}

/* The progress of the look that goes on, or why the last one failed. */
static int paint_state(const struct heap_view *view, struct area area)
{
	uint64_t done, total;

	if (view->feed->progress(view->feed->context, &done, &total)) {
		int share = total ? (int)((double)done * 100 / (double)total) : 0;
		int width = area.width > 50 ? 30 : 10;

		paint_format(area, 0, 1, STYLE_STRONG, _("looking at the heap: %3d%%"), share);
		paint_fill(area, 0, 30, share * width / 100, STYLE_STRONG, '#');
		paint_text(area, 0, 31 + width, STYLE_DIM, _("Esc ends it"));
		return 1;
	}
	if (!view->message.text[0])
		return 0;
	return wrap_paint(area_columns(area, 1, area.width - 2), STYLE_ALARM, view->message.text);
}

static void add_figure(struct flow *flow, const struct ui *ui, const char *label, uint64_t bytes)
{
	char figure[UNITS_SIZE];

	units_bytes(figure, bytes, ui->settings.process_scale);
	flow_add(flow, STYLE_NORMAL, "%s %s", label, figure);
}

static int paint_figures(const struct heap_view *view, const struct ui *ui, struct area area)
{
	const struct heap_figures *total = &view->report.total;
	struct flow flow = { .indent = 1, .gap = 3 };
	int lines;

	add_figure(&flow, ui, _("in use"), total->in_use);
	add_figure(&flow, ui, _("trimmable"), total->trimmable);
	add_figure(&flow, ui, _("thread tops"), total->thread_top);
	add_figure(&flow, ui, _("pinned"), total->pinned);
	add_figure(&flow, ui, _("not examined"), total->unexamined);
	add_figure(&flow, ui, _("largest free"), total->largest_free);
	add_figure(&flow, ui, _("mapped"), value_or(view->report.mmapped_bytes, 0));
	add_figure(&flow, ui, _("swapped"), total->swapped);
	add_figure(&flow, ui, _("shared by fork"), total->shared);
	flow_add(&flow, STYLE_NORMAL, _("arenas %zu"), view->report.arena_count);
	flow_add(&flow, STYLE_NORMAL, _("chunks %llu"), (unsigned long long)total->in_use_chunks);
	lines = flow_lines(&flow, area.width);
	for (int i = 0; i < lines; i++)
		flow_paint(&flow, i, area, i);
	return lines;
}

/* Marks and styles of the map; both say the same, for terminals without colour. */
static const struct page_map_style {
	char mark;
	enum style style;
	const char *label;
} page_map_styles[] = {
	{ '#', STYLE_APPLICATIONS, N_("in use") },
	{ '+', STYLE_CACHE, N_("mixed") },
	{ '-', STYLE_KERNEL, N_("free") },
	{ '.', STYLE_FREE, N_("not resident") },
	{ 's', STYLE_WARNING, N_("swapped") },
};

static const struct page_map_style *style_of(const struct page_map_cell *cell)
{
	if (cell->swapped > cell->bytes / 2)
		return &page_map_styles[4];
	if (cell->resident < cell->bytes / 4)
		return &page_map_styles[3];
	if (cell->in_use >= cell->bytes / 4 * 3)
		return &page_map_styles[0];
	return &page_map_styles[cell->in_use >= cell->bytes / 4 ? 1 : 2];
}

static int paint_legend(const struct heap_view *view, struct area area)
{
	char size[UNITS_SIZE];
	int x = 1;

	for (size_t i = 0; i < COUNT_OF(page_map_styles); i++) {
		const struct page_map_style *row = &page_map_styles[i];

		paint_fill(area, 0, x, 1, row->style, row->mark);
		x += 2 + paint_text(area, 0, x + 2, STYLE_DIM, _(row->label)) + 2;
	}
	units_bytes(size, view->pages * view->report.page_map.page_size, SCALE_AUTO);
	paint_format(area, 0, x, STYLE_DIM, _("%s: + - zoom, [ ] move"), size);
	return 1;
}

static int paint_page_map(const struct heap_view *view, struct area area)
{
	struct page_map_cell cells[PAGE_MAP_CELLS];
	int width = area.width - 2;
	size_t wanted = (size_t)width * PAGE_MAP_ROWS, count;

	if (width < 4 || view->report.page_map.pages == 0)
		return 0;
	count = page_map_cells(&view->report.page_map, view->first, view->pages, cells,
		wanted < PAGE_MAP_CELLS ? wanted : PAGE_MAP_CELLS);
	for (size_t i = 0; i < count; i++) {
		const struct page_map_style *style = style_of(&cells[i]);

		paint_fill(area, (int)i / width, 1 + (int)i % width, 1, style->style, style->mark);
	}
	return (int)((count + (size_t)width - 1) / (size_t)width) +
	       paint_legend(view, area_rows(area, (int)((count - 1) / (size_t)width) + 1, 1));
}

enum class_column {
	CLASS_SIZE,
	CLASS_IN_USE,
	CLASS_CHANGE,
	CLASS_BYTES,
	CLASS_FREE,
	CLASS_FREE_BYTES,
	CLASS_HINT,
	CLASS_COLUMNS
};

struct context {
	const struct heap_view *view;
	const struct ui *ui;
};

static void class_cell(void *pointer, size_t row, size_t column, struct cell *cell)
{
	const struct context *context = pointer;
	const struct size_change *change = &context->view->rows[row];
	const struct size_class *now = &change->now;
	const char *hint;
	enum scale scale = context->ui->settings.process_scale;

	cell->buffer[0] = '\0';
	switch ((enum class_column)column) {
	case CLASS_SIZE:
		snprintf(cell->buffer, CELL_SIZE, "%llu%s", (unsigned long long)now->chunk_bytes,
			now->single ? "" : "+");
		break;
	case CLASS_IN_USE:
		units_value(cell->buffer, value_of(now->in_use), UNIT_COUNT, scale);
		break;
	case CLASS_CHANGE:
		if (change->in_use != 0)
			snprintf(cell->buffer, CELL_SIZE, "%+lld", (long long)change->in_use);
		cell->style = change->in_use > 0 ? STYLE_WARNING : STYLE_NORMAL;
		break;
	case CLASS_BYTES:
		units_bytes(cell->buffer, now->in_use_bytes, scale);
		break;
	case CLASS_FREE:
		units_value(cell->buffer, value_of(now->free), UNIT_COUNT, scale);
		break;
	case CLASS_FREE_BYTES:
		units_bytes(cell->buffer, now->free_bytes, scale);
		break;
	default:
		hint = now->single ? size_class_hint(now->chunk_bytes, context->view->report.word)
				   : NULL;
		snprintf(cell->buffer, CELL_SIZE, "%s", hint ? hint : "");
		cell->style = STYLE_DIM;
	}
	cell->text = text_of_string(cell->buffer);
}

static void paint_classes(struct heap_view *view, const struct ui *ui, struct area area)
{
	struct context context = { view, ui };
	struct table_content content = { .context = &context,
		.row_count = view->row_count,
		.column_count = CLASS_COLUMNS,
		.sorted = -1,
		.cell = class_cell,
		.columns = {
			[CLASS_SIZE] = { _("CHUNK"), 8, true },
			[CLASS_IN_USE] = { _("IN USE"), 9, true },
			[CLASS_CHANGE] = { _("+MARK"), 8, true },
			[CLASS_BYTES] = { _("BYTES"), 6, true },
			[CLASS_FREE] = { _("FREE"), 9, true },
			[CLASS_FREE_BYTES] = { _("BYTES"), 6, true },
			[CLASS_HINT] = { _("PERHAPS"), 10, false },
		} };

	table_paint(&view->table, &content, area);
}

static void heap_paint(void *state, struct ui *ui, struct area area)
{
	struct heap_view *view = state;
	int y = 1;

	paint_format(area, 0, 1, STYLE_STRONG, _("process %d  heap"), (int)view->pid);
	y += paint_state(view, area_rows(area, y, area.height));
	if (view->any)
		y += paint_sentences(view, area_rows(area, y, area.height),
			area.height > 20 ? area.height / 3 : 2);
	if (!view->any || view->report.confidence == HEAP_REFUSED)
		return;
	if (area.height > y + 8)
		y += paint_figures(view, ui, area_rows(area, y, area.height));
	if (area.height > y + 8)
		y += 1 + paint_page_map(view, area_rows(area, y + 1, area.height));
	paint_classes(view, ui, area_rows(area, y + 1, area.height));
}

static struct table *heap_table(void *state, size_t *row_count, bool *no_cursor)
{
	struct heap_view *view = state;

	*row_count = view->row_count;
	*no_cursor = false;
	return &view->table;
}

static pid_t selected(void *state)
{
	return ((const struct heap_view *)state)->pid;
}

/* ---- actions ---- */

static bool is_looking(const struct heap_view *view)
{
	uint64_t done, total;

	return view->feed->progress(view->feed->context, &done, &total);
}

static bool do_look(const struct press *press)
{
	struct heap_view *view = press->state;

	if (!is_looking(view))
		look_again(view);
	return true;
}

/* Esc first ends a look that goes on. */
static bool do_back(const struct press *press)
{
	struct heap_view *view = press->state;

	if (!is_looking(view))
		return false;
	view->feed->look(view->feed->context, 0);
	return true;
}

/* Its moment is that of the last look, for samples say nothing of what is inside a heap. */
static void heap_baseline(void *state, struct ui *ui)
{
	struct heap_view *view = state;

	if (!ui->mark || !view->any || view->report.confidence == HEAP_REFUSED)
		return;
	set_baseline(view);
	arrange_classes(view);
	session_note(ui, STYLE_NORMAL, _("marked: Enter looks again, and shows what changed"));
}

/* Zooms around the middle of what is shown. */
static bool do_zoom(const struct press *press)
{
	struct heap_view *view = press->state;
	size_t all = view->report.page_map.pages, middle = view->first + view->pages / 2;
	size_t pages =
		press->action == ACTION_MORE ? view->pages / ZOOM_STEP : view->pages * ZOOM_STEP;

	if (all == 0)
		return true;
	pages = pages < 1 ? 1 : pages > all ? all : pages;
	view->pages = pages;
	view->first = middle > pages / 2 ? middle - pages / 2 : 0;
	if (view->first > all - pages)
		view->first = all - pages;
	return true;
}

static bool do_pan(const struct press *press)
{
	struct heap_view *view = press->state;
	size_t step = view->pages / 2 + 1, all = view->report.page_map.pages;

	if (all == 0)
		return true;
	if (press->action == ACTION_EARLIER)
		view->first -= min_u64(view->first, step);
	else if (all - view->pages - view->first < step)
		view->first = all - view->pages;
	else
		view->first += step;
	return true;
}

static const struct key_row heap_keys[] = {
	{ ACTION_OPEN, do_look, N_("look again, and show what changed") },
	{ ACTION_BACK, do_back, N_("end the look that goes on, then go back") },
	{ ACTION_MORE, do_zoom, N_("zoom in") },
	{ ACTION_LESS, do_zoom, N_("zoom out") },
	{ ACTION_EARLIER, do_pan, N_("show lower addresses") },
	{ ACTION_LATER, do_pan, N_("show higher addresses") },
	{ 0 },
};

const struct view heap_view = {
	.open = heap_open,
	.close = heap_close,
	.mark = heap_baseline,
	.paint = heap_paint,
	.table = heap_table,
	.descriptor = descriptor,
	.ready = ready,
	.selected = selected,
	.keys = heap_keys,
};
