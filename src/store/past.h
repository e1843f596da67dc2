/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a recorder saw before a live session began: a thread of its own reads it and gives it to the
 * session's history, so that trends and curves reach back at once.
 */
#ifndef MEMTOP_STORE_PAST_H
#define MEMTOP_STORE_PAST_H

#include "derive/history.h"

struct past;

/* Of that boot.  Where there is no record, or it may not be read, nothing happens. */
void past_start(struct past **past, const char *path, const char *boot_id, struct history *history);
/* NULL is allowed. */
void past_leave(struct past *past);

#endif
