/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The mark: from a moment on every view shows what changed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "screen/keys.h"
#include "screen/screen.h"

/* A mark, and a sample after it, in which every process has 1 MiB more. */
static struct screen *start_marked(int rows, int columns)
{
	struct screen *screen =
		screen_start_fake(rows, columns, (const char *const[]){ "later", "still", NULL });

	screen_wait(screen, "12.0M");
	screen_type(screen, "m");
	screen_wait(screen, "marked: every view shows what changes from now on");
	screen_type(screen, "Z");
	screen_wait(screen, "PAUSED");
	screen_type(screen, "Z");
	return screen;
}

static void test_sizes_are_differences(void **state)
{
	struct screen *screen = start_marked(28, 100);
	int row, column;

	(void)state;
	screen_wait(screen, "+1.00M");
	assert_true(screen_has(screen, "+RSS"));
	assert_true(screen_has(screen, "1 new, 0 ended"));
	/* The newcomer has gained the whole of what it has, the others the same as each other. */
	assert_true(screen_find(screen, "new worker", &row, &column));
	assert_non_null(strstr(screen_row(screen, row), "+1.00M"));
	screen_type(screen, "m");
	screen_wait(screen, "mark removed");
	screen_wait(screen, "13.0M");
	assert_false(screen_has(screen, "+RSS"));
	assert_false(screen_has(screen, "ended"));
	screen_quit(screen);
}

static void test_the_machine(void **state)
{
	struct screen *screen = start_marked(24, 120);

	(void)state;
	screen_wait(screen, "since 22:13:2");
	screen_wait(screen, "available -64.0M");
	assert_true(screen_has(screen, "apps +64.0M"));
	assert_true(screen_has(screen, "free -64.0M"));
	assert_true(screen_has(screen, "cache 0"));
	screen_quit(screen);
}

static void test_other_views(void **state)
{
	struct screen *screen = start_marked(40, 120);

	(void)state;
	screen_wait(screen, "+1.00M");
	screen_type(screen, "2");
	screen_wait(screen, "memtop: explain");
	assert_true(screen_has(screen, "Since m"));
	assert_true(screen_has(screen, "since 22:13:2"));
	assert_true(screen_has(screen, "+64.0M"));
	screen_type(screen, "5");
	screen_wait(screen, "memtop: growth");
	assert_true(screen_has(screen, "Since m"));
	assert_true(screen_has(screen, "since 22:13:2"));
	screen_type(screen, "m");
	screen_wait_gone(screen, "Since m");
	screen_quit(screen);
}

static void test_programs_and_trees_sum_differences(void **state)
{
	struct screen *screen = start_marked(30, 100);
	int row, column;

	(void)state;
	screen_wait(screen, "+1.00M");
	screen_type(screen, "c");
	screen_wait(screen, "3× nginx");
	assert_true(screen_find(screen, "nginx", &row, &column));
	assert_non_null(strstr(screen_row(screen, row), "+3.00M"));
	screen_type(screen, "t*");
	screen_wait(screen, "(3) sshd: /usr/sbin");
	assert_true(screen_find(screen, "sshd", &row, &column));
	assert_non_null(strstr(screen_row(screen, row), "+3.00M"));
	screen_quit(screen);
}

static void test_narrow(void **state)
{
	struct screen *screen = start_marked(15, 60);

	(void)state;
	screen_wait(screen, "since 22:13:2");
	screen_resize(screen, 1, 1);
	screen_resize(screen, 3, 200);
	screen_resize(screen, 16, 62);
	screen_wait(screen, "since 22:13:2");
	screen_quit(screen);
}

/* The key is heard before there is anything to mark. */
static void test_before_the_first_sample(void **state)
{
	struct screen *screen = screen_start(&(struct screen_options){ .rows = 28,
		.columns = 100,
		.program = screen_fake(),
		.arguments = { "still", "waiting" } });

	(void)state;
	screen_wait(screen, "F10Quit");
	screen_type(screen, "m");
	screen_wait(screen, "the first sample, which is being read, will be marked");
	screen_type(screen, "m");
	screen_wait(screen, "the first sample will not be marked");
	screen_type(screen, "m");
	screen_wait(screen, "the first sample, which is being read, will be marked");
	screen_type(screen, "Z");
	screen_wait(screen, "+RSS");
	screen_wait(screen, "since 22:13:2");
	screen_quit(screen);
}

/* Nor is a field forgotten that another view leads to. */
static void test_a_field_before_the_first_sample(void **state)
{
	struct screen *screen = screen_start(&(struct screen_options){ .rows = 40,
		.columns = 160,
		.program = screen_fake(),
		.arguments = { "still", "waiting", "cache=deleted" } });

	(void)state;
	screen_wait(screen, "F10Quit");
	screen_type(screen, "7");
	screen_wait(screen, "journal");
	screen_type(screen, KEY_F7);
	screen_wait(screen, "reading meminfo");
	screen_type(screen, "Z");
	screen_wait(screen, "Cached:");
	screen_quit(screen);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sizes_are_differences),
		cmocka_unit_test(test_the_machine),
		cmocka_unit_test(test_other_views),
		cmocka_unit_test(test_programs_and_trees_sum_differences),
		cmocka_unit_test(test_narrow),
		cmocka_unit_test(test_before_the_first_sample),
		cmocka_unit_test(test_a_field_before_the_first_sample),
	};

	return cmocka_run_group_tests_name("screen/mark", tests, NULL, NULL);
}
