/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Processes that ended, into the record; all of it within the caller's transaction. */
#ifndef MEMTOP_STORE_EXITS_WRITER_H
#define MEMTOP_STORE_EXITS_WRITER_H

#include "sample/record/exits.h"
#include "sample/sample.h"
#include "store/database.h"

/*
 * Those that were heard of before that sample, which is of that sequence and boot.  A process that
 * samples before had is found by its PID and when it began; its row tells how it ended as well.
 */
enum status exits_put(struct database *database, const struct heard_exits *exits,
	const struct sample *sample, int64_t sequence, int64_t boot, struct message *message);

/* From that sample on they are heard of, or not; written where it was otherwise before. */
enum status exits_put_state(struct database *database, enum exits_state state,
	const struct sample *sample, int64_t sequence, struct message *message);

/*
 * Of those between two samples, both included, sums up what is of small matter: many of one name, user
 * and code.
 */
enum status exits_fold(struct database *database, int64_t first, int64_t last,
	struct message *message);

#endif
