/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The part of the view cache that tells of the files that processes have open. */
#ifndef MEMTOP_VIEWS_CACHE_HELD_H
#define MEMTOP_VIEWS_CACHE_HELD_H

#include "document/document.h"
#include "sample/kernel/cache_report.h"

/* Whether a report is of these, for want of the kernel's lists. */
static inline bool cache_is_held(const struct cache_report *report)
{
	return report->held.processes > 0;
}

/* Figures of any report: how many processes were looked at, and were not. */
void cache_put_held(struct document *document, const struct cache_report *report);

/* By which way, why not by a better one, and what is missing. */
void cache_say_held(struct document *document, const struct cache_report *report);

#endif
