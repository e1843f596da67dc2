/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command check: conditions for scripts and alarms. */
#include <signal.h>
#include <stdio.h>

#include "base/i18n.h"
#include "base/clock.h"
#include "cli/commands.h"
#include "cli/record_file.h"
#include "cli/wire/retained.h"
#include "render/render.h"
#include "source/collector.h"
#include "views/check/check.h"

/* ---- what was recorded ---- */

/* A record whose last sample is older tells nothing of now. */
#define FRESH_SECONDS 120
/* Trends are of so long, and conditions are looked at so often in between. */
#define TREND_SECONDS 3600
#define VISITS        120

static void see_available(void *context, int64_t seconds, uint64_t bytes)
{
	check_past(context, seconds, bytes);
}

static enum status see_recorded(void *context, struct sample *sample, struct message *message)
{
	(void)message;
	return check_see(context, sample);
}

/* The last sample not after that time; of a record that is younger, its first. */
static enum status find(struct record *record, int64_t wall_ns, int64_t *sequence,
	struct message *message)
{
	enum status status = record_find(record, wall_ns, sequence, message);

	return status == STATUS_ABSENT ? record_file_find(record, "start", sequence, message)
				       : status;
}

static enum status see_samples(struct check *check, struct record *record, int64_t now_ns,
	struct message *message)
{
	int64_t span = (int64_t)check_past_seconds(check);
	int64_t trends = span > TREND_SECONDS ? span : TREND_SECONDS;
	struct record_each each = { .most = VISITS, .visit = see_recorded, .context = check };
	enum status status = find(record, now_ns, &each.to, message);

	if (status == STATUS_OK)
		status = find(record, now_ns - span * (int64_t)NS_PER_SECOND, &each.visited,
			message);
	if (status == STATUS_OK)
		status =
			find(record, now_ns - trends * (int64_t)NS_PER_SECOND, &each.from, message);
	return status == STATUS_OK ? record_each(record, &each, message) : status;
}

/* Whether its last sample is of now. */
static bool is_fresh(struct record *record, int64_t now_ns, struct message *message)
{
	struct record_status about;

	return record_status(record, &about, message) == STATUS_OK && about.samples > 0 &&
	       now_ns - about.last_wall_ns <= FRESH_SECONDS * (int64_t)NS_PER_SECOND;
}

/* Without a record what is now must do; of one that the user names that is a failure. */
static enum status see_record(struct check *check, const struct options *options,
	struct message *message)
{
	int64_t now_ns = (int64_t)clock_now_ns(CLOCK_REALTIME);
	struct message why = { "" };
	struct record *record;
	enum status status = record_open(&record, record_file_name(options), &why);

	if (status == STATUS_OK)
		status = record_available(record,
			now_ns / (int64_t)NS_PER_SECOND - CHECK_PAST_DAYS * 86400, see_available,
			check, &why);
	if (status == STATUS_OK && is_fresh(record, now_ns, &why))
		status = see_samples(check, record, now_ns, &why);
	record_close(record);
	if (status == STATUS_OK || !options->file)
		return STATUS_OK;
	*message = why;
	return status;
}

/* ---- what is now ---- */

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
		status = see_record(&check, options, &message);
	if (status == STATUS_OK && (!check.recorded || check_needs_now(&check)))
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
