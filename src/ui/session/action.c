/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/session/action.h"

#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "ui/session/input.h"
#include "ui/session/session.h"
#include "ui/session/timeline.h"
#include "ui/session/ui.h"
#include "ui/session/view.h"

const char *const action_sections[SECTION_COUNT] = {
	[SECTION_MOVE] = N_("Moving"),
	[SECTION_FIND] = N_("Finding"),
	[SECTION_ARRANGE] = N_("Arranging"),
	[SECTION_ACT] = N_("Processes"),
	[SECTION_ADJUST] = N_("Adjusting"),
	[SECTION_SCREEN] = N_("Screen"),
};

/* Machine-readable names of the sections. */
static const char *const section_names[SECTION_COUNT] = {
	[SECTION_MOVE] = "move",
	[SECTION_FIND] = "find",
	[SECTION_ARRANGE] = "arrange",
	[SECTION_ACT] = "act",
	[SECTION_ADJUST] = "adjust",
	[SECTION_SCREEN] = "screen",
};

const struct action action_rows[ACTION_COUNT] = {
	[ACTION_UP] = { "up", { INPUT_UP }, NULL, N_("one line up"), SECTION_MOVE, false },
	[ACTION_DOWN] = { "down", { INPUT_DOWN }, NULL, N_("one line down"), SECTION_MOVE, false },
	[ACTION_PAGE_UP] = { "page_up", { INPUT_PAGE_UP }, NULL, N_("one page up"), SECTION_MOVE,
		false },
	[ACTION_PAGE_DOWN] = { "page_down", { INPUT_PAGE_DOWN }, NULL, N_("one page down"),
		SECTION_MOVE, false },
	[ACTION_HOME] = { "home", { INPUT_HOME }, NULL, N_("to the first line, and stay on top"),
		SECTION_MOVE, false },
	[ACTION_END] = { "end", { INPUT_END }, NULL, N_("to the last line"), SECTION_MOVE, false },
	[ACTION_LEFT] = { "left", { INPUT_LEFT }, NULL, N_("scroll to the left"), SECTION_MOVE,
		false },
	[ACTION_RIGHT] = { "right", { INPUT_RIGHT }, NULL,
		N_("scroll to the right, to read long commands"), SECTION_MOVE, false },

	[ACTION_FIND] = { "find", { INPUT_F1 + 2, '/', 'n' }, N_("Find"),
		N_("find a command, name or PID while you type"), SECTION_FIND, false },
	[ACTION_FIND_NEXT] = { "find_next", { 'n', INPUT_F1 + 2 }, NULL,
		N_("next match, during a search"), SECTION_FIND, false },
	[ACTION_FIND_PREVIOUS] = { "find_previous", { 'N', INPUT_SHIFT_F3 }, NULL,
		N_("previous match, during a search"), SECTION_FIND, false },
	[ACTION_FILTER] = { "filter", { INPUT_F1 + 3, '\\' }, N_("Filter"),
		N_("filter: a regular expression, or rss>1G"), SECTION_FIND, false },
	[ACTION_USER] = { "user", { 'u' }, NULL, N_("show one user's processes"), SECTION_FIND,
		false },
	[ACTION_FOLLOW] = { "follow", { 'F' }, NULL, N_("follow the process under the cursor"),
		SECTION_FIND, false },
	[ACTION_COMMAND] = { "command", { 'w' }, NULL, N_("its whole command, on several lines"),
		SECTION_FIND, false },
	[ACTION_RELATED] = { "related", { INPUT_RETURN }, NULL,
		N_("to what belongs to the line under the cursor"), SECTION_FIND, false },
	[ACTION_MARK] = { "mark", { 'm' }, NULL,
		N_("mark now: show what changed since; again: off"), SECTION_FIND, false },

	[ACTION_TREE] = { "tree", { INPUT_F1 + 4, 't' }, N_("Tree"),
		N_("processes below their parents, or a list"), SECTION_ARRANGE, false },
	[ACTION_FOLD] = { "fold", { '-' }, NULL, N_("tree: fold what is below, and show its sum"),
		SECTION_ARRANGE, false },
	[ACTION_UNFOLD] = { "unfold", { '+' }, NULL, N_("tree: unfold it"), SECTION_ARRANGE,
		false },
	[ACTION_FOLD_ALL] = { "fold_all", { '*' }, NULL, N_("tree: fold or unfold everything"),
		SECTION_ARRANGE, false },
	[ACTION_PATHS] = { "paths", { 'p' }, NULL,
		N_("programs with their directories, or without"), SECTION_ARRANGE, false },
	[ACTION_PROGRAMS] = { "programs", { 'c' }, NULL,
		N_("all processes of a program in one line, with sums"), SECTION_ARRANGE, false },
	[ACTION_KERNEL_THREADS] = { "kernel_threads", { 'K' }, NULL,
		N_("show or hide kernel threads"), SECTION_ARRANGE, false },
	[ACTION_THREAD_ROWS] = { "thread_rows", { 'y' }, NULL,
		N_("show or hide threads of processes, as H of htop"), SECTION_ARRANGE, false },
	[ACTION_SORT] = { "sort", { INPUT_F1 + 5 }, N_("Sort"), N_("choose the column to sort by"),
		SECTION_ARRANGE, false },
	[ACTION_SORT_LEFT] = { "sort_left", { '<' }, NULL, N_("sort by the column to the left"),
		SECTION_ARRANGE, false },
	[ACTION_SORT_RIGHT] = { "sort_right", { '>' }, NULL, N_("sort by the column to the right"),
		SECTION_ARRANGE, false },
	[ACTION_REVERSE] = { "reverse", { 'I' }, NULL, N_("reverse the order"), SECTION_ARRANGE,
		false },
	[ACTION_SORT_MEMORY] = { "sort_memory", { 'M' }, NULL, N_("sort by resident memory"),
		SECTION_ARRANGE, false },
	[ACTION_SORT_CPU] = { "sort_cpu", { 'P' }, NULL, N_("sort by CPU use"), SECTION_ARRANGE,
		false },
	[ACTION_SORT_PID] = { "sort_pid", { 'N' }, NULL, N_("sort by PID"), SECTION_ARRANGE,
		false },
	[ACTION_SORT_TIME] = { "sort_time", { 'T' }, NULL, N_("sort by start time"),
		SECTION_ARRANGE, false },
	[ACTION_SORT_GROWTH] = { "sort_growth", { 'G' }, NULL, N_("sort by growth"),
		SECTION_ARRANGE, false },
	[ACTION_SORT_RETAINED] = { "sort_retained", { 'H' }, NULL,
		N_("sort by memory that malloc retains"), SECTION_ARRANGE, false },

	[ACTION_TAG] = { "tag", { ' ' }, NULL, N_("tag or untag a process"), SECTION_ACT, false },
	[ACTION_TAG_CHILDREN] = { "tag_children", { 'B' }, NULL,
		N_("tag or untag a process and its descendants"), SECTION_ACT, false },
	[ACTION_UNTAG] = { "untag", { 'U' }, NULL, N_("untag all"), SECTION_ACT, false },
	[ACTION_OPEN] = { "open", { INPUT_RETURN }, NULL, N_("look into what is under the cursor"),
		SECTION_ACT, false },
	[ACTION_KILL] = { "kill", { INPUT_F1 + 8, 'k' }, N_("Kill"),
		N_("signal the process, or all tagged ones"), SECTION_ACT, true },

	[ACTION_TOGGLE] = { "toggle", { ' ', INPUT_RETURN }, NULL, N_("switch on or off"),
		SECTION_ADJUST, false },
	[ACTION_LESS] = { "less", { '-', INPUT_LEFT }, NULL, N_("less, or the previous choice"),
		SECTION_ADJUST, false },
	[ACTION_MORE] = { "more", { '+', '=', INPUT_RIGHT }, NULL, N_("more, or the next choice"),
		SECTION_ADJUST, false },
	[ACTION_EARLIER] = { "earlier", { '[', INPUT_SHIFT_UP }, NULL,
		N_("move it to the left, or up"), SECTION_ADJUST, false },
	[ACTION_LATER] = { "later", { ']', INPUT_SHIFT_DOWN }, NULL,
		N_("move it to the right, or down"), SECTION_ADJUST, false },

	[ACTION_MINUTE_EARLIER] = { "minute_earlier", { '(' }, NULL, N_("a minute back"),
		SECTION_MOVE, false },
	[ACTION_MINUTE_LATER] = { "minute_later", { ')' }, NULL, N_("a minute on"), SECTION_MOVE,
		false },
	[ACTION_HOUR_EARLIER] = { "hour_earlier", { '{' }, NULL, N_("an hour back"), SECTION_MOVE,
		false },
	[ACTION_HOUR_LATER] = { "hour_later", { '}' }, NULL, N_("an hour on"), SECTION_MOVE,
		false },
	[ACTION_DAY_EARLIER] = { "day_earlier", { ',' }, NULL, N_("a day back"), SECTION_MOVE,
		false },
	[ACTION_DAY_LATER] = { "day_later", { '.' }, NULL, N_("a day on"), SECTION_MOVE, false },
	[ACTION_EVENT_LATER] = { "event_later", { 'g' }, NULL,
		N_("to the next event: boot, OOM kill, gap, clock"), SECTION_MOVE, false },
	[ACTION_EVENT_EARLIER] = { "event_earlier", { INPUT_CONTROL('G') }, NULL,
		N_("to the previous event"), SECTION_MOVE, false },
	[ACTION_GO] = { "go", { 'b' }, NULL, N_("to a time"), SECTION_MOVE, false },
	[ACTION_FIND_NAMES] = { "find_names", { 'f' }, NULL,
		N_("read directories for names that the kernel dropped"), SECTION_FIND, false },
	[ACTION_CENSUS] = { "census", { 'A' }, NULL,
		N_("look at every page of RAM: what is on no counter"), SECTION_FIND, false },
	[ACTION_SUMMARY] = { "summary", { 's' }, NULL, N_("all figures of one process, and back"),
		SECTION_SCREEN, false },
	[ACTION_HEAP] = { "heap", { 'H' }, NULL, N_("look at its heap: what malloc keeps"),
		SECTION_SCREEN, false },
	[ACTION_LEAKS] = { "leaks", { 'L' }, NULL, N_("search its heap for memory that is lost"),
		SECTION_SCREEN, false },
	[ACTION_ENVIRONMENT] = { "environment", { 'e' }, NULL,
		N_("its environment: names, and values once confirmed"), SECTION_SCREEN, false },
	[ACTION_FILES] = { "files", { 'l' }, NULL, N_("its working directory and open files"),
		SECTION_SCREEN, false },
	[ACTION_THREADS] = { "threads", { 't' }, NULL, N_("its threads"), SECTION_SCREEN, false },
	[ACTION_LOCKS] = { "locks", { 'x' }, NULL, N_("its file locks"), SECTION_SCREEN, false },
	[ACTION_NODES] = { "nodes", { 'w' }, NULL, N_("on which nodes its memory is (NUMA)"),
		SECTION_SCREEN, false },
	[ACTION_EXPLAIN] = { "explain", { '?' }, NULL,
		N_("what a figure means and where it comes from"), SECTION_SCREEN, false },
	[ACTION_DETAIL] = { "detail", { 'D' }, NULL,
		N_("show or hide the pane for the cursor's row"), SECTION_SCREEN, false },
	[ACTION_MEMINFO] = { "meminfo", { INPUT_F1 + 6 }, N_("Explain"),
		N_("meminfo line by line, with conclusions"), SECTION_SCREEN, false },
	[ACTION_OOM] = { "oom", { 'O' }, NULL, N_("the kernel's OOM reports, explained"),
		SECTION_SCREEN, false },
	[ACTION_CGROUP] = { "cgroup", { 'C' }, NULL, N_("to the memory cgroup that it is in"),
		SECTION_SCREEN, false },
	[ACTION_MEMBERS] = { "members", { 'o' }, NULL, N_("the overview of its processes alone"),
		SECTION_SCREEN, false },
	[ACTION_RECLAIM] = { "reclaim", { 'r' }, NULL,
		N_("ask the kernel to take memory back from it (probe reclaim)"), SECTION_ACT,
		true },
	[ACTION_HELP] = { "help", { INPUT_F1, 'h', '?' }, N_("Help"), N_("this help"),
		SECTION_SCREEN, false },
	[ACTION_SETUP] = { "setup", { INPUT_F1 + 1, 'S' }, N_("Setup"),
		N_("choose columns, delay, units and colour"), SECTION_SCREEN, false },
	[ACTION_PROBE] = { "probe", { INPUT_F1 + 7 }, N_("Probe"),
		N_("test whether the kernel frees cache on demand"), SECTION_SCREEN, true },
	[ACTION_PAUSE] = { "pause", { 'Z' }, NULL, N_("pause, or resume"), SECTION_SCREEN, false },
	[ACTION_DELAY] = { "delay", { 'd' }, NULL, N_("seconds between samples"), SECTION_SCREEN,
		false },
	[ACTION_SYSTEM_UNITS] = { "system_units", { 'E' }, NULL, N_("unit of the system's figures"),
		SECTION_SCREEN, false },
	[ACTION_PROCESS_UNITS] = { "process_units", { 'e' }, NULL,
		N_("unit of the processes' figures"), SECTION_SCREEN, false },
	[ACTION_REPORT] = { "report", { 'R' }, NULL,
		N_("report on the process or machine, to file or clipboard"), SECTION_SCREEN,
		false },
	[ACTION_SAVE] = { "save", { 'W' }, NULL, N_("save the settings"), SECTION_SCREEN, false },
	[ACTION_REDRAW] = { "redraw", { INPUT_CONTROL('L') }, NULL, N_("redraw the screen"),
		SECTION_SCREEN, false },
	[ACTION_VIEW] = { "view", { '1' }, NULL, N_("open a view by its number"), SECTION_SCREEN,
		false },
	[ACTION_NEXT_VIEW] = { "next_view", { INPUT_TAB }, NULL, N_("open the next view"),
		SECTION_SCREEN, false },
	[ACTION_PREVIOUS_VIEW] = { "previous_view", { INPUT_SHIFT_TAB }, NULL,
		N_("open the previous view"), SECTION_SCREEN, false },
	[ACTION_BACK] = { "back", { INPUT_ESCAPE }, NULL, N_("go back"), SECTION_SCREEN, false },
	[ACTION_QUIT] = { "quit", { INPUT_F10, 'q' }, N_("Quit"), N_("quit"), SECTION_SCREEN,
		false },
};

