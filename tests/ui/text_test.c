/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text of the screen that needs no screen: wrapped lines, flowing items, the line editor, keys. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "ui/session/input.h"
#include "ui/widgets/flow.h"
#include "ui/widgets/prompt.h"
#include "ui/widgets/wrap.h"

static void assert_wrapped(const char *string, int width, const char *const *lines)
{
	struct text text = text_of_string(string);
	size_t i = 0;

	while (text.length > 0) {
		struct text line = wrap_next(&text, width);

		assert_non_null(lines[i]);
		assert_true(text_equals(line, lines[i]));
		i++;
	}
	assert_null(lines[i]);
}

static void test_wrap(void **state)
{
	(void)state;
	assert_wrapped("one two three", 7, (const char *const[]){ "one two", "three", NULL });
	assert_wrapped("one two three", 6, (const char *const[]){ "one", "two", "three", NULL });
	assert_wrapped("unbreakable", 4, (const char *const[]){ "unbr", "eaka", "ble", NULL });
	assert_wrapped("a\nb\n\nc", 10, (const char *const[]){ "a", "b", "", "c", NULL });
	/* Between wide characters a line may end; it need not go back to the last blank. */
	/* No line begins with a mark that closes, or ends with one that opens. */
	assert_wrapped("内存够用，无泄漏。", 8,
		(const char *const[]){ "内存够", "用，无泄", "漏。", NULL });
	assert_wrapped("用（堆）看", 6, (const char *const[]){ "用", "（堆）", "看", NULL });
	assert_wrapped("a 内存够用", 6, (const char *const[]){ "a 内存", "够用", NULL });
	assert_wrapped("内存 a bc", 7, (const char *const[]){ "内存 a", "bc", NULL });
	assert_wrapped("内存够用", 5, (const char *const[]){ "内存", "够用", NULL });
	assert_wrapped("留着的内存。trim(0)", 14,
		(const char *const[]){ "留着的内存。", "trim(0)", NULL });
	assert_wrapped("内存)够", 4, (const char *const[]){ "内", "存)", "够", NULL });
	assert_wrapped("内存", 1, (const char *const[]){ "内", "存", NULL });
	assert_wrapped("", 5, (const char *const[]){ NULL });
}

static void test_wrap_counts_lines(void **state)
{
	(void)state;
	assert_int_equal(wrap_lines("one two three", 7), 2);
	assert_int_equal(wrap_lines("", 7), 0);
	assert_int_equal(wrap_lines("anything", 0), 0);
}

static void test_flow(void **state)
{
	struct flow flow = { .indent = 1, .gap = 2 };

	(void)state;
	assert_int_equal(flow_lines(&flow, 10), 0);
	for (int i = 0; i < 3; i++)
		flow_add(&flow, STYLE_NORMAL, "item%d", i);
	assert_int_equal(flow_lines(&flow, 20), 1); /* 1 + 3 * 5 + 2 * 2 */
	assert_int_equal(flow_lines(&flow, 19), 2);
	assert_int_equal(flow_lines(&flow, 1), 3);
	flow_tighten(&flow, 19);
	assert_int_equal(flow_lines(&flow, 19), 1);
	assert_int_equal(flow.gap, 1);
	flow_tighten(&flow, 10);
	assert_int_equal(flow.gap, 1);
}

static void test_flow_is_bounded(void **state)
{
	struct flow flow = { .gap = 1 };

	(void)state;
	for (int i = 0; i < 100; i++)
		flow_add(&flow, STYLE_NORMAL, "x");
	assert_int_equal(flow.count, FLOW_ITEMS);
}

static void type(struct editor *editor, const uint32_t *codes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		editor_key(editor, &(struct input){ .code = codes[i] });
}

#define TYPE(editor, ...)                                                                          \
	type(editor, (const uint32_t[]){ __VA_ARGS__ },                                            \
		sizeof((const uint32_t[]){ __VA_ARGS__ }) / sizeof(uint32_t))

