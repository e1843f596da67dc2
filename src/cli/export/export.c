/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command export: the machine's figures for Prometheus, of one moment. */
#include "base/macros.h"
#include "cli/commands.h"
#include "config.h"
#include "views/export/export.h"

static struct document *make(const void *context, struct sample *sample, struct message *message)
{
	struct programs *programs = programs_new();
	const struct export_request request = { PACKAGE_VERSION, programs,
		value_missing(VALUE_ABSENT) };
	struct document *document = NULL;

	(void)context, (void)message;
	if (programs && programs_take(programs, sample) == STATUS_OK)
		document = export_document(sample, &request);
	programs_free(programs);
	return document;
}

int run_export(const struct options *options, const struct batch *batch)
{
	const struct document_maker maker = { .make = make };
	const struct batch_count count = { .silent = max_u64(options->iterations, 1) - 1,
		.printed = 1 };
	struct feed_request request = batch_request(batch);

	request.cost = export_cost();
	return run_documents(batch, &request, &maker, count);
}
