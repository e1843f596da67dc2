/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What changed between two samples of a record: Available, and whose own memory did it. */
#ifndef MEMTOP_DERIVE_RECORD_DIFFERENCE_H
#define MEMTOP_DERIVE_RECORD_DIFFERENCE_H

#include "derive/history.h"
#include "sample/sample.h"

struct process_change {
	const struct row *before, *after; /* NULL: it began later; it ended earlier */
	struct value from, to;            /* own memory; absent without the row */
	int64_t change;                   /* bytes; all of it where there is one row */
	/* How it went, of one that is there at the end; found when it is asked for. */
	bool judged;
	struct trend_finding finding;
	struct value least, most; /* own memory; absent: nothing was seen */
	int64_t since_ns;         /* wall time at which that began; 0: there is no such time */
};

/* What tasks wait for, as /proc/pressure has it. */
enum stalled { STALLED_MEMORY, STALLED_CPU, STALLED_IO, STALLED_COUNT };

/* Shares of the time between two samples of one boot in which tasks waited, in hundredths of a per cent. */
struct stall {
	struct value some, full;
};

struct difference {
	struct sample *from, *to;
	struct history *history;          /* a reference */
	struct process_change *processes; /* those that changed, the most first */
	size_t count, begun, ended;
	struct value available_from, available_to, available_change;
	struct trend_finding taken; /* how MemTotal less Available moved */
	struct value
		seconds_left;   /* until nothing is available at its pace; absent unless it falls */
	struct value oom_kills; /* of the kernel in between; of one boot */
	struct stall stalls[STALLED_COUNT];
};

/*
 * history has watched what lies between them.  The samples stay the caller's.  STATUS_NO_MEMORY;
 * difference_free() it otherwise.
 */
enum status difference_find(struct difference *difference, struct sample *from, struct sample *to,
	struct history *history);
void difference_free(struct difference *difference);

/* With how it went; each costs some 50 us, once. */
const struct process_change *difference_change(const struct difference *difference, size_t i);

/* The process that took, or gave back, most of what Available lost or won; NULL: none a quarter of it. */
const struct process_change *difference_taker(const struct difference *difference);

/* Whether Available moved by enough to say so: 16 MiB and a hundredth of MemTotal. */
bool difference_matters(const struct difference *difference);

#endif
