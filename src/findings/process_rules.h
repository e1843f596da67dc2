/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the figures of one process mean: a table of rules as for the machine (findings/finding.h), over
 * a process's detail and the trend of its own memory.
 */
#ifndef MEMTOP_FINDINGS_PROCESS_RULES_H
#define MEMTOP_FINDINGS_PROCESS_RULES_H

#include <stddef.h>

#include "derive/process/room.h"
#include "derive/trend.h"
#include "findings/finding.h"
#include "findings/heap_rules.h"
#include "findings/leak_rules.h"
#include "sample/process_detail.h"

struct process_evidence {
	struct process_detail *detail;
	struct trend_finding trend;           /* of anonymous + swapped + shared memory */
	const struct process_detail *earlier; /* the same process at the start of that, or NULL */
	struct value available;               /* of the machine, bytes */
	struct heap_evidence heap;            /* its report is NULL where it was not looked at */
	enum status heap_status;              /* why not, if it was tried */
	struct search_evidence search;        /* for lost memory, if there was one */
};

/* Bytes until the nearest limit, and which that is; absent where nothing limits it. */
struct value process_room(const struct process_evidence *evidence, enum growth_limit *limit);

/* At the present pace, or as that goes on to double; absent unless it is growing. */
struct value process_seconds_to_limit(const struct process_evidence *evidence,
	enum growth_limit *limit);

extern const struct rule_figure process_figures[];
extern const struct subject process_subject;

/* All findings on the process, and on its heap beside it.  evidence must stay as long as they do. */
void process_judge(struct findings *findings, const struct process_evidence *evidence);

#endif
