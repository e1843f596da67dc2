/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text whose unchanged rows are copied is, byte for byte, text as wide whose rows are all made anew. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "document/document.h"
#include "render/kept_lines.h"
#include "render/render.h"
#include "support/random.h"

#define ROWS_MOST 300
#define ROUNDS    60

struct made_row {
	uint64_t key, version;
	int64_t figure;
	char name[24];
};

struct made {
	struct made_row rows[ROWS_MOST];
	size_t count, cells; /* cells: how many were asked for */
	uint64_t seed, next_key, next_version;
};

enum { FIGURE, NAME };

static void cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	struct made *made = (struct made *)(uintptr_t)context;

	made->cells++;
	if (id == FIGURE) {
		out->value = value_of((uint64_t)made->rows[row].figure);
		return;
	}
	out->kind = DATUM_BYTES;
	out->value = value_of(0);
	out->text = text_of_string(made->rows[row].name);
}

static uint64_t key(const void *context, size_t row)
{
	return ((const struct made *)context)->rows[row].key;
}

static uint64_t version(const void *context, size_t row)
{
	return ((const struct made *)context)->rows[row].version;
}

static void change(struct made *made, struct made_row *row)
{
	row->figure = (int64_t)random_below(&made->seed, 20) *
		      (random_below(&made->seed, 30) == 0 ? 100000 : 7);
	memset(row->name, 0, sizeof(row->name));
	memset(row->name, 'a' + (int)random_below(&made->seed, 26),
		random_below(&made->seed, sizeof(row->name)));
	/* Of some rows nothing is known. */
	row->version = random_below(&made->seed, 8) == 0 ? 0 : ++made->next_version;
}

static void add_row(struct made *made)
{
	if (made->count == ROWS_MOST)
		return;
	made->rows[made->count].key = ++made->next_key;
	change(made, &made->rows[made->count++]);
}

static void move(struct made *made)
{
	struct made_row *a = &made->rows[random_below(&made->seed, made->count)];
	struct made_row *b = &made->rows[random_below(&made->seed, made->count)], row = *a;

	*a = *b;
	*b = row;
}

/* Some rows come, go, change, change places; a row without a version may change at any time. */
static void go_on(struct made *made)
{
	for (int i = 0; i < 5; i++)
		add_row(made);
	made->rows[random_below(&made->seed, made->count)] = made->rows[made->count - 1];
	made->count--;
	for (size_t i = 0; i < made->count; i++)
		if (made->rows[i].version == 0 || random_below(&made->seed, 20) == 0)
			change(made, &made->rows[i]);
	for (int i = 0; i < 3; i++)
		move(made);
}

/* The text, which the caller frees. */
static char *render_with(struct made *made, struct kept_lines *lines, size_t *length)
{
	static const struct label figure = { "figure", "FIGURE", NULL, UNIT_COUNT };
	static const struct label name = { "name", "NAME", NULL, UNIT_TEXT };
	const struct document_column shown[] = { { &figure, EVERYWHERE, 4, FIGURE },
		{ &name, EVERYWHERE, 4, NAME }, { &figure, EVERYWHERE, 4, FIGURE } };
	const struct document_table table = { .key = "rows",
		.columns = shown,
		.column_count = COUNT_OF(shown),
		.context = made,
		.row_count = made->count,
		.state = VALUE_OK,
		.cell = cell,
		.row_key = key,
		.row_version = version,
		.sorted = -1 };
	struct document *document = document_new();
	struct sink sink;
	char *text;

	assert_non_null(document);
	document_table(document, &table);
	sink_open(&sink, NULL);
	sink.lines = lines;
	render_text(&sink, document, &(struct text_form){ .scale = SCALE_AUTO });
	assert_int_equal(sink.status, STATUS_OK);
	*length = sink.length;
	text = malloc(sink.length + 1);
	assert_non_null(text);
	memcpy(text, sink.at, sink.length);
	sink_close(&sink);
	document_free(document);
	return text;
}

static void assert_same(struct made *made, struct kept_lines *lines)
{
	struct kept_lines *none = kept_lines_new();
	size_t kept_length, length;
	char *kept, *text;

	assert_non_null(none);
	memcpy(kept_lines_widths(none), kept_lines_widths(lines), KEPT_COLUMNS * sizeof(int16_t));
	kept = render_with(made, lines, &kept_length);
	text = render_with(made, none, &length);
	kept_lines_free(none);
	assert_int_equal(kept_length, length);
	assert_memory_equal(kept, text, length);
	free(kept);
	free(text);
}

static void copied_rows_are_as_if_made_anew(void **state)
{
	struct kept_lines *lines = kept_lines_new();
	struct made *made = calloc(1, sizeof(*made));

	(void)state;
	assert_non_null(lines);
	assert_non_null(made);
	for (int i = 0; i < 40; i++)
		add_row(made);
	for (int round = 0; round < ROUNDS; round++) {
		assert_same(made, lines);
		go_on(made);
	}
	/* Of a table that is empty once nothing is left over. */
	made->count = 0;
	assert_same(made, lines);
	add_row(made);
	assert_same(made, lines);
	free(made);
	kept_lines_free(lines);
}

static void a_row_that_did_not_change_is_not_made(void **state)
{
	struct kept_lines *lines = kept_lines_new();
	struct made *made = calloc(1, sizeof(*made));
	size_t length;

	(void)state;
	assert_non_null(made);
	for (int i = 0; i < 100; i++) {
		add_row(made);
		made->rows[i].version = (uint64_t)i + 1;
	}
	made->next_version = 100;
	free(render_with(made, lines, &length));
	assert_int_equal(made->cells, 300);
	made->rows[50].version = ++made->next_version;
	made->cells = 0;
	free(render_with(made, lines, &length));
	assert_int_equal(made->cells, 3);
	free(made);
	kept_lines_free(lines);
}

static void columns_stay_as_wide_as_they_were(void **state)
{
	struct kept_lines *lines = kept_lines_new();
	struct made *made = calloc(1, sizeof(*made));
	size_t wide, narrow, again;

	(void)state;
	assert_non_null(made);
	add_row(made);
	made->rows[0] = (struct made_row){ .key = 1, .version = 1, .figure = 1234567, .name = "a" };
	free(render_with(made, lines, &wide));
	made->rows[0] = (struct made_row){ .key = 1, .version = 2, .figure = 1, .name = "a" };
	free(render_with(made, lines, &again));
	assert_int_equal(again, wide);
	free(render_with(made, NULL, &narrow));
	assert_true(narrow < wide);
	free(made);
	kept_lines_free(lines);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(copied_rows_are_as_if_made_anew),
		cmocka_unit_test(a_row_that_did_not_change_is_not_made),
		cmocka_unit_test(columns_stay_as_wide_as_they_were),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
