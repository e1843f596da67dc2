/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view cgroups in batch: the tree of them, or one. */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "cli/commands.h"
#include "cli/wire/cache.h"
#include "views/cgroups/cgroups.h"
#include "views/cgroups/detail.h"

static struct document *make(const void *context, struct sample *sample, struct message *message)
{
	const struct cgroup_detail_request *request = context;

	if (sample->cgroups && cgroups_have_trouble(sample->cgroups, message))
		return NULL;
	if (sample->cgroups && !cgroup_detail_exists(sample, request->path)) {
		message_set(message, _("cgroups: there is no cgroup %s"), request->path);
		return NULL;
	}
	return cgroup_detail_document(sample, request);
}

/* ---- what it pays for ---- */

/* Rows of each table that people are shown; programs have all of them. */
#define SHOWN_MOST 10

/* A look at the kernel's lists takes a second; one that takes so long is left behind. */
#define LOOK_MS 30000

/* The news of one look, whose thread may hang; what fails, and why, is their message. */
static void look(struct cache_news *news, bool allowed)
{
	struct cache_watcher *watcher;
	struct cache_feed feed;

	*news = (struct cache_news){ .status = STATUS_FAILED };
	if (cache_watcher_new(&watcher, allowed, 1, &news->message) != STATUS_OK)
		return;
	feed = cache_watcher_feed(watcher);
	cache_feed_look(&feed, LOOK_MS, news);
	cache_watcher_free(watcher);
}

/* Looks before there are samples, since the filter of system calls then lets no program be loaded. */
static int run_with_files(const struct batch *batch, struct feed_request *request,
	struct cgroup_detail_request *of)
{
	struct document_maker maker = { .make = make, .context = of };
	struct cache_news news;
	int result;

	look(&news, batch->bpf);
	of->files = (struct cgroup_files){ .state = VALUE_OK,
		.report = &news.report,
		.most = batch->format == FORMAT_TEXT ? SHOWN_MOST : 0,
		.said = news.message.text };
	if (news.status == STATUS_REFUSED)
		of->files.state = kernel_refusal_state(&news.report.refusal);
	else if (news.status != STATUS_OK)
		of->files.state = value_state_of(news.status);
	if (news.status != STATUS_OK && batch->format != FORMAT_TEXT)
		report_error(&news.message, EXIT_DONE);
	result = run_documents(batch, request, &maker, (struct batch_count){ .printed = 1 });
	cache_report_free(&news.report);
	return result;
}

/* ---- the command ---- */

/* "/a/b" of "a/b/": as paths are shown.  free() it; NULL: no memory. */
static char *path_of(const char *word)
{
	size_t length = strlen(word);
	char *path = malloc(length + 2);

	if (!path)
		return NULL;
	path[0] = '/';
	memcpy(path + (*word != '/'), word, length + 1);
	for (length = strlen(path); length > 1 && path[length - 1] == '/'; length--)
		path[length - 1] = '\0';
	return path;
}

struct document *cgroups_of_record(const char *word, struct sample *sample, struct message *message)
{
	char *path = path_of(word);
	const struct cgroup_detail_request request = { .path = path,
		.files.state = VALUE_NOT_RECORDED };
	struct document *document = path ? make(&request, sample, message) : NULL;

	free(path);
	return document;
}

int run_cgroups(const struct options *options, const struct batch *batch)
{
	const struct batch_count count = { .printed = batch->iterations };
	struct feed_request request = batch_request(batch);
	struct cgroup_detail_request of = { .part = CGROUP_PART_FIELDS };
	struct document_maker maker = { .make = make, .context = &of };
	char *path;
	int result;

	if (options->argument_count == 0)
		return run_samples(&view_rows[VIEW_CGROUPS], batch, count);
	path = path_of(options->arguments[0]);
	of.path = request.cgroup = path;
	request.cost = cgroups_cost();
	if (!path)
		result = report_end(STATUS_NO_MEMORY, &(struct message){ "" });
	else if (options->files)
		result = run_with_files(batch, &request, &of);
	else
		result = run_documents(batch, &request, &maker, count);
	free(path);
	return result;
}
