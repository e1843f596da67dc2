/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory by node, said: of the machine, of a cgroup, of a process. */
#ifndef MEMTOP_DOCUMENT_NODE_LINES_H
#define MEMTOP_DOCUMENT_NODE_LINES_H

#include "document/document.h"
#include "parse/system/node.h"

/*
 * Below a title, N_(), a line for each node, and for programs a table "nodes"; for people nothing where
 * there is none.  nodes outlives the document.  state: why there is none.
 */
void document_nodes(struct document *document, const char *title, const struct memory_nodes *nodes,
	enum value_state state);

/* A table of them on screen, the main one: a node a row. */
void document_node_table(struct document *document, const struct memory_nodes *nodes);

#endif
