/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/budgeted/rollup.h"

#include <stdio.h>

#include "derive/process/columns.h"
#include "derive/process/derived_row.h"
#include "derive/trend.h"
#include "parse/process/smaps_rollup.h"
#include "source/process/table.h"

/* The status is the job's. */
static enum status read_file(struct smaps_rollup *rollup, struct budgeted_job *job,
	struct errand_reader *reader)
{
	struct file_buffer *buffer = &reader->buffer;
	char path[40];

	snprintf(path, sizeof(path), "%d/smaps_rollup", (int)job->item.pid);
	job->item.status = file_read(buffer, reader->root.proc, path);
	if (job->item.status == STATUS_OK && buffer->length == 0)
		job->item.status =
			STATUS_GONE; /* older kernels say so of a process without mappings */
	if (job->item.status == STATUS_OK)
		job->item.status = smaps_rollup_parse(rollup, buffer->text, buffer->length);
	return job->item.status;
}

static void read_rollup(void *context, struct errand_reader *reader)
{
	struct budgeted_job *job = context;
	struct smaps_rollup rollup;

	if (read_file(&rollup, job, reader) != STATUS_OK)
		return;
	job->figures[0] = rollup.pss;
	job->figures[1] = rollup.uss;
	job->figures[2] = rollup.swap_pss;
}

const struct budgeted_kind rollup_kind = {
	.which = BUDGETED_ROLLUP,
	.cost = COST_ROLLUP,
	.metrics = { METRIC_PSS, METRIC_USS, METRIC_SWAP_PSS },
	.metric_count = 3,
	.errand = { .item_size = sizeof(struct budgeted_job),
		.context_size = sizeof(struct retained_source),
		.read = read_rollup },
};

static void read_lazy_free(void *context, struct errand_reader *reader)
{
	struct budgeted_job *job = context;
	struct smaps_rollup rollup;

	if (read_file(&rollup, job, reader) != STATUS_OK)
		return;
	job->figures[0] = rollup.lazy_free;
	job->figures[1] = rollup.pss;
	job->figures[2] = rollup.uss;
	job->figures[3] = rollup.swap_pss;
}

/* So fast that it will be said to grow, where that is too short to tell yet. */
#define RISES ((int64_t)1 << 20)

static bool seems_to_grow(const struct row *row)
{
	const struct value trend = derived_value(row, DERIVED_TREND);

	if (trend.state != VALUE_OK)
		return false;
	return trend.n == TREND_GROWING ||
	       (trend.n == TREND_TOO_SHORT && derived_pace(row) >= RISES);
}

/* A process that seems to grow may have given up what it took; one that gave up some is to be asked again. */
static bool may_give_up(const struct process *process, pid_t looked_at)
{
	const struct row *row = process->row;

	if (row->pid == looked_at || seems_to_grow(row))
		return true;
	return row->metric_state[METRIC_LAZY_FREE] == VALUE_OK && row->metric[METRIC_LAZY_FREE] > 0;
}

/* The file that tells it tells the rest as well. */
const struct budgeted_kind lazy_free_kind = {
	.which = BUDGETED_LAZY_FREE,
	.cost = COST_HISTORY,
	.metrics = { METRIC_LAZY_FREE, METRIC_PSS, METRIC_USS, METRIC_SWAP_PSS },
	.metric_count = 4,
	.wants = may_give_up,
	.errand = { .item_size = sizeof(struct budgeted_job),
		.context_size = sizeof(struct retained_source),
		.read = read_lazy_free },
};
