/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/codec/frame.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"

/* Codes below are states. */
#define FIRST_CODE 16

/* ---- life ---- */

void frame_free(struct frame *frame)
{
	numbers_free(&frame->numbers);
	free(frame->processes);
	*frame = (struct frame){ .failed = false };
}

void frame_clear(struct frame *frame)
{
	frame->shape = (struct frame_shape){ .template = { 0 } };
	frame->numbers.count = 0;
	frame->numbers.failed = false;
	frame->process_count = 0;
	frame->lacks = 0;
	frame->failed = false;
}

struct frame_process *frame_add_process(struct frame *frame)
{
	struct frame_process *grown;

	if (frame->failed)
		return NULL;
	if (frame->process_count < frame->process_capacity)
		return &frame->processes[frame->process_count++];
	grown = array_reserve(frame->processes, &frame->process_capacity, frame->process_count + 1,
		sizeof(*grown));
	frame->failed = !grown;
	if (!grown)
		return NULL;
	frame->processes = grown;
	return &grown[frame->process_count++];
}

void frame_copy(struct frame *frame, const struct frame *other)
{
	frame_clear(frame);
	frame->shape = other->shape;
	frame->lacks = other->lacks;
	for (size_t i = 0; i < other->numbers.count; i++)
		numbers_add(&frame->numbers, other->numbers.at[i]);
	for (size_t i = 0; i < other->process_count; i++) {
		struct frame_process *process = frame_add_process(frame);

		if (process)
			*process = other->processes[i];
	}
	frame->failed |= frame->numbers.failed;
}

/* ---- shapes ---- */

bool frame_same_shape(const struct frame_shape *a, const struct frame_shape *b)
{
	for (int file = 0; file < SYSTEM_FILE_COUNT; file++)
		if (a->template[file] != b->template[file] || a->count[file] != b->count[file])
			return false;
	return true;
}

size_t frame_shape_numbers(const struct frame_shape *shape)
{
	size_t count = FRAME_NUMBERS;

	for (int file = 0; file < SYSTEM_FILE_COUNT; file++) {
		if (shape->count[file] > FRAME_NUMBERS_MOST)
			return SIZE_MAX;
		count += shape->count[file];
	}
	return count;
}

/* Neither a template nor a status: minus that and how many files there are begins a shape. */
#define SHAPE_MARK 1000
/* A record of form 4 says nothing before its files, which are so many. */
#define FILES_OF_FORM_4 8

void frame_put_shape(struct bytes *out, const struct frame_shape *shape)
{
	bytes_put_signed(out, -SHAPE_MARK - SYSTEM_FILE_COUNT);
	for (int file = 0; file < SYSTEM_FILE_COUNT; file++) {
		bytes_put_signed(out, shape->template[file]);
		bytes_put_number(out, shape->count[file]);
	}
}

void frame_take_shape(struct frame_shape *shape, struct byte_reader *in)
{
	int64_t first = reading_signed(in);
	int64_t files = first <= -SHAPE_MARK ? -(first + SHAPE_MARK) : FILES_OF_FORM_4;

	in->bad |= files < FILES_OF_FORM_4 || files > SYSTEM_FILE_COUNT;
	for (int file = 0; file < SYSTEM_FILE_COUNT; file++) {
		bool there = file < files;
		bool read = file == 0 && first > -SHAPE_MARK;

		shape->template[file] = read    ? first
					: there ? reading_signed(in)
						: -STATUS_NOT_RECORDED;
		shape->count[file] = there ? reading_number(in) : 0;
	}
	in->bad |= frame_shape_numbers(shape) > FRAME_NUMBERS_MOST;
}

/* ---- values ---- */

int64_t frame_code(struct value value)
{
	if (value.state != VALUE_OK)
		return value.state == VALUE_STALE ? VALUE_NOT_ASKED : (int64_t)value.state;
	if (value.n < 0)
		return value.n;
	return value.n > INT64_MAX - FIRST_CODE ? INT64_MAX : value.n + FIRST_CODE;
}

struct value frame_value(int64_t code)
{
	if (code < 0)
		return value_of_signed(code);
	if (code >= FIRST_CODE)
		return value_of_signed(code - FIRST_CODE);
	if (code == VALUE_OK || code == VALUE_STALE || code >= VALUE_STATE_COUNT)
		return value_missing(VALUE_FAILED);
	return value_missing((enum value_state)code);
}

int64_t frame_wall_ns(const struct frame *frame)
{
	int64_t boottime =
		number_plus(frame_at(frame, FRAME_MONOTONIC), frame_at(frame, FRAME_BOOTTIME));

	return number_plus(boottime, frame_at(frame, FRAME_WALL));
}

/* ---- one frame by its difference ---- */

static void put_numbers(struct bytes *out, const struct frame *frame, const struct frame *before)
{
	bool same = before && frame_same_shape(&frame->shape, &before->shape);

	bytes_put_number(out, same);
	if (!same)
		frame_put_shape(out, &frame->shape);
	for (size_t i = 0; i < frame->numbers.count; i++)
		bytes_put_signed(out,
			same ? number_minus(frame->numbers.at[i], before->numbers.at[i])
			     : frame->numbers.at[i]);
}

static void take_numbers(struct frame *frame, const struct frame *before, struct byte_reader *in)
{
	bool same = reading_number(in) != 0;
	size_t count;

	if (same && !before) {
		in->bad = true;
		return;
	}
	if (same)
		frame->shape = before->shape;
	else
		frame_take_shape(&frame->shape, in);
	if (in->bad)
		return;
	count = frame_shape_numbers(&frame->shape);
	for (size_t i = 0; i < count && !in->bad; i++) {
		int64_t n = reading_signed(in);

		numbers_add(&frame->numbers, same ? number_plus(n, before->numbers.at[i]) : n);
	}
}

