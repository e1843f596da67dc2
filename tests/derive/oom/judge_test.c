/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a report is judged by: a machine of a million pages, and what is said just at each level and
 * just beyond it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/macros.h"
#include "derive/oom/oom.h"

#define PAGE   4096
#define ABSENT UINT64_MAX

/* Pages, where it is not a number or a word; ABSENT: not printed. */
struct machine {
	uint64_t form, order, flags, headless, tasks_printed, constraint, sysrq;
	uint64_t zones, managed, free, min, boost, cma, blocks, blocks_cut;
	uint64_t above_kind, above_free, above_min, above_cma, top_free;
	uint64_t counted_free, free_pcp, anon, file, shmem, slab, slab_reclaimable, page_tables;
	uint64_t pool, pool_free, uncounted, lost_list;
	uint64_t ram, reserved, highmem, page_cache, swap_total, swap_free;
	uint64_t largest, largest_swap, second, victim, victim_swap, victim_anon;
	uint64_t limit, usage, cgroup_shmem, vmalloc;
};

/* Short of pages in its only zone, by more than chance; what is in use does not say by what. */
static const struct machine plain = { .form = OOM_FORM_OOM,
	.zones = 1,
	.managed = 1000000,
	.free = 10000,
	.min = 15000,
	.above_kind = OOM_ZONE_MOVABLE,
	.above_free = ABSENT,
	.top_free = ABSENT,
	.counted_free = ABSENT,
	.anon = 200000,
	.slab = 100000,
	.slab_reclaimable = ABSENT,
	.pool = ABSENT,
	.uncounted = 100000,
	.ram = 1050000,
	.reserved = 50000,
	.highmem = ABSENT,
	.page_cache = ABSENT,
	.swap_total = ABSENT,
	.swap_free = ABSENT,
	.largest = 10000,
	.victim = ABSENT,
	.victim_anon = ABSENT,
	.limit = ABSENT,
	.usage = ABSENT,
	.vmalloc = ABSENT };

struct setting {
	size_t field;
	uint64_t n;
};
#define SET(name, n)                                                                               \
	{                                                                                          \
		offsetof(struct machine, name), n                                                  \
	}

struct judged {
	const char *text;
	enum oom_cause cause;
	enum oom_answer kill_helps;
	struct setting settings[8];
};

/* A report of it, and what that points into. */
struct made {
	struct oom_report report;
	struct oom_zone zones[3];
	struct oom_task tasks[2];
	struct oom_hugepages pool;
};

static struct value count(uint64_t n)
{
	return n == ABSENT ? value_missing(VALUE_ABSENT) : value_of(n);
}

static struct value bytes(uint64_t pages)
{
	return value_times(count(pages), PAGE);
}

static struct oom_zone *add_zone(struct made *made, enum oom_zone_kind kind, uint64_t pages)
{
	struct oom_zone *zone = &made->zones[made->report.zone_count++];

	zone->kind = kind;
	zone->node = OOM_NO_NODE;
	values_fill(zone->key, sizeof(zone->key), VALUE_ABSENT);
	zone->blocks.sum = value_missing(VALUE_ABSENT);
	zone->key[OOM_free] = bytes(pages);
	return zone;
}

static void make_zones(struct made *made, const struct machine *machine)
{
	struct oom_zone *zone;

	made->report.zones = made->zones;
	if (machine->zones == 0)
		return;
	zone = add_zone(made, OOM_ZONE_NORMAL, machine->free);
	zone->key[OOM_managed] = bytes(machine->managed);
	zone->key[OOM_min] = bytes(machine->min);
	zone->key[OOM_boost] = bytes(machine->boost);
	zone->key[OOM_free_cma] = bytes(machine->cma);
	zone->key[OOM_active_anon] = bytes(machine->anon);
	if (machine->blocks > 0) {
		zone->blocks.count = machine->blocks;
		for (size_t i = 0; i < machine->blocks; i++)
			zone->blocks.order[i].size = (uint64_t)PAGE << i;
		zone->blocks.order[machine->blocks - 1].count =
			machine->free >> (machine->blocks - 1);
		if (!machine->blocks_cut)
			zone->blocks.sum = bytes(
				machine->free >> (machine->blocks - 1) << (machine->blocks - 1));
	}
	if (machine->above_free != ABSENT) {
		zone = add_zone(made, machine->above_kind, machine->above_free);
		zone->key[OOM_min] = bytes(machine->above_min);
		zone->key[OOM_free_cma] = bytes(machine->above_cma);
		zone->key[OOM_managed] = bytes(100000);
	}
	if (machine->top_free != ABSENT)
		add_zone(made, OOM_ZONE_MOVABLE, machine->top_free);
}

