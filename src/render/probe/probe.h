/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A probe's assessment and report, for people and for programs. */
#ifndef MEMTOP_RENDER_PROBE_PROBE_H
#define MEMTOP_RENDER_PROBE_PROBE_H

#include <stdio.h>

#include "base/status.h"
#include "render/sink.h"
#include "sample/probe_report.h"

/* What will happen, what it proves and costs, and how much can be asked for. */
void probe_text_assessment(struct sink *sink, const struct probe_assessment *assessment);

/* The verdict, the arithmetic with its checks, what stayed, and the cost. */
void probe_text_report(struct sink *sink, const struct probe_report *report);

/*
 * One JSON object on one line, schema 1: names and units never depend on the locale, what is not
 * known is null.  STATUS_NO_MEMORY; STATUS_FAILED: errno says why it could not be written.
 */
enum status probe_json_report(FILE *out, const struct probe_report *report);

/* Its samples as CSV, named like those in JSON; what is not known is empty. */
enum status probe_csv_report(FILE *out, const struct probe_report *report);

#endif
