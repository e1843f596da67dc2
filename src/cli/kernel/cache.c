/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view cache in batch: one look. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/apart/named_file.h"
#include "base/i18n.h"
#include "base/messages.h"
#include "cli/commands.h"
#include "cli/wire/cache.h"
#include "cli/wire/cache_search.h"
#include "document/kernel/way.h"
#include "kernel/cache/cache.h"
#include "kernel/cache/candidates.h"
#include "render/render.h"
#include "source/system/page_cache.h"
#include "views/cache/cache.h"

/* Files that people are shown; programs have all of them. */
#define SHOWN_MOST 50

/* ... and of a tree the directories that hold a hundredth of all. */
#define SHOWN_SHARE 100

static const atomic_bool never;

static enum status print(const struct cache_report *report, const struct cache_search *search,
	enum cache_grouping by, const struct batch *batch, struct message *message)
{
	bool is_text = batch->format == FORMAT_TEXT;
	const struct cache_request request = { .report = report,
		.search = search,
		.most = is_text ? SHOWN_MOST : 0,
		.grouping = { .by = by,
			.least = is_text ? cache_report_sums(report).cached / SHOWN_SHARE : 0 } };

	return batch_print(batch, cache_document(&request), stdout, message);
}

static void say_unread(const struct cache_target *target)
{
	const struct quoted quoted = quoted_string(target->name);
	const char *name = quoted.text;
	struct message message;

	if (target->status == STATUS_DENIED && target->path)
		message_set(&message,
			_("%s: the kernel tells only its owner, or a user who may write it, "
			  "how much of it is cached; BPF tells it, too"),
			name);
	else if (target->status == STATUS_REFUSED)
		message_set(&message,
			_("%s: not a regular file; only BPF tells what is cached "
			  "below it"),
			name);
	else if (target->status == STATUS_ABSENT)
		message_set(&message, "%s: %s", name, strerror(ENOENT));
	else if (target->status == STATUS_UNANSWERED)
		named_file_say(&message, name, target->status, 0);
	else
		message_set(&message, "%s: %s", name, status_text(target->status));
	report_error(&message, EXIT_FAILED);
}

/* Tells of each target what it was not read for; the rest goes on.  Whether there is a rest. */
static bool say_all_unread(const struct cache_below *asked)
{
	size_t answered = 0;

	for (size_t i = 0; i < asked->count; i++) {
		answered += asked->targets[i].status == STATUS_OK;
		if (asked->targets[i].status != STATUS_OK)
			say_unread(&asked->targets[i]);
	}
	return answered > 0;
}

/* The same of those on an overlay whose layers were not found. */
static bool say_all_unlayered(const struct cache_below *asked)
{
	struct message message;
	size_t answered = 0;

	for (size_t i = 0; i < asked->count; i++) {
		const struct cache_target *target = &asked->targets[i];
		bool is_lost = target->is_overlay && target->layer_count == 0;

		answered += target->status == STATUS_OK && !is_lost;
		if (!is_lost)
			continue;
		message_set(&message,
			_("%s: on an overlay, whose files are those of its layers; which these are "
			  "cannot be told here: name their directories"),
			quoted_string(target->name).text);
		report_error(&message, EXIT_FAILED);
	}
	return asked->count == 0 || answered > 0;
}

/* What the arguments name.  Asks before the filter of system calls, which lets no process be started. */
static enum status find(struct cache_below *asked, const struct options *options,
	struct message *message)
{
	enum status status;

	asked->targets = calloc(options->argument_count + 1, sizeof(*asked->targets));
	if (!asked->targets)
		return STATUS_NO_MEMORY;
	asked->count = options->argument_count;
	for (size_t i = 0; i < asked->count; i++)
		asked->targets[i].name = options->arguments[i];
	status = cache_targets_find(asked->targets, asked->count);
	if (status == STATUS_FAILED)
		message_set(message, _("the page cache: %s"), strerror(errno));
	return status;
}

/* By the files themselves. */
static enum status ask_files(struct cache_report *report, const struct cache_below *asked,
	const struct batch *batch, struct message *message)
{
	enum status status = cache_targets_ask(report, asked->targets, asked->count);

	if (batch->ready)
		batch->ready();
	if (status == STATUS_FAILED)
		message_set(message, _("the page cache: %s"), strerror(errno));
	page_cache_read_meminfo(report);
	cache_report_sort(report);
	return status == STATUS_OK && !say_all_unread(asked) ? STATUS_FAILED : status;
}

