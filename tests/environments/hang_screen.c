/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hang_screen PID: every view on a terminal while that process does not answer: the screen says so, goes
 * on, and q ends it at once.  hang_screen PID TEXT: the same where something else does not answer; TEXT is
 * to be seen in the table of processes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "screen/keys.h"
#include "screen/screen.h"

static const char *pid, *text;

static struct screen *start(const char *const *words)
{
	struct screen_options options = { .rows = 40,
		.columns = 150,
		.program = screen_memtop(),
		.arguments = { "-d", "0.2" } };

	for (size_t i = 0; words[i]; i++)
		options.arguments[2 + i] = strcmp(words[i], "PID") == 0 ? pid : words[i];
	return screen_start(&options);
}

/* Three samples later it paints still. */
static bool clock_moved(struct screen *screen, void *context)
{
	char *before = context;
	int row, column;
	const char *line =
		screen_find(screen, " up ", &row, &column) ? screen_row(screen, row) : "";

	if (!*before)
		snprintf(before, 256, "%s", line);
	return *line && strcmp(line, before) != 0;
}

static void test_overview(void **state)
{
	static const char *const words[] = { "-o", "pid,rss,anon,pss,retained,growth,command",
		NULL };
	struct screen *screen = start(words);
	char clock[256] = "";

	(void)state;
	screen_wait(screen, "does not answer (FUSE");
	screen_wait_for(screen, clock_moved, clock, "the clock to go on");
	screen_quit(screen);
}

static void test_text(void **state)
{
	static const char *const words[] = { "-p", "PID", "-o", "pid,user,rss,pss,retained,command",
		NULL };
	struct screen *screen = start(words);
	char clock[256] = "";

	(void)state;
	screen_wait(screen, text);
	screen_wait_for(screen, clock_moved, clock, "the clock to go on");
	screen_quit(screen);
}

/* Without BPF all processes are asked. */
static void test_shared(void **state)
{
	static const char *const words[] = { "--bpf=off", "shared", NULL };
	struct screen *screen = start(words);

	(void)state;
	screen_wait(screen, "1 process did not answer, and is left out.");
	screen_quit(screen);
}

static void test_into_it(void **state)
{
	static const char *const words[] = { "-p", "PID", NULL };
	struct screen *screen = start(words);

	(void)state;
	screen_wait(screen, "does not answer (FUSE");
	screen_type(screen, "\r");
	screen_wait(screen, "It does not answer (FUSE mount");
	screen_type(screen, KEY_ESCAPE);
	screen_wait(screen, "1 process");
	screen_type(screen, "\r");
	screen_wait(screen, "It does not answer (FUSE mount");
	screen_quit(screen);
}

static void test_growth(void **state)
{
	static const char *const words[] = { "growth", NULL };
	struct screen *screen = start(words);

	(void)state;
	screen_wait(screen, "does not answer (FUSE");
	screen_quit(screen);
}

static void test_process(void **state)
{
	static const char *const words[] = { "process", "PID", NULL };
	struct screen *screen = start(words);

	(void)state;
	screen_wait(screen, "It does not answer (FUSE mount");
	screen_quit(screen);
}

static void test_heap(void **state)
{
	static const char *const words[] = { "heap", "PID", NULL };
	struct screen *screen = start(words);

	(void)state;
	screen_wait(screen, "no answer in time");
	screen_quit(screen);
}

static void test_leaks(void **state)
{
	static const char *const words[] = { "leaks", "PID", NULL };
	struct screen *screen = start(words);

	(void)state;
	screen_wait(screen, "no answer in time");
	screen_quit(screen);
}

/* The keys are obeyed while it is waited for. */
static void test_at_once(void **state)
{
	static const char *const views[] = { "overview", "growth", "process", "heap", "leaks",
		"explain", "cgroups", "shared", "kernel", "cache" };

	(void)state;
	for (size_t i = 0; i < sizeof(views) / sizeof(*views); i++) {
		const char *const words[] = { views[i], i >= 2 && i <= 4 ? "PID" : NULL, NULL };
		struct screen *screen = start(words);

		screen_wait(screen, "F10Quit");
		screen_quit(screen);
	}
}

int main(int count, char **arguments)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_overview),
		cmocka_unit_test(test_shared),
		cmocka_unit_test(test_into_it),
		cmocka_unit_test(test_growth),
		cmocka_unit_test(test_process),
		cmocka_unit_test(test_heap),
		cmocka_unit_test(test_leaks),
		cmocka_unit_test(test_at_once),
	};

	const struct CMUnitTest others[] = {
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_at_once),
	};

	if (count != 2 && count != 3)
		return 2;
	pid = arguments[1];
	text = arguments[2];
	if (text)
		return cmocka_run_group_tests_name("hang", others, NULL, NULL);
	return cmocka_run_group_tests_name("hang", tests, NULL, NULL);
}
