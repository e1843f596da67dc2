/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The overview: the machine over its processes. */
#ifndef MEMTOP_VIEWS_OVERVIEW_OVERVIEW_H
#define MEMTOP_VIEWS_OVERVIEW_OVERVIEW_H

#include "derive/process/arrange.h"
#include "base/status.h"
#include "config/meters.h"
#include "document/document.h"

struct findings;
struct history;

struct overview_request {
	const struct arrangement *arrangement;
	const struct column_list *columns;
	enum scale system_scale;              /* of the lines for people */
	bool table_only;                      /* nothing but the processes is wanted, as for CSV */
	const struct overview_screen *screen; /* on screen; NULL: in text and for programs */
};

/* What the screen adds. */
struct overview_screen {
	const struct meter_list *meters; /* what is shown above the processes */
	bool paused;                     /* the sample is not the newest */
	const char *since;               /* with a mark: since when differences count, translated */
	const struct findings *findings; /* in the sample: it is judged once, and arranged often */
	struct history *history; /* whose past of the machine is shown; NULL: no graph of it */
	size_t graph_columns;    /* of that graph, about; more points than that are not seen */
	bool ascii;              /* branches of a tree are drawn in ASCII */
	bool no_paths;           /* programs are shown without their directories */
	/* Tree: whether what is below a process is left out.  What it refers to outlives the document. */
	bool (*is_folded)(const void *context, const struct row *row);
	const void *context;
};

/*
 * Holds a reference to the sample.  NULL: no memory; or, and then message says so, none of the
 * processes that the arrangement names exists any longer.
 */
struct document *overview_document(struct sample *sample, const struct overview_request *request,
	struct message *message);

/* What the document's table of processes is made of; folded lines are not among them. */
const struct arranged *overview_arranged(const struct document_table *table);

/* Of nothing, with every figure: see struct view_row.  NULL: no memory. */
struct document *overview_specimen(void);

#endif
