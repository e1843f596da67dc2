/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What malloc keeps: as text, as one line of JSON, and as CSV of the size classes. */
#ifndef MEMTOP_RENDER_HEAP_HEAP_H
#define MEMTOP_RENDER_HEAP_HEAP_H

#include "findings/heap_rules.h"
#include "render/batch.h"
#include "render/sink.h"

/*
 * One look, in the format of the batch.  before is the look before, for what changed since, or NULL
 * in the first, where CSV needs its header.
 */
void heap_print(struct sink *sink, const struct heap_evidence *evidence,
	const struct heap_report *before, const struct batch *batch);

#endif
