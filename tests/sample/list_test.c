/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The list of what a process has: texts one behind the other, and bounds that hold. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "sample/process/list.h"

static struct process_list *new_list(void)
{
	struct process_list *list = calloc(1, sizeof(*list));

	assert_non_null(list);
	return list;
}

static void texts_stand_side_by_side(void **state)
{
	struct process_list *list = new_list();
	size_t home, empty, path;

	(void)state;
	assert_string_equal(string_pool_at(&list->texts, 0), "");
	home = process_list_text(list, text_of("HOMEWARD", 4));
	empty = process_list_text(list, text_of_string(""));
	path = process_list_text(list, text_of_string("/bin"));
	assert_string_equal(string_pool_at(&list->texts, 0), "");
	assert_int_equal(empty, 0);
	assert_string_equal(string_pool_at(&list->texts, home), "HOME");
	assert_string_equal(string_pool_at(&list->texts, path), "/bin");
	assert_int_equal(list->status, STATUS_OK);
	process_list_free(list);
}

/* Of every length there is room for the whole text and its end. */
static void a_text_of_any_length_fits(void **state)
{
	char text[80];

	(void)state;
	memset(text, 'y', sizeof(text));
	for (size_t length = 1; length < sizeof(text); length++) {
		struct process_list *list = new_list();
		size_t at = process_list_text(list, text_of(text, length));

		assert_int_equal(strlen(string_pool_at(&list->texts, at)), length);
		at = process_list_text(list, text_of(text, length - 1));
		assert_int_equal(strlen(string_pool_at(&list->texts, at)), length - 1);
		process_list_free(list);
	}
}

/* Its texts take 4 MiB at the most, the empty one before them and the ends of all counted. */
static void texts_fill_their_room_and_no_more(void **state)
{
	const size_t most = LIST_BYTES_MOST - 2;
	struct process_list *list = new_list();
	char *text = malloc(most + 1);

	(void)state;
	assert_non_null(text);
	memset(text, 'x', most + 1);
	assert_int_equal(process_list_text(list, text_of(text, most + 1)), 0);
	assert_int_equal(list->status, STATUS_TOO_LARGE);
	list->status = STATUS_OK;
	assert_int_equal(process_list_text(list, text_of(text, most)), 1);
	assert_int_equal(list->status, STATUS_OK);
	assert_int_equal(strlen(string_pool_at(&list->texts, 1)), most);
	assert_int_equal(process_list_text(list, text_of(text, 1)), 0);
	assert_int_equal(list->status, STATUS_TOO_LARGE);
	free(text);
	process_list_free(list);
}

static void items_are_unknown_until_they_are_read(void **state)
{
	struct process_list *list = new_list();

	(void)state;
	for (size_t i = 0; i < LIST_ITEMS_MOST; i++) {
		struct list_item *item = process_list_add(list);

		assert_ptr_equal(item, &list->items[i]);
		assert_int_equal(list->count, i + 1);
		assert_int_equal(item->number.state, VALUE_ABSENT);
		assert_int_equal(item->bytes.state, VALUE_ABSENT);
		assert_int_equal(item->name + item->text, 0);
	}
	assert_int_equal(list->status, STATUS_OK);
	assert_null(process_list_add(list));
	assert_int_equal(list->status, STATUS_TOO_LARGE);
	assert_int_equal(list->count, LIST_ITEMS_MOST);
	process_list_free(list);
	process_list_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_stand_side_by_side),
		cmocka_unit_test(a_text_of_any_length_fits),
		cmocka_unit_test(texts_fill_their_room_and_no_more),
		cmocka_unit_test(items_are_unknown_until_they_are_read),
	};

	return cmocka_run_group_tests_name("sample/process/list", tests, NULL, NULL);
}
