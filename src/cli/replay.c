/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command replay: a view of a moment that was recorded. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "cli/commands.h"
#include "cli/record_file.h"
#include "render/render.h"
#include "views/explain/explain.h"
#include "views/growth/growth.h"
#include "views/overview/overview.h"

/* Trends at a moment are of so many samples before it: an hour of them, usually. */
#define PAST 360

static struct document *explain(struct sample *sample, const struct batch *batch)
{
	const struct explain_request request = { .shown = { .sample = sample },
		.scale = batch->system_scale };

	return explain_document(&request);
}

static struct document *overview(struct sample *sample, const struct batch *batch,
	struct message *message)
{
	const struct overview_request request = { .arrangement = &batch->arrangement,
		.columns = &batch->columns,
		.system_scale = batch->system_scale,
		.table_only = batch->format == FORMAT_CSV };

	return overview_document(sample, &request, message);
}

/* The view of that sample.  NULL: message says why there is none, or there was no memory. */
static struct document *view_of(const struct options *options, struct sample *sample,
	const struct batch *batch, struct message *message)
{
	const struct view_row *view = &view_rows[options->view];

	if (options->view == VIEW_OVERVIEW)
		return overview(sample, batch, message);
	if (options->view == VIEW_EXPLAIN)
		return explain(sample, batch);
	if (view->of_sample)
		return view->of_sample(sample, &batch->arrangement);
	message_set(message, _("replay: the view %s shows what no record has"), view->name);
	return NULL;
}

static enum status print(const struct options *options, struct sample *sample,
	const struct batch *batch, struct message *message)
{
	struct document *document = view_of(options, sample, batch, message);
	struct batch machine = *batch;
	struct sink sink;
	enum status status;

	if (!document)
		return message->text[0] ? STATUS_ABSENT : STATUS_NO_MEMORY;
	/* All sizes of explain are the machine's. */
	if (options->view == VIEW_EXPLAIN)
		machine.process_scale = batch->system_scale;
	signal(SIGPIPE, SIG_IGN);
	batch_open_sink(&sink, &machine, stdout);
	render(&sink, document, &machine, true);
	status = sink_flush(&sink, message);
	document_free(document);
	sink_close(&sink);
	return status;
}

int run_replay(const struct options *options, const struct batch *batch)
{
	const char *time = options->word_count ? options->words[0] : "now";
	struct message message = { "" };
	struct sample *sample = NULL;
	struct record *record;
	int64_t sequence = 0;
	enum status status = record_open(&record, record_file_name(options), &message);

	if (status == STATUS_OK)
		status = record_file_find(record, time, &sequence, &message);
	if (status == STATUS_OK)
		status = record_sample(record, sequence, PAST, &sample, &message);
	if (status == STATUS_OK)
		status = print(options, sample, batch, &message);
	sample_unref(sample);
	record_close(record);
	return report_end(status, &message);
}
