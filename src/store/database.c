/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/database.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "base/messages.h"
#include "base/apart/named_file.h"
#include "store/mend/copy.h"
#include "store/schema.h"
#include "store/sqlite/functions.h"

/* "memt": how file(1) and SQLite tell a record from other databases. */
#define APPLICATION_ID 0x6d656d74
/* Others hold a lock for as long as a commit takes. */
#define BUSY_MS         10000
#define STATEMENTS_MOST 64

struct statement {
	const char *sql;
	sqlite3_stmt *prepared;
};

struct database {
	struct sqlite sqlite;
	sqlite3 *handle;
	char *path;
	struct statement statements[STATEMENTS_MOST];
	size_t statement_count;
	int code;  /* of the last failure */
	bool full; /* it was for want of room on the disk */
	bool torn, mended, hopeless;
};

const char *database_path(const struct database *database)
{
	return database->path;
}

static void close_handle(struct database *database)
{
	for (size_t i = 0; i < database->statement_count; i++)
		database->sqlite.finalize(database->statements[i].prepared);
	database->statement_count = 0;
	database->sqlite.close(database->handle);
	database->handle = NULL;
}

void database_close(struct database *database)
{
	if (!database)
		return;
	close_handle(database);
	free(database->path);
	free(database);
}

/* ---- failures ---- */

static enum status status_of(int code)
{
	switch (code & 0xff) {
	case SQLITE_OK:
	case SQLITE_DONE:
	case SQLITE_ROW:
		return STATUS_OK;
	case SQLITE_NOMEM:
		return STATUS_NO_MEMORY;
	case SQLITE_PERM:
	case SQLITE_READONLY:
	case SQLITE_AUTH:
		return STATUS_DENIED;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return STATUS_MALFORMED;
	default:
		return STATUS_FAILED;
	}
}

/* What SQLite calls an I/O error may be that, too. */
static bool is_full(const struct database *database)
{
	int code = database->code & 0xff;

	return code == SQLITE_FULL ||
	       ((code == SQLITE_IOERR || code == SQLITE_CANTOPEN) && database->handle &&
		       (database->sqlite.system_errno(database->handle) == ENOSPC ||
			       database->sqlite.system_errno(database->handle) == EDQUOT));
}

static void say_failure(const struct database *database, struct message *message)
{
	const char *path = database->path;

	if (!message)
		return;
	switch (database->full ? SQLITE_FULL : database->code & 0xff) {
	case SQLITE_NOTADB:
		message_set(message,
			_("%s: this is no record of memtop, and was not touched (name another file)"),
			path);
		break;
	case SQLITE_CORRUPT:
		message_set(message,
			_("%s: the record is damaged, or cut short: %s (move it away, and memtop "
			  "record begins another)"),
			path, database->sqlite.errmsg(database->handle));
		break;
	case SQLITE_FULL:
		message_set(message, _("%s: the disk is full"), path);
		break;
	case SQLITE_READONLY:
	case SQLITE_PERM:
		message_set(message, _("%s: it cannot be written"), path);
		break;
	case SQLITE_BUSY:
		message_set(message, _("%s: another program keeps the record locked"), path);
		break;
	default:
		message_set(message, "%s: %s", path, database->sqlite.errmsg(database->handle));
		break;
	}
	message_clean(message);
}

enum status database_failure(const struct database *database, struct message *message)
{
	say_failure(database, message);
	return status_of(database->code);
}

bool database_is_full(const struct database *database)
{
	return database->full;
}

static enum status note(struct database *database, int code, struct message *message)
{
	if (status_of(code) == STATUS_OK)
		return STATUS_OK;
	database->torn |= status_of(code) == STATUS_MALFORMED;
	/* A ROLLBACK fails where SQLite has rolled back already: that is not what was wrong. */
	if (!message)
		return status_of(code);
	database->code = code;
	/* What SQLite does next forgets the errno. */
	database->full = is_full(database);
	return database_failure(database, message);
}

/* ---- statements ---- */

enum status database_run(struct database *database, const char *sql, struct message *message)
{
	return note(database, database->sqlite.exec(database->handle, sql, NULL, NULL, NULL),
		message);
}

static sqlite3_stmt *find_statement(struct database *database, const char *sql, int *code)
{
	struct statement *statement;

	for (size_t i = 0; i < database->statement_count; i++)
		if (database->statements[i].sql == sql)
			return database->statements[i].prepared;
	if (database->statement_count == STATEMENTS_MOST) {
		*code = SQLITE_MISUSE;
		return NULL;
	}
	statement = &database->statements[database->statement_count];
	*code = database->sqlite.prepare_v3(database->handle, sql, -1, SQLITE_PREPARE_PERSISTENT,
		&statement->prepared, NULL);
	if (*code != SQLITE_OK)
		return NULL;
	statement->sql = sql;
	database->statement_count++;
	return statement->prepared;
}

