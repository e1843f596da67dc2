/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside out/: a heap in each format. */
#ifndef MEMTOP_RENDER_HEAP_FORMATS_H
#define MEMTOP_RENDER_HEAP_FORMATS_H

#include "render/heap/heap.h"

/* The changes of size classes since before are by the gain of in-use bytes, greatest first. */
void heap_text(struct sink *sink, const struct heap_evidence *evidence,
	const struct heap_report *before, const struct batch *batch);
void heap_json(struct sink *sink, const struct heap_evidence *evidence,
	const struct heap_report *before, const struct batch *batch);
void heap_csv(struct sink *sink, const struct heap_evidence *evidence,
	const struct heap_report *before, const struct batch *batch);

#endif
