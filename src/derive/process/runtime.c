/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/process/runtime.h"

#include <string.h>

#include "base/macros.h"

/*
 * How the file begins that is mapped where the runtime is.  Python's library is mapped by many a
 * program that is none of its own, such as GDB.
 */
static const struct {
	const char *file;
	enum runtime runtime;
} signs[] = {
	{ "libjvm.so", RUNTIME_JAVA },
	{ "python2", RUNTIME_PYTHON },
	{ "python3", RUNTIME_PYTHON },
	{ "libnode.so", RUNTIME_NODE },
	{ "node", RUNTIME_NODE },
	{ "redis-server", RUNTIME_REDIS },
	{ "valkey-server", RUNTIME_REDIS },
	{ "keydb-server", RUNTIME_REDIS },
};

static enum runtime runtime_of_file(const char *path, bool executable)
{
	const char *slash = strrchr(path, '/');

	for (size_t i = 0; slash && i < COUNT_OF(signs); i++) {
		size_t length = strlen(signs[i].file);
		bool library = strncmp(signs[i].file, "lib", 3) == 0;

		if (strncmp(slash + 1, signs[i].file, length) != 0 || !(library || executable))
			continue;
		/* nodejs and python3.11, but not node_exporter. */
		if (library || !strchr("_-", slash[1 + length]) || slash[1 + length] == '\0')
			return signs[i].runtime;
	}
	return RUNTIME_NONE;
}

enum runtime runtime_of(const struct process_detail *detail)
{
	enum runtime found = RUNTIME_NONE;

	for (size_t i = 0; i < detail->mapping_count && found == RUNTIME_NONE; i++) {
		const struct detail_mapping *mapping = &detail->mappings[i];

		if (mapping->kind == KIND_LIBRARY || mapping->kind == KIND_EXECUTABLE)
			found = runtime_of_file(detail_string(detail, mapping->name),
				mapping->kind == KIND_EXECUTABLE);
		else if (mapping->kind == KIND_ANONYMOUS && runtime_is_go_start(mapping->start))
			found = RUNTIME_GO;
	}
	return found;
}
