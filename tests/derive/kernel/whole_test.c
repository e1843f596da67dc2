/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sheet of kernel memory: it adds up, whatever could be read, and nothing is in it twice. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "derive/kernel/derived_kernel.h"
#include "derive/kernel/whole.h"
#include "derive/machine/evidence.h"
#include "sample/system_file.h"
#include "support/assert_value.h"
#include "support/fixture.h"
#include "support/sample_rows.h"

#define KIB 1024

static void take(struct sample *sample, enum system_file file, const char *text)
{
	system_take(&sample->system, file, STATUS_OK, text, strlen(text));
}

/* A machine of 1,000,000 kB, of which 16 are on no line. */
static struct sample *small_machine(void)
{
	const struct made_process processes[] = {
		{ .pid = 10, .name = "web" },
		{ .pid = 20, .name = "database" },
	};
	struct sample *sample = make_sample(processes, 2);

	sample->system.page_size = 4096;
	take(sample, SYSTEM_MEMINFO,
		"MemTotal: 1000000 kB\nMemFree: 500000 kB\nMemAvailable: 800000 kB\n"
		"Buffers: 10000 kB\nCached: 200000 kB\nSwapCached: 0 kB\n"
		"Active: 200000 kB\nInactive: 150000 kB\nUnevictable: 0 kB\n"
		"SwapTotal: 0 kB\nSwapFree: 0 kB\n"
		"AnonPages: 140000 kB\nMapped: 10 kB\nShmem: 20000 kB\nKReclaimable: 60010 kB\n"
		"Slab: 100000 kB\nSReclaimable: 60000 kB\nSUnreclaim: 40000 kB\nKernelStack: 3200 kB\n"
		"PageTables: 8000 kB\nSecPageTables: 0 kB\nCommitLimit: 1 kB\nCommitted_AS: 1 kB\n"
		"VmallocTotal: 34359738367 kB\nVmallocUsed: 40000 kB\nVmallocChunk: 0 kB\nPercpu: 1974 kB\n"
		"HugePages_Total: 0\nHugePages_Free: 0\nHugepagesize: 2048 kB\nHugetlb: 0 kB\n");
	take(sample, SYSTEM_VMSTAT,
		"nr_isolated_anon 0\nnr_isolated_file 0\nnr_memmap_boot_pages 4000\n");
	take(sample, SYSTEM_SOCKSTAT,
		"TCP: inuse 1 orphan 0 tw 0 alloc 1 mem 2\nUDP: inuse 0 mem 1\n");
	take(sample, SYSTEM_ZONEINFO,
		"Node 0, zone   Normal\n  pages free     1\n        boost    0\n        min      1\n"
		"        low      2\n        high     3\n        spanned  260000\n"
		"        present  256000\n        managed  100\n"
		"        protection: (0, 0)\n  pagesets\n    cpu: 0\n              count:    0\n");
	return sample;
}

static struct kernel_item *put(struct kernel_memory *read, enum kernel_kind kind, const char *name,
	uint64_t bytes)
{
	struct kernel_item *item = kernel_memory_add(read, kind, text_of_string(name));

	assert_non_null(item);
	item->bytes = value_of(bytes);
	return item;
}

static uint64_t sum_of(const struct kernel_memory *memory, enum kernel_place place)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < memory->count; i++)
		if (memory->items[i].place == place)
			sum += value_or(memory->items[i].bytes, 0);
	return sum;
}

static int64_t bytes_of(const struct kernel_memory *memory, enum kernel_kind kind, const char *name)
{
	const struct kernel_item *item = kernel_memory_find(memory, kind, name);

	return item ? item->bytes.n : -1;
}

