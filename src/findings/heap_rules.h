/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a look at glibc's heap means, and what its reader can do. */
#ifndef MEMTOP_FINDINGS_HEAP_RULES_H
#define MEMTOP_FINDINGS_HEAP_RULES_H

#include <stdbool.h>
#include <sys/types.h>

#include "derive/history.h"
#include "derive/trend.h"
#include "findings/finding.h"
#include "sample/heap_report.h"

struct heap_evidence {
	pid_t pid;
	const char *name;                 /* of the process, "" if that is not known */
	const struct heap_report *report; /* NULL: not looked at, and no rule fires */
	struct trend_finding trend;       /* of heap_held(report) */
	struct trend_finding other_trend; /* of heap_followed(report) */
};

/* What is known of how the heaps of that process move. */
void heap_take_trends(struct heap_evidence *evidence, struct history *history,
	const struct history_key *key);

/*
 * Adds what the report says to it before.  Without the memory for another reading the trends are what
 * they were.
 */
enum status heap_follow(struct heap_evidence *evidence, struct history *history,
	const struct history_key *key, uint64_t now_ns);

extern const struct subject heap_subject;

/* All findings on the heap.  evidence must stay as long as they do. */
void heap_judge(struct findings *findings, const struct heap_evidence *evidence);

/* What the program holds was watched, and has not grown as far as its bound tells; it grows. */
bool heap_is_steady(const struct heap_evidence *evidence);
bool heap_is_growing(const struct heap_evidence *evidence);

/* What the reason of an unsure or refused report means, untranslated: N_(). */
const char *heap_reason_text(enum heap_reason reason);

#endif
