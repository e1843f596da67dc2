/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A sample as the record keeps it: nothing but numbers.  What is text stands elsewhere, once, and is
 * named by a number here: templates of the kernel's files, identities of processes, paths.
 */
#ifndef MEMTOP_STORE_CODEC_FRAME_H
#define MEMTOP_STORE_CODEC_FRAME_H

#include <assert.h>

#include "base/value.h"
#include "sample/sample.h"
#include "store/codec/bytes.h"
#include "store/codec/template.h"

/* The numbers that every frame has; those of the files' texts follow, file by file. */
enum frame_number {
	FRAME_SEQUENCE, /* 1, 2, ... for as long as the record lasts */
	FRAME_NUMBER,   /* of the sample since the recorder began */
	FRAME_MONOTONIC,
	FRAME_BOOTTIME, /* minus monotonic */
	FRAME_WALL,     /* minus time since boot */
	FRAME_OTHERS_HIDDEN,
	FRAME_CGROUP_VERSION,
	FRAME_CGROUP_PATH, /* which text; 0: none */
	/* Codes of values from here on. */
	FRAME_CGROUP_LIMIT,
	FRAME_CGROUP_USAGE,
	FRAME_CGROUP_FILE,
	FRAME_ZRAM_ORIGINAL,
	FRAME_ZRAM_USED,
	FRAME_OVERCOMMIT_MODE,
	FRAME_ARC,
	FRAME_OWN_RESIDENT,
	FRAME_OWN_DESCRIPTORS,
	FRAME_OWN_DESCRIPTOR_BYTES,
	FRAME_OWN_CPU,
	FRAME_NUMBERS
};

/*
 * What a frame has of a process: the codes of the figures that were read, and these.  What it gave up
 * is read now and then: 1 if for this very sample.
 */
enum { FRAME_PARENT = METRIC_COUNT, FRAME_STATE, FRAME_LAZY_FREE_NOW, FRAME_CODES };

/* A frame does not say how many it has of these: with one more no record of before can be read. */
static_assert(FRAME_CODES == 26 && FRAME_NUMBERS == 19, "another form of record, see HACKING.md");

/*
 * Where a block was thinned a frame stands for those that went: how far its own memory was below and above what it
 * has here, and their mean, as differences from that, bytes.  Rows of the tail have none of these.
 */
enum { FRAME_SPREAD_LEAST, FRAME_SPREAD_MEAN, FRAME_SPREAD_MOST, FRAME_SPREADS };

struct frame_process {
	int64_t id; /* of its identity; up to 0: of a part of a cgroup (store/cgroups/rows.h) */
	int64_t code[FRAME_CODES];
	int64_t spread[FRAME_SPREADS];
};

/* What a block has of a process, one after the other: first the codes. */
#define FRAME_FIGURES (FRAME_CODES + FRAME_SPREADS)

/* Which template each file has, or minus its status, and how many numbers. */
struct frame_shape {
	int64_t template[SYSTEM_FILE_COUNT];
	uint64_t count[SYSTEM_FILE_COUNT];
};

/* Zero it first, frame_free() it last. */
struct frame {
	struct frame_shape shape;
	struct numbers numbers;          /* FRAME_NUMBERS and those of the files */
	struct frame_process *processes; /* by id, ascending */
	size_t process_count, process_capacity;
	uint64_t lacks; /* bits of figures of processes that are not those of this moment */
	bool failed;    /* no memory: it is not whole */
};
void frame_free(struct frame *frame);
void frame_clear(struct frame *frame);
/* Makes one like the other; frame->failed: no memory. */
void frame_copy(struct frame *frame, const struct frame *other);
bool frame_same_shape(const struct frame_shape *a, const struct frame_shape *b);

/* A new process at the end. */
struct frame_process *frame_add_process(struct frame *frame); /* NULL: frame->failed */

/* How many numbers a frame of that shape has; more than FRAME_NUMBERS_MOST: it is none. */
#define FRAME_NUMBERS_MOST   ((size_t)1 << 20)
#define FRAME_PROCESSES_MOST ((size_t)1 << 22) /* PID_MAX_LIMIT of Linux */
size_t frame_shape_numbers(const struct frame_shape *shape);
void frame_put_shape(struct bytes *out, const struct frame_shape *shape);
void frame_take_shape(struct frame_shape *shape, struct byte_reader *in);

/* A value as one number: a state without a figure is below 16, and what was stale is not recorded. */
int64_t frame_code(struct value value);
struct value frame_value(int64_t code);

int64_t frame_wall_ns(const struct frame *frame);
static inline int64_t frame_at(const struct frame *frame, enum frame_number number)
{
	return frame->numbers.at[number];
}

/*
 * One frame by its difference from the one before, or whole where before is NULL.  frame_take() makes
 * the frame again; STATUS_MALFORMED, STATUS_NO_MEMORY.
 */
void frame_put(struct bytes *out, const struct frame *frame, const struct frame *before);
enum status frame_take(struct frame *frame, const struct frame *before, struct byte_reader in);

#endif
