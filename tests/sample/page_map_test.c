/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pagemap's words, and the strip of cells that is made of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

#include "base/macros.h"
#include "sample/page_map.h"

#define PAGE    ((uint64_t)4096)
#define PRESENT (UINT64_C(1) << 63)
#define SWAPPED (UINT64_C(1) << 62)
#define FILE_PG (UINT64_C(1) << 61)

static const struct pagemap_mapping private_mapping, shared_mapping = { .shared_memory = true },
						     huge_mapping = { .huge = true };

static void entries_are_told_apart(void **state)
{
	(void)state;
	assert_int_equal(pagemap_class_of_entry(0, &private_mapping), PAGE_CLASS_NONE);
	assert_int_equal(pagemap_class_of_entry(PRESENT, &private_mapping), PAGE_CLASS_ANONYMOUS);
	assert_int_equal(pagemap_class_of_entry(PRESENT | FILE_PG, &private_mapping),
		PAGE_CLASS_FILE);
	assert_int_equal(pagemap_class_of_entry(PRESENT | FILE_PG, &shared_mapping),
		PAGE_CLASS_SHARED);
	assert_int_equal(pagemap_class_of_entry(PRESENT, &huge_mapping), PAGE_CLASS_HUGE);
	assert_int_equal(pagemap_class_of_entry(SWAPPED | 0x1234, &private_mapping),
		PAGE_CLASS_SWAPPED);
	/* Without the right to see frames their bits are 0, with it they are not: it is the same. */
	assert_int_equal(pagemap_class_of_entry(PRESENT | 0x7fffff, &private_mapping),
		PAGE_CLASS_ANONYMOUS);
	/* FILE alone is a leftover of a page that is not there. */
	assert_int_equal(pagemap_class_of_entry(FILE_PG, &private_mapping), PAGE_CLASS_NONE);
}

static void categories_are_told_apart(void **state)
{
	const uint64_t there = PAGEMAP_IS_PRESENT;

	(void)state;
	assert_int_equal(pagemap_class_of_categories(0, &private_mapping), PAGE_CLASS_NONE);
	assert_int_equal(pagemap_class_of_categories(there, &private_mapping),
		PAGE_CLASS_ANONYMOUS);
	assert_int_equal(pagemap_class_of_categories(there | PAGEMAP_IS_HUGE, &private_mapping),
		PAGE_CLASS_HUGE);
	assert_int_equal(pagemap_class_of_categories(there | PAGEMAP_IS_ZERO, &private_mapping),
		PAGE_CLASS_NONE);
	assert_int_equal(pagemap_class_of_categories(there | PAGEMAP_IS_FILE, &private_mapping),
		PAGE_CLASS_FILE);
	assert_int_equal(pagemap_class_of_categories(there | PAGEMAP_IS_FILE, &shared_mapping),
		PAGE_CLASS_SHARED);
	assert_int_equal(pagemap_class_of_categories(PAGEMAP_IS_SWAPPED, &shared_mapping),
		PAGE_CLASS_SWAPPED);
}

static struct residency *page_map_of(uint64_t start, uint64_t pages)
{
	struct residency *page_map = malloc(sizeof(*page_map));

	assert_non_null(page_map);
	residency_begin(page_map, start, start + pages * PAGE, PAGE);
	return page_map;
}

/* Every cell holds what its share of the whole is, and the cells add up. */
static void assert_adds_up(const struct residency *page_map)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < page_map->cell_count; i++) {
		uint64_t bytes = residency_bytes(&page_map->cells[i]);
		uint64_t pages = (page_map->end - page_map->start) / PAGE;

		assert_true(bytes / PAGE >= pages / page_map->cell_count);
		assert_true(bytes / PAGE <= pages / page_map->cell_count + 1);
		sum += bytes;
	}
	assert_true(sum == page_map->end - page_map->start);
	assert_true(residency_bytes(&page_map->all) == sum);
}

static void a_small_mapping_has_a_cell_a_page(void **state)
{
	struct residency *page_map = page_map_of(0x7000, 3);

	(void)state;
	residency_add(page_map, 0x8000, 0x9000, PAGE_CLASS_FILE);
	residency_finish(page_map, page_map->end);
	assert_int_equal(page_map->cell_count, 3);
	assert_int_equal(residency_shown(&page_map->cells[0]), PAGE_CLASS_NONE);
	assert_int_equal(residency_shown(&page_map->cells[1]), PAGE_CLASS_FILE);
	assert_int_equal(residency_shown(&page_map->cells[2]), PAGE_CLASS_NONE);
	assert_adds_up(page_map);
	free(page_map);
}

