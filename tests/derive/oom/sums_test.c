/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sums of a report and the arithmetic of its zones, by figures that are added up by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/macros.h"
#include "derive/oom/oom.h"

#define PAGE UINT64_C(4096)
#define KIB  UINT64_C(1024)
#define MIB  (UINT64_C(1) << 20)

struct made {
	struct oom_report report;
	struct oom_zone zones[4];
	struct oom_node nodes[2];
	struct oom_task tasks[4];
	struct oom_hugepages pools[3];
	struct oom_slab slabs[3];
};

static void begin(struct made *made)
{
	memset(made, 0, sizeof(*made));
	oom_report_clear(&made->report);
	made->report.kernel_major = 6;
	made->report.zones = made->zones;
	made->report.nodes = made->nodes;
	made->report.tasks = made->tasks;
	made->report.hugepages = made->pools;
	made->report.slabs = made->slabs;
}

static struct oom_zone *add_zone(struct made *made, enum oom_zone_kind kind, int node)
{
	struct oom_zone *zone = &made->zones[made->report.zone_count++];

	zone->kind = kind;
	zone->node = node;
	values_fill(zone->key, sizeof(zone->key), VALUE_ABSENT);
	zone->blocks.sum = value_missing(VALUE_ABSENT);
	return zone;
}

static struct oom_node *add_node(struct made *made)
{
	struct oom_node *node = &made->nodes[made->report.node_count++];

	values_fill(node->key, sizeof(node->key), VALUE_ABSENT);
	return node;
}

static struct oom_task *add_task(struct made *made, uint64_t pid, uint64_t rss, uint64_t swap)
{
	struct oom_task *task = &made->tasks[made->report.task_count++];

	*task = (struct oom_task){ .name = text_of("task", 4),
		.pid = pid,
		.total_vm = value_missing(VALUE_ABSENT),
		.rss = value_of(rss),
		.swap = value_of(swap) };
	return task;
}

static void asked_for(struct made *made, const char *gfp, uint64_t order)
{
	made->report.request.known = true;
	made->report.request.gfp = text_of(gfp, strlen(gfp));
	made->report.request.order = value_of(order);
}

static void view_of(struct oom_view *view, const struct made *made)
{
	oom_view_of(view, &made->report, NULL);
}

#define assert_value(value, wanted)                                                                \
	do {                                                                                       \
		assert_true(value_known(value));                                                   \
		assert_int_equal((value).n, wanted);                                               \
	} while (0)

/* Each counter has a decimal place of its own. */
static void kinds_are_the_sums_of_their_counters(void **state)
{
	struct made made;
	struct value *counter = made.report.counter;
	struct oom_view view;

	(void)state;
	begin(&made);
	counter[OOM_active_anon] = value_of(1);
	counter[OOM_inactive_anon] = value_of(20);
	counter[OOM_isolated_anon] = value_of(300);
	counter[OOM_active_file] = value_of(4000);
	counter[OOM_inactive_file] = value_of(50000);
	counter[OOM_isolated_file] = value_of(600000);
	counter[OOM_unevictable] = value_of(7000000);
	counter[OOM_slab_reclaimable] = value_of(2);
	counter[OOM_slab_unreclaimable] = value_of(30);
	counter[OOM_pagetables] = value_of(4);
	counter[OOM_sec_pagetables] = value_of(50);
	counter[OOM_free] = value_of(100000000);
	counter[OOM_free_pcp] = value_of(200000000);
	counter[OOM_kernel_misc_reclaimable] = value_of(400000000);
	counter[OOM_shmem] = value_of(9);
	made.report.swap_cache = value_of(8);
	view_of(&view, &made);
	assert_value(view.anon, 321 * PAGE);
	assert_value(view.file, 654000 * PAGE);
	assert_value(view.lru, 7654321 * PAGE);
	assert_value(view.slab, 32 * PAGE);
	assert_value(view.slab_unreclaimable, 30 * PAGE);
	assert_value(view.page_tables, 54 * PAGE);
	assert_value(view.shmem, 9 * PAGE);
	assert_value(view.swap_cached, 8 * PAGE);
	assert_value(view.free, 100000000 * PAGE);
	assert_value(view.known, (7654321 + 32 + 54 + UINT64_C(700000000)) * PAGE);
	assert_false(value_known(view.uncounted));
	assert_false(value_known(view.hugepages));
}

