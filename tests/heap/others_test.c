/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Heaps that are not glibc's, made up byte by byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "document/heap_figures.h"
#include "fake.h"
#include "heap/heap.h"
#include "support/assert_value.h"

static struct fake *fake_new(const char *library)
{
	struct fake *fake = malloc(sizeof(*fake));

	assert_non_null(fake);
	fake_init(fake);
	fake->library = library;
	fake->no_libc = true;
	memset(fake->bytes, 0, sizeof(fake->bytes));
	return fake;
}

static void look(struct heap_report *report, struct fake *fake, unsigned limit)
{
	const struct memory_reader reader = fake_reader(fake);
	const struct heap_options options = { .limit = limit };

	assert_int_equal(heap_examine(report, &reader, &options), STATUS_OK);
	assert_int_equal(fake->bad_reads, 0);
}

/* Eight bytes as they stand in memory, on machines of either byte order. */
static void put_bytes(struct fake *fake, uint64_t address, const void *bytes)
{
	uint64_t word;

	memcpy(&word, bytes, sizeof(word));
	fake_put(fake, address, word);
}

static void put_int(struct fake *fake, uint64_t address, uint32_t first, uint32_t second)
{
	const uint32_t ints[2] = { first, second };

	put_bytes(fake, address, ints);
}

/* ---- Python ---- */

/* The header of a pool; next_offset 0 means that all of it was used once. */
static void put_pool(struct fake *fake, uint64_t at, uint32_t pool, uint32_t class, uint32_t count,
	uint32_t next_offset)
{
	uint32_t size = (class + 1) * 16, most = pool - size;

	put_int(fake, at, count, 0);
	fake_put(fake, at + 8, count ? at + 48 : 0);
	put_int(fake, at + 32, 7, class);
	put_int(fake, at + 40, next_offset ? next_offset : 48 + (pool - 48) / size * size, most);
}

static void pools_of_python_are_counted(void **state)
{
	struct fake *fake = fake_new("python3.11");
	const struct other_heap *heap;
	struct heap_report report;

	(void)state;
	put_pool(fake, FAKE_HEAP, 16384, 0, 1000, 0);        /* 1,021 of 16 bytes */
	put_pool(fake, FAKE_HEAP + 16384, 16384, 31, 10, 0); /* 31 of 512 bytes */
	put_pool(fake, FAKE_HEAP + 32768, 16384, 3, 0, 0);   /* empty: two of its pages are there */
	fake->flags[FAKE_STATE_PAGES + 9] = 0;
	fake->flags[FAKE_STATE_PAGES + 11] = 0;
	look(&report, fake, 0);
	assert_int_equal(report.other_count, 1);
	heap = &report.others[0];
	assert_int_equal(heap->allocator, HEAP_PYTHON);
	assert_int_equal(heap->state, OTHER_HEAP_READ);
	assert_value(heap->figures[OTHER_HEAP_SYSTEM], 3 * 16384);
	assert_value(heap->figures[OTHER_HEAP_IN_USE], 1000 * 16 + 10 * 512);
	assert_value(heap->figures[OTHER_HEAP_BLOCKS], 1010);
	assert_value(heap->figures[OTHER_HEAP_PINNED], 21 * 16 + 21 * 512);
	assert_value(heap->figures[OTHER_HEAP_FREE], 2 * 4096);
	assert_int_equal(heap->figures[OTHER_HEAP_LIMIT].state, VALUE_ABSENT);
	assert_ptr_equal(heap_followed(&report), heap);
	assert_null(heap_in_place(&report));
	heap_report_free(&report);
	free(fake);
}

/* Up to 3.9 pools are pages. */
static void small_pools_are_known_by_their_number(void **state)
{
	struct fake *fake = fake_new("libpython3.8.so.1.0");
	struct heap_report report;

	(void)state;
	for (unsigned i = 0; i < 8; i++)
		put_pool(fake, FAKE_HEAP + i * 4096, 4096, 1, 5, 0);
	look(&report, fake, 0);
	assert_value(report.others[0].figures[OTHER_HEAP_IN_USE], 8 * 5 * 32);
	heap_report_free(&report);
	free(fake);
}

