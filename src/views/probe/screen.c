/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The probe on screen: what will happen, what is happening, and what was shown by it. */
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "base/utf8.h"
#include "derive/trend.h"
#include "views/probe/probe.h"

/* Points of a curve: more than most screens have columns. */
#define POINTS_MOST 200

/* How much the lines matter while it runs; a graph stands between the guards and rare events. */
enum { RANK_KEYS = 96, RANK_FIRED = 94, RANK_GUARD = 50, RANK_NEAREST = 40, RANK_EVENT = 20 };

/* ---- how memory moved ---- */

static struct value free_at(const struct probe_sample *samples, size_t index)
{
	return value_of(samples[index].free);
}

static struct value cache_at(const struct probe_sample *samples, size_t index)
{
	return value_of(samples[index].cache);
}

static struct value balloon_at(const struct probe_sample *samples, size_t index)
{
	return value_of(samples[index].balloon);
}

static struct value swap_at(const struct probe_sample *samples, size_t index)
{
	return samples[index].swap_used;
}

/* Hundredths of a per cent of the second before in which all tasks waited for memory. */
static struct value pressure_at(const struct probe_sample *samples, size_t index)
{
	size_t first = index;
	struct value waited;

	while (first > 0 && samples[index].at_ms - samples[first - 1].at_ms <= 1000)
		first--;
	waited = value_subtract(samples[index].pressure_full_us, samples[first].pressure_full_us);
	if (!value_known(waited))
		return waited;
	return value_of(waited.n > 1000000 ? 10000 : waited.n / 100);
}

/* The last one stands in front. */
static const struct curve {
	struct label label;
	char mark;
	enum tint tint;
	struct value (*at)(const struct probe_sample *samples, size_t index);
} curves[] = {
	{ { NULL, N_("pressure"),
		  N_("Share of the last second in which all tasks waited for memory."),
		  UNIT_PERCENT },
		'!', TINT_SWAPPED, pressure_at },
	{ { NULL, N_("swap used"), N_("Swap in use."), UNIT_BYTES }, 's', TINT_HUGE, swap_at },
	{ { NULL, N_("free"), N_("Free memory."), UNIT_BYTES }, 'f', TINT_FREE, free_at },
	{ { NULL, N_("cache"), N_("File cache."), UNIT_BYTES }, 'c', TINT_FILE, cache_at },
	{ { NULL, N_("balloon"), N_("What the balloon holds."), UNIT_BYTES }, 'B',
		TINT_APPLICATIONS, balloon_at },
};
#define CURVE_COUNT (COUNT_OF(curves))

/* What is known of one; of long probes each so many samples one. */
static size_t make_points(struct trend_point points[static POINTS_MOST], const struct curve *curve,
	const struct probe_sample *samples, size_t count)
{
	size_t known = 0, most = min_size(count, POINTS_MOST);

	for (size_t i = 0; i < most; i++) {
		size_t at = most > 1 ? i * (count - 1) / (most - 1) : 0;
		struct value value = curve->at(samples, at);

		if (value_known(value))
			points[known++] = (struct trend_point){ .seconds = samples[at].at_ms / 1e3,
				.bytes = (double)value.n };
	}
	return known;
}

static void put_graph(struct document *document, const struct probe_sample *samples, size_t count)
{
	struct trend_point points[CURVE_COUNT][POINTS_MOST];
	struct document_curve shown[CURVE_COUNT];

	if (count == 0)
		return;
	for (size_t i = 0; i < CURVE_COUNT; i++) {
		size_t known = make_points(points[i], &curves[i], samples, count);

		shown[i] = (struct document_curve){ &curves[i].label, curves[i].mark,
			curves[i].tint, points[i], known };
	}
	document_graph(document, &(struct document_graph){ .kind = GRAPH_LINES,
					 .curves = shown,
					 .curve_count = CURVE_COUNT,
					 .since_start = true });
}

