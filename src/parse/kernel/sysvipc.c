/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/kernel/sysvipc.h"

#include <limits.h>

/* Of the mode, beside permissions: include/linux/shm.h, 6.12. */
#define SHM_DEST_BIT 01000

enum column {
	SIZE,
	CREATOR,
	LAST_PID,
	ATTACHED,
	UID,
	GID,
	CREATOR_UID,
	CREATOR_GID,
	ATTACH_TIME,
	DETACH_TIME,
	CHANGE_TIME,
	COLUMNS
};

/* A key of 32 bits, printed with its sign. */
static bool take_key(struct text *line, int32_t *key)
{
	struct text word = text_next_word(line);
	bool negative = text_starts(word, "-");
	uint64_t n;

	if (negative)
		word = text_of(word.at + 1, word.length - 1);
	if (!text_to_number(word, &n) || n > (uint64_t)INT32_MAX + negative)
		return false;
	*key = (int32_t)(negative ? -(int64_t)n : (int64_t)n);
	return true;
}

static bool take_mode(struct text *line, unsigned *mode)
{
	struct text word = text_next_word(line);

	*mode = 0;
	if (word.length == 0 || word.length > 7)
		return false;
	for (size_t i = 0; i < word.length; i++) {
		if (word.at[i] < '0' || word.at[i] > '7')
			return false;
		*mode = *mode << 3 | (unsigned)(word.at[i] - '0');
	}
	return true;
}

/* "key shmid perms size cpid lpid nattch uid gid cuid cgid atime dtime ctime rss swap". */
static bool parse_line(struct sysv_segment *segment, struct text line)
{
	uint64_t columns[COLUMNS], n;
	unsigned mode;

	if (!take_key(&line, &segment->key) || !text_next_number(&line, &segment->id) ||
		!take_mode(&line, &mode))
		return false;
	for (int i = 0; i < COLUMNS; i++)
		if (!text_next_number(&line, &columns[i]))
			return false;
	if (columns[CREATOR] > INT_MAX || columns[CHANGE_TIME] > INT64_MAX)
		return false;
	segment->removed = mode & SHM_DEST_BIT;
	segment->size_bytes = columns[SIZE];
	segment->creator = (pid_t)columns[CREATOR];
	segment->attached = columns[ATTACHED];
	segment->changed_seconds = (int64_t)columns[CHANGE_TIME];
	segment->resident = text_next_number(&line, &n) ? value_of(n) : value_missing(VALUE_ABSENT);
	segment->swapped = text_next_number(&line, &n) ? value_of(n) : value_missing(VALUE_ABSENT);
	return true;
}

bool sysvipc_next(struct sysv_segment *segment, struct text *rest)
{
	struct text line;

	while (text_next_line(rest, &line))
		if (parse_line(segment, line))
			return true;
	return false;
}
