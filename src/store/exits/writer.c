/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/exits/writer.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/macros.h"
#include "store/events.h"
#include "store/exits/reader.h"
#include "store/texts.h"

/* Both ends of a life are known to a hundredth of a second, and when it was heard of is later. */
#define SAME_NS (2 * (int64_t)NS_PER_SECOND)

struct put {
	struct database *database;
	const struct sample *sample;
	int64_t sequence, boot;
};

/* Its row among the processes that samples have: the one of that PID that began then; 0: none. */
static enum status find_process(const struct put *put, const struct heard_exit *exit, int64_t *id,
	int64_t *name, struct message *message)
{
	struct query query = database_query(put->database,
		"SELECT id, start_ticks, name, exit_code IS NULL FROM process"
		" WHERE pid = ?1 AND boot = ?2 ORDER BY id DESC LIMIT 1");
	int64_t began_ns = (int64_t)exit->boottime_ns - (int64_t)(exit->task.lived_us * 1000);
	int64_t ticks_ns = (int64_t)NS_PER_SECOND / sysconf(_SC_CLK_TCK);

	*id = 0;
	query_bind(&query, 1, exit->task.pid);
	query_bind(&query, 2, put->boot);
	if (query_row(&query) && query_number(&query, 3) &&
		llabs(query_number(&query, 1) * ticks_ns - began_ns) <= SAME_NS) {
		*id = query_number(&query, 0);
		*name = query_number(&query, 2);
	}
	return query_end(&query, message);
}

/* As samples name that user; 0: no process of that user is in any of them. */
static enum status find_user(const struct put *put, uid_t uid, int64_t *id, struct message *message)
{
	const struct sample *sample = put->sample;

	*id = 0;
	for (size_t i = 0; i < sample->row_count; i++)
		if (sample->rows[i]->identity->uid == uid)
			return text_find_or_add(put->database,
				text_of_string(sample->rows[i]->identity->user), id, message);
	return STATUS_OK;
}

static void bind_known(struct query *query, int at, bool known, int64_t n)
{
	if (known)
		query_bind(query, at, n);
	else
		query_bind_null(query, at);
}

static void bind_status(struct query *query, int at, uint32_t status)
{
	bool killed = WIFSIGNALED((int)status);

	bind_known(query, at, !killed, WEXITSTATUS((int)status));
	bind_known(query, at + 1, killed, WTERMSIG((int)status));
}

static enum status note_in_process(const struct put *put, int64_t id, const struct task_exit *task,
	struct message *message)
{
	struct query query = database_query(put->database,
		"UPDATE process SET exit_code = ?2, peak_rss = ?3 WHERE id = ?1");

	query_bind(&query, 1, id);
	query_bind(&query, 2, task->status);
	query_bind(&query, 3, (int64_t)task->peak_rss_bytes);
	return query_run(&query, message);
}

static enum status put_one(const struct put *put, const struct heard_exit *exit,
	struct message *message)
{
	const struct task_exit *task = &exit->task;
	int64_t process = 0, name = 0, user = 0;
	enum status status = find_process(put, exit, &process, &name, message);
	struct query query;

	/* What may be a thread is a process if samples know it as one. */
	if (status != STATUS_OK || (task->extent == TASK_UNKNOWN && !process))
		return status;
	if (!process)
		status =
			text_find_or_add(put->database, text_of_string(task->name), &name, message);
	if (status == STATUS_OK)
		status = find_user(put, task->uid, &user, message);
	if (status == STATUS_OK && process)
		status = note_in_process(put, process, task, message);
	if (status != STATUS_OK)
		return status;
	query = database_query(put->database,
		"INSERT INTO exits(seq, wall_ns, pid, process, uid, user, name, exit_code, signal,"
		" peak_rss_bytes, lived_us, count) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10,"
		" ?11, 1)");
	query_bind(&query, 1, put->sequence);
	query_bind(&query, 2, exit->wall_ns);
	query_bind(&query, 3, task->pid);
	bind_known(&query, 4, process != 0, process);
	query_bind(&query, 5, task->uid);
	bind_known(&query, 6, user != 0, user);
	query_bind(&query, 7, name);
	bind_status(&query, 8, task->status);
	bind_known(&query, 10, task->peak_rss_bytes != 0, (int64_t)task->peak_rss_bytes);
	query_bind(&query, 11, (int64_t)task->lived_us);
	return query_run(&query, message);
}

static enum status put_lost(const struct put *put, uint64_t lost, struct message *message)
{
	struct query query = database_query(put->database,
		"INSERT INTO exits(seq, wall_ns, count) VALUES(?1, ?2, ?3)");

	query_bind(&query, 1, put->sequence);
	query_bind(&query, 2, put->sample->wall_ns);
	query_bind(&query, 3, (int64_t)lost);
	return query_run(&query, message);
}

enum status exits_put(struct database *database, const struct heard_exits *exits,
	const struct sample *sample, int64_t sequence, int64_t boot, struct message *message)
{
	const struct put put = { database, sample, sequence, boot };
	enum status status = STATUS_OK;

	for (size_t i = 0; i < exits->count && status == STATUS_OK; i++)
		status = put_one(&put, &exits->items[i], message);
	if (status == STATUS_OK && exits->lost)
		status = put_lost(&put, exits->lost, message);
	return status;
}

enum status exits_put_state(struct database *database, enum exits_state state,
	const struct sample *sample, int64_t sequence, struct message *message)
{
	const struct store_event row = { .sequence = sequence,
		.kind = EXITS_EVENT,
		.wall_ns = sample->wall_ns,
		.until_ns = sample->wall_ns,
		.data = exits_state_keys[state] };
	enum exits_state before;
	enum status status = exits_find_state(database, sequence, &before, message);

	if (status != STATUS_OK || before == state)
		return status;
	return event_put(database, &row, message);
}

/* Of each name, user and code the 8 that had most stay as they are, and so does every process that is in a sample. */
#define SMALL                                                                                      \
	"(SELECT *, row_number() OVER (PARTITION BY name, uid, exit_code, signal"                  \
	" ORDER BY peak_rss_bytes DESC, id) AS place FROM exits"                                   \
	" WHERE seq BETWEEN ?1 AND ?2 AND pid IS NOT NULL AND process IS NULL) WHERE place > 8"

enum status exits_fold(struct database *database, int64_t first, int64_t last,
	struct message *message)
{
	static const char *const statements[] = {
		"INSERT INTO exits(seq, wall_ns, uid, user, name, exit_code, signal, peak_rss_bytes, count)"
		" SELECT max(seq), max(wall_ns), uid, max(user), name, exit_code, signal,"
		" max(peak_rss_bytes), count(*) FROM " SMALL
		" GROUP BY name, uid, exit_code, signal",
		"DELETE FROM exits WHERE id IN (SELECT id FROM " SMALL ")",
	};
	enum status status = STATUS_OK;

	for (size_t i = 0; i < COUNT_OF(statements) && status == STATUS_OK; i++) {
		struct query query = database_query(database, statements[i]);

		query_bind(&query, 1, first);
		query_bind(&query, 2, last);
		status = query_run(&query, message);
	}
	return status;
}
