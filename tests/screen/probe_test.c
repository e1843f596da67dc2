/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view probe on screen, without putting anything under pressure. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/macros.h"
#include "screen/keys.h"
#include "screen/screen.h"

#define KEY_F8 "\033[19~"

static struct screen *start(const char *first, const char *second)
{
	struct screen_options options = { .rows = 45,
		.columns = 100,
		.program = screen_memtop(),
		.arguments = { first, second } };

	return screen_start(&options);
}

static void finish(struct screen *screen)
{
	screen_type(screen, "q");
	assert_int_equal(screen_end(screen), 0);
	screen_assert_restored(screen);
	screen_free(screen);
}

static void says_what_will_happen_and_does_nothing(void **state)
{
	struct screen *screen = start(NULL, NULL);

	(void)state;
	screen_wait(screen, "F8Probe");
	screen_type(screen, KEY_F8);
	screen_wait(screen, "memtop: probe: pressure");
	/* Nothing here is a figure: the question what it means gives the keys. */
	screen_type(screen, "?");
	screen_wait(screen, "memtop: help");
	screen_type(screen, KEY_ESCAPE);
	screen_wait_gone(screen, "memtop: help");
	screen_wait(screen, "memtop-balloon, takes memory in small steps");
	screen_wait(screen, "At most");
	screen_type(screen, KEY_ESCAPE);
	screen_wait_gone(screen, "memtop: probe");
	screen_wait(screen, "F9Kill");
	finish(screen);
}

static void readonly_refuses(void **state)
{
	struct screen *screen = start("--readonly", "probe");

	(void)state;
	screen_wait(screen, "It cannot be done now:");
	screen_wait(screen, "memtop runs with --readonly");
	assert_false(screen_has(screen, "Enter:"));
	screen_type(screen, "\r" KEY_ESCAPE);
	screen_wait_gone(screen, "memtop: probe");
	finish(screen);
}

static struct screen *start_fake(const char *kind)
{
	struct screen_options options = { .rows = 45,
		.columns = 100,
		.program = screen_fake(),
		.arguments = { kind } };

	return screen_start(&options);
}

/* Where not all has room the guard that is nearest to firing stays, and what has not come goes first. */
static void what_is_happening_is_shown(void **state)
{
	struct screen *screen = start_fake("probe=running");

	(void)state;
	screen_wait(screen, "Enter: do it.");
	screen_type(screen, "\r");
	screen_wait(screen, "32.0M of 64.0M");
	screen_wait(screen, "Esc releases everything at once");
	screen_wait(screen, "9.00M of 10.0M");
	screen_wait(screen, "1ms of 100ms");
	screen_wait(screen, "an event");
	/* Axes: the most of the curves, and the time. */
	screen_wait(screen, "64.0M c");
	screen_wait(screen, " 0:05");
	/* What is painted after a change of size ends with the key bar. */
	screen_resize(screen, 12, 80);
	screen_wait(screen, "1ms of 100ms");
	screen_wait(screen, "F10Quit");
	screen_wait_gone(screen, "an event");
	screen_resize(screen, 4, 80);
	screen_wait(screen, "9.00M of 10.0M");
	screen_wait(screen, "F10Quit");
	screen_wait_gone(screen, "1ms of 100ms");
	screen_resize(screen, 45, 100);
	screen_wait(screen, "an event");
	screen_type(screen, "?balloon");
	screen_wait(screen, "What the balloon holds.");
	screen_type(screen, KEY_ESCAPE);
	screen_quit(screen);
}

/* What Enter goes to is only shown: a second Enter asks for its target, and that one starts it. */
static void a_refusal_offers_what_can_be_done(void **state)
{
	struct screen *screen = start_fake("probe=reclaim");

	(void)state;
	screen_wait(screen, "It cannot be done now:");
	screen_wait(screen, "nothing can be seen");
	screen_wait(screen, "drop cannot be done either: the door is locked.");
	screen_wait(screen, "reclaim can be done here: memtop probe reclaim '/a b'");
	screen_wait(screen, "Enter: go to reclaim.");
	screen_type(screen, "\r");
	screen_wait(screen, "memtop: probe: reclaim");
	screen_wait(screen, "Enter: do it.");
	assert_false(screen_has(screen, "memtop: probe: done"));
	screen_type(screen, "\r");
	screen_wait(screen, "/a b");
	screen_type(screen, "\r");
	screen_wait(screen, "memtop: probe: done");
	screen_wait(screen, "Proven:");
	screen_quit(screen);
}

