/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A text of several meminfos of one machine, one after the other, as cron writes it:
 *
 *	Thu Nov 26 14:05:01 UTC 2026
 *	MemTotal:       24675876 kB
 *	...
 *	2026-11-26T14:06:01+01:00
 *	MemTotal:       24675876 kB
 *
 * The date may be as date(1) prints it (also with -R, -I or +%s), or stand in a line with other words.
 */
#ifndef MEMTOP_PARSE_MEMINFO_LOG_H
#define MEMTOP_PARSE_MEMINFO_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"
#include "base/text.h"

struct meminfo_log_entry {
	int64_t seconds; /* since 1970 */
	struct text text;
};

struct meminfo_log {
	struct meminfo_log_entry
		*entries; /* in the order of the text; without a last one that is cut */
	size_t count;
	size_t without_time; /* meminfos with no date before them, which are no entries */
};

/*
 * Texts of the entries point into text.  STATUS_ABSENT: there is no meminfo in it; STATUS_NO_MEMORY.
 * meminfo_log_free() in any case.  A date without a zone is in the local one.
 */
enum status meminfo_log_parse(struct meminfo_log *log, struct text text);
void meminfo_log_free(struct meminfo_log *log);

/* The time that a line tells; false: none. */
bool meminfo_log_time(struct text line, int64_t *seconds);

#endif
