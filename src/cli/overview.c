/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view overview in batch. */
#include <stdio.h>

#include "cli/commands.h"
#include "cli/wire_retained.h"
#include "source/collector.h"

int run_overview(const struct options *options, const struct batch *batch)
{
	struct message message = { "" };
	struct feed_request request = batch_request(batch);
	struct collector *collector;
	struct feed feed;
	enum status status = collector_new(&collector, &request, heap_retained_read, &message);

	(void)options;
	if (status != STATUS_OK)
		return report_error(&message, EXIT_FAILED);
	feed = collector_feed(collector);
	status = batch_run(batch, &feed, stdout, &message);
	collector_free(collector);
	return status == STATUS_OK ? EXIT_DONE : report_error(&message, EXIT_FAILED);
}
