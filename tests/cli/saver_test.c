/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Saves that the screen begins and does not wait for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/event.h"
#include "cli/report/saver.h"
#include "support/made_tree.h"

static struct saved_text text_in(const char *directory, const char *name, const char *bytes)
{
	struct saved_text file = { .bytes = strdup(bytes), .length = strlen(bytes) };

	assert_non_null(file.bytes);
	assert_true((size_t)snprintf(file.path, sizeof(file.path), "%s/%s", directory, name) <
		    sizeof(file.path));
	return file;
}

static void assert_holds(const char *path, const char *expected)
{
	char text[64] = "";
	FILE *file = fopen(path, "r");

	assert_non_null(file);
	assert_non_null(fgets(text, sizeof(text), file));
	assert_string_equal(text, expected);
	fclose(file);
	unlink(path);
}

/* Waits until the event is rung: there is no other news. */
static void wait_for(int event)
{
	struct pollfd poll_for = { .fd = event, .events = POLLIN };

	assert_int_equal(poll(&poll_for, 1, -1), 1);
	event_hush(event);
}

static void a_save_goes_on_and_is_told_once(void **state)
{
	struct made_tree tree;
	struct saved_text files[2];
	struct message done, message = { "" };
	struct saver *saver = saver_new();
	enum status status = STATUS_FAILED;
	int event = event_new();

	(void)state;
	tree_make(&tree);
	files[0] = text_in(tree.path, "a", "one");
	files[1] = text_in(tree.path, "b", "two");
	message_set(&done, "saved");
	saver_set_event(saver, event);
	assert_int_equal(saver_save_files(saver, files, 2, &done, &message), STATUS_OK);
	assert_string_equal(message.text, "");
	wait_for(event);
	assert_true(saver_ended(saver, &status, &message));
	assert_int_equal(status, STATUS_OK);
	assert_string_equal(message.text, "saved");
	assert_false(saver_ended(saver, &status, &message));
	assert_int_equal(saver_free(saver, &message), STATUS_OK);
	assert_holds(files[0].path, "one");
	assert_holds(files[1].path, "two");
	close(event);
	tree_remove(&tree);
}

static void one_that_was_not_told_is_waited_for(void **state)
{
	struct made_tree tree;
	struct saved_text first, second;
	struct message done, message = { "" };
	struct saver *saver = saver_new();
	enum status status;
	int event = event_new();

	(void)state;
	tree_make(&tree);
	first = text_in(tree.path, "a", "one");
	second = text_in(tree.path, "b", "two");
	saver_set_event(saver, event);
	message_set(&done, "saved");
	assert_int_equal(saver_save_files(saver, &first, 1, &done, &message), STATUS_OK);
	assert_int_equal(saver_save_files(saver, &second, 1, &done, &message), STATUS_REFUSED);
	assert_non_null(strstr(message.text, "not saved"));
	wait_for(event);
	assert_true(saver_ended(saver, &status, &message));
	assert_int_equal(saver_free(saver, &message), STATUS_OK);
	assert_holds(first.path, "one");
	close(event);
	tree_remove(&tree);
}

static void what_failed_is_told_at_the_end(void **state)
{
	struct saved_text file = text_in("/nonexistent", "a", "one");
	struct message done, message = { "" };
	struct saver *saver = saver_new();
	int event = event_new();

	(void)state;
	message_set(&done, "saved");
	saver_set_event(saver, event);
	assert_int_equal(saver_save_files(saver, &file, 1, &done, &message), STATUS_OK);
	wait_for(event);
	assert_int_not_equal(saver_free(saver, &message), STATUS_OK);
	assert_non_null(strstr(message.text, "/nonexistent/a"));
	close(event);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_save_goes_on_and_is_told_once),
		cmocka_unit_test(one_that_was_not_told_is_waited_for),
		cmocka_unit_test(what_failed_is_told_at_the_end),
	};

	return cmocka_run_group_tests_name("saver", tests, NULL, NULL);
}
