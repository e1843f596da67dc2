/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What reaches beyond the screen: signals and the saved set-up, on made-up samples. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "config/rows.h"
#include "screen/keys.h"
#include "screen/screen.h"

/* A file that the fake actions write to, and the word that tells them. */
struct log {
	char word[64];
	char text[4096];
};

static struct log log_new(void)
{
	struct log log = { .word = "log=/tmp/memtop-actions.XXXXXX" };
	int descriptor = mkstemp(log.word + 4);

	assert_true(descriptor >= 0);
	close(descriptor);
	return log;
}

static const char *log_text(struct log *log)
{
	FILE *file = fopen(log->word + 4, "re");
	size_t length;

	assert_non_null(file);
	length = fread(log->text, 1, sizeof(log->text) - 1, file);
	log->text[length] = '\0';
	fclose(file);
	return log->text;
}

static void log_free(struct log *log)
{
	unlink(log->word + 4);
}

#define START(...) screen_start_fake(24, 80, (const char *const[]){ __VA_ARGS__, NULL })

static void test_kill(void **state)
{
	struct log log = log_new();
	struct screen *screen = START(log.word);

	(void)state;
	screen_type(screen, "/vim\r" KEY_ESCAPE KEY_F9);
	screen_wait(screen, "Signal to");
	screen_wait(screen, "15 TERM");
	screen_type(screen, "\r");
	screen_wait(screen, "Send TERM (15) to this process?");
	screen_wait(screen, "6 vim notes.txt");
	screen_type(screen, "y");
	screen_wait(screen, "TERM sent to 1 process");
	assert_string_equal(log_text(&log), "signal 15 to 6 started 1005\n");
	screen_quit(screen);
	log_free(&log);
}

static void test_kill_another_signal(void **state)
{
	struct log log = log_new();
	struct screen *screen = START(log.word);

	(void)state;
	screen_type(screen, "/vim\r" KEY_ESCAPE "k");
	screen_wait(screen, "Signal to");
	screen_type(screen, "USR2\r");
	screen_wait(screen, "Send USR2 (12) to this process?");
	screen_type(screen, "y");
	screen_wait(screen, "USR2 sent");
	assert_string_equal(log_text(&log), "signal 12 to 6 started 1005\n");
	screen_quit(screen);
	log_free(&log);
}

/* What grows is killed where it is found; TERM is the first choice. */
static void test_kill_in_growth(void **state)
{
	struct log log = log_new();
	struct screen *screen = START(log.word, "leaking", "still");

	(void)state;
	screen_type(screen, "5");
	screen_wait(screen, "[5 Growth");
	screen_type(screen, "k");
	screen_wait(screen, "Signal to 10 worker");
	screen_type(screen, "\r");
	screen_wait(screen, "Send TERM (15) to this process?");
	screen_type(screen, "y");
	screen_wait(screen, "TERM sent");
	assert_string_equal(log_text(&log), "signal 15 to 10 started 1009\n");
	screen_quit(screen);
	log_free(&log);
}

static void test_kill_needs_two_words(void **state)
{
	struct log log = log_new();
	struct screen *screen = START(log.word);

	(void)state;
	screen_type(screen, "k");
	screen_wait(screen, "Signal to");
	screen_type(screen, KEY_ESCAPE);
	screen_wait_gone(screen, "Signal to");
	screen_type(screen, "k\r");
	screen_wait(screen, "Send TERM (15)");
	screen_type(screen, "\r");
	screen_wait_gone(screen, "Send TERM (15)");
	screen_type(screen, "k\rn");
	screen_wait_gone(screen, "Send");
	assert_string_equal(log_text(&log), "");
	screen_quit(screen);
	log_free(&log);
}

static void test_kill_tagged(void **state)
{
	struct log log = log_new();
	struct screen *screen = START(log.word);

	(void)state;
	screen_type(screen, "/nginx: m\r" KEY_ESCAPE "   ");
	screen_wait(screen, "3 tagged");
	screen_type(screen, KEY_HOME "k\r");
	screen_wait(screen, "to these processes?");
	screen_wait(screen, "8 nginx: worker 1");
	screen_type(screen, "y");
	screen_wait(screen, "TERM sent to 3 processes");
	assert_string_equal(log_text(&log), "signal 15 to 7 started 1006\n"
					    "signal 15 to 8 started 1007\n"
					    "signal 15 to 9 started 1008\n");
	screen_quit(screen);
	log_free(&log);
}

static void test_kill_a_program(void **state)
{
	struct log log = log_new();
	struct screen *screen = START(log.word);

	(void)state;
	screen_type(screen, "c/nginx\r" KEY_ESCAPE "k\r");
	screen_wait(screen, "to these processes?");
	screen_type(screen, "y");
	screen_wait(screen, "TERM sent to 3 processes");
	screen_quit(screen);
	log_free(&log);
}

