/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Findings in a document. */
#ifndef MEMTOP_FINDINGS_PUT_H
#define MEMTOP_FINDINGS_PUT_H

#include "document/document.h"
#include "findings/finding.h"

/*
 * Puts all of them, worst first: sentence, advice and figures are copied, so that neither the
 * findings nor what they are about must outlive the call.  for_people: as document_findings().
 */
void findings_put(struct document *document, const struct findings *findings, bool for_people);

#endif
