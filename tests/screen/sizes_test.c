/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Screens from one cell to three hundred columns, and from one to the other. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/macros.h"
#include "base/compiler/sanitizer.h"
#include "screen/keys.h"
#include "screen/screen.h"

static const struct {
	int rows, columns;
} sizes[] = { { 1, 1 }, { 1, 80 }, { 24, 1 }, { 2, 2 }, { 5, 20 }, { 15, 60 }, { 24, 80 },
	{ 100, 300 }, { 40, 120 }, { 3, 10 } };

#define SIZE_COUNT (COUNT_OF(sizes))

/* Everything that opens something in front of the view, and closes it again. */
static const char *const visits[] = { KEY_F1, KEY_ESCAPE, KEY_F2, KEY_DOWN, KEY_ESCAPE, "t", "c",
	"c", "?", KEY_ESCAPE, KEY_F6, KEY_ESCAPE, "/x", KEY_ESCAPE, "k", "\r", "n", KEY_END,
	KEY_PGUP, KEY_HOME, KEY_RIGHT, KEY_LEFT, "\\(", "\r", KEY_ESCAPE, "u", KEY_ESCAPE };

static struct screen *start(int rows, int columns)
{
	return screen_start(&(struct screen_options){ .rows = rows,
		.columns = columns,
		.program = screen_fake(),
		.arguments = { "rows=60", "weird", "cgroup", "huge", "zram" } });
}

/* The answer to a key that changes nothing: all that was typed before has been painted. */
static bool has_output(struct screen *screen, void *before)
{
	size_t length;

	screen_output(screen, &length);
	return length > *(size_t *)before;
}

static void wait_painted(struct screen *screen)
{
	size_t before;

	screen_output(screen, &before);
	screen_type(screen, "\014");
	screen_wait_for(screen, has_output, &before, "a painting");
}

static void visit_everything(struct screen *screen)
{
	for (size_t i = 0; i < COUNT_OF(visits); i++) {
		screen_type(screen, visits[i]);
		wait_painted(screen);
	}
}

static void test_every_size(void **state)
{
	(void)state;
	for (size_t i = 0; i < SIZE_COUNT; i++) {
		struct screen *screen = start(sizes[i].rows, sizes[i].columns);

		wait_painted(screen);
		visit_everything(screen);
		screen_quit(screen);
	}
}

static void test_resizing(void **state)
{
	struct screen *screen = start(24, 80);

	(void)state;
	screen_wait(screen, "F10Quit");
	for (size_t i = 0; i < SIZE_COUNT * SIZE_COUNT; i++) {
		size_t to = i % SIZE_COUNT * 7 % SIZE_COUNT;

		screen_resize(screen, sizes[to].rows, sizes[to].columns);
		screen_type(screen, visits[i % (COUNT_OF(visits))]);
	}
	screen_type(screen, KEY_ESCAPE);
	screen_resize(screen, 24, 80);
	wait_painted(screen);
	screen_type(screen, KEY_ESCAPE);
	screen_wait(screen, "F10Quit");
	screen_wait(screen, "Mem ");
	screen_quit(screen);
}

/* A storm of signals without a change of size. */
static void test_storm_of_signals(void **state)
{
	struct screen *screen = start(24, 80);

	(void)state;
	screen_wait(screen, "F10Quit");
	for (int i = 0; i < 1000; i++)
		screen_kill(screen, SIGWINCH);
	wait_painted(screen);
	screen_wait(screen, "Mem ");
	screen_quit(screen);
}

static void test_resize_behind_a_menu(void **state)
{
	struct screen *screen = start(24, 80);

	(void)state;
	screen_wait(screen, "F10Quit");
	screen_type(screen, "?");
	screen_wait(screen, "What is it?");
	screen_resize(screen, 15, 60);
	wait_painted(screen);
	screen_wait(screen, "What is it?");
	screen_resize(screen, 40, 120);
	screen_wait(screen, "OOM kills");
	screen_type(screen, KEY_ESCAPE);
	screen_wait_gone(screen, "What is it?");
	screen_quit(screen);
}

