/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/budgeted/retained.h"

#include "derive/process/columns.h"

static void read_retained(struct budgeted_job *job, struct budgeted_reader *reader)
{
	job->status = STATUS_OK;
	job->figures[0] = reader->retained.read ? reader->retained.read(job->pid,
							  reader->retained.limit, reader->cancelled)
						: value_missing(VALUE_ABSENT);
}

/* The walk of a large heap costs many times what there is to spend until the next sample. */
const struct budgeted_kind retained_kind = {
	.which = BUDGETED_RETAINED,
	.cost = COST_RETAINED,
	.metrics = { METRIC_RETAINED },
	.metric_count = 1,
	.pays_debts = true,
	.read = read_retained,
};