static void counters_alone_make_a_sheet(void **state)
{
	struct sample *sample = small_machine();
	struct kernel_memory *memory = kernel_whole(NULL, sample);

	(void)state;
	assert_non_null(memory);
	/* MemTotal less free, anonymous, cached and shared pages, and buffers. */
	assert_value(derived_of_kernel(memory)->total, INT64_C(150000) * KIB);
	assert_int_equal(bytes_of(memory, KERNEL_SLAB, "reclaimable"), 60000 * KIB);
	assert_int_equal(bytes_of(memory, KERNEL_SLAB, "unreclaimable"), 40000 * KIB);
	assert_int_equal(bytes_of(memory, KERNEL_RECLAIMABLE, NULL), 10 * KIB);
	assert_int_equal(bytes_of(memory, KERNEL_STACKS, NULL), 3200 * KIB);
	assert_int_equal(bytes_of(memory, KERNEL_VMALLOC, NULL), 36800 * KIB);
	assert_int_equal(kernel_memory_find(memory, KERNEL_STACKS, NULL)->reclaim,
		KERNEL_RECLAIM_NO);
	assert_int_equal(kernel_memory_find(memory, KERNEL_VMALLOC, NULL)->reclaim,
		KERNEL_RECLAIM_NO);
	assert_int_equal(bytes_of(memory, KERNEL_TCP, NULL), 8 * KIB);
	assert_int_equal(bytes_of(memory, KERNEL_UDP, NULL), 4 * KIB);
	/* Of the 16 kB on no counter sockstat names 12. */
	assert_value(derived_of_kernel(memory)->unnamed, 16 * KIB - 12 * KIB);
	assert_int_equal(bytes_of(memory, KERNEL_MEMMAP, NULL), 16000 * KIB);
	assert_int_equal(bytes_of(memory, KERNEL_RESERVED, NULL), 8000 * KIB);
	assert_value(derived_of_kernel(memory)->outside, 24000 * KIB);
	kernel_memory_unref(memory);
	sample_unref(sample);
}

/* Its line in meminfo is new; before that vmstat counts its pages. */
static void a_balloon_is_read_where_the_kernel_has_it(void **state)
{
	struct sample *sample = small_machine();
	struct kernel_memory *memory;

	(void)state;
	sample->system.vmstat.counter[VMSTAT_BALLOON] = value_of(1000);
	memory = kernel_whole(NULL, sample);
	assert_non_null(memory);
	assert_int_equal(bytes_of(memory, KERNEL_BALLOON, NULL), 4000 * KIB);
	assert_int_equal(bytes_of(memory, KERNEL_RESERVED, NULL), 4000 * KIB);
	assert_int_equal(kernel_memory_find(memory, KERNEL_BALLOON, NULL)->place, KERNEL_OUTSIDE);
	kernel_memory_unref(memory);
	sample->system.meminfo.field[MEMINFO_Balloon] = value_of(3000 * KIB);
	memory = kernel_whole(NULL, sample);
	assert_non_null(memory);
	assert_int_equal(bytes_of(memory, KERNEL_BALLOON, NULL), 3000 * KIB);
	kernel_memory_unref(memory);
	sample_unref(sample);
}

static void what_was_read_takes_the_place_of_sums(void **state)
{
	struct sample *sample = small_machine();
	struct kernel_memory *read = kernel_memory_new(), *memory;

	(void)state;
	assert_non_null(read);
	read->slab_status = read->vmalloc_status = STATUS_OK;
	put(read, KERNEL_SLAB, "dentry", 60000 * KIB);
	put(read, KERNEL_SLAB, "filp", 30000 * KIB);
	put(read, KERNEL_STACKS, "", 3184 * KIB);
	put(read, KERNEL_VMALLOC, "htab_map_alloc", 36000 * KIB);
	memory = kernel_whole(read, sample);
	assert_non_null(memory);
	assert_int_equal(bytes_of(memory, KERNEL_KMALLOC_LARGE, NULL), 10000 * KIB);
	assert_int_equal(bytes_of(memory, KERNEL_SLAB, "unreclaimable"), -1);
	assert_int_equal(bytes_of(memory, KERNEL_STACKS, NULL), 3184 * KIB);
	assert_int_equal(bytes_of(memory, KERNEL_VMALLOC, "(other)"), 816 * KIB);
	assert_value(derived_of_kernel(memory)->total, INT64_C(150000) * KIB);
	assert_value(derived_of_kernel(memory)->unnamed, 4 * KIB);
	/* What was read is not touched. */
	assert_int_equal(read->count, 4);
	kernel_memory_unref(read);
	kernel_memory_unref(memory);
	sample_unref(sample);
}

