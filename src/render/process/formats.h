/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside out/: the formats of a process's detail and of growth. */
#ifndef MEMTOP_RENDER_PROCESS_FORMATS_H
#define MEMTOP_RENDER_PROCESS_FORMATS_H

#include "render/process/process.h"

void process_json(struct sink *sink, const struct process_evidence *evidence);
void process_text(struct sink *sink, const struct process_evidence *evidence,
	const struct batch *batch);
/* The members of a trend, its pace under the name of what it is the pace of. */
void process_trend_json(struct sink *sink, const struct trend_finding *trend, const char *pace_key);
/* The heap's part of the two above. */
void process_heap_json(struct sink *sink, const struct process_evidence *evidence);
void process_heap_text(struct sink *sink, const struct process_evidence *evidence,
	const struct batch *batch);
void process_csv(struct sink *sink, const struct process_detail *detail);

#endif
