/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Moving in a table, and what becomes of the cursor when rows go; tags. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/macros.h"
#include "ui/widgets/table.h"
#include "ui/widgets/tags.h"

static void test_moving(void **state)
{
	struct table table = { .height = 10 };

	(void)state;
	assert_true(table_move(&table, ACTION_DOWN, 100, false));
	assert_int_equal(table.cursor, 1);
	assert_true(table.moved);
	assert_true(table_move(&table, ACTION_PAGE_DOWN, 100, false));
	assert_int_equal(table.cursor, 10);
	assert_int_equal(table.top, 9);
	assert_true(table_move(&table, ACTION_END, 100, false));
	assert_int_equal(table.cursor, 99);
	assert_int_equal(table.top, 90);
	assert_true(table_move(&table, ACTION_DOWN, 100, false));
	assert_int_equal(table.cursor, 99);
	assert_true(table_move(&table, ACTION_PAGE_UP, 100, false));
	assert_int_equal(table.cursor, 90);
	assert_true(table_move(&table, ACTION_HOME, 100, false));
	assert_int_equal(table.cursor, 0);
	assert_int_equal(table.top, 0);
	assert_false(table.moved);
	assert_true(table_move(&table, ACTION_UP, 100, false));
	assert_int_equal(table.cursor, 0);
	assert_false(table_move(&table, ACTION_QUIT, 100, false));
}

static void test_moving_where_there_is_nothing(void **state)
{
	static const enum action_id moves[] = { ACTION_UP, ACTION_DOWN, ACTION_PAGE_UP,
		ACTION_PAGE_DOWN, ACTION_HOME, ACTION_END, ACTION_LEFT, ACTION_RIGHT };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(moves); i++) {
		struct table table = { .height = 0 };

		assert_true(table_move(&table, moves[i], 0, false));
		assert_true(table_move(&table, moves[i], 0, true));
		assert_int_equal(table.cursor, 0);
		assert_int_equal(table.top, 0);
	}
}

static void test_without_a_cursor_the_page_moves(void **state)
{
	struct table table = { .height = 10 };

	(void)state;
	table_move(&table, ACTION_DOWN, 30, true);
	assert_int_equal(table.top, 1);
	table_move(&table, ACTION_END, 30, true);
	assert_int_equal(table.top, 20);
	table_move(&table, ACTION_UP, 30, true);
	assert_int_equal(table.top, 19);
	table_move(&table, ACTION_HOME, 30, true);
	assert_int_equal(table.top, 0);
}

static void test_rows_go(void **state)
{
	struct table table = { .height = 10, .cursor = 50, .top = 45 };

	(void)state;
	table_settle(&table, 48);
	assert_int_equal(table.cursor, 47);
	assert_int_equal(table.top, 38);
	table_settle(&table, 5);
	assert_int_equal(table.cursor, 4);
	assert_int_equal(table.top, 0);
	table_settle(&table, 0);
	assert_int_equal(table.cursor, 0);
}

static void test_sideways(void **state)
{
	struct table table = { .height = 10, .more = true };

	(void)state;
	table_move(&table, ACTION_RIGHT, 5, false);
	table_move(&table, ACTION_RIGHT, 5, false);
	assert_int_equal(table.scroll, 16);
	table.more = false;
	table_move(&table, ACTION_RIGHT, 5, false);
	assert_int_equal(table.scroll, 16);
	for (int i = 0; i < 5; i++)
		table_move(&table, ACTION_LEFT, 5, false);
	assert_int_equal(table.scroll, 0);
}

static void test_clicks(void **state)
{
	const struct table table = { .height = 10, .y = 8, .top = 20 };

	(void)state;
	assert_int_equal(table_row_at(&table, 8, 100), 20);
	assert_int_equal(table_row_at(&table, 17, 100), 29);
	assert_int_equal(table_row_at(&table, 18, 100), 100);
	assert_int_equal(table_row_at(&table, 7, 100), 100);
	assert_int_equal(table_row_at(&table, 15, 25), 25);
}

/* ---- tags ---- */

static struct row *make_row(pid_t pid, uint64_t start_ticks)
{
	struct identity_source source = { .start_ticks = start_ticks, .name = "x" };
	struct identity *identity = identity_new(&source);
	struct row *row = row_new(pid, 1, identity);

	assert_non_null(row);
	identity_unref(identity);
	return row;
}

static void test_tags(void **state)
{
	struct tags tags = { NULL };
	struct row *row = make_row(4242, 100), *reused = make_row(4242, 200);

	(void)state;
	assert_false(tags_has(&tags, tag_of_row(row)));
	tags_add(&tags, tag_of_row(row));
	tags_add(&tags, tag_of_row(row));
	assert_int_equal(tags_count(&tags), 1);
	assert_true(tags_has(&tags, tag_of_row(row)));
	assert_false(tags_has(&tags, tag_of_row(reused)));
	tags_remove(&tags, tag_of_row(reused));
	assert_int_equal(tags_count(&tags), 1);
	tags_remove(&tags, tag_of_row(row));
	assert_int_equal(tags_count(&tags), 0);
	tags_add(&tags, tag_of_row(row));
	tags_clear(&tags);
	assert_false(tags_has(&tags, tag_of_row(row)));
	row_unref(row);
	row_unref(reused);
}

static void test_tags_of_the_dead(void **state)
{
	struct tags tags = { NULL };
	struct row *alive = make_row(10, 100), *dead = make_row(20, 100);
	struct row *successor = make_row(20, 300);
	struct row *rows[] = { alive, successor };
	struct sample sample = { .rows = rows, .row_count = 2 };

	(void)state;
	tags_add(&tags, tag_of_row(alive));
	tags_add(&tags, tag_of_row(dead));
	tags_prune(&tags, &sample);
	assert_true(tags_has(&tags, tag_of_row(alive)));
	assert_false(tags_has(&tags, tag_of_row(dead)));
	assert_false(tags_has(&tags, tag_of_row(successor)));
	tags_clear(&tags);
	row_unref(alive);
	row_unref(dead);
	row_unref(successor);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_moving),
		cmocka_unit_test(test_moving_where_there_is_nothing),
		cmocka_unit_test(test_without_a_cursor_the_page_moves),
		cmocka_unit_test(test_rows_go),
		cmocka_unit_test(test_sideways),
		cmocka_unit_test(test_clicks),
		cmocka_unit_test(test_tags),
		cmocka_unit_test(test_tags_of_the_dead),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