/* ---- before ---- */

static void put_ways(struct document *document, enum probe_mode chosen)
{
	struct document_item items[PROBE_MODE_COUNT];

	for (size_t i = 0; i < PROBE_MODE_COUNT; i++)
		items[i] = (struct document_item){ .text = document_format(document,
							   i == chosen ? "[%s]" : " %s ",
							   probe_modes[i].key),
			.emphasis = i == chosen ? EMPHASIS_STRONG : EMPHASIS_FAINT };
	document_strip(document, ON_SCREEN, &(struct document_strip){ items, PROBE_MODE_COUNT },
		(struct rank){ 1, 0 });
}

/* What Enter does: it starts, or, where that is refused, goes to what can be done. */
static void put_keys_before(struct document *document, const struct probe_way *refused)
{
	if (!refused)
		document_line(document, EMPHASIS_STRONG,
			_("Enter: do it.   +, -: another way.   Esc: back."));
	else if (probe_way_offered(refused) < PROBE_MODE_COUNT)
		document_say(document, EMPHASIS_STRONG,
			_("Enter: go to %s.   +, -: another way.   Esc: back."),
			probe_modes[probe_way_offered(refused)].key);
	else
		document_line(document, EMPHASIS_STRONG, _("+, -: another way.   Esc: back."));
}

static void put_refusal(struct document *document, const struct probe_assessment *assessment)
{
	document_line(document, EMPHASIS_CRITICAL, _("It cannot be done now:"));
	document_line(document, EMPHASIS_WARNING, _(assessment->refusal->text));
	if (assessment->detail[0])
		document_say(document, EMPHASIS_FAINT, "%s", assessment->detail);
	probe_put_ways(document, assessment->ways, assessment->refusal);
}

/* The guards before they guard: what will stop the probe; without room by their short names. */
static void put_stops(struct document *document, const struct probe_progress *progress, bool roomy)
{
	const char *names = "";

	if (progress->guard_count == 0)
		return;
	document_open(document, NULL,
		roomy ? N_("It stops at once, and releases everything, when")
		      : N_("Its guards: each of them stops it at once"));
	for (size_t i = 0; i < progress->guard_count; i++) {
		const struct probe_guard *guard = progress->guards[i].guard;

		if (roomy)
			document_say(document, EMPHASIS_NONE, "  %s", _(guard->phrase.text));
		names = document_format(document, "%s%s%s", names, i > 0 ? _("; ") : "",
			_(guard->title));
	}
	if (!roomy)
		document_line(document, EMPHASIS_NONE, names);
	document_close(document);
}

/* What will be asked of the cgroup or file that was named, once that is known. */
static void put_target(struct document *document, const struct probe_screen *screen)
{
	const struct probe_assessment *assessment = &screen->progress->assessment;
	char bytes[UNITS_SIZE], name[1024];

	if (!screen->target || !screen->progress->assessed || assessment->refusal)
		return;
	utf8_printable(name, sizeof(name), screen->target, strlen(screen->target), 0);
	units_value(bytes, value_of(assessment->requested), UNIT_BYTES, SCALE_AUTO);
	document_say(document, EMPHASIS_NONE,
		screen->mode == PROBE_FILE ? _("%s of %s are cached, and will be dropped.")
					   : _("%s will be asked back from %s."),
		bytes, name);
}

static void say_before(struct document *document, const struct probe_screen *screen)
{
	const struct probe_progress *progress = screen->progress;

	put_ways(document, screen->mode);
	put_keys_before(document, screen->refused);
	if (screen->roomy)
		document_line(document, EMPHASIS_NONE, "");
	probe_put_plan(document, screen->mode, progress->assessed ? &progress->assessment : NULL);
	put_target(document, screen);
	if (screen->roomy && screen->refused)
		document_line(document, EMPHASIS_NONE, "");
	if (screen->refused)
		put_refusal(document, &progress->assessment);
	else
		put_stops(document, progress, screen->roomy);
}

