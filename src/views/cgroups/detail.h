/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One cgroup: what it uses, field by field, what holds for it from above, and whose processes it has. */
#ifndef MEMTOP_VIEWS_CGROUPS_DETAIL_H
#define MEMTOP_VIEWS_CGROUPS_DETAIL_H

#include "derive/trend.h"
#include "document/document.h"
#include "sample/kernel/cache_report.h"
#include "sample/sample.h"

/* Which of its tables has the cursor on screen. */
enum cgroup_part {
	CGROUP_PART_FIELDS,
	CGROUP_PART_PROCESSES,
	CGROUP_PART_ABOVE,
	CGROUP_PART_FILES,
	CGROUP_PART_SHARED,
	CGROUP_PARTS
};

/* What it pays for in the page cache, which is looked for on demand alone. */
struct cgroup_files {
	enum value_state state;            /* VALUE_OK: the report says it */
	const struct cache_report *report; /* the document refers to it */
	size_t most;                       /* rows of each table; 0: all, for programs */
	const char *said;                  /* of another state, for people; or NULL */
};

struct cgroup_detail_request {
	const char *path; /* as the mount has it */
	enum cgroup_part part;
	struct cgroup_files files;
	/* How its usage moved, for people; NULL: not watched. */
	const struct trend_finding *trend;
	const struct trend_point *points;
	size_t point_count;
};

/* Whether the sample has a cgroup of that path. */
bool cgroup_detail_exists(const struct sample *sample, const char *path);

/* Holds a reference to the sample.  NULL: no memory. */
struct document *cgroup_detail_document(struct sample *sample,
	const struct cgroup_detail_request *request);

/* Of nothing, with every figure: see struct view_row.  NULL: no memory. */
struct document *cgroup_detail_specimen(void);

#endif
