/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which part of a mapping is a thread's stack in use, and which its thread-local memory.  Below its
 * stack pointer a stack is full of old pointers: with them nothing that was lost a moment ago would be
 * found.
 */
#ifndef MEMTOP_HEAP_LEAKS_ROOTS_STACKS_H
#define MEMTOP_HEAP_LEAKS_ROOTS_STACKS_H

#include "heap/memory.h"
#include "sample/process_threads.h"

struct stack_cut {
	bool is_stack, is_tls;
	pid_t tid;           /* 0: of several threads, or not known of which */
	uint64_t low, high;  /* the part that is stack and TLS */
	uint64_t stack_from; /* what is below is not in use */
	uint64_t tls_from;   /* where the stack ends, and TLS begins if there is any */
};

/* Looks at [from, to), a piece of a private mapping. */
void stack_cut(struct stack_cut *cut, struct memory *memory, const struct thread_list *threads,
	const struct mapping *mapping, uint64_t from, uint64_t to);

#endif
