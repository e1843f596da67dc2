/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of the view cache whose rows are directories, file systems, processes or cgroups. */
#ifndef MEMTOP_VIEWS_CACHE_GROUPS_H
#define MEMTOP_VIEWS_CACHE_GROUPS_H

#include "views/cache/cache.h"

void cache_put_groups(struct document *document, const struct cache_request *request);

#endif