static void runs_are_shared_out(void **state)
{
	struct residency *page_map = page_map_of(0, 5000);

	(void)state;
	residency_add(page_map, 0, 2500 * PAGE, PAGE_CLASS_ANONYMOUS);
	residency_add(page_map, 2500 * PAGE, 2501 * PAGE, PAGE_CLASS_SWAPPED);
	residency_finish(page_map, page_map->end);
	assert_adds_up(page_map);
	assert_true(page_map->all.bytes[PAGE_CLASS_ANONYMOUS] == 2500 * PAGE);
	assert_true(page_map->all.bytes[PAGE_CLASS_SWAPPED] == PAGE);
	assert_int_equal(residency_shown(&page_map->cells[0]), PAGE_CLASS_ANONYMOUS);
	assert_int_equal(residency_shown(&page_map->cells[RESIDENCY_CELLS - 1]), PAGE_CLASS_NONE);
	free(page_map);
}

/* A single page in a TiB is seen. */
static void one_page_in_very_many(void **state)
{
	struct residency *page_map = page_map_of(0, UINT64_C(1) << 28);
	struct residency_cell cells[80];

	(void)state;
	residency_add(page_map, 4096 * PAGE, 4097 * PAGE, PAGE_CLASS_SHARED);
	residency_finish(page_map, page_map->end);
	assert_adds_up(page_map);
	assert_int_equal(residency_shrink(page_map, cells, 80), 80);
	assert_int_equal(residency_shown(&cells[0]), PAGE_CLASS_SHARED);
	assert_int_equal(residency_shown(&cells[1]), PAGE_CLASS_NONE);
	free(page_map);
}

static void what_was_not_read_is_said(void **state)
{
	struct residency *page_map = page_map_of(0x1000, 10000);

	(void)state;
	residency_add(page_map, 0x1000, 0x2000, PAGE_CLASS_FILE);
	residency_finish(page_map, 0x1000 + 2500 * PAGE);
	assert_adds_up(page_map);
	assert_true(page_map->all.bytes[PAGE_CLASS_UNREAD] == 7500 * PAGE);
	assert_true(page_map->all.bytes[PAGE_CLASS_NONE] == 2499 * PAGE);
	assert_int_equal(residency_shown(&page_map->cells[RESIDENCY_CELLS - 1]), PAGE_CLASS_UNREAD);
	free(page_map);
}

/* The mapping may have grown since it was listed: what is outside is left out. */
static void what_is_outside_is_left_out(void **state)
{
	struct residency *page_map = page_map_of(0x10000, 16);

	(void)state;
	residency_add(page_map, 0, 0x11000, PAGE_CLASS_FILE);
	residency_add(page_map, 0x1f000, UINT64_MAX & ~(PAGE - 1), PAGE_CLASS_FILE);
	residency_add(page_map, 0x90000, 0x91000, PAGE_CLASS_FILE);
	residency_add(page_map, 0x14000, 0x13000, PAGE_CLASS_FILE);
	residency_finish(page_map, page_map->end);
	assert_adds_up(page_map);
	assert_true(page_map->all.bytes[PAGE_CLASS_FILE] == 2 * PAGE);
	free(page_map);
}

static void shrinking_keeps_every_byte(void **state)
{
	struct residency *page_map = page_map_of(0, 777);

	(void)state;
	residency_add(page_map, 100 * PAGE, 300 * PAGE, PAGE_CLASS_HUGE);
	residency_finish(page_map, page_map->end);
	for (size_t width = 0; width < 900; width += 7) {
		struct residency_cell cells[RESIDENCY_CELLS];
		size_t count = residency_shrink(page_map, cells, width);
		uint64_t huge = 0;

		assert_int_equal(count, width < 777 ? width : 777);
		for (size_t i = 0; i < count; i++)
			huge += cells[i].bytes[PAGE_CLASS_HUGE];
		assert_true(count == 0 || huge == 200 * PAGE);
	}
	free(page_map);
}

/* Cell i begins at page floor(pages * i / cells), wherever the mapping lies. */
static void each_page_is_in_the_cell_that_it_lies_in(void **state)
{
	static const uint64_t counts[] = { 1, 2, 1023, 1024, 1025, 1500, 3001 };

	(void)state;
	for (size_t n = 0; n < COUNT_OF(counts); n++) {
		uint64_t start = 0x7f0000000000 + n * PAGE, pages = counts[n], cell = 0;

		for (uint64_t page = 0; page < pages; page++) {
			struct residency *page_map = page_map_of(start, pages);
			size_t cells = page_map->cell_count;

			while (cell + 1 < cells && pages * (cell + 1) / cells <= page)
				cell++;
			residency_add(page_map, start + page * PAGE, start + (page + 1) * PAGE,
				PAGE_CLASS_FILE);
			assert_int_equal(page_map->cells[cell].bytes[PAGE_CLASS_FILE], PAGE);
			assert_int_equal(residency_bytes(&page_map->all), PAGE);
			free(page_map);
		}
	}
}

