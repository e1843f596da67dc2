/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/process/task/summary.h"

#include <string.h>

#include "base/text.h"
#include "base/utf8.h"

/* In the order of the file. */
enum number {
	PPID,
	SIZE,
	LOCKED,
	RSS,
	ANONYMOUS,
	FILE_PAGES,
	SHARED,
	PAGE_TABLES,
	SWAP,
	THREADS,
	NUMBERS
};
static const char keys[NUMBERS][12] = {
	[PPID] = "PPid:",
	[SIZE] = "VmSize:",
	[LOCKED] = "VmLck:",
	[RSS] = "VmRSS:",
	[ANONYMOUS] = "RssAnon:",
	[FILE_PAGES] = "RssFile:",
	[SHARED] = "RssShmem:",
	[PAGE_TABLES] = "VmPTE:",
	[SWAP] = "VmSwap:",
	[THREADS] = "Threads:",
};

/* So many characters tell all of these apart. */
#define BEGINNING 4

/* Takes the key off the line, if it begins with it. */
static bool take_key(struct text *line, const char *key)
{
	size_t length = strlen(key);

	if (!text_starts(*line, key))
		return false;
	*line = text_of(line->at + length, line->length - length);
	return true;
}

/* The kernel writes a newline as \n and a backslash as two. */
static size_t unescape(char out[static TASK_NAME_SIZE], struct text text)
{
	size_t length = 0;

	for (size_t i = 0; i < text.length && length < TASK_NAME_SIZE - 1; i++) {
		out[length] = text.at[i];
		if (text.at[i] == '\\' && i + 1 < text.length)
			out[length] = text.at[++i] == 'n' ? '\n' : text.at[i];
		length++;
	}
	return length;
}

static void take_name(char name[static TASK_NAME_SIZE], struct text text)
{
	char raw[TASK_NAME_SIZE] = "";
	size_t length = unescape(raw, text), at = 0, written = 0;

	while (at < length) {
		uint32_t code;
		size_t bytes = utf8_decode(raw + at, length - at, &code);

		if (code == UINT32_MAX || utf8_columns(code) < 0)
			name[written++] = '?';
		else
			for (size_t i = 0; i < bytes; i++)
				name[written++] = raw[at + i];
		at += bytes;
	}
	name[written] = '\0';
}

/* "Uid:", then the real, the effective, the saved one and that for files. */
static void take_uid(uid_t *uid, struct text line)
{
	uint64_t real, effective;

	if (text_next_number(&line, &real) && text_next_number(&line, &effective))
		*uid = (uid_t)effective;
}

static void take_number(struct value numbers[static NUMBERS], struct text line)
{
	uint64_t n;
	int i = 0;

	while (i < NUMBERS && memcmp(line.at, keys[i], BEGINNING) != 0)
		i++;
	if (i < NUMBERS && take_key(&line, keys[i]) && text_next_number(&line, &n) &&
		n <= UINT64_MAX >> 10)
		numbers[i] = value_of(text_starts(line, " kB") ? n << 10 : n);
}

/* There are thousands of these in a sample, and most are of nothing that is wanted. */
static void take_line(struct task_summary *summary, struct value numbers[static NUMBERS],
	struct text line)
{
	if (line.length < BEGINNING)
		return;
	switch (*line.at) {
	case 'N':
		if (take_key(&line, "Name:\t"))
			take_name(summary->name, line);
		break;
	case 'S':
		if (take_key(&line, "State:\t") && line.length > 0)
			summary->state = *line.at;
		break;
	case 'U':
		if (take_key(&line, "Uid:\t"))
			take_uid(&summary->uid, line);
		break;
	default:
		take_number(numbers, line);
	}
}

bool task_summary_parse(struct task_summary *summary, const char *text, size_t length)
{
	struct text rest = text_of(text, length), line;
	struct value numbers[NUMBERS];

	*summary = (struct task_summary){ .state = '\0' };
	values_fill(numbers, sizeof(numbers), VALUE_ABSENT);
	while (!value_known(numbers[THREADS]) && text_next_line(&rest, &line))
		take_line(summary, numbers, line);
	summary->ppid = (pid_t)value_or(numbers[PPID], 0);
	summary->size = numbers[SIZE];
	summary->locked = numbers[LOCKED];
	summary->rss = numbers[RSS];
	summary->anonymous = numbers[ANONYMOUS];
	summary->file = numbers[FILE_PAGES];
	summary->shared = numbers[SHARED];
	summary->page_tables = numbers[PAGE_TABLES];
	summary->swap = numbers[SWAP];
	summary->threads = numbers[THREADS];
	return summary->state && value_known(summary->threads);
}
