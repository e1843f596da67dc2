/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a recorder of this machine takes from a live screen: the small interface between store/ and
 * ui/.  Nothing waits.
 */
#ifndef MEMTOP_PORTS_RECORDING_H
#define MEMTOP_PORTS_RECORDING_H

#include <stdbool.h>

#include "base/status.h"

enum recording_answer {
	RECORDING_NOBODY, /* no recorder: there is nothing to mark */
	RECORDING_MARKED, /* message names the record */
	RECORDING_FAILED, /* message says why */
};

struct recording {
	void *context;
	/* Asks for a mark at this moment. */
	void (*mark)(void *context);
	/* What came of it, once; asked when the feed's descriptor is readable. */
	bool (*answered)(void *context, enum recording_answer *answer, struct message *message);
};

#endif
