/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What each key of the overview does, on made-up samples. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "screen/keys.h"
#include "screen/screen.h"

#define START(...) screen_start_fake(24, 80, (const char *const[]){ __VA_ARGS__, NULL })

/* The line of the table that a row stands on, counted from 1; 0 if it is not there. */
static int line_of(const struct screen *screen, const char *text)
{
	int heading = 0, row;

	if (!screen_find(screen, " RSS ", &heading, NULL))
		screen_find(screen, "▾RSS ", &heading, NULL);
	return screen_find_from(screen, heading + 1, text, &row, NULL) ? row - heading : 0;
}

static bool stands_first(struct screen *screen, void *text)
{
	return line_of(screen, text) == 1;
}

static void wait_first(struct screen *screen, const char *text)
{
	screen_wait_for(screen, stands_first, (void *)(uintptr_t)text, text);
}

/* Whether the text stands on the line of the cursor, all of which is in reverse. */
static bool under_cursor(struct screen *screen, void *text)
{
	int row = -1;

	while (screen_find_from(screen, row + 1, text, &row, NULL)) {
		if (screen_cell(screen, row, 0).reverse)
			return true;
	}
	return false;
}

static void wait_cursor(struct screen *screen, const char *text)
{
	screen_wait_for(screen, under_cursor, (void *)(uintptr_t)text, text);
}

static void test_first_screen(void **state)
{
	struct screen *screen = START("still");
	const char *bar;
	int row;

	(void)state;
	screen_wait(screen, "web-07  6.1.0  up 41d");
	screen_wait(screen, "10.0G available (63%)");
	assert_true(screen_find(screen, "Mem ", &row, NULL));
	bar = screen_row(screen, row);
	assert_non_null(strstr(bar, "[|||"));
	assert_non_null(strstr(bar, "+=?"));
	assert_non_null(strstr(bar, "?###"));
	screen_wait(screen, "apps 4.00G");
	screen_wait(screen, "4.00G used");
	screen_wait(screen, "some 0.25%");
	screen_wait(screen, "2 kernel threads not shown");
	assert_false(screen_has(screen, "kthreadd"));
	wait_first(screen, "/sbin/init");
	screen_quit(screen);
}

static void test_sort_keys(void **state)
{
	struct screen *screen = START("rows=12");

	(void)state;
	wait_first(screen, "1 root ");
	screen_type(screen, "P");
	wait_first(screen, "12 bob ");
	screen_type(screen, "N");
	wait_first(screen, "1 root ");
	screen_wait(screen, "▴PID");
	screen_type(screen, "I");
	wait_first(screen, "12 bob ");
	screen_wait(screen, "▾PID");
	screen_type(screen, "M");
	wait_first(screen, "1 root ");
	screen_wait(screen, "▾RSS");
	screen_type(screen, "T");
	screen_wait_gone(screen, "▾RSS");
	screen_type(screen, "M>");
	screen_wait(screen, "▾ANON");
	screen_type(screen, "<<");
	screen_wait(screen, "▴USER");
	wait_first(screen, "alice");
	screen_quit(screen);
}

static void test_sort_menu(void **state)
{
	struct screen *screen = START("rows=12");

	(void)state;
	screen_type(screen, KEY_F6);
	screen_wait(screen, "Sort by");
	screen_type(screen, KEY_HOME "\r");
	screen_wait_gone(screen, "Sort by");
	screen_wait(screen, "PID");
	screen_type(screen, KEY_F6 "OOM");
	screen_wait(screen, "Sort by");
	screen_type(screen, KEY_ESCAPE);
	screen_wait_gone(screen, "Sort by");
	screen_quit(screen);
}

static void test_moving(void **state)
{
	struct screen *screen = START("rows=200", "still");

	(void)state;
	wait_cursor(screen, "/sbin/init");
	screen_type(screen, KEY_DOWN);
	wait_cursor(screen, "sshd:");
	screen_type(screen, KEY_UP KEY_UP);
	wait_cursor(screen, "/sbin/init");
	screen_type(screen, KEY_END);
	wait_cursor(screen, "    200 bob");
	screen_type(screen, KEY_PGUP);
	screen_wait_gone(screen, "    200 bob");
	screen_type(screen, KEY_HOME);
	wait_cursor(screen, "/sbin/init");
	screen_type(screen, KEY_PGDN);
	screen_wait_gone(screen, "/sbin/init");
	screen_quit(screen);
}