static const struct frame_process nothing;

/* Those of before that are not in frame any more. */
static void put_ended(struct bytes *out, const struct frame *frame, const struct frame *before)
{
	size_t at = 0, ended = 0;
	int64_t last = 0;
	struct bytes ids = { 0 };

	for (size_t i = 0; i < before->process_count; i++) {
		int64_t id = before->processes[i].id;

		while (at < frame->process_count && frame->processes[at].id < id)
			at++;
		if (at < frame->process_count && frame->processes[at].id == id)
			continue;
		bytes_put_signed(&ids, id - last);
		last = id;
		ended++;
	}
	bytes_put_number(out, ended);
	bytes_put(out, ids.at, ids.length);
	out->failed |= ids.failed;
	bytes_free(&ids);
}

static uint64_t moved_mask(const struct frame_process *process, const struct frame_process *before)
{
	uint64_t mask = 0;

	for (int i = 0; i < FRAME_CODES; i++)
		mask |= (uint64_t)(process->code[i] != before->code[i]) << i;
	return mask;
}

static void put_process(struct bytes *out, const struct frame_process *process,
	const struct frame_process *before, uint64_t mask)
{
	bytes_put_number(out, mask);
	for (int i = 0; i < FRAME_CODES; i++)
		if (mask >> i & 1)
			bytes_put_signed(out, number_minus(process->code[i], before->code[i]));
}

/* Those that are new or moved, against what they were. */
static void put_moved(struct bytes *out, const struct frame *frame, const struct frame *before)
{
	size_t at = 0, moved = 0;
	int64_t last = 0;
	struct bytes them = { 0 };

	for (size_t i = 0; i < frame->process_count; i++) {
		const struct frame_process *process = &frame->processes[i], *was = &nothing;
		uint64_t mask;
		bool known;

		while (at < before->process_count && before->processes[at].id < process->id)
			at++;
		known = at < before->process_count && before->processes[at].id == process->id;
		if (known)
			was = &before->processes[at];
		mask = moved_mask(process, was);
		if (known && mask == 0)
			continue;
		bytes_put_signed(&them, process->id - last);
		put_process(&them, process, was, mask);
		last = process->id;
		moved++;
	}
	bytes_put_number(out, moved);
	bytes_put(out, them.at, them.length);
	out->failed |= them.failed;
	bytes_free(&them);
}

void frame_put(struct bytes *out, const struct frame *frame, const struct frame *before)
{
	static const struct frame none;

	put_numbers(out, frame, before);
	put_ended(out, frame, before ? before : &none);
	put_moved(out, frame, before ? before : &none);
	out->failed |= frame->failed || frame->numbers.failed;
}

static void add_copy(struct frame *frame, const struct frame_process *process)
{
	struct frame_process *copy = frame_add_process(frame);

	if (copy)
		*copy = *process;
}

/* The ids of those that ended, ascending; frame_take() reads them while it goes along. */
struct ended {
	struct byte_reader in;
	size_t left;
	int64_t id; /* the next one, if any is left */
};

static void next_ended(struct ended *ended)
{
	if (ended->left > 0)
		ended->id = number_plus(ended->id, reading_signed(&ended->in));
}

static struct ended take_ended(struct byte_reader *in)
{
	struct ended ended = { .left = reading_size(in, FRAME_PROCESSES_MOST) };

	ended.in = *in;
	for (size_t i = 0; i < ended.left && !in->bad; i++)
		reading_signed(in);
	next_ended(&ended);
	return ended;
}

/* Those of before up to that id go on as they were, but for those that ended. */
static void go_on(struct frame *frame, const struct frame *before, size_t *at, int64_t below,
	bool all, struct ended *ended)
{
	for (; *at < before->process_count && (all || before->processes[*at].id < below); ++*at) {
		if (ended->left > 0 && ended->id == before->processes[*at].id) {
			ended->left--;
			next_ended(ended);
			continue;
		}
		add_copy(frame, &before->processes[*at]);
	}
}

static void take_process(struct frame *frame, const struct frame_process *was, int64_t id,
	struct byte_reader *in)
{
	struct frame_process *process = frame_add_process(frame);
	uint64_t mask = reading_number(in);

	if (!process)
		return;
	*process = *was;
	process->id = id;
	for (int i = 0; i < FRAME_CODES; i++)
		if (mask >> i & 1)
			process->code[i] = number_plus(process->code[i], reading_signed(in));
}

static void take_processes(struct frame *frame, const struct frame *before, struct byte_reader *in)
{
	struct ended ended = take_ended(in);
	size_t moved = reading_size(in, FRAME_PROCESSES_MOST), at = 0;
	int64_t id = 0;

	for (size_t i = 0; i < moved && !in->bad; i++) {
		int64_t next = number_plus(id, reading_signed(in));

		in->bad |= i > 0 && next <= id;
		id = next;
		go_on(frame, before, &at, id, false, &ended);
		if (at < before->process_count && before->processes[at].id == id)
			take_process(frame, &before->processes[at++], id, in);
		else
			take_process(frame, &nothing, id, in);
	}
	go_on(frame, before, &at, 0, true, &ended);
	in->bad |= ended.left > 0;
}

enum status frame_take(struct frame *frame, const struct frame *before, struct byte_reader in)
{
	static const struct frame none;

	frame_clear(frame);
	take_numbers(frame, before, &in);
	if (!in.bad)
		take_processes(frame, before ? before : &none, &in);
	if (frame->failed || frame->numbers.failed)
		return STATUS_NO_MEMORY;
	return in.bad || in.at != in.end ? STATUS_MALFORMED : STATUS_OK;
}
