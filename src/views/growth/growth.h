/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view growth: which processes grow, how fast, since when, until when. */
#ifndef MEMTOP_VIEWS_GROWTH_GROWTH_H
#define MEMTOP_VIEWS_GROWTH_GROWTH_H

#include "derive/process/arrange.h"
#include "document/document.h"
#include "sample/sample.h"

/* What must be read for it: enum cost, or'ed. */
unsigned growth_cost(void);

/*
 * The processes that the arrangement wants, ranked by growth_rank().  Holds a reference to the
 * sample.  NULL: no memory.
 */
struct document *growth_document(struct sample *sample, const struct arrangement *arrangement);

/* How many processes of a sample grow. */
size_t growth_found(const struct sample *sample);

#endif
