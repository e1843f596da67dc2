/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/run.h"

#include <endian.h>
#include <string.h>

/*
 * In front of each run stands how many bytes each of its numbers has, three bits each, and in the bit above
 * whether those of its extremes count pages.
 */
enum number { GAP, SPAN, LOW, RANGE, MEAN, NUMBERS };

#define LENGTH_BITS 3
#define OF_PAGES    (1u << (NUMBERS * LENGTH_BITS))
#define PAGE_BITS   12

static const uint8_t length_of[] = { 0, 1, 2, 3, 4, 5, 6, 8 };
static const uint64_t mask_of[] = { 0, 0xff, 0xffff, 0xffffff, 0xffffffff, 0xffffffffff,
	0xffffffffffff, UINT64_MAX };

/* Small numbers of either sign become small ones without. */
static inline uint64_t folded(uint64_t n)
{
	return n << 1 ^ (n >> 63 ? UINT64_MAX : 0);
}

static inline uint64_t unfolded(uint64_t n)
{
	return n >> 1 ^ (n & 1 ? UINT64_MAX : 0);
}

static inline unsigned code_of(uint64_t n)
{
	unsigned code = 0;

	while (n & ~mask_of[code])
		code++;
	return code;
}

uint8_t *run_pack(uint8_t *to, const struct series_run *run, const struct series_run *before)
{
	const uint64_t low = run->low - before->low, range = run->high - run->low;
	const unsigned shift = (low | range) & ((1u << PAGE_BITS) - 1) ? 0 : PAGE_BITS;
	const uint64_t numbers[NUMBERS] = { [GAP] = run->first_ns - before->last_ns,
		[SPAN] = run->last_ns - run->first_ns,
		[LOW] = folded((uint64_t)((int64_t)low >> shift)),
		[RANGE] = range >> shift,
		[MEAN] = folded(run->bytes - run->low) };
	unsigned codes = shift ? OF_PAGES : 0;
	uint8_t *at = to + 2;

	for (int i = 0; i < NUMBERS; i++) {
		const unsigned code = code_of(numbers[i]);
		const uint64_t bytes = htole64(numbers[i]);

		memcpy(at, &bytes, sizeof(bytes));
		at += length_of[code];
		codes |= code << (i * LENGTH_BITS);
	}
	to[0] = (uint8_t)codes;
	to[1] = (uint8_t)(codes >> 8);
	return at;
}

static inline uint64_t number_at(const uint8_t **at, unsigned code)
{
	uint64_t bytes;

	memcpy(&bytes, *at, sizeof(bytes));
	*at += length_of[code];
	return le64toh(bytes) & mask_of[code];
}

const uint8_t *run_unpack(const uint8_t *from, struct series_run *run,
	const struct series_run *before)
{
	const unsigned codes = from[0] | (unsigned)from[1] << 8;
	const unsigned shift = codes & OF_PAGES ? PAGE_BITS : 0;
	uint64_t numbers[NUMBERS];

	from += 2;
	for (int i = 0; i < NUMBERS; i++)
		numbers[i] = number_at(&from, codes >> (i * LENGTH_BITS) & 7);
	run->first_ns = before->last_ns + numbers[GAP];
	run->last_ns = run->first_ns + numbers[SPAN];
	run->low = before->low + (unfolded(numbers[LOW]) << shift);
	run->high = run->low + (numbers[RANGE] << shift);
	run->bytes = run->low + unfolded(numbers[MEAN]);
	return from;
}