/* Kernel memory of which nothing is known but that it is counted makes up for the rest. */
static void make_counters(struct made *made, const struct machine *machine)
{
	struct value *counter = made->report.counter;
	uint64_t free = machine->counted_free == ABSENT ? machine->free : machine->counted_free;
	uint64_t listed = machine->anon + machine->file + machine->slab + machine->page_tables +
			  free + machine->free_pcp +
			  (machine->slab_reclaimable == ABSENT ? 0 : machine->slab_reclaimable) +
			  (machine->pool == ABSENT ? 0 : machine->pool);

	counter[OOM_free] = count(free);
	counter[OOM_free_pcp] = count(machine->free_pcp);
	counter[OOM_active_anon] = count(machine->anon);
	counter[OOM_inactive_anon] = count(0);
	counter[OOM_active_file] = count(0);
	counter[OOM_inactive_file] = count(machine->lost_list ? ABSENT : machine->file);
	counter[OOM_shmem] = count(machine->shmem);
	counter[OOM_slab_unreclaimable] = count(machine->slab);
	counter[OOM_slab_reclaimable] = count(machine->slab_reclaimable);
	counter[OOM_pagetables] = count(machine->page_tables);
	counter[OOM_kernel_misc_reclaimable] = count(
		listed + machine->uncounted < 1000000 ? 1000000 - listed - machine->uncounted : 0);
	if (machine->pool == ABSENT)
		return;
	made->pool = (struct oom_hugepages){ .total = machine->pool / 512,
		.free = machine->pool_free / 512,
		.size = 512 * PAGE };
	made->report.hugepages = &made->pool;
	made->report.hugepages_count = 1;
}

static void make_tasks(struct made *made, const struct machine *machine)
{
	struct oom_report *report = &made->report;

	made->tasks[0] = (struct oom_task){ .name = text_of("large", 5),
		.pid = 100,
		.rss = count(machine->largest),
		.swap = count(machine->largest_swap) };
	made->tasks[1] = (struct oom_task){ .name = text_of("other", 5),
		.pid = 200,
		.rss = count(machine->victim == ABSENT ? machine->second : machine->victim),
		.swap = count(machine->victim_swap) };
	report->tasks = made->tasks;
	report->task_count = 2;
	report->victim.known = machine->victim != ABSENT;
	report->victim.pid = 200;
	report->victim.rss_anon = bytes(machine->victim_anon);
}

static void make(struct made *made, const struct machine *machine)
{
	static const char *const flags[] = { "GFP_KERNEL", "GFP_HIGHUSER_MOVABLE", "", "GFP_ATOMIC",
		"GFP_HIGHUSER" };
	struct oom_report *report = &made->report;

	memset(made, 0, sizeof(*made));
	oom_report_clear(report);
	report->form = (enum oom_form)machine->form;
	report->request.known = true;
	report->request.order = count(machine->order);
	report->request.gfp = text_of(flags[machine->flags], strlen(flags[machine->flags]));
	report->request.vmalloc = bytes(machine->vmalloc);
	report->headless = machine->headless;
	report->tasks_printed = machine->tasks_printed;
	report->sysrq = machine->sysrq;
	report->constraint = (enum oom_constraint)machine->constraint;
	report->mem_info = true;
	report->kernel_major = 6;
	report->ram = count(machine->ram);
	report->reserved = count(machine->reserved);
	report->highmem = count(machine->highmem);
	report->page_cache = count(machine->page_cache);
	report->swap_total = bytes(machine->swap_total);
	report->swap_free = bytes(machine->swap_free);
	report->memory_cgroup.memory.limit = bytes(machine->limit);
	report->memory_cgroup.memory.usage = bytes(machine->usage);
	report->memory_cgroup.stat[OOM_shmem] = bytes(machine->cgroup_shmem);
	make_zones(made, machine);
	make_counters(made, machine);
	make_tasks(made, machine);
}