struct query database_query(struct database *database, const char *sql)
{
	struct query query = { .database = database, .code = SQLITE_OK };

	query.statement = find_statement(database, sql, &query.code);
	return query;
}

static void check(struct query *query, int code)
{
	if (query->code == SQLITE_OK)
		query->code = code;
}

void query_bind(struct query *query, int at, int64_t n)
{
	if (query->statement)
		check(query, query->database->sqlite.bind_int64(query->statement, at, n));
}

void query_bind_null(struct query *query, int at)
{
	if (query->statement)
		check(query, query->database->sqlite.bind_null(query->statement, at));
}

void query_bind_bytes(struct query *query, int at, const void *data, size_t length)
{
	if (query->statement)
		check(query, query->database->sqlite.bind_blob64(query->statement, at,
				     data ? data : "", length, SQLITE_STATIC));
}

void query_bind_text(struct query *query, int at, struct text text)
{
	if (query->statement)
		check(query,
			query->database->sqlite.bind_text64(query->statement, at,
				text.at ? text.at : "", text.length, SQLITE_STATIC, SQLITE_UTF8));
}

bool query_row(struct query *query)
{
	if (query->code != SQLITE_OK || !query->statement)
		return false;
	query->code = query->database->sqlite.step(query->statement);
	if (query->code != SQLITE_ROW)
		return false;
	query->code = SQLITE_OK;
	return true;
}

int64_t query_number(const struct query *query, int column)
{
	return query->database->sqlite.column_int64(query->statement, column);
}

bool query_is_null(const struct query *query, int column)
{
	return query->database->sqlite.column_type(query->statement, column) == SQLITE_NULL;
}

struct text query_bytes(const struct query *query, int column)
{
	const void *at = query->database->sqlite.column_blob(query->statement, column);
	int length = query->database->sqlite.column_bytes(query->statement, column);

	return text_of(at ? at : "", at ? (size_t)length : 0);
}

enum status query_end(struct query *query, struct message *message)
{
	/* The message of a failure is told before the statement is reset. */
	enum status status = note(query->database, query->code, message);

	if (query->statement) {
		query->database->sqlite.reset(query->statement);
		query->database->sqlite.clear_bindings(query->statement);
	}
	return status;
}

enum status query_run(struct query *query, struct message *message)
{
	while (query_row(query))
		;
	return query_end(query, message);
}

int64_t database_last_id(const struct database *database)
{
	return database->sqlite.last_insert_rowid(database->handle);
}

/* ---- mending ---- */

bool database_is_torn(const struct database *database)
{
	return database->torn && !database->mended && !database->hopeless;
}

void database_pardon(struct database *database)
{
	database->torn = false;
}

bool database_is_mended(const struct database *database)
{
	return database->mended;
}

/* It is gone with its connection, and nothing of it need be on a disk before. */
static const char settings_of_copy[] = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;";

enum status database_mend(struct database *database)
{
	struct database copy = { .sqlite = database->sqlite,
		.path = database->path,
		.mended = true };
	int code = copy.sqlite.open_v2("", &copy.handle,
		SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
	struct message unseen;
	enum status status = status_of(code);

	if (status == STATUS_OK)
		status = database_run(&copy, settings_of_copy, &unseen);
	if (status == STATUS_OK)
		status = database_run(&copy, database_schema, &unseen);
	if (status == STATUS_OK)
		status = mend_copy(&copy, database->path, &unseen);
	if (status != STATUS_OK) {
		close_handle(&copy);
		database->hopeless = true;
		return status;
	}
	close_handle(database);
	*database = copy;
	return STATUS_OK;
}

/* ---- opening ---- */

static int64_t pragma(struct database *database, const char *sql, int *code)
{
	sqlite3_stmt *statement;
	int64_t n = 0;

	*code = database->sqlite.prepare_v2(database->handle, sql, -1, &statement, NULL);
	if (*code != SQLITE_OK)
		return 0;
	*code = database->sqlite.step(statement);
	if (*code == SQLITE_ROW)
		n = database->sqlite.column_int64(statement, 0);
	database->sqlite.finalize(statement);
	return n;
}

/* STATUS_ABSENT: there is nothing in the file yet. */
static enum status check_kind(struct database *database, int64_t *form, struct message *message)
{
	int code;
	int64_t application, schema = 0, tables = 0;

