/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/PID/status: the figures of memory in it.  In bytes; absent for a kernel thread or zombie. */
#ifndef MEMTOP_PARSE_PROCESS_STATUS_H
#define MEMTOP_PARSE_PROCESS_STATUS_H

#include <stddef.h>

#include "base/status.h"
#include "base/value.h"

struct process_status {
	struct value size_peak, size, locked, pinned, rss_peak, rss;
	struct value rss_anonymous, rss_file, rss_shared; /* 4.5 */
	struct value data, stack, code, libraries;
	struct value page_tables; /* VmPTE, and VmPMD where it is apart */
	struct value swap, hugetlb;
	struct value threads; /* a count */
};

/* STATUS_MALFORMED if it is no such file. */
enum status process_status_parse(struct process_status *status, const char *text, size_t length);

#endif
