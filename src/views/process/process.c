/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "views/process/process.h"

#include "base/i18n.h"
#include "base/macros.h"
#include "document/heap_figures.h"
#include "document/labels.h"
#include "findings/other_heaps.h"
#include "document/process_summary.h"
#include "document/trend_figures.h"
#include "findings/put.h"
#include "views/process/parts.h"

/* ---- identity ---- */

static void put_text(struct document *document, const struct label *label,
	const struct process_detail *detail, uint32_t offset)
{
	document_datum(document, label, datum_if_any(detail_string(detail, offset)));
}

static const char *or_dash(const struct process_detail *detail, uint32_t offset)
{
	const char *string = detail_string(detail, offset);

	return *string ? string : units_placeholder(VALUE_ABSENT);
}

static void put_who(struct document *document, const struct process_detail *detail)
{
	static const struct label parent = { "ppid", NULL, N_("Its parent."), UNIT_NONE };
	static const struct label user = { "user", NULL, N_("Whose it is."), UNIT_TEXT };
	static const struct label name = { "name", NULL, N_("Its name, of at most 15 bytes."),
		UNIT_TEXT };
	static const struct label command = { "command", N_("command"), N_("Its command line."),
		UNIT_TEXT };
	static const struct label executable = { "executable", NULL, N_("The file of its program."),
		UNIT_TEXT };
	static const struct label cgroup = { "cgroup", NULL,
		N_("Its memory cgroup, below the root of the hierarchy."), UNIT_TEXT };
	static const struct label state = { "state", NULL,
		N_("Its state, as ps has it: R running, S sleeping, Z ended."), UNIT_TEXT };
	static const struct label thread = { "kernel_thread", NULL,
		N_("Whether it is a thread of the kernel, without memory of its own."), UNIT_BOOL };

	document_schema(document);
	document_time(document, detail->wall_ns);
	document_recorded(document, detail->recorded);
	document_read_from(document, "stat+status+cmdline+cgroup");
	document_say(document, EMPHASIS_STRONG, _("process %d  %s"), (int)detail->pid,
		or_dash(detail, detail->name));
	document_figure(document, &process_pid_label, value_of(detail->pid));
	document_figure(document, &parent, value_of(detail->ppid));
	put_text(document, &user, detail, detail->user);
	put_text(document, &name, detail, detail->name);
	document_place(document, IN_TEXT | FOR_PROGRAMS, &command,
		detail->smaps_status == STATUS_UNANSWERED
			? datum_of(value_missing(VALUE_UNANSWERED))
			: datum_of_string(detail_string(detail, detail->command)));
	if (detail->recorded)
		document_figure(document, &executable, value_missing(VALUE_NOT_RECORDED));
	else
		put_text(document, &executable, detail, detail->executable);
	put_text(document, &cgroup, detail, detail->cgroup);
	document_datum(document, &state,
		detail->process_state ? datum_of_bytes(text_of(&detail->process_state, 1))
				      : datum_none());
	document_figure(document, &thread, value_of(detail->kernel_thread));
	document_say(document, EMPHASIS_NONE, _("  user %s  parent %d  state %c"),
		or_dash(detail, detail->user), (int)detail->ppid,
		detail->process_state ? detail->process_state : '-');
	if (detail->recorded)
		document_say(document, EMPHASIS_NOTE,
			_("Out of a record: what is blank was not recorded, nor were mappings and heap."));
}

void process_put_findings(struct document *document, const struct process_evidence *evidence)
{
	struct findings findings;

	process_judge(&findings, evidence);
	findings_put(document, &findings, true);
}

/* ---- its summary ---- */

struct datum process_summary_datum(struct document *document, const struct summary_row *row,
	const struct process_detail *detail)
{
	struct value value = summary_value(row, detail);
	char words[SUMMARY_TEXT];

	if (!row->words && (!row->absent || value.state != VALUE_ABSENT))
		return datum_of(value);
	summary_print(words, row, detail, SCALE_AUTO);
	return datum_worded(value, document_format(document, "%s", words));
}

/* Those that take words, a line each, or the others. */
static void put_rows(struct document *document, const struct process_detail *detail, bool wordy)
{
	for (const struct summary_row *row = summary_rows; row->label.title; row++)
		if ((row->label.unit == UNIT_TEXT) == wordy)
			document_place(document,
				summary_is_told(row, detail) ? EVERYWHERE : FOR_PROGRAMS,
				&row->label, process_summary_datum(document, row, detail));
}