static void test_tree(void **state)
{
	struct screen *screen = START("rows=12", "still");
	int row;

	(void)state;
	screen_type(screen, KEY_F5);
	screen_wait(screen, "├─▾ sshd");
	screen_wait(screen, "│ └─▾ -bash");
	screen_wait(screen, "│   └─ vim");
	screen_wait(screen, "F5List");
	assert_true(screen_find(screen, "sshd:", &row, NULL));
	assert_non_null(strstr(screen_row(screen, row), " 9.00M "));
	screen_type(screen, "*");
	screen_wait_gone(screen, "vim");
	/* Its own 9M, and the 8 and 7 of those below it. */
	screen_wait(screen, "├─▸ (3) sshd");
	assert_true(screen_find(screen, "sshd:", &row, NULL));
	assert_non_null(strstr(screen_row(screen, row), " 24.0M "));
	assert_true(screen_has(screen, " 10 processes"));
	screen_type(screen, KEY_DOWN "+");
	screen_wait(screen, "│ └─▸ (2) -bash");
	screen_type(screen, KEY_HOME "-");
	/* 12M of init itself, and 9 + 8 + 7 + 6 + 5 + 4 + 3 + 2 + 1 of its descendants. */
	screen_wait(screen, "▸ (10) /sbin/init");
	assert_true(screen_find(screen, "/sbin/init", &row, NULL));
	assert_non_null(strstr(screen_row(screen, row), " 57.0M "));
	screen_type(screen, "*");
	screen_wait(screen, "vim");
	/* Of a row with nothing below it the one above is folded. */
	screen_type(screen, "/vim\r" KEY_ESCAPE "-");
	screen_wait(screen, "▸ (2) -bash");
	screen_type(screen, "t");
	screen_wait_gone(screen, "├─");
	screen_quit(screen);
}

static void test_programs(void **state)
{
	struct screen *screen = START("rows=12", "still");
	int row;

	(void)state;
	screen_type(screen, "c");
	screen_wait(screen, "3× nginx");
	screen_wait(screen, "6 programs");
	assert_true(screen_find(screen, "3× nginx", &row, NULL));
	assert_non_null(strstr(screen_row(screen, row), " 15.0M "));
	screen_type(screen, "c");
	screen_wait_gone(screen, "3× nginx");
	screen_quit(screen);
}

static void test_kernel_threads(void **state)
{
	struct screen *screen = START("rows=12");

	(void)state;
	screen_type(screen, "NK");
	screen_wait(screen, "[kswapd0]");
	screen_type(screen, "K");
	screen_wait_gone(screen, "[kswapd0]");
	screen_quit(screen);
}

static void test_find(void **state)
{
	struct screen *screen = START("rows=12", "still");
	int row, column;

	(void)state;
	screen_type(screen, "/ngi");
	screen_wait(screen, "Find: ngi");
	wait_cursor(screen, "nginx: master");
	screen_type(screen, "nx: worker 2");
	wait_cursor(screen, "nginx: worker 2");
	screen_type(screen, "\r");
	screen_wait(screen, "find nginx: worker 2");
	screen_type(screen, "/nginx\r");
	screen_type(screen, "n");
	wait_cursor(screen, "nginx: master");
	screen_type(screen, "n");
	wait_cursor(screen, "nginx: worker 1");
	assert_true(screen_find_from(screen, 7, "nginx: master", &row, &column));
	assert_true(screen_cell(screen, row, column).colored);
	screen_type(screen, "N");
	wait_cursor(screen, "nginx: master");
	screen_type(screen, KEY_ESCAPE);
	screen_wait_gone(screen, "find nginx");
	screen_type(screen, KEY_F3 KEY_UP);
	screen_wait(screen, "Find: nginx");
	screen_type(screen, "\025nothing like it");
	screen_wait(screen, "no process has \"nothing like it\"");
	screen_type(screen, KEY_ESCAPE);
	screen_wait(screen, "F10Quit");
	wait_cursor(screen, "nginx: master");
	screen_quit(screen);
}

