/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is made of reports that are made up (oom_made.h), held against
 * tests/fixtures/records/oom_small.txt: some in words, the causes and sums of many more.  Whoever
 * changes a judgement on purpose looks at the difference, then:
 *	MEMTOP_RECORD=tests/fixtures/records/oom_small.txt build/tests/findings/oom_small_test
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "oom_described.h"
#include "oom_made.h"
#include "support/record.h"

#define IN_WORDS 25
#define GROUPS   220
#define GROUP    16

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
static void print_group(FILE *out, uint64_t first)
{
	uint64_t hash = OOM_HASH;

	fprintf(out, "%" PRIu64 " ", first);
	for (uint64_t i = first; i < first + GROUP; i++) {
		size_t length;
		char *text = oom_made(i, &length), cause, *description;

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
		print_group(out, IN_WORDS + i * GROUP);
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
