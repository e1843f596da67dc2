/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The machine's figures for a monitoring system: where its memory is, what was found, what grows, and
 * nothing that others export already.  A figure's key is the name of its metric; the texts of a row
 * are the labels of its figures.
 */
#ifndef MEMTOP_VIEWS_EXPORT_EXPORT_H
#define MEMTOP_VIEWS_EXPORT_EXPORT_H

#include "derive/process/programs.h"
#include "document/document.h"
#include "sample/sample.h"

struct export_request {
	const char *version;             /* of memtop; lasts as long as the document */
	const struct programs *programs; /* that took the sample; copied */
	struct value
		lost_samples; /* that could not be recorded; absent where nothing is recorded */
};

/* What must be read for it, enum cost, or'ed. */
unsigned export_cost(void);

/* NULL: no memory. */
struct document *export_document(struct sample *sample, const struct export_request *request);

/* Of nothing, with every figure that it can have. */
struct document *export_specimen(void);

#endif
