/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Running heap_target, and what it says of itself. */
#ifndef MEMTOP_TESTS_HEAP_TARGET_H
#define MEMTOP_TESTS_HEAP_TARGET_H

#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

struct target {
	pid_t pid;
	FILE *in, *out; /* its standard input and output */
	/* mallinfo(): got from the kernel, free with tops and fastbins, fastbins, mappings. */
	uint64_t system, free, fastbin_chunks, fastbin_bytes, mmapped_chunks, mmapped_bytes;
};

/*
 * Starts the program that HEAP_TARGET names (which may have arguments; heap_target of this build
 * otherwise) and waits until its heap is made.  Fails the test if that does not come about.
 */
void target_start(struct target *target, const char *scenario, unsigned long count);

/* The same of another program of this build, which speaks as heap_target does; HEAP_TARGET comes first. */
void target_start_program(struct target *target, const char *program, const char *scenario,
	unsigned long count);

/* Lets it call malloc_trim(0): by how many bytes that lowered its Anonymous. */
uint64_t target_trim(struct target *target);

void target_stop(struct target *target);

/* What a look from outside must leave as it is: RSS, and faults of either kind. */
struct target_state {
	unsigned long minor_faults, major_faults;
	long resident;
};
void target_state(const struct target *target, struct target_state *state);

#endif
