/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What searches for lost memory found, so that the views of a process and of all can say it. */
#ifndef MEMTOP_UI_SESSION_SEARCHES_H
#define MEMTOP_UI_SESSION_SEARCHES_H

#include "sample/leak_report.h"

struct ui;
struct search_evidence;

#define SEARCHES_MOST 32

struct searches {
	struct leak_search rows[SEARCHES_MOST]; /* pid 0: free */
	size_t next;                            /* the oldest goes first */
};

/* Remembers what the last look of a search found. */
void searches_note(struct ui *ui, pid_t pid, const struct leak_report *report,
	uint64_t monotonic_ns);

/* findings/leak_rules.h.  The search of the process that has this PID, and began then.  It stays until the next is noted. */
struct search_evidence searches_of(const struct ui *ui, pid_t pid, uint64_t start_ticks);

#endif
