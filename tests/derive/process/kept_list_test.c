/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A list that stands as it did: whatever moved, it is what arranging anew makes of the sample. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/macros.h"
#include "derive/process/arrange.h"
#include "support/sample_rows.h"

#define COUNT 40

struct crowd {
	struct made_process made[COUNT];
	uint64_t versions[COUNT];
	uint32_t seed;
};

static uint32_t any(struct crowd *crowd, uint32_t below)
{
	crowd->seed = crowd->seed * 1664525 + 1013904223;
	return (crowd->seed >> 8) % below;
}

static void fill(struct crowd *crowd)
{
	for (int i = 0; i < COUNT; i++) {
		crowd->made[i] = (struct made_process){ .pid = 10 + i,
			.user = "root",
			.name = "sleep",
			.command = "sleep",
			.kernel_thread = i % 10 == 3,
			.rss = value_of(any(crowd, 20)),
			.pss = value_of(any(crowd, 20)) };
		crowd->versions[i] = 1000 * (uint64_t)(i + 1);
	}
}

static struct sample *sample_of(const struct crowd *crowd)
{
	struct sample *sample = make_sample(crowd->made, COUNT);

	for (int i = 0; i < COUNT; i++)
		sample->rows[i]->version = crowd->versions[i];
	return sample;
}

static const struct arrangement by_rss = { .sort = COLUMN_RSS, .descending = true };

static void assert_same_lines(const struct arranged *kept, const struct arranged *anew)
{
	assert_int_equal(kept->count, anew->count);
	assert_int_equal(kept->hidden_kernel_threads, anew->hidden_kernel_threads);
	assert_int_equal(kept->filtered_out, anew->filtered_out);
	for (size_t i = 0; i < kept->count; i++) {
		assert_ptr_equal(kept->lines[i].row, anew->lines[i].row);
		assert_ptr_equal(kept->members[i], anew->members[i]);
		assert_int_equal(kept->lines[i].first, i);
		assert_int_equal(kept->lines[i].count, 1);
	}
}

/* Arranges with the order that is kept, and without, which must be the same. */
static void arrange_both(const struct crowd *crowd, struct arrangement arrangement,
	struct kept_order *order)
{
	struct sample *sample = sample_of(crowd);
	struct arranged kept, anew;

	assert_int_equal(arrange(&anew, sample, &arrangement), STATUS_OK);
	arrangement.order = order;
	assert_int_equal(arrange(&kept, sample, &arrangement), STATUS_OK);
	assert_same_lines(&kept, &anew);
	arranged_free(&kept);
	arranged_free(&anew);
	sample_unref(sample);
}

static bool no_row_moves(const void *context, const struct row *before, const struct row *row,
	const struct row *after)
{
	(void)before;
	(void)row;
	(void)after;
	++*(unsigned *)(uintptr_t)context;
	return true;
}

/* Whether the list would stand, and in *asked of how many that was asked. */
static bool stands(struct kept_order *order, const struct crowd *crowd, unsigned *asked)
{
	struct sample *sample = sample_of(crowd);
	bool stood;

	*asked = 0;
	stood = kept_list_stands(&order->list, sample, order->list.by, no_row_moves, asked);
	sample_unref(sample);
	return stood;
}

static void whatever_moves_it_is_what_arranging_makes(void **state)
{
	struct crowd crowd = { .seed = 1 };
	struct kept_order order = { 0 };

	(void)state;
	fill(&crowd);
	for (int round = 0; round < 400; round++) {
		for (uint32_t moved = any(&crowd, 4); moved > 0; moved--) {
			uint32_t at = any(&crowd, COUNT);

			crowd.made[at].rss = any(&crowd, 9) ? value_of(any(&crowd, 20))
							    : value_missing(VALUE_DENIED);
			crowd.made[at].kernel_thread ^= any(&crowd, 9) == 0;
			crowd.versions[at]++;
		}
		if (any(&crowd, 9) == 0) /* another has its PID */
			crowd.versions[any(&crowd, COUNT)] = 100000 + (uint64_t)round;
		if (any(&crowd, 9) == 0) /* there is one whose PID is another */
			crowd.made[COUNT - 1].pid++, crowd.versions[COUNT - 1]++;
		arrange_both(&crowd, by_rss, &order);
	}
	kept_order_close(&order);
}

