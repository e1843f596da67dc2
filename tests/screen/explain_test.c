/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view explain on screen: a saved meminfo, two compared, and the running kernel's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/macros.h"
#include "screen/keys.h"
#include "screen/screen.h"
#include "support/fixture.h"

static struct screen *start(int rows, int columns, const char *const *arguments)
{
	struct screen_options options = { .rows = rows,
		.columns = columns,
		.program = screen_memtop() };

	for (size_t i = 0; arguments[i]; i++)
		options.arguments[i] = arguments[i];
	return screen_start(&options);
}

static struct screen *start_with_server(int rows, int columns)
{
	char path[PATH_MAX];

	fixture_path(path, "meminfo/seed-k2.6.32-server-24G.txt");
	return start(rows, columns, (const char *const[]){ "explain", path, NULL });
}

static void finish(struct screen *screen)
{
	screen_type(screen, "q");
	assert_int_equal(screen_end(screen), 0);
	screen_assert_restored(screen);
	screen_free(screen);
}

static void test_saved_file(void **state)
{
	struct screen *screen = start_with_server(50, 120);

	(void)state;
	screen_wait(screen,
		"No shortage. Only 1.18G is free, but 17.9G can be used: 15.9G of it is page");
	/* What the first line means stands below, and is painted last. */
	screen_wait(screen, "What next:");
	assert_true(screen_has(screen, "note      "));
	assert_true(screen_has(screen, "Linux 2.6.32 to 3.13 by its fields"));
	assert_true(screen_has(screen, "Unnamed: on no counter"));
	finish(screen);
}

static void test_find_and_related(void **state)
{
	struct screen *screen = start_with_server(40, 100);

	(void)state;
	screen_wait(screen, "No shortage.");
	screen_type(screen, "/Shmem\r");
	screen_wait(screen, "Shmem: Shared memory: files in tmpfs");
	assert_true(screen_has(screen, "Beware: "));
	screen_type(screen, "\r");
	screen_wait(screen, "Related fields");
	screen_type(screen, "\r");
	screen_wait(screen, "Cached: Contents of files kept in memory");
	/* By a word of an explanation. */
	screen_type(screen, "/fsck\r");
	screen_wait(screen, "Buffers: Cache of block devices");
	screen_type(screen, "/nothing has this\r");
	screen_wait(screen, "nothing here has \"nothing has this\"");
	finish(screen);
}

static bool is_at_cursor(struct screen *screen, void *context)
{
	int row, column;

	return screen_find(screen, context, &row, &column) &&
	       screen_cell(screen, row, column).reverse;
}

static void wait_cursor(struct screen *screen, const char *text)
{
	screen_wait_for(screen, is_at_cursor, (void *)(uintptr_t)text, text);
}

/* No cursor on headings and blank lines, where there is nothing to say: what stands below stays. */
static void test_the_cursor_passes_headings(void **state)
{
	struct screen *screen = start_with_server(40, 100);

	(void)state;
	screen_wait(screen, "No shortage.");
	screen_type(screen, KEY_HOME);
	wait_cursor(screen, "note  ");
	screen_wait(screen, "Rule: ");
	screen_type(screen, KEY_DOWN KEY_DOWN);
	wait_cursor(screen, "ok        No shortage. ");
	screen_wait(screen, "Here: key 6, Probe");
	screen_type(screen, "/to programs\r");
	wait_cursor(screen, "to programs, without swap");
	screen_type(screen, KEY_DOWN);
	wait_cursor(screen, "Free ");
	screen_type(screen, KEY_UP);
	wait_cursor(screen, "to programs, without swap");
	screen_type(screen, KEY_HOME KEY_UP);
	wait_cursor(screen, "note  ");
	finish(screen);
}

static int row_of(struct screen *screen, const char *text)
{
	int row = -1, column;

	assert_true(screen_find(screen, text, &row, &column));
	return row;
}

/* The heading of the first line is seen with it, at once and after having been away. */
static void test_headings_are_seen(void **state)
{
	struct screen *screen = start_with_server(40, 100);
	int heading;

	(void)state;
	screen_wait(screen, "worst first");
	heading = row_of(screen, "worst first");
	assert_int_equal(row_of(screen, "Value Share"), heading - 1);
	/* One blank line below the sentence. */
	assert_string_equal(screen_row(screen, heading - 2), "");
	assert_string_not_equal(screen_row(screen, heading - 3), "");
	screen_type(screen, KEY_END);
	screen_wait_gone(screen, "worst first");
	for (int i = 0; i < 12; i++)
		screen_type(screen, "\033[5~");
	wait_cursor(screen, "note  ");
	assert_int_equal(row_of(screen, "worst first"), heading);
	finish(screen);
}

