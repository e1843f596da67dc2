/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What happened between samples of a record, in words. */
#ifndef MEMTOP_DOCUMENT_RECORD_EVENTS_H
#define MEMTOP_DOCUMENT_RECORD_EVENTS_H

#include <stddef.h>

#include "sample/record/event.h"

#define EVENT_SIZE 256

/* "Thu 14:05", or with its date if that is a week and more from now. */
void event_time(char out[static 64], int64_t wall_ns, int64_t now_ns);

/* A sentence of it, and the sign that marks it in a timeline. */
void event_say(char out[static EVENT_SIZE], const struct record_event *event, int64_t now_ns);
char event_sign(const struct record_event *event);

#endif
