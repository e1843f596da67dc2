/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/widgets/chart.h"

#include <math.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "base/utf8.h"

#define EIGHTHS 8

/* No screen has more of them. */
#define ROWS_MOST 1000

/* Columns of a size at the left, and a blank; the fewest that a chart with axes is worth. */
#define GUTTER     6
#define AXES_LEAST 30

static const char *const blocks[EIGHTHS + 1] = { " ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };
/* Without such characters a cell is full, half full or empty. */
static const char *const letters[EIGHTHS + 1] = { " ", ".", ".", ".", ":", ":", ":", "#", "#" };

/* Of time, or of what is shown. */
struct range {
	double low, high;
};

struct plot {
	const struct chart *chart;
	struct area area;
	struct range time, bytes;
	size_t *until; /* for each curve: the points up to the moment that was asked for last */
};

/* ---- what is where ---- */

static struct range time_of(const struct chart *chart)
{
	struct range time = { INFINITY, -INFINITY };

	for (size_t i = 0; i < chart->count; i++) {
		const struct chart_curve *curve = &chart->curves[i];

		if (curve->count == 0)
			continue;
		time.low = min_double(time.low, curve->points[0].seconds);
		time.high = max_double(time.high, curve->points[curve->count - 1].seconds);
	}
	return time;
}

/* The moment at the end of a column. */
static double time_at(const struct plot *plot, int x)
{
	double span = plot->time.high - plot->time.low;

	/* Exactly, so that the last point is in the last column. */
	return x + 1 == plot->area.width ? plot->time.high
					 : plot->time.low + span * (x + 1) / plot->area.width;
}

/* How many of its points there are up to that moment, which is mostly next to the one before. */
static size_t points_until(const struct plot *plot, const struct chart_curve *curve, double seconds)
{
	size_t *until = &plot->until[curve - plot->chart->curves], at = *until;

	while (at > 0 && curve->points[at - 1].seconds > seconds)
		at--;
	while (at < curve->count && curve->points[at].seconds <= seconds)
		at++;
	return *until = at;
}

/* What the curve was at the end of a column; NAN: it had not begun. */
static double value_at(const struct plot *plot, const struct chart_curve *curve, int x)
{
	size_t count = points_until(plot, curve, time_at(plot, x));

	return count > 0 ? curve->points[count - 1].bytes : NAN;
}

/* The most that it was in a column. */
static double peak_at(const struct plot *plot, const struct chart_curve *curve, int x)
{
	size_t first = x > 0 ? points_until(plot, curve, time_at(plot, x - 1)) : 0;
	size_t end = points_until(plot, curve, time_at(plot, x));
	double peak = value_at(plot, curve, x);

	for (size_t i = first; i < end; i++)
		peak = max_double(peak, curve->points[i].bytes);
	return peak;
}

static double stack_at(const struct plot *plot, size_t curves, int x)
{
	double sum = 0;

	for (size_t i = 0; i < curves; i++) {
		double value = value_at(plot, &plot->chart->curves[i], x);

		sum += isnan(value) ? 0 : value;
	}
	return sum;
}

static struct range bytes_of(const struct plot *plot)
{
	const struct chart *chart = plot->chart;
	struct range range = { INFINITY, 0 };
	double spare;

	for (int x = 0; chart->kind == CHART_STACKED && x < plot->area.width; x++)
		range.high = max_double(range.high, stack_at(plot, chart->count, x));
	for (size_t i = 0; chart->kind != CHART_STACKED && i < chart->count; i++)
		for (size_t at = 0; at < chart->curves[i].count && !chart->curves[i].percent;
			at++) {
			range.low = min_double(range.low, chart->curves[i].points[at].bytes);
			range.high = max_double(range.high, chart->curves[i].points[at].bytes);
		}
	if (chart->kind != CHART_FILLED)
		range.low = 0;
	/* What moves by less than a hundredth shall not look like a mountain. */
	spare = (range.high / 100 - (range.high - range.low)) / 2;
	if (spare > 0)
		range = (struct range){ max_double(range.low - spare, 0), range.high + spare };
	return range;
}

/* ---- painting ---- */

void chart_column(struct area area, int x, int eighths, enum style style)
{
	const char *const *marks = area.look->ascii ? letters : blocks;

	for (int row = area.height - 1; row >= 0 && eighths > 0; row--) {
		paint_text(area, row, x, style, marks[min_int(eighths, EIGHTHS)]);
		eighths -= EIGHTHS;
	}
}

/* At least an eighth, so that the curve has no holes. */
static void paint_filled(const struct plot *plot, int x)
{
	const struct chart_curve *curve = &plot->chart->curves[0];
	double span = plot->bytes.high - plot->bytes.low, value = peak_at(plot, curve, x);
	int most = plot->area.height * EIGHTHS - 1, eighths;

	if (isnan(value))
		return;
	eighths = 1 + (span > 0 ? (int)((value - plot->bytes.low) / span * most + 0.5) : 0);
	chart_column(plot->area, x, eighths, curve->style);
}

/* Cells side by side that are of one curve, or of none behind the last: they are painted at once. */
struct run {
	int start;
	size_t curve;
};

static void paint_run(const struct plot *plot, int row, const struct run *run, int end)
{
	const struct chart_curve *curve = &plot->chart->curves[run->curve];

	if (run->curve < plot->chart->count)
		paint_fill(plot->area, plot->area.height - 1 - row, run->start, end - run->start,
			curve->style, curve->mark);
}

/* Nothing where it had not begun. */
static double height_at(const struct plot *plot, size_t curve, int x)
{
	double value = curve < plot->chart->count ? value_at(plot, &plot->chart->curves[curve], x)
						  : INFINITY;

	return isnan(value) ? 0 : value;
}

/* A cell is of what its middle is of. */
static void stack_column(const struct plot *plot, struct run *runs, int rows, int x)
{
	double top = height_at(plot, 0, x);
	size_t curve = 0;

	for (int row = 0; row < rows; row++) {
		double level = (row + 0.5) / plot->area.height * plot->bytes.high;

		while (curve < plot->chart->count && top <= level)
			top += height_at(plot, ++curve, x);
		if (runs[row].curve == curve)
			continue;
		paint_run(plot, row, &runs[row], x);
		runs[row] = (struct run){ x, curve };
	}
}

static void paint_stack(const struct plot *plot)
{
	int rows = min_int(plot->area.height, ROWS_MOST);
	struct run runs[ROWS_MOST];

	for (int row = 0; row < rows; row++)
		runs[row] = (struct run){ 0, plot->chart->count };
	for (int x = 0; x < plot->area.width; x++)
		stack_column(plot, runs, rows, x);
	for (int row = 0; row < rows; row++)
		paint_run(plot, row, &runs[row], plot->area.width);
}

static void paint_lines(const struct plot *plot, int x)
{
	for (size_t i = 0; i < plot->chart->count; i++) {
		const struct chart_curve *curve = &plot->chart->curves[i];
		double top = curve->percent ? 10000 : plot->bytes.high;
		double value = value_at(plot, curve, x);
		int row;

		/* Of what should be 0 only what is not is worth a mark. */
		if (isnan(value) || top <= 0 || (curve->percent && value <= 0))
			continue;
		row = (int)(min_double(value, top) / top * (plot->area.height - 1));
		paint_fill(plot->area, plot->area.height - 1 - row, x, 1, curve->style,
			curve->mark);
	}
}

/* Returns what they leave to the curves. */
static struct area paint_axes(const struct plot *plot, struct area area)
{
	char high[UNITS_SIZE], low[UNITS_SIZE], time[UNITS_SIZE];
	int bottom = area.height - 2;

	units_bytes(high, (uint64_t)plot->bytes.high, plot->chart->scale);
	units_bytes(low, (uint64_t)plot->bytes.low, plot->chart->scale);
	units_duration(time, (uint64_t)(plot->time.high - plot->time.low + 0.5));
	paint_format(area, 0, 0, STYLE_DIM, "%5s", high);
	paint_format(area, bottom, 0, STYLE_DIM, "%5s", low);
	if (plot->chart->since_start) {
		paint_text(area, bottom + 1, GUTTER, STYLE_DIM, "0");
		paint_text(area, bottom + 1, area.width - (int)utf8_width(time), STYLE_DIM, time);
	} else {
		paint_format(area, bottom + 1, GUTTER, STYLE_DIM, _("%s ago"), time);
		paint_text(area, bottom + 1, area.width - (int)utf8_width(_("now")), STYLE_DIM,
			_("now"));
	}
	return area_columns(area_rows(area, 0, bottom + 1), GUTTER, area.width - GUTTER);
}

void chart_paint(struct area area, const struct chart *chart)
{
	size_t until[CHART_CURVES] = { 0 };
	struct plot plot = { chart, area, time_of(chart), { 0, 0 }, until };
	bool axes = chart->axes && area.width >= AXES_LEAST && area.height >= 3;

	if (!(plot.time.high >= plot.time.low) || area.width < 1 || area.height < 1)
		return;
	plot.bytes = bytes_of(&plot);
	if (axes)
		plot.area = paint_axes(&plot, area);
	if (chart->kind == CHART_STACKED) {
		paint_stack(&plot);
		return;
	}
	for (int x = 0; x < plot.area.width; x++) {
		if (chart->kind == CHART_FILLED)
			paint_filled(&plot, x);
		else
			paint_lines(&plot, x);
	}
}