static void test_filter(void **state)
{
	struct screen *screen = START("rows=12");

	(void)state;
	screen_type(screen, "\\nginx");
	screen_wait_gone(screen, "vim");
	screen_type(screen, "\r");
	screen_wait(screen, "filter nginx: 7 not shown");
	screen_type(screen, KEY_F4 "\025rss>\r");
	screen_wait(screen, "Filter: rss>");
	screen_wait_gone(screen, "F10Quit");
	screen_type(screen, "8M\r");
	screen_wait(screen, "filter rss>8M");
	screen_wait(screen, "sshd:");
	screen_wait_gone(screen, "nginx");
	screen_type(screen, "\\\025abc" KEY_ESCAPE);
	screen_wait(screen, "filter rss>8M");
	screen_type(screen, "\\\025\r");
	screen_wait_gone(screen, "filter");
	screen_wait(screen, "nginx: master");
	screen_quit(screen);
}

static void test_filter_from_the_start(void **state)
{
	struct screen *screen = START("rows=12", "filter=nginx", "user=www");

	(void)state;
	screen_wait(screen, "3 processes");
	screen_wait(screen, "user www only");
	screen_quit(screen);
}

static void test_user(void **state)
{
	struct screen *screen = START("rows=12");

	(void)state;
	screen_type(screen, "u");
	screen_wait(screen, "Whose processes");
	screen_wait(screen, "all users");
	screen_type(screen, "ali\r");
	screen_wait(screen, "user alice only");
	screen_wait(screen, "2 processes");
	screen_wait_gone(screen, "nginx");
	screen_type(screen, "u" KEY_HOME "\r");
	screen_wait_gone(screen, "user alice");
	screen_wait(screen, "nginx: master");
	screen_quit(screen);
}

static bool title_moved(struct screen *screen, void *before)
{
	return strcmp(screen_row(screen, 1), before) != 0;
}

/* A tag belongs to the process, not to its place, which changes with every sample. */
static void test_tags_survive(void **state)
{
	struct screen *screen = START("rows=9", "growing");
	char before[256];
	int row, column;

	(void)state;
	screen_type(screen, "/vim\r" KEY_ESCAPE " ");
	screen_wait(screen, "1 tagged");
	screen_type(screen, KEY_HOME);
	for (int i = 0; i < 5; i++) {
		snprintf(before, sizeof(before), "%s", screen_row(screen, 1));
		screen_wait_for(screen, title_moved, before, "the next sample");
	}
	screen_type(screen, "Z");
	screen_wait(screen, "PAUSED");
	screen_wait(screen, "1 tagged");
	assert_true(screen_find(screen, "vim notes", &row, &column));
	assert_true(screen_cell(screen, row, column).bold);
	screen_type(screen, "U");
	screen_wait_gone(screen, "tagged");
	screen_quit(screen);
}

/* With every sample another process is the largest; the followed one stays in sight. */
static void test_follow(void **state)
{
	struct screen *screen = START("rows=100", "growing");
	char before[256];

	(void)state;
	screen_type(screen, "/50\r" KEY_ESCAPE "F");
	screen_wait(screen, "following");
	for (int i = 0; i < 20; i++) {
		snprintf(before, sizeof(before), "%s", screen_row(screen, 1));
		screen_wait_for(screen, title_moved, before, "the next sample");
		wait_cursor(screen, "     50 bob");
	}
	screen_type(screen, KEY_ESCAPE);
	screen_wait_gone(screen, "following");
	screen_quit(screen);
}

static void test_pause(void **state)
{
	struct screen *screen = START("rows=12");

	(void)state;
	screen_type(screen, "Z");
	screen_wait(screen, "PAUSED");
	screen_type(screen, "Z");
	screen_wait_gone(screen, "PAUSED");
	screen_quit(screen);
}

static void test_delay(void **state)
{
	struct screen *screen = START("rows=12");

	(void)state;
	screen_type(screen, "d");
	screen_wait(screen, "Seconds between samples: 1.5");
	screen_type(screen, "\025nan\r");
	screen_wait(screen, "a number of seconds");
	screen_type(screen, "\0250\r");
	screen_wait(screen, "samples: 0");
	screen_wait(screen, "a number of seconds");
	screen_type(screen, "\025-1\r");
	screen_wait(screen, "samples: -1");
	screen_wait(screen, "a number of seconds");
	screen_type(screen, "\0252.25\r");
	screen_wait(screen, "F10Quit");
	/* A number that is typed takes the place of the one that stands there. */
	screen_type(screen, "d");
	screen_wait(screen, "samples: 2.25");
	screen_type(screen, "0.75\r");
	screen_wait(screen, "F10Quit");
	screen_type(screen, "d");
	screen_wait(screen, "samples: 0.75");
	screen_type(screen, KEY_ESCAPE);
	screen_wait(screen, "F10Quit");
	screen_quit(screen);
}

