/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Texts as people paste them: several meminfos, mail and terminal marks, output of other tools. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "parse/pasted/clean.h"
#include "parse/pasted/pasted.h"

static enum status paste(struct pasted *pasted, const char *text)
{
	char *copy = strdup(text);
	enum status status;

	assert_non_null(copy);
	status = pasted_parse(pasted, copy, strlen(copy));
	free(copy);
	return status;
}

static void assert_clean(const char *text, const char *expected)
{
	char out[500];
	size_t length = pasted_clean(out, text, strlen(text));

	assert_int_equal(length, strlen(expected));
	assert_memory_equal(out, expected, length);
}

static void marks_of_mailers_and_terminals_go(void **state)
{
	(void)state;
	assert_clean("\x1b[01;32mMemTotal\x1b[0m: 1 kB", "MemTotal: 1 kB");
	assert_clean("[01;32mMemTotal[0m: 1 kB", "MemTotal: 1 kB");
	assert_clean("^[[1mMemTotal^[[0m: 1 kB", "MemTotal: 1 kB");
	assert_clean("[01;31m[KMemTotal[m[K: 1 kB", "MemTotal: 1 kB");
	assert_clean("see [m and [K here", "see [m and [K here");
	assert_clean("<pre>Slab: 1 kB<br>\nFoo: <b>2</b>&nbsp;kB", " Slab: 1 kB \nFoo:  2  kB");
	assert_clean("# name <active_objs> <num_objs>", "# name <active_objs> <num_objs>");
	assert_clean("{\"out\": \"Slab:\\t1 kB\\nMapped: 2 kB\\n\"}",
		"{\"out\": \"Slab:\t1 kB\nMapped: 2 kB\n\"}");
	assert_clean("C:\\new\nA: 1\n", "C:\\new\nA: 1\n");
	assert_clean("[  330.1] MemTotal: 1 kB [x]", "[  330.1] MemTotal: 1 kB [x]");
	assert_clean("MemTotal:\xc2\xa0\xe2\x80\xaf"
		     "1 kB",
		"MemTotal:  1 kB");
	assert_clean("Dirty:=20\nMemFree: 80 =\nkB\n", "Dirty: \nMemFree: 80 kB\n");
	assert_clean("Slab: =C2=A0 1 kB", "Slab:   1 kB");
	assert_clean("| MemTotal | 1 kB |\n|:--|--:|\n| Slab: | 2 kB |\n",
		"  MemTotal : 1 kB  \n :-- --: \n  Slab:   2 kB  \n");
	assert_clean("  |Slab|\t3|4", "   Slab:\t3 4");
	assert_clean("| a pipe\nls | wc | tee\n|x|", "| a pipe\nls | wc | tee\n|x|");
	/* Neither of these is quoted-printable. */
	assert_clean("dd bs=2048 count=20 seek=A0", "dd bs=2048 count=20 seek=A0");
	assert_clean("vm.overcommit_ratio=50\n", "vm.overcommit_ratio=50\n");
}

#define A "MemTotal: 1000 kB\nMemFree: 500 kB\nBuffers: 1 kB\n"
#define B "MemTotal: 1000 kB\nMemFree: 400 kB\nBuffers: 1 kB\nSlab: 7 kB\n"
#define C "MemTotal: 9000 kB\nMemFree: 600 kB\nBuffers: 1 kB\nPercpu: 9 kB\n"

static void assert_choice(const char *text, size_t total, size_t first, size_t chosen)
{
	struct pasted pasted;

	assert_int_equal(paste(&pasted, text), STATUS_OK);
	assert_int_equal(pasted.kind, PASTED_MEMINFO);
	assert_int_equal(pasted.total, total);
	assert_int_equal(pasted.first, first);
	assert_int_equal(pasted.chosen, chosen);
	pasted_free(&pasted);
}

