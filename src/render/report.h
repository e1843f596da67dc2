/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A document as a report to send to others: what measured it, when and how, above its text. */
#ifndef MEMTOP_RENDER_REPORT_H
#define MEMTOP_RENDER_REPORT_H

#include <stdbool.h>

#include "document/document.h"
#include "render/sink.h"

/* What stands above; the strings are the caller's. */
struct report {
	const char *title;   /* translated: "process 4242" */
	const char *program; /* "memtop 0.1.0" */
	const char *system;  /* "Linux 6.1.0 x86_64" */
	const char *time;
	bool markdown;  /* the text is indented then, so that nothing in it is Markdown */
	bool arguments; /* of commands are in it */
};

/*
 * first: nothing of the report was printed before.  What is never in it, since no document has it, is
 * the environment of a process.  Without a document the sink fails.
 */
void render_report(struct sink *sink, const struct report *report, const struct document *document,
	bool first);

#endif
