/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bytes on their way to a stream.  They gather in one growing buffer, so that a table of thousands
 * of cells costs one write a chunk and no allocation a cell.  An error sticks: what is added after
 * it is dropped, and sink_flush() tells of it.
 *
 *	sink_open(&sink, stdout);
 *	for each line { sink_string(&sink, ...); sink_bytes(&sink, "\n", 1); sink_drain(&sink); }
 *	status = sink_flush(&sink, &message);
 *	sink_close(&sink);
 */
#ifndef MEMTOP_RENDER_SINK_H
#define MEMTOP_RENDER_SINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/status.h"
#include "base/value.h"

struct sink {
	FILE *file;
	char *at;
	size_t length, capacity;
	size_t width;       /* columns that lines are cut to on their way out; 0: never cut */
	enum status status; /* STATUS_OK, _NO_MEMORY, _GONE for a reader that left, _FAILED */
	int error;          /* errno of the failed write */
	struct kept_lines
		*lines; /* rows of the main table as text, from document to document; or NULL */
};

/* file: NULL for bytes that only gather. */
void sink_open(struct sink *sink, FILE *file);
void sink_close(struct sink *sink); /* frees the buffer, not the stream; unflushed bytes are lost */

/* The slow part of the next. */
char *sink_make_room(struct sink *sink, size_t room);

/* Room for that many bytes at the end; NULL once the sink has failed.  sink_grew() makes them count. */
static inline char *sink_reserve(struct sink *sink, size_t room)
{
	if (sink->status == STATUS_OK && sink->capacity - sink->length >= room)
		return sink->at + sink->length;
	return sink_make_room(sink, room);
}

static inline void sink_grew(struct sink *sink, size_t length)
{
	sink->length += length;
}

static inline void sink_byte(struct sink *sink, char byte)
{
	char *out = sink_reserve(sink, 1);

	if (!out)
		return;
	*out = byte;
	sink->length++;
}

void sink_bytes(struct sink *sink, const char *at, size_t length);
void sink_string(struct sink *sink, const char *string);
void sink_fill(struct sink *sink, char byte, size_t count);
void sink_format(struct sink *sink, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* An unsigned hexadecimal number, without prefix. */
void sink_hex(struct sink *sink, uint64_t n);

/* An unsigned decimal number; and one in hundredths, "12.05", with a point in every locale. */
void sink_number(struct sink *sink, uint64_t n);
void sink_signed(struct sink *sink, int64_t n);
/* The same into room for SINK_NUMBER bytes; returns how many count. */
#define SINK_NUMBER 21
size_t sink_write_signed(char out[static SINK_NUMBER], int64_t n);
void sink_hundredths(struct sink *sink, uint64_t n);

/* Makes the sink fail for a reason of its user's, such as STATUS_NO_MEMORY. */
void sink_fail(struct sink *sink, enum status status);
/* A figure that is not known for want of memory is a failure; for any other reason it is none. */
void sink_check(struct sink *sink, struct value value);

/* Passes the bytes on, which end with a line, if a chunk's worth of them has gathered. */
void sink_drain(struct sink *sink);

/*
 * Passes everything on and flushes the stream.  STATUS_OK, or how the sink failed: STATUS_GONE,
 * with an empty message, when the reader of a pipe has left, which needs no message; otherwise
 * message says why.
 */
enum status sink_flush(struct sink *sink, struct message *message);

#endif
