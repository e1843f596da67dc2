/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a process's heap tells, as a part of the process: its figures and their trend. */
#include <inttypes.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "base/units.h"
#include "base/utf8.h"
#include "document/heap_figures.h"
#include "document/process_summary.h"
#include "render/format.h"
#include "render/json_writer.h"
#include "render/process/formats.h"

#define FIGURE_WIDTH 8

static void write_name(struct sink *sink, const char *key, const char *name)
{
	json_write_key(sink, key);
	if (name)
		json_write_string(sink, text_of_string(name));
	else
		sink_string(sink, "null");
}

void process_heap_json(struct sink *sink, const struct process_evidence *evidence)
{
	const struct heap_report *report = evidence->heap.report;

	json_write_key(sink, "heap");
	if (!report) {
		sink_string(sink, "null");
		return;
	}
	sink_string(sink, "{");
	write_name(sink, "status", heap_confidence_name(report->confidence));
	write_name(sink, "reason", heap_reason_name(report->reason));
	write_name(sink, "allocator", heap_allocator_name(report->allocator));
	for (size_t i = 0; i < HEAP_FIGURES; i++)
		if (heap_figure_rows[i].in_summary)
			json_write_value(sink, heap_figure_rows[i].label.key,
				heap_figure_of_report(report, i));
	process_trend_json(sink, &evidence->heap.trend, "in_use_growth_bytes_per_minute");
	sink_string(sink, "}");
}

/* As the figures of the summary: three a line. */
void process_heap_text(struct sink *sink, const struct process_evidence *evidence,
	const struct batch *batch)
{
	if (!evidence->heap.report || evidence->heap.report->confidence == HEAP_REFUSED)
		return;
	for (size_t i = 0, told = 0; i < HEAP_FIGURES; i++) {
		const struct heap_figure *row = &heap_figure_rows[i];
		char size[UNITS_SIZE];

		if (!row->in_summary)
			continue;
		units_value(size, heap_figure_of_report(evidence->heap.report, i), row->label.unit,
			batch->process_scale);
		sink_string(sink, told == 0 ? "  " : told % 3 == 0 ? "\n  " : "   ");
		told++;
		format_left(sink, _(row->label.title), SUMMARY_LABEL + 1, 1);
		format_right(sink, size, FIGURE_WIDTH, 1);
	}
	sink_string(sink, "\n");
}
