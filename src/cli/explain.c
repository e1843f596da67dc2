/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view explain: saved files or live samples, read, judged and printed. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "cli/commands.h"
#include "base/messages.h"
#include "parse/oom/oom.h"
#include "render/explain/explain.h"
#include "render/explain/oom.h"
#include "render/render.h"
#include "source/collector.h"
#include "source/saved_file.h"
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

static enum status load(struct saved_meminfo *saved, const char *path, struct message *message)
{
	struct saved_file file;
	enum status status = saved_file_read(&file, path, message);

	saved->name = path;
	if (status == STATUS_OK)
		status = load_oom(saved, &file);
	if (status == STATUS_OK && saved->oom.count == 0) {
		status = pasted_parse(&saved->pasted, file.text, file.length);
		saved->lines_before = file.lines_before;
		if (status == STATUS_MALFORMED)
			say_what_it_is(message, path, &file, &saved->pasted);
		else if (status != STATUS_OK)
			message_set(message, "%s: %s", path, status_text(status));
	}
	saved_file_free(&file);
	return status;
}

enum status explain_files_load(struct explain_files *files, const struct options *options,
	struct message *message)
{
	enum status status = STATUS_OK;

	*files = (struct explain_files){ .count = 0 };
	for (size_t i = 0; i < options->argument_count && status == STATUS_OK; i++)
		status = load(&files->saved[files->count++], options->arguments[i], message);
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

static void print(struct sink *sink, const struct explained *explained, const struct batch *batch)
{
	struct explain_style style = { batch->system_scale, batch->ascii };

	if (batch->format == FORMAT_JSON)
		explain_json(sink, explained);
	else if (batch->format == FORMAT_CSV)
		explain_csv(sink, explained);
	else
		explain_text(sink, explained, &style);
}

static struct explained explained_of(const struct saved_meminfo *saved, size_t part,
	struct evidence *evidence)
{
	evidence_of_pasted(evidence, &saved->pasted, part);
	return (struct explained){ .source = saved->name,
		.lines_before = saved->lines_before,
		.evidence = evidence };
}

static void compare(struct sink *sink, const struct explained *before,
	const struct explained *after, const struct batch *batch)
{
	struct explain_style style = { batch->system_scale, batch->ascii };

	if (batch->format == FORMAT_TEXT)
		explain_compare_text(sink, before, after, &style);
	else
		explain_compare_json(sink, before, after);
}

/* The part that tells most, beside the first of its series. */
static void explain_chosen(const struct saved_meminfo *saved, const struct batch *batch,
	struct sink *sink)
{
	const struct pasted *pasted = &saved->pasted;
	struct evidence evidence[2];
	struct explained chosen = explained_of(saved, pasted->chosen, &evidence[0]);
	struct explained first = explained_of(saved, pasted->first, &evidence[1]);

	if (pasted->first != pasted->chosen)
		chosen.before = &first;
	print(sink, &chosen, batch);
}

static void print_oom(const struct oom_reports *reports, const struct batch *batch,
	struct sink *sink)
{
	struct document *document;

	if (batch->format == FORMAT_JSON) {
		explain_oom_json(sink, reports);
		return;
	}
	document = batch->format == FORMAT_CSV ? oom_processes_document(reports)
					       : oom_document(reports);
	if (document)
		render(sink, document, batch, true);
	else
		sink_fail(sink, STATUS_NO_MEMORY);
	document_free(document);
}

static void explain_all(const struct saved_meminfo *saved, const struct batch *batch,
	struct sink *sink)
{
	for (size_t part = 0; part < saved->pasted.count; part++) {
		struct evidence evidence;
		struct explained explained = explained_of(saved, part, &evidence);

		if (part > 0 && batch->format == FORMAT_TEXT)
			sink_bytes(sink, "\n", 1);
		print(sink, &explained, batch);
	}
}

static void compare_files(const struct explain_files *files, const struct batch *batch,
	struct sink *sink)
{
	struct evidence evidence[2];
	struct explained first = explained_of(&files->saved[0], files->saved[0].pasted.chosen,
				 &evidence[0]),
			 second = explained_of(&files->saved[1], files->saved[1].pasted.chosen,
				 &evidence[1]);

	compare(sink, &first, &second, batch);
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
			print_oom(&saved->oom, batch, sink);
	}
}

static enum status explain_saved(const struct options *options, const struct batch *batch,
	struct sink *sink, struct message *message)
{
	struct explain_files files;
	enum status status = explain_files_load(&files, options, message);

	if (status == STATUS_OK) {
		if (any_oom(&files))
			explain_oom(&files, batch, sink);
		else if (options->all)
			for (size_t i = 0; i < files.count; i++)
				explain_all(&files.saved[i], batch, sink);
		else if (files.count == 2)
			compare_files(&files, batch, sink);
		else
			explain_chosen(&files.saved[0], batch, sink);
		status = sink_flush(sink, message);
	}
	explain_files_free(&files);
	return status;
}

static enum status explain_sample(const struct sample *sample, const struct batch *batch,
	struct sink *sink, struct message *message)
{
	struct evidence evidence;
	struct explained explained = { .source = "live",
		.kernel = sample->kernel,
		.evidence = &evidence };

	if (sample->system.meminfo_status != STATUS_OK) {
		message_set(message, "meminfo: %s", status_text(sample->system.meminfo_status));
		return sample->system.meminfo_status;
	}
	evidence_of_system(&evidence, &sample->system);
	print(sink, &explained, batch);
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

	status = collector_new(&collector, &request, (struct retained_source){ 0 }, message);
	if (status != STATUS_OK)
		return status;
	feed = collector_feed(collector);
	for (uint64_t i = 0; i < count && status == STATUS_OK; i++) {
		struct sample *sample = feed.wait(feed.context, message);

		status = sample ? explain_sample(sample, batch, sink, message) : STATUS_FAILED;
		sample_unref(sample);
	}
	collector_free(collector);
	return status;
}

/* No argument: live samples, as many as asked for; one file; or two to compare. */
int run_explain(const struct options *options, const struct batch *batch)
{
	struct message message = { "" };
	enum status status;
	struct sink sink;

	/* A reader that leaves is an error of write(2), not the end of this process. */
	signal(SIGPIPE, SIG_IGN);
	batch_open_sink(&sink, batch, stdout);
	if (options->argument_count == 0)
		status = explain_live(batch, &sink, &message);
	else
		status = explain_saved(options, batch, &sink, &message);
	sink_close(&sink);
	return status == STATUS_OK ? EXIT_DONE : report_error(&message, EXIT_FAILED);
}
