/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view cache in batch: one look. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/messages.h"
#include "cli/commands.h"
#include "cli/wire/cache.h"
#include "document/kernel_way.h"
#include "kernel/cache/candidates.h"
#include "render/render.h"
#include "source/system/page_cache.h"
#include "views/cache/cache.h"

/* Files that people are shown; programs have all of them. */
#define SHOWN_MOST 50

static enum status print(const struct cache_report *report, const struct batch *batch,
	struct message *message)
{
	const struct cache_request request = { .report = report,
		.most = batch->format == FORMAT_TEXT ? SHOWN_MOST : 0 };

	return batch_print(batch, cache_document(&request), stdout, message);
}

static void asked_free(struct cache_below *asked)
{
	for (size_t i = 0; i < asked->count; i++)
		free(asked->paths[i]);
	free(asked->paths);
}

/* What the arguments name, without symbolic links. */
static enum status resolve(struct cache_below *asked, const struct options *options,
	struct message *message)
{
	asked->paths = calloc(options->argument_count + 1, sizeof(*asked->paths));
	if (!asked->paths)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < options->argument_count; i++) {
		char *path = realpath(options->arguments[i], NULL);

		if (!path) {
			message_set(message, "%s: %s", quoted_string(options->arguments[i]).text,
				strerror(errno));
			return STATUS_FAILED;
		}
		/* The root of all is below which everything is. */
		if (strcmp(path, "/") == 0)
			path[0] = '\0';
		asked->paths[asked->count++] = path;
	}
	return STATUS_OK;
}

/* By the files themselves; what is no regular file is told, and the rest goes on. */
static enum status ask_files(struct cache_report *report, const struct cache_below *asked,
	struct message *message)
{
	size_t answered = 0;

	for (size_t i = 0; i < asked->count; i++) {
		enum status status = cache_candidate_add(report, asked->paths[i]);

		if (status == STATUS_NO_MEMORY)
			return status;
		answered += status == STATUS_OK;
		if (status == STATUS_DENIED)
			message_set(message,
				_("%s: only its owner, whoever may write it, or BPF is told what of it is cached"),
				quoted_string(asked->paths[i]).text);
		else if (status == STATUS_REFUSED)
			message_set(message,
				_("%s: no regular file; what lies below it BPF alone tells"),
				quoted_string(asked->paths[i]).text);
		else if (status != STATUS_OK)
			message_set(message, "%s: %s", quoted_string(asked->paths[i]).text,
				status_text(status));
		if (status != STATUS_OK)
			report_error(message, EXIT_FAILED);
	}
	message->text[0] = '\0';
	page_cache_read_meminfo(report);
	cache_report_sort(report);
	return answered > 0 ? STATUS_OK : STATUS_FAILED;
}

/* Loads first, since the filter of system calls lets programs only be run. */
static enum status look(struct cache_report *report, const struct cache_below *asked,
	const struct batch *batch, struct message *message)
{
	static const atomic_bool never;
	struct cache_programs programs;
	enum status status = cache_programs_load(&programs, batch->bpf, &report->refusal);

	if (batch->ready)
		batch->ready();
	if (status == STATUS_OK)
		status = cache_report_read(report, &programs, asked, &never, message);
	else if (status == STATUS_REFUSED && asked->count > 0)
		status = ask_files(report, asked, message);
	else if (status == STATUS_REFUSED)
		kernel_refusal_say(message, &report->refusal);
	cache_programs_unload(&programs);
	return status;
}

int run_cache(const struct options *options, const struct batch *batch)
{
	struct cache_report report = { 0 };
	struct message message = { "" };
	struct cache_below asked = { 0 };
	enum status status;

	signal(SIGPIPE, SIG_IGN);
	status = resolve(&asked, options, &message);
	if (status == STATUS_OK)
		status = look(&report, &asked, batch, &message);
	if (status == STATUS_OK)
		status = print(&report, batch, &message);
	cache_report_free(&report);
	asked_free(&asked);
	return report_end(status == STATUS_REFUSED ? STATUS_FAILED : status, &message);
}
