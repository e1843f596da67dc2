/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where in a record the screen stands, and the keys that lead elsewhere. */
#ifndef MEMTOP_UI_SESSION_TIMELINE_H
#define MEMTOP_UI_SESSION_TIMELINE_H

#include "ui/session/session.h"

/* Two lines at the top, one on a low screen, none on a tiny or a live one; the rest. */
struct area timeline_paint(const struct ui *ui, struct area area);

/* Says what the timeline has to say: what happened there, or why it led nowhere. */
void timeline_say(struct ui *ui);

/* How long to wait for something to happen, of so many milliseconds, -1 for ever: less while a sample is to come. */
int timeline_patience(const struct ui *ui, int patience_ms);

/* Says of a record that does not answer any more that it does not. */
void timeline_watch(struct ui *ui);

/* Before the keys that every view has; without a record they do nothing. */
extern const struct key_row timeline_keys[];

#endif