/* Each of these has one thing that no pool can have. */
static void what_is_no_pool_is_left_out(void **state)
{
	struct fake *fake = fake_new("python3.11");
	struct heap_report report;

	(void)state;
	put_pool(fake, FAKE_HEAP, 16384, 0, 1022, 0); /* more blocks than there is room for */
	put_pool(fake, FAKE_HEAP + 16384, 16384, 32, 1, 0);
	put_pool(fake, FAKE_HEAP + 32768, 16384, 1, 1, 49);
	put_pool(fake, FAKE_HEAP + 49152, 16384, 1, 1, 0);
	fake_put(fake, FAKE_HEAP + 49152 + 8, FAKE_HEAP + 16384); /* a free block of another pool */
	put_pool(fake, FAKE_HEAP + 65536, 16384, 1, 1, 0);
	put_int(fake, FAKE_HEAP + 65536 + 40, 48, 16384 - 16);
	look(&report, fake, 0);
	assert_int_equal(report.others[0].state, OTHER_HEAP_UNREAD);
	assert_int_equal(report.others[0].figures[OTHER_HEAP_IN_USE].state, VALUE_ABSENT);
	heap_report_free(&report);
	free(fake);
}

/* ---- jemalloc ---- */

enum state { ACTIVE, DIRTY, MUZZY, RETAINED };

#define DESCRIPTIONS FAKE_HEAP
#define PAGES        (FAKE_HEAP + 4096)

struct shifts {
	unsigned state, class, free;
};

static void put_extent(struct fake *fake, const struct shifts *shifts, unsigned slot,
	uint64_t address, uint64_t size, enum state extent_state, bool slab, uint64_t class,
	uint64_t free_regions)
{
	uint64_t at = DESCRIPTIONS + slot * 128;

	fake_put(fake, at,
		3 | (uint64_t)slab << 12 | (uint64_t)extent_state << shifts->state |
			class << shifts->class | free_regions << shifts->free);
	fake_put(fake, at + 8, address);
	fake_put(fake, at + 16, size | 5);
}

static void extents_of_jemalloc_are_counted(void **state)
{
	static const struct shifts releases[] = { { 17, 20, 28 }, { 16, 18, 26 } };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		const struct shifts *to = &releases[i];
		struct fake *fake = fake_new("libjemalloc.so.2");
		const struct other_heap *heap;
		struct heap_report report;

		/* 128 regions of 32 bytes, 28 of them free; one of 16 KiB; one of 20 KiB off the page. */
		put_extent(fake, to, 0, PAGES, 4096, ACTIVE, true, 2, 28);
		put_extent(fake, to, 1, PAGES + 4096, 16384, ACTIVE, false, 36, 0);
		put_extent(fake, to, 2, PAGES + 5 * 4096 + 64, 24576, ACTIVE, false, 37, 0);
		put_extent(fake, to, 3, PAGES + 11 * 4096, 8192, DIRTY, false, 0, 0);
		put_extent(fake, to, 4, PAGES + 13 * 4096, 4096, MUZZY, false, 0, 0);
		put_extent(fake, to, 9, PAGES + 16 * 4096, 4096, DIRTY, true, 232, 0);
		put_extent(fake, to, 5, PAGES + 14 * 4096, 4096, RETAINED, false, 0, 0);
		/* An old description of pages that another has now. */
		put_extent(fake, to, 6, PAGES + 2 * 4096, 4096, DIRTY, false, 0, 0);
		/* Pages that are not mapped; a class that no slab has. */
		put_extent(fake, to, 7, 0x1000000, 4096, ACTIVE, true, 2, 0);
		put_extent(fake, to, 8, PAGES + 15 * 4096, 4096, ACTIVE, true, 60, 0);
		look(&report, fake, 0);
		heap = heap_in_place(&report);
		assert_non_null(heap);
		assert_int_equal(report.allocator, HEAP_JEMALLOC);
		assert_value(heap->figures[OTHER_HEAP_IN_USE], 100 * 32 + 16384 + 20480);
		assert_value(heap->figures[OTHER_HEAP_BLOCKS], 102);
		assert_value(heap->figures[OTHER_HEAP_PINNED], 28 * 32);
		assert_value(heap->figures[OTHER_HEAP_FREE], 4 * 4096);
		assert_value(heap->figures[OTHER_HEAP_SYSTEM], 4096 + 16384 + 24576 + 4 * 4096);
		heap_report_free(&report);
		free(fake);
	}
}

