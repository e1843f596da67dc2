/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading text that need not end in NUL: a pointer and a length, cut off from the front.
 *
 *	struct text rest = text_of(buffer, length), line;
 *	while (text_next_line(&rest, &line)) {
 *		struct text name = text_next_word(&line);
 *		if (!text_next_number(&line, &n)) ...
 *	}
 */
#ifndef MEMTOP_BASE_TEXT_H
#define MEMTOP_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct text {
	const char *at;
	size_t length;
};

static inline struct text text_of(const char *at, size_t length)
{
	return (struct text){ at, length };
}

static inline struct text text_of_string(const char *string)
{
	return text_of(string, strlen(string));
}

static inline bool text_equals(struct text text, const char *string)
{
	/* Most differ in their first byte. */
	if (text.length == 0 || *text.at != *string)
		return text.length == 0 && *string == '\0';
	return strlen(string) == text.length && memcmp(text.at, string, text.length) == 0;
}

static inline bool text_starts(struct text text, const char *prefix)
{
	size_t n;

	if (text.length == 0 || *text.at != *prefix)
		return *prefix == '\0';
	n = strlen(prefix);
	return n <= text.length && memcmp(text.at, prefix, n) == 0;
}

/* For qsort(): byte by byte; of two that begin alike the shorter one first. */
int text_compare(struct text a, struct text b);

/* Takes the next line off rest, without its newline (LF or CR-LF).  False at the end. */
bool text_next_line(struct text *rest, struct text *line);

/* Takes the next run of bytes that are not blank (space, tab, CR, FF) off rest; empty at the end. */
struct text text_next_word(struct text *rest);

/* Takes everything up to the first separator off rest, and the separator too; all of it if none. */
struct text text_next_field(struct text *rest, char separator);

/* Text without blanks at both ends. */
struct text text_trim(struct text text);

/*
 * Takes an unsigned decimal number off rest, after blanks.  False, and nothing taken, if there is
 * no digit or if it does not fit in 64 bits.
 */
bool text_next_number(struct text *rest, uint64_t *n);

/* The same for the whole of text: no sign, no blank, nothing behind the digits. */
bool text_to_number(struct text text, uint64_t *n);

/* ---- eight bytes at a time, as one number ---- */

#define EACH_BYTE(byte) (UINT64_MAX / UINT8_MAX * (byte))

/* Takes them off rest, which has as many. */
static inline uint64_t text_next_eight(struct text *rest)
{
	uint64_t bytes;

	memcpy(&bytes, rest->at, sizeof(bytes));
	*rest = text_of(rest->at + sizeof(bytes), rest->length - sizeof(bytes));
	return bytes;
}

/* What is left of less than eight, and a filler for each that lacks. */
static inline uint64_t text_last_of_eight(struct text rest, char filler)
{
	uint64_t bytes = EACH_BYTE((unsigned char)filler);

	if (rest.length > 0)
		memcpy(&bytes, rest.at, rest.length);
	return bytes;
}

/* Not 0 where there is a 0 among them. */
static inline uint64_t eight_zeroes(uint64_t bytes)
{
	return (bytes - EACH_BYTE(1)) & ~bytes & EACH_BYTE(0x80);
}

/* Not 0 where some are no printable ASCII. */
static inline uint64_t eight_unprintable(uint64_t bytes)
{
	return (bytes | (bytes - EACH_BYTE(' ')) | (bytes + EACH_BYTE(0x7f - '~'))) &
	       EACH_BYTE(0x80);
}

/* ---- strings that are kept ---- */

/* A copy with a NUL behind it, to be freed by free(); NULL without memory.  No NUL is looked for in text. */
char *text_dup(struct text text);

/*
 * Strings that live as long as the report that names them, in one block; each is known by its
 * offset, which stays when the block moves.  A pool begins as { 0 }; 0 is the offset of "".
 */
struct string_pool {
	char *block;
	size_t length, capacity;
	bool failed; /* something was not kept: no memory, or 4 GiB are full */
};

/* The offset of a copy with a NUL behind it; 0 if it failed, or is empty. */
uint32_t string_pool_add(struct string_pool *pool, struct text text);

static inline const char *string_pool_at(const struct string_pool *pool, size_t offset)
{
	return pool->block ? pool->block + offset : "";
}

void string_pool_free(struct string_pool *pool);

#endif
