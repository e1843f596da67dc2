/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is said of one process, as text, JSON and CSV. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "render/render.h"
#include "views/process/process.h"
#include "views/said.h"

/* A process of two mappings: a deleted library, and the page of the kernel at the very top. */
static struct process_detail *make_detail(void)
{
	struct process_detail *detail = detail_new(42);

	assert_non_null(detail);
	detail_fill(detail, VALUE_ABSENT);
	detail->process_state = 'S';
	detail->command = string_pool_add(&detail->strings, text_of_string("serve --all"));
	detail->name = string_pool_add(&detail->strings, text_of_string("serve"));
	detail->mappings = calloc(2, sizeof(*detail->mappings));
	assert_non_null(detail->mappings);
	detail->mapping_count = 2;
	detail->mappings[0] = (struct detail_mapping){ .start = 0x1000,
		.end = 0x3000,
		.kind = KIND_LIBRARY,
		.permissions = "r-xp",
		.deleted = true,
		.name = string_pool_add(&detail->strings, text_of_string("/lib/a,b.so")) };
	detail->mappings[1] = (struct detail_mapping){ .start = UINT64_C(0xffffffffff600000),
		.end = UINT64_C(0xffffffffff601000),
		.kind = KIND_VDSO,
		.permissions = "--xp" };
	for (int figure = 0; figure < MAPPING_FIGURE_COUNT; figure++) {
		detail->mappings[0].state[figure] = VALUE_OK;
		detail->mappings[0].figure[figure] = 4096 * (uint64_t)(figure + 1);
		detail->mappings[1].state[figure] = VALUE_OK;
	}
	detail->mappings[0].state[MAPPING_PROTECTION_KEY] = VALUE_ABSENT;
	detail->mappings[1].state[MAPPING_PROTECTION_KEY] = VALUE_ABSENT;
	detail->mappings[1].state[MAPPING_KSM] = VALUE_ABSENT;
	detail_sum(detail);
	return detail;
}

/* The caller frees the text. */
static char *printed(struct process_evidence *evidence, enum format format)
{
	struct document *document = process_document(evidence);

	/* The document holds what it needs of it. */
	detail_unref(evidence->detail);
	return said(document, format);
}

static json_t *json_of(struct process_evidence *evidence)
{
	struct document *document = process_document(evidence);

	detail_unref(evidence->detail);
	return said_to_programs(document);
}

static const char *reason(json_t *json, const char *path)
{
	return json_string_value(json_object_get(json_object_get(json, "unreadable"), path));
}

static void mappings_are_rows(void **state)
{
	struct process_evidence evidence = { .detail = make_detail() };
	json_t *json = json_of(&evidence);
	json_t *rows = json_object_get(json, "mappings"), *first = json_array_get(rows, 0);
	json_t *last = json_array_get(rows, 1);

	(void)state;
	assert_int_equal(json_array_size(rows), 2);
	assert_string_equal(json_string_value(json_object_get(first, "kind")), "library");
	assert_string_equal(json_string_value(json_object_get(first, "name")), "/lib/a,b.so");
	assert_true(json_is_true(json_object_get(first, "deleted")));
	assert_int_equal(json_integer_value(json_object_get(first, "rss_bytes")),
		4096 * (MAPPING_RSS + 1));
	assert_string_equal(json_string_value(json_object_get(last, "start")), "ffffffffff600000");
	assert_string_equal(json_string_value(json_object_get(last, "end")), "ffffffffff601000");
	json_decref(json);
}

/* One reason for a column that no mapping has; the rows, where only some lack it. */
static void every_null_of_a_mapping_has_its_reason(void **state)
{
	struct process_evidence evidence = { .detail = make_detail() };
	json_t *json = json_of(&evidence);
	json_t *some = json_object_get(json_object_get(json, "unreadable"), "mappings.ksm_bytes");
	json_t *rows = json_object_get(some, "absent");

	(void)state;
	assert_string_equal(reason(json, "mappings.protection_key"), "absent");
	assert_int_equal(json_array_size(rows), 1);
	assert_int_equal(json_integer_value(json_array_get(rows, 0)), 1);
	/* The summary's figure of the same key has a reason of its own. */
	assert_string_equal(reason(json, "ksm_bytes"), "absent");
	json_decref(json);
}

