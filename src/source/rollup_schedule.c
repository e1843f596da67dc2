/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/rollup_schedule.h"

#include <stdlib.h>

#include "base/array.h"

void rollup_schedule_close(struct rollup_schedule *schedule)
{
	rollup_worker_free(schedule->worker);
	free(schedule->jobs);
	file_buffer_free(&schedule->buffer);
	*schedule = (struct rollup_schedule){ 0 };
}

/* A process without mappings says ESRCH whether it has ended or is a kernel thread. */
static enum value_state state_of(const struct process *process, enum status status)
{
	bool has_memory = process->swept ? process->statm.size != 0 :
					   process->row->metric_state[METRIC_RSS] != VALUE_ABSENT;

	if (status == STATUS_GONE && !has_memory)
		return VALUE_ABSENT;
	return value_state_of(status);
}

static void apply(struct process *process, const struct rollup_job *job, uint64_t now_ns)
{
	bool ok = job->status == STATUS_OK;
	struct value missing;
	struct row *row = process_edit(process);

	if (!row)
		return;
	missing = value_missing(state_of(process, job->status));
	row_set(row, METRIC_PSS, ok ? job->rollup.pss : missing);
	row_set(row, METRIC_USS, ok ? job->rollup.uss : missing);
	row_set(row, METRIC_SWAP_PSS, ok ? job->rollup.swap_pss : missing);
	row->rollup_ns = now_ns;
}

enum status rollup_schedule_read_all(struct rollup_schedule *schedule, struct process_table *table,
	uint64_t now_ns, bool alone)
{
	for (size_t i = 0; i < table->count; i++) {
		struct process *process = table->processes[i];
		struct rollup_job job = { .pid = process->pid };

		if (!process->row || process->row->identity->kernel_thread)
			continue;
		rollup_read(&job, schedule->root, &schedule->buffer);
		apply(process, &job, now_ns);
		if (alone && (job.status == STATUS_GONE || job.status == STATUS_ABSENT))
			process->changed = true;
	}
	return STATUS_OK;
}

static void apply_results(struct rollup_schedule *schedule, struct process_table *table,
	uint64_t now_ns)
{
	struct rollup_job *jobs;
	size_t count = rollup_worker_take(schedule->worker, &jobs);

	for (size_t i = 0; i < count; i++) {
		struct process *process = process_table_find(table, jobs[i].pid);

		if (process && process->row && process->serial == jobs[i].serial)
			apply(process, &jobs[i], now_ns);
	}
	free(jobs);
}

/* ---- the order ---- */

struct candidate {
	const struct process *process;
	bool visible, unread;
	uint64_t weight;  /* size times age: large processes come round more often */
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

	if (a->visible != b->visible)
		return a->visible ? -1 : 1;
	if (a->unread != b->unread)
		return a->unread ? -1 : 1;
	if (a->weight != b->weight)
		return a->weight > b->weight ? -1 : 1;
	return a->process->pid < b->process->pid ? -1 : a->process->pid > b->process->pid;
}

static struct candidate candidate_of(const struct process *process,
	const struct feed_request *request, uint64_t now_ns)
{
	uint64_t pages = process->statm.resident + 1;
	uint64_t age_ms = (now_ns - process->row->rollup_ns) / 1000000 + 1;

	return (struct candidate){
		.process = process,
		.visible = is_visible(request, process->pid),
		.unread = process->row->rollup_ns == 0,
		.weight = process->row->rollup_ns ? pages * (age_ms < 3600000 ? age_ms : 3600000) :
						    pages,
	};
}

static size_t gather(struct candidate *candidates, const struct process_table *table,
	const struct feed_request *request, uint64_t now_ns)
{
	size_t count = 0;

	for (size_t i = 0; i < table->count; i++) {
		struct process *process = table->processes[i];

		if (!process->row)
			continue;
		if (process->swept && process->statm.size == 0) {
			process_set(process, METRIC_PSS, value_missing(VALUE_ABSENT));
			process_set(process, METRIC_USS, value_missing(VALUE_ABSENT));
			process_set(process, METRIC_SWAP_PSS, value_missing(VALUE_ABSENT));
			continue;
		}
		if (process->row->rollup_ns == 0 &&
			process->row->metric_state[METRIC_PSS] == VALUE_ABSENT) {
			process_set(process, METRIC_PSS, value_missing(VALUE_PENDING));
			process_set(process, METRIC_USS, value_missing(VALUE_PENDING));
			process_set(process, METRIC_SWAP_PSS, value_missing(VALUE_PENDING));
		}
		candidates[count++] = candidate_of(process, request, now_ns);
	}
	qsort(candidates, count, sizeof(*candidates), compare_candidates);
	return count;
}

static enum status give(struct rollup_schedule *schedule, const struct candidate *candidates,
	size_t count, const struct feed_request *request)
{
	struct rollup_job *jobs = array_reserve(schedule->jobs, &schedule->capacity, count + 1,
		sizeof(*jobs));
	double budget_ns = request->delay * 1e9 * request->budget_percent / 100;

	if (!jobs)
		return STATUS_NO_MEMORY;
	schedule->jobs = jobs;
	for (size_t i = 0; i < count; i++)
		jobs[i] = (struct rollup_job){ .pid = candidates[i].process->pid,
			.serial = candidates[i].process->serial };
	return rollup_worker_give(schedule->worker, jobs, count, (uint64_t)budget_ns);
}

enum status rollup_schedule_step(struct rollup_schedule *schedule, struct process_table *table,
	const struct feed_request *request, uint64_t now_ns)
{
	struct candidate *candidates;
	enum status status = STATUS_OK;
	size_t count;

	if (!schedule->worker)
		status = rollup_worker_new(&schedule->worker, schedule->root);
	if (status != STATUS_OK)
		return status;
	apply_results(schedule, table, now_ns);
	candidates = reallocarray(NULL, table->count + 1, sizeof(*candidates));
	if (!candidates)
		return STATUS_NO_MEMORY;
	count = gather(candidates, table, request, now_ns);
	status = give(schedule, candidates, count, request);
	free(candidates);
	return status;
}
