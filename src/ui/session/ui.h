/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The interactive screen.  It takes samples from a feed, never reads the kernel itself, and hands
 * everything that reaches beyond the screen to the actions.
 *
 *	struct ui_setup setup = { .feed = &feed, .actions = &actions, .settings = settings, ... };
 *	status = ui_run(&setup, &message);
 */
#ifndef MEMTOP_UI_SESSION_UI_H
#define MEMTOP_UI_SESSION_UI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#include "base/status.h"
#include "config/settings.h"
#include "ports/feed.h"
#include "ports/sources.h"
#include "ports/recording.h"
#include "ports/timeline.h"
#include "sample/saved_files.h"
#include "views/views.h"

struct ui_setup {
	const struct feed *feed;
	const struct actions *actions;
	const struct timeline *timeline;   /* of a record that is played, or NULL: it is live */
	const struct recording *recording; /* marks go there as well; NULL: nowhere */
	const struct sources *sources;     /* of what is in no sample, or NULL: there are none */
	struct settings settings;
	enum view_id view;    /* opened in front of the overview, if it is another */
	const char *argument; /* of that view, or NULL */
	char *const *words;   /* all its arguments, for views that take several */
	size_t word_count;
	const struct saved_meminfo *saved; /* what explain's arguments named, already read */
	size_t saved_count;
	const char *filter; /* an expression, or NULL */
	const char *user;   /* name or number, or NULL for all users */
	const pid_t *pids;  /* only these processes, or NULL */
	size_t pid_count;
	const char *notice;  /* shown at the start, such as a broken configuration; or NULL */
	uint64_t iterations; /* samples to show before it ends by itself; 0: no such end */
	bool no_color;       /* --no-color or NO_COLOR */
	bool no_kernel; /* samples are of a record, or of files alone: no kernel can be asked */
};

/*
 * Runs the screen until the user leaves it.  The locale must be set.  The terminal is as it was
 * when this returns, and on every other way out.  A terminating signal is raised again once the
 * terminal is restored, so that the parent sees how memtop ended.
 * STATUS_FAILED: there is no terminal, or TERM names none that can be used, or the filter has no
 * meaning; message says which and what to do.
 */
enum status ui_run(const struct ui_setup *setup, struct message *message);

/*
 * The table of keys for other programs, never translated: one line an action
 * in a view, "view TAB name TAB keys TAB section TAB what it does", keys separated by blanks; the
 * view "all" has what holds where a view has no line of its own.
 */
void ui_list_keys(FILE *out);

#endif
