/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "views/oom/oom.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "findings/oom_rules.h"
#include "findings/put.h"
#include "views/oom/figures.h"
#include "views/oom/rows.h"

enum { WHAT, SIZE, SHARE, NOTE };

static const struct label what_label = { "what", "", NULL, UNIT_TEXT };
static const struct label size_label = { "bytes", N_("SIZE"), NULL, UNIT_BYTES };
static const struct label share_label = { "share", N_("SHARE"), NULL, UNIT_PERCENT };
static const struct label note_label = { "note", N_("MEANING"), NULL, UNIT_TEXT };

static const struct document_column row_columns[] = {
	{ &what_label, SHOWN, 28, WHAT },
	{ &size_label, SHOWN, 7, SIZE },
	{ &share_label, SHOWN | DISPENSABLE(1), 6, SHARE },
	{ &note_label, SHOWN | DISPENSABLE(2), 1, NOTE },
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
	struct document_table table = { .columns = row_columns,
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

/* ---- one report ---- */

/* A report and what is said of it, in memory of the document's. */
struct told {
	const struct oom_view *view;
	const struct document_finding *said, *headline; /* headline: NULL if there is none */
	size_t count;
};

/* False without memory. */
static bool tell(struct told *told, struct document *document, const struct oom_reports *reports,
	size_t index)
{
	const struct finding *headline;
	struct findings findings;
	struct oom_view view;

	oom_view_at(&view, reports, index);
	told->view = document_copy(document, &view, sizeof(view));
	if (!told->view)
		return false;
	oom_judge(&findings, told->view);
	headline = oom_headline(&findings, told->view);
	told->count = findings.count;
	told->said = findings_say(document, &findings);
	told->headline = headline && told->said ? &told->said[headline - findings.rows] : NULL;
	return told->said != NULL;
}

static void say_finding(struct document *document, const struct document_finding *finding)
{
	document_line(document, finding->emphasis, finding->said);
	if (*finding->advised)
		document_say(document, EMPHASIS_FAINT, "  -> %s", finding->advised);
}

/* The sentence of the cause first, then what else is worth knowing. */
static void say_findings(struct document *document, const struct told *told)
{
	if (told->headline)
		say_finding(document, told->headline);
	for (size_t i = 0; i < told->count; i++)
		if (&told->said[i] != told->headline)
			say_finding(document, &told->said[i]);
}

static void say_sentence(struct document *document, const struct told *told)
{
	if (told->headline)
		document_say(document, EMPHASIS_NONE, _("line %zu: %s"), told->view->report->line,
			told->headline->said);
}

/* ---- all of them ---- */

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

/* Of a report: for programs what it is, for people what it says. */
static bool put_report(struct document *document, const struct told *told, bool for_people)
{
	bool ok = true;

	document_open(document, NULL, NULL);
	oom_put_report(document, told->view, told->headline ? told->headline->sentence : NULL);
	say_findings(document, told);
	if (for_people)
		ok = put_rows(document, told->view, &(struct oom_sort){ OOM_SORT_ALL, false });
	document_findings(document, told->said, told->count, false);
	document_close(document);
	return ok;
}

struct document *oom_document(const struct oom_reports *reports, bool for_people)
{
	struct document *document = document_new();
	struct told told, first = { .count = 0 };
	bool ok = true;

	if (!document)
		return NULL;
	document_schema(document);
	put_summary(document, reports);
	document_open_list(document, "reports");
	for (size_t i = 0; i < reports->count && ok; i++) {
		if (reports->count > 1)
			document_say(document, EMPHASIS_STRONG, _("Report %zu, line %zu"), i + 1,
				reports->items[i].line);
		ok = tell(&told, document, reports, i) && put_report(document, &told, for_people);
		if (i == 0)
			first = told;
	}
	document_close(document);
	document_findings(document, first.said, first.count, false);
	return finish(document, ok);
}

struct document *oom_specimen(void)
{
	static const struct oom_report report = { .request = { .known = true },
		.victim = { .known = true } };
	static const struct oom_view view = { .report = &report };
	struct document *document = document_new();

	if (!document)
		return NULL;
	document_schema(document);
	document_open_list(document, "reports");
	put_report(document, &(struct told){ .view = &view }, false);
	document_close(document);
	document_findings(document, NULL, 0, false);
	return document;
}

struct document *oom_document_of(const struct oom_reports *reports, size_t index,
	const struct oom_sort *sort)
{
	struct document *document = document_new();
	struct told told;
	bool ok;

	if (!document)
		return NULL;
	put_summary(document, reports);
	ok = tell(&told, document, reports, index);
	if (ok)
		say_findings(document, &told);
	ok = ok && put_rows(document, told.view, sort);
	for (size_t i = 0; ok && i < reports->count && i < 8; i++) {
		if (i == index)
			continue;
		ok = tell(&told, document, reports, i);
		if (ok)
			say_sentence(document, &told);
	}
	return finish(document, ok);
}
