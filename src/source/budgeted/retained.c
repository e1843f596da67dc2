/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/budgeted/retained.h"

#include "derive/process/columns.h"

static void read_kept(struct dear_job *job, struct dear_reader *reader)
{
	job->status = STATUS_OK;
	job->figures[0] = reader->read_kept ? reader->read_kept(job->pid, reader->cancelled)
					    : value_missing(VALUE_ABSENT);
}

/* The walk of a large heap costs many times what there is to spend until the next sample. */
const struct dear_kind kept_kind = {
	.which = DEAR_KEPT,
	.cost = COST_KEPT,
	.metrics = { METRIC_KEPT },
	.metric_count = 1,
	.pays_debts = true,
	.read = read_kept,
};
