/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The real program on real processes: hostile names, signals, the saved set-up. */
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "screen/keys.h"
#include "screen/screen.h"
#include "support/made_tree.h"

/* A process with this name and first argument that waits for its end. */
static pid_t start_victim(const char *name, const char *argument)
{
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid > 0)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (!name)
		execl("/bin/sleep", argument, "1000", (char *)NULL);
	else if (prctl(PR_SET_NAME, name) == 0)
		for (;;)
			pause();
	_exit(127);
}

static void end_victim(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

static struct screen *start(pid_t pid, const char *word, const char *environment)
{
	static char number[16];
	struct screen *screen;

	snprintf(number, sizeof(number), "%d", (int)pid);
	screen = screen_start(&(struct screen_options){ .rows = 24,
		.columns = 100,
		.program = screen_memtop(),
		.arguments = { "-d", "0.1", "-o", "pid,name,rss,command", "-p", number, word },
		.environment = { environment } });
	screen_wait(screen, "1 process");
	return screen;
}

/* One that takes 64 KiB more a hundred times a second, until it has a gigabyte. */
static pid_t start_leaker(void)
{
	enum { STEP = 64 << 10, STEPS = 1 << 14 };
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid > 0)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_NAME, "leaker");
	for (int i = 0; i < STEPS; i++) {
		char *bytes = malloc(STEP);

		if (bytes)
			memset(bytes, 1, STEP);
		/* Or a compiler leaves out what is not read. */
		__asm__ volatile("" : : "r"(bytes) : "memory");
		poll(NULL, 0, 10);
	}
	for (;;)
		pause();
}

static void test_hostile_arguments(void **state)
{
	pid_t pid = start_victim(NULL, "a\033[2Jb\n\t中文\xff\xfe\u202e tail");
	struct screen *screen = start(pid, NULL, NULL);
	const char *output;
	size_t length;

	(void)state;
	screen_wait(screen, "a\\x1b[2Jb");
	screen_wait(screen, "\\t中文");
	screen_wait(screen, "\\u202e tail 1000");
	output = screen_output(screen, &length);
	assert_null(strstr(output, "a\033[2Jb"));
	screen_quit(screen);
	end_victim(pid);
}

static void test_hostile_name(void **state)
{
	pid_t pid = start_victim("a\033[2Jb\n", NULL);
	struct screen *screen = start(pid, NULL, NULL);
	const char *output;
	size_t length;

	(void)state;
	screen_wait(screen, "[2Jb");
	screen_type(screen, "c");
	screen_wait(screen, "1 program");
	screen_type(screen, "k\r");
	screen_wait(screen, "Send TERM");
	screen_type(screen, "n");
	output = screen_output(screen, &length);
	assert_null(strstr(output, "\033[2Jb"));
	screen_quit(screen);
	end_victim(pid);
}

static bool has_ended_by(struct screen *screen, void *context)
{
	pid_t *pid = context;
	int status;

	(void)screen;
	return waitpid(*pid, &status, WNOHANG) == *pid && WIFSIGNALED(status) &&
	       WTERMSIG(status) == SIGTERM;
}

static void test_kill(void **state)
{
	pid_t pid = start_victim(NULL, "victim");
	struct screen *screen = start(pid, NULL, NULL);

	(void)state;
	screen_wait(screen, "victim 1000");
	screen_type(screen, KEY_F9);
	screen_wait(screen, "15 TERM");
	screen_type(screen, "\r");
	screen_wait(screen, "Send TERM (15) to this process?");
	screen_type(screen, "y");
	screen_wait_for(screen, has_ended_by, &pid, "the end of the victim by SIGTERM");
	screen_wait(screen, "0 processes");
	screen_quit(screen);
}

/* Between the question and the answer the process ends: no other process gets the signal. */
static void test_kill_what_has_ended(void **state)
{
	pid_t pid = start_victim(NULL, "victim");
	struct screen *screen = start(pid, NULL, NULL);
	char expected[64];

	(void)state;
	screen_wait(screen, "victim 1000");
	screen_type(screen, "k\r");
	screen_wait(screen, "Send TERM (15)");
	end_victim(pid);
	screen_type(screen, "y");
	screen_wait_gone(screen, "Send TERM (15)");
	snprintf(expected, sizeof(expected), "%d", (int)pid);
	screen_wait(screen, expected);
	assert_false(screen_has(screen, "TERM sent"));
	screen_quit(screen);
}

