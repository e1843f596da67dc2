/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where details of one process come from: the small interface between source/ and ui/ or out/. */
#ifndef MEMTOP_MODEL_INSPECT_H
#define MEMTOP_MODEL_INSPECT_H

#include <sys/types.h>

#include "model/detail.h"

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
	/* Waits for what take() gives then. */
	struct process_detail *(*wait)(void *context, enum status *status);
};

#endif
