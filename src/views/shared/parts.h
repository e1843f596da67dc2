/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of the view shared. */
#ifndef MEMTOP_VIEWS_SHARED_PARTS_H
#define MEMTOP_VIEWS_SHARED_PARTS_H

#include "document/document.h"
#include "sample/kernel/shared.h"

/* The table of objects; mark may be NULL. */
void shared_put_objects(struct document *document, const struct shared_report *report,
	const struct shared_report *mark);

#endif
