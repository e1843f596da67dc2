/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One process in depth, and who grows: as text and JSON, and as CSV of mappings or growers. */
#ifndef MEMTOP_RENDER_PROCESS_PROCESS_H
#define MEMTOP_RENDER_PROCESS_PROCESS_H

#include "findings/process_rules.h"
#include "render/batch.h"
#include "render/sink.h"
#include "sample/sample.h"

/* Everything about the process, in the format of the batch. */
void process_print(struct sink *sink, const struct process_evidence *evidence,
	const struct batch *batch);

#endif
