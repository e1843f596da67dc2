/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "heap/recognise.h"

#include <stdio.h>

#include "base/text.h"

static const struct {
	const char *prefix; /* of the file name */
	enum heap_allocator allocator;
} libraries[] = {
	{ "libjemalloc", HEAP_JEMALLOC },
	{ "libtcmalloc", HEAP_TCMALLOC },
	{ "libmimalloc", HEAP_MIMALLOC },
	{ "ld-musl-", HEAP_MUSL },
	{ "libc.musl-", HEAP_MUSL },
};

static struct text file_name(const struct mapping *mapping)
{
	struct text rest = mapping->name, name = { "", 0 };

	if (maps_kind(mapping) != MAPPING_FILE)
		return name;
	while (rest.length > 0)
		name = text_next_field(&rest, '/');
	return name;
}

enum heap_allocator recognise_library(const struct map_list *maps, char *library, size_t size)
{
	for (size_t i = 0; i < maps->count; i++) {
		struct text name = file_name(&maps->mappings[i]);

		for (size_t j = 0; j < sizeof(libraries) / sizeof(libraries[0]); j++) {
			if (!text_starts(name, libraries[j].prefix))
				continue;
			snprintf(library, size, "%.*s", (int)name.length, name.at);
			return libraries[j].allocator;
		}
	}
	*library = '\0';
	return HEAP_UNKNOWN;
}