static size_t rows_of(const struct kernel_memory *memory, enum kernel_kind kind)
{
	size_t count = 0;

	for (size_t i = 0; i < memory->count; i++)
		count += memory->items[i].kind == kind;
	return count;
}

/* The sums of meminfo stand in for what vmallocinfo and slabinfo do not have, and for that alone. */
static void sums_stand_in_once(void **state)
{
	struct sample *sample = small_machine();
	struct kernel_memory *read = kernel_memory_new(), *memory = kernel_whole(NULL, sample);

	(void)state;
	assert_int_equal(kernel_memory_find(memory, KERNEL_SLAB, "reclaimable")->reclaim,
		KERNEL_RECLAIM_YES);
	assert_int_equal(kernel_memory_find(memory, KERNEL_SLAB, "unreclaimable")->reclaim,
		KERNEL_RECLAIM_NO);
	kernel_memory_unref(memory);
	/* With vmallocinfo, stacks are a row of it, unless they are more than all of vmalloc. */
	put(read, KERNEL_VMALLOC, "htab_map_alloc", 36000 * KIB);
	memory = kernel_whole(read, sample);
	assert_int_equal(rows_of(memory, KERNEL_STACKS), 0);
	kernel_memory_unref(memory);
	sample->system.meminfo.field[MEMINFO_KernelStack] = value_of(48000 * KIB);
	memory = kernel_whole(read, sample);
	assert_int_equal(bytes_of(memory, KERNEL_STACKS, NULL), 48000 * KIB);
	kernel_memory_unref(memory);
	put(read, KERNEL_STACKS, "", 3184 * KIB);
	memory = kernel_whole(read, sample);
	assert_int_equal(rows_of(memory, KERNEL_STACKS), 1);
	kernel_memory_unref(memory);
	kernel_memory_unref(read);
	sample_unref(sample);
}

static void one_that_lacked_memory_is_enough(void **state)
{
	(void)state;
	for (int i = 0; i < 4; i++) {
		struct kernel_memory *memory = kernel_memory_new();

		memory->slab_status = i == 1 ? STATUS_NO_MEMORY : STATUS_OK;
		memory->vmalloc_status = i == 2 ? STATUS_NO_MEMORY : STATUS_DENIED;
		memory->descriptor_status = i == 3 ? STATUS_NO_MEMORY : STATUS_OK;
		assert_int_equal(kernel_memory_shortage(memory),
			i > 0 ? STATUS_NO_MEMORY : STATUS_OK);
		kernel_memory_unref(memory);
	}
}