static void test_editor(void **state)
{
	struct editor editor;

	(void)state;
	editor_set(&editor, "rss");
	TYPE(&editor, '>', '1', INPUT_LEFT, '2', INPUT_HOME, '!', INPUT_END, 'G');
	assert_string_equal(editor.text, "!rss>21G");
	TYPE(&editor, INPUT_BACKSPACE, INPUT_HOME, INPUT_DELETE);
	assert_string_equal(editor.text, "rss>21");
	/* What is proposed is changed by an editing key, and goes when something is typed. */
	editor_propose(&editor, "1.5");
	TYPE(&editor, INPUT_BACKSPACE, '7');
	assert_string_equal(editor.text, "1.7");
	editor_propose(&editor, "1.5");
	TYPE(&editor, '.', '2');
	assert_string_equal(editor.text, ".2");
	editor_set(&editor, "rss>21");
	TYPE(&editor, INPUT_END, ' ', 'a', 'b', INPUT_CONTROL('W'));
	assert_string_equal(editor.text, "rss>21 ");
	TYPE(&editor, INPUT_LEFT, INPUT_LEFT, INPUT_CONTROL('K'));
	assert_string_equal(editor.text, "rss>2");
	TYPE(&editor, INPUT_LEFT, INPUT_CONTROL('U'));
	assert_string_equal(editor.text, "2");
	TYPE(&editor, INPUT_LEFT, INPUT_LEFT, INPUT_BACKSPACE, INPUT_END, INPUT_RIGHT,
		INPUT_DELETE);
	assert_string_equal(editor.text, "2");
}

static void test_editor_moves_by_characters(void **state)
{
	struct editor editor;

	(void)state;
	editor_set(&editor, "");
	TYPE(&editor, 0x4e2d, 0x6587, INPUT_LEFT, 0xe9, INPUT_BACKSPACE, INPUT_BACKSPACE);
	assert_string_equal(editor.text, "文");
	assert_int_equal(editor.cursor, 0);
}

static void test_editor_takes_no_more_than_fits(void **state)
{
	struct editor editor;

	(void)state;
	editor_set(&editor, "");
	for (int i = 0; i < 2 * PROMPT_SIZE; i++)
		TYPE(&editor, 0x4e2d);
	assert_true(editor.length < PROMPT_SIZE);
	assert_int_equal(editor.length % 3, 0);
	assert_int_equal(strlen(editor.text), editor.length);
}

static void test_editor_refuses_what_is_no_text(void **state)
{
	struct editor editor;

	(void)state;
	editor_set(&editor, "x");
	assert_false(editor_key(&editor, &(struct input){ .code = INPUT_CONTROL('B') }));
	assert_false(editor_key(&editor, &(struct input){ .code = INPUT_F1 }));
	assert_false(editor_key(&editor, &(struct input){ .code = 0x202e }));
	assert_string_equal(editor.text, "x");
}

static void test_key_names(void **state)
{
	char name[INPUT_NAME_SIZE];

	(void)state;
	assert_string_equal(input_name(name, INPUT_F1), "F1");
	assert_string_equal(input_name(name, INPUT_F10), "F10");
	assert_string_equal(input_name(name, ' '), "Space");
	assert_string_equal(input_name(name, INPUT_CONTROL('L')), "Ctrl-L");
	assert_string_equal(input_name(name, 'q'), "q");
	assert_string_equal(input_name(name, INPUT_PAGE_UP), "PgUp");
}

static void test_utf8_of_keys(void **state)
{
	char bytes[5];

	(void)state;
	assert_int_equal(input_utf8(bytes, 'a'), 1);
	assert_string_equal(bytes, "a");
	assert_int_equal(input_utf8(bytes, 0xe9), 2);
	assert_string_equal(bytes, "é");
	assert_int_equal(input_utf8(bytes, 0x4e2d), 3);
	assert_string_equal(bytes, "中");
	assert_int_equal(input_utf8(bytes, 0x1f600), 4);
	assert_string_equal(bytes, "😀");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_wrap),
		cmocka_unit_test(test_wrap_counts_lines),
		cmocka_unit_test(test_flow),
		cmocka_unit_test(test_flow_is_bounded),
		cmocka_unit_test(test_editor),
		cmocka_unit_test(test_editor_moves_by_characters),
		cmocka_unit_test(test_editor_takes_no_more_than_fits),
		cmocka_unit_test(test_editor_refuses_what_is_no_text),
		cmocka_unit_test(test_key_names),
		cmocka_unit_test(test_utf8_of_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
