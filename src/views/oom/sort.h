/* SPDX-License-Identifier: GPL-2.0-or-later */
/* By which figure the processes of a report are sorted. */
#ifndef MEMTOP_VIEWS_OOM_SORT_H
#define MEMTOP_VIEWS_OOM_SORT_H

#include <stdbool.h>

#include "parse/oom/report.h"

enum oom_sort_by {
	OOM_SORT_ALL, /* resident and in swap */
	OOM_SORT_RSS,
	OOM_SORT_SWAP,
	OOM_SORT_PAGE_TABLES,
	OOM_SORT_SCORE_ADJ,
	OOM_SORT_PID,
	OOM_SORT_NAME,
	OOM_SORT_COUNT
};

struct oom_sort {
	enum oom_sort_by by;
	bool reversed; /* the other way than usual */
};

/* "resident memory, largest first", in the user's language. */
const char *oom_sort_title(const struct oom_sort *sort);

/* The tasks of a report in order; those that are alike keep that of the report.  free() it. */
const struct oom_task **oom_sort_tasks(const struct oom_report *report,
	const struct oom_sort *sort);

#endif
