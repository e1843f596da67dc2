/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/read/opened.h"

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
#include "store/writer_lock.h"

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

/* ---- damage ---- */

bool record_again(struct record *record)
{
	struct message unseen;

	if (!database_is_torn(record->database))
		return false;
	record->loss = (struct walk_loss){ .count = 0 };
	/* Without room for a copy it is asked once more, past what is damaged. */
	if (database_mend(record->database) == STATUS_OK)
		(void)database_run(record->database, "BEGIN",
			&unseen); /* each query reads without, too */
	return true;
}

void record_walked(struct record *record, const struct record_walk *walk)
{
	walk_lose(&record->loss, walk->loss.from_ns, walk->loss.to_ns, walk->loss.count);
}

/* In a copy of what is left that sample may be missing: the last one up to it, if there is one. */
static enum status step_back(struct record *record, int64_t *sequence, struct message *message)
{
	struct query query;

	if (!database_is_mended(record->database))
		return STATUS_OK;
	query = database_query(record->database,
		"SELECT max(seq) FROM (SELECT max(seq) AS seq FROM tail_row WHERE seq <= ?1 UNION ALL"
		" SELECT max(min(seq1, ?1)) FROM block INDEXED BY block_about WHERE seq0 <= ?1)");

	query_bind(&query, 1, *sequence);
	if (query_row(&query) && !query_is_null(&query, 0))
		*sequence = query_number(&query, 0);
	return query_end(&query, message);
}

/* Samples are counted without a hole: where one is, some cannot be read. */
static enum status find_holes(struct record *record, struct walk_loss *loss,
	struct message *message)
{
	struct query query = database_query(record->database,
		"SELECT count(*), min(wall1), max(wall0) FROM (SELECT seq0, wall0,"
		" lag(seq1) OVER w AS before, lag(wall1) OVER w AS wall1 FROM (SELECT seq0, seq1,"
		" wall0_ns AS wall0, wall1_ns AS wall1 FROM block INDEXED BY block_about UNION ALL"
		" SELECT seq, seq, wall_ns, wall_ns FROM tail_row) WINDOW w AS (ORDER BY seq0))"
		" WHERE seq0 > before + 1");

	if (query_row(&query))
		*loss = (struct walk_loss){ (size_t)query_number(&query, 0),
			query_number(&query, 1), query_number(&query, 2) };
	return query_end(&query, message);
}

static void put_time(char when[static 64], int64_t wall_ns)
{
	time_t seconds = (time_t)(wall_ns / NS_PER_SECOND);
	struct tm local;

	when[0] = '\0';
	if (localtime_r(&seconds, &local))
		strftime(when, 64, "%Y-%m-%d %H:%M:%S", &local);
}

