/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/events.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/macros.h"
#include "store/codec/bytes.h"

/* A report with a table of 3,000 tasks is 300 KiB; what is longer is cut at its end. */
#define REPORTS_MOST ((size_t)512 << 10)

enum status event_put(struct database *database, const struct store_event *row,
	struct message *message)
{
	struct query query = database_query(database,
		"INSERT INTO event(seq, wall_ns, kind, until_ns, data, text)"
		" VALUES(?1, ?2, ?3, ?4, ?5, ?6)");

	query_bind(&query, 1, row->sequence);
	query_bind(&query, 2, row->wall_ns);
	query_bind_text(&query, 3, text_of_string(row->kind));
	query_bind(&query, 4, row->until_ns);
	if (row->data)
		query_bind_text(&query, 5, text_of_string(row->data));
	if (row->text.at)
		query_bind_text(&query, 6, row->text);
	return query_run(&query, message);
}

/* ---- kills ---- */

/* Of the kernel itself; a killer in user space is none of those that it counts. */
static bool is_kill(const struct oom_report *report, int64_t after_us)
{
	return report->form == OOM_FORM_OOM && report->victim.known &&
	       (int64_t)value_or(report->time_us, 0) > after_us;
}

/* The first of the newest reports that tell of so many kills. */
static size_t first_of(const struct oom_reports *reports, int64_t count, int64_t after_us)
{
	size_t at = reports->count;

	while (at > 0 && count > 0)
		if (is_kill(&reports->items[--at], after_us))
			count -= 1 + (int64_t)reports->items[at].victim.others;
	return at;
}

/* Its lines, as the log has them. */
static struct text lines_of(struct text log, const struct oom_report *report)
{
	const char *begin;
	struct text line;

	for (size_t i = 1; i < report->line && text_next_line(&log, &line); i++)
		;
	begin = log.at;
	for (size_t i = 0; i < report->line_count && text_next_line(&log, &line); i++)
		;
	return text_of(begin, (size_t)(log.at - begin));
}

static void name_victim(struct bytes *who, const struct oom_victim *victim)
{
	char pid[32];

	snprintf(pid, sizeof(pid), " (%llu)", (unsigned long long)victim->pid);
	if (who->length)
		bytes_put(who, ", ", 2);
	bytes_put(who, victim->name.at, victim->name.length);
	bytes_put(who, pid, strlen(pid));
}

static enum status update(struct database *database, int64_t id, const struct bytes *who,
	const struct bytes *said, struct message *message)
{
	struct query query =
		database_query(database, "UPDATE event SET text = ?2, report = ?3 WHERE id = ?1");

	query_bind(&query, 1, id);
	query_bind_text(&query, 2, text_of((const char *)who->at, who->length));
	query_bind_text(&query, 3, text_of((const char *)said->at, said->length));
	return query_run(&query, message);
}

enum status event_put_reports(struct database *database, const struct event_kills *kills,
	const struct kernel_log_reading *log, struct message *message)
{
	const struct oom_reports *reports = &log->reports;
	struct bytes who = { 0 }, said = { 0 };
	int64_t after_us = *kills->after_us;
	enum status status = STATUS_OK;

	for (size_t i = first_of(reports, kills->count, after_us); i < reports->count; i++) {
		const struct oom_report *report = &reports->items[i];
		struct text lines = lines_of(text_of(log->text, log->length), report);

		if (!is_kill(report, after_us))
			continue;
		*kills->after_us = (int64_t)value_or(report->time_us, after_us);
		name_victim(&who, &report->victim);
		if (said.length + lines.length <= REPORTS_MOST)
			bytes_put(&said, lines.at, lines.length);
	}
	if (who.failed || said.failed)
		status = STATUS_NO_MEMORY;
	else if (who.length)
		status = update(database, kills->id, &who, &said, message);
	bytes_free(&who);
	bytes_free(&said);
	return status;
}

/* ---- marks ---- */

static enum status find_next(struct database *database, int64_t *sequence, struct message *message)
{
	struct query query = database_query(database,
		"SELECT 1 + max(coalesce((SELECT max(seq) FROM tail_row), 0),"
		" coalesce((SELECT max(seq1) FROM block INDEXED BY block_about), 0))");

	*sequence = 1;
	if (query_row(&query))
		*sequence = query_number(&query, 0);
	return query_end(&query, message);
}

static enum status put_mark(struct database *database, struct text text, struct message *message)
{
	int64_t now = (int64_t)clock_now_ns(CLOCK_REALTIME);
	struct store_event row = { .kind = "mark", .wall_ns = now, .until_ns = now, .text = text };
	enum status status = database_run(database, "BEGIN IMMEDIATE", message);

	if (status != STATUS_OK)
		return status;
	status = find_next(database, &row.sequence, message);
	if (status == STATUS_OK)
		status = event_put(database, &row, message);
	if (status == STATUS_OK)
		status = database_run(database, "COMMIT", message);
	if (status != STATUS_OK)
		(void)database_run(database, "ROLLBACK", NULL); /* what failed is said */
	return status;
}

enum status event_mark(const char *path, struct text text, struct message *message)
{
	struct database *database;
	enum status status = database_open(&database, path, DATABASE_ADD, message);

	if (status != STATUS_OK)
		return status;
	status = put_mark(database, text, message);
	database_close(database);
	return status;
}
