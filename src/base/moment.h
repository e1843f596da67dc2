/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A time as people write it on a command line:
 *
 *	now  90m 3d (so long ago; "-90m" is the same)  14:05 14:05:10 (the last time that it was)
 *	yesterday mon tuesday (at this time of day; monT14:05 at that)
 *	2026-11-26 2026-11-26T14:05  @1795819200 (seconds since 1970)
 *	boot start (the machine's last boot, and the beginning of the record)
 */
#ifndef MEMTOP_BASE_MOMENT_H
#define MEMTOP_BASE_MOMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"

struct moment {
	enum moment_kind { MOMENT_TIME, MOMENT_BOOT, MOMENT_START } kind;
	int64_t wall_ns; /* MOMENT_TIME: since 1970 */
};

/*
 * In the local time zone, as of now_ns.  Where clocks are set back a time of day occurs twice, and the
 * later one is meant.  STATUS_MALFORMED: message says what a time looks like.
 */
enum status moment_parse(struct moment *moment, const char *word, int64_t now_ns,
	struct message *message);

/* "90m", "30d" as seconds; false: it is none. */
bool moment_span(const char *word, uint64_t *seconds);

/* Whether a word is "-90m" or the like, and no option. */
bool moment_is_ago(const char *word);

#endif
