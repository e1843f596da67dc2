/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The heaps of a process that are not glibc's, as a table. */
#ifndef MEMTOP_FINDINGS_OTHER_HEAPS_H
#define MEMTOP_FINDINGS_OTHER_HEAPS_H

#include "document/document.h"
#include "findings/heap_rules.h"

extern const struct label other_heap_labels[OTHER_HEAP_FIGURES];

/* The report lasts as long as the document. */
void document_other_heaps(struct document *document, const struct heap_evidence *evidence);

#endif
