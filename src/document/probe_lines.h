/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a report holds, line by line and in the user's language: the same on screen and in text. */
#ifndef MEMTOP_DOCUMENT_PROBE_LINES_H
#define MEMTOP_DOCUMENT_PROBE_LINES_H

#include <stddef.h>

#include "base/units.h"
#include "sample/probe_report.h"

/* Columns of the longest title, and of the widest figure, which stands to the right. */
#define PROBE_TITLE_COLUMNS  34
#define PROBE_FIGURE_COLUMNS 8

enum probe_line_kind { PROBE_LINE_HEADING, PROBE_LINE_FIGURE, PROBE_LINE_HOLDS, PROBE_LINE_FAILS };

struct probe_line {
	enum probe_line_kind kind;
	const char *title;
	char figure[UNITS_SIZE]; /* empty for a heading */
	char note[96];           /* behind the figure; often empty */
};
#define PROBE_LINES_MAX 40

/* Fills lines, at most PROBE_LINES_MAX; returns how many.  None for a report that is refused. */
size_t probe_report_lines(struct probe_line *lines, const struct probe_report *report);

#endif
