/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/recorder.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/macros.h"
#include "store/dictionary.h"
#include "store/events.h"
#include "store/exits/writer.h"
#include "store/replay.h"
#include "store/schema.h"
#include "store/keep/block.h"
#include "store/keep/room.h"
#include "store/walk.h"
#include "store/writer_lock.h"

/* A row of the tail is whole every so often, so that damage, and the way to a moment, end there. */
#define WHOLE_EVERY 64
/* Rows are folded into a block when they are so many, or span an hour. */
#define FOLD_SPAN_NS (3600 * NS_PER_SECOND)
#define FOLD_COUNT   3600
/* The wall clock was set, beyond what adjtime() does in an interval. */
#define CLOCK_JUMP_NS NS_PER_SECOND
/* A busy machine may be late by so much without a gap. */
#define GAP_SECONDS_LEAST 5
/* A row of the summary a minute. */
#define SUMMARY_NS (60 * NS_PER_SECOND)
/* What is kept, unless the command line says something else. */
#define KEEP_NS (400 * 86400 * (int64_t)NS_PER_SECOND)
#define SIZE    (UINT64_C(1) << 30)
/* Fast: the hour's block does better. */
#define TAIL_LEVEL 1

/* Where the record ends. */
struct end {
	int64_t sequence; /* 0: it is empty */
	int64_t boot;
	int64_t boottime_ns, wall_ns;
};

/* How much was available since the last row of the summary. */
struct minute {
	int64_t least, most, sum, count;
};

struct recorder {
	struct database *database;
	struct dictionary *dictionary;
	int lock;
	double delay;
	struct room room; /* its path is the database's */
	struct end end;
	struct frame frames[2]; /* the last one, and the next */
	bool newest;            /* which is the last one */
	bool has_last;
	size_t tail_count;
	int64_t tail_boottime_ns, summary_ns;
	struct minute minute;
	struct value kills;        /* that the kernel had counted by the last sample */
	struct event_kills killed; /* of which the log has not told yet; no count: there are none */
	int64_t log_us;            /* its last report that was told, on the log's own clock */
	struct heard_exits heard;  /* since the last sample */
	enum exits_state hears;    /* EXITS_UNKNOWN: not said yet */
	bool hears_told;
	struct bytes raw, packed;
};

void recorder_close(struct recorder *recorder)
{
	if (!recorder)
		return;
	dictionary_free(recorder->dictionary);
	database_close(recorder->database);
	if (recorder->lock >= 0)
		close(recorder->lock);
	frame_free(&recorder->frames[0]);
	frame_free(&recorder->frames[1]);
	bytes_free(&recorder->raw);
	bytes_free(&recorder->packed);
	heard_exits_free(&recorder->heard);
	free(recorder);
}

/* ---- opening ---- */

static enum status find_end(struct recorder *recorder, struct message *message)
{
	struct query query = database_query(recorder->database,
		"SELECT seq, boot, boottime_ns, wall_ns FROM tail_row ORDER BY seq DESC LIMIT 1");
	enum status status;

	if (query_row(&query))
		recorder->end = (struct end){ query_number(&query, 0), query_number(&query, 1),
			query_number(&query, 2), query_number(&query, 3) };
	status = query_end(&query, message);
	if (status != STATUS_OK || recorder->end.sequence)
		return status;
	query = database_query(recorder->database,
		"SELECT seq1, boot, wall1_ns FROM block INDEXED BY block_about ORDER BY seq0 DESC LIMIT 1");
	if (query_row(&query))
		recorder->end = (struct end){ .sequence = query_number(&query, 0),
			.boot = query_number(&query, 1),
			.wall_ns = query_number(&query, 2) };
	return query_end(&query, message);
}

/* How many the kernel had killed at the last sample: those since then are told from it. */
static enum status find_kills(struct recorder *recorder, struct message *message)
{
	struct replay *replay = replay_new(recorder->database, false);
	enum status status = replay ? STATUS_OK : STATUS_NO_MEMORY;
	struct sample *sample = NULL;
	const struct frame *frame;
	struct record_walk walk;

