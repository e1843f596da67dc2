/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How figures move over time, in lines of characters. */
#ifndef MEMTOP_UI_WIDGETS_CHART_H
#define MEMTOP_UI_WIDGETS_CHART_H

#include "base/units.h"
#include "derive/trend.h"
#include "ui/widgets/paint.h"

/* More curves than these are left out. */
#define CHART_CURVES 16

enum chart_kind {
	CHART_FILLED, /* one curve, from its least to its most; eighth blocks where the locale has them */
	CHART_STACKED, /* one curve on the other, the first at the bottom, from 0 on */
	CHART_LINES,   /* each for itself, the later ones in front, from 0 on */
};

struct chart_curve {
	const struct trend_point *points;
	size_t count;
	enum style style;
	char mark;    /* but for CHART_FILLED */
	bool percent; /* of 100, in hundredths, where the others share a scale of bytes */
};

struct chart {
	enum chart_kind kind;
	const struct chart_curve *curves;
	size_t count;
	bool axes;        /* what top, bottom and the ends stand for */
	bool since_start; /* time counts from the beginning, not back from now */
	enum scale scale;
};

/* The whole time is as wide as the area.  A curve holds its value until its next point. */
void chart_paint(struct area area, const struct chart *chart);

/* One column of blocks, so many eighths of a cell high. */
void chart_column(struct area area, int x, int eighths, enum style style);

#endif
