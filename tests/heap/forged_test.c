/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Heaps whose owner wrote what it liked into them: rings, sizes of 0 and of all there is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/macros.h"
#include "heap/allowance.h"
#include "heap/fake.h"
#include "heap/heap.h"
#include "heap/leaks/graph/resident.h"
#include "heap/leaks/leaks.h"
#include "heap/sweep.h"
#include "support/random.h"

#define ROUNDS     300
#define PATIENCE_S 300 /* a look that has no end */
#define HEAP_BYTES (FAKE_HEAP_PAGES * FAKE_PAGE)
#define STATE_SIZE (FAKE_STATE_PAGES * FAKE_PAGE)
#define BINS       64u
#define WIDE       8u

/* malloc_state of 2.27 to 2.42, from its start. */
#define TOP    0x60
#define PAIRS  0x70
#define NEXT   (PAIRS + 2048)
#define SYSTEM (NEXT + 24)

/* Reads of pages that even a heap full of false leads may cost. */
#define READS_MOST UINT64_C(20000000)

struct forger {
	struct fake *fake;
	uint64_t random;
};

static uint64_t below(struct forger *forger, uint64_t most)
{
	return random_below(&forger->random, most);
}

/* An address somewhere in the heap. */
static uint64_t somewhere(struct forger *forger)
{
	return FAKE_HEAP + below(forger, HEAP_BYTES / WIDE) * WIDE;
}

/* What is a word to a program that wants to mislead. */
static uint64_t lie(struct forger *forger)
{
	const uint64_t edges[] = { 0, 1, UINT64_MAX, UINT64_C(1) << 47, UINT64_C(1) << 63,
		HEAP_BYTES, FAKE_PAGE, 0x21, 0x291, 64 << 20, FAKE_ARENA, FAKE_STATE };
	uint64_t at = somewhere(forger);

	switch (below(forger, 5)) {
	case 0:
		return edges[below(forger, COUNT_OF(edges))];
	case 1:
		return at;
	case 2:
		return at ^ somewhere(forger) >> 12;
	case 3:
		return below(forger, HEAP_BYTES);
	default:
		return random_next(&forger->random);
	}
}

/* A chunk in use that looks like a thread's cache whose lists are rings, or lead anywhere. */
static void forge_cache(struct forger *forger, uint64_t entry)
{
	uint64_t cache = fake_chunk(forger->fake, 0x290, true) + 16;

	for (unsigned i = 0; i < BINS / 4; i++)
		fake_put(forger->fake, cache + i * WIDE, UINT64_MAX);
	for (unsigned bin = 0; bin < BINS; bin++)
		fake_put(forger->fake, cache + 2 * BINS + bin * WIDE,
			below(forger, 8) ? entry : somewhere(forger) & ~UINT64_C(15));
}

static void forge_caches(struct forger *forger)
{
	uint64_t entry = fake_chunk(forger->fake, 0x20, true) + 16;
	uint64_t count = 1 + below(forger, 200);

	fake_put(forger->fake, entry, entry ^ entry >> 12);
	for (; count > 0; count--)
		forge_cache(forger, entry);
	fake_close(forger->fake);
}

/* A fastbin that is a ring, or leads astray. */
static void forge_fastbin(struct forger *forger)
{
	uint64_t chunks[16];

	for (size_t i = 0; i < COUNT_OF(chunks); i++) {
		chunks[i] = fake_chunk(forger->fake, 0x30, true);
		fake_fast(forger->fake, chunks[i], 0x30);
	}
	for (size_t i = 0; i < COUNT_OF(chunks); i++) {
		uint64_t link = chunks[i] + 16, to = chunks[below(forger, COUNT_OF(chunks))];

		if (below(forger, 2))
			fake_put(forger->fake, link, to ^ link >> 12);
	}
	fake_close(forger->fake);
}

