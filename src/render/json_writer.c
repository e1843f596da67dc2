/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/json_writer.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

static int into_sink(const char *at, size_t length, void *sink)
{
	sink_bytes(sink, at, length);
	return 0;
}

/* jansson escapes no DEL, which is a control character nevertheless; it stands in strings only. */
static void escape_delete(struct sink *sink, size_t start)
{
	for (size_t i = start; i < sink->length; i++) {
		if (sink->at[i] != 0x7f)
			continue;
		if (!sink_reserve(sink, 5))
			return;
		memmove(sink->at + i + 6, sink->at + i + 1, sink->length - i - 1);
		memcpy(sink->at + i, "\\u007f", 6);
		sink_grew(sink, 5);
	}
}

void json_write(struct sink *sink, json_t *json, size_t flags)
{
	size_t start = sink->length;

	if (!json || json_dump_callback(json, into_sink, sink, flags | JSON_ENCODE_ANY) != 0)
		sink_fail(sink, STATUS_NO_MEMORY);
	else
		escape_delete(sink, start);
}

static bool has_control(const char *at, size_t length)
{
	while (length > 0) {
		uint32_t code;
		size_t taken = utf8_decode(at, length, &code);

		if (utf8_columns(code) < 0)
			return true;
		at += taken;
		length -= taken;
	}
	return false;
}

/*
 * A string with C1 or direction controls is written in ASCII, so that a terminal that shows the
 * JSON does not obey them; other strings stay readable.
 */
static void escaped_string(struct sink *sink, struct text text)
{
	char *valid = malloc(3 * text.length + 1);
	size_t length;
	json_t *string;

	if (!valid) {
		sink_fail(sink, STATUS_NO_MEMORY);
		return;
	}
	length = utf8_valid(valid, text.at, text.length);
	string = json_stringn_nocheck(valid, length);
	json_write(sink, string, has_control(valid, length) ? JSON_ENSURE_ASCII : 0);
	json_decref(string);
	free(valid);
}

/* Eight bytes that stand in a string of JSON as they are: printable ASCII, no quotes or backslash. */
static inline bool are_plain(uint64_t bytes)
{
	return !(eight_unprintable(bytes) | eight_zeroes(bytes ^ EACH_BYTE('"')) |
		 eight_zeroes(bytes ^ EACH_BYTE('\\')));
}

static bool is_plain(struct text text)
{
	while (text.length >= 8)
		if (!are_plain(text_next_eight(&text)))
			return false;
	return are_plain(text_last_of_eight(text, 'x'));
}

void json_write_string(struct sink *sink, struct text text)
{
	char *out;

	if (!is_plain(text)) {
		escaped_string(sink, text);
		return;
	}
	out = sink_reserve(sink, text.length + 2);
	if (!out)
		return;
	*out = '"';
	if (text.length > 0)
		memcpy(out + 1, text.at, text.length);
	out[text.length + 1] = '"';
	sink_grew(sink, text.length + 2);
}

void json_write_key(struct sink *sink, const char *key)
{
	char last = sink->length ? sink->at[sink->length - 1] : '{';
	size_t length = strlen(key);
	char *out = sink_reserve(sink, length + 4), *at = out;

	if (!out)
		return;
	if (last != '{' && last != '[')
		*at++ = ',';
	*at++ = '"';
	memcpy(at, key, length);
	at += length;
	*at++ = '"';
	*at++ = ':';
	sink_grew(sink, (size_t)(at - out));
}

void json_write_member(struct sink *sink, const char *key, struct text text)
{
	json_write_key(sink, key);
	json_write_string(sink, text);
}