bool action_has_key(enum action_id id, uint32_t key)
{
	if (id == ACTION_VIEW)
		return key >= '0' && key <= '9';
	for (size_t i = 0; i < ACTION_KEYS && action_rows[id].keys[i]; i++) {
		if (action_rows[id].keys[i] == key)
			return true;
	}
	return false;
}

int action_find(const char *name)
{
	for (int id = 0; id < ACTION_COUNT; id++)
		if (strcmp(action_rows[id].name, name) == 0)
			return id;
	return -1;
}

const char *key_row_help(const struct key_row *row)
{
	return row->help ? row->help : action_rows[row->action].help;
}

const struct key_row *key_row_of(const struct key_row *rows, enum action_id id)
{
	for (const struct key_row *row = rows; row && row->run; row++) {
		if (row->action == id)
			return row;
	}
	return NULL;
}

static bool is_taken(const struct key_row *rows, uint32_t key)
{
	for (const struct key_row *row = rows; row && row->run; row++) {
		if (action_has_key(row->action, key))
			return true;
	}
	return false;
}

size_t action_free_keys(uint32_t out[static ACTION_KEYS], enum action_id id,
	const struct key_row *const *taken, size_t layers)
{
	size_t count = 0, layer;

	for (size_t i = 0; i < ACTION_KEYS && action_rows[id].keys[i]; i++) {
		for (layer = 0; layer < layers; layer++)
			if (is_taken(taken[layer], action_rows[id].keys[i]))
				break;
		if (layer == layers)
			out[count++] = action_rows[id].keys[i];
	}
	return count;
}