static void test_kill_not_permitted(void **state)
{
	struct log log = log_new();
	struct screen *screen = START(log.word);

	(void)state;
	screen_type(screen, "k\ry");
	screen_wait(screen, "1 init: not permitted");
	screen_quit(screen);
	log_free(&log);
}

static void test_readonly(void **state)
{
	struct log log = log_new();
	struct screen *screen = START(log.word, "readonly");

	(void)state;
	screen_type(screen, "k");
	screen_wait(screen, "off");
	screen_type(screen, KEY_F9);
	screen_wait(screen, "off");
	assert_false(screen_has(screen, "Signal to"));
	assert_string_equal(log_text(&log), "");
	screen_quit(screen);
	log_free(&log);
}

static void test_setup(void **state)
{
	struct log log = log_new();
	struct screen *screen = START(log.word);

	(void)state;
	screen_type(screen, KEY_F2);
	screen_wait(screen, "memtop: set-up");
	screen_wait(screen, "1.5 s");
	screen_type(screen, "+");
	screen_wait(screen, "2 s");
	screen_type(screen, "--");
	screen_wait(screen, "1 s");
	screen_type(screen, KEY_DOWN KEY_DOWN " ");
	screen_wait(screen, "KiB");
	screen_type(screen, "-");
	screen_wait_gone(screen, "KiB");
	screen_type(screen, "W");
	screen_wait(screen, "saved to /nowhere");
	assert_string_equal(log_text(&log), "saved delay 1 columns 10 sort rss\n");
	screen_type(screen, KEY_ESCAPE);
	screen_wait(screen, "SHMEM");
	screen_quit(screen);
	log_free(&log);
}

static bool columns_in_order(struct screen *screen, void *context)
{
	const char *const *pair = context;
	int first_row, second_row, first, second;

	return screen_find(screen, pair[0], &first_row, &first) &&
	       screen_find(screen, pair[1], &second_row, &second) && first_row == second_row &&
	       first < second;
}

static void test_setup_columns(void **state)
{
	const char *const swapped[] = { "USER", "PID" };
	struct screen *screen = START("rows=12", "still");

	(void)state;
	screen_type(screen, "S");
	screen_wait(screen, "[x]");
	for (int i = 0; i < SETTING_COUNT; i++)
		if (setting_rows[i].title)
			screen_type(screen, KEY_DOWN);
	for (int i = 0; i < METER_COUNT; i++)
		screen_type(screen, KEY_DOWN);
	screen_type(screen, "]" KEY_DOWN " " KEY_ESCAPE);
	screen_wait_for(screen, columns_in_order, (void *)(uintptr_t)swapped, "USER before PID");
	screen_wait_gone(screen, "RSS");
	screen_wait(screen, "ANON");
	screen_quit(screen);
}

/* What stands above the processes is chosen and moved as columns are. */
static void test_setup_meters(void **state)
{
	struct screen *screen = START("rows=12", "still", "processors");
	int pressure, sentence;

	(void)state;
	screen_wait(screen, "load 0.45 12.3 100.1  CPU 37%");
	screen_wait(screen, "Pressure");
	screen_type(screen, "Spressure ");
	screen_wait(screen, "Machine");
	screen_type(screen, KEY_ESCAPE);
	screen_wait(screen, "load 0.45");
	assert_false(screen_has(screen, "Pressure"));
	/* Back, and in front of everything else. */
	screen_type(screen, "Spressure [[[[[" KEY_ESCAPE);
	screen_wait(screen, "Pressure  some");
	assert_true(screen_find(screen, "Pressure  some", &pressure, NULL));
	assert_true(screen_find(screen, "load 0.45", &sentence, NULL));
	assert_true(pressure < sentence);
	screen_quit(screen);
}

static void test_each_processor_on_tall_screens(void **state)
{
	struct screen *screen = screen_start_fake(50, 100,
		(const char *const[]){ "rows=12", "still", "processors", NULL });

	(void)state;
	screen_wait(screen, "Processors  37%  0-1   4% 100%  2 of 321 threads running");
	screen_resize(screen, 24, 80);
	screen_wait(screen, "CPU 37%");
	assert_false(screen_has(screen, "Processors"));
	screen_quit(screen);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kill),
		cmocka_unit_test(test_kill_another_signal),
		cmocka_unit_test(test_kill_in_growth),
		cmocka_unit_test(test_kill_needs_two_words),
		cmocka_unit_test(test_kill_tagged),
		cmocka_unit_test(test_kill_a_program),
		cmocka_unit_test(test_kill_not_permitted),
		cmocka_unit_test(test_readonly),
		cmocka_unit_test(test_setup),
		cmocka_unit_test(test_setup_columns),
		cmocka_unit_test(test_setup_meters),
		cmocka_unit_test(test_each_processor_on_tall_screens),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
