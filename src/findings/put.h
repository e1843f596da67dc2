/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Findings in a document. */
#ifndef MEMTOP_FINDINGS_PUT_H
#define MEMTOP_FINDINGS_PUT_H

#include "document/document.h"
#include "findings/finding.h"

/*
 * What each of them says, worst first, in memory of the document's: sentence, advice and figures
 * are copied, so that neither the findings nor what they are about must outlive the call.  NULL:
 * no memory.
 */
const struct document_finding *findings_say(struct document *document,
	const struct findings *findings);

/* Puts them as document_findings() does. */
void findings_put(struct document *document, const struct findings *findings, bool for_people);

/* For people: the few that they should read at once, in that order (findings_headlines()). */
void findings_put_headlines(struct document *document, const struct findings *findings);

#endif
