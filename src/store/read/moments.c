/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which sample of a record is meant, and which is beside it. */
#include "store/read/opened.h"

#include <time.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "store/exits/reader.h"

/* ---- finding a moment ---- */

/* The greatest sequence of tail or block whose time covers wall_ns; 0: none does. */
static enum status find_in_tail(struct record *record, int64_t wall_ns, int64_t *sequence,
	struct message *message)
{
	struct query query =
		database_query(record->database, "SELECT max(seq) FROM tail_row WHERE wall_ns <= ?1"
						 " AND (SELECT max(wall_ns) FROM tail_row) >= ?1");

	*sequence = 0;
	query_bind(&query, 1, wall_ns);
	if (query_row(&query) && !query_is_null(&query, 0))
		*sequence = query_number(&query, 0);
	return query_end(&query, message);
}

/* The block that covers it, the latest of them; otherwise the one that ends last before it. */
static enum status find_block(struct record *record, int64_t wall_ns, int64_t *begin, int64_t *end,
	int64_t *wall, struct message *message)
{
	struct query query = database_query(record->database,
		"SELECT seq0, seq1, wall1_ns FROM block INDEXED BY block_about WHERE wall0_ns <= ?1"
		" ORDER BY wall1_ns >= ?1 DESC,"
		" CASE WHEN wall1_ns >= ?1 THEN seq0 ELSE wall1_ns END DESC LIMIT 1");

	*begin = 0;
	query_bind(&query, 1, wall_ns);
	if (query_row(&query)) {
		*begin = query_number(&query, 0);
		*end = query_number(&query, 1);
		*wall = query_number(&query, 2);
	}
	return query_end(&query, message);
}

/* The last of the block's samples that is not after wall_ns. */
static enum status find_in_block(struct record *record, int64_t wall_ns, int64_t begin, int64_t end,
	int64_t *sequence, struct message *message)
{
	const struct frame *frame;
	struct record_walk walk;
	enum status status;

	walk_begin(&walk, record->database, begin, end);
	walk.machine = true;
	while ((status = walk_next(&walk, &frame, message)) == STATUS_OK &&
		frame_at(frame, FRAME_SEQUENCE) <= end) {
		if (frame_wall_ns(frame) > wall_ns)
			break;
		*sequence = frame_at(frame, FRAME_SEQUENCE);
	}
	record_walked(record, &walk);
	walk_end(&walk);
	return status == STATUS_ABSENT ? STATUS_OK : status;
}

/* The last row of the tail that is not after wall_ns, whether or not the tail covers it. */
static enum status last_before(struct record *record, int64_t wall_ns, int64_t *sequence,
	int64_t *wall, struct message *message)
{
	struct query query = database_query(record->database,
		"SELECT seq, wall_ns FROM tail_row WHERE wall_ns <= ?1 ORDER BY seq DESC LIMIT 1");

	*sequence = 0;
	query_bind(&query, 1, wall_ns);
	if (query_row(&query)) {
		*sequence = query_number(&query, 0);
		*wall = query_number(&query, 1);
	}
	return query_end(&query, message);
}

static enum status find(struct record *record, int64_t wall_ns, int64_t *sequence,
	struct message *message)
{
	int64_t begin, end = 0, block_wall = 0, row, row_wall = 0;
	enum status status = find_in_tail(record, wall_ns, sequence, message);

	if (status != STATUS_OK || *sequence)
		return status;
	status = find_block(record, wall_ns, &begin, &end, &block_wall, message);
	if (status == STATUS_OK)
		status = last_before(record, wall_ns, &row, &row_wall, message);
	if (status != STATUS_OK)
		return status;
	if (row && (!begin || (block_wall < wall_ns && row_wall >= block_wall))) {
		*sequence = row;
		return STATUS_OK;
	}
	if (begin)
		status = find_in_block(record, wall_ns, begin, end, sequence, message);
	/* That it is damaged is said where it is read. */
	if (status == STATUS_OK && begin && !*sequence)
		*sequence = begin;
	return status;
}

