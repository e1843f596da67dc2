/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "views/overview/overview.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "derive/process/baseline.h"
#include "document/labels.h"
#include "findings/processes_rules.h"
#include "document/record/ended.h"
#include "document/tree.h"
#include "findings/put.h"
#include "views/overview/parts.h"
#include "views/overview/program.h"

/* Columns beside those of columns.c. */
#define TIME      COLUMN_COUNT
#define THREAD_OF (COLUMN_COUNT + 1)

static void release(void *object)
{
	struct pane_processes *processes = object;

	arranged_free(&processes->arranged);
	free(processes->columns);
	free(processes->branches);
	free(processes);
}

/* What stands before the command: branches of a tree, or how many processes a program has. */
static struct text lead_of(const struct pane_processes *processes, const struct process_line *line,
	char out[static DATUM_BUFFER])
{
	int length = 0;

	if (processes->shape == SHAPE_TREE)
		return tree_text(out, line->depth, line->last_child);
	if (processes->shape == SHAPE_PROGRAMS && line->count > 1)
		length = snprintf(out, DATUM_BUFFER, "(%zu) ", line->count);
	return text_of(out, (size_t)length);
}

static void text_cell(const struct pane_processes *processes, const struct process_line *line,
	enum column_id id, struct datum *out)
{
	struct text text = column_text(id, line->row, out->buffer);
	enum value_state state = line->row->identity->command_state;

	if (text.length == 0)
		return;
	if (id == COLUMN_COMMAND && state != VALUE_OK) {
		*out = datum_worded(value_missing(state), line->row->identity->command);
		return;
	}
	out->kind = DATUM_BYTES;
	out->value = value_of(0);
	out->text = text;
	if (id != COLUMN_COMMAND)
		return;
	out->lead = lead_of(processes, line, out->buffer);
	if (line->row->identity->thread && processes->shape != SHAPE_TREE)
		datum_mark_thread(out, sample_process_of(processes->arranged.sample, line->row),
			out->lead.length);
}

static void process_cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	const struct pane_processes *processes = context;
	const struct process_line *line = &processes->arranged.lines[row];

	if (id == TIME)
		out->value = value_of((uint64_t)processes->arranged.sample->wall_ns);
	else if (id == THREAD_OF)
		out->value = line->row->identity->thread ? value_of((uint64_t)line->row->ppid)
							 : value_missing(VALUE_ABSENT);
	else if (columns[id].label.unit == UNIT_TEXT)
		text_cell(processes, line, (enum column_id)id, out);
	else
		out->value = line_value(&processes->arranged, line, (enum column_id)id);
}

/* Of what is shown against a mark: figures are differences. */
static enum unit unit_against_mark(const void *context, size_t row, unsigned id)
{
	(void)context;
	(void)row;
	if (id == TIME)
		return UNIT_TIMESTAMP;
	if (id == THREAD_OF)
		return UNIT_NONE;
	return baseline_applies((enum column_id)id) ? UNIT_SIGNED : columns[id].label.unit;
}

static uint64_t process_key(const void *context, size_t row)
{
	return (uint64_t)((const struct pane_processes *)context)->arranged.lines[row].row->pid;
}

/*
 * What is of several processes, or against a mark, is not of the row alone either.  Columns that are there to be
 * sorted by, on screen, are never seen.
 */
static bool is_of_row(const struct pane_processes *processes)
{
	for (size_t i = 0; i < processes->column_count; i++) {
		const struct document_column *column = &processes->columns[i];

		if ((column->places & ON_SCREEN) && column->id != TIME &&
			!column_follows_row((enum column_id)column->id))
			return false;
	}
	return processes->shape == SHAPE_LIST && !processes->arranged.mark &&
	       processes->arranged.threads == 0;
}

/* On screen programs are shown without their directories, too. */
static uint64_t process_version(const void *context, size_t row)
{
	const struct pane_processes *processes = context;

	return processes->arranged.lines[row].row->version << 1 | processes->screen.no_paths;
}

static const struct row *process_at(const void *context, size_t row, size_t member)
{
	const struct pane_processes *processes = context;
	const struct process_line *line = &processes->arranged.lines[row];

	if (member == 0)
		return line->row;
	return processes->shape == SHAPE_PROGRAMS && member < line->count
		       ? processes->arranged.members[line->first + member]
		       : NULL;
}

static const struct row *process_of(const void *context, const struct row *thread)
{
	const struct pane_processes *processes = context;

	return sample_process_of(processes->arranged.sample, thread);
}

const struct arranged *overview_arranged(const struct document_table *table)
{
	return &((const struct pane_processes *)table->context)->arranged;
}

/* For text and programs: when it was, and the columns that are asked for. */
static enum status set_columns(struct pane_processes *processes, const struct column_list *list,
	bool threads)
{
	static const struct label thread_of = { "thread_of", NULL,
		N_("Of a thread: the PID of its process. The row's PID is its TID then."),
		UNIT_NONE };

	processes->columns = calloc(list->count + 2, sizeof(*processes->columns));
	if (!processes->columns)
		return STATUS_NO_MEMORY;
	processes->columns[processes->column_count++] =
		(struct document_column){ &sample_time_label, IN_CSV, 0, TIME };
	for (size_t i = 0; i < list->count; i++) {
		const struct column *column = &columns[list->ids[i]];

		processes->columns[processes->column_count++] =
			(struct document_column){ &column->label, EVERYWHERE,
				(unsigned)column->width, list->ids[i] };
	}
	if (threads)
		processes->columns[processes->column_count++] =
			(struct document_column){ &thread_of, FOR_PROGRAMS, 0, THREAD_OF };
	return STATUS_OK;
}

