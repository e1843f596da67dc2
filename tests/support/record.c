/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "support/record.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "support/fixture.h"

static void save(const char *path, const char *record)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(record, file);
	assert_int_equal(fclose(file), 0);
}

void record_compare(const char *name, const char *made)
{
	struct text a, b, line_a, line_b;
	char *recorded;
	size_t length;

	if (getenv("MEMTOP_RECORD"))
		save(getenv("MEMTOP_RECORD"), made);
	recorded = fixture_read(name, &length);
	a = text_of_string(recorded);
	b = text_of_string(made);
	while (text_next_line(&a, &line_a)) {
		if (!text_next_line(&b, &line_b) || line_a.length != line_b.length ||
			memcmp(line_a.at, line_b.at, line_a.length) != 0)
			fail_msg("recorded: %.*s, now: %.*s", (int)line_a.length, line_a.at,
				(int)line_b.length, line_b.at);
	}
	assert_int_equal(strlen(made), length);
	free(recorded);
}
