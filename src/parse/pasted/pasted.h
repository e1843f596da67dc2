/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A text as people paste it: one meminfo or several, or the output of another tool that has some of
 * its figures.
 *
 *	status = pasted_parse(&pasted, text, length);
 *	... pasted.parts[pasted.chosen] ...
 *	pasted_free(&pasted);
 */
#ifndef MEMTOP_PARSE_PASTED_PASTED_H
#define MEMTOP_PARSE_PASTED_PASTED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "parse/meminfo/meminfo.h"

/* More meminfos than these are counted; the last of them stands in the last place. */
#define PASTED_PARTS_MAX 1024

struct pasted {
	enum pasted_kind kind;
	struct meminfo *parts; /* in the order of the text */
	size_t count;          /* how many are kept */
	size_t total;          /* how many there are */
	/*
	 * The part to explain: the last of a series of one machine, the first where they are of
	 * several; fragments, as in a remark below, only where there is nothing else.
	 */
	size_t chosen;
	size_t first;     /* the part to compare it with; chosen if there is none */
	bool one_machine; /* all are of one machine, by their MemTotal */
};

/*
 * text is changed: see pasted_clean().  STATUS_OK if there is anything to explain; STATUS_MALFORMED
 * if not: kind says what it is; STATUS_NO_MEMORY.  pasted_free() in any case.
 */
enum status pasted_parse(struct pasted *pasted, char *text, size_t length);
void pasted_free(struct pasted *pasted);

#endif