static void what_stands_in_nodes_or_zones_is_known_too(void **state)
{
	struct made made;
	struct oom_view view;
	struct oom_zone *zone;
	struct oom_node *node;

	(void)state;
	begin(&made);
	made.report.counter[OOM_active] = value_of(0);
	made.report.counter[OOM_inactive] = value_of(0);
	made.report.counter[OOM_slab] = value_of(0);
	made.report.counter[OOM_free] = value_of(0);
	node = add_node(&made);
	node->key[OOM_zspages] = value_of(1 * PAGE);
	node->key[OOM_balloon] = value_of(20 * PAGE);
	node = add_node(&made);
	node->key[OOM_zspages] = value_of(4 * PAGE);
	node->key[OOM_gpu_active] = value_of(300 * PAGE);
	node->key[OOM_gpu_reclaim] = value_of(4000 * PAGE);
	zone = add_zone(&made, OOM_ZONE_NORMAL, 0);
	zone->key[OOM_kernel_stack] = value_of(50000 * PAGE);
	zone->key[OOM_zspages] = value_of(700000 * PAGE);
	zone = add_zone(&made, OOM_ZONE_NORMAL, 1);
	zone->key[OOM_kernel_stack] = value_of(20000 * PAGE);
	made.report.ram = value_of(1000000);
	made.report.reserved = value_of(25675);
	view_of(&view, &made);
	assert_value(view.kernel_stack, 70000 * PAGE);
	assert_value(view.known, 74325 * PAGE);
	assert_value(view.total, 974325 * PAGE);
	assert_value(view.uncounted, 900000 * PAGE);
	/* A list whose line is lost may have all of it. */
	made.report.counter[OOM_inactive] = value_missing(VALUE_ABSENT);
	view_of(&view, &made);
	assert_false(value_known(view.uncounted));
}

static void one_list_that_is_lost_makes_the_sum_unknown(void **state)
{
	static const enum oom_key lists[] = { OOM_active_anon, OOM_inactive_anon, OOM_active_file,
		OOM_inactive_file, OOM_slab, OOM_free };

	(void)state;
	for (size_t lost = 0; lost <= COUNT_OF(lists); lost++) {
		struct made made;
		struct oom_view view;

		begin(&made);
		for (size_t i = 0; i < COUNT_OF(lists); i++)
			if (i != lost)
				made.report.counter[lists[i]] = value_of(1000);
		view_of(&view, &made);
		assert_int_equal(value_known(view.known), lost == COUNT_OF(lists));
	}
}

static void slabs_that_are_listed_stand_in_for_their_counters(void **state)
{
	struct made made;
	struct oom_view view;

	(void)state;
	begin(&made);
	made.slabs[0] = (struct oom_slab){ text_of("small", 5), 10, 100 };
	made.slabs[1] = (struct oom_slab){ text_of("large", 5), 20, 2000 };
	made.slabs[2] = (struct oom_slab){ text_of("later", 5), 30, 2000 };
	made.report.slab_count = 3;
	view_of(&view, &made);
	assert_value(view.slab, 4100);
	assert_value(view.slab_unreclaimable, 4100);
	assert_string_equal(view.slab_cache, "large");
	made.report.counter[OOM_slab] = value_of(1);
	view_of(&view, &made);
	assert_value(view.slab, PAGE);
	assert_false(value_known(view.slab_unreclaimable));
}

static void huge_pages_are_those_of_all_pools(void **state)
{
	struct made made;
	struct oom_view view;

	(void)state;
	begin(&made);
	made.report.hugepages_count = 3;
	made.pools[0] = (struct oom_hugepages){ .total = 10, .free = 3, .size = 2 * MIB };
	made.pools[1] = (struct oom_hugepages){ .total = 4, .free = 9, .size = 1024 * MIB };
	view_of(&view, &made);
	assert_value(view.hugepages, 4116 * MIB);
	assert_value(view.hugepages_free, 4102 * MIB);
	/* 2^60 bytes and more are a digit that was lost, or too many. */
	made.pools[2] = (struct oom_hugepages){ .total = UINT64_C(1) << 39, .size = 2 * MIB };
	view_of(&view, &made);
	assert_value(view.hugepages, 4116 * MIB);
	made.pools[2].total--;
	view_of(&view, &made);
	assert_value(view.hugepages, 4114 * MIB + (UINT64_C(1) << 60));
}