static void test_readonly(void **state)
{
	pid_t pid = start_victim(NULL, "victim");
	struct screen *screen = start(pid, "--readonly", NULL);

	(void)state;
	screen_wait(screen, "victim 1000");
	screen_type(screen, "k");
	screen_wait(screen, "off under --readonly");
	assert_int_equal(kill(pid, 0), 0);
	screen_quit(screen);
	end_victim(pid);
}

/* A directory for the configuration, and the variable that names it. */
struct home {
	struct made_tree tree;
	char variable[96], file[96];
};

static struct home make_home(void)
{
	struct home home;

	tree_make(&home.tree);
	snprintf(home.variable, sizeof(home.variable), "XDG_CONFIG_HOME=%s", home.tree.path);
	snprintf(home.file, sizeof(home.file), "%s/memtop/memtoprc", home.tree.path);
	return home;
}

static struct screen *start_at(const struct home *home)
{
	struct screen *screen = screen_start(&(struct screen_options){ .rows = 24,
		.columns = 100,
		.program = screen_memtop(),
		.environment = { home->variable } });

	screen_wait(screen, "F10Quit");
	return screen;
}

static void test_save(void **state)
{
	struct home home = make_home();
	struct screen *screen = start_at(&home);
	struct stat before;

	(void)state;
	screen_wait(screen, "▾RSS");
	screen_type(screen, "tN");
	screen_wait(screen, "▴PID");
	screen_type(screen, "W");
	screen_wait(screen, home.file);
	assert_int_equal(stat(home.file, &before), 0);
	screen_quit(screen);
	screen = start_at(&home);
	screen_wait(screen, "▴PID");
	screen_wait(screen, "└─");
	screen_quit(screen);
	tree_remove(&home.tree);
}

static void test_save_fails(void **state)
{
	struct home home = make_home();
	struct screen *screen;
	char blocker[80];
	FILE *file;

	(void)state;
	/* Where the directory should be there is a file. */
	snprintf(blocker, sizeof(blocker), "%s/memtop", home.tree.path);
	file = fopen(blocker, "we");
	assert_non_null(file);
	fclose(file);
	screen = start_at(&home);
	screen_type(screen, "W");
	screen_wait(screen, blocker);
	screen_wait_gone(screen, "F10Quit");
	screen_quit(screen);
	unlink(blocker);
	tree_remove(&home.tree);
}

static void test_broken_configuration(void **state)
{
	static const char text[] = "delay = 3\nno such thing = {\n";
	struct home home = make_home();
	struct screen *screen;
	char directory[80], after[sizeof(text) + 1] = "";
	FILE *file;

	(void)state;
	snprintf(directory, sizeof(directory), "%s/memtop", home.tree.path);
	assert_int_equal(mkdir(directory, 0700), 0);
	file = fopen(home.file, "we");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	fclose(file);
	screen = screen_start(&(struct screen_options){ .rows = 24,
		.columns = 200,
		.program = screen_memtop(),
		.environment = { home.variable } });
	screen_wait(screen, "memtoprc, line 2");
	screen_quit(screen);
	file = fopen(home.file, "re");
	assert_non_null(file);
	assert_int_equal(fread(after, 1, sizeof(after) - 1, file), strlen(text));
	fclose(file);
	assert_string_equal(after, text);
	tree_remove(&home.tree);
}

/* Ten samples are enough to name it, whatever it will turn out to be. */
static void test_leak_is_named_at_once(void **state)
{
	pid_t pid = start_leaker();
	struct screen *screen = start(pid, NULL, NULL);

	(void)state;
	/* On a busy machine ten samples take so long that they tell more. */
	screen_wait(screen, "leaker (");
	assert_true(screen_has(screen, "Too early to tell a leak from a start-up.") ||
		    screen_has(screen, "grow"));
	assert_true(screen_has(screen, "5 Growth"));
	screen_quit(screen);
	end_victim(pid);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hostile_arguments),
		cmocka_unit_test(test_hostile_name),
		cmocka_unit_test(test_kill),
		cmocka_unit_test(test_kill_what_has_ended),
		cmocka_unit_test(test_readonly),
		cmocka_unit_test(test_save),
		cmocka_unit_test(test_save_fails),
		cmocka_unit_test(test_broken_configuration),
		cmocka_unit_test(test_leak_is_named_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
