/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/batch.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>

#include "derive/process/filter.h"
#include "render/kept_lines.h"
#include "render/render.h"

void batch_open_sink(struct sink *sink, const struct batch *batch, FILE *file)
{
	sink_open(sink, file);
	sink->width = batch->format == FORMAT_TEXT ? batch->width : 0;
}

enum status batch_print(const struct batch *batch, struct document *document, FILE *file,
	struct message *message)
{
	struct sink sink;
	enum status status;

	batch_open_sink(&sink, batch, file);
	render(&sink, document, batch, true);
	document_free(document);
	status = sink_flush(&sink, message);
	sink_close(&sink);
	return status;
}

struct feed_request batch_request(const struct batch *batch)
{
	const struct arrangement *arrangement = &batch->arrangement;

	return (struct feed_request){
		.delay = batch->delay,
		.cost = column_list_cost(&batch->columns, arrangement->sort) |
			filter_cost(arrangement->filter) |
			(arrangement->user ? columns[COLUMN_USER].cost : 0),
		.budget_percent = 100,
		.once = batch->iterations == 1,
		.samples = batch->iterations ? batch->iterations : UINT64_MAX,
		.ready = batch->ready,
		.only = arrangement->pids,
		.only_count = arrangement->pid_count,
	};
}

/* False if the stream is a pipe without a reader. */
static bool wait_for_sample(const struct feed *feed, FILE *file)
{
	struct pollfd descriptors[2] = {
		{ .fd = feed->descriptor, .events = POLLIN },
		{ .fd = fileno(file), .events = 0 },
	};

	if (feed->descriptor < 0)
		return true;
	for (;;) {
		int ready = poll(descriptors, 2, feed->check ? FEED_CHECK_MS : -1);

		if (ready > 0)
			break;
		if (ready < 0 && errno != EINTR)
			return true;
		if (ready == 0 && feed->check)
			feed->check(feed->context);
	}
	return !(descriptors[1].revents & POLLERR) || descriptors[0].revents;
}

static enum status print(struct sink *sink, struct document *document, const struct batch *batch,
	bool first, struct message *message)
{
	enum status status;

	if (!document && message->text[0])
		return STATUS_GONE;
	render(sink, document, batch, first);
	status = sink_flush(sink, message);
	document_free(document);
	return status;
}

/* How a run goes on. */
struct run {
	const struct batch *batch;
	const struct feed *feed;
	const struct document_maker *maker;
	struct batch_count count;
	uint64_t taken; /* samples so far */
	struct sink sink;
};

static enum status print_next(struct run *run, struct message *message)
{
	uint64_t number = run->taken++;
	enum status status = STATUS_OK;
	struct document *document;
	struct sample *sample;

	if (!wait_for_sample(run->feed, run->sink.file))
		return STATUS_GONE;
	sample = run->feed->wait(run->feed->context, message);
	if (!sample)
		return STATUS_FAILED;
	if (number >= run->count.silent) {
		document = run->maker->make(run->maker->context, sample, message);
		status = print(&run->sink, document, run->batch, number == run->count.silent,
			message);
	}
	sample_unref(sample);
	return status;
}

enum status batch_run(const struct batch *batch, const struct feed *feed, FILE *file,
	const struct document_maker *maker, struct batch_count count, struct message *message)
{
	uint64_t end = count.printed ? count.silent + count.printed : UINT64_MAX;
	struct run run = { .batch = batch, .feed = feed, .maker = maker, .count = count };
	enum status status = STATUS_OK;

	/* A reader that leaves is an error of write(2), not the end of this process. */
	signal(SIGPIPE, SIG_IGN);
	message_set(message, "%s", "");
	batch_open_sink(&run.sink, batch, file);
	run.sink.lines = batch->format == FORMAT_TEXT && end > 1 ? kept_lines_new() : NULL;
	while (status == STATUS_OK && run.taken < end)
		status = print_next(&run, message);
	kept_lines_free(run.sink.lines);
	sink_close(&run.sink);
	return status;
}
