/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every capture in tests/fixtures/meminfo, as it is and after what mailers, loggers, browsers and
 * scissors do to text: no field may be lost, changed or invented.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "base/text.h"
#include "parse/meminfo/meminfo.h"
#include "support/fixture.h"

/* A row of EXPECTED.tsv; its figures come from another parser and were looked over. */
struct expected {
	char file[100];
	size_t fields, malformed;
	bool complete;
	uint64_t sum; /* of all numbers as printed */
};

static bool next_expected(struct expected *expected, struct text *rest)
{
	struct text line, name;
	uint64_t fields, malformed;

	if (!text_next_line(rest, &line))
		return false;
	name = text_next_field(&line, '\t');
	snprintf(expected->file, sizeof(expected->file), "meminfo/%.*s.txt", (int)name.length,
		name.at);
	assert_true(text_to_number(text_next_field(&line, '\t'), &fields));
	assert_true(text_to_number(text_next_field(&line, '\t'), &malformed));
	expected->fields = fields;
	expected->malformed = malformed;
	expected->complete = text_equals(text_next_field(&line, '\t'), "yes");
	assert_true(text_to_number(line, &expected->sum));
	return true;
}

static uint64_t printed_sum(const struct meminfo *meminfo)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < meminfo->entry_count; i++) {
		const struct meminfo_entry *entry = &meminfo->entries[i];

		sum += entry->unit == MEMINFO_KB ? entry->n >> 10 : entry->n;
	}
	return sum;
}

/* A copy of exactly that length, so that a read behind the end is seen. */
static enum status parse(struct meminfo *meminfo, const char *text, size_t length)
{
	char *copy = malloc(length ? length : 1);
	enum status status;

	assert_non_null(copy);
	memcpy(copy, text, length);
	status = meminfo_parse(meminfo, copy, length);
	free(copy);
	return status;
}

static void check_capture(const struct expected *expected, const char *text, size_t length)
{
	struct meminfo meminfo;

	assert_int_equal(parse(&meminfo, text, length), STATUS_OK);
	if (meminfo.entry_count != expected->fields ||
		meminfo.malformed_count != expected->malformed ||
		meminfo.complete != expected->complete || printed_sum(&meminfo) != expected->sum)
		fail_msg("%s: %zu fields, %zu malformed, %s, sum %llu", expected->file,
			meminfo.entry_count, meminfo.malformed_count,
			meminfo.complete ? "complete" : "not complete",
			(unsigned long long)printed_sum(&meminfo));
	assert_int_equal(meminfo.extras_count, 0);
	assert_int_equal(meminfo.repeated_count, 0);
	for (size_t i = 0; i < meminfo.entry_count; i++)
		assert_true(meminfo.entries[i].field >= 0);
	meminfo_free(&meminfo);
}

/* Calls check with each capture and its row. */
static void for_each_capture(void (*check)(const struct expected *, const char *, size_t))
{
	size_t length, count = 0;
	char *table = fixture_read("meminfo/EXPECTED.tsv", &length);
	struct text rest = text_of(table, length), heading;
	struct expected expected;

	assert_true(text_next_line(&rest, &heading));
	while (next_expected(&expected, &rest)) {
		size_t size;
		char *text = fixture_read(expected.file, &size);

		check(&expected, text, size);
		free(text);
		count++;
	}
	free(table);
	assert_true(count >= 66);
}

static void captures_have_their_fields(void **state)
{
	(void)state;
	for_each_capture(check_capture);
}

/* --- The same fields after what happens to text --- */

struct output {
	char *bytes;
	size_t length;
};

static void put(struct output *output, const char *bytes, size_t length)
{
	memcpy(output->bytes + output->length, bytes, length);
	output->length += length;
}

static void put_string(struct output *output, const char *string)
{
	put(output, string, strlen(string));
}

static void with_quotes(struct output *output, struct text line, size_t number)
{
	(void)number;
	put_string(output, "> ");
	put(output, line.at, line.length);
	put_string(output, "\n");
}

static void with_carriage_returns(struct output *output, struct text line, size_t number)
{
	(void)number;
	put(output, line.at, line.length);
	put_string(output, "\r\n");
}

static void with_log_prefixes(struct output *output, struct text line, size_t number)
{
	char prefix[80];

	snprintf(prefix, sizeof(prefix),
		"Nov %zu 07:%02zu:%02zu web-07 logger[%zu]: ", 1 + number / 30, number / 7,
		number % 60, 4000 + number);
	put_string(output, prefix);
	put(output, line.at, line.length);
	put_string(output, "\n");
}

static void with_kernel_time(struct output *output, struct text line, size_t number)
{
	char prefix[80];

	snprintf(prefix, sizeof(prefix), "[%5zu.%06zu] ", 9 + number, number * 4711);
	put_string(output, prefix);
	put(output, line.at, line.length);
	put_string(output, "\n");
}

static void with_squeezed_blanks(struct output *output, struct text line, size_t number)
{
	struct text word;

	(void)number;
	while ((word = text_next_word(&line)).length > 0) {
		put(output, word.at, word.length);
		put_string(output, line.length > 0 ? " " : "");
	}
	put_string(output, "\n");
}

static void with_tabs(struct output *output, struct text line, size_t number)
{
	struct text word;

	(void)number;
	while ((word = text_next_word(&line)).length > 0) {
		put_string(output, "\t");
		put(output, word.at, word.length);
	}
	put_string(output, " \n");
}

static void with_markup(struct output *output, struct text line, size_t number)
{
	(void)number;
	put_string(output, "<li><code>");
	put(output, line.at, line.length);
	put_string(output, "</code><br/>\n");
}