/* The figures of the view are those of the allocator that stands there; what it has not is unknown. */
static void figures_in_place_of_glibcs(void **state)
{
	static const struct shifts form = { 17, 20, 28 };
	struct fake *fake = fake_new("libjemalloc.so.2");
	struct heap_report report;

	(void)state;
	put_extent(fake, &form, 0, PAGES, 4096, ACTIVE, true, 2, 28);
	look(&report, fake, 0);
	for (size_t i = 0; i < HEAP_FIGURES; i++) {
		struct value value = heap_figure_of_report(&report, i);

		switch (heap_figure_rows[i].offset) {
		case offsetof(struct heap_figures, in_use):
			assert_value(value, 3200);
			break;
		case offsetof(struct heap_figures, in_use_chunks):
			assert_value(value, 100);
			break;
		case offsetof(struct heap_figures, system):
			assert_value(value, 4096);
			break;
		case offsetof(struct heap_figures, pinned):
			assert_value(value, 896);
			break;
		default:
			assert_int_equal(value.state, VALUE_ABSENT);
		}
	}
	heap_report_free(&report);
	free(fake);
}

/* ---- musl ---- */

#define META(n) (FAKE_HEAP + 24 + (n)*40)

/* As musl itself has it, so that the compiler says where the bits are. */
static void put_group(struct fake *fake, unsigned slot, uint64_t group, uint32_t free_slots,
	unsigned last, unsigned class, uint64_t map_pages)
{
	const struct {
		uint64_t last_idx : 5, freeable : 1, sizeclass : 6, maplen : 52;
	} bits = { last & 31, 0, class & 63, map_pages & 0xfffff };

	fake_put(fake, META(slot) + 16, group);
	put_int(fake, META(slot) + 24, free_slots, 0);
	put_bytes(fake, META(slot) + 32, &bits);
	fake_put(fake, group, META(slot));
}

static void groups_of_musl_are_counted(void **state)
{
	struct fake *fake = fake_new("ld-musl-x86_64.so.1");
	const struct other_heap *heap;
	struct heap_report report;

	(void)state;
	fake_put(fake, FAKE_HEAP, 0x1234);
	fake_put(fake, FAKE_HEAP + 8, 0);
	put_int(fake, FAKE_HEAP + 16, 101, 0);
	/* Five slots of 1,632 bytes, one free, one with seven of 48 in it, of which two are free. */
	put_group(fake, 0, FAKE_HEAP + 4096, 1, 4, 22, 2);
	put_group(fake, 1, FAKE_HEAP + 4096 + 16 + 1632, 3, 6, 2, 0);
	/* One that has a mapping of its own. */
	put_group(fake, 2, FAKE_HEAP + 12288, 0, 0, 63, 2);
	/* One whose group does not lead back. */
	put_group(fake, 3, FAKE_HEAP + 24576, 0, 4, 22, 1);
	fake_put(fake, FAKE_HEAP + 24576, META(4));
	look(&report, fake, 0);
	heap = heap_in_place(&report);
	assert_non_null(heap);
	assert_value(heap->figures[OTHER_HEAP_IN_USE], 3 * 1632 + 5 * 48 + 8176);
	assert_value(heap->figures[OTHER_HEAP_BLOCKS], 3 + 5 + 1);
	assert_value(heap->figures[OTHER_HEAP_PINNED], 1632 + 2 * 48);
	assert_value(heap->figures[OTHER_HEAP_SYSTEM], 4 * 4096);
	heap_report_free(&report);
	free(fake);
}

/* ---- Go ---- */

#define GO_DATA (FAKE_STATE + 0x140)

static struct fake *go_new(void)
{
	struct fake *fake = fake_new(NULL);

	fake->no_libc = false; /* its data stand for the program's */
	fake->first = "c000000000-c000400000 rw-p 00000000 00:00 0\n";
	fake_put(fake, GO_DATA, 0x200000);
	fake_put(fake, GO_DATA + 8, 0x100000);
	fake_put(fake, GO_DATA + 16, 0x0e0000);
	fake_put(fake, GO_DATA + 24, 0x900000);
	fake_put(fake, GO_DATA + 32, 0x740000);
	fake_put(fake, GO_DATA + 40, 0x300000);
	return fake;
}

