/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Everything that a key can do.  An action has a row here, with its keys; each view has a row for
 * each action that it carries out, with what it does there.  The key bar, the help screen, dispatch
 * and the man page's list of keys come from these two tables.
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
	ACTION_FIND_NEXT,
	ACTION_FIND_PREVIOUS,
	ACTION_FIND,
	ACTION_FILTER,
	ACTION_USER,
	ACTION_FOLLOW,
	ACTION_COMMAND,
	ACTION_RELATED,
	ACTION_MARK,
	ACTION_TREE,
	ACTION_PROGRAMS,
	ACTION_FOLD,
	ACTION_UNFOLD,
	ACTION_FOLD_ALL,
	ACTION_PATHS,
	ACTION_KERNEL_THREADS,
	ACTION_THREAD_ROWS,
	ACTION_SORT,
	ACTION_SORT_LEFT,
	ACTION_SORT_RIGHT,
	ACTION_REVERSE,
	ACTION_SORT_MEMORY,
	ACTION_SORT_CPU,
	ACTION_SORT_PID,
	ACTION_SORT_TIME,
	ACTION_SORT_GROWTH,
	ACTION_SORT_RETAINED,
	ACTION_TAG,
	ACTION_TAG_CHILDREN,
	ACTION_UNTAG,
	ACTION_OPEN,
	ACTION_KILL,
	ACTION_TOGGLE,
	ACTION_LESS,
	ACTION_MORE,
	ACTION_EARLIER,
	ACTION_LATER,
	ACTION_MINUTE_EARLIER,
	ACTION_MINUTE_LATER,
	ACTION_HOUR_EARLIER,
	ACTION_HOUR_LATER,
	ACTION_DAY_EARLIER,
	ACTION_DAY_LATER,
	ACTION_EVENT_EARLIER,
	ACTION_EVENT_LATER,
	ACTION_GO,
	ACTION_FIND_NAMES,
	ACTION_CENSUS,
	ACTION_SUMMARY,
	ACTION_HEAP,
	ACTION_LEAKS,
	ACTION_ENVIRONMENT,
	ACTION_FILES,
	ACTION_THREADS,
	ACTION_LOCKS,
	ACTION_NODES,
	ACTION_EXPLAIN,
	ACTION_DETAIL,
	ACTION_MEMINFO,
	ACTION_OOM,
	ACTION_CGROUP,
	ACTION_MEMBERS,
	ACTION_RECLAIM,
	ACTION_HELP,
	ACTION_SETUP,
	ACTION_PROBE,
	ACTION_PAUSE,
	ACTION_DELAY,
	ACTION_SYSTEM_UNITS,
	ACTION_PROCESS_UNITS,
	ACTION_REPORT,
	ACTION_SAVE,
	ACTION_REDRAW,
	ACTION_VIEW,
	ACTION_NEXT_VIEW,
	ACTION_PREVIOUS_VIEW,
	ACTION_BACK,
	ACTION_QUIT,
	ACTION_COUNT
};

enum section {
	SECTION_MOVE,
	SECTION_FIND,
	SECTION_ARRANGE,
	SECTION_ACT,
	SECTION_ADJUST,
	SECTION_SCREEN,
	SECTION_COUNT
};

#define ACTION_KEYS 4

struct action {
	const char *name;           /* stable and machine-readable: "find" */
	uint32_t keys[ACTION_KEYS]; /* code points and INPUT_*; 0 ends */
	const char *label;          /* in the key bar: N_("Find"); NULL: not there */
	const char *help;           /* N_(): what it does, unless a view says otherwise */
	enum section section;
	bool changes; /* it reaches beyond memtop: off under --readonly */
};
extern const struct action action_rows[ACTION_COUNT];

/* Titles of the sections: N_(). */
extern const char *const action_sections[SECTION_COUNT];

struct ui;

/* A key that was pressed, for the function that it belongs to. */
struct press {
	struct ui *ui;
	void *state; /* of the view */
	enum action_id action;
	uint32_t key;
};

/*
 * What an action does in one view.  Of several rows with the same key the first goes first; if it
 * returns false (not now) the next gets its turn: n finds the next match while there is a search,
 * and begins one otherwise.  A row without run ends the table.
 */
struct key_row {
	enum action_id action;
	bool (*run)(const struct press *press);
	const char *help; /* N_(): what it does here; NULL: what the action says */
};

/* The action of that name, or -1. */
int action_find(const char *name);

/* Not translated. */
const char *key_row_help(const struct key_row *row);

/* The row of an action, or NULL.  rows may be NULL. */
const struct key_row *key_row_of(const struct key_row *rows, enum action_id id);

/* ACTION_VIEW stands for all digits. */
bool action_has_key(enum action_id id, uint32_t key);

/* The keys of an action that no row of those tables takes; they may be NULL.  Returns how many. */
size_t action_free_keys(uint32_t out[static ACTION_KEYS], enum action_id id,
	const struct key_row *const *taken, size_t layers);

#endif