static bool is_judged(const struct judged *row)
{
	struct machine machine = plain;
	struct oom_view view;
	struct made made;

	for (size_t i = 0;
		i < COUNT_OF(row->settings) && row->settings[i].n + row->settings[i].field; i++)
		memcpy((char *)&machine + row->settings[i].field, &row->settings[i].n,
			sizeof(uint64_t));
	make(&made, &machine);
	oom_view_of(&view, &made.report, NULL);
	if (view.cause == row->cause && view.kill_helps == row->kill_helps)
		return true;
	print_error("%s: %s, kill %d\n", row->text, oom_cause_name(view.cause),
		(int)view.kill_helps);
	return false;
}

static void judge_all(const struct judged *rows, size_t rows_count)
{
	size_t wrong = 0;

	for (size_t i = 0; i < rows_count; i++)
		wrong += !is_judged(&rows[i]);
	assert_int_equal(wrong, 0);
}
#define UNKNOWN    OOM_CAUSE_UNKNOWN, OOM_UNDECIDED
#define SAYS(word) OOM_CAUSE_##word, OOM_UNDECIDED

static void slab_is_named_from_its_share_on(void **state)
{
	static const struct judged rows[] = {
		{ "nothing leads", UNKNOWN, { SET(slab, 100000) } },
		{ "25%", SAYS(SLAB), { SET(slab, 250000), SET(anon, 100000) } },
		{ "below", UNKNOWN, { SET(slab, 249900), SET(anon, 100000) } },
		{ "40% before memory is reserved", SAYS(SLAB),
			{ SET(slab, 400000), SET(pool, 256000), SET(pool_free, 256000) } },
		{ "less, and memory is reserved", SAYS(MEMORY_RESERVED),
			{ SET(slab, 399900), SET(pool, 256000), SET(pool_free, 256000) } },
		{ "a process of half of all", SAYS(MEMORY_FULL),
			{ SET(slab, 400000), SET(largest, 500000) } },
		{ "a process of less", SAYS(SLAB), { SET(slab, 400000), SET(largest, 499900) } },
		{ "with what it has in swap", SAYS(MEMORY_FULL),
			{ SET(slab, 400000), SET(largest, 400000), SET(largest_swap, 200000),
				SET(swap_total, 200000) } },
		{ "half of what programs have", SAYS(SLAB),
			{ SET(slab, 250000), SET(anon, 500000) } },
		{ "less", SAYS(MEMORY_FULL), { SET(slab, 250000), SET(anon, 500001) } },
		{ "half of it can be given back", SAYS(SLAB),
			{ SET(slab, 150000), SET(slab_reclaimable, 150000) } },
		{ "more can", UNKNOWN, { SET(slab, 149999), SET(slab_reclaimable, 150001) } },
		{ "more than half of what is listed, of a total that is not told", SAYS(SLAB),
			{ SET(zones, 0), SET(ram, ABSENT), SET(reserved, ABSENT),
				SET(slab, 450001) } },
		{ "half of it", UNKNOWN,
			{ SET(zones, 0), SET(ram, ABSENT), SET(reserved, ABSENT),
				SET(slab, 450000) } },
	};

	(void)state;
	judge_all(rows, COUNT_OF(rows));
}

