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

/* Of two numbers, unlike fmin() and fmax(), which ask about NaN, by a call each. */
static inline double min_double(double a, double b)
{
	return a < b ? a : b;
}

static inline double max_double(double a, double b)
{
	return a > b ? a : b;
}

/* -1, 0 or 1: how two numbers of one type are compared for qsort(); each stands here twice. */
#define COMPARE(a, b) (((a) > (b)) - ((a) < (b)))

static inline int first_difference(const int *orders, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (orders[i] != 0)
			return orders[i];
	return 0;
}

/* The first of several comparisons that is not 0: by what is sorted, and by what if that is equal. */
#define FIRST_DIFFERENCE(...)                                                                      \
	first_difference((const int[]){ __VA_ARGS__ }, COUNT_OF(((const int[]){ __VA_ARGS__ })))

/* n * part / whole, rounded down, by long multiplication; whole is below 2^63, and the result fits. */
static inline uint64_t scale_long(uint64_t n, uint64_t part, uint64_t whole)
{
	uint64_t quotient = 0, rest = 0;

	for (int bit = 63; bit >= 0; bit--) {
		quotient <<= 1;
		rest <<= 1;
		if (rest >= whole) {
			rest -= whole;
			quotient++;
		}
		if (!(part >> bit & 1))
			continue;
		quotient += n / whole;
		rest += n % whole;
		if (rest >= whole) {
			rest -= whole;
			quotient++;
		}
	}
	return quotient;
}

/* The same: compilers for 32 bits have no wider type. */
static inline uint64_t scale_u64(uint64_t n, uint64_t part, uint64_t whole)
{
#ifdef __SIZEOF_INT128__
	return (uint64_t)((unsigned __int128)n * part / whole);
#else
	return scale_long(n, part, whole);
#endif
}

#endif
