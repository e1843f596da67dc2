/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view probe before a probe: what will happen, how much can be asked for, what stops it. */
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/units.h"
#include "base/utf8.h"
#include "ui/views/probe/view.h"
#include "ui/widgets/wrap.h"

int probe_paragraph(struct area area, int y, enum style style, const char *text)
{
	struct area rest = area_columns(area_rows(area, y, area.height - y), 1, area.width - 2);

	return y + (rest.height > 0 && rest.width > 0 ? wrap_paint(rest, style, text) : 0);
}

static void paint_ways(struct area area, int y, enum probe_mode chosen)
{
	int x = 1;

	for (size_t i = 0; i < PROBE_MODE_COUNT; i++)
		x += paint_format(area, y, x, i == chosen ? STYLE_CURSOR : STYLE_DIM,
			     i == chosen ? "[%s]" : " %s ", probe_modes[i].key) +
		     1;
}

const struct probe_way *probe_refused_ways(const struct probe_view *view)
{
	const struct probe_progress *progress = &view->progress;

	if (view->started)
		return progress->report && progress->report->outcome == PROBE_REFUSED
			       ? progress->report->ways
			       : NULL;
	if (!progress->assessed || !progress->assessment.refusal ||
		(probe_modes[view->request.mode].argument && !view->request.target))
		return NULL;
	return progress->assessment.ways;
}

int probe_paint_ways(struct area area, int y, const struct probe_way *ways,
	const struct probe_phrase *reason)
{
	char sentence[2048];

	for (size_t i = 0; i < PROBE_MODE_COUNT; i++)
		if (probe_way_sentence(sentence, sizeof(sentence), ways, (enum probe_mode)i,
			    reason))
			y = probe_paragraph(area, y, STYLE_NORMAL, sentence);
	return y;
}

static void paint_refusal(const struct probe_view *view, struct area area, int y)
{
	const struct probe_assessment *assessment = &view->progress.assessment;

	y = probe_paragraph(area, y, STYLE_ALARM, _("It cannot be done now:"));
	y = probe_paragraph(area, y, STYLE_WARNING, _(assessment->refusal->text));
	if (assessment->detail[0])
		paint_bytes(area, y++, 1, STYLE_DIM, text_of_string(assessment->detail));
	probe_paint_ways(area, y + (area.height >= 20), assessment->ways, assessment->refusal);
}

/* What Enter does before: it starts, or, where that is refused, goes to what can be done. */
static void paint_keys(const struct probe_way *refused, struct area area)
{
	int y = area.height - 1;

	if (!refused)
		paint_text(area, y, 1, STYLE_STRONG,
			_("Enter: do it.   +, -: another way.   Esc: back."));
	else if (probe_way_offered(refused) < PROBE_MODE_COUNT)
		paint_format(area, y, 1, STYLE_STRONG,
			_("Enter: go to %s.   +, -: another way.   Esc: back."),
			probe_modes[probe_way_offered(refused)].key);
	else
		paint_text(area, y, 1, STYLE_STRONG, _("+, -: another way.   Esc: back."));
}

/* All guards in a few lines, by their short names, where there is no room for a line each. */
static void paint_titles(const struct probe_progress *progress, struct area area, int y)
{
	char text[2048];
	size_t length = 0;

	for (size_t i = 0; i < progress->guard_count && length < sizeof(text); i++)
		length += (size_t)snprintf(text + length, sizeof(text) - length, "%s%s",
			i ? "; " : "", _(progress->guards[i].guard->title));
	probe_paragraph(area, y, STYLE_NORMAL, text);
}

/* The guards before they guard: what will stop the probe. */
static void paint_guards(const struct probe_progress *progress, struct area area, int y)
{
	int count = (int)progress->guard_count;

	if (count == 0 || y >= area.height)
		return;
	if (area.height - y <= count) {
		paint_text(area, y, 1, STYLE_STRONG,
			_("Its guards: each of them stops it at once"));
		paint_titles(progress, area, y + 1);
		return;
	}
	paint_text(area, y++, 1, STYLE_STRONG, _("It stops at once, and lets everything go, when"));
	for (int i = 0; i < count; i++)
		paint_text(area, y + i, 3, STYLE_NORMAL, _(progress->guards[i].guard->phrase.text));
}

/* How much will be asked for; "": that is not known yet, or does not depend on the machine. */
static void say_budget(char *sentence, size_t size, const struct probe_view *view)
{
	const struct probe_assessment *assessment = &view->progress.assessment;
	char bytes[UNITS_SIZE], name[2 * PROMPT_SIZE];

	sentence[0] = '\0';
	if (view->request.mode == PROBE_PRESSURE && view->progress.assessed)
		probe_budget_sentence(sentence, size, assessment);
	else if (view->request.mode == PROBE_PRESSURE)
		snprintf(sentence, size, "%s", _("Asking the kernel how much can be asked for."));
	if (view->request.mode != PROBE_RECLAIM || !view->request.target ||
		!view->progress.assessed || assessment->refusal)
		return;
	utf8_printable(name, sizeof(name), view->target, strlen(view->target), false);
	units_value(bytes, value_of(assessment->requested), UNIT_BYTES, SCALE_AUTO);
	snprintf(sentence, size, _("%s will be asked back from %s."), bytes, name);
}

/* Where there is little room the sentence about the budget counts more than an empty line. */
static int paint_plan(const struct probe_view *view, struct area area)
{
	const struct probe_mode_row *mode = &probe_modes[view->request.mode];
	int gap = area.height >= 20;
	char sentence[1024];
	int y = 2 + gap;

	y = probe_paragraph(area, y, STYLE_NORMAL, _(mode->happens));
	y = probe_paragraph(area, y, STYLE_NORMAL, _(mode->proves));
	y = probe_paragraph(area, y, STYLE_WARNING, _(mode->cost));
	say_budget(sentence, sizeof(sentence), view);
	if (sentence[0])
		y = probe_paragraph(area, y + gap, STYLE_NORMAL, sentence);
	return y + gap;
}

void probe_paint_before(const struct probe_view *view, struct area area)
{
	const struct probe_mode_row *mode = &probe_modes[view->request.mode];
	const struct probe_way *refused = probe_refused_ways(view);
	struct area body = area_rows(area, 0, area.height - 1);
	int y;

	if (area.height < 3)
		body = area;
	else
		paint_keys(refused, area);
	paint_format(body, 0, 1, STYLE_STRONG, _("memtop: probe: %s"), mode->key);
	paint_ways(body, 1, view->request.mode);
	y = paint_plan(view, body);
	if (refused)
		paint_refusal(view, body, y);
	else
		paint_guards(&view->progress, area_rows(body, 0, body.height - (body.height >= 20)),
			y);
}
