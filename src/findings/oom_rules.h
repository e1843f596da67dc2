/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a report of memory that ended says: one sentence for each cause, and what else to know. */
#ifndef MEMTOP_FINDINGS_OOM_RULES_H
#define MEMTOP_FINDINGS_OOM_RULES_H

#include "derive/oom/oom.h"
#include "findings/finding.h"

extern const struct subject oom_subject;
extern const struct rule_figure oom_figures[];

/* What the report says.  The finding of the cause comes first. */
void oom_judge(struct findings *findings, const struct oom_view *view);

/* The finding that says the cause, which is the report's sentence. */
const struct finding *oom_headline(const struct findings *findings, const struct oom_view *view);

#endif
