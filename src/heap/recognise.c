/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "heap/recognise.h"

#include <stdio.h>

#include "base/macros.h"
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

/* Debian's musl: /usr/lib/x86_64-linux-musl/libc.so, without a name of its own. */
static bool is_debian_musl(const struct mapping *mapping)
{
	static const char end[] = "-linux-musl/libc.so";
	size_t length = sizeof(end) - 1;

	return mapping->name.length > length &&
	       memcmp(mapping->name.at + mapping->name.length - length, end, length) == 0;
}

static enum heap_allocator allocator_of(const struct mapping *mapping, struct text name)
{
	for (size_t i = 0; i < COUNT_OF(libraries); i++) {
		if (text_starts(name, libraries[i].prefix))
			return libraries[i].allocator;
	}
	return is_debian_musl(mapping) ? HEAP_MUSL : HEAP_UNKNOWN;
}

enum heap_allocator recognise_library(const struct map_list *maps, char *library, size_t size)
{
	for (size_t i = 0; i < maps->count; i++) {
		struct text name = file_name(&maps->mappings[i]);
		enum heap_allocator allocator = allocator_of(&maps->mappings[i], name);

		if (allocator == HEAP_UNKNOWN)
			continue;
		snprintf(library, size, "%.*s", (int)name.length, name.at);
		return allocator;
	}
	*library = '\0';
	return HEAP_UNKNOWN;
}
