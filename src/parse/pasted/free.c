/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * free of procps and busybox, in any language, and the head of top.
 *
 *	               total        used        free      shared  buff/cache   available
 *	Mem:            7875         889        5903         388        1082        6357
 *	Swap:              0           0           0
 *
 * The words are translated and the unit is not printed, but the figures tell both: since procps
 * 3.3.10 used is what is neither free nor cache (since 4.0.1 what is not available), before that it
 * was all that is not free; and a kernel's figures in KiB are multiples of its page size.
 */
#include <math.h>

#include "base/macros.h"
#include "parse/pasted/tools.h"

#define COLUMNS_MAX   7
#define COMMAND_LINES 4 /* the command stands at most so many lines above its output */
#define COLUMNS_MIN   4 /* of the row of memory: total, used, free, shared */

struct free_row {
	struct text label; /* the last word before the colon: a log has more before it */
	struct tool_number column[COLUMNS_MAX];
	size_t count;
	uint32_t line;
};

/* "Label: number number ...", and nothing else. */
static bool parse_row(struct free_row *row, struct text line)
{
	const char *colon;
	struct text word, before;

	line = tool_unquoted(line);
	colon = line.length > 0 ? memrchr(line.at, ':', line.length) : NULL;
	if (!colon || colon == line.at)
		return false;
	before = text_of(line.at, (size_t)(colon - line.at));
	row->count = 0;
	row->label = text_of(before.at, 0);
	while ((word = text_next_word(&before)).length > 0)
		row->label = word;
	line = text_of(colon + 1, (size_t)(line.at + line.length - colon) - 1);
	while ((word = text_next_word(&line)).length > 0)
		if (row->count == COLUMNS_MAX || !tool_number(&row->column[row->count++], word))
			return false;
	return row->count > 0;
}

/* --- Which unit --- */

static bool is_multiple(double n, uint64_t of)
{
	return n >= 0 && n < 0x1p63 && n - (double)(uint64_t)n == 0 && (uint64_t)n % of == 0;
}

static bool all_multiples(const struct free_row *rows, size_t count, uint64_t of)
{
	for (size_t i = 0; i < count; i++)
		for (size_t column = 0; column < rows[i].count; column++)
			if (!is_multiple(rows[i].column[column].n, of))
				return false;
	return true;
}

/* The text of the last line that has "free" in it, of some lines before the row; empty if none. */
static struct text command_before(struct text before)
{
	struct text line, found = text_of(before.at, 0);
	size_t lines = 0, start = before.length;

	while (start > 0 && lines <= COMMAND_LINES)
		lines += before.at[--start] == '\n';
	before = text_of(before.at + start, before.length - start);
	while (text_next_line(&before, &line)) {
		const char *at = line.length > 0 ? memmem(line.at, line.length, "free", 4) : NULL;

		if (at && !memmem(line.at, line.length, "total", 5))
			found = text_of(at, (size_t)(line.at + line.length - at));
	}
	return found;
}

/* The letter of "free -m" before the row; '\0' if there is none. */
static char unit_of_command(struct text before)
{
	static const char command[] = "free -";
	struct text line = command_before(before);
	char unit = '\0';

	if (!text_starts(line, command))
		return '\0';
	for (size_t i = sizeof(command) - 1;
		i < line.length && line.at[i] >= 'a' && line.at[i] <= 'z'; i++)
		if (memchr("bkmg", line.at[i], 4))
			unit = (char)(line.at[i] - 'a' + 'A');
	return unit;
}

/* The unit of figures without one; '\0' if nothing tells it. */
static char guess_unit(const struct free_row *rows, size_t count)
{
	double total = rows[0].column[0].n;

	if (all_multiples(rows, count, 4096) && total >= 64 * 1024 * 1024)
		return 'B';
	if (all_multiples(rows, count, 4) && total >= 8192)
		return 'K';
	return total >= 256 && total < 64 * 1024 * 1024 ? 'M' : '\0';
}

static char unit_of(const struct free_row *rows, size_t count, struct text before)
{
	char unit = unit_of_command(before);

	for (size_t column = 0; column < rows[0].count; column++)
		if (rows[0].column[column].unit)
			return 'B'; /* those without one are 0 or bytes */
	return unit ? unit : guess_unit(rows, count);
}

/* --- Which column --- */

