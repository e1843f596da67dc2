/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where looks at a heap come from: the small interface between heap/ and ui/. */
#ifndef MEMTOP_PORTS_HEAP_H
#define MEMTOP_PORTS_HEAP_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "sample/heap_report.h"

/* How a look ended. */
struct heap_look {
	enum status status;        /* STATUS_OK: report is filled */
	struct message message;    /* why not */
	struct heap_report report; /* heap_report_free() it */
	uint64_t monotonic_ns;     /* when it ended */
};

struct heap_feed {
	void *context;
	/* Becomes readable when a look ended or came a step further. */
	int descriptor;
	/* Looks at this process, once; pid 0 ends a look that goes on.  Never waits. */
	void (*look)(void *context, pid_t pid);
	/* The look that ended and was not taken yet.  False if there is none. */
	bool (*take)(void *context, struct heap_look *look);
	/* How far it is, in bytes; false if nobody looks now. */
	bool (*progress)(void *context, uint64_t *done, uint64_t *total);
};

#endif
