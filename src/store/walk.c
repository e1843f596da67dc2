/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/walk.h"

#define ROW_MOST (FRAME_NUMBERS_MOST * 64)

void walk_begin(struct record_walk *walk, struct database *database, int64_t from, int64_t to)
{
	*walk = (struct record_walk){ .database = database,
		.from = from,
		.to = to,
		.block_after = -1,
		.tail_after = -1 };
}

void walk_end(struct record_walk *walk)
{
	unfold_free(walk->unfold);
	frame_free(&walk->frames[0]);
	frame_free(&walk->frames[1]);
	bytes_free(&walk->raw);
}

void walk_lose(struct walk_loss *loss, int64_t from_ns, int64_t to_ns, size_t count)
{
	if (!count)
		return;
	if (!loss->count || from_ns < loss->from_ns)
		loss->from_ns = from_ns;
	if (!loss->count || to_ns > loss->to_ns)
		loss->to_ns = to_ns;
	loss->count += count;
}

/* ---- blocks ---- */

static void lose_block(struct record_walk *walk)
{
	walk_lose(&walk->loss, walk->block_from_ns, walk->block_to_ns, 1);
}

/* Where the next block begins that may have wanted frames; STATUS_ABSENT: there is none. */
static enum status find_block(struct record_walk *walk, int64_t *begin, struct message *message)
{
	struct query query = database_query(walk->database,
		"SELECT seq0, wall0_ns, wall1_ns FROM block INDEXED BY block_about"
		" WHERE seq0 > ?1 AND seq1 >= ?2 AND seq0 <= ?3 ORDER BY seq0 LIMIT 1");
	bool found;
	enum status status;

	query_bind(&query, 1, walk->block_after);
	query_bind(&query, 2, walk->from);
	query_bind(&query, 3, walk->to);
	found = query_row(&query);
	if (found) {
		*begin = query_number(&query, 0);
		walk->block_from_ns = query_number(&query, 1);
		walk->block_to_ns = query_number(&query, 2);
	}
	status = query_end(&query, message);
	return status == STATUS_OK && !found ? STATUS_ABSENT : status;
}

/* Its row is there, and what is damaged is its data. */
static bool has_row(struct database *database, int64_t begin)
{
	struct query query =
		database_query(database, "SELECT level FROM block NOT INDEXED WHERE seq0 = ?1");
	bool found;

	query_bind(&query, 1, begin);
	found = query_row(&query);
	return query_end(&query, NULL) == STATUS_OK && found;
}

static enum status open_block(struct record_walk *walk, struct message *message)
{
	struct query query;
	struct message why;
	int64_t begin = 0;
	enum status status = find_block(walk, &begin, message), read;
	const bool torn = database_is_torn(walk->database);

	if (status != STATUS_OK)
		return status;
	walk->block_after = begin;
	query = database_query(walk->database,
		"SELECT boot, system, processes FROM block WHERE seq0 = ?1");
	query_bind(&query, 1, begin);
	status = STATUS_MALFORMED;
	if (query_row(&query)) {
		walk->block_boot = query_number(&query, 0);
		status = unfold_open(&walk->unfold, query_bytes(&query, 1),
			walk->machine ? text_of(NULL, 0) : query_bytes(&query, 2));
	}
	read = query_end(&query, &why);
	/* A block that could not be read this time is not lost. */
	if (read != STATUS_OK && read != STATUS_MALFORMED) {
		message_set(message, "%s", why.text);
		return read;
	}
	if (status == STATUS_MALFORMED || read == STATUS_MALFORMED) {
		unfold_free(walk->unfold);
		walk->unfold = NULL;
		lose_block(walk);
		if (!torn && has_row(walk->database, begin))
			database_pardon(walk->database);
		return STATUS_OK;
	}
	walk->in_block = status == STATUS_OK;
	return status;
}

/* A wanted frame of the block that is open; STATUS_ABSENT: it has no more of them that are whole. */
static enum status next_of_block(struct record_walk *walk, const struct frame **frame)
{
	enum status status;

	while (walk->in_block && unfold_step(walk->unfold)) {
		int64_t sequence = unfold_sequence(walk->unfold);

		if (sequence < walk->from || sequence > walk->to)
			continue;
		walk->boot = walk->block_boot;
		*frame = &walk->frames[0];
		status = unfold_frame(walk->unfold, sequence < walk->whole_from ? walk->part : NULL,
			&walk->frames[0]);
		if (status != STATUS_MALFORMED)
			return status;
		lose_block(walk);
		walk->in_block = false;
		return STATUS_ABSENT;
	}
	status = walk->in_block ? unfold_ended(walk->unfold) : STATUS_OK;
	walk->in_block = false;
	if (status == STATUS_MALFORMED)
		lose_block(walk);
	return status == STATUS_NO_MEMORY ? status : STATUS_ABSENT;
}

