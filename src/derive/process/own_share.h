/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What of a process's memory is its own: its row, less what it shares with others or found there. */
#ifndef MEMTOP_DERIVE_PROCESS_OWN_SHARE_H
#define MEMTOP_DERIVE_PROCESS_OWN_SHARE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/value.h"
#include "sample/row.h"

/* What of its own memory is not in its row as it is; bytes. */
struct own_share {
	bool begun, held_known, lazy_freed_known;
	uint64_t shared_first, shared_seen; /* the row's */
	uint64_t shared;                    /* what of it counts as its own */
	uint64_t held_first; /* in memfds that it did not map when that was first asked */
	uint64_t lazy_freed; /* by MADV_FREE, when that was last read */
};

/*
 * Its own memory in bytes, as it is in a row that follows the last one; risen: by so much has the machine's shared
 * memory risen since then.
 */
struct value own_share_take(struct own_share *share, const struct row *row, uint64_t risen);

/*
 * What it gave up stays anonymous and resident until the kernel wants it.  Whether what is its own can be
 * told now: what gives memory up must be read again for each reading, or that would come and go.  *another: to know
 * of it for the first time makes another figure of what was followed.
 */
bool own_share_take_lazy_free(struct own_share *share, const struct row *row, uint64_t now_ns,
	bool *another);

#endif
