/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "base/macros.h"
#include "parse/keyed.h"
#include "parse/kernel/iomem.h"
#include "parse/system/psi.h"
#include "parse/kernel/slabinfo.h"
#include "parse/kernel/vmallocinfo.h"
#include "parse/system/sockstat.h"
#include "parse/system/stat.h"
#include "parse/system/swaps.h"
#include "parse/system/vmstat.h"
#include "parse/system/zoneinfo.h"
#include "support/assert_value.h"
#include "support/fixture.h"

/* --- keyed --- */

static void keys_are_found_in_any_order(void **state)
{
	static const struct keyed_row rows[] = {
		{ "one", false },
		{ "two", true },
		{ "part*", true },
		{ "part_x", false },
		{ "large", false },
		{ "none", false },
	};
	static const char text[] =
		"two 2\none: 3 kB\npart_a 4\npart_x 5\npart_b 6\ntwo 7\none: 8 kB\n"
		"onerous 9\nlarge: 18014398509481984 kB\ntwo x\n\n:\ntw";
	struct value values[6];

	(void)state;
	assert_int_equal(keyed_parse(values, rows, 6, text, sizeof(text) - 1), STATUS_OK);
	assert_value(values[0], 3072);
	assert_value(values[1], 9);
	assert_value(values[2], 10);
	assert_value(values[3], 5);
	assert_absent(values[4]);
	assert_absent(values[5]);
	assert_int_equal(keyed_parse(values, rows, 6, "nothing 1\n", 10), STATUS_MALFORMED);
	assert_int_equal(keyed_parse(values, rows, 6, "", 0), STATUS_MALFORMED);
	assert_absent(values[0]);
}

/* --- vmstat --- */

static void vmstat_of_today_is_read(void **state)
{
	size_t length;
	char *text = fixture_read("vmstat/6.18-x86_64.txt", &length);
	struct vmstat vmstat;

	(void)state;
	assert_int_equal(vmstat_parse(&vmstat, text, length), STATUS_OK);
	assert_value(vmstat.counter[VMSTAT_FAULT], 57981723);
	assert_value(vmstat.counter[VMSTAT_MAJOR_FAULT], 6076);
	assert_value(vmstat.counter[VMSTAT_REFAULT_FILE], 403267);
	assert_value(vmstat.counter[VMSTAT_REFAULT_ANON], 0);
	assert_value(vmstat.counter[VMSTAT_PAGE_OUT], 5512696);
	assert_value(vmstat.counter[VMSTAT_DIRTY_THRESHOLD], 1144770);
	assert_value(vmstat.counter[VMSTAT_DROP_PAGECACHE], 4);
	assert_value(vmstat.counter[VMSTAT_ALLOCATION_STALLS], 0);
	for (int i = 0; i < VMSTAT_COUNT; i++)
		assert_true(value_known(vmstat.counter[i]));
	free(text);
}

static void vmstat_of_older_kernels_is_summed_up(void **state)
{
	static const char text[] =
		"nr_free_pages 1\nnr_isolated_anon 2\nnr_isolated_file 3\nworkingset_refault 17\n"
		"pswpin 4\npswpout 5\nallocstall_dma 1\nallocstall_normal 10\nallocstall_movable "
		"100\n"
		"pgsteal_kswapd_dma 1\npgsteal_kswapd_normal 2\npgsteal_direct_normal 3\n"
		"pgscan_kswapd_normal 4\npgscan_direct_dma 5\npgscan_direct_normal 6\n"
		"pgscan_direct_throttle 1000\n";
	struct vmstat vmstat;

	(void)state;
	assert_int_equal(vmstat_parse(&vmstat, text, sizeof(text) - 1), STATUS_OK);
	assert_value(vmstat.counter[VMSTAT_REFAULT_FILE], 17);
	assert_absent(vmstat.counter[VMSTAT_REFAULT_ANON]);
	assert_value(vmstat.counter[VMSTAT_ALLOCATION_STALLS], 111);
	assert_value(vmstat.counter[VMSTAT_STEAL_KSWAPD], 3);
	assert_value(vmstat.counter[VMSTAT_STEAL_DIRECT], 3);
	assert_value(vmstat.counter[VMSTAT_SCAN_DIRECT], 11);
	assert_absent(vmstat.counter[VMSTAT_OOM_KILL]);
	assert_int_equal(vmstat_parse(&vmstat, "\n", 1), STATUS_MALFORMED);
}

