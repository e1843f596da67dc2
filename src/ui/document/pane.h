/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A document on screen: its lines, figures and findings, and below them its main table with a
 * cursor that stays on its row, by the row's key, from document to document.
 */
#ifndef MEMTOP_UI_DOCUMENT_PANE_H
#define MEMTOP_UI_DOCUMENT_PANE_H

#include "base/units.h"
#include "derive/process/filter.h"
#include "document/document.h"
#include "ui/widgets/flow.h"
#include "ui/widgets/paint.h"
#include "ui/widgets/prompt.h"
#include "ui/widgets/table.h"
#include "ui/widgets/tags.h"

struct ui;

struct document_pane {
	struct document *document; /* the newest; it belongs to the pane */
	struct table table;
	struct table_lines lines; /* of it on screen */
	enum scale scale;
	struct tags tags;         /* processes */
	bool follow;              /* the cursor's row, wherever it comes to stand */
	char find[PROMPT_SIZE];   /* what is searched for; "": nothing */
	char filter[PROMPT_SIZE]; /* what rows are shown; "": all */
	struct filter *parsed;    /* the same of processes, for arranging them; or NULL */
	char user[64];            /* whose processes are shown; "": all users' */
	struct prompt_history find_history, filter_history;
	/* How the user wants its rows; where a view arranges them itself it has all of them. */
	bool sorts, ascending, arranges_itself;
	unsigned sort; /* by the column of this id */
	size_t *order; /* the rows that are shown; NULL: all as they come */
	size_t order_count;
	unsigned shown[TABLE_COLUMNS]; /* the ids of the columns at the last painting */
	size_t shown_count;
	enum scale shown_scale;
	struct hits hits;    /* above the table, at the last painting */
	const struct ui *ui; /* at the last painting; NULL before the first */
	bool detailed;       /* a pane for the row under the cursor is wanted */
	int described;       /* the most lines that the text about a row took, of so many */
	int described_in;
};

/*
 * Takes the document over in place of the one before; NULL is allowed.  Keeps the cursor's row.
 * False if a row was followed that is not there any more.
 */
bool document_pane_set(struct document_pane *pane, struct document *document);
void document_pane_free(struct document_pane *pane);

/* The main table of its document, or NULL. */
const struct document_table *document_pane_table(const struct document_pane *pane);

/* How many of its rows are shown; which one stands at a line of them; the key at the cursor, or 0. */
size_t document_pane_rows(const struct document_pane *pane);
size_t document_pane_row(const struct document_pane *pane, size_t line);
uint64_t document_pane_key(const struct document_pane *pane);

/* The processes that the row at the cursor stands for, its own first, or that of its thread; NULL: no more. */
const struct row *document_pane_process(const struct document_pane *pane, size_t member);

/* The thread at the cursor; NULL: a process, or nothing. */
const struct row *document_pane_thread(const struct document_pane *pane);

/* After a move: takes the cursor off headings and blank lines, upwards if there is a row, or else down. */
void document_pane_pass(struct document_pane *pane, bool upwards);

/* The process that its pane for the row under the cursor shows, once it was opened; 0: none. */
pid_t document_pane_looked_at(const struct document_pane *pane);

/*
 * The title, any bytes, stands in the first line, if there is room for it.  What does not fit above
 * the table is left out: the table keeps some lines.
 */
void document_pane_paint(struct document_pane *pane, const char *title, struct area area);

/* Whether column x of the screen, on that line, is in what leads a text: branches and the like. */
bool document_pane_in_lead(const struct document_pane *pane, size_t line, int x);

/* Sorts by the column of this id, or, where that sorts already, the other way round. */
void document_pane_sort(struct document_pane *pane, unsigned id);

/* Shows the rows alone that have this text; "": all. */
void document_pane_filter(struct document_pane *pane, const char *text);

/* Reads a filter of processes; "" is none.  Who arranges them obeys it. */
enum status document_pane_filter_processes(struct document_pane *pane, const char *text,
	struct message *message);

/* The same, for those in a cgroup and below it: the path is any bytes. */
enum status document_pane_filter_cgroup(struct document_pane *pane, const char *path);

/* Moves to the process whose PID is what is searched for, if that is a number. */
bool document_pane_find_pid(struct document_pane *pane);

/* Moves to the next row from a line on, wrapping around, that has what is searched for. */
bool document_pane_find(struct document_pane *pane, size_t from, int direction);

/* What stands above the headings, if anything: what is searched for, left out, tagged. */
void document_pane_say(const struct document_pane *pane, struct flow *flow);

/*
 * Paints gauges, strips and findings on as many lines as most allows, the most important ones, sizes
 * in this scale; a graph on so many lines, or not at all.  Returns how many it took.
 */
int document_summary_paint(struct document_pane *pane, enum scale scale, struct area area, int most,
	int graph_lines);

/* The table alone. */
void document_pane_paint_table(struct document_pane *pane, struct area area);

/*
 * Shows what the figures, columns and rows mean, beginning with the label of this title or, if it is
 * NULL, with what is under the cursor.  The texts of labels must outlive the document: it may be
 * replaced meanwhile.
 */
void document_pane_explain(const struct document_pane *pane, struct ui *ui, const char *title);

/* The title, N_(), of the column at that column of the screen, or NULL. */
const char *document_pane_title_at(const struct document_pane *pane, int x);

#endif
