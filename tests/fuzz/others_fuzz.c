/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The memory of a process with another allocator, whatever it wrote there. */
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "check.h"
#include "heap/fake.h"
#include "heap/heap.h"
#include "support/fuzz.h"

#define HEAP_BYTES ((size_t)FAKE_HEAP_PAGES * FAKE_PAGE)

static const char *const libraries[] = { "libjemalloc.so.2", "ld-musl-x86_64.so.1", "python3.11",
	"libjvm.so", "libmimalloc.so.2.0", "libtcmalloc_minimal.so.4" };

/*
 * The first byte names the library; each further 18 are a place and 16 bytes that stand there.  What
 * tcmalloc has in its bss stands there before: a fuzzer would never find a table of classes.
 */
static void fill(struct fake *fake, const uint8_t *data, size_t size)
{
	memset(fake->bytes, 0, sizeof(fake->bytes));
	for (size_t at = 1; at + 18 <= size; at += 18) {
		size_t place = (data[at] | (size_t)data[at + 1] << 8) * 8 % (HEAP_BYTES - 16);

		memcpy(fake->bytes + (size_t)FAKE_STATE_PAGES * FAKE_PAGE + place, data + at + 2,
			16);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct heap_options options = { 0 };
	struct memory_reader reader;
	struct heap_report report;
	struct fake *fake = malloc(sizeof(*fake));

	CHECK(fake);
	fake_init(fake);
	fake->no_libc = true;
	fake->library = size ? libraries[data[0] % COUNT_OF(libraries)] : NULL;
	fill(fake, data, size);
	if (size && fake->library == libraries[COUNT_OF(libraries) - 1])
		fake_tcmalloc(fake, 128);
	reader = fake_reader(fake);
	CHECK(heap_examine(&report, &reader, &options) == STATUS_OK);
	CHECK(fake->bad_reads == 0);
	for (size_t i = 0; i < report.other_count; i++)
		for (unsigned figure = 0; figure < OTHER_HEAP_FIGURES; figure++)
			CHECK(value_or(report.others[i].figures[figure], 0) <= INT64_MAX);
	heap_report_free(&report);
	free(fake);
	return 0;
}
