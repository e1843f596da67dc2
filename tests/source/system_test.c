/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What belongs to the machine, read from a /proc and /sys that the test makes up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/macros.h"
#include "derive/machine/nodes.h"
#include "derive/machine/rates.h"
#include "derive/machine/segments.h"
#include "source/system/system.h"
#include "support/assert_value.h"
#include "support/made_tree.h"
#include "support/scarce.h"

#define KIB    ((uint64_t)1024)
#define SECOND UINT64_C(1000000000)

struct system_test {
	struct made_tree proc, sys;
	struct kernel_root root;
	struct system_reader *reader;
	struct sample *sample, *before; /* NULL: none yet */
	uint64_t now_ns;
};

static const char meminfo[] = "MemTotal:        4000000 kB\n"
			      "MemFree:          500000 kB\n"
			      "MemAvailable:    3000000 kB\n"
			      "Cached:          2000000 kB\n"
			      "AnonPages:        900000 kB\n"
			      "Shmem:             10000 kB\n"
			      "SwapTotal:       1000000 kB\n"
			      "SwapFree:         800000 kB\n"
			      "Zswap:               400 kB\n"
			      "Zswapped:           1200 kB\n";

static const char zoneinfo[] = "Node 0, zone   Normal\n"
			       "  pages free     125000\n"
			       "        min      100\n"
			       "        low      200\n"
			       "        high     300\n"
			       "        spanned  1000000\n"
			       "        present  1000000\n"
			       "        managed  990000\n"
			       "        protection: (0, 0)\n"
			       "  pagesets\n"
			       "    cpu: 0\n"
			       "              count: 30\n"
			       "    cpu: 1\n"
			       "              count: 12\n";

static const char zoneinfo_one_cpu[] = "Node 0, zone   Normal\n"
				       "  pages free     125000\n"
				       "        managed  990000\n"
				       "  pagesets\n"
				       "    cpu: 0\n"
				       "              count: 30\n";

static const char pressure[] = "some avg10=1.50 avg60=0.20 avg300=0.00 total=12345\n"
			       "full avg10=0.50 avg60=0.10 avg300=0.00 total=2345\n";

static void write_vmstat(const struct system_test *test, unsigned swapped_in, unsigned stolen,
	unsigned killed)
{
	char text[256];

	snprintf(text, sizeof(text),
		"pswpin %u\npswpout 7\nworkingset_refault_file 10\npgsteal_direct %u\noom_kill %u\n",
		swapped_in, stolen, killed);
	tree_write(&test->proc, "vmstat", text);
}

static int set_up(void **state)
{
	struct system_test *test = calloc(1, sizeof(*test));

	assert_non_null(test);
	tree_make(&test->proc);
	tree_make(&test->sys);
	tree_write(&test->proc, "meminfo", meminfo);
	tree_write(&test->proc, "zoneinfo", zoneinfo);
	tree_write(&test->proc, "pressure/memory", pressure);
	tree_write(&test->proc, "pressure/cpu",
		"some avg10=2.50 avg60=0.00 avg300=0.00 total=77\n");
	tree_write(&test->proc, "uptime", "3661.25 7000.00\n");
	write_vmstat(test, 100, 1000, 3);
	assert_int_equal(kernel_root_open(&test->root, test->proc.path, test->sys.path), STATUS_OK);
	test->reader = system_reader_new(&test->root);
	assert_non_null(test->reader);
	test->now_ns = SECOND;
	*state = test;
	return 0;
}

static int tear_down(void **state)
{
	struct system_test *test = *state;

	sample_unref(test->sample);
	sample_unref(test->before);
	system_reader_free(test->reader);
	kernel_root_close(&test->root);
	tree_remove(&test->proc);
	tree_remove(&test->sys);
	free(test);
	return 0;
}

/* A new sample, two seconds after the one before. */
static const struct system_sample *read_next(struct system_test *test)
{
	const struct feed_request request = { .texts = false };

	sample_unref(test->before);
	test->before = test->sample;
	test->sample = sample_new();
	assert_non_null(test->sample);
	test->now_ns += 2 * SECOND;
	test->sample->monotonic_ns = test->now_ns;
	system_read(test->reader, test->sample, &request);
	return &test->sample->system;
}

static struct rates next_rates(struct system_test *test)
{
	struct rates rates;

	read_next(test);
	rates_between(&rates, test->sample, test->before);
	return rates;
}

