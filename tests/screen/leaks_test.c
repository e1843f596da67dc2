/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view leaks on screen, of a process that has lost memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "heap/target.h"
#include "screen/keys.h"
#include "screen/screen.h"

#define PROGRAM "tests/heap/leaks/leak_target"

static struct screen *start(const struct target *target, const char *view)
{
	char number[16];

	snprintf(number, sizeof(number), "%d", (int)target->pid);
	return screen_start(&(struct screen_options){ .rows = 24,
		.columns = 100,
		.program = screen_memtop(),
		.arguments = { "-d", "0.1", view, number } });
}

static void test_says_what_is_lost(void **state)
{
	struct target target;
	struct screen *screen;

	(void)state;
	target_start_program(&target, PROGRAM, "lone", 2000);
	screen = start(&target, "leaks");
	screen_wait(screen, "[Leaks]");
	screen_wait(screen, "that no plain pointer leads to any more");
	assert_true(screen_has(screen, "unreachable"));
	assert_true(screen_has(screen, "Leaks"));
	screen_quit(screen);
	target_stop(&target);
}

/* The view of the process and the overview say what the search found, without another one. */
static void test_is_remembered(void **state)
{
	struct target target;
	struct screen *screen;
	char number[16];

	(void)state;
	target_start_program(&target, PROGRAM, "lone", 20000);
	snprintf(number, sizeof(number), "%d", (int)target.pid);
	screen = screen_start(&(struct screen_options){ .rows = 24,
		.columns = 130,
		.program = screen_memtop(),
		.arguments = { "-d", "0.1", "-p", number } });
	screen_wait(screen, "leak_target");
	assert_false(screen_has(screen, "A search"));
	screen_type(screen, "\r");
	screen_wait(screen, "KIND ");
	screen_type(screen, "L");
	screen_wait(screen, "that no plain pointer leads to any more");
	screen_type(screen, KEY_ESCAPE);
	screen_wait(screen, "in use of its heap lost");
	screen_type(screen, KEY_ESCAPE);
	screen_wait(screen, "1 Overview]");
	screen_wait(screen, "A search");
	screen_quit(screen);
	target_stop(&target);
}

/* It has a tab only while it is looked at, and Esc leads back. */
static void test_opens_from_the_heap(void **state)
{
	struct target target;
	struct screen *screen;

	(void)state;
	target_start_program(&target, PROGRAM, "list", 2000);
	screen = start(&target, "heap");
	screen_wait(screen, "in use");
	assert_false(screen_has(screen, "Leaks"));
	screen_type(screen, "L");
	screen_wait(screen, "is unreachable: plain pointers lead to all of it");
	screen_type(screen, KEY_ESCAPE);
	screen_wait(screen, "4 Heap]");
	screen_quit(screen);
	target_stop(&target);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_says_what_is_lost),
		cmocka_unit_test(test_is_remembered),
		cmocka_unit_test(test_opens_from_the_heap),
	};

	return cmocka_run_group_tests_name("screen/leaks", tests, NULL, NULL);
}
