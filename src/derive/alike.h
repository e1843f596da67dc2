/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What follows from rows of processes at rest is mostly the same: no memory of their own, or as much as their
 * kin, no growth, a flat curve.  Such rows share one derived row.
 */
#ifndef MEMTOP_DERIVE_ALIKE_H
#define MEMTOP_DERIVE_ALIKE_H

#include "derive/process/derived_row.h"

#define ALIKE_MOST 64

/* Zero it first; alike_free() it last. */
struct alike {
	struct derived_row *seen[ALIKE_MOST]; /* by what they hold; each a reference */
};

/*
 * Gives the row what another has from which the same follows; a row that has other holders stays as it is.  For
 * the caller that alone makes new rows of it.
 */
void alike_share(struct alike *alike, struct row *row);
void alike_free(struct alike *alike);

#endif
