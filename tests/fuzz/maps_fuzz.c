/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check.h"
#include "parse/process/maps.h"
#include "support/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	struct text rest = text_of(text, size), line;
	struct mapping mapping;

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
