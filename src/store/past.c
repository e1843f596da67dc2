/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/past.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/apart/child.h"
#include "base/apart/named_file.h"
#include "base/worker.h"
#include "store/events.h"
#include "store/reader.h"
#include "store/writer_lock.h"

/* So many samples over all that was recorded since boot, and as many of the end: twenty minutes. */
#define SAMPLES 120
/* What the record says of a mark that came from a key. */
#define MARK_TEXT "m on screen"

struct past {
	struct worker worker;
	char path[PATH_MAX], boot_id[37];
	struct history *history;
	/* Guarded by the worker's lock. */
	bool running, answered;
	unsigned marks; /* that are wanted */
	enum recording_answer answer;
	struct message message;
};

static void past_free(void *context)
{
	struct past *past = context;

	history_unref(past->history);
	free(past);
}

static void take(const struct past *past)
{
	struct history *recorded = NULL;
	struct message message = { "" };
	struct record *record;

	if (record_open(&record, past->path, &message) == STATUS_OK &&
		record_past(record, past->boot_id, SAMPLES, &recorded, &message) == STATUS_OK)
		/* What there is no memory for the screen follows from now on. */
		(void)history_adopt(past->history, recorded);
	record_close(record);
}

/* ---- marks ---- */

/* What the child found. */
struct marked {
	enum recording_answer answer;
	struct message message;
};

static enum recording_answer set_mark(const struct past *past, struct message *message)
{
	pid_t recorder;
	enum status status = writer_lock_owner(&recorder, past->path, message);

	if (status == STATUS_ABSENT)
		return RECORDING_NOBODY;
	if (status == STATUS_OK)
		status = event_mark(past->path, text_of_string(MARK_TEXT), message);
	if (status != STATUS_OK)
		return RECORDING_FAILED;
	message_set(message, "%s", past->path);
	return RECORDING_MARKED;
}

static void set_mark_apart(void *context, int socket)
{
	struct marked marked = { .message = { "" } };

	marked.answer = set_mark(context, &marked.message);
	child_send(socket, &marked, sizeof(marked), -1);
}

/*
 * By a child: of a record that was not there yet when memtop began no guard watches the file system, and a thread
 * of memtop that waits for one that died would hold up its end.
 */
static enum recording_answer ask_for_mark(const struct past *past, struct message *message)
{
	struct marked marked = { .message = { "" } };
	struct child child;
	enum status status;
	int none;

	if (child_begin(&child, set_mark_apart, (void *)(uintptr_t)past) != STATUS_OK)
		return set_mark(past, message);
	status = child_receive(&child, &marked, sizeof(marked), &none, NAMED_FILE_MOVE_NS);
	child_leave(&child);
	*message = marked.message;
	if (status == STATUS_OK)
		return marked.answer;
	named_file_say(message, past->path, status, 0);
	return RECORDING_FAILED;
}

static bool mark_is_wanted(struct past *past)
{
	bool wanted = past->marks > 0;

	past->marks -= wanted;
	past->running = wanted;
	return wanted;
}

static void set_marks(struct past *past)
{
	worker_lock(&past->worker);
	while (mark_is_wanted(past)) {
		struct message message = { "" };
		enum recording_answer answer;

		worker_unlock(&past->worker);
		answer = ask_for_mark(past, &message);
		worker_lock(&past->worker);
		past->answer = answer;
		past->message = message;
		past->answered = true;
		worker_ring(&past->worker);
	}
	worker_unlock(&past->worker);
}

static void only_marks(void *context)
{
	set_marks(context);
}

/*
 * One thread for both: SQLite's locks on the record are lost when a second descriptor of it is closed in
 * the same process.
 */
static void run(void *context)
{
	take(context);
	set_marks(context);
}

static void mark(void *context)
{
	struct past *past = context;
	bool running;

	worker_lock(&past->worker);
	past->marks++;
	running = past->running;
	past->running = true;
	worker_unlock(&past->worker);
	if (!running && worker_start(&past->worker, only_marks, 0) != STATUS_OK) {
		worker_lock(&past->worker);
		past->running = false;
		worker_unlock(&past->worker);
	}
}

static bool answered(void *context, enum recording_answer *answer, struct message *message)
{
	struct past *past = context;
	bool was;

	worker_lock(&past->worker);
	was = past->answered;
	past->answered = false;
	*answer = past->answer;
	*message = past->message;
	worker_unlock(&past->worker);
	return was;
}

struct recording past_recording(struct past *past)
{
	return (struct recording){ past, mark, answered };
}

/* ---- life ---- */

void past_start(struct past **out, const char *path, const char *boot_id, struct history *history,
	int event)
{
	struct past *past = calloc(1, sizeof(*past));

	*out = past;
	if (!past)
		return;
	snprintf(past->path, sizeof(past->path), "%s", path);
	snprintf(past->boot_id, sizeof(past->boot_id), "%s", boot_id);
	past->history = history_ref(history);
	past->running = true;
	if (worker_init(&past->worker, past_free, past, event) != STATUS_OK ||
		worker_start(&past->worker, run, 0) != STATUS_OK)
		past->running = false;
}

void past_leave(struct past *past)
{
	if (past)
		worker_leave(&past->worker);
}
