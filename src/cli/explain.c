/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view explain: saved files or live samples, read, judged and printed. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "base/messages.h"
#include "cli/commands.h"
#include "parse/oom/oom.h"
#include "render/render.h"
#include "source/collector.h"
#include "source/saved_file.h"
#include "views/explain/explain.h"
#include "views/oom/oom.h"

/* What is wrong with a text that holds nothing to explain: what it is, and what to ask for. */
static void say_what_it_is(struct message *message, const char *path, const struct saved_file *file,
	const struct pasted *pasted)
{
	const struct pasted_row *row = &pasted_rows[pasted->kind];
	const char *name = strcmp(path, "-") == 0 ? _("standard input") : path;

	if (pasted->kind == PASTED_OTHER)
		message_set(message, _("%s: there is no meminfo in it: %s (%s)"), name,
			saved_file_type(file), _(row->next));
	else
		message_set(message, _("%s: there is no meminfo in it: it is %s (%s)"), name,
			_(row->title), _(row->next));
}

/*
 * Whether a text is about memory that ended rather than a meminfo with a line of the kernel beside
 * it: reports that say more than that something was killed.
 */
static bool is_oom_text(const struct oom_reports *reports, const struct saved_file *file)
{
	const struct oom_report *first = reports->items;

	if (reports->count == 0)
		return false;
	if (first->mem_info || first->zone_count > 0 || first->form == OOM_FORM_USERSPACE ||
		value_known(first->memory_cgroup.memory.usage))
		return true;
	return memmem(file->text, file->length, "MemTotal", 8) == NULL;
}

/* STATUS_OK with reports, or with none; only memory can be missing. */
static enum status load_oom(struct saved_meminfo *saved, const struct saved_file *file)
{
	enum status status = oom_parse(&saved->oom, file->text, file->length);

	if (status == STATUS_OK && !is_oom_text(&saved->oom, file))
		oom_reports_free(&saved->oom);
	return status == STATUS_NO_MEMORY ? status : STATUS_OK;
}

static enum status load(struct saved_meminfo *saved, struct saved_source *source,
	struct message *message)
{
	struct saved_file file;
	enum status status = saved_file_take(&file, source, message);

	saved->name = source->path;
	if (status == STATUS_OK)
		status = load_oom(saved, &file);
	if (status == STATUS_OK && saved->oom.count == 0) {
		status = pasted_parse(&saved->pasted, file.text, file.length);
		saved->lines_before = file.lines_before;
		if (status == STATUS_MALFORMED)
			say_what_it_is(message, source->path, &file, &saved->pasted);
		else if (status != STATUS_OK)
			message_set(message, "%s: %s", source->path, status_text(status));
	}
	saved_file_free(&file);
	return status;
}

enum status explain_files_load(struct explain_files *files, const struct options *options,
	void (*ready)(void), struct message *message)
{
	struct saved_source sources[COUNT_OF(files->saved)];
	enum status status = STATUS_OK;
	size_t opened = 0;

	*files = (struct explain_files){ .count = 0 };
	while (opened < options->argument_count && status == STATUS_OK) {
		status = saved_source_open(&sources[opened], options->arguments[opened], message);
		opened++;
	}
	if (status == STATUS_OK && ready)
		ready();
	for (size_t i = 0; i < opened && status == STATUS_OK; i++)
		status = load(&files->saved[files->count++], &sources[i], message);
	while (opened > 0)
		saved_source_close(&sources[--opened]);
	message_clean(message);
	return status;
}

void explain_files_free(struct explain_files *files)
{
	for (size_t i = 0; i < files->count; i++) {
		oom_reports_free(&files->saved[i].oom);
		pasted_free(&files->saved[i].pasted);
	}
}

/* Prints and frees it; NULL: there was no memory for it. */
static void print(struct sink *sink, struct document *document, const struct batch *batch,
	bool first)
{
	render(sink, document, batch, first);
	document_free(document);
}

/* The part that tells most, beside the first of its series. */
static void explain_chosen(const struct saved_meminfo *saved, const struct batch *batch,
	struct sink *sink)
{
	struct explain_request request = { .shown = meminfo_source_chosen(saved),
		.scale = batch->system_scale };

