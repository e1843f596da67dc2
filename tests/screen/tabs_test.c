/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The line of tabs: where one is, how to get elsewhere, and when it gives way. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "screen/keys.h"
#include "screen/screen.h"

#define START(rows, columns, ...)                                                                  \
	screen_start_fake(rows, columns, (const char *const[]){ __VA_ARGS__, NULL })

static void test_names_views(void **state)
{
	struct screen *screen = START(24, 110, "still");
	int row;

	(void)state;
	screen_wait(screen, "[1 Overview]");
	assert_true(screen_find(screen, "[1 Overview]", &row, NULL));
	assert_int_equal(row, 0);
	assert_true(screen_has(screen, "3 Process"));
	assert_true(screen_has(screen, "6 Probe"));
	screen_type(screen, "5");
	screen_wait(screen, "[5 Growth");
	assert_true(screen_has(screen, " 1 Overview "));
	screen_quit(screen);
}

/* Processes 3 and 10 of the fake sample grow. */
static void test_counts_what_grows(void **state)
{
	struct screen *screen = START(24, 110, "still");

	(void)state;
	screen_wait(screen, "5 Growth(2)");
	screen_quit(screen);
}

static void test_tab_walks(void **state)
{
	struct screen *screen = START(24, 80, "still");

	(void)state;
	screen_type(screen, "\t");
	screen_wait(screen, "[2 Explain");
	/* Without a machine behind the samples neither process nor heap opens. */
	screen_type(screen, "\t");
	screen_wait(screen, "[5 Growth");
	screen_type(screen, "\033[Z\033[Z");
	screen_wait(screen, "[1 Overview]");
	assert_false(screen_has(screen, "record"));
	screen_quit(screen);
}

static void test_click_opens(void **state)
{
	struct screen *screen = START(24, 110, "still", "mouse");
	char click[64];
	int row, column;

	(void)state;
	screen_wait(screen, "5 Growth");
	assert_true(screen_find(screen, "5 Growth", &row, &column));
	snprintf(click, sizeof(click), "\033[<0;%d;%dM\033[<0;%d;%dm", column + 1, row + 1,
		column + 1, row + 1);
	screen_type(screen, click);
	screen_wait(screen, "[5 Growth");
	screen_quit(screen);
}

static void test_gives_way(void **state)
{
	struct screen *screen = START(15, 60, "still");

	(void)state;
	screen_wait(screen, "[1 Overview]");
	screen_resize(screen, 14, 60);
	screen_wait(screen, "F10Quit");
	screen_wait_gone(screen, "[1 ");
	screen_resize(screen, 15, 59);
	screen_wait(screen, "F10Quit");
	assert_false(screen_has(screen, "[1 "));
	screen_resize(screen, 24, 60);
	screen_wait(screen, "[1 Overview]");
	screen_quit(screen);
}

/* It is said, and after two seconds the key bar is back without another key. */
static void test_unknown_key(void **state)
{
	struct screen *screen = START(24, 80, "still");

	(void)state;
	screen_type(screen, "j");
	screen_wait(screen, "The key j does nothing here. F1 shows all keys.");
	screen_wait_gone(screen, "does nothing");
	screen_wait(screen, "F10Quit");
	screen_type(screen, "j");
	screen_wait(screen, "does nothing");
	screen_type(screen, KEY_DOWN);
	screen_wait_gone(screen, "does nothing");
	screen_quit(screen);
}

/* What is wrong stands above what is well, with the key that leads to its proof. */
static void test_findings_with_keys(void **state)
{
	struct screen *screen = START(40, 120, "still", "leaking", "oom=none");
	int worst, well, note, column, warning;

	(void)state;
	screen_wait(screen, "worker (10) has grown 64.0M a minute");
	assert_true(screen_find(screen, "worker (10)", &worst, &column));
	assert_true(screen_has(screen, "Memory lasts 2h40m at this pace."));
	assert_true(screen_cell(screen, worst, column).colored);
	warning = screen_cell(screen, worst, column).color;
	assert_true(screen_find(screen, "No shortage", &well, &column));
	assert_int_not_equal(screen_cell(screen, well, column).color, warning);
	assert_true(screen_find(screen, "200M of the 300M of nginx (9)", &note, &column));
	assert_true(worst < well && well < note);
	assert_non_null(strstr(screen_row(screen, worst), "5 Growth"));
	assert_non_null(strstr(screen_row(screen, well), "F8 Probe"));
	assert_non_null(strstr(screen_row(screen, note), "H Sort"));
	screen_type(screen, "H");
	screen_wait_gone(screen, "▾RSS");
	screen_quit(screen);
}

/* From 110 columns on it stands at the right, from 45 lines on below; D takes it away. */
static void test_detail_pane(void **state)
{
	struct screen *screen = START(36, 110, "still", "leaking", "rows=10");
	int row, column;

	(void)state;
	screen_wait(screen, "9 nginx");
	assert_true(screen_find(screen, "│ 9 nginx", &row, &column));
	assert_true(column > 60);
	assert_true(screen_has(screen, "4 heap"));
	assert_true(screen_has(screen, "│ RSS"));
	assert_true(screen_has(screen, "│ Its end would free"));
	screen_type(screen, KEY_DOWN);
	screen_wait(screen, "│ 1 init");
	screen_type(screen, "D");
	screen_wait_gone(screen, "│");
	screen_type(screen, "D");
	screen_wait(screen, "│ 1 init");
	screen_resize(screen, 30, 109);
	screen_wait(screen, "F10Quit");
	screen_wait_gone(screen, "│");
	screen_resize(screen, 50, 100);
	screen_wait(screen, " 1 init");
	screen_wait(screen, "────");
	screen_quit(screen);
}

/* The same in growth; a row that is no process has its figures there. */
static void test_detail_pane_elsewhere(void **state)
{
	struct screen *screen = START(40, 160, "still", "leaking", "rows=10", "cgroup");

	(void)state;
	screen_wait(screen, "│ 9 nginx");
	screen_type(screen, "5");
	screen_wait(screen, "LIMIT IN");
	screen_wait(screen, "│ 10 worker");
	screen_wait(screen, "│ It is too early");
	screen_wait(screen, "│ Its end would free");
	screen_type(screen, "D");
	screen_wait_gone(screen, "│ 10 worker");
	screen_type(screen, "1");
	screen_wait(screen, "F9Kill");
	assert_false(screen_has(screen, "│ 9 nginx"));
	screen_quit(screen);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names_views),
		cmocka_unit_test(test_counts_what_grows),
		cmocka_unit_test(test_tab_walks),
		cmocka_unit_test(test_click_opens),
		cmocka_unit_test(test_gives_way),
		cmocka_unit_test(test_unknown_key),
		cmocka_unit_test(test_findings_with_keys),
		cmocka_unit_test(test_detail_pane),
		cmocka_unit_test(test_detail_pane_elsewhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
