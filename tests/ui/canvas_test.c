/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What curses is given of a picture, by which of its lines it takes for changed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "ui/canvas/canvas.h"
#include "ui/widgets/paint.h"
#include "ui/widgets/themes.h"

#include "vt100.h"

static int open_screen(void **state)
{
	struct vt100 *shown = calloc(1, sizeof(*shown));

	assert_non_null(shown);
	vt100_open(shown);
	*state = shown;
	return 0;
}

static int close_screen(void **state)
{
	vt100_close(*state);
	free(*state);
	return 0;
}

/* A picture of three lines; the third in this style. */
static void picture(const struct vt100 *shown, const char *second, enum style style)
{
	struct area area = area_screen(&shown->look);

	canvas_begin(&shown->look);
	paint_text(area, 0, 0, STYLE_STRONG, "first");
	paint_fill(area, 1, 0, 10, STYLE_NORMAL, '.');
	paint_text(area, 1, 2, STYLE_NORMAL, second);
	paint_text(area, 2, 0, STYLE_NORMAL, "third é");
	paint_restyle(area, 2, 0, 3, style);
	canvas_end(&shown->look);
}

/* Which lines have changed since the last call, a bit each. */
static unsigned changed(void)
{
	unsigned lines = 0;

	for (int y = 0; y < LINES; y++)
		lines |= (unsigned)is_linetouched(stdscr, y) << y;
	untouchwin(stdscr);
	return lines;
}

static void assert_line(int y, const char *wanted)
{
	char text[200];

	assert_true(mvinnstr(y, 0, text, (int)strlen(wanted) + 4) >= 0);
	assert_int_equal(strncmp(text, wanted, strlen(wanted)), 0);
	assert_int_equal(strspn(text + strlen(wanted), " "), 4);
}

static void what_is_as_before_is_left_alone(void **state)
{
	picture(*state, "one", STYLE_CURSOR);
	assert_true(changed() & 7);
	picture(*state, "one", STYLE_CURSOR);
	assert_int_equal(changed(), 0);
	assert_line(0, "first");
	assert_line(1, "..one.....");
}

static void a_line_that_differs_is_painted_whole(void **state)
{
	picture(*state, "longer", STYLE_CURSOR);
	changed();
	picture(*state, "one", STYLE_CURSOR);
	assert_int_equal(changed(), 2);
	assert_line(1, "..one.....");
	picture(*state, "one", STYLE_TAGGED);
	assert_int_equal(changed(), 4);
	assert_int_equal(mvinch(2, 0) & A_REVERSE,
		style_attributes(PALETTE_MONOCHROME, STYLE_TAGGED, COLORS) & A_REVERSE);
}

/* A line of two strokes, of which the second is a part with a tag; whether it had to be painted. */
static bool part(const struct vt100 *shown, const char *first, const char *second, uint64_t tag)
{
	struct area area = area_screen(&shown->look);
	bool painted;

	canvas_begin(&shown->look);
	paint_text(area, 0, 0, STYLE_NORMAL, first);
	painted = !canvas_begin_part(&shown->look, 0, tag);
	if (painted) {
		paint_text(area, 0, 10, STYLE_NORMAL, second);
		canvas_end_part(&shown->look, 0);
	}
	canvas_end(&shown->look);
	return painted;
}

static void a_part_of_the_same_tag_stays(void **state)
{
	assert_true(part(*state, "one", "part", 5));
	changed();
	assert_false(part(*state, "one", NULL, 5));
	assert_false(part(*state, "one", NULL, 5));
	assert_int_equal(changed(), 0);
	assert_line(0, "one       part");
	assert_true(part(*state, "one", "other", 6));
	assert_line(0, "one       other");
}

static void a_part_behind_what_differs_is_painted(void **state)
{
	assert_true(part(*state, "one", "part", 5));
	assert_true(part(*state, "longer", "part", 5));
	assert_line(0, "longer    part");
	assert_false(part(*state, "longer", NULL, 5));
	assert_line(0, "longer    part");
}

static void a_part_stays_only_from_the_picture_before(void **state)
{
	assert_true(part(*state, "one", "part", 5));
	picture(*state, "two", STYLE_NORMAL);
	assert_true(part(*state, "one", "part", 5));
	assert_true(part(*state, "one", "part", 0));
	assert_true(part(*state, "one", "part", 0));
}