/* What rows are made of is no row less for want of a descriptor: not for the first file, nor the third. */
static void descriptors_that_lack_are_told(void **state)
{
	const struct feed_request request = { .cost = 0 };
	struct system_test *test = *state;

	for (rlim_t more = 0; more < 3; more++) {
		struct system_reader *reader = system_reader_new(&test->root);
		struct sample *sample = sample_new();
		struct rlimit was;
		enum status status;

		assert_non_null(reader);
		assert_non_null(sample);
		was = scarce_descriptors(more);
		status = system_read(reader, sample, &request);
		enough_descriptors(was);
		assert_int_equal(status, STATUS_NO_DESCRIPTORS);
		sample_unref(sample);
		system_reader_free(reader);
	}
}

/* A machine with /sys is none without. */
static void sys_is_not_left_out_for_want_of_a_descriptor(void **state)
{
	struct rlimit was = scarce_descriptors(1);
	struct kernel_root root;
	enum status status = kernel_root_open(&root, "/proc", "/sys");

	(void)state;
	enough_descriptors(was);
	assert_int_equal(status, STATUS_NO_DESCRIPTORS);
	assert_int_equal(root.proc, -1);
}

static void everything_is_read(void **state)
{
	const struct system_sample *system = read_next(*state);
	uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);

	assert_int_equal(system->meminfo_status, STATUS_OK);
	assert_int_equal(system->meminfo.field[MEMINFO_MemTotal].n, 4000000 * KIB);
	assert_int_equal(system->zoneinfo_status, STATUS_OK);
	assert_int_equal(system->page_size, page);
	assert_int_equal(system->per_cpu_lists.n, 42 * page);
	assert_int_equal(system->vmstat_status, STATUS_OK);
	assert_int_equal(system->vmstat.counter[VMSTAT_OOM_KILL].n, 3);
	assert_int_equal(system->psi_status, STATUS_OK);
	assert_int_equal(system->psi.some.average_10.n, 150);
	assert_int_equal(system->psi.full.total.n, 2345);
	assert_value(system->uptime, 3661);
	assert_int_equal(system->compressed.zswap_used.n, 400 * KIB);
	assert_int_equal(system->compressed.zswap_original.n, 1200 * KIB);
	assert_int_equal(system->compressed.zram_used.state, VALUE_ABSENT);
	assert_int_equal(system->cgroup.version, 0);
}

static void a_first_sample_has_no_rates(void **state)
{
	const struct rates rates = next_rates(*state);

	assert_int_equal(rates.swap_in.state, VALUE_PENDING);
	assert_int_equal(rates.direct_reclaim.state, VALUE_PENDING);
	assert_int_equal(rates.oom_kills.state, VALUE_PENDING);
	/* What this kernel does not count stays absent. */
	assert_int_equal(rates.faults.state, VALUE_ABSENT);
}

static void rates_come_with_the_second_sample(void **state)
{
	struct system_test *test = *state;
	struct rates rates;

	read_next(test);
	write_vmstat(test, 150, 1000, 5);
	rates = next_rates(test);
	/* 50 pages in 2 seconds, in hundredths. */
	assert_int_equal(rates.swap_in.n, 2500 * (uint64_t)sysconf(_SC_PAGESIZE));
	assert_int_equal(rates.swap_out.state, VALUE_OK);
	assert_int_equal(rates.swap_out.n, 0);
	assert_int_equal(rates.direct_reclaim.n, 0);
	assert_int_equal(rates.oom_kills.n, 2);
	assert_int_equal(rates.faults.state, VALUE_ABSENT);
}

static void a_counter_that_was_reset_is_no_huge_rate(void **state)
{
	struct system_test *test = *state;
	struct rates rates;

	read_next(test);
	write_vmstat(test, 1, 1000, 0);
	rates = next_rates(test);
	assert_int_equal(rates.swap_in.n, 0);
	assert_int_equal(rates.oom_kills.n, 0);
}

static void a_gap_in_vmstat_is_a_gap_in_the_rates(void **state)
{
	struct system_test *test = *state;

	read_next(test);
	tree_write(&test->proc, "vmstat", "");
	assert_false(value_known(next_rates(test).swap_in));
	assert_int_equal(test->sample->system.vmstat_status, STATUS_MALFORMED);
	write_vmstat(test, 900, 1000, 5);
	assert_int_equal(next_rates(test).swap_in.state, VALUE_PENDING);
	write_vmstat(test, 902, 1000, 5);
	assert_int_equal(next_rates(test).swap_in.n, 100 * (uint64_t)sysconf(_SC_PAGESIZE));
}

