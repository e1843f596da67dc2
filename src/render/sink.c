/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/sink.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"

/* Large enough that the system call no longer counts, small enough to stay in the cache. */
#define CHUNK ((size_t)64 * 1024)

#define NUMBER_SIZE 20 /* digits of UINT64_MAX */
/* Nothing that is printed with a format is usually longer. */
#define FORMAT_ROOM 256

void sink_open(struct sink *sink, FILE *file)
{
	*sink = (struct sink){ .file = file };
}

void sink_close(struct sink *sink)
{
	free(sink->at);
	sink->at = NULL;
	sink->length = sink->capacity = 0;
}

/* What is gathered stays: its writer knows places in it, and may go on, in vain. */
static void fail(struct sink *sink, enum status status, int error)
{
	sink->status = status;
	sink->error = error;
}

void sink_fail(struct sink *sink, enum status status)
{
	fail(sink, status, status == STATUS_NO_MEMORY ? ENOMEM : EIO);
}

void sink_check(struct sink *sink, struct value value)
{
	if (value.state == VALUE_NO_MEMORY)
		sink_fail(sink, STATUS_NO_MEMORY);
}

static bool grow(struct sink *sink, size_t needed)
{
	size_t capacity = sink->capacity ? sink->capacity : 2 * CHUNK;
	char *at;

	while (capacity < needed)
		capacity *= 2;
	at = realloc(sink->at, capacity);
	if (!at) {
		sink_fail(sink, STATUS_NO_MEMORY);
		return false;
	}
	sink->at = at;
	sink->capacity = capacity;
	return true;
}

char *sink_make_room(struct sink *sink, size_t room)
{
	if (sink->status != STATUS_OK || !grow(sink, sink->length + room))
		return NULL;
	return sink->at + sink->length;
}

void sink_bytes(struct sink *sink, const char *at, size_t length)
{
	char *out = length ? sink_reserve(sink, length) : NULL;

	if (!out)
		return;
	memcpy(out, at, length);
	sink->length += length;
}

void sink_string(struct sink *sink, const char *string)
{
	sink_bytes(sink, string, strlen(string));
}

void sink_fill(struct sink *sink, char byte, size_t count)
{
	char *out = sink_reserve(sink, count);

	if (!out)
		return;
	memset(out, byte, count);
	sink->length += count;
}

void sink_format(struct sink *sink, const char *format, ...)
{
	va_list arguments;
	char *out;
	int length;

	/* Nearly always there is room; then it is printed once. */
	out = sink_reserve(sink, FORMAT_ROOM);
	if (!out)
		return;
	va_start(arguments, format);
	length = vsnprintf(out, FORMAT_ROOM, format, arguments);
	va_end(arguments);
	if (length >= 0 && length < FORMAT_ROOM) {
		sink->length += (size_t)length;
		return;
	}
	out = length < 0 ? NULL : sink_reserve(sink, (size_t)length + 1);
	if (!out)
		return;
	va_start(arguments, format);
	vsnprintf(out, (size_t)length + 1, format, arguments);
	va_end(arguments);
	sink->length += (size_t)length;
}

/* Into room for as many; what lies behind the digits does not count. */
static size_t write_digits(char out[static NUMBER_SIZE], uint64_t n)
{
	static const char pairs[] = "00010203040506070809101112131415161718192021222324"
				    "25262728293031323334353637383940414243444546474849"
				    "50515253545556575859606162636465666768697071727374"
				    "75767778798081828384858687888990919293949596979899";
	char digits[2 * NUMBER_SIZE] = "";
	size_t first = NUMBER_SIZE;

	/* Most figures are 0. */
	if (n < 10) {
		*out = (char)('0' + n);
		return 1;
	}
	/* A division gives two digits. */
	for (; n >= 10; n /= 100) {
		first -= 2;
		memcpy(digits + first, &pairs[n % 100 * 2], 2);
	}
	if (n > 0)
		digits[--first] = (char)('0' + n);
	/* To copy as many bytes as ever takes three instructions; to copy so many, a call. */
	memcpy(out, digits + first, NUMBER_SIZE);
	return NUMBER_SIZE - first;
}

size_t sink_write_signed(char out[static SINK_NUMBER], int64_t n)
{
	if (n >= 0)
		return write_digits(out, (uint64_t)n);
	*out = '-';
	return 1 + write_digits(out + 1, -(uint64_t)n);
}

void sink_signed(struct sink *sink, int64_t n)
{
	char *out = sink_reserve(sink, SINK_NUMBER);

	if (out)
		sink_grew(sink, sink_write_signed(out, n));
}

void sink_number(struct sink *sink, uint64_t n)
{
	char *out = sink_reserve(sink, NUMBER_SIZE);

	if (out)
		sink_grew(sink, write_digits(out, n));
}

void sink_hex(struct sink *sink, uint64_t n)
{
	size_t digits = n ? (size_t)(64 - __builtin_clzll(n) + 3) / 4 : 1;
	char *out = sink_reserve(sink, digits);

	if (!out)
		return;
	for (size_t i = digits; i-- > 0; n /= 16)
		out[i] = "0123456789abcdef"[n % 16];
	sink_grew(sink, digits);
}

void sink_hundredths(struct sink *sink, uint64_t n)
{
	char fraction[3] = { '.', (char)('0' + n / 10 % 10), (char)('0' + n % 10) };

	sink_number(sink, n / 100);
	sink_bytes(sink, fraction, sizeof(fraction));
}

static void note_write_error(struct sink *sink)
{
	int error = errno;

	fail(sink, error == EPIPE ? STATUS_GONE : STATUS_FAILED, error);
}

/* Cuts the lines that are gathered; they can only become shorter.  The last one may go on. */
static void cut_lines(struct sink *sink)
{
	size_t length = 0, used;

	for (size_t from = 0; from < sink->length;) {
		char *line = sink->at + from;
		char *end = memchr(line, '\n', sink->length - from);
		size_t kept = sink->length - from;

		if (end) {
			*end = '\0';
			kept = utf8_fit(line, sink->width, &used);
			from = (size_t)(end - sink->at) + 1;
		} else {
			from = sink->length;
		}
		memmove(sink->at + length, line, kept);
		length += kept;
		if (end)
			sink->at[length++] = '\n';
	}
	sink->length = length;
}

static void pass_on(struct sink *sink)
{
	if (sink->status != STATUS_OK || sink->length == 0)
		return;
	if (sink->width)
		cut_lines(sink);
	if (fwrite(sink->at, 1, sink->length, sink->file) != sink->length)
		note_write_error(sink);
	sink->length = 0;
}

void sink_drain(struct sink *sink)
{
	if (!sink->file)
		return;
	if (sink->length >= CHUNK)
		pass_on(sink);
}

enum status sink_flush(struct sink *sink, struct message *message)
{
	pass_on(sink);
	if (sink->status == STATUS_OK && fflush(sink->file) != 0)
		note_write_error(sink);
	if (sink->status == STATUS_GONE)
		message_set(message, "%s", "");
	else if (sink->status != STATUS_OK)
		message_set(message, _("standard output: %s"), strerror(sink->error));
	return sink->status;
}
