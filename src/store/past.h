/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A record beside a live session, in a thread of its own: it gives the session's history what a recorder
 * saw before, so that trends and curves reach back at once, and sets marks for it.
 */
#ifndef MEMTOP_STORE_PAST_H
#define MEMTOP_STORE_PAST_H

#include "derive/history.h"
#include "ports/recording.h"

struct past;

/*
 * Of that boot.  Where there is no record, or it may not be read, nothing happens.  event: rung when a
 * mark was answered; -1: not waited for.
 */
void past_start(struct past **past, const char *path, const char *boot_id, struct history *history,
	int event);
/* Good as long as past is. */
struct recording past_recording(struct past *past);
/* NULL is allowed. */
void past_leave(struct past *past);

#endif
