/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An hour of frames in one block: for each figure where it began and how it moved since, which is
 * next to nothing for most.
 *
 *	fold = fold_new(); fold_add(fold, &frame) ...; fold_finish(fold, &system, &processes);
 *
 *	unfold = NULL; unfold_open(&unfold, system, processes);
 *	while (unfold_step(unfold)) unfold_frame(unfold, NULL, &frame) ...
 */
#ifndef MEMTOP_STORE_CODEC_FOLD_H
#define MEMTOP_STORE_CODEC_FOLD_H

#include "store/codec/frame.h"

#define FOLD_FRAMES_MOST 65536

struct fold;
struct fold *fold_new(void); /* NULL: no memory */
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
/* Moves on to the next frame; false at the end, or where the block is damaged. */
bool unfold_step(struct unfold *unfold);
/* Of the frame at which it stands: its sequence, which costs next to nothing, and all of it. */
int64_t unfold_sequence(const struct unfold *unfold);
/*
 * part: what of it must be right, NULL: all.  Other figures of it are as they were somewhere before, which
 * saves taking their moves out of the block.
 */
struct frame_part {
	uint64_t codes; /* bits of figures of processes; those of cgroups always are */
	uint32_t files; /* bits of enum system_file */
};
enum status unfold_frame(struct unfold *unfold, const struct frame_part *part, struct frame *frame);

#endif
