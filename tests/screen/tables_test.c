/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What every table can do, in whichever view: sort, also by a click, find, filter, tag, follow. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "screen/keys.h"
#include "screen/screen.h"

#define START(...) screen_start_fake(30, 100, (const char *const[]){ __VA_ARGS__, NULL })

/* A click on what stands there; the terminal counts from 1, its buttons from 0. */
static void click_times(struct screen *screen, const char *text, int times, int button)
{
	char keys[128] = "";
	int row, column;

	assert_true(screen_find(screen, text, &row, &column));
	for (int i = 0; i < times; i++)
		snprintf(keys + strlen(keys), sizeof(keys) - strlen(keys),
			"\033[<%d;%d;%dM\033[<%d;%d;%dm", button, column + 1, row + 1, button,
			column + 1, row + 1);
	screen_type(screen, keys);
}

static void click(struct screen *screen, const char *text)
{
	click_times(screen, text, 1, 0);
}

/* In one piece: a test that is held up between two clicks makes two of them. */
static void double_click(struct screen *screen, const char *text)
{
	click_times(screen, text, 2, 0);
}

/* The first row below the headings. */
struct first {
	const char *heading, *text;
};

static bool is_first(struct screen *screen, void *context)
{
	const struct first *first = context;
	int row, column;

	return screen_find(screen, first->heading, &row, &column) &&
	       strstr(screen_row(screen, row + 1), first->text);
}

static void wait_first(struct screen *screen, const char *heading, const char *text)
{
	struct first first = { heading, text };

	screen_wait_for(screen, is_first, &first, text);
}

static void test_click_on_headings(void **state)
{
	struct screen *screen = START("still", "mouse");

	(void)state;
	wait_first(screen, "▾RSS", "init");
	click(screen, "PID");
	wait_first(screen, "▴PID", "init");
	click(screen, "PID");
	wait_first(screen, "▾PID", "12 bob");
	click(screen, "COMMAND");
	wait_first(screen, "▴COMMAND", "-bash");
	screen_quit(screen);
}

static bool is_at_cursor(struct screen *screen, void *context)
{
	int row, column;

	return screen_find(screen, context, &row, &column) &&
	       screen_cell(screen, row, column).reverse;
}

static void wait_menu_cursor(struct screen *screen, const char *text)
{
	screen_wait_for(screen, is_at_cursor, (void *)(uintptr_t)text, text);
}

static bool is_switched_on(struct screen *screen, void *context)
{
	return strstr(screen_row(screen, *(int *)context), " on ") != NULL;
}

/* Growth has what the overview has. */
static void test_growth(void **state)
{
	struct screen *screen = START("still", "mouse");

	(void)state;
	screen_wait(screen, "nginx");
	screen_type(screen, "5");
	screen_wait(screen, "memtop: growth");
	screen_type(screen, "/vim\r");
	screen_wait(screen, "find vim");
	screen_type(screen, KEY_ESCAPE);
	screen_wait_gone(screen, "find vim");
	screen_type(screen, " ");
	screen_wait(screen, "1 tagged");
	screen_type(screen, "U");
	screen_wait_gone(screen, "1 tagged");
	screen_type(screen, "F");
	screen_wait(screen, "following");
	screen_type(screen, "F\\user=www\r");
	screen_wait(screen, "filter user=www");
	screen_wait_gone(screen, "vim");
	assert_true(screen_has(screen, "nginx"));
	screen_type(screen, "\\\025\r");
	screen_wait(screen, "vim");
	click(screen, "PID");
	wait_first(screen, "▴PID", "init");
	screen_type(screen, "I");
	wait_first(screen, "▾PID", "12 ");
	screen_type(screen, "u");
	screen_wait(screen, "Whose processes");
	screen_type(screen, "alice\r");
	screen_wait(screen, "user alice only");
	screen_wait_gone(screen, "nginx");
	screen_quit(screen);
}