/* The rule that it was watched too short looks at how long that is. */
static void every_null_of_a_finding_has_its_reason(void **state)
{
	struct process_evidence evidence = { .detail = make_detail() };
	json_t *json = json_of(&evidence), *finding, *value;
	size_t i, nulls = 0;
	const char *key;

	(void)state;
	json_array_foreach(json_object_get(json, "findings"), i, finding)
	{
		json_object_foreach(json_object_get(finding, "figures"), key, value)
		{
			char path[128];

			if (!json_is_null(value))
				continue;
			snprintf(path, sizeof(path), "findings.%s.%s",
				json_string_value(json_object_get(finding, "rule")), key);
			assert_non_null(reason(json, path));
			nulls++;
		}
	}
	assert_true(nulls > 0);
	json_decref(json);
}

static void programs_get_every_kind(void **state)
{
	struct process_evidence evidence = { .detail = make_detail() };
	json_t *json = json_of(&evidence);
	json_t *kinds = json_object_get(json, "kinds");
	json_t *library = json_array_get(kinds, KIND_LIBRARY);

	(void)state;
	assert_int_equal(json_array_size(kinds), KIND_COUNT);
	assert_int_equal(json_integer_value(json_object_get(library, "count")), 1);
	assert_null(json_object_get(library, "page_size_bytes"));
	json_decref(json);
}

static void what_cannot_be_read_is_null(void **state)
{
	struct process_evidence evidence = { .detail = make_detail(),
		.heap_status = STATUS_DENIED };
	json_t *json;

	(void)state;
	evidence.detail->smaps_status = STATUS_DENIED;
	evidence.detail->mapping_count = 0;
	evidence.detail->numa_nodes = 2;
	evidence.detail->node_bytes[0] = value_missing(VALUE_DENIED);
	json = json_of(&evidence);
	assert_true(json_is_null(json_object_get(json, "mappings")));
	assert_string_equal(reason(json, "mappings"), "denied");
	assert_true(json_is_null(json_object_get(json, "heap")));
	assert_string_equal(reason(json, "heap"), "denied");
	assert_true(json_is_null(json_object_get(json, "numa_bytes")));
	assert_string_equal(reason(json, "numa_bytes"), "denied");
	assert_true(json_is_null(json_object_get(json, "growth_bytes_per_minute")));
	assert_string_equal(reason(json, "growth_bytes_per_minute"), "pending");
	json_decref(json);
}

static void nodes_are_an_array_of_numbers(void **state)
{
	struct process_evidence evidence = { .detail = make_detail() };
	json_t *json, *nodes;

	(void)state;
	evidence.detail->numa_nodes = 2;
	evidence.detail->node_bytes[0] = value_of(4096);
	evidence.detail->node_bytes[1] = value_of(0);
	json = json_of(&evidence);
	nodes = json_object_get(json, "numa_bytes");
	assert_int_equal(json_array_size(nodes), 2);
	assert_int_equal(json_integer_value(json_array_get(nodes, 0)), 4096);
	assert_int_equal(json_integer_value(json_array_get(nodes, 1)), 0);
	json_decref(json);
}

/* A look that was refused has a reason, and no figures; programs see both. */
static void a_refused_heap_tells_why(void **state)
{
	const struct heap_report report = { .confidence = HEAP_REFUSED };
	struct process_evidence evidence = { .detail = make_detail(),
		.heap = { .report = &report } };
	json_t *json = json_of(&evidence), *heap = json_object_get(json, "heap");

	(void)state;
	assert_string_equal(json_string_value(json_object_get(heap, "status")),
		heap_confidence_name(HEAP_REFUSED));
	assert_true(json_is_null(json_object_get(heap, "in_use_bytes")));
	assert_string_equal(reason(json, "heap.in_use_bytes"), "absent");
	assert_string_equal(reason(json, "heap.in_use_growth_bytes_per_minute"), "pending");
	json_decref(json);
}

static void people_read_words(void **state)
{
	struct process_evidence evidence = { .detail = make_detail() };
	char *text = printed(&evidence, FORMAT_TEXT);

	(void)state;
	assert_non_null(strstr(text, "process 42  serve\n"));
	assert_non_null(strstr(text, "command         serve --all\n"));
	assert_non_null(strstr(text, " cgroup limit        none"));
	assert_non_null(strstr(text, "/lib/a,b.so (deleted)\n"));
	/* What the kernel lacks is left out; kinds that it has no mappings of, too. */
	assert_null(strstr(text, "swap PSS"));
	assert_null(strstr(text, "stacks"));
	assert_non_null(strstr(text, "\nall "));
	free(text);
}

