/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Under which name a kind of mappings grows. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdint.h>
#include <stdlib.h>

#include "derive/process/grown_name.h"

#define MIB (UINT64_C(1) << 20)

struct made {
	const char *name;
	uint64_t mib;
	enum kind kind;
};

static struct process_detail *make(const struct made *made, size_t count)
{
	struct process_detail *detail = detail_new(7);

	assert_non_null(detail);
	detail->mappings = calloc(count, sizeof(*detail->mappings));
	assert_non_null(detail->mappings);
	detail->mapping_count = count;
	for (size_t i = 0; i < count; i++) {
		struct detail_mapping *mapping = &detail->mappings[i];

		mapping->kind = made[i].kind;
		mapping->name = detail_add_string(detail, text_of_string(made[i].name));
		mapping->figure[MAPPING_RSS] = made[i].mib * MIB;
	}
	return detail;
}

static void many_small_ones_are_one_name(void **state)
{
	static const struct made before[] = { { "", 50, KIND_ANONYMOUS },
		{ "[anon:cache]", 1, KIND_ANONYMOUS } };
	static const struct made after[] = { { "[anon:cache]", 1, KIND_ANONYMOUS },
		{ "", 50, KIND_ANONYMOUS }, { "[anon:cache]", 1, KIND_ANONYMOUS },
		{ "[anon:cache]", 1, KIND_ANONYMOUS }, { "/memfd:other", 90, KIND_SHARED } };
	struct process_detail *earlier = make(before, 2), *now = make(after, 5);

	(void)state;
	assert_string_equal(grown_name(now, earlier, KIND_ANONYMOUS), "[anon:cache]");
	assert_string_equal(grown_name(now, earlier, KIND_SHARED), "/memfd:other");
	assert_null(grown_name(now, earlier, KIND_STACK));
	detail_unref(earlier);
	detail_unref(now);
}

static void what_has_no_name_is_not_named(void **state)
{
	static const struct made before[] = { { "", 50, KIND_ANONYMOUS },
		{ "[anon:cache]", 9, KIND_ANONYMOUS } };
	static const struct made after[] = { { "", 70, KIND_ANONYMOUS },
		{ "[anon:cache]", 10, KIND_ANONYMOUS } };
	struct process_detail *earlier = make(before, 2), *now = make(after, 2);

	(void)state;
	assert_null(grown_name(now, earlier, KIND_ANONYMOUS));
	assert_null(grown_name(earlier, now, KIND_ANONYMOUS));
	detail_unref(earlier);
	detail_unref(now);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(many_small_ones_are_one_name),
		cmocka_unit_test(what_has_no_name_is_not_named),
	};

	return cmocka_run_group_tests_name("model/grown_name", tests, NULL, NULL);
}