/* --- zoneinfo --- */

static void zoneinfo_of_today_is_read(void **state)
{
	size_t length;
	char *text = fixture_read("zoneinfo/6.18-x86_64.txt", &length);
	struct zoneinfo zoneinfo;
	const struct zone *normal;

	(void)state;
	assert_int_equal(zoneinfo_parse(&zoneinfo, text, length), STATUS_OK);
	assert_int_equal(zoneinfo.count, 5);
	normal = &zoneinfo.zones[2];
	assert_string_equal(normal->name, "Normal");
	assert_int_equal(normal->free, 405645);
	assert_int_equal(normal->min, 9706);
	assert_int_equal(normal->high, 14558);
	assert_int_equal(normal->managed, 1048576);
	assert_int_equal(normal->spanned, 5505024);
	assert_int_equal(zoneinfo.zones[1].protection_max, 4096);
	assert_int_equal(zoneinfo.low_pages, 21149);
	assert_int_equal(zoneinfo.per_cpu_pages, 38242);
	/* the first zone is smaller than its reserve; Movable has no pages to reserve */
	assert_int_equal(zoneinfo.total_reserve_pages, 3840 + (4096 + 10730) + 14558);
	zoneinfo_free(&zoneinfo);
	free(text);
}

static void zoneinfo_of_2_6_is_read(void **state)
{
	static const char text[] =
		"Node 0, zone      DMA\n"
		"  pages free     1370\n        min      17\n        low      21\n"
		"        high     25\n        active   1715\n        inactive 34\n"
		"        scanned  0 (a: 24 i: 4)\n        spanned  4096\n        present  4064\n"
		"        protection: (0, 880, 998)\n"
		"  pagesets\n"
		"    cpu: 0 pcp: 0\n              count: 5\n              low:   2\n"
		"              high:  6\n              batch: 1\n"
		"    cpu: 0 pcp: 1\n              count: 1\n              low:   0\n"
		"              high:  2\n              batch: 1\n"
		"            numa_hit:       2155\n"
		"  all_unreclaimable: 1\n  prev_priority:     12\n  start_pfn:         0\n"
		"Node 3, zone  HighMem\n"
		"  pages free     30\n        min      32\n        low      40\n"
		"        high     48\n        present  100\n        protection: (0, 0, 0)\n";
	struct zoneinfo zoneinfo;

	(void)state;
	assert_int_equal(zoneinfo_parse(&zoneinfo, text, sizeof(text) - 1), STATUS_OK);
	assert_int_equal(zoneinfo.count, 2);
	assert_int_equal(zoneinfo.zones[0].high, 25);
	assert_int_equal(zoneinfo.zones[0].low, 21);
	assert_int_equal(zoneinfo.zones[0].per_cpu, 6);
	assert_int_equal(zoneinfo.zones[0].managed, 4064);
	assert_int_equal(zoneinfo.zones[0].unreclaimable, 1);
	assert_int_equal(zoneinfo.zones[1].node, 3);
	assert_string_equal(zoneinfo.zones[1].name, "HighMem");
	assert_int_equal(zoneinfo.low_pages, 61);
	assert_int_equal(zoneinfo.total_reserve_pages, 998 + 25 + 48);
	zoneinfo_free(&zoneinfo);
}

static void a_boost_is_not_reserved(void **state)
{
	static const char text[] =
		"Node 0, zone   Normal\n  pages free     9\n        boost    100\n"
		"        low      150\n        high     160\n"
		"        managed  1000\n        protection: (0)\n";
	struct zoneinfo zoneinfo;

	(void)state;
	assert_int_equal(zoneinfo_parse(&zoneinfo, text, sizeof(text) - 1), STATUS_OK);
	assert_int_equal(zoneinfo.low_pages, 150);
	assert_int_equal(zoneinfo.total_reserve_pages, 60);
	zoneinfo_free(&zoneinfo);
}