static void a_kernel_thread_has_no_tables(void **state)
{
	struct process_evidence evidence = { .detail = make_detail() };
	char *text;

	(void)state;
	evidence.detail->kernel_thread = true;
	evidence.detail->mapping_count = 0;
	text = printed(&evidence, FORMAT_TEXT);
	assert_null(strstr(text, "ADDRESS"));
	assert_null(strstr(text, "KIND"));
	free(text);
}

static void csv_is_a_line_a_mapping(void **state)
{
	struct process_evidence evidence = { .detail = make_detail() };
	char *text, *row;

	(void)state;
	evidence.detail->wall_ns = 1700000000 * INT64_C(1000000000) + 7000000;
	text = printed(&evidence, FORMAT_CSV);
	assert_int_equal(
		strncmp(text, "time,start,end,kind,permissions,offset,inode,size_bytes,", 56), 0);
	row = strchr(text, '\n') + 1;
	assert_int_equal(strncmp(row, "1700000000.007,1000,3000,library,r-xp,0,0,4096,", 47), 0);
	assert_non_null(strstr(row, ",,\"/lib/a,b.so\"\n"));
	free(text);
}

/* ---- the parts, for a screen ---- */

/* The table of a document that one part makes; the caller frees the document. */
static const struct document_table *table_in(const struct document *document)
{
	const struct document_table *table = document_main_table(document, ON_SCREEN);

	assert_non_null(table);
	return table;
}

static struct datum cell_of(const struct document_table *table, size_t row, const char *title)
{
	struct datum datum;

	for (size_t i = 0; i < table->column_count; i++) {
		const char *this = table->columns[i].label->title;

		if (!this || strcmp(this, title) != 0 || !(table->columns[i].places & ON_SCREEN))
			continue;
		table_cell(table, row, i, &datum);
		return datum;
	}
	fail_msg("no column %s", title);
	return datum_none();
}

static void mappings_are_chosen_and_sorted(void **state)
{
	struct process_detail *detail = make_detail();
	static const struct {
		enum detail_kind kind;
		size_t count;
		uint64_t first;
	} cases[] = {
		{ KIND_COUNT, 2, 0x1000 },
		{ KIND_VDSO, 1, UINT64_C(0xffffffffff600000) },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct document *document = document_new();
		const struct document_table *table;

		process_put_mappings(document, detail, &cases[i].kind);
		table = table_in(document);
		assert_int_equal(table->row_count, cases[i].count);
		if (cases[i].count)
			assert_int_equal(table->row_key(table->context, 0), cases[i].first);
		document_free(document);
	}
	detail_unref(detail);
}

static void the_largest_mapping_comes_first(void **state)
{
	static const enum detail_kind all = KIND_COUNT;
	struct process_detail *detail = make_detail();
	struct document *document = document_new();
	const struct document_table *table;

	(void)state;
	detail->mappings[1].figure[MAPPING_RSS] = 1 << 20;
	process_put_mappings(document, detail, &all);
	table = table_in(document);
	assert_int_equal(table->row_key(table->context, 0), UINT64_C(0xffffffffff600000));
	assert_int_equal(table->sorted, MAPPING_RSS);
	assert_false(table->ascending);
	document_free(document);
	detail_unref(detail);
}

static void kinds_tell_what_they_gained(void **state)
{
	struct process_detail *detail = make_detail(), *before = make_detail();
	struct document *document = document_new();
	const struct document_table *table;

	(void)state;
	detail->kinds[KIND_LIBRARY].figure[MAPPING_RSS] -= 4096;
	process_put_kinds(document, detail, before);
	table = table_in(document);
	/* The library, the kernel's page, and all. */
	assert_int_equal(table->row_count, 3);
	assert_int_equal(cell_of(table, 0, "+RSS").value.n, -4096);
	assert_int_equal(cell_of(table, 1, "+RSS").value.n, 0);
	assert_int_equal(cell_of(table, 2, "+RSS").value.n, -4096);
	assert_int_equal(table->row_key(table->context, 0), KIND_LIBRARY);
	assert_int_equal(table->row_key(table->context, 2), KIND_COUNT);
	assert_ptr_equal(table->row_label(table->context, 1), &kind_rows[KIND_VDSO]);
	assert_null(table->row_label(table->context, 2));
	document_free(document);
	detail_unref(before);
	detail_unref(detail);
}

