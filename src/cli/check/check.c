/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command check: conditions for scripts and alarms. */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/clock.h"
#include "cli/commands.h"
#include "cli/record_file.h"
#include "cli/wire/collecting.h"
#include "render/render.h"
#include "source/collector.h"
#include "views/check/check.h"

struct run {
	struct check check;
	const struct options *options;
	const struct batch *batch;
	char boot_id[37];     /* of the last recorded sample; "": there is none */
	struct history *past; /* what was recorded of that boot, or NULL */
};

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
	struct run *run = context;

	(void)message;
	memcpy(run->boot_id, sample->boot_id, sizeof(run->boot_id));
	return check_see(&run->check, sample);
}

/* The last sample not after that time; of a record that is younger, its first. */
static enum status find(struct record *record, int64_t wall_ns, int64_t *sequence,
	struct message *message)
{
	enum status status = record_find(record, wall_ns, sequence, message);

	return status == STATUS_ABSENT ? record_file_find(record, "start", sequence, message)
				       : status;
}

static bool needs_now(const struct run *run)
{
	return !run->check.recorded || run->options->watch || check_needs_now(&run->check);
}

static enum status see_samples(struct run *run, struct record *record, int64_t now_ns,
	struct message *message)
{
	int64_t span = (int64_t)check_past_seconds(&run->check);
	int64_t trends = span > TREND_SECONDS ? span : TREND_SECONDS;
	struct record_each each = { .most = VISITS, .visit = see_recorded, .context = run };
	enum status status = find(record, now_ns, &each.to, message);

	if (status == STATUS_OK)
		status = find(record, now_ns - span * (int64_t)NS_PER_SECOND, &each.visited,
			message);
	if (status == STATUS_OK)
		status =
			find(record, now_ns - trends * (int64_t)NS_PER_SECOND, &each.from, message);
	if (status == STATUS_OK)
		status = record_each(record, &each, message);
	if (status == STATUS_OK && needs_now(run))
		status = record_past(record, run->boot_id, VISITS, &run->past, message);
	return status == STATUS_ABSENT ? STATUS_OK : status;
}

/* STATUS_REFUSED: its last sample is not of now. */
static enum status is_fresh(const struct options *options, struct record *record, int64_t now_ns,
	struct message *message)
{
	struct record_status about;
	enum status status = record_status(record, &about, message);

	if (status != STATUS_OK ||
		(about.samples > 0 &&
			now_ns - about.last_wall_ns <= FRESH_SECONDS * (int64_t)NS_PER_SECOND))
		return status;
	message_set(message,
		_("%s: it has no sample of the last %d seconds (let memtop record write it)"),
		quoted_string(record_file_name(options)).text, FRESH_SECONDS);
	return STATUS_REFUSED;
}

/*
 * Without a record what is now must do; of one that the user names that is a failure, and so is that it could not
 * be read this time.
 */
static enum status see_record(struct run *run, struct message *message)
{
	int64_t now_ns = (int64_t)clock_now_ns(CLOCK_REALTIME);
	struct message why = { "" };
	const char *path = record_file_beside(run->options);
	struct record *record;
	enum status status;

	if (!path)
		return STATUS_OK;
	status = record_open(&record, path, &why);
	if (status == STATUS_OK)
		status = record_available(record,
			now_ns / (int64_t)NS_PER_SECOND - CHECK_PAST_DAYS * 86400, see_available,
			&run->check, &why);
	if (status == STATUS_OK)
		status = is_fresh(run->options, record, now_ns, &why);
	if (status == STATUS_OK)
		status = see_samples(run, record, now_ns, &why);
	record_close(record);
	if (status == STATUS_OK || (!run->options->file && !status_is_shortage(status)))
		return STATUS_OK;
	*message = why;
	return status == STATUS_REFUSED ? STATUS_FAILED : status;
}

/* ---- answers ---- */

static struct document *plugin_document(const struct check *check)
{
	struct document *document = document_new();
	const char *line = document ? check_plugin_line(document, check) : NULL;

	if (line)
		document_line(document, EMPHASIS_NONE, line);
	return document;
}

static enum status print_all(const struct run *run, struct message *message)
{
	return batch_print(run->batch,
		run->options->plugin ? plugin_document(&run->check) : check_document(&run->check),
		stdout, message);
}

/* For programs all conditions, as soon as one has changed. */
static enum status print_changes(struct run *run, struct message *message)
{
	size_t count;
	struct document *changes = check_changes(&run->check, &count);

	if (changes && (count == 0 || run->batch->format != FORMAT_TEXT)) {
		document_free(changes);
		return count == 0 ? STATUS_OK : print_all(run, message);
	}
	return batch_print(run->batch, changes, stdout, message);
}

