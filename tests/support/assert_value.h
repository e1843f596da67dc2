/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What parsers give, against what was expected.  Macros, so that a failure names the test's line;
 * cmocka.h comes first.
 */
#ifndef MEMTOP_TESTS_ASSERT_VALUE_H
#define MEMTOP_TESTS_ASSERT_VALUE_H

#include <string.h>

#include "base/text.h"
#include "base/value.h"

#define assert_text(given, expected)                                                               \
	do {                                                                                       \
		struct text given_text = (given);                                                  \
		assert_int_equal(given_text.length, strlen(expected));                             \
		assert_memory_equal(given_text.at, expected, given_text.length);                   \
	} while (0)

#define assert_value(given, expected)                                                              \
	do {                                                                                       \
		struct value given_value = (given);                                                \
		assert_int_equal(given_value.state, VALUE_OK);                                     \
		assert_int_equal(given_value.n, expected);                                         \
	} while (0)

#define assert_absent(given) assert_int_equal((given).state, VALUE_ABSENT)

#endif
