/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From frames to samples such as the collector makes: the same parsers, the same history. */
#ifndef MEMTOP_STORE_REPLAY_H
#define MEMTOP_STORE_REPLAY_H

#include "derive/history.h"
#include "store/database.h"
#include "store/codec/fold.h"

struct replay;

/*
 * The database stays the caller's.  trends: the rows of replay_frame() have theirs, which for thousands
 * takes longer than all else; otherwise the history is asked for those that are wanted.  NULL: no memory.
 */
struct replay *replay_new(struct database *database, bool trends);
void replay_free(struct replay *replay);

/*
 * The sample of the frame that follows the one before; what needs an earlier one (rates, trends) is of
 * all that came since replay_new() or the last boot.
 */
enum status replay_frame(struct replay *replay, const struct frame *frame, int64_t boot,
	struct sample **sample, struct message *message);

/* A frame that only has to be known for those that follow. */
enum status replay_pass(struct replay *replay, const struct frame *frame, int64_t boot,
	struct message *message);

/* What replay_pass() needs of a frame. */
extern const struct frame_part replay_passed_part;

/* The newest sample, of which a frame that was passed has but what others need; NULL at first. */
const struct sample *replay_last(const struct replay *replay);

/* What it remembers of the processes; it stays the replay's. */
struct history *replay_history(const struct replay *replay);

#endif
