/* SPDX-License-Identifier: GPL-2.0-or-later */
/* That the table of every view can be told apart on a screen of 40 columns. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/macros.h"
#include "document/document.h"
#include "views/cache/cache.h"
#include "views/oom/oom.h"
#include "views/views.h"

#define SCREEN 40
/* What is left of the name of a row, and of what is said of it, which may be cut. */
#define TEXT 12

/* The columns that no screen goes without; a text takes as many as are left, as long as it can be read. */
static unsigned least_width(const struct document_table *table)
{
	unsigned width = 0;

	for (size_t i = 0; i < table->column_count; i++) {
		const struct document_column *column = &table->columns[i];

		if (!(column->places & ON_SCREEN) || DISPENSABLE_OF(column->places) > 0)
			continue;
		width += 1 + (column->label->unit == UNIT_TEXT && column->width != 1
					     ? (column->width < TEXT ? column->width : TEXT)
					     : column->width);
	}
	return width > 0 ? width - 1 : 0;
}

static void check(struct document *document, const char *name)
{
	const struct document_table *table = document_main_table(document, ON_SCREEN);

	if (table && least_width(table) > SCREEN)
		fail_msg("%s needs %u columns at least", name, least_width(table));
	document_free(document);
}

static void test_every_table_fits_a_narrow_screen(void **state)
{
	/* The others are made of more than the specimen has, or of what the user chose. */
	static const enum view_id views[] = { VIEW_EXPLAIN, VIEW_GROWTH, VIEW_LEAKS, VIEW_CACHE,
		VIEW_KERNEL, VIEW_SHARED, VIEW_CGROUPS };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(views); i++)
		check(view_specimen(&view_rows[views[i]]), view_rows[views[i]].name);
	check(cache_groups_specimen(), "cache, groups");
	check(oom_specimen(), "oom");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_table_fits_a_narrow_screen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
