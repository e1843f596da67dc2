/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the figures of one process mean: a table of rules as for the machine (findings/finding.h), over
 * a process's detail and the trend of its own memory.
 */
#ifndef MEMTOP_FINDINGS_PROCESS_RULES_H
#define MEMTOP_FINDINGS_PROCESS_RULES_H

#include <stdbool.h>
#include <stddef.h>

#include "derive/trend.h"
#include "findings/finding.h"
#include "sample/heap_report.h"
#include "sample/process_detail.h"

/* Which limit a growing process meets first. */
enum growth_limit { LIMIT_NONE, LIMIT_AVAILABLE, LIMIT_CGROUP, LIMIT_ADDRESS_SPACE, LIMIT_DATA };

struct process_evidence {
	const struct process_detail *detail;
	struct trend_finding trend;           /* of anonymous + swapped + shared memory */
	const struct process_detail *earlier; /* the same process at the start of that, or NULL */
	struct value available;               /* of the machine, bytes */
	const struct heap_report *heap;       /* the newest look at its heap; NULL: nobody looked */
	enum status heap_status;              /* why not, if somebody tried */
	struct trend_finding heap_trend;      /* of its bytes in use */
};

/* Bytes until the nearest limit, and which that is; absent where nothing limits it. */
struct value process_room(const struct process_evidence *evidence, enum growth_limit *limit);

/* At the present pace; absent unless it is growing. */
struct value process_seconds_to_limit(const struct process_evidence *evidence,
	enum growth_limit *limit);

struct process_rule {
	const char *name;     /* a contract with scripts */
	const char *sentence; /* with {figures}: N_() */
	const char *next;     /* what to do: N_(), or NULL */
	enum severity (*judge)(const struct process_evidence *evidence);
};

/* In the order of importance within a severity; ends with a row without a name. */
extern const struct process_rule process_rules[];

struct process_finding {
	const struct process_rule *rule;
	enum severity severity;
};

#define PROCESS_FINDINGS_MAX 32

/* Worst first.  Returns how many of the PROCESS_FINDINGS_MAX are filled; at least one. */
size_t process_judge(struct process_finding findings[static PROCESS_FINDINGS_MAX],
	const struct process_evidence *evidence);

/*
 * The sentence with its figures, printable, in the user's language or, for machines, in English.
 * Returns the length that the whole would have needed.
 */
size_t process_sentence(char *out, size_t size, const struct process_finding *finding,
	const struct process_evidence *evidence, bool translated);

#endif
