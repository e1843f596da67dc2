/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/pasted/tools.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/macros.h"

#define TOOL_PARTS_MAX 64

/* --- Numbers --- */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Takes digits, a fraction and an exponent off rest. */
static bool take_decimal(double *n, struct text *rest)
{
	struct text left = *rest;
	double scale = 1;
	unsigned exponent = 0;

	*n = 0;
	if (left.length == 0 || !is_digit(left.at[0]))
		return false;
	for (; left.length > 0 && is_digit(left.at[0]); left.at++, left.length--)
		*n = *n * 10 + (left.at[0] - '0');
	if (left.length > 1 && (left.at[0] == '.' || left.at[0] == ',') && is_digit(left.at[1]))
		for (left.at++, left.length--; left.length > 0 && is_digit(left.at[0]);
			left.at++, left.length--)
			*n += (left.at[0] - '0') * (scale /= 10);
	if (text_starts(left, "e+")) {
		for (left.at += 2, left.length -= 2;
			left.length > 0 && is_digit(left.at[0]) && exponent < 100;
			left.at++, left.length--)
			exponent = exponent * 10 + (unsigned)(left.at[0] - '0');
		for (; exponent > 0; exponent--)
			*n *= 10;
	}
	*rest = left;
	return true;
}

bool tool_number(struct tool_number *number, struct text word)
{
	static const char units[] = "BKMGTP";
	const char *unit;

	number->unit = '\0';
	if (!take_decimal(&number->n, &word))
		return false;
	if (word.length == 0)
		return true;
	if (word.at[0] == 'k')
		unit = units + 1;
	else
		unit = memchr(units, word.at[0], sizeof(units) - 1);
	if (!unit)
		return false;
	number->unit = *unit;
	word = text_of(word.at + 1, word.length - 1);
	return word.length == 0 || text_equals(word, "i") || text_equals(word, "iB") ||
	       (text_equals(word, "B") && *unit != 'B');
}

double tool_bytes(struct tool_number number, char otherwise)
{
	static const char units[] = "BKMGTP";
	const char *unit = memchr(units, number.unit ? number.unit : otherwise, sizeof(units) - 1);

	for (; unit && unit > units; unit--)
		number.n *= 1024;
	return number.n;
}

/* --- What readers share --- */

void tool_put(struct meminfo_store *store, enum meminfo_field field, double n, uint32_t line)
{
	const char *name = meminfo_field_name(field);
	struct meminfo_entry entry = { .field = (int)field,
		.unit = meminfo_field_is_bytes(field) ? MEMINFO_BYTES : MEMINFO_COUNT,
		.line = line };

	if (store->seen[field] || !(n >= 0 && n < TOOL_MAX))
		return;
	entry.n = (uint64_t)(n + 0.5);
	meminfo_store_entry(store, entry, text_of_string(name));
}

struct text tool_unquoted(struct text line)
{
	while (line.length > 0 && memchr("> |\t", line.at[0], 4))
		line = text_of(line.at + 1, line.length - 1);
	return text_trim(line);
}

/* --- The readers --- */

/* In the order in which they are tried: those whose signs are surest first. */
static const struct {
	enum pasted_kind kind;
	tool_reader read;
} readers[] = {
	{ PASTED_NODE_EXPORTER, node_exporter_read },
	{ PASTED_NODE_MEMINFO, node_meminfo_read },
	{ PASTED_VMSTAT_S, vmstat_s_read },
	{ PASTED_TOP, top_read },
	{ PASTED_FREE, free_read },
	{ PASTED_MEMORY_STAT, memory_stat_read },
};
#define READER_COUNT (COUNT_OF(readers))

static enum status read_one(struct meminfo *meminfo, size_t reader, struct text whole,
	struct text *rest)
{
	struct meminfo_store store;
	bool found;

	meminfo_store_begin(&store, meminfo);
	found = readers[reader].read(&store, whole, rest);
	meminfo->tool = readers[reader].kind;
	meminfo->complete = found && readers[reader].kind == PASTED_NODE_EXPORTER &&
			    meminfo_store_complete(&store);
	if (store.no_memory)
		return STATUS_NO_MEMORY;
	return found ? STATUS_OK : STATUS_MALFORMED;
}

enum status tools_parse(struct meminfo *meminfo, enum pasted_kind *kind, struct text text)
{
	enum status status = STATUS_MALFORMED;

	for (size_t i = 0; i < READER_COUNT; i++) {
		struct text rest = text;

		status = read_one(meminfo, i, text, &rest);
		*kind = readers[i].kind;
		if (status != STATUS_MALFORMED || i == READER_COUNT - 1)
			break;
		meminfo_free(meminfo);
	}
	return status;
}

static enum status read_all(struct pasted *pasted, size_t reader, struct text text)
{
	struct text rest = text;
	size_t capacity = 0;

	while (pasted->count < TOOL_PARTS_MAX) {
		struct meminfo part, *parts;
		enum status status = read_one(&part, reader, text, &rest);

		parts = status == STATUS_OK ? array_reserve(pasted->parts, &capacity,
						      pasted->count + 1, sizeof(*parts))
					    : NULL;
		if (!parts) {
			meminfo_free(&part);
			return status == STATUS_MALFORMED ? STATUS_OK : STATUS_NO_MEMORY;
		}
		pasted->parts = parts;
		parts[pasted->count++] = part;
	}
	return STATUS_OK;
}

enum status tools_parse_all(struct pasted *pasted, struct text text)
{
	for (size_t i = 0; i < READER_COUNT; i++) {
		enum status status = read_all(pasted, i, text);

		pasted->total = pasted->count;
		pasted->kind = readers[i].kind;
		if (status != STATUS_OK || pasted->count > 0)
			return status;
	}
	pasted->kind = pasted_kind_of(text);
	return STATUS_MALFORMED;
}