/* Where reading ended within a cell, the part before it is not there, the rest was not read. */
static void a_cell_may_be_read_in_part(void **state)
{
	struct residency *page_map = page_map_of(0x40000, 4096);

	(void)state;
	residency_add(page_map, 0x40000, 0x41000, PAGE_CLASS_FILE);
	residency_finish(page_map, 0x40000 + 6 * PAGE);
	assert_int_equal(page_map->cells[0].bytes[PAGE_CLASS_FILE], PAGE);
	assert_int_equal(page_map->cells[0].bytes[PAGE_CLASS_NONE], 3 * PAGE);
	assert_int_equal(page_map->cells[0].bytes[PAGE_CLASS_UNREAD], 0);
	assert_int_equal(page_map->cells[1].bytes[PAGE_CLASS_NONE], 2 * PAGE);
	assert_int_equal(page_map->cells[1].bytes[PAGE_CLASS_UNREAD], 2 * PAGE);
	assert_int_equal(page_map->cells[2].bytes[PAGE_CLASS_NONE], 0);
	assert_int_equal(page_map->cells[2].bytes[PAGE_CLASS_UNREAD], 4 * PAGE);
	assert_int_equal(page_map->all.bytes[PAGE_CLASS_NONE], 5 * PAGE);
	assert_int_equal(page_map->all.bytes[PAGE_CLASS_UNREAD], 4090 * PAGE);
	free(page_map);
}

/* Pages that were found behind the place where reading ended are not counted twice. */
static void what_was_found_is_neither_missing_nor_unread(void **state)
{
	struct residency *page_map = page_map_of(0, 4);

	(void)state;
	residency_add(page_map, 0, 4 * PAGE, PAGE_CLASS_HUGE);
	residency_finish(page_map, 4 * PAGE);
	assert_adds_up(page_map);
	assert_int_equal(page_map->all.bytes[PAGE_CLASS_HUGE], 4 * PAGE);
	free(page_map);
}

static void a_shrunken_cell_holds_what_its_part_holds(void **state)
{
	struct residency *page_map = page_map_of(0, 777);
	struct residency_cell cells[7];

	(void)state;
	residency_add(page_map, 100 * PAGE, 300 * PAGE, PAGE_CLASS_HUGE);
	residency_add(page_map, 776 * PAGE, 777 * PAGE, PAGE_CLASS_NONE);
	assert_int_equal(residency_shrink(page_map, cells, 7), 7);
	assert_int_equal(cells[0].bytes[PAGE_CLASS_HUGE], 11 * PAGE);
	assert_int_equal(cells[1].bytes[PAGE_CLASS_HUGE], 111 * PAGE);
	assert_int_equal(cells[2].bytes[PAGE_CLASS_HUGE], 78 * PAGE);
	assert_int_equal(cells[3].bytes[PAGE_CLASS_HUGE], 0);
	assert_int_equal(cells[6].bytes[PAGE_CLASS_NONE], PAGE);
	free(page_map);
}

static void a_cell_shows_what_there_is_most_of(void **state)
{
	struct residency_cell cell = { .bytes = { [PAGE_CLASS_NONE] = 9000,
					       [PAGE_CLASS_ANONYMOUS] = 1,
					       [PAGE_CLASS_FILE] = 3,
					       [PAGE_CLASS_SWAPPED] = 2 } };

	(void)state;
	assert_int_equal(residency_shown(&cell), PAGE_CLASS_FILE);
	cell.bytes[PAGE_CLASS_FILE] = 0;
	assert_int_equal(residency_shown(&cell), PAGE_CLASS_SWAPPED);
	cell.bytes[PAGE_CLASS_SWAPPED] = 1;
	assert_int_equal(residency_shown(&cell), PAGE_CLASS_ANONYMOUS);
	cell.bytes[PAGE_CLASS_SWAPPED] = 0;
	assert_int_equal(residency_shown(&cell), PAGE_CLASS_ANONYMOUS);
	cell.bytes[PAGE_CLASS_ANONYMOUS] = 0;
	assert_int_equal(residency_shown(&cell), PAGE_CLASS_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(entries_are_told_apart),
		cmocka_unit_test(categories_are_told_apart),
		cmocka_unit_test(a_small_mapping_has_a_cell_a_page),
		cmocka_unit_test(runs_are_shared_out),
		cmocka_unit_test(one_page_in_very_many),
		cmocka_unit_test(what_was_not_read_is_said),
		cmocka_unit_test(what_is_outside_is_left_out),
		cmocka_unit_test(shrinking_keeps_every_byte),
		cmocka_unit_test(each_page_is_in_the_cell_that_it_lies_in),
		cmocka_unit_test(a_cell_may_be_read_in_part),
		cmocka_unit_test(what_was_found_is_neither_missing_nor_unread),
		cmocka_unit_test(a_shrunken_cell_holds_what_its_part_holds),
		cmocka_unit_test(a_cell_shows_what_there_is_most_of),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