	walk_begin(&walk, recorder->database, recorder->end.sequence, recorder->end.sequence);
	if (status == STATUS_OK)
		status = walk_next(&walk, &frame, message);
	if (status == STATUS_OK)
		status = replay_frame(replay, frame, walk.boot, &sample, message);
	if (status == STATUS_OK)
		recorder->kills = sample->system.vmstat.counter[VMSTAT_OOM_KILL];
	sample_unref(sample);
	walk_end(&walk);
	replay_free(replay);
	/* Of an empty record, or a damaged sample, nothing is known. */
	return status == STATUS_NO_MEMORY ? status : STATUS_OK;
}

static enum status fold(struct recorder *recorder, struct message *message);

static enum status start(struct recorder *recorder, const struct recorder_request *request,
	struct message *message)
{
	enum status status = database_can_open(message);

	if (status == STATUS_OK)
		status = writer_lock_take(&recorder->lock, request->path, message);
	if (status != STATUS_OK)
		return status;
	recorder->room =
		(struct room){ request->path, request->keep_ns ? request->keep_ns : KEEP_NS,
			request->size ? request->size : SIZE };
	status = database_open(&recorder->database, request->path, DATABASE_WRITE, message);
	/* On a disk that is full there is no room for its log. */
	if (status == STATUS_FAILED) {
		room_release(&recorder->room);
		status = database_open(&recorder->database, request->path, DATABASE_WRITE, message);
	}
	if (status == STATUS_MALFORMED)
		writer_lock_remove(request->path);
	if (status != STATUS_OK)
		return status;
	recorder->room.path = database_path(recorder->database);
	recorder->dictionary = dictionary_new(recorder->database, request->command_lines);
	if (!recorder->dictionary)
		return STATUS_NO_MEMORY;
	status = find_end(recorder, message);
	if (status == STATUS_OK)
		status = find_kills(recorder, message);
	/* What a recorder before this one left. */
	if (status == STATUS_OK)
		status = fold(recorder, message);
	/* It stays as it is until there is room. */
	if (status != STATUS_OK && database_is_full(recorder->database)) {
		recorder->tail_count = 1;
		status = STATUS_OK;
	}
	room_reserve(&recorder->room);
	return status;
}

enum status recorder_open(struct recorder **out, const struct recorder_request *request,
	struct message *message)
{
	struct recorder *recorder = calloc(1, sizeof(*recorder));
	enum status status;

	*out = NULL;
	if (!recorder)
		return STATUS_NO_MEMORY;
	recorder->lock = -1;
	recorder->delay = request->delay;
	recorder->kills = value_missing(VALUE_ABSENT);
	status = start(recorder, request, message);
	if (status == STATUS_OK)
		*out = recorder;
	else
		recorder_close(recorder);
	return status;
}

/* ---- the hour's block ---- */

static enum status add_row(struct stored_block *hour, struct frame frames[static 2], bool *newest,
	struct bytes *raw, struct text data, bool whole, int64_t boot)
{
	struct frame *next = &frames[!*newest];
	enum status status = bytes_unpack(raw, data.at, data.length, FRAME_NUMBERS_MOST * 64);

	if (status == STATUS_OK)
		status = frame_take(next, whole ? NULL : &frames[*newest],
			reading_of(raw->at, raw->length));
	if (status != STATUS_OK)
		return status;
	*newest = !*newest;
	return block_add(hour, next, boot);
}

struct tail_fold {
	struct recorder *recorder;
	struct stored_block *hour;
	struct frame frames[2];
	bool newest, lost;
	bool damaged; /* a page of the table cannot be read */
};

/* Those behind a damaged row that are told by their difference from it are lost with it. */
static enum status add_tail_row(struct tail_fold *fold, int64_t sequence, int64_t boot, bool whole,
	struct message *message)
{
	struct query query =
		database_query(fold->recorder->database, "SELECT data FROM tail WHERE seq = ?1");
	enum status status = STATUS_MALFORMED, read;
	struct message why;

	query_bind(&query, 1, sequence);
	if (query_row(&query) && (whole || !fold->lost))
		status = add_row(fold->hour, fold->frames, &fold->newest, &fold->recorder->raw,
			query_bytes(&query, 0), whole, boot);
	fold->lost = status != STATUS_OK;
	read = query_end(&query, &why);
	fold->damaged |= read == STATUS_MALFORMED;
	if (read == STATUS_OK || read == STATUS_MALFORMED)
		return status;
	message_set(message, "%s", why.text);
	return read;
}

/* Before the transaction: SQLite refuses to write in one that has met a damaged page. */
static enum status read_tail(struct tail_fold *fold, struct message *message)
{
	struct query query = database_query(fold->recorder->database,
		"SELECT seq, boot, whole FROM tail_row ORDER BY seq");
	enum status status = STATUS_OK, read;

