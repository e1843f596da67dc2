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
#include "ui/views/process/view.h"

/* Looks take at most a tenth of the time: they cost a busy program some of its speed. */
#define REST 10

static bool is_looking(const struct process_heap *heap)
{
	uint64_t done, total;

	return heap->feed->progress(heap->feed->context, &done, &total);
}

static void look(struct process_view *view)
{
	view->heap.feed->look(view->heap.feed->context, view->pid, NULL);
}

void process_heap_close(struct process_view *view)
{
	if (view->heap.on)
		view->heap.feed->look(view->heap.feed->context, 0, NULL);
	heap_report_free(&view->heap.report);
}

struct heap_evidence process_heap_evidence(const struct process_heap *heap)
{
	return (struct heap_evidence){ .report = heap->any ? &heap->report : NULL,
		.trend = heap->trend,
		.other_trend = heap->other_trend };
}

void process_heap_begin_anew(struct process_view *view)
{
	view->heap.trend = view->heap.other_trend =
		(struct trend_finding){ .trend = TREND_TOO_SHORT };
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
	view->heap.feed->look(view->heap.feed->context, 0, NULL);
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

static void accept_look(struct process_view *view, struct heap_look *ended, uint64_t delay_ns)
{
	struct process_heap *heap = &view->heap;
	uint64_t rest_ns = clock_ns_of(ended->report.seconds * REST);
	struct heap_evidence evidence;

	if (ended->status != STATUS_OK) {
		heap_report_free(&ended->report);
		give_up(heap, ended);
		return;
	}
	heap_report_free(&heap->report);
	heap->report = ended->report;
	heap->any = true;
	heap->next_ns = ended->monotonic_ns + (rest_ns > delay_ns ? rest_ns : delay_ns);
	evidence = process_heap_evidence(heap);
	/* A reading that there is no memory for is missed; the next one goes on from there. */
	(void)heap_follow(&evidence, view->history, &view->watched.key, ended->monotonic_ns);
	heap->trend = evidence.trend;
	heap->other_trend = evidence.other_trend;
}

void process_heap_step(struct process_view *view, const struct ui *ui)
{
	struct process_heap *heap = &view->heap;
	struct heap_look ended;

	if (!heap->on)
		return;
	if (heap->feed->take(heap->feed->context, &ended))
		accept_look(view, &ended, clock_ns_of(ui->settings.delay));
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

/* ---- what it says ---- */

static void put_progress(const struct process_heap *heap, struct document *document)
{
	uint64_t done, total;

	if (heap->feed->progress(heap->feed->context, &done, &total))
		document_say(document, EMPHASIS_STRONG,
			_("looking at the heap: %3d%%   Esc ends it"),
			total ? (int)((double)done * 100 / (double)total) : 0);
}

void process_heap_put(const struct process_view *view, struct document *document)
{
	const struct process_heap *heap = &view->heap;
	const struct heap_evidence evidence = process_heap_evidence(heap);

	if (heap->message.text[0])
		document_say(document, EMPHASIS_WARNING, "%s", heap->message.text);
	else if (heap->on && !heap->any)
		put_progress(heap, document);
	else if (heap->on)
		process_put_heap(document, &evidence, N_("heap   H: more of it"), false);
}
