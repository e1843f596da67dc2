/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The record: samples of days past. */
#ifndef MEMTOP_PORTS_STORE_H
#define MEMTOP_PORTS_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/status.h"
#include "config/settings.h"
#include "derive/history.h"
#include "sample/record/event.h"
#include "sample/sample.h"

/* What there is to say of a record as a whole. */
struct record_status {
	uint64_t samples;
	int64_t first_wall_ns, last_wall_ns; /* meaningless without samples */
	uint64_t bytes;                      /* of all its files */
	uint64_t gaps;
	pid_t recorder;         /* of its writer now; 0: it has none */
	enum exits_state hears; /* whether ends of processes were recorded with the last sample */
	uint64_t exits, exits_lost;
};

/* What was recorded between two samples. */
struct record_span {
	struct sample *from, *to;
	int64_t from_sequence, to_sequence;
	struct history *history; /* of what was between, since the last boot */
	struct record_event *events;
	size_t event_count;
	struct ended_processes *ended; /* those that ended in between; NULL: unknown */
};

#endif
