/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines of any length, in pieces of any length. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parse/process/long_lines.h"
#include "parse/process/map_list.h"
#include "support/random.h"

#define ROUNDS    300
#define TEXT_SIZE ((size_t)256 << 10)
#define LINE_MOST (LONG_LINES_WHOLE + LONG_LINES_MARK + LONG_LINES_TAIL)

/* A piece without long lines stays where it is. */
static size_t cut_piece(struct long_lines *lines, char *out, size_t length)
{
	if (long_lines_has_none(lines, out, length))
		return length;
	memmove(out + LONG_LINES_SLACK, out, length);
	return long_lines_cut(lines, out, out + LONG_LINES_SLACK, length);
}

/* All of text, in pieces that are no longer than that; in place, as readers do. */
static size_t cut(char *out, const char *text, size_t length, size_t piece)
{
	struct long_lines lines = { 0 };
	size_t used = 0;

	while (length > 0) {
		size_t part = length < piece ? length : piece;

		memcpy(out + used, text, part);
		used += cut_piece(&lines, out + used, part);
		text += part;
		length -= part;
	}
	return used;
}

static void the_middle_of_a_long_line_goes(void **state)
{
	static char text[8000], out[8000 + LONG_LINES_SLACK];
	const char *short_line = "7f00-7f01 r--p 00000000 00:00 0 [heap]\n";
	size_t length = strlen(short_line), got;

	(void)state;
	assert_int_equal(cut(out, short_line, length, length), length);
	assert_memory_equal(out, short_line, length);
	memset(text, 'h', 5000);
	memset(text + 5000, 'm', 1000);
	memset(text + 6000, 't', 1000);
	memcpy(text + 6990, " (deleted)\n", 11);
	got = cut(out, text, 7001, 100);
	assert_int_equal(got, LINE_MOST + 1);
	assert_memory_equal(out + LONG_LINES_WHOLE - 1, "h...t", 5);
	assert_memory_equal(out + got - 12, "t (deleted)\n", 12);
}

static void a_piece_of_short_lines_may_stay(void **state)
{
	const char *text = "Size: 4 kB\nRss: 0 kB\n";
	struct long_lines lines = { 0 };
	char out[100 + LONG_LINES_SLACK], line[LONG_LINES_HEAD + 1];

	(void)state;
	assert_true(long_lines_has_none(&lines, text, strlen(text)));
	assert_false(long_lines_has_none(&lines, text, strlen(text) - 1));
	memset(line, 'x', sizeof(line));
	line[LONG_LINES_HEAD] = '\n';
	assert_false(long_lines_has_none(&lines, line, sizeof(line)));
	/* What ends a line that was begun is to be cut with it. */
	long_lines_cut(&lines, out, "Rss: ", 5);
	assert_false(long_lines_has_none(&lines, "0 kB\n", 5));
}

/* One byte less than what is kept is kept, one more is not. */
static void what_fits_is_whole(void **state)
{
	static char text[5000], out[5000 + LONG_LINES_SLACK];
	size_t most = LINE_MOST;

	(void)state;
	memset(text, 'x', sizeof(text));
	text[most] = '\n';
	assert_int_equal(cut(out, text, most + 1, 7), most + 1);
	assert_memory_equal(out, text, most + 1);
	text[most] = 'x';
	text[most + 1] = '\n';
	assert_int_equal(cut(out, text, most + 2, 7), most + 1);
}

/* So many lines of 1,000 bytes are kept; then only what begins and ends them. */
/* Else many of them in one piece would be written over what was not read yet. */
static void no_line_gets_longer(void **state)
{
	(void)state;
	for (size_t more = 0; more < 8; more++) {
		size_t line = LONG_LINES_HEAD + LONG_LINES_TAIL + more + 1, length = 1000 * line;
		struct long_lines lines = { .whole = LONG_LINES_FEW };
		char *text = malloc(length + LONG_LINES_SLACK);
		size_t used;

		assert_non_null(text);
		for (size_t i = 0; i < length; i++)
			text[i] = (i + 1) % line == 0 ? '\n' : (char)('a' + i / line % 26);
		used = cut_piece(&lines, text, length);
		assert_true(used <= length);
		for (size_t i = 0; i < 1000; i++) {
			const char *at = text + i * (used / 1000);

			assert_int_equal(at[0], 'a' + i % 26);
			assert_int_equal(at[used / 1000 - 2], 'a' + i % 26);
			assert_int_equal(at[used / 1000 - 1], '\n');
		}
		free(text);
	}
}

