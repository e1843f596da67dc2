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
	enum detail_kind kind;
	uint64_t swapped; /* MiB */
};

static struct process_detail *make(const struct made *made, size_t count)
{
	struct process_detail *detail = detail_new(7);

	assert_non_null(detail);
	detail->mappings = calloc(count + 1, sizeof(*detail->mappings));
	assert_non_null(detail->mappings);
	detail->mapping_count = count;
	for (size_t i = 0; i < count; i++) {
		struct detail_mapping *mapping = &detail->mappings[i];

		mapping->kind = made[i].kind;
		mapping->name = string_pool_add(&detail->strings, text_of_string(made[i].name));
		mapping->figure[MAPPING_RSS] = made[i].mib * MIB;
		mapping->figure[MAPPING_SWAP] = made[i].swapped * MIB;
	}
	return detail;
}

static void many_small_ones_are_one_name(void **state)
{
	static const struct made before[] = { { "", 50, KIND_ANONYMOUS, 0 },
		{ "[anon:cache]", 1, KIND_ANONYMOUS, 0 } };
	static const struct made after[] = { { "[anon:cache]", 1, KIND_ANONYMOUS, 0 },
		{ "", 50, KIND_ANONYMOUS, 0 }, { "[anon:cache]", 1, KIND_ANONYMOUS, 0 },
		{ "[anon:cache]", 1, KIND_ANONYMOUS, 0 }, { "/memfd:other", 90, KIND_SHARED, 0 } };
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
	static const struct made before[] = { { "", 50, KIND_ANONYMOUS, 0 },
		{ "[anon:cache]", 9, KIND_ANONYMOUS, 0 } };
	static const struct made after[] = { { "", 70, KIND_ANONYMOUS, 0 },
		{ "[anon:cache]", 10, KIND_ANONYMOUS, 0 } };
	struct process_detail *earlier = make(before, 2), *now = make(after, 2);

	(void)state;
	assert_null(grown_name(now, earlier, KIND_ANONYMOUS));
	assert_null(grown_name(earlier, now, KIND_ANONYMOUS));
	detail_unref(earlier);
	detail_unref(now);
}

/* Names of either moment, in any order; what went to swap has not gone. */
static void all_mappings_of_a_name_are_added_up(void **state)
{
	static const struct made before[] = { { "[anon:b]", 30, KIND_ANONYMOUS, 0 },
		{ "[anon:a]", 1, KIND_ANONYMOUS, 0 }, { "[anon:b]", 30, KIND_ANONYMOUS, 0 },
		{ "[anon:gone]", 90, KIND_ANONYMOUS, 0 } };
	static const struct made after[] = { { "[anon:b]", 35, KIND_ANONYMOUS, 0 },
		{ "[anon:a]", 1, KIND_ANONYMOUS, 12 }, { "[anon:c]", 2, KIND_ANONYMOUS, 0 },
		{ "[anon:b]", 30, KIND_ANONYMOUS, 0 }, { "[anon:c]", 2, KIND_ANONYMOUS, 0 },
		{ "[anon:c]", 2, KIND_ANONYMOUS, 0 } };
	struct process_detail *earlier = make(before, 4), *now = make(after, 6);

	(void)state;
	/* a by 12, c by 6, b by 5 */
	assert_string_equal(grown_name(now, earlier, KIND_ANONYMOUS), "[anon:a]");
	/* The other way round gone has grown by 90, and a has shrunk. */
	assert_string_equal(grown_name(earlier, now, KIND_ANONYMOUS), "[anon:gone]");
	now->mappings[1].figure[MAPPING_SWAP] = 0;
	assert_string_equal(grown_name(now, earlier, KIND_ANONYMOUS), "[anon:c]");
	/* The name is that of the newer detail, which outlives the earlier one. */
	now->mappings[0].figure[MAPPING_RSS] += 100 * MIB;
	assert_in_range(grown_name(now, earlier, KIND_ANONYMOUS) - now->strings.block, 0,
		now->strings.length);
	detail_unref(earlier);
	detail_unref(now);
}

static void what_has_shrunk_or_rests_has_not_grown(void **state)
{
	static const struct made before[] = { { "[anon:a]", 5, KIND_ANONYMOUS, 0 },
		{ "[anon:b]", 5, KIND_ANONYMOUS, 0 } };
	static const struct made after[] = { { "[anon:a]", 5, KIND_ANONYMOUS, 0 },
		{ "[anon:b]", 4, KIND_ANONYMOUS, 0 } };
	struct process_detail *earlier = make(before, 2), *now = make(after, 2),
			      *none = make(NULL, 0);

	(void)state;
	assert_null(grown_name(now, earlier, KIND_ANONYMOUS));
	assert_null(grown_name(none, none, KIND_ANONYMOUS));
	assert_null(grown_name(none, now, KIND_ANONYMOUS));
	assert_string_equal(grown_name(now, none, KIND_ANONYMOUS), "[anon:a]");
	detail_unref(earlier);
	detail_unref(now);
	detail_unref(none);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(many_small_ones_are_one_name),
		cmocka_unit_test(what_has_no_name_is_not_named),
		cmocka_unit_test(all_mappings_of_a_name_are_added_up),
		cmocka_unit_test(what_has_shrunk_or_rests_has_not_grown),
	};

	return cmocka_run_group_tests_name("model/grown_name", tests, NULL, NULL);
}
