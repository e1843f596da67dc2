/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A report for programs. */
#ifndef MEMTOP_VIEWS_OOM_FIGURES_H
#define MEMTOP_VIEWS_OOM_FIGURES_H

#include "derive/oom/oom.h"
#include "document/document.h"

/*
 * Its figures, zones and processes.  The view and the sentence that says the cause, which may be
 * NULL, last as long as the document.
 */
void oom_put_report(struct document *document, const struct oom_view *view, const char *sentence);

#endif
