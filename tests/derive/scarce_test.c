/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What follows from samples is told to be missing where there is no memory for it, and nothing leaks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "base/macros.h"
#include "derive/cgroup/arrange.h"
#include "derive/cgroup/index.h"
#include "derive/cgroup/watch.h"
#include "derive/history.h"
#include "derive/kernel/cache_groups.h"
#include "derive/kernel/cache_paid.h"
#include "derive/kernel/cache_past.h"
#include "derive/kernel/whole.h"
#include "derive/machine/derived_machine.h"
#include "derive/process/arrange.h"
#include "derive/process/derived_row.h"
#include "derive/process/filter.h"
#include "derive/process/growth.h"
#include "derive/process/kept_order.h"
#include "derive/process/programs.h"
#include "derive/process/sharing.h"
#include "derive/record/difference.h"
#include "support/derived_set.h"
#include "support/made_cgroups.h"
#include "support/sample_rows.h"
#include "support/scarce.h"

#define SECOND UINT64_C(1000000000)

/* Made while there is memory. */
static struct {
	struct sample *before, *now;
	struct cgroups *cgroups;
	struct row *followed; /* known to no history */
} made;

/* ---- processes ---- */

static bool is_arranged(void)
{
	bool done = true;

	for (int shape = SHAPE_LIST; shape <= SHAPE_PROGRAMS && done; shape++) {
		const struct arrangement arrangement = { .shape = (enum shape)shape,
			.sort = COLUMN_RSS };
		struct arranged arranged;

		done = arrange(&arranged, made.now, &arrangement) == STATUS_OK;
		arranged_free(&arranged);
	}
	return done;
}

static bool are_growers_ranked(void)
{
	const struct arrangement arrangement = { .sort = COLUMN_RSS };
	struct grower *growers = NULL;
	size_t count;
	bool done = growth_rank(&growers, &count, made.now, &arrangement) == STATUS_OK;

	free(growers);
	return done;
}

static int compare_places(uint32_t left, uint32_t right, void *context)
{
	const int *wanted = context;

	return COMPARE(wanted[left], wanted[right]);
}

static bool is_order_kept(void)
{
	static const pid_t pids[] = { 1, 4, 9 };
	int wanted[] = { 3, 1, 2 };
	struct kept_order order = { .count = 0 };
	const uint32_t *places =
		kept_order_sort(&order, pids, COUNT_OF(pids), compare_places, wanted);

	if (places)
		assert_int_equal(places[0], 1);
	kept_order_close(&order);
	return places;
}

static bool is_filter(void)
{
	struct filter *filter = NULL;
	struct message message;
	enum status status = filter_parse(&filter, "cat", &message);

	if (status == STATUS_OK)
		assert_true(filter_matches(filter, made.now->rows[0], made.now));
	filter_free(filter);
	return status == STATUS_OK;
}

static bool are_programs(void)
{
	struct programs *programs = programs_new();
	bool done = programs && programs_take(programs, made.before) == STATUS_OK &&
		    programs_take(programs, made.now) == STATUS_OK;

	programs_free(programs);
	return done;
}

static bool is_sharing(void)
{
	static struct detail_mapping mappings[2] = { { .start = 4096 }, { .start = 8192 } };
	static const struct process_detail detail = { .mappings = mappings,
		.mapping_count = COUNT_OF(mappings) };
	struct shared_item items[SHARING_ITEMS];
	size_t count;

	return sharing_items(&detail, items, &count);
}

/* ---- cgroups ---- */

static bool is_cgroup_index(void)
{
	struct cgroup_index index;
	size_t *processes = NULL;

	if (cgroup_index_build(&index, made.cgroups) == STATUS_OK)
		processes = cgroup_index_processes(&index, made.now->rows, made.now->row_count);
	if (processes)
		assert_int_equal(processes[1], 1);
	free(processes);
	cgroup_index_free(&index);
	return processes;
}