static void tasks_are_added_up_and_the_largest_stand_first(void **state)
{
	struct made made;
	struct oom_view view;

	(void)state;
	begin(&made);
	add_task(&made, 1, 100, 20);
	add_task(&made, 2, 10, 200);
	add_task(&made, 3, 7, 1);
	add_task(&made, 4, 110, 40)->name = text_of("tasks", 5);
	made.report.victim.pid = 1;
	view_of(&view, &made);
	assert_int_equal(view.task_resident, 227 * PAGE);
	assert_int_equal(view.task_swap, 261 * PAGE);
	assert_int_equal(view.biggest.task->pid, 2);
	assert_int_equal(view.biggest.resident, 10 * PAGE);
	assert_int_equal(view.biggest.swap, 200 * PAGE);
	assert_int_equal(view.second.task->pid, 4);
	assert_int_equal(view.same_name, 3);
	assert_string_equal(view.biggest_name, "task");
	assert_value(view.victim_resident, 100 * PAGE);
	assert_value(view.victim_swap, 20 * PAGE);
	made.tasks[3].rss = value_of(171);
	view_of(&view, &made);
	assert_int_equal(view.biggest.task->pid, 4);
	assert_int_equal(view.second.task->pid, 2);
	assert_int_equal(view.same_name, 1);
	made.report.victim.rss_anon = value_of(1000);
	made.report.victim.rss_file = value_of(200);
	made.report.victim.rss_shmem = value_of(30);
	view_of(&view, &made);
	assert_value(view.victim_resident, 1230);
}

static void the_total_is_what_the_kernel_manages(void **state)
{
	struct made made;
	struct oom_view view;
	struct oom_zone *zone;

	(void)state;
	begin(&made);
	zone = add_zone(&made, OOM_ZONE_DMA32, OOM_NO_NODE);
	zone->key[OOM_present] = value_of(500 * MIB);
	zone->key[OOM_free] = value_of(100 * MIB);
	zone->key[OOM_min] = value_of(3 * MIB);
	zone->key[OOM_boost] = value_of(1 * MIB);
	zone = add_zone(&made, OOM_ZONE_NORMAL, OOM_NO_NODE);
	zone->key[OOM_present] = value_of(600 * MIB);
	zone->key[OOM_managed] = value_of(550 * MIB);
	zone->key[OOM_free] = value_of(60 * MIB);
	zone->key[OOM_min] = value_of(20 * MIB);
	zone->key[OOM_boost] = value_of(4 * MIB);
	/* A tenth of what is free in zones, and 16 MiB, come and go while it prints. */
	made.report.counter[OOM_free] = value_of(192 * MIB / PAGE);
	view_of(&view, &made);
	assert_value(view.total, 1050 * MIB);
	assert_int_equal(view.zones_free, 160 * MIB);
	assert_int_equal(view.min, 23 * MIB);
	assert_int_equal(view.boost, 5 * MIB);
	assert_false(view.cut);
	made.report.counter[OOM_free] = value_of(192 * MIB / PAGE + 1);
	view_of(&view, &made);
	assert_false(value_known(view.total));
	made.report.counter[OOM_free] = value_of(160 * MIB / PAGE);
	made.report.constraint = OOM_CONSTRAINT_CPUSET;
	view_of(&view, &made);
	assert_false(value_known(view.total));
	made.report.constraint = OOM_CONSTRAINT_MEMORY_POLICY;
	view_of(&view, &made);
	assert_false(value_known(view.total));
	made.report.ram = value_of(1100 * MIB / PAGE);
	view_of(&view, &made);
	assert_value(view.total, 1100 * MIB);
	assert_false(value_known(view.reserved));
	made.report.reserved = value_of(40 * MIB / PAGE);
	view_of(&view, &made);
	assert_value(view.total, 1060 * MIB);
	assert_value(view.reserved, 40 * MIB);
}

/* Within a fiftieth of the RAM. */
static void zones_are_all_if_they_make_up_the_ram(void **state)
{
	static const struct {
		uint64_t present;
		bool complete;
	} rows[] = { { 97999, false }, { 98000, true }, { 102000, true }, { 102001, false } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct made made;
		struct oom_view view;

		begin(&made);
		add_zone(&made, OOM_ZONE_NORMAL, 0)->key[OOM_present] =
			value_of(rows[i].present * PAGE);
		made.report.ram = value_of(100000);
		view_of(&view, &made);
		assert_int_equal(view.zones_complete, rows[i].complete);
		add_zone(&made, OOM_ZONE_MOVABLE, 0);
		view_of(&view, &made);
		assert_false(view.zones_complete);
	}
}