/* A second arena, as of a thread, whose list of heaps has no end. */
static void forge_arena(struct forger *forger)
{
	const uint64_t sizes[] = { 0, FAKE_PAGE, HEAP_BYTES, 64 << 20, UINT64_MAX };
	const uint64_t before[] = { FAKE_HEAP, 0, FAKE_HEAP + (64 << 20), somewhere(forger) };
	uint64_t arena = FAKE_HEAP + 0x30;
	struct fake *fake = forger->fake;

	for (uint64_t bin = 0; bin < 127; bin++) {
		uint64_t pair = arena + PAIRS + bin * 16;

		fake_put(fake, pair, pair - 16);
		fake_put(fake, pair + 8, pair - 16);
	}
	fake_put(fake, FAKE_HEAP, arena);
	fake_put(fake, FAKE_HEAP + WIDE, before[below(forger, COUNT_OF(before))]);
	fake_put(fake, FAKE_HEAP + 2 * WIDE, sizes[below(forger, COUNT_OF(sizes))]);
	fake_put(fake, arena + TOP, somewhere(forger));
	fake_put(fake, arena + SYSTEM, UINT64_C(1) << 46);
	fake_put(fake, arena + NEXT, FAKE_ARENA);
	fake_put(fake, FAKE_ARENA + NEXT, arena);
}

static void forge_words(struct forger *forger)
{
	for (uint64_t left = below(forger, 100); left > 0; left--) {
		uint64_t at = below(forger, 4) ? somewhere(forger)
					       : FAKE_STATE + below(forger, STATE_SIZE / 8) * 8;

		fake_put(forger->fake, at, lie(forger));
	}
}

static void forge_pages(struct forger *forger)
{
	for (uint64_t left = below(forger, 8); left > 0; left--)
		forger->fake->flags[below(forger, FAKE_PAGES)] = (uint8_t)below(forger, 16);
}

static void forge(struct forger *forger)
{
	for (uint64_t left = below(forger, 30); left > 0; left--)
		fake_chunk(forger->fake, 32 + below(forger, 64) * 16, below(forger, 2));
	fake_close(forger->fake);
	if (below(forger, 2))
		forge_caches(forger);
	if (below(forger, 2))
		forge_fastbin(forger);
	if (below(forger, 2))
		forge_arena(forger);
	if (below(forger, 2))
		forge_words(forger);
	if (below(forger, 4) == 0)
		forge_pages(forger);
}

/* Whatever it says, it says no more than there is. */
static void check(const struct heap_report *report, const struct fake *fake)
{
	uint64_t span = report->page_map.pages * report->page_map.page_size;

	assert_int_equal(fake->bad_reads, 0);
	assert_true(fake->page_reads <= READS_MOST);
	if (report->confidence == HEAP_REFUSED)
		return;
	assert_true(report->total.in_use <= span);
	assert_true(heap_retained(&report->total) <= span);
	assert_true(report->total.resident <= HEAP_BYTES + STATE_SIZE);
}

static void any_heap_is_looked_at_in_bounds(void **state)
{
	static const struct heap_options options = { .limit = 1 };
	struct rounds rounds = rounds_of(ROUNDS);
	struct fake *fake = malloc(sizeof(*fake));

	(void)state;
	assert_non_null(fake);
	while (rounds_next(&rounds)) {
		struct forger forger = { fake, rounds.seed };
		struct memory_reader reader = fake_reader(fake);
		struct heap_report report;
		enum status status;

		fake_init(fake);
		forge(&forger);
		alarm(PATIENCE_S);
		status = heap_examine(&report, &reader, &options);
		alarm(0);
		if (status != STATUS_OK)
			fail_msg("seed %llu: %s", (unsigned long long)rounds.seed,
				status_text(status));
		check(&report, fake);
		heap_report_free(&report);
	}
	free(fake);
}

/* ---- the limits ---- */

static bool is_tired(void *context)
{
	unsigned *patience = context;

	return *patience == 0 || --*patience == 0;
}

/* However often it asks: the second time that it asks, it is told to stop. */
static void a_look_that_is_not_wanted_ends(void **state)
{
	unsigned patience = 2;
	const struct heap_options options = { .context = &patience, .cancelled = is_tired };
	struct fake *fake = malloc(sizeof(*fake));
	struct memory_reader reader = fake_reader(fake);
	struct heap_report report;

	(void)state;
	assert_non_null(fake);
	fake_init(fake);
	fake_put(fake, FAKE_ARENA + SYSTEM, UINT64_C(1) << 46);
	forge_caches(&(struct forger){ fake, 1 });
	assert_int_equal(heap_examine(&report, &reader, &options), STATUS_REFUSED);
	heap_report_free(&report);
	free(fake);
}

