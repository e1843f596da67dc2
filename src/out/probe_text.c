/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "model/probe_lines.h"
#include "out/probe.h"

void probe_text_assessment(FILE *out, const struct probe_assessment *assessment)
{
	const struct probe_mode_row *mode = &probe_modes[assessment->mode];
	char sentence[1024];

	fprintf(out, "%s\n%s\n%s\n", _(mode->happens), _(mode->proves), _(mode->cost));
	if (assessment->mode == PROBE_PRESSURE) {
		probe_budget_sentence(sentence, sizeof sentence, assessment);
		fprintf(out, "%s\n", sentence);
	}
}

/* Pads by columns on the screen, which printf() does not count. */
static void text_line(FILE *out, const struct probe_line *line)
{
	size_t width = utf8_width(line->title);

	if (line->kind == PROBE_LINE_HEADING)
		fputs(line->title, out);
	else
		fprintf(out, "  %s%*s%*s", line->title,
			(int)(width < PROBE_TITLE_COLUMNS ? PROBE_TITLE_COLUMNS - width : 1), "",
			PROBE_FIGURE_COLUMNS, line->figure);
	fprintf(out, "%s%s\n", line->note[0] ? " " : "", line->note);
}

void probe_text_report(FILE *out, const struct probe_report *report)
{
	struct probe_line lines[PROBE_LINES_MAX];
	char verdict[1024];
	size_t count;

	probe_verdict(verdict, sizeof verdict, report);
	fprintf(out, "%s\n", verdict);
	if (report->outcome == PROBE_REFUSED)
		return;
	count = probe_report_lines(lines, report);
	for (size_t i = 0; i < count; i++)
		text_line(out, &lines[i]);
	fprintf(out, "%s\n", _("This says nothing about leaks inside a process, and nothing about cache "
		"that did not move."));
}
