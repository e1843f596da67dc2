/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/PID/maps as a whole: the mappings of an address space, in ascending order. */
#ifndef MEMTOP_PARSE_PROCESS_MAP_LIST_H
#define MEMTOP_PARSE_PROCESS_MAP_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "parse/process/maps.h"

struct map_list {
	struct mapping *mappings;
	size_t count, capacity;
	size_t malformed; /* lines that were none, or out of order: passed over */
	char *text;       /* for the names */
	size_t text_length;
	bool lent; /* all of it is another list's, which frees it */
};

/*
 * STATUS_MALFORMED if there is no mapping in a text that is not empty; an empty text is a process
 * without an address space, and gives none.  STATUS_NO_MEMORY.  map_list_free() in any case.
 */
enum status map_list_parse(struct map_list *list, const char *text, size_t length);
/* The same of a text from malloc(), which becomes the list's in any case. */
enum status map_list_take(struct map_list *list, char *text, size_t length);
void map_list_free(struct map_list *list);

/* What it takes of our own memory. */
uint64_t map_list_bytes(const struct map_list *list);

/* The mapping that holds address, or NULL. */
const struct mapping *map_list_find(const struct map_list *list, uint64_t address);

#endif