static void one_of_several_is_chosen(void **state)
{
	struct pasted pasted;

	(void)state;
	assert_choice(A, 1, 0, 0);
	assert_choice(A "10:01\n" B "10:02\n" B, 2, 0, 1);
	assert_choice(A B A, 3, 0, 2);
	assert_choice(C A B, 3, 0, 0);
	assert_choice(B "and later:\nMemFree: 300 kB\n", 2, 0, 0);
	assert_choice(B "as you see:\nMemFree: 400 kB\n", 1, 0, 0);
	paste(&pasted, A C);
	assert_false(pasted.one_machine);
	assert_false(meminfo_has(&pasted.parts[0], MEMINFO_Percpu));
	pasted_free(&pasted);
}

static void a_balloon_does_not_make_another_machine(void **state)
{
	(void)state;
	assert_choice(
		"MemTotal: 8000 kB\nMemFree: 1 kB\nDirectMap4k: 64 kB\nDirectMap2M: 9000 kB\n"
		"MemTotal: 6000 kB\nMemFree: 1 kB\nDirectMap4k: 32 kB\nDirectMap2M: 9032 kB\n",
		2, 0, 1);
	assert_choice("MemTotal: 8000 kB\nMemFree: 1 kB\nMemTotal: 7839 kB\nMemFree: 1 kB\n", 2, 0,
		0);
	assert_choice("MemTotal: 8000 kB\nMemFree: 1 kB\nMemTotal: 7841 kB\nMemFree: 1 kB\n", 2, 0,
		1);
}

static void assert_sides(const char *text)
{
	struct pasted pasted;

	assert_int_equal(paste(&pasted, text), STATUS_OK);
	assert_int_equal(pasted.total, 2);
	assert_int_equal(pasted.parts[0].field[MEMINFO_MemTotal].n, 1000 * 1024);
	assert_int_equal(pasted.parts[0].field[MEMINFO_MemFree].n, 500 * 1024);
	assert_int_equal(pasted.parts[0].field[MEMINFO_Slab].n, 7 * 1024);
	assert_int_equal(pasted.parts[1].field[MEMINFO_MemTotal].n, 1000 * 1024);
	assert_int_equal(pasted.parts[1].field[MEMINFO_MemFree].n, 400 * 1024);
	assert_int_equal(pasted.parts[1].field[MEMINFO_Slab].n, 8 * 1024);
	pasted_free(&pasted);
}

static void the_sides_of_a_comparison_are_two(void **state)
{
	struct pasted pasted;

	(void)state;
	assert_sides("--- a\n+++ b\n@@ -1,3 +1,3 @@\n MemTotal: 1000 kB\n-MemFree: 500 kB\n"
		     "+MemFree: 400 kB\n Buffers: 1 kB\n-Slab: 7 kB\n+Slab: 8 kB\n");
	assert_sides("MemTotal: 1000 kB      MemTotal: 1000 kB\n"
		     "MemFree:   500 kB    | MemFree:   400 kB\n"
		     "                     > Percpu:      3 kB\n"
		     "Slab:        7 kB    | Slab:        8 kB\n");
	assert_int_equal(paste(&pasted, "2c2\n< MemFree: 500 kB\n---\n> MemFree: 400 kB\n"),
		STATUS_OK);
	assert_int_equal(pasted.total, 2);
	assert_int_equal(pasted.parts[1].field[MEMINFO_MemFree].n, 400 * 1024);
	pasted_free(&pasted);
	/* A list, and a quotation. */
	assert_choice("- MemTotal: 1000 kB\n- MemFree: 500 kB\n", 1, 0, 0);
	assert_choice("> MemTotal: 1000 kB\n> MemFree: 500 kB\n", 1, 0, 0);
}

