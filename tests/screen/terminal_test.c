/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The terminal: which can be used, and that it is given back as it was after every way out. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/macros.h"
#include "screen/keys.h"
#include "screen/screen.h"

static struct screen *start(const char *program, const char *word, const char *environment)
{
	return screen_start(&(struct screen_options){ .rows = 24,
		.columns = 80,
		.program = program,
		.arguments = { word },
		.environment = { environment } });
}

static void assert_refused(const char *environment, const char *reason)
{
	struct screen *screen = start(screen_memtop(), NULL, environment);

	assert_int_equal(screen_end(screen), 1);
	assert_true(screen_has(screen, "memtop: TERM"));
	assert_true(screen_has(screen, reason));
	assert_true(screen_has(screen, "-b"));
	screen_assert_restored(screen);
	screen_free(screen);
}

static void test_unusable_terminals(void **state)
{
	(void)state;
	assert_refused("TERM", "is not set");
	assert_refused("TERM=", "is not set");
	assert_refused("TERM=no-such-terminal", "TERM=no-such-terminal");
	assert_refused("TERM=dumb", "TERM=dumb");
	assert_refused("TERM=unknown", "TERM=unknown");
}

static void test_usable_terminals(void **state)
{
	static const char *const terms[] = { "TERM=xterm", "TERM=vt100", "TERM=vt220", "TERM=linux",
		"TERM=screen", "TERM=tmux-256color", "TERM=rxvt", "TERM=ansi" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(terms); i++) {
		struct screen *screen = start(screen_fake(), "still", terms[i]);

		screen_wait(screen, "F10Quit");
		screen_type(screen, "\033[B"); /* as most terminals send it, whatever TERM says */
		screen_type(screen, KEY_F1);
		screen_wait(screen, "memtop: help");
		screen_quit(screen);
	}
}

static void test_monochrome(void **state)
{
	struct screen *screen = start(screen_fake(), "no-color", NULL);
	int row, column;

	(void)state;
	screen_wait(screen, "F10Quit");
	screen_wait(screen, "apps");
	for (int y = 0; y < 24; y++) {
		for (int x = 0; x < 80; x++)
			assert_false(screen_cell(screen, y, x).colored);
	}
	assert_true(screen_find(screen, "F1Help", &row, &column));
	assert_true(screen_cell(screen, row, column + 2).reverse);
	screen_quit(screen);
}

static void test_no_color_of_the_environment(void **state)
{
	struct screen *screen = start(screen_memtop(), NULL, "NO_COLOR=1");

	(void)state;
	screen_wait(screen, "F10Quit");
	for (int x = 0; x < 80; x++)
		assert_false(screen_cell(screen, 1, x).colored);
	screen_quit(screen);
}

/* The real program: its reading thread is there to catch signals, too. */
static void test_signals_end_it(void **state)
{
	static const int numbers[] = { SIGTERM, SIGHUP, SIGINT, SIGQUIT };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(numbers); i++) {
		struct screen *screen = start(screen_memtop(), NULL, NULL);

		screen_wait(screen, "F10Quit");
		screen_kill(screen, numbers[i]);
		assert_int_equal(screen_end(screen), 256 + numbers[i]);
		screen_assert_restored(screen);
		screen_free(screen);
	}
}

static void test_signal_behind_a_prompt(void **state)
{
	struct screen *screen = start(screen_fake(), NULL, NULL);

	(void)state;
	screen_wait(screen, "F10Quit");
	screen_type(screen, "?");
	screen_wait(screen, "What is it?");
	screen_kill(screen, SIGTERM);
	assert_int_equal(screen_end(screen), 256 + SIGTERM);
	screen_assert_restored(screen);
	screen_free(screen);
}

static void test_control_c(void **state)
{
	struct screen *screen = start(screen_memtop(), NULL, NULL);

	(void)state;
	screen_wait(screen, "F10Quit");
	screen_type(screen, "\003");
	assert_int_equal(screen_end(screen), 256 + SIGINT);
	screen_assert_restored(screen);
	screen_free(screen);
}

static void test_crashes(void **state)
{
	static const int numbers[] = { SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(numbers); i++) {
		struct screen *screen = start(screen_memtop(), NULL, NULL);

		screen_wait(screen, "F10Quit");
		screen_kill(screen, numbers[i]);
		assert_int_equal(screen_end(screen), 256 + numbers[i]);
		screen_assert_restored(screen);
		screen_free(screen);
	}
}

static void test_crash_of_its_own(void **state)
{
	struct screen *screen = start(screen_fake(), "crash", NULL);

	(void)state;
	assert_int_equal(screen_end(screen), 256 + SIGSEGV);
	screen_assert_restored(screen);
	screen_free(screen);
}

/* Under a shell: without one, in an orphaned process group, Ctrl-Z has no effect. */
static void test_stop_and_continue(void **state)
{
	struct screen *screen = screen_start(&(struct screen_options){ .rows = 24,
		.columns = 80,
		.program = "/bin/sh",
		.arguments = { "-i" },
		.environment = { "PS1=prompt> ", "ENV", "HISTFILE" } });

	(void)state;
	screen_wait(screen, "prompt>");
	screen_type(screen, screen_memtop());
	screen_type(screen, "; echo ended with $?\n");
	screen_wait(screen, "F10Quit");
	screen_type(screen, "\032");
	screen_wait(screen, "Stopped");
	screen_wait_gone(screen, "F10Quit");
	screen_assert_restored(screen);
	screen_type(screen, "fg\n");
	screen_wait(screen, "F10Quit");
	screen_type(screen, KEY_F1);
	screen_wait(screen, "memtop: help");
	screen_type(screen, "q");
	screen_wait_gone(screen, "memtop: help");
	screen_type(screen, "echo shell $((6 * 7))\n");
	screen_wait(screen, "shell 42");
	screen_assert_restored(screen);
	screen_type(screen, "exit\n");
	assert_int_equal(screen_end(screen), 0);
	screen_free(screen);
}

