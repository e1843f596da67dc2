/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Texts, numbers and frames come back as they went in, and damage is noticed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "store/codec/fold.h"
#include "support/random.h"

static struct text text_in(const struct bytes *bytes)
{
	return text_of((const char *)bytes->at, bytes->length);
}

static void assert_text(const struct bytes *bytes, const char *wanted)
{
	assert_int_equal(bytes->length, strlen(wanted));
	assert_memory_equal(bytes->at, wanted, bytes->length);
}

/* ---- templates ---- */

static void a_text_comes_back_byte_for_byte(void **state)
{
	static const char *const texts[] = { "",
		"MemTotal:       16384256 kB\nMemFree:            0 kB\n",
		"some avg10=0.00 avg60=12.05 avg300=99.99 total=123456789\n", "31162.05 61231.22\n",
		"Node 0, zone   Normal 123456     12  0 \n", "100% of %d and %9d\n",
		"007 0x00ff 00\n", "18446744073709551615 9223372036854775808\n",
		"kmalloc-64   12     34  -5 :\n", " 5", "    ", "a\tb  7\t8",
		"1234567890123456789012345\n" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		struct bytes template = { 0 }, out = { 0 };
		struct numbers numbers = { 0 }, again = { 0 };
		struct text text = text_of_string(texts[i]);

		template_make(&template, &numbers, text, text_of(NULL, 0));
		assert_int_equal(
			template_render(&out, text_in(&template), numbers.at, numbers.count),
			STATUS_OK);
		assert_text(&out, texts[i]);
		assert_true(template_match(text_in(&template), text, &again));
		assert_int_equal(again.count, numbers.count);
		bytes_free(&template);
		bytes_free(&out);
		numbers_free(&numbers);
		numbers_free(&again);
	}
}

