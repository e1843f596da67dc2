/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view cgroups in batch: the tree of them, or one. */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "cli/commands.h"
#include "views/cgroups/cgroups.h"
#include "views/cgroups/detail.h"

static struct document *make(const void *context, struct sample *sample, struct message *message)
{
	const struct cgroup_detail_request request = { .path = context };

	if (sample->cgroups && !cgroup_detail_exists(sample, request.path)) {
		message_set(message, _("cgroups: there is no cgroup %s"), request.path);
		return NULL;
	}
	return cgroup_detail_document(sample, &request);
}

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
	struct document *document = path ? make(path, sample, message) : NULL;

	free(path);
	return document;
}

int run_cgroups(const struct options *options, const struct batch *batch)
{
	const struct batch_count count = { .printed = batch->iterations };
	struct feed_request request = batch_request(batch);
	struct document_maker maker = { .make = make };
	char *path;
	int result;

	if (options->argument_count == 0)
		return run_samples(&view_rows[VIEW_CGROUPS], batch, count);
	path = path_of(options->arguments[0]);
	maker.context = path;
	request.cost = cgroups_cost();
	request.cgroup = path;
	result = path ? run_documents(batch, &request, &maker, count) : EXIT_FAILED;
	free(path);
	return result;
}