static void without_newlines(struct output *output, struct text line, size_t number)
{
	(void)number;
	put(output, line.at, line.length);
	put_string(output, " ");
}

static void with_nul_bytes(struct output *output, struct text line, size_t number)
{
	(void)number;
	put(output, line.at, line.length);
	put(output, "\0", 1);
}

static void with_double_spacing(struct output *output, struct text line, size_t number)
{
	(void)number;
	put(output, line.at, line.length);
	put_string(output, "\n\n");
}

static const struct mangling {
	const char *name;
	void (*mangle)(struct output *output, struct text line, size_t number);
	bool joins; /* into one line, which tears the table of 2.4 apart */
} manglings[] = {
	{ "mailer quotes", with_quotes, false },
	{ "CR-LF", with_carriage_returns, false },
	{ "log prefixes", with_log_prefixes, false },
	{ "kernel time", with_kernel_time, false },
	{ "squeezed blanks", with_squeezed_blanks, false },
	{ "tabs", with_tabs, false },
	{ "markup", with_markup, false },
	{ "no newlines", without_newlines, true },
	{ "NUL for newline", with_nul_bytes, true },
	{ "double spacing", with_double_spacing, false },
};

static bool same_entries(const struct meminfo *a, const struct meminfo *b)
{
	if (a->entry_count != b->entry_count)
		return false;
	for (size_t i = 0; i < a->entry_count; i++) {
		if (a->entries[i].n != b->entries[i].n ||
			a->entries[i].unit != b->entries[i].unit ||
			a->entries[i].field != b->entries[i].field)
			return false;
	}
	return true;
}

static void check_mangled(const struct mangling *mangling, const struct expected *expected,
	const char *text, size_t length)
{
	struct text rest = text_of(text, length), line;
	struct output output = { malloc(4 * length + 4096), 0 };
	struct meminfo before, after;
	size_t number = 0;

	assert_non_null(output.bytes);
	while (text_next_line(&rest, &line))
		mangling->mangle(&output, line, number++);
	put_string(&output, "\n");
	parse(&before, text, length);
	assert_int_equal(parse(&after, output.bytes, output.length), STATUS_OK);
	if (!same_entries(&before, &after) || after.malformed_total != before.malformed_total)
		fail_msg("%s, %s: %zu of %zu fields, %zu malformed\n%.*s", expected->file,
			mangling->name, after.entry_count, before.entry_count,
			after.malformed_total, (int)output.length, output.bytes);
	meminfo_free(&before);
	meminfo_free(&after);
	free(output.bytes);
}

static void check_manglings(const struct expected *expected, const char *text, size_t length)
{
	bool has_table = memmem(text, length, "total:", 6) != NULL;

	for (size_t i = 0; i < COUNT_OF(manglings); i++) {
		/* A prompt before the heading, as this one has it, is at home at no margin. */
		if (!has_table || (!manglings[i].joins && manglings[i].mangle != with_markup &&
					  manglings[i].mangle != with_log_prefixes &&
					  manglings[i].mangle != with_kernel_time))
			check_mangled(&manglings[i], expected, text, length);
	}
}

static void mangled_captures_have_the_same_fields(void **state)
{
	(void)state;
	for_each_capture(check_manglings);
}

/* Whether the entries are a part of the whole's that reaches to its beginning or end. */
static bool is_part(const struct meminfo *part, const struct meminfo *whole, size_t skipped)
{
	struct meminfo shifted = *whole;

	if (part->entry_count + skipped > whole->entry_count)
		return false;
	shifted.entries += skipped;
	shifted.entry_count = part->entry_count;
	return same_entries(part, &shifted);
}

static bool is_inside_line(const char *text, size_t cut)
{
	return cut > 0 && text[cut - 1] != '\n' && text[cut] != '\n';
}

/* Where it is cut at the end of a line, only what should have followed can tell. */
static void check_beginnings(const struct expected *expected, const char *text, size_t length)
{
	struct meminfo whole, part;

	parse(&whole, text, length);
	for (size_t cut = 0; cut < length; cut++) {
		parse(&part, text, cut);
		if (!is_part(&part, &whole, 0))
			fail_msg("%s cut at %zu: %zu fields, last %.40s", expected->file, cut,
				part.entry_count, text + (cut > 40 ? cut - 40 : 0));
		if (part.complete && is_inside_line(text, cut))
			fail_msg("%s cut at %zu passes for complete", expected->file, cut);
		meminfo_free(&part);
	}
	meminfo_free(&whole);
}

static void a_capture_cut_anywhere_has_no_other_fields(void **state)
{
	(void)state;
	for_each_capture(check_beginnings);
}

static void check_ends(const struct expected *expected, const char *text, size_t length)
{
	struct meminfo whole, part;
	const char *fields = memmem(text, length, "MemTotal", 8);
	size_t table = fields ? (size_t)(fields - text) : 0;

	parse(&whole, text, length);
	for (size_t cut = table + 1; cut < length; cut++) {
		parse(&part, text + cut, length - cut);
		if (part.entry_count > whole.entry_count ||
			!is_part(&part, &whole, whole.entry_count - part.entry_count))
			fail_msg("%s from %zu on: %zu fields of %.40s", expected->file, cut,
				part.entry_count, text + cut);
		assert_false(part.complete);
		meminfo_free(&part);
	}
	meminfo_free(&whole);
}

static void the_rest_of_a_capture_has_no_other_fields(void **state)
{
	(void)state;
	for_each_capture(check_ends);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(captures_have_their_fields),
		cmocka_unit_test(mangled_captures_have_the_same_fields),
		cmocka_unit_test(a_capture_cut_anywhere_has_no_other_fields),
		cmocka_unit_test(the_rest_of_a_capture_has_no_other_fields),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
