/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a sample holds is told to be missing where there is no memory for it, and nothing leaks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "sample/cgroups.h"
#include "sample/heap_page_map.h"
#include "sample/heap_sizes.h"
#include "sample/kernel/cache_report.h"
#include "sample/kernel/cache_search.h"
#include "sample/kernel/kernel_memory.h"
#include "sample/kernel/shared.h"
#include "sample/process/list.h"
#include "sample/process_detail.h"
#include "sample/record/exits.h"
#include "sample/row.h"
#include "sample/sample.h"
#include "support/scarce.h"

/* ---- samples, rows ---- */

static bool is_sample(void)
{
	struct sample *sample = sample_new();
	bool done = sample && system_keep_texts(&sample->system) == STATUS_OK;

	if (done) {
		system_take(&sample->system, SYSTEM_UPTIME, STATUS_OK, "7.5 1\n", 6);
		done = sample->system.texts->file[SYSTEM_UPTIME].status == STATUS_OK;
	}
	sample_unref(sample);
	return done;
}

static bool is_row(void)
{
	const struct identity_source source = { .name = "cat", .user = "root" };
	struct identity *identity = identity_new(&source);
	struct row *row = identity ? row_new(7, 1, identity) : NULL;
	struct row *other = row ? row_ref(row) : NULL;
	struct row *edited = row ? row_edit(&row) : NULL;

	row_unref(other);
	row_unref(row);
	identity_unref(identity);
	return edited;
}

static bool are_identities_alike(void)
{
	static const struct identity_source source = { .name = "cat" };
	struct identity_pool pool = { { NULL } };
	struct identity *first = identity_pool_new(&pool, &source);
	struct identity *second = identity_pool_new(&pool, &source);
	bool done = first && second;

	identity_unref(first);
	identity_unref(second);
	identity_pool_free(&pool);
	return done;
}

/* The figure of a row that others have, too, stays as it was. */
static bool is_changed_row(void)
{
	static const struct identity_source source = { .name = "cat" };
	struct identity *identity = identity_new(&source);
	struct row *row = identity ? row_new(7, 1, identity) : NULL;
	struct row *other = row ? row_ref(row) : NULL;
	bool done = false;

	if (row) {
		done = row_change(&row, METRIC_RSS, value_of(4096));
		assert_int_equal(value_known(row_metric(row, METRIC_RSS, 0)), done);
		assert_false(value_known(row_metric(other, METRIC_RSS, 0)));
	}
	row_unref(other);
	row_unref(row);
	identity_unref(identity);
	return done;
}

static bool is_process_list(void)
{
	struct process_list *list = calloc(1, sizeof(*list));
	bool done = list != NULL;

	for (int i = 0; i < 40 && done; i++)
		done = process_list_add(list) != NULL;
	process_list_free(list);
	return done;
}

static bool is_exits(void)
{
	const struct heard_exit exit = { .task = { 0 }, .wall_ns = 1 };
	struct heard_exits exits = { .items = NULL };
	struct ended_processes ended = { .count = 0 }, *copy;
	bool done = true;

	for (int i = 0; i < 40 && done; i++)
		done = heard_exits_add(&exits, &exit) == STATUS_OK;
	assert_int_equal(exits.lost, !done);
	heard_exits_free(&exits);
	copy = ended_processes_copy(&ended);
	done = done && copy;
	ended_processes_free(copy);
	return done;
}

static bool is_list_of_maps(void)
{
	struct process_detail *detail = detail_new(7);
	struct map_list list = { .count = 0 };
	bool done = detail && detail_list_maps(detail, &list) == STATUS_OK;

	map_list_free(&list);
	detail_unref(detail);
	return done;
}

/* ---- heaps ---- */

static bool is_sizes(void)
{
	struct size_counts counts = { .slots = NULL };
	struct size_classes classes = { .rows = NULL };
	struct size_change *changes = NULL;
	size_t count;
	bool done = size_counts_init(&counts, 16) == STATUS_OK &&
		    size_counts_finish(&counts, &classes) == STATUS_OK &&
		    size_classes_diff(&changes, &count, &classes, &classes) == STATUS_OK;

	free(changes);
	size_classes_free(&classes);
	size_counts_free(&counts);
	return done;
}

static bool is_page_map(void)
{
	struct heap_page_map map = { .page_size = 4096 };
	bool done;

	map.segments = calloc(1, sizeof(*map.segments));
	done = map.segments && page_map_add(&map, 0, 8192, 0) == STATUS_OK;
	page_map_free(&map);
	return done;
}

/* ---- the kernel ---- */

static bool is_cgroups(void)
{
	struct cgroups *cgroups = cgroups_new(3);
	struct cgroup *cgroup = cgroup_new(7, "/a/b", 3);
	struct cgroup *copy = cgroup ? cgroup_copy(cgroup) : NULL;
	bool done = cgroups && copy;

	cgroup_unref(copy);
	cgroup_unref(cgroup);
	cgroups_unref(cgroups);
	return done;
}

static bool is_kernel_memory(void)
{
	struct kernel_memory *memory = kernel_memory_new(), *copy;
	struct kernel_item *item;

	if (!memory)
		return false;
	item = kernel_memory_add(memory, KERNEL_SLAB, text_of_string("dentry"));
	if (item)
		item->aliases = strdup("inode");
	copy = item && item->aliases ? kernel_memory_copy(memory) : NULL;
	kernel_memory_unref(memory);
	kernel_memory_unref(copy);
	return copy;
}

