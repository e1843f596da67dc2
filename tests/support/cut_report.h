/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MEMTOP_TESTS_SUPPORT_CUT_REPORT_H
#define MEMTOP_TESTS_SUPPORT_CUT_REPORT_H

#include <stdbool.h>

#include "sample/kernel/cache_report.h"

/* Whether so many files are cached that the smallest are only in the sums of their directories. */
static inline bool report_is_cut(const struct cache_report *report)
{
	for (size_t i = 0; i < report->directory_count; i++)
		if (report->directories[i].rest_files > 0)
			return true;
	return false;
}

#endif