	application = pragma(database, "PRAGMA application_id", &code);
	if (status_of(code) == STATUS_OK)
		schema = pragma(database, "PRAGMA user_version", &code);
	if (status_of(code) == STATUS_OK)
		tables = pragma(database, "SELECT count(*) FROM sqlite_schema", &code);
	if (status_of(code) != STATUS_OK)
		return note(database, code, message);
	if (tables == 0 && application == 0)
		return STATUS_ABSENT;
	if (application != APPLICATION_ID) {
		message_set(message,
			_("%s: this is a database, but no record of memtop: it was not touched (name "
			  "another file)"),
			database->path);
		return STATUS_MALFORMED;
	}
	if (schema < 1) {
		message_set(message, _("%s: this record has no form: it was not touched"),
			database->path);
		return STATUS_MALFORMED;
	}
	if (schema > DATABASE_SCHEMA) {
		message_set(message,
			_("%s: a newer memtop wrote this record (form %lld; this one knows %d): "
			  "it was not touched"),
			database->path, (long long)schema, DATABASE_SCHEMA);
		return STATUS_REFUSED;
	}
	*form = schema;
	return STATUS_OK;
}

static enum status create(struct database *database, struct message *message)
{
	enum status status = database_run(database, database_settings_new, message);

	if (status == STATUS_OK)
		status = database_run(database, database_settings, message);
	if (status == STATUS_OK)
		status = database_run(database, database_schema, message);
	/* A log that is torn later still has tables before it. */
	if (status == STATUS_OK)
		status = database_run(database, "PRAGMA wal_checkpoint(TRUNCATE)", message);
	return status;
}

/* From this form to the next; NULL from the newest. */
static const struct schema_step *step_from(int64_t form)
{
	return form >= 1 && form < DATABASE_SCHEMA ? &schema_steps[form - 1] : NULL;
}

/* All steps or none. */
static enum status convert(struct database *database, int64_t form, struct message *message)
{
	const struct schema_step *step;
	enum status status = database_run(database, "BEGIN IMMEDIATE", message);
	char end[64];

	if (status != STATUS_OK)
		return status;
	for (step = step_from(form); step && status == STATUS_OK; step = step_from(++form))
		status = database_run(database, step->convert, message);
	snprintf(end, sizeof(end), "PRAGMA user_version = %d; COMMIT", DATABASE_SCHEMA);
	if (status == STATUS_OK)
		status = database_run(database, end, message);
	if (status != STATUS_OK)
		(void)database_run(database, "ROLLBACK", NULL); /* what failed is said */
	return status;
}

static enum status open_written(struct database *database, struct message *message)
{
	int64_t form = 0;
	enum status status = check_kind(database, &form, message);

	if (status == STATUS_ABSENT)
		return create(database, message);
	if (status == STATUS_OK)
		status = database_run(database, database_settings, message);
	if (status == STATUS_OK && form < DATABASE_SCHEMA)
		status = convert(database, form, message);
	return status;
}

/* To make it another form would break a recorder of an older memtop that writes it. */
static enum status open_added(struct database *database, struct message *message)
{
	int64_t form = 0;
	enum status status = check_kind(database, &form, message);

	if (status == STATUS_ABSENT)
		message_set(message, _("%s: this record is empty (memtop record writes into it)"),
			database->path);
	if (status == STATUS_OK && form < DATABASE_SCHEMA) {
		message_set(message,
			_("%s: an older memtop wrote this record (form %lld; this one writes %d): "
			  "restart its recorder first"),
			database->path, (long long)form, DATABASE_SCHEMA);
		return STATUS_REFUSED;
	}
	return status == STATUS_OK ? database_run(database, database_settings, message) : status;
}

static enum status open_read(struct database *database, struct message *message)
{
	const struct schema_step *step;
	int64_t form = 0;
	enum status status = check_kind(database, &form, message);

	if (status == STATUS_ABSENT)
		message_set(message, _("%s: this record is empty (memtop record writes into it)"),
			database->path);
	for (step = step_from(form); step && status == STATUS_OK; step = step_from(++form))
		status = database_run(database, step->view, message);
	return status;
}

/* "file:" and the path, with what means something in a URI written out. */
static void put_uri(char *out, size_t size, const char *path)
{
	size_t length = (size_t)snprintf(out, size, "file:");

	for (; *path && length + sizeof("%XX?immutable=1") < size; path++)
		if (strchr("?#%", *path))
			length += (size_t)snprintf(out + length, size - length, "%%%02X",
				(unsigned)(unsigned char)*path);
		else
			out[length++] = *path;
	snprintf(out + length, size - length, "?immutable=1");
}

static bool has_log(const char *path)
{
	char name[PATH_MAX];
	struct stat stat_;

	return snprintf(name, sizeof(name), "%s-wal", path) >= PATH_MAX ||
	       (stat(name, &stat_) == 0 && stat_.st_size > 0);
}

/*
 * A user who may not write beside the file can read it all the same while it is not written, if there is
 * no log: in a log there may be samples that the file does not have yet.
 */
static enum status open_unwritable(struct database *database, struct message *message)
{
	char uri[3 * PATH_MAX];
	int code = database->code & 0xff;