/* The first sentence is whole, and what a line means is said, also where there are few lines. */
static void test_small_screens_say_all(void **state)
{
	struct screen *screen = start_with_server(14, 50);
	int row;

	(void)state;
	screen_wait(screen, "No shortage.");
	row = row_of(screen, "No shortage.");
	assert_string_equal(screen_row(screen, row + 1), " be used: 15.9G of it is page cache.");
	assert_string_equal(screen_row(screen, row + 2), "");
	screen_wait(screen, "--------");
	row = row_of(screen, "--------");
	assert_string_not_equal(screen_row(screen, row + 2), "");
	screen_resize(screen, 24, 22);
	screen_wait(screen, "15.9G of it is page");
	row = row_of(screen, "15.9G of it is page");
	assert_string_equal(screen_row(screen, row + 1), " cache.");
	finish(screen);
}

/* The text below keeps the height that it had: the table stands still while the cursor moves. */
static void test_the_text_below_keeps_its_height(void **state)
{
	struct screen *screen = start_with_server(40, 100);
	int rule;

	(void)state;
	screen_wait(screen, "No shortage.");
	screen_type(screen, "/to programs\r");
	screen_wait(screen, "MemAvailable: ");
	rule = row_of(screen, "----------");
	screen_type(screen, KEY_HOME);
	wait_cursor(screen, "note  ");
	assert_int_equal(row_of(screen, "----------"), rule);
	finish(screen);
}

static void test_two_files(void **state)
{
	char path[PATH_MAX], other[PATH_MAX];
	struct screen *screen;

	(void)state;
	fixture_path(path, "meminfo/fx-pcp-meminfo-006.txt");
	fixture_path(other, "meminfo/fx-pcp-meminfo-007.txt");
	screen = start(40, 160, (const char *const[]){ "explain", path, other, NULL });
	screen_wait(screen, " -> ");
	screen_wait(screen, "+1.61G"); /* MemFree: 2524972 to 4211712 kB */
	finish(screen);
}

static void test_any_size(void **state)
{
	struct screen *screen = start_with_server(30, 90);

	(void)state;
	screen_wait(screen, "No shortage.");
	screen_resize(screen, 1, 1);
	screen_resize(screen, 3, 200);
	screen_resize(screen, 200, 3);
	screen_resize(screen, 15, 60);
	screen_wait(screen, "No shortage.");
	screen_type(screen, KEY_DOWN KEY_DOWN KEY_HOME);
	finish(screen);
}

static void test_live(void **state)
{
	struct screen *screen = start(40, 120, (const char *const[]){ "-d", "0.1", NULL });

	(void)state;
	screen_wait(screen, "F10Quit");
	screen_wait(screen, "PID");
	screen_type(screen, "2");
	screen_wait(screen, "memtop: explain");
	screen_wait(screen, "MemTotal");
	/* It does not offer what it is. */
	assert_true(screen_has(screen, "F8Probe"));
	assert_false(screen_has(screen, "F7Explain"));
	screen_type(screen, "m");
	screen_wait(screen, "Since m");
	screen_type(screen, KEY_ESCAPE);
	screen_wait(screen, "PID");
	finish(screen);
}

/* From a figure to the view that says what is in it; of a saved text no view of this machine does. */
static void test_lines_lead_to_what_is_in_them(void **state)
{
	static const struct {
		const char *typed, *wanted, *tab;
	} rows[] = {
		{ "/Unnamed:\r", "What is in it: key 8, Kernel", "8 Kernel]" },
		{ "/Cached\r", "What is in it: key 7, Cache", "7 Cache]" },
		{ "/Shmem\r", "What is in it: key 9, Shared", "9 Shared]" },
	};
	struct screen *screen =
		start(50, 140, (const char *const[]){ "--bpf=off", "explain", NULL });

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		screen_wait(screen, "memtop: explain");
		screen_wait(screen, "MemTotal");
		screen_type(screen, rows[i].typed);
		screen_wait(screen, rows[i].wanted);
		screen_type(screen, "\r");
		if (i > 0) {
			screen_wait(screen, "Related fields");
			screen_type(screen, "\r");
		}
		screen_wait(screen, rows[i].tab);
		screen_type(screen, "2");
	}
	finish(screen);
	screen = start_with_server(50, 120);
	screen_wait(screen, "No shortage.");
	screen_type(screen, "/Shmem\r");
	screen_wait(screen, "Shmem: Shared memory: files in tmpfs");
	assert_false(screen_has(screen, "What is in it"));
	finish(screen);
}

static void test_file_that_is_none(void **state)
{
	struct screen *screen =
		start(24, 80, (const char *const[]){ "explain", "/no/such/file", NULL });

	(void)state;
	screen_wait(screen, "memtop: /no/such/file: No such file or directory");
	assert_int_equal(screen_end(screen), 1);
	screen_free(screen);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_saved_file),
		cmocka_unit_test(test_find_and_related),
		cmocka_unit_test(test_headings_are_seen),
		cmocka_unit_test(test_small_screens_say_all),
		cmocka_unit_test(test_the_text_below_keeps_its_height),
		cmocka_unit_test(test_the_cursor_passes_headings),
		cmocka_unit_test(test_two_files),
		cmocka_unit_test(test_any_size),
		cmocka_unit_test(test_live),
		cmocka_unit_test(test_lines_lead_to_what_is_in_them),
		cmocka_unit_test(test_file_that_is_none),
	};

	return cmocka_run_group_tests_name("screen/explain", tests, NULL, NULL);
}
