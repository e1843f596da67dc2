/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The engine on a made-up process, in states that are hard to bring a real one into. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "heap/fake.h"
#include "heap/glibc/chunk.h"
#include "heap/heap.h"
#include "heap/memory.h"

static struct fake *fake_new(void)
{
	struct fake *fake = malloc(sizeof(*fake));

	assert_non_null(fake);
	fake_init(fake);
	return fake;
}

/* Ten chunks of 10 KiB, every other free, between chunks in use of 48 bytes. */
static void fill(struct fake *fake)
{
	for (int i = 0; i < 10; i++) {
		fake_chunk(fake, 48, true);
		fake_chunk(fake, 10240, i % 2 == 0);
	}
	fake_chunk(fake, 48, true);
	fake_close(fake);
}

static enum status look_with(struct fake *fake, struct heap_report *report,
	const struct heap_options *options)
{
	struct memory_reader reader = fake_reader(fake);
	enum status status = heap_examine(report, &reader, options);

	assert_int_equal(fake->bad_reads, 0);
	return status;
}

static void look(struct fake *fake, struct heap_report *report)
{
	static const struct heap_options options = { 0 };

	assert_int_equal(look_with(fake, report, &options), STATUS_OK);
}

static void sound_heap_is_counted(void **state)
{
	struct fake *fake = fake_new();
	struct heap_report report;

	(void)state;
	fill(fake);
	look(fake, &report);
	assert_int_equal(report.confidence, HEAP_OK);
	assert_int_equal(report.total.in_use, 11 * 48 + 5 * 10240);
	assert_int_equal(report.total.free, 5 * 10240);
	assert_int_equal(report.total.largest_free, 10240);
	assert_int_equal(report.total.top, FAKE_HEAP_PAGES * FAKE_PAGE - fake->used);
	/* One or two whole pages in each free chunk, and what top can give. */
	assert_in_range(report.total.trimmable, 5 * FAKE_PAGE + 38 * FAKE_PAGE,
		10 * FAKE_PAGE + 39 * FAKE_PAGE);
	assert_int_equal(report.attempts, 1);
	heap_report_free(&report);
	free(fake);
}

static void fastbin_members_merge_with_their_neighbours(void **state)
{
	struct fake *fake = fake_new();
	struct heap_report report;
	uint64_t chunk[400];

	(void)state;
	for (int i = 0; i < 400; i++)
		chunk[i] = fake_chunk(fake, 48, true);
	for (int i = 10; i < 390; i++)
		fake_fast(fake, chunk[(i * 7) % 380 + 10], 48);
	fake_close(fake);
	look(fake, &report);
	assert_int_equal(report.total.fastbin_chunks, 380);
	assert_int_equal(report.total.in_use_chunks, 20);
	/* 380 * 48 bytes from 480 on: pages 1 to 3 lie in them whole. */
	assert_true(report.total.trimmable >= 3 * FAKE_PAGE);
	heap_report_free(&report);
	free(fake);
}

static void absent_pages_are_not_trimmable(void **state)
{
	struct fake *fake = fake_new();
	struct heap_report report;
	uint64_t before;

	(void)state;
	fill(fake);
	look(fake, &report);
	before = report.total.trimmable;
	heap_report_free(&report);
	/* The last 30 pages were never touched, or given back. */
	memset(fake->flags + FAKE_PAGES - 30, 0, 30);
	look(fake, &report);
	assert_int_equal(report.confidence, HEAP_OK);
	assert_int_equal(report.total.trimmable, before - 30 * FAKE_PAGE);
	assert_true(report.total.returned >= 30 * FAKE_PAGE);
	heap_report_free(&report);
	free(fake);
}

static void swapped_headers_are_not_read(void **state)
{
	struct fake *fake = fake_new();
	struct heap_report report;

	(void)state;
	fill(fake);
	memset(fake->flags + FAKE_STATE_PAGES + 3, PAGE_SWAPPED, 8);
	look(fake, &report);
	assert_int_equal(report.confidence, HEAP_APPROXIMATE);
	assert_int_equal(report.reason, HEAP_REASON_SWAPPED);
	assert_true(report.total.unexamined > 0);
	assert_int_equal(report.total.swapped, 8 * FAKE_PAGE);
	/* The walk finds the chain again behind the hole: top is still known. */
	assert_int_equal(report.total.top, FAKE_HEAP_PAGES * FAKE_PAGE - fake->used);
	heap_report_free(&report);
	free(fake);
}

static void shared_pages_are_told(void **state)
{
	struct fake *fake = fake_new();
	struct heap_report report;

	(void)state;
	fill(fake);
	memset(fake->flags + FAKE_STATE_PAGES, PAGE_PRESENT | PAGE_SHARED, FAKE_HEAP_PAGES);
	look(fake, &report);
	assert_int_equal(report.total.shared, FAKE_HEAP_PAGES * FAKE_PAGE);
	assert_int_equal(report.total.trimmable_shared, report.total.trimmable);
	heap_report_free(&report);
	free(fake);
}