	if (code != SQLITE_CANTOPEN && code != SQLITE_READONLY)
		return status_of(database->code);
	if (has_log(database->path)) {
		message_set(message,
			_("%s: its log can be read only by a user who may write it (run as its "
			  "owner, or as root)"),
			database->path);
		message_clean(message);
		return STATUS_DENIED;
	}
	database->sqlite.close(database->handle);
	database->handle = NULL;
	put_uri(uri, sizeof(uri), database->path);
	code = database->sqlite.open_v2(uri, &database->handle,
		SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI, NULL);
	if (code != SQLITE_OK)
		return note(database, code, message);
	return open_read(database, message);
}

static enum status fail_to_open(const char *path, enum database_use use, struct message *message)
{
	enum status status = status_from_errno(errno);

	if (errno == EISDIR) {
		message_set(message,
			_("%s: nothing can be recorded there: it is a directory (name a file in "
			  "it: memtop record %s/record)"),
			path, path);
		status = STATUS_MALFORMED;
	} else if (errno == ENOENT && use != DATABASE_WRITE) {
		message_set(message, _("%s: %s (memtop record makes one, --file names another)"),
			path, strerror(errno));
	} else if (errno == EACCES && use == DATABASE_READ) {
		message_set(message, _("%s: %s (its owner, its group and root may read it)"), path,
			strerror(errno));
	} else {
		message_set(message, "%s: %s", path, strerror(errno));
	}
	message_clean(message);
	return status == STATUS_OK ? STATUS_FAILED : status;
}

/* Who may not read the directory or the file learns it before SQLite says "unable to open". */
static enum status check_file(const char *path, enum database_use use, struct message *message)
{
	int flags = use == DATABASE_WRITE ? O_RDWR | O_CREAT
		    : use == DATABASE_ADD ? O_RDWR
					  : O_RDONLY;
	int descriptor = open(path, flags | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0640);
	struct stat stat;
	bool regular;

	if (descriptor < 0)
		return fail_to_open(path, use, message);
	regular = fstat(descriptor, &stat) == 0 && S_ISREG(stat.st_mode);
	close(descriptor);
	if (regular)
		return STATUS_OK;
	message_set(message, _("%s: this is no regular file (name another file)"), path);
	message_clean(message);
	return STATUS_MALFORMED;
}

/* Its rows were found, but not where it ends: to SQLite it is no database. */
static void say_unwritable(const struct database *database, struct message *message)
{
	message_set(message,
		_("%s: the first page of this record is damaged: it can be read, but not written "
		  "(move it away, and memtop record begins another)"),
		database->path);
	message_clean(message);
}

enum status database_can_open(struct message *message)
{
	struct sqlite unused;

	return sqlite_open(&unused, message);
}

enum status database_open(struct database **out, const char *path, enum database_use use,
	struct message *message)
{
	struct database *database;
	enum status status = named_file_answers(path, message);
	struct sqlite sqlite;
	int flags = use == DATABASE_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;

	*out = NULL;
	if (status == STATUS_OK)
		status = check_file(path, use, message);
	/* Where there is nothing to read it is not loaded. */
	if (status == STATUS_OK)
		status = sqlite_open(&sqlite, message);
	if (status != STATUS_OK)
		return status;
	database = calloc(1, sizeof(*database));
	if (!database || !(database->path = strdup(path))) {
		free(database);
		return STATUS_NO_MEMORY;
	}
	database->sqlite = sqlite;
	status = note(database,
		database->sqlite.open_v2(path, &database->handle, flags | SQLITE_OPEN_NOMUTEX,
			NULL),
		message);
	if (status == STATUS_OK) {
		database->sqlite.busy_timeout(database->handle, BUSY_MS);
		status = use == DATABASE_WRITE ? open_written(database, message)
			 : use == DATABASE_ADD ? open_added(database, message)
					       : open_read(database, message);
	}
	if (status != STATUS_OK && use == DATABASE_READ &&
		(status == STATUS_FAILED || status == STATUS_DENIED))
		status = open_unwritable(database, message);
	if (status == STATUS_MALFORMED && database->torn &&
		(use == DATABASE_READ || (database->code & 0xff) == SQLITE_NOTADB) &&
		database_mend(database) == STATUS_OK) {
		if (use == DATABASE_READ)
			status = STATUS_OK;
		else
			say_unwritable(database, message);
	}
	if (status == STATUS_OK)
		*out = database;
	else
		database_close(database);
	return status;
}
