/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view of one process on a real one: pages, explanations, its end. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
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
	screen_type(screen, KEY_HOME);
	screen_wait(screen, "Rule: ");
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

/* Where there is room its graph has axes: what was least and most, and since when. */
static void test_the_graph_has_axes(void **state)
{
	pid_t pid = start_victim();
	struct screen *screen = start(pid, 45, 100);
	int row, table, graph;

	(void)state;
	screen_wait(screen, "own memory");
	screen_wait(screen, " ago ");
	assert_true(screen_find(screen, " ago ", &row, NULL));
	assert_non_null(strstr(screen_row(screen, row), "now"));
	/* It has all lines that nothing else needs. */
	assert_true(screen_find(screen, "KIND ", &table, NULL));
	assert_true(screen_find(screen, "own memory", &graph, NULL));
	assert_true(table - graph > 10);
	assert_true(screen_has(screen, "all   "));
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
	/* Nothing of it can be explained: '?' is for the keys then. */
	screen_type(screen, "s\r" KEY_DOWN "s\r?");
	screen_wait(screen, "memtop: help");
	screen_type(screen, "\033");
	screen_wait(screen, "There is no process");
	screen_quit(screen);
}

/* One with a secret, another working directory, and a megabyte in a file that has lost its name, locked. */
static pid_t start_holder(void)
{
	static const char byte[4096] = "x";
	pid_t pid = fork();
	int file;

	assert_true(pid >= 0);
	if (pid > 0)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	file = memfd_create("memtop-holder", 0);
	for (int i = 0; i < 256; i++)
		if (write(file, byte, sizeof(byte)) != (ssize_t)sizeof(byte))
			_exit(126);
	if (chdir("/usr") != 0 || flock(file, LOCK_EX) != 0)
		_exit(126);
	execle("/bin/sleep", "sleep", "1000", (char *)NULL,
		(char *const[]){ "TOKEN=hunter2", "LANG=C", NULL });
	_exit(127);
}

static void test_environment(void **state)
{
	pid_t pid = start_holder();
	struct screen *screen = start(pid, 30, 100);

	(void)state;
	screen_wait(screen, "libraries");
	screen_type(screen, "e");
	screen_wait(screen, "TOKEN");
	assert_false(screen_has(screen, "hunter2"));
	screen_type(screen, "e");
	screen_wait(screen, "Show the values?");
	screen_type(screen, "n");
	screen_wait_gone(screen, "Show the values?");
	assert_false(screen_has(screen, "hunter2"));
	screen_type(screen, "ey");
	screen_wait(screen, "hunter2");
	screen_type(screen, "/lang\r");
	screen_wait(screen, "find lang");
	screen_type(screen, KEY_ESCAPE KEY_ESCAPE);
	screen_wait(screen, "libraries");
	/* Who comes back is asked again. */
	screen_type(screen, "e");
	screen_wait(screen, "TOKEN");
	assert_false(screen_has(screen, "hunter2"));
	screen_quit(screen);
	end_victim(pid);
}

static void test_files_threads_and_locks(void **state)
{
	pid_t pid = start_holder();
	struct screen *screen = start(pid, 30, 100);
	int row, column;

	(void)state;
	screen_wait(screen, "libraries");
	screen_type(screen, "l");
	screen_wait(screen, "cwd");
	screen_wait(screen, "/memfd:memtop-holder");
	assert_true(screen_find(screen, "cwd", &row, &column));
	assert_non_null(strstr(screen_row(screen, row), " /usr"));
	assert_true(screen_find(screen, "/memfd:memtop-holder", &row, &column));
	assert_non_null(strstr(screen_row(screen, row), " 1.00M "));
	screen_type(screen, "t");
	screen_wait(screen, "TID");
	assert_true(screen_find(screen, "TID", &row, &column));
	/* It has only slept; the fields beside its CPU time are not 0. */
	assert_non_null(strstr(screen_row(screen, row + 1), " S     0:00 sleep"));
	screen_type(screen, "x");
	screen_wait(screen, "FLOCK");
	assert_true(screen_find(screen, "FLOCK", &row, &column));
	assert_non_null(strstr(screen_row(screen, row), " FLOCK WRITE  all "));
	assert_non_null(strstr(screen_row(screen, row), " /memfd:memtop-holder"));
	screen_type(screen, "x");
	screen_wait(screen, "libraries");
	screen_type(screen, "EE");
	screen_wait(screen, "M");
	screen_quit(screen);
	end_victim(pid);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_summary_and_back),
		cmocka_unit_test(test_every_figure_is_explained),
		cmocka_unit_test(test_the_graph_has_axes),
		cmocka_unit_test(test_into_a_mapping),
		cmocka_unit_test(test_mappings_by_address),
		cmocka_unit_test(test_any_size),
		cmocka_unit_test(test_environment),
		cmocka_unit_test(test_files_threads_and_locks),
		cmocka_unit_test(test_its_end_is_told),
		cmocka_unit_test(test_no_such_process),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
