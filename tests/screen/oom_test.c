/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the kernel said when it killed, on screen: from the overview, and where the log is not to be had. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <limits.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/macros.h"
#include "screen/keys.h"
#include "screen/screen.h"
#include "support/fixture.h"

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
	screen_wait(screen, "OOM kills");
	screen_type(screen, "O");
	screen_wait(screen,
		"RAM and swap (24.0G, 84.0K left) were both full: doxygen held 8.81G in RAM");
	assert_true(screen_has(screen, "GFP_HIGHUSER_MOVABLE"));
	assert_true(screen_has(screen, "lacks 48.0K"));
	screen_type(screen, KEY_ESCAPE);
	screen_wait(screen, "OOM kills");
	finish(screen);
}

/* memtop explain FILE, on a screen. */
static struct screen *explain(const char *name)
{
	char path[PATH_MAX], file[64];

	snprintf(file, sizeof(file), "oom/%s.txt", name);
	fixture_path(path, file);
	return screen_start(&(struct screen_options){ .rows = 50,
		.columns = 120,
		.program = screen_memtop(),
		.arguments = { "explain", path } });
}

/* Whether the first text stands above the second. */
static bool is_above(struct screen *screen, const char *first, const char *second)
{
	int row, other, column;

	return screen_find(screen, first, &row, &column) &&
	       screen_find(screen, second, &other, &column) && row < other;
}

/* The processes stand in the order that is asked for. */
static void test_sorted(void **state)
{
	struct screen *screen = explain("mempolicy-node3-swapfull-4.18");

	(void)state;
	screen_wait(screen, "Only node 3 was full");
	screen_type(screen, KEY_END);
	screen_wait(screen, "by resident memory and swap, largest first");
	screen_type(screen, "N");
	screen_wait(screen, "by PID, lowest first");
	screen_type(screen, "I");
	screen_wait(screen, "by PID, highest first");
	screen_type(screen, ">");
	screen_wait(screen, "by name, from a to z");
	screen_type(screen, "I");
	screen_wait(screen, "by name, from z to a");
	screen_type(screen, "M");
	screen_wait(screen, "by resident memory, largest first");
	screen_type(screen, KEY_F6);
	screen_wait(screen, "by page tables, largest first");
	screen_type(screen, KEY_ESCAPE);
	finish(screen);
}

/* ? explains what is under the cursor, and each word of the report once. */
static void test_explained(void **state)
{
	struct screen *screen = explain("i386-minfree-5.18");

	(void)state;
	screen_wait(screen, "min_free_kbytes filled 2.77G of 2.94G");
	assert_true(is_above(screen, "Asked for", "Zones"));
	/* Below the heading: the task that asked, its flags, its nodes, a blank, the heading of the zones. */
	screen_type(screen, KEY_DOWN KEY_DOWN KEY_DOWN KEY_DOWN KEY_DOWN KEY_DOWN "?");
	screen_wait(screen, "What is it?");
	screen_wait(screen, "request if free - CMA - highatomic");
	screen_type(screen, KEY_ESCAPE);
	screen_wait_gone(screen, "What is it?");
	assert_true(screen_has(screen, "GFP_HIGHUSER_MOVABLE"));
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

		screen_wait(screen, "OOM kills");
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
	screen_wait(screen, "this asks the running kernel");
	assert_true(screen_has(screen, "OOM kills 0"));
	finish(screen);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_from_the_overview),
		cmocka_unit_test(test_sorted),
		cmocka_unit_test(test_explained),
		cmocka_unit_test(test_without_a_log),
		cmocka_unit_test(test_no_source),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
