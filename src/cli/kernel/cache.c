/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view cache in batch: one look. */
#include <signal.h>
#include <stdio.h>

#include "base/i18n.h"
#include "cli/commands.h"
#include "cli/wire/cache.h"
#include "render/render.h"
#include "views/cache/cache.h"

/* Files that people are shown; programs have all of them. */
#define SHOWN_MOST 50

static enum status print(const struct cache_report *report, const struct batch *batch,
	struct message *message)
{
	const struct cache_request request = { .report = report,
		.most = batch->format == FORMAT_TEXT ? SHOWN_MOST : 0 };
	struct document *document = cache_document(&request);
	struct sink sink;
	enum status status;

	batch_open_sink(&sink, batch, stdout);
	render(&sink, document, batch, true);
	document_free(document);
	status = sink_flush(&sink, message);
	sink_close(&sink);
	return status;
}

/* Loads first, since the filter of system calls lets programs only be run. */
static enum status look(struct cache_report *report, const struct batch *batch,
	struct message *message)
{
	static const atomic_bool never;
	struct cache_programs programs;
	enum status status = cache_programs_load(&programs, batch->bpf, message);

	if (batch->ready)
		batch->ready();
	if (status == STATUS_OK)
		status = cache_report_read(report, &programs, &never, message);
	cache_programs_unload(&programs);
	return status;
}

int run_cache(const struct options *options, const struct batch *batch)
{
	struct cache_report report = { 0 };
	struct message message = { "" };
	enum status status;

	(void)options;
	signal(SIGPIPE, SIG_IGN);
	status = look(&report, batch, &message);
	if (status == STATUS_OK)
		status = print(&report, batch, &message);
	cache_report_free(&report);
	return report_end(status == STATUS_REFUSED ? STATUS_FAILED : status, &message);
}
