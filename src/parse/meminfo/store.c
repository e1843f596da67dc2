/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/meminfo/store.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/macros.h"

#define MALFORMED_TEXT_MAX 80

/* Room for the 60 fields of today at once. */
#define USUAL_ENTRIES 80

static bool reserve_entries(struct meminfo_store *store, size_t needed)
{
	struct meminfo *meminfo = store->meminfo;
	struct meminfo_entry *entries =
		array_reserve(meminfo->entries, &store->entry_capacity, needed, sizeof(*entries));

	if (!entries) {
		store->no_memory = true;
		return false;
	}
	meminfo->entries = entries;
	return true;
}

void meminfo_store_begin(struct meminfo_store *store, struct meminfo *meminfo)
{
	*meminfo = (struct meminfo){ 0 };
	values_fill(meminfo->field, sizeof(meminfo->field), VALUE_ABSENT);
	values_fill(&meminfo->header, sizeof(meminfo->header), VALUE_ABSENT);
	*store = (struct meminfo_store){ .meminfo = meminfo };
	reserve_entries(store, USUAL_ENTRIES);
}

/* Returns the offset of the copy; a NUL in text, which the copy cannot hold, becomes a blank. */
static uint32_t keep_string(struct meminfo_store *store, struct text text)
{
	struct string_pool *names = &store->meminfo->names;
	uint32_t offset = string_pool_add(names, text);

	for (size_t i = 0; offset > 0 && i < text.length; i++)
		if (names->block[offset + i] == '\0')
			names->block[offset + i] = ' ';
	store->no_memory |= names->failed;
	return offset;
}

static bool is_bytes(enum meminfo_unit unit)
{
	return unit == MEMINFO_KB || unit == MEMINFO_BYTES;
}

/* A count where bytes should be, or the other way round, is kept as an entry only. */
static void set_field(struct meminfo_store *store, const struct meminfo_entry *entry)
{
	struct value *value;

	if (entry->field < 0)
		return;
	value = &store->meminfo->field[entry->field];
	if (!value_known(*value) &&
		is_bytes(entry->unit) == meminfo_field_is_bytes((enum meminfo_field)entry->field))
		*value = value_of(entry->n);
	if (store->seen[entry->field])
		store->meminfo->repeated_count++;
	store->seen[entry->field] = true;
}

void meminfo_store_entry(struct meminfo_store *store, struct meminfo_entry entry, struct text name)
{
	struct meminfo *meminfo = store->meminfo;

	meminfo->entry_total++;
	set_field(store, &entry);
	if (meminfo->entry_count == MEMINFO_ENTRIES_MAX || store->no_memory ||
		!reserve_entries(store, meminfo->entry_count + 1))
		return;
	entry.name = keep_string(store, name);
	meminfo->entries[meminfo->entry_count++] = entry;
}

void meminfo_store_malformed(struct meminfo_store *store, struct meminfo_malformed malformed,
	struct text text)
{
	struct meminfo *meminfo = store->meminfo;
	struct meminfo_malformed *grown;

	meminfo->malformed_total++;
	if (malformed.field >= 0)
		store->seen[malformed.field] = true;
	if (meminfo->malformed_count == MEMINFO_MALFORMED_MAX)
		return;
	grown = array_reserve(meminfo->malformed, &store->malformed_capacity,
		meminfo->malformed_count + 1, sizeof(*grown));
	if (!grown) {
		store->no_memory = true;
		return;
	}
	meminfo->malformed = grown;
	text = text_trim(text);
	if (text.length > MALFORMED_TEXT_MAX)
		text.length = MALFORMED_TEXT_MAX;
	malformed.text = keep_string(store, text);
	grown[meminfo->malformed_count++] = malformed;
}

/* The size of the vmalloc window of x86-64, with four and with five levels of page tables. */
static bool is_x86_64(const struct meminfo *meminfo)
{
	struct value window = meminfo->field[MEMINFO_VmallocTotal];

	return value_known(window) &&
	       (window.n == 34359738367 << 10 || window.n == 13743895347199 << 10);
}

/*
 * Fields that are always printed together: where the first was seen, the second, which is printed
 * later, must have been.  The last lines of a kernel's meminfo are VmallocChunk since 2.5.68 and
 * then those that depend on configuration and architecture.
 */
static const struct {
	enum meminfo_field early, late;
} pairs[] = {
	{ MEMINFO_MemTotal, MEMINFO_SwapFree },
	{ MEMINFO_CommitLimit, MEMINFO_VmallocChunk }, /* 2.6.10 */
	{ MEMINFO_AnonPages, MEMINFO_VmallocChunk },   /* 2.6.18 */
	{ MEMINFO_Active_anon, MEMINFO_VmallocChunk }, /* 2.6.28 */
	{ MEMINFO_VmallocTotal, MEMINFO_VmallocChunk }, { MEMINFO_CmaTotal, MEMINFO_CmaFree },
	{ MEMINFO_HugePages_Total, MEMINFO_Hugepagesize },
	{ MEMINFO_DirectMap1M, MEMINFO_DirectMap2G }, /* s390 */
};

bool meminfo_store_complete(const struct meminfo_store *store)
{
	const bool *seen = store->seen;

	if (store->meminfo->cut_off || !seen[MEMINFO_MemTotal])
		return false;
	for (size_t i = 0; i < COUNT_OF(pairs); i++) {
		if (seen[pairs[i].early] && !seen[pairs[i].late])
			return false;
	}
	/* x86-64 ends in these since 2.6.27. */
	if (is_x86_64(store->meminfo) && seen[MEMINFO_Active_anon])
		return seen[MEMINFO_DirectMap4k] && seen[MEMINFO_DirectMap2M];
	return true;
}
