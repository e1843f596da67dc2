/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view leaks in batch: look until what is unreachable is stable, then say it once. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "cli/commands.h"
#include "cli/wire/leaks.h"
#include "render/render.h"
#include "views/leaks/leaks.h"

/* Where -n says nothing else: what does not settle by then is an upper bound. */
#define LOOKS_MOST 20u
#define ASK_MS     200
#define SHOWN_MOST 50 /* holders that people are shown; programs have all of them */

/* The last news of a search; first gets the report of its first look, for what grew since. */
static void wait_for_end(const struct leak_feed *feed, struct leak_news *news,
	struct leak_news *first)
{
	struct pollfd ready = { .fd = feed->descriptor, .events = POLLIN };
	uint64_t done, total;

	for (bool any = false;;) {
		/* Again and again, since take() tells what does not answer. */
		if (poll(&ready, 1, ASK_MS) < 0 && errno != EINTR)
			return;
		if (!feed->take(feed->context, news)) {
			if (feed->progress(feed->context, &done, &total))
				continue;
			/* It had no memory, or no descriptor, to begin. */
			*news = (struct leak_news){ .status = STATUS_NO_MEMORY };
			message_set(&news->message, "%s", status_text(news->status));
			return;
		}
		if (any && news->status == STATUS_OK)
			leak_report_compare(&news->report, &first->report,
				news->monotonic_ns - first->monotonic_ns);
		if (news->last)
			return;
		if (any)
			leak_report_free(&news->report);
		else
			*first = *news;
		any = true;
	}
}

static enum status search(const struct leak_feed *feed, pid_t pid, unsigned looks,
	const struct batch *batch, struct message *message)
{
	struct leak_news news = { .status = STATUS_FAILED }, first = { .status = STATUS_OK };
	enum status status;

	feed->search(feed->context, pid, looks, batch->delay);
	wait_for_end(feed, &news, &first);
	status = news.status;
	if (status == STATUS_OK)
		status = batch_print(batch,
			leaks_document(&(struct leak_evidence){ .pid = pid,
					       .name = news.name,
					       .report = &news.report },
				batch->format == FORMAT_TEXT ? SHOWN_MOST : 0),
			stdout, message);
	else
		*message = news.message;
	leak_report_free(&news.report);
	leak_report_free(&first.report);
	return status;
}

int run_leaks(const struct options *options, const struct batch *batch)
{
	uint64_t looks = options->iterations ? options->iterations : LOOKS_MOST;
	struct examiner *searcher;
	struct message message = { "" };
	struct leak_feed feed;
	enum status status;
	pid_t pid;

	signal(SIGPIPE, SIG_IGN);
	if (!command_pid(options, &pid, &message))
		return report_error(&message, EXIT_USAGE);
	status = examiner_new(&searcher, batch->inspect_limit, &message);
	if (status != STATUS_OK)
		return report_end(status, &message);
	feed = leak_feed_of(searcher);
	status = search(&feed, pid, (unsigned)min_u64(looks, UINT32_MAX), batch, &message);
	examiner_free(searcher);
	return report_end(status, &message);
}
