/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view shared in batch: all objects once, or again and again. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "cli/commands.h"
#include "cli/wire/shared_inodes.h"
#include "render/render.h"
#include "source/shared/reader.h"
#include "views/shared/shared.h"

static enum status print(struct sink *sink, const struct shared_report *report,
	const struct batch *batch, bool first, struct message *message)
{
	struct document *document = shared_document(report, NULL);

	render(sink, document, batch, first);
	document_free(document);
	return sink_flush(sink, message);
}

/* A look always ends; without memory for its thread none begins. */
static enum status look(const struct shared_feed *feed, struct shared_report *report,
	struct message *message)
{
	struct pollfd ready = { .fd = feed->descriptor, .events = POLLIN };

	*report = (struct shared_report){ .status = STATUS_NO_MEMORY };
	if (feed->look(feed->context)) {
		while (poll(&ready, 1, -1) < 0 && errno == EINTR)
			;
		feed->take(feed->context, report);
	}
	if (report->status != STATUS_OK)
		message_set(message, _("shared: %s"), status_text(report->status));
	return report->status;
}

static void pause_for(double seconds)
{
	struct timespec left = clock_timespec(clock_ns_of(seconds));

	nanosleep(&left, NULL);
}

int run_shared(const struct options *options, const struct batch *batch)
{
	uint64_t count = batch->iterations ? batch->iterations : 1;
	struct message message = { "" };
	struct shared_reader *reader;
	struct shared_report report;
	struct kernel_inodes inodes;
	struct shared_feed feed;
	enum status status;
	struct sink sink;

	(void)options;
	signal(SIGPIPE, SIG_IGN);
	inodes = shared_inodes_new(batch->bpf, true);
	if (batch->ready)
		batch->ready();
	status = shared_reader_new(&reader, &inodes, &message);
	if (status != STATUS_OK)
		return report_end(status, &message);
	feed = shared_reader_feed(reader);
	batch_open_sink(&sink, batch, stdout);
	for (uint64_t i = 0; i < count && status == STATUS_OK; i++) {
		if (i > 0)
			pause_for(batch->delay);
		status = look(&feed, &report, &message);
		if (status == STATUS_OK)
			status = print(&sink, &report, batch, i == 0, &message);
		shared_report_free(&report);
	}
	sink_close(&sink);
	shared_reader_free(reader);
	return report_end(status, &message);
}