/* ---- what is now ---- */

/* Rates are of two samples. */
#define SAMPLES 2
/* Between samples of a watch, unless -d says something else. */
#define WATCH_DELAY 10.0

static bool is_read(void)
{
	struct pollfd descriptor = { .fd = STDOUT_FILENO, .events = 0 };

	return poll(&descriptor, 1, 0) <= 0 || !(descriptor.revents & POLLERR);
}

/* Growth of a cgroup is followed where it is looked at, by its id, which a sample tells. */
static enum status follow_cgroups(const struct run *run, const struct sample *sample,
	const struct feed *feed, struct feed_request *request)
{
	uint64_t ids[VISIBLE_CGROUPS];
	size_t count = check_cgroups(&run->check, sample->cgroups, ids, VISIBLE_CGROUPS);

	if (count == request->visible_cgroup_count &&
		memcmp(ids, request->visible_cgroups, count * sizeof(ids[0])) == 0)
		return STATUS_OK;
	memcpy(request->visible_cgroups, ids, count * sizeof(ids[0]));
	request->visible_cgroup_count = count;
	return feed->request(feed->context, request, false);
}

static enum status see_next(struct run *run, const struct feed *feed, struct feed_request *request,
	struct message *message)
{
	struct sample *sample = feed->wait(feed->context, message);
	enum status status = sample ? check_see(&run->check, sample) : STATUS_FAILED;

	if (status == STATUS_OK)
		status = follow_cgroups(run, sample, feed, request);
	if (status == STATUS_OK && run->options->watch)
		status = is_read() ? print_changes(run, message) : STATUS_GONE;
	sample_unref(sample);
	return status;
}

static struct feed_request request_of(const struct run *run)
{
	struct feed_request request = batch_request(run->batch);

	request.cost = check_cost(&run->check);
	request.once = false;
	request.patient = run->options->watch;
	if (run->options->watch && !(run->options->given & 1u << SETTING_DELAY))
		request.delay = WATCH_DELAY;
	return request;
}

static enum status see_now(struct run *run, struct message *message)
{
	uint64_t most = run->options->watch ? run->options->iterations : SAMPLES;
	struct feed_request request = request_of(run);
	struct collector *collector;
	struct feed feed;
	enum status status = collector_new(&collector, &request,
		collecting_ports(run->batch->inspect_limit, run->batch->bpf_use, run->batch->bpf),
		message);

	if (status != STATUS_OK)
		return status;
	feed = collector_feed(collector);
	if (run->past && strcmp(run->boot_id, collector_boot_id(collector)) == 0) {
		status = history_adopt(feed.history, run->past);
		run->past = NULL;
	}
	for (uint64_t i = 0; (most == 0 || i < most) && status == STATUS_OK; i++)
		status = see_next(run, &feed, &request, message);
	collector_free(collector);
	return status;
}

/* ---- the whole ---- */

static int exit_status(const struct check *check, bool plugin)
{
	if (plugin)
		return check_plugin_status(check);
	if (check_severity(check) > SEVERITY_OK)
		return EXIT_NO;
	return check_is_unknown(check) ? EXIT_FAILED : EXIT_DONE;
}

#define UNKNOWN 3 /* to the monitor that runs a plugin */

/* A plugin that cannot tell says so where it would have told. */
static int say_unknown(const struct message *message, enum status status)
{
	printf("MEMTOP UNKNOWN: %s\n", message->text[0] ? message->text : status_text(status));
	/* Where that cannot be written 1 would be taken for a warning. */
	return fflush(stdout) == 0 ? UNKNOWN : report_error(message, UNKNOWN);
}

static int end(const struct run *run, enum status status, const struct message *message)
{
	if (status == STATUS_OK)
		return exit_status(&run->check, run->options->plugin);
	if (run->options->plugin)
		return say_unknown(message, status);
	return report_end(status, message);
}

int run_check(const struct options *options, const struct batch *batch)
{
	struct run run = { .options = options, .batch = batch };
	struct message message = { "" };
	enum status status = check_begin(&run.check, options->words, options->word_count, &message);
	int ended;

	signal(SIGPIPE, SIG_IGN);
	if (status == STATUS_MALFORMED && !options->plugin)
		ended = report_error(&message, EXIT_USAGE);
	else {
		if (status == STATUS_OK)
			status = see_record(&run, &message);
		if (status == STATUS_OK && needs_now(&run))
			status = see_now(&run, &message);
		if (status == STATUS_OK && !options->watch)
			status = print_all(&run, &message);
		ended = end(&run, status, &message);
	}
	history_unref(run.past);
	check_end(&run.check);
	return ended;
}
