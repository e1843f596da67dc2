/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view of one process on a real one: pages, explanations, its end. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/macros.h"
#include "screen/keys.h"
#include "screen/screen.h"

static pid_t start_victim(void)
{
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid > 0)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	execl("/bin/sleep", "sleep", "1000", (char *)NULL);
	_exit(127);
}

static void end_victim(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

static struct screen *start(pid_t pid, int rows, int columns)
{
	char number[16];

	snprintf(number, sizeof(number), "%d", (int)pid);
	return screen_start(&(struct screen_options){ .rows = rows,
		.columns = columns,
		.program = screen_memtop(),
		.arguments = { "-d", "0.1", "process", number } });
}

static void test_summary_and_back(void **state)
{
	pid_t pid = start_victim();
	struct screen *screen = start(pid, 24, 80);

	(void)state;
	screen_wait(screen, "libraries");
	assert_true(screen_has(screen, "PSS"));
	screen_type(screen, "s");
	screen_wait(screen, "OOM adjustment");
	assert_false(screen_has(screen, "libraries  "));
	screen_type(screen, "s");
	screen_wait(screen, "libraries");
	screen_type(screen, "s");
	screen_wait(screen, "OOM adjustment");
	screen_type(screen, KEY_ESCAPE);
	screen_wait(screen, "libraries");
	screen_quit(screen);
	end_victim(pid);
}

static void test_every_figure_is_explained(void **state)
{
	pid_t pid = start_victim();
	struct screen *screen = start(pid, 24, 80);

	(void)state;
	screen_wait(screen, "libraries");
	screen_type(screen, "?");
	screen_wait(screen, "anonymous + file + shared");
	screen_type(screen, KEY_ESCAPE);
	screen_wait_gone(screen, "What is it?");
	screen_type(screen, KEY_END KEY_UP "?");
	screen_wait(screen, "vdso, vvar, vsyscall: a few pages that");
	screen_type(screen, KEY_ESCAPE);
	screen_wait_gone(screen, "What is it?");
	screen_type(screen, "s");
	screen_wait(screen, "OOM adjustment");
	screen_type(screen, KEY_DOWN "?");
	screen_wait(screen, "What is it?");
	screen_wait(screen, "smaps_account()");
	screen_type(screen, KEY_ESCAPE);
	screen_wait_gone(screen, "What is it?");
	screen_type(screen, KEY_DOWN "\r");
	screen_wait(screen, "Private_Clean + Private_Dirty");
	screen_type(screen, KEY_ESCAPE);
	screen_wait_gone(screen, "What is it?");
	screen_quit(screen);
	end_victim(pid);
}

static void test_into_a_mapping(void **state)
{
	pid_t pid = start_victim();
	struct screen *screen = start(pid, 30, 100);

	(void)state;
	screen_wait(screen, "libraries");
	screen_type(screen, "\r");
	screen_wait(screen, "ADDRESS");
	screen_type(screen, "\r");
	screen_wait(screen, "Private_Dirty");
	screen_wait(screen, "| anonymous");
	screen_type(screen, KEY_END);
	screen_wait(screen, "private: what it writes is its own");
	screen_wait(screen, "may be made writable");
	screen_type(screen, KEY_HOME);
	screen_wait(screen, "Address space, touched or not.");
	screen_type(screen, KEY_DOWN KEY_DOWN KEY_DOWN "?");
	screen_wait(screen, "What is it?");
	screen_wait(screen, "In memory now.");
	screen_type(screen, KEY_ESCAPE);
	screen_wait_gone(screen, "What is it?");
	screen_type(screen, "s");
	screen_wait(screen, "OOM adjustment");
	screen_type(screen, KEY_ESCAPE);
	screen_wait(screen, "Private_Dirty");
	screen_quit(screen);
	end_victim(pid);
}

static bool is_ascending(struct screen *screen, void *context)
{
	unsigned long long before = 0, lines = 0;
	int row, column;

	(void)context;
	if (!screen_find(screen, "ADDRESS", &row, &column) || screen_has(screen, "Sort by"))
		return false;
	for (row++; row < 28; row++) {
		unsigned long long address = strtoull(screen_row(screen, row), NULL, 16);

		if (address && address < before)
			return false;
		before = address ? address : before;
		lines += address != 0;
	}
	return lines > 10;
}

static void test_mappings_by_address(void **state)
{
	pid_t pid = start_victim();
	struct screen *screen = start(pid, 30, 100);

	(void)state;
	screen_wait(screen, "libraries");
	screen_type(screen, KEY_END "\r");
	screen_wait(screen, "ADDRESS");
	screen_type(screen, KEY_F6);
	screen_wait(screen, "Sort by");
	screen_type(screen, "ADDR\r");
	screen_wait_for(screen, is_ascending, NULL, "mappings by address");
	screen_quit(screen);
	end_victim(pid);
}

static void test_any_size(void **state)
{
	static const int sizes[][2] = { { 1, 1 }, { 5, 20 }, { 10, 30 }, { 15, 60 }, { 60, 200 } };
	pid_t pid = start_victim();
	struct screen *screen = start(pid, 24, 80);

	(void)state;
	screen_wait(screen, "libraries");
	for (size_t i = 0; i < COUNT_OF(sizes); i++) {
		screen_resize(screen, sizes[i][0], sizes[i][1]);
		screen_type(screen, "ss?\r\r\r");
		screen_resize(screen, 24, 80);
		screen_wait(screen, "Private_Dirty");
		screen_type(screen, KEY_ESCAPE);
		screen_wait(screen, "ADDRESS");
		screen_type(screen, KEY_ESCAPE);
		screen_wait(screen, "libraries");
	}
	screen_quit(screen);
	end_victim(pid);
}

static void test_its_end_is_told(void **state)
{
	pid_t pid = start_victim();
	struct screen *screen = start(pid, 25, 80);

	(void)state;
	screen_wait(screen, "libraries");
	end_victim(pid);
	screen_wait(screen, "It ended at about");
	assert_true(screen_has(screen, "libraries"));
	screen_type(screen, "s");
	screen_wait(screen, "OOM adjustment");
	screen_quit(screen);
}

static void test_no_such_process(void **state)
{
	pid_t pid = start_victim();
	struct screen *screen;

	(void)state;
	end_victim(pid);
	screen = start(pid, 24, 80);
	screen_wait(screen, "There is no process");
	screen_type(screen, "s?\r" KEY_DOWN "s\r");
	screen_wait(screen, "There is no process");
	screen_quit(screen);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_summary_and_back),
		cmocka_unit_test(test_every_figure_is_explained),
		cmocka_unit_test(test_into_a_mapping),
		cmocka_unit_test(test_mappings_by_address),
		cmocka_unit_test(test_any_size),
		cmocka_unit_test(test_its_end_is_told),
		cmocka_unit_test(test_no_such_process),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
