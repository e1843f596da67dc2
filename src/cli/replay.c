/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The commands replay and diff, and views out of the record: what was at a moment, and between two. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "cli/commands.h"
#include "cli/record/damage.h"
#include "cli/record/meminfo_log_file.h"
#include "cli/record_file.h"
#include "derive/trend.h"
#include "document/record/ended.h"
#include "findings/process_rules.h"
#include "render/render.h"
#include "sample/process/recorded.h"
#include "store/meminfo_record.h"
#include "views/diff/diff.h"
#include "views/explain/explain.h"
#include "views/growth/growth.h"
#include "views/overview/overview.h"
#include "views/process/process.h"

/* Between two moments so many samples tell how something moved. */
#define SPAN TREND_POINTS_MOST
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

/* Why that sample has no such process, as far as it is known. */
static void say_not_there(const struct options *options, const struct sample *sample, pid_t pid,
	struct message *message)
{
	struct message ignored = { "" };
	struct ended_process ended;
	struct record *record;
	char how[ENDED_SIZE] = "";
	int64_t sequence;

	if (record_open(&record, record_file_name(options), &ignored) == STATUS_OK &&
		record_find(record, sample->wall_ns, &sequence, &ignored) == STATUS_OK &&
		record_ended(record, pid, sequence, &ended, &ignored) == STATUS_OK)
		ended_say(how, &ended, sample->wall_ns);
	record_close(record);
	if (how[0])
		message_set(message, _("process %d: it was not there at that time: %s"), (int)pid,
			how);
	else
		message_set(message, _("process %d: it was not there at that time"), (int)pid);
}

/* What was recorded of one process. */
static struct document *process(const struct options *options, const struct sample *sample,
	struct history *history, struct message *message)
{
	struct process_evidence evidence = { .heap_status = STATUS_NOT_RECORDED,
		.available = sample->system.meminfo.field[MEMINFO_MemAvailable] };
	struct document *document;
	struct history_key key;
	const struct row *row;
	pid_t pid;

	if (!command_pid(options, &pid, message))
		return NULL;
	row = sample_find(sample, pid);
	if (!row) {
		say_not_there(options, sample, pid, message);
		return NULL;
	}
	evidence.detail = detail_of_row(sample, row);
	if (!evidence.detail)
		return NULL;
	key = history_of_row(row);
	history_trend(history, &key, HISTORY_OWN, &evidence.trend);
	document = process_document(&evidence);
	detail_unref(evidence.detail);
	return document;
}

/* The view of that sample.  NULL: message says why there is none, or there was no memory. */
static struct document *view_of(const struct options *options, struct sample *sample,
	struct history *history, const struct batch *batch, struct message *message)
{
	const struct view_row *view = &view_rows[options->view];

	if (options->view == VIEW_PROCESS)
		return process(options, sample, history, message);
	if (options->view == VIEW_CGROUPS && options->argument_count && sample->cgroups)
		return cgroups_of_record(options->arguments[0], sample, message);
	if (options->view == VIEW_OVERVIEW)
		return overview(sample, batch, message);
	if (options->view == VIEW_EXPLAIN)
		return explain(sample, batch);
	if (view->of_sample)
		return view->of_sample(sample, &batch->arrangement);
	message_set(message, _("replay: the view %s shows what no record has"), view->name);
	return NULL;
}

/* Prints and frees it; NULL: there was no memory, or message says what was wrong. */
static enum status print(struct document *document, const struct batch *batch,
	struct message *message)
{
	if (!document)
		return message->text[0] ? STATUS_ABSENT : STATUS_NO_MEMORY;
	signal(SIGPIPE, SIG_IGN);
	return batch_print(batch, document, stdout, message);
}

static enum status print_view(const struct options *options, struct sample *sample,
	struct history *history, const struct batch *batch, struct message *message)
{
	struct batch printed = *batch;

	/* All sizes of explain are the machine's. */
	if (options->view == VIEW_EXPLAIN)
		printed.process_scale = batch->system_scale;
	return print(view_of(options, sample, history, &printed, message), &printed, message);
}

/* The last sample, with trends since that time. */
static enum status print_since(const struct options *options, struct record *record,
	const struct batch *batch, struct message *message)
{
	struct record_span span;
	int64_t from, to;
	enum status status = record_file_find(record, options->since, &from, message);

	if (status == STATUS_OK)
		status = record_file_find(record, "now", &to, message);
	if (status == STATUS_OK)
		status = record_span(record, from, to, SPAN, true, &span, message);
	if (status != STATUS_OK)
		return status;
	status = print_view(options, span.to, span.history, batch, message);
	record_span_free(&span);
	return status;
}

