/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All that is made of the reports in tests/fixtures/oom, held against
 * tests/fixtures/records/oom.txt: each figure,
 * each zone, each sentence; then, for each number that a report has, what is concluded if it were
 * another: 0, half, twice, sixteen times as much; then for each line, if it were missing.  After a change of a judgement one sees here which
 * conclusions it changes.  After looking at them:
 *	MEMTOP_RECORD=tests/fixtures/records/oom.txt build/tests/findings/oom_record_test
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "base/text.h"
#include "oom_described.h"
#include "support/fixture.h"
#include "support/record.h"
#include "support/oom_texts.h"

/* ---- the same with another number ---- */

#define TOKENS_A_TEXT 300

struct token {
	size_t start, length;
};

static bool begins_number(const char *text, size_t length, size_t i)
{
	return isdigit((unsigned char)text[i]) && i > 0 && i + 1 < length &&
	       strchr(":= ,-*", text[i - 1]);
}

static size_t find_tokens(const char *text, size_t length, struct token *tokens, size_t most)
{
	size_t count = 0;

	for (size_t i = 0; i < length && count < most; i++) {
		if (!begins_number(text, length, i))
			continue;
		tokens[count].start = i;
		while (i < length && isdigit((unsigned char)text[i]))
			i++;
		tokens[count].length = i - tokens[count].start;
		if (tokens[count].length < 16)
			count++;
	}
	return count;
}

static char judge_with(const char *text, size_t length, const struct token *token, uint64_t number,
	uint64_t *hash)
{
	char *changed = NULL, *description, cause;
	size_t made;
	FILE *out = open_memstream(&changed, &made);

	fwrite(text, 1, token->start, out);
	fprintf(out, "%" PRIu64, number);
	fwrite(text + token->start + token->length, 1, length - token->start - token->length, out);
	fclose(out);
	description = oom_described(changed, made, &cause);
	*hash = oom_hash(*hash, description);
	free(description);
	free(changed);
	return cause;
}

/* The word that a number belongs to, for the reader of the record. */
static struct text word_before(const char *text, size_t at)
{
	size_t end = at, start;

	while (end > 0 && strchr(":= ", text[end - 1]))
		end--;
	for (start = end; start > 0 && end - start < 24 && isgraph((unsigned char)text[start - 1]);)
		start--;
	return text_of(text + start, end - start);
}

static void print_changed(FILE *out, const char *text, size_t length, const struct token *token)
{
	uint64_t number = strtoull(text + token->start, NULL, 10), hash = OOM_HASH;
	const uint64_t of_zero[] = { 1, 7, 64, 100000 };
	const uint64_t of_others[] = { 0, number / 2, number * 2, number * 16 };
	const uint64_t *others = number ? of_others : of_zero;
	struct text word = word_before(text, token->start);

	fprintf(out, "%zu %.*s %" PRIu64 " ", token->start, (int)word.length, word.at, number);
	for (size_t i = 0; i < COUNT_OF(of_zero); i++)
		fputc(judge_with(text, length, token, others[i], &hash), out);
	fprintf(out, " %08" PRIx32 "\n", (uint32_t)(hash ^ hash >> 32));
}

/* ---- the same without a line ---- */

#define LINES_A_TEXT 150

static void print_without(FILE *out, const char *text, size_t length, struct text line)
{
	size_t start = (size_t)(line.at - text), cut = line.length + 1;
	char *changed = malloc(length), *description, cause;

	assert_non_null(changed);
	if (start + cut > length)
		cut = length - start;
	memcpy(changed, text, start);
	memcpy(changed + start, text + start + cut, length - start - cut);
	description = oom_described(changed, length - cut, &cause);
	fprintf(out, "without %zu %c %08" PRIx32 "\n", start, cause,
		(uint32_t)oom_hash(OOM_HASH, description));
	free(description);
	free(changed);
}

static void print_without_lines(FILE *out, const char *text, size_t length)
{
	struct text rest = text_of(text, length), line;

	for (size_t i = 0; i < LINES_A_TEXT && text_next_line(&rest, &line); i++)
		print_without(out, text, length, line);
}

/* ---- the record ---- */

static void record_text(FILE *out, const struct oom_text *row)
{
	struct token tokens[4096];
	size_t length, count, step;
	char *text = oom_texts_read(row, &length), *description, cause;

	fprintf(out, "\n== %s\n", row->name);
	description = oom_described(text, length, &cause);
	fputs(description, out);
	free(description);
	count = find_tokens(text, length, tokens, COUNT_OF(tokens));
	step = count / TOKENS_A_TEXT + 1;
	for (size_t i = 0; i < count; i += step)
		print_changed(out, text, length, &tokens[i]);
	print_without_lines(out, text, length);
	free(text);
}

static char *made_record(void)
{
	size_t size, length;
	char *table = fixture_read("oom/ORIGIN.tsv", &size), *record = NULL;
	struct text rest = text_of(table, size);
	FILE *out = open_memstream(&record, &length);
	struct oom_text row;

	fprintf(out, "What is made of each report; see tests/findings/oom_record_test.c.\n");
	while (oom_texts_next(&row, &rest))
		record_text(out, &row);
	fclose(out);
	free(table);
	return record;
}

static void conclusions_are_as_recorded(void **state)
{
	char *made = made_record();

	(void)state;
	record_compare("records/oom.txt", made);
	free(made);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(conclusions_are_as_recorded),
	};

	return cmocka_run_group_tests_name("findings/oom_record", tests, NULL, NULL);
}
