/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/budgeted/schedule.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/macros.h"

void budgeted_schedule_close(struct budgeted_schedule *schedule)
{
	budgeted_worker_free(schedule->worker);
	for (size_t i = 0; i < schedule->left_count; i++)
		budgeted_worker_free(schedule->left[i].worker);
	free(schedule->jobs);
	*schedule = (struct budgeted_schedule){ 0 };
}

/* A process without mappings says ESRCH whether it has ended or is a kernel thread. */
static enum value_state state_of(const struct process *process, enum status status)
{
	uint8_t rss = process->row->metric_state[METRIC_RSS];
	bool has_memory = process->swept ? process->statm.size != 0
					 : rss != VALUE_ABSENT && rss != VALUE_NOT_ASKED;

	if (status == STATUS_GONE && !has_memory)
		return VALUE_ABSENT;
	return value_state_of(status);
}

static void apply(const struct budgeted_kind *kind, struct process *process,
	const struct budgeted_job *job, uint64_t now_ns)
{
	struct value missing;
	struct row *row = process_edit(process);

	if (!row)
		return;
	missing = value_missing(state_of(process, job->item.status));
	for (size_t i = 0; i < kind->metric_count; i++) {
		row_set(row, kind->metrics[i],
			job->item.status == STATUS_OK ? job->figures[i] : missing);
		row->budgeted_ns[metric_budgeted(kind->metrics[i])] = now_ns;
	}
}

static void set_missing(const struct budgeted_kind *kind, struct process *process,
	enum value_state state)
{
	for (size_t i = 0; i < kind->metric_count; i++)
		process_set(process, kind->metrics[i], value_missing(state));
}

static bool is_wanted(const struct budgeted_kind *kind, const struct process *process,
	pid_t looked_at)
{
	return process->row && (!kind->wants || kind->wants(process, looked_at));
}

static bool has_rows(const struct process_table *table)
{
	for (size_t i = 0; i < table->count; i++)
		if (table->processes[i]->row)
			return true;
	return false;
}

/* Which of a kind are wanted their rows say, or that they are looked at: one kind alone asks. */
bool budgeted_schedule_wants(const struct budgeted_schedule *schedule,
	const struct process_table *table, pid_t looked_at)
{
	const struct process *shown = process_table_find(table, looked_at);

	if (!schedule->kind->wants)
		return has_rows(table);
	if (shown && is_wanted(schedule->kind, shown, looked_at))
		return true;
	for (size_t i = 0; i < table->unsettled_count; i++) {
		struct process *process = table->unsettled[i];

		if (process->unwanted && process->unwanted == process->row->version)
			continue;
		if (is_wanted(schedule->kind, process, looked_at))
			return true;
		process->unwanted = process->row->version;
	}
	return false;
}

/* What is to be read goes into the schedule's jobs. */
static enum status list_all(struct budgeted_schedule *schedule, const struct process_table *table,
	pid_t looked_at, size_t *count)
{
	const struct budgeted_kind *kind = schedule->kind;

	*count = 0;
	for (size_t i = 0; i < table->count; i++) {
		struct process *process = table->processes[i];
		struct budgeted_job *jobs;

		if (!is_wanted(kind, process, looked_at))
			continue;
		if (process->row->identity->kernel_thread) {
			set_missing(kind, process, VALUE_ABSENT);
			continue;
		}
		jobs = array_reserve(schedule->jobs, &schedule->capacity, *count + 1,
			sizeof(*jobs));
		if (!jobs)
			return STATUS_NO_MEMORY;
		schedule->jobs = jobs;
		jobs[(*count)++] = (struct budgeted_job){ .item.pid = process->pid };
	}
	return STATUS_OK;
}

enum status budgeted_schedule_read_all(struct budgeted_schedule *schedule,
	struct process_table *table, pid_t looked_at, uint64_t now_ns, bool alone)
{
	size_t count;
	enum status status = list_all(schedule, table, looked_at, &count);
	const struct budgeted_job *jobs = schedule->jobs;

	if (status != STATUS_OK || count == 0)
		return status;
	status = errands_read(schedule->errands, &schedule->kind->errand, schedule->jobs, count,
		&schedule->retained);
	for (size_t i = 0; i < count && status == STATUS_OK; i++) {
		struct process *process = process_table_find(table, jobs[i].item.pid);

		apply(schedule->kind, process, &jobs[i], now_ns);
		if (alone && (jobs[i].item.status == STATUS_GONE ||
				     jobs[i].item.status == STATUS_ABSENT))
			process->changed = true;
	}
	return status;
}

static enum status apply_results(struct budgeted_schedule *schedule, struct process_table *table,
	uint64_t now_ns)
{
	struct budgeted_job *jobs;
	size_t count;
	enum status status = budgeted_worker_take(schedule->worker, &jobs, &count);

	for (size_t i = 0; i < count; i++) {
		struct process *process = process_table_find(table, jobs[i].item.pid);

		if (process && process->row && process->serial == jobs[i].serial)
			apply(schedule->kind, process, &jobs[i], now_ns);
	}
	free(jobs);
	return status;
}