static void what_is_set_aside_is_named_from_its_share_on(void **state)
{
	static const struct judged rows[] = {
		{ "huge pages idle, 25%", SAYS(MEMORY_RESERVED),
			{ SET(pool, 250368), SET(pool_free, 250368) } },
		{ "fewer are idle", SAYS(MEMORY_FULL),
			{ SET(pool, 250368), SET(pool_free, 249856) } },
		{ "in use", SAYS(MEMORY_FULL), { SET(pool, 300032), SET(pool_free, 0) } },
		{ "a fifth of the machine", UNKNOWN, { SET(ram, 1250000), SET(reserved, 250000) } },
		{ "more", SAYS(MEMORY_RESERVED), { SET(ram, 1250200), SET(reserved, 250200) } },
		{ "it is not printed", UNKNOWN, { SET(ram, 1000000), SET(reserved, ABSENT) } },
		{ "min of 5%", UNKNOWN, { SET(min, 50000) } },
		{ "of more", SAYS(MIN_TOO_LARGE), { SET(min, 50100) } },
		{ "with a boost", UNKNOWN, { SET(min, 50100), SET(boost, 100) } },
		{ "half of it free behind the rest", UNKNOWN,
			{ SET(min, 60000), SET(free, 120001), SET(cma, 70000), SET(flags, 0),
				SET(managed, 2000000) } },
		{ "twice", SAYS(MIN_TOO_LARGE),
			{ SET(min, 60000), SET(free, 120000), SET(cma, 70000), SET(flags, 0),
				SET(managed, 2000000) } },
	};

	(void)state;
	judge_all(rows, COUNT_OF(rows));
}

static void what_is_not_counted_is_named_from_its_share_on(void **state)
{
	static const struct judged rows[] = {
		{ "25%", SAYS(UNCOUNTED), { SET(uncounted, 250000) } },
		{ "below", UNKNOWN, { SET(uncounted, 249900), SET(anon, 249900) } },
		{ "15% and more than programs", SAYS(UNCOUNTED),
			{ SET(uncounted, 150000), SET(anon, 149999) } },
		{ "no more than they", UNKNOWN, { SET(uncounted, 150000), SET(anon, 150000) } },
		{ "less", UNKNOWN, { SET(uncounted, 149900), SET(anon, 1000) } },
		{ "their files in memory count", UNKNOWN,
			{ SET(uncounted, 150000), SET(anon, 149999), SET(shmem, 1) } },
		{ "half of what programs have", SAYS(MEMORY_FULL),
			{ SET(uncounted, 250000), SET(anon, 500000) } },
		{ "more than half of it", SAYS(UNCOUNTED),
			{ SET(uncounted, 250000), SET(anon, 499999) } },
		{ "a list is lost", UNKNOWN, { SET(uncounted, 250000), SET(lost_list, 1) } },
		{ "a process of half of all", SAYS(MEMORY_FULL),
			{ SET(uncounted, 250000), SET(largest, 500000) } },
	};

	(void)state;
	judge_all(rows, COUNT_OF(rows));
}

static void full_is_what_is_listed(void **state)
{
	static const struct judged rows[] = {
		{ "a third of what is known", SAYS(MEMORY_FULL), { SET(anon, 300000) } },
		{ "less", UNKNOWN, { SET(anon, 299999) } },
		{ "page tables count", SAYS(MEMORY_FULL),
			{ SET(anon, 200000), SET(page_tables, 100000) } },
		{ "less", UNKNOWN, { SET(anon, 200000), SET(page_tables, 99999) } },
		{ "huge pages count", SAYS(MEMORY_FULL),
			{ SET(anon, 197600), SET(pool, 102400), SET(pool_free, 0) } },
		{ "less", UNKNOWN, { SET(anon, 197599), SET(pool, 102400), SET(pool_free, 0) } },
		{ "cache counts", SAYS(MEMORY_FULL), { SET(anon, 200000), SET(file, 100000) } },
		{ "cut before zones: half programs", SAYS(MEMORY_FULL),
			{ SET(zones, 0), SET(anon, 450000) } },
		{ "cut before zones: less", UNKNOWN, { SET(zones, 0), SET(anon, 449999) } },
		{ "cut before zones, a report", UNKNOWN,
			{ SET(zones, 0), SET(anon, 450000), SET(form, OOM_FORM_REPORT),
				SET(tasks_printed, 1) } },
	};

	(void)state;
	judge_all(rows, COUNT_OF(rows));
}

