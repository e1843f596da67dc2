/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What can be printed: the columns of processes, and every figure of every view with its key, unit,
 * meaning, the files that it costs, and what prints it.  Made from the tables and documents that print them.
 */
#ifndef MEMTOP_VIEWS_LISTING_LISTING_H
#define MEMTOP_VIEWS_LISTING_LISTING_H

#include "document/document.h"
#include "sample/rights.h"
#include "views/views.h"

/* NULL: no memory. */
struct document *listing_columns(void);

/* Of that view or command, or of all if it is NULL; NULL: no memory. */
struct document *listing_figures(const char *view);

/* What each view needs to be allowed, and what of it is missing.  NULL: no memory. */
struct document *listing_rights(const struct rights *rights);

#endif
