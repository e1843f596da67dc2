/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view growth in batch. */
#include <signal.h>
#include <stdio.h>

#include "out/process.h"
#include "heap_kept.h"
#include "run.h"
#include "source/collector.h"

static enum status print_samples(const struct feed *feed, const struct batch *batch,
	struct message *message)
{
	enum status status = STATUS_OK;
	struct sink sink;

	batch_open_sink(&sink, batch, stdout);
	for (uint64_t i = 0; status == STATUS_OK && (!batch->iterations || i < batch->iterations);
		i++) {
		struct sample *sample = feed->wait(feed->context, message);

		if (!sample) {
			status = STATUS_FAILED;
			break;
		}
		growth_print(&sink, sample, batch, i == 0);
		sample_unref(sample);
		status = sink_flush(&sink, message);
	}
	sink_close(&sink);
	return status;
}

int run_growth(const struct options *options, const struct batch *batch)
{
	struct message message = { "" };
	struct feed_request request = batch_request(batch);
	struct collector *collector;
	struct feed feed;
	enum status status;

	(void)options;
	/* A reader that leaves is an error of write(2), not the end of this process. */
	signal(SIGPIPE, SIG_IGN);
	request.cost = columns[COLUMN_GROWTH].cost | columns[COLUMN_COMMAND].cost |
		       columns[COLUMN_USER].cost | filter_cost(batch->arrangement.filter);
	status = collector_new(&collector, &request, heap_kept_read, &message);
	if (status != STATUS_OK)
		return complain(&message, EXIT_FAILED);
	feed = collector_feed(collector);
	status = print_samples(&feed, batch, &message);
	collector_free(collector);
	return status == STATUS_OK ? EXIT_DONE : complain(&message, EXIT_FAILED);
}
