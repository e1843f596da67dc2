/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How much a record may take.  What is old is thinned (store/keep/levels.h), and so is what is too much;
 * what is too old, or still too much, goes a block at a time, the oldest first;
 * pages of what went are used again, so the file is never rewritten.  A file beside it keeps a
 * mebibyte in reserve: on a full disk even to delete needs room.
 */
#ifndef MEMTOP_STORE_KEEP_ROOM_H
#define MEMTOP_STORE_KEEP_ROOM_H

#include "store/database.h"

struct room {
	const char *path; /* of the record */
	int64_t keep_ns;  /* blocks that ended longer ago go */
	uint64_t size;    /* bytes that the record may take */
};

/* Puts the reserve there, or what there is room for; on a disk that is full it is not. */
void room_reserve(const struct room *room);
/* Takes it away, for what has to be written now. */
void room_release(const struct room *room);

/* Whether the disk should be left to others: less than a twentieth of it is free, and less than a GiB. */
bool room_is_scarce(const struct room *room);

/* Drops what is too old or too much; in a transaction. */
enum status room_keep(struct database *database, const struct room *room, int64_t now_ns,
	struct message *message);

/* Empties SQLite's log, and gives unused pages back to the disk.  Not in a transaction. */
enum status room_empty_log(struct database *database, struct message *message);

/*
 * Drops the oldest fifth, one block at least, and gives what it took back to the disk; the newest block
 * stays.  Not in a transaction.  STATUS_ABSENT: there was no other.
 */
enum status room_make(struct database *database, struct message *message);

#endif