static void a_request_that_could_be_served_is_a_false_report(void **state)
{
	static const struct judged rows[] = {
		{ "a twentieth free beyond min", UNKNOWN, { SET(free, 65000) } },
		{ "more", SAYS(FALSE_REPORT), { SET(free, 65001) } },
		{ "5 MiB", UNKNOWN, { SET(managed, 10000), SET(free, 2280), SET(min, 1000) } },
		{ "more", SAYS(FALSE_REPORT),
			{ SET(managed, 10000), SET(free, 2281), SET(min, 1000) } },
		{ "a block of the order", SAYS(FALSE_REPORT),
			{ SET(free, 100000), SET(order, 2), SET(blocks, 3) } },
		{ "the block is below it", SAYS(FRAGMENTED),
			{ SET(free, 100000), SET(order, 2), SET(blocks, 2) } },
		{ "the blocks are cut", UNKNOWN,
			{ SET(free, 100000), SET(order, 2), SET(blocks, 2), SET(blocks_cut, 1) } },
		{ "they are cut behind one", SAYS(FALSE_REPORT),
			{ SET(free, 100000), SET(order, 2), SET(blocks, 3), SET(blocks_cut, 1) } },
		{ "the order is not known", UNKNOWN, { SET(free, 100000), SET(order, ABSENT) } },
		{ "the zone is not known", UNKNOWN, { SET(free, 100000), SET(flags, 2) } },
		{ "free for CMA alone", UNKNOWN, { SET(free, 100000), SET(cma, 35000) } },
		{ "movable ones may use that", SAYS(FALSE_REPORT),
			{ SET(free, 100000), SET(cma, 35000), SET(flags, 1) } },
		{ "fragmented by slab", SAYS(SLAB),
			{ SET(free, 20000), SET(order, 2), SET(blocks, 2), SET(slab, 500000) } },
		{ "by less of it", SAYS(FRAGMENTED),
			{ SET(free, 20000), SET(order, 2), SET(blocks, 2), SET(slab, 499900) } },
		{ "no pages for it anyway", UNKNOWN,
			{ SET(free, 15000), SET(order, 2), SET(blocks, 2) } },
	};

	(void)state;
	judge_all(rows, COUNT_OF(rows));
}

static void a_failed_request_is_transient_if_waiting_would_serve_it(void **state)
{
	static const struct judged rows[] = {
		{ "nothing is short", SAYS(TRANSIENT),
			{ SET(form, OOM_FORM_ALLOCATION_FAILURE), SET(free, 15001) } },
		{ "only a block of the order is", SAYS(FRAGMENTED),
			{ SET(form, OOM_FORM_ALLOCATION_FAILURE), SET(free, 15003), SET(order, 2),
				SET(min, 15000), SET(managed, 100000), SET(blocks, 3) } },
		{ "no more than min", UNKNOWN,
			{ SET(form, OOM_FORM_ALLOCATION_FAILURE), SET(free, 15000),
				SET(managed, 100000), SET(file, 40000) } },
		{ "short: 10% can be given back", SAYS(TRANSIENT),
			{ SET(form, OOM_FORM_ALLOCATION_FAILURE), SET(file, 100000) } },
		{ "less", UNKNOWN,
			{ SET(form, OOM_FORM_ALLOCATION_FAILURE), SET(file, 99900),
				SET(anon, 100000) } },
		{ "slab is given back as well", SAYS(TRANSIENT),
			{ SET(form, OOM_FORM_ALLOCATION_FAILURE), SET(file, 50000),
				SET(slab_reclaimable, 50000) } },
		{ "a tie: 5%", SAYS(TRANSIENT),
			{ SET(form, OOM_FORM_ALLOCATION_FAILURE), SET(file, 50000),
				SET(free, 13721) } },
		{ "no tie any more", UNKNOWN,
			{ SET(form, OOM_FORM_ALLOCATION_FAILURE), SET(file, 50000),
				SET(free, 13720) } },
		{ "a tie of a small zone is a hundredth", SAYS(TRANSIENT),
			{ SET(form, OOM_FORM_ALLOCATION_FAILURE), SET(file, 50000),
				SET(managed, 100000), SET(free, 14001) } },
		{ "beyond that", UNKNOWN,
			{ SET(form, OOM_FORM_ALLOCATION_FAILURE), SET(file, 50000),
				SET(managed, 100000), SET(free, 14000) } },
	};

	(void)state;
	judge_all(rows, COUNT_OF(rows));
}

