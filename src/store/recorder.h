/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writes a record: a row a sample, at once and for good, and a block an hour in their place.
 *
 *	status = recorder_open(&recorder, &request, &message);
 *	while (...) status = recorder_add(recorder, sample, &message);
 *	recorder_close(recorder);
 *
 * What recorder_add() said yes to survives a kill and a loss of power.
 */
#ifndef MEMTOP_STORE_RECORDER_H
#define MEMTOP_STORE_RECORDER_H

#include "ports/store.h"
#include "sample/kernel_log.h"
#include "sample/record/exits.h"

struct recorder_request {
	const char *path;
	double delay; /* seconds between samples; much more than that is a gap */
	enum command_lines command_lines;
	int64_t keep_ns; /* what is older goes; 0: as if it were 400 days */
	uint64_t size;   /* bytes that the record may take; 0: as if it were a GiB */
};

struct recorder;

/*
 * Creates the file, 0640, or goes on with it.  STATUS_REFUSED: another process records into it, or a
 * newer memtop did; otherwise as database_open().
 */
enum status recorder_open(struct recorder **recorder, const struct recorder_request *request,
	struct message *message);
/* Folds nothing: the next recorder finds everything as it is. */
void recorder_close(struct recorder *recorder);

/*
 * The sample has its texts (feed_request's texts).  On a full disk the oldest goes for it.  If it
 * fails, nothing of it is recorded, and the next one may succeed.
 */
enum status recorder_add(struct recorder *recorder, const struct sample *sample,
	struct message *message);

/* Whether ends of processes are heard of from the next sample on, or why not. */
void recorder_hears_exits(struct recorder *recorder, enum exits_state state);
/* Those that were heard of come into the record with the next sample; the list is empty then. */
void recorder_take_exits(struct recorder *recorder, struct heard_exits *exits);

/* Whether samples told of kills of which recorder_add_log() has not told whose. */
bool recorder_wants_log(const struct recorder *recorder);
/* The kernel's log and its text, as it was read after the last sample. */
enum status recorder_add_log(struct recorder *recorder, const struct kernel_log_reading *log,
	struct message *message);

#endif
