/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a sample says of its processes taken together: which grow, and what malloc retains where. */
#ifndef MEMTOP_FINDINGS_PROCESSES_RULES_H
#define MEMTOP_FINDINGS_PROCESSES_RULES_H

#include "derive/machine/evidence.h"
#include "findings/finding.h"
#include "findings/kernel_rules.h"
#include "sample/sample.h"

struct processes_evidence {
	const struct sample *sample;
	const struct row *grower; /* the one that meets its limit first; NULL: none grows */
	size_t growing;           /* how many do */
	const struct row *
		riser; /* fastest of those that were watched, or run, too short to say that; or NULL */
	const struct row *keeper; /* whose malloc retains most, as far as it was read; or NULL */
};

/* Refers to the sample. */
void processes_evidence_of(struct processes_evidence *evidence, const struct sample *sample);

/* The same of one of its rows alone. */
void processes_evidence_of_one(struct processes_evidence *evidence, const struct sample *sample,
	const struct row *row);

extern const struct rule_figure processes_figures[];
extern const struct subject processes_subject;

/* All that a sample's findings rest on. */
struct sample_evidence {
	struct evidence machine;
	struct processes_evidence processes;
	struct kernel_evidence kernel; /* of a sample that has it */
};

/* The findings on its processes, the machine, and the kernel's own memory where that was read.  evidence must stay as long as they do. */
void sample_judge(struct findings *findings, struct sample_evidence *evidence,
	const struct sample *sample);

#endif
