/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/budgeted/retained.h"

#include "derive/process/columns.h"

static void read_retained(void *context, struct errand_reader *reader)
{
	struct budgeted_job *job = context;
	const struct retained_source *source = reader->context;

	job->item.status = STATUS_OK;
	job->figures[0] = source->read
				  ? source->read(job->item.pid, source->limit, reader->cancelled)
				  : value_missing(VALUE_ABSENT);
}

/* The walk of a large heap costs many times what there is to spend until the next sample. */
const struct budgeted_kind retained_kind = {
	.which = BUDGETED_RETAINED,
	.cost = COST_RETAINED,
	.metrics = { METRIC_RETAINED },
	.metric_count = 1,
	.pays_debts = true,
	.errand = { .item_size = sizeof(struct budgeted_job),
		.context_size = sizeof(struct retained_source),
		.read = read_retained },
};
