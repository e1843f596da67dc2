/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MEMTOP_VIEWS_LISTING_COST_H
#define MEMTOP_VIEWS_LISTING_COST_H

#include "derive/process/columns.h"
#include "document/document.h"

/* The files that a column costs, "statm+status" or "none"; out is used for it. */
struct text cost_print(char out[static DATUM_BUFFER], enum column_id id);

#endif
