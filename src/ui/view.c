/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/view.h"

#include <string.h>

#include "ui/views.h"

const struct view *const view_rows[VIEW_COUNT] = {
	[VIEW_OVERVIEW] = &overview_view,
	[VIEW_HELP] = &help_view,
	[VIEW_SETUP] = &setup_view,
};

int view_find(const char *name)
{
	for (int id = 0; id < VIEW_COUNT; id++) {
		if (strcmp(view_rows[id]->name, name) == 0)
			return id;
	}
	return -1;
}

int view_of_digit(uint32_t digit)
{
	uint32_t number = '0';

	for (int id = 0; id < VIEW_COUNT; id++) {
		if (view_rows[id]->numbered && ++number == digit)
			return id;
	}
	return -1;
}
