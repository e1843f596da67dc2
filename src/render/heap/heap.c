/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/heap/heap.h"

#include "render/heap/formats.h"

void heap_print(struct sink *sink, const struct heap_evidence *evidence,
	const struct heap_report *before, const struct batch *batch)
{
	static void (*const formats[FORMAT_COUNT])(struct sink * sink,
		const struct heap_evidence *evidence, const struct heap_report *before,
		const struct batch *batch) = {
		[FORMAT_TEXT] = heap_text,
		[FORMAT_JSON] = heap_json,
		[FORMAT_CSV] = heap_csv,
	};

	formats[batch->format](sink, evidence, before, batch);
}

void heap_csv(struct sink *sink, const struct heap_evidence *evidence,
	const struct heap_report *before, const struct batch *batch)
{
	const struct size_classes *classes = &evidence->report->classes;

	(void)batch;
	if (!before)
		sink_string(sink, "pid,chunk_bytes,exact,in_use,free,in_use_bytes,free_bytes\n");
	for (size_t i = 0; i < classes->count; i++) {
		const struct size_class *row = &classes->rows[i];

		sink_format(sink, "%d,%llu,%s,%llu,%llu,%llu,%llu\n", (int)evidence->pid,
			(unsigned long long)row->chunk_bytes, row->single ? "true" : "false",
			(unsigned long long)row->in_use, (unsigned long long)row->free,
			(unsigned long long)row->in_use_bytes, (unsigned long long)row->free_bytes);
		sink_drain(sink);
	}
}
