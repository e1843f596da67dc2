/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is taken from a report that says little: no version, no counters, no page size. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/macros.h"
#include "derive/oom/oom.h"

#define PAGE UINT64_C(4096)

struct made {
	struct oom_report report;
	struct oom_zone zone;
	struct oom_node node;
	struct oom_slab slab;
};

/* One zone with 1,000 pages free, of which 600 are single ones, and a minimum of 100. */
static void begin(struct made *made)
{
	memset(made, 0, sizeof(*made));
	oom_report_clear(&made->report);
	values_fill(made->zone.key, sizeof(made->zone.key), VALUE_ABSENT);
	values_fill(made->node.key, sizeof(made->node.key), VALUE_ABSENT);
	made->zone.kind = OOM_ZONE_NORMAL;
	made->zone.node = OOM_NO_NODE;
	made->zone.key[OOM_free] = value_of(1000 * PAGE);
	made->zone.key[OOM_min] = value_of(100 * PAGE);
	made->zone.blocks.count = 2;
	made->zone.blocks.order[0].count = 600;
	made->zone.blocks.order[0].size = PAGE;
	made->zone.blocks.order[1].size = 2 * PAGE;
	made->zone.blocks.sum = value_of(600 * PAGE);
	made->report.zones = &made->zone;
	made->report.zone_count = 1;
	made->report.nodes = &made->node;
	made->report.slabs = &made->slab;
}

/* Lines of nodes and names of flags came later than the other way to judge a zone went. */
static void the_form_tells_the_age_of_a_kernel(void **state)
{
	static const struct {
		size_t nodes;
		const char *gfp;
		int64_t margin; /* pages, for a block of two */
	} rows[] = { { 0, "", 1000 - 600 - 50 }, { 1, "", 1000 - 1 - 100 },
		{ 0, "GFP_KERNEL", 1000 - 1 - 100 }, { 1, "GFP_KERNEL", 1000 - 1 - 100 } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct oom_zone_view zone;
		struct oom_view view;
		struct made made;

		begin(&made);
		made.report.node_count = rows[i].nodes;
		made.report.request.known = true;
		made.report.request.gfp = text_of(rows[i].gfp, strlen(rows[i].gfp));
		made.report.request.mask = value_of(0xd0);
		made.report.request.order = value_of(1);
		oom_view_of(&view, &made.report, NULL);
		oom_zone_view_of(&zone, &view, 0);
		assert_int_equal(zone.margin, rows[i].margin * (int64_t)PAGE);
	}
}

static void a_zone_without_any_block_has_none(void **state)
{
	struct oom_zone_view zone;
	struct oom_view view;
	struct made made;

	(void)state;
	begin(&made);
	made.zone.blocks.order[0].count = 0;
	made.zone.blocks.sum = value_of(0);
	oom_view_of(&view, &made.report, NULL);
	oom_zone_view_of(&zone, &view, 0);
	assert_int_equal(zone.has_block, OOM_NO);
	assert_true(value_known(zone.largest_block));
	assert_int_equal(zone.largest_block.n, 0);
	made.zone.blocks.count = 0;
	oom_view_of(&view, &made.report, NULL);
	oom_zone_view_of(&zone, &view, 0);
	assert_int_equal(zone.has_block, OOM_UNDECIDED);
	assert_false(value_known(zone.largest_block));
}

static void a_single_slab_is_a_list_too(void **state)
{
	struct oom_view view;
	struct made made;

	(void)state;
	begin(&made);
	oom_view_of(&view, &made.report, NULL);
	assert_false(value_known(view.slab));
	made.slab = (struct oom_slab){ text_of("dentry", 6), 1, 77 };
	made.report.slab_count = 1;
	oom_view_of(&view, &made.report, NULL);
	assert_int_equal(value_or(view.slab, 0), 77);
}

/* In pages of an unknown size no two figures contradict each other. */
static void an_unknown_page_size_contradicts_nothing(void **state)
{
	struct oom_view view;
	struct made made;

	(void)state;
	for (int unknown = 0; unknown < 2; unknown++) {
		begin(&made);
		made.zone.blocks.count = 0;
		made.zone.blocks.sum = value_missing(VALUE_ABSENT);
		made.report.other_page_size = unknown;
		made.report.ram = value_of(100000);
		made.report.counter[OOM_active] = value_of(0);
		made.report.counter[OOM_inactive] = value_of(200000);
		made.report.counter[OOM_slab] = value_of(0);
		made.report.counter[OOM_free] = value_of(10);
		oom_view_of(&view, &made.report, NULL);
		assert_int_equal(value_known(view.page_size), !unknown);
		assert_int_equal(view.contradictions, !unknown);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_form_tells_the_age_of_a_kernel),
		cmocka_unit_test(a_zone_without_any_block_has_none),
		cmocka_unit_test(a_single_slab_is_a_list_too),
		cmocka_unit_test(an_unknown_page_size_contradicts_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