static bool are_cgroups_arranged(void)
{
	const struct cgroup_facts facts = { .cgroups = made.cgroups };
	bool done = true;

	for (int flat = 0; flat < 2 && done; flat++) {
		const struct cgroup_order order = { .sort = CGROUP_COLUMN_USAGE,
			.is_flat = flat == 1 };
		struct cgroup_line *lines = NULL;
		size_t count;

		done = cgroup_arrange(&lines, &count, &facts, &order) == STATUS_OK;
		free(lines);
	}
	return done;
}

/* ---- the page cache ---- */

static const struct cache_report *cache(void)
{
	static struct cache_superblock superblocks[] = { { .address = 100 },
		{ .address = 200, .content = CACHE_OF_TMPFS } };
	static struct cache_directory directories[] = {
		{ .dentry = 1, .parent = CACHE_NONE, .known = true },
		{ .dentry = 2, .parent = 0, .known = true },
	};
	static struct cache_holder holders[] = { { 0, 7, "seven" }, { 1, 9, "nine" } };
	static struct cache_cgroup cgroups[] = { { .id = 7, .parent = CACHE_NONE } };
	static struct cache_charge charges[] = { { .file = 0, .cgroup = 0, .pages = 1 } };
	static struct cache_file files[] = {
		{ .inode = 64, .number = 1, .directory = 0, .cached_bytes = 1000 },
		{ .inode = 128, .number = 2, .superblock = 1, .directory = 1, .cached_bytes = 500 },
	};
	static const struct cache_report report = { .superblocks = superblocks,
		.superblock_count = COUNT_OF(superblocks),
		.directories = directories,
		.directory_count = COUNT_OF(directories),
		.holders = holders,
		.holder_count = COUNT_OF(holders),
		.cgroups = cgroups,
		.cgroup_count = COUNT_OF(cgroups),
		.charges = charges,
		.charge_count = COUNT_OF(charges),
		.files = files,
		.file_count = COUNT_OF(files),
		.page_bytes = 1 };

	return &report;
}

static bool are_groups(void)
{
	bool done = true;

	for (int by = CACHE_BY_DIRECTORY; by < CACHE_GROUPINGS && done; by++) {
		const struct cache_grouping_request request = { .by = (enum cache_grouping)by };
		struct cache_groups groups;

		done = cache_groups_make(&groups, cache(), &request) == STATUS_OK;
		if (!done)
			assert_int_equal(groups.count, 0);
		cache_groups_free(&groups);
	}
	return done;
}

static bool is_past(void)
{
	struct cache_past past;
	bool done = cache_past_make(&past, cache(), SECOND) == STATUS_OK;

	cache_past_free(&past);
	return done;
}

static bool is_paid(void)
{
	struct cache_paid paid;
	bool done = cache_paid_find(&paid, cache(), 7) == STATUS_OK;

	if (done)
		assert_int_equal(paid.file_count, 1);
	cache_paid_free(&paid);
	return done;
}

/* ---- over time ---- */

static bool is_history(void)
{
	const struct history_key key = history_machine();
	struct history *history = history_new();
	bool done = history && history_add(history, &key, HISTORY_TAKEN, SECOND, 4096) == STATUS_OK;

	history_unref(history);
	return done;
}

/* All that follows from a row is in it, or it is said that memory lacked. */
static bool is_row_followed(void)
{
	const struct history_step step = { .now_ns = SECOND,
		.rates = true,
		.growth = true,
		.levels = true };
	struct history *history = history_new();
	struct row *row = row_ref(made.followed);
	bool done = history && history_take(history, &row, 1, &step) == STATUS_OK;

	assert_true(!done || derived_value(row, DERIVED_OWN).state == VALUE_OK);
	assert_true(!done || derived_value(row, DERIVED_TREND).state == VALUE_OK);
	assert_true(!done || derived_value(row, DERIVED_CPU).state == VALUE_PENDING);
	row_unref(row);
	history_unref(history);
	return done;
}

static bool is_difference(void)
{
	struct history *history = history_new();
	struct difference difference;
	bool done = history &&
		    difference_find(&difference, made.before, made.now, history) == STATUS_OK;

	if (done)
		difference_free(&difference);
	history_unref(history);
	return done;
}

