/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The heap's part of the view process: asked for by a key, then looked at again and again while the
 * view is open, so that what is in use has a history, too.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "ports/heap.h"
#include "sample/row.h"
#include "ui/views/process/view.h"
#include "ui/widgets/flow.h"
#include "ui/widgets/spark.h"
#include "ui/widgets/wrap.h"

/* Looks take at most a tenth of the time: they cost a busy program some of its speed. */
#define REST 10

static bool is_looking(const struct process_heap *heap)
{
	uint64_t done, total;

	return heap->feed->progress(heap->feed->context, &done, &total);
}

static void look(struct process_view *view)
{
	view->heap.feed->look(view->heap.feed->context, view->pid);
}

void process_heap_close(struct process_view *view)
{
	if (view->heap.on)
		view->heap.feed->look(view->heap.feed->context, 0);
	heap_report_free(&view->heap.report);
	series_free(&view->heap.in_use);
}

void process_heap_begin_anew(struct process_view *view)
{
	series_free(&view->heap.in_use);
	view->heap.trend = (struct trend_finding){ .trend = TREND_TOO_SHORT };
}

bool process_heap_press(struct process_view *view, struct ui *ui)
{
	struct process_heap *heap = &view->heap;
	char pid[16];

	if (heap->on) {
		snprintf(pid, sizeof(pid), "%d", (int)view->pid);
		session_open(ui, VIEW_HEAP, pid);
		return true;
	}
	if (view->status != STATUS_OK)
		return false;
	heap->feed = session_heap(ui, &heap->message);
	if (!heap->feed)
		return true;
	heap->on = true;
	heap->message.text[0] = '\0';
	look(view);
	return true;
}

bool process_heap_stop(struct process_view *view)
{
	if (!view->heap.on || !is_looking(&view->heap))
		return false;
	view->heap.feed->look(view->heap.feed->context, 0);
	view->heap.on = view->heap.any;
	view->heap.next_ns = UINT64_MAX;
	return true;
}

/* What was seen last stays; the view itself says that the process has ended. */
static void give_up(struct process_heap *heap, const struct heap_look *ended)
{
	heap->next_ns = UINT64_MAX;
	if (heap->any)
		return;
	heap->on = false;
	heap->message = ended->message;
}

static void accept_look(struct process_heap *heap, struct heap_look *ended, uint64_t delay_ns)
{
	uint64_t rest_ns = clock_ns_of(ended->report.seconds * REST);

	if (ended->status != STATUS_OK) {
		heap_report_free(&ended->report);
		give_up(heap, ended);
		return;
	}
	heap_report_free(&heap->report);
	heap->report = ended->report;
	heap->any = true;
	heap->next_ns = ended->monotonic_ns + (rest_ns > delay_ns ? rest_ns : delay_ns);
	if (heap->report.confidence == HEAP_REFUSED || !value_known(heap_held(&heap->report)))
		return;
	series_add(&heap->in_use, ended->monotonic_ns, value_or(heap_held(&heap->report), 0));
	series_trend(&heap->in_use, &heap->trend);
}

void process_heap_step(struct process_view *view, const struct ui *ui)
{
	struct process_heap *heap = &view->heap;
	struct heap_look ended;

	if (!heap->on)
		return;
	if (heap->feed->take(heap->feed->context, &ended))
		accept_look(heap, &ended, clock_ns_of(ui->settings.delay));
	if (!heap->on || view->status != STATUS_OK || ui->paused || is_looking(heap) || !ui->sample)
		return;
	/* A look that was given up for the view heap is made now. */
	if (!heap->any || ui->sample->monotonic_ns >= heap->next_ns)
		look(view);
}

int process_heap_descriptor(const struct process_view *view)
{
	return view->heap.on ? view->heap.feed->descriptor : -1;
}

/* ---- painting ---- */

static void add_figure(struct flow *flow, const struct ui *ui, const char *label, uint64_t bytes)
{
	char figure[UNITS_SIZE];

	units_bytes(figure, bytes, ui->settings.process_scale);
	flow_add(flow, STYLE_NORMAL, "%s %s", label, figure);
}

static int paint_figures(const struct process_heap *heap, const struct ui *ui, struct area area)
{
	const struct heap_figures *total = &heap->report.total;
	struct flow flow = { .indent = 1, .gap = 3 };
	int lines;

	flow_add(&flow, STYLE_DIM, "%s", _("heap"));
	add_figure(&flow, ui, _("in use"), total->in_use);
	add_figure(&flow, ui, _("trimmable"), total->trimmable);
	add_figure(&flow, ui, _("thread tops"), total->thread_top);
	add_figure(&flow, ui, _("pinned"), total->pinned);
	add_figure(&flow, ui, _("not examined"), total->unexamined);
	flow_add(&flow, STYLE_DIM, "%s", _("H: more of it"));
	lines = flow_lines(&flow, area.width);
	for (int i = 0; i < lines; i++)
		flow_paint(&flow, i, area, i);
	return lines;
}

static int paint_progress(const struct process_heap *heap, struct area area)
{
	uint64_t done, total;

	if (!heap->feed->progress(heap->feed->context, &done, &total))
		return 0;
	paint_format(area, 0, 1, STYLE_STRONG, _("looking at the heap: %3d%%"),
		total ? (int)((double)done * 100 / (double)total) : 0);
	paint_text(area, 0, 32, STYLE_DIM, _("Esc ends it"));
	return 1;
}

int process_heap_paint(const struct process_view *view, const struct ui *ui, struct area area)
{
	const struct process_heap *heap = &view->heap;

	if (heap->message.text[0])
		return wrap_paint(area_columns(area, 1, area.width - 2), STYLE_WARNING,
			heap->message.text);
	if (!heap->on)
		return 0;
	if (!heap->any)
		return paint_progress(heap, area);
	return heap->report.confidence == HEAP_REFUSED ? 0 : paint_figures(heap, ui, area);
}

/* ---- its history ---- */

int process_heap_paint_trend(const struct process_view *view, struct area area, int label,
	size_t most)
{
	const struct process_heap *heap = &view->heap;
	struct trend_point points[TREND_POINTS_MOST];
	bool growing = heap->trend.trend == TREND_GROWING;
	size_t count;

	if (!heap->on || !heap->any || heap->report.confidence == HEAP_REFUSED)
		return 0;
	count = most > 1 ? series_points(&heap->in_use, 0, points, most) : 0;
	paint_text(area_columns(area, 0, label), 0, 1, STYLE_DIM, _("heap in use"));
	paint_text(area_columns(area, 0, label), 1, 1, growing ? STYLE_WARNING : STYLE_NORMAL,
		_(trend_rows[heap->trend.trend].title));
	spark_paint(area_columns(area_rows(area, 0, 2), label, (int)most), points, count,
		growing ? STYLE_WARNING : STYLE_APPLICATIONS);
	return 2;
}