/* SIGSTOP cannot be caught; the program that had the terminal meanwhile may have left anything on it. */
static void test_stopped_from_outside(void **state)
{
	struct screen *screen = start(screen_memtop(), NULL, NULL);

	(void)state;
	screen_wait(screen, "F10Quit");
	screen_kill(screen, SIGSTOP);
	screen_wait_stopped(screen);
	screen_overwrite(screen, "\033[2Jgarbage of the shell");
	screen_kill(screen, SIGCONT);
	screen_wait(screen, "F10Quit");
	screen_wait_gone(screen, "garbage");
	screen_quit(screen);
}

static void test_terminal_gone(void **state)
{
	struct screen *screen = start(screen_memtop(), NULL, NULL);

	(void)state;
	screen_wait(screen, "F10Quit");
	screen_hang_up(screen);
	assert_int_equal(screen_end(screen), 256 + SIGHUP);
	screen_free(screen);
}

/* Focus, modifyOtherKeys, the keys of kitty: none of their letters is a key. */
static void test_unknown_sequences_are_eaten(void **state)
{
	struct screen *screen =
		screen_start_fake(24, 80, (const char *const[]){ "still", "rows=12", NULL });

	(void)state;
	screen_wait(screen, "▾RSS");
	screen_type(screen, "\033[I\033[O\033[27;5;105~\033[57414u\033[?1;2c");
	screen_type(screen, "j");
	screen_wait(screen, "The key j does nothing here");
	assert_true(screen_has(screen, "▾RSS"));
	assert_true(screen_has(screen, "[1 Overview]"));
	/* Its F1, from Linux's console, whatever TERM says. */
	screen_type(screen, "\033[[A");
	screen_wait(screen, "memtop: help");
	screen_quit(screen);
}

/* Strings of the terminal's (DCS, SOS, OSC, PM, APC), and a key that no entry of terminfo names (SS3). */
static void test_strings_are_eaten(void **state)
{
	static const char *const strings[] = { "\033P1$r2q\033\\", "\033Xq2\033\\",
		"\033]52;c;cTI=\007", "\033]7;file:///q\033\\", "\033^2q\033\\",
		"\033_Gi=31;q2\033\\", "\033Oy" };
	struct screen *screen =
		screen_start_fake(24, 80, (const char *const[]){ "still", "rows=12", NULL });

	(void)state;
	screen_wait(screen, "▾RSS");
	for (size_t i = 0; i < COUNT_OF(strings); i++) {
		screen_type(screen, strings[i]);
		screen_type(screen, "j");
		screen_wait(screen, "The key j does nothing here");
		assert_true(screen_has(screen, "▾RSS"));
		assert_true(screen_has(screen, "[1 Overview]"));
		screen_type(screen, KEY_DOWN);
		screen_wait_gone(screen, "The key j does nothing here");
	}
	screen_quit(screen);
}

/* Types less and less often, until the key is heard. */
static bool is_heard(struct screen *screen, void *context)
{
	unsigned *looks = context;

	++*looks;
	if ((*looks & (*looks - 1)) == 0)
		screen_type(screen, "j");
	return screen_has(screen, "The key j does nothing here");
}

/* An escape and a letter that would begin a string swallow no keys for good. */
static void test_a_string_without_an_end(void **state)
{
	struct screen *screen =
		screen_start_fake(24, 80, (const char *const[]){ "still", "rows=12", NULL });
	unsigned looks = 0;

	(void)state;
	screen_wait(screen, "▾RSS");
	screen_type(screen, "\033P");
	screen_wait_for(screen, is_heard, &looks, "a key to be heard");
	screen_quit(screen);
}

/* Pasted text is no keys, but for a prompt, which takes it without its line ends. */
static void test_paste_is_for_prompts(void **state)
{
	struct screen *screen =
		screen_start_fake(24, 80, (const char *const[]){ "still", "rows=12", NULL });

	(void)state;
	screen_wait(screen, "▾RSS");
	screen_type(screen, "\033[200~q2I\r\033[201~");
	screen_type(screen, "\\");
	screen_wait(screen, "ilter");
	screen_type(screen, "\033[200~vim\rx\033[201~");
	screen_wait(screen, "vimx");
	screen_type(screen, "\177\r");
	screen_wait(screen, "filter vim:");
	assert_true(screen_has(screen, "▾RSS"));
	screen_quit(screen);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_unusable_terminals),
		cmocka_unit_test(test_usable_terminals),
		cmocka_unit_test(test_monochrome),
		cmocka_unit_test(test_no_color_of_the_environment),
		cmocka_unit_test(test_signals_end_it),
		cmocka_unit_test(test_signal_behind_a_prompt),
		cmocka_unit_test(test_control_c),
		cmocka_unit_test(test_crashes),
		cmocka_unit_test(test_crash_of_its_own),
		cmocka_unit_test(test_stop_and_continue),
		cmocka_unit_test(test_stopped_from_outside),
		cmocka_unit_test(test_terminal_gone),
		cmocka_unit_test(test_unknown_sequences_are_eaten),
		cmocka_unit_test(test_strings_are_eaten),
		cmocka_unit_test(test_a_string_without_an_end),
		cmocka_unit_test(test_paste_is_for_prompts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
