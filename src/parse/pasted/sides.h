/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Two meminfos line by line in one text: a diff, or two columns. */
#ifndef MEMTOP_PARSE_PASTED_SIDES_H
#define MEMTOP_PARSE_PASTED_SIDES_H

#include "base/status.h"
#include "base/text.h"

/*
 * The left side and then the right one, lines of both in both, in a buffer that is to be freed.
 * STATUS_ABSENT, and nothing to free, if the text has no two sides; STATUS_NO_MEMORY.
 */
enum status sides_split(char **out, size_t *length, struct text text);

#endif