static void an_old_kernel_has_less(void **state)
{
	struct system_test *test = *state;
	const struct system_sample *system;
	struct segments segments;

	tree_delete(&test->proc, "pressure");
	tree_delete(&test->proc, "zoneinfo");
	tree_write(&test->proc, "meminfo", "MemTotal: 4000000 kB\nMemFree: 500000 kB\n");
	system = read_next(test);
	assert_int_equal(system->psi_status, STATUS_ABSENT);
	assert_int_equal(system->psi.some.average_10.state, VALUE_ABSENT);
	assert_int_equal(system->zoneinfo_status, STATUS_ABSENT);
	assert_int_equal(system->per_cpu_lists.state, VALUE_ABSENT);
	assert_int_equal(system->meminfo.field[MEMINFO_MemAvailable].state, VALUE_ABSENT);
	assert_int_equal(segments_of(&segments, system), STATUS_OK);
	assert_int_equal(segments.available.state, VALUE_ABSENT);
	assert_int_equal(segments.bytes[SEGMENT_FREE], 500000 * KIB);
}

/* Those of processors and disks have a state of their own. */
static void each_pressure_is_read(void **state)
{
	struct system_test *test = *state;
	const struct system_sample *system = read_next(test);

	assert_int_equal(system->psi_cpu.some.average_10.n, 250);
	assert_int_equal(system->psi_cpu.some.total.n, 77);
	assert_int_equal(system->psi_cpu.full.total.state, VALUE_ABSENT);
	assert_int_equal(system->psi_io_status, STATUS_ABSENT);
	assert_int_equal(system->psi_io.some.total.state, VALUE_ABSENT);
	assert_int_equal(system->psi.some.average_10.n, 150);
}

static void pressure_that_cannot_be_read_has_failed(void **state)
{
	struct system_test *test = *state;

	tree_delete(&test->proc, "pressure/memory");
	tree_make_directory(&test->proc, "pressure/memory");
	assert_int_equal(read_next(test)->psi_status, STATUS_FAILED);
	assert_int_equal(test->sample->system.psi.full.average_10.state, VALUE_FAILED);
}

static void empty_files_give_no_figures(void **state)
{
	static const char *const files[] = { "meminfo", "zoneinfo", "vmstat", "pressure/memory",
		"uptime" };
	struct system_test *test = *state;
	const struct system_sample *system;
	struct segments segments;

	for (size_t i = 0; i < COUNT_OF(files); i++)
		tree_write(&test->proc, files[i], "");
	system = read_next(test);
	assert_int_equal(system->meminfo_status, STATUS_MALFORMED);
	assert_int_equal(system->zoneinfo_status, STATUS_MALFORMED);
	assert_int_equal(system->vmstat_status, STATUS_MALFORMED);
	assert_int_not_equal(system->psi_status, STATUS_OK);
	assert_false(value_known(system->per_cpu_lists));
	assert_int_equal(segments_of(&segments, system), STATUS_ABSENT);
}

static void no_file_at_all_gives_no_figures(void **state)
{
	struct system_test *test = *state;
	const struct system_sample *system;
	struct rates rates;

	tree_delete(&test->proc, "meminfo");
	tree_delete(&test->proc, "vmstat");
	tree_delete(&test->proc, "uptime");
	system = read_next(test);
	assert_int_equal(system->meminfo_status, STATUS_ABSENT);
	assert_int_equal(system->vmstat_status, STATUS_ABSENT);
	rates_between(&rates, test->sample, NULL);
	assert_int_equal(rates.swap_in.state, VALUE_ABSENT);
}

/* Memory and processors that come and go between two samples. */
static void hot_plug_shows_in_the_next_sample(void **state)
{
	struct system_test *test = *state;
	const struct system_sample *system;
	char more[4096];
	struct segments segments;
	uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);

	read_next(test);
	tree_write(&test->proc, "zoneinfo", zoneinfo_one_cpu);
	assert_int_equal(read_next(test)->per_cpu_lists.n, 30 * page);
	snprintf(more, sizeof(more),
		"%sNode 1, zone  Movable\n  pages free     5\n  pagesets\n"
		"    cpu: 0\n              count: 8\n",
		zoneinfo);
	tree_write(&test->proc, "zoneinfo", more);
	tree_write(&test->proc, "meminfo", "MemTotal: 8000000 kB\nMemFree: 4500000 kB\n");
	system = read_next(test);
	assert_int_equal(system->zoneinfo.count, 2);
	assert_int_equal(system->per_cpu_lists.n, 50 * page);
	assert_int_equal(segments_of(&segments, system), STATUS_OK);
	assert_int_equal(segments.total, 8000000 * KIB);
}

static void zram_is_counted(void **state)
{
	struct system_test *test = *state;
	const struct compressed_swap *compressed;

	tree_write(&test->proc, "swaps",
		"Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n"
		"/dev/zram0                              partition\t500000\t\t100\t\t100\n"
		"/dev/sda2                               partition\t500000\t\t0\t\t-2\n"
		"/dev/zram1                              partition\t500000\t\t100\t\t100\n");
	tree_write(&test->sys, "block/zram0/mm_stat",
		"  409600   100000   131072        0   131072        0        0        0        0\n");
	tree_write(&test->sys, "block/zram1/mm_stat", "  4096   1000   8192 0 8192 0 0 0 0\n");
	compressed = &read_next(test)->compressed;
	assert_int_equal(compressed->zram_original.n, 409600 + 4096);
	assert_int_equal(compressed->zram_used.n, 131072 + 8192);
}

