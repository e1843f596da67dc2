/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where searches for memory that nothing points to come from. */
#ifndef MEMTOP_PORTS_LEAKS_H
#define MEMTOP_PORTS_LEAKS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "sample/leak_report.h"

/* What a look of a search gave. */
struct leak_news {
	enum status status;        /* STATUS_OK: report is filled */
	struct message message;    /* why not */
	struct leak_report report; /* leak_report_free() it */
	char name[16];             /* of the process, "" if it is not known */
	uint64_t monotonic_ns;     /* when the look ended */
	bool last;                 /* the search has ended */
};

struct leak_feed {
	void *context;
	/* Becomes readable when a look ended or came a step further. */
	int descriptor;
	/*
	 * Searches this process: looks, so many seconds apart, until what is unreachable is stable, or
	 * so many times at the most; pid 0 ends a search that goes on.  Never waits.
	 */
	void (*search)(void *context, pid_t pid, unsigned looks, double seconds);
	/*
	 * The newest look that was not taken yet, or that the process does not answer, which ends the
	 * search: to be asked again and again.  False if there is neither.
	 */
	bool (*take)(void *context, struct leak_news *news);
	/* How far the look that goes on is, in bytes; false if there is no search now. */
	bool (*progress)(void *context, uint64_t *done, uint64_t *total);
};

#endif
