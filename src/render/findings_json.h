/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The one form of findings for machines. */
#ifndef MEMTOP_RENDER_FINDINGS_JSON_H
#define MEMTOP_RENDER_FINDINGS_JSON_H

#include "findings/finding.h"
#include "render/sink.h"

/*
 * A member "findings" of an object that is open: an array, worst first, of {"rule", "severity",
 * "sentence", "advice", "figures": {name: value}, "view"}.  Sentence and advice are English; advice
 * and view are null where there is none, a figure where it is not known.
 */
void findings_json(struct sink *sink, const struct findings *findings);

#endif
