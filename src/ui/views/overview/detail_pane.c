/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/views/overview/detail_pane.h"

#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "base/utf8.h"
#include "derive/history.h"
#include "derive/process/columns.h"
#include "findings/processes_rules.h"
#include "ui/session/session.h"
#include "ui/widgets/bar.h"
#include "ui/widgets/flow.h"
#include "ui/widgets/chart.h"
#include "ui/widgets/wrap.h"

/* From so many columns on it stands to the right; from so many lines of a screen on, below. */
#define BESIDE_FROM  110
#define BELOW_FROM   30
#define WIDTH_MOST   64
#define WIDTH_LEAST  32
#define HEIGHT       9
#define COMMAND_MOST 3
#define GRAPH_HEIGHT 5
#define POINTS_MOST  64

struct area detail_pane_part(struct area area, struct area *pane)
{
	int width = min_int(max_int(area.width * 26 / 100, WIDTH_LEAST), WIDTH_MOST);

	*pane = area_rows(area, 0, 0);
	if (area.width >= BESIDE_FROM) {
		*pane = area_columns(area, area.width - width, width);
		return area_columns(area, 0, area.width - width);
	}
	if (area.height < BELOW_FROM)
		return area;
	*pane = area_rows(area, area.height - HEIGHT, HEIGHT);
	return area_rows(area, 0, area.height - HEIGHT);
}

/* Where the next line goes. */
struct cursor {
	struct area area;
	const struct ui *ui;
	const struct row *row;
	int y;
};

static struct area rest_of(const struct cursor *cursor)
{
	return area_rows(cursor->area, cursor->y, cursor->area.height);
}

static void paint_command(struct cursor *cursor)
{
	const struct identity *identity = cursor->row->identity;
	char command[512];
	int x;

	x = paint_format(cursor->area, cursor->y, 0, STYLE_STRONG, "%d ", (int)cursor->row->pid);
	paint_bytes(cursor->area, cursor->y++, x, STYLE_STRONG, text_of_string(identity->name));
	utf8_printable(command, sizeof(command), identity->command, identity->command_length, 0);
	cursor->y += wrap_paint(area_rows(rest_of(cursor), 0, COMMAND_MOST), STYLE_DIM, command);
}

/* What the engine finds in this process, as if it stood alone. */
static void paint_findings(struct cursor *cursor)
{
	static const enum style styles[] = { [SEVERITY_NOTE] = STYLE_NORMAL,
		[SEVERITY_WARNING] = STYLE_WARNING,
		[SEVERITY_CRITICAL] = STYLE_ALARM };
	struct processes_evidence evidence;
	struct findings findings = { .count = 0 };

	processes_evidence_of_one(&evidence, cursor->ui->sample, cursor->row);
	findings_judge(&findings,
		&(struct facts){ &processes_subject, { .processes = &evidence } });
	for (size_t i = 0; i < findings.count; i++) {
		char sentence[512];

		finding_sentence(sentence, sizeof(sentence), &findings.rows[i], FOR_PEOPLE);
		cursor->y +=
			wrap_paint(rest_of(cursor), styles[findings.rows[i].severity], sentence);
	}
}

/* The parts of RSS, in the order and the characters of the machine's bar. */
static void paint_bar(struct cursor *cursor)
{
	static const struct {
		enum column_id column;
		enum style style;
		char mark;
	} kinds[] = {
		{ COLUMN_ANONYMOUS, STYLE_APPLICATIONS, '|' },
		{ COLUMN_SHARED, STYLE_SHARED, '+' },
		{ COLUMN_FILE, STYLE_CACHE, '#' },
	};
	struct bar_part parts[COUNT_OF(kinds)];

	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		struct value bytes = column_value(kinds[i].column, cursor->row, cursor->ui->sample);

		parts[i] = (struct bar_part){ value_or(bytes, 0), kinds[i].style, kinds[i].mark };
	}
	bar_paint(cursor->area, cursor->y++, 0, cursor->area.width, parts, COUNT_OF(kinds));
}