static void many_meminfos_are_bounded(void **state)
{
	size_t many = PASTED_PARTS_MAX + 10, length = 0;
	char *text = malloc(many * 32);
	struct pasted pasted;

	(void)state;
	assert_non_null(text);
	for (size_t i = 0; i < many; i++)
		length += (size_t)sprintf(text + length, "MemFree: %zu kB\n", i);
	assert_int_equal(pasted_parse(&pasted, text, length), STATUS_OK);
	assert_int_equal(pasted.total, many);
	assert_int_equal(pasted.count, PASTED_PARTS_MAX);
	assert_int_equal(pasted.chosen, PASTED_PARTS_MAX - 1);
	assert_int_equal(pasted.parts[pasted.chosen].field[MEMINFO_MemFree].n, (many - 1) << 10);
	pasted_free(&pasted);
	free(text);
}

/* --- Other tools --- */

#define MIB ((uint64_t)1 << 20)

/* What must be read of a text; 0: the field must not be known. */
struct figures {
	const char *name, *text;
	enum pasted_kind kind;
	uint64_t total, free, available, cached, swap_free;
};

static uint64_t known(const struct meminfo *meminfo, enum meminfo_field field)
{
	return value_or(meminfo->field[field], 0);
}

#define ROW_NEW(rest)                                                                              \
	"              total        used        free      shared  buff/cache   available\n" rest