static void test_units(void **state)
{
	struct screen *screen = START("rows=12");

	(void)state;
	screen_type(screen, "e");
	screen_wait(screen, " 12288K ");
	screen_type(screen, "E");
	screen_wait(screen, " 16777216K ");
	screen_wait(screen, "System units: KiB");
	/* No machine of 16 GiB is measured in TiB. */
	screen_type(screen, "EE");
	screen_wait(screen, "System units: GiB");
	screen_type(screen, "E");
	screen_wait(screen, "System units: bytes");
	screen_wait(screen, " 17179869184 ");
	screen_type(screen, "E");
	screen_wait(screen, "System units: automatic");
	screen_wait(screen, "16.0G");
	screen_quit(screen);
}

static void test_scroll_to_the_side(void **state)
{
	struct screen *screen = START("rows=11", "long", "still");
	int row;

	(void)state;
	screen_wait(screen, "long aaaa");
	/* What goes on behind the edge says so there. */
	assert_true(screen_find(screen, "long aaaa", &row, NULL));
	assert_string_equal(screen_cell(screen, row, 79).text, "+");
	screen_type(screen, KEY_RIGHT);
	screen_wait_gone(screen, "PID USER");
	for (int i = 0; i < 20; i++)
		screen_type(screen, KEY_RIGHT);
	screen_wait_gone(screen, "long aaaa");
	for (int i = 0; i < 21; i++)
		screen_type(screen, KEY_LEFT);
	screen_wait(screen, "PID USER");
	screen_quit(screen);
}

static void test_help(void **state)
{
	struct screen *screen = START("rows=12");

	(void)state;
	screen_type(screen, KEY_F1);
	screen_wait(screen, "memtop: help");
	/* The first page has each key with a word, what they mean follows. */
	screen_wait(screen, "by retained");
	assert_true(screen_has(screen, "tag a branch"));
	assert_true(screen_has(screen, "quit"));
	assert_true(screen_has(screen, "redraw"));
	screen_type(screen, KEY_PGDN);
	screen_wait(screen, "tag or untag a process");
	assert_true(screen_has(screen, "B            tag or untag a process and its descendants"));
	screen_type(screen, KEY_PGDN);
	screen_wait(screen, "one line up");
	screen_type(screen, KEY_END);
	screen_wait(screen, "3.00M");
	screen_wait(screen, "about 60.0K for 12 descriptors");
	screen_wait(screen, "not permitted");
	screen_type(screen, KEY_ESCAPE);
	screen_wait(screen, "PID USER");
	screen_type(screen, "h");
	screen_wait(screen, "memtop: help");
	screen_type(screen, "h");
	screen_wait(screen, "PID USER");
	screen_type(screen, KEY_F1);
	screen_wait(screen, "memtop: help");
	screen_type(screen, "1");
	screen_wait(screen, "PID USER");
	screen_quit(screen);
}

/* From 100 columns on it stands in two columns, this view's keys at the left, on one page. */
static void test_help_in_two_columns(void **state)
{
	struct screen *screen = screen_start_fake(72, 120, (const char *const[]){ "still", NULL });
	int row, column, other_row, other;

	(void)state;
	screen_type(screen, KEY_F1);
	screen_wait(screen, "memtop: help");
	assert_true(screen_find(screen, "In this view", &row, &column));
	assert_true(column < 10);
	assert_true(screen_find(screen, "double click", &other_row, &other));
	assert_true(other > 50);
	assert_true(screen_has(screen, "about 60.0K for 12 descriptors"));
	assert_true(screen_has(screen, "one line up"));
	screen_resize(screen, 40, 80);
	screen_wait(screen, "In this view");
	assert_false(screen_has(screen, "double click"));
	/* The keys are on the first page, whatever else has its room there. */
	screen_resize(screen, 40, 120);
	screen_wait(screen, "F10 q ");
	assert_true(screen_has(screen, "In this view"));
	assert_true(screen_has(screen, "one line up"));
	screen_type(screen, KEY_END);
	screen_wait(screen, "Own cost");
	screen_quit(screen);
}

