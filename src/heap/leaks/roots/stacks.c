/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "heap/leaks/roots/stacks.h"

#include "base/macros.h"

#define RED_ZONE 128u /* below the stack pointer, in use by leaf functions (System V ABI, x86-64) */
#define TLS_BELOW                                                                                  \
	4096u /* static TLS that stands below the control block, at most counted as such */
#define TLS_MOST    (UINT64_C(64) << 10) /* a mapping of TLS and of nothing else */
#define DESCRIPTOR  4096u                /* of struct pthread, at most */
#define PAGES_ABOVE 65536u
#define TLS_SCAN                                                                                   \
	(UINT64_C(16) << 20) /* so far above a stack pointer the control block is looked for */

static uint64_t lowest_used(const struct memory *memory, uint64_t pointer)
{
	return align_down(memory->word == 8 ? pointer - RED_ZONE : pointer, 16);
}

/* The one thread whose stack pointer is in [from, to); how many there are. */
static size_t threads_in(const struct thread_list *threads, uint64_t from, uint64_t to,
	const struct thread_state **one)
{
	size_t count = 0;

	for (size_t i = 0; i < threads->count; i++) {
		uint64_t pointer = threads->rows[i].stack_pointer;

		if (pointer < from || pointer >= to)
			continue;
		*one = &threads->rows[i];
		count++;
	}
	return count;
}

/*
 * tcbhead_t of x86 begins with its own address, and has it again two words on (sysdeps/x86_64/nptl/tls.h
 * and sysdeps/i386/nptl/tls.h of glibc).  The last one in [from, to), or 0.
 */
static uint64_t find_control_block(struct memory *memory, uint64_t from, uint64_t to)
{
	uint64_t found = 0, unit = align_down(from, MEMORY_UNIT);

	for (; unit < to; unit += MEMORY_UNIT) {
		const uint8_t *bytes = memory_unit(memory, unit);

		if (!bytes)
			continue;
		for (unsigned at = 0; at + 3 * memory->word <= MEMORY_UNIT; at += memory->word) {
			uint64_t address = unit + at;

			if (address >= from && memory_decode(memory, bytes + at) == address &&
				memory_decode(memory, bytes + at + 2 * memory->word) == address)
				found = address;
		}
	}
	return found;
}

/*
 * Where the stack lies by the thread's own descriptor, struct pthread, which begins at the control
 * block: stackblock, page-aligned, and stackblock_size follow each other in it (nptl/descr.h).  The
 * memory around may belong to anything.
 */
static bool find_stack(struct stack_cut *cut, struct memory *memory, uint64_t block,
	uint64_t pointer)
{
	for (uint64_t at = block; at < block + DESCRIPTOR; at += memory->word) {
		uint64_t low, size;

		if (!memory_word(memory, at, &low) ||
			!memory_word(memory, at + memory->word, &size))
			return false;
		if (low == 0 || low % MEMORY_UNIT != 0 || low > pointer ||
			size > UINT64_MAX - low || low + size <= block ||
			low + size > align_up(block + DESCRIPTOR, PAGES_ABOVE))
			continue;
		cut->low = max_u64(cut->low, low);
		cut->high = min_u64(cut->high, low + size);
		return true;
	}
	return false;
}

/* A thread that pthread_create() made: its TLS and descriptor stand at the top of its stack. */
static void cut_thread(struct stack_cut *cut, struct memory *memory,
	const struct thread_state *thread, uint64_t to)
{
	uint64_t pointer = thread->stack_pointer;
	uint64_t scan = to - pointer > TLS_SCAN ? to - TLS_SCAN : pointer;
	uint64_t block = find_control_block(memory, scan, to);

	if (block <= pointer || !find_stack(cut, memory, block, pointer))
		return;
	cut->is_tls = true;
	cut->tls_from = max_u64(align_down(block - TLS_BELOW, 16), pointer & ~UINT64_C(15));
	cut->stack_from = max_u64(cut->low, lowest_used(memory, pointer));
}

void stack_cut(struct stack_cut *cut, struct memory *memory, const struct thread_list *threads,
	const struct mapping *mapping, uint64_t from, uint64_t to)
{
	const struct thread_state *thread = NULL;
	size_t count = threads_in(threads, from, to, &thread);
	bool is_main = maps_kind(mapping) == MAPPING_STACK;

	*cut = (struct stack_cut){ .low = from, .high = to, .stack_from = from, .tls_from = to };
	if (count == 0 && !is_main) {
		cut->is_tls = to - from < TLS_MOST && find_control_block(memory, from, to) != 0;
		cut->tls_from = from;
		return;
	}
	cut->is_stack = true;
	if (count != 1)
		return;
	cut->tid = thread->tid;
	if (is_main)
		cut->stack_from = max_u64(from, lowest_used(memory, thread->stack_pointer));
	else
		cut_thread(cut, memory, thread, to);
}
