/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view growth in batch. */
#include <math.h>
#include <stdio.h>
#include <unistd.h>

#include "base/i18n.h"
#include "cli/commands.h"
#include "cli/wire_retained.h"
#include "derive/trend.h"
#include "render/batch.h"
#include "source/collector.h"
#include "views/growth/growth.h"

/* Whoever did not say how many samples are wanted gets the last of so many: they tell something. */
static uint64_t samples_to_tell(double delay)
{
	double samples = 1 + ceil(TREND_SECONDS_SURE / delay);

	samples = fmax(samples, TREND_POINTS_LEAST + 2);
	return (uint64_t)fmin(samples, TREND_POINTS_SURE);
}

/* One sample says nothing of growth, so "print once" means to watch for a while first. */
static struct batch_count watch_of(const struct options *options, const struct batch *batch)
{
	uint64_t samples = samples_to_tell(batch->delay);

	if (options->iterations || options->batch)
		return (struct batch_count){ .printed = batch->iterations };
	if (isatty(STDERR_FILENO))
		fprintf(stderr,
			_("memtop: growth: watching for %g s; -n says how many samples to print\n"),
			batch->delay * (double)(samples - 1));
	return (struct batch_count){ .silent = samples - 1, .printed = 1 };
}

static struct document *make(const void *context, struct sample *sample, struct message *message)
{
	(void)message;
	return growth_document(sample, context);
}

int run_growth(const struct options *options, const struct batch *batch)
{
	struct message message = { "" };
	struct feed_request request = batch_request(batch);
	struct collector *collector;
	struct feed feed;
	const struct document_maker maker = { &batch->arrangement, make };
	struct batch_count watch = watch_of(options, batch);
	enum status status;

	request.once = watch.silent + watch.printed == 1;
	request.cost = growth_cost() | filter_cost(batch->arrangement.filter);
	status = collector_new(&collector, &request, heap_retained_read, &message);
	if (status != STATUS_OK)
		return report_error(&message, EXIT_FAILED);
	feed = collector_feed(collector);
	status = batch_run(batch, &feed, stdout, &maker, watch, &message);
	collector_free(collector);
	return status == STATUS_OK ? EXIT_DONE : report_error(&message, EXIT_FAILED);
}