static enum status print_at(const struct options *options, struct record *record, const char *time,
	const struct batch *batch, struct message *message)
{
	struct sample *sample = NULL;
	struct history *history = NULL;
	int64_t sequence;
	enum status status = record_file_find(record, time, &sequence, message);

	if (status == STATUS_OK)
		status = record_sample(record, sequence, PAST, &sample, &history, message);
	if (status == STATUS_OK)
		status = print_view(options, sample, history, batch, message);
	sample_unref(sample);
	history_unref(history);
	return status;
}

/* What a log of meminfos has is what explain shows. */
static enum status print_of_log(const struct options *options, const struct batch *batch,
	struct message *message)
{
	struct meminfo_log_file log;
	struct sample *sample = NULL;
	size_t at = 0;
	enum status status = meminfo_log_file_open(&log, record_file_name(options), message);

	if (status == STATUS_OK && options->view != VIEW_EXPLAIN) {
		message_set(message,
			_("%s: a log of meminfos has what diff and explain show, and nothing of processes"),
			record_file_name(options));
		status = STATUS_ABSENT;
	}
	if (status == STATUS_OK)
		status = meminfo_log_file_find(&log, record_file_time(options), &at, message);
	if (status == STATUS_OK)
		status = meminfo_record_sample(&log.log, at, &sample);
	if (status == STATUS_OK) {
		message_set(message, "%s", "");
		status = print_view(options, sample, NULL, batch, message);
	}
	sample_unref(sample);
	meminfo_log_file_close(&log);
	return status;
}

int run_replay(const struct options *options, const struct batch *batch)
{
	struct message message = { "" };
	struct record *record;
	enum status status = record_open(&record, record_file_name(options), &message);

	if (status == STATUS_MALFORMED && record_file_time(options))
		status = print_of_log(options, batch, &message);
	else if (status == STATUS_OK && options->since)
		status = print_since(options, record, batch, &message);
	else if (status == STATUS_OK)
		status = print_at(options, record, record_file_time(options), batch, &message);
	report_damage(record);
	record_close(record);
	return report_end(status, &message);
}

/* ---- diff ---- */

/* A day ago unless they say something else; of a record that is younger, its start. */
static enum status find_span(const struct options *options, struct record *record, int64_t *from,
	int64_t *to, struct message *message)
{
	const char *second = options->word_count > 1 ? options->words[1] : "now";
	enum status status = record_file_find(record, second, to, message);

	if (status == STATUS_OK && options->word_count)
		status = record_file_find(record, options->words[0], from, message);
	else if (status == STATUS_OK) {
		status = record_file_find(record, "1d", from, message);
		if (status == STATUS_ABSENT)
			status = record_file_find(record, "start", from, message);
	}
	if (status == STATUS_OK && *from > *to) {
		int64_t later = *from;

		*from = *to;
		*to = later;
	}
	return status;
}

/* All of a log, unless they say something else. */
static enum status find_log_span(const struct options *options, const struct meminfo_log_file *log,
	size_t *from, size_t *to, struct message *message)
{
	enum status status = STATUS_OK;

	*from = 0;
	*to = log->log.count - 1;
	if (options->word_count)
		status = meminfo_log_file_find(log, options->words[0], from, message);
	if (status == STATUS_OK && options->word_count > 1)
		status = meminfo_log_file_find(log, options->words[1], to, message);
	if (*from > *to) {
		size_t later = *from;

		*from = *to;
		*to = later;
	}
	return status;
}

static enum status diff_log(const struct options *options, const struct batch *batch,
	struct message *message)
{
	struct meminfo_log_file log;
	struct record_span span;
	size_t from, to;
	enum status status = meminfo_log_file_open(&log, record_file_name(options), message);

	if (status == STATUS_OK)
		status = find_log_span(options, &log, &from, &to, message);
	if (status == STATUS_OK)
		status = meminfo_record_span(&log.log, from, to, &span);
	if (status == STATUS_OK) {
		message_set(message, "%s", "");
		status = print(diff_document(&span, batch->system_scale), batch, message);
		record_span_free(&span);
	}
	meminfo_log_file_close(&log);
	return status;
}

int run_diff(const struct options *options, const struct batch *batch)
{
	struct message message = { "" };
	struct record_span span;
	struct record *record;
	int64_t from = 0, to = 0;
	enum status status = record_open(&record, record_file_name(options), &message);

	if (status == STATUS_MALFORMED)
		return report_end(diff_log(options, batch, &message), &message);
	if (status == STATUS_OK)
		status = find_span(options, record, &from, &to, &message);
	if (status == STATUS_OK)
		status = record_span(record, from, to, SPAN, false, &span, &message);
	if (status == STATUS_OK) {
		message_set(&message, "%s", "");
		status = print(diff_document(&span, batch->system_scale), batch, &message);
		record_span_free(&span);
	}
	report_damage(record);
	record_close(record);
	return report_end(status, &message);
}