static bool has_word(struct text line, const char *word)
{
	size_t length = strlen(word);

	return line.length >= length && memmem(line.at, line.length, word, length);
}

/*
 * Before 3.3.10 used was all that is not free, buffers and cache included.  The heading tells where
 * it is English; busybox prints the old second row below the new columns, too.
 */
static bool is_old(const struct free_row *row, char unit, struct text heading)
{
	double total = tool_bytes(row->column[0], unit), used = tool_bytes(row->column[1], unit);
	double rest = total - used - tool_bytes(row->column[2], unit), cache = 0;

	if (has_word(heading, "avail") || has_word(heading, "buff/cache"))
		return false;
	if (has_word(heading, "cached"))
		return true;
	for (size_t i = 4; i < row->count; i++)
		cache += tool_bytes(row->column[i], unit);
	return fabs(rest) <= total / 100 && cache <= used + total / 100;
}

static void put_memory(struct meminfo_store *store, const struct free_row *row, char unit, bool old)
{
	static const int old_columns[] = { MEMINFO_MemTotal, -1, MEMINFO_MemFree, MEMINFO_Shmem,
		MEMINFO_Buffers, MEMINFO_Cached, -1 };
	static const int new_columns[] = { MEMINFO_MemTotal, -1, MEMINFO_MemFree, MEMINFO_Shmem,
		MEMINFO_Cached, MEMINFO_MemAvailable, -1 };
	static const int wide_columns[] = { MEMINFO_MemTotal, -1, MEMINFO_MemFree, MEMINFO_Shmem,
		MEMINFO_Buffers, MEMINFO_Cached, MEMINFO_MemAvailable };
	const int *columns = new_columns;

	if (row->count == COLUMNS_MAX)
		columns = wide_columns;
	else if (old)
		columns = old_columns;
	for (size_t i = 0; i < row->count; i++) {
		double bytes = tool_bytes(row->column[i], unit);

		/* What the kernel did not print is printed as 0. */
		if (columns[i] < 0 || (!(bytes > 0) && ((columns[i] == MEMINFO_Shmem && old) ||
							       columns[i] == MEMINFO_MemAvailable)))
			continue;
		tool_put(store, (enum meminfo_field)columns[i], bytes, row->line);
	}
}

static void put_swap(struct meminfo_store *store, const struct free_row *row, char unit)
{
	tool_put(store, MEMINFO_SwapTotal, tool_bytes(row->column[0], unit), row->line);
	tool_put(store, MEMINFO_SwapFree, tool_bytes(row->column[2], unit), row->line);
}

/* --- The table --- */

static bool label_is(const struct free_row *row, const char *name)
{
	return text_equals(row->label, name);
}

/* The rows below that of memory: the one of swap, if there is one. */
static bool find_swap(struct free_row *swap, struct text *rest, uint32_t *number)
{
	struct text line, left = *rest;

	for (unsigned i = 0; i < 5 && text_next_line(&left, &line); i++) {
		struct free_row row = { .line = ++*number };

		if (!parse_row(&row, line))
			continue;
		if (row.count >= COLUMNS_MIN)
			return false;
		if (row.count != 3 || label_is(&row, "Low") || label_is(&row, "High") ||
			label_is(&row, "Total"))
			continue;
		*swap = row;
		*rest = left;
		return true;
	}
	return false;
}

/* Words and no number: what names the columns, in whatever language. */
static bool is_heading(struct text line)
{
	size_t count = 0;
	struct text word;

	line = tool_unquoted(line);
	while ((word = text_next_word(&line)).length > 0) {
		for (size_t i = 0; i < word.length; i++)
			if (memchr("0123456789:=$#\"", word.at[i], 15))
				return false;
		count++;
	}
	return count > 0 && count <= COLUMNS_MAX + 2;
}

static bool is_memory_row(const struct free_row *row, bool headed)
{
	double total = row->column[0].n;

	if (row->count < COLUMNS_MIN || !(total > 0))
		return false;
	return headed || label_is(row, "Mem");
}