static void figures_that_cannot_all_be_true_are_counted(void **state)
{
	struct made made;
	struct oom_view view;
	struct oom_zone *zone;

	(void)state;
	begin(&made);
	zone = add_zone(&made, OOM_ZONE_NORMAL, 0);
	zone->key[OOM_present] = value_of(1000000 * PAGE);
	zone->key[OOM_free] = value_of(100000 * PAGE);
	made.report.ram = value_of(1000000);
	made.report.counter[OOM_free] = value_of(120000);
	made.report.contradictions = 2;
	view_of(&view, &made);
	assert_int_equal(view.contradictions, 2);
	made.report.counter[OOM_free] = value_of(120001);
	view_of(&view, &made);
	assert_int_equal(view.contradictions, 3);
	made.report.counter[OOM_free] = value_of(79999);
	view_of(&view, &made);
	assert_int_equal(view.contradictions, 3);
	made.report.counter[OOM_free] = value_of(80000);
	made.report.counter[OOM_active] = value_of(0);
	made.report.counter[OOM_slab] = value_of(0);
	/* A twentieth more than there is, and a fiftieth. */
	made.report.counter[OOM_inactive] = value_of(990000);
	view_of(&view, &made);
	assert_int_equal(view.contradictions, 2);
	made.report.counter[OOM_inactive] = value_of(990001);
	view_of(&view, &made);
	assert_int_equal(view.contradictions, 3);
	/* Blocks that do not add up: one of the two. */
	zone->blocks.count = 2;
	zone->blocks.order[0].count = 3;
	zone->blocks.order[0].size = PAGE;
	zone->blocks.order[1].count = 2;
	zone->blocks.order[1].size = 2 * PAGE;
	zone->blocks.sum = value_of(7 * PAGE);
	view_of(&view, &made);
	assert_int_equal(view.contradictions, 3);
	zone->blocks.sum = value_of(8 * PAGE);
	view_of(&view, &made);
	assert_int_equal(view.contradictions, 4);
	zone->blocks.sum = value_missing(VALUE_ABSENT);
	view_of(&view, &made);
	assert_int_equal(view.contradictions, 3);
}

/* A machine so small that a fiftieth is less than what moves while it prints. */
static void figures_of_a_small_machine_may_differ_by_16_mib(void **state)
{
	struct made made;
	struct oom_view view;
	struct oom_zone *zone;

	(void)state;
	begin(&made);
	zone = add_zone(&made, OOM_ZONE_NORMAL, 0);
	zone->key[OOM_present] = value_of(100000 * PAGE);
	zone->key[OOM_free] = value_of(10000 * PAGE);
	made.report.ram = value_of(100000);
	made.report.counter[OOM_free] = value_of(14096);
	view_of(&view, &made);
	assert_int_equal(view.contradictions, 0);
	made.report.counter[OOM_free] = value_of(14097);
	view_of(&view, &made);
	assert_int_equal(view.contradictions, 1);
}