static void counts_of_go_are_found_by_what_they_must_be(void **state)
{
	struct fake *fake = go_new();
	struct heap_report report;

	(void)state;
	look(&report, fake, 0);
	assert_int_equal(report.allocator, HEAP_GO);
	assert_non_null(heap_in_place(&report));
	assert_value(report.others[0].figures[OTHER_HEAP_IN_USE], 0x200000);
	assert_value(report.others[0].figures[OTHER_HEAP_FREE], 0x0e0000);
	assert_value(report.others[0].figures[OTHER_HEAP_SYSTEM], 0x2e0000);
	heap_report_free(&report);
	free(fake);
}

/* One of them is what it cannot be; or they are there twice. */
static void what_cannot_be_gos_is_left_out(void **state)
{
	static const struct {
		uint64_t at, word;
	} wrong[] = {
		{ 0, 0x201000 },  /* no whole span */
		{ 0, 0 },         /* nothing in use */
		{ 8, 0x130000 },  /* more than is mapped */
		{ 8, 0x100800 },  /* no whole page */
		{ 24, 0x730000 }, /* more freed than allocated */
		{ 24, 0x941000 }, /* more held than spans have */
		{ 40, 0x2d0000 }, /* less is there than they have */
	};

	(void)state;
	for (size_t i = 0; i <= COUNT_OF(wrong); i++) {
		struct fake *fake = go_new();
		struct heap_report report;

		if (i < COUNT_OF(wrong))
			fake_put(fake, GO_DATA + wrong[i].at, wrong[i].word);
		else
			for (unsigned k = 0; k < 6; k++)
				fake_put(fake, GO_DATA + 0x400 + k * 8,
					fake_get(fake, GO_DATA + k * 8));
		look(&report, fake, 0);
		if (report.others[0].state != OTHER_HEAP_UNREAD)
			fail_msg("%zu was taken for Go's", i);
		heap_report_free(&report);
		free(fake);
	}
}

/* ---- mimalloc ---- */

struct segment_form {
	uint64_t bytes;
	unsigned slice_count, entries, slices, stride, used, block_size;
	bool is_narrow; /* 32 bits of block size */
};

static void put_slice(struct fake *fake, const struct segment_form *form, unsigned index,
	uint32_t count, uint16_t capacity, uint16_t reserved, uint32_t used, uint64_t block_size)
{
	uint64_t at = FAKE_HEAP + form->slices + index * form->stride;
	const uint16_t counts[4] = { 0, capacity, reserved, 0 };
	const uint16_t used_alone[4] = { (uint16_t)used, 0x0606, 0, 0 }; /* 64 is 1 << 6 */

	put_int(fake, at, count, 0);
	put_bytes(fake, at + 8, counts);
	if (form->is_narrow) {
		put_int(fake, at + form->used, used, (uint32_t)block_size);
	} else {
		put_bytes(fake, at + form->used, used_alone);
		fake_put(fake, at + form->block_size, block_size);
	}
}

static const struct segment_form segment_forms[] = {
	{ 32 << 20, 224, 248, 264, 80, 24, 28, true },
	{ 32 << 20, 224, 248, 264, 96, 24, 28, true },
	{ 32 << 20, 224, 248, 264, 96, 32, 40, false },
	{ 32 << 20, 224, 248, 264, 112, 32, 40, false },
	{ 32 << 20, 248, 272, 288, 96, 32, 40, false },
	{ 32 << 20, 248, 272, 288, 112, 32, 40, false },
	{ 64 << 20, 328, 360, 368, 80, 24, 28, true },
	{ 64 << 20, 328, 360, 368, 96, 40, 44, true },
};

/* A segment with itself, a page in use, one that is empty, and a rest that is free. */
static struct fake *fake_segment(const struct segment_form *form)
{
	struct fake *fake = fake_new("libmimalloc.so.2.0");
	uint32_t slices = (uint32_t)(form->bytes >> 16);