static void put_processes(struct document *document, const struct pane_processes *processes,
	const struct overview_request *request)
{
	struct document_table table = { .key = "processes",
		.columns = processes->columns,
		.column_count = processes->column_count,
		.context = processes,
		.row_count = processes->arranged.count,
		.state = VALUE_OK,
		.cell = request->screen ? overview_screen_cell : process_cell,
		.emphasis = request->screen ? overview_screen_emphasis : NULL,
		.row_key = process_key,
		.row_version = is_of_row(processes) ? process_version : NULL,
		.process = process_at,
		.process_of = process_of,
		.named_by_key = true,
		.unit = processes->arranged.mark ? unit_against_mark : NULL,
		.sorted = (int)request->arrangement->sort,
		.ascending = !request->arrangement->descending };

	document_table(document, &table);
}

static void put_counts(struct document *document, const struct arranged *arranged)
{
	static const struct label kernel_threads = { "kernel_threads_hidden", NULL,
		N_("Kernel threads that are not listed."), UNIT_COUNT };
	static const struct label filtered_out = { "filtered_out", NULL,
		N_("Processes that the filter leaves out."), UNIT_COUNT };

	document_figure(document, &kernel_threads, value_of(arranged->hidden_kernel_threads));
	document_figure(document, &filtered_out, value_of(arranged->filtered_out));
}

/* What the figures mean; people read the few that come first. */
static void put_findings(struct document *document, const struct sample *sample)
{
	struct findings findings = { .count = 0 };
	struct sample_evidence evidence;

	sample_judge(&findings, &evidence, sample);
	findings_put(document, &findings, false);
	findings_put_headlines(document, &findings);
}

static void put_ended(struct document *document, const struct sample *sample)
{
	char line[ENDED_SIZE] = "";

	if (sample->ended)
		ended_say_all(line, sample->ended);
	if (line[0])
		document_say(document, EMPHASIS_NOTE, "%s", line);
}

static void put_machine(struct document *document, const struct pane_processes *processes,
	const struct overview_request *request)
{
	struct sample *sample = processes->arranged.sample;

	if (!request->screen) {
		overview_put_machine(document, sample);
		put_counts(document, &processes->arranged);
	}
	overview_say_machine(document, sample, request);
	if (request->screen)
		return;
	put_findings(document, sample);
	put_ended(document, sample);
	overview_say_counts(document, &processes->arranged, request);
	document_line(document, EMPHASIS_NONE, "");
}

static bool all_gone(const struct arrangement *arrangement, const struct sample *sample)
{
	for (size_t i = 0; i < arrangement->pid_count; i++)
		if (sample_find(sample, arrangement->pids[i]))
			return false;
	return arrangement->pid_count > 0;
}

static void report_gone(const struct arrangement *arrangement, struct message *message)
{
	if (arrangement->pid_count == 1)
		message_set(message, _("process %d does not exist, or no longer"),
			(int)arrangement->pids[0]);
	else
		message_set(message, _("-p: none of these %zu processes exists, or no longer"),
			arrangement->pid_count);
}

struct document *overview_document(struct sample *sample, const struct overview_request *request,
	struct message *message)
{
	struct document *document;
	struct pane_processes *processes;
	enum status status;

	if (!request->screen && all_gone(request->arrangement, sample)) {
		report_gone(request->arrangement, message);
		return NULL;
	}
	document = document_new();
	processes = calloc(1, sizeof(*processes));
	if (!document || !processes) {
		document_free(document);
		free(processes);
		return NULL;
	}
	processes->shape = request->arrangement->shape;
	status = arrange(&processes->arranged, sample, request->arrangement);
	document_hold(document, processes, release);
	if (status == STATUS_OK)
		status = request->screen ? overview_screen_set(processes, request)
					 : set_columns(processes, request->columns,
						   request->arrangement->threads);
	if (status != STATUS_OK || document_status(document) != STATUS_OK) {
		document_free(document);
		return NULL;
	}
	if (!request->table_only)
		put_machine(document, processes, request);
	put_processes(document, processes, request);
	return document;
}

struct document *overview_specimen(void)
{
	const struct arrangement arrangement = { .threads = true };
	struct column_list all = { .count = COLUMN_COUNT };
	struct message message;
	struct sample *sample = sample_new();
	struct document *document = NULL;

	for (int id = 0; id < COLUMN_COUNT; id++)
		all.ids[id] = (enum column_id)id;
	if (sample) {
		sample->system.cgroup.version = 2;
		sample->ended = calloc(1, sizeof(*sample->ended));
		document = overview_document(sample,
			&(struct overview_request){ .arrangement = &arrangement, .columns = &all },
			&message);
	}
	sample_unref(sample);
	return document;
}