static bool is_machine_watched(void)
{
	static const char meminfo[] =
		"MemTotal: 4096 kB\nMemFree: 1024 kB\nMemAvailable: 2048 kB\n";
	struct history *history = history_new();
	struct sample *sample = sample_new();
	bool done = history && sample &&
		    system_take(&sample->system, SYSTEM_MEMINFO, STATUS_OK, meminfo,
			    sizeof(meminfo) - 1) == STATUS_OK &&
		    machine_derive(history, sample, NULL) == STATUS_OK;

	sample_unref(sample);
	history_unref(history);
	return done;
}

static bool is_kernel_watched(void)
{
	struct history *history = history_new();
	struct kernel_memory *memory = kernel_memory_new();
	struct kernel_item *item = NULL;
	bool done;

	if (memory)
		item = kernel_memory_add(memory, KERNEL_SLAB, text_of_string("dentry"));
	if (item)
		item->bytes = value_of(4096);
	done = history && item && kernel_watch(history, memory, false) == STATUS_OK;
	kernel_memory_unref(memory);
	history_unref(history);
	return done;
}

static bool is_past_adopted(void)
{
	const struct history_key machine = history_machine();
	struct history *history = history_new(), *past = history_new();
	bool done = history && past &&
		    history_add(past, &machine, HISTORY_TAKEN, SECOND, 4096) == STATUS_OK;

	if (done)
		done = history_adopt(history, past) == STATUS_OK;
	else
		history_unref(past);
	history_unref(history);
	return done;
}

static bool are_cgroups_watched(void)
{
	struct history *history = history_new();
	bool done = history && cgroups_watch(history, made.cgroups, NULL, 0) == STATUS_OK;

	history_unref(history);
	return done;
}

static void what_finds_no_memory_says_so(void **state)
{
	static const struct scarce_case cases[] = {
		{ "arranged", is_arranged },
		{ "growers", are_growers_ranked },
		{ "order", is_order_kept },
		{ "filter", is_filter },
		{ "programs", are_programs },
		{ "sharing", is_sharing },
		{ "index of cgroups", is_cgroup_index },
		{ "cgroups arranged", are_cgroups_arranged },
		{ "groups", are_groups },
		{ "past", is_past },
		{ "paid", is_paid },
		{ "history", is_history },
		{ "row of a history", is_row_followed },
		{ "machine", is_machine_watched },
		{ "adopted", is_past_adopted },
		{ "kernel", is_kernel_watched },
		{ "cgroups watched", are_cgroups_watched },
		{ "difference", is_difference },
	};

	(void)state;
	assert_scarce_is_told(cases, COUNT_OF(cases));
}

static int make(void **state)
{
	static const struct made_cgroup cgroups[] = { { "/", { { 0 } }, 0 },
		{ "/a", { { CGROUP_USAGE, 4096 } }, 1 } };
	static const struct made_process processes[] = {
		{ .pid = 1, .name = "cat", .command = "cat", .cgroup = "/a" },
		{ .pid = 2, .ppid = 1, .name = "cat" },
		{ .pid = 3, .ppid = 1, .name = "dog" },
	};

	(void)state;
	made.cgroups = cgroups_made(cgroups, COUNT_OF(cgroups));
	made.before = make_sample(processes, COUNT_OF(processes));
	made.now = make_sample(processes, COUNT_OF(processes));
	made.now->monotonic_ns = SECOND;
	for (size_t i = 0; i < made.now->row_count; i++)
		derived_set(made.now->rows[i], DERIVED_OWN, value_of(4096));
	assert_true(are_cgroups_watched()); /* what is derived of them stays with them */
	made.followed = row_new(4, 1, made.now->rows[0]->identity);
	for (int metric = 0; metric < METRIC_COUNT; metric++)
		row_set(made.followed, (enum metric)metric, value_of(0));
	return 0;
}

static int unmake(void **state)
{
	(void)state;
	row_unref(made.followed);
	cgroups_unref(made.cgroups);
	sample_unref(made.before);
	sample_unref(made.now);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_finds_no_memory_says_so),
	};

	return cmocka_run_group_tests(tests, make, unmake);
}
