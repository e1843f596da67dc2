/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/budgeted/rollup.h"

#include <stdio.h>

#include "derive/process/columns.h"
#include "parse/process/smaps_rollup.h"

static void read_rollup(struct budgeted_job *job, struct budgeted_reader *reader)
{
	struct file_buffer *buffer = &reader->buffer;
	struct smaps_rollup rollup;
	char path[40];

	snprintf(path, sizeof(path), "%d/smaps_rollup", (int)job->pid);
	job->status = file_read(buffer, reader->root.proc, path);
	if (job->status == STATUS_OK && buffer->length == 0)
		job->status = STATUS_GONE; /* older kernels say so of a process without mappings */
	if (job->status == STATUS_OK)
		job->status = smaps_rollup_parse(&rollup, buffer->text, buffer->length);
	if (job->status != STATUS_OK)
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
	.read = read_rollup,
};
