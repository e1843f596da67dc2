/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows of a table that are as they were are neither asked for nor painted, and look as if they were. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ui/canvas/canvas.h"
#include "ui/widgets/table.h"
#include "ui/widgets/themes.h"

#include "vt100.h"

#define ROWS 5

struct shown {
	struct vt100 vt100;
	struct table table;
	struct table_lines lines;
	uint64_t versions[ROWS];
	int asked[ROWS]; /* cells */
	uint64_t kept_look;
};

static int open_screen(void **state)
{
	struct shown *shown = calloc(1, sizeof(*shown));

	assert_non_null(shown);
	vt100_open(&shown->vt100);
	for (size_t i = 0; i < ROWS; i++)
		shown->versions[i] = (uint64_t)(i + 1) << 32;
	*state = shown;
	return 0;
}

static int close_screen(void **state)
{
	struct shown *shown = *state;

	vt100_close(&shown->vt100);
	table_lines_free(&shown->lines);
	free(shown);
	return 0;
}

static void cell_of(void *context, size_t row, size_t column, struct cell *cell)
{
	struct shown *shown = context;
	unsigned low = (unsigned)shown->versions[row];

	shown->asked[row]++;
	if (column == 0)
		snprintf(cell->buffer, sizeof(cell->buffer), "%zu%.*s", row, (int)low % 9,
			"00000000");
	else
		snprintf(cell->buffer, sizeof(cell->buffer), "row %zu is %u", row, low);
	cell->text = text_of(cell->buffer, strlen(cell->buffer));
}

static uint64_t version_of(void *context, size_t row)
{
	return ((const struct shown *)context)->versions[row];
}

/* How many of the rows were asked for anything. */
static int paint(struct shown *shown)
{
	const struct table_content content = { .context = shown,
		.row_count = ROWS,
		.column_count = 2,
		.columns = { { "N", 2, true }, { "Text", 4, false } },
		.sorted = -1,
		.cell = cell_of,
		.version = version_of,
		.look = shown->kept_look,
		.lines = &shown->lines };
	int asked = 0;

	memset(shown->asked, 0, sizeof(shown->asked));
	canvas_begin(&shown->vt100.look);
	table_paint(&shown->table, &content, area_screen(&shown->vt100.look));
	canvas_end(&shown->vt100.look);
	for (size_t i = 0; i < ROWS; i++)
		asked += shown->asked[i] > 0;
	return asked;
}

static void assert_row(int row, const char *wanted)
{
	char text[200];

	assert_true(mvinnstr(row + 1, 0, text, (int)strlen(wanted) + 4) >= 0);
	assert_int_equal(strncmp(text, wanted, strlen(wanted)), 0);
	assert_int_equal(strspn(text + strlen(wanted), " "), 4);
}

static void rows_that_did_not_change_are_not_asked_for(void **state)
{
	struct shown *shown = *state;

	assert_int_equal(paint(shown), ROWS);
	assert_int_equal(paint(shown), 0);
	assert_row(0, " 0 row 0 is 0");
	assert_row(4, " 4 row 4 is 0");
	shown->versions[2]++;
	assert_int_equal(paint(shown), 1);
	assert_true(shown->asked[2] > 0);
	assert_row(2, "20 row 2 is 1");
	assert_row(3, " 3 row 3 is 0");
}

/* A figure that got wider moves the columns of all rows. */
static void all_are_painted_in_other_widths(void **state)
{
	struct shown *shown = *state;

	paint(shown);
	shown->versions[1] += 4;
	assert_int_equal(paint(shown), ROWS);
	assert_row(0, "    0 row 0 is 0");
	assert_row(1, "10000 row 1 is 4");
}

static void the_cursor_moves_over_two_rows(void **state)
{
	struct shown *shown = *state;

	paint(shown);
	assert_true(mvinch(1, 0) & A_REVERSE);
	shown->table.cursor = 3;
	assert_int_equal(paint(shown), 2);
	assert_false(mvinch(1, 0) & A_REVERSE);
	assert_true(mvinch(4, 0) & A_REVERSE);
}

static void another_look_or_no_version_paints_them(void **state)
{
	struct shown *shown = *state;

	paint(shown);
	shown->kept_look++;
	assert_int_equal(paint(shown), ROWS);
	assert_int_equal(paint(shown), 0);
	shown->versions[4] = 0;
	assert_int_equal(paint(shown), 1);
	assert_int_equal(paint(shown), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(rows_that_did_not_change_are_not_asked_for,
			open_screen, close_screen),
		cmocka_unit_test_setup_teardown(all_are_painted_in_other_widths, open_screen,
			close_screen),
		cmocka_unit_test_setup_teardown(the_cursor_moves_over_two_rows, open_screen,
			close_screen),
		cmocka_unit_test_setup_teardown(another_look_or_no_version_paints_them, open_screen,
			close_screen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