static enum status say_absent(struct record *record, struct message *message)
{
	struct record_status about;
	enum status status = record_status(record, &about, message);
	time_t seconds = (time_t)(about.first_wall_ns / NS_PER_SECOND);
	char when[64] = "";
	struct tm local;

	if (status != STATUS_OK)
		return status;
	if (localtime_r(&seconds, &local))
		strftime(when, sizeof(when), "%Y-%m-%d %H:%M:%S", &local);
	if (about.samples == 0)
		message_set(message, _("%s: this record is empty"),
			database_path(record->database));
	else
		message_set(message, _("%s: nothing was recorded before %s"),
			database_path(record->database), when);
	return STATUS_ABSENT;
}

/* The index knows of it: whether the table does shows damage while there is another to find. */
static void touch(struct record *record, int64_t sequence)
{
	struct query query = database_query(record->database,
		"SELECT boot FROM tail NOT INDEXED WHERE seq = ?1");

	query_bind(&query, 1, sequence);
	(void)query_run(&query, NULL); /* whether it is torn is all that is wanted */
}

enum status record_find(struct record *record, int64_t wall_ns, int64_t *sequence,
	struct message *message)
{
	enum status status;

	do {
		*sequence = 0;
		status = find(record, wall_ns, sequence, message);
		touch(record, *sequence);
	} while (record_again(record));
	return status == STATUS_OK && !*sequence ? say_absent(record, message) : status;
}

static enum status find_first(struct record *record, const char *sql, int64_t *sequence,
	struct message *message)
{
	enum status status;

	do
		status = record_number(record, sql, sequence, message);
	while (record_again(record));
	return status == STATUS_OK && !*sequence ? say_absent(record, message) : status;
}

static enum status find_start(struct record *record, int64_t *sequence, struct message *message)
{
	return find_first(record,
		"SELECT min(seq) FROM (SELECT min(seq0) AS seq FROM block INDEXED BY block_about"
		" UNION ALL SELECT min(seq) FROM tail_row)",
		sequence, message);
}

static enum status find_boot(struct record *record, int64_t *sequence, struct message *message)
{
	return find_first(record,
		"SELECT seq FROM (SELECT seq0 AS seq, boot FROM block INDEXED BY block_about UNION ALL"
		" SELECT seq, boot FROM tail_row) WHERE boot = (SELECT boot FROM (SELECT seq0 AS seq,"
		" boot FROM block INDEXED BY block_about UNION ALL SELECT seq, boot FROM tail_row) ORDER BY seq DESC LIMIT 1)"
		" ORDER BY seq LIMIT 1",
		sequence, message);
}

enum status record_find_moment(struct record *record, const struct moment *moment,
	int64_t *sequence, struct message *message)
{
	switch (moment->kind) {
	case MOMENT_START:
		return find_start(record, sequence, message);
	case MOMENT_BOOT:
		return find_boot(record, sequence, message);
	case MOMENT_TIME:
		break;
	}
	return record_find(record, moment->wall_ns, sequence, message);
}

/* ---- from one to another ---- */

/* Of each direction, 1 and -1: the sample beside that one, and the one that an event came before. */
static const char *const next_sample[] = {
	"SELECT min(seq) FROM (SELECT min(seq) AS seq FROM tail_row WHERE seq > ?1 UNION ALL"
	" SELECT min(max(seq0, ?1 + 1)) FROM block INDEXED BY block_about WHERE seq1 > ?1)",
	"SELECT max(seq) FROM (SELECT max(seq) AS seq FROM tail_row WHERE seq < ?1 UNION ALL"
	" SELECT max(min(seq1, ?1 - 1)) FROM block INDEXED BY block_about WHERE seq0 < ?1)",
};
static const char *const next_event[] = {
	"SELECT min(seq) FROM event WHERE seq > ?1 AND kind <> '" EXITS_EVENT "'",
	"SELECT max(seq) FROM event WHERE seq < ?1 AND kind <> '" EXITS_EVENT "'",
};