	/* What is damaged is lost; what could not be read this time stays in the tail. */
	while ((status == STATUS_OK || status == STATUS_MALFORMED) && query_row(&query))
		status = add_tail_row(fold, query_number(&query, 0), query_number(&query, 1),
			query_number(&query, 2) != 0, message);
	frame_free(&fold->frames[0]);
	frame_free(&fold->frames[1]);
	read = query_end(&query, message);
	return status == STATUS_OK || status == STATUS_MALFORMED ? read : status;
}

/* Under a name of its own, with the sequence before which it ended. */
static enum status put_tail_aside(struct recorder *recorder, struct message *message)
{
	enum status status;
	char rename[64];

	snprintf(rename, sizeof(rename), "ALTER TABLE tail RENAME TO tail_damaged_%" PRId64,
		recorder->end.sequence + 1);
	status = database_run(recorder->database, "DROP VIEW tail_row; DROP INDEX tail_about",
		message);
	if (status == STATUS_OK)
		status = database_run(recorder->database, rename, message);
	if (status == STATUS_OK)
		status = database_run(recorder->database, database_tail, message);
	return status;
}

/* A damaged page of rows can be neither emptied nor written to. */
static enum status empty_tail(const struct tail_fold *fold, struct message *message)
{
	return fold->damaged ? put_tail_aside(fold->recorder, message)
			     : database_run(fold->recorder->database, "DELETE FROM tail", message);
}

static enum status write_fold(const struct tail_fold *fold, struct message *message)
{
	const struct stored_block *hour = fold->hour;
	struct database *database = fold->recorder->database;
	enum status status = STATUS_OK;

	if (fold_count(hour->fold) > 0)
		status = block_write(database, hour, message);
	if (status == STATUS_OK)
		status = empty_tail(fold, message);
	if (status == STATUS_OK)
		status = exits_fold(database, hour->first, hour->last, message);
	if (status == STATUS_OK)
		status = room_keep(database, &fold->recorder->room, hour->wall1, message);
	return status;
}

static enum status end_transaction(struct recorder *recorder, enum status status,
	struct message *message)
{
	if (status == STATUS_OK)
		status = database_run(recorder->database, "COMMIT", message);
	if (status != STATUS_OK) {
		(void)database_run(recorder->database, "ROLLBACK", NULL); /* what failed is said */
		dictionary_forget(recorder->dictionary);
	}
	return status;
}

/* All rows of the tail become a block, in one transaction. */
static enum status fold(struct recorder *recorder, struct message *message)
{
	struct stored_block hour = { .fold = fold_new(false) };
	struct tail_fold tail = { .recorder = recorder, .hour = &hour, .lost = true };
	enum status status = hour.fold ? STATUS_OK : STATUS_NO_MEMORY;

	if (status == STATUS_OK)
		status = read_tail(&tail, message);
	if (status == STATUS_OK)
		status = database_run(recorder->database, "BEGIN IMMEDIATE", message);
	if (status == STATUS_OK)
		status = end_transaction(recorder, write_fold(&tail, message), message);
	fold_free(hour.fold);
	if (status != STATUS_OK)
		return status;
	recorder->tail_count = 0;
	recorder->has_last = false;
	return STATUS_OK;
}

/* ---- events ---- */

static enum status put_event(struct recorder *recorder, const char *kind, int64_t wall_ns,
	int64_t until_ns, const char *data, struct message *message)
{
	const struct store_event row = { .sequence = recorder->end.sequence + 1,
		.kind = kind,
		.wall_ns = wall_ns,
		.until_ns = until_ns,
		.data = data };

	return event_put(recorder->database, &row, message);
}

/* How far the wall clock went beside the time since boot, since the last sample. */
static int64_t clock_jump(const struct recorder *recorder, const struct sample *sample,
	int64_t boot)
{
	const struct end *end = &recorder->end;

	if (!end->sequence || end->boot != boot || !end->boottime_ns)
		return 0;
	return sample->wall_ns - end->wall_ns - ((int64_t)sample->boottime_ns - end->boottime_ns);
}

static bool is_jump(int64_t ns)
{
	return ns > CLOCK_JUMP_NS || ns < -CLOCK_JUMP_NS;
}

