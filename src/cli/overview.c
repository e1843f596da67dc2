/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view overview in batch. */
#include <stdio.h>

#include "cli/commands.h"
#include "cli/wire/collecting.h"
#include "source/collector.h"
#include "views/overview/overview.h"

struct context {
	const struct batch *batch;
	struct arrangement arrangement; /* the batch's, with an order that is kept */
};

static struct document *make(const void *context, struct sample *sample, struct message *message)
{
	const struct context *of = context;
	const struct batch *batch = of->batch;
	const struct overview_request request = { .arrangement = &of->arrangement,
		.columns = &batch->columns,
		.system_scale = batch->system_scale,
		.table_only = batch->format == FORMAT_CSV };

	return overview_document(sample, &request, message);
}

int run_overview(const struct options *options, const struct batch *batch)
{
	struct kept_order order = { 0 };
	struct context context = { batch, batch->arrangement };
	const struct document_maker maker = { &context, make };
	struct message message = { "" };
	struct feed_request request = batch_request(batch);
	struct collector *collector;
	struct feed feed;
	enum status status;

	if (batch->arrangement.threads)
		request.cost |= COST_THREADS | COST_STATUS;
	if (batch->format == FORMAT_JSON)
		request.cost |= COST_OWN;
	status = collector_new(&collector, &request,
		collecting_ports(batch->inspect_limit, batch->bpf_use, batch->bpf_use == BPF_AUTO),
		&message);

	(void)options;
	if (status != STATUS_OK)
		return report_end(status, &message);
	context.arrangement.order = batch->iterations == 1 ? NULL : &order;
	feed = collector_feed(collector);
	status = batch_run(batch, &feed, stdout, &maker,
		(struct batch_count){ .printed = batch->iterations }, &message);
	collector_free(collector);
	kept_order_close(&order);
	return report_end(status, &message);
}