	fake_put(fake, FAKE_HEAP + form->slice_count, slices);
	fake_put(fake, FAKE_HEAP + form->entries, slices);
	put_slice(fake, form, 0, 1, 0, 0, 0, 65536);
	put_slice(fake, form, 1, 1, 1000, 1024, 900, 64);
	put_slice(fake, form, 2, 1, 100, 100, 0, 640);
	put_slice(fake, form, 3, slices - 3, 0, 0, 0, 0);
	return fake;
}

static void segments_of_mimalloc_are_counted(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(segment_forms); i++) {
		struct fake *fake = fake_segment(&segment_forms[i]);
		const struct other_heap *heap;
		struct heap_report report;

		/* Of the empty page and of the rest a page each is not in memory. */
		fake->flags[FAKE_STATE_PAGES + 40] = 0;
		fake->flags[FAKE_STATE_PAGES + 60] = 0;
		look(&report, fake, 0);
		heap = heap_in_place(&report);
		assert_non_null(heap);
		assert_int_equal(report.allocator, HEAP_MIMALLOC);
		assert_value(heap->figures[OTHER_HEAP_SYSTEM], 62 * 4096);
		assert_value(heap->figures[OTHER_HEAP_IN_USE], 900 * 64);
		assert_value(heap->figures[OTHER_HEAP_BLOCKS], 900);
		assert_value(heap->figures[OTHER_HEAP_PINNED], 100 * 64);
		assert_value(heap->figures[OTHER_HEAP_FREE], 30 * 4096);
		heap_report_free(&report);
		free(fake);
	}
}

/* What fills a segment of its own says neither its size in 32 bits nor all of its slices. */
static void a_block_larger_than_a_segment_is_counted(void **state)
{
	const struct segment_form *form = &segment_forms[0];
	struct fake *fake = fake_segment(form);
	struct heap_report report;

	(void)state;
	fake_put(fake, FAKE_HEAP + form->slice_count, 81920);
	put_slice(fake, form, 1, 81919, 1, 1, 1, UINT32_C(1) << 31);
	look(&report, fake, 0);
	assert_value(report.others[0].figures[OTHER_HEAP_IN_USE], 81919 * INT64_C(65536));
	assert_value(report.others[0].figures[OTHER_HEAP_BLOCKS], 1);
	heap_report_free(&report);
	free(fake);
}

/* Each has one thing that no segment can have. */
static void what_is_no_segment_is_left_out(void **state)
{
	const struct segment_form *form = &segment_forms[2];

	(void)state;
	for (unsigned i = 0; i < 7; i++) {
		struct fake *fake = fake_segment(form);
		struct heap_report report;

		switch (i) {
		case 0: /* fewer slices than a segment has */
			fake_put(fake, FAKE_HEAP + form->slice_count, 511);
			break;
		case 1: /* more slices than that */
			put_slice(fake, form, 3, 510, 0, 0, 0, 0);
			break;
		case 2: /* none */
			put_slice(fake, form, 1, 0, 1000, 1024, 900, 64);
			break;
		case 3: /* more in use than there are */
			put_slice(fake, form, 1, 1, 899, 1024, 900, 64);
			break;
		case 4: /* more than there is room for */
			put_slice(fake, form, 1, 1, 1025, 1024, 900, 64);
			break;
		case 5: /* blocks of no size */
			put_slice(fake, form, 1, 1, 1000, 1024, 900, 0);
			break;
		default: /* larger than the page */
			put_slice(fake, form, 1, 1, 1000, 1024, 900, 65);
		}
		look(&report, fake, 0);
		assert_int_equal(report.others[0].state, OTHER_HEAP_RECOGNISED);
		heap_report_free(&report);
		free(fake);
	}
}

/* ---- tcmalloc ---- */

#define TC_PAGE 8192u

struct span {
	uint64_t start, length, next, previous;
	uint16_t blocks;
	uint8_t class, location;
};

static void put_span(struct fake *fake, unsigned slot, const struct span *span)
{
	uint64_t at = FAKE_HEAP + slot * 48;
	const struct { /* as gperftools has it */
		uint32_t refcount : 16, sizeclass : 8, location : 2, rest : 6, padding;
	} last = { span->blocks, span->class, span->location & 3, 0, 0 };

	fake_put(fake, at, FAKE_HEAP / TC_PAGE + span->start);
	fake_put(fake, at + 8, span->length);
	fake_put(fake, at + 16, span->next);
	fake_put(fake, at + 24, span->previous);
	put_bytes(fake, at + 40, &last);
}

