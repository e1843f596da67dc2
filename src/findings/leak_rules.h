/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a search for memory that nothing points to means. */
#ifndef MEMTOP_FINDINGS_LEAK_RULES_H
#define MEMTOP_FINDINGS_LEAK_RULES_H

#include <sys/types.h>

#include "findings/finding.h"
#include "sample/leak_report.h"

struct leak_evidence {
	pid_t pid;
	const char *name;                 /* of the process, "" if that is not known */
	const struct leak_report *report; /* NULL: not looked at, and no rule fires */
};

extern const struct subject leak_subject;

/* evidence must stay as long as the findings. */
void leak_judge(struct findings *findings, const struct leak_evidence *evidence);

/* A search that was made some time ago, for views that make none themselves. */
struct search_evidence {
	const struct leak_search *search; /* NULL: not searched, and no rule fires */
	uint64_t now_ns;                  /* monotonic */
};

extern const struct subject search_subject;

/* The holder that grows most, where that is worth a word; else the largest.  NULL: none is known. */
const struct leak_holder *leak_main_holder(const struct leak_report *report);
bool leak_holder_grows(const struct leak_report *report, const struct leak_holder *holder);

#endif
