/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "views/oom/oom.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "findings/oom_rules.h"
#include "views/oom/rows.h"

#define SENTENCE_SIZE 2048

enum { WHAT, SIZE, SHARE, NOTE };

static const struct label what_label = { "what", "", NULL, UNIT_TEXT };
static const struct label size_label = { "bytes", N_("SIZE"), NULL, UNIT_BYTES };
static const struct label share_label = { "share", N_("SHARE"), NULL, UNIT_PERCENT };
static const struct label note_label = { "note", N_("MEANING"), NULL, UNIT_TEXT };

static const struct document_column row_columns[] = {
	{ &what_label, SHOWN, 28, WHAT },
	{ &size_label, SHOWN, 7, SIZE },
	{ &share_label, SHOWN, 6, SHARE },
	{ &note_label, SHOWN, 1, NOTE },
};

static struct datum string_or_blank(const char *string)
{
	return string[0] ? datum_of_string(string) : datum_missing(VALUE_GONE);
}

static void row_cell(const void *context, size_t index, unsigned id, struct datum *out)
{
	const struct oom_row *row = &((const struct oom_rows *)context)->items[index];

	if (id == WHAT)
		*out = string_or_blank(row->what);
	else if (id == NOTE)
		*out = string_or_blank(row->note[0] == ',' ? row->note + 2 : row->note);
	else
		*out = datum_of(id == SIZE ? row->size : row->share);
}

static const struct label *row_label(const void *context, size_t index)
{
	return ((const struct oom_rows *)context)->items[index].term;
}

static enum emphasis row_emphasis(const void *context, size_t index)
{
	return ((const struct oom_rows *)context)->items[index].emphasis;
}

static void release_rows(void *object)
{
	struct oom_rows *rows = object;

	free(rows->items);
	free(rows);
}

static bool put_rows(struct document *document, const struct oom_view *view,
	const struct oom_sort *sort)
{
	struct oom_rows *rows = calloc(1, sizeof(*rows));
	struct document_table table = { .key = "lines",
		.columns = row_columns,
		.column_count = COUNT_OF(row_columns),
		.state = VALUE_OK,
		.cell = row_cell,
		.emphasis = row_emphasis,
		.row_label = row_label,
		.sorted = -1 };

	if (!rows)
		return false;
	oom_rows_make(rows, view, sort);
	document_hold(document, rows, release_rows);
	table.context = rows;
	table.row_count = rows->count;
	if (rows->count > 0)
		document_table(document, &table);
	return !rows->no_memory;
}

static enum emphasis emphasis_of(enum severity severity)
{
	static const enum emphasis rows[] = { [SEVERITY_CRITICAL] = EMPHASIS_CRITICAL,
		[SEVERITY_WARNING] = EMPHASIS_WARNING,
		[SEVERITY_NOTE] = EMPHASIS_NOTE,
		[SEVERITY_OK] = EMPHASIS_STRONG };

	return rows[severity];
}

static void put_finding(struct document *document, const struct finding *finding)
{
	char text[SENTENCE_SIZE];

	finding_sentence(text, sizeof(text), finding, FOR_PEOPLE);
	document_line(document, emphasis_of(finding->severity),
		document_format(document, "%s", text));
	if (finding_advice(text, sizeof(text), finding, FOR_PEOPLE))
		document_line(document, EMPHASIS_FAINT, document_format(document, "  -> %s", text));
}

/* The sentence of the cause first, then what else is worth knowing. */
static void put_findings(struct document *document, const struct oom_view *view)
{
	const struct finding *headline;
	struct findings findings;

	oom_judge(&findings, view);
	headline = oom_headline(&findings, view);
	if (headline)
		put_finding(document, headline);
	for (size_t i = 0; i < findings.count; i++)
		if (&findings.rows[i] != headline)
			put_finding(document, &findings.rows[i]);
}

static void put_sentence(struct document *document, const struct oom_view *view)
{
	char text[SENTENCE_SIZE];
	const struct finding *headline;
	struct findings findings;

	oom_judge(&findings, view);
	headline = oom_headline(&findings, view);
	if (!headline)
		return;
	finding_sentence(text, sizeof(text), headline, FOR_PEOPLE);
	document_line(document, EMPHASIS_NONE,
		document_format(document, _("line %zu: %s"), view->report->line, text));
}

static bool same_cause(const struct oom_reports *reports)
{
	struct oom_view first, other;

	oom_view_at(&first, reports, 0);
	for (size_t i = 1; i < reports->count; i++) {
		oom_view_at(&other, reports, i);
		if (other.cause != first.cause)
			return false;
	}
	return true;
}