/* Numbers grow and shrink within their columns without a new template, and in others with one. */
static void a_template_serves_other_numbers(void **state)
{
	static const struct {
		const char *made_of, *text;
		bool fits;
	} rows[] = {
		{ "MemFree:         123456 kB", "MemFree:              7 kB", true },
		{ "pgfault 7", "pgfault 123456789", true },
		{ "avg10=0.00", "avg10=12.34", true },
		{ "avg10=0.00", "avg10=12.345", false },
		{ "MemFree:         123456 kB", "MemFree:         1234567 kB", false },
		{ "free     5 kB", "free 12345 kB", true },
		{ "free     5 kB", "free 123456 kB", true },
		{ "min      5", "min      512", true },
		{ "free 5", "free     5", false },
		{ "a 5", "b 5", false },
		{ "a 5", "a 5\n", false },
		{ "a 5", "a 05", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct bytes template = { 0 }, out = { 0 };
		struct numbers made = { 0 }, numbers = { 0 };
		bool fits;

		template_make(&template, &made, text_of_string(rows[i].made_of), text_of(NULL, 0));
		fits = template_match(text_in(&template), text_of_string(rows[i].text), &numbers);
		if (fits != rows[i].fits)
			fail_msg("%s after %s", rows[i].text, rows[i].made_of);
		if (fits) {
			assert_int_equal(template_render(&out, text_in(&template), numbers.at,
						 numbers.count),
				STATUS_OK);
			assert_text(&out, rows[i].text);
		} else {
			assert_int_equal(numbers.count, 0);
		}
		bytes_free(&template);
		bytes_free(&out);
		numbers_free(&made);
		numbers_free(&numbers);
	}
}

/* Blanks that fill a column, and blanks that are always as many, are told apart by what changes. */
static void a_template_learns_from_the_one_before(void **state)
{
	static const char *const lives[][4] = {
		{ "total:   5\n", "total:  12\n", "total: 123\n", "total:   7\n" },
		{ "min    5 x", "min    12 x", "min    123 x", "min    7 x" },
		{ "a 5 b", "a  12 b", "a   1 b", "a 123 b" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(lives); i++) {
		struct bytes first = { 0 }, second = { 0 };
		struct numbers numbers = { 0 };

		template_make(&first, &numbers, text_of_string(lives[i][0]), text_of(NULL, 0));
		template_make(&second, &numbers, text_of_string(lives[i][1]), text_in(&first));
		for (size_t j = 2; j < 4; j++)
			if (!template_match(text_in(&second), text_of_string(lives[i][j]),
				    &numbers))
				fail_msg("%s", lives[i][j]);
		bytes_free(&first);
		bytes_free(&second);
		numbers_free(&numbers);
	}
}

static void a_number_is_found_by_its_key(void **state)
{
	static const struct {
		const char *template, *key;
		size_t at;
	} rows[] = {
		{ "pgin %d\nnr_zspages %d\n", "nr_zspages", 1 },
		{ "nr_zspages %d\n", "nr_zspages", 0 },
		{ "nr_zspages_more %d\nnr_zspages %9d", "nr_zspages", 1 },
		{ "more nr_zspages %d\nnr_zspag %d\n", "nr_zspages", SIZE_MAX },
		{ "nr_zspages\nother %d\n", "nr_zspages", SIZE_MAX },
		{ "a %d %d\nb %d %d\n", "b", 2 },
		{ "b%%%d\nb  %d\n", "b", 1 },
		{ "%", "b", SIZE_MAX },
		{ "", "b", SIZE_MAX },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_int_equal(template_find(text_of_string(rows[i].template), rows[i].key),
			rows[i].at);
}

static void what_is_no_template_is_malformed(void **state)
{
	static const char *const templates[] = { "%", "%x", "%0d", "%00d", "%1234d", "%20",
		"%025d" };
	const int64_t number = 1;
	struct bytes out = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(templates); i++)
		assert_int_equal(template_render(&out, text_of_string(templates[i]), &number, 1),
			STATUS_MALFORMED);
	assert_int_equal(template_render(&out, text_of_string("%d %d"), &number, 1),
		STATUS_MALFORMED);
	assert_int_equal(template_render(&out, text_of_string("none"), &number, 1),
		STATUS_MALFORMED);
	bytes_free(&out);
}

/* ---- values ---- */

static void a_value_keeps_its_state(void **state)
{
	static const int64_t numbers[] = { 0, 1, 15, 16, -1, -1000, INT64_MIN, INT64_MAX / 2 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(numbers); i++) {
		struct value value = frame_value(frame_code(value_of_signed(numbers[i])));

		assert_int_equal(value.state, VALUE_OK);
		assert_int_equal(value.n, numbers[i]);
	}
	for (int of = 0; of < VALUE_STATE_COUNT; of++) {
		struct value value = frame_value(frame_code(value_missing((enum value_state)of)));

		if (of != VALUE_OK)
			assert_int_equal(value.state, of == VALUE_STALE ? VALUE_NOT_ASKED : of);
	}
	assert_int_equal(frame_value(VALUE_OK).state, VALUE_FAILED);
	assert_int_equal(frame_value(15).state, VALUE_FAILED);
}

/* ---- frames ---- */

static uint64_t drawn(uint64_t *seed, uint64_t below)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed % below;
}

/* The next frame of a life: processes move, end, begin; now and then the shape is another. */
static void live_on(struct frame *frame, const struct frame *before, int64_t sequence,
	int64_t *next_id, uint64_t *seed)
{
	frame_clear(frame);
	frame->shape.template[SYSTEM_MEMINFO] = drawn(seed, 20) ? 1 : 2;
	frame->shape.template[SYSTEM_SLABINFO] = -STATUS_DENIED;
	frame->shape.count[SYSTEM_MEMINFO] = (uint64_t)frame->shape.template[SYSTEM_MEMINFO] * 5;
	for (size_t i = 0; i < FRAME_NUMBERS + frame->shape.count[SYSTEM_MEMINFO]; i++)
		numbers_add(&frame->numbers, (int64_t)drawn(seed, 3));
	frame->numbers.at[FRAME_SEQUENCE] = sequence;
	for (size_t i = 0; i < before->process_count; i++) {
		struct frame_process *process;

		if (drawn(seed, 12) == 0)
			continue;
		process = frame_add_process(frame);
		*process = before->processes[i];
		if (drawn(seed, 3) == 0)
			process->code[drawn(seed, FRAME_CODES)] =
				(int64_t)(*seed << drawn(seed, 2) * drawn(seed, 64));
	}
	for (uint64_t left = drawn(seed, 3); left > 0; left--) {
		struct frame_process *process = frame_add_process(frame);

		*process = (struct frame_process){ .id = (*next_id)++ };
		process->code[0] = (int64_t)drawn(seed, 2);
	}
}

static void assert_same_frame(const struct frame *a, const struct frame *b)
{
	assert_true(frame_same_shape(&a->shape, &b->shape));
	assert_int_equal(a->numbers.count, b->numbers.count);
	assert_memory_equal(a->numbers.at, b->numbers.at, a->numbers.count * sizeof(int64_t));
	assert_int_equal(a->process_count, b->process_count);
	for (size_t i = 0; i < a->process_count; i++) {
		assert_int_equal(a->processes[i].id, b->processes[i].id);
		assert_memory_equal(a->processes[i].code, b->processes[i].code,
			sizeof(a->processes[i].code));
	}
}

/* Form 4 had eight files, and no number before them. */
static void a_shape_of_form_4_is_read(void **state)
{
	struct frame_shape shape, again;
	struct bytes bytes = { 0 };
	struct byte_reader in;

	(void)state;
	for (int file = 0; file < 8; file++) {
		bytes_put_signed(&bytes, file == 3 ? -STATUS_DENIED : 100 + file);
		bytes_put_number(&bytes, (uint64_t)(file == 3 ? 0 : file));
	}
	in = reading_of(bytes.at, bytes.length);
	frame_take_shape(&shape, &in);
	assert_false(in.bad);
	assert_ptr_equal(in.at, in.end);
	for (int file = 0; file < SYSTEM_FILE_COUNT; file++) {
		assert_int_equal(shape.template[file], file >= 8   ? -STATUS_NOT_RECORDED
						       : file == 3 ? -STATUS_DENIED
								   : 100 + file);
		assert_int_equal(shape.count[file], file == 3 || file >= 8 ? 0 : file);
	}
	/* Written again it has all files. */
	bytes_clear(&bytes);
	frame_put_shape(&bytes, &shape);
	in = reading_of(bytes.at, bytes.length);
	frame_take_shape(&again, &in);
	assert_false(in.bad);
	assert_true(frame_same_shape(&shape, &again));
	/* More files than there are: it is of a memtop to come, or damaged. */
	bytes_clear(&bytes);
	bytes_put_signed(&bytes, -1000 - SYSTEM_FILE_COUNT - 1);
	in = reading_of(bytes.at, bytes.length);
	frame_take_shape(&again, &in);
	assert_true(in.bad);
	bytes_free(&bytes);
}

/*
 * The bytes are the same whatever the order of the machine's own: numbers are written seven bits at a time, the
 * lowest first.  What stands here was not made by this code, and may only change with the form of a record.
 */
static void assert_bytes(const struct bytes *bytes, const char *wanted)
{
	char *text = calloc(bytes->length + 1, 2);

	assert_non_null(text);
	for (size_t i = 0; i < bytes->length; i++)
		snprintf(text + 2 * i, 3, "%02x", bytes->at[i]);
	assert_string_equal(text, wanted);
	free(text);
}

static struct frame known_frame(void)
{
	struct frame frame = { .failed = false };
	struct frame_process *process;

	for (int file = 0; file < SYSTEM_FILE_COUNT; file++)
		frame.shape.template[file] = file == 0 ? 300 : -file;
	frame.shape.count[0] = 2;
	for (int64_t i = 0; i < FRAME_NUMBERS; i++)
		numbers_add(&frame.numbers, i % 2 ? -1000 * i : 1000 * i);
	numbers_add(&frame.numbers, INT64_MAX);
	numbers_add(&frame.numbers, INT64_MIN);
	process = frame_add_process(&frame);
	assert_non_null(process);
	*process = (struct frame_process){ .id = 5 };
	process->code[METRIC_SIZE] = -3;
	process->code[FRAME_STATE] = 'S';
	return frame;
}

static void a_frame_has_the_same_bytes_everywhere(void **state)
{
	static const char wanted[] =
		"00e30fd80402010003000500070009000b000d000f00110000cf0fa01fef2ec0"
		"3e8f4ee05daf6d807dcf8c01a09c01efab01c0bb018fcb01e0da01afea0180fa"
		"01cf8902a09902feffffffffffffffff01ffffffffffffffffff0100010a8180"
		"800805a601";
	struct frame frame = known_frame();
	struct bytes bytes = { 0 };

	(void)state;
	frame_put(&bytes, &frame, NULL);
	assert_bytes(&bytes, wanted);
	bytes_free(&bytes);
	frame_free(&frame);
}

struct wanted_part {
	int id;
	const char *bytes;
};

static void assert_parts(const struct bytes *bytes, const struct wanted_part *wanted, size_t count)
{
	struct byte_reader all = reading_of(bytes->at, bytes->length), packed, list;
	struct bytes raw = { 0 }, raw_list = { 0 };

	assert_int_equal(reading_number(&all), 1);
	packed = reading_part(&all, (size_t)reading_number(&all));
	assert_int_equal(bytes_unpack(&raw_list, packed.at, (size_t)(packed.end - packed.at), 4096),
		STATUS_OK);
	list = reading_of(raw_list.at, raw_list.length);
	assert_int_equal(reading_number(&list), count);
	for (size_t i = 0; i < count; i++) {
		struct byte_reader part;

		assert_int_equal(reading_number(&list), wanted[i].id);
		part = reading_part(&all, (size_t)reading_number(&list));
		assert_int_equal(bytes_unpack(&raw, part.at, (size_t)(part.end - part.at), 4096),
			STATUS_OK);
		assert_bytes(&raw, wanted[i].bytes);
	}
	assert_false(list.bad || all.bad);
	assert_ptr_equal(all.at, all.end);
	assert_ptr_equal(list.at, list.end);
	bytes_free(&raw);
	bytes_free(&raw_list);
}

/* Below zstd, whose own form has one order of bytes, too. */
static void a_block_has_the_same_bytes_everywhere(void **state)
{
	static const char wanted_system[] =
		"010101e30fd80402010003000500070009000b000d000f001100000000cf0f00"
		"00a01f0000ef2e0000c03e00008f4e0000e05d0000af6d0000807d0000cf8c01"
		"0000a09c010000efab010000c0bb0100008fcb010000e0da010000afea010000"
		"80fa010000cf89020000a099020000feffffffffffffffff010000ffffffffff"
		"ffffffff010000";
	static const struct wanted_part wanted_processes[] = {
		{ FOLD_DIRECTORY, "010105000000" },
		{ METRIC_SIZE, "0005" },
		{ METRIC_ANONYMOUS, "00c601" },
		{ METRIC_FILE, "0002" },
		{ FRAME_STATE, "00a601" },
	};
	struct frame frame = known_frame();
	struct fold *fold = fold_new(false);
	struct bytes system = { 0 }, processes = { 0 }, raw = { 0 };

	(void)state;
	assert_non_null(fold);
	/* What is resident is all that its parts are. */
	frame.processes[0].code[METRIC_ANONYMOUS] = 99;
	frame.processes[0].code[METRIC_FILE] = 1;
	frame.processes[0].code[METRIC_RSS] = 100;
	assert_int_equal(fold_add(fold, &frame), STATUS_OK);
	assert_int_equal(fold_finish(fold, &system, &processes), STATUS_OK);
	assert_int_equal(bytes_unpack(&raw, system.at, system.length, 4096), STATUS_OK);
	assert_bytes(&raw, wanted_system);
	assert_parts(&processes, wanted_processes, COUNT_OF(wanted_processes));
	bytes_free(&system);
	bytes_free(&processes);
	bytes_free(&raw);
	fold_free(fold);
	frame_free(&frame);
}

static void put_hex(struct bytes *out, const char *text)
{
	for (; *text; text += 2) {
		const char pair[] = { text[0], text[1], '\0' };
		const uint8_t byte = (uint8_t)strtoul(pair, NULL, 16);

		bytes_put(out, &byte, 1);
	}
}

/* Of so many frames, without files, whose numbers are all 0. */
static void put_machine(struct bytes *out, uint64_t frames)
{
	const struct frame_shape shape = { .template = { 0 } };

	bytes_put_number(out, frames);
	bytes_put_number(out, 1);
	bytes_put_number(out, frames);
	frame_put_shape(out, &shape);
	for (int i = 0; i < FRAME_NUMBERS; i++)
		put_hex(out, "000000");
}

/* A part of a cgroup, and a process one of whose figures moves in the second frame: all in one, as it was. */
static void processes_of_form_5_are_read(void **state)
{
	static const char processes[] =
		/* 2 frames, 2 entries: -1 from the first to the last, figure 1 moves; 5, figure 0 moves. */
		"0202ffffffffffffffffff0100000206000001"
		/* Bases of 26 figures, of both. */
		"0005"
		"0805"
		"0000000000000000000000000000000000000000000000000000000000000000"
		"00000000000000000000000000000000"
		/* Moves: of 0 that of 5, of 1 that of -1, one each, two bytes, at once, by 1 and by -1. */
		"01020002"
		"01020001";
	static const int64_t wanted[2][2][2] = { { { 0, 4 }, { -3, 1 } }, { { 0, 3 }, { -2, 1 } } };
	struct bytes raw = { 0 }, packed_system = { 0 }, packed = { 0 };
	struct frame frame = { .failed = false };
	struct unfold *unfold = NULL;

	(void)state;
	put_machine(&raw, 2);
	assert_int_equal(bytes_pack(&packed_system, &raw, 1), STATUS_OK);
	bytes_clear(&raw);
	put_hex(&raw, processes);
	assert_int_equal(bytes_pack(&packed, &raw, 1), STATUS_OK);
	assert_int_equal(unfold_open(&unfold, text_in(&packed_system), text_in(&packed)),
		STATUS_OK);
	for (size_t i = 0; i < 2; i++) {
		assert_true(unfold_step(unfold));
		assert_int_equal(unfold_frame(unfold, NULL, &frame), STATUS_OK);
		assert_int_equal(frame.process_count, 2);
		assert_int_equal(frame.processes[0].id, -1);
		assert_int_equal(frame.processes[1].id, 5);
		for (size_t j = 0; j < 2; j++) {
			assert_int_equal(frame.processes[j].code[0], wanted[i][j][0]);
			assert_int_equal(frame.processes[j].code[1], wanted[i][j][1]);
			for (int code = 2; code < FRAME_CODES; code++)
				assert_int_equal(frame.processes[j].code[code], 0);
		}
	}
	unfold_free(unfold);
	frame_free(&frame);
	bytes_free(&raw);
	bytes_free(&packed_system);
	bytes_free(&packed);
}

#define FRAMES 60

static void make_life(struct frame frames[static FRAMES], uint64_t seed)
{
	static const struct frame nothing;
	int64_t next_id = -5; /* parts of cgroups come first */

	for (size_t i = 0; i < FRAMES; i++) {
		frames[i] = (struct frame){ .failed = false };
		live_on(&frames[i], i ? &frames[i - 1] : &nothing, (int64_t)i + 1, &next_id, &seed);
	}
}

/* Some of what moves stands for others, as where a block was thinned. */
static void spread_life(struct frame frames[static FRAMES], uint64_t seed)
{
	for (size_t i = 0; i < FRAMES; i++)
		for (size_t j = 0; j < frames[i].process_count; j++) {
			struct frame_process *process = &frames[i].processes[j];

			if (process->id > 0 && drawn(&seed, 3) == 0)
				process->spread[drawn(&seed, FRAME_SPREADS)] =
					((int64_t)drawn(&seed, 1000) - 500) * 4096;
		}
}

/* None comes out of nothing, and what there was is not far off. */
static void assert_spreads(const struct frame *made, const struct frame *wanted)
{
	for (size_t i = 0; i < wanted->process_count; i++) {
		const struct frame_process *process = &wanted->processes[i];

		for (int j = 0; j < FRAME_SPREADS; j++) {
			int64_t band = fold_spread_band(fold_own(process->code), j);
			int64_t off =
				number_minus(made->processes[i].spread[j], process->spread[j]);

			assert_true(off > -2 * band && off < 2 * band);
			assert_true(process->spread[j] || !made->processes[i].spread[j]);
		}
	}
}

static void free_life(struct frame frames[static FRAMES])
{
	for (size_t i = 0; i < FRAMES; i++)
		frame_free(&frames[i]);
}

static void a_frame_comes_back_by_its_difference(void **state)
{
	struct rounds rounds = rounds_of(20);
	struct frame frames[FRAMES];

	(void)state;
	while (rounds_next(&rounds)) {
		make_life(frames, rounds.seed * 77 + 1);
		for (size_t i = 0; i < FRAMES; i++) {
			const struct frame *before = i % 7 ? &frames[i - 1] : NULL;
			struct frame again = { .failed = false };
			struct bytes bytes = { 0 };

			frame_put(&bytes, &frames[i], before);
			assert_int_equal(
				frame_take(&again, before, reading_of(bytes.at, bytes.length)),
				STATUS_OK);
			assert_same_frame(&again, &frames[i]);
			/* One byte less, and it is noticed. */
			assert_int_equal(
				frame_take(&again, before, reading_of(bytes.at, bytes.length - 1)),
				STATUS_MALFORMED);
			frame_free(&again);
			bytes_free(&bytes);
		}
		free_life(frames);
	}
}

static void fold_life(const struct frame frames[static FRAMES], bool spreads, struct bytes *system,
	struct bytes *processes)
{
	struct fold *fold = fold_new(spreads);

	assert_non_null(fold);
	for (size_t i = 0; i < FRAMES; i++)
		assert_int_equal(fold_add(fold, &frames[i]), STATUS_OK);
	assert_int_equal(fold_count(fold), FRAMES);
	assert_int_equal(fold_finish(fold, system, processes), STATUS_OK);
	fold_free(fold);
}

static void a_block_has_every_frame(void **state)
{
	struct rounds rounds = rounds_of(20);
	struct frame frames[FRAMES];

	(void)state;
	while (rounds_next(&rounds)) {
		struct bytes system = { 0 }, processes = { 0 };
		struct frame again = { .failed = false };
		struct unfold *unfold = NULL;

		make_life(frames, rounds.seed * 99 + 5);
		if (rounds.seed % 2)
			spread_life(frames, rounds.seed * 13 + 3);
		fold_life(frames, rounds.seed % 2, &system, &processes);
		assert_int_equal(unfold_open(&unfold, text_in(&system), text_in(&processes)),
			STATUS_OK);
		assert_int_equal(unfold_count(unfold), FRAMES);
		for (size_t i = 0; i < FRAMES; i++) {
			assert_true(unfold_step(unfold));
			assert_int_equal(unfold_sequence(unfold), i + 1);
			assert_int_equal(unfold_frame(unfold, NULL, &again), STATUS_OK);
			assert_same_frame(&again, &frames[i]);
			assert_spreads(&again, &frames[i]);
		}
		assert_false(unfold_step(unfold));
		unfold_free(unfold);
		frame_free(&again);
		bytes_free(&system);
		bytes_free(&processes);
		free_life(frames);
	}
}

static void assert_part(const struct frame *made, const struct frame *wanted, int code)
{
	assert_int_equal(made->process_count, wanted->process_count);
	for (size_t i = 0; i < wanted->process_count; i++) {
		const struct frame_process *process = &wanted->processes[i];

		assert_int_equal(made->processes[i].id, process->id);
		assert_int_equal(made->processes[i].code[code], process->code[code]);
		if (process->id <= 0)
			assert_memory_equal(made->processes[i].code, process->code,
				sizeof(process->code));
	}
	assert_false(made->lacks >> code & 1);
	assert_true(made->lacks != 0);
	for (size_t i = 0; i < FRAME_NUMBERS; i++)
		assert_int_equal(made->numbers.at[i], wanted->numbers.at[i]);
}

/* What is asked of a frame is right, and the next whole one is, too. */
static void part_of_a_frame_costs_none_of_the_next(void **state)
{
	struct rounds rounds = rounds_of(20);
	struct frame frames[FRAMES];

	(void)state;
	while (rounds_next(&rounds)) {
		const int code = (int)(rounds.seed % FRAME_CODES);
		const struct frame_part part = { .codes = UINT64_C(1) << code };
		struct bytes system = { 0 }, processes = { 0 };
		struct frame again = { .failed = false };
		struct unfold *unfold = NULL;

		make_life(frames, rounds.seed * 31 + 7);
		fold_life(frames, false, &system, &processes);
		assert_int_equal(unfold_open(&unfold, text_in(&system), text_in(&processes)),
			STATUS_OK);
		for (size_t i = 0; i < FRAMES; i++) {
			bool whole = i > 20 && i % 5 == 4;

			assert_true(unfold_step(unfold));
			assert_int_equal(unfold_frame(unfold, whole ? NULL : &part, &again),
				STATUS_OK);
			if (whole)
				assert_same_frame(&again, &frames[i]);
			else
				assert_part(&again, &frames[i], code);
		}
		unfold_free(unfold);
		frame_free(&again);
		bytes_free(&system);
		bytes_free(&processes);
		free_life(frames);
	}
}

/* The first frame of it, and all of that; what is damaged is opened with the block, or once it is wanted. */
static enum status open_first(struct unfold **unfold, const struct bytes *system,
	const struct bytes *processes)
{
	struct frame frame = { .failed = false };
	enum status status = unfold_open(unfold, text_in(system), text_in(processes));

	if (status == STATUS_OK && unfold_step(*unfold))
		status = unfold_frame(*unfold, NULL, &frame);
	frame_free(&frame);
	return status;
}

/* zstd's checksum tells. */
static void a_damaged_block_is_noticed(void **state)
{
	struct bytes system = { 0 }, processes = { 0 };
	struct frame frames[FRAMES];
	struct unfold *unfold = NULL;

	(void)state;
	make_life(frames, 12345);
	fold_life(frames, false, &system, &processes);
	for (size_t at = 0; at < processes.length; at += 7) {
		processes.at[at] ^= 0x41;
		if (open_first(&unfold, &system, &processes) != STATUS_MALFORMED)
			fail_msg("byte %zu", at);
		processes.at[at] ^= 0x41;
	}
	assert_int_equal(open_first(&unfold, &system, &processes), STATUS_OK);
	unfold_free(unfold);
	bytes_free(&system);
	bytes_free(&processes);
	free_life(frames);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_text_comes_back_byte_for_byte),
		cmocka_unit_test(a_template_serves_other_numbers),
		cmocka_unit_test(a_template_learns_from_the_one_before),
		cmocka_unit_test(a_number_is_found_by_its_key),
		cmocka_unit_test(what_is_no_template_is_malformed),
		cmocka_unit_test(a_value_keeps_its_state),
		cmocka_unit_test(a_shape_of_form_4_is_read),
		cmocka_unit_test(a_frame_has_the_same_bytes_everywhere),
		cmocka_unit_test(a_block_has_the_same_bytes_everywhere),
		cmocka_unit_test(processes_of_form_5_are_read),
		cmocka_unit_test(a_frame_comes_back_by_its_difference),
		cmocka_unit_test(a_block_has_every_frame),
		cmocka_unit_test(part_of_a_frame_costs_none_of_the_next),
		cmocka_unit_test(a_damaged_block_is_noticed),
	};

	return cmocka_run_group_tests_name("store/codec", tests, NULL, NULL);
}
