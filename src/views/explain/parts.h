/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside views/explain/: what the parts of the document share. */
#ifndef MEMTOP_VIEWS_EXPLAIN_PARTS_H
#define MEMTOP_VIEWS_EXPLAIN_PARTS_H

#include "findings/machine_rules.h"
#include "findings/processes_rules.h"
#include "views/explain/explain.h"

enum line_kind {
	LINE_BLANK,
	LINE_HEADING,
	LINE_FINDING, /* index into the findings */
	LINE_AVAILABLE,
	LINE_NO_SUM,
	LINE_TERM,      /* enum balance_term */
	LINE_OWNER,     /* enum unnamed_part */
	LINE_TOTAL,     /* of the balance */
	LINE_BESIDE,    /* enum meminfo_field */
	LINE_FIELD,     /* enum meminfo_field */
	LINE_UNKNOWN,   /* index into the entries */
	LINE_MALFORMED, /* index into the malformed ones */
};

/* Parts of what no field names that another file does. */
enum unnamed_part { PART_SOCKETS, PART_ARC, PART_COUNT };

/* A line for people. */
struct explain_line {
	enum line_kind kind;
	unsigned index;
	unsigned depth;
	const char *title, *note; /* of headings and malformed lines, in the user's language */
};

/* A meminfo and what is known of it. */
struct meminfo_reading {
	bool known;
	struct meminfo_source source;
	struct evidence evidence;
};

/* What the tables of a document are about. */
struct explained {
	struct meminfo_reading shown, before, mark;
	enum scale scale;
	const char *origin; /* its kernel and place, in the user's language */
	struct findings findings;
	struct kernel_evidence kernel;
	struct looks looks;
	const struct document_finding *said; /* as many */
	struct explain_line *lines;
	size_t line_count, line_capacity;
	struct document_column columns[6]; /* of the lines */
	uint8_t terms[TERM_COUNT];         /* those that the balance has */
	size_t term_count;
	uint8_t unread[MEMINFO_MALFORMED_MAX]; /* the malformed lines of known fields */
	size_t unread_count;
};

/* Takes the source; the document holds its sample. */
void reading_of(struct meminfo_reading *reading, const struct meminfo_source *source,
	struct document *document);

/* The kernel that printed it, or that it looks like; "" if nothing is known. */
void reading_kernel(char *out, size_t size, const struct meminfo_reading *reading, bool translated);

/* The lines for people: a table, made once the findings are. */
void explain_put_lines(struct document *document, struct explained *explained);

/* The view that says what is in it, or -1; see explain_row_view(). */
int explain_line_view(const struct explained *explained, const struct explain_line *line);

/* What there is to say of a line: see describe() of struct document_table. */
size_t explain_describe(const void *context, size_t row, enum column_place place, char *out,
	size_t size);

/* Balance and fields of both that are not the same; into_main: CSV prints the fields. */
void explain_put_changes(struct document *document, const struct meminfo_reading *before,
	const struct meminfo_reading *after, enum scale scale, bool into_main);

#endif