static void the_size_of_a_page_follows_from_figures_in_both_units(void **state)
{
	struct made made;
	struct oom_view view;
	struct oom_node *node;
	struct oom_zone *zone;

	(void)state;
	begin(&made);
	made.report.other_page_size = true;
	view_of(&view, &made);
	assert_false(value_known(view.page_size));
	assert_int_equal(view.page, 4096);
	made.report.other_page_size = false;
	view_of(&view, &made);
	assert_value(view.page_size, 4096);
	made.report.other_page_size = true;
	/* Of one node, by the first list that has some; within a fiftieth. */
	node = add_node(&made);
	made.report.counter[OOM_active_anon] = value_of(1000);
	node->key[OOM_active_anon] = value_of(1020 * 64 * KIB);
	view_of(&view, &made);
	assert_value(view.page_size, 64 * KIB);
	node->key[OOM_active_anon] = value_of(980 * 16 * KIB);
	view_of(&view, &made);
	assert_value(view.page_size, 16 * KIB);
	node->key[OOM_active_anon] = value_of(1021 * 64 * KIB);
	view_of(&view, &made);
	assert_false(value_known(view.page_size));
	node->key[OOM_active_anon] = value_of(979 * 64 * KIB);
	view_of(&view, &made);
	assert_false(value_known(view.page_size));
	/* A fiftieth of 98 pages is one page. */
	made.report.counter[OOM_active_anon] = value_of(98);
	for (uint64_t pages = 96; pages <= 100; pages++) {
		node->key[OOM_active_anon] = value_of(pages * 64 * KIB);
		view_of(&view, &made);
		assert_int_equal(value_known(view.page_size), pages >= 97 && pages <= 99);
	}
	/* Of several, by what all zones have free. */
	add_node(&made);
	made.report.counter[OOM_free] = value_of(500);
	add_zone(&made, OOM_ZONE_DMA, 0)->key[OOM_free] = value_of(200 * 64 * KIB);
	zone = add_zone(&made, OOM_ZONE_NORMAL, 1);
	zone->key[OOM_free] = value_of(300 * 64 * KIB);
	view_of(&view, &made);
	assert_value(view.page_size, 64 * KIB);
	/* By the victim, whose size stands there twice. */
	made.report.victim.pid = 7;
	made.report.victim.total_vm = value_of(3200 * KIB);
	add_task(&made, 6, 1, 0)->total_vm = value_of(100);
	add_task(&made, 7, 1, 0)->total_vm = value_of(200);
	view_of(&view, &made);
	assert_value(view.page_size, 16 * KIB);
	made.report.victim.total_vm = value_of(3200 * KIB + 1);
	view_of(&view, &made);
	assert_value(view.page_size, 64 * KIB);
	/* Best of all by a block of order 0. */
	zone->blocks.count = 1;
	zone->blocks.order[0].size = 8 * KIB;
	view_of(&view, &made);
	assert_value(view.page_size, 8 * KIB);
	assert_int_equal(view.page, 8 * KIB);
	/* What no machine has is a digit that was lost. */
	zone->blocks.order[0].size = 512;
	view_of(&view, &made);
	assert_int_equal(view.page, 4096);
	zone->blocks.order[0].size = 16 * MIB;
	view_of(&view, &made);
	assert_int_equal(view.page, 16 * MIB);
	zone->blocks.order[0].size = 32 * MIB;
	view_of(&view, &made);
	assert_int_equal(view.page, 4096);
}

/* A request of that flags and order, of a zone with 1,000 pages free and a minimum of 100. */
static int64_t margin_pages(struct made *made, const char *gfp, uint64_t order)
{
	struct oom_zone_view zone;
	struct oom_view view;

	asked_for(made, gfp, order);
	view_of(&view, made);
	oom_zone_view_of(&zone, &view, 0);
	assert_true(zone.margin_known);
	return zone.margin / (int64_t)PAGE;
}

static struct oom_zone *begin_zone(struct made *made)
{
	struct oom_zone *zone;

	begin(made);
	zone = add_zone(made, OOM_ZONE_NORMAL, OOM_NO_NODE);
	zone->key[OOM_free] = value_of(1000 * PAGE);
	zone->key[OOM_min] = value_of(100 * PAGE);
	return zone;
}

static void margins_are_what_is_free_beyond_what_must_stay(void **state)
{
	struct made made;
	struct oom_zone *zone = begin_zone(&made);

	(void)state;
	assert_int_equal(margin_pages(&made, "GFP_KERNEL", 0), 900);
	assert_int_equal(margin_pages(&made, "GFP_KERNEL", 3), 893);
	/* Half of min may be used by those that must not fail, and a quarter of the rest too. */
	assert_int_equal(margin_pages(&made, "GFP_KERNEL|__GFP_HIGH", 0), 950);
	assert_int_equal(margin_pages(&made, "GFP_ATOMIC", 0), 962);
	zone->key[OOM_free_cma] = value_of(200 * PAGE);
	zone->key[OOM_reserved_highatomic] = value_of(30 * PAGE);
	assert_int_equal(margin_pages(&made, "GFP_KERNEL", 0), 670);
	assert_int_equal(margin_pages(&made, "GFP_HIGHUSER_MOVABLE", 0), 870);
	assert_int_equal(margin_pages(&made, "GFP_ATOMIC", 0), 762);
	zone->key[OOM_free_highatomic] = value_of(20 * PAGE);
	assert_int_equal(margin_pages(&made, "GFP_KERNEL", 0), 680);
}

