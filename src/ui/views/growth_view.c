/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view growth: who grows, how, and until when. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/utf8.h"
#include "derive/process/baseline.h"
#include "derive/process/growth.h"
#include "derive/trend.h"
#include "ui/session/session.h"
#include "ui/views/views.h"

struct growth {
	struct table table;
	struct sample *sample; /* that growers point into */
	struct grower *growers;
	size_t count;
	bool marked; /* there is a mark: one column more, and ranks by what it says */
};

enum growth_column { PID, OWN, PACE, GAIN, WATCHED, LIMIT, SURE, TREND, COMMAND, GROWTH_COLUMNS };

static const struct table_column headings[GROWTH_COLUMNS] = {
	[PID] = { N_("PID"), 7, true },
	[OWN] = { N_("OWN"), 6, true },
	[PACE] = { N_("+/min"), 7, true },
	[GAIN] = { N_("Since m"), 7, true },
	[WATCHED] = { N_("WATCHED"), 7, true },
	[LIMIT] = { N_("LIMIT IN"), 8, true },
	[SURE] = { N_("SURE"), 4, true },
	[TREND] = { N_("TREND"), 17, false },
	[COMMAND] = { N_("COMMAND"), 1, false },
};

static void growth_rank_again(struct growth *growth, struct ui *ui)
{
	struct arrangement all = { .sort = COLUMN_PID, .mark = ui->mark };

	free(growth->growers);
	sample_unref(growth->sample);
	growth->growers = NULL;
	growth->marked = ui->mark != NULL;
	growth->count = 0;
	growth->sample = ui->sample ? sample_ref(ui->sample) : NULL;
	if (growth->sample)
		growth_rank(&growth->growers, &growth->count, growth->sample, &all);
}

static enum status growth_open(void **state, struct ui *ui, const char *argument,
	struct message *message)
{
	struct growth *growth = calloc(1, sizeof(*growth));

	(void)argument;
	*state = growth;
	if (!growth) {
		message_set(message, "%s", status_text(STATUS_NO_MEMORY));
		return STATUS_NO_MEMORY;
	}
	growth_rank_again(growth, ui);
	return STATUS_OK;
}

static void growth_close(void *state)
{
	struct growth *growth = state;

	free(growth->growers);
	sample_unref(growth->sample);
	free(growth);
}

static pid_t pid_under_cursor(void *state)
{
	const struct growth *growth = state;

	return growth->table.cursor < growth->count ? growth->growers[growth->table.cursor].row->pid
						    : 0;
}

/* Once the user has moved the cursor, it stays on its process however the ranks change. */
static void growth_take(void *state, struct ui *ui)
{
	struct growth *growth = state;
	pid_t pid = growth->table.moved ? pid_under_cursor(growth) : 0;

	growth_rank_again(growth, ui);
	for (size_t i = 0; pid && i < growth->count; i++)
		if (growth->growers[i].row->pid == pid)
			growth->table.cursor = i;
}

static void growth_baseline(void *state, struct ui *ui)
{
	struct growth *growth = state;

	table_reset_widths(&growth->table);
	growth_take(growth, ui);
}

static void growth_want(void *state, const struct ui *ui, struct feed_request *request)
{
	(void)state, (void)ui;
	request->cost |= columns[COLUMN_GROWTH].cost | columns[COLUMN_COMMAND].cost;
}

static void duration(char *out, struct value seconds)
{
	if (value_known(seconds))
		units_duration(out, seconds.n);
	else
		units_value(out, seconds, UNIT_COUNT, SCALE_AUTO);
}

static struct value watched(const struct growth *growth, const struct row *row)
{
	if (!row->trend_since_ns)
		return value_missing(VALUE_PENDING);
	return value_of((growth->sample->monotonic_ns - row->trend_since_ns) / NS_PER_SECOND);
}

static enum trend trend_of(const struct row *row)
{
	return row->metric_state[METRIC_TREND] == VALUE_OK ? (enum trend)row->metric[METRIC_TREND]
							   : TREND_TOO_SHORT;
}

static void figure_cell(const struct growth *growth, const struct grower *grower, size_t column,
	char *out)
{
	static const enum column_id sources[GROWTH_COLUMNS] = { [PID] = COLUMN_PID,
		[OWN] = COLUMN_OWN,
		[PACE] = COLUMN_GROWTH };
	enum column_id id = sources[column];

	if (column == WATCHED)
		duration(out, watched(growth, grower->row));
	else if (column == GAIN)
		baseline_print(out, grower->since_baseline, SCALE_AUTO);
	else if (column == LIMIT)
		duration(out, grower->seconds_to_limit);
	else if (column == SURE)
		snprintf(out, UNITS_SIZE, "%d%%", (int)(grower->row->trend_confidence * 100));
	else
		column_print(out, id, column_value(id, grower->row, growth->sample), SCALE_AUTO);
}

/* The columns on screen stand in the order of the enum, without GAIN as long as there is no mark. */
static size_t column_at(const struct growth *growth, size_t shown)
{
	return shown < GAIN || growth->marked ? shown : shown + 1;
}

