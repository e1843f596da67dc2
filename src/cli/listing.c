/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What can be printed, printed. */
#include <stdio.h>

#include "cli/commands.h"
#include "probe/probe.h"
#include "render/render.h"
#include "source/rights.h"
#include "views/listing/listing.h"

/* As this process is started now, before it gives up anything. */
static struct document *list_rights(void)
{
	struct rights rights;

	if (rights_read(&rights) != STATUS_OK || probe_rights(&rights) != STATUS_OK)
		return NULL;
	return listing_rights(&rights);
}

static struct document *make(const struct options *options)
{
	if (options->intent == INTENT_CAPABILITIES)
		return list_rights();
	if (options->intent == INTENT_LIST_COLUMNS)
		return listing_columns();
	if (options->view_named)
		return listing_figures(view_rows[options->view].name);
	if (options->command == COMMAND_VIEW || options->command == COMMAND_REPLAY)
		return listing_figures(NULL);
	return listing_figures(command_rows[options->command].name);
}

int run_listing(const struct options *options)
{
	struct document *document = make(options);
	struct message message = { "" };
	struct batch batch;
	struct sink sink;
	enum status status;

	options_batch(options, &settings_default, false, &batch);
	sink_open(&sink, stdout);
	render(&sink, document, &batch, true);
	document_free(document);
	status = sink_flush(&sink, &message);
	sink_close(&sink);
	return report_end(status, &message);
}
