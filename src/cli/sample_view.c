/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A view that is made of samples alone, in batch. */
#include "cli/commands.h"
#include "cli/wire/collecting.h"
#include "source/collector.h"

struct context {
	const struct view_row *view;
	const struct arrangement *arrangement;
};

static struct document *make(const void *context, struct sample *sample, struct message *message)
{
	const struct context *of = context;

	(void)message;
	return of->view->of_sample(sample, of->arrangement);
}

int run_documents(const struct batch *batch, struct feed_request *request,
	const struct document_maker *maker, struct batch_count count)
{
	struct message message = { "" };
	struct collector *collector;
	struct feed feed;
	enum status status;

	request->once = count.silent + count.printed == 1;
	status = collector_new(&collector, request,
		collecting_ports(batch->inspect_limit, batch->bpf_use, batch->bpf), &message);
	if (status != STATUS_OK)
		return report_end(status, &message);
	feed = collector_feed(collector);
	status = batch_run(batch, &feed, stdout, maker, count, &message);
	collector_free(collector);
	return report_end(status, &message);
}

int run_samples(const struct view_row *view, const struct batch *batch, struct batch_count count)
{
	const struct context context = { view, &batch->arrangement };
	const struct document_maker maker = { &context, make };
	struct feed_request request = batch_request(batch);

	request.cost = view->cost() | filter_cost(batch->arrangement.filter);
	return run_documents(batch, &request, &maker, count);
}
