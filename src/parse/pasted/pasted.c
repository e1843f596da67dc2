/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/pasted/pasted.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/macros.h"
#include "parse/pasted/clean.h"
#include "parse/pasted/sides.h"
#include "parse/pasted/tools.h"

/* --- The parts --- */

static bool same_value(const struct meminfo *a, const struct meminfo *b, int field)
{
	return value_known(b->field[field]) && a->field[field].n == b->field[field].n;
}

/* Whether part says nothing that whole does not say: lines quoted again, or a text pasted twice. */
static bool is_repetition(const struct meminfo *part, const struct meminfo *whole)
{
	for (int field = 0; field < MEMINFO_FIELD_COUNT; field++)
		if (value_known(part->field[field]) && !same_value(part, whole, field))
			return false;
	return part->entry_total <= whole->entry_total &&
	       part->malformed_total <= whole->malformed_total;
}

/* Takes over part; false if there is no memory, and part is left. */
static bool add_part(struct pasted *pasted, size_t *capacity, const struct meminfo *part)
{
	struct meminfo *parts;

	pasted->total++;
	if (pasted->count == PASTED_PARTS_MAX) {
		meminfo_free(&pasted->parts[pasted->count - 1]);
		pasted->parts[pasted->count - 1] = *part;
		return true;
	}
	parts = array_reserve(pasted->parts, capacity, pasted->count + 1, sizeof(*parts));
	if (!parts)
		return false;
	pasted->parts = parts;
	parts[pasted->count++] = *part;
	return true;
}

static enum status parse_meminfos(struct pasted *pasted, const char *text, size_t length)
{
	struct meminfo_place place = { 0 };
	size_t capacity = 0;

	do {
		struct meminfo part;
		enum status status = meminfo_parse_next(&part, text, length, &place);

		if (status == STATUS_NO_MEMORY) {
			meminfo_free(&part);
			return status;
		}
		if (status != STATUS_OK ||
			(pasted->count > 0 &&
				is_repetition(&part, &pasted->parts[pasted->count - 1]))) {
			meminfo_free(&part);
		} else if (!add_part(pasted, &capacity, &part)) {
			meminfo_free(&part);
			return STATUS_NO_MEMORY;
		}
	} while (place.at < length);
	return pasted->count > 0 ? STATUS_OK : STATUS_MALFORMED;
}

/* --- Which of them --- */

/*
 * Balloons and hot-plugged memory move MemTotal of one machine, but not what the kernel maps; a
 * new kernel moves it by less than 2%.
 */
static bool is_same_machine(const struct meminfo *a, const struct meminfo *b)
{
	uint64_t left = meminfo_bytes(a, MEMINFO_MemTotal),
		 right = meminfo_bytes(b, MEMINFO_MemTotal);
	uint64_t difference = left > right ? left - right : right - left;
	uint64_t map_left = 0, map_right = 0;

	for (int field = MEMINFO_DirectMap4k; field <= MEMINFO_DirectMap16G; field++) {
		map_left += meminfo_bytes(a, (enum meminfo_field)field);
		map_right += meminfo_bytes(b, (enum meminfo_field)field);
	}
	return left == 0 || right == 0 || difference <= left / 50 ||
	       (map_left > 0 && map_left == map_right);
}

/* Whether it has half as many fields as the largest: less is a remark, not a meminfo. */
static bool is_substantial(const struct pasted *pasted, size_t part)
{
	size_t most = 0;

	for (size_t i = 0; i < pasted->count; i++)
		if (pasted->parts[i].entry_total > most)
			most = pasted->parts[i].entry_total;
	return pasted->parts[part].entry_total * 2 >= most;
}

