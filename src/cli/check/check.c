/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command check: conditions for scripts and alarms. */
#include <signal.h>
#include <stdio.h>

#include "base/i18n.h"
#include "cli/commands.h"
#include "cli/wire/retained.h"
#include "render/render.h"
#include "source/collector.h"
#include "views/check/check.h"

/* Rates are of two samples. */
#define SAMPLES 2

static enum status see_now(struct check *check, const struct batch *batch, struct message *message)
{
	struct feed_request request = batch_request(batch);
	enum status status = STATUS_OK;
	struct collector *collector;
	struct feed feed;

	request.cost = check_cost(check);
	request.once = false;
	status = collector_new(&collector, &request, heap_retained_source(batch->inspect_limit),
		message);
	if (status != STATUS_OK)
		return status;
	feed = collector_feed(collector);
	for (int i = 0; i < SAMPLES && status == STATUS_OK; i++) {
		struct sample *sample = feed.wait(feed.context, message);

		status = sample ? check_see(check, sample) : STATUS_FAILED;
		sample_unref(sample);
	}
	collector_free(collector);
	return status;
}

static struct document *plugin_document(const struct check *check)
{
	struct document *document = document_new();
	const char *line = document ? check_plugin_line(document, check) : NULL;

	if (line)
		document_line(document, EMPHASIS_NONE, line);
	return document;
}

static enum status print(const struct check *check, bool plugin, const struct batch *batch,
	struct message *message)
{
	struct document *document = plugin ? plugin_document(check) : check_document(check);
	struct sink sink;
	enum status status;

	if (!document)
		return STATUS_NO_MEMORY;
	signal(SIGPIPE, SIG_IGN);
	batch_open_sink(&sink, batch, stdout);
	render(&sink, document, batch, true);
	status = sink_flush(&sink, message);
	document_free(document);
	sink_close(&sink);
	return status;
}

static int exit_status(const struct check *check, bool plugin)
{
	if (plugin)
		return check_plugin_status(check);
	if (check_severity(check) > SEVERITY_OK)
		return EXIT_NO;
	return check_is_unknown(check) ? EXIT_FAILED : EXIT_DONE;
}

/* A plugin that cannot tell says so where it would have told. */
static int say_unknown(const struct message *message, enum status status)
{
	printf("MEMTOP UNKNOWN: %s\n", message->text[0] ? message->text : status_text(status));
	return fflush(stdout) == 0 ? 3 : EXIT_FAILED;
}

int run_check(const struct options *options, const struct batch *batch)
{
	struct message message = { "" };
	struct check check;
	enum status status = check_begin(&check, options->words, options->word_count, &message);
	bool usage = status == STATUS_MALFORMED;
	int ended;

	if (status == STATUS_OK)
		status = see_now(&check, batch, &message);
	if (status == STATUS_OK)
		status = print(&check, options->plugin, batch, &message);
	if (status == STATUS_OK)
		ended = exit_status(&check, options->plugin);
	else if (options->plugin)
		ended = say_unknown(&message, status);
	else
		ended = usage ? report_error(&message, EXIT_USAGE) : report_end(status, &message);
	check_end(&check);
	return ended;
}
