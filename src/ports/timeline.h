/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where in a record the samples of a feed come from, and how to get elsewhere: the small interface
 * between store/ and ui/.  Nothing waits: the sample that was asked for comes by the feed.
 */
#ifndef MEMTOP_PORTS_TIMELINE_H
#define MEMTOP_PORTS_TIMELINE_H

#include "base/moment.h"
#include "ports/store.h"

enum timeline_step {
	TIMELINE_SAMPLE,
	TIMELINE_MINUTE,
	TIMELINE_HOUR,
	TIMELINE_DAY,
	TIMELINE_EVENT,
};

/* Whether a sample that was asked for is still to come. */
enum timeline_wait {
	TIMELINE_RESTS,
	TIMELINE_WAITS,
	TIMELINE_HANGS, /* what reads the record has used no processor time for some seconds */
};

/* Parts of equal length of the time that was recorded. */
#define TIMELINE_PARTS 240

/* What was recorded; free() by timeline_about_free(). */
struct timeline_about {
	int64_t first_ns, last_ns; /* wall clock */
	/* The least that was available in each part, in thousandths of MemTotal; -1: no record. */
	int available[TIMELINE_PARTS];
	struct record_event *events; /* by their order */
	size_t event_count;
};

struct timeline {
	void *context;
	/* To the next of that kind in that direction, 1 or -1. */
	void (*walk)(void *context, enum timeline_step step, int direction);
	/* To the sample at that time, or the last before it. */
	void (*go)(void *context, const struct moment *moment);
	/* Why the last of these led nowhere; asked when the feed's descriptor is readable. */
	bool (*said)(void *context, struct message *message);
	/* While it waits, to be asked again and again. */
	enum timeline_wait (*waits)(void *context);
	/* Of one that hangs: says that the record does not answer, and whose mount it is on. */
	void (*say_hangs)(void *context, struct message *message);
	/* Good until the next sample is taken; NULL: not known yet. */
	const struct timeline_about *(*about)(void *context);
};

#endif
