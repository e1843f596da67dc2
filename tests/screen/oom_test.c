/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the kernel said when it killed, on screen: from the overview, and where the log is not to be had. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/macros.h"
#include "screen/keys.h"
#include "screen/screen.h"

static struct screen *start(const char *log)
{
	return screen_start(&(struct screen_options){ .rows = 40,
		.columns = 120,
		.program = screen_fake(),
		.arguments = { log } });
}

static void finish(struct screen *screen)
{
	screen_type(screen, "q");
	assert_int_equal(screen_end(screen), 0);
	screen_assert_restored(screen);
	screen_free(screen);
}

/* The overview names the key; it leads to the report, and Escape back. */
static void test_from_the_overview(void **state)
{
	struct screen *screen = start("oom=host-swapfull-6.1");

	(void)state;
	screen_wait(screen, "[O why]");
	screen_type(screen, "O");
	screen_wait(screen,
		"RAM and swap (24.0G, 84.0K left) were both full: doxygen held 8.81G in RAM");
	assert_true(screen_has(screen, "GFP_HIGHUSER_MOVABLE"));
	assert_true(screen_has(screen, "lacks 48.0K"));
	screen_type(screen, KEY_ESCAPE);
	screen_wait(screen, "[O why]");
	finish(screen);
}

/* Where it cannot be had, a sentence says why, and which command gives it. */
static void test_without_a_log(void **state)
{
	static const struct {
		const char *log, *why;
	} rows[] = {
		{ "oom=denied",
			"may not be read by this user: run memtop as root, or: sudo dmesg |" },
		{ "oom=absent", "There is no /dev/kmsg here, as in many containers" },
		{ "oom=none", "There is no report of a kill in the kernel's log" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct screen *screen = start(rows[i].log);

		screen_wait(screen, "[O why]");
		screen_type(screen, "O");
		screen_wait(screen, rows[i].why);
		assert_true(screen_has(screen, "memtop explain -"));
		finish(screen);
	}
}

/* A session without such a source says so, and stays where it is. */
static void test_no_source(void **state)
{
	struct screen *screen = start("rows=3");

	(void)state;
	screen_wait(screen, "OOM kills 0");
	screen_type(screen, "O");
	screen_wait(screen, "this needs the machine itself");
	assert_true(screen_has(screen, "OOM kills 0"));
	finish(screen);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_from_the_overview),
		cmocka_unit_test(test_without_a_log),
		cmocka_unit_test(test_no_source),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