static void zram_without_figures_is_absent(void **state)
{
	struct system_test *test = *state;

	tree_write(&test->proc, "swaps",
		"Filename Type Size Used Priority\n"
		"/dev/zram0 partition 500000 100 100\n");
	assert_int_equal(read_next(test)->compressed.zram_used.state, VALUE_ABSENT);
}

static void a_long_file_is_read_whole(void **state)
{
	struct system_test *test = *state;
	size_t size = 300000, length;
	char *text = malloc(size);

	assert_non_null(text);
	length = (size_t)snprintf(text, size, "%s", meminfo);
	while (length < size - 64)
		length +=
			(size_t)snprintf(text + length, size - length, "Field%zu: 1 kB\n", length);
	snprintf(text + length, size - length, "AnonHugePages: 77 kB\n");
	tree_write(&test->proc, "meminfo", text);
	assert_int_equal(read_next(test)->meminfo.field[MEMINFO_AnonHugePages].n, 77 * KIB);
	free(text);
}

static void write_node(struct system_test *test, unsigned id, unsigned free_kib)
{
	char path[64], text[256];

	snprintf(path, sizeof(path), "devices/system/node/node%u/meminfo", id);
	snprintf(text, sizeof(text),
		"Node %u MemTotal: 2000000 kB\nNode %u MemFree: %u kB\n"
		"Node %u Active(file): 10000 kB\n",
		id, id, free_kib, id);
	tree_write(&test->sys, path, text);
}

/* One that all have says nothing; nodes that go or come show in the next sample. */
static void nodes_are_read_where_there_are_several(void **state)
{
	struct system_test *test = *state;
	const struct memory_nodes *nodes;

	write_node(test, 0, 50000);
	tree_write(&test->sys, "devices/system/node/has_memory", "0\n");
	assert_int_equal(read_next(test)->nodes.count, 0);
	write_node(test, 3, 1500000);
	tree_write(&test->sys, "devices/system/node/has_memory", "0,3-4\n");
	nodes = &read_next(test)->nodes;
	assert_int_equal(nodes->count, 3);
	assert_value(nodes->nodes[0].figure[NODE_FREE], 50000 * KIB);
	assert_value(nodes->nodes[1].figure[NODE_FREE], 1500000 * KIB);
	assert_int_equal(nodes->nodes[1].id, 3);
	/* That of node 4 cannot be read: that is not 0. */
	assert_false(value_known(nodes->nodes[2].figure[NODE_TOTAL]));
	assert_int_equal(nodes_fullest(nodes, false)->id, 0);
	assert_int_equal(nodes_emptiest(nodes)->id, 3);
	assert_value(node_left(nodes_fullest(nodes, false)), 60000 * KIB);
	/* Of those with processors one has no memory, and one with memory has none. */
	tree_write(&test->sys, "devices/system/node/has_cpu", "0-2,4\n");
	nodes = &read_next(test)->nodes;
	assert_false(nodes->nodes[0].without_cpus);
	assert_true(nodes->nodes[1].without_cpus);
	assert_false(nodes->nodes[2].without_cpus);
	/* Before 2.6.33. */
	tree_remove(&test->sys);
	tree_make(&test->sys);
	kernel_root_close(&test->root);
	assert_int_equal(kernel_root_open(&test->root, test->proc.path, test->sys.path), STATUS_OK);
	write_node(test, 0, 50000);
	write_node(test, 1, 50000);
	tree_write(&test->sys, "devices/system/node/online", "0-1\n");
	assert_int_equal(read_next(test)->nodes.count, 2);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(everything_is_read),
		TEST(descriptors_that_lack_are_told),
		cmocka_unit_test(sys_is_not_left_out_for_want_of_a_descriptor),
		TEST(a_first_sample_has_no_rates),
		TEST(rates_come_with_the_second_sample),
		TEST(a_counter_that_was_reset_is_no_huge_rate),
		TEST(a_gap_in_vmstat_is_a_gap_in_the_rates),
		TEST(an_old_kernel_has_less),
		TEST(each_pressure_is_read),
		TEST(pressure_that_cannot_be_read_has_failed),
		TEST(empty_files_give_no_figures),
		TEST(no_file_at_all_gives_no_figures),
		TEST(hot_plug_shows_in_the_next_sample),
		TEST(zram_is_counted),
		TEST(zram_without_figures_is_absent),
		TEST(a_long_file_is_read_whole),
		TEST(nodes_are_read_where_there_are_several),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