static void node_cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	(void)id;
	out->value = ((const struct process_detail *)context)->node_bytes[row];
}

static void put_nodes(struct document *document, const struct process_detail *detail)
{
	static const struct label bytes = { "numa_bytes", NULL,
		N_("What it has on each node of the machine, where there is more than one."),
		UNIT_BYTES };
	static const struct document_column columns[] = { { &bytes, IN_JSON, 0, 0 } };
	enum value_state state = detail->node_bytes[0].state;

	if (detail->numa_nodes < 2)
		state = VALUE_ABSENT;
	document_table(document, &(struct document_table){ .key = bytes.key,
					 .columns = columns,
					 .column_count = 1,
					 .context = detail,
					 .row_count = min_size(detail->numa_nodes, DETAIL_NODES),
					 .state = state == VALUE_STALE ? VALUE_OK : state,
					 .cell = node_cell,
					 .sorted = -1,
					 .is_list = true });
}

void process_put_summary(struct document *document, const struct process_detail *detail,
	const char *title)
{
	document_read_from(document, "smaps_rollup+status+stat+limits+cgroup+fd");
	document_open(document, NULL, title);
	put_rows(document, detail, false);
	put_rows(document, detail, true);
	document_close(document);
}

/* ---- how it grows, and its heap ---- */

static void put_trend(struct document *document, const struct process_evidence *evidence)
{
	static const struct label pace = { "growth_bytes_per_minute", NULL,
		N_("How fast its own memory grows: anonymous, swapped and shared."), UNIT_PACE };
	enum growth_limit limit;

	document_read_from(document, "status");
	if (evidence->detail->kernel_thread || evidence->detail->process_state == 'Z')
		document_no_trend(document, &pace);
	else
		document_trend(document, &pace, &evidence->trend);
	document_place(document, FOR_PROGRAMS, &trend_limit_label,
		datum_of(process_seconds_to_limit(evidence, &limit)));
}

void process_put_heap(struct document *document, const struct heap_evidence *heap,
	const char *title, bool with_others)
{
	const struct heap_report *report = heap->report;
	bool refused = report->confidence == HEAP_REFUSED;

	document_open(document, "heap", refused ? NULL : title);
	document_heap_status(document, report);
	for (size_t i = 0; i < HEAP_FIGURES; i++)
		if (heap_figure_rows[i].in_summary)
			document_place(document, refused ? FOR_PROGRAMS : EVERYWHERE,
				&heap_figure_rows[i].label,
				datum_of(heap_figure_of_report(report, i)));
	document_trend(document, &heap_growth_label, &heap->trend);
	if (with_others)
		document_other_heaps(document, heap);
	document_close(document);
}

static void put_heap(struct document *document, const struct process_evidence *evidence)
{
	static const struct label heap = { "heap", NULL, NULL, UNIT_NONE };
	enum status status = evidence->heap_status;

	document_read_from(document, "mem+maps+pagemap");
	if (evidence->heap.report)
		process_put_heap(document, &evidence->heap, N_("Heap"), true);
	else
		document_figure(document, &heap,
			value_missing(
				status == STATUS_OK ? VALUE_NOT_ASKED : value_state_of(status)));
}

/* ---- the whole ---- */

static void release(void *detail)
{
	detail_unref(detail);
}

struct document *process_document(const struct process_evidence *evidence)
{
	struct process_detail *detail = evidence->detail;
	struct document *document = document_new();

	if (!document)
		return NULL;
	document_hold(document, detail_ref(detail), release);
	put_who(document, detail);
	document_read_from(document, NULL);
	process_put_findings(document, evidence);
	process_put_summary(document, detail, N_("Summary"));
	document_read_from(document, "numa_maps");
	put_nodes(document, detail);
	put_trend(document, evidence);
	put_heap(document, evidence);
	document_read_from(document, "smaps");
	process_put_all_kinds(document, detail);
	process_put_kinds(document, detail, NULL);
	process_put_mappings(document, detail, NULL);
	return document;
}

struct document *process_specimen(void)
{
	static const struct heap_report report;
	struct process_detail *detail = detail_new(0);
	struct document *document = NULL;

	if (detail)
		document = process_document(&(struct process_evidence){ .detail = detail,
			.heap = { .report = &report } });
	detail_unref(detail);
	return document;
}
