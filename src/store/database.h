/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The file of a record, in SQLite.  Its tables are memtop-record(5)'s; here they are created, opened
 * and asked.  One statement at a time:
 *
 *	struct query query = database_query(database, "SELECT n FROM t WHERE id = ?1");
 *
 *	query_bind(&query, 1, id);
 *	while (query_row(&query)) ... query_number(&query, 0);
 *	status = query_end(&query, &message);
 */
#ifndef MEMTOP_STORE_DATABASE_H
#define MEMTOP_STORE_DATABASE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"
#include "base/text.h"

/* What this program writes; it reads older ones, and a record of a higher one is left alone. */
#define DATABASE_SCHEMA 7

struct database;

enum database_use {
	DATABASE_READ,
	DATABASE_WRITE, /* creates it if there is none, and makes an older one of today's form */
	DATABASE_ADD,   /* writes into one of today's form; a recorder may write it, too */
};

/*
 * Message says what is wrong with the file and what to do.  STATUS_ABSENT: there is none;
 * STATUS_DENIED; STATUS_MALFORMED: it is no record, or damaged; STATUS_REFUSED: of a newer memtop, or,
 * to be added to, of an older one; or as below.
 */
enum status database_open(struct database **database, const char *path, enum database_use use,
	struct message *message);
/* STATUS_REFUSED: SQLite is not there; message says so.  Before anything is made for a record. */
enum status database_can_open(struct message *message);
void database_close(struct database *database);
const char *database_path(const struct database *database);

/*
 * There was no way through a table, and nothing was done about it yet.  database_mend(): from then on it is a
 * copy, in a file without a name, of all that can still be read; another status than STATUS_OK: it stays as it
 * was, and is not called torn any more.  One that is read, and cannot be opened for damage, is such a copy at
 * once.
 */
bool database_is_torn(const struct database *database);
/* That was only in the data of one row. */
void database_pardon(struct database *database);
bool database_is_mended(const struct database *database);
enum status database_mend(struct database *database);

/* The kind of the last failure, and its sentence: STATUS_FAILED, or as above. */
enum status database_failure(const struct database *database, struct message *message);
/* The last failure was a disk that is full. */
bool database_is_full(const struct database *database);

/* Statements without a result, such as "BEGIN".  Without a message the last failure stays the one before. */
enum status database_run(struct database *database, const char *sql, struct message *message);

struct sqlite3_stmt;

struct query {
	struct database *database;
	struct sqlite3_stmt *statement; /* NULL: it could not be prepared */
	int code;
};

/* Statements are prepared once, by the address of their text, which is a constant. */
struct query database_query(struct database *database, const char *sql);
void query_bind(struct query *query, int at, int64_t n);
void query_bind_null(struct query *query, int at);
void query_bind_bytes(struct query *query, int at, const void *data, size_t length);
void query_bind_text(struct query *query, int at, struct text text);
bool query_row(struct query *query);
int64_t query_number(const struct query *query, int column);
bool query_is_null(const struct query *query, int column);
/* Valid until the next row. */
struct text query_bytes(const struct query *query, int column);
/* STATUS_OK unless preparing or a step failed. */
enum status query_end(struct query *query, struct message *message);

/* For statements that give no rows, and the id of what an INSERT made. */
enum status query_run(struct query *query, struct message *message);
int64_t database_last_id(const struct database *database);

#endif
