/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is in the heap, and what holds it.  The holder is exact; what it is is told by a sample: all chunks
 * that begin on pages chosen by their address, the same from look to look, so that what grows shows
 * even where the sample is small; and all large ones.
 */
#ifndef MEMTOP_HEAP_LEAKS_SURVEY_H
#define MEMTOP_HEAP_LEAKS_SURVEY_H

#include "heap/leaks/look.h"
#include "heap/leaks/roots/objects.h"
#include "heap/leaks/types/types.h"

/* How pages are chosen: one in 1 << shift of them. */
struct sampling {
	unsigned shift;
	bool chosen; /* by the first look, for all */
};

/*
 * Fills in types, holders and the sample's size.  After a look, while its labels are there.  As
 * residual_make().
 */
enum status survey_take(struct leak_report *report, struct leak_look *look,
	struct sampling *sampling);

#endif
