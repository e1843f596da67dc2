/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view heap, on real heaps and on such as no process has on demand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/macros.h"
#include "heap/target.h"
#include "screen/keys.h"
#include "screen/screen.h"

#define COUNT 20000ul

static struct screen *start(const char *view, const struct target *target, int rows, int columns)
{
	char number[16];

	snprintf(number, sizeof(number), "%d", (int)target->pid);
	return screen_start(&(struct screen_options){ .rows = rows,
		.columns = columns,
		.program = screen_memtop(),
		.arguments = { "-d", "0.1", view, number } });
}

static struct screen *start_fake(const char *kind)
{
	return screen_start(&(struct screen_options){ .rows = 24,
		.columns = 80,
		.program = screen_fake(),
		.arguments = { kind } });
}

static void test_figures_and_sizes(void **state)
{
	struct target target;
	struct screen *screen;
	int row, column;

	(void)state;
	target_start(&target, "half", COUNT);
	screen = start("heap", &target, 30, 100);
	screen_wait(screen, "The program holds");
	screen_wait(screen, "in use ");
	assert_true(screen_has(screen, "trimmable "));
	assert_true(screen_has(screen, "thread tops "));
	assert_true(screen_has(screen, "pinned "));
	assert_true(screen_has(screen, "not examined    0"));
	/* 10,000 chunks of 48 bytes in use, and as many free, first in the table. */
	assert_true(screen_find(screen, "CHUNK", &row, &column));
	assert_non_null(strstr(screen_row(screen, row + 1), " 48 "));
	assert_non_null(strstr(screen_row(screen, row + 1), " 10000 "));
	assert_non_null(strstr(screen_row(screen, row + 1), "std::map"));
	/* In a unit that is too large for it a chunk has its own size all the same. */
	screen_type(screen, "ee");
	screen_wait(screen, ": MiB");
	assert_true(screen_find(screen, "CHUNK", &row, &column));
	assert_non_null(strstr(screen_row(screen, row + 1), " 48 "));
	screen_quit(screen);
	target_stop(&target);
}

static bool has_small_map(struct screen *screen, void *context)
{
	(void)context;
	return screen_has(screen, "K: + - zoom");
}

static void test_the_map_zooms(void **state)
{
	struct target target;
	struct screen *screen;
	char before[1024];
	int row, column;

	(void)state;
	target_start(&target, "half", 4 * COUNT);
	screen = start("heap", &target, 30, 120);
	screen_wait(screen, "M: + - zoom");
	assert_true(screen_find(screen, "M: + - zoom", &row, &column));
	assert_non_null(strchr(screen_row(screen, row - 1), '#'));
	/* A sixteenth of 4 MiB, around the middle: where the half that was freed ends. */
	screen_type(screen, "++");
	screen_wait_for(screen, has_small_map, NULL, "a smaller part of the heap");
	assert_true(screen_has(screen, "#"));
	snprintf(before, sizeof(before), "%s", screen_row(screen, row - 1));
	screen_type(screen, "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]--");
	screen_wait(screen, "M: + - zoom");
	assert_string_not_equal(before, screen_row(screen, row - 1));
	screen_quit(screen);
	target_stop(&target);
}

/* F1 says what keys do in this view; elsewhere the same ones move columns and scroll. */
static void test_help_is_of_this_view(void **state)
{
	struct target target;
	struct screen *screen;

	(void)state;
	target_start(&target, "half", COUNT);
	screen = start("heap", &target, 60, 100);
	screen_wait(screen, "The program holds");
	screen_type(screen, KEY_F1);
	screen_wait(screen, "zoom in");
	screen_wait(screen, "show lower addresses");
	assert_false(screen_has(screen, "move a column"));
	assert_false(screen_has(screen, "scroll to the left"));
	screen_quit(screen);
	target_stop(&target);
}

static void test_changes_since_the_mark(void **state)
{
	struct target target;
	struct screen *screen;

	(void)state;
	target_start(&target, "growing", COUNT);
	/* By way of the overview: a mark needs a sample. */
	screen = start("-p", &target, 30, 100);
	screen_wait(screen, "1 process");
	screen_type(screen, "4");
	screen_wait(screen, "The program holds");
	screen_type(screen, "m");
	screen_wait(screen, "Enter looks again");
	target_trim(&target); /* which lets it take 1,000 more */
	screen_type(screen, "\r");
	screen_wait(screen, "+1000");
	screen_quit(screen);
	target_stop(&target);
}