/* ---- the tail ---- */

/* From which row on: the last whole one that is not behind what is wanted, unless it is there already. */
static enum status seek_tail(struct record_walk *walk, struct message *message)
{
	struct query query = database_query(walk->database,
		"SELECT max(seq) FROM tail_row WHERE whole AND seq > ?1 AND seq <= ?2");

	query_bind(&query, 1, walk->tail_after);
	query_bind(&query, 2, walk->from);
	if (query_row(&query) && !query_is_null(&query, 0))
		walk->tail_after = query_number(&query, 0) - 1;
	return query_end(&query, message);
}

static enum status begin_tail(struct record_walk *walk, struct message *message)
{
	walk->tail_after = 0;
	walk->tail_sought = walk->from;
	walk->has_last = false;
	return seek_tail(walk, message);
}

static enum status take_row(struct record_walk *walk, struct text data, bool whole)
{
	struct frame *last = &walk->frames[walk->newest], *next = &walk->frames[!walk->newest];
	enum status status;

	if (!whole && !walk->has_last)
		return STATUS_MALFORMED;
	status = bytes_unpack(&walk->raw, data.at, data.length, ROW_MOST);
	if (status == STATUS_OK)
		status = frame_take(next, whole ? NULL : last,
			reading_of(walk->raw.at, walk->raw.length));
	walk->has_last = status == STATUS_OK;
	walk->newest = !walk->newest;
	return status;
}

/* The data of a row: the page that they are in may be damaged. */
static enum status take_data(struct record_walk *walk, bool whole, struct message *message)
{
	struct query query = database_query(walk->database, "SELECT data FROM tail WHERE seq = ?1");
	enum status status = STATUS_MALFORMED, read;

	query_bind(&query, 1, walk->tail_after);
	if (query_row(&query))
		status = take_row(walk, query_bytes(&query, 0), whole);
	else
		walk->has_last = false;
	read = query_end(&query, message);
	return read == STATUS_OK ? status : read;
}

/* The next row, wanted or not; STATUS_MALFORMED, and another tail_after: it is lost. */
static enum status next_row(struct record_walk *walk, struct message *message)
{
	struct query query = database_query(walk->database,
		"SELECT seq, boot, whole, wall_ns FROM tail_row WHERE seq > ?1 AND seq <= ?2"
		" ORDER BY seq LIMIT 1");
	enum status status = STATUS_ABSENT, read;
	bool whole = false, found;

	query_bind(&query, 1, walk->tail_after);
	query_bind(&query, 2, walk->to);
	found = query_row(&query);
	if (found) {
		walk->tail_after = query_number(&query, 0);
		walk->boot = query_number(&query, 1);
		whole = query_number(&query, 2) != 0;
		walk->tail_ns = query_number(&query, 3);
	}
	read = query_end(&query, message);
	if (read == STATUS_OK && found)
		status = take_data(walk, whole, message);
	return read == STATUS_OK ? status : read;
}

static enum status next_of_tail(struct record_walk *walk, const struct frame **frame,
	struct message *message)
{
	for (;;) {
		enum status status = STATUS_OK;
		int64_t before;

		if (walk->from != walk->tail_sought)
			status = seek_tail(walk, message);
		walk->tail_sought = walk->from;
		before = walk->tail_after;
		if (status == STATUS_OK)
			status = next_row(walk, message);
		if (status == STATUS_MALFORMED && walk->tail_after > before)
			walk_lose(&walk->loss, walk->tail_ns, walk->tail_ns, 1);
		else if (status != STATUS_OK)
			return status;
		else if (walk->tail_after >= walk->from) {
			*frame = &walk->frames[walk->newest];
			return STATUS_OK;
		}
	}
}

enum status walk_next(struct record_walk *walk, const struct frame **frame, struct message *message)
{
	enum status status;

	while (walk->tail_after < 0) {
		status = next_of_block(walk, frame);
		if (status != STATUS_ABSENT)
			return status;
		status = open_block(walk, message);
		if (status == STATUS_ABSENT)
			status = begin_tail(walk, message);
		if (status != STATUS_OK)
			return status;
	}
	return next_of_tail(walk, frame, message);
}
