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

static void open_block(const uint8_t *data, size_t size)
{
	size_t half = size >= 2 ? (size_t)data[0] << 8 | data[1] : 0;
	struct bytes raw = { 0 }, system = { 0 }, processes = { 0 };
	const struct frame_part part = { .codes = 5, .files = 3 };
	struct frame frame = { .failed = false };
	struct unfold *unfold = NULL;

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
	if (unfold_open(&unfold, text_of((const char *)system.at, system.length),
		    text_of((const char *)processes.at, processes.length)) == STATUS_OK) {
		for (size_t left = 64; left > 0 && unfold_step(unfold); left--)
			if (unfold_frame(unfold, left % 2 ? &part : NULL, &frame) != STATUS_OK)
				abort();
		unfold_free(unfold);
	}
	frame_free(&frame);
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
