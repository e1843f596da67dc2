/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/reader.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/array.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/utf8.h"
#include "store/database.h"
#include "store/exits/reader.h"
#include "store/replay.h"
#include "store/walk.h"
#include "store/writer_lock.h"

struct record {
	struct database *database;
};

void record_close(struct record *record)
{
	if (!record)
		return;
	database_close(record->database);
	free(record);
}

enum status record_open(struct record **out, const char *path, struct message *message)
{
	struct record *record = calloc(1, sizeof(*record));
	enum status status;

	*out = NULL;
	if (!record)
		return STATUS_NO_MEMORY;
	status = database_open(&record->database, path, DATABASE_READ, message);
	if (status == STATUS_OK)
		status = database_run(record->database, "BEGIN", message);
	if (status == STATUS_OK)
		*out = record;
	else
		record_close(record);
	return status;
}

enum status record_renew(struct record *record, struct message *message)
{
	return database_run(record->database, "COMMIT; BEGIN", message);
}

/* ---- the whole ---- */

static uint64_t size_of(const char *path, const char *suffix)
{
	char name[PATH_MAX];
	struct stat stat_;

	if (snprintf(name, sizeof(name), "%s%s", path, suffix) >= PATH_MAX ||
		stat(name, &stat_) != 0)
		return 0;
	return (uint64_t)stat_.st_size;
}

static enum status one_number(struct record *record, const char *sql, int64_t *n,
	struct message *message)
{
	struct query query = database_query(record->database, sql);

	*n = 0;
	if (query_row(&query) && !query_is_null(&query, 0))
		*n = query_number(&query, 0);
	return query_end(&query, message);
}

static enum status find_exits(struct record *record, struct record_status *out,
	struct message *message)
{
	struct ended_processes *ended;
	enum status status = exits_find(record->database, 0, INT64_MAX, 0, &ended, message);

	if (status != STATUS_OK)
		return status;
	out->hears = ended->state;
	out->exits = ended->total;
	out->exits_lost = ended->lost;
	ended_processes_free(ended);
	return STATUS_OK;
}

enum status record_status(struct record *record, struct record_status *out, struct message *message)
{
	const char *path = database_path(record->database);
	int64_t samples = 0, gaps = 0;
	struct message unseen;
	enum status status = one_number(record,
		"SELECT (SELECT count(*) FROM tail_row) + (SELECT coalesce(sum(n), 0) FROM block INDEXED BY block_about)",
		&samples, message);

	*out = (struct record_status){ .recorder = 0 };
	writer_lock_owner(&out->recorder, path, &unseen);
	if (status == STATUS_OK)
		status = one_number(record, "SELECT count(*) FROM event WHERE kind = 'gap'", &gaps,
			message);
	/* The first and the last that were recorded, whatever the clock said. */
	if (status == STATUS_OK)
		status = one_number(record,
			"SELECT wall FROM (SELECT seq0 AS seq, wall0_ns AS wall FROM block INDEXED BY block_about UNION ALL"
			" SELECT seq, wall_ns FROM tail_row) ORDER BY seq LIMIT 1",
			&out->first_wall_ns, message);
	if (status == STATUS_OK)
		status = one_number(record,
			"SELECT wall FROM (SELECT seq1 AS seq, wall1_ns AS wall FROM block INDEXED BY block_about UNION ALL"
			" SELECT seq, wall_ns FROM tail_row) ORDER BY seq DESC LIMIT 1",
			&out->last_wall_ns, message);
	if (status == STATUS_OK)
		status = find_exits(record, out, message);
	out->samples = (uint64_t)samples;
	out->gaps = (uint64_t)gaps;
	out->bytes = size_of(path, "") + size_of(path, "-wal") + size_of(path, "-shm");
	return status;
}

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

enum status record_find(struct record *record, int64_t wall_ns, int64_t *sequence,
	struct message *message)
{
	enum status status;

	*sequence = 0;
	status = find(record, wall_ns, sequence, message);
	return status == STATUS_OK && !*sequence ? say_absent(record, message) : status;
}

