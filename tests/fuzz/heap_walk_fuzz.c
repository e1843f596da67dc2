/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The walk over a heap that is made up: a sound one in which the input overwrites words,
 * takes pages away, and adds chunks.  Four bytes say what and where, eight are the word.
 */
#include <stdlib.h>
#include <string.h>

#include "heap/fake.h"
#include "heap/heap.h"
#include "heap/leaks/leaks.h"
#include "support/fuzz.h"

#define RECORD       12u
#define RECORDS_MOST 512u

/* Reads of pages that even a heap full of false leads may cost. */
#define PAGE_READS_MOST UINT64_C(20000000)

struct record {
	uint8_t kind;
	uint32_t place; /* 24 bits */
	uint64_t word;
};

static bool next_record(struct record *record, const uint8_t **data, size_t *size)
{
	if (*size < RECORD)
		return false;
	record->kind = (*data)[0];
	record->place = (*data)[1] | (uint32_t)(*data)[2] << 8 | (uint32_t)(*data)[3] << 16;
	memcpy(&record->word, *data + 4, sizeof(record->word));
	*data += RECORD;
	*size -= RECORD;
	return true;
}

static uint64_t place_of(const struct record *record)
{
	uint64_t offset = (uint64_t)record->place * 8;

	if (record->kind & 0x80)
		return FAKE_STATE + offset % (FAKE_STATE_PAGES * FAKE_PAGE);
	return FAKE_HEAP + offset % (FAKE_HEAP_PAGES * FAKE_PAGE);
}

static void add_chunk(struct fake *fake, const struct record *record)
{
	uint64_t size = 32 + record->place % 4096 * 16, chunk;
	bool in_use = record->word & 1;

	if (fake->used + size + 64 > FAKE_HEAP_PAGES * FAKE_PAGE)
		return;
	chunk = fake_chunk(fake, size, in_use);
	if (in_use && size <= 128 && record->word & 2)
		fake_fast(fake, chunk, size);
}

static void apply(struct fake *fake, const struct record *record)
{
	switch (record->kind & 7) {
	case 0:
	case 1:
	case 2:
		add_chunk(fake, record);
		fake_close(fake);
		break;
	case 3:
		fake->flags[record->place % FAKE_PAGES] = record->word & 15;
		break;
	case 4:
		/* A word that points somewhere into the heap, or into malloc's own data. */
		fake_put(fake, place_of(record),
			(record->word & 1 ? FAKE_HEAP : FAKE_STATE) +
				(record->word >> 8 & 0x3ffff));
		break;
	default:
		fake_put(fake, place_of(record), record->word);
	}
}

static void check(const struct heap_report *report)
{
	uint64_t span = report->page_map.pages * report->page_map.page_size;

	if (report->confidence == HEAP_REFUSED)
		return;
	if (report->total.in_use > span || heap_retained(&report->total) > span ||
		report->total.trimmable > span || report->total.resident > span)
		abort();
}

/* The sums hold whatever the heap is: nothing is counted twice, or lost by the search itself. */
static void check_leaks(const struct leak_report *report)
{
	if (report->confidence == HEAP_REFUSED)
		return;
	if (report->reachable_bytes + report->unreachable_bytes != report->in_use_bytes ||
		report->reachable_chunks + report->unreachable_chunks != report->in_use_chunks ||
		report->proven_bytes + report->probable_bytes + report->encoded_bytes +
				report->undecided_bytes !=
			report->unreachable_bytes ||
		report->heads > report->unreachable_chunks ||
		report->components > report->unreachable_chunks ||
		report->unreachable_bytes > FAKE_HEAP_PAGES * FAKE_PAGE)
		abort();
}

/* Two looks, so that the second is compared with the first. */
static void search(struct memory_reader *reader)
{
	static const struct heap_options options = { 0 };
	struct leak_watch *watch = leak_watch_new(reader, &options);

	for (unsigned i = 0; watch && i < 3; i++) {
		struct leak_report report;

		if (leak_watch_look(watch, &report) == STATUS_OK)
			check_leaks(&report);
		leak_report_free(&report);
	}
	leak_watch_free(watch);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct heap_options options = { 0 };
	struct fake *fake = malloc(sizeof(*fake));
	struct heap_report report;
	struct memory_reader reader;
	struct record record;

	if (!fake)
		abort();
	fake_init(fake);
	for (unsigned i = 0; i < RECORDS_MOST && next_record(&record, &data, &size); i++)
		apply(fake, &record);
	reader = fake_reader(fake);
	if (heap_examine(&report, &reader, &options) == STATUS_OK)
		check(&report);
	search(&reader);
	if (fake->bad_reads > 0 || fake->page_reads > PAGE_READS_MOST)
		abort();
	heap_report_free(&report);
	free(fake);
	return 0;
}