static void choose(struct pasted *pasted)
{
	size_t last = 0;

	while (pasted->first < pasted->count - 1 && !is_substantial(pasted, pasted->first))
		pasted->first++;
	pasted->one_machine = true;
	for (size_t i = pasted->first; i < pasted->count; i++) {
		if (!is_substantial(pasted, i))
			continue;
		last = i;
		if (!is_same_machine(&pasted->parts[pasted->first], &pasted->parts[i]))
			pasted->one_machine = false;
	}
	pasted->chosen = pasted->one_machine ? last : pasted->first;
}

/* --- What else the text tells --- */

/* "vm.overcommit_memory = 2", "overcommit_memory=2". */
static struct value find_overcommit_mode(struct text text)
{
	static const char name[] = "overcommit_memory";
	size_t length = sizeof(name) - 1;
	const char *at;

	while ((at = text.length >= length ? memmem(text.at, text.length, name, length) : NULL)) {
		size_t skip = (size_t)(at - text.at) + length;

		text = text_of(text.at + skip, text.length - skip);
		skip = 0;
		while (skip < text.length && memchr(" \t=:\r\n", text.at[skip], 6))
			skip++;
		if (skip > 0 && skip < text.length && text.at[skip] >= '0' &&
			text.at[skip] <= '2' &&
			(skip + 1 == text.length ||
				memchr(" \t\r\n,;)*`\"|.", text.at[skip + 1], 12)))
			return value_of((uint64_t)(text.at[skip] - '0'));
	}
	return value_missing(VALUE_ABSENT);
}

/* Lines of meminfo beside the output of a tool that knows the total which they lack. */
static void supplement(struct meminfo *meminfo, struct text text)
{
	static const enum meminfo_field wanted[] = { MEMINFO_MemTotal, MEMINFO_MemFree,
		MEMINFO_MemAvailable, MEMINFO_Buffers, MEMINFO_SwapTotal, MEMINFO_SwapFree };
	struct meminfo other;
	enum pasted_kind kind;

	if (meminfo_has(meminfo, MEMINFO_MemTotal))
		return;
	if (tools_parse(&other, &kind, text) == STATUS_OK &&
		meminfo_has(&other, MEMINFO_MemTotal)) {
		for (size_t i = 0; i < COUNT_OF(wanted); i++)
			if (!meminfo_has(meminfo, wanted[i]))
				meminfo->field[wanted[i]] = other.field[wanted[i]];
		meminfo->supplement = other.tool;
	}
	meminfo_free(&other);
}

/* The meminfos of the text, those of either side where it has two. */
static enum status parse_sides(struct pasted *pasted, const char *text, size_t length)
{
	size_t both_length = 0;
	char *both = NULL;
	enum status status = sides_split(&both, &both_length, text_of(text, length));

	if (status == STATUS_ABSENT)
		return parse_meminfos(pasted, text, length);
	if (status == STATUS_OK)
		status = parse_meminfos(pasted, both, both_length);
	free(both);
	return status;
}

enum status pasted_parse(struct pasted *pasted, char *text, size_t length)
{
	struct value mode;
	enum status status;

	*pasted = (struct pasted){ .kind = PASTED_MEMINFO };
	length = pasted_clean(text, text, length);
	if (length == 0) {
		pasted->kind = PASTED_OTHER;
		return STATUS_MALFORMED;
	}
	status = parse_sides(pasted, text, length);
	if (status == STATUS_OK)
		supplement(&pasted->parts[pasted->count - 1], text_of(text, length));
	if (status == STATUS_MALFORMED)
		status = tools_parse_all(pasted, text_of(text, length));
	if (status != STATUS_OK)
		return status;
	mode = find_overcommit_mode(text_of(text, length));
	for (size_t i = 0; i < pasted->count; i++)
		pasted->parts[i].overcommit_mode = mode;
	choose(pasted);
	return STATUS_OK;
}

void pasted_free(struct pasted *pasted)
{
	for (size_t i = 0; i < pasted->count; i++)
		meminfo_free(&pasted->parts[i]);
	free(pasted->parts);
	*pasted = (struct pasted){ .count = 0 };
}
