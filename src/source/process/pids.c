/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/process/pids.h"

#include <stdio.h>
#include <stdlib.h>

#include "derive/process/columns.h"
#include "parse/process/task/stat.h"
#include "parse/process/task/summary.h"
#include "source/process/users.h"

struct pids_reader {
	const struct kernel_root *root;
	unsigned cost;
	struct users users;
	struct file_buffer buffer, cgroups;
	struct task_summary summary; /* of the process that is read */
};

struct pids_reader *pids_reader_new(const struct kernel_root *root, unsigned cost)
{
	struct pids_reader *reader = calloc(1, sizeof(*reader));

	if (!reader)
		return NULL;
	reader->root = root;
	reader->cost = cost;
	return reader;
}

void pids_reader_free(struct pids_reader *reader)
{
	if (!reader)
		return;
	file_buffer_free(&reader->buffer);
	file_buffer_free(&reader->cgroups);
	users_free(&reader->users);
	free(reader);
}

void pids_reader_know_user(struct pids_reader *reader, uid_t uid)
{
	if (reader->cost & COST_STATUS)
		users_name(&reader->users, uid);
}

static enum status read_named(const struct pids_reader *reader, struct file_buffer *buffer,
	pid_t pid, const char *name)
{
	char path[48];

	snprintf(path, sizeof(path), "%d/%s", (int)pid, name);
	return file_read_piece(buffer, reader->root->proc, path);
}

static enum status read_stat(struct pids_reader *reader, struct process_reading *reading)
{
	enum status status = read_named(reader, &reader->buffer, reading->pid, "stat");
	struct task_stat stat;

	if (status != STATUS_OK)
		return status;
	if (!task_stat_parse(&stat, reader->buffer.text, reader->buffer.length))
		return STATUS_MALFORMED;
	reading->ppid = stat.ppid;
	reading->state = stat.state;
	reading->kernel_thread = stat.kernel_thread;
	reading->start_ticks = stat.start_ticks;
	reading->stack_start = stat.stack_start;
	reading->minor_faults = stat.minor_faults;
	reading->major_faults = stat.major_faults;
	reading->cpu_ticks = stat.ticks;
	return STATUS_OK;
}

static enum status read_status(struct pids_reader *reader, struct process_reading *reading)
{
	enum status status = read_named(reader, &reader->buffer, reading->pid, "status");
	const struct task_summary *summary = &reader->summary;

	if (status != STATUS_OK)
		return status;
	if (!task_summary_parse(&reader->summary, reader->buffer.text, reader->buffer.length))
		return STATUS_MALFORMED;
	reading->name = summary->name;
	reading->ppid = summary->ppid;
	reading->state = summary->state;
	reading->uid = summary->uid;
	reading->user = users_name(&reader->users, summary->uid);
	reading->size = value_or(summary->size, 0);
	reading->rss = value_or(summary->rss, 0);
	reading->anonymous = value_or(summary->anonymous, 0);
	reading->file = value_or(summary->file, 0);
	reading->shared = value_or(summary->shared, 0);
	reading->swap = value_or(summary->swap, 0);
	reading->locked = value_or(summary->locked, 0);
	reading->page_tables = value_or(summary->page_tables, 0);
	reading->threads = value_or(summary->threads, 0);
	return STATUS_OK;
}

/* 0 where the kernel does not say, as in one that was built without the OOM killer's files. */
static enum status read_signed(struct pids_reader *reader, pid_t pid, const char *name, int *n)
{
	enum status status = read_named(reader, &reader->buffer, pid, name);
	struct text rest = text_of(reader->buffer.text, reader->buffer.length), line;
	bool negative;
	uint64_t digits;

	*n = 0;
	if (status != STATUS_OK || !text_next_line(&rest, &line))
		return status;
	negative = text_starts(line, "-");
	if (negative)
		line = text_of(line.at + 1, line.length - 1);
	if (text_to_number(line, &digits))
		*n = negative ? -(int)digits : (int)digits;
	return STATUS_OK;
}

static enum status read_oom(struct pids_reader *reader, struct process_reading *reading)
{
	enum status status = read_signed(reader, reading->pid, "oom_score", &reading->oom_score);

	return status_is_shortage(status)
		       ? status
		       : read_signed(reader, reading->pid, "oom_score_adj", &reading->oom_adjust);
}

static enum status read_cgroups(struct pids_reader *reader, struct process_reading *reading)
{
	enum status status = read_named(reader, &reader->cgroups, reading->pid, "cgroup");

	if (status == STATUS_OK)
		reading->cgroups = text_of(reader->cgroups.text, reader->cgroups.length);
	return status;
}

/* Without stat or status, which every process has, there is no reading; the others may be missing. */
static enum status read_one(struct pids_reader *reader, struct process_reading *reading)
{
	enum status status = STATUS_OK, more = STATUS_OK;

	if (reader->cost & COST_STAT)
		status = read_stat(reader, reading);
	if (status == STATUS_OK && (reader->cost & COST_STATUS))
		status = read_status(reader, reading);
	if (status == STATUS_OK && (reader->cost & COST_OOM))
		more = read_oom(reader, reading);
	if (status == STATUS_OK && !status_is_shortage(more) && (reader->cost & COST_CGROUP))
		more = read_cgroups(reader, reading);
	return status_is_shortage(more) ? more : status;
}

enum status pids_reader_select(struct pids_reader *reader, const pid_t *pids, size_t count,
	void (*take)(void *context, const struct process_reading *reading), void *context)
{
	for (size_t i = 0; i < count; i++) {
		struct process_reading reading = { .pid = pids[i] };
		enum status status = read_one(reader, &reading);

		if (status == STATUS_OK)
			take(context, &reading);
		else if (status_is_shortage(status))
			return status;
	}
	return STATUS_OK;
}