static struct fake *fake_classes(unsigned length)
{
	struct fake *fake = fake_new(NULL);

	fake_tcmalloc(fake, length);
	return fake;
}

static void put_cache(struct fake *fake, uint64_t at, unsigned class, uint32_t length)
{
	for (unsigned i = 1; i < FAKE_CLASSES; i++)
		put_int(fake, at + i * 32 + 24, i == FAKE_CLASSES - 1 ? 262144 : 8 * i, 0);
	put_int(fake, at + class * 32 + 8, length, 0);
}

static void spans_of_tcmalloc_are_counted(void **state)
{
	static const unsigned lengths[] = { 128, 96 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(lengths); i++) {
		struct fake *fake = fake_classes(lengths[i]);
		const struct other_heap *heap;
		struct heap_report report;

		put_span(fake, 0, &(struct span){ 1, 1, 64, 64, 100, 4, 0 }); /* of 32 bytes */
		put_span(fake, 1, &(struct span){ 2, 3, 0, 0, 0, 0, 0 });     /* one block */
		put_span(fake, 2, &(struct span){ 5, 2, 64, 64, 0, 0, 1 });   /* free */
		put_span(fake, 3, &(struct span){ 7, 2, 64, 64, 0, 0, 2 });   /* given back */
		/* An old description; more blocks than there is room for; no memory; no class. */
		put_span(fake, 4, &(struct span){ 3, 1, 64, 64, 10, 4, 0 });
		put_span(fake, 5, &(struct span){ 10, 1, 64, 64, 257, 4, 0 });
		put_span(fake, 6, &(struct span){ 31, 2, 0, 0, 0, 0, 0 });
		put_span(fake, 7, &(struct span){ 11, 1, 64, 64, 1, FAKE_CLASSES, 0 });
		put_span(fake, 8, &(struct span){ 12, 2, 64, 64, 1, 4, 0 }); /* not of one page */
		put_span(fake, 9, &(struct span){ 14, 1, 64, 64, 1, 0, 0 }); /* in a list */
		put_cache(fake, FAKE_HEAP + 4096, 4, 10);
		fake->flags[FAKE_STATE_PAGES + 11] = 0;
		for (unsigned page = 14; page < 18; page++)
			fake->flags[FAKE_STATE_PAGES + page] = 0;
		look(&report, fake, 0);
		heap = heap_in_place(&report);
		assert_non_null(heap);
		assert_int_equal(report.allocator, HEAP_TCMALLOC);
		assert_value(heap->figures[OTHER_HEAP_SYSTEM], 4 * TC_PAGE + 3 * 4096);
		assert_value(heap->figures[OTHER_HEAP_IN_USE], 90 * 32 + 3 * TC_PAGE);
		assert_value(heap->figures[OTHER_HEAP_BLOCKS], 91);
		assert_value(heap->figures[OTHER_HEAP_PINNED], TC_PAGE - 90 * 32);
		assert_value(heap->figures[OTHER_HEAP_FREE], 3 * 4096);
		heap_report_free(&report);
		free(fake);
	}
}

/* A description may begin in one mapping, or stretch of what is read at once, and end in the next. */
static void spans_are_seen_across_stretches(void **state)
{
	struct fake *fake = fake_classes(128);
	struct heap_report report;

	(void)state;
	fake->split_page = 1;
	for (unsigned slot = 84; slot < 88; slot++)
		put_span(fake, slot, &(struct span){ slot - 80, 1, 0, 0, 0, 0, 0 });
	look(&report, fake, 0);
	assert_value(report.others[0].figures[OTHER_HEAP_BLOCKS], 4);
	heap_report_free(&report);
	free(fake);
}

