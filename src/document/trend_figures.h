/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The figures of a trend, as every view has them. */
#ifndef MEMTOP_DOCUMENT_TREND_FIGURES_H
#define MEMTOP_DOCUMENT_TREND_FIGURES_H

#include "derive/trend.h"
#include "document/document.h"

/* For how long it was watched, how sure it is, and when it meets a limit. */
extern const struct label trend_window_label, trend_confidence_label, trend_limit_label;

/* For programs: the class, then its figures, the pace under the name of what it is the pace of. */
void document_trend(struct document *document, const struct label *pace,
	const struct trend_finding *trend);

/* The same of what has no memory that could grow: all is absent. */
void document_no_trend(struct document *document, const struct label *pace);

#endif
