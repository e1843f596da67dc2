/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The memory of a live process behind ports/memory.h: maps, pagemap and process_vm_readv().
 * It never writes, stops or traces, and reads only what the caller found resident.
 *
 *	if (process_memory_open(&memory, pid, &message) == STATUS_OK) {
 *		reader = process_memory_reader(memory);
 *		...
 *	}
 *	process_memory_close(memory);
 */
#ifndef MEMTOP_SOURCE_INSPECT_PROCESS_MEMORY_H
#define MEMTOP_SOURCE_INSPECT_PROCESS_MEMORY_H

#include <sys/types.h>

#include "base/status.h"
#include "ports/memory.h"
#include "sample/process_detail.h"

struct process_memory;

/*
 * STATUS_ABSENT or STATUS_GONE: no such process, or it is a zombie or a kernel thread.
 * STATUS_DENIED: message names what forbids it.  *memory is NULL then.
 */
enum status process_memory_open(struct process_memory **memory, pid_t pid, struct message *message);
void process_memory_close(struct process_memory *memory); /* NULL is allowed */

/* Its name (comm) when it was opened, "" if that could not be read; until close. */
const char *process_memory_name(const struct process_memory *memory);

/*
 * Its mappings are known from a moment ago, and its first lists are those, where it would take the
 * kernel long to list them again.  The detail must last until close.
 */
void process_memory_know(struct process_memory *memory, const struct process_detail *detail);

/* Valid until close. */
struct memory_reader process_memory_reader(struct process_memory *memory);

#endif
