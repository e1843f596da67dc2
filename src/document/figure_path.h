/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The figures of a document by their path in its JSON, "memory.available_bytes", as --list-figures
 * prints it; those of tables and lists have none.
 *
 *	struct figure_path path = { .length = 0 };
 *	blocks = document_blocks(document, &count);
 *	for (size_t i = 0; i < count; i++)
 *		if (figure_path_next(&path, &blocks[i]))
 *			... path.text, blocks[i].label, blocks[i].datum ...
 */
#ifndef MEMTOP_DOCUMENT_FIGURE_PATH_H
#define MEMTOP_DOCUMENT_FIGURE_PATH_H

#include <stdbool.h>
#include <stddef.h>

#include "document/document.h"

#define FIGURE_PATH_SIZE   128
#define FIGURE_PATH_GROUPS 8

struct figure_path {
	char text[FIGURE_PATH_SIZE];
	size_t length;                    /* of the groups that are open, with their points */
	size_t outer[FIGURE_PATH_GROUPS]; /* the same before each of them was opened */
	size_t depth, lists;              /* groups that are open, and how many of them in lists */
};

/* Goes on to that block; whether it is a figure of that path. */
bool figure_path_next(struct figure_path *path, const struct block *block);

#endif
