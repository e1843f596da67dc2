/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Looks at heaps in a thread of their own: one at a time, on demand, and given up when asked or when it
 * hangs.  It stands beside main because it joins heap/ and source/.
 */
#ifndef MEMTOP_CLI_WIRE_HEAP_H
#define MEMTOP_CLI_WIRE_HEAP_H

#include "ports/heap.h"

struct heap_watcher;

/* At rest.  limit: the setting inspect_limit.  STATUS_FAILED: message says why. */
enum status heap_watcher_new(struct heap_watcher **watcher, unsigned limit,
	struct message *message);

/* Gives up a look that goes on, and does not wait for it.  NULL is allowed. */
void heap_watcher_free(struct heap_watcher *watcher);

struct heap_feed heap_watcher_feed(struct heap_watcher *watcher);

#endif