static void too_much_is_taken_back_for_good(void **state)
{
	static const struct heap_options options = { .limit = 1 };
	struct fake *fake = malloc(sizeof(*fake));
	struct memory_reader reader = fake_reader(fake);
	struct allowance allowance;

	(void)state;
	assert_non_null(fake);
	fake_init(fake);
	allowance_open(&allowance, &options, &reader);
	assert_int_equal(allowance_take(&allowance, HEAP_MEMORY_BYTES), STATUS_OK);
	assert_true(allowance_spend(&allowance, 1));
	assert_int_equal(allowance_take(&allowance, 1), STATUS_TOO_LARGE);
	allowance_give_back(&allowance);
	assert_false(allowance_spend(&allowance, 1));
	assert_int_equal(allowance.status, STATUS_TOO_LARGE);
	free(fake);
}

/* 2 s and 64 MiB, and 8 s and 256 MiB for each GiB; four times that where the option says so. */
static void limits_grow_with_the_process(void **state)
{
	struct heap_options options = { .limit = 4, .grows = true };
	struct fake *fake = malloc(sizeof(*fake));
	struct memory_reader reader = fake_reader(fake);
	struct allowance large, small;

	(void)state;
	assert_non_null(fake);
	fake_init(fake);
	fake->anonymous = UINT64_C(2) << 30;
	allowance_open(&large, &options, &reader);
	assert_int_equal(large.memory_most, UINT64_C(4) * (64 + 512) << 20);
	options.grows = false;
	allowance_open(&small, &options, &reader);
	assert_int_equal(small.memory_most, UINT64_C(4) * 64 << 20);
	assert_true(large.until_ns > small.until_ns);
	options.searches = true;
	allowance_open(&large, &options, &reader);
	assert_true(large.until_ns - small.until_ns >= 4 * (HEAP_SEARCH_TIMES - 1) * HEAP_TIME_NS);
	free(fake);
}

/* The list of mappings is as long as the process makes it. */
static void mappings_count_as_memory(void **state)
{
	static const struct heap_options options = { .limit = 1 };
	struct fake *fake = malloc(sizeof(*fake));
	struct memory_reader reader = fake_reader(fake);
	struct allowance allowance;
	struct memory memory;

	(void)state;
	assert_non_null(fake);
	fake_init(fake);
	allowance_open(&allowance, &options, &reader);
	assert_int_equal(memory_open(&memory, &reader, &allowance), STATUS_OK);
	assert_true(memory.maps.count > 0);
	assert_true(allowance.memory_taken >= memory.maps.count * sizeof(struct mapping));
	memory_close(&memory);
	allowance_open(&allowance, &options, &reader);
	allowance.memory_most = sizeof(struct mapping);
	assert_int_equal(memory_open(&memory, &reader, &allowance), STATUS_TOO_LARGE);
	memory_close(&memory);
	free(fake);
}

/* ---- terabytes that were never touched ---- */

#define SPARSE_START UINT64_C(0x100000000000)
#define SPARSE_END   UINT64_C(0x4c0000000000)
#define SPARSE       "100000000000-4c0000000000 rw-p 00000000 00:00 0\n" /* 60 TiB */
#define ASKED_MOST                                                                                 \
	10000u /* times that flags may be asked for; of all pages it would be 15 million */
#define NEXT_MOST 1000u

static unsigned next_asked;

static enum status next_page(void *context, uint64_t from, uint64_t to, uint64_t *next)
{
	const struct fake *fake = context;

	next_asked++;
	*next = to;
	for (unsigned i = 0; i < FAKE_PAGES; i++) {
		uint64_t page = i < FAKE_STATE_PAGES
					? FAKE_STATE + i * FAKE_PAGE
					: FAKE_HEAP + (i - FAKE_STATE_PAGES) * FAKE_PAGE;

		if (fake->flags[i] && page >= from && page < *next)
			*next = page;
	}
	return STATUS_OK;
}

