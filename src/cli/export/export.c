/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command export: the machine's figures for Prometheus, of one moment. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "cli/commands.h"
#include "cli/export/http.h"
#include "config.h"
#include "views/export/export.h"

/* Of an answer by HTTP, whose first lines go before the document. */
struct answer {
	bool http, openmetrics, *begun;
};

static struct document *make(const void *context, struct sample *sample, struct message *message)
{
	const struct answer *answer = context;
	struct programs *programs = programs_new();
	const struct export_request request = { PACKAGE_VERSION, programs,
		value_missing(VALUE_ABSENT) };
	struct document *document = NULL;

	(void)message;
	if (programs && programs_take(programs, sample) == STATUS_OK)
		document = export_document(sample, &request);
	programs_free(programs);
	if (document && answer->http) {
		http_begin(answer->openmetrics);
		*answer->begun = true;
	}
	return document;
}

static int print(const struct options *options, const struct batch *batch,
	const struct answer *answer)
{
	const struct document_maker maker = { answer, make };
	const struct batch_count count = { .silent = max_u64(options->iterations, 1) - 1,
		.printed = 1 };
	struct feed_request request = batch_request(batch);

	request.cost = export_cost();
	return run_documents(batch, &request, &maker, count);
}

static int serve(const struct options *options, const struct batch *batch)
{
	struct batch answered = *batch;
	bool openmetrics, begun = false;
	enum http_request request = http_read(STDIN_FILENO, &openmetrics);
	const struct answer answer = { true, openmetrics, &begun };
	struct message message;
	int status;

	if (request == HTTP_UNREAD) {
		message_set(&message, "%s: %s", _("standard input"), strerror(errno));
		http_fail();
		return report_error(&message, EXIT_FAILED);
	}
	if (request != HTTP_METRICS) {
		http_refuse(request);
		return EXIT_DONE;
	}
	answered.format = openmetrics ? FORMAT_OPENMETRICS : FORMAT_PROMETHEUS;
	status = print(options, &answered, &answer);
	if (!begun)
		http_fail();
	return status;
}

int run_export(const struct options *options, const struct batch *batch)
{
	const struct answer plain = { .http = false };

	return options->http ? serve(options, batch) : print(options, batch, &plain);
}
