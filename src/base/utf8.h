/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names, arguments and paths of other processes are bytes of any kind.  Before they leave
 * the program they pass through here: valid UTF-8, no control character, measured in columns.
 */
#ifndef MEMTOP_BASE_UTF8_H
#define MEMTOP_BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

/*
 * Decodes one character of length bytes at `at` (length > 0).  Returns the bytes it takes; *code
 * is its code point, or UINT32_MAX for a byte that starts no valid sequence (overlong, surrogate,
 * above U+10FFFF, cut off), which takes 1.
 */
size_t utf8_decode(const char *at, size_t length, uint32_t *code);

/*
 * Columns that a code point takes on a terminal: 0 for combining, 2 for wide, 1 otherwise; -1 for
 * one that must not reach a terminal (C0, DEL, C1, bidirectional controls, line separators).
 */
int utf8_columns(uint32_t code);

/*
 * Copies text for a terminal into out, which has size bytes (> 0), NUL-terminated, never cut
 * inside a character.  Newline, tab and the like become their C escapes (\n \t), other control characters
 * \xHH, and invalid bytes U+FFFD ("?" where ascii is true, as are then all characters above
 * 0x7e).  Returns the length that the whole would have needed, as snprintf does.
 */
size_t utf8_printable(char *out, size_t size, const char *at, size_t length, int ascii);

/*
 * Copies text as valid UTF-8 into out for machine output: invalid bytes become U+FFFD, control
 * characters stay (JSON escapes them).  out needs 3 * length + 1 bytes.  Returns the length.
 */
size_t utf8_valid(char *out, const char *at, size_t length);

/* Columns that a printable NUL-terminated UTF-8 string takes. */
size_t utf8_width(const char *string);

/* The longest prefix of string, in bytes, that fits into columns; *used gets the columns it takes. */
size_t utf8_fit(const char *string, size_t columns, size_t *used);

#endif