static void what_is_no_zoneinfo_has_no_zones(void **state)
{
	static const char *const texts[] = { "", "Node\n", "Node x, zone DMA\n", "Node 0, zone\n",
		"Node 0, per-node stats\n", "  pages free 12\n" };
	struct zoneinfo zoneinfo;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		assert_int_equal(zoneinfo_parse(&zoneinfo, texts[i], strlen(texts[i])),
			STATUS_MALFORMED);
		zoneinfo_free(&zoneinfo);
	}
}

/* --- pressure, load --- */

static void pressure_is_read_in_hundredths(void **state)
{
	static const char text[] = "some avg10=1.53 avg60=0.87 avg300=100.00 total=58761459 new=1\n"
				   "full avg10=0.00 avg60=0.13 avg300=0.46 total=58475014\n";
	struct psi psi;

	(void)state;
	assert_int_equal(psi_parse(&psi, text, sizeof(text) - 1), STATUS_OK);
	assert_value(psi.some.average_10, 153);
	assert_value(psi.some.average_60, 87);
	assert_value(psi.some.average_300, 10000);
	assert_value(psi.some.total, 58761459);
	assert_value(psi.full.average_60, 13);
	assert_int_equal(psi_parse(&psi, text, 30), STATUS_OK);
	assert_absent(psi.full.total);
	assert_int_equal(psi_parse(&psi, "some avg10=1.5\n", 15), STATUS_MALFORMED);
	assert_int_equal(psi_parse(&psi, "", 0), STATUS_MALFORMED);
}

static void load_is_read_in_hundredths(void **state)
{
	static const char text[] = "0.45 12.30 100.07 3/1234 56789\n";
	struct load load;

	(void)state;
	assert_int_equal(loadavg_parse(&load, text, sizeof(text) - 1), STATUS_OK);
	assert_value(load.average[0], 45);
	assert_value(load.average[1], 1230);
	assert_value(load.average[2], 10007);
	assert_value(load.running, 3);
	assert_value(load.tasks, 1234);
	assert_int_equal(loadavg_parse(&load, "", 0), STATUS_MALFORMED);
	assert_int_equal(loadavg_parse(&load, "0.45 12.30\n", 11), STATUS_MALFORMED);
	assert_int_equal(loadavg_parse(&load, "0.45 12.3 0.07 3/4 5\n", 21), STATUS_MALFORMED);
	assert_int_equal(loadavg_parse(&load, "0.45 12.30 0.07 3 5\n", 20), STATUS_MALFORMED);
}

/* guest is in user, iowait is idle, and a processor that is offline has no line. */
static void processors_are_read(void **state)
{
	static const char text[] = "cpu  100 20 30 1000 50 6 7 8 99 9\n"
				   "cpu0 60 10 10 500 20 3 3 4 99 9\n"
				   "cpu2 40 10 20 500 30 3 4 4 0 0\n"
				   "intr 12345 0 0\nctxt 1\ncpu7 1 1 1 1\n";
	struct processor_times times;

	(void)state;
	assert_int_equal(stat_parse(&times, text, sizeof(text) - 1), STATUS_OK);
	assert_int_equal(times.all.busy, 171);
	assert_int_equal(times.all.idle, 1050);
	assert_int_equal(times.count, 2);
	assert_int_equal(times.number[1], 2);
	assert_int_equal(times.each[1].busy, 81);
	assert_int_equal(times.each[1].idle, 530);
	/* Linux 2.4 has four fields. */
	assert_int_equal(stat_parse(&times, "cpu 1 2 3 4\n", 12), STATUS_OK);
	assert_int_equal(times.all.busy, 6);
	assert_int_equal(times.all.idle, 4);
	assert_int_equal(stat_parse(&times, "cpu 1 2 3\n", 10), STATUS_MALFORMED);
	assert_int_equal(stat_parse(&times, "cpu0 1 2 3 4\n", 13), STATUS_MALFORMED);
	assert_int_equal(stat_parse(&times, "", 0), STATUS_MALFORMED);
}

