/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of the overview's document. */
#ifndef MEMTOP_VIEWS_OVERVIEW_PARTS_H
#define MEMTOP_VIEWS_OVERVIEW_PARTS_H

#include "derive/process/arrange.h"
#include "document/document.h"
#include "sample/sample.h"
#include "views/overview/overview.h"

/* What the document's table is about. */
struct pane_processes {
	struct arranged arranged;
	enum shape shape;
	struct document_column *columns;
	size_t column_count;
	/* On screen. */
	enum column_id carrier; /* the text that carries branches and counts */
	struct overview_screen screen;
	uint64_t *branches; /* tree: for each line, the ancestors with siblings below */
};

/*
 * On screen: the table's columns, and its cells.  The columns are those of the settings and the one
 * that sorts; the others are there to be sorted by.  STATUS_NO_MEMORY.
 */
enum status overview_screen_set(struct pane_processes *processes,
	const struct overview_request *request);
void overview_screen_cell(const void *context, size_t row, unsigned id, struct datum *out);
enum emphasis overview_screen_emphasis(const void *context, size_t row);

/* Figures of the machine that people see; most of them programs, too. */
enum overview_label {
	OVERVIEW_TOTAL,
	OVERVIEW_AVAILABLE,
	OVERVIEW_SWAP,
	OVERVIEW_SWAP_USED,
	OVERVIEW_SWAP_IN,
	OVERVIEW_SWAP_OUT,
	OVERVIEW_CGROUP,
	OVERVIEW_COMPRESSED,
	OVERVIEW_HUGE,
	OVERVIEW_SOME,
	OVERVIEW_FULL,
	OVERVIEW_REFAULT,
	OVERVIEW_RECLAIM,
	OVERVIEW_KILLS,
	OVERVIEW_LOAD,
	OVERVIEW_PROCESSORS,
	OVERVIEW_RUNNING,
	OVERVIEW_LABELS
};
extern const struct label overview_labels[OVERVIEW_LABELS];

/* For programs: the machine's figures, group by group. */
void overview_put_machine(struct document *document, const struct sample *sample);

/*
 * For people: the machine in a few lines, on screen those that the settings choose; and how many
 * processes there are.
 */
void overview_say_machine(struct document *document, const struct sample *sample,
	const struct overview_request *request);
void overview_say_counts(struct document *document, const struct arranged *arranged,
	const struct overview_request *request);

#endif
