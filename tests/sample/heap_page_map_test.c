/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The heap as cells: which page falls into which, and what they add up to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

#include "parse/process/pagemap.h"
#include "sample/heap_page_map.h"

#define PAGE   4096
#define FIRST  0x10000
#define SECOND 0x90000

/* Two segments, of 4 pages and of 2, of the arenas 0 and 3. */
static void make(struct heap_page_map *page_map)
{
	*page_map = (struct heap_page_map){ .page_size = PAGE };
	page_map->segments = calloc(2, sizeof(*page_map->segments));
	assert_non_null(page_map->segments);
	assert_int_equal(page_map_add(page_map, FIRST, FIRST + 4 * PAGE, 0), STATUS_OK);
	assert_int_equal(page_map_add(page_map, SECOND, SECOND + 2 * PAGE, 3), STATUS_OK);
}

static void segments_follow_one_another(void **state)
{
	struct heap_page_map page_map;

	(void)state;
	make(&page_map);
	assert_int_equal(page_map.count, 2);
	assert_int_equal(page_map.pages, 6);
	assert_int_equal(page_map.segments[1].first, 4);
	assert_int_equal(page_map.segments[1].count, 2);
	page_map_free(&page_map);
	assert_null(page_map.segments);
	assert_int_equal(page_map.pages, 0);
}

/* A chunk from 256 bytes before the end of page 1 to 512 into page 3. */
static void a_chunk_is_shared_out_to_its_pages(void **state)
{
	struct heap_page_map page_map;
	struct page_map_cell cells[6];

	(void)state;
	make(&page_map);
	page_map_share(&page_map, &page_map.segments[0], FIRST + 2 * PAGE - 256,
		FIRST + 3 * PAGE + 512, 1);
	page_map_share(&page_map, &page_map.segments[0], FIRST, FIRST + 64, 0);
	page_map_share(&page_map, &page_map.segments[0], FIRST + 128, FIRST + 160, 0);
	page_map_share(&page_map, &page_map.segments[1], SECOND + PAGE, SECOND + 2 * PAGE, 0);
	assert_int_equal(page_map_cells(&page_map, 0, 6, cells, 6), 6);
	assert_int_equal(cells[0].free, 96);
	assert_int_equal(cells[0].in_use, 0);
	assert_int_equal(cells[1].in_use, 256);
	assert_int_equal(cells[2].in_use, PAGE);
	assert_int_equal(cells[3].in_use, 512);
	assert_int_equal(cells[3].free, 0);
	assert_int_equal(cells[4].free, 0);
	assert_int_equal(cells[5].free, PAGE);
	page_map_free(&page_map);
}

static void a_cell_is_at_its_first_page(void **state)
{
	struct heap_page_map page_map;
	struct page_map_cell cells[6];

	(void)state;
	make(&page_map);
	assert_int_equal(page_map_cells(&page_map, 0, 6, cells, 6), 6);
	for (size_t i = 0; i < 6; i++) {
		assert_int_equal(cells[i].address,
			i < 4 ? FIRST + i * PAGE : SECOND + (i - 4) * PAGE);
		assert_int_equal(cells[i].arena, i < 4 ? 0 : 3);
		assert_int_equal(cells[i].bytes, PAGE);
		assert_int_equal(cells[i].resident, 0);
	}
	/* Pages 0 to 2 and 3 to 5: the second begins in the first segment. */
	assert_int_equal(page_map_cells(&page_map, 0, 6, cells, 2), 2);
	assert_int_equal(cells[0].bytes, 3 * PAGE);
	assert_int_equal(cells[1].bytes, 3 * PAGE);
	assert_int_equal(cells[1].address, FIRST + 3 * PAGE);
	assert_int_equal(cells[1].arena, 0);
	page_map_free(&page_map);
}

static void a_part_is_divided_as_the_whole_is(void **state)
{
	struct heap_page_map page_map;
	struct page_map_cell cells[6];

	(void)state;
	make(&page_map);
	assert_int_equal(page_map_cells(&page_map, 3, 2, cells, 2), 2);
	assert_int_equal(cells[0].address, FIRST + 3 * PAGE);
	assert_int_equal(cells[1].address, SECOND);
	assert_int_equal(page_map_cells(&page_map, 2, 3, cells, 2), 2);
	assert_int_equal(cells[0].bytes, 2 * PAGE);
	assert_int_equal(cells[1].bytes, PAGE);
	assert_int_equal(cells[1].address, SECOND);
	/* No more cells than pages, and no pages beyond the end. */
	assert_int_equal(page_map_cells(&page_map, 4, 9, cells, 6), 2);
	assert_int_equal(cells[0].address, SECOND);
	assert_int_equal(cells[1].address, SECOND + PAGE);
	assert_int_equal(page_map_cells(&page_map, 5, 1, cells, 6), 1);
	assert_int_equal(page_map_cells(&page_map, 6, 1, cells, 6), 0);
	assert_int_equal(page_map_cells(&page_map, 7, 1, cells, 6), 0);
	assert_int_equal(page_map_cells(&page_map, 0, 6, cells, 0), 0);
	page_map_free(&page_map);
}

static void flags_say_what_is_resident_and_what_is_in_swap(void **state)
{
	struct heap_page_map page_map;
	struct page_map_cell cells[2];
	static const uint8_t flags[] = { PAGE_PRESENT, PAGE_PRESENT | PAGE_SHARED, PAGE_SWAPPED,
		PAGE_FILE };

	(void)state;
	make(&page_map);
	page_map.segments[0].flags = malloc(sizeof(flags));
	assert_non_null(page_map.segments[0].flags);
	for (size_t i = 0; i < sizeof(flags); i++)
		page_map.segments[0].flags[i] = flags[i];
	assert_int_equal(page_map_cells(&page_map, 0, 6, cells, 2), 2);
	assert_int_equal(cells[0].resident, 2 * PAGE);
	assert_int_equal(cells[0].swapped, PAGE);
	assert_int_equal(cells[1].resident, 0);
	assert_int_equal(cells[1].swapped, 0);
	page_map_free(&page_map);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(segments_follow_one_another),
		cmocka_unit_test(a_chunk_is_shared_out_to_its_pages),
		cmocka_unit_test(a_cell_is_at_its_first_page),
		cmocka_unit_test(a_part_is_divided_as_the_whole_is),
		cmocka_unit_test(flags_say_what_is_resident_and_what_is_in_swap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
