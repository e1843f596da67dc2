/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/session/since.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/macros.h"
#include "base/utf8.h"
#include "derive/process/baseline.h"
#include "ui/session/session.h"
#include "ui/widgets/flow.h"

/* In a record the mark may lie later than what is looked at, and in another boot. */
void since_text(char out[static SINCE_SIZE], const struct ui *ui)
{
	time_t seconds = (time_t)(ui->mark->wall_ns / NS_PER_SECOND);
	int64_t passed_ns = ui->sample->recorded
				    ? ui->sample->wall_ns - ui->mark->wall_ns
				    : (int64_t)(ui->sample->monotonic_ns - ui->mark->monotonic_ns);
	char clock[64] = "", age[UNITS_SIZE];
	struct tm local;

	if (localtime_r(&seconds, &local))
		strftime(clock, sizeof(clock), ui->sample->recorded ? "%a %H:%M:%S" : "%H:%M:%S",
			&local);
	units_duration(age, (uint64_t)llabs(passed_ns) / NS_PER_SECOND);
	snprintf(out, SINCE_SIZE, passed_ns < 0 ? _("against %s (%s later)") : _("since %s (%s)"),
		clock, age);
}

void since_paint(const struct ui *ui, struct area area)
{
	char text[SINCE_SIZE];
	int width;

	since_text(text, ui);
	width = (int)utf8_width(text) + 2;
	if (width > area.width)
		return;
	paint_fill(area, 0, area.width - width, width, STYLE_PAUSED, ' ');
	paint_text(area, 0, area.width - width + 1, STYLE_PAUSED, text);
}

void since_put(struct document *document, const struct ui *ui, pid_t pid)
{
	static const enum column_id ids[] = { COLUMN_RSS, COLUMN_ANONYMOUS, COLUMN_FILE,
		COLUMN_SHARED, COLUMN_SWAP };
	const struct row *row = ui->mark ? sample_find(ui->sample, pid) : NULL;
	char text[SINCE_SIZE];
	const char *line;

	if (!row)
		return;
	since_text(text, ui);
	line = document_format(document, "%s%s%s", text, baseline_row(ui->mark, row) ? "" : "  ",
		baseline_row(ui->mark, row) ? "" : _("new"));
	for (size_t i = 0; i < COUNT_OF(ids); i++) {
		char figure[UNITS_SIZE];

		units_value(figure, baseline_column(ids[i], row, ui->sample, ui->mark), UNIT_SIGNED,
			ui->settings.process_scale);
		line = document_format(document, "%s  %s %s", line, _(columns[ids[i]].label.title),
			figure);
	}
	document_line(document, EMPHASIS_STRONG, line);
}