/* ---- what does not answer ---- */

static bool is_left(const struct budgeted_schedule *schedule, pid_t pid)
{
	for (size_t i = 0; i < schedule->left_count; i++)
		if (schedule->left[i].pid == pid)
			return true;
	return errands_wait_for(schedule->errands, pid);
}

static void forget_returned(struct budgeted_schedule *schedule)
{
	size_t kept = 0;

	for (size_t i = 0; i < schedule->left_count; i++)
		if (budgeted_worker_reads(schedule->left[i].worker))
			schedule->left[kept++] = schedule->left[i];
		else
			budgeted_worker_free(schedule->left[i].worker);
	schedule->left_count = kept;
}

/* A worker that hangs is put aside, and whose figures it reads are not known. */
static void leave_hanging(struct budgeted_schedule *schedule)
{
	struct budgeted_job job;

	forget_returned(schedule);
	if (!schedule->worker || schedule->left_count == BUDGETED_LEFT_MOST ||
		!budgeted_worker_hangs(schedule->worker, &job))
		return;
	schedule->left[schedule->left_count].worker = schedule->worker;
	schedule->left[schedule->left_count++].pid = job.item.pid;
	schedule->worker = NULL;
}

/* ---- the order ---- */

struct candidate {
	const struct process *process;
	bool visible, unread;
	uint64_t weight; /* size times age: large processes come round more often */
};

static bool is_visible(const struct feed_request *request, pid_t pid)
{
	for (size_t i = 0; i < request->visible_count; i++)
		if (request->visible[i] == pid)
			return true;
	return false;
}

static int compare_candidates(const void *left, const void *right)
{
	const struct candidate *a = left, *b = right;

	return FIRST_DIFFERENCE(COMPARE(b->visible, a->visible), COMPARE(b->unread, a->unread),
		COMPARE(b->weight, a->weight), COMPARE(a->process->pid, b->process->pid));
}

static struct candidate candidate_of(const struct process *process, uint64_t read_ns,
	const struct feed_request *request, uint64_t now_ns)
{
	uint64_t pages = process->statm.resident + 1;
	uint64_t age_ms = (now_ns - read_ns) / 1000000 + 1;

	return (struct candidate){
		.process = process,
		.visible = is_visible(request, process->pid),
		.unread = read_ns == 0,
		.weight = read_ns ? pages * (age_ms < 3600000 ? age_ms : 3600000) : pages,
	};
}

static size_t gather(struct candidate *candidates, const struct budgeted_schedule *schedule,
	const struct process_table *table, const struct feed_request *request, uint64_t now_ns)
{
	const struct budgeted_kind *kind = schedule->kind;
	size_t count = 0;

	for (size_t i = 0; i < table->count; i++) {
		struct process *process = table->processes[i];
		uint64_t read_ns;

		if (!is_wanted(kind, process, request->looked_at))
			continue;
		if (process->swept && process->statm.size == 0) {
			set_missing(kind, process, VALUE_ABSENT);
			continue;
		}
		if (is_left(schedule, process->pid)) {
			set_missing(kind, process, VALUE_UNANSWERED);
			continue;
		}
		read_ns = process->row->budgeted_ns[kind->which];
		if (process->row->metric_state[kind->metrics[0]] == VALUE_NOT_ASKED)
			set_missing(kind, process, VALUE_PENDING);
		candidates[count++] = candidate_of(process, read_ns, request, now_ns);
	}
	qsort(candidates, count, sizeof(*candidates), compare_candidates);
	return count;
}

static enum status give(struct budgeted_schedule *schedule, const struct candidate *candidates,
	size_t count, double budget_ns)
{
	struct budgeted_job *jobs =
		array_reserve(schedule->jobs, &schedule->capacity, count + 1, sizeof(*jobs));

	if (!jobs)
		return STATUS_NO_MEMORY;
	schedule->jobs = jobs;
	for (size_t i = 0; i < count; i++)
		jobs[i] = (struct budgeted_job){ .item.pid = candidates[i].process->pid,
			.serial = candidates[i].process->serial };
	return budgeted_worker_give(schedule->worker, jobs, count, (uint64_t)budget_ns);
}

enum status budgeted_schedule_step(struct budgeted_schedule *schedule, struct process_table *table,
	const struct feed_request *request, unsigned percent, uint64_t now_ns)
{
	struct candidate *candidates;
	enum status status = STATUS_OK;
	size_t count;

	leave_hanging(schedule);
	if (!schedule->worker)
		status = budgeted_worker_new(&schedule->worker, schedule->kind, schedule->root,
			schedule->retained);
	if (status != STATUS_OK)
		return status;
	status = apply_results(schedule, table, now_ns);
	if (status != STATUS_OK)
		return status;
	candidates = reallocarray(NULL, table->count + 1, sizeof(*candidates));
	if (!candidates)
		return STATUS_NO_MEMORY;
	count = percent ? gather(candidates, schedule, table, request, now_ns) : 0;
	status = give(schedule, candidates, count, request->delay * 1e9 * percent / 100);
	free(candidates);
	return status;
}