/* __zone_watermark_ok() to 4.3: order by order. */
static void old_kernels_take_smaller_blocks_off(void **state)
{
	static const struct {
		unsigned major, minor;
		uint64_t free, singles, pairs;
		int64_t margin;
	} rows[] = {
		{ 4, 4, 1000, 600, 112, 897 },
		{ 6, 1, 1000, 600, 112, 897 },
		{ 4, 3, 1000, 600, 112, 1000 - 600 - 2 * 112 - 25 },
		{ 3, 10, 1000, 600, 112, 1000 - 600 - 2 * 112 - 25 },
		/* What falls short of single pages already is judged by those. */
		{ 3, 10, 1000, 960, 10, 1000 - 960 - 50 },
		{ 3, 10, 100, 0, 10, 0 },
		{ 3, 10, 101, 0, 10, 101 - 2 * 10 - 25 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct made made;
		struct oom_zone *zone = begin_zone(&made);

		made.report.kernel_major = rows[i].major;
		made.report.kernel_minor = rows[i].minor;
		zone->key[OOM_free] = value_of(rows[i].free * PAGE);
		zone->blocks.count = 3;
		for (size_t order = 0; order < 3; order++)
			zone->blocks.order[order].size = PAGE << order;
		zone->blocks.order[0].count = rows[i].singles;
		zone->blocks.order[1].count = rows[i].pairs;
		zone->blocks.order[2].count = 10;
		assert_int_equal(margin_pages(&made, "GFP_KERNEL", 2), rows[i].margin);
	}
}

/* lowmem_reserve[] has an entry for each zone that the kernel was built with, printed or not. */
static void reserves_are_those_against_the_highest_zone_of_the_request(void **state)
{
	static const struct {
		enum oom_zone_kind kinds[3];
		size_t kinds_count, entries;
		uint64_t highmem;
		const char *gfp;
		uint64_t reserve;
	} rows[] = {
		/* DMA, DMA32, Normal, Movable, Device. */
		{ { OOM_ZONE_DMA, OOM_ZONE_DMA32, OOM_ZONE_NORMAL }, 3, 5, 0, "GFP_KERNEL", 300 },
		{ { OOM_ZONE_DMA, OOM_ZONE_DMA32, OOM_ZONE_NORMAL }, 3, 5, 0, "GFP_HIGHUSER", 300 },
		{ { OOM_ZONE_DMA, OOM_ZONE_DMA32, OOM_ZONE_NORMAL }, 3, 5, 0,
			"GFP_HIGHUSER_MOVABLE", 400 },
		{ { OOM_ZONE_DMA, OOM_ZONE_DMA32, OOM_ZONE_NORMAL }, 3, 5, 0,
			"GFP_KERNEL|GFP_DMA32", 200 },
		{ { OOM_ZONE_DMA, OOM_ZONE_DMA32, OOM_ZONE_NORMAL }, 3, 5, 0, "GFP_DMA", 100 },
		/* Without DMA: DMA32, Normal, Movable. */
		{ { OOM_ZONE_DMA32, OOM_ZONE_NORMAL }, 2, 3, 0, "GFP_KERNEL", 200 },
		{ { OOM_ZONE_DMA32, OOM_ZONE_NORMAL }, 2, 3, 0, "GFP_HIGHUSER_MOVABLE", 300 },
		/* 32 bits: DMA, Normal, HighMem, Movable, by the zone or by its line alone. */
		{ { OOM_ZONE_DMA, OOM_ZONE_NORMAL, OOM_ZONE_HIGHMEM }, 3, 4, 0, "GFP_KERNEL", 200 },
		{ { OOM_ZONE_DMA, OOM_ZONE_NORMAL, OOM_ZONE_HIGHMEM }, 3, 4, 0, "GFP_HIGHUSER",
			300 },
		{ { OOM_ZONE_DMA, OOM_ZONE_NORMAL }, 2, 4, 1000, "GFP_HIGHUSER", 300 },
		{ { OOM_ZONE_DMA, OOM_ZONE_NORMAL }, 2, 4, 1000, "GFP_HIGHUSER_MOVABLE", 400 },
		/* High memory and four more: DMA32 is built in, no device has memory. */
		{ { OOM_ZONE_DMA, OOM_ZONE_NORMAL }, 2, 5, 1000, "GFP_KERNEL", 300 },
		/* Fewer entries than zones: the last one. */
		{ { OOM_ZONE_DMA, OOM_ZONE_DMA32, OOM_ZONE_NORMAL }, 3, 2, 0, "GFP_KERNEL", 200 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct oom_zone_view zone_view;
		struct made made;
		struct oom_view view;

		begin(&made);
		for (size_t k = 0; k < rows[i].kinds_count; k++)
			add_zone(&made, rows[i].kinds[k], OOM_NO_NODE);
		for (size_t k = 0; k < rows[i].entries; k++)
			made.zones[0].reserve[k] = 100 * (k + 1);
		made.zones[0].reserve_count = rows[i].entries;
		made.report.highmem = value_of(rows[i].highmem);
		asked_for(&made, rows[i].gfp, 0);
		view_of(&view, &made);
		oom_zone_view_of(&zone_view, &view, 0);
		print_message("# row %zu\n", i);
		assert_value(zone_view.reserve, rows[i].reserve * PAGE);
	}
}

static void a_block_is_of_the_order_and_of_a_type_that_serves(void **state)
{
	static const struct {
		const char *gfp;
		unsigned types;
		uint64_t order;
		bool cut;
		enum oom_answer has_block;
		uint64_t largest;
	} rows[] = {
		{ "GFP_KERNEL", OOM_BLOCK_UNMOVABLE, 1, false, OOM_YES, 2 },
		{ "GFP_KERNEL", OOM_BLOCK_MOVABLE, 1, false, OOM_YES, 2 },
		{ "GFP_KERNEL", OOM_BLOCK_RECLAIMABLE, 1, false, OOM_YES, 2 },
		{ "GFP_KERNEL", 0, 1, false, OOM_YES, 2 },
		{ "GFP_KERNEL", OOM_BLOCK_UNMOVABLE, 2, false, OOM_NO, 2 },
		{ "GFP_KERNEL", OOM_BLOCK_UNMOVABLE, 2, true, OOM_UNDECIDED, 0 },
		{ "GFP_KERNEL", OOM_BLOCK_UNMOVABLE, 1, true, OOM_YES, 0 },
		{ "GFP_KERNEL", OOM_BLOCK_CMA, 1, false, OOM_NO, 1 },
		{ "GFP_HIGHUSER_MOVABLE", OOM_BLOCK_CMA, 1, false, OOM_YES, 2 },
		{ "GFP_KERNEL", OOM_BLOCK_HIGHATOMIC, 1, false, OOM_NO, 1 },
		{ "GFP_ATOMIC", OOM_BLOCK_HIGHATOMIC, 1, false, OOM_YES, 2 },
		{ "GFP_ATOMIC", OOM_BLOCK_ISOLATED, 1, false, OOM_NO, 1 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct oom_zone_view zone_view;
		struct made made;
		struct oom_zone *zone = begin_zone(&made);
		struct oom_view view;

		zone->blocks.count = 3;
		for (size_t order = 0; order < 3; order++)
			zone->blocks.order[order].size = PAGE << order;
		zone->blocks.order[0].count = 5;
		zone->blocks.order[1].count = 1;
		zone->blocks.order[1].types = rows[i].types;
		if (!rows[i].cut)
			zone->blocks.sum = value_of(7 * PAGE);
		asked_for(&made, rows[i].gfp, rows[i].order);
		view_of(&view, &made);
		oom_zone_view_of(&zone_view, &view, 0);
		print_message("# row %zu\n", i);
		assert_int_equal(zone_view.has_block, rows[i].has_block);
		assert_int_equal(value_or(zone_view.largest_block, 0), rows[i].largest * PAGE);
	}
}

static void nodes_are_allowed_by_both_lists(void **state)
{
	static const struct {
		const char *mask, *mems;
		bool allowed[6];
		enum oom_constraint constraint;
	} rows[] = {
		{ "", "", { true, true, true, true, true, true }, OOM_CONSTRAINT_UNKNOWN },
		{ "1-3", "", { false, true, true, true, false, true },
			OOM_CONSTRAINT_MEMORY_POLICY },
		{ "", "0,2-3", { true, false, true, true, false, true }, OOM_CONSTRAINT_CPUSET },
		{ "1-3", "0,3-4", { false, false, false, true, false, true },
			OOM_CONSTRAINT_MEMORY_POLICY },
		{ "0,,x,4", "", { true, false, false, false, true, true },
			OOM_CONSTRAINT_MEMORY_POLICY },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		for (int node = 0; node < 6; node++) {
			struct made made;
			struct oom_zone_view zone_view;
			struct oom_view view;
			bool allowed = rows[i].allowed[node];

			begin(&made);
			made.report.nodemask = text_of(rows[i].mask, strlen(rows[i].mask));
			made.report.mems_allowed = text_of(rows[i].mems, strlen(rows[i].mems));
			add_zone(&made, OOM_ZONE_NORMAL, node == 5 ? OOM_NO_NODE : node)
				->key[OOM_free] = value_of(PAGE);
			asked_for(&made, "GFP_KERNEL", 0);
			view_of(&view, &made);
			oom_zone_view_of(&zone_view, &view, 0);
			assert_int_equal(zone_view.allowed, allowed);
			assert_int_equal(view.constraint,
				allowed ? OOM_CONSTRAINT_UNKNOWN : rows[i].constraint);
			assert_int_equal(view.other_free, allowed ? 0 : PAGE);
			assert_int_equal(view.allowed_free, allowed ? PAGE : 0);
		}
	}
}

static void the_best_zone_has_the_widest_margin_and_the_largest_most_pages(void **state)
{
	struct made made;
	struct oom_view view;
	struct oom_zone *zone;

	(void)state;
	begin(&made);
	asked_for(&made, "GFP_KERNEL", 0);
	view_of(&view, &made);
	assert_int_equal(view.best, 0);
	assert_false(view.managed_known);
	zone = add_zone(&made, OOM_ZONE_DMA32, OOM_NO_NODE);
	zone->key[OOM_managed] = value_of(3000);
	zone->key[OOM_free] = value_of(100);
	zone->key[OOM_min] = value_of(200);
	zone->reserve_count = 1;
	zone = add_zone(&made, OOM_ZONE_NORMAL, OOM_NO_NODE);
	zone->key[OOM_present] = value_of(2000);
	zone->key[OOM_free] = value_of(10);
	zone->key[OOM_min] = value_of(20);
	zone = add_zone(&made, OOM_ZONE_MOVABLE, OOM_NO_NODE);
	zone->key[OOM_managed] = value_of(9000);
	zone->key[OOM_free] = value_of(7000);
	zone->key[OOM_min] = value_of(1);
	view_of(&view, &made);
	assert_int_equal(view.best, 1);
	assert_int_equal(view.largest, 0);
	assert_true(view.managed_known);
	assert_int_equal(view.allowed_managed, 5000);
	assert_int_equal(view.allowed_free, 110);
	assert_int_equal(view.other_free, 7000);
	assert_int_equal(view.constraint, OOM_CONSTRAINT_UNKNOWN);
	/* Where sizes are cut off, min tells them apart. */
	made.zones[0].key[OOM_managed] = value_missing(VALUE_ABSENT);
	made.zones[1].key[OOM_present] = value_missing(VALUE_ABSENT);
	made.zones[1].key[OOM_min] = value_of(201);
	view_of(&view, &made);
	assert_false(view.managed_known);
	assert_int_equal(view.best, 0);
	assert_int_equal(view.largest, 1);
	/* A zone below the request's whose reserve is cut off has no margin. */
	made.zones[0].reserve_count = 0;
	view_of(&view, &made);
	assert_int_equal(view.best, 1);
}

static void names_are_cut_to_what_fits(void **state)
{
	static const char name[] =
		"0123456789012345678901234567890123456789012345678901234567890123456789";
	struct made made;
	struct oom_view view;

	(void)state;
	begin(&made);
	made.report.victim.name = text_of(name, 63);
	made.report.request.requester = text_of(name, 64);
	view_of(&view, &made);
	assert_int_equal(strlen(view.victim_name), 63);
	assert_memory_equal(view.victim_name, name, 63);
	assert_int_equal(strlen(view.requester_name), 63);
	assert_string_equal(view.target, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kinds_are_the_sums_of_their_counters),
		cmocka_unit_test(what_stands_in_nodes_or_zones_is_known_too),
		cmocka_unit_test(one_list_that_is_lost_makes_the_sum_unknown),
		cmocka_unit_test(slabs_that_are_listed_stand_in_for_their_counters),
		cmocka_unit_test(huge_pages_are_those_of_all_pools),
		cmocka_unit_test(tasks_are_added_up_and_the_largest_stand_first),
		cmocka_unit_test(the_total_is_what_the_kernel_manages),
		cmocka_unit_test(zones_are_all_if_they_make_up_the_ram),
		cmocka_unit_test(figures_that_cannot_all_be_true_are_counted),
		cmocka_unit_test(figures_of_a_small_machine_may_differ_by_16_mib),
		cmocka_unit_test(the_size_of_a_page_follows_from_figures_in_both_units),
		cmocka_unit_test(margins_are_what_is_free_beyond_what_must_stay),
		cmocka_unit_test(old_kernels_take_smaller_blocks_off),
		cmocka_unit_test(reserves_are_those_against_the_highest_zone_of_the_request),
		cmocka_unit_test(a_block_is_of_the_order_and_of_a_type_that_serves),
		cmocka_unit_test(nodes_are_allowed_by_both_lists),
		cmocka_unit_test(the_best_zone_has_the_widest_margin_and_the_largest_most_pages),
		cmocka_unit_test(names_are_cut_to_what_fits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
