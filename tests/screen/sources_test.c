/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Views want more than samples: what they want starts when they open, and may be missing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <sys/types.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/compiler/sanitizer.h"
#include "screen/keys.h"
#include "screen/screen.h"

#define MISSING "this asks the running kernel; neither a record nor another root has it"

/* Types keys in the overview, where the view that they open is missing. */
static void assert_missing(struct screen *screen, const char *keys)
{
	screen_type(screen, keys);
	screen_wait(screen, MISSING);
	screen_type(screen, KEY_HOME);
	screen_wait_gone(screen, MISSING);
	assert_true(screen_has(screen, "COMMAND"));
}

static void without_sources_there_still_is_a_screen(void **state)
{
	struct screen *screen =
		screen_start_fake(24, 100, (const char *const[]){ "rows=12", NULL });

	(void)state;
	screen_wait(screen, "/sbin/init");
	assert_missing(screen, "\r"); /* process */
	assert_missing(screen, "4");  /* heap */
	assert_missing(screen, "6");  /* probe */
	assert_false(screen_has(screen, "F8Probe"));
	assert_true(screen_has(screen, "F10Quit"));
	screen_type(screen, "2"); /* explain wants none */
	screen_wait(screen, "MemTotal");
	screen_quit(screen);
}

static unsigned threads_of(struct screen *screen)
{
	unsigned count = 0;
	DIR *directory;
	char path[32];

	snprintf(path, sizeof(path), "/proc/%d/task", (int)screen_pid(screen));
	directory = opendir(path);
	assert_non_null(directory);
	for (struct dirent *entry; (entry = readdir(directory));)
		count += entry->d_name[0] != '.';
	closedir(directory);
	return count;
}

/* A small process that can be looked at: this one is large where a sanitizer is in it. */
static pid_t start_sleeper(void)
{
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid > 0)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	execl("/bin/sleep", "sleep", "1000", (char *)NULL);
	_exit(127);
}

static bool has_threads(struct screen *screen, void *count)
{
	/* The sanitizer of threads has one itself. */
	return threads_of(screen) == *(const unsigned *)count + WITH_THREAD_SANITIZER;
}

/* One that hands over, or reads for a moment, is gone soon. */
static void wait_for_threads(struct screen *screen, unsigned count)
{
	screen_wait_for(screen, has_threads, &count, "so many threads as are wanted");
}

static void what_no_view_wants_is_not_started(void **state)
{
	pid_t sleeper = start_sleeper();
	char pid[16];
	struct screen *screen;

	(void)state;
	snprintf(pid, sizeof(pid), "%d", (int)sleeper);
	screen = screen_start(&(struct screen_options){ .rows = 24,
		.columns = 100,
		.program = screen_memtop(),
		.arguments = { "-d", "1", "-o", "pid,rss,command", "-p", pid } });
	screen_wait(screen, "F10Quit");
	/* The collector and the thread that paints. */
	wait_for_threads(screen, 2);
	screen_type(screen, "5");
	screen_wait(screen, "WATCHED");
	wait_for_threads(screen, 2);
	screen_type(screen, "1");
	screen_wait(screen, "F9Kill");
	for (int i = 0; i < 2; i++) {
		screen_type(screen, "\r");
		screen_wait(screen, "libraries");
		wait_for_threads(screen, 3);
		screen_type(screen, "1");
		screen_wait(screen, "F9Kill");
	}
	screen_quit(screen);
	kill(sleeper, SIGKILL);
	waitpid(sleeper, NULL, 0);
}

/* A screen on which there will never be anything ends, and says why. */
static void without_descriptors_it_ends_with_a_sentence(void **state)
{
	static const char command[] = "ulimit -n 22; exec \"$0\" -d 1";
	struct screen *screen = screen_start(&(struct screen_options){ .rows = 24,
		.columns = 100,
		.program = "/bin/sh",
		.arguments = { "-c", command, screen_memtop() } });

	(void)state;
	assert_int_equal(screen_end(screen), 1);
	assert_true(screen_has(screen,
		"oo many open files")); /* of whichever file is the first too many */
	screen_free(screen);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_descriptors_it_ends_with_a_sentence),
		cmocka_unit_test(without_sources_there_still_is_a_screen),
		cmocka_unit_test(what_no_view_wants_is_not_started),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