static const struct figures tools[] = {
	{ "free in KiB",
		ROW_NEW("Mem:  8064000 910336 6044672 397312 1108992 6509568\nSwap: 2097148 0 2097148\n"),
		PASTED_FREE, 8064000 * 1024ull, 6044672 * 1024ull, 6509568 * 1024ull,
		1108992 * 1024ull, 2097148 * 1024ull },
	{ "free -m, told by its figures",
		ROW_NEW("Mem:  7875 889 5903 388 1082 6357\nSwap: 0 0 0\n"), PASTED_FREE,
		7875 * MIB, 5903 * MIB, 6357 * MIB, 1082 * MIB, 0 },
	{ "free -m, told by its command",
		"$ free -m\n" ROW_NEW("Mem:  8192 4096 2048 0 2048 3584\n"), PASTED_FREE,
		8192 * MIB, 2048 * MIB, 3584 * MIB, 2048 * MIB, 0 },
	{ "free, with free -m in the prose above",
		"free -m shows it too.\n\n\n\n\n$ free\n" ROW_NEW(
			"Mem:  8064000 910336 6044672 397312 1108992 6509568\n"),
		PASTED_FREE, 8064000 * 1024ull, 6044672 * 1024ull, 6509568 * 1024ull,
		1108992 * 1024ull, 0 },
	{ "free in a log",
		"10:00:01 web[4]: total used free shared buff/cache available\n"
		"10:00:01 web[4]: Mem: 8064000 910336 6044672 397312 1108992 6509568\n"
		"10:00:01 web[4]: Swap: 2097148 0 2097148\n",
		PASTED_FREE, 8064000 * 1024ull, 6044672 * 1024ull, 6509568 * 1024ull,
		1108992 * 1024ull, 2097148 * 1024ull },
	{ "free in a container, nothing cached", ROW_NEW("Mem: 7983 679 7303 24 0 7303\n"),
		PASTED_FREE, 7983 * MIB, 7303 * MIB, 7303 * MIB, 0, 0 },
	{ "free of busybox, without MemAvailable",
		ROW_NEW("Mem: 33552 12392 2664 0 18496 0\n-/+ buffers/cache: 12392 21160\nSwap: 0 0 0\n"),
		PASTED_FREE, 33552 * 1024, 2664 * 1024, 0, 18496 * 1024, 0 },
	{ "free -m, in a language unknown here, before 3.3.10",
		"wszystkich u\xc5\xbcytych wolnych wsp\xc3\xb3lnych bufory pami\xc4\x99\xc4\x87\n"
		"Pami\xc4\x99\xc4\x87: 4045 3761 284 145 220 1991\n-/+ bufory: 1550 2495\nWymiana: 7632 75 7557\n",
		PASTED_FREE, 4045 * MIB, 284 * MIB, 0, 1991 * MIB, 7557 * MIB },
	{ "free -b",
		ROW_NEW("Mem: 8257536000 932184064 6189744128 406847488 1135607808 6665797632\n"),
		PASTED_FREE, 8257536000, 6189744128, 6665797632, 1135607808, 0 },
	{ "free -h", ROW_NEW("Mem: 31Gi 12Gi 1.5Gi 512Mi 18Gi 18Gi\nSwap: 8.0Gi 0B 8.0Gi\n"),
		PASTED_FREE, 31744 * MIB, 1536 * MIB, 18432 * MIB, 18432 * MIB, 8192 * MIB },
	{ "free -h, in German",
		"               gesamt       benutzt     frei      gemns.  Puffer/Cache verf\xc3\xbcgbar\n"
		"Speicher:      31Gi       12Gi       1,5Gi       512Mi        18Gi        18Gi\n"
		"Swap:         8,0Gi       0,0Ki       8,0Gi\n",
		PASTED_FREE, 31744 * MIB, 1536 * MIB, 18432 * MIB, 18432 * MIB, 8192 * MIB },
	{ "free, before 3.3.10",
		"> > total used free shared buffers cached\n"
		"> > Mem: 7927536 6071588 1855948 0 22428 209132\n"
		"> > -/+ buffers/cache: 5840028 2087508\n> > Swap: 12582896 92 12582804\n",
		PASTED_FREE, 7927536 * 1024ull, 1855948 * 1024ull, 0, 209132 * 1024ull,
		12582804 * 1024ull },
	{ "free -w",
		"  total used free shared buffers cache available\n"
		"Mem: 8064000 910336 6044672 397312 108992 1000000 6509568\n",
		PASTED_FREE, 8064000 * 1024ull, 6044672 * 1024ull, 6509568 * 1024ull,
		1000000 * 1024ull, 0 },
	{ "free -lt",
		ROW_NEW("Mem: 8064000 910336 6044672 397312 1108992 6509568\nLow: 8064000 2019328 6044672\n"
			"High: 0 0 0\nSwap: 2097148 0 2097148\nTotal: 10161148 910336 8141820\n"),
		PASTED_FREE, 8064000 * 1024ull, 6044672 * 1024ull, 6509568 * 1024ull,
		1108992 * 1024ull, 2097148 * 1024ull },
	{ "top, 3.3",
		"top - 10:00:01 up 9 days\nMiB Mem :  15887.5 total,    341.5 free,   7500.0 used,   8046.5 buff/cache\n"
		"MiB Swap:      4.0 total,      2.0 free,      2.0 used.   8170.5 avail Mem\n",
		PASTED_TOP, 31775 * MIB / 2, 683 * MIB / 2, 16341 * MIB / 2, 16093 * MIB / 2,
		2 * MIB },
	{ "top, 3.2",
		"Mem:    48168M total, 48015M used,   152M free,  173M buffers\n"
		"Swap:   99331M total, 10290M used, 89041M free, 2086M cached\n",
		PASTED_TOP, 48168 * MIB, 152 * MIB, 0, 2086 * MIB, 89041 * MIB },
	{ "top of busybox", "Mem: 27460K used, 2340K free, 0K shrd, 1234K buff, 9340K cached\n",
		PASTED_TOP, 29800 * 1024, 2340 * 1024, 0, 9340 * 1024, 0 },
	{ "vmstat -s",
		"     16268680 K total memory\n      7500000 K used memory\n       349408 K free memory\n"
		"       534320 K buffer memory\n      7750100 K swap cache\n            0 K total swap\n",
		PASTED_VMSTAT_S, 16268680 * 1024ull, 349408 * 1024, 0, 7750100 * 1024ull, 0 },
	{ "node_exporter",
		"# HELP node_memory_MemTotal_bytes Memory information field MemTotal_bytes.\n"
		"node_memory_MemTotal_bytes 1.6659128320e+10\nnode_memory_MemFree_bytes 357793792\n"
		"node_memory_Active_anon_bytes 5\nnode_memory_SwapFree_bytes{instance=\"b\"} 7\n",
		PASTED_NODE_EXPORTER, 16659128320, 357793792, 0, 0, 0 },
	{ "node_exporter before 0.16",
		"node_memory_MemTotal 1000\nnode_memory_MemFree 10\nnode_memory_Cached 20\n",
		PASTED_NODE_EXPORTER, 1000, 10, 0, 20, 0 },
	{ "nodes",
		"Node 0 MemTotal:  100 kB\nNode 0 MemFree: 10 kB\nNode 0 FilePages: 5 kB\n"
		"Node 1 MemTotal:  200 kB\nNode 1 MemFree: 30 kB\n",
		PASTED_NODE_MEMINFO, 300 * 1024, 40 * 1024, 0, 0, 0 },
	{ "nodes, by grep",
		"/sys/devices/system/node/node0/meminfo:Node 0 MemTotal:  100 kB\n"
		"/sys/devices/system/node/node0/meminfo:Node 0 MemFree:  10 kB\n",
		PASTED_NODE_MEMINFO, 100 * 1024, 10 * 1024, 0, 0, 0 },
	{ "memory.stat", "anon 4096\nfile 8192\nkernel_stack 1\ninactive_anon 5\nsock 9\n",
		PASTED_MEMORY_STAT, 0, 0, 0, 8192, 0 },
	{ "memory.stat, version 1",
		"cache 1\nrss 2\nmapped_file 3\ninactive_file 4\ntotal_cache 8192\ntotal_rss 4096\n",
		PASTED_MEMORY_STAT, 0, 0, 0, 8192, 0 },
};

