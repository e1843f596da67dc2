/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is made of reports that are made up (oom_made.h), held against
 * tests/fixtures/records/oom_small.txt: some in words, the causes and sums of many more, and of such that
 * lost words and lines on their way, as on a console.
 * After a change of a judgement on purpose look at the difference, then:
 *	MEMTOP_RECORD=tests/fixtures/records/oom_small.txt build/tests/findings/oom_small_test
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "oom_described.h"
#include "oom_made.h"
#include "support/random.h"
#include "support/record.h"

#define IN_WORDS 25
#define GROUPS   220
#define MARRED   160 /* groups of such that lost something */
#define GROUP    16

/* Without some of its lines and words, and with some figures a little off; frees text. */
static char *marred(char *text, size_t *length, uint64_t seed)
{
	bool loses_lines = random_below(&seed, 2), skipped = false;
	char *left = NULL;
	FILE *out = open_memstream(&left, length);

	for (const char *at = text; *at;) {
		size_t word = strcspn(at, " \n"), blank = strspn(at + word, " ");
		bool ends_line = at[word + blank] == '\n';
		const char *colon = memchr(at, ':', word);

		if (!skipped && random_below(&seed, 60) == 0 && colon)
			fprintf(out, "%.*s:%d%s", (int)(colon - at), at,
				(int)random_below(&seed, 3), strstr(colon, "kB") ? "kB" : "");
		else if (!skipped && random_below(&seed, 80))
			fwrite(at, 1, word, out);
		if (!skipped)
			fprintf(out, "%s%s", blank ? " " : "", ends_line ? "\n" : "");
		at += word + blank + ends_line;
		if (ends_line)
			skipped = loses_lines && random_below(&seed, 12) == 0;
	}
	fclose(out);
	free(text);
	return left;
}

static void print_report(FILE *out, uint64_t number)
{
	size_t length;
	char *text = oom_made(number, &length), cause, *description;

	description = oom_described(text, length, &cause);
	fprintf(out, "\n== %" PRIu64 "\n%s", number, description);
	free(description);
	free(text);
}

/* The causes of a group, and a sum of all that is said of it. */
static void print_group(FILE *out, uint64_t first, bool mar)
{
	uint64_t hash = OOM_HASH;

	fprintf(out, "%" PRIu64 " ", first);
	for (uint64_t i = first; i < first + GROUP; i++) {
		size_t length;
		char *text = oom_made(i, &length), cause, *description;

		if (mar)
			text = marred(text, &length, i);
		description = oom_described(text, length, &cause);
		hash = oom_hash(hash, description);
		fputc(cause, out);
		free(description);
		free(text);
	}
	fprintf(out, " %08" PRIx32 "\n", (uint32_t)(hash ^ hash >> 32));
}

static void made_reports_are_judged_as_recorded(void **state)
{
	char *made = NULL;
	size_t length;
	FILE *out = open_memstream(&made, &length);

	(void)state;
	fprintf(out, "What is made of each report; see tests/findings/oom_small_test.c.\n");
	for (uint64_t i = 0; i < IN_WORDS; i++)
		print_report(out, i);
	for (uint64_t i = 0; i < GROUPS; i++)
		print_group(out, IN_WORDS + i * GROUP, false);
	for (uint64_t i = 0; i < MARRED; i++)
		print_group(out, IN_WORDS + i * GROUP, true);
	fclose(out);
	record_compare("records/oom_small.txt", made);
	free(made);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(made_reports_are_judged_as_recorded),
	};

	return cmocka_run_group_tests_name("findings/oom_small", tests, NULL, NULL);
}
