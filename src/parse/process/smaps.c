/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/process/smaps.h"

#include <assert.h>

#include "base/macros.h"
#include "parse/keyed.h"
#include "parse/process/smaps_keys.h"

/* In the order in which fs/proc/task_mmu.c prints them. */
#define SMAPS_ROWS(ROW)                                                                            \
	ROW(size, "Size")                                                                          \
	ROW(kernel_page_size, "KernelPageSize")                                                    \
	ROW(mmu_page_size, "MMUPageSize")                                                          \
	ROW(rss, "Rss")                                                                            \
	ROW(pss, "Pss")                                                                            \
	ROW(pss_dirty, "Pss_Dirty")                                                                \
	SMAPS_COMMON_ROWS(ROW)                                                                     \
	ROW(huge_eligible, "THPeligible")                                                          \
	ROW(protection_key, "ProtectionKey")

#define KEY_ROW(member, key) { key, false },
static const struct keyed_row rows[] = { SMAPS_ROWS(KEY_ROW) };

/* The same with their lengths, which would otherwise be counted two million times. */
#define TEXT_ROW(member, key) { key, sizeof(key) - 1 },
static const struct text keys[] = { SMAPS_ROWS(TEXT_ROW) };

/* ... and as they stand in the file: blanks up to the column of numbers. */
#define LABEL_ROW(member, key) key ":               ",
static const char *const labels[] = { SMAPS_ROWS(LABEL_ROW) };

static_assert(COUNT_OF(rows) == SMAPS_FIGURES, "each line has its figure");

/* The next line, but only if it is whole. */
static bool next_whole_line(struct text *rest, struct text *line)
{
	const char *newline = rest->length ? memchr(rest->at, '\n', rest->length) : NULL;
	struct text whole;

	if (!newline)
		return false;
	whole = text_of(rest->at, (size_t)(newline - rest->at) + 1);
	*rest = text_of(newline + 1, rest->length - whole.length);
	return text_next_line(&whole, line);
}

static void take_field(struct smaps_mapping *mapping, struct value *values, size_t *next,
	struct text line)
{
	static const char flags[] = "VmFlags:";

	if (text_starts(line, flags))
		mapping->flags = text_trim(
			text_of(line.at + sizeof(flags) - 1, line.length - (sizeof(flags) - 1)));
	else if (line.length > 0)
		keyed_take_line(values, rows, COUNT_OF(rows), next, line);
}

/* Takes the lines up to the next heading off rest.  False if they end before it. */
static bool take_fields(struct smaps_mapping *mapping, struct text *rest)
{
	struct value *values = mapping->figure;
	struct text before, line;
	size_t next = 0;

	mapping->flags = (struct text){ 0 };
	values_fill(values, sizeof(mapping->figure), VALUE_ABSENT);
	for (;;) {
		/* Most lines are as expected: of 100,000 mappings there are two million. */
		if (next < COUNT_OF(rows) && !value_known(values[next])) {
			next += keyed_take_columns(values + next, labels + next,
				COUNT_OF(rows) - next, rest);
			if (next < COUNT_OF(rows) &&
				keyed_take_expected(&values[next], keys[next], rest)) {
				next++;
				continue;
			}
		}
		before = *rest;
		if (!next_whole_line(rest, &line))
			return false;
		/* Keys begin with a capital letter, headings with an address. */
		if (maps_is_heading(line))
			break;
		take_field(mapping, values, &next, line);
	}
	*rest = before;
	return true;
}

bool smaps_next(struct smaps_mapping *mapping, struct text *rest, bool at_end)
{
	struct text start, line;

	do {
		start = *rest;
		if (!next_whole_line(rest, &line))
			return false;
	} while (!maps_parse_line(&mapping->mapping, line));
	if (take_fields(mapping, rest) || at_end)
		return true;
	*rest = start;
	return false;
}

bool smaps_has_flag(struct text flags, const char *flag)
{
	struct text word;

	while ((word = text_next_word(&flags)).length > 0) {
		if (text_equals(word, flag))
			return true;
	}
	return false;
}
