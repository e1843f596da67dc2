/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view overview in batch. */
#include <stdio.h>

#include "cli/commands.h"
#include "cli/wire/collecting.h"
#include "source/collector.h"
#include "views/overview/overview.h"

static struct document *make(const void *context, struct sample *sample, struct message *message)
{
	const struct batch *batch = context;
	const struct overview_request request = { .arrangement = &batch->arrangement,
		.columns = &batch->columns,
		.system_scale = batch->system_scale,
		.table_only = batch->format == FORMAT_CSV };

	return overview_document(sample, &request, message);
}

int run_overview(const struct options *options, const struct batch *batch)
{
	const struct document_maker maker = { batch, make };
	struct message message = { "" };
	struct feed_request request = batch_request(batch);
	struct collector *collector;
	struct feed feed;
	enum status status = collector_new(&collector, &request,
		collecting_ports(batch->inspect_limit, batch->sweeps), &message);

	(void)options;
	if (status != STATUS_OK)
		return report_end(status, &message);
	feed = collector_feed(collector);
	status = batch_run(batch, &feed, stdout, &maker,
		(struct batch_count){ .printed = batch->iterations }, &message);
	collector_free(collector);
	return report_end(status, &message);
}
