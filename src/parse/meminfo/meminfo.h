/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The text of /proc/meminfo, of any kernel and in any condition: live, saved, quoted in a mail,
 * cut, glued together, with other text around it.  Every line of it is kept: a known field under
 * its id, an unknown one by its name, a malformed one as text.  Lines that are not of a meminfo are
 * only counted.
 */
#ifndef MEMTOP_PARSE_MEMINFO_MEMINFO_H
#define MEMTOP_PARSE_MEMINFO_MEMINFO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "base/text.h"
#include "base/value.h"
#include "parse/pasted/kind.h"

/* Every field that a kernel is known to have printed; the names stand in meminfo_names.h. */
enum meminfo_field {
#define FIELD(id, name, unit) MEMINFO_##id,
#include "parse/meminfo/names.h"
#undef FIELD
	MEMINFO_FIELD_COUNT
};

enum meminfo_unit { MEMINFO_KB, MEMINFO_COUNT, MEMINFO_PAGES, MEMINFO_BYTES };

/* One field, in the order of the file. */
struct meminfo_entry {
	int field; /* an enum meminfo_field, or -1 for a name that is not known here */
	enum meminfo_unit unit;
	uint64_t n;    /* bytes if unit is MEMINFO_KB or _BYTES, otherwise the count as printed */
	uint32_t name; /* offset into names, NUL-terminated; as in the file */
	uint32_t line; /* number of the line, from 1; lines may be glued together */
};

enum meminfo_fault {
	MEMINFO_NO_NUMBER,  /* the name is there, a number is not */
	MEMINFO_TOO_LARGE,  /* more bytes than 64 bits can count: a wrapped counter */
	MEMINFO_WRONG_UNIT, /* neither kB nor pages nor nothing */
	MEMINFO_CUT_OFF,    /* the text begins or ends inside of it */
	MEMINFO_NO_HEADING, /* a row "Mem:" or "Swap:" without the line that names its columns */
};

struct meminfo_malformed {
	int field; /* as in an entry */
	enum meminfo_fault fault;
	uint32_t line;
	uint32_t text; /* offset into names: the line from the name on, cut at 80 bytes */
};

/* The rows that stood above the fields until 2.4, in bytes; absent without row or column. */
struct meminfo_header {
	struct value total, used, free, shared, buffers,
		cached;                                /* "Mem:"; cached includes SwapCached */
	struct value swap_total, swap_used, swap_free; /* "Swap:" */
};

/* More fields or malformed lines than these are counted, not kept: the input may be anything. */
#define MEMINFO_ENTRIES_MAX   65536
#define MEMINFO_MALFORMED_MAX 64

struct meminfo {
	struct meminfo_entry *entries;
	size_t entry_count;
	size_t entry_total; /* entries keeps the first MEMINFO_ENTRIES_MAX; this counts all */
	struct meminfo_malformed *malformed;
	size_t malformed_count;
	size_t malformed_total; /* malformed keeps the first 64; this counts all */
	struct string_pool names;
	struct value field[MEMINFO_FIELD_COUNT]; /* bytes, or a count for the fields without unit */
	struct meminfo_header header;
	size_t repeated_count; /* fields that occur again with the value they had */
	size_t extras_count;   /* lines of other text that are not blank */
	bool cut_off;          /* the text begins or ends inside a field */
	/*
	 * The fields begin with MemTotal and reach to those which the kernel that printed the others
	 * prints last.  False for a fragment, and for the first lines of a meminfo.
	 */
	bool complete;
	struct value overcommit_mode; /* vm.overcommit_memory, where the text tells it */
	enum pasted_kind tool;        /* whose output it was taken from; PASTED_MEMINFO: none */
	enum pasted_kind supplement;  /* whose output filled in what was missing, likewise */
};

/* How far a text has been parsed; begins zeroed. */
struct meminfo_place {
	size_t at;     /* bytes */
	uint32_t line; /* lines that end before it */
};

/*
 * Parses length bytes, up to where a second meminfo begins: a field occurs again with another value,
 * or the first field does.  STATUS_OK if there is at least one field of meminfo in it (which may be a
 * fragment), STATUS_MALFORMED if there is none, STATUS_NO_MEMORY.  Of a
 * field that occurs twice both are entries.  A field that is known to be in kB is taken to be so
 * where a tool took the unit off.  meminfo_free() in any case.
 */
enum status meminfo_parse(struct meminfo *meminfo, const char *text, size_t length);

/*
 * The same from place on, which it moves to where the next one begins, or to length:
 *
 *	while (place.at < length)
 *		status = meminfo_parse_next(&meminfo, text, length, &place);
 */
enum status meminfo_parse_next(struct meminfo *meminfo, const char *text, size_t length,
	struct meminfo_place *place);

void meminfo_free(struct meminfo *meminfo);

static inline bool meminfo_has(const struct meminfo *meminfo, enum meminfo_field field)
{
	return value_known(meminfo->field[field]);
}

/* For sums in which a field that is not there counts as 0. */
static inline uint64_t meminfo_bytes(const struct meminfo *meminfo, enum meminfo_field field)
{
	return value_or(meminfo->field[field], 0);
}

const char *meminfo_field_name(enum meminfo_field field);
bool meminfo_field_is_bytes(enum meminfo_field field);

/* The field of that name, or -1. */
int meminfo_field_find(const char *name, size_t length);

/* The same, tried from the field first on: fast for a text in which field - 1 stood before. */
int meminfo_field_find_from(enum meminfo_field first, const char *name, size_t length);

#endif
