/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/session/view.h"

#include "ui/views/views.h"

const struct view *const screens[SCREEN_COUNT] = {
	[VIEW_OVERVIEW] = &overview_view,
	[VIEW_PROCESS] = &process_view,
	[VIEW_GROWTH] = &sample_views[VIEW_GROWTH],
	[VIEW_HEAP] = &heap_view,
	[VIEW_PROBE] = &probe_view,
	[VIEW_LEAKS] = &leaks_view,
	[VIEW_EXPLAIN] = &explain_view,
	[VIEW_CACHE] = &cache_view,
	[VIEW_CGROUPS] = &cgroups_view,
	[VIEW_KERNEL] = &kernel_view,
	[VIEW_SHARED] = &shared_view,
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
	/* Some views are only printed. */
	for (int id = 0; id < VIEW_COUNT; id++)
		if ((uint32_t)view_rows[id].digit == digit && screens[id])
			return id;
	return -1;
}

char digit_of_view(int id)
{
	return view_rows[id].digit;
}
