/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reports of memory that ended, as JSON. */
#ifndef MEMTOP_RENDER_EXPLAIN_OOM_H
#define MEMTOP_RENDER_EXPLAIN_OOM_H

#include "derive/oom/oom.h"
#include "render/sink.h"

/* {"schema":2,"reports":[...],"findings":[...]}: findings are those of the first report. */
void explain_oom_json(struct sink *sink, const struct oom_reports *reports);

#endif
