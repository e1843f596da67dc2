/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view probe while one runs: a graph against time, and how far each guard is from firing. */
#include <stdio.h>

#include "base/i18n.h"
#include "ui/views/probe/graph.h"
#include "ui/views/probe/view.h"
#include "ui/widgets/bar.h"

#define TITLE_WIDTH  36
#define FIGURE_WIDTH 18 /* "1023M of 1023M" and blanks around it */
#define GRAPH_LEAST  6
#define GRAPH_GOOD   14

static uint64_t reached(const struct probe_guard_state *state)
{
	return state->now < state->limit ? state->now : state->limit;
}

static double nearness(const struct probe_guard_state *state)
{
	return !state->known || state->limit == 0 ? state->fired
						  : (double)reached(state) / (double)state->limit;
}

static void figure(char *out, size_t size, const struct probe_guard_state *state, uint64_t n)
{
	char text[UNITS_SIZE];

	units_value(text, value_of(n), state->guard->unit, SCALE_AUTO);
	snprintf(out, size, "%s%s", text, state->guard->suffix);
}

static void paint_guard(struct area area, int y, const struct probe_guard_state *state)
{
	char now[UNITS_SIZE + 4], limit[UNITS_SIZE + 4];
	int width = area.width - TITLE_WIDTH - FIGURE_WIDTH;
	enum style style = state->fired                        ? STYLE_ALARM
			   : 2 * reached(state) > state->limit ? STYLE_WARNING
							       : STYLE_NORMAL;
	struct bar_part parts[] = {
		{ reached(state), style, '=' },
		{ state->limit - reached(state), STYLE_NORMAL, ' ' },
	};

	width = width < 8 ? 8 : width > 40 ? 40 : width;
	paint_text(area, y, 1, style, _(state->guard->title));
	if (!state->known) {
		paint_text(area, y, TITLE_WIDTH, STYLE_DIM, "-");
		return;
	}
	figure(now, sizeof(now), state, state->now);
	figure(limit, sizeof(limit), state, state->limit);
	bar_paint(area, y, TITLE_WIDTH, width, parts, 2);
	paint_format(area, y, TITLE_WIDTH + width + 1, style, _("%s of %s"), now, limit);
}

/* Events are shown where there is room for them, or once they have come; the unknown likewise. */
static bool worth_a_line(const struct probe_guard_state *state, bool roomy)
{
	return roomy || state->fired || (state->known && !state->guard->event);
}

static bool is_nearer(const struct probe_guard_state *states, size_t a, size_t b)
{
	double at_a = nearness(&states[a]), at_b = nearness(&states[b]);

	return at_a > at_b || (at_a >= at_b && a < b);
}

/* How many guards that have a line are nearer to firing than this one. */
static int rank(const struct probe_progress *progress, size_t guard, bool roomy)
{
	int nearer = 0;

	for (size_t i = 0; i < progress->guard_count; i++)
		nearer += worth_a_line(&progress->guards[i], roomy) &&
			  is_nearer(progress->guards, i, guard);
	return nearer;
}

static int count_lines(const struct probe_progress *progress, bool roomy)
{
	int count = 0;

	for (size_t i = 0; i < progress->guard_count; i++)
		count += worth_a_line(&progress->guards[i], roomy);
	return count;
}

/* In their order; where not all have room, those that are nearest to firing. */
static void paint_guards(struct area area, const struct probe_progress *progress, bool roomy)
{
	int y = 0;

	for (size_t i = 0; i < progress->guard_count && y < area.height; i++)
		if (worth_a_line(&progress->guards[i], roomy) &&
			rank(progress, i, roomy) < area.height)
			paint_guard(area, y++, &progress->guards[i]);
}

static void paint_title(const struct probe_progress *progress, struct area area)
{
	const char *phase = _(probe_phase_titles[progress->phase]);
	bool holding = progress->phase <= PROBE_FILLING;
	char touched[UNITS_SIZE], requested[UNITS_SIZE];

	units_bytes(touched, progress->touched, SCALE_AUTO);
	units_bytes(requested, progress->requested, SCALE_AUTO);
	if (progress->phase == PROBE_FILLING)
		paint_format(area, 0, 1, STYLE_STRONG, _("memtop: probe: %s, %s of %s"), phase,
			touched, requested);
	else
		paint_format(area, 0, 1, STYLE_STRONG, _("memtop: probe: %s"), phase);
	paint_text(area, 1, 1, STYLE_KEY,
		holding ? _("Esc lets everything go at once")
			: _("All memory is released.  Esc: no more counting."));
}

void probe_paint_during(const struct probe_view *view, struct area area)
{
	const struct probe_progress *progress = &view->progress;
	bool roomy = area.height - 3 - (int)progress->guard_count >= GRAPH_GOOD;
	int graph = area.height - 3 - count_lines(progress, roomy);

	if (graph < GRAPH_LEAST)
		graph = area.height - 3 < GRAPH_LEAST ? area.height - 3 : GRAPH_LEAST;
	paint_title(progress, area);
	probe_graph_paint(area_rows(area, 2, graph), progress->samples, progress->sample_count);
	paint_guards(area_rows(area, 3 + graph, area.height - 3 - graph), progress, roomy);
}
