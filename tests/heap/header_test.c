/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdint.h>
#include <string.h>

#include "heap/glibc/header.h"

#define HEAP  UINT64_C(0x7f1234000000)
#define HEAP2 UINT64_C(0x7f1238000000)
#define SMALL UINT64_C(0x20000)

static bool test64(uint64_t address, uint64_t arena, uint64_t previous, uint64_t size,
	uint64_t reserved)
{
	const uint64_t words[8] = { arena, previous, size, reserved };
	unsigned char header[64];

	memcpy(header, words, sizeof(header));
	return heap_header_is_glibc(address, header, sizeof(header));
}

static void first_heaps_are_known(void **state)
{
	(void)state;
	assert_true(test64(HEAP, HEAP + 0x30, 0, SMALL, SMALL));
	assert_true(test64(HEAP, HEAP + 0x20, 0, SMALL, 2 * SMALL));
}

static void later_heaps_lead_back(void **state)
{
	(void)state;
	assert_true(test64(HEAP2, HEAP + 0x30, HEAP, SMALL, SMALL));
	assert_false(test64(HEAP2, HEAP2 + 0x30, HEAP, SMALL, SMALL));
	assert_false(test64(HEAP2, HEAP + 0x30, HEAP + 4096, SMALL, SMALL));
}

static void other_memory_is_not_taken_for_one(void **state)
{
	unsigned char header[64] = { 0 };

	(void)state;
	assert_false(heap_header_is_glibc(HEAP, header, sizeof(header)));
	memset(header, 0xff, sizeof(header));
	assert_false(heap_header_is_glibc(HEAP, header, sizeof(header)));
	assert_false(test64(HEAP + 4096, HEAP + 4096 + 0x30, 0, SMALL, SMALL));
	assert_false(test64(HEAP, HEAP + 0x40, 0, SMALL, SMALL));
	assert_false(test64(HEAP, HEAP + 0x30, 0, SMALL + 1, SMALL));
	assert_false(test64(HEAP, HEAP + 0x30, 0, 2 * SMALL, SMALL));
	assert_false(test64(HEAP, HEAP + 0x30, 0, SMALL, UINT64_C(1) << 40));
	assert_false(heap_header_is_glibc(HEAP, header, 16));
}

static void words_of_32_bits_are_read(void **state)
{
	const uint32_t words[16] = { 0xf0100010, 0, 0x21000, 0x21000 };
	unsigned char header[64];

	(void)state;
	memcpy(header, words, sizeof(header));
	assert_true(heap_header_is_glibc(0xf0100000, header, sizeof(header)));
	assert_false(heap_header_is_glibc(0xf0200000, header, sizeof(header)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(first_heaps_are_known),
		cmocka_unit_test(later_heaps_lead_back),
		cmocka_unit_test(other_memory_is_not_taken_for_one),
		cmocka_unit_test(words_of_32_bits_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
