/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a heap report means, in sentences, and what its reader can do. */
#ifndef MEMTOP_FINDINGS_HEAP_RULES_H
#define MEMTOP_FINDINGS_HEAP_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "sample/heap_report.h"

/* Two looks at the same heap; none: zero. */
struct heap_trend {
	bool known;
	int64_t in_use_per_minute; /* bytes */
};

struct heap_evidence {
	pid_t pid;
	const struct heap_report *report;
	struct heap_trend trend;
};

/* The trend between two reports of one process, seconds apart. */
struct heap_trend heap_trend_of(const struct heap_report *before, const struct heap_report *now,
	double seconds);

#define HEAP_SENTENCES_MAX 12u

/* One finding or piece of advice.  write fills in its figures, in the user's language. */
struct heap_sentence {
	const char *key; /* for machines: "kept" */
	bool advice;     /* something to do, rather than something that is so */
	bool (*holds)(const struct heap_evidence *evidence);
	size_t (*write)(char *out, size_t size, const struct heap_evidence *evidence);
};

/* Those that hold, the most telling first; findings before advice.  Returns how many. */
size_t heap_sentences(const struct heap_sentence *found[static HEAP_SENTENCES_MAX],
	const struct heap_evidence *evidence);

/* What the reason of an unsure or refused report means, untranslated: N_(). */
const char *heap_reason_text(enum heap_reason reason);

#endif
