/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Frames, blocks and templates of a record of any writer.  The first byte says which; blocks are
 * packed here, since no fuzzer finds a checksum.
 */
#include <stdlib.h>
#include <string.h>

#include "store/codec/fold.h"
#include "support/fuzz.h"

static void take_frame(const uint8_t *data, size_t size)
{
	struct frame first = { .failed = false }, second = { .failed = false };
	struct bytes again = { 0 };

	if (frame_take(&first, NULL, reading_of(data, size)) == STATUS_OK) {
		/* What was understood can be written, and is the same. */
		frame_put(&again, &first, NULL);
		if (frame_take(&second, NULL, reading_of(again.at, again.length)) != STATUS_OK ||
			second.process_count != first.process_count)
			abort();
		/* The same bytes as a difference from it. */
		(void)frame_take(&second, &first, reading_of(data, size));
	}
	bytes_free(&again);
	frame_free(&first);
	frame_free(&second);
}

/* Of processes by column, each part behind a byte that says which it is and one that says how long. */
static void put_parts(struct bytes *out, const uint8_t *data, size_t size)
{
	struct bytes list = { 0 }, all = { 0 }, packed_list = { 0 };

	bytes_put_number(&list, size > 0 ? data[size - 1] % 40 : 0);
	while (size >= 2) {
		struct bytes raw = { 0 }, packed = { 0 };
		size_t length = data[1] < size - 2 ? data[1] : size - 2;

		bytes_put(&raw, data + 2, length);
		if (bytes_pack(&packed, &raw, 1) != STATUS_OK)
			abort();
		bytes_put_number(&list, data[0] % (FOLD_PARTS + 1));
		bytes_put_number(&list, packed.length);
		bytes_put(&all, packed.at, packed.length);
		data += 2 + length;
		size -= 2 + length;
		bytes_free(&raw);
		bytes_free(&packed);
	}
	if (bytes_pack(&packed_list, &list, 1) != STATUS_OK)
		abort();
	bytes_put_number(out, FOLD_BY_COLUMN);
	bytes_put_number(out, packed_list.length);
	bytes_put(out, packed_list.at, packed_list.length);
	bytes_put(out, all.at, all.length);
	bytes_free(&list);
	bytes_free(&packed_list);
	bytes_free(&all);
}

static void open_frames(const struct bytes *system, const struct bytes *processes)
{
	const struct frame_part part = { .codes = 5, .files = 3 };
	struct frame frame = { .failed = false };
	struct unfold *unfold = NULL;

	if (unfold_open(&unfold, text_of((const char *)system->at, system->length),
		    text_of((const char *)processes->at, processes->length)) == STATUS_OK) {
		for (size_t left = 64; left > 0 && unfold_step(unfold); left--)
			if (unfold_frame(unfold, left % 2 ? &part : NULL, &frame) ==
				STATUS_NO_MEMORY)
				abort();
		unfold_free(unfold);
	}
	frame_free(&frame);
}

static void open_block(const uint8_t *data, size_t size)
{
	size_t half = size >= 2 ? (size_t)data[0] << 8 | data[1] : 0;
	struct bytes raw = { 0 }, system = { 0 }, processes = { 0 };

	/* Two bytes say where the machine's part ends. */
	data += size >= 2 ? 2 : size;
	size -= size >= 2 ? 2 : size;
	if (half > size)
		half = size;
	bytes_put(&raw, data, half);
	if (bytes_pack(&system, &raw, 1) != STATUS_OK)
		abort();
	bytes_clear(&raw);
	bytes_put(&raw, data + half, size - half);
	if (bytes_pack(&processes, &raw, 1) != STATUS_OK)
		abort();
	open_frames(&system, &processes);
	bytes_clear(&processes);
	put_parts(&processes, data + half, size - half);
	open_frames(&system, &processes);
	bytes_free(&raw);
	bytes_free(&system);
	bytes_free(&processes);
}

/* Any text comes back from its own template; any template is rendered, or refused. */
static void make_template(const uint8_t *data, size_t size)
{
	struct text text = text_of((const char *)data, size);
	struct bytes template = { 0 }, out = { 0 };
	struct numbers numbers = { 0 };
	struct text made;

	template_make(&template, &numbers, text, text_of((const char *)data, size / 2));
	made = text_of((const char *)template.at, template.length);
	if (template_render(&out, made, numbers.at, numbers.count) != STATUS_OK ||
		out.length != size || (size && memcmp(out.at, data, size) != 0))
		abort();
	bytes_clear(&out);
	(void)template_render(&out, text, numbers.at, numbers.count);
	numbers_free(&numbers);
	bytes_free(&template);
	bytes_free(&out);
}

/* As it stands in the file: compressed, or not even that. */
static void open_raw(const uint8_t *data, size_t size)
{
	struct unfold *unfold = NULL;

	if (unfold_open(&unfold, text_of((const char *)data, size), text_of(NULL, 0)) == STATUS_OK)
		unfold_free(unfold);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const tries[])(const uint8_t *, size_t) = { take_frame, open_block,
		make_template, open_raw };

	if (size > 0)
		tries[data[0] % 4](data + 1, size - 1);
	return 0;
}
