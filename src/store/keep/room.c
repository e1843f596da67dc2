/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/keep/room.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/macros.h"
#include "store/exits/reader.h"
#include "store/keep/levels.h"

/* What is given up on a full disk; where there is not as much, half or a quarter of it. */
#define RESERVE_BYTES (1 << 20)
#define RESERVE_LEAST (RESERVE_BYTES / 4)
/* Blocks that one fold thins, a third of a second each for 3,000 processes. */
#define THINNED_MOST 4
#define SCARCE_SHARE 20
#define SCARCE_BYTES (UINT64_C(1) << 30)

static bool reserve_path(char out[static PATH_MAX], const struct room *room)
{
	return snprintf(out, PATH_MAX, "%s-reserve", room->path) < PATH_MAX;
}

void room_reserve(const struct room *room)
{
	char name[PATH_MAX];
	off_t size = RESERVE_BYTES;
	int file;

	if (!reserve_path(name, room))
		return;
	file = open(name, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0640);
	if (file < 0)
		return;
	while (size >= RESERVE_LEAST && posix_fallocate(file, 0, size) != 0) {
		size /= 2;
		if (ftruncate(file, 0) != 0) /* what was had of the larger one */
			break;
	}
	if (size < RESERVE_LEAST)
		unlink(name);
	close(file);
}

void room_release(const struct room *room)
{
	char name[PATH_MAX];

	if (reserve_path(name, room))
		unlink(name);
}

bool room_is_scarce(const struct room *room)
{
	struct statvfs disk;
	uint64_t available, whole;

	if (statvfs(room->path, &disk) != 0)
		return false;
	available = (uint64_t)disk.f_bavail * disk.f_frsize;
	whole = (uint64_t)disk.f_blocks * disk.f_frsize;
	return available < whole / SCARCE_SHARE && available < SCARCE_BYTES;
}

/* ---- dropping ---- */

static enum status one_number(struct database *database, const char *sql, int64_t *n,
	struct message *message)
{
	struct query query = database_query(database, sql);

	*n = 0;
	if (query_row(&query))
		*n = query_number(&query, 0);
	return query_end(&query, message);
}

/* With what only it needed.  STATUS_ABSENT: there is none. */
static enum status drop_oldest(struct database *database, struct message *message)
{
	static const char *const statements[] = {
		"DELETE FROM block WHERE seq0 <= ?1",
		"DELETE FROM summary WHERE seq <= ?1",
		"DELETE FROM event WHERE seq <= ?1 AND kind <> '" EXITS_EVENT "'",
		"DELETE FROM exits WHERE seq <= ?1",
		"DELETE FROM process WHERE last_seq <= ?1",
		"DELETE FROM cgroup WHERE last_seq <= ?1",
	};
	enum status status;
	int64_t last;

	status = one_number(database,
		"SELECT seq1 FROM block INDEXED BY block_about"
		" ORDER BY seq0 LIMIT 1",
		&last, message);
	if (status == STATUS_OK && !last)
		return STATUS_ABSENT;
	for (size_t i = 0; i < COUNT_OF(statements) && status == STATUS_OK; i++) {
		struct query query = database_query(database, statements[i]);

		query_bind(&query, 1, last);
		status = query_run(&query, message);
	}
	return status;
}

static enum status oldest_is_too_old(struct database *database, int64_t before_ns, bool *is,
	struct message *message)
{
	int64_t wall_ns;
	enum status status = one_number(database,
		"SELECT wall1_ns FROM block INDEXED BY block_about ORDER BY seq0 LIMIT 1", &wall_ns,
		message);

	*is = wall_ns && wall_ns < before_ns;
	return status;
}

/* What the file's pages that are in use come to. */
static enum status is_too_much(struct database *database, uint64_t size, bool *is,
	struct message *message)
{
	int64_t pages, unused = 0, page_size = 0;
	enum status status = one_number(database, "PRAGMA page_count", &pages, message);

	if (status == STATUS_OK)
		status = one_number(database, "PRAGMA freelist_count", &unused, message);
	if (status == STATUS_OK)
		status = one_number(database, "PRAGMA page_size", &page_size, message);
	*is = (uint64_t)((pages - unused) * page_size) > size;
	return status;
}

/* One goes for the one that came, so that the file does not grow; the newest stays. */
static enum status drop_one(struct database *database, struct message *message)
{
	int64_t blocks;
	enum status status = one_number(database,
		"SELECT count(*) FROM block INDEXED BY block_about", &blocks, message);

	return status == STATUS_OK && blocks > 1 ? drop_oldest(database, message) : status;
}

enum status room_keep(struct database *database, const struct room *room, int64_t now_ns,
	struct message *message)
{
	enum status status = STATUS_OK;

	for (size_t thinned = 0; status == STATUS_OK;) {
		bool old, much = false;

		status = oldest_is_too_old(database, now_ns - room->keep_ns, &old, message);
		if (status == STATUS_OK && !old)
			status = is_too_much(database, room->size, &much, message);
		if (status == STATUS_OK && !old && thinned < THINNED_MOST) {
			thinned++;
			status = levels_thin(database, now_ns, much, message);
			if (status != STATUS_ABSENT)
				continue;
			thinned = THINNED_MOST;
			status = STATUS_OK;
		}
		if (status == STATUS_OK && !old && !much)
			return room_is_scarce(room) ? drop_one(database, message) : STATUS_OK;
		if (status == STATUS_OK)
			status = drop_oldest(database, message);
	}
	return status == STATUS_ABSENT ? STATUS_OK : status;
}

enum status room_empty_log(struct database *database, struct message *message)
{
	static const char empty[] = "PRAGMA wal_checkpoint(TRUNCATE)";
	/* First what is in it: to give pages back is written into it as well. */
	enum status status = database_run(database, empty, message);

	if (status == STATUS_OK)
		status = database_run(database, "PRAGMA incremental_vacuum", message);
	return status == STATUS_OK ? database_run(database, empty, message) : status;
}

enum status room_make(struct database *database, struct message *message)
{
	int64_t blocks;
	enum status status = one_number(database,
		"SELECT count(*) FROM block INDEXED BY block_about", &blocks, message);

	if (status == STATUS_OK && blocks <= 1)
		return STATUS_ABSENT;
	if (status == STATUS_OK)
		status = database_run(database, "BEGIN IMMEDIATE", message);
	for (int64_t i = 0; i < 1 + (blocks - 1) / 5 && status == STATUS_OK; i++)
		status = drop_oldest(database, message);
	if (status == STATUS_OK)
		status = database_run(database, "COMMIT", message);
	if (status != STATUS_OK) {
		(void)database_run(database, "ROLLBACK", NULL); /* what failed is said */
		return status;
	}
	return room_empty_log(database, message);
}
