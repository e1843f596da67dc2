/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files of the form "key value [kB]" or "key: value [kB]", one a line: vmstat, smaps_rollup,
 * memory.stat, memory.events, status.  Each has a table of its keys; this reads any of them.
 */
#ifndef MEMTOP_PARSE_KEYED_H
#define MEMTOP_PARSE_KEYED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "base/text.h"
#include "base/value.h"

/*
 * Fills values[i] for each of count keys found in the text, absent for the others; a value with a
 * "kB" behind it is given in bytes.  Lines with other keys are passed over; of a key that occurs
 * twice the sum is taken where sum is set in the key's row (vmstat's allocstall_dma, _normal ...),
 * the first otherwise.  A key in the table may end in '*': it then stands for every key with that
 * beginning, unless it has a row of its own.  STATUS_OK if any key was found, STATUS_MALFORMED if
 * none.  It is fastest if the rows are in the order of the file.
 */
struct keyed_row {
	const char *key;
	bool sum;
};
enum status keyed_parse(struct value *values, const struct keyed_row *rows, size_t count,
	const char *text, size_t length);

/*
 * The same for one line: sets the value of its key if there is a row for it.  *next is the row that
 * is tried first, 0 for the first line; it becomes the one behind the row that was found.
 */
bool keyed_take_line(struct value *values, const struct keyed_row *rows, size_t count, size_t *next,
	struct text line);

/*
 * The short way for a line that is printed as usual, "key: 123 kB": if that is the next line, takes
 * it off rest and sets value, in bytes.  False, and nothing taken, if it is another.
 */
bool keyed_take_expected(struct value *value, struct text key, struct text *rest);

/*
 * Shorter still, for a line whose number stands in a column, as smaps has it: "Rss:                   4 kB".
 * label: the key, a colon and blanks, of which so many bytes count.  False for a number that is too long for it.
 */
#define KEYED_LABEL 16
bool keyed_take_column(struct value *value, const char label[static KEYED_LABEL],
	struct text *rest);

/*
 * Lines with such numbers, in bytes or in nothing ("THPeligible:           0"), one for each label as long as they
 * follow one another in that order, and their figures are not known.  Returns how many were taken.
 */
size_t keyed_take_columns(struct value *values, const char *const *labels, size_t count,
	struct text *rest);

#endif