static void test_progress_and_escape(void **state)
{
	struct screen *screen = start_fake("heap=slow");

	(void)state;
	screen_wait(screen, "looking at the heap:  42%");
	screen_wait(screen, "Esc ends it");
	screen_type(screen, KEY_ESCAPE);
	screen_wait_gone(screen, "looking at the heap");
	assert_true(screen_has(screen, "process 1001  heap"));
	screen_type(screen, "\r");
	screen_wait(screen, "looking at the heap:  42%");
	/* Leaving does not wait for the look. */
	screen_quit(screen);
}

static void test_another_allocator(void **state)
{
	struct screen *screen = start_fake("heap=jemalloc");

	(void)state;
	screen_wait(screen,
		"This process does not use glibc's malloc (libjemalloc.so.2 is loaded).");
	assert_false(screen_has(screen, "CHUNK"));
	screen_type(screen, "m+-[]");
	screen_quit(screen);
}

static void test_a_busy_heap_is_said_to_be_near(void **state)
{
	struct screen *screen = start_fake("heap=busy");

	(void)state;
	screen_wait(screen, "the program has freed");
	screen_wait(screen, "These figures of the heap are approximate");
	screen_quit(screen);
}

static void test_the_process_ends(void **state)
{
	struct target target;
	struct screen *screen;

	(void)state;
	target_start(&target, "half", COUNT);
	screen = start("heap", &target, 24, 80);
	screen_wait(screen, "The program holds");
	target_stop(&target);
	screen_type(screen, "\r");
	screen_wait(screen, "there is no such process");
	/* What was seen last stays. */
	assert_true(screen_has(screen, "CHUNK"));
	screen_quit(screen);
}

static void test_any_size(void **state)
{
	static const int sizes[][2] = { { 1, 1 }, { 5, 20 }, { 10, 30 }, { 15, 60 }, { 60, 200 } };
	struct target target;
	struct screen *screen;

	(void)state;
	target_start(&target, "half", COUNT);
	screen = start("heap", &target, 24, 80);
	screen_wait(screen, "CHUNK");
	for (size_t i = 0; i < COUNT_OF(sizes); i++) {
		screen_resize(screen, sizes[i][0], sizes[i][1]);
		screen_type(screen, "+][-\r");
		/* Another size each time: where it ends in the first one, nothing is painted anew. */
		screen_resize(screen, 25 + (int)i, 80);
		screen_wait(screen, "CHUNK");
	}
	screen_quit(screen);
	target_stop(&target);
}

static void test_in_the_view_process(void **state)
{
	struct target target;
	struct screen *screen;

	(void)state;
	target_start(&target, "half", COUNT);
	screen = start("process", &target, 40, 100);
	screen_wait(screen, "H: heap");
	assert_false(screen_has(screen, "thread tops"));
	screen_type(screen, "H");
	screen_wait(screen, "thread tops");
	screen_wait(screen, "of malloc's heap");
	screen_wait(screen, "heap in use");
	/* Ten looks, a tenth of a second apart, are enough to say that it rests. */
	screen_wait(screen, "What it has allocated by malloc");
	screen_wait(screen, "been flat");
	screen_type(screen, "H");
	screen_wait(screen, "CHUNK");
	screen_type(screen, KEY_ESCAPE);
	screen_wait(screen, "libraries");
	screen_wait(screen, "thread tops");
	target_stop(&target);
	screen_wait(screen, "It ended at about");
	assert_true(screen_has(screen, "thread tops"));
	screen_quit(screen);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_figures_and_sizes),
		cmocka_unit_test(test_the_map_zooms),
		cmocka_unit_test(test_help_is_of_this_view),
		cmocka_unit_test(test_changes_since_the_mark),
		cmocka_unit_test(test_progress_and_escape),
		cmocka_unit_test(test_another_allocator),
		cmocka_unit_test(test_a_busy_heap_is_said_to_be_near),
		cmocka_unit_test(test_the_process_ends),
		cmocka_unit_test(test_any_size),
		cmocka_unit_test(test_in_the_view_process),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
