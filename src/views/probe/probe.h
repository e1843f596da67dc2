/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view probe: what a probe has shown, and what it would do. */
#ifndef MEMTOP_VIEWS_PROBE_PROBE_H
#define MEMTOP_VIEWS_PROBE_PROBE_H

#include "document/document.h"
#include "sample/probe_report.h"

/* The report must last as long as the document.  NULL: no memory. */
struct document *probe_document(const struct probe_report *report);

/* For people, before it begins: what will happen, what that proves, and what it costs. */
struct document *probe_assessment_document(const struct probe_assessment *assessment);

/* Of nothing, with every figure: see struct view_row.  NULL: no memory. */
struct document *probe_specimen(void);

#endif