bool record_is_damaged(struct record *record, struct message *message)
{
	const char *path = database_path(record->database);
	bool mended = database_is_mended(record->database);
	struct walk_loss loss = record->loss;
	char from[64], to[64];

	if (mended && find_holes(record, &loss, message) != STATUS_OK)
		return true;
	if (!mended && !loss.count)
		return false;
	put_time(from, loss.from_ns);
	put_time(to, loss.to_ns);
	if (loss.count)
		message_set(message,
			_("%s: the record is damaged: samples between %s and %s cannot be read"),
			path, from, to);
	else
		message_set(message,
			_("%s: the record is damaged; of what can be read no sample in between is missing"),
			path);
	message_clean(message);
	return true;
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

enum status record_number(struct record *record, const char *sql, int64_t *n,
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

/* Who may not look at its lock is told of none. */
static enum status find_recorder(struct record_status *out, const char *path,
	struct message *message)
{
	struct message why;
	enum status status = writer_lock_owner(&out->recorder, path, &why);

	if (!status_is_shortage(status))
		return STATUS_OK;
	message_set(message, "%s", why.text);
	return status;
}

static enum status look_at(struct record *record, struct record_status *out,
	struct message *message)
{
	const char *path = database_path(record->database);
	int64_t samples = 0, gaps = 0;
	enum status status;

	*out = (struct record_status){ .recorder = 0 };
	status = find_recorder(out, path, message);
	if (status == STATUS_OK)
		status = record_number(record,
			"SELECT (SELECT count(*) FROM tail_row) + (SELECT coalesce(sum(n), 0) FROM block INDEXED BY block_about)",
			&samples, message);
	if (status == STATUS_OK)
		status = record_number(record, "SELECT count(*) FROM event WHERE kind = 'gap'",
			&gaps, message);
	/* The first and the last that were recorded, whatever the clock said. */
	if (status == STATUS_OK)
		status = record_number(record,
			"SELECT wall FROM (SELECT seq0 AS seq, wall0_ns AS wall FROM block INDEXED BY block_about UNION ALL"
			" SELECT seq, wall_ns FROM tail_row) ORDER BY seq LIMIT 1",
			&out->first_wall_ns, message);
	if (status == STATUS_OK)
		status = record_number(record,
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

enum status record_status(struct record *record, struct record_status *out, struct message *message)
{
	enum status status;

	do
		status = look_at(record, out, message);
	while (record_again(record));
	return status;
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

static enum status read_sample(struct record *record, int64_t sequence, size_t past,
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
	record_walked(record, &walk);
	walk_end(&walk);
	replay_free(replay);
	if (status == STATUS_OK)
		status = exits_find(record->database, sequence - 1, sequence, ENDED_MOST,
			&(*sample)->ended, message);
	return status == STATUS_ABSENT ? say_damaged(record, message) : status;
}

enum status record_sample(struct record *record, int64_t sequence, size_t past,
	struct sample **sample, struct history **history, struct message *message)
{
	struct history *read = NULL;
	enum status status;

	*sample = NULL;
	do {
		sample_unref(*sample);
		history_unref(read);
		read = NULL;
		status = step_back(record, &sequence, message);
		if (status == STATUS_OK)
			status = read_sample(record, sequence, past, sample, history ? &read : NULL,
				message);
	} while (record_again(record));
	if (history && status == STATUS_OK)
		*history = history_ref(read);
	history_unref(read);
	return status;
}

enum status record_ended(struct record *record, pid_t pid, int64_t sequence,
	struct ended_process *ended, struct message *message)
{
	enum status status;

	do
		status = exits_find_pid(record->database, pid, sequence, ended, message);
	while (record_again(record));
	return status;
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

static enum status find_events(struct record *record, int64_t from, int64_t to,
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

enum status record_events(struct record *record, int64_t from, int64_t to,
	struct record_event **events, size_t *count, struct message *message)
{
	enum status status;

	*events = NULL;
	do {
		free(*events);
		*events = NULL;
		*count = 0;
		status = find_events(record, from, to, events, count, message);
	} while (record_again(record));
	return status;
}

/* Between the sequences that it has. */
static enum status read_span(struct record *record, size_t most, bool trends,
	struct record_span *span, struct message *message)
{
	const int64_t from = span->from_sequence, to = span->to_sequence;
	struct replay *replay = replay_new(record->database, trends);
	enum status status = STATUS_NO_MEMORY;
	struct record_walk walk;

	walk_begin(&walk, record->database, from, to);
	if (replay)
		status = replay_span(&walk, replay, span, most, message);
	if (status == STATUS_OK && !span->to)
		span->to = sample_ref(span->from); /* a span of one sample */
	if (status == STATUS_OK)
		span->history = history_ref(replay_history(replay));
	record_walked(record, &walk);
	walk_end(&walk);
	replay_free(replay);
	if (status == STATUS_OK)
		status = find_events(record, from, to, &span->events, &span->event_count, message);
	if (status == STATUS_OK)
		status = exits_find(record->database, from, to, ENDED_MOST, &span->ended, message);
	return status == STATUS_ABSENT ? say_damaged(record, message) : status;
}

enum status record_span(struct record *record, int64_t from, int64_t to, size_t most, bool trends,
	struct record_span *span, struct message *message)
{
	bool again = true;
	enum status status = STATUS_OK;

	*span = (struct record_span){ .from = NULL };
	while (again) {
		struct record_span read = { .from_sequence = from };

		status = step_back(record, &to, message);
		read.to_sequence = to;
		if (status == STATUS_OK)
			status = read_span(record, most, trends, &read, message);
		again = record_again(record);
		if (status == STATUS_OK && !again)
			*span = read;
		else
			record_span_free(&read);
	}
	return status;
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

static enum status read_past(struct record *record, const char *boot_id, size_t most,
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
	record_walked(record, &walk);
	walk_end(&walk);
	replay_free(replay);
	return status;
}

enum status record_past(struct record *record, const char *boot_id, size_t most,
	struct history **past, struct message *message)
{
	struct history *read = NULL;
	enum status status;

	do {
		history_unref(read);
		read = NULL;
		status = read_past(record, boot_id, most, &read, message);
	} while (record_again(record));
	if (status == STATUS_OK)
		*past = read;
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

static enum status glance(struct record *record, struct timeline_about **out,
	struct message *message)
{
	struct timeline_about *about = calloc(1, sizeof(*about));
	struct record_status whole = { .samples = 0 };
	enum status status = STATUS_NO_MEMORY;

	*out = NULL;
	if (about)
		status = look_at(record, &whole, message);
	if (status == STATUS_OK) {
		about->first_ns = whole.first_wall_ns;
		about->last_ns = whole.last_wall_ns;
		status = load_curve(record, about, message);
	}
	if (status == STATUS_OK)
		status = find_events(record, 0, INT64_MAX, &about->events, &about->event_count,
			message);
	if (status == STATUS_OK)
		*out = about;
	else
		timeline_about_free(about);
	return status;
}

enum status record_about(struct record *record, struct timeline_about **out,
	struct message *message)
{
	enum status status;

	*out = NULL;
	do {
		timeline_about_free(*out);
		status = glance(record, out, message);
	} while (record_again(record));
	return status;
}

/* ---- one after the other ---- */

/* Before from they are passed. */
static enum status visit(const struct record_walk *walk, struct replay *replay,
	const struct frame *frame, const struct record_each *each, int64_t from,
	struct message *message)
{
	struct sample *sample = NULL;
	enum status status;

	if (frame_at(frame, FRAME_SEQUENCE) < from)
		return replay_pass(replay, frame, walk->boot, message);
	status = replay_frame(replay, frame, walk->boot, &sample, message);
	if (status == STATUS_OK && !database_is_torn(walk->database))
		status = each->visit(each->context, sample, message);
	sample_unref(sample);
	return status;
}

/* *seen: the last that was visited. */
static enum status visit_all(struct record *record, const struct record_each *each, int64_t *seen,
	struct message *message)
{
	const int64_t from = *seen >= each->visited ? *seen + 1 : each->visited;
	struct replay *replay = replay_new(record->database, true);
	enum status status = replay ? STATUS_OK : STATUS_NO_MEMORY;
	const struct frame *frame;
	struct record_walk walk;

	walk_begin(&walk, record->database, each->from, each->to);
	walk_light(&walk, from);
	while (status == STATUS_OK && (status = walk_next(&walk, &frame, message)) == STATUS_OK) {
		int64_t at = frame_at(frame, FRAME_SEQUENCE);

		status = visit(&walk, replay, frame, each, from, message);
		if (database_is_torn(record->database))
			break;
		*seen = at;
		if (at >= each->to)
			break;
		skip(&walk, each->from, each->to, at, each->most);
	}
	record_walked(record, &walk);
	walk_end(&walk);
	replay_free(replay);
	return status == STATUS_ABSENT ? STATUS_OK : status;
}

enum status record_each(struct record *record, const struct record_each *each,
	struct message *message)
{
	int64_t seen = -1;
	enum status status;

	do
		status = visit_all(record, each, &seen, message);
	while (record_again(record));
	return status;
}

enum status record_available(struct record *record, int64_t since,
	void (*see)(void *context, int64_t seconds, uint64_t bytes), void *context,
	struct message *message)
{
	int64_t seen = 0;
	enum status status;

	do {
		struct query query = database_query(record->database,
			"SELECT wall, available_bytes, seq FROM summary WHERE wall >= ?1 AND seq > ?2"
			" ORDER BY seq");

		query_bind(&query, 1, since);
		query_bind(&query, 2, seen);
		for (; query_row(&query); seen = query_number(&query, 2))
			if (!query_is_null(&query, 1) && query_number(&query, 1) >= 0)
				see(context, query_number(&query, 0),
					(uint64_t)query_number(&query, 1));
		status = query_end(&query, message);
	} while (record_again(record));
	return status;
}
