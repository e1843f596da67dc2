/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A crowd comes and goes, 2,000 processes or CROWD of them, and memtop's memory is near what it was: 2 MiB
 * more for each 5,000 at the most.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/compiler/sanitizer.h"
#include "screen/screen.h"
#include "support/child.h"
#include "support/pass_over.h"

#define ROWS      24
#define KEPT_MOST ((2 << 20) / 5000) /* bytes a process */

struct crowd {
	pid_t *pids;
	long size, before; /* processes that memtop showed before it came */
	uint64_t anonymous;
	long quiet; /* looks at its memory in a row that found no more of it */
};

/* The number of the line "N processes"; -1 without one. */
static long shown(struct screen *screen)
{
	for (int row = 0; row < ROWS; row++) {
		char *rest;
		long count = strtol(screen_row(screen, row), &rest, 10);

		if (strncmp(rest, " process", strlen(" process")) == 0)
			return count;
	}
	return -1;
}

static bool has_settled(struct screen *screen, void *context)
{
	struct crowd *crowd = context;
	uint64_t anonymous = 0;

	if (shown(screen) < 0 || !proc_figure(&anonymous, screen_pid(screen), "status", "RssAnon"))
		return false;
	crowd->quiet = anonymous > crowd->anonymous ? 0 : crowd->quiet + 1;
	if (anonymous > crowd->anonymous)
		crowd->anonymous = anonymous;
	crowd->before = shown(screen);
	return crowd->quiet >= 100;
}

static bool has_come(struct screen *screen, void *context)
{
	const struct crowd *crowd = context;

	return shown(screen) >= crowd->size;
}

static bool has_gone(struct screen *screen, void *context)
{
	const struct crowd *crowd = context;
	long now = shown(screen);

	return now >= 0 && now < crowd->before + crowd->size / 2;
}

static bool is_as_before(struct screen *screen, void *context)
{
	const struct crowd *crowd = context;
	uint64_t anonymous = UINT64_MAX;

	return proc_figure(&anonymous, screen_pid(screen), "status", "RssAnon") &&
	       anonymous <= crowd->anonymous + (uint64_t)crowd->size * KEPT_MOST;
}

static void come(struct crowd *crowd)
{
	crowd->pids = calloc((size_t)crowd->size, sizeof(*crowd->pids));
	assert_non_null(crowd->pids);
	for (long i = 0; i < crowd->size; i++) {
		crowd->pids[i] = fork();
		assert_true(crowd->pids[i] >= 0);
		if (crowd->pids[i] > 0)
			continue;
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		for (;;)
			pause();
	}
}

static void go(struct crowd *crowd)
{
	for (long i = 0; i < crowd->size; i++)
		kill(crowd->pids[i], SIGKILL);
	for (long i = 0; i < crowd->size; i++)
		waitpid(crowd->pids[i], NULL, 0);
	free(crowd->pids);
}

static void come_and_go(const char *view)
{
	const char *size = getenv("CROWD");
	struct crowd crowd = { .size = size ? strtol(size, NULL, 10) : 2000 };
	struct screen *screen = screen_start(&(struct screen_options){ .rows = ROWS,
		.columns = 100,
		.program = screen_memtop(),
		.arguments = { "-d", "0.1", view } });

	screen_wait_for(screen, has_settled, &crowd, "memory that grows no more");
	come(&crowd);
	screen_wait_for(screen, has_come, &crowd, "the crowd");
	go(&crowd);
	screen_wait_for(screen, has_gone, &crowd, "the end of the crowd");
	screen_wait_for(screen, is_as_before, &crowd, "memory as it was before");
	screen_quit(screen);
}

static void test_crowd(void **state)
{
	(void)state;
	if (WITH_SANITIZER)
		PASS_OVER("a sanitizer keeps what is freed");
	come_and_go("overview");
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_crowd) };

	return cmocka_run_group_tests_name("crowd", tests, NULL, NULL);
}