/* What swap is compressed into: nr_zspages has zswap's and zram's; without it zswap's is counted. */
static void what_swap_is_compressed_into_is_told_apart(void **state)
{
	static const char pool[] = "nr_isolated_anon 0\nnr_isolated_file 0\n"
				   "nr_memmap_boot_pages 4000\nnr_zspages 3\n";
	struct sample *sample = small_machine();
	struct kernel_memory *memory;

	(void)state;
	sample->system.compressed.zswap_used = value_of(4 * KIB);
	sample->system.compressed.zram_used = value_of(5 * KIB);
	memory = kernel_whole(NULL, sample);
	assert_int_equal(bytes_of(memory, KERNEL_ZSWAP, NULL), 4 * KIB);
	assert_int_equal(bytes_of(memory, KERNEL_ZRAM, NULL), 5 * KIB);
	assert_int_equal(kernel_memory_find(memory, KERNEL_ZRAM, NULL)->place, KERNEL_UNCOUNTED);
	kernel_memory_unref(memory);
	take(sample, SYSTEM_VMSTAT, pool);
	memory = kernel_whole(NULL, sample);
	assert_int_equal(bytes_of(memory, KERNEL_ZSWAP, NULL), 4 * KIB);
	assert_int_equal(bytes_of(memory, KERNEL_ZRAM, NULL), 8 * KIB);
	assert_int_equal(kernel_memory_find(memory, KERNEL_ZRAM, NULL)->place, KERNEL_COUNTED);
	assert_int_equal(kernel_memory_find(memory, KERNEL_ZSWAP, NULL)->reclaim,
		KERNEL_RECLAIM_NO);
	assert_int_equal(kernel_memory_find(memory, KERNEL_ZRAM, NULL)->reclaim, KERNEL_RECLAIM_NO);
	kernel_memory_unref(memory);
	/* All of it is zswap's: none is zram's, whatever its file says. */
	sample->system.compressed.zswap_used = value_of(12 * KIB);
	memory = kernel_whole(NULL, sample);
	assert_int_equal(bytes_of(memory, KERNEL_ZRAM, NULL), -1);
	kernel_memory_unref(memory);
	sample->system.compressed.zswap_used = value_of(0);
	memory = kernel_whole(NULL, sample);
	assert_int_equal(bytes_of(memory, KERNEL_ZSWAP, NULL), -1);
	assert_int_equal(bytes_of(memory, KERNEL_ZRAM, NULL), 12 * KIB);
	kernel_memory_unref(memory);
	sample_unref(sample);
}

static void owners_are_the_processes_that_have_most(void **state)
{
	struct sample *sample = small_machine();
	struct kernel_memory *memory;
	const struct kernel_item *item;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct row *row = sample->rows[i];

		row->metric_state[METRIC_PAGE_TABLES] = row->metric_state[METRIC_THREADS] =
			VALUE_OK;
		row->metric[METRIC_PAGE_TABLES] = (int64_t)(i + 1) * 1000;
		row->metric[METRIC_THREADS] = (int64_t)(2 - i) * 100;
	}
	memory = kernel_whole(NULL, sample);
	assert_non_null(memory);
	item = kernel_memory_find(memory, KERNEL_PAGE_TABLES, NULL);
	assert_int_equal(item->owner_count, 2);
	assert_int_equal(item->owners[0].pid, 20);
	assert_string_equal(item->owners[0].name, "database");
	assert_value(item->owners[0].bytes, 2000);
	assert_int_equal(item->owners[1].pid, 10);
	item = kernel_memory_find(memory, KERNEL_STACKS, NULL);
	assert_value(item->objects, 300);
	assert_int_equal(item->owners[0].pid, 10);
	assert_value(item->owners[0].bytes, 3200 * KIB / 300 * 200);
	kernel_memory_unref(memory);
	sample_unref(sample);
}

static void only_the_largest_owners_are_kept(void **state)
{
	struct kernel_item item = { .owner_count = 0 };

	(void)state;
	for (pid_t pid = 1; pid <= 3 * KERNEL_OWNERS_MOST; pid++)
		kernel_item_own(&item, pid, "x", value_of_signed(pid % 2 ? pid : 100 - pid));
	kernel_item_own(&item, 99, "none", value_of(0));
	kernel_item_own(&item, 99, "unknown", value_missing(VALUE_DENIED));
	assert_int_equal(item.owner_count, KERNEL_OWNERS_MOST);
	for (size_t i = 0; i < item.owner_count; i++)
		assert_value(item.owners[i].bytes, 98 - (int64_t)i * 2);
}

