/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is said where version 1 leaves open what cannot be given back: between which bounds it lies, and why
 * it could not be counted.
 */
#ifndef MEMTOP_VIEWS_CGROUPS_BOUNDS_H
#define MEMTOP_VIEWS_CGROUPS_BOUNDS_H

#include "document/document.h"
#include "sample/cgroups.h"

/* For programs: the figure "uncounted_reason".  cgroups may be NULL. */
void cgroups_put_uncounted(struct document *document, const struct cgroups *cgroups);

/* For people: what < and > mean, if they mark any row. */
void cgroups_say_bounds(struct document *document, const struct cgroups *cgroups);

/* For people: those of one, if they are far apart. */
void cgroup_say_bounds(struct document *document, const struct cgroups *cgroups, size_t node);

#endif
