/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A figure that memory lacked for ends the output, wherever in a line it stands. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/macros.h"
#include "document/document.h"
#include "render/render.h"

#define ROWS 3

enum { NAME, FIGURE };

/* Which figure lacks; all others are there. */
static void cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	const size_t *lacking = context;

	if (id == FIGURE) {
		out->value = row == *lacking ? value_missing(VALUE_NO_MEMORY) : value_of(4711);
		return;
	}
	out->kind = DATUM_BYTES;
	out->value = value_of(0);
	out->text = text_of_string("a name that is \"long\"");
}

static void as_text(struct sink *sink, const struct document *document)
{
	render_text(sink, document, &(struct text_form){ .scale = SCALE_AUTO });
}

static void as_csv(struct sink *sink, const struct document *document)
{
	render_csv(sink, document, true);
}

static void check(void (*print)(struct sink *sink, const struct document *document), size_t lacking)
{
	static const struct label figure = { "figure", "FIGURE", NULL, UNIT_COUNT };
	static const struct label name = { "name", "NAME", NULL, UNIT_TEXT };
	static const struct document_column shown[] = { { &name, EVERYWHERE, 4, NAME },
		{ &figure, EVERYWHERE, 4, FIGURE }, { &name, EVERYWHERE, 4, NAME } };
	const struct document_table table = { .key = "rows",
		.columns = shown,
		.column_count = COUNT_OF(shown),
		.context = &lacking,
		.row_count = ROWS,
		.state = VALUE_OK,
		.cell = cell,
		.sorted = -1 };
	struct document *document = document_new();
	struct sink sink;

	assert_non_null(document);
	document_table(document, &table);
	sink_open(&sink, NULL);
	print(&sink, document);
	assert_int_equal(sink.status, lacking < ROWS ? STATUS_NO_MEMORY : STATUS_OK);
	assert_true(sink.length <= sink.capacity);
	sink_close(&sink);
	document_free(document);
}

static void it_ends_the_output(void **state)
{
	(void)state;
	for (size_t lacking = 0; lacking <= ROWS; lacking++) {
		check(as_text, lacking);
		check(as_csv, lacking);
		check(render_json, lacking);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(it_ends_the_output) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
