/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a request may use, by the words of its flags and by their bits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/macros.h"
#include "derive/oom/internal.h"

struct flags_case {
	const char *words; /* NULL: mask */
	uint64_t mask;
	enum oom_zone_kind top;
	bool movable, atomic, may_wait;
};

static void flags_say_what_a_request_may_use(void **state)
{
	static const struct flags_case cases[] = {
		{ "GFP_KERNEL", 0, OOM_ZONE_NORMAL, false, false, true },
		{ "GFP_KERNEL|__GFP_ZERO", 0, OOM_ZONE_NORMAL, false, false, true },
		{ "GFP_NOFS", 0, OOM_ZONE_NORMAL, false, false, true },
		{ "GFP_USER", 0, OOM_ZONE_NORMAL, false, false, true },
		{ "__GFP_DIRECT_RECLAIM", 0, OOM_ZONE_NORMAL, false, false, true },
		{ "__GFP_COMP", 0, OOM_ZONE_NORMAL, false, false, false },
		{ "GFP_ATOMIC", 0, OOM_ZONE_NORMAL, false, true, false },
		{ "GFP_KERNEL|GFP_ATOMIC", 0, OOM_ZONE_NORMAL, false, true, false },
		{ "GFP_NOWAIT", 0, OOM_ZONE_NORMAL, false, false, false },
		{ "__GFP_HIGH|__GFP_COMP", 0, OOM_ZONE_NORMAL, false, true, false },
		{ "GFP_KERNEL|__GFP_HIGH", 0, OOM_ZONE_NORMAL, false, true, true },
		{ "__GFP_HIGH", 0, OOM_ZONE_NORMAL, false, true, false },
		{ "GFP_HIGHUSER", 0, OOM_ZONE_HIGHMEM, false, false, true },
		{ "GFP_KERNEL|__GFP_HIGHMEM", 0, OOM_ZONE_HIGHMEM, false, false, true },
		{ "GFP_HIGHUSER_MOVABLE", 0, OOM_ZONE_MOVABLE, true, false, true },
		{ "GFP_TRANSHUGE_LIGHT", 0, OOM_ZONE_MOVABLE, true, false, true },
		{ "GFP_KERNEL|GFP_DMA32", 0, OOM_ZONE_DMA32, false, false, true },
		{ "GFP_KERNEL|GFP_DMA", 0, OOM_ZONE_DMA, false, false, true },
		{ "GFP_DMA", 0, OOM_ZONE_DMA, false, false, true },
		/* To 4.3: wait, I/O, file system; then the zone. */
		{ NULL, 0xd0, OOM_ZONE_NORMAL, false, false, true },
		{ NULL, 0xd1, OOM_ZONE_DMA, false, false, true },
		{ NULL, 0xd4, OOM_ZONE_DMA32, false, false, true },
		{ NULL, 0xd2, OOM_ZONE_HIGHMEM, false, false, true },
		{ NULL, 0x200da, OOM_ZONE_MOVABLE, true, false, true },
		{ NULL, 0xd8, OOM_ZONE_NORMAL, false, false, true },
		{ NULL, 0x20, OOM_ZONE_NORMAL, false, true, false },
		/* 4.4 to 4.7: direct reclaim, and kswapd alone, where 0x10 is something else. */
		{ NULL, 0x24000c0, OOM_ZONE_NORMAL, false, false, true },
		{ NULL, 0x2000010, OOM_ZONE_NORMAL, false, false, false },
		{ NULL, 0x400000, OOM_ZONE_NORMAL, false, false, true },
		{ NULL, 0, OOM_ZONE_NORMAL, false, false, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const struct flags_case *row = &cases[i];
		struct oom_report report = { .request = { .known = true } };
		struct oom_view view = { .report = &report };

		if (row->words)
			report.request.gfp = text_of_string(row->words);
		else
			report.request.mask = value_of(row->mask);
		oom_request_derive(&view, NULL);
		if (view.top != row->top || view.movable != row->movable ||
			view.atomic != row->atomic || view.may_wait != row->may_wait)
			fail_msg("%s %#llx: top %d, movable %d, atomic %d, may wait %d",
				row->words ? row->words : "", (unsigned long long)row->mask,
				(int)view.top, view.movable, view.atomic, view.may_wait);
		assert_true(view.top_known);
	}
}

static void without_flags_all_zones_may_be_used(void **state)
{
	struct oom_report report = { .request = { .known = false } };
	struct oom_view view = { .report = &report };

	(void)state;
	oom_request_derive(&view, NULL);
	assert_int_equal(view.top, OOM_ZONE_MOVABLE);
	assert_false(view.top_known);
	assert_true(view.may_wait);
	assert_false(view.order_of_next);
}

/* The head of a report may be cut off; the next one in the text is of the same shortage. */
static void the_request_of_the_next_report_stands_in(void **state)
{
	struct oom_report report = { .victim = { .known = true }, .time_us = value_of(1000) };
	struct oom_report next = { .time_us = value_of(5001000),
		.request = { .known = true, .order = value_of(3) } };
	struct oom_view view = { .report = &report };

	(void)state;
	next.request.gfp = text_of_string("GFP_DMA");
	oom_request_derive(&view, &next);
	assert_true(view.order_of_next);
	assert_int_equal(view.order.n, 3);
	assert_int_equal(view.top, OOM_ZONE_DMA);
	next.time_us = value_missing(VALUE_ABSENT);
	view = (struct oom_view){ .report = &report };
	oom_request_derive(&view, &next);
	assert_true(view.order_of_next);
	report.time_us = value_missing(VALUE_ABSENT);
	next.time_us = value_of(1);
	view = (struct oom_view){ .report = &report };
	oom_request_derive(&view, &next);
	assert_true(view.order_of_next);
}

static void the_next_report_does_not_stand_in_for_another(void **state)
{
	struct oom_report report = { .victim = { .known = true }, .time_us = value_of(1000) };
	struct oom_report next = { .time_us = value_of(5001001),
		.request = { .known = true, .order = value_of(3) } };
	struct oom_report none = next, own = report, no_victim = report, listing = next;
	struct oom_view view = { .report = &report };

	(void)state;
	/* Later than 5 seconds, or earlier. */
	oom_request_derive(&view, &next);
	assert_false(view.order_of_next);
	next.time_us = value_of(999);
	oom_request_derive(&view, &next);
	assert_false(view.order_of_next);
	next.time_us = value_of(1000);
	none.time_us = listing.time_us = next.time_us;
	none.request.known = false;
	oom_request_derive(&view, &none);
	assert_false(view.order_of_next);
	listing.mem_info = true;
	oom_request_derive(&view, &listing);
	assert_false(view.order_of_next);
	own.request.known = true;
	view.report = &own;
	oom_request_derive(&view, &next);
	assert_false(view.order_of_next);
	no_victim.victim.known = false;
	view.report = &no_victim;
	oom_request_derive(&view, &next);
	assert_false(view.order_of_next);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(flags_say_what_a_request_may_use),
		cmocka_unit_test(without_flags_all_zones_may_be_used),
		cmocka_unit_test(the_request_of_the_next_report_stands_in),
		cmocka_unit_test(the_next_report_does_not_stand_in_for_another),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