/* A click on the sign of a fold; p takes the directories away. */
static void test_tree(void **state)
{
	struct screen *screen = START("still", "mouse");

	(void)state;
	screen_type(screen, "t");
	screen_wait(screen, "├─▾ sshd");
	click(screen, "▾ sshd");
	screen_wait(screen, "├─▸ (3) sshd");
	click(screen, "▸ (3) sshd");
	screen_wait(screen, "├─▾ sshd");
	screen_wait(screen, "/sbin/init");
	screen_type(screen, "p");
	screen_wait_gone(screen, "/sbin/init");
	screen_wait(screen, "▾ init splash");
	screen_quit(screen);
}

/* A click goes to an item, another one takes it; one outside closes, and so the menu is no trap. */
static void test_click_in_menus(void **state)
{
	struct screen *screen = START("still", "mouse");

	(void)state;
	screen_wait(screen, "▾RSS");
	screen_type(screen, KEY_F6);
	screen_wait(screen, "Sort by");
	click(screen, "│SWAP ");
	wait_menu_cursor(screen, "SWAP  ");
	assert_true(screen_has(screen, "Sort by"));
	click(screen, "│SWAP ");
	screen_wait_gone(screen, "Sort by");
	screen_wait(screen, "▾SWAP");
	screen_type(screen, KEY_F6);
	screen_wait(screen, "Sort by");
	click(screen, "Mem ");
	screen_wait_gone(screen, "Sort by");
	screen_wait(screen, "▾SWAP");
	screen_type(screen, "k");
	screen_wait(screen, "Signal to");
	click(screen, "2 INT");
	wait_menu_cursor(screen, "2 INT");
	click(screen, "2 INT");
	screen_wait(screen, "any other key: no");
	click(screen, "any other key: no");
	screen_wait_gone(screen, "any other key: no");
	screen_quit(screen);
}

/* A sentence leads where its key does; of a figure, and by the right button of a column, its meaning. */
static void test_click_on_what_is_said(void **state)
{
	struct screen *screen = START("still", "mouse");

	(void)state;
	screen_wait(screen, "▾RSS");
	click(screen, "Memory lasts");
	screen_wait(screen, "memtop: growth");
	screen_type(screen, KEY_ESCAPE);
	screen_wait(screen, "▾RSS");
	click(screen, "#cache");
	wait_menu_cursor(screen, "cache");
	screen_type(screen, KEY_ESCAPE);
	screen_wait_gone(screen, "What is it?");
	click(screen, "full 0.0%");
	wait_menu_cursor(screen, "full");
	click_times(screen, "What is it?", 1, 2);
	screen_wait_gone(screen, "What is it?");
	click_times(screen, "SHMEM", 1, 2);
	wait_menu_cursor(screen, "SHMEM");
	screen_type(screen, KEY_ESCAPE);
	screen_wait_gone(screen, "What is it?");
	screen_quit(screen);
}

/* In the set-up a click goes to a row, and two of them change it. */
static void test_click_in_the_setup(void **state)
{
	struct screen *screen = START("still", "mouse");
	int row, column;

	(void)state;
	screen_type(screen, KEY_F2);
	screen_wait(screen, "memtop: set-up");
	screen_wait(screen, "F1Help");
	click(screen, "Kernel threads");
	wait_menu_cursor(screen, "Kernel threads");
	assert_true(screen_find(screen, "Kernel threads", &row, &column));
	assert_non_null(strstr(screen_row(screen, row), "off"));
	double_click(screen, "Kernel threads");
	screen_wait_for(screen, is_switched_on, &row, "kernel threads to be shown");
	screen_quit(screen);
}

/* B tags a process and what descends from it, and takes that back. */
static void test_tag_children(void **state)
{
	struct screen *screen = START("still");

	(void)state;
	screen_type(screen, "t");
	screen_wait(screen, "├─▾ sshd");
	screen_type(screen, "/sshd\rB");
	screen_wait(screen, "3 tagged");
	screen_type(screen, "B");
	screen_wait_gone(screen, "3 tagged");
	assert_true(screen_has(screen, "├─▾ sshd"));
	screen_quit(screen);
}