static void memory_out_of_reach_exhausts_a_low_zone(void **state)
{
	static const struct judged rows[] = {
		{ "a twentieth above", UNKNOWN, { SET(above_free, 50000) } },
		{ "more", SAYS(LOW_ZONE_EXHAUSTED), { SET(above_free, 50001) } },
		{ "what is kept there does not count", UNKNOWN,
			{ SET(above_free, 60000), SET(above_min, 10000) } },
		{ "CMA counts", SAYS(LOW_ZONE_EXHAUSTED), { SET(free, 60000), SET(cma, 50001) } },
		{ "less of it", UNKNOWN, { SET(free, 60000), SET(cma, 50000) } },
		{ "both together", SAYS(LOW_ZONE_EXHAUSTED),
			{ SET(above_free, 25001), SET(free, 30000), SET(cma, 25000) } },
		{ "one that may use it", UNKNOWN,
			{ SET(free, 60000), SET(cma, 50001), SET(flags, 1) } },
		{ "not printed from 6.9 on", SAYS(LOW_ZONE_EXHAUSTED),
			{ SET(counted_free, 60001) } },
		{ "less of it", UNKNOWN, { SET(counted_free, 60000) } },
		{ "its size is not known: 16 MiB", SAYS(LOW_ZONE_EXHAUSTED),
			{ SET(above_free, 4096), SET(managed, ABSENT) } },
		{ "less", UNKNOWN, { SET(above_free, 4095), SET(managed, ABSENT) } },
		{ "slab fills the zone", SAYS(SLAB),
			{ SET(above_free, 60000), SET(slab, 300000), SET(managed, 600000) } },
		{ "less than half of it", SAYS(LOW_ZONE_EXHAUSTED),
			{ SET(above_free, 60000), SET(slab, 299999), SET(managed, 600000) } },
		{ "below high memory it is small", SAYS(LOW_ZONE_EXHAUSTED),
			{ SET(above_free, 60000), SET(slab, 300000), SET(managed, 600000),
				SET(above_kind, OOM_ZONE_HIGHMEM) } },
		{ "with another above", SAYS(LOW_ZONE_EXHAUSTED),
			{ SET(above_free, 60000), SET(slab, 300000), SET(managed, 600000),
				SET(above_kind, OOM_ZONE_HIGHMEM), SET(top_free, 10000) } },
		{ "high memory by its line alone", SAYS(LOW_ZONE_EXHAUSTED),
			{ SET(above_free, 60000), SET(slab, 300000), SET(managed, 600000),
				SET(highmem, 1) } },
		{ "there is none by that line", SAYS(SLAB),
			{ SET(above_free, 60000), SET(slab, 300000), SET(managed, 600000),
				SET(highmem, 0) } },
		{ "a request for high memory", SAYS(SLAB),
			{ SET(above_free, 60000), SET(slab, 300000), SET(managed, 600000),
				SET(highmem, 1), SET(flags, 4) } },
		{ "nothing in the zone at all", SAYS(LOW_ZONE_EXHAUSTED), { SET(managed, 0) } },
	};

	(void)state;
	judge_all(rows, COUNT_OF(rows));
}

