/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Programs whose memory is not, or not only, malloc's: a runtime manages it by itself. */
#ifndef MEMTOP_DERIVE_PROCESS_RUNTIME_H
#define MEMTOP_DERIVE_PROCESS_RUNTIME_H

#include <stdbool.h>

#include "sample/process_detail.h"

enum runtime {
	RUNTIME_NONE,
	RUNTIME_JAVA,
	RUNTIME_PYTHON,
	RUNTIME_GO,
	RUNTIME_NODE,
	RUNTIME_REDIS,
	RUNTIME_COUNT
};

/* By the names of what is mapped, and where Go has its heap. */
enum runtime runtime_of(const struct process_detail *detail);

/*
 * Whether a mapping that begins there is the first of Go's heap: it asks for that address first (runtime/
 * malloc.go of Go 1.23).  Others have memory in the same range by chance: V8 takes addresses at random.
 */
static inline bool runtime_is_go_start(uint64_t address)
{
	return address == UINT64_C(0xc000000000);
}

/* Whether Go's heap, goroutines' stacks in it, has that address in a process of Go. */
static inline bool runtime_is_go_heap(uint64_t address)
{
	return address >= UINT64_C(0xc000000000) && address < UINT64_C(0x10000000000);
}

#endif
