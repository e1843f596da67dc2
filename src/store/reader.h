/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads a record while a recorder may be writing it, and never disturbs that. */
#ifndef MEMTOP_STORE_READER_H
#define MEMTOP_STORE_READER_H

#include "derive/history.h"
#include "ports/store.h"

struct record;

/* As database_open(); what is recorded from then on is not seen. */
enum status record_open(struct record **record, const char *path, struct message *message);
void record_close(struct record *record);

enum status record_status(struct record *record, struct record_status *status,
	struct message *message);

/*
 * The sequence of the sample at that wall time, or the last one before.  Where the clock was set back
 * a time occurs twice: the later one is meant.  STATUS_ABSENT: it is before the first sample, or there
 * are none; message says which.
 */
enum status record_find(struct record *record, int64_t wall_ns, int64_t *sequence,
	struct message *message);

/* The first sample of all, and the first of the last boot; STATUS_ABSENT as record_find(). */
enum status record_find_start(struct record *record, int64_t *sequence, struct message *message);
enum status record_find_boot(struct record *record, int64_t *sequence, struct message *message);

/*
 * The sample of that sequence, made of it and of up to past samples before it: of those are its rates
 * and trends.  Unref it.
 */
enum status record_sample(struct record *record, int64_t sequence, size_t past,
	struct sample **sample, struct message *message);

/*
 * All between two samples, from not after to, by at most most samples evenly between them (and a
 * few).  record_span_free() it unless it fails.
 */
enum status record_span(struct record *record, int64_t from, int64_t to, size_t most,
	struct record_span *span, struct message *message);
void record_span_free(struct record_span *span);

#endif
