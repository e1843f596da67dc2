/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Everything that a key can do.  The key bar, the help screen, dispatch and the man page's list of
 * keys come from this one table; a new action is a new row, and a handler in the views that have it.
 */
#ifndef MEMTOP_UI_SESSION_ACTION_H
#define MEMTOP_UI_SESSION_ACTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum action_id {
	ACTION_UP,
	ACTION_DOWN,
	ACTION_PAGE_UP,
	ACTION_PAGE_DOWN,
	ACTION_HOME,
	ACTION_END,
	ACTION_LEFT,
	ACTION_RIGHT,
	ACTION_FIND_NEXT, /* before what shares a key with it: see action_handler */
	ACTION_FIND_PREVIOUS,
	ACTION_FIND,
	ACTION_FILTER,
	ACTION_USER,
	ACTION_FOLLOW,
	ACTION_RELATED,
	ACTION_MARK,
	ACTION_TREE,
	ACTION_PROGRAMS,
	ACTION_KERNEL_THREADS,
	ACTION_SORT,
	ACTION_SORT_LEFT,
	ACTION_SORT_RIGHT,
	ACTION_REVERSE,
	ACTION_SORT_MEMORY,
	ACTION_SORT_CPU,
	ACTION_SORT_PID,
	ACTION_SORT_TIME,
	ACTION_TAG,
	ACTION_UNTAG,
	ACTION_OPEN,
	ACTION_KILL,
	ACTION_TOGGLE,
	ACTION_LESS,
	ACTION_MORE,
	ACTION_EARLIER,
	ACTION_LATER,
	ACTION_SUMMARY,
	ACTION_HEAP,
	ACTION_EXPLAIN,
	ACTION_MEMINFO,
	ACTION_HELP,
	ACTION_SETUP,
	ACTION_PROBE,
	ACTION_PAUSE,
	ACTION_DELAY,
	ACTION_SYSTEM_UNITS,
	ACTION_PROCESS_UNITS,
	ACTION_SAVE,
	ACTION_REDRAW,
	ACTION_VIEW,
	ACTION_BACK,
	ACTION_QUIT,
	ACTION_COUNT
};

enum section {
	SECTION_MOVE,
	SECTION_FIND,
	SECTION_ARRANGE,
	SECTION_ACT,
	SECTION_SETUP,
	SECTION_SCREEN,
	SECTION_COUNT
};

#define ACTION_KEYS 4

struct action {
	const char *name;           /* stable and machine-readable: "find" */
	uint32_t keys[ACTION_KEYS]; /* code points and INPUT_*; 0 ends */
	const char *label;          /* in the key bar: N_("Find"); NULL: not there */
	const char *help;           /* N_() */
	enum section section;
	bool changes; /* it reaches beyond memtop: off under --readonly */
};
extern const struct action action_rows[ACTION_COUNT];

/* Titles of the sections: N_(). */
extern const char *const action_sections[SECTION_COUNT];

struct ui;

/*
 * What a view does for an action.  False: not now, in which case the next action with the same
 * key gets its turn (n finds the next match while there is a search, and begins one otherwise).
 */
typedef bool action_handler(struct ui *ui, void *view, enum action_id id);

/*
 * The next action after `after` (-1 for the first) that has this key; -1 if there is none.  ACTION_VIEW
 * stands for all of 1 to 9.
 */
int action_with_key(uint32_t key, int after);

#endif
