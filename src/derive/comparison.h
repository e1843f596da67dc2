/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Comparisons as users write them, "rss>=1.5G": what filters of processes and alarms have in common. */
#ifndef MEMTOP_DERIVE_COMPARISON_H
#define MEMTOP_DERIVE_COMPARISON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "base/units.h"

enum comparison { EQUAL, NOT_EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL, MATCHES };

/* Takes ">=" and the like off rest; false: it begins with none. */
bool comparison_take(struct text *rest, enum comparison *comparison);

/* "<=", as comparison_take() reads it. */
const char *comparison_spelling(enum comparison comparison);

/* Of numbers; never of MATCHES. */
bool comparison_holds(enum comparison comparison, int64_t a, int64_t b);

/*
 * A number as users write it for a figure in that unit ("1.5G", "10%", "100M/h", "4h"), in the unit of
 * its value.n.
 */
bool comparison_number(struct text text, enum unit unit, int64_t *n);

#endif
