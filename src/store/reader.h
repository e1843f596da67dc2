/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads a record while a recorder may be writing it, and never disturbs that. */
#ifndef MEMTOP_STORE_READER_H
#define MEMTOP_STORE_READER_H

#include "derive/history.h"
#include "base/moment.h"
#include "ports/store.h"
#include "ports/timeline.h"

struct record;

/* As database_open(); what is recorded after the first that is read is not seen. */
enum status record_open(struct record **record, const char *path, struct message *message);
/* What was recorded since is seen, too; until the next thing is read nothing holds up a recorder. */
enum status record_renew(struct record *record, struct message *message);
void record_close(struct record *record);

/*
 * Some of what was asked of it so far could not be read, or all of it was read out of a copy of what is left;
 * message says between which times there is nothing.
 */
bool record_is_damaged(struct record *record, struct message *message);

enum status record_status(struct record *record, struct record_status *status,
	struct message *message);

/*
 * The sequence of the sample at that wall time, or the last one before.  Where the clock was set back
 * a time occurs twice: the later one is meant.  STATUS_ABSENT: it is before the first sample, or there
 * are none; message says which.
 */
enum status record_find(struct record *record, int64_t wall_ns, int64_t *sequence,
	struct message *message);

/* The same for any moment, among them the first sample of all, and the first of the last boot. */
enum status record_find_moment(struct record *record, const struct moment *moment,
	int64_t *sequence, struct message *message);

/*
 * To the sample one step from that one in that direction, 1 or -1.  *wall_ns: from when steps of time are
 * counted; it goes along.  STATUS_ABSENT without a message: there is none.
 */
enum status record_step(struct record *record, enum timeline_step step, int direction,
	int64_t *sequence, int64_t *wall_ns, struct message *message);

/* What happened behind one sample, up to another; free() it. */
enum status record_events(struct record *record, int64_t from, int64_t to,
	struct record_event **events, size_t *count, struct message *message);

/* All that was recorded, at a glance; timeline_about_free() it. */
enum status record_about(struct record *record, struct timeline_about **about,
	struct message *message);
void timeline_about_free(struct timeline_about *about);

/*
 * The sample of that sequence, made of it and of up to past samples before it: of those are its rates
 * and trends, and the history, unless that is NULL.  Unref both.
 */
enum status record_sample(struct record *record, int64_t sequence, size_t past,
	struct sample **sample, struct history **history, struct message *message);

/* How the process of that PID ended, up to that sample.  STATUS_ABSENT: its end was not heard of. */
enum status record_ended(struct record *record, pid_t pid, int64_t sequence,
	struct ended_process *ended, struct message *message);

/*
 * What was recorded of that boot, up to most samples evenly over all of it and as many of the end one by
 * one.  Unref it.  STATUS_ABSENT: nothing was.
 */
enum status record_past(struct record *record, const char *boot_id, size_t most,
	struct history **past, struct message *message);

/*
 * All between two samples, from not after to, by at most most samples evenly between them (and a
 * few).  trends: the rows of the last sample have theirs.  record_span_free() it unless it fails.
 */
enum status record_span(struct record *record, int64_t from, int64_t to, size_t most, bool trends,
	struct record_span *span, struct message *message);
/* A step of record_each(); what it returns but STATUS_OK ends it. */
typedef enum status record_visit(void *context, struct sample *sample, struct message *message);

/*
 * Visits up to most samples evenly between two, both included.  Those before visited are only known to
 * the trends of those that follow.
 */
struct record_each {
	int64_t from, visited, to;
	size_t most;
	record_visit *visit;
	void *context;
};
enum status record_each(struct record *record, const struct record_each *each,
	struct message *message);

/* Available memory, bytes, each minute since that time; both times in seconds since 1970. */
enum status record_available(struct record *record, int64_t since,
	void (*see)(void *context, int64_t seconds, uint64_t bytes), void *context,
	struct message *message);

void record_span_free(struct record_span *span);

#endif