static void what_is_cut_off_is_not_concluded_from(void **state)
{
	static const struct judged rows[] = {
		{ "full", SAYS(MEMORY_FULL), { SET(anon, 500000) } },
		{ "an order that is cut", SAYS(MEMORY_FULL),
			{ SET(anon, 500000), SET(order, ABSENT) } },
		{ "no head, but every zone is short", SAYS(MEMORY_FULL),
			{ SET(anon, 500000), SET(order, ABSENT), SET(form, OOM_FORM_REPORT),
				SET(headless, 1), SET(tasks_printed, 1) } },
		{ "no head, and a zone is not", UNKNOWN,
			{ SET(anon, 500000), SET(order, ABSENT), SET(form, OOM_FORM_REPORT),
				SET(headless, 1), SET(tasks_printed, 1), SET(free, 15001) } },
		{ "the order stands behind it", SAYS(MEMORY_FULL),
			{ SET(anon, 500000), SET(form, OOM_FORM_REPORT), SET(headless, 1),
				SET(tasks_printed, 1), SET(free, 15001) } },
		{ "the head is there", SAYS(MEMORY_FULL),
			{ SET(anon, 500000), SET(order, ABSENT), SET(form, OOM_FORM_REPORT),
				SET(tasks_printed, 1), SET(free, 15001) } },
		{ "another form", SAYS(MEMORY_FULL),
			{ SET(anon, 500000), SET(order, ABSENT), SET(headless, 1),
				SET(free, 15001) } },
		{ "a listing that nothing asked for", SAYS(BY_HAND),
			{ SET(anon, 500000), SET(form, OOM_FORM_REPORT), SET(free, 15001) } },
		{ "a listing of a machine that is short", SAYS(MEMORY_FULL),
			{ SET(anon, 500000), SET(form, OOM_FORM_REPORT), SET(free, 15000) } },
		{ "SysRq", SAYS(BY_HAND), { SET(anon, 500000), SET(sysrq, 1) } },
		{ "min is cut off, with all behind it", UNKNOWN,
			{ SET(anon, 500000), SET(min, ABSENT), SET(ram, ABSENT),
				SET(reserved, ABSENT) } },
		{ "the text goes on to swap", SAYS(MEMORY_FULL),
			{ SET(anon, 500000), SET(min, ABSENT), SET(ram, ABSENT),
				SET(reserved, ABSENT), SET(swap_total, 0) } },
		{ "to the page cache", SAYS(MEMORY_FULL),
			{ SET(anon, 500000), SET(min, ABSENT), SET(ram, ABSENT),
				SET(reserved, ABSENT), SET(page_cache, 0) } },
		{ "to the RAM", SAYS(MEMORY_FULL), { SET(anon, 500000), SET(min, ABSENT) } },
		{ "zones of a movable request lack", UNKNOWN,
			{ SET(anon, 500000), SET(counted_free, 40000), SET(flags, 1) } },
		{ "only the slack lacks: a tenth and 16 MiB", SAYS(MEMORY_FULL),
			{ SET(anon, 500000), SET(counted_free, 15096), SET(flags, 1) } },
		{ "a page more", UNKNOWN,
			{ SET(anon, 500000), SET(counted_free, 15097), SET(flags, 1) } },
		{ "of a request that is not told", UNKNOWN,
			{ SET(anon, 500000), SET(counted_free, 40000), SET(flags, 2) } },
		{ "of one that may not use them", SAYS(MEMORY_FULL),
			{ SET(anon, 500000), SET(counted_free, 40000) } },
		{ "vmalloc", SAYS(VMALLOC_TOO_LARGE), { SET(anon, 500000), SET(vmalloc, 20000) } },
		{ "vmalloc of pages that it lacked", SAYS(MEMORY_FULL),
			{ SET(anon, 500000), SET(vmalloc, 9999), SET(order, 2) } },
		{ "vmalloc of more than is free", SAYS(VMALLOC_TOO_LARGE),
			{ SET(anon, 500000), SET(vmalloc, 10000), SET(order, 2) } },
		{ "vmalloc of single pages", SAYS(VMALLOC_TOO_LARGE),
			{ SET(anon, 500000), SET(vmalloc, 9999) } },
		{ "a cpuset", SAYS(POLICY),
			{ SET(anon, 500000), SET(constraint, OOM_CONSTRAINT_CPUSET) } },
		{ "a memory policy", SAYS(POLICY),
			{ SET(anon, 500000), SET(constraint, OOM_CONSTRAINT_MEMORY_POLICY) } },
	};

	(void)state;
	judge_all(rows, COUNT_OF(rows));
}

#define HELPS(word)   OOM_CAUSE_##word, OOM_YES
#define NO_HELP(word) OOM_CAUSE_##word, OOM_NO

