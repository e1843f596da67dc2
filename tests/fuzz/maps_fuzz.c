/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check.h"
#include "parse/process/map_list.h"
#include "parse/process/maps.h"
#include "support/fuzz.h"

/* In order, none twice, and each is found by what lies in it. */
static void check_list(const char *text, size_t size)
{
	struct map_list list;

	if (map_list_parse(&list, text, size) == STATUS_OK)
		for (size_t i = 0; i < list.count; i++) {
			const struct mapping *mapping = &list.mappings[i];

			CHECK(i == 0 || mapping->start >= list.mappings[i - 1].end);
			CHECK(map_list_find(&list, mapping->start) == mapping);
			CHECK(map_list_find(&list, mapping->end - 1) == mapping);
		}
	map_list_free(&list);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	struct text rest = text_of(text, size), line;
	struct mapping mapping;

	check_list(text, size);
	while (text_next_line(&rest, &line)) {
		char name[64];

		if (!maps_parse_line(&mapping, line))
			continue;
		CHECK(mapping.start < mapping.end);
		CHECK(mapping.permissions[4] == '\0');
		CHECK(lies_within(mapping.name, text, size));
		CHECK(maps_kind(&mapping) <= MAPPING_FILE);
		CHECK(maps_unescape(name, sizeof(name), mapping.name) < sizeof(name));
		CHECK(memchr(name, '\0', sizeof(name)));
	}
	return 0;
}