static void growth_cell(void *context, size_t row, size_t shown, struct cell *cell)
{
	const struct growth *growth = context;
	size_t column = column_at(growth, shown);
	const struct grower *grower = &growth->growers[row];
	const struct identity *identity = grower->row->identity;

	if (column == COMMAND) {
		cell->text = text_of(identity->command, identity->command_length);
	} else if (column == TREND) {
		cell->text = text_of_string(_(trend_rows[trend_of(grower->row)].title));
	} else {
		figure_cell(growth, grower, column, cell->buffer);
		cell->text = text_of_string(cell->buffer);
	}
}

static enum style growth_row_style(void *context, size_t row)
{
	const struct growth *growth = context;
	const struct grower *grower = &growth->growers[row];
	enum trend trend = trend_of(grower->row);

	if (trend == TREND_GROWING)
		return value_or(grower->seconds_to_limit, UINT64_MAX) < 24 * 3600 ? STYLE_WARNING
										  : STYLE_STRONG;
	return trend == TREND_FLAT || trend == TREND_TOO_SHORT ? STYLE_DIM : STYLE_NORMAL;
}

static size_t count_growing(const struct growth *growth)
{
	size_t growing = 0;

	for (size_t i = 0; i < growth->count; i++)
		growing += trend_of(growth->growers[i].row) == TREND_GROWING;
	return growing;
}

/* Without a mark those that grow stand first; it needs a line of its own. */
static bool has_worst(const struct growth *growth, struct area area)
{
	return area.height > 10 && !growth->marked && growth->count > 0 &&
	       trend_of(growth->growers[0].row) == TREND_GROWING;
}

/* The one to look at first, in a sentence: how fast, and how long until there is trouble. */
static void paint_worst(const struct growth *growth, struct area area)
{
	const struct grower *worst = &growth->growers[0];
	const struct row *row = worst->row;
	char pace[UNITS_SIZE], time[UNITS_SIZE], name[64], text[512];

	column_print(pace, COLUMN_GROWTH, column_value(COLUMN_GROWTH, row, growth->sample),
		SCALE_AUTO);
	duration(time, worst->seconds_to_limit);
	utf8_printable(name, sizeof(name), row->identity->name, strlen(row->identity->name), 0);
	if (value_known(worst->seconds_to_limit))
		snprintf(text, sizeof(text), _("%s (%d): %s a minute, at its limit in %s."), name,
			(int)row->pid, pace, time);
	else
		snprintf(text, sizeof(text), _("%s (%d): %s a minute."), name, (int)row->pid, pace);
	paint_text(area, 0, 1, growth_row_style((void *)(uintptr_t)growth, 0), text);
}

static void paint_header(const struct growth *growth, struct area area)
{
	size_t growing = count_growing(growth);

	paint_text(area, 0, 1, STYLE_STRONG, _("memtop: growth"));
	if (has_worst(growth, area))
		paint_worst(growth, area_rows(area, 2, 1));
	if (growing)
		paint_format(area, 1, 1, STYLE_NORMAL,
			ngettext("%zu process grows steadily.  Enter looks into the one under the "
				 "cursor.",
				"%zu processes grow steadily.  Enter looks into the one under the cursor.",
				growing),
			growing);
	else
		paint_text(area, 1, 1, STYLE_NORMAL,
			_("Nobody grows steadily.  Trends need ten samples, and are sure after sixty."));
}

static void growth_paint(void *state, struct ui *ui, struct area area)
{
	struct growth *growth = state;
	struct table_content content = { .context = growth,
		.row_count = growth->count,
		.column_count = GROWTH_COLUMNS - !growth->marked,
		.sorted = growth->marked ? GAIN : PACE,
		.descending = true,
		.cell = growth_cell,
		.row_style = growth_row_style };

	(void)ui;
	for (size_t i = 0; i < content.column_count; i++) {
		content.columns[i] = headings[column_at(growth, i)];
		content.columns[i].title = _(content.columns[i].title);
	}
	if (area.height > 6) {
		paint_header(growth, area);
		area = area_rows(area, has_worst(growth, area) ? 4 : 3, area.height);
	}
	table_paint(&growth->table, &content, area);
}

static struct table *growth_table(void *state, size_t *row_count, bool *no_cursor)
{
	struct growth *growth = state;

	*row_count = growth->count;
	*no_cursor = false;
	return &growth->table;
}

static bool do_open(const struct press *press)
{
	if (pid_under_cursor(press->state))
		session_open(press->ui, VIEW_PROCESS, NULL);
	return true;
}

static const struct key_row growth_keys[] = {
	{ ACTION_OPEN, do_open, NULL },
	{ 0 },
};

const struct view growth_view = {
	.open = growth_open,
	.close = growth_close,
	.take = growth_take,
	.mark = growth_baseline,
	.want = growth_want,
	.paint = growth_paint,
	.table = growth_table,
	.selected = pid_under_cursor,
	.keys = growth_keys,
};