static void only_who_is_another_is_looked_at(void **state)
{
	struct crowd crowd = { .seed = 2 };
	struct kept_order order = { 0 };
	unsigned asked;

	(void)state;
	fill(&crowd);
	arrange_both(&crowd, by_rss, &order);
	assert_true(stands(&order, &crowd, &asked));
	assert_int_equal(asked, 0);
	crowd.versions[5]++;
	assert_true(stands(&order, &crowd, &asked));
	assert_int_equal(asked, 1);
	assert_true(stands(&order, &crowd, &asked));
	assert_int_equal(asked, 0);
	kept_order_close(&order);
}

static void who_has_no_line_and_is_another_makes_it_anew(void **state)
{
	struct crowd crowd = { .seed = 3 };
	struct kept_order order = { 0 };
	unsigned asked;

	(void)state;
	fill(&crowd);
	arrange_both(&crowd, by_rss, &order);
	crowd.versions[3]++; /* a kernel thread, which is hidden */
	assert_false(stands(&order, &crowd, &asked));
	kept_order_close(&order);
}

static void who_is_to_be_hidden_by_now_loses_its_line(void **state)
{
	struct crowd crowd = { .seed = 3 };
	struct kept_order order = { 0 };

	(void)state;
	fill(&crowd);
	arrange_both(&crowd, by_rss, &order);
	crowd.made[5].kernel_thread = true;
	crowd.versions[5]++;
	arrange_both(&crowd, by_rss, &order);
	kept_order_close(&order);
}

static void rows_without_a_version_are_arranged_anew(void **state)
{
	struct crowd crowd = { .seed = 4 };
	struct kept_order order = { 0 };
	unsigned asked;

	(void)state;
	fill(&crowd);
	memset(crowd.versions, 0, sizeof(crowd.versions));
	arrange_both(&crowd, by_rss, &order);
	assert_false(stands(&order, &crowd, &asked));
	kept_order_close(&order);
}

static void another_wish_is_another_list(void **state)
{
	struct crowd crowd = { .seed = 5 };
	struct kept_order order = { 0 };
	struct arrangement arrangements[] = { by_rss, by_rss, by_rss, by_rss, by_rss, by_rss };
	const pid_t chosen[] = { 12, 14 };

	(void)state;
	fill(&crowd);
	arrangements[1].descending = false;
	arrangements[2].kernel_threads = true;
	arrangements[3].sort = COLUMN_PID;
	arrangements[4].pids = chosen;
	arrangements[4].pid_count = COUNT_OF(chosen);
	arrangements[5].user = "nobody";
	for (size_t i = 0; i < COUNT_OF(arrangements); i++)
		for (size_t k = 0; k < COUNT_OF(arrangements); k++) {
			arrange_both(&crowd, arrangements[i], &order);
			arrange_both(&crowd, arrangements[k], &order);
		}
	kept_order_close(&order);
}

/* Its age, or the machine's memory, moves without the row. */
static void figures_that_move_without_the_row_are_arranged_anew(void **state)
{
	struct crowd crowd = { .seed = 6 };
	struct kept_order order = { 0 };
	struct arrangement by_pss = by_rss;
	unsigned asked;

	(void)state;
	fill(&crowd);
	by_pss.sort = COLUMN_PSS;
	arrange_both(&crowd, by_pss, &order);
	assert_false(stands(&order, &crowd, &asked));
	assert_true(column_follows_row(COLUMN_RSS));
	assert_true(column_follows_row(COLUMN_COMMAND));
	assert_true(column_follows_row(COLUMN_GROWTH));
	assert_false(column_follows_row(COLUMN_MEMORY_PERCENT));
	assert_false(column_follows_row(COLUMN_RETAINED));
	kept_order_close(&order);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whatever_moves_it_is_what_arranging_makes),
		cmocka_unit_test(only_who_is_another_is_looked_at),
		cmocka_unit_test(who_has_no_line_and_is_another_makes_it_anew),
		cmocka_unit_test(who_is_to_be_hidden_by_now_loses_its_line),
		cmocka_unit_test(rows_without_a_version_are_arranged_anew),
		cmocka_unit_test(another_wish_is_another_list),
		cmocka_unit_test(figures_that_move_without_the_row_are_arranged_anew),
	};

	return cmocka_run_group_tests_name("derive/kept_list", tests, NULL, NULL);
}
