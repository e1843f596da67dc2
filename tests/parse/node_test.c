/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory by node, by the form of three kinds of files (drivers/base/node.c, mm/memcontrol.c, fs/proc/task_mmu.c). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/macros.h"
#include "parse/system/node.h"
#include "support/assert_value.h"

#define KIB ((uint64_t)1024)

static void a_list_names_nodes(void **state)
{
	static const char *const bad[] = { "", "\n", "x", "3-x", "1024", "0-99999999999" };
	struct memory_nodes nodes;

	(void)state;
	assert_int_equal(nodes_parse_list(&nodes, "0-2,8\n", 6), STATUS_OK);
	assert_int_equal(nodes.count, 4);
	assert_int_equal(nodes.nodes[2].id, 2);
	assert_int_equal(nodes.nodes[3].id, 8);
	assert_absent(nodes.nodes[3].figure[NODE_TOTAL]);
	memory_nodes_free(&nodes);
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		assert_int_equal(nodes_parse_list(&nodes, bad[i], strlen(bad[i])),
			STATUS_MALFORMED);
		memory_nodes_free(&nodes);
	}
}

static void a_node_has_a_meminfo_of_its_own(void **state)
{
	static const char text[] = "Node 1 MemTotal:       16000 kB\n"
				   "Node 1 MemFree:         1000 kB\n"
				   "Node 1 MemUsed:        15000 kB\n"
				   "Node 1 Active(file):     300 kB\n"
				   "Node 1 Inactive(file):   200 kB\n"
				   "Node 1 FilePages:        700 kB\n"
				   "Node 1 AnonPages:       9000 kB\n"
				   "Node 1 Shmem:            100 kB\n"
				   "Node 1 Slab:             400 kB\n"
				   "Node 1 SReclaimable:     150 kB\n"
				   "Node 1 HugePages_Total:    4\n";
	struct memory_node node;

	(void)state;
	assert_int_equal(node_parse_meminfo(&node, text, strlen(text)), STATUS_OK);
	assert_value(node.figure[NODE_TOTAL], 16000 * KIB);
	assert_value(node.figure[NODE_FREE], 1000 * KIB);
	/* Shared memory is no cache. */
	assert_value(node.figure[NODE_FILE], 600 * KIB);
	assert_value(node.figure[NODE_SLAB_RECLAIMABLE], 150 * KIB);
	assert_absent(node.figure[NODE_UNEVICTABLE]);
	assert_int_equal(node_parse_meminfo(&node, "Node 1 MemFree: 1 kB\n", 21), STATUS_MALFORMED);
}

static void a_cgroup_of_v2_counts_in_bytes(void **state)
{
	static const char text[] = "anon N0=4096 N1=8192\n"
				   "file N0=40960 N1=0\n"
				   "kernel_stack N0=1 N1=2\n"
				   "shmem N0=8192 N1=0\n"
				   "slab_reclaimable N0=100 N1=1\n"
				   "slab_unreclaimable N0=10 N1=2\n";
	struct memory_nodes nodes;

	(void)state;
	assert_int_equal(nodes_parse_numa_stat(&nodes, 2, 4096, text, strlen(text)), STATUS_OK);
	assert_int_equal(nodes.count, 2);
	assert_value(nodes.nodes[0].figure[NODE_ANONYMOUS], 4096);
	assert_value(nodes.nodes[0].figure[NODE_FILE], 32768);
	assert_value(nodes.nodes[0].figure[NODE_SHMEM], 8192);
	assert_value(nodes.nodes[0].figure[NODE_SLAB], 110);
	assert_value(nodes.nodes[0].figure[NODE_TOTAL], 4096 + 40960 + 110);
	assert_value(nodes.nodes[1].figure[NODE_TOTAL], 8192 + 3);
	memory_nodes_free(&nodes);
}

/* Those of the cgroup alone stand before those of all below it, which count. */
static void a_cgroup_of_v1_counts_in_pages(void **state)
{
	static const char text[] = "total=7 N0=5 N2=2\n"
				   "file=1 N0=1 N2=0\n"
				   "hierarchical_total=70 N0=50 N2=20\n"
				   "hierarchical_file=10 N0=10 N2=0\n"
				   "hierarchical_anon=60 N0=40 N2=20\n"
				   "hierarchical_unevictable=0 N0=0 N2=0\n";
	struct memory_nodes nodes;

	(void)state;
	assert_int_equal(nodes_parse_numa_stat(&nodes, 1, 4096, text, strlen(text)), STATUS_OK);
	assert_int_equal(nodes.count, 2);
	assert_int_equal(nodes.nodes[1].id, 2);
	assert_value(nodes.nodes[0].figure[NODE_TOTAL], 50 * 4096);
	assert_value(nodes.nodes[0].figure[NODE_FILE], 10 * 4096);
	assert_value(nodes.nodes[1].figure[NODE_ANONYMOUS], 20 * 4096);
	assert_absent(nodes.nodes[0].figure[NODE_SLAB]);
	memory_nodes_free(&nodes);
	assert_int_equal(nodes_parse_numa_stat(&nodes, 1, 4096, "total=7\n", 8), STATUS_MALFORMED);
	memory_nodes_free(&nodes);
}

static void mappings_of_a_process_are_summed_up(void **state)
{
	static const char text[] =
		"00400000 default file=/bin/x mapped=3 N0=2 N1=1 kernelpagesize_kB=4\n"
		"01000000 bind:1 heap anon=100 dirty=100 N1=100 kernelpagesize_kB=4\n"
		"7f000000 default file=/memfd:a\\040b anon=1 dirty=1 N0=1 kernelpagesize_kB=4\n"
		"7f200000 default file=/dev/hugepages/h huge dirty=2 N1=2 kernelpagesize_kB=2048\n"
		"7f800000 default\n"
		"7f900000 default N9999=5 N0=x N=3 N1 kernelpagesize_kB=4\n";
	struct memory_nodes nodes;

	(void)state;
	assert_int_equal(nodes_parse_numa_maps(&nodes, text, strlen(text)), STATUS_OK);
	assert_int_equal(nodes.count, 2);
	assert_value(nodes.nodes[0].figure[NODE_FILE], 2 * 4096);
	assert_value(nodes.nodes[0].figure[NODE_SHMEM], 4096);
	assert_value(nodes.nodes[1].figure[NODE_ANONYMOUS], 100 * 4096);
	assert_value(nodes.nodes[1].figure[NODE_FILE], 4096 + 2 * 2048 * KIB);
	assert_value(nodes.nodes[1].figure[NODE_TOTAL], 101 * 4096 + 2 * 2048 * KIB);
	assert_int_equal(nodes.malformed, 2);
	memory_nodes_free(&nodes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_names_nodes),
		cmocka_unit_test(a_node_has_a_meminfo_of_its_own),
		cmocka_unit_test(a_cgroup_of_v2_counts_in_bytes),
		cmocka_unit_test(a_cgroup_of_v1_counts_in_pages),
		cmocka_unit_test(mappings_of_a_process_are_summed_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
