/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Small things that every file needs; minima and maxima evaluate their arguments once. */
#ifndef MEMTOP_BASE_MACROS_H
#define MEMTOP_BASE_MACROS_H

#include <stddef.h>
#include <stdint.h>

/* How many elements an array has; never a pointer. */
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static inline int min_int(int a, int b)
{
	return a < b ? a : b;
}

static inline int max_int(int a, int b)
{
	return a > b ? a : b;
}

static inline size_t min_size(size_t a, size_t b)
{
	return a < b ? a : b;
}

static inline size_t max_size(size_t a, size_t b)
{
	return a > b ? a : b;
}

static inline uint64_t min_u64(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static inline uint64_t max_u64(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

#endif