/* Two or more beside each other; what is not known is left out. */
static void paint_figures(struct cursor *cursor)
{
	static const enum column_id shown[] = { COLUMN_RSS, COLUMN_ANONYMOUS, COLUMN_SHARED,
		COLUMN_FILE, COLUMN_SWAP, COLUMN_PSS, COLUMN_USS, COLUMN_RETAINED, COLUMN_GROWTH,
		COLUMN_SIZE, COLUMN_PAGE_TABLES, COLUMN_CPU, COLUMN_OOM_SCORE, COLUMN_THREADS };
	struct flow flow = { .gap = 2 };

	for (size_t i = 0; i < COUNT_OF(shown); i++) {
		struct value value = column_value(shown[i], cursor->row, cursor->ui->sample);
		char figure[UNITS_SIZE];

		if (!value_known(value))
			continue;
		column_print(figure, shown[i], value, cursor->ui->settings.process_scale);
		flow_add(&flow, value.state == VALUE_STALE ? STYLE_DIM : STYLE_NORMAL, "%s %s",
			_(columns[shown[i]].label.title), figure);
	}
	for (int i = 0; i < flow_lines(&flow, cursor->area.width); i++)
		flow_paint(&flow, i, cursor->area, cursor->y++);
}

/* Own memory over the whole time that it was watched: most and least, and since when. */
static void paint_graph(struct cursor *cursor)
{
	const struct row *row = cursor->row;
	struct history_key key = history_of_row(row);
	struct history *history = cursor->ui->setup->feed->history;
	struct trend_point points[POINTS_MOST];
	char least[UNITS_SIZE], most[UNITS_SIZE], time[UNITS_SIZE], said[256];
	int height = min_int(GRAPH_HEIGHT, cursor->area.height - cursor->y - 3), width;
	size_t count = 0;
	double low, high;

	width = min_int(cursor->area.width, POINTS_MOST);
	if (history && height > 0)
		count = history_points(history, &key, HISTORY_OWN, 0, points, (size_t)width);
	if (count < 2)
		return;
	low = high = points[0].bytes;
	for (size_t i = 1; i < count; i++) {
		low = points[i].bytes < low ? points[i].bytes : low;
		high = points[i].bytes > high ? points[i].bytes : high;
	}
	units_bytes(least, (uint64_t)low, cursor->ui->settings.process_scale);
	units_bytes(most, (uint64_t)high, cursor->ui->settings.process_scale);
	units_duration(time, (uint64_t)(points[count - 1].seconds - points[0].seconds));
	snprintf(said, sizeof(said), _("own memory: %s to %s in %s"), least, most, time);
	cursor->y += wrap_paint(rest_of(cursor), STYLE_DIM, said);
	chart_paint(area_rows(cursor->area, cursor->y, height),
		&(struct chart){
			.curves = &(struct chart_curve){ points, count, STYLE_FRAME, '#', false },
			.count = 1 });
	cursor->y += height;
}

static void paint_rule(struct area area, bool beside)
{
	const char *piece =
		beside ? (area.look->ascii ? "|" : "│") : (area.look->ascii ? "-" : "─");
	int count = beside ? area.height : area.width;

	for (int i = 0; i < count; i++)
		paint_text(area, beside ? i : 0, beside ? 0 : i, STYLE_FRAME, piece);
}

static void paint_keys(const struct cursor *cursor)
{
	struct flow flow = { .gap = 3 };

	if (cursor->y + 1 >= cursor->area.height)
		return;
	flow_add(&flow, STYLE_DIM, "%s", _("Enter all"));
	flow_add(&flow, STYLE_DIM, "%s", _("4 heap"));
	flow_add(&flow, STYLE_DIM, "%s", _("F9 kill"));
	flow_add(&flow, STYLE_DIM, "%s", _("D hide"));
	flow_tighten(&flow, cursor->area.width);
	flow_paint(&flow, 0, cursor->area, cursor->area.height - 1);
}

void detail_pane_paint(const struct ui *ui, const struct row *row, struct area area)
{
	bool beside = area.x > 0;
	struct cursor cursor = { beside ? area_columns(area, 2, area.width - 3)
					: area_columns(area_rows(area, 1, area.height), 1,
						  area.width - 2),
		ui, row, 0 };

	if (area.height == 0)
		return;
	paint_rule(area, beside);
	if (!row)
		return;
	paint_command(&cursor);
	paint_findings(&cursor);
	paint_bar(&cursor);
	paint_figures(&cursor);
	paint_graph(&cursor);
	paint_keys(&cursor);
}
