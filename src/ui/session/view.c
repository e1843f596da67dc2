/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/session/view.h"

#include "ui/views/views.h"

const struct view *const screens[SCREEN_COUNT] = {
	[VIEW_OVERVIEW] = &overview_view,
	[VIEW_PROCESS] = &process_view,
	[VIEW_GROWTH] = &sample_views[VIEW_GROWTH],
	[VIEW_HEAP] = &heap_view,
	[VIEW_PROBE] = &probe_view,
	[VIEW_EXPLAIN] = &explain_view,
	[SCREEN_HELP] = &help_view,
	[SCREEN_SETUP] = &setup_view,
	[SCREEN_OOM] = &oom_view,
};

const char *screen_name(int id)
{
	switch (id) {
	case SCREEN_HELP:
		return "help";
	case SCREEN_SETUP:
		return "setup";
	case SCREEN_OOM:
		return "oom";
	default:
		return view_rows[id].name;
	}
}

int view_of_digit(uint32_t digit)
{
	int id = digit >= '0' && digit <= '9' ? (int)(digit - '0' + 9) % 10 : VIEW_COUNT;

	/* Some views are only printed. */
	return id < VIEW_COUNT && screens[id] ? id : -1;
}

char digit_of_view(int id)
{
	return (char)('0' + (id + 1) % 10);
}
