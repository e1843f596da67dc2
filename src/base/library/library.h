/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Libraries that most runs do without, loaded once they are needed.  Their functions are listed in one place
 * and called through a struct of pointers:
 *
 *	#define SQLITE_FUNCTIONS(X) X(sqlite3_, open_v2) X(sqlite3_, close)
 *	struct sqlite { SQLITE_FUNCTIONS(LIBRARY_POINTER) };
 *	static const struct library_function functions[] = { SQLITE_FUNCTIONS(LIBRARY_LATER) };
 *
 *	status = library_open(&library, &sqlite, &message);
 *	sqlite.close(handle);
 *
 * Where the library is linked in, LIBRARY_LINKED in place of LIBRARY_LATER has their addresses at once.  A
 * variable is listed as a function is, and pointed to.
 */
#ifndef MEMTOP_BASE_LIBRARY_H
#define MEMTOP_BASE_LIBRARY_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

struct library_function {
	const char *name;
	void (*address)(void); /* NULL: the library is asked */
};

#define LIBRARY_POINTER(prefix, function) __typeof__(&prefix##function) function;
#define LIBRARY_LATER(prefix, function)   { .name = #prefix #function },
#define LIBRARY_LINKED(prefix, function)                                                           \
	{ .name = #prefix #function, .address = (void (*)(void)) & prefix##function },

struct library {
	const char *soname; /* "libsqlite3.so.0"; NULL: it is linked in */
	const char *name;   /* what is to be installed: "SQLite 3" */
	const struct library_function *functions;
	size_t count;
};

/*
 * Fills a struct of as many pointers, in this order.  Any thread may ask, and again; it stays loaded.
 * STATUS_REFUSED: it is not there, or lacks a function; STATUS_NO_MEMORY, STATUS_NO_DESCRIPTORS; message says
 * what to do.
 */
enum status library_open(const struct library *library, void *pointers, struct message *message);

/*
 * What makes packages sees of a library that is loaded later: a note of the program, as
 * https://systemd.io/ELF_DLOPEN_METADATA has it.
 */
#define LIBRARY_NOTE(variable, feature, description, priority, soname)                             \
	LIBRARY_NOTE_OF(variable,                                                                  \
		"[{\"feature\":\"" feature "\",\"description\":\"" description                     \
		"\",\"priority\":\"" priority "\",\"soname\":[\"" soname "\"]}]")
#define LIBRARY_NOTE_OF(variable, json)                                                            \
	__attribute__((used, section(".note.dlopen"), aligned(4))) static const struct {           \
		uint32_t owner_size, size, type;                                                   \
		char owner[4];                                                                     \
		_Alignas(uint32_t) char text[sizeof(json)];                                        \
	} variable = { 4, sizeof(json), 0x407c0c0a, "FDO", json }

#endif