static void many_long_lines_are_cut_shorter(void **state)
{
	size_t lines = LONG_LINES_FEW / 1000 + 1000, length = lines * 1000;
	char *text = malloc(length), *out = malloc(length + LONG_LINES_SLACK);
	size_t whole = LONG_LINES_FEW / 999 + 1;

	(void)state;
	assert_true(text && out);
	memset(text, 'x', length);
	for (size_t i = 0; i < lines; i++)
		text[i * 1000 + 999] = '\n';
	assert_int_equal(cut(out, text, length, 4096),
		whole * 1000 + (lines - whole) *
				       (LONG_LINES_HEAD + LONG_LINES_MARK + LONG_LINES_TAIL + 1));
	free(text);
	free(out);
}

/* A text of lines as maps has them, or nearly; names of any length and with anything in them. */
static size_t make_text(char *text, uint64_t *random)
{
	size_t length = 0;
	uint64_t at = 0x1000;

	while (length < TEXT_SIZE / 2) {
		uint64_t name = random_below(random, 8) ? random_below(random, 200)
							: random_below(random, TEXT_SIZE / 4);

		at += 0x1000 * (1 + random_below(random, 3));
		length += (size_t)sprintf(text + length, "%llx-%llx rw-p %llx 00:0%llx %llu   /",
			(unsigned long long)at, (unsigned long long)at + 0x1000,
			(unsigned long long)random_below(random, 3) * 4096,
			(unsigned long long)random_below(random, 10),
			(unsigned long long)random_below(random, 10));
		for (; name > 0; name--) {
			char c = (char)random_next(random);

			text[length++] = c == '\n' && random_below(random, 4) ? 'n' : c;
		}
		text[length++] = '\n';
	}
	return length;
}

static void check_lines(const char *text, size_t length)
{
	for (const char *end = text + length; text < end;) {
		const char *newline = memchr(text, '\n', (size_t)(end - text));

		assert_non_null(newline);
		assert_true((size_t)(newline - text) <= LINE_MOST);
		text = newline + 1;
	}
}

static void any_text_is_read_in_bounds(void **state)
{
	struct rounds rounds = rounds_of(ROUNDS);
	char *text = malloc(TEXT_SIZE), *whole = malloc(TEXT_SIZE + LONG_LINES_SLACK);
	char *pieces = malloc(TEXT_SIZE + LONG_LINES_SLACK);

	(void)state;
	assert_true(text && whole && pieces);
	while (rounds_next(&rounds)) {
		uint64_t random = rounds.seed;
		size_t length = make_text(text, &random), kept;
		struct map_list list;

		kept = cut(whole, text, length, length);
		check_lines(whole, kept);
		assert_int_equal(cut(pieces, text, length, 1 + random_below(&random, 5000)), kept);
		assert_memory_equal(whole, pieces, kept);
		assert_int_equal(map_list_parse(&list, whole, kept), STATUS_OK);
		for (size_t i = 1; i < list.count; i++)
			assert_true(list.mappings[i].start >= list.mappings[i - 1].end);
		map_list_free(&list);
	}
	free(text);
	free(whole);
	free(pieces);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_middle_of_a_long_line_goes),
		cmocka_unit_test(a_piece_of_short_lines_may_stay),
		cmocka_unit_test(what_fits_is_whole),
		cmocka_unit_test(no_line_gets_longer),
		cmocka_unit_test(many_long_lines_are_cut_shorter),
		cmocka_unit_test(any_text_is_read_in_bounds),
	};

	return cmocka_run_group_tests_name("long_lines", tests, NULL, NULL);
}
