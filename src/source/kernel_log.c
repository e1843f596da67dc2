/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/kernel_log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/event.h"
#include "base/worker.h"
#include "parse/oom/oom.h"
#include "source/file.h"

/* No record is longer (CONSOLE_EXT_LOG_MAX in kernel/printk/internal.h, 6.1). */
#define RECORD_MAX 8192

#define DEADLINE_NS (2 * NS_PER_SECOND)

struct log_reader {
	struct worker worker;
	char path[64];
	bool keep_text;
	/* Under the worker's lock. */
	bool running, again;
	bool has_reading;
	struct kernel_log_reading reading;
};

struct log_text {
	char *at;
	size_t length, room;
	bool partly;
};

/* Room for one more record: what is oldest goes where the bound is reached.  False without memory. */
static bool make_room(struct log_text *text)
{
	size_t keep = text->length / 2, room = text->room ? text->room * 2 : (size_t)256 << 10;
	char *grown;

	if (text->length + RECORD_MAX <= text->room)
		return true;
	if (text->room == KERNEL_LOG_MAX) {
		memmove(text->at, text->at + text->length - keep, keep);
		text->length = keep;
		text->partly = true;
		return true;
	}
	if (room > KERNEL_LOG_MAX)
		room = KERNEL_LOG_MAX;
	grown = realloc(text->at, room);
	if (!grown)
		return false;
	text->at = grown;
	text->room = room;
	return true;
}

/* All records there are, a read(2) each. */
static enum status read_records(struct log_text *text, int descriptor, struct worker *worker)
{
	uint64_t deadline = clock_now_ns(CLOCK_MONOTONIC) + DEADLINE_NS;

	while (!worker->cancelled) {
		ssize_t got;

		if (clock_now_ns(CLOCK_MONOTONIC) >= deadline) {
			text->partly = true;
			break;
		}
		if (!make_room(text))
			return STATUS_NO_MEMORY;
		got = read(descriptor, text->at + text->length, RECORD_MAX);
		if (got == 0 || (got < 0 && errno == EAGAIN))
			break;
		if (got > 0)
			text->length += (size_t)got;
		else if (errno ==
			 EPIPE) /* what was next has been overwritten: it goes on behind it */
			text->partly = true;
		else if (errno != EINTR)
			return status_from_errno(errno);
	}
	return STATUS_OK;
}

/* Takes the lines " KEY=value" out, of which only drivers' messages have any. */
static void drop_dictionaries(struct log_text *text)
{
	char *in = text->at, *out = text->at, *end = text->at + text->length;

	while (in < end) {
		char *newline = memchr(in, '\n', (size_t)(end - in));
		size_t length = newline ? (size_t)(newline - in) + 1 : (size_t)(end - in);

		if (*in != ' ') {
			memmove(out, in, length);
			out += length;
		}
		in += length;
	}
	text->length = (size_t)(out - text->at);
}

static struct kernel_log_reading read_log(struct log_reader *reader)
{
	struct kernel_log_reading reading = { .status = STATUS_OK };
	struct log_text text = { .at = NULL };
	int descriptor = file_open(AT_FDCWD, reader->path, O_RDONLY | O_NONBLOCK | O_NOCTTY);

	if (descriptor < 0) {
		reading.status = status_from_errno(errno);
		return reading;
	}
	reading.status = read_records(&text, descriptor, &reader->worker);
	close(descriptor);
	if (reading.status == STATUS_OK && text.length > 0) {
		drop_dictionaries(&text);
		if (oom_parse(&reading.reports, text.at, text.length) == STATUS_NO_MEMORY)
			reading.status = STATUS_NO_MEMORY;
	}
	reading.partly = text.partly;
	if (reader->keep_text && reading.status == STATUS_OK) {
		reading.text = text.at;
		reading.length = text.length;
	} else {
		free(text.at);
	}
	return reading;
}

static void drop_reading(struct log_reader *reader)
{
	if (!reader->has_reading)
		return;
	oom_reports_free(&reader->reading.reports);
	free(reader->reading.text);
}

static void run(void *context)
{
	struct log_reader *reader = context;
	bool again = true;

	while (again) {
		struct kernel_log_reading reading = read_log(reader);

		worker_lock(&reader->worker);
		drop_reading(reader);
		reader->reading = reading;
		reader->has_reading = true;
		again = reader->again;
		reader->again = false;
		reader->running = again;
		worker_ring(&reader->worker);
		worker_unlock(&reader->worker);
	}
}

static void free_all(void *context)
{
	struct log_reader *reader = context;

	drop_reading(reader);
	free(reader);
}

enum status log_reader_new(struct log_reader **reader, const char *path, struct message *message)
{
	struct log_reader *made = calloc(1, sizeof(*made));
	size_t length = strlen(path);

	*reader = NULL;
	if (!made || length >= sizeof(made->path)) {
		free(made);
		message_set(message, "%s: %s", path, status_text(STATUS_NO_MEMORY));
		return STATUS_NO_MEMORY;
	}
	memcpy(made->path, path, length + 1);
	if (worker_init(&made->worker, free_all, made, -1) != STATUS_OK) {
		message_set(message, "%s: %s", path, strerror(errno));
		worker_leave(&made->worker);
		return STATUS_FAILED;
	}
	*reader = made;
	return STATUS_OK;
}

void log_reader_keep_text(struct log_reader *reader)
{
	reader->keep_text = true;
}

void log_reader_free(struct log_reader *reader)
{
	if (reader)
		worker_leave(&reader->worker);
}

/* A reading that is under way may have passed what is asked about: then it is read once more. */
static void look(void *context)
{
	struct log_reader *reader = context;

	worker_lock(&reader->worker);
	if (reader->running)
		reader->again = true;
	else if (worker_start(&reader->worker, run, 0) == STATUS_OK)
		reader->running = true;
	worker_unlock(&reader->worker);
}

static bool take(void *context, struct kernel_log_reading *reading)
{
	struct log_reader *reader = context;
	bool has_reading;

	worker_lock(&reader->worker);
	event_hush(reader->worker.event);
	has_reading = reader->has_reading;
	if (has_reading)
		*reading = reader->reading;
	reader->has_reading = false;
	worker_unlock(&reader->worker);
	return has_reading;
}

struct kernel_log log_reader_interface(struct log_reader *reader)
{
	return (struct kernel_log){ .context = reader,
		.descriptor = reader->worker.event,
		.look = look,
		.take = take };
}
