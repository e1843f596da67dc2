/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "views/process/glance.h"

#include <string.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "base/utf8.h"
#include "derive/process/columns.h"
#include "derive/trend.h"
#include "findings/process_rules.h"
#include "findings/processes_rules.h"
#include "findings/put.h"
#include "sample/process/recorded.h"

/* The columns of a command that are shown. */
#define COMMAND_MOST 96

#define POINTS_MOST 128

struct glance {
	struct document *document;
	const struct sample *sample;
	const struct row *row;
	struct history *history;
	const struct search_evidence *search;
	enum scale scale;
	struct trend_finding trend;
};

static struct value figure(const struct glance *glance, enum column_id id)
{
	return column_value(id, glance->row, glance->sample);
}

static void put_name(const struct glance *glance)
{
	const struct identity *identity = glance->row->identity;
	char name[64], command[COMMAND_MOST * 4 + 1];
	size_t whole, shown, columns_used;

	utf8_printable(name, sizeof(name), identity->name, strlen(identity->name), 0);
	document_say(glance->document, EMPHASIS_STRONG, "%d %s", (int)glance->row->pid, name);
	whole = utf8_printable(command, sizeof(command), identity->command,
		identity->command_length, 0);
	shown = utf8_fit(command, COMMAND_MOST, &columns_used);
	if (strcmp(command, name) != 0)
		document_say(glance->document, EMPHASIS_FAINT, "%.*s%s", (int)shown, command,
			shown < whole ? "..." : "");
}

/* ---- findings ---- */

/* What malloc retains; growth is said of the process itself. */
static void judge_retained(struct findings *findings, struct processes_evidence *evidence,
	const struct glance *glance)
{
	processes_evidence_of_one(evidence, glance->sample, glance->row);
	evidence->grower = evidence->riser = NULL;
	evidence->growing = 0;
	findings_judge(findings, &(struct facts){ &processes_subject, { .processes = evidence } });
}

static void put_findings(const struct glance *glance)
{
	const struct meminfo *meminfo = &glance->sample->system.meminfo;
	struct processes_evidence processes;
	struct process_evidence evidence = { .trend = glance->trend,
		.available = meminfo->field[MEMINFO_MemAvailable],
		.heap_status = STATUS_NOT_RECORDED,
		.search = *glance->search };
	struct findings findings;

	evidence.detail = detail_of_row(glance->sample, glance->row);
	if (!evidence.detail) {
		document_fail(glance->document);
		return;
	}
	process_judge(&findings, &evidence);
	judge_retained(&findings, &processes, glance);
	findings_put(glance->document, &findings, true);
	detail_unref(evidence.detail);
}

/* ---- figures ---- */

/* The parts of RSS, in the order, the characters and the colours of the machine's bar. */
static void put_bar(const struct glance *glance)
{
	static const struct {
		enum column_id column;
		char mark;
		enum tint tint;
	} kinds[] = {
		{ COLUMN_ANONYMOUS, '|', TINT_APPLICATIONS },
		{ COLUMN_SHARED, '+', TINT_SHARED },
		{ COLUMN_FILE, '#', TINT_FILE },
	};
	struct document_part parts[COUNT_OF(kinds)];

	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		parts[i] = (struct document_part){ .label = &columns[kinds[i].column].label,
			.value = figure(glance, kinds[i].column),
			.mark = kinds[i].mark,
			.tint = kinds[i].tint };
	document_gauge(glance->document,
		&(struct document_gauge){ .label = &columns[COLUMN_RSS].label,
			.whole = figure(glance, COLUMN_RSS),
			.said = "",
			.parts = parts,
			.part_count = COUNT_OF(parts),
			.has_legend = true },
		1, (struct rank){ 1, 0 });
}

/* What is not known, or nothing, is left out. */
static void put_figures(const struct glance *glance)
{
	static const enum column_id shown[] = { COLUMN_SWAP, COLUMN_GROWTH, COLUMN_OWN,
		COLUMN_RETAINED, COLUMN_PSS, COLUMN_USS, COLUMN_ROOM, COLUMN_SIZE,
		COLUMN_PAGE_TABLES, COLUMN_LOCKED, COLUMN_MAJOR_FAULTS, COLUMN_CPU,
		COLUMN_OOM_SCORE, COLUMN_THREADS };

	for (size_t i = 0; i < COUNT_OF(shown); i++)
		if (value_or(figure(glance, shown[i]), 0) != 0)
			document_place(glance->document, ON_SCREEN, &columns[shown[i]].label,
				datum_of(figure(glance, shown[i])));
}

