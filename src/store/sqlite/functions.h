/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SQLite, loaded when the first record is opened: most runs open none. */
#ifndef MEMTOP_STORE_SQLITE_FUNCTIONS_H
#define MEMTOP_STORE_SQLITE_FUNCTIONS_H

#include <sqlite3.h>

#include "base/library/library.h"

#define SQLITE_FUNCTIONS(X)                                                                        \
	X(sqlite3_, bind_blob64)                                                                   \
	X(sqlite3_, bind_int64)                                                                    \
	X(sqlite3_, bind_null)                                                                     \
	X(sqlite3_, bind_text64)                                                                   \
	X(sqlite3_, busy_timeout)                                                                  \
	X(sqlite3_, clear_bindings)                                                                \
	X(sqlite3_, close)                                                                         \
	X(sqlite3_, column_blob)                                                                   \
	X(sqlite3_, column_bytes)                                                                  \
	X(sqlite3_, column_int64)                                                                  \
	X(sqlite3_, column_type)                                                                   \
	X(sqlite3_, errmsg)                                                                        \
	X(sqlite3_, exec)                                                                          \
	X(sqlite3_, finalize)                                                                      \
	X(sqlite3_, last_insert_rowid)                                                             \
	X(sqlite3_, open_v2)                                                                       \
	X(sqlite3_, prepare_v2)                                                                    \
	X(sqlite3_, prepare_v3)                                                                    \
	X(sqlite3_, reset)                                                                         \
	X(sqlite3_, step)                                                                          \
	X(sqlite3_, system_errno)

struct sqlite {
	SQLITE_FUNCTIONS(LIBRARY_POINTER)
};

/* As library_open(). */
enum status sqlite_open(struct sqlite *sqlite, struct message *message);

#endif