static bool is_slabs(void)
{
	static const char text[] =
		"slabinfo - version: 2.1\n"
		"# name <active_objs> <num_objs> <objsize> <objperslab> <pagesperslab>\n"
		"dentry 10 42 192 21 1 : tunables 0 0 0 : slabdata 2 2 0\n";
	struct kernel_memory *memory = kernel_memory_new();
	enum status status;

	if (!memory)
		return false;
	status = kernel_memory_take_slabs(memory, text, strlen(text), 4096);
	assert_int_equal(kernel_memory_shortage(memory), status);
	if (status == STATUS_OK)
		assert_int_equal(memory->count, 1);
	kernel_memory_unref(memory);
	return status == STATUS_OK;
}

static bool is_shared(void)
{
	const struct shared_process user = { .pid = 7 };
	struct shared_report report = { .status = STATUS_OK };
	enum status status;
	bool has_all = shared_report_add(&report) && shared_report_add_mount(&report);

	shared_report_add_user(&report, &user);
	status = report.status;
	assert_int_equal(has_all && report.user_count == 1, status == STATUS_OK);
	shared_report_free(&report);
	return status == STATUS_OK;
}

static struct cache_superblock superblocks[] = { { .address = 100, .major = 8, .minor = 1 } };

/* A report whose arrays are its own, so that it can grow and be freed. */
static bool make_report(struct cache_report *report)
{
	static const struct cache_file file = { .number = 5,
		.inode = 64,
		.name = CACHE_NONE,
		.directory = CACHE_NONE,
		.name_dropped = true,
		.cached_bytes = 4096 };

	*report = (struct cache_report){ .page_bytes = 4096 };
	report->superblocks = malloc(sizeof(superblocks));
	report->files = malloc(sizeof(file));
	if (!report->superblocks || !report->files)
		return false;
	memcpy(report->superblocks, superblocks, sizeof(superblocks));
	report->files[0] = file;
	report->superblock_count = report->file_count = 1;
	return cache_report_take_mounts(report,
		       text_of_string("20 1 8:1 / / rw - ext4 /dev/sda1 rw\n")) == STATUS_OK;
}

static bool is_cache_search(void)
{
	const struct cache_below asked = { .count = 0 };
	struct cache_search search = { .places = NULL };
	struct cache_report report;
	bool done =
		make_report(&report) && cache_search_plan(&search, &report, &asked) == STATUS_OK;

	cache_search_free(&search);
	cache_report_free(&report);
	return done;
}

static bool is_part_of_cache(void)
{
	const struct cache_below asked = { .count = 0 };
	struct cache_report report;
	bool done = make_report(&report) && cache_report_keep_below(&report, &asked) == STATUS_OK;

	cache_report_free(&report);
	return done;
}

static bool are_names_merged(void)
{
	const struct cache_name name = { .inode = 64, .number = 5, .major = 8, .minor = 1 };
	struct cache_names names = { .rows = NULL }, newer = { .rows = NULL };
	bool done =
		cache_names_keep(&names, &name, "/a/b") == STATUS_OK &&
		cache_names_keep(&newer, &(struct cache_name){ .inode = 128 }, "/c") == STATUS_OK &&
		cache_names_merge(&names, &newer) == STATUS_OK;

	if (done)
		assert_int_equal(names.count, 2);
	cache_names_free(&newer);
	cache_names_free(&names);
	return done;
}

static bool are_names_found(void)
{
	const struct cache_name name = { .inode = 64, .number = 5, .major = 8, .minor = 1 };
	struct cache_names names = { .rows = NULL };
	struct cache_report report;
	bool done = make_report(&report) && cache_names_keep(&names, &name, "/a/b") == STATUS_OK &&
		    cache_names_apply(&names, &report) == STATUS_OK &&
		    cache_file_is_named(&report, &report.files[0]) &&
		    cache_report_pack_names(&report) == STATUS_OK;

	cache_names_free(&names);
	cache_report_free(&report);
	return done;
}

static bool is_root_of_cache(void)
{
	struct cache_report report;
	bool done = make_report(&report);

	report.directories = done ? calloc(1, sizeof(*report.directories)) : NULL;
	if (report.directories) {
		report.directories[0] = (struct cache_directory){ .parent = CACHE_NONE,
			.name = CACHE_NONE,
			.known = true };
		report.directory_count = 1;
	}
	done = report.directories && cache_report_take_root(&report, 0) == STATUS_OK;
	cache_report_free(&report);
	return done;
}

static void what_finds_no_memory_says_so(void **state)
{
	static const struct scarce_case cases[] = {
		{ "sample", is_sample },
		{ "row", is_row },
		{ "identities", are_identities_alike },
		{ "changed row", is_changed_row },
		{ "list", is_process_list },
		{ "exits", is_exits },
		{ "maps", is_list_of_maps },
		{ "sizes", is_sizes },
		{ "page map", is_page_map },
		{ "cgroups", is_cgroups },
		{ "kernel memory", is_kernel_memory },
		{ "slabs", is_slabs },
		{ "shared", is_shared },
		{ "cache search", is_cache_search },
		{ "part of the cache", is_part_of_cache },
		{ "names merged", are_names_merged },
		{ "names found", are_names_found },
		{ "root", is_root_of_cache },
	};

	(void)state;
	assert_scarce_is_told(cases, COUNT_OF(cases));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_finds_no_memory_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