/* "3 reports in 4 s, one cause." */
static void put_summary(struct document *document, const struct oom_reports *reports)
{
	size_t count = reports->count;
	struct value first = reports->items[0].time_us, last = reports->items[count - 1].time_us;
	const char *cause = same_cause(reports) ? _("one cause") : _("different causes");
	const char *line;

	if (count < 2)
		return;
	if (value_known(first) && value_known(last) && last.n >= first.n)
		line = document_format(document,
			ngettext("%zu report in %llu s, %s.", "%zu reports in %llu s, %s.", count),
			count, (unsigned long long)((last.n - first.n + 500000) / 1000000), cause);
	else
		line = document_format(document,
			ngettext("%zu report, %s.", "%zu reports, %s.", count), count, cause);
	document_line(document, EMPHASIS_STRONG, line);
}

static struct document *finish(struct document *document, bool ok)
{
	if (ok && document_status(document) == STATUS_OK)
		return document;
	document_free(document);
	return NULL;
}

struct document *oom_document(const struct oom_reports *reports)
{
	struct document *document = document_new();
	struct oom_view view;
	bool ok = true;

	if (!document)
		return NULL;
	put_summary(document, reports);
	for (size_t i = 0; i < reports->count && ok; i++) {
		if (reports->count > 1)
			document_line(document, EMPHASIS_STRONG,
				document_format(document, _("Report %zu, line %zu"), i + 1,
					reports->items[i].line));
		oom_view_at(&view, reports, i);
		put_findings(document, &view);
		ok = put_rows(document, &view, &(struct oom_sort){ OOM_SORT_ALL, false });
	}
	return finish(document, ok);
}

struct document *oom_document_of(const struct oom_reports *reports, size_t index,
	const struct oom_sort *sort)
{
	struct document *document = document_new();
	struct oom_view view;
	bool ok;

	if (!document)
		return NULL;
	put_summary(document, reports);
	oom_view_at(&view, reports, index);
	put_findings(document, &view);
	ok = put_rows(document, &view, sort);
	for (size_t i = 0; i < reports->count && i < 8; i++) {
		if (i == index)
			continue;
		oom_view_at(&view, reports, i);
		put_sentence(document, &view);
	}
	return finish(document, ok);
}

/* ---- for programs ---- */

enum { PID, NAME, UID, RSS, SWAP, PAGE_TABLES };

static const struct label pid_label = { "pid", NULL, N_("The process."), UNIT_NONE };
static const struct label name_label = { "name", NULL, N_("Its name as the report has it."),
	UNIT_TEXT };
static const struct label uid_label = { "uid", NULL, N_("The user it ran as."), UNIT_NONE };
static const struct label rss_label = { "rss_bytes", NULL, N_("Resident memory."), UNIT_BYTES };
static const struct label swap_label = { "swap_bytes", NULL, N_("Swapped memory."), UNIT_BYTES };
static const struct label page_tables_label = { "page_tables_bytes", NULL, N_("Its page tables."),
	UNIT_BYTES };

static const struct document_column task_columns[] = {
	{ &pid_label, FOR_PROGRAMS, 0, PID },
	{ &name_label, FOR_PROGRAMS, 0, NAME },
	{ &uid_label, FOR_PROGRAMS, 0, UID },
	{ &rss_label, FOR_PROGRAMS, 0, RSS },
	{ &swap_label, FOR_PROGRAMS, 0, SWAP },
	{ &page_tables_label, FOR_PROGRAMS, 0, PAGE_TABLES },
};

static struct value certain(const struct oom_view *view, struct value value, uint64_t bytes)
{
	return value_known(value) && value_known(view->page_size) ? value_of(bytes)
								  : value_missing(VALUE_ABSENT);
}

static void task_cell(const void *context, size_t index, unsigned id, struct datum *out)
{
	const struct oom_view *view = context;
	const struct oom_task *task = &view->report->tasks[index];
	struct oom_holder holder = oom_holder_of(view, task);

	if (id == NAME)
		*out = datum_of_bytes(task->name);
	else if (id == PID)
		*out = datum_of(value_of(task->pid));
	else if (id == UID)
		*out = datum_of(value_of(task->uid));
	else if (id == RSS)
		*out = datum_of(certain(view, task->rss, holder.resident));
	else if (id == SWAP)
		*out = datum_of(certain(view, task->swap, holder.swap));
	else
		*out = datum_of(task->page_tables);
}

struct document *oom_processes_document(const struct oom_reports *reports)
{
	struct document *document = document_new();
	struct document_table table = { .key = "processes",
		.columns = task_columns,
		.column_count = COUNT_OF(task_columns),
		.state = VALUE_OK,
		.cell = task_cell,
		.sorted = -1 };
	struct oom_view view, *kept;

	if (!document)
		return NULL;
	oom_view_at(&view, reports, 0);
	kept = document_copy(document, &view, sizeof(view));
	table.context = kept;
	table.row_count = kept ? view.report->task_count : 0;
	document_table(document, &table);
	return finish(document, kept != NULL);
}