/* Whether nothing was recorded for long; without a boot in common the wall clock tells. */
static bool is_gap(const struct recorder *recorder, const struct sample *sample, int64_t boot)
{
	const struct end *end = &recorder->end;
	bool same = end->boot == boot && end->boottime_ns;
	int64_t passed = same ? (int64_t)sample->boottime_ns - end->boottime_ns
			      : sample->wall_ns - end->wall_ns;

	return end->sequence && (double)passed / NS_PER_SECOND >
					max_double(2.5 * recorder->delay, GAP_SECONDS_LEAST);
}

static enum status put_events(struct recorder *recorder, const struct sample *sample, int64_t boot,
	struct message *message)
{
	int64_t jump = clock_jump(recorder, sample, boot);
	enum status status = STATUS_OK;
	char data[32];

	if (recorder->end.sequence && recorder->end.boot != boot)
		status = put_event(recorder, "reboot", sample->wall_ns, sample->wall_ns,
			sample->boot_id, message);
	if (status == STATUS_OK && is_gap(recorder, sample, boot))
		status = put_event(recorder, "gap", recorder->end.wall_ns, sample->wall_ns, "",
			message);
	if (status == STATUS_OK && is_jump(jump)) {
		snprintf(data, sizeof(data), "%" PRId64, jump);
		status = put_event(recorder, "clock", sample->wall_ns, sample->wall_ns, data,
			message);
	}
	return status;
}

/* ---- samples ---- */

static struct value kilobytes(const struct sample *sample, enum meminfo_field field)
{
	return sample->system.meminfo.field[field];
}

static void bind_value(struct query *query, int at, struct value value)
{
	if (value_known(value))
		query_bind(query, at, value.n);
	else
		query_bind_null(query, at);
}

static struct minute minute_with(struct minute minute, const struct sample *sample)
{
	struct value available = kilobytes(sample, MEMINFO_MemAvailable);

	if (!value_known(available))
		return minute;
	if (minute.count == 0 || available.n < minute.least)
		minute.least = available.n;
	if (available.n > minute.most)
		minute.most = available.n;
	minute.sum += available.n;
	minute.count++;
	return minute;
}

static void bind_minute(struct query *query, int at, const struct minute *minute)
{
	if (minute->count == 0)
		return;
	query_bind(query, at, minute->least);
	query_bind(query, at + 1, minute->sum / minute->count);
	query_bind(query, at + 2, minute->most);
}

static enum status put_summary(struct recorder *recorder, const struct sample *sample,
	struct message *message)
{
	static const enum meminfo_field fields[] = { MEMINFO_MemTotal, MEMINFO_MemAvailable,
		MEMINFO_MemFree, MEMINFO_Cached, MEMINFO_AnonPages, MEMINFO_Shmem, MEMINFO_Slab,
		MEMINFO_SwapTotal, MEMINFO_SwapFree };
	struct query query = database_query(recorder->database,
		"INSERT INTO summary VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12,"
		" ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)");
	const struct minute minute = minute_with(recorder->minute, sample);

	query_bind(&query, 1, recorder->end.sequence + 1);
	query_bind(&query, 2, sample->wall_ns / NS_PER_SECOND);
	for (size_t i = 0; i < COUNT_OF(fields); i++)
		bind_value(&query, 3 + (int)i, kilobytes(sample, fields[i]));
	bind_value(&query, 12, sample->system.psi.some.average_10);
	bind_value(&query, 13, sample->system.psi.full.average_10);
	query_bind(&query, 14, (int64_t)(sample->row_count - sample->kernel_threads));
	bind_minute(&query, 15, &minute);
	query_bind(&query, 18, SUMMARY_NS / (int64_t)NS_PER_SECOND);
	bind_value(&query, 19, sample->system.psi_cpu.some.average_10);
	bind_value(&query, 20, sample->system.psi_io.some.average_10);
	bind_value(&query, 21, sample->system.psi_io.full.average_10);
	return query_run(&query, message);
}

static enum status put_tail(struct recorder *recorder, const struct sample *sample, int64_t boot,
	struct message *message)
{
	bool whole = !recorder->has_last || recorder->tail_count % WHOLE_EVERY == 0;
	struct frame *last = &recorder->frames[recorder->newest];
	struct frame *next = &recorder->frames[!recorder->newest];
	struct query query = database_query(recorder->database,
		"INSERT INTO tail(seq, boot, wall_ns, boottime_ns, whole, data)"
		" VALUES(?1, ?2, ?3, ?4, ?5, ?6)");
	enum status status;

