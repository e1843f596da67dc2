/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/session/tab_line.h"

#include "base/i18n.h"
#include "ui/widgets/tabs.h"

/* A smaller screen has no line to spare. */
#define LEAST_HEIGHT 15
#define LEAST_WIDTH  60

static bool has_room(struct area screen)
{
	return screen.height >= LEAST_HEIGHT - 1 && screen.width >= LEAST_WIDTH;
}

/* The view that is looked at; help and set-up lie on one. */
static int view_in_front(const struct ui *ui)
{
	for (size_t i = ui->depth; i-- > 0;) {
		for (int id = 0; id < VIEW_COUNT; id++) {
			if (screens[id] == ui->stack[i].view)
				return id;
		}
	}
	return -1;
}

/* A view without a digit is opened from another one, and has a tab while it is looked at. */
static bool has_tab(const struct ui *ui, int id, bool in_front)
{
	return screens[id] && (in_front || (digit_of_view(id) && session_offers_view(ui, id)));
}

/* ids: the view of each tab. */
static void build(struct tabs *tabs, int ids[static TABS_MOST], const struct ui *ui)
{
	int front = view_in_front(ui);

	*tabs = (struct tabs){ .active = -1 };
	for (int id = 0; id < VIEW_COUNT && tabs->count < TABS_MOST; id++) {
		if (!has_tab(ui, id, id == front))
			continue;
		if (id == front)
			tabs->active = tabs->count;
		ids[tabs->count] = id;
		tabs->tabs[tabs->count++] =
			(struct tab){ digit_of_view(id), _(view_rows[id].title), ui->found[id] };
	}
}

struct area tab_line_paint(const struct ui *ui, struct area area)
{
	int ids[TABS_MOST];
	struct tabs tabs;

	if (!has_room(area))
		return area;
	build(&tabs, ids, ui);
	tabs_paint(&tabs, area_rows(area, 0, 1));
	return area_rows(area, 1, area.height);
}

bool tab_line_click(struct ui *ui, int y, int x)
{
	struct area screen = area_screen(&ui->terminal.look);
	int ids[TABS_MOST], at;
	struct tabs tabs;

	if (y != 0 || !has_room(area_rows(screen, 0, screen.height - 1)))
		return false;
	build(&tabs, ids, ui);
	at = tabs_at(&tabs, screen.width, x);
	if (at >= 0)
		session_switch(ui, ids[at]);
	return at >= 0;
}

void tab_line_walk(struct ui *ui, int direction)
{
	int id = view_in_front(ui);

	for (int i = 0; i < VIEW_COUNT; i++) {
		id = (id + direction + VIEW_COUNT) % VIEW_COUNT;
		if (has_tab(ui, id, false) && session_switch(ui, id)) {
			ui->note.text[0] = '\0';
			return;
		}
	}
}
