/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view cgroups: which are near a limit, what cannot be given back, and what happens then. */
#ifndef MEMTOP_VIEWS_CGROUPS_CGROUPS_H
#define MEMTOP_VIEWS_CGROUPS_CGROUPS_H

#include "derive/cgroup/arrange.h"
#include "derive/process/arrange.h"
#include "document/document.h"
#include "sample/sample.h"

/* What must be read for it: enum cost, or'ed. */
unsigned cgroups_cost(void);

/*
 * The cgroups of a sample, as a tree by usage.  Of the arrangement only the mark counts.  Holds a
 * reference to the sample.  NULL: no memory.
 */
struct document *cgroups_document(struct sample *sample, const struct arrangement *arrangement);

/* What the screen adds. */
struct cgroups_screen {
	bool ascii; /* branches are drawn in ASCII */
	bool raw;   /* names as they stand in the path, not as people call them */
};

struct cgroups_request {
	struct sample *mark; /* sizes are differences since then; NULL: they are whole */
	struct cgroup_order order;
	const struct cgroups_screen *screen; /* NULL: in text and for programs */
};

/* The same in another order, or on screen.  What the order refers to is not used later. */
struct document *cgroups_request_document(struct sample *sample,
	const struct cgroups_request *request);

/* Whether something is in the way of reading them; message says what. */
bool cgroups_have_trouble(const struct cgroups *cgroups, struct message *message);

/* A row of its table as a line of the tree; the count is itself and all below it. */
struct cgroups_tree_line {
	unsigned depth;
	size_t count;
	uint64_t id;
};
size_t cgroups_line_count(const struct document_table *table);
struct cgroups_tree_line cgroups_line(const struct document_table *table, size_t row);

#endif