/* What the keys at the bottom do follows from what is going on. */
static void test_searching(void **state)
{
	struct screen *screen = START("still", "mouse");
	int row, column;

	(void)state;
	screen_type(screen, "/nginx\r");
	screen_wait(screen, "n Next N Previous Esc Cancel");
	assert_true(screen_find(screen, "nginx: master", &row, &column));
	assert_true(screen_cell(screen, row, column - 1).reverse);
	click(screen, "Next");
	screen_type(screen, KEY_F3);
	screen_wait(screen, "n Next");
	assert_true(screen_find(screen, "nginx: worker 2", &row, &column));
	assert_true(screen_cell(screen, row, column - 1).reverse);
	click(screen, "Cancel");
	screen_wait(screen, "F3Find");
	screen_quit(screen);
}

/* Rows that are no processes: found and filtered by their words; Esc shows all again. */
static void test_heap(void **state)
{
	struct screen *screen = screen_start(&(struct screen_options){ .rows = 30,
		.columns = 100,
		.program = screen_fake(),
		.arguments = { "heap=mixed", "still" } });

	(void)state;
	screen_wait(screen, "CHUNK");
	/* What holds most stands first. */
	assert_true(screen_has(screen, "▾BYTES"));
	screen_type(screen, KEY_F6);
	screen_wait(screen, "Sort by");
	screen_type(screen, "CHUNK\r");
	screen_wait(screen, "▾CHUNK");
	screen_type(screen, "I");
	screen_wait(screen, "▴CHUNK");
	screen_type(screen, KEY_F4 "nothing of that name");
	screen_type(screen, "\r");
	screen_wait(screen, "filter nothing of that name:");
	screen_type(screen, KEY_ESCAPE);
	screen_wait_gone(screen, "filter nothing");
	screen_quit(screen);
}

/* PID 1 is init, and "nginx: worker 1" has a 1 in its command. */
static void test_finding_a_pid(void **state)
{
	struct screen *screen = START("rows=12", "still");

	(void)state;
	screen_wait(screen, "F10Quit");
	/* From PID 7 on the first line that has a 1 is nginx: worker 1. */
	screen_type(screen, "N/7\r/1\rw");
	screen_wait(screen, "Command of init (1)");
	screen_type(screen, KEY_ESCAPE);
	screen_wait_gone(screen, "Command of");
	screen_type(screen, "/10\rw");
	screen_wait(screen, "Command of worker (10)");
	screen_wait(screen, "worker --threads 4");
	screen_type(screen, KEY_ESCAPE);
	screen_wait_gone(screen, "Command of");
	screen_quit(screen);
}

/* A command of 128 KiB is there to its end. */
static void test_whole_command(void **state)
{
	struct screen *screen = START("rows=11", "long", "still");

	(void)state;
	screen_wait(screen, "F10Quit");
	screen_type(screen, "/10\rw");
	screen_wait(screen, "Command of long (10)");
	screen_type(screen, KEY_END);
	screen_wait(screen, "aaa end");
	screen_type(screen, "\r");
	screen_wait_gone(screen, "Command of");
	screen_quit(screen);
}

/* A figure that the edge would cut is left out; an id that begins with a digit is no figure. */
static void test_cut_ids(void **state)
{
	struct screen *screen =
		screen_start_fake(30, 80, (const char *const[]){ "rows=12", "ids", "still", NULL });

	(void)state;
	screen_wait(screen, "65b9e16b0fa3");
	assert_false(screen_has(screen, "65b9e16b0fa35b9c62573bf375366efa"));
	screen_quit(screen);
}

/* Where there is little room a long path goes, and the program stays; a short one is no trouble. */
static void test_long_paths(void **state)
{
	struct screen *screen = screen_start_fake(30, 80,
		(const char *const[]){ "rows=12", "paths", "still", NULL });

	(void)state;
	screen_wait(screen, "python3 serve.py");
	screen_wait(screen, "/sbin/init");
	assert_false(screen_has(screen, "/opt/"));
	screen_type(screen, "/serve\r" KEY_ESCAPE KEY_F9);
	screen_wait(screen, "Signal to 10 python3");
	screen_type(screen, KEY_ESCAPE);
	screen_quit(screen);
}

/* The menu of signals stands between PIDs and commands. */
static void test_the_kill_menu_lets_names_be_seen(void **state)
{
	struct screen *screen = screen_start_fake(24, 80, (const char *const[]){ "still", NULL });
	int row, column;

	(void)state;
	screen_wait(screen, "▾RSS");
	screen_type(screen, KEY_F9);
	screen_wait(screen, "Signal to ");
	assert_true(screen_find(screen, "    PID│", &row, &column));
	assert_true(screen_find(screen, "COMMAND", &row, &column));
	screen_type(screen, KEY_ESCAPE);
	screen_quit(screen);
}

