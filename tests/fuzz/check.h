/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What fuzz targets say of a result: CHECK(that it is as the header promises). */
#ifndef MEMTOP_TESTS_FUZZ_CHECK_H
#define MEMTOP_TESTS_FUZZ_CHECK_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"

#define CHECK(condition)                                                                           \
	do {                                                                                       \
		if (!(condition)) {                                                                \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);            \
			abort();                                                                   \
		}                                                                                  \
	} while (0)

/* Whether part points into the whole. */
static inline bool lies_within(struct text part, const char *text, size_t length)
{
	return part.length == 0 || (part.at >= text && part.at + part.length <= text + length);
}

/* How often a byte occurs. */
static inline size_t count_of(const char *text, size_t length, char c)
{
	size_t count = 0;

	for (size_t i = 0; i < length; i++)
		count += text[i] == c;
	return count;
}

#endif