/* Whether it never had more than 76 MiB resident; a sanitizer keeps far more. */
static bool is_small(const struct screen *screen)
{
	char path[64], line[256];
	long kib = -1;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)screen_pid(screen));
	file = fopen(path, "r");
	assert_non_null(file);
	while (kib < 0 && fgets(line, sizeof(line), file))
		if (sscanf(line, "VmHWM: %ld", &kib) != 1)
			kib = -1;
	fclose(file);
	return kib > 0 && (WITH_SANITIZER || kib <= 76 << 10);
}

/* Nothing is allocated for sizes that no terminal has, and nothing crashes. */
static void test_sizes_that_no_terminal_has(void **state)
{
	static const int sides[] = { 1001, 4000, 32767, 32768, 65535 };
	struct screen *screen = start(24, 80);

	(void)state;
	screen_wait(screen, "F10Quit");
	for (size_t i = 0; i < COUNT_OF(sides); i++) {
		screen_claim(screen, sides[i], sides[i]);
		wait_painted(screen);
		screen_claim(screen, 24, sides[i]);
		wait_painted(screen);
	}
	screen_resize(screen, 24, 80);
	wait_painted(screen);
	screen_wait(screen, "F10Quit");
	assert_true(is_small(screen));
	screen_quit(screen);
}

static void test_sizes_that_the_environment_makes_up(void **state)
{
	struct screen *screen = screen_start(&(struct screen_options){ .rows = 24,
		.columns = 80,
		.program = screen_fake(),
		.arguments = { "rows=60" },
		.environment = { "LINES=32767", "COLUMNS=65536" } });

	(void)state;
	wait_painted(screen);
	screen_quit(screen);
}

/* What is worth most stays on a small screen. */
static void test_what_stays(void **state)
{
	struct screen *screen = start(15, 60);

	(void)state;
	screen_wait(screen, "Mem ");
	screen_wait(screen, "available (63%)");
	screen_wait(screen, "Cgroup");
	screen_wait(screen, "1 root ");
	screen_wait(screen, "F10Quit");
	screen_resize(screen, 5, 20);
	screen_wait(screen, "Mem ");
	screen_wait(screen, "PID");
	screen_wait(screen, "F1Help");
	screen_wait(screen, "F10Quit");
	screen_quit(screen);
}

/*
 * A curve is a column like any other where there is room, and the first to go where there is not: what a
 * process is called comes first.
 */
static void test_curves_need_room(void **state)
{
	struct screen *screen = start(24, 150);

	(void)state;
	screen_wait(screen, "10 MIN");
	screen_wait(screen, "▁▁▁▂▃▄▅▆▇█");
	screen_resize(screen, 24, 120);
	screen_wait_gone(screen, "10 MIN");
	screen_wait(screen, "nginx: master process");
	screen_type(screen, "D");
	screen_wait(screen, "10 MIN");
	screen_resize(screen, 24, 80);
	screen_wait(screen, "SHMEM");
	screen_wait_gone(screen, "10 MIN");
	screen_quit(screen);
}

/* A tall screen has the machine's past, from its beginning to now, and from nothing to what was used. */
static void test_the_past_on_tall_screens(void **state)
{
	struct screen *screen = start(50, 120);

	(void)state;
	screen_wait(screen, "in use, by the parts above");
	screen_wait(screen, " 0 ||||||||||||||||||||");
	screen_wait(screen, "ago ");
	screen_wait(screen, "now");
	screen_resize(screen, 24, 80);
	screen_wait_gone(screen, "in use, by the parts above");
	screen_quit(screen);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_size),
		cmocka_unit_test(test_resizing),
		cmocka_unit_test(test_storm_of_signals),
		cmocka_unit_test(test_resize_behind_a_menu),
		cmocka_unit_test(test_sizes_that_no_terminal_has),
		cmocka_unit_test(test_sizes_that_the_environment_makes_up),
		cmocka_unit_test(test_what_stays),
		cmocka_unit_test(test_curves_need_room),
		cmocka_unit_test(test_the_past_on_tall_screens),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