/* As many bytes as those files of meminfo say, all of which are of real machines. */
static void check_fixture(const char *name)
{
	struct sample *sample = sample_new();
	struct kernel_memory *memory;
	struct evidence evidence;
	char path[PATH_MAX];
	size_t length;
	char *text;
	const struct value *term = evidence.balance.term;
	uint64_t others = 0;

	snprintf(path, sizeof(path), "meminfo/%s", name);
	text = fixture_read(path, &length);
	assert_non_null(sample);
	sample->system.page_size = 4096;
	system_take(&sample->system, SYSTEM_MEMINFO, STATUS_OK, text, length);
	memory = kernel_whole(NULL, sample);
	assert_non_null(memory);
	evidence_of_system(&evidence, &sample->system);
	if (evidence.balance.state != BALANCE_OK) {
		assert_absent(derived_of_kernel(memory)->total);
		assert_absent(derived_of_kernel(memory)->unnamed);
	} else if (evidence.balance.unnamed >= 0) {
		for (int i = TERM_FREE; i <= TERM_SWAP_CACHE; i++)
			others += value_or(term[i], 0);
		if (derived_of_kernel(memory)->total.n !=
			(int64_t)(evidence.balance.total - others))
			fail_msg("%s: %lld", name, (long long)derived_of_kernel(memory)->total.n);
		assert_int_equal(derived_of_kernel(memory)->total.n,
			sum_of(memory, KERNEL_COUNTED) +
				value_or(derived_of_kernel(memory)->unnamed, 0));
	}
	kernel_memory_unref(memory);
	sample_unref(sample);
	free(text);
}

static void it_adds_up_on_real_machines(void **state)
{
	char path[PATH_MAX];
	struct dirent *entry;
	size_t count = 0;
	DIR *directory;

	(void)state;
	fixture_path(path, "meminfo");
	directory = opendir(path);
	assert_non_null(directory);
	while ((entry = readdir(directory)) != NULL)
		if (strstr(entry->d_name, ".txt")) {
			check_fixture(entry->d_name);
			count++;
		}
	closedir(directory);
	assert_true(count > 20);
}

static void growth_is_watched_by_name(void **state)
{
	struct history *history = history_new();

	(void)state;
	for (uint64_t i = 1; i <= 100; i++) {
		struct kernel_memory *memory = kernel_memory_new();

		memory->monotonic_ns = i * 1000000000;
		put(memory, KERNEL_SLAB, "leaked", 1000000 + i * 4096);
		put(memory, KERNEL_SLAB, "still", 1000000);
		put(memory, KERNEL_VMALLOC, "leaked", 1000000);
		kernel_watch(history, memory, false);
		if (i == 1)
			assert_int_equal(derived_of_kernel(memory)->growth[0].pace.state,
				VALUE_PENDING);
		if (i == 100) {
			assert_int_equal(derived_of_kernel(memory)->growth[0].pace.state, VALUE_OK);
			assert_in_range(derived_of_kernel(memory)->growth[0].pace.n,
				60 * 4096 - 4096, 60 * 4096 + 4096);
			assert_value(derived_of_kernel(memory)->growth[1].pace, 0);
			assert_value(derived_of_kernel(memory)->growth[2].pace, 0);
		}
		kernel_memory_unref(memory);
	}
	history_unref(history);
}

/* What was read stays as it was; the same reading twice is one, and its pace does not go away meanwhile. */
static void a_sample_keeps_what_was_read(void **state)
{
	const struct history_key key =
		kernel_item_key(&(struct kernel_item){ .kind = KERNEL_SLAB, .name = "leaked" });
	struct history *history = history_new();
	struct trend_point points[200];

	(void)state;
	for (uint64_t i = 1; i <= 100; i++) {
		struct sample *sample = small_machine(), *next = small_machine();

		sample->kernel_read = kernel_memory_new();
		assert_non_null(sample->kernel_read);
		sample->kernel_read->monotonic_ns = i * 1000000000;
		put(sample->kernel_read, KERNEL_SLAB, "leaked", 1000000 + i * 4096);
		next->kernel_read = kernel_memory_ref(sample->kernel_read);
		assert_int_equal(kernel_take(sample, history, false), STATUS_OK);
		assert_int_equal(kernel_take(next, history, true), STATUS_OK);
		assert_int_equal(sample->kernel_read->count, 1);
		assert_true(sample->kernel_memory->count > 1);
		for (size_t j = 0; j < next->kernel_memory->count; j++)
			assert_int_equal(
				derived_of_kernel(next->kernel_memory)->growth[j].pace.state,
				derived_of_kernel(sample->kernel_memory)->growth[j].pace.state);
		if (i == 100)
			assert_int_equal(kernel_item_growth(next->kernel_memory,
						 kernel_memory_find(next->kernel_memory,
							 KERNEL_SLAB, "leaked"))
						 .pace.state,
				VALUE_OK);
		sample_unref(sample);
		sample_unref(next);
	}
	assert_int_equal(history_points(history, &key, HISTORY_KERNEL_BYTES, 0, points, 200), 100);
	history_unref(history);
}

