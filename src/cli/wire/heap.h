/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Looks at heaps in a thread of their own: one at a time, on demand, and given up when asked or when it
 * hangs.
 */
#ifndef MEMTOP_CLI_WIRE_HEAP_H
#define MEMTOP_CLI_WIRE_HEAP_H

#include "cli/wire/examination.h"
#include "ports/heap.h"

/* Valid until the examiner is freed. */
struct heap_feed heap_feed_of(struct examiner *examiner);

#endif
