/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/keyed.h"

#include <endian.h>

enum match { MATCH_NONE, MATCH_BEGINNING, MATCH_EXACT };

static bool ends_key(char c)
{
	return c == ':' || c == ' ' || c == '\t';
}

/* Whether the line begins with the key; *behind is then where the key of the line ends. */
static enum match match_key(const char *key, struct text line, size_t *behind)
{
	size_t i = 0;

	while (i < line.length && key[i] == line.at[i] && key[i])
		i++;
	if (i == line.length)
		return MATCH_NONE;
	if (key[i] == '\0' && ends_key(line.at[i])) {
		*behind = i;
		return MATCH_EXACT;
	}
	if (key[i] != '*')
		return MATCH_NONE;
	while (i < line.length && !ends_key(line.at[i]))
		i++;
	*behind = i;
	return MATCH_BEGINNING;
}

/* The row for the line's key, rows from *next on first; count if there is none. */
static size_t find_row(const struct keyed_row *rows, size_t count, size_t *next, struct text line,
	size_t *behind)
{
	size_t found = count;

	for (size_t tried = 0, row = *next; tried < count; tried++, row++) {
		size_t end;
		enum match match;

		if (row >= count)
			row = 0;
		if (rows[row].key[0] != line.at[0])
			continue;
		match = match_key(rows[row].key, line, &end);
		if (match == MATCH_NONE || (match == MATCH_BEGINNING && found < count))
			continue;
		found = row;
		*behind = end;
		if (match == MATCH_EXACT)
			break;
	}
	if (found < count)
		*next = found + 1;
	return found;
}

bool keyed_take_line(struct value *values, const struct keyed_row *rows, size_t count, size_t *next,
	struct text line)
{
	size_t behind = 0, row = find_row(rows, count, next, line, &behind);
	uint64_t n;

	if (row == count)
		return false;
	if (behind < line.length && line.at[behind] == ':')
		behind++;
	line = text_of(line.at + behind, line.length - behind);
	if (!text_next_number(&line, &n))
		return false;
	if (text_starts(line, " kB")) {
		if (n > UINT64_MAX >> 10)
			return false;
		n <<= 10;
	}
	if (!value_known(values[row]))
		values[row] = value_of(n);
	else if (rows[row].sum)
		values[row] = value_add(values[row], value_of(n));
	return true;
}

bool keyed_take_expected(struct value *value, struct text key, struct text *rest)
{
	const char *at = rest->at, *end = at + rest->length, *digits;
	uint64_t n = 0;

	if (rest->length <= key.length || at[key.length] != ':' ||
		memcmp(at, key.at, key.length) != 0)
		return false;
	at += key.length + 1;
	while (end - at >= 8 && memcmp(at, "        ", 8) == 0)
		at += 8;
	if (end - at >= 4 && memcmp(at, "    ", 4) == 0)
		at += 4;
	while (at < end && *at == ' ')
		at++;
	for (digits = at; at < end && *at >= '0' && *at <= '9'; at++)
		n = n * 10 + (uint64_t)(*at - '0');
	/* Fifteen digits fit, in kB, too. */
	if (at == digits || at - digits > 15 || end - at < 4 || memcmp(at, " kB\n", 4) != 0)
		return false;
	*value = value_of(n << 10);
	*rest = text_of(at + 4, (size_t)(end - at - 4));
	return true;
}

#define EACH_BYTE(byte) (UINT64_MAX / UINT8_MAX * (byte))
#define NUMBER_WIDTH    8

