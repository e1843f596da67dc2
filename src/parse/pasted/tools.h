/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Inside parse/pasted: the output of tools that print figures of meminfo under other names, read
 * into a struct meminfo as far as they go.  One reader a tool.
 */
#ifndef MEMTOP_PARSE_PASTED_TOOLS_H
#define MEMTOP_PARSE_PASTED_TOOLS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "parse/meminfo/store.h"
#include "parse/pasted/pasted.h"

/*
 * The first machine in text.  STATUS_OK with kind and meminfo->tool set; STATUS_MALFORMED if no
 * reader finds anything; STATUS_NO_MEMORY.  meminfo_free() in any case.
 */
enum status tools_parse(struct meminfo *meminfo, enum pasted_kind *kind, struct text text);

/* All of them into pasted, and its kind, also where there is nothing to explain. */
enum status tools_parse_all(struct pasted *pasted, struct text text);

/* A number as tools print it: "7.7Gi", "1,2G", "48168M", "1.66e+10". */
struct tool_number {
	double n;
	char unit; /* K, M, G, T, P; B for bytes; '\0': none is printed */
};

/* Reads the whole of word; false if there is anything else in it. */
bool tool_number(struct tool_number *number, struct text word);

/* In bytes; those without a unit are taken to be in otherwise. */
double tool_bytes(struct tool_number number, char otherwise);

/* More bytes than these no machine has. */
#define TOOL_MAX 1e18

/*
 * What a reader has found, in bytes or as a count.  The first value of a field stands; what is
 * below 0 or too large to be true is left out.
 */
void tool_put(struct meminfo_store *store, enum meminfo_field field, double n, uint32_t line);

/* The line without the marks of a quotation and blanks at both ends. */
struct text tool_unquoted(struct text line);

/*
 * A reader: takes the figures of one machine, or of one moment, out of whole from *rest on, and
 * moves *rest behind what it took.  False if there are none.
 */
typedef bool (*tool_reader)(struct meminfo_store *store, struct text whole, struct text *rest);

bool free_read(struct meminfo_store *store, struct text whole, struct text *rest);
bool top_read(struct meminfo_store *store, struct text whole, struct text *rest);
bool vmstat_s_read(struct meminfo_store *store, struct text whole, struct text *rest);
bool node_exporter_read(struct meminfo_store *store, struct text whole, struct text *rest);
bool node_meminfo_read(struct meminfo_store *store, struct text whole, struct text *rest);
bool memory_stat_read(struct meminfo_store *store, struct text whole, struct text *rest);

#endif
