/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A set of numbers: what was seen already. */
#ifndef MEMTOP_SOURCE_KERNEL_MEMORY_SEEN_H
#define MEMTOP_SOURCE_KERNEL_MEMORY_SEEN_H

#include <stddef.h>
#include <stdint.h>

/* Zero it first. */
struct seen {
	uint64_t *slots; /* a hash table; 0: empty */
	size_t size, count;
};

enum seen_result { SEEN_NEW, SEEN_BEFORE, SEEN_NO_MEMORY };

/* Adds a number other than 0. */
enum seen_result seen_add(struct seen *seen, uint64_t number);
void seen_free(struct seen *seen);

#endif
