/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a process's heap tells, as a part of the process: its figures and their trend. */
#include <inttypes.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "base/units.h"
#include "base/utf8.h"
#include "document/process_summary.h"
#include "render/format.h"
#include "render/json_writer.h"
#include "render/process/formats.h"

#define FIGURE_WIDTH 8

/* The five figures of a heap, and what they are parts of. */
static const struct heap_row {
	const char *key, *label;
	size_t offset; /* of a uint64_t in struct heap_figures */
} rows[] = {
	{ "resident_bytes", N_("heap"), offsetof(struct heap_figures, resident) },
	{ "in_use_bytes", N_("in use"), offsetof(struct heap_figures, in_use) },
	{ "trimmable_bytes", N_("trimmable"), offsetof(struct heap_figures, trimmable) },
	{ "thread_top_bytes", N_("thread tops"), offsetof(struct heap_figures, thread_top) },
	{ "pinned_bytes", N_("pinned"), offsetof(struct heap_figures, pinned) },
	{ "unexamined_bytes", N_("not examined"), offsetof(struct heap_figures, unexamined) },
};
#define ROWS (COUNT_OF(rows))

static struct value figure(const struct heap_report *report, const struct heap_row *row)
{
	const char *at = (const char *)&report->total + row->offset;

	return report->confidence == HEAP_REFUSED ? value_missing(VALUE_ABSENT)
						  : value_of(*(const uint64_t *)(const void *)at);
}

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
	const struct heap_report *report = evidence->heap;

	json_write_key(sink, "heap");
	if (!report) {
		sink_string(sink, "null");
		return;
	}
	sink_string(sink, "{");
	write_name(sink, "status", heap_confidence_name(report->confidence));
	write_name(sink, "reason", heap_reason_name(report->reason));
	write_name(sink, "allocator", heap_allocator_name(report->allocator));
	for (size_t i = 0; i < ROWS; i++)
		json_write_value(sink, rows[i].key, figure(report, &rows[i]));
	json_write_key(sink, "trend");
	sink_string(sink, "{");
	process_trend_json(sink, &evidence->heap_trend, "in_use_bytes_per_minute");
	sink_string(sink, "}");
	sink_string(sink, "}");
}

/* As the figures of the summary: three a line. */
void process_heap_text(struct sink *sink, const struct process_evidence *evidence,
	const struct batch *batch)
{
	if (!evidence->heap || evidence->heap->confidence == HEAP_REFUSED)
		return;
	for (size_t i = 0; i < ROWS; i++) {
		const char *label = _(rows[i].label);
		char size[UNITS_SIZE];

		units_value(size, figure(evidence->heap, &rows[i]), UNIT_BYTES,
			batch->process_scale);
		sink_string(sink, i == 0 ? "  " : i % 3 == 0 ? "\n  " : "   ");
		format_left(sink, label, SUMMARY_LABEL + 1, 1);
		format_right(sink, size, FIGURE_WIDTH, 1);
	}
	sink_string(sink, "\n");
}
