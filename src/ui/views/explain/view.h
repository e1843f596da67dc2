/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside the view explain: its lines, and what is said about the one under the cursor. */
#ifndef MEMTOP_UI_VIEWS_EXPLAIN_VIEW_H
#define MEMTOP_UI_VIEWS_EXPLAIN_VIEW_H

#include "findings/machine_rules.h"
#include "sample/saved_files.h"
#include "ui/session/session.h"

enum explain_kind {
	LINE_BLANK,
	LINE_HEADING,
	LINE_FINDING, /* index into the findings */
	LINE_AVAILABLE,
	LINE_TERM, /* enum balance_term */
	LINE_NO_SUM,
	LINE_FIELD,     /* enum meminfo_field */
	LINE_UNKNOWN,   /* index into the entries */
	LINE_MALFORMED, /* index into the malformed ones */
};

struct explain_line {
	enum explain_kind kind;
	unsigned index;
	unsigned depth;
	const char *heading; /* translated */
};

/* Findings, terms, fields, headings, blank lines, and lines that nobody knows. */
#define EXPLAIN_LINES 512

/* What changes are counted from. */
struct explain_base {
	struct sample *sample;    /* NULL for a saved file */
	struct evidence evidence; /* of the sample or file */
	bool known;
};

struct explain_view {
	const struct saved_meminfo *saved; /* what to show in place of live samples, or NULL */
	const struct saved_meminfo *saved_before; /* to compare with, or NULL */
	struct sample *sample;                    /* the one shown, if live */
	struct evidence evidence;                 /* of what is shown */
	struct explain_base before, mark; /* the sample or file before; at the session's mark */
	struct findings findings;
	struct explain_line lines[EXPLAIN_LINES];
	size_t count;
	struct table table;
	enum scale scale;
	char find[64];
};

/* Makes the lines anew from evidence and findings, keeping the cursor where it is. */
void explain_arrange(struct explain_view *view);

/* The cell of a line: name, value, share, change, change since the mark, bar or sentence. */
#define EXPLAIN_COLUMNS 6
void explain_cell(void *context, size_t row, size_t column, struct cell *cell);

/* All that there is to say about a line, in lines of text; size bytes at most. */
void explain_tell(char *out, size_t size, const struct explain_view *view,
	const struct explain_line *line);

/* The field that a line is about, or -1. */
int explain_field(const struct explain_view *view, const struct explain_line *line);

/* Whether a line's name, or what is said about it, has the text that is looked for. */
bool explain_line_matches(const struct explain_view *view, const struct explain_line *line);

#endif
