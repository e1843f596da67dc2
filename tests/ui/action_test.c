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

static void test_every_action_has_a_handler(void **state)
{
	(void)state;
	for (int id = 0; id < ACTION_COUNT; id++) {
		bool handled = session_handlers[id] != NULL;

		for (int i = 0; i < SCREEN_COUNT; i++)
			handled |= screens[i] && screens[i]->handlers[id];
		if (!handled)
			print_message("no handler for %s\n", action_rows[id].name);
		assert_true(handled);
	}
}

static bool gives_way(int id)
{
	return id == ACTION_FIND_NEXT || id == ACTION_FIND_PREVIOUS || id == ACTION_EXPLAIN;
}

/*
 * Within one view a key means one thing, but for the keys that are handed on: n and N outside a
 * search, and ? where there is nothing to explain.
 */
static void assert_unambiguous(action_handler *const *handlers, uint32_t key)
{
	int first = -1;

	for (int id = action_with_key(key, -1); id >= 0; id = action_with_key(key, id)) {
		if (!handlers[id])
			continue;
		if (first >= 0 && !gives_way(first))
			print_message("%s and %s share a key\n", action_rows[first].name,
				action_rows[id].name);
		assert_true(first < 0 || gives_way(first));
		first = id;
	}
}

static void test_keys_are_unambiguous(void **state)
{
	(void)state;
	for (int id = 0; id < ACTION_COUNT; id++) {
		for (size_t k = 0; k < ACTION_KEYS && action_rows[id].keys[k]; k++) {
			for (int i = 0; i < SCREEN_COUNT; i++) {
				if (screens[i])
					assert_unambiguous(screens[i]->handlers,
						action_rows[id].keys[k]);
			}
			assert_unambiguous(session_handlers, action_rows[id].keys[k]);
		}
	}
}

static void test_digits_open_views(void **state)
{
	(void)state;
	assert_int_equal(view_of_digit('1'), VIEW_OVERVIEW);
	assert_int_equal(view_of_digit('0'), -1);
	assert_int_equal(view_of_digit('1' + VIEW_COUNT), -1);
	assert_int_equal(action_with_key('9', -1), ACTION_VIEW);
}

/* Only what reaches beyond memtop is off under --readonly: more would be a nuisance. */
static void test_what_changes_something(void **state)
{
	(void)state;
	assert_true(action_rows[ACTION_KILL].changes);
	assert_false(action_rows[ACTION_FILTER].changes);
}

static void test_list_of_keys(void **state)
{
	char *text = NULL;
	size_t length = 0, lines = 0;
	FILE *out = open_memstream(&text, &length);

	(void)state;
	assert_non_null(out);
	ui_list_keys(out);
	fclose(out);
	for (const char *at = text; *at; at = strchr(at, '\n') + 1) {
		size_t tabs = 0;

		for (const char *c = at; *c != '\n'; c++)
			tabs += *c == '\t';
		assert_int_equal(tabs, 3);
		lines++;
	}
	assert_int_equal(lines, ACTION_COUNT);
	assert_non_null(strstr(text, "find\tF3 / n\tfind\t"));
	assert_non_null(strstr(text, "tag\tSpace\tact\t"));
	assert_non_null(strstr(text, "redraw\tCtrl-L\tscreen\t"));
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows_are_whole),
		cmocka_unit_test(test_labels_have_function_keys),
		cmocka_unit_test(test_every_action_has_a_handler),
		cmocka_unit_test(test_keys_are_unambiguous),
		cmocka_unit_test(test_digits_open_views),
		cmocka_unit_test(test_what_changes_something),
		cmocka_unit_test(test_list_of_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
