/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view cgroups: who is near a limit, what cannot be given back, and what happens then. */
#ifndef MEMTOP_VIEWS_CGROUPS_CGROUPS_H
#define MEMTOP_VIEWS_CGROUPS_CGROUPS_H

#include "derive/cgroup/arrange.h"
#include "derive/process/arrange.h"
#include "document/document.h"
#include "sample/sample.h"

/* What must be read for it: enum cost, or'ed. */
unsigned cgroups_cost(void);

/*
 * The cgroups of a sample, as a tree by usage.  Of the arrangement only the mark counts.  Holds a
 * reference to the sample.  NULL: no memory.
 */
struct document *cgroups_document(struct sample *sample, const struct arrangement *arrangement);

/* Of nothing, with every figure: see struct view_row.  NULL: no memory. */
struct document *cgroups_specimen(void);

#endif