/* A table that is not in order, or not whole, is none: spans mean nothing without one. */
static void without_its_classes_tcmalloc_is_only_named(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 4; i++) {
		struct fake *fake = fake_classes(128);
		uint32_t *batches = (uint32_t *)(fake->bytes + 4), *sizes = batches + 128;
		uint64_t *pages = (uint64_t *)(fake->bytes + 8 + 8 * 128);
		struct heap_report report;

		put_span(fake, 0, &(struct span){ 2, 3, 0, 0, 0, 0, 0 });
		if (i == 0)
			sizes[20] = sizes[19];
		else if (i == 1)
			sizes[FAKE_CLASSES - 1] = 262136;
		else if (i == 2)
			batches[7] = 1;
		else
			pages[FAKE_CLASSES - 1] = 31;
		look(&report, fake, 0);
		assert_int_equal(report.others[0].state, OTHER_HEAP_RECOGNISED);
		heap_report_free(&report);
		free(fake);
	}
}

/* Another runtime that takes addresses at random has them where Go would. */
static void memory_where_go_could_have_some_is_not_gos(void **state)
{
	struct fake *fake = fake_new(NULL);
	struct heap_report report;

	(void)state;
	fake->no_libc = false;
	fake->first = "e9b3580000-e9b35c0000 rw-p 00000000 00:00 0\n";
	look(&report, fake, 0);
	assert_int_equal(report.other_count, 0);
	heap_report_free(&report);
	free(fake);
}

/* ---- all ---- */

static void without_its_marks_nothing_is_read(void **state)
{
	static const struct {
		const char *library;
		enum heap_allocator allocator;
		enum other_heap_state state;
	} rows[] = {
		{ "libjemalloc.so.2", HEAP_JEMALLOC, OTHER_HEAP_RECOGNISED },
		{ "libtcmalloc_minimal.so.4", HEAP_TCMALLOC, OTHER_HEAP_RECOGNISED },
		{ "libmimalloc.so.2.0", HEAP_MIMALLOC, OTHER_HEAP_RECOGNISED },
		{ "ld-musl-x86_64.so.1", HEAP_MUSL, OTHER_HEAP_RECOGNISED },
		{ "python3.11", HEAP_PYTHON, OTHER_HEAP_UNREAD },
		{ "libjvm.so", HEAP_HOTSPOT, OTHER_HEAP_RECOGNISED },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct fake *fake = fake_new(rows[i].library);
		struct heap_report report;

		look(&report, fake, 0);
		assert_int_equal(report.other_count, 1);
		assert_int_equal(report.others[0].allocator, rows[i].allocator);
		assert_int_equal(report.others[0].state, rows[i].state);
		assert_string_equal(report.others[0].library, rows[i].library);
		assert_null(heap_followed(&report));
		heap_report_free(&report);
		free(fake);
	}
}

static void only_glibc_is_read_where_that_is_asked(void **state)
{
	struct fake *fake = fake_new("python3.11");
	const struct memory_reader reader = fake_reader(fake);
	const struct heap_options options = { .glibc_alone = true };
	struct heap_report report;

	(void)state;
	put_pool(fake, FAKE_HEAP, 16384, 0, 1000, 0);
	assert_int_equal(heap_examine(&report, &reader, &options), STATUS_OK);
	assert_int_equal(report.other_count, 0);
	heap_report_free(&report);
	free(fake);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pools_of_python_are_counted),
		cmocka_unit_test(small_pools_are_known_by_their_number),
		cmocka_unit_test(what_is_no_pool_is_left_out),
		cmocka_unit_test(extents_of_jemalloc_are_counted),
		cmocka_unit_test(figures_in_place_of_glibcs),
		cmocka_unit_test(segments_of_mimalloc_are_counted),
		cmocka_unit_test(a_block_larger_than_a_segment_is_counted),
		cmocka_unit_test(what_is_no_segment_is_left_out),
		cmocka_unit_test(spans_of_tcmalloc_are_counted),
		cmocka_unit_test(spans_are_seen_across_stretches),
		cmocka_unit_test(without_its_classes_tcmalloc_is_only_named),
		cmocka_unit_test(groups_of_musl_are_counted),
		cmocka_unit_test(counts_of_go_are_found_by_what_they_must_be),
		cmocka_unit_test(what_cannot_be_gos_is_left_out),
		cmocka_unit_test(memory_where_go_could_have_some_is_not_gos),
		cmocka_unit_test(without_its_marks_nothing_is_read),
		cmocka_unit_test(only_glibc_is_read_where_that_is_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
