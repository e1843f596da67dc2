/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where looks at a heap come from: the small interface between heap/, and ui/ and cli/. */
#ifndef MEMTOP_PORTS_HEAP_H
#define MEMTOP_PORTS_HEAP_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "sample/heap_report.h"
#include "sample/process_detail.h"

/* How a look ended. */
struct heap_look {
	enum status status;        /* STATUS_OK: report is filled */
	struct message message;    /* why not */
	struct heap_report report; /* heap_report_free() it */
	uint64_t monotonic_ns;     /* when it ended */
	char name[16];             /* the process's, as long as the kernel makes it */
};

struct heap_feed {
	void *context;
	/* Becomes readable when a look ended or came a step further. */
	int descriptor;
	/*
	 * Looks at this process, once; pid 0 ends a look that goes on.  Never waits.  detail: what is
	 * known of it from a moment ago, of which a reference is kept, or NULL.
	 */
	void (*look)(void *context, pid_t pid, struct process_detail *detail);
	/*
	 * The look that ended and was not taken yet.  False if there is none.  One that has used no
	 * processor time for 2 s is given up, and ends as STATUS_UNANSWERED.
	 */
	bool (*take)(void *context, struct heap_look *look);
	/* Waits for what take() gives. */
	void (*wait)(void *context, struct heap_look *look);
	/* How far it is, in bytes; false if there is no look now. */
	bool (*progress)(void *context, uint64_t *done, uint64_t *total);
};

#endif
