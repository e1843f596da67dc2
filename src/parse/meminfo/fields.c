/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "parse/meminfo/meminfo.h"

static const struct {
	const char *name;
	unsigned char length;
	unsigned char unit;
} field_rows[MEMINFO_FIELD_COUNT] = {
#define FIELD(id, name, unit) { name, sizeof(name) - 1, unit },
#include "parse/meminfo/names.h"
#undef FIELD
};

const char *meminfo_field_name(enum meminfo_field field)
{
	return field_rows[field].name;
}

bool meminfo_field_is_bytes(enum meminfo_field field)
{
	return field_rows[field].unit == MEMINFO_KB || field_rows[field].unit == MEMINFO_BYTES;
}

int meminfo_field_find_from(enum meminfo_field first, const char *name, size_t length)
{
	unsigned row = first;

	/* The table has the order of the kernel, so the next one is seldom far. */
	for (unsigned tried = 0; tried < MEMINFO_FIELD_COUNT; tried++, row++) {
		if (row >= MEMINFO_FIELD_COUNT)
			row = 0;
		if (field_rows[row].length == length && field_rows[row].name[0] == name[0] &&
			memcmp(field_rows[row].name, name, length) == 0)
			return (int)row;
	}
	return -1;
}

int meminfo_field_find(const char *name, size_t length)
{
	return meminfo_field_find_from(0, name, length);
}
