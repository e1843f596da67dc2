/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The probe's samples against time, in characters. */
#ifndef MEMTOP_UI_VIEWS_PROBE_GRAPH_H
#define MEMTOP_UI_VIEWS_PROBE_GRAPH_H

#include <stddef.h>

#include "sample/probe_report.h"
#include "ui/widgets/paint.h"

/*
 * Paints free memory, cache, balloon, swap and pressure, each as a curve of its own letter, over
 * the whole time; the legend with the newest figures stands in the first row.
 */
void probe_graph_paint(struct area area, const struct probe_sample *samples, size_t count);

#endif