static void a_probe_that_was_refused_offers_it_as_well(void **state)
{
	struct screen *screen = start_fake("probe=late");

	(void)state;
	screen_wait(screen, "Enter: do it.");
	screen_type(screen, "\r");
	screen_wait(screen, "Not done: nothing can be seen.");
	screen_wait(screen, "reclaim can be done here: memtop probe reclaim '/a b'");
	screen_wait(screen, "Enter: go to reclaim.  W: save.  Esc: back.");
	screen_type(screen, "\r");
	screen_wait(screen, "memtop: probe: reclaim");
	screen_wait(screen, "Enter: do it.");
	screen_quit(screen);
}

/* A start would have shown "memtop: probe: done", as in the test before. */
static void enter_does_nothing_where_nothing_can_be_done(void **state)
{
	struct screen *screen = start_fake("probe=none");

	(void)state;
	screen_wait(screen, "drop cannot be done either: the door is locked.");
	assert_false(screen_has(screen, "Enter:"));
	screen_type(screen, "\r+");
	screen_wait(screen, "memtop: probe: file");
	screen_type(screen, "-");
	screen_wait(screen, "It cannot be done now:");
	screen_quit(screen);
}

static void a_wrong_size_is_told(void **state)
{
	struct screen *screen = start("probe", "120%");

	(void)state;
	screen_wait(screen, "120%");
	screen_wait(screen, "not a size");
	finish(screen);
}

static void no_size_of_the_screen_breaks_it(void **state)
{
	static const int sizes[][2] = { { 1, 1 }, { 2, 20 }, { 10, 5 }, { 15, 60 }, { 60, 200 } };
	struct screen *screen = start("--readonly", "probe");

	(void)state;
	screen_wait(screen, "memtop: probe");
	for (size_t i = 0; i < COUNT_OF(sizes); i++)
		screen_resize(screen, sizes[i][0], sizes[i][1]);
	screen_wait(screen, "memtop: probe: pressure");
	finish(screen);
}

/* 64 MiB of cache that no other process uses. */
static void make_file(char *path)
{
	static const char zeros[1 << 16];
	int file = mkstemp(path);

	assert_true(file >= 0);
	for (size_t i = 0; i < 1024; i++)
		assert_int_equal(write(file, zeros, sizeof(zeros)), sizeof(zeros));
	assert_int_equal(fsync(file), 0);
	close(file);
}

static void a_file_is_dropped(void **state)
{
	char path[] = "/var/tmp/memtop-test.XXXXXX";
	struct screen *screen;

	(void)state;
	make_file(path);
	screen = start("probe", NULL);
	screen_wait(screen, "memtop: probe: pressure");
	screen_type(screen, "+");
	screen_wait(screen, "memtop: probe: file");
	screen_type(screen, "\r");
	screen_wait(screen, "FILE");
	screen_type(screen, path);
	screen_type(screen, "\r");
	screen_wait(screen, "memtop: probe: done");
	/* Where another probe runs, or the directory is no cache but memory, it says so. */
	if (!screen_has(screen, "Not done:"))
		assert_true(screen_has(screen, "cache lost = given up"));
	screen_type(screen, KEY_ESCAPE);
	screen_wait(screen, "It proves that the pages of this one file");
	finish(screen);
	unlink(path);
}

/* The words of the command line are those of batch, and are asked about all the same. */
static void a_file_of_the_command_line_is_asked_about(void **state)
{
	char path[] = "/var/tmp/memtop-test.XXXXXX";
	struct screen_options options = { .rows = 45,
		.columns = 100,
		.program = screen_memtop(),
		.arguments = { "probe", "file", path } };
	struct screen *screen;

	(void)state;
	make_file(path);
	screen = screen_start(&options);
	screen_wait(screen, "memtop: probe: file");
	screen_type(screen, "\r");
	screen_wait(screen, path);
	screen_type(screen, "\r");
	screen_wait(screen, "memtop: probe: done");
	finish(screen);
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_what_will_happen_and_does_nothing),
		cmocka_unit_test(readonly_refuses),
		cmocka_unit_test(what_is_happening_is_shown),
		cmocka_unit_test(a_refusal_offers_what_can_be_done),
		cmocka_unit_test(a_probe_that_was_refused_offers_it_as_well),
		cmocka_unit_test(enter_does_nothing_where_nothing_can_be_done),
		cmocka_unit_test(a_wrong_size_is_told),
		cmocka_unit_test(no_size_of_the_screen_breaks_it),
		cmocka_unit_test(a_file_is_dropped),
		cmocka_unit_test(a_file_of_the_command_line_is_asked_about),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
