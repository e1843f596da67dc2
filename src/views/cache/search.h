/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a search for dropped names found, and what it could not. */
#ifndef MEMTOP_VIEWS_CACHE_SEARCH_H
#define MEMTOP_VIEWS_CACHE_SEARCH_H

#include "document/document.h"
#include "sample/kernel/cache_search.h"

/* Puts figures and sentences; search NULL: there was no search, and the figures are null. */
void cache_put_search(struct document *document, const struct cache_search *search);

#endif