bool free_read(struct meminfo_store *store, struct text whole, struct text *rest)
{
	struct text line, heading = text_of(whole.at, 0);
	uint32_t number = 0;

	while (text_next_line(rest, &line)) {
		struct free_row rows[2] = { { .line = ++number } };
		bool swap;
		char unit;

		if (!parse_row(&rows[0], line) || !is_memory_row(&rows[0], heading.length > 0)) {
			heading = is_heading(line) ? line : text_of(whole.at, 0);
			continue;
		}
		swap = find_swap(&rows[1], rest, &number);
		unit = unit_of(rows, swap ? 2 : 1, text_of(whole.at, (size_t)(line.at - whole.at)));
		if (!unit)
			continue;
		put_memory(store, &rows[0], unit, is_old(&rows[0], unit, heading));
		if (swap)
			put_swap(store, &rows[1], unit);
		return true;
	}
	return false;
}

/* --- top --- */

static const struct {
	const char *word;
	int memory, swap; /* the field, by the line's label; -1: none */
} top_words[] = {
	{ "total", MEMINFO_MemTotal, MEMINFO_SwapTotal },
	{ "free", MEMINFO_MemFree, MEMINFO_SwapFree },
	{ "buff/cache", MEMINFO_Cached, -1 },
	{ "buffers", MEMINFO_Buffers, -1 },
	{ "buff", MEMINFO_Buffers, -1 },
	{ "shrd", MEMINFO_Shmem, -1 },
	{ "cached", MEMINFO_Cached, MEMINFO_Cached },
	{ "avail", -1, MEMINFO_MemAvailable },
};

static struct text without_punctuation(struct text word)
{
	while (word.length > 0 && memchr(",.;", word.at[word.length - 1], 3))
		word.length--;
	return word;
}

/* The unit before the label, "MiB Mem :"; top prints KiB where it says nothing. */
static char unit_of_label(struct text label)
{
	return label.length > 1 && label.at[1] != 'e' && memchr("KMGTP", label.at[0], 5)
		       ? label.at[0]
		       : 'K';
}

/* "8170.2 avail Mem" and the like; used + free is the total for busybox, which prints none. */
static void put_top_line(struct meminfo_store *store, struct text line, bool swap, char unit,
	uint32_t number)
{
	double used = -1, free_bytes = -1;
	struct tool_number figure;
	struct text word;

	while ((word = text_next_word(&line)).length > 0) {
		double bytes;

		if (!tool_number(&figure, without_punctuation(word)))
			continue;
		bytes = tool_bytes(figure, unit);
		word = without_punctuation(text_next_word(&line));
		if (text_equals(word, "used"))
			used = bytes;
		if (text_equals(word, "free"))
			free_bytes = bytes;
		for (size_t i = 0; i < COUNT_OF(top_words); i++) {
			int field = swap ? top_words[i].swap : top_words[i].memory;

			if (field >= 0 && text_equals(word, top_words[i].word))
				tool_put(store, (enum meminfo_field)field, bytes, number);
		}
	}
	if (!swap && used >= 0 && free_bytes >= 0)
		tool_put(store, MEMINFO_MemTotal, used + free_bytes, number);
}

/* "MiB Mem :" or "Mem:"; the rest of the line behind the colon goes to line. */
static bool top_label(struct text *line, const char *name, char *unit)
{
	struct text text = tool_unquoted(*line), label;
	const char *colon = text.length > 0 ? memchr(text.at, ':', text.length) : NULL;
	size_t length = strlen(name);

	if (!colon)
		return false;
	label = text_trim(text_of(text.at, (size_t)(colon - text.at)));
	if (label.length < length || label.length > length + 4 ||
		memcmp(label.at + label.length - length, name, length) != 0)
		return false;
	*unit = unit_of_label(label);
	*line = text_of(colon + 1, (size_t)(text.at + text.length - colon) - 1);
	return true;
}

bool top_read(struct meminfo_store *store, struct text whole, struct text *rest)
{
	struct text line, before = *rest;
	uint32_t number = 0;
	bool found = false;
	char unit;

	(void)whole;
	while (text_next_line(rest, &line)) {
		number++;
		if (has_word(line, "free") && has_word(line, "used") &&
			top_label(&line, "Mem", &unit)) {
			/* The next refresh of top -b is another part. */
			if (found) {
				*rest = before;
				break;
			}
			put_top_line(store, line, false, unit, number);
			found = store->seen[MEMINFO_MemTotal];
		} else if (found && top_label(&line, "Swap", &unit)) {
			put_top_line(store, line, true, unit, number);
		}
		before = *rest;
	}
	return found;
}