/* A machine has hundreds of caches: the pace of the 64 largest alone is found. */
static void the_largest_have_a_pace(void **state)
{
	struct history *history = history_new();
	struct kernel_memory *memory = NULL;
	char name[16];

	(void)state;
	for (uint64_t second = 1; second <= 12; second++) {
		kernel_memory_unref(memory);
		memory = kernel_memory_new();
		memory->monotonic_ns = second * 1000000000;
		for (unsigned i = 0; i < 70; i++) {
			snprintf(name, sizeof(name), "cache-%u", i);
			put(memory, KERNEL_SLAB, name, (i + 1) * UINT64_C(4096));
		}
		kernel_watch(history, memory, false);
	}
	for (size_t i = 0; i < 70; i++)
		assert_int_equal(derived_of_kernel(memory)->growth[i].pace.state,
			i < 70 - 64 ? VALUE_PENDING : VALUE_OK);
	kernel_memory_unref(memory);
	history_unref(history);
}

/* Of pages without a type vmalloc, stacks, per-CPU data and what is on no counter come off. */
static void a_census_leaves_less_unnamed(void **state)
{
	struct kernel_memory *memory = kernel_memory_new();
	struct census census = { .total = 0 };

	(void)state;
	assert_non_null(memory);
	put(memory, KERNEL_SLAB, "dentry", 1000000);
	put(memory, KERNEL_PAGE_TABLES, "", 2000000);
	put(memory, KERNEL_VMALLOC, "htab_map_alloc", 300);
	put(memory, KERNEL_STACKS, "", 200);
	put(memory, KERNEL_PERCPU, "", 100);
	put(memory, KERNEL_PIPE, "", 50)->place = KERNEL_UNCOUNTED;
	put(memory, KERNEL_BPF, "", 7)->place = KERNEL_WITHIN;
	put(memory, KERNEL_MEMMAP, "", 9)->place = KERNEL_OUTSIDE;
	census.bytes[CENSUS_KERNEL] = value_of(900);
	census.bytes[CENSUS_KERNEL_CHARGED] = value_of(250);
	assert_value(kernel_census_unnamed(memory, &census), 500);
	/* No row behind the last one counts, where the rows fill their room. */
	while (memory->count < memory->capacity)
		put(memory, KERNEL_SLAB, "filp", 1);
	assert_value(kernel_census_unnamed(memory, &census), 500);
	census.bytes[CENSUS_KERNEL] = value_of(100);
	assert_value(kernel_census_unnamed(memory, &census), 0);
	kernel_memory_unref(memory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counters_alone_make_a_sheet),
		cmocka_unit_test(a_balloon_is_read_where_the_kernel_has_it),
		cmocka_unit_test(what_was_read_takes_the_place_of_sums),
		cmocka_unit_test(sums_stand_in_once),
		cmocka_unit_test(one_that_lacked_memory_is_enough),
		cmocka_unit_test(what_swap_is_compressed_into_is_told_apart),
		cmocka_unit_test(owners_are_the_processes_that_have_most),
		cmocka_unit_test(only_the_largest_owners_are_kept),
		cmocka_unit_test(it_adds_up_on_real_machines),
		cmocka_unit_test(growth_is_watched_by_name),
		cmocka_unit_test(the_largest_have_a_pace),
		cmocka_unit_test(a_sample_keeps_what_was_read),
		cmocka_unit_test(a_census_leaves_less_unnamed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