static void more_processors_than_can_be_told_apart(void **state)
{
	static char text[128 * 32];
	size_t length = (size_t)snprintf(text, sizeof(text), "cpu 9 9 9 9\n");
	struct processor_times times;

	(void)state;
	for (int i = 0; i < 100; i++)
		length += (size_t)snprintf(text + length, sizeof(text) - length, "cpu%d %d 0 0 5\n",
			i, i);
	assert_int_equal(stat_parse(&times, text, length), STATUS_OK);
	assert_int_equal(times.count, PROCESSORS_MOST);
	assert_int_equal(times.each[PROCESSORS_MOST - 1].busy, PROCESSORS_MOST - 1);
	assert_int_equal(times.all.busy, 27);
}

/* --- sockets, slabs --- */

static void socket_memory_is_read(void **state)
{
	static const char text[] =
		"sockets: used 17\nTCP: inuse 1 orphan 2 tw 3 alloc 4 mem 239\n"
		"UDP: inuse 5 mem 6\nUDPLITE: inuse 0\nRAW: inuse 0\nFRAG: inuse 0 "
		"memory 7\n";
	struct sockstat sockstat;

	(void)state;
	assert_int_equal(sockstat_parse(&sockstat, text, sizeof(text) - 1), STATUS_OK);
	assert_value(sockstat.sockets, 17);
	assert_value(sockstat.tcp_in_use, 1);
	assert_value(sockstat.tcp_orphans, 2);
	assert_value(sockstat.tcp_time_wait, 3);
	assert_value(sockstat.tcp_allocated, 4);
	assert_value(sockstat.tcp_pages, 239);
	assert_value(sockstat.udp_in_use, 5);
	assert_value(sockstat.udp_pages, 6);
	assert_value(sockstat.fragment_bytes, 7);
	assert_int_equal(sockstat_parse(&sockstat, "TCP: inuse\n", 11), STATUS_MALFORMED);
	assert_absent(sockstat.tcp_pages);
}

static void slab_caches_are_read(void **state)
{
	struct text rest = text_of_string("slabinfo - version: 2.1\n"
					  "# name            <active_objs> <num_objs> <objsize> "
					  "<objperslab> <pagesperslab> : "
					  "tunables <limit> <batchcount> <sharedfactor> : slabdata "
					  "<active_slabs> <num_slabs> "
					  "<sharedavail>\n"
					  "dentry  1000   1050    192   21    1 : tunables    0    "
					  "0    0 : slabdata     48     50"
					  "      0\n"
					  "broken 1 2 3 : tunables 0 0 0 : slabdata 1 2 3\n"
					  "my cache 1 2 3 4 5 : tunables 0 0 0 : slabdata 6 7 0\n");
	struct slab_cache cache;

	(void)state;
	assert_true(slabinfo_next(&cache, &rest));
	assert_text(cache.name, "dentry");
	assert_int_equal(cache.active_objects, 1000);
	assert_int_equal(cache.objects, 1050);
	assert_int_equal(cache.object_size, 192);
	assert_int_equal(cache.objects_per_slab, 21);
	assert_int_equal(cache.pages_per_slab, 1);
	assert_int_equal(cache.active_slabs, 48);
	assert_int_equal(cache.slabs, 50);
	assert_true(slabinfo_next(&cache, &rest));
	assert_text(cache.name, "my cache");
	assert_int_equal(cache.slabs, 7);
	assert_false(slabinfo_next(&cache, &rest));
}

static void vmalloc_areas_are_read(void **state)
{
	struct text rest = text_of_string(
		"0x00000000c6c06559-0x000000005934732a   20480 irq_init_percpu_irqstack+0xca/0x100 vmap\n"
		"0x000000005934732a-0x0000000052cfa4ca    8192 acpi_os_map_iomem+0x1bc/0x1e0 phys=0x00000000000a0000 ioremap\n"
		"0x00000000dbe1bd4f-0x000000006f432191   20480 kernel_clone+0x94/0x3e0 pages=4 vmalloc N0=4\n"
		"0x00000000dbe1bd4f-0x000000006f432191   20480 unpurged vm_area\n"
		"0x00000000dbe1bd4f-0x000000006f432191   x kernel_clone pages=4\n"
		"0x00000000dbe1bd4f-0x000000006f432191   4096 kernel_clone pages=\n"
		"nonsense\n"
		"0xf7c00000-0xf7c05000   20480 load_module+0x3ac/0x1bd0 [nf] pages=4 vmalloc");
	struct vmalloc_area area;

	(void)state;
	assert_true(vmallocinfo_next(&area, &rest));
	assert_text(area.caller, "kernel_clone");
	assert_int_equal(area.pages, 4);
	assert_true(vmallocinfo_next(&area, &rest));
	assert_text(area.caller, "load_module");
	assert_int_equal(area.pages, 4);
	assert_false(vmallocinfo_next(&area, &rest));
}