static void a_part_is_shown_again_when_the_screen_was_forgotten(void **state)
{
	const struct vt100 *shown = *state;

	assert_true(part(shown, "one", "part", 5));
	canvas_forget(shown->look.canvas);
	erase();
	part(shown, "one", "part", 5);
	assert_line(0, "one       part");
}

/* And not in the style of what was painted before it. */
static void blanks_have_no_style(void **state)
{
	const struct vt100 *shown = *state;

	canvas_begin(&shown->look);
	paint_text(area_screen(&shown->look), 0, 0, STYLE_CURSOR, "first");
	paint_fill(area_screen(&shown->look), 1, 0, 10, STYLE_NORMAL, ' ');
	paint_text(area_screen(&shown->look), 1, 20, STYLE_NORMAL, "second");
	canvas_end(&shown->look);
	assert_true(mvinch(0, 0) & A_REVERSE);
	for (int x = 5; x < COLS; x++)
		assert_false(mvinch(0, x) & A_REVERSE);
	for (int x = 0; x < COLS; x++)
		assert_false(mvinch(1, x) & A_REVERSE);
}

static void what_is_no_longer_there_is_blank(void **state)
{
	const struct vt100 *shown = *state;

	picture(shown, "one", STYLE_CURSOR);
	changed();
	canvas_begin(&shown->look);
	paint_text(area_screen(&shown->look), 0, 0, STYLE_STRONG, "first");
	canvas_end(&shown->look);
	assert_int_equal(changed(), 6);
	assert_line(1, "");
	assert_line(2, "");
}

static void what_was_forgotten_is_painted_again(void **state)
{
	const struct vt100 *shown = *state;

	picture(shown, "one", STYLE_CURSOR);
	erase();
	changed();
	canvas_forget(shown->look.canvas);
	picture(shown, "one", STYLE_CURSOR);
	assert_line(0, "first");
	assert_line(1, "..one.....");
}

static void the_cursor_stays_where_it_was_put(void **state)
{
	const struct vt100 *shown = *state;
	int y, x;

	canvas_begin(&shown->look);
	paint_text(area_screen(&shown->look), 0, 0, STYLE_STRONG, "first");
	canvas_cursor(&shown->look, 7, 5);
	canvas_end(&shown->look);
	getyx(stdscr, y, x);
	assert_int_equal(y, 7);
	assert_int_equal(x, 5);
}

static void without_a_canvas_all_is_painted(void **state)
{
	const struct vt100 *shown = *state;
	struct vt100 straight = *shown;

	straight.look.canvas = NULL;
	picture(&straight, "longer", STYLE_CURSOR);
	assert_line(1, "..longer..");
	picture(&straight, "one", STYLE_CURSOR);
	assert_line(1, "..one.....");
	assert_line(0, "first");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_is_as_before_is_left_alone, open_screen,
			close_screen),
		cmocka_unit_test_setup_teardown(a_line_that_differs_is_painted_whole, open_screen,
			close_screen),
		cmocka_unit_test_setup_teardown(a_part_of_the_same_tag_stays, open_screen,
			close_screen),
		cmocka_unit_test_setup_teardown(a_part_behind_what_differs_is_painted, open_screen,
			close_screen),
		cmocka_unit_test_setup_teardown(a_part_stays_only_from_the_picture_before,
			open_screen, close_screen),
		cmocka_unit_test_setup_teardown(a_part_is_shown_again_when_the_screen_was_forgotten,
			open_screen, close_screen),
		cmocka_unit_test_setup_teardown(blanks_have_no_style, open_screen, close_screen),
		cmocka_unit_test_setup_teardown(what_is_no_longer_there_is_blank, open_screen,
			close_screen),
		cmocka_unit_test_setup_teardown(what_was_forgotten_is_painted_again, open_screen,
			close_screen),
		cmocka_unit_test_setup_teardown(the_cursor_stays_where_it_was_put, open_screen,
			close_screen),
		cmocka_unit_test_setup_teardown(without_a_canvas_all_is_painted, open_screen,
			close_screen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
