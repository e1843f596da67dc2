/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Colours follow the terminal's background, which is asked for while keys go their way. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/macros.h"
#include "screen/keys.h"
#include "screen/screen.h"

#define QUESTION "\033]11;?\033\\"
#define WHITE    "\033]11;rgb:ffff/ffff/ffff\033\\"
#define DARK     "\033]11;rgb:1e1e/1e1e/1e1e\007"

/* The colour of the title's frame-like heading of the sorted column, in each theme. */
enum { ACCENT_DARK = 44, ACCENT_LIGHT = 23, ACCENT_STRONG = 51 };

static struct screen *start(const char *theme, const char *environment)
{
	return screen_start(&(struct screen_options){ .rows = 24,
		.columns = 80,
		.program = screen_fake(),
		.arguments = { "still", theme },
		.environment = { environment ? environment : "COLORFGBG" } });
}

static bool has_accent(struct screen *screen, void *context)
{
	int row, column;

	return screen_find(screen, "RSS", &row, &column) &&
	       screen_cell(screen, row, column).color == *(int *)context;
}

static void wait_accent(struct screen *screen, int color)
{
	screen_wait_for(screen, has_accent, &color, "the colours of the theme");
}

static size_t questions(const struct screen *screen)
{
	size_t length, count = 0;
	const char *output = screen_output(screen, &length);

	while ((output = strstr(output, QUESTION)) != NULL) {
		count++;
		output++;
	}
	return count;
}

static void test_asks_and_follows(void **state)
{
	static const struct {
		const char *answer;
		int accent;
	} cases[] = { { WHITE, ACCENT_LIGHT }, { DARK, ACCENT_DARK } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct screen *screen = start("theme=auto", NULL);

		screen_wait(screen, "F10Quit");
		assert_int_equal(questions(screen), 1);
		screen_type(screen, cases[i].answer);
		wait_accent(screen, cases[i].accent);
		screen_quit(screen);
	}
}

/* Keys before, behind and without an answer all arrive, and none of the answer is a key. */
static void test_keys_meanwhile(void **state)
{
	struct screen *screen = start("theme=auto", NULL);

	(void)state;
	screen_wait(screen, "F10Quit");
	screen_type(screen, KEY_F1 WHITE KEY_ESCAPE);
	screen_wait_gone(screen, "memtop: help");
	screen_type(screen, "/ng");
	screen_wait(screen, "ng");
	screen_type(screen, KEY_ESCAPE);
	wait_accent(screen, ACCENT_LIGHT);
	assert_false(screen_has(screen, "does nothing here"));
	screen_quit(screen);
}

static void test_who_never_answers(void **state)
{
	struct screen *screen = start("theme=auto", NULL);

	(void)state;
	screen_wait(screen, "F10Quit");
	wait_accent(screen, ACCENT_DARK);
	screen_type(screen, KEY_F1);
	screen_wait(screen, "memtop: help");
	screen_quit(screen);
}

static void test_no_terminal_is_asked(void **state)
{
	static const struct {
		const char *theme, *environment;
		int accent;
	} cases[] = {
		{ "theme=auto", "COLORFGBG=0;15", ACCENT_LIGHT },
		{ "theme=auto", "COLORFGBG=15;0", ACCENT_DARK },
		{ "theme=dark", NULL, ACCENT_DARK },
		{ "theme=light", NULL, ACCENT_LIGHT },
		{ "theme=high-contrast", NULL, ACCENT_STRONG },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct screen *screen = start(cases[i].theme, cases[i].environment);

		screen_wait(screen, "F10Quit");
		wait_accent(screen, cases[i].accent);
		assert_int_equal(questions(screen), 0);
		screen_quit(screen);
	}
}

/* A console would print the question. */
static void test_consoles_are_not_asked(void **state)
{
	static const char *const terms[] = { "TERM=linux", "TERM=vt220", "TERM=ansi" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(terms); i++) {
		struct screen *screen = screen_start(&(struct screen_options){ .rows = 24,
			.columns = 80,
			.program = screen_fake(),
			.arguments = { "still", "theme=auto" },
			.environment = { "COLORFGBG", terms[i] } });

		screen_wait(screen, "F10Quit");
		assert_int_equal(questions(screen), 0);
		screen_quit(screen);
	}
}

/* The high contrast is its own ground's, whatever the terminal's is. */
static void test_high_contrast_has_its_ground(void **state)
{
	struct screen *screen = start("theme=high-contrast", NULL);

	(void)state;
	screen_wait(screen, "F10Quit");
	for (int y = 0; y < 24; y++)
		for (int x = 0; x < 80; x += 7)
			assert_int_equal(screen_cell(screen, y, x).ground, 16);
	screen_quit(screen);
}

struct shade {
	const char *figure;
	int color;
};

static bool is_shaded(struct screen *screen, void *context)
{
	const struct shade *shade = context;
	int row, column;

	return screen_find(screen, shade->figure, &row, &column) &&
	       screen_cell(screen, row, column).color == shade->color;
}

/* The unit shades a size: the same one in M as the terminal has it, in K fainter, in G brighter. */
static void test_sizes_are_shaded(void **state)
{
	static const struct shade shades[] = { { "300M", -1 }, { "307200K", 250 }, { "300.0M", -1 },
		{ "0.3G", 231 } };
	struct screen *screen = screen_start_fake(24, 80,
		(const char *[]){ "still", "theme=dark", "leaking", NULL });

	(void)state;
	screen_type(screen, KEY_DOWN); /* the cursor's row has its own look */
	for (size_t i = 0; i < COUNT_OF(shades); i++) {
		struct shade shade = shades[i];

		screen_wait_for(screen, is_shaded, &shade, "the shade of a size");
		screen_type(screen, "e");
	}
	screen_quit(screen);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_asks_and_follows),
		cmocka_unit_test(test_keys_meanwhile),
		cmocka_unit_test(test_who_never_answers),
		cmocka_unit_test(test_no_terminal_is_asked),
		cmocka_unit_test(test_consoles_are_not_asked),
		cmocka_unit_test(test_high_contrast_has_its_ground),
		cmocka_unit_test(test_sizes_are_shaded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