static void bad_sizes_end_nothing(void **state)
{
	static const uint64_t sizes[] = { 0, 1, 8, 24, 33, UINT64_C(1) << 63, UINT64_MAX, 1 << 20 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(sizes); i++) {
		struct fake *fake = fake_new();
		struct heap_report report;

		fill(fake);
		/* The fourth chunk's header: 48, 10240, 48, then this one. */
		fake_put(fake, FAKE_HEAP + 48 + 10240 + 48 + 8, sizes[i]);
		look(fake, &report);
		assert_int_not_equal(report.confidence, HEAP_REFUSED);
		if (sizes[i] != 1)
			assert_int_equal(report.confidence, HEAP_APPROXIMATE);
		heap_report_free(&report);
		free(fake);
	}
}

/* Of a free chunk the size stands once more at its end: that tells chunks from what looks like them. */
static void a_chain_of_chunks_has_sizes_at_the_ends_of_free_ones(void **state)
{
	struct fake *fake = fake_new();
	struct memory_reader reader = fake_reader(fake);
	struct memory memory;
	struct arenas arenas = { 0 };
	static const struct heap_options options = { 0 };
	struct allowance allowance;
	uint64_t budget = 1000, first, end;

	(void)state;
	first = fake_chunk(fake, 64, true);
	end = fake_chunk(fake, 96, false) + 96;
	fill(fake);
	allowance_open(&allowance, &options, &reader);
	assert_int_equal(memory_open(&memory, &reader, &allowance), STATUS_OK);
	assert_int_equal(arenas_find(&arenas, &memory, false), STATUS_OK);
	assert_true(chunk_chain_begins(&arenas, &memory, 0, first, FAKE_HEAP + 0x10000, &budget));
	fake_put(fake, end, 80);
	memory_forget(&memory);
	assert_false(chunk_chain_begins(&arenas, &memory, 0, first, FAKE_HEAP + 0x10000, &budget));
	arenas_free(&arenas);
	memory_close(&memory);
	free(fake);
}

static void cyclic_fastbin_ends(void **state)
{
	struct fake *fake = fake_new();
	struct heap_report report;
	uint64_t chunk[3];

	(void)state;
	for (int i = 0; i < 3; i++)
		chunk[i] = fake_chunk(fake, 48, true);
	for (int i = 0; i < 3; i++)
		fake_fast(fake, chunk[i], 48);
	/* The last of the list points to the first again. */
	fake_put(fake, chunk[0] + 16, chunk[2] ^ (chunk[0] + 16) >> 12);
	fake_close(fake);
	look(fake, &report);
	assert_true(report.total.fastbin_chunks <= 3);
	heap_report_free(&report);
	free(fake);
}

static void arenas_in_a_circle_without_main_are_refused(void **state)
{
	struct fake *fake = fake_new();
	struct heap_report report;

	(void)state;
	fill(fake);
	/* next leads into the heap, where more arenas seem to be, and never back. */
	fake_put(fake, FAKE_ARENA + 0x70 + 2048, FAKE_HEAP + 4096);
	fake_put(fake, FAKE_HEAP + 4096 + 0x70 + 2048, FAKE_HEAP + 4096);
	look(fake, &report);
	assert_int_equal(report.confidence, HEAP_REFUSED);
	assert_int_equal(report.reason, HEAP_REASON_NO_ARENA);
	heap_report_free(&report);
	free(fake);
}