/* By the files that processes have open, where the kernel's lists cannot be read: a child asks these as well. */
static enum status ask_holders(struct cache_report *report, const struct cache_programs *programs,
	const struct batch *batch, struct message *message)
{
	enum status status = cache_report_ask_holders(report, programs, &never, message);

	if (batch->ready)
		batch->ready();
	return status;
}

/*
 * Directories are read by children, which the filter of system calls does not let start: so before it.  What is
 * asked for is told apart once all has its name.
 */
static enum status find_names(struct cache_report *report, struct cache_search *search,
	const struct cache_programs *programs, const struct cache_below *asked,
	const struct batch *batch, struct message *message)
{
	static const struct cache_below everything = { NULL, 0 };
	enum status status = kernel_cache_find(asked->targets, asked->count, &programs->lists);

	if (status == STATUS_OK)
		status = cache_report_list(report, programs, &everything, &never, message);
	if (status == STATUS_OK)
		status = cache_search_plan(search, report, asked);
	if (status == STATUS_OK)
		status = cache_search_run(search, programs->lists.bpf,
			CACHE_SEARCH_SECONDS * batch->inspect_limit, &never, NULL, NULL);
	if (status == STATUS_FAILED && !message->text[0])
		message_set(message, _("the search for names: %s"), strerror(errno));
	if (batch->ready)
		batch->ready();
	report->is_searched = true;
	if (status == STATUS_OK)
		status = cache_names_apply(&search->names, report);
	if (status == STATUS_OK && asked->count > 0)
		status = cache_report_keep_below(report, asked);
	cache_targets_close(asked->targets, asked->count);
	if (status == STATUS_OK)
		status = cache_report_complete(report, programs, &never);
	return status;
}

/* Only loaded programs may be run behind the filter of system calls. */
static enum status list(struct cache_report *report, const struct cache_programs *programs,
	const struct cache_below *asked, const struct batch *batch, struct message *message)
{
	if (batch->ready)
		batch->ready();
	return cache_report_read(report, programs, asked, &never, message);
}

/* search: NULL: none is wanted. */
static enum status look(struct cache_report *report, struct cache_search *search,
	const struct cache_below *asked, const struct batch *batch, struct message *message)
{
	struct cache_programs programs;
	struct message reason;
	enum status status = cache_programs_load(&programs, batch->bpf);

	if (search && status == STATUS_REFUSED) {
		kernel_refusal_say_lists(&reason, &programs.refusal);
		message_set(message, _("--find-names starts from the kernel's lists. %s"),
			reason.text);
		status = STATUS_FAILED;
	}
	report->refusal = programs.refusal;
	if (status == STATUS_REFUSED && asked->count > 0 && !search)
		return ask_files(report, asked, batch, message);
	if (status == STATUS_OK && asked->count > 0 && !say_all_unread(asked))
		status = STATUS_FAILED;
	if (status == STATUS_OK && search)
		status = find_names(report, search, &programs, asked, batch, message);
	else if (status == STATUS_OK)
		status = list(report, &programs, asked, batch, message);
	else if (status == STATUS_REFUSED && cache_programs_may_yet(&programs))
		kernel_refusal_say_lists(message, &programs.refusal);
	else if (status == STATUS_REFUSED)
		status = ask_holders(report, &programs, batch, message);
	if (status == STATUS_OK && !say_all_unlayered(asked))
		status = STATUS_FAILED;
	cache_programs_unload(&programs);
	return status;
}

int run_cache(const struct options *options, const struct batch *batch)
{
	struct cache_report report = { 0 };
	struct message message = { "" };
	struct cache_below asked = { 0 };
	struct cache_search found = { .places = NULL };
	struct cache_search *search = options->find_names ? &found : NULL;
	enum status status;

	signal(SIGPIPE, SIG_IGN);
	status = find(&asked, options, &message);
	if (status == STATUS_OK)
		status = look(&report, search, &asked, batch, &message);
	if (status == STATUS_OK)
		status = print(&report, search, options->by, batch, &message);
	cache_report_free(&report);
	cache_search_free(&found);
	cache_targets_free(asked.targets, asked.count);
	free(asked.targets);
	return report_end(status == STATUS_REFUSED ? STATUS_FAILED : status, &message);
}
