/* SPDX-License-Identifier: GPL-2.0-or-later */
/* named_screen DIRECTORY TEST: the screen where what a user names lies in that directory, which does not answer.
   DYING_RECORD=FILE: a record whose server falls silent while it is read, and says so in DYING_LOG=FILE.  LATE_RECORD
   and LATE_LOG: the same of one that is there, as LATE_SERVED, once something was written to LATE_GO.  Without arguments it prints what the tests are called: each waits for a time to be up, so that they are best
   run side by side. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/compiler/sanitizer.h"
#include "screen/keys.h"
#include "screen/screen.h"

static char home[300], configuration[300], descriptions[300];
static const char *directory;

static struct screen_options options_of(const char *first, const char *second, const char *third)
{
	return (struct screen_options){ .rows = 40,
		.columns = 150,
		.program = screen_memtop(),
		.arguments = { "-d", "0.2", first, second, third } };
}

/* Neither its settings nor the terminal's description are waited for. */
static void test_home(void **state)
{
	struct screen_options options = options_of(NULL, NULL, NULL);
	struct screen *screen;

	(void)state;
	options.environment[0] = home;
	options.environment[1] = descriptions;
	options.environment[2] = "XDG_CONFIG_HOME";
	screen = screen_start(&options);
	screen_wait(screen, "no answer in time");
	screen_quit(screen);
}

static void test_settings_are_not_saved(void **state)
{
	struct screen_options options = options_of(NULL, NULL, NULL);
	struct screen *screen;

	(void)state;
	/* The line names file and mount. */
	options.columns = 300;
	options.environment[0] = configuration;
	screen = screen_start(&options);
	screen_wait(screen, "no answer in time");
	screen_type(screen, "W");
	screen_wait(screen, "not overwritten");
	screen_quit(screen);
}

/* A report is written into the directory in which memtop was started, where that sanitizer would wait (named.sh). */
static void test_report(void **state)
{
	struct screen_options options = options_of(NULL, NULL, NULL);
	struct screen *screen;

	(void)state;
	if (WITH_THREAD_SANITIZER)
		skip();
	screen = screen_start(&options);
	/* Before there are processes, there is nothing to choose from. */
	screen_wait(screen, "named_screen ");
	screen_type(screen, "R");
	screen_wait(screen, "Report on what?");
	screen_type(screen, KEY_DOWN "\r");
	screen_wait(screen, "Save the report where?");
	screen_type(screen, "\r");
	screen_wait(screen, ".txt: no answer in time");
	screen_quit(screen);
}

/* Who quits while a report is being saved waits for a moment at the most, and is told. */
static void test_quit_while_saving(void **state)
{
	struct screen_options options = options_of(NULL, NULL, NULL);
	struct screen *screen = screen_start(&options);

	(void)state;
	screen_wait(screen, "named_screen ");
	screen_type(screen, "R");
	screen_wait(screen, "Report on what?");
	screen_type(screen, KEY_DOWN "\r");
	screen_wait(screen, "Save the report where?");
	screen_type(screen, "\rh");
	screen_wait(screen, "In this view");
	screen_type(screen, "qq");
	assert_true(screen_end(screen) <= 1);
	screen_free(screen);
}

static void test_record(void **state)
{
	char path[300];
	struct screen_options options;
	struct screen *screen;

	(void)state;
	snprintf(path, sizeof(path), "%s/record", directory);
	options = options_of("--file", path, NULL);
	screen = screen_start(&options);
	screen_wait(screen, "F10Quit");
	screen_type(screen, "m");
	screen_wait(screen, "mark");
	screen_quit(screen);
}

static bool server_fell_silent(struct screen *screen, void *context)
{
	FILE *log = fopen(context, "r");
	char line[64] = "";
	bool silent = false;

	(void)screen;
	while (log && !silent && fgets(line, sizeof(line), log))
		silent = strcmp(line, "deaf\n") == 0;
	if (log)
		fclose(log);
	return silent;
}

/* What a recorder saw before is asked for by a thread: the screen does without it, and ends without it. */
static void test_dying_record(void **state)
{
	struct screen_options options = options_of("--file", getenv("DYING_RECORD"), NULL);
	struct screen *screen;
	char *log = getenv("DYING_LOG");

	(void)state;
	if (!log)
		skip();
	screen = screen_start(&options);
	screen_wait(screen, "F10Quit");
	screen_wait_for(screen, server_fell_silent, log, "the server to fall silent");
	screen_type(screen, "mh");
	screen_wait(screen, "In this view");
	screen_type(screen, "q");
	screen_quit(screen);
}

static bool is_served(struct screen *screen, void *context)
{
	(void)screen;
	return access(context, F_OK) == 0;
}

/* A record that was not there when the screen began, and whose server falls silent as the mark is set. */
static void test_late_record(void **state)
{
	struct screen_options options = options_of("--file", getenv("LATE_RECORD"), NULL);
	char *go = getenv("LATE_GO"), *served = getenv("LATE_SERVED"), *log = getenv("LATE_LOG");
	struct screen *screen;
	FILE *fifo;

	(void)state;
	if (!go || !served || !log)
		skip();
	screen = screen_start(&options);
	screen_wait(screen, "F10Quit");
	fifo = fopen(go, "w");
	assert_non_null(fifo);
	fputs("go\n", fifo);
	fclose(fifo);
	screen_wait_for(screen, is_served, served, "the record to be there");
	screen_type(screen, "m");
	screen_wait_for(screen, server_fell_silent, log, "the server to fall silent");
	screen_type(screen, "h");
	screen_wait(screen, "In this view");
	screen_type(screen, "q");
	screen_quit(screen);
}

static void test_files(void **state)
{
	static const char *const commands[] = { "explain", "replay" };
	char path[300];

	(void)state;
	snprintf(path, sizeof(path), "%s/file", directory);
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
		struct screen_options options =
			options_of(commands[i], i == 0 ? path : "--file", i == 0 ? NULL : path);
		struct screen *screen = screen_start(&options);

		screen_wait(screen, "no answer in time");
		assert_int_equal(screen_end(screen), 1);
	}
}

int main(int count, char **arguments)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_home),
		cmocka_unit_test(test_settings_are_not_saved),
		cmocka_unit_test(test_report),
		cmocka_unit_test(test_quit_while_saving),
		cmocka_unit_test(test_record),
		cmocka_unit_test(test_dying_record),
		cmocka_unit_test(test_late_record),
		cmocka_unit_test(test_files),
	};

	for (size_t i = 0; count == 1 && i < sizeof(tests) / sizeof(*tests); i++)
		puts(tests[i].name);
	if (count != 3)
		return count == 1 ? 0 : 2;
	cmocka_set_test_filter(arguments[2]);
	directory = arguments[1];
	snprintf(home, sizeof(home), "HOME=%s", directory);
	snprintf(configuration, sizeof(configuration), "XDG_CONFIG_HOME=%s", directory);
	snprintf(descriptions, sizeof(descriptions), "TERMINFO=%s", directory);
	return cmocka_run_group_tests_name("named", tests, NULL, NULL);
}
