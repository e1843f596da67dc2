/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An hour of frames in one block: for each figure where it began and how it moved since, which is
 * next to nothing for most.
 *
 *	fold = fold_new(false); fold_add(fold, &frame) ...; fold_finish(fold, &system, &processes);
 *
 *	unfold = NULL; unfold_open(&unfold, system, processes);
 *	while (unfold_step(unfold)) unfold_frame(unfold, NULL, &frame) ...
 */
#ifndef MEMTOP_STORE_CODEC_FOLD_H
#define MEMTOP_STORE_CODEC_FOLD_H

#include "store/codec/frame.h"

#define FOLD_FRAMES_MOST 65536

/*
 * What a block has of processes, each packed by itself, so that a figure that nobody asks for is not unpacked:
 *
 *	1, how long the list is, the list (how many parts there are, of each its id and its length), all parts:
 *	FOLD_DIRECTORY	frames, entries; of each entry its id, where it is and which figures move
 *	FOLD_CGROUPS	the same of parts of cgroups, then bases and moves figure by figure
 *	0 and up	that figure of all entries: by how many bits moves are shifted, bases, moves;
 *			where it is not, it is 0 of all
 *	FRAME_CODES and up	the same of spreads (below); moves of all entries, also where there are none
 *
 * Resident memory, which moves with its parts, is what it has beyond them (fold_parts_of_resident()).
 * Before form 6 of a record it was all one, as FOLD_CGROUPS is, and began with zstd's own first byte.
 */
#define FOLD_BY_COLUMN 1
enum { FOLD_DIRECTORY = 64, FOLD_CGROUPS, FOLD_PARTS };

/* The codes of a process's anonymous, file and shared memory added up, as far as numbers go. */
static inline int64_t fold_parts_of_resident(const int64_t code[static FRAME_CODES])
{
	return number_plus(number_plus(code[METRIC_ANONYMOUS], code[METRIC_FILE]),
		code[METRIC_SHARED]);
}

#define FOLD_PARTS_OF_RESIDENT                                                                     \
	(UINT64_C(1) << METRIC_ANONYMOUS | UINT64_C(1) << METRIC_FILE |                            \
		UINT64_C(1) << METRIC_SHARED)

/*
 * Spreads stand in a block as levels, that is the least, the mean and the most, less own memory where the entry begins.  A
 * level moves only if it is off by as much as a 64th of own memory, the mean by a quarter of that, and a spread
 * below that is none: what swings does so in other pages each time, which would take more room than all else.
 */
static inline int64_t fold_own(const int64_t code[static FRAME_CODES])
{
	return number_plus(number_plus(code[METRIC_ANONYMOUS], code[METRIC_SWAP]),
		code[METRIC_SHMEM_GROWN]);
}

#define FOLD_PARTS_OF_OWN                                                                          \
	(UINT64_C(1) << METRIC_ANONYMOUS | UINT64_C(1) << METRIC_SWAP |                            \
		UINT64_C(1) << METRIC_SHMEM_GROWN)
#define FOLD_SPREADS (((UINT64_C(1) << FRAME_SPREADS) - 1) << FRAME_CODES)

/* By so much, a power of two, may that level be off. */
int64_t fold_spread_band(int64_t own, int spread);

struct fold;
/* spreads: of a block that is thinned.  NULL: no memory. */
struct fold *fold_new(bool spreads);
void fold_free(struct fold *fold);
/* In the order of time; copies what it needs. */
enum status fold_add(struct fold *fold, const struct frame *frame);
size_t fold_count(const struct fold *fold);
/* Both compressed: of the machine, and of its processes. */
enum status fold_finish(struct fold *fold, struct bytes *system, struct bytes *processes);

struct unfold;
/*
 * *unfold is NULL, or one that is not needed any more, whose memory is used again.  NULL in *unfold, and
 * STATUS_MALFORMED or STATUS_NO_MEMORY, if it cannot be.  processes may be empty: then frames have
 * none.  The data need not last.
 */
enum status unfold_open(struct unfold **unfold, struct text system, struct text processes);
void unfold_free(struct unfold *unfold);
/* Frames in the block. */
size_t unfold_count(const struct unfold *unfold);
/* Moves on to the next frame; false at the end, or as unfold_ended() says. */
bool unfold_step(struct unfold *unfold);
/* STATUS_OK: there was no more; STATUS_MALFORMED: the rest is damaged; STATUS_NO_MEMORY. */
enum status unfold_ended(const struct unfold *unfold);
/* Of the frame at which it stands: its sequence, which costs next to nothing, and all of it. */
int64_t unfold_sequence(const struct unfold *unfold);
/*
 * part: what of it must be right, NULL: all.  Other figures of it are as they were somewhere before, or 0, which
 * saves taking them out of the block; frame->lacks tells which those of processes are.  STATUS_MALFORMED:
 * what is wanted is damaged.
 */
struct frame_part {
	uint64_t codes; /* bits of figures of processes; those of cgroups always are */
	uint32_t files; /* bits of enum system_file */
};
enum status unfold_frame(struct unfold *unfold, const struct frame_part *part, struct frame *frame);

#endif