/* ---- its end ---- */

/*
 * Private memory (USS) and what of swap is its own, where smaps_rollup was read; otherwise at most
 * what is anonymous or in swap, which fork(2) may have left shared.
 */
static void put_end(const struct glance *glance)
{
	struct value rss = figure(glance, COLUMN_RSS), uss = figure(glance, COLUMN_USS);
	struct value anonymous = figure(glance, COLUMN_ANONYMOUS);
	bool exact = value_known(uss);
	int64_t swap = value_or(figure(glance, exact ? COLUMN_SWAP_PSS : COLUMN_SWAP), 0);
	struct value own = exact ? uss : anonymous;
	char freed[UNITS_SIZE], private[UNITS_SIZE], swapped[UNITS_SIZE], rest[UNITS_SIZE];

	if (!value_known(rss) || !value_known(own))
		return;
	units_value(freed, value_of(own.n + swap), UNIT_BYTES, glance->scale);
	units_value(private, value_of(own.n), UNIT_BYTES, glance->scale);
	units_value(swapped, value_of(swap), UNIT_BYTES, glance->scale);
	units_value(rest, value_of(rss.n > own.n ? rss.n - own.n : 0), UNIT_BYTES, glance->scale);
	document_say(glance->document, EMPHASIS_NONE,
		exact ? _("Its end would free %s: private memory (USS) %s, swap %s. The other %s is shared and stays.")
		      : _("Its end would free up to %s: anonymous memory %s, swap %s. The other %s is files and shared memory."),
		freed, private, swapped, rest);
}

/* ---- its past ---- */

static void put_graph(const struct glance *glance)
{
	struct history_key key = history_of_row(glance->row);
	struct trend_point points[POINTS_MOST];
	struct document_curve curve = { .tint = TINT_APPLICATIONS, .mark = '#', .points = points };
	char pace[UNITS_SIZE];

	curve.count = history_points(glance->history, &key, HISTORY_OWN, 0, points, POINTS_MOST);
	if (curve.count < 2)
		return;
	units_value(pace, figure(glance, COLUMN_GROWTH), UNIT_PACE, glance->scale);
	document_graph(glance->document,
		&(struct document_graph){ .title = _("own memory"),
			.pace = document_format(glance->document, _("%s a minute"), pace),
			.words = _(trend_rows[glance->trend.trend].title),
			.emphasis = glance->trend.trend == TREND_GROWING ? EMPHASIS_WARNING
									 : EMPHASIS_NONE,
			.curves = &curve,
			.curve_count = 1 });
}

/* What its past says of it. */
static void find_trend(struct glance *glance)
{
	struct history_key key = history_of_row(glance->row);

	if (glance->history)
		history_trend(glance->history, &key, HISTORY_OWN, &glance->trend);
}

void process_glance_findings(struct document *document, const struct sample *sample,
	const struct row *row, struct history *history, const struct search_evidence *search)
{
	struct glance glance = { document, sample, row, history, search, SCALE_AUTO,
		{ .trend = TREND_TOO_SHORT } };

	find_trend(&glance);
	put_findings(&glance);
}

struct document *process_glance(const struct sample *sample, const struct row *row,
	struct history *history, const struct search_evidence *search, enum scale scale)
{
	struct glance glance = { document_new(), sample, row, history, search, scale,
		{ .trend = TREND_TOO_SHORT } };

	if (!glance.document)
		return NULL;
	find_trend(&glance);
	put_name(&glance);
	put_findings(&glance);
	if (!row->identity->kernel_thread) {
		put_bar(&glance);
		put_end(&glance);
		put_figures(&glance);
	}
	if (history)
		put_graph(&glance);
	if (document_status(glance.document) == STATUS_OK)
		return glance.document;
	document_free(glance.document);
	return NULL;
}
