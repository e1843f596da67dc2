/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where details of one process come from: the small interface between source/ and ui/ or out/. */
#ifndef MEMTOP_PORTS_INSPECT_H
#define MEMTOP_PORTS_INSPECT_H

#include <sys/types.h>

#include "sample/page_map.h"
#include "sample/process_detail.h"
#include "sample/process/list.h"

/* Which mapping's pages are looked at. */
struct residency_request {
	pid_t pid; /* 0: none */
	uint64_t start, end;
	struct pagemap_mapping mapping;
	bool is_empty; /* smaps says that nothing of it is resident or swapped: no need to look */
};

struct inspect {
	void *context;
	/* Becomes readable when take() has something new. */
	int descriptor;
	/*
	 * Looks at this process from now on, at most every delay seconds and never more than a tenth of
	 * the time; pid 0: at none.  A delay of 0 reads once.
	 */
	void (*look)(void *context, pid_t pid, double delay);
	/*
	 * The newest detail not yet taken, detail_unref() it; or NULL, and status says why: STATUS_OK
	 * nothing new, STATUS_GONE the process has ended, or another reason it could not be read.
	 */
	struct process_detail *(*take)(void *context, enum status *status);
	/*
	 * How the process that was looked at last ended, as waitpid(2) tells its parent; false while
	 * it lives, and if that is not told.
	 */
	bool (*ending)(void *context, int *wait_status);
	/* Looks at the pages of this mapping too, now and whenever a new detail was read. */
	void (*look_at_pages)(void *context, const struct residency_request *request);
	/* The newest strip not yet taken, free() it; or NULL. */
	struct residency *(*take_pages)(void *context);
	/* Reads one of a process's lists, once; pid 0: none any more. */
	void (*ask_list)(void *context, pid_t pid, enum process_list_kind kind);
	/* The newest list not yet taken, process_list_free() it; or NULL. */
	struct process_list *(*take_list)(void *context);
	/*
	 * Waits for what take() gives then; STATUS_UNANSWERED once nothing of it could be read for
	 * some seconds.
	 */
	struct process_detail *(*wait)(void *context, enum status *status);
};

#endif