static void other_tools_are_read_as_far_as_they_go(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(tools); i++) {
		const struct figures *want = &tools[i];
		const struct meminfo *got;
		struct pasted pasted;

		if (paste(&pasted, want->text) != STATUS_OK || pasted.kind != want->kind)
			fail_msg("%s: read as %s", want->name, pasted_rows[pasted.kind].name);
		got = &pasted.parts[pasted.chosen];
		assert_int_equal(got->tool, want->kind);
		if (known(got, MEMINFO_MemTotal) != want->total ||
			known(got, MEMINFO_MemFree) != want->free ||
			known(got, MEMINFO_MemAvailable) != want->available ||
			known(got, MEMINFO_Cached) != want->cached ||
			known(got, MEMINFO_SwapFree) != want->swap_free)
			fail_msg("%s: %llu %llu %llu %llu %llu", want->name,
				(unsigned long long)known(got, MEMINFO_MemTotal),
				(unsigned long long)known(got, MEMINFO_MemFree),
				(unsigned long long)known(got, MEMINFO_MemAvailable),
				(unsigned long long)known(got, MEMINFO_Cached),
				(unsigned long long)known(got, MEMINFO_SwapFree));
		pasted_free(&pasted);
	}
}

static void others_are_named(void **state)
{
	static const struct {
		enum pasted_kind kind;
		const char *text;
	} rows[] = {
		{ PASTED_OTHER, "nothing of memory\n" },
		{ PASTED_SLABTOP, " Active / Total Objects (% used) : 1 / 2 (99.9%)\n" },
		{ PASTED_SLABINFO, "# name <active_objs> <num_objs>\nkmalloc-64 1 2 64\n" },
		{ PASTED_SMAPS, "Rss: 4 kB\nPss: 3 kB\nAnonHugePages: 0 kB\n" },
		{ PASTED_STATUS, "Name:\tcp\nVmRSS:\t 2188 kB\n" },
		{ PASTED_MAPS, "55d0-55d1 r-xp 00000000 08:01 131 /bin/cat\n" },
		{ PASTED_ZONEINFO,
			"Node 0, zone DMA\n  per-node stats\n      nr_inactive_anon 1\n" },
		{ PASTED_BUDDYINFO, "Node 0, zone      DMA      2      0      2\n" },
		{ PASTED_VMSTAT_FILE, "nr_free_pages 885435\nnr_inactive_anon 3\n" },
		{ PASTED_VMSTAT,
			" r  b   swpd   free   buff  cache   si   so\n 1  0      0  1  2  3  0 0\n" },
		{ PASTED_SAR, "00:00:01    kbmemfree   kbavail kbmemused  %memused\n" },
		{ PASTED_PS, "USER PID %CPU %MEM    VSZ   RSS TTY STAT START TIME COMMAND\n" },
		{ PASTED_CONTAINERS, "CONTAINER ID NAME CPU % MEM USAGE / LIMIT MEM %\n" },
		/* The unit of these cannot be told. */
		{ PASTED_OTHER,
			"total used free shared buff/cache available\nMem: 125 60 3 1 62 64\n" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct pasted pasted;

		assert_int_equal(paste(&pasted, rows[i].text), STATUS_MALFORMED);
		if (pasted.kind != rows[i].kind)
			fail_msg("%s is read as %s", rows[i].text, pasted_rows[pasted.kind].name);
		pasted_free(&pasted);
	}
}

static void hosts_and_moments_are_parts(void **state)
{
	struct pasted pasted;

	(void)state;
	assert_int_equal(paste(&pasted, "node_memory_MemTotal_bytes{i=\"a\"} 10\n"
					"node_memory_MemTotal_bytes{i=\"b\"} 90\n"
					"node_memory_MemFree_bytes{i=\"a\"} 1\n"
					"node_memory_MemFree_bytes{i=\"b\"} 2\n"),
		STATUS_OK);
	assert_int_equal(pasted.total, 2);
	assert_false(pasted.one_machine);
	assert_int_equal(pasted.parts[1].field[MEMINFO_MemFree].n, 2);
	pasted_free(&pasted);
	assert_int_equal(paste(&pasted, ROW_NEW("Mem: 8000 1000 6000 10 1000 6500\n")
						ROW_NEW("Mem: 8000 3001 4000 10 1000 4500\n")),
		STATUS_OK);
	assert_int_equal(pasted.total, 2);
	assert_int_equal(pasted.chosen, 1);
	pasted_free(&pasted);
}

static void what_stands_beside_is_used(void **state)
{
	struct pasted pasted;

	(void)state;
	assert_int_equal(paste(&pasted,
				 "  total used free shared buffers cached\n"
				 "Mem: 132178760 105858612 26320148 11323556 720948 35920948\n"
				 "Slab: 67326708 kB\nvm.overcommit_memory = 2\n"),
		STATUS_OK);
	assert_int_equal(pasted.parts[0].supplement, PASTED_FREE);
	assert_int_equal(pasted.parts[0].field[MEMINFO_MemTotal].n, 132178760 * 1024ull);
	assert_int_equal(pasted.parts[0].overcommit_mode.n, 2);
	pasted_free(&pasted);
	assert_int_equal(paste(&pasted, "vm.overcommit_memory = 22\nMemFree: 1 kB\n"), STATUS_OK);
	assert_false(value_known(pasted.parts[0].overcommit_mode));
	pasted_free(&pasted);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(marks_of_mailers_and_terminals_go),
		cmocka_unit_test(one_of_several_is_chosen),
		cmocka_unit_test(a_balloon_does_not_make_another_machine),
		cmocka_unit_test(the_sides_of_a_comparison_are_two),
		cmocka_unit_test(many_meminfos_are_bounded),
		cmocka_unit_test(other_tools_are_read_as_far_as_they_go),
		cmocka_unit_test(others_are_named),
		cmocka_unit_test(hosts_and_moments_are_parts),
		cmocka_unit_test(what_stands_beside_is_used),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
