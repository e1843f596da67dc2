/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Finds what looks like "Name: number [unit]" in a line of whatever text, for meminfo.c, which
 * decides what of it is a field.
 *
 *	size_t at = 0;
 *	while (meminfo_scan(&candidate, line, &at, first))
 *		...
 */
#ifndef MEMTOP_PARSE_MEMINFO_SCAN_H
#define MEMTOP_PARSE_MEMINFO_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "parse/meminfo/meminfo.h"

enum meminfo_number {
	NUMBER_MISSING,
	NUMBER_PRESENT,
	NUMBER_TOO_LARGE, /* for 64 bits */
};

enum meminfo_unit_word {
	UNIT_WORD_NONE,
	UNIT_WORD_KB,
	UNIT_WORD_PAGES,
	UNIT_WORD_BYTES,
	UNIT_WORD_PARTIAL, /* "k", and the line ends */
	UNIT_WORD_OTHER,   /* some other word or letters */
};

struct meminfo_candidate {
	struct text prefix; /* of the line, before the name */
	struct text name;   /* may contain a blank: "Committed AS" */
	struct text whole;  /* from the name to the end of the line */
	struct text value;  /* behind the colon, to the end of the line */
	int field;          /* an enum meminfo_field, or -1 */
	enum meminfo_number number;
	uint64_t n; /* as printed */
	enum meminfo_unit_word unit;
	size_t number_end; /* from the beginning of the name: the kernel aligns the numbers */
	bool padded;       /* at least two blanks between colon and number */
	bool last;         /* nothing but blanks comes behind it */
};

/*
 * The next candidate of the line from *at on, which moves behind it; first is the field that the
 * search for the name begins with.  False if there is none any more.
 */
bool meminfo_scan(struct meminfo_candidate *candidate, struct text line, size_t *at,
	enum meminfo_field first);

/* Whether text is nothing but blanks, markup and separators, such as may stand between two fields. */
bool meminfo_scan_is_filler(struct text text);

/* The run of characters of a name at the end of text. */
struct text meminfo_scan_last_name(struct text text);

#endif