static void a_kill_helps_if_a_twentieth_comes_from_it(void **state)
{
	static const struct judged rows[] = {
		{ "a twentieth", HELPS(MEMORY_FULL), { SET(anon, 500000), SET(victim, 50000) } },
		{ "less", NO_HELP(MEMORY_FULL), { SET(anon, 500000), SET(victim, 49999) } },
		{ "the kernel's figure goes first", NO_HELP(MEMORY_FULL),
			{ SET(anon, 500000), SET(victim, 50000), SET(victim_anon, 49999) } },
		{ "swap is full", HELPS(MEMORY_FULL),
			{ SET(anon, 500000), SET(victim, 40000), SET(victim_swap, 10000),
				SET(swap_total, 100000), SET(swap_free, 999) } },
		{ "a hundredth of it is free", NO_HELP(MEMORY_FULL),
			{ SET(anon, 500000), SET(victim, 40000), SET(victim_swap, 10000),
				SET(swap_total, 100000), SET(swap_free, 1000) } },
		{ "slab stays", NO_HELP(SLAB), { SET(slab, 400000), SET(victim, 400000) } },
		{ "so does what is not counted", NO_HELP(UNCOUNTED),
			{ SET(uncounted, 250000), SET(victim, 400000) } },
		{ "a failure kills nothing", UNKNOWN,
			{ SET(form, OOM_FORM_ALLOCATION_FAILURE), SET(victim, 400000) } },
		{ "a low zone: a twentieth is of programs", HELPS(LOW_ZONE_EXHAUSTED),
			{ SET(above_free, 60000), SET(anon, 50000), SET(victim, 50000) } },
		{ "less is", NO_HELP(LOW_ZONE_EXHAUSTED),
			{ SET(above_free, 60000), SET(anon, 49999), SET(victim, 50000) } },
		{ "the victim is small", NO_HELP(LOW_ZONE_EXHAUSTED),
			{ SET(above_free, 60000), SET(anon, 50000), SET(victim, 49999) } },
		{ "an empty zone", NO_HELP(LOW_ZONE_EXHAUSTED),
			{ SET(managed, 0), SET(victim, 400000) } },
		{ "a cgroup: a twentieth of its limit", HELPS(CGROUP_LIMIT),
			{ SET(constraint, OOM_CONSTRAINT_CGROUP), SET(limit, 1000),
				SET(victim, 50) } },
		{ "less", NO_HELP(CGROUP_LIMIT),
			{ SET(constraint, OOM_CONSTRAINT_CGROUP), SET(limit, 1000),
				SET(victim, 49) } },
		{ "of its usage, where no limit is printed", NO_HELP(CGROUP_LIMIT),
			{ SET(constraint, OOM_CONSTRAINT_CGROUP), SET(usage, 1000),
				SET(victim, 49) } },
		{ "neither is", SAYS(CGROUP_LIMIT),
			{ SET(constraint, OOM_CONSTRAINT_CGROUP), SET(victim, 49) } },
		{ "tmpfs stays", NO_HELP(CGROUP_LIMIT),
			{ SET(constraint, OOM_CONSTRAINT_CGROUP), SET(limit, 1000),
				SET(victim, 500), SET(cgroup_shmem, 501), SET(victim_anon, 0) } },
		{ "half of it", HELPS(CGROUP_LIMIT),
			{ SET(constraint, OOM_CONSTRAINT_CGROUP), SET(limit, 1000),
				SET(victim, 500), SET(cgroup_shmem, 501), SET(victim_anon, 50) } },
		{ "what the victim has of its own is not told", HELPS(CGROUP_LIMIT),
			{ SET(constraint, OOM_CONSTRAINT_CGROUP), SET(limit, 1000),
				SET(victim, 500), SET(cgroup_shmem, 501) } },
		{ "a policy", HELPS(POLICY),
			{ SET(constraint, OOM_CONSTRAINT_CPUSET), SET(anon, 50000),
				SET(victim, 50000) } },
		{ "a policy without zones", SAYS(POLICY),
			{ SET(constraint, OOM_CONSTRAINT_CPUSET), SET(zones, 0),
				SET(victim, 50000) } },
	};

	(void)state;
	judge_all(rows, COUNT_OF(rows));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slab_is_named_from_its_share_on),
		cmocka_unit_test(what_is_set_aside_is_named_from_its_share_on),
		cmocka_unit_test(what_is_not_counted_is_named_from_its_share_on),
		cmocka_unit_test(full_is_what_is_listed),
		cmocka_unit_test(a_request_that_could_be_served_is_a_false_report),
		cmocka_unit_test(a_failed_request_is_transient_if_waiting_would_serve_it),
		cmocka_unit_test(memory_out_of_reach_exhausts_a_low_zone),
		cmocka_unit_test(what_is_cut_off_is_not_concluded_from),
		cmocka_unit_test(a_kill_helps_if_a_twentieth_comes_from_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