static void a_mapping_has_figures_facts_and_flags(void **state)
{
	struct process_detail *detail = make_detail();
	struct document *document = document_new();
	const struct document_table *table;
	size_t facts = MAPPING_FIGURE_COUNT, flags = MAPPING_FIGURE_COUNT + 3;

	(void)state;
	detail->mappings[0].flags = string_pool_add(&detail->strings, text_of_string("rd ex zz"));
	detail->mappings[0].offset = 0x2000;
	detail->mappings[0].inode = 77;
	process_put_fields(document, detail, &detail->mappings[0]);
	table = table_in(document);
	assert_int_equal(table->row_count, flags + 3);
	assert_int_equal(cell_of(table, MAPPING_RSS, "VALUE").value.n, 4096 * (MAPPING_RSS + 1));
	assert_memory_equal(cell_of(table, facts, "VALUE").text.at, "r-xp", 5);
	assert_memory_equal(cell_of(table, facts + 1, "VALUE").text.at, "2000", 5);
	assert_memory_equal(cell_of(table, facts + 2, "WHAT IT IS").title,
		"Of inode 77, a file that is deleted", 35);
	assert_memory_equal(cell_of(table, flags + 1, "VALUE").text.at, "ex", 2);
	assert_string_equal(cell_of(table, flags + 1, "WHAT IT IS").title, "executable");
	assert_string_equal(cell_of(table, flags + 2, "WHAT IT IS").title, "not known to memtop");
	document_free(document);
	detail_unref(detail);
}

/* What is there stands in the legend before what is not; a cell that is mostly empty is faint. */
static void pages_are_a_map(void **state)
{
	struct residency *pages = calloc(1, sizeof(*pages));
	struct document *document = document_new();
	struct document_mark marks[8];
	const struct document_map *map;
	size_t count;

	(void)state;
	assert_non_null(pages);
	residency_begin(pages, 0x1000, 0x9000, 0x1000);
	residency_add(pages, 0x1000, 0x2000, PAGE_CLASS_FILE);
	residency_add(pages, 0x8000, 0x9000, PAGE_CLASS_ANONYMOUS);
	residency_finish(pages, 0x9000);
	process_put_pages(document, pages);
	free(pages);
	map = document_blocks(document, &count)->map;
	assert_int_equal(count, 1);
	assert_int_equal(map->marks(map->context, marks, 8), 8);
	assert_int_equal(map->parts[marks[0].part].mark, '#');
	assert_int_equal(map->parts[marks[1].part].mark, '.');
	assert_int_equal(map->parts[marks[7].part].mark, '|');
	assert_false(marks[0].faint);
	assert_int_equal(marks[1].part, map->part_count - 1);
	/* Two cells: a page of four in each. */
	assert_int_equal(map->marks(map->context, marks, 2), 2);
	assert_int_equal(map->parts[marks[0].part].mark, '#');
	assert_true(marks[0].faint);
	document_free(document);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mappings_are_rows),
		cmocka_unit_test(every_null_of_a_mapping_has_its_reason),
		cmocka_unit_test(every_null_of_a_finding_has_its_reason),
		cmocka_unit_test(programs_get_every_kind),
		cmocka_unit_test(what_cannot_be_read_is_null),
		cmocka_unit_test(nodes_are_an_array_of_numbers),
		cmocka_unit_test(a_refused_heap_tells_why),
		cmocka_unit_test(people_read_words),
		cmocka_unit_test(a_kernel_thread_has_no_tables),
		cmocka_unit_test(csv_is_a_line_a_mapping),
		cmocka_unit_test(mappings_are_chosen_and_sorted),
		cmocka_unit_test(the_largest_mapping_comes_first),
		cmocka_unit_test(kinds_tell_what_they_gained),
		cmocka_unit_test(a_mapping_has_figures_facts_and_flags),
		cmocka_unit_test(pages_are_a_map),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
