/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fixture.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Noreturn void fail(const char *path, const char *why)
{
	fprintf(stderr, "fixture %s: %s\n", path, why);
	exit(1);
}

void fixture_path(char path[static PATH_MAX], const char *name)
{
	const char *top = getenv("abs_top_srcdir");

	if (snprintf(path, PATH_MAX, "%s/tests/fixtures/%s", top ? top : ".", name) >= PATH_MAX)
		fail(name, "the path is too long");
}

char *fixture_read(const char *name, size_t *length)
{
	char path[PATH_MAX];

	fixture_path(path, name);
	return fixture_read_file(path, length);
}

char *fixture_read_file(const char *path, size_t *length)
{
	FILE *file = fopen(path, "rb");
	char *bytes = NULL;
	size_t size = 0, used = 0, got;

	if (!file)
		fail(path, strerror(errno));
	do {
		if (used + 1 >= size) {
			size = size ? 2 * size : 8192;
			bytes = realloc(bytes, size);
			if (!bytes)
				fail(path, "out of memory");
		}
		got = fread(bytes + used, 1, size - used - 1, file);
		used += got;
	} while (got > 0);
	if (ferror(file))
		fail(path, strerror(errno));
	fclose(file);
	bytes[used] = '\0';
	*length = used;
	return bytes;
}
