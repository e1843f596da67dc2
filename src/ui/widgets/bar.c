/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/widgets/bar.h"

#include <string.h>

static double sum(const uint64_t *amounts, size_t count)
{
	double total = 0;

	for (size_t i = 0; i < count; i++)
		total += (double)amounts[i];
	return total;
}

static size_t widest(const int *cells, size_t count)
{
	size_t best = 0;

	for (size_t i = 1; i < count; i++) {
		if (cells[i] > cells[best])
			best = i;
	}
	return best;
}

static size_t largest(const double *remainders, size_t count)
{
	size_t best = 0;

	for (size_t i = 1; i < count; i++) {
		if (remainders[i] > remainders[best])
			best = i;
	}
	return best;
}

/* Gives the cells that rounding down has left over to the largest remainders. */
static void share_remainders(int *cells, double *remainders, size_t count, int left)
{
	while (left-- > 0) {
		size_t next = largest(remainders, count);

		cells[next]++;
		remainders[next] = -1;
	}
}

void bar_share(int *cells, const uint64_t *amounts, size_t count, int width)
{
	double total = sum(amounts, count), remainders[BAR_PARTS] = { 0 };
	int left = width;

	memset(cells, 0, count * sizeof(*cells));
	if (total <= 0 || width <= 0)
		return;
	for (size_t i = 0; i < count; i++) {
		double exact = (double)amounts[i] / total * width;

		cells[i] = (int)exact;
		remainders[i] = exact - cells[i];
		left -= cells[i];
	}
	share_remainders(cells, remainders, count, left);
	for (size_t i = 0; i < count; i++) {
		size_t giver = widest(cells, count);

		if (cells[i] == 0 && (double)amounts[i] / total * width >= 0.25 &&
			cells[giver] > 1) {
			cells[giver]--;
			cells[i]++;
		}
	}
}

void bar_paint(struct area area, int y, int x, int width, const struct bar_part *parts,
	size_t count)
{
	uint64_t amounts[BAR_PARTS] = { 0 };
	int cells[BAR_PARTS] = { 0 }, at = x + 1;

	if (width < 2 || count == 0 || count > BAR_PARTS)
		return;
	for (size_t i = 0; i < count; i++)
		amounts[i] = parts[i].amount;
	bar_share(cells, amounts, count, width - 2);
	paint_text(area, y, x, STYLE_STRONG, "[");
	for (size_t i = 0; i < count; i++) {
		paint_fill(area, y, at, cells[i], parts[i].style, parts[i].mark);
		at += cells[i];
	}
	paint_fill(area, y, at, x + width - 1 - at, STYLE_NORMAL, ' ');
	paint_text(area, y, x + width - 1, STYLE_STRONG, "]");
}
