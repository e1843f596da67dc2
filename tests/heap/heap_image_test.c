/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Heaps of other versions of glibc, recorded with what those said of themselves. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdbool.h>
#include <stdlib.h>

#include "heap/heap.h"
#include "heap/image.h"

struct recorded {
	const char *name, *versions;
	size_t arenas;
	bool has_tcache; /* since 2.26 */
};

static void image_is_exact(void **state)
{
	static const struct heap_options options = { 0 };
	const struct recorded *recorded = *state;
	struct heap_report report;
	struct memory_reader reader;
	struct image image;

	image_open(&image, recorded->name);
	reader = image_reader(&image);
	assert_int_equal(heap_examine(&report, &reader, &options), STATUS_OK);
	assert_int_equal(report.confidence, HEAP_OK);
	assert_string_equal(report.versions, recorded->versions);
	assert_int_equal(report.arena_count, recorded->arenas);
	assert_int_equal(report.total.system, image.system);
	assert_int_equal(report.total.free + report.total.fastbin + report.total.top, image.free);
	assert_int_equal(report.total.fastbin_chunks, image.fastbin_chunks);
	assert_int_equal(report.total.fastbin, image.fastbin_bytes);
	assert_int_equal(report.mmapped_chunks.n, image.mmapped_chunks);
	/* What 2.43 says of mapped chunks that were moved drifts by 16 bytes a time. */
	assert_int_equal(report.mmapped_bytes.n, image.mmapped_bytes / 4096 * 4096);
	assert_int_equal(report.total.trimmable, image.dropped);
	assert_int_equal(heap_retained(&report.total),
		report.total.trimmable + report.total.thread_top + report.total.pinned +
			report.total.returned);
	/* Each thread that freed has its cache full: seven of a size at least. */
	assert_true(recorded->has_tcache ? report.total.tcache_chunks >= 7
					 : report.total.tcache_chunks == 0);
	heap_report_free(&report);
	image_close(&image);
}

#define IMAGE(test, version, layout, arenas, has_tcache)                                           \
	{                                                                                          \
		test " of " version, image_is_exact, NULL, NULL, &(struct recorded)                \
		{                                                                                  \
			"heap/" test "-" version, layout, arenas, has_tcache                       \
		}                                                                                  \
	}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IMAGE("half", "2.23", "2.23-2.26", 1, false),
		IMAGE("half", "2.31", "2.27-2.42", 1, true),
		IMAGE("half", "2.41", "2.27-2.42", 1, true),
		IMAGE("half", "2.42", "2.27-2.42", 1, true),
		IMAGE("half", "2.43", "2.43", 1, true),
		IMAGE("moved", "2.43", "2.43", 1, true),
		IMAGE("threads", "2.23", "2.23-2.26", 5, false),
		IMAGE("threads", "2.31", "2.27-2.42", 5, true),
		IMAGE("threads", "2.41", "2.27-2.42", 5, true),
		IMAGE("threads", "2.42", "2.27-2.42", 5, true),
		IMAGE("threads", "2.43", "2.43", 5, true),
	};

	return cmocka_run_group_tests_name("recorded heaps", tests, NULL, NULL);
}