/* The block that has it in its range; 0: none has, and its level. */
static enum status block_around(struct record *record, int64_t sequence, int64_t *begin,
	int64_t *level, struct message *message)
{
	struct query query = database_query(record->database,
		"SELECT seq0, level FROM block INDEXED BY block_about"
		" WHERE seq0 <= ?1 AND seq1 >= ?1");

	*begin = 0;
	query_bind(&query, 1, sequence);
	if (query_row(&query)) {
		*begin = query_number(&query, 0);
		*level = query_number(&query, 1);
	}
	return query_end(&query, message);
}

/*
 * To a sample that there is: of old ones not all were kept, and an event may have come after the last.
 * In direction -1 the last up to it, otherwise the first from it on.  STATUS_ABSENT: there is none.
 */
static enum status settle(struct record *record, int direction, int64_t *sequence,
	struct message *message)
{
	int64_t begin, level = 0, wanted = *sequence;
	const struct frame *frame;
	struct record_walk walk;
	enum status status = block_around(record, wanted, &begin, &level, message);

	if (status != STATUS_OK || (begin && level == 0))
		return status;
	*sequence = 0;
	walk_begin(&walk, record->database, direction < 0 && begin ? begin : wanted,
		direction < 0 ? wanted : INT64_MAX);
	while ((status = walk_next(&walk, &frame, message)) == STATUS_OK) {
		*sequence = frame_at(frame, FRAME_SEQUENCE);
		if (direction > 0)
			break;
	}
	record_walked(record, &walk);
	walk_end(&walk);
	return status == STATUS_ABSENT && *sequence ? STATUS_OK : status;
}

static enum status beside(struct record *record, const char *const sql[static 2], int direction,
	int64_t *sequence, struct message *message)
{
	struct query query = database_query(record->database, sql[direction < 0]);
	bool found;
	enum status status;

	query_bind(&query, 1, *sequence);
	found = query_row(&query) && !query_is_null(&query, 0);
	if (found)
		*sequence = query_number(&query, 0);
	status = query_end(&query, message);
	if (status == STATUS_OK && !found)
		return STATUS_ABSENT;
	if (status == STATUS_OK)
		status = settle(record, sql == next_event ? 1 : direction, sequence, message);
	return status;
}

/* To the sample at or before that time, if that leads anywhere, or else to the one beside. */
static enum status step_by_time(struct record *record, int64_t wall_ns, int direction,
	int64_t *sequence, struct message *message)
{
	int64_t found;
	enum status status = find(record, wall_ns, &found, message);

	if (status != STATUS_OK)
		return status;
	if (direction < 0 && !found)
		status = find_start(record, &found, message);
	if (status != STATUS_OK)
		return status;
	if (direction > 0 ? found <= *sequence : found >= *sequence)
		return beside(record, next_sample, direction, sequence, message);
	*sequence = found;
	return STATUS_OK;
}

static enum status step_once(struct record *record, enum timeline_step step, int direction,
	int64_t *sequence, int64_t *wall_ns, struct message *message)
{
	static const int64_t seconds
		[] = { [TIMELINE_MINUTE] = 60, [TIMELINE_HOUR] = 3600, [TIMELINE_DAY] = 86400 };

	if (step == TIMELINE_SAMPLE)
		return beside(record, next_sample, direction, sequence, message);
	if (step == TIMELINE_EVENT)
		return beside(record, next_event, direction, sequence, message);
	*wall_ns += direction * seconds[step] * NS_PER_SECOND;
	return step_by_time(record, *wall_ns, direction, sequence, message);
}

enum status record_step(struct record *record, enum timeline_step step, int direction,
	int64_t *sequence, int64_t *wall_ns, struct message *message)
{
	const int64_t at = *sequence, at_ns = *wall_ns;
	enum status status;

	do {
		*sequence = at;
		*wall_ns = at_ns;
		status = step_once(record, step, direction, sequence, wall_ns, message);
	} while (record_again(record));
	return status;
}
