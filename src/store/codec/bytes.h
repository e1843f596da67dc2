/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bytes of the record: numbers in as few bytes as they need, appended to a buffer and taken off
 * again.  Both are sticky: after a failure the rest does nothing, and the caller asks once, at the end.
 */
#ifndef MEMTOP_STORE_CODEC_BYTES_H
#define MEMTOP_STORE_CODEC_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/* Zero it first, bytes_free() it last. */
struct bytes {
	uint8_t *at;
	size_t length, capacity;
	bool failed; /* no memory: what it holds is not whole */
};
void bytes_free(struct bytes *bytes);
void bytes_clear(struct bytes *bytes);

void bytes_put(struct bytes *bytes, const void *data, size_t length);
void bytes_put_number(struct bytes *bytes, uint64_t n);
/* Small in bytes if near 0 on either side. */
void bytes_put_signed(struct bytes *bytes, int64_t n);

/* What is left to take.  bad: it ended too early, or a number is none. */
struct byte_reader {
	const uint8_t *at, *end;
	bool bad;
};

static inline struct byte_reader reading_of(const void *data, size_t length)
{
	const uint8_t *at = data;

	return (struct byte_reader){ at, length ? at + length : at, false };
}

uint64_t reading_long_number(struct byte_reader *reading);

/* 0 if bad.  Most take a byte, and nearly all of the others up to three: what a few pages come to. */
static inline uint64_t reading_number(struct byte_reader *reading)
{
	const uint8_t *at = reading->at;

	if (reading->end - at < 3)
		return reading_long_number(reading);
	if (at[0] < 0x80) {
		reading->at = at + 1;
		return at[0];
	}
	if (at[1] < 0x80) {
		reading->at = at + 2;
		return (uint64_t)(at[0] & 0x7f) | (uint64_t)at[1] << 7;
	}
	if (at[2] < 0x80) {
		reading->at = at + 3;
		return (uint64_t)(at[0] & 0x7f) | (uint64_t)(at[1] & 0x7f) << 7 |
		       (uint64_t)at[2] << 14;
	}
	return reading_long_number(reading);
}

static inline int64_t reading_signed(struct byte_reader *reading)
{
	uint64_t n = reading_number(reading);

	return (int64_t)((n >> 1) ^ (n & 1 ? UINT64_MAX : 0));
}

/* A number that may not be above most, for sizes of what is made of it. */
size_t reading_size(struct byte_reader *reading, size_t most);
/* The next length bytes as a reading of their own. */
struct byte_reader reading_part(struct byte_reader *reading, size_t length);

/* Differences wrap, so that any two numbers have one. */
static inline int64_t number_minus(int64_t a, int64_t b)
{
	return (int64_t)((uint64_t)a - (uint64_t)b);
}

static inline int64_t number_plus(int64_t a, int64_t b)
{
	return (int64_t)((uint64_t)a + (uint64_t)b);
}

/* Compressed with a checksum at that level of zstd; unpacked into at most that many bytes. */
enum status bytes_pack(struct bytes *out, const struct bytes *in, int level);
enum status bytes_unpack(struct bytes *out, const void *data, size_t length, size_t most);

#endif
