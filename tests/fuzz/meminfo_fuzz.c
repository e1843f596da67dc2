/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check.h"
#include "parse/meminfo/meminfo.h"
#include "support/fuzz.h"

static void check_entry(const struct meminfo *meminfo, const struct meminfo_entry *entry)
{
	const char *name = string_pool_at(&meminfo->names, entry->name);

	CHECK(name[0] != '\0' && strlen(name) <= 60);
	CHECK(entry->field >= -1 && entry->field < MEMINFO_FIELD_COUNT);
	if (entry->field < 0) {
		CHECK(meminfo_field_find(name, strlen(name)) < 0);
		return;
	}
	if (entry->field != MEMINFO_Committed_AS_blank)
		CHECK(strcmp(name, meminfo_field_name((enum meminfo_field)entry->field)) == 0);
	if (entry->unit == MEMINFO_KB)
		CHECK(entry->n % 1024 == 0);
}

/* A field has the value of its first entry that has the right kind of unit. */
static void check_field(const struct meminfo *meminfo, enum meminfo_field field)
{
	struct value value = meminfo->field[field];

	for (size_t i = 0; i < meminfo->entry_count; i++) {
		const struct meminfo_entry *entry = &meminfo->entries[i];
		bool bytes = entry->unit == MEMINFO_KB || entry->unit == MEMINFO_BYTES;

		if (entry->field != (int)field || bytes != meminfo_field_is_bytes(field))
			continue;
		CHECK(value.state == VALUE_OK && value.n == value_of(entry->n).n);
		return;
	}
	CHECK(value.state == VALUE_ABSENT || meminfo->entry_total > meminfo->entry_count);
}

static void check_bounds(const struct meminfo *meminfo, const char *text, size_t size)
{
	size_t lines = count_of(text, size, '\n') + 1, colons = count_of(text, size, ':');

	CHECK(meminfo->entry_count <= meminfo->entry_total);
	CHECK(meminfo->malformed_count <= meminfo->malformed_total);
	/* One for each colon, and one cut at each end of the text. */
	CHECK(meminfo->entry_total + meminfo->malformed_total <= colons + 2);
	CHECK(meminfo->extras_count <= lines);
	for (size_t i = 0; i < meminfo->entry_count; i++) {
		CHECK(meminfo->entries[i].line >= 1 && meminfo->entries[i].line <= lines);
		CHECK(i == 0 || meminfo->entries[i - 1].line <= meminfo->entries[i].line);
	}
	for (size_t i = 0; i < meminfo->malformed_count; i++)
		CHECK(meminfo->malformed[i].line >= 1 && meminfo->malformed[i].line <= lines);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	struct meminfo meminfo;
	enum status status = meminfo_parse(&meminfo, text, size);

	CHECK(status == STATUS_OK || status == STATUS_MALFORMED);
	check_bounds(&meminfo, text, size);
	for (size_t i = 0; i < meminfo.entry_count; i++)
		check_entry(&meminfo, &meminfo.entries[i]);
	for (size_t i = 0; i < meminfo.malformed_count; i++)
		CHECK(strlen(string_pool_at(&meminfo.names, meminfo.malformed[i].text)) <= 80);
	for (int field = 0; field < MEMINFO_FIELD_COUNT; field++)
		check_field(&meminfo, (enum meminfo_field)field);
	if (meminfo.complete)
		CHECK(!meminfo.cut_off && status == STATUS_OK);
	meminfo_free(&meminfo);
	return 0;
}