/* A flag of the arena: the second 32 bits, whatever the order of bytes. */
static void set_arena_flag(struct fake *fake, uint32_t flag)
{
	uint64_t word = fake_get(fake, FAKE_ARENA);
	uint32_t halves[2];

	memcpy(halves, &word, sizeof(word));
	halves[1] |= flag;
	memcpy(&word, halves, sizeof(word));
	fake_put(fake, FAKE_ARENA, word);
}

static struct memory_reader sparse_reader(struct fake *fake)
{
	struct memory_reader reader = fake_reader(fake);

	fake_init(fake);
	for (int i = 0; i < 40; i++)
		fake_chunk(fake, 0x60, true);
	fake_close(fake);
	fake->first = SPARSE;
	/* brk did not serve it. */
	set_arena_flag(fake, 2);
	/* Less than malloc says that it has: the rest is looked for everywhere. */
	fake_put(fake, FAKE_ARENA + SYSTEM, UINT64_C(1) << 30);
	fake->reads_left = ASKED_MOST;
	reader.next_page = next_page;
	next_asked = 0;
	return reader;
}

static void terabytes_never_touched_are_passed_over(void **state)
{
	const struct heap_options options = { 0 };
	struct fake *fake = malloc(sizeof(*fake));
	struct memory_reader reader;
	struct heap_report report;
	struct leak_report leaks;
	struct leak_watch *watch;

	(void)state;
	assert_non_null(fake);
	reader = sparse_reader(fake);
	assert_int_equal(heap_examine(&report, &reader, &options), STATUS_OK);
	assert_int_equal(report.allocator, HEAP_GLIBC);
	assert_int_equal(report.total.in_use_chunks, 40);
	heap_report_free(&report);
	assert_in_range(next_asked, 1, NEXT_MOST);
	reader = sparse_reader(fake);
	watch = leak_watch_new(&reader, &options);
	assert_non_null(watch);
	assert_int_equal(leak_watch_look(watch, &leaks), STATUS_OK);
	assert_true(leaks.in_use_chunks == 40);
	leak_report_free(&leaks);
	leak_watch_free(watch);
	assert_in_range(next_asked, 1, NEXT_MOST);
	free(fake);
}

static void take_nothing(void *context, uint64_t address, const uint8_t *bytes, size_t length)
{
	(void)context;
	(void)address;
	(void)bytes;
	(void)length;
}

static enum status visit_nothing(void *context, uint64_t address, const uint8_t *bytes,
	size_t length)
{
	*(size_t *)context += length;
	(void)address;
	(void)bytes;
	return STATUS_OK;
}

/* Each that goes through memory from one end to the other. */
static void each_search_passes_over_them(void **state)
{
	const struct heap_options options = { 0 };
	struct fake *fake = malloc(sizeof(*fake));
	struct memory_reader reader;
	struct allowance allowance;
	struct resident resident;
	struct memory memory;
	uint64_t bytes;
	size_t swept = 0;

	(void)state;
	assert_non_null(fake);
	reader = sparse_reader(fake);
	allowance_open(&allowance, &options, &reader);
	assert_int_equal(memory_open(&memory, &reader, &allowance), STATUS_OK);
	assert_int_equal(memory_sweep(&memory, visit_nothing, &swept), STATUS_OK);
	assert_true(swept > 0);
	assert_int_equal(memory_resident(&memory, SPARSE_START, SPARSE_END, &bytes), STATUS_OK);
	assert_int_equal(bytes, 0);
	assert_int_equal(resident_open(&resident, &memory), STATUS_OK);
	assert_int_equal(resident_each(&resident, SPARSE_START, SPARSE_END, take_nothing, NULL),
		STATUS_OK);
	resident_close(&resident);
	assert_in_range(next_asked, 3, NEXT_MOST);
	memory_close(&memory);
	free(fake);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_heap_is_looked_at_in_bounds),
		cmocka_unit_test(a_look_that_is_not_wanted_ends),
		cmocka_unit_test(too_much_is_taken_back_for_good),
		cmocka_unit_test(limits_grow_with_the_process),
		cmocka_unit_test(mappings_count_as_memory),
		cmocka_unit_test(terabytes_never_touched_are_passed_over),
		cmocka_unit_test(each_search_passes_over_them),
	};

	return cmocka_run_group_tests_name("forged", tests, NULL, NULL);
}