/* Hints are whole or absent. */
static void test_hints_of_the_setup(void **state)
{
	struct screen *screen = screen_start_fake(14, 50, (const char *const[]){ "still", NULL });

	(void)state;
	screen_wait(screen, "RSS");
	screen_type(screen, KEY_F2);
	screen_wait(screen, "memtop: set-up");
	screen_wait(screen, "- +: change   W: save");
	assert_false(screen_has(screen, "Esc:"));
	screen_resize(screen, 14, 80);
	screen_wait(screen, "Esc: back   [ ]: order");
	screen_quit(screen);
}

static bool row_says(struct screen *screen, const char *name, const char *text)
{
	int row;

	assert_true(screen_find(screen, name, &row, NULL));
	return strstr(screen_row(screen, row), text) != NULL;
}

/* Rows of their own, without memory of their own, below their process in the tree. */
static void test_threads(void **state)
{
	struct screen *screen = START("rows=10", "still");

	(void)state;
	assert_false(screen_has(screen, "pool-1"));
	screen_type(screen, "yN");
	screen_wait(screen, " 4 threads");
	assert_true(screen_has(screen, " 8 processes"));
	screen_wait(screen, "pool-1 (7 nginx)");
	assert_true(row_says(screen, "pool-1 (7", " 504 "));
	assert_true(row_says(screen, "pool-1 (7", " -"));
	assert_false(row_says(screen, "pool-1 (7", "M"));
	screen_type(screen, "c");
	screen_wait(screen, "3× nginx");
	assert_false(screen_has(screen, "pool-1"));
	screen_type(screen, "c" KEY_F5);
	screen_wait(screen, "│ ├─ pool-0");
	assert_true(screen_has(screen, " 4 threads"));
	screen_type(screen, "*");
	screen_wait(screen, "▸ (7) nginx: master");
	screen_type(screen, "*" KEY_F5 "\\nginx: m\r");
	screen_wait(screen, "filter nginx: m");
	screen_wait(screen, "accept (7 nginx)");
	screen_type(screen, "y");
	screen_wait_gone(screen, "accept");
	screen_quit(screen);
}

/* It is the process that is tagged, looked into and gets a signal, and that is said. */
static void test_what_is_done_to_threads(void **state)
{
	struct screen *screen = START("rows=10", "still");

	(void)state;
	screen_type(screen, "yN");
	screen_wait(screen, "pool-0 (7 nginx)");
	screen_type(screen, "/pool-0\r" KEY_ESCAPE KEY_F9);
	screen_wait(screen, "Signal to 7 nginx");
	screen_type(screen, "\r");
	screen_wait(screen, "7 nginx: master process");
	screen_wait(screen, "503 pool-0 is a thread of it: the whole process gets the signal.");
	screen_type(screen, KEY_ESCAPE);
	screen_wait(screen, "F10Quit");
	screen_type(screen, "F");
	screen_wait(screen, "following");
	screen_type(screen, KEY_ESCAPE " ");
	screen_wait(screen, "1 tagged");
	assert_true(screen_has(screen, "pool-0 (7 nginx)"));
	screen_quit(screen);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_click_on_headings),
		cmocka_unit_test(test_growth),
		cmocka_unit_test(test_heap),
		cmocka_unit_test(test_tree),
		cmocka_unit_test(test_click_in_menus),
		cmocka_unit_test(test_click_in_the_setup),
		cmocka_unit_test(test_click_on_what_is_said),
		cmocka_unit_test(test_tag_children),
		cmocka_unit_test(test_searching),
		cmocka_unit_test(test_finding_a_pid),
		cmocka_unit_test(test_whole_command),
		cmocka_unit_test(test_cut_ids),
		cmocka_unit_test(test_long_paths),
		cmocka_unit_test(test_the_kill_menu_lets_names_be_seen),
		cmocka_unit_test(test_hints_of_the_setup),
		cmocka_unit_test(test_threads),
		cmocka_unit_test(test_what_is_done_to_threads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
