/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The text of /proc/meminfo, of any kernel and in any condition: live, saved, quoted in a mail,
 * cut, glued together.  Every line is kept: a known field under its id, an unknown one by its name,
 * a malformed one as text.
 */
#ifndef MEMTOP_PARSE_MEMINFO_H
#define MEMTOP_PARSE_MEMINFO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "base/value.h"

/* Every field that a kernel is known to have printed; the names stand in meminfo_names.h. */
enum meminfo_field {
#define FIELD(id, name, unit) MEMINFO_##id,
#include "parse/meminfo_names.h"
#undef FIELD
	MEMINFO_FIELD_COUNT
};

enum meminfo_unit { MEMINFO_KB, MEMINFO_COUNT, MEMINFO_PAGES, MEMINFO_BYTES };

/* One line, in the order of the file. */
struct meminfo_entry {
	int field;          /* an enum meminfo_field, or -1 for a name nobody here knows */
	enum meminfo_unit unit;
	uint64_t n;         /* bytes if unit is MEMINFO_KB or _BYTES, otherwise the count as printed */
	uint32_t name;      /* offset into names, NUL-terminated; as in the file */
	uint32_t line;      /* number of the line, from 1 */
};

struct meminfo_malformed {
	uint32_t line;
	uint32_t text;      /* offset into names: the line, cut at 80 bytes, NUL-terminated */
};

struct meminfo {
	struct meminfo_entry *entries;
	size_t entry_count;
	struct meminfo_malformed *malformed;
	size_t malformed_count;
	size_t malformed_total;   /* malformed keeps the first 64; this counts all */
	char *names;              /* one block for all strings */
	struct value field[MEMINFO_FIELD_COUNT]; /* bytes, or a count for the fields without unit */
};

/*
 * Parses length bytes.  STATUS_OK if there is at least one field of meminfo in it (which may be a
 * fragment), STATUS_MALFORMED if there is none, STATUS_NO_MEMORY.  Where a field occurs twice, the
 * first counts in field[], both are entries.  meminfo_free() in any case.
 */
enum status meminfo_parse(struct meminfo *meminfo, const char *text, size_t length);
void meminfo_free(struct meminfo *meminfo);

const char *meminfo_field_name(enum meminfo_field field);
bool meminfo_field_is_bytes(enum meminfo_field field);

/* The field of that name, or -1. */
int meminfo_field_find(const char *name, size_t length);

#endif
