/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/batch.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>

#include "base/i18n.h"
#include "derive/process/filter.h"
#include "render/format.h"

static void (*const print_sample[FORMAT_COUNT])(struct output *, const struct arranged *) = {
	[FORMAT_TEXT] = format_text,
	[FORMAT_JSON] = format_json,
	[FORMAT_CSV] = format_csv,
};

void batch_open_sink(struct sink *sink, const struct batch *batch, FILE *file)
{
	sink_open(sink, file);
	sink->width = batch->format == FORMAT_TEXT ? batch->width : 0;
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
		.only = arrangement->pids,
		.only_count = arrangement->pid_count,
	};
}

/* False if the stream is a pipe that nobody reads any more. */
static bool wait_for_sample(const struct feed *feed, FILE *file)
{
	struct pollfd descriptors[2] = {
		{ .fd = feed->descriptor, .events = POLLIN },
		{ .fd = fileno(file), .events = 0 },
	};

	if (feed->descriptor < 0)
		return true;
	while (poll(descriptors, 2, -1) < 0)
		if (errno != EINTR)
			return true;
	return !(descriptors[1].revents & POLLERR) || descriptors[0].revents;
}

static bool all_gone(const struct arrangement *arrangement, const struct sample *sample)
{
	for (size_t i = 0; i < arrangement->pid_count; i++)
		if (sample_find(sample, arrangement->pids[i]))
			return false;
	return arrangement->pid_count > 0;
}

static enum status report_gone(const struct arrangement *arrangement, struct message *message)
{
	if (arrangement->pid_count == 1)
		message_set(message, _("process %d does not exist, or no longer"),
			(int)arrangement->pids[0]);
	else
		message_set(message, _("-p: none of these %zu processes exists, or no longer"),
			arrangement->pid_count);
	return STATUS_GONE;
}

static enum status print(struct output *output, struct sample *sample, struct message *message)
{
	const struct batch *batch = output->batch;
	struct arranged arranged;
	enum status status;

	if (all_gone(&batch->arrangement, sample))
		return report_gone(&batch->arrangement, message);
	status = arrange(&arranged, sample, &batch->arrangement);
	if (status == STATUS_OK) {
		print_sample[batch->format](output, &arranged);
		status = sink_flush(&output->sink, message);
	} else {
		message_set(message, "%s", status_text(status));
	}
	arranged_free(&arranged);
	return status;
}

static enum status print_next(struct output *output, const struct feed *feed,
	struct message *message)
{
	struct sample *sample;
	enum status status;

	if (!wait_for_sample(feed, output->sink.file))
		return STATUS_GONE;
	sample = feed->wait(feed->context, message);
	if (!sample)
		return STATUS_FAILED;
	status = print(output, sample, message);
	sample_unref(sample);
	return status;
}

enum status batch_run(const struct batch *batch, const struct feed *feed, FILE *file,
	struct message *message)
{
	struct output output = { .batch = batch };
	enum status status = STATUS_OK;

	/* A reader that leaves is an error of write(2), not the end of this process. */
	signal(SIGPIPE, SIG_IGN);
	message_set(message, "%s", "");
	batch_open_sink(&output.sink, batch, file);
	while (status == STATUS_OK && (!batch->iterations || output.printed < batch->iterations)) {
		status = print_next(&output, feed, message);
		output.printed++;
	}
	sink_close(&output.sink);
	cells_free(&output.cells);
	unreadable_free(&output);
	return status;
}