	bytes_clear(&recorder->raw);
	frame_put(&recorder->raw, next, whole ? NULL : last);
	status = bytes_pack(&recorder->packed, &recorder->raw, TAIL_LEVEL);
	if (status != STATUS_OK)
		return status;
	query_bind(&query, 1, recorder->end.sequence + 1);
	query_bind(&query, 2, boot);
	query_bind(&query, 3, sample->wall_ns);
	query_bind(&query, 4, (int64_t)sample->boottime_ns);
	query_bind(&query, 5, whole);
	query_bind_bytes(&query, 6, recorder->packed.at, recorder->packed.length);
	return query_run(&query, message);
}

static bool summary_due(const struct recorder *recorder, const struct sample *sample)
{
	return recorder->summary_ns == 0 ||
	       (int64_t)sample->boottime_ns - recorder->summary_ns >= SUMMARY_NS;
}

/* The counter of the kernel tells that there were kills; its log, read behind that, tells whose. */
static enum status put_kills(struct recorder *recorder, const struct sample *sample, int64_t boot,
	struct message *message)
{
	struct value kills = sample->system.vmstat.counter[VMSTAT_OOM_KILL];
	struct value more = value_subtract(kills, recorder->kills);
	enum status status = STATUS_OK;
	char data[32];

	if (recorder->end.boot == boot && value_or(more, 0) > 0) {
		snprintf(data, sizeof(data), "%" PRId64, more.n);
		status = put_event(recorder, "oom_kill", sample->wall_ns, sample->wall_ns, data,
			message);
		recorder->killed = (struct event_kills){ database_last_id(recorder->database),
			recorder->killed.count + more.n, &recorder->log_us };
	}
	return status;
}

/* Before the sample's processes: those that ended are among those of the last one. */
static enum status put_exits(struct recorder *recorder, const struct sample *sample, int64_t boot,
	struct message *message)
{
	int64_t sequence = recorder->end.sequence + 1;
	enum status status = STATUS_OK;

	if (recorder->hears != EXITS_UNKNOWN && !recorder->hears_told)
		status = exits_put_state(recorder->database, recorder->hears, sample, sequence,
			message);
	if (status == STATUS_OK)
		status = exits_put(recorder->database, &recorder->heard, sample, sequence, boot,
			message);
	return status;
}

/* Everything that there is to write of a sample, in a transaction. */
static enum status put_sample(struct recorder *recorder, const struct sample *sample, int64_t *boot,
	struct message *message)
{
	struct frame *next = &recorder->frames[!recorder->newest];
	enum status status = dictionary_boot(recorder->dictionary, sample, boot, message);

	if (status == STATUS_OK)
		status = put_events(recorder, sample, *boot, message);
	if (status == STATUS_OK)
		status = put_kills(recorder, sample, *boot, message);
	if (status == STATUS_OK)
		status = put_exits(recorder, sample, *boot, message);
	if (status == STATUS_OK)
		status = dictionary_frame(recorder->dictionary, sample, recorder->end.sequence + 1,
			next, message);
	if (status == STATUS_OK)
		status = put_tail(recorder, sample, *boot, message);
	if (status == STATUS_OK && summary_due(recorder, sample))
		status = put_summary(recorder, sample, message);
	return status;
}

static void went_on(struct recorder *recorder, const struct sample *sample, int64_t boot)
{
	if (recorder->tail_count++ == 0)
		recorder->tail_boottime_ns = (int64_t)sample->boottime_ns;
	recorder->minute = minute_with(recorder->minute, sample);
	if (summary_due(recorder, sample)) {
		recorder->summary_ns = (int64_t)sample->boottime_ns;
		recorder->minute = (struct minute){ .count = 0 };
	}
	recorder->kills = sample->system.vmstat.counter[VMSTAT_OOM_KILL];
	recorder->heard.count = 0;
	recorder->heard.lost = 0;
	recorder->hears_told = true;
	recorder->newest = !recorder->newest;
	recorder->has_last = true;
	recorder->end = (struct end){ recorder->end.sequence + 1, boot,
		(int64_t)sample->boottime_ns, sample->wall_ns };
}

