/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of the page cache mean. */
#ifndef MEMTOP_FINDINGS_CACHE_RULES_H
#define MEMTOP_FINDINGS_CACHE_RULES_H

#include "findings/finding.h"
#include "findings/looks/named.h"
#include "sample/kernel/cache_report.h"

/* What rules look for in a report, without the report.  Bytes; absent: this way does not tell. */
struct cache_evidence {
	struct value cached, shmem, total, swap;       /* of meminfo */
	struct value deleted, dirty, dirty_background; /* dirty: without tmpfs */
	struct value dropped,
		dropped_files;      /* files whose names the kernel dropped, and how many */
	bool searched;              /* for their names */
	struct value removed;       /* charged to cgroups that were removed */
	struct named_bytes largest; /* file of Cached */
	struct named_bytes deleted_file, dirty_file, removed_cgroup; /* the largest of those */
	char holder[32]; /* of the deleted file: "mariadbd (11164)"; "": no process has it open */
};

extern const struct subject cache_subject;

void cache_evidence_of(struct cache_evidence *evidence, const struct cache_report *report);

#endif
