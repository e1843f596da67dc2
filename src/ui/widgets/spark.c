/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/widgets/spark.h"

#define EIGHTHS 8

static const char *const blocks[EIGHTHS + 1] = { " ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };
/* Without such characters a cell is full, half full or empty. */
static const char *const letters[EIGHTHS + 1] = { " ", ".", ".", ".", ":", ":", ":", "#", "#" };

struct range {
	double low, high;
};

static struct range range_of(const struct trend_point *points, size_t count)
{
	struct range range = { points[0].bytes, points[0].bytes };

	for (size_t i = 1; i < count; i++) {
		if (points[i].bytes < range.low)
			range.low = points[i].bytes;
		if (points[i].bytes > range.high)
			range.high = points[i].bytes;
	}
	/* What moves by less than a hundredth shall not look like a mountain. */
	if (range.high - range.low < range.high / 100)
		range.low = range.high - range.high / 100;
	return range;
}

/* The column's height in eighths of a cell: at least one, so that the curve has no holes. */
static int height_of(double bytes, struct range range, int rows)
{
	double span = range.high - range.low;
	int eighths = span > 0 ? (int)((bytes - range.low) / span * (rows * EIGHTHS - 1) + 0.5) : 0;

	return eighths + 1;
}

void spark_column(struct area area, int x, int eighths, enum style style)
{
	const char *const *marks = area.look->ascii ? letters : blocks;

	for (int row = area.height - 1; row >= 0 && eighths > 0; row--) {
		paint_text(area, row, x, style, marks[eighths > EIGHTHS ? EIGHTHS : eighths]);
		eighths -= EIGHTHS;
	}
}

void spark_paint(struct area area, const struct trend_point *points, size_t count, enum style style)
{
	size_t width = (size_t)area.width;
	struct range range;

	if (count == 0 || area.height == 0 || area.width == 0)
		return;
	range = range_of(points, count);
	for (size_t x = 0; x < width && x < count; x++) {
		size_t at = count <= width ? x : x * (count - 1) / (width > 1 ? width - 1 : 1);
		size_t column = count <= width ? width - count + x : x;

		spark_column(area, (int)column, height_of(points[at].bytes, range, area.height),
			style);
	}
}
