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

/* What the screen shows of it. */
struct probe_screen {
	enum probe_mode mode; /* that is chosen */
	const char *target;   /* that is asked about, any bytes, or NULL */
	const struct probe_progress *progress;
	const struct probe_way
		*refused; /* the other ways where what is shown is refused, or NULL */
	bool started;     /* at least once */
	bool roomy;       /* there is room for a sentence on each guard */
};

/* Before, while it runs, or afterwards.  Refers to the report; samples are copied.  NULL: no memory. */
struct document *probe_screen_document(const struct probe_screen *screen);

/*
 * Parts that batch and screen share: what will happen, and if that is known how much can be asked for;
 * the verdict, and of what was refused the other ways; what was counted, line by line.
 */
void probe_put_plan(struct document *document, enum probe_mode mode,
	const struct probe_assessment *assessment);
void probe_put_verdict(struct document *document, const struct probe_report *report);
void probe_put_ways(struct document *document, const struct probe_way *ways,
	const struct probe_phrase *reason);
void probe_put_lines(struct document *document, const struct probe_report *report);

/* Of nothing, with every figure: see struct view_row.  NULL: no memory. */
struct document *probe_specimen(void);

#endif
