/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The figures that sentences name: fields of meminfo, and what is derived from evidence. */
#ifndef MEMTOP_FINDINGS_FIGURES_H
#define MEMTOP_FINDINGS_FIGURES_H

#include <stddef.h>

#include "base/units.h"
#include "derive/machine/evidence.h"

/*
 * Copies a sentence, each {name} in it replaced by a figure: {Shmem} a field, {available} a
 * derived figure, with % its share: {Shmem%} of MemTotal, {swap_used%} of SwapTotal.  A figure that
 * is not known is "-"; a name that nobody knows stays as it is.  Returns the length the whole
 * needs, as snprintf does.
 */
size_t figures_fill(char *out, size_t size, const char *sentence, const struct evidence *evidence);

/* A figure by the name that sentences call it, absent if there is none; for rules and tests. */
struct value figures_get(const struct evidence *evidence, const char *name);

/* a as hundredths of a per cent of b; absent if either is not known or b is 0. */
struct value share_of(struct value a, struct value b);

/* "78%", "9.5%", "0.4%", "-": one decimal below 10, a point in every locale. */
size_t figures_percent(char out[static UNITS_SIZE], struct value hundredths);

#endif
