/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view kernel in batch: what is counted, or, with --census, what each page is as well. */
#include "base/i18n.h"
#include "cli/commands.h"
#include "confine/confine.h"
#include "derive/rights.h"
#include "document/kernel/way.h"
#include "kernel/census/census.h"
#include "views/kernel/kernel.h"

static struct document *make(const void *context, struct sample *sample, struct message *message)
{
	const struct kernel_request request = { .sample = sample, .census = context };

	(void)message;
	return kernel_document_of(&request);
}

/* Pages are counted before there is another thread, and the right to know where RAM lies is given up then. */
static enum status count(struct census *census, const struct batch *batch, struct message *message)
{
	struct census_files files = kernel_census_open();
	enum status status = STATUS_REFUSED;

	*census = (struct census){ .refusal = { .kind = KERNEL_SWITCHED_OFF } };
	if (batch->bpf)
		status = kernel_census_take(census, &files, NULL);
	kernel_census_close(&files);
	confine_capabilities(right_capabilities(RIGHT_TO_READ));
	if (status == STATUS_REFUSED)
		kernel_refusal_say_census(message, &census->refusal);
	return status;
}

int run_kernel(const struct options *options, const struct batch *batch)
{
	struct feed_request request = batch_request(batch);
	struct document_maker maker = { .make = make };
	struct message message = { "" };
	struct census census;
	enum status status;

	if (!options->census)
		return run_samples(&view_rows[VIEW_KERNEL], batch,
			(struct batch_count){ .printed = batch->iterations });
	status = count(&census, batch, &message);
	if (status != STATUS_OK)
		return report_end(status == STATUS_REFUSED ? STATUS_FAILED : status, &message);
	maker.context = &census;
	request.cost = kernel_cost();
	return run_documents(batch, &request, &maker, (struct batch_count){ .printed = 1 });
}
