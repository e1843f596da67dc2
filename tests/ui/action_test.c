/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of actions, and the views that handle them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "ui/session/action.h"
#include "ui/session/input.h"
#include "ui/session/session.h"
#include "ui/session/timeline.h"
#include "ui/session/ui.h"
#include "ui/session/view.h"

/* Columns of the help screen left for the text at 80. */
#define HELP_WIDTH 58

static void test_rows_are_whole(void **state)
{
	(void)state;
	for (int id = 0; id < ACTION_COUNT; id++) {
		const struct action *action = &action_rows[id];

		assert_non_null(action->name);
		assert_non_null(action->help);
		assert_true(action->keys[0] != 0);
		assert_true(utf8_width(action->help) <= HELP_WIDTH);
		for (int other = 0; other < id; other++)
			assert_string_not_equal(action->name, action_rows[other].name);
	}
}

/* A label in the key bar belongs to a function key. */
static void test_labels_have_function_keys(void **state)
{
	(void)state;
	for (int id = 0; id < ACTION_COUNT; id++) {
		uint32_t key = action_rows[id].keys[0];

		if (action_rows[id].label)
			assert_true(key >= INPUT_F1 && key <= INPUT_F10);
	}
}

static const struct key_row *rows_of(int screen)
{
	return screens[screen] ? screens[screen]->keys : NULL;
}

static void test_every_action_is_carried_out(void **state)
{
	(void)state;
	for (int id = 0; id < ACTION_COUNT; id++) {
		bool found = key_row_of(session_keys, (enum action_id)id) != NULL ||
			     key_row_of(timeline_keys, (enum action_id)id) != NULL;

		for (int i = 0; i < SCREEN_COUNT; i++)
			found |= key_row_of(rows_of(i), (enum action_id)id) != NULL;
		for (int kind = 0; kind < TABLE_KINDS; kind++)
			found |= key_row_of(table_keys[kind], (enum action_id)id) != NULL;
		if (!found)
			print_message("nothing carries out %s\n", action_rows[id].name);
		assert_true(found);
	}
}

static bool gives_way(int id)
{
	return id == ACTION_FIND_NEXT || id == ACTION_FIND_PREVIOUS;
}

/* Within one view a key means one thing, but for n and N, which are handed on outside a search. */
static void assert_unambiguous(const struct key_row *rows)
{
	for (const struct key_row *row = rows; row && row->run; row++) {
		assert_true(utf8_width(key_row_help(row)) <= HELP_WIDTH);
		for (const struct key_row *first = rows; first < row; first++) {
			uint32_t keys[ACTION_KEYS];
			const struct key_row one[] = { *first, { 0 } }, *taken = one;
			size_t all = action_free_keys(keys, row->action, NULL, 0);

			assert_int_not_equal(first->action, row->action);
			if (!gives_way(first->action))
				assert_int_equal(action_free_keys(keys, row->action, &taken, 1),
					all);
		}
	}
}

static void test_keys_are_unambiguous(void **state)
{
	(void)state;
	for (int i = 0; i < SCREEN_COUNT; i++)
		assert_unambiguous(rows_of(i));
	assert_unambiguous(session_keys);
	assert_unambiguous(timeline_keys);
	for (int kind = 0; kind < TABLE_KINDS; kind++)
		assert_unambiguous(table_keys[kind]);
}

static size_t free_of(enum action_id id, int view)
{
	const struct key_row *taken = rows_of(view);
	uint32_t keys[ACTION_KEYS];

	return action_free_keys(keys, id, &taken, 1);
}

static void test_a_view_takes_keys_from_the_session(void **state)
{
	(void)state;
	assert_int_equal(free_of(ACTION_LEFT, VIEW_OVERVIEW), 1);
	assert_int_equal(free_of(ACTION_LEFT, VIEW_HEAP), 0);
	/* What explains what is under the cursor takes ? from help. */
	assert_int_equal(free_of(ACTION_HELP, VIEW_OVERVIEW), 2);
	assert_int_equal(free_of(ACTION_HELP, VIEW_PROBE), 2);
}

