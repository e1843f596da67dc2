/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view growth in batch. */
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "base/i18n.h"
#include "cli/commands.h"
#include "cli/wire_retained.h"
#include "derive/trend.h"
#include "render/render.h"
#include "source/collector.h"
#include "views/growth/growth.h"

/* Whoever did not say how many samples are wanted gets the last of so many: they tell something. */
static uint64_t samples_to_tell(double delay)
{
	double samples = 1 + ceil(TREND_SECONDS_SURE / delay);

	samples = fmax(samples, TREND_POINTS_LEAST + 2);
	return (uint64_t)fmin(samples, TREND_POINTS_SURE);
}

/* Which samples to print, of those that come. */
struct watch {
	uint64_t silent;  /* taken, but not printed */
	uint64_t printed; /* behind those; 0: until interrupted */
};

/* One sample says nothing of growth, so "print once" means to watch for a while first. */
static struct watch watch_of(const struct options *options, const struct batch *batch)
{
	uint64_t samples = samples_to_tell(batch->delay);

	if (options->iterations || options->batch)
		return (struct watch){ .printed = batch->iterations };
	if (isatty(STDERR_FILENO))
		fprintf(stderr,
			_("memtop: growth: watching for %g s; -n says how many samples to print\n"),
			batch->delay * (double)(samples - 1));
	return (struct watch){ .silent = samples - 1, .printed = 1 };
}

static enum status print_sample(struct sink *sink, struct sample *sample, const struct batch *batch,
	bool first, struct message *message)
{
	struct document *document = growth_document(sample, &batch->arrangement);

	if (document)
		render(sink, document, batch, first);
	else
		sink_fail(sink, STATUS_NO_MEMORY);
	document_free(document);
	return sink_flush(sink, message);
}

static enum status print_samples(const struct feed *feed, const struct batch *batch,
	struct watch watch, struct message *message)
{
	uint64_t end = watch.printed ? watch.silent + watch.printed : UINT64_MAX;
	enum status status = STATUS_OK;
	struct sink sink;

	batch_open_sink(&sink, batch, stdout);
	for (uint64_t i = 0; status == STATUS_OK && i < end; i++) {
		struct sample *sample = feed->wait(feed->context, message);

		if (!sample)
			status = STATUS_FAILED;
		else if (i >= watch.silent)
			status = print_sample(&sink, sample, batch, i == watch.silent, message);
		sample_unref(sample);
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
	struct watch watch = watch_of(options, batch);
	enum status status;

	/* A reader that leaves is an error of write(2), not the end of this process. */
	signal(SIGPIPE, SIG_IGN);
	request.once = watch.silent + watch.printed == 1;
	request.cost = growth_cost() | filter_cost(batch->arrangement.filter);
	status = collector_new(&collector, &request, heap_retained_read, &message);
	if (status != STATUS_OK)
		return report_error(&message, EXIT_FAILED);
	feed = collector_feed(collector);
	status = print_samples(&feed, batch, watch, &message);
	collector_free(collector);
	return status == STATUS_OK ? EXIT_DONE : report_error(&message, EXIT_FAILED);
}