static enum status find_first(struct record *record, const char *sql, int64_t *sequence,
	struct message *message)
{
	enum status status = one_number(record, sql, sequence, message);

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

enum status record_step(struct record *record, enum timeline_step step, int direction,
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

/* ---- samples ---- */

/* So many processes that ended are named; the others are only counted. */
#define ENDED_MOST 10000

/* Of a crowd not all that is past is looked at, but the oldest sample and the last of them. */
#define ROWS_PASSED   90000
#define FRAMES_PASSED 30

static void pass_frame(struct record_walk *walk, const struct frame *frame, int64_t sequence)
{
	int64_t most = ROWS_PASSED / (int64_t)(frame->process_count + 1);

	if (most < FRAMES_PASSED)
		most = FRAMES_PASSED;
	if (walk->from < sequence - most)
		walk->from = sequence - most;
}

/* Frames before that one are passed. */
static void walk_light(struct record_walk *walk, int64_t whole_from)
{
	walk->part = &replay_passed_part;
	walk->whole_from = whole_from;
}

/* All frames before the wanted one, which is *last then. */
static enum status pass_over(struct record_walk *walk, struct replay *replay,
	const struct frame **last, int64_t sequence, struct message *message)
{
	const struct frame *frame;
	enum status status;

	*last = NULL;
	while ((status = walk_next(walk, &frame, message)) == STATUS_OK) {
		*last = frame;
		if (frame_at(frame, FRAME_SEQUENCE) >= sequence)
			return STATUS_OK;
		status = replay_pass(replay, frame, walk->boot, message);
		if (status != STATUS_OK)
			return status;
		pass_frame(walk, frame, sequence);
	}
	return status;
}

static enum status say_damaged(const struct record *record, struct message *message)
{
	message_set(message, _("%s: the record is damaged there"), database_path(record->database));
	return STATUS_MALFORMED;
}

enum status record_sample(struct record *record, int64_t sequence, size_t past,
	struct sample **sample, struct history **history, struct message *message)
{
	int64_t from = sequence > (int64_t)past ? sequence - (int64_t)past : 1;
	struct replay *replay = replay_new(record->database, true);
	const struct frame *frame = NULL;
	enum status status = STATUS_NO_MEMORY;
	struct record_walk walk;

	*sample = NULL;
	walk_begin(&walk, record->database, from, sequence);
	walk_light(&walk, sequence);
	if (replay)
		status = pass_over(&walk, replay, &frame, sequence, message);
	if (status == STATUS_OK)
		status = replay_frame(replay, frame, walk.boot, sample, message);
	if (status == STATUS_OK && history)
		*history = history_ref(replay_history(replay));
	walk_end(&walk);
	replay_free(replay);
	if (status == STATUS_OK)
		status = exits_find(record->database, sequence - 1, sequence, ENDED_MOST,
			&(*sample)->ended, message);
	return status == STATUS_ABSENT ? say_damaged(record, message) : status;
}

enum status record_ended(struct record *record, pid_t pid, int64_t sequence,
	struct ended_process *ended, struct message *message)
{
	return exits_find_pid(record->database, pid, sequence, ended, message);
}

/* ---- spans ---- */

void record_span_free(struct record_span *span)
{
	sample_unref(span->from);
	sample_unref(span->to);
	history_unref(span->history);
	free(span->events);
	ended_processes_free(span->ended);
	*span = (struct record_span){ .from = NULL };
}

/* Of a crowd a third of the samples tells as much, and costs a third. */
#define CROWD 1500

/* The walk's next wanted frame: of so many evenly between its ends. */
static void skip(struct record_walk *walk, int64_t from, int64_t to, int64_t at, size_t most)
{
	int64_t step = (to - from) / (int64_t)most;

	walk->from = at + (step > 1 ? step : 1);
	if (walk->from > to)
		walk->from = to;
}

static enum status replay_span(struct record_walk *walk, struct replay *replay,
	struct record_span *span, size_t most, struct message *message)
{
	int64_t from = walk->from, to = walk->to;
	const struct frame *frame;
	enum status status;

	while ((status = walk_next(walk, &frame, message)) == STATUS_OK) {
		int64_t at = frame_at(frame, FRAME_SEQUENCE);

		if (!span->from)
			status = replay_frame(replay, frame, walk->boot, &span->from, message);
		else if (at >= to)
			status = replay_frame(replay, frame, walk->boot, &span->to, message);
		else
			status = replay_pass(replay, frame, walk->boot, message);
		if (status != STATUS_OK || at >= to)
			return status;
		walk_light(walk, to);
		skip(walk, from, to, at, frame->process_count > CROWD ? most / 3 : most);
	}
	return status;
}

static enum status add_event(struct record_event **events, size_t *count, size_t *capacity,
	const struct query *query)
{
	struct record_event *grown = array_reserve(*events, capacity, *count + 1, sizeof(*grown));
	struct record_event *event;
	struct text kind = query_bytes(query, 3), said;

	if (!grown)
		return STATUS_NO_MEMORY;
	*events = grown;
	event = &grown[(*count)++];
	*event = (struct record_event){ .sequence = query_number(query, 0),
		.wall_ns = query_number(query, 1),
		.until_ns = query_number(query, 2) };
	snprintf(event->kind, sizeof(event->kind), "%.*s", (int)kind.length, kind.at);
	said = query_bytes(query, 4);
	utf8_printable(event->text, sizeof(event->text), said.at, said.length, 0);
	return STATUS_OK;
}

enum status record_events(struct record *record, int64_t from, int64_t to,
	struct record_event **events, size_t *count, struct message *message)
{
	struct query query = database_query(record->database,
		"SELECT seq, wall_ns, until_ns, kind, text FROM event WHERE seq > ?1 AND seq <= ?2"
		" AND kind <> '" EXITS_EVENT "' ORDER BY id");
	enum status status = STATUS_OK, read;
	size_t capacity = 0;

	query_bind(&query, 1, from);
	query_bind(&query, 2, to);
	while (status == STATUS_OK && query_row(&query))
		status = add_event(events, count, &capacity, &query);
	read = query_end(&query, message);
	return status == STATUS_OK ? read : status;
}

enum status record_span(struct record *record, int64_t from, int64_t to, size_t most, bool trends,
	struct record_span *span, struct message *message)
{
	struct replay *replay = replay_new(record->database, trends);
	enum status status = STATUS_NO_MEMORY;
	struct record_walk walk;

	*span = (struct record_span){ .from_sequence = from, .to_sequence = to };
	walk_begin(&walk, record->database, from, to);
	if (replay)
		status = replay_span(&walk, replay, span, most, message);
	if (status == STATUS_OK && !span->to)
		span->to = sample_ref(span->from); /* a span of one sample */
	if (replay)
		span->history = history_ref(replay_history(replay));
	walk_end(&walk);
	replay_free(replay);
	if (status == STATUS_OK)
		status =
			record_events(record, from, to, &span->events, &span->event_count, message);
	if (status == STATUS_OK)
		status = exits_find(record->database, from, to, ENDED_MOST, &span->ended, message);
	if (status != STATUS_OK)
		record_span_free(span);
	return status == STATUS_ABSENT ? say_damaged(record, message) : status;
}

/* ---- what a live session begins with ---- */

static enum status find_last_boot(struct record *record, const char *boot_id, int64_t *first,
	int64_t *last, struct message *message)
{
	struct query query = database_query(record->database,
		"SELECT min(first), max(last) FROM (SELECT seq0 AS first, seq1 AS last, boot FROM block"
		" INDEXED BY block_about UNION ALL SELECT seq, seq, boot FROM tail_row)"
		" WHERE boot = (SELECT id FROM boot WHERE boot_id = ?1)");

	*first = *last = 0;
	query_bind_text(&query, 1, text_of_string(boot_id));
	if (query_row(&query)) {
		*first = query_number(&query, 0);
		*last = query_number(&query, 1);
	}
	return query_end(&query, message);
}

enum status record_past(struct record *record, const char *boot_id, size_t most,
	struct history **past, struct message *message)
{
	int64_t first = 0, last = 0;
	enum status status = find_last_boot(record, boot_id, &first, &last, message);
	struct replay *replay = replay_new(record->database, false);
	const struct frame *frame;
	struct record_walk walk;

	walk_begin(&walk, record->database, first, last);
	walk_light(&walk, INT64_MAX);
	if (!replay)
		status = STATUS_NO_MEMORY;
	while (status == STATUS_OK && last &&
		(status = walk_next(&walk, &frame, message)) == STATUS_OK) {
		int64_t at = frame_at(frame, FRAME_SEQUENCE), recent = last - (int64_t)most;

		status = replay_pass(replay, frame, walk.boot, message);
		if (at < recent)
			skip(&walk, first, recent, at, most);
	}
	if (status == STATUS_ABSENT || !last)
		status = last ? STATUS_OK : STATUS_ABSENT;
	if (status == STATUS_OK)
		*past = history_ref(replay_history(replay));
	walk_end(&walk);
	replay_free(replay);
	return status;
}

/* ---- at a glance ---- */

/* Rows of the summary that are by so much further apart than they are long have no record between. */
#define SUMMARY_LATE 90

/* The least of each part of the time, or, where a part is shorter than a minute, of what was last. */
static enum status load_curve(struct record *record, struct timeline_about *about,
	struct message *message)
{
	struct query query = database_query(record->database,
		"SELECT (wall - ?1) * ?3 / (?2 - ?1 + 1) AS part,"
		" min(coalesce(least_available_bytes, available_bytes) * 1000 / total_bytes),"
		" min(wall), max(wall), coalesce(max(span_seconds), 60) FROM summary"
		" WHERE wall BETWEEN ?1 AND ?2 AND total_bytes > 0 AND available_bytes IS NOT NULL"
		" GROUP BY part ORDER BY part");
	int64_t next = 0, before = 0;

	for (size_t i = 0; i < TIMELINE_PARTS; i++)
		about->available[i] = -1;
	query_bind(&query, 1, about->first_ns / NS_PER_SECOND);
	query_bind(&query, 2, about->last_ns / NS_PER_SECOND);
	query_bind(&query, 3, TIMELINE_PARTS);
	while (query_row(&query)) {
		int64_t part = query_number(&query, 0);
		bool goes_on =
			query_number(&query, 2) - before <= query_number(&query, 4) + SUMMARY_LATE;

		if (part < next || part >= TIMELINE_PARTS)
			continue;
		for (; goes_on && next > 0 && next < part; next++)
			about->available[next] = about->available[next - 1];
		about->available[part] = (int)query_number(&query, 1);
		before = query_number(&query, 3);
		next = part + 1;
	}
	return query_end(&query, message);
}

void timeline_about_free(struct timeline_about *about)
{
	if (!about)
		return;
	free(about->events);
	free(about);
}

enum status record_about(struct record *record, struct timeline_about **out,
	struct message *message)
{
	struct timeline_about *about = calloc(1, sizeof(*about));
	struct record_status whole = { .samples = 0 };
	enum status status = STATUS_NO_MEMORY;

	*out = NULL;
	if (about)
		status = record_status(record, &whole, message);
	if (status == STATUS_OK) {
		about->first_ns = whole.first_wall_ns;
		about->last_ns = whole.last_wall_ns;
		status = load_curve(record, about, message);
	}
	if (status == STATUS_OK)
		status = record_events(record, 0, INT64_MAX, &about->events, &about->event_count,
			message);
	if (status == STATUS_OK)
		*out = about;
	else
		timeline_about_free(about);
	return status;
}

/* ---- one after the other ---- */

static enum status visit(const struct record_walk *walk, struct replay *replay,
	const struct frame *frame, const struct record_each *each, struct message *message)
{
	struct sample *sample = NULL;
	enum status status;

	if (frame_at(frame, FRAME_SEQUENCE) < each->visited)
		return replay_pass(replay, frame, walk->boot, message);
	status = replay_frame(replay, frame, walk->boot, &sample, message);
	if (status == STATUS_OK)
		status = each->visit(each->context, sample, message);
	sample_unref(sample);
	return status;
}

enum status record_each(struct record *record, const struct record_each *each,
	struct message *message)
{
	struct replay *replay = replay_new(record->database, true);
	enum status status = replay ? STATUS_OK : STATUS_NO_MEMORY;
	const struct frame *frame;
	struct record_walk walk;

	walk_begin(&walk, record->database, each->from, each->to);
	walk_light(&walk, each->visited);
	while (status == STATUS_OK && (status = walk_next(&walk, &frame, message)) == STATUS_OK) {
		int64_t at = frame_at(frame, FRAME_SEQUENCE);

		status = visit(&walk, replay, frame, each, message);
		if (at >= each->to)
			break;
		skip(&walk, each->from, each->to, at, each->most);
	}
	walk_end(&walk);
	replay_free(replay);
	return status == STATUS_ABSENT ? STATUS_OK : status;
}

enum status record_available(struct record *record, int64_t since,
	void (*see)(void *context, int64_t seconds, uint64_t bytes), void *context,
	struct message *message)
{
	struct query query = database_query(record->database,
		"SELECT wall, available_bytes FROM summary WHERE wall >= ?1 ORDER BY seq");

	query_bind(&query, 1, since);
	while (query_row(&query))
		if (!query_is_null(&query, 1) && query_number(&query, 1) >= 0)
			see(context, query_number(&query, 0), (uint64_t)query_number(&query, 1));
	return query_end(&query, message);
}
