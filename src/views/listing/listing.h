/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What can be printed: the columns of processes, and every figure of every view with its key, unit,
 * meaning, and the files that it costs.  Made from the tables and documents that print them.
 */
#ifndef MEMTOP_VIEWS_LISTING_LISTING_H
#define MEMTOP_VIEWS_LISTING_LISTING_H

#include "document/document.h"
#include "sample/rights.h"
#include "views/views.h"

/* NULL: no memory. */
struct document *listing_columns(void);

/* Of the views from first to last, and of what is exported if that is asked for; NULL: no memory. */
struct document *listing_figures(enum view_id first, enum view_id last, bool exported);

/* What each view needs to be allowed, and what of it is missing.  NULL: no memory. */
struct document *listing_rights(const struct rights *rights);

#endif