/* A block has one boot, and its clock goes forward. */
static bool fold_due(const struct recorder *recorder, const struct sample *sample)
{
	int64_t jump;

	if (recorder->tail_count == 0)
		return false;
	jump = clock_jump(recorder, sample, recorder->end.boot);
	/* What cannot be dropped by blocks must become one. */
	if (recorder->tail_count >= WHOLE_EVERY && room_is_scarce(&recorder->room))
		return true;
	return recorder->tail_count >= FOLD_COUNT || jump < -CLOCK_JUMP_NS ||
	       (int64_t)sample->boottime_ns - recorder->tail_boottime_ns >= FOLD_SPAN_NS;
}

static enum status add_sample(struct recorder *recorder, const struct sample *sample,
	struct message *message)
{
	enum status status = STATUS_OK;
	int64_t boot = 0;

	if (fold_due(recorder, sample)) {
		status = fold(recorder, message);
		/* After a full disk it may have been too small, or none. */
		if (status == STATUS_OK)
			room_reserve(&recorder->room);
	}
	if (status == STATUS_OK)
		status = database_run(recorder->database, "BEGIN IMMEDIATE", message);
	if (status != STATUS_OK)
		return status;
	status = end_transaction(recorder, put_sample(recorder, sample, &boot, message), message);
	if (status == STATUS_OK)
		went_on(recorder, sample, boot);
	return status;
}

/* ---- a full disk ---- */

/* The rows of the tail take less as a block. */
static enum status fold_and_empty(struct recorder *recorder, struct message *message)
{
	enum status status = recorder->tail_count > 0 ? fold(recorder, message) : STATUS_ABSENT;

	return status == STATUS_OK ? room_empty_log(recorder->database, message) : status;
}

static enum status empty_log(struct recorder *recorder, struct message *message)
{
	return room_empty_log(recorder->database, message);
}

static enum status drop_blocks(struct recorder *recorder, struct message *message)
{
	return room_make(recorder->database, message);
}

/*
 * From what costs nothing to what costs the oldest samples, until there is room for this one.  The
 * reserve serves each of them, for even what makes room is first written into the log.
 */
static enum status add_on_full_disk(struct recorder *recorder, const struct sample *sample,
	struct message *message)
{
	static enum status (*const steps[])(struct recorder * recorder,
		struct message * message) = { empty_log, fold_and_empty, drop_blocks };
	enum status status = STATUS_FAILED;

	room_release(&recorder->room);
	for (size_t i = 0; i < COUNT_OF(steps) && status != STATUS_OK; i++) {
		struct message ignored;

		/* What one step could not write the next one may. */
		if (steps[i](recorder, &ignored) == STATUS_ABSENT)
			continue;
		status = add_sample(recorder, sample, message);
		if (status != STATUS_OK && !database_is_full(recorder->database))
			break;
	}
	room_reserve(&recorder->room);
	return status;
}

/*
 * A page that the sample's rows would go to is damaged.  If it is the tail's, the fold reads what can be read of
 * it and puts it aside, and there is another; otherwise it is as before.
 */
static enum status add_to_another_tail(struct recorder *recorder, const struct sample *sample,
	struct message *message)
{
	struct message ignored;

	if (fold(recorder, &ignored) != STATUS_OK)
		return STATUS_MALFORMED;
	return add_sample(recorder, sample, message);
}

enum status recorder_add(struct recorder *recorder, const struct sample *sample,
	struct message *message)
{
	enum status status;

	if (!sample->system.texts)
		return STATUS_NO_MEMORY;
	status = add_sample(recorder, sample, message);
	if (status == STATUS_MALFORMED)
		status = add_to_another_tail(recorder, sample, message);
	if (status == STATUS_OK || !database_is_full(recorder->database))
		return status;
	return add_on_full_disk(recorder, sample, message);
}

void recorder_hears_exits(struct recorder *recorder, enum exits_state state)
{
	recorder->hears = state;
	recorder->hears_told = false;
}

void recorder_take_exits(struct recorder *recorder, struct heard_exits *exits)
{
	heard_exits_move(exits, &recorder->heard);
}

bool recorder_wants_log(const struct recorder *recorder)
{
	return recorder->killed.count > 0;
}

enum status recorder_add_log(struct recorder *recorder, const struct kernel_log_reading *log,
	struct message *message)
{
	const struct event_kills killed = recorder->killed;

	recorder->killed.count = 0;
	return killed.count > 0 ? event_put_reports(recorder->database, &killed, log, message)
				: STATUS_OK;
}
