/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the machine's figures mean, of a live sample or of a saved meminfo. */
#ifndef MEMTOP_FINDINGS_MACHINE_RULES_H
#define MEMTOP_FINDINGS_MACHINE_RULES_H

#include <stddef.h>

#include "derive/machine/evidence.h"
#include "findings/finding.h"

extern const struct rule_figure machine_figures[];
extern const struct subject machine_subject;

/* All findings on the machine.  evidence must stay as long as they do. */
void machine_judge(struct findings *findings, const struct evidence *evidence);

/* How many findings of a sample are warnings, or worse. */
size_t machine_warnings(const struct sample *sample);

#endif