static void list_row(FILE *out, const char *view, const struct key_row *row)
{
	const struct action *action = &action_rows[row->action];

	fprintf(out, "%s\t%s\t", view, action->name);
	for (size_t i = 0; i < ACTION_KEYS && action->keys[i]; i++) {
		char name[INPUT_NAME_SIZE];

		fprintf(out, "%s%s", i > 0 ? " " : "", input_name(name, action->keys[i]));
	}
	fprintf(out, "\t%s\t%s\n", section_names[action->section], key_row_help(row));
}

static void list_rows(FILE *out, const char *view, const struct key_row *rows)
{
	for (const struct key_row *row = rows; row && row->run; row++)
		list_row(out, view, row);
}

/* Of a view's own keys and those of its kinds of tables, each action once. */
void ui_list_keys(FILE *out)
{
	list_rows(out, "all", session_keys);
	list_rows(out, "replay", timeline_keys);
	for (int id = 0; id < SCREEN_COUNT; id++) {
		const struct view *view = screens[id];

		list_rows(out, screen_name(id), view ? view->keys : NULL);
		for (int kind = 0; view && kind < TABLE_KINDS; kind++)
			for (const struct key_row *row = table_keys[kind];
				view->tables & 1u << kind && row->run; row++)
				if (!key_row_of(view->keys, row->action))
					list_row(out, screen_name(id), row);
	}
}