static void test_digits_open_views(void **state)
{
	(void)state;
	assert_int_equal(view_of_digit('1'), VIEW_OVERVIEW);
	assert_int_equal(view_of_digit('0'), VIEW_CGROUPS);
	assert_int_equal(view_of_digit('9'), VIEW_SHARED);
	assert_true(action_has_key(ACTION_VIEW, '9'));
	assert_true(action_has_key(ACTION_VIEW, '0'));
	assert_false(action_has_key(ACTION_VIEW, 'a'));
	for (int id = 0; id < VIEW_COUNT; id++)
		if (digit_of_view(id))
			assert_int_equal(view_of_digit((uint32_t)digit_of_view(id)),
				screens[id] ? id : -1);
}

/* Only what reaches beyond memtop is off under --readonly: more would be a nuisance. */
static void test_what_changes_something(void **state)
{
	(void)state;
	assert_true(action_rows[ACTION_KILL].changes);
	assert_false(action_rows[ACTION_FILTER].changes);
}

static size_t count_rows(const struct key_row *rows)
{
	size_t count = 0;

	while (rows && rows[count].run)
		count++;
	return count;
}

/* Of the kinds of tables that a screen has: what it does not carry out in its own way. */
static size_t count_shared(int screen)
{
	size_t count = 0;

	for (int kind = 0; kind < TABLE_KINDS; kind++)
		for (const struct key_row *row = table_keys[kind];
			screens[screen] && screens[screen]->tables & 1u << kind && row->run; row++)
			count += !key_row_of(rows_of(screen), row->action);
	return count;
}

static void test_list_of_keys(void **state)
{
	char *text = NULL;
	size_t length = 0, lines = 0, rows = count_rows(session_keys) + count_rows(timeline_keys);
	FILE *out = open_memstream(&text, &length);

	(void)state;
	assert_non_null(out);
	ui_list_keys(out);
	fclose(out);
	for (const char *at = text; *at; at = strchr(at, '\n') + 1) {
		size_t tabs = 0;

		for (const char *c = at; *c != '\n'; c++)
			tabs += *c == '\t';
		assert_int_equal(tabs, 4);
		lines++;
	}
	for (int i = 0; i < SCREEN_COUNT; i++)
		rows += count_rows(rows_of(i)) + count_shared(i);
	assert_int_equal(lines, rows);
	assert_non_null(strstr(text, "\noverview\tfind\tF3 / n\tfind\t"));
	assert_non_null(strstr(text, "\noverview\ttag\tSpace\tact\t"));
	assert_non_null(strstr(text, "\ngrowth\tfilter\tF4 \\\tfind\t"));
	assert_non_null(strstr(text, "\nprocess\tkill\tF9 k\tact\t"));
	assert_non_null(strstr(text, "\nall\tredraw\tCtrl-L\tscreen\t"));
	/* The same keys, and what they do in each view. */
	assert_non_null(strstr(text, "\nheap\tmore\t+ = Right\tadjust\tzoom in\n"));
	assert_non_null(strstr(text, "\nprobe\tmore\t+ = Right\tadjust\tthe next mode\n"));
	assert_non_null(
		strstr(text, "\nsetup\tearlier\t[ Shift-Up\tadjust\tmove it to the left, or up\n"));
	free(text);
}

/* Also one that is made of samples alone, whose functions stand in a table of their own. */
static void every_screen_can_be_opened(void **state)
{
	(void)state;
	for (int id = 0; id < SCREEN_COUNT; id++)
		if (!screens[id] || !screens[id]->open || !screens[id]->close ||
			!screens[id]->paint)
			fail_msg("%s has no screen", screen_name(id));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_screen_can_be_opened),
		cmocka_unit_test(test_rows_are_whole),
		cmocka_unit_test(test_labels_have_function_keys),
		cmocka_unit_test(test_every_action_is_carried_out),
		cmocka_unit_test(test_keys_are_unambiguous),
		cmocka_unit_test(test_a_view_takes_keys_from_the_session),
		cmocka_unit_test(test_digits_open_views),
		cmocka_unit_test(test_what_changes_something),
		cmocka_unit_test(test_list_of_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