static void test_explain(void **state)
{
	struct screen *screen = START("rows=12");

	(void)state;
	screen_type(screen, "?");
	screen_wait(screen, "What is it?");
	screen_type(screen, "direct");
	screen_wait(screen, "had to free themselves");
	screen_type(screen, "\r");
	screen_wait_gone(screen, "What is it?");
	screen_type(screen, "?No shortage");
	screen_wait(screen, "Based on: ");
	screen_type(screen, KEY_ESCAPE "?cache");
	screen_wait(screen, "KReclaimable): freed");
	screen_type(screen, "\r");
	screen_wait(screen, "memtop: explain");
	screen_wait(screen, "Cached: Contents of files");
	screen_quit(screen);
}

/* Another program has written over the screen. */
static void test_redraw(void **state)
{
	struct screen *screen = START("rows=12", "still");

	(void)state;
	screen_overwrite(screen, "\033[10;30Hgarbage of another program");
	assert_true(screen_has(screen, "garbage"));
	screen_type(screen, "\014");
	screen_wait_gone(screen, "garbage");
	screen_quit(screen);
}

/* Made smaller and larger again before memtop looks: the size is the same, what was shown is gone. */
static void test_resized_and_back(void **state)
{
	struct screen *screen = START("rows=12", "still");

	(void)state;
	screen_overwrite(screen, "\033[10;30Hleft by the smaller size");
	assert_true(screen_has(screen, "smaller size"));
	screen_kill(screen, SIGWINCH);
	screen_wait_gone(screen, "smaller size");
	screen_quit(screen);
}

/* As xterm reports a press and a release of button 1, and of the wheel (64, 65). */
static void click(struct screen *screen, int button, int row, int column)
{
	char report[64];

	snprintf(report, sizeof(report), "\033[<%d;%d;%dM\033[<%d;%d;%dm", button, column + 1,
		row + 1, button, column + 1, row + 1);
	screen_type(screen, report);
}

static void test_mouse(void **state)
{
	struct screen *screen = START("rows=60", "mouse", "still");
	int row, column;

	(void)state;
	assert_true(screen_find(screen, "nginx: master", &row, &column));
	click(screen, 0, row, column);
	wait_cursor(screen, "nginx: master");
	click(screen, 65, row, column);
	wait_cursor(screen, "     10 bob");
	click(screen, 64, row, column);
	wait_cursor(screen, "nginx: master");
	assert_true(screen_find(screen, "F1Help", &row, &column));
	click(screen, 0, row, column + 3);
	screen_wait(screen, "memtop: help");
	screen_wait(screen, "tag a branch");
	click(screen, 65, 10, 10);
	screen_wait_gone(screen, "tag a branch");
	screen_quit(screen);
}

static void test_quit_by_f10(void **state)
{
	struct screen *screen = START("rows=12");

	(void)state;
	screen_type(screen, KEY_F10);
	assert_int_equal(screen_end(screen), 0);
	screen_assert_restored(screen);
	screen_free(screen);
}

/* Typing finds a setting or a column by its name; what means something else does so afterwards. */
static void test_typing_in_the_setup(void **state)
{
	struct screen *screen = START("rows=12", "still");

	(void)state;
	screen_type(screen, KEY_F2);
	screen_wait(screen, "memtop: set-up");
	screen_type(screen, "shmem ");
	screen_wait(screen, "[ ]");
	screen_type(screen, KEY_UP "mouse");
	screen_wait(screen, "selecting then needs");
	screen_type(screen, KEY_UP "q");
	assert_int_equal(screen_end(screen), 0);
	screen_free(screen);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_first_screen),
		cmocka_unit_test(test_sort_keys),
		cmocka_unit_test(test_sort_menu),
		cmocka_unit_test(test_moving),
		cmocka_unit_test(test_tree),
		cmocka_unit_test(test_programs),
		cmocka_unit_test(test_kernel_threads),
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_typing_in_the_setup),
		cmocka_unit_test(test_filter),
		cmocka_unit_test(test_filter_from_the_start),
		cmocka_unit_test(test_user),
		cmocka_unit_test(test_tags_survive),
		cmocka_unit_test(test_follow),
		cmocka_unit_test(test_pause),
		cmocka_unit_test(test_delay),
		cmocka_unit_test(test_units),
		cmocka_unit_test(test_scroll_to_the_side),
		cmocka_unit_test(test_help),
		cmocka_unit_test(test_help_in_two_columns),
		cmocka_unit_test(test_explain),
		cmocka_unit_test(test_redraw),
		cmocka_unit_test(test_resized_and_back),
		cmocka_unit_test(test_mouse),
		cmocka_unit_test(test_quit_by_f10),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
