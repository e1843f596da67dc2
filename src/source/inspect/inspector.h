/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The thread that reads one process in depth, again and again, while somebody looks at it.  A read
 * that takes seconds keeps nobody waiting but that process's own picture.
 */
#ifndef MEMTOP_SOURCE_INSPECT_INSPECTOR_H
#define MEMTOP_SOURCE_INSPECT_INSPECTOR_H

#include "base/status.h"
#include "ports/inspect.h"
#include "source/inspect/detail_reader.h"

struct inspector;

/* Starts the thread, at rest.  STATUS_FAILED: message says why. */
enum status inspector_new(struct inspector **inspector, arena_test *is_arena,
	struct message *message);
/* Ends the thread; does not wait for a read of the kernel that hangs. */
void inspector_free(struct inspector *inspector);

/* The inspector behind the interface that ui and out know. */
struct inspect inspector_interface(struct inspector *inspector);

#endif
