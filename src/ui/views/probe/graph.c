/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/views/probe/graph.h"

#include <math.h>
#include <stdio.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "base/units.h"

struct curve {
	const char *title;
	char mark;
	enum style style;
	struct value (*at)(const struct probe_sample *samples, size_t index);
	bool percent; /* of the time; otherwise bytes, all on one scale */
};

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

static const struct curve curves[] = {
	{ N_("pressure"), '!', STYLE_ALARM, pressure_at, true },
	{ N_("swap used"), 's', STYLE_WARNING, swap_at, false },
	{ N_("free"), 'f', STYLE_FREE, free_at, false },
	{ N_("cache"), 'c', STYLE_CACHE, cache_at, false },
	{ N_("balloon"), 'B', STYLE_STRONG, balloon_at, false },
};

#define CURVE_COUNT (COUNT_OF(curves))

/* What the top of the graph stands for. */
static uint64_t largest(const struct probe_sample *samples, size_t count)
{
	uint64_t most = 1;

	for (size_t i = 0; i < count; i++) {
		most = samples[i].free > most ? samples[i].free : most;
		most = samples[i].cache > most ? samples[i].cache : most;
		most = samples[i].balloon > most ? samples[i].balloon : most;
	}
	return most;
}

static void paint_legend(struct area area, const struct probe_sample *samples, size_t count)
{
	int x = 1;

	for (size_t i = CURVE_COUNT; i-- > 0;) {
		const struct curve *curve = &curves[i];
		struct value latest = curve->at(samples, count - 1);
		char figure[UNITS_SIZE];

		units_value(figure, latest, curve->percent ? UNIT_PERCENT : UNIT_BYTES, SCALE_AUTO);
		x += paint_format(area, 0, x, curve->style, "%c", curve->mark) + 1;
		x += paint_format(area, 0, x, STYLE_NORMAL, "%s %s%s", _(curve->title), figure,
			     curve->percent && value_known(latest) ? "%" : "") +
		     3;
	}
}

/* The sample that a column stands for: the whole time is as wide as the area. */
static size_t sample_of(const struct probe_sample *samples, size_t count, int column, int width)
{
	uint64_t time = (uint64_t)samples[count - 1].at_ms * (uint64_t)column / (uint64_t)width;
	size_t low = 0, high = count - 1;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (samples[middle].at_ms < time)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void paint_curve(struct area area, const struct curve *curve,
	const struct probe_sample *samples, size_t count, uint64_t most)
{
	double top = (double)(curve->percent ? 10000 : most);

	for (int x = 0; x < area.width; x++) {
		struct value value = curve->at(samples, sample_of(samples, count, x, area.width));
		int row;

		if (!value_known(value) || (value.n == 0 && curve->percent))
			continue;
		row = (int)(fmin((double)value.n, top) / top * (area.height - 1));
		paint_fill(area, area.height - 1 - row, x, 1, curve->style, curve->mark);
	}
}

void probe_graph_paint(struct area area, const struct probe_sample *samples, size_t count)
{
	char scale[UNITS_SIZE];
	uint64_t most;
	struct area inside;

	if (count == 0 || area.height < 3 || area.width < 10)
		return;
	paint_legend(area, samples, count);
	most = largest(samples, count);
	units_bytes(scale, most, SCALE_AUTO);
	paint_format(area, 1, 0, STYLE_DIM, "%5s", scale);
	paint_format(area, area.height - 1, 0, STYLE_DIM, "%5s", "0");
	inside = area_columns(area_rows(area, 1, area.height - 1), 6, area.width - 6);
	for (size_t i = 0; i < CURVE_COUNT; i++)
		paint_curve(inside, &curves[i], samples, count, most);
}
