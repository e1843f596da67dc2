/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/widgets/tabs.h"

#include <stdio.h>

#include "base/macros.h"
#include "base/utf8.h"

/* How much a line shows of tabs that are not the active one, from the widest form to the narrowest. */
static const struct form {
	int gap, title; /* columns: between tabs, -1: they share a blank; of the title at most */
} forms[] = { { 1, 99 }, { 0, 99 }, { -1, 99 }, { 0, 4 }, { -1, 4 }, { -1, 3 }, { -1, 0 } };

static int found_text(char out[static 24], const struct tab *tab)
{
	return tab->found ? snprintf(out, 24, "(%zu)", tab->found) : (out[0] = '\0', 0);
}

static int title_width(const struct tabs *tabs, int index, const struct form *form)
{
	int width = (int)utf8_width(tabs->tabs[index].title);

	return index == tabs->active ? width : min_int(width, form->title);
}

/* "[1 Overview(2)]", "[Leaks]" without a digit; another than the active one has blanks where that has brackets. */
static int tab_width(const struct tabs *tabs, int index, const struct form *form)
{
	char found[24];
	int title = title_width(tabs, index, form);
	int digit = tabs->tabs[index].digit != 0;

	return 2 + digit + (title > 0 ? digit + title : 0) + found_text(found, &tabs->tabs[index]);
}

static int line_width(const struct tabs *tabs, const struct form *form)
{
	int width = 0;

	for (int i = 0; i < tabs->count; i++)
		width += tab_width(tabs, i, form) + form->gap;
	return width;
}

static const struct form *form_of(const struct tabs *tabs, int width)
{
	size_t i = 0;

	while (i + 1 < COUNT_OF(forms) && line_width(tabs, &forms[i]) > width)
		i++;
	return &forms[i];
}

static void paint_tab(const struct tabs *tabs, int index, const struct form *form,
	struct area place)
{
	const struct tab *tab = &tabs->tabs[index];
	const enum style style = index == tabs->active ? STYLE_STRONG : STYLE_NORMAL;
	int title = title_width(tabs, index, form), x = 1;
	char found[24];

	if (tab->digit)
		x += paint_format(place, 0, x, STYLE_KEY, "%c", tab->digit);
	if (title > 0) {
		x += tab->digit != 0;
		paint_text(area_columns(place, 0, x + title), 0, x, style, tab->title);
		x += title;
	}
	found_text(found, tab);
	x += paint_text(place, 0, x, STYLE_WARNING, found);
	if (index == tabs->active) {
		paint_text(place, 0, 0, STYLE_STRONG, "[");
		paint_text(place, 0, x, STYLE_STRONG, "]");
	}
}

void tabs_paint(const struct tabs *tabs, struct area area)
{
	const struct form *form = form_of(tabs, area.width);
	int x = 0;

	for (int i = 0; i < tabs->count; i++) {
		int width = tab_width(tabs, i, form);

		paint_tab(tabs, i, form, area_columns(area, x, width));
		x += width + form->gap;
	}
}

int tabs_at(const struct tabs *tabs, int width, int x)
{
	const struct form *form = form_of(tabs, width);
	int end = 0;

	for (int i = 0; i < tabs->count && x >= end; i++) {
		end += tab_width(tabs, i, form);
		if (x < end)
			return i;
		end += form->gap;
	}
	return -1;
}