static void other_allocators_are_named(void **state)
{
	static const struct {
		const char *library;
		enum heap_allocator allocator;
	} rows[] = {
		{ "libjemalloc.so.2", HEAP_JEMALLOC },
		{ "libtcmalloc_minimal.so.4", HEAP_TCMALLOC },
		{ "libmimalloc.so.2.0", HEAP_MIMALLOC },
		{ "ld-musl-x86_64.so.1", HEAP_MUSL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct fake *fake = fake_new();
		struct heap_report report;

		fake->library = rows[i].library;
		fake->no_libc = true;
		look(fake, &report);
		assert_int_equal(report.confidence, HEAP_REFUSED);
		assert_int_equal(report.reason, HEAP_REASON_OTHER_ALLOCATOR);
		assert_int_equal(report.allocator, rows[i].allocator);
		assert_string_equal(report.library, rows[i].library);
		heap_report_free(&report);
		free(fake);
	}
}

/* A program with jemalloc in which little was allocated before that took over. */
static void small_share_beside_another_allocator_is_refused(void **state)
{
	struct fake *fake = fake_new();
	struct heap_report report;

	(void)state;
	fill(fake);
	fake->library = "libjemalloc.so.2";
	look(fake, &report);
	assert_int_equal(report.confidence, HEAP_OK);
	heap_report_free(&report);
	fake->anonymous = UINT64_C(1) << 30;
	look(fake, &report);
	assert_int_equal(report.confidence, HEAP_REFUSED);
	assert_int_equal(report.allocator, HEAP_JEMALLOC);
	heap_report_free(&report);
	free(fake);
}

/* While malloc links chunks in and out its bins may look like nothing at all. */
static void arena_that_makes_no_sense_is_looked_for_again(void **state)
{
	struct fake *fake = fake_new();
	struct heap_report report;

	(void)state;
	fill(fake);
	fake->torn_reads = FAKE_STATE_PAGES;
	look(fake, &report);
	assert_int_equal(fake->torn_reads, 0);
	assert_int_equal(report.confidence, HEAP_OK);
	assert_int_equal(report.attempts, 2);
	heap_report_free(&report);
	free(fake);
}

/* How a look ends of which so many reads succeed; cut: whether there were more. */
static enum status look_for(uint64_t reads, bool lacks_memory, bool *cut)
{
	static const struct heap_options options = { 0 };
	struct fake *fake = fake_new();
	struct heap_report report;
	enum status status;

	fill(fake);
	fake->reads_left = reads;
	fake->lacks_memory = lacks_memory;
	status = look_with(fake, &report, &options);
	*cut = fake->reads_left > reads;
	heap_report_free(&report);
	free(fake);
	return status;
}

static void process_may_end_at_any_moment(void **state)
{
	bool cut;

	(void)state;
	for (uint64_t reads = 0; reads < 12; reads++) {
		enum status status = look_for(reads, false, &cut);

		assert_true(status == STATUS_GONE || status == STATUS_OK);
		if (reads < 3)
			assert_int_equal(status, STATUS_GONE);
	}
}

/* No page passes for an empty one, and no heap for none. */
static void memory_may_lack_at_any_moment(void **state)
{
	bool cut;

	(void)state;
	for (uint64_t reads = 0; reads < 12; reads++) {
		enum status status = look_for(reads, true, &cut);

		assert_int_equal(status, cut ? STATUS_NO_MEMORY : STATUS_OK);
	}
}

static bool always(void *context)
{
	(void)context;
	return true;
}

static void count_progress(void *context, uint64_t done, uint64_t total)
{
	assert_true(done <= total);
	++*(unsigned *)context;
}

static void walk_can_be_watched_and_cancelled(void **state)
{
	unsigned calls = 0;
	struct heap_options options = { .context = &calls, .progress = count_progress };
	struct fake *fake = fake_new();
	struct heap_report report;

	(void)state;
	fill(fake);
	assert_int_equal(look_with(fake, &report, &options), STATUS_OK);
	assert_true(calls > 0);
	heap_report_free(&report);
	options.cancelled = always;
	assert_int_equal(look_with(fake, &report, &options), STATUS_REFUSED);
	heap_report_free(&report);
	free(fake);
}

static void strip_shows_all_pages_once(void **state)
{
	struct page_map_cell cells[64];
	struct fake *fake = fake_new();
	struct heap_report report;
	uint64_t bytes = 0, in_use = 0;
	size_t count;

	(void)state;
	fill(fake);
	look(fake, &report);
	assert_int_equal(report.page_map.pages, FAKE_HEAP_PAGES);
	count = page_map_cells(&report.page_map, 0, report.page_map.pages, cells, 10);
	assert_int_equal(count, 10);
	for (size_t i = 0; i < count; i++) {
		bytes += cells[i].bytes;
		in_use += cells[i].in_use;
	}
	assert_int_equal(bytes, FAKE_HEAP_PAGES * FAKE_PAGE);
	assert_int_equal(in_use, report.total.in_use);
	assert_int_equal(page_map_cells(&report.page_map, 60, 100, cells, 64), 4);
	assert_int_equal(cells[0].address, FAKE_HEAP + 60 * FAKE_PAGE);
	assert_int_equal(page_map_cells(&report.page_map, 64, 1, cells, 64), 0);
	heap_report_free(&report);
	free(fake);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sound_heap_is_counted),
		cmocka_unit_test(fastbin_members_merge_with_their_neighbours),
		cmocka_unit_test(absent_pages_are_not_trimmable),
		cmocka_unit_test(swapped_headers_are_not_read),
		cmocka_unit_test(shared_pages_are_told),
		cmocka_unit_test(bad_sizes_end_nothing),
		cmocka_unit_test(a_chain_of_chunks_has_sizes_at_the_ends_of_free_ones),
		cmocka_unit_test(cyclic_fastbin_ends),
		cmocka_unit_test(arenas_in_a_circle_without_main_are_refused),
		cmocka_unit_test(other_allocators_are_named),
		cmocka_unit_test(small_share_beside_another_allocator_is_refused),
		cmocka_unit_test(arena_that_makes_no_sense_is_looked_for_again),
		cmocka_unit_test(process_may_end_at_any_moment),
		cmocka_unit_test(memory_may_lack_at_any_moment),
		cmocka_unit_test(walk_can_be_watched_and_cancelled),
		cmocka_unit_test(strip_shows_all_pages_once),
	};

	return cmocka_run_group_tests_name("heap engine", tests, NULL, NULL);
}
