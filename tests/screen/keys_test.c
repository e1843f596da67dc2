/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What each key of the overview does, on made-up samples. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "screen/screen.h"

static struct screen *start(const char *word, const char *more)
{
	struct screen *screen = screen_start(&(struct screen_options){
		.rows = 24, .columns = 80, .program = screen_fake(), .arguments = { word, more } });

	screen_wait(screen, "F10Quit");
	screen_wait(screen, "PID");
	return screen;
}

static void finish(struct screen *screen)
{
	screen_type(screen, "q");
	assert_int_equal(screen_end(screen), 0);
	screen_assert_restored(screen);
	screen_free(screen);
}

static void test_first_screen(void **state)
{
	struct screen *screen = start(NULL, NULL);

	(void)state;
	
	finish(screen);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_first_screen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