	if (saved->pasted.first != saved->pasted.chosen)
		request.before = meminfo_source_first(saved);
	print(sink, explain_document(&request), batch, true);
}

static void explain_all(const struct explain_files *files, const struct batch *batch,
	struct sink *sink)
{
	bool first = true;

	for (size_t i = 0; i < files->count; i++) {
		const struct saved_meminfo *saved = &files->saved[i];

		for (size_t part = 0; part < saved->pasted.count; part++) {
			const struct explain_request request = { .shown = { .saved = saved,
									 .part = part },
				.scale = batch->system_scale };

			print(sink, explain_document(&request), batch, first);
			first = false;
		}
	}
}

static void compare_files(const struct explain_files *files, const struct batch *batch,
	struct sink *sink)
{
	const struct meminfo_source before = meminfo_source_chosen(&files->saved[0]),
				    after = meminfo_source_chosen(&files->saved[1]);

	print(sink, explain_comparison(&before, &after, batch->system_scale), batch, true);
}

static bool any_oom(const struct explain_files *files)
{
	for (size_t i = 0; i < files->count; i++)
		if (files->saved[i].oom.count > 0)
			return true;
	return false;
}

/* Reports are not compared: each file by itself. */
static void explain_oom(const struct explain_files *files, const struct batch *batch,
	struct sink *sink)
{
	for (size_t i = 0; i < files->count; i++) {
		const struct saved_meminfo *saved = &files->saved[i];

		if (saved->oom.count == 0)
			explain_chosen(saved, batch, sink);
		else
			print(sink, oom_document(&saved->oom, batch->format == FORMAT_TEXT), batch,
				true);
	}
}

static enum status explain_saved(const struct options *options, const struct batch *batch,
	struct sink *sink, struct message *message)
{
	struct explain_files files;
	enum status status = explain_files_load(&files, options, batch->ready, message);

	if (status == STATUS_OK) {
		if (any_oom(&files))
			explain_oom(&files, batch, sink);
		else if (options->all)
			explain_all(&files, batch, sink);
		else if (files.count == 2)
			compare_files(&files, batch, sink);
		else
			explain_chosen(&files.saved[0], batch, sink);
		status = sink_flush(sink, message);
	}
	explain_files_free(&files);
	return status;
}

static enum status explain_sample(struct sample *sample, const struct batch *batch,
	struct sink *sink, bool first, struct message *message)
{
	const struct explain_request request = { .shown = { .sample = sample },
		.scale = batch->system_scale };

	if (sample->system.meminfo_status != STATUS_OK) {
		message_set(message, "meminfo: %s", status_text(sample->system.meminfo_status));
		return sample->system.meminfo_status;
	}
	print(sink, explain_document(&request), batch, first);
	return sink_flush(sink, message);
}

static enum status explain_live(const struct batch *batch, struct sink *sink,
	struct message *message)
{
	uint64_t count = batch->iterations > 0 ? batch->iterations : 1;
	struct feed_request request = { .delay = batch->delay, .once = count == 1 };
	enum status status = STATUS_OK;
	struct collector *collector;
	struct feed feed;

	status = collector_new(&collector, &request,
		(struct collector_ports){ .retained.read = NULL }, message);
	if (status != STATUS_OK)
		return status;
	feed = collector_feed(collector);
	for (uint64_t i = 0; i < count && status == STATUS_OK; i++) {
		struct sample *sample = feed.wait(feed.context, message);

		status = sample ? explain_sample(sample, batch, sink, i == 0, message)
				: STATUS_FAILED;
		sample_unref(sample);
	}
	collector_free(collector);
	return status;
}

/* No argument: live samples, as many as asked for; one file; or two to compare. */
int run_explain(const struct options *options, const struct batch *batch)
{
	struct batch machine = *batch; /* all of its sizes are the machine's */
	struct message message = { "" };
	enum status status;
	struct sink sink;

	/* A reader that leaves is an error of write(2), not the end of this process. */
	signal(SIGPIPE, SIG_IGN);
	machine.process_scale = batch->system_scale;
	batch_open_sink(&sink, batch, stdout);
	if (options->argument_count == 0)
		status = explain_live(&machine, &sink, &message);
	else
		status = explain_saved(options, &machine, &sink, &message);
	sink_close(&sink);
	return report_end(status, &message);
}
