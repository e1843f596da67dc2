/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/sqlite/functions.h"

#include "base/macros.h"
#include "config.h"

#ifdef SQLITE_SONAME
LIBRARY_NOTE(note, "record", "Write and read records", "recommended", SQLITE_SONAME);
static const struct library_function functions[] = { SQLITE_FUNCTIONS(LIBRARY_LATER) };
#else
#define SQLITE_SONAME NULL
static const struct library_function functions[] = { SQLITE_FUNCTIONS(LIBRARY_LINKED) };
#endif

_Static_assert(sizeof(struct sqlite) == COUNT_OF(functions) * sizeof(functions[0].address),
	"a pointer for each function");

enum status sqlite_open(struct sqlite *sqlite, struct message *message)
{
	static const struct library library = { SQLITE_SONAME, "SQLite 3", functions,
		COUNT_OF(functions) };

	return library_open(&library, sqlite, message);
}
