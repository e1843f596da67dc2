/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All resident pages of a process's anonymous memory, one stretch after the other. */
#ifndef MEMTOP_HEAP_SWEEP_H
#define MEMTOP_HEAP_SWEEP_H

#include <stddef.h>
#include <stdint.h>

#include "heap/memory.h"

/*
 * A stretch of whole pages; bytes are good until it returns.  Stretches begin at multiples of SWEEP_MOST
 * or where a page that is resident follows one that is not.  Anything but STATUS_OK ends the sweep.
 */
typedef enum status sweep_visit(void *context, uint64_t address, const uint8_t *bytes,
	size_t length);

#define SWEEP_MOST (UINT64_C(1) << 18)

/* What visit said; STATUS_GONE, STATUS_NO_MEMORY, or what the allowance says. */
enum status memory_sweep(struct memory *memory, sweep_visit *visit, void *context);

#endif
