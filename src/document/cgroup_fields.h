/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the fields of memory.stat mean, of both versions, and what they add up to. */
#ifndef MEMTOP_DOCUMENT_CGROUP_FIELDS_H
#define MEMTOP_DOCUMENT_CGROUP_FIELDS_H

#include <stddef.h>

#include "base/label.h"

/*
 * The label of a field of that version; of one that no kernel up to 6.18 has, one that says so.  In v1 a
 * field without total_ is of the cgroup alone.
 */
const struct label *cgroup_field_label(const char *name, int version);

/* All that are known, for tests: NULL behind the last. */
const struct label *cgroup_field_row(size_t index);

#endif