/* ---- while it runs ---- */

static const char *figure(struct document *document, const struct probe_guard_state *state,
	uint64_t n)
{
	char text[UNITS_SIZE];

	units_value(text, value_of(n), state->guard->unit, SCALE_AUTO);
	return document_format(document, "%s%s", text, state->guard->suffix);
}

/* Those nearest to firing go last, where not all have room; what has not come is not worth a line. */
static int rank_of(const struct probe_guard_state *state, uint64_t reached)
{
	if (state->fired)
		return RANK_FIRED;
	if (!state->known || state->guard->event || state->limit == 0)
		return RANK_EVENT;
	return RANK_GUARD + (int)((double)reached / (double)state->limit * RANK_NEAREST);
}

static void put_guard(struct document *document, const struct probe_guard_state *state)
{
	uint64_t reached = state->now < state->limit ? state->now : state->limit;
	const struct document_part parts[] = {
		{ NULL, value_of(state->known ? reached : 0), '=', TINT_NONE, NULL },
		{ NULL, value_of(state->known ? state->limit - reached : 0), ' ', TINT_NONE, NULL },
	};
	const struct label label = { NULL, state->guard->title, state->guard->phrase.text,
		UNIT_NONE };
	const struct label *copy = document_copy(document, &label, sizeof(label));

	if (!copy)
		return;
	document_gauge(document,
		&(struct document_gauge){ .label = copy,
			.whole = value_missing(VALUE_NOT_ASKED),
			.said = state->known ? document_format(document, _("%s of %s"),
						       figure(document, state, state->now),
						       figure(document, state, state->limit))
					     : "-",
			.emphasis = state->fired                 ? EMPHASIS_CRITICAL
				    : 2 * reached > state->limit ? EMPHASIS_WARNING
								 : EMPHASIS_NONE,
			.parts = parts,
			.part_count = COUNT_OF(parts) },
		rank_of(state, reached), (struct rank){ 0, 0 });
}

static void say_during(struct document *document, const struct probe_progress *progress)
{
	const struct document_item keys = {
		.text = progress->phase <= PROBE_FILLING
				? _("Esc releases everything at once")
				: _("All memory is released.  Esc: stop counting."),
		.emphasis = EMPHASIS_STRONG
	};

	document_strip(document, ON_SCREEN, &(struct document_strip){ &keys, 1 },
		(struct rank){ RANK_KEYS, RANK_KEYS });
	put_graph(document, progress->samples, progress->sample_count);
	for (size_t i = 0; i < progress->guard_count; i++)
		put_guard(document, &progress->guards[i]);
}

/* ---- afterwards ---- */

static void put_keys_after(struct document *document, const struct probe_way *refused)
{
	if (refused && probe_way_offered(refused) < PROBE_MODE_COUNT)
		document_say(document, EMPHASIS_STRONG, _("Enter: go to %s.  W: save.  Esc: back."),
			probe_modes[probe_way_offered(refused)].key);
	else
		document_line(document, EMPHASIS_STRONG,
			refused ? _("W: save.  Esc: back.")
				: _("Enter: once more.  W: save.  Up, Down: all.  Esc: back."));
}

static void say_after(struct document *document, const struct probe_screen *screen)
{
	const struct probe_report *report = screen->progress->report;

	probe_put_verdict(document, report);
	put_keys_after(document, screen->refused);
	put_graph(document, report->samples, report->sample_count);
	if (report->outcome != PROBE_REFUSED)
		probe_put_lines(document, report);
}

struct document *probe_screen_document(const struct probe_screen *screen)
{
	struct document *document = document_new();

	if (!document)
		return NULL;
	if (screen->started && screen->progress->phase != PROBE_DONE)
		say_during(document, screen->progress);
	else if (screen->started && screen->progress->report)
		say_after(document, screen);
	else
		say_before(document, screen);
	return document;
}
