/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The thread that reads one process in depth, again and again, while it is shown.  A read
 * that takes seconds holds up nothing but that process's own picture.
 */
#ifndef MEMTOP_SOURCE_INSPECT_INSPECTOR_H
#define MEMTOP_SOURCE_INSPECT_INSPECTOR_H

#include "base/status.h"
#include "ports/inspect.h"
#include "source/inspect/detail_reader.h"

struct inspector;

/* Starts the thread, at rest.  limit: the setting inspect_limit.  STATUS_FAILED: message says why. */
enum status inspector_new(struct inspector **inspector, arena_test *is_arena, unsigned limit,
	struct message *message);
/* Ends the thread; does not wait for a read of the kernel that hangs. */
void inspector_free(struct inspector *inspector);

/*
 * When the next reading may begin after one from began_ns to ended_ns: a reading holds the mmap lock
 * of the process, so that reading takes a tenth of the time at most, and no more often than delay_ns.
 */
uint64_t inspector_rests_until(uint64_t began_ns, uint64_t ended_ns, uint64_t delay_ns);

/* The inspector behind the interface that ui and out know. */
struct inspect inspector_interface(struct inspector *inspector);

#endif
