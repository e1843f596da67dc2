/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What there is in a record, and which process writes it: record --status. */
#ifndef MEMTOP_VIEWS_RECORD_RECORD_H
#define MEMTOP_VIEWS_RECORD_RECORD_H

#include "document/document.h"
#include "ports/store.h"

/* file lasts as long as the document.  NULL: no memory. */
struct document *record_document(const char *file, const struct record_status *status);

/* Of nothing, with every figure: see struct view_row.  NULL: no memory. */
struct document *record_specimen(void);

#endif
