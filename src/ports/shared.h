/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the objects of shared memory come from: the small interface between source/, and ui/ and cli/. */
#ifndef MEMTOP_PORTS_SHARED_H
#define MEMTOP_PORTS_SHARED_H

#include <stdbool.h>

#include "sample/kernel/shared.h"

struct shared_feed {
	void *context;
	/* Becomes readable when take() has something. */
	int descriptor;
	/*
	 * Looks for all of them anew, unless it does so just now; a look always ends, and rings.  False if
	 * none could begin.
	 */
	bool (*look)(void *context);
	/* It is not looked at for a while. */
	void (*rest)(void *context);
	/* Hands over the newest report not yet taken, shared_report_free() it; false if there is none. */
	bool (*take)(void *context, struct shared_report *report);
};

#endif