/* A decimal number at the end of so many characters, with blanks before it: all of them at once. */
static inline bool read_aligned(const char at[static NUMBER_WIDTH], uint64_t *n)
{
	uint64_t digits, behind_blanks;
	unsigned blanks;

	if (memcmp(at, "       0", NUMBER_WIDTH) == 0) { /* as most are */
		*n = 0;
		return true;
	}
	memcpy(&digits, at, sizeof(digits));
	digits = le64toh(digits); /* the first character is the lowest byte */
	behind_blanks = digits ^ EACH_BYTE(' ');
	if (!behind_blanks)
		return false;
	blanks = (unsigned)__builtin_ctzll(behind_blanks) / 8 * 8;
	digits |= EACH_BYTE('0' ^ ' ') & ((UINT64_C(1) << blanks) - 1);
	if ((digits & EACH_BYTE(0xf0)) != EACH_BYTE('0') ||
		((digits + EACH_BYTE(6)) & EACH_BYTE(0xf0)) != EACH_BYTE('0'))
		return false;
	/* Of ones tens, of those hundreds ..., side by side. */
	digits = (digits & EACH_BYTE(0x0f)) * (10 * 256 + 1) >> 8;
	digits = (digits & UINT64_C(0x00ff00ff00ff00ff)) * (100 * 65536 + 1) >> 16;
	*n = (digits & UINT64_C(0x0000ffff0000ffff)) * (10000 * (UINT64_C(1) << 32) + 1) >> 32;
	return true;
}

bool keyed_take_column(struct value *value, const char label[static KEYED_LABEL], struct text *rest)
{
	const size_t unit = KEYED_LABEL + NUMBER_WIDTH, length = unit + 4;
	uint64_t n;

	if (rest->length < length || memcmp(rest->at, label, KEYED_LABEL) != 0 ||
		memcmp(rest->at + unit, " kB\n", 4) != 0 ||
		!read_aligned(rest->at + KEYED_LABEL, &n))
		return false;
	*value = value_of(n << 10);
	*rest = text_of(rest->at + length, rest->length - length);
	return true;
}

size_t keyed_take_columns(struct value *values, const char *const *labels, size_t count,
	struct text *rest)
{
	const size_t unit = KEYED_LABEL + NUMBER_WIDTH, most = unit + 4;
	const char *at = rest->at, *end = at + rest->length;
	size_t taken = 0;

	for (; taken < count && (size_t)(end - at) >= most && !value_known(values[taken]);
		taken++) {
		uint64_t n;

		if (memcmp(at, labels[taken], KEYED_LABEL) != 0 ||
			!read_aligned(at + KEYED_LABEL, &n))
			break;
		if (memcmp(at + unit, " kB\n", 4) == 0) {
			values[taken] = value_of(n << 10);
			at += most;
		} else if (at[unit] == '\n') {
			values[taken] = value_of(n);
			at += unit + 1;
		} else {
			break;
		}
	}
	*rest = text_of(at, (size_t)(end - at));
	return taken;
}

/* So many characters at the start tell most keys apart. */
#define BEGINNING 6

/* One of 64 bits for the beginning of a key or a line; all of them for a key that has less than that. */
static uint64_t beginning_of(const char *key, size_t length)
{
	uint64_t hash = 0;

	for (size_t i = 0; i < BEGINNING; i++) {
		if (i == length || key[i] == '*')
			return UINT64_MAX;
		hash = hash * 31 + (unsigned char)key[i];
	}
	return UINT64_C(1) << hash % 64;
}

enum status keyed_parse(struct value *values, const struct keyed_row *rows, size_t count,
	const char *text, size_t length)
{
	struct text rest = text_of(text, length), line;
	size_t next = 0;
	uint64_t beginnings = 0;
	bool any = false;

	for (size_t i = 0; i < count; i++) {
		values[i] = value_missing(VALUE_ABSENT);
		beginnings |= beginning_of(rows[i].key, strlen(rows[i].key));
	}
	while (rest.length > 0) {
		if (next < count && !value_known(values[next]) &&
			keyed_take_expected(&values[next], text_of_string(rows[next].key), &rest)) {
			next++;
			any = true;
			continue;
		}
		text_next_line(&rest, &line);
		/* Most lines of most files are of no key that is asked for. */
		if (line.length > 0 && (beginnings & beginning_of(line.at, line.length)) &&
			keyed_take_line(values, rows, count, &next, line))
			any = true;
	}
	return any ? STATUS_OK : STATUS_MALFORMED;
}
