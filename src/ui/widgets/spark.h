/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A curve in a few lines of characters. */
#ifndef MEMTOP_UI_WIDGETS_SPARK_H
#define MEMTOP_UI_WIDGETS_SPARK_H

#include "derive/trend.h"
#include "ui/widgets/paint.h"

/*
 * Paints points into the area, the newest at the right edge, the largest at the top; the lowest
 * line stands for the least.  Eighth blocks where the locale has them, '#' otherwise.
 */
void spark_paint(struct area area, const struct trend_point *points, size_t count,
	enum style style);

/* One column, so many eighths of a cell high. */
void spark_column(struct area area, int x, int eighths, enum style style);

#endif
