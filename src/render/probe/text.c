/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/i18n.h"
#include "render/format.h"
#include "render/probe/probe.h"
#include "document/probe_lines.h"

void probe_text_assessment(struct sink *sink, const struct probe_assessment *assessment)
{
	const struct probe_mode_row *mode = &probe_modes[assessment->mode];
	char sentence[1024];

	sink_format(sink, "%s\n%s\n%s\n", _(mode->happens), _(mode->proves), _(mode->cost));
	if (assessment->mode == PROBE_PRESSURE) {
		probe_budget_sentence(sentence, sizeof(sentence), assessment);
		sink_format(sink, "%s\n", sentence);
	}
}

static void text_line(struct sink *sink, const struct probe_line *line)
{
	if (line->kind == PROBE_LINE_HEADING) {
		sink_string(sink, line->title);
	} else {
		sink_string(sink, "  ");
		format_left(sink, line->title, PROBE_TITLE_COLUMNS, 1);
		format_right(sink, line->figure, PROBE_FIGURE_COLUMNS, 0);
	}
	sink_format(sink, "%s%s\n", line->note[0] ? " " : "", line->note);
}

void probe_text_report(struct sink *sink, const struct probe_report *report)
{
	struct probe_line lines[PROBE_LINES_MAX];
	char verdict[1024];
	size_t count;

	probe_verdict(verdict, sizeof(verdict), report);
	sink_format(sink, "%s\n", verdict);
	if (report->outcome == PROBE_REFUSED)
		return;
	count = probe_report_lines(lines, report);
	for (size_t i = 0; i < count; i++)
		text_line(sink, &lines[i]);
	sink_format(sink, "%s\n",
		_("This says nothing about leaks inside a process, and nothing about cache "
		  "that did not move."));
}