static void ranges_of_ram_are_read(void **state)
{
	struct text rest = text_of_string("00000000-00000fff : Reserved\n"
					  "00001000-0009fbff : System RAM\n"
					  "00100000-bfffffff : System RAM\n"
					  "  01000000-02209987 : Kernel code\n"
					  "  02000000-02ffffff : System RAM\n"
					  "c0000000-cfffffff : PCI ECAM 0000 [bus 00-ff]\n"
					  "nonsense\n9-1 : System RAM\n"
					  "0-ffffffffffffffff : System RAM\n"
					  "100000000-63fffffff : System RAM");
	struct iomem_range range;

	(void)state;
	assert_true(iomem_next_ram(&range, &rest));
	assert_int_equal(range.start, 0x1000);
	assert_int_equal(range.end, 0x9fc00);
	assert_true(iomem_next_ram(&range, &rest));
	assert_int_equal(range.end, 0xc0000000);
	assert_true(iomem_next_ram(&range, &rest));
	assert_int_equal(range.start, 0x100000000);
	assert_int_equal(range.end, 0x640000000);
	assert_false(iomem_next_ram(&range, &rest));
}

/* --- swap --- */

static void swap_areas_are_read(void **state)
{
	struct text rest =
		text_of_string("Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n"
			       "/dev/zram0                              partition\t8388604\t\t12"
			       "\t\t100\n"
			       "/swap\\040file\\040(deleted)  file  1024  0  -2\n"
			       "/dev/sda2 partition x 0 -3\n"
			       "/dev/zramble partition 4 0 -3\n");
	struct swap_area area;

	(void)state;
	assert_true(swaps_next(&area, &rest));
	assert_text(area.name, "/dev/zram0");
	assert_true(area.is_zram);
	assert_int_equal(area.size, 8388604 * UINT64_C(1024));
	assert_int_equal(area.used, 12288);
	assert_int_equal(area.priority, 100);
	assert_true(swaps_next(&area, &rest));
	assert_text(area.name, "/swap\\040file\\040(deleted)");
	assert_false(area.is_zram);
	assert_int_equal(area.priority, -2);
	assert_true(swaps_next(&area, &rest));
	assert_false(area.is_zram);
	assert_false(swaps_next(&area, &rest));
}

static void zram_columns_are_read(void **state)
{
	static const char text[] =
		"  409600    81920   122880   1048576   131072      5        0        0\n";
	struct zram_stat stat;

	(void)state;
	assert_int_equal(zram_parse_stat(&stat, text, sizeof(text) - 1), STATUS_OK);
	assert_int_equal(stat.original, 409600);
	assert_int_equal(stat.compressed, 81920);
	assert_int_equal(stat.used, 122880);
	assert_int_equal(stat.limit, 1048576);
	assert_int_equal(zram_parse_stat(&stat, "1 2 3", 5), STATUS_MALFORMED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_are_found_in_any_order),
		cmocka_unit_test(vmstat_of_today_is_read),
		cmocka_unit_test(vmstat_of_older_kernels_is_summed_up),
		cmocka_unit_test(zoneinfo_of_today_is_read),
		cmocka_unit_test(zoneinfo_of_2_6_is_read),
		cmocka_unit_test(a_boost_is_not_reserved),
		cmocka_unit_test(what_is_no_zoneinfo_has_no_zones),
		cmocka_unit_test(pressure_is_read_in_hundredths),
		cmocka_unit_test(load_is_read_in_hundredths),
		cmocka_unit_test(processors_are_read),
		cmocka_unit_test(more_processors_than_can_be_told_apart),
		cmocka_unit_test(socket_memory_is_read),
		cmocka_unit_test(slab_caches_are_read),
		cmocka_unit_test(vmalloc_areas_are_read),
		cmocka_unit_test(ranges_of_ram_are_read),
		cmocka_unit_test(swap_areas_are_read),
		cmocka_unit_test(zram_columns_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
