/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The views, each in a file of its own; view.c lists them. */
#ifndef MEMTOP_UI_VIEWS_VIEWS_H
#define MEMTOP_UI_VIEWS_VIEWS_H

#include "ui/session/view.h"

extern const struct view overview_view;
extern const struct view explain_view;
extern const struct view process_view;
extern const struct view heap_view;
extern const struct view cache_view;
extern const struct view cgroups_view;
extern const struct view kernel_view;
extern const struct view leaks_view;
extern const struct view shared_view;
extern const struct view probe_view;
extern const struct view help_view;
extern const struct view setup_view;
extern const struct view oom_view;

/* By view: those that are made of samples alone, see struct view_row. */
extern const struct view sample_views[VIEW_COUNT];

#endif
