/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the kernel's own use of memory means: caches that leak, pipes and sockets that are not read. */
#ifndef MEMTOP_FINDINGS_KERNEL_RULES_H
#define MEMTOP_FINDINGS_KERNEL_RULES_H

#include "findings/finding.h"
#include "sample/sample.h"

struct kernel_evidence {
	const struct kernel_memory *memory;
	struct value memory_total;         /* MemTotal */
	const struct kernel_item *cache;   /* the largest that nothing can take back; or NULL */
	const struct kernel_item *suspect; /* of those that grow and are in use whole; or NULL */
	const struct kernel_item *pipes, *sockets; /* sockets: the kind that has most; or NULL */
};

/* Of a sample that has its kernel_memory; refers to that. */
void kernel_evidence_of(struct kernel_evidence *evidence, const struct sample *sample);

/* Adds what is found of it where the sample has it; the evidence must stay as long as the findings. */
void kernel_judge(struct findings *findings, struct kernel_evidence *evidence,
	const struct sample *sample);

extern const struct subject kernel_subject;

#endif
