/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "parse/meminfo/meminfo.h"

static enum status parse(struct meminfo *meminfo, const char *text, size_t length)
{
	char *copy = malloc(length ? length : 1);
	enum status status;

	assert_non_null(copy);
	memcpy(copy, text, length);
	status = meminfo_parse(meminfo, copy, length);
	free(copy);
	return status;
}

/* "MemTotal=1k Foo=2? !text~3": fields in order, ? for unknown ones, malformed lines, other lines.
 */
static void describe(char *out, size_t size, const struct meminfo *meminfo)
{
	static const char *const units[] = {
		[MEMINFO_KB] = "k",
		[MEMINFO_COUNT] = "",
		[MEMINFO_PAGES] = "p",
		[MEMINFO_BYTES] = "b",
	};
	size_t used = 0;

	out[0] = '\0';
	for (size_t i = 0; i < meminfo->entry_count; i++) {
		const struct meminfo_entry *entry = &meminfo->entries[i];

		used += (size_t)snprintf(out + used, size - used, "%s%s=%llu%s%s", i ? " " : "",
			string_pool_at(&meminfo->names, entry->name),
			(unsigned long long)(entry->unit == MEMINFO_KB ? entry->n >> 10 : entry->n),
			units[entry->unit], entry->field < 0 ? "?" : "");
	}
	for (size_t i = 0; i < meminfo->malformed_count; i++)
		used += (size_t)snprintf(out + used, size - used, "!%s",
			string_pool_at(&meminfo->names, meminfo->malformed[i].text));
	if (meminfo->extras_count > 0)
		snprintf(out + used, size - used, "~%zu", meminfo->extras_count);
}

static void assert_parsed(const char *text, const char *expected)
{
	struct meminfo meminfo;
	char described[2000];

	parse(&meminfo, text, strlen(text));
	describe(described, sizeof(described), &meminfo);
	meminfo_free(&meminfo);
	if (strcmp(described, expected) != 0)
		fail_msg("\n%s\nis read as\n%s\nnot\n%s", text, described, expected);
}

static void names_are_found(void **state)
{
	(void)state;
	for (int field = 0; field < MEMINFO_FIELD_COUNT; field++) {
		const char *name = meminfo_field_name((enum meminfo_field)field);

		assert_int_equal(meminfo_field_find(name, strlen(name)), field);
		assert_int_equal(meminfo_field_find_from(MEMINFO_LazyFree, name, strlen(name)),
			field);
	}
	assert_int_equal(meminfo_field_find("MemTota", 7), -1);
	assert_int_equal(meminfo_field_find("", 0), -1);
	assert_true(meminfo_field_is_bytes(MEMINFO_MemTotal));
	assert_true(meminfo_field_is_bytes(MEMINFO_Mem_row));
	assert_false(meminfo_field_is_bytes(MEMINFO_HugePages_Total));
	assert_false(meminfo_field_is_bytes(MEMINFO_NrSwapPages));
}

static void fields_have_values_in_bytes(void **state)
{
	static const char text[] = "MemTotal:  1000 kB\nMemFree:  24 kB\nHugePages_Total:  7\n"
				   "NrSwapPages: 9 pages\nFoo:  3 kB\n";
	struct meminfo meminfo;

	(void)state;
	assert_int_equal(parse(&meminfo, text, sizeof(text) - 1), STATUS_OK);
	assert_int_equal(meminfo.field[MEMINFO_MemTotal].n, 1024000);
	assert_int_equal(meminfo.field[MEMINFO_MemFree].n, 24576);
	assert_int_equal(meminfo.field[MEMINFO_HugePages_Total].n, 7);
	assert_int_equal(meminfo.field[MEMINFO_NrSwapPages].n, 9);
	assert_int_equal(meminfo.field[MEMINFO_Cached].state, VALUE_ABSENT);
	assert_int_equal(meminfo.entry_count, 5);
	assert_int_equal(meminfo.entries[4].field, -1);
	assert_int_equal(meminfo.entries[4].n, 3072);
	assert_int_equal(meminfo.entries[4].line, 5);
	meminfo_free(&meminfo);
}

static void the_table_of_2_4_is_read(void **state)
{
	static const char *const texts[] = {
		"        total:    used:    free:  shared: buffers:  cached:\n"
		"Mem:  2100666368 80003072 2020663296        0  5554176 43016192\n"
		"Swap: 1069277184        0 1069277184\n",
		/* wrapped */
		"        total:    used:    free:  shared: buffers: \ncached:\n"
		"Mem:  2100666368 80003072 2020663296        0  5554176\n43016192\n"
		"Swap: 1069277184        0\n1069277184\nMemTotal: 1 kB\n",
		/* behind a prompt, in a mail */
		"> root:\ttotal:    used:    free:  shared: buffers:  cached:\n"
		"> Mem:  2100666368 80003072 2020663296        0  5554176\n> 43016192\n"
		"> Swap: 1069277184        0 1069277184\r\n",
	};
	struct meminfo meminfo;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		assert_int_equal(parse(&meminfo, texts[i], strlen(texts[i])), STATUS_OK);
		assert_int_equal(meminfo.header.total.n, 2100666368);
		assert_int_equal(meminfo.header.used.n, 80003072);
		assert_int_equal(meminfo.header.free.n, 2020663296);
		assert_true(value_known(meminfo.header.shared));
		assert_int_equal(meminfo.header.shared.n, 0);
		assert_int_equal(meminfo.header.buffers.n, 5554176);
		assert_int_equal(meminfo.header.cached.n, 43016192);
		assert_int_equal(meminfo.header.swap_total.n, 1069277184);
		assert_int_equal(meminfo.header.swap_used.n, 0);
		assert_int_equal(meminfo.header.swap_free.n, 1069277184);
		assert_int_equal(meminfo.field[MEMINFO_Mem_row].n, 2100666368);
		assert_int_equal(meminfo.entries[1].field, MEMINFO_Swap_row);
		assert_int_equal(meminfo.malformed_count, 0);
		assert_int_equal(meminfo.extras_count, 0);
		meminfo_free(&meminfo);
	}
}

static void rows_without_heading_have_no_meaning(void **state)
{
	(void)state;
	/* free(1), in kB and with other columns */
	assert_parsed("              total        used        free\n"
		      "Mem:       16303428     1234567    15068861\n"
		      "Swap:             0           0           0\n",
		"!Mem:       16303428     1234567    15068861!Swap:             0           0      "
		"     0"
		"~1");
	assert_parsed("Swap:  4 kB\nMem: 515164k total, 507432k used\n", "~2");
}

static void odd_lines_are_fields(void **state)
{
	static const struct {
		const char *text, *expected;
	} rows[] = {
		{ "Inact_laundry:12345 kB\n", "Inact_laundry=12345k" },
		{ "Committed AS:  8060848 kB\n", "Committed AS=8060848k" },
		{ "Committed                                       AS: 1 kB\n", "~1" },
		{ "MemTotal:1 kB MemFree: 2 kB\n", "MemTotal=1k MemFree=2k" },
		{ "MemTotal: 1 kBMemFree: 2 kB\n", "MemTotal=1k MemFree=2k" },
		{ "HugePages_Total:     3HugePages_Free:      4Hugepagesize: 2048 kB\n",
			"HugePages_Total=3 HugePages_Free=4 Hugepagesize=2048k" },
		{ "MemTotal:\t1\tkB\r\n", "MemTotal=1k" },
		{ "MemTotal: 1\nMemFree: 2\n", "MemTotal=1k MemFree=2k" }, /* units taken off */
		{ "MemTotal: 1 KB\n", "MemTotal=1k" },
		{ "MemTotal: 4096 bytes\n", "MemTotal=4096b" },
		{ ">> MemTotal: 1 kB\n", "MemTotal=1k" },
		{ "* **MemTotal:** 1 kB\n", "MemTotal=1k" },
		{ "| MemTotal: | 1 kB |\n", "MemTotal=1k" },
		{ "<tr><td>MemTotal:</td><td align=right>1 kB</td></tr>\n", "MemTotal=1k" },
		{ "<b>MemTotal</b>:&nbsp;&nbsp;1&nbsp;kB<br>\n", "MemTotal=1k" },
		{ "MemTotal:\xc2\xa0\xc2\xa0"
		  "1\xc2\xa0kB\n",
			"MemTotal=1k" },
		{ "\xef\xbb\xbfMemTotal: 1 kB\n", "MemTotal=1k" },
		{ "\"MemTotal\": \"1 kB\",\n", "MemTotal=1k" },
		{ "MemTotal: 1,024 kB\n", "MemTotal=1024k" },
		{ "MemTotal: 16 268 680 kB\n", "MemTotal=16268680k" },
		{ "MemTotal: 16.268.680 kB\n", "MemTotal=16268680k" },
		{ "MemTotal: 16'268'680 kB\n", "MemTotal=16268680k" },
		{ "{\"MemTotal\":123,\"MemFree\":456,\"Buffers\":7}\n",
			"MemTotal=123k MemFree=456k Buffers=7k" },
		{ "HighFree:  1028 kB   <-- look here\n", "HighFree=1028k" },
		{ "ShadowCallStack:12345678 kB\n", "ShadowCallStack=12345678k" },
		{ "(MemTotal: 1 kB)\n", "MemTotal=1k" },
		{ "Active(anon): 1 kB\n", "Active(anon)=1k" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_parsed(rows[i].text, rows[i].expected);
}

static void unknown_fields_are_kept_beside_known_ones(void **state)
{
	(void)state;
	assert_parsed("MemTotal: 1 kB\nFoo: 2 kB\nBar_X: 3 kB\nMemFree: 4 kB\n",
		"MemTotal=1k Foo=2k? Bar_X=3k? MemFree=4k");
	assert_parsed("MemTotal:       1 kB\nFoo:            2\nMemFree:        3 kB\n",
		"MemTotal=1k Foo=2? MemFree=3k");
	assert_parsed("Foo: 1 kB\nMemFree: 2 kB\n", "Foo=1k? MemFree=2k");
	assert_parsed("MemFree:        1 kB\nNewCount:       2\n", "MemFree=1k NewCount=2?");
	assert_parsed("> MemFree: 1 kB\n> Foo: 2 kB\n", "MemFree=1k Foo=2k?");
	assert_parsed("Nov  1 10:00:59 a k[1]: MemFree: 1 kB\nNov 12 10:01:00 a k[22]: Foo: 2 kB\n",
		"MemFree=1k Foo=2k?");
	assert_parsed("MemFree: 1 kB Foo: 2 kB\n", "MemFree=1k Foo=2k?");
}

static void other_text_is_counted_and_not_read(void **state)
{
	(void)state;
	assert_parsed("$ uptime\n 10:42:07 up 41 days,  3:12,  2 users,  load average: 0.00, 0.01\n"
		      "$ cat /proc/meminfo\nMemTotal: 1 kB\n$ \n",
		"MemTotal=1k~4");
	assert_parsed("Uptime: 12 kB\n\nMemTotal: 1 kB\n\nThreads: 7\n", "MemTotal=1k~2");
	assert_parsed("   Active: active (running) since Mon\n   Memory: 12.5M\n", "~2");
	assert_parsed("MemTotal: Total usable RAM, i.e. physical RAM minus some\n", "~1");
	assert_parsed("MemFree: 1 kB, see foo: 12 kB\n", "MemFree=1k");
	/* A file of another kind before it, whose last line is next to it. */
	assert_parsed("VmPeak: 1 kB\nVmSize: 2 kB\nVmLck: 3 kB\nVmRSS: 4 kB\nVmData: 5 "
		      "kB\nMemFree: 6 kB\n",
		"MemFree=6k~5");
	assert_parsed("Node 0 MemTotal:  1 kB\n", "~1");
	assert_parsed("VmRSS: 4 kB\nMemTotal: 6 kB\n", "MemTotal=6k~1");
}

static void malformed_lines_are_named(void **state)
{
	static const struct {
		const char *text;
		enum meminfo_fault fault;
		int field;
	} rows[] = {
		{ "MemTotal: unknown\n", MEMINFO_NO_NUMBER, MEMINFO_MemTotal },
		{ "MemTotal:\nMemFree: 1 kB\n", MEMINFO_NO_NUMBER, MEMINFO_MemTotal },
		{ "MemTotal: -1 kB\n", MEMINFO_NO_NUMBER, MEMINFO_MemTotal },
		{ "MemTotal: 1.5 kB\n", MEMINFO_NO_NUMBER, MEMINFO_MemTotal },
		{ "MemTotal: 1,23 kB\n", MEMINFO_NO_NUMBER, MEMINFO_MemTotal },
		{ "MemTotal: 1,23,456 kB\n", MEMINFO_NO_NUMBER, MEMINFO_MemTotal },
		{ "MemTotal: 1,024.5 kB\n", MEMINFO_NO_NUMBER, MEMINFO_MemTotal },
		{ "MemTotal: 100 200 300\n", MEMINFO_NO_NUMBER, MEMINFO_MemTotal },
		{ "MemTotal: 0x10 kB\n", MEMINFO_WRONG_UNIT, MEMINFO_MemTotal },
		{ "MemTotal: 16 GB\n", MEMINFO_WRONG_UNIT, MEMINFO_MemTotal },
		{ "MemTotal: 12k\nMemFree: 1 kB\n", MEMINFO_WRONG_UNIT, MEMINFO_MemTotal },
		{ "SwapFree: 18446744073709551488 kB\n", MEMINFO_TOO_LARGE, MEMINFO_SwapFree },
		{ "SwapFree: 99999999999999999999 kB\n", MEMINFO_TOO_LARGE, MEMINFO_SwapFree },
		{ "SwapFree: 9007199254740992 kB\n", MEMINFO_TOO_LARGE, MEMINFO_SwapFree },
		{ "MemFree: 1 kB\nFoo: 99999999999999999999 kB\n", MEMINFO_TOO_LARGE, -1 },
		{ "MemFree: 1 kB\nFoo: x kB\n", MEMINFO_NO_NUMBER, -1 },
		{ "MemFree: 1 kB\nSlab:\nMapped: 2 kB\n", MEMINFO_NO_NUMBER, MEMINFO_Slab },
		{ "MemFree: 1 kB\nSUnrec", MEMINFO_CUT_OFF, -1 },
		{ "MemFree: 1 kB\nSUnreclaim:  ", MEMINFO_CUT_OFF, MEMINFO_SUnreclaim },
		{ "MemFree: 1 kB\nSUnreclaim: 12", MEMINFO_CUT_OFF, MEMINFO_SUnreclaim },
		{ "MemFree: 1 kB\nSUnreclaim: 12 k", MEMINFO_CUT_OFF, MEMINFO_SUnreclaim },
		{ "emTotal: 12 kB\nMemFree: 1 kB\n", MEMINFO_CUT_OFF, -1 },
		{ "  12 kB\nMemFree: 1 kB\n", MEMINFO_CUT_OFF, -1 },
		{ "Cached:       12 kB\nActive:       1 kB\n", MEMINFO_CUT_OFF, -1 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct meminfo meminfo;

		parse(&meminfo, rows[i].text, strlen(rows[i].text));
		if (meminfo.malformed_count != 1 || meminfo.malformed[0].fault != rows[i].fault ||
			meminfo.malformed[0].field != rows[i].field)
			fail_msg("%s: %zu malformed, fault %d, field %d", rows[i].text,
				meminfo.malformed_count,
				meminfo.malformed_count ? (int)meminfo.malformed[0].fault : -1,
				meminfo.malformed_count ? meminfo.malformed[0].field : -1);
		assert_int_equal(meminfo.cut_off, rows[i].fault == MEMINFO_CUT_OFF);
		assert_int_equal(meminfo.extras_count, 0);
		meminfo_free(&meminfo);
	}
	assert_parsed("SwapFree: 9007199254740991 kB\n", "SwapFree=9007199254740991k");
}

/* The parts of a text, as assert_parsed() describes one, with " / " between them. */
static void assert_parts(const char *text, const char *expected)
{
	struct meminfo_place place = { 0 };
	char all[1000] = "", part[500];

	while (place.at < strlen(text)) {
		struct meminfo meminfo;
		size_t used = strlen(all);

		meminfo_parse_next(&meminfo, text, strlen(text), &place);
		describe(part, sizeof(part), &meminfo);
		snprintf(all + used, sizeof(all) - used, "%s%s", used ? " / " : "", part);
		meminfo_free(&meminfo);
	}
	assert_string_equal(all, expected);
}

static void a_second_meminfo_is_another(void **state)
{
	(void)state;
	assert_parts("MemTotal: 1 kB\nMemFree: 2 kB\nMemTotal: 1 kB\nMemFree: 4 kB\nSlab: 5 kB\n",
		"MemTotal=1k MemFree=2k / MemTotal=1k MemFree=4k Slab=5k");
	assert_parts("MemTotal: 1 kB MemFree: 2 kB MemTotal: 3 kB\n",
		"MemTotal=1k MemFree=2k / MemTotal=3k");
	assert_parts("10:00 MemFree: 1 kB\n10:01 MemFree: 2 kB\n", "MemFree=1k / MemFree=2k");
	assert_parts("MemTotal: 9 kB\nMemFree: 2 kB\nMemFree: 3 kB\nSlab: 4 kB\n",
		"MemTotal=9k MemFree=2k / MemFree=3k Slab=4k");
	/* A line that is said again with its value is not. */
	assert_parts("MemTotal: 9 kB\nMemFree: 2 kB\nMemFree: 2 kB\nSlab: 4 kB\n",
		"MemTotal=9k MemFree=2k MemFree=2k Slab=4k");
	assert_parts("        total:    used:\nMem:  10 20\nMemTotal: 1 kB\n"
		     "        total:    used:\nMem:  30 40\nMemTotal: 1 kB\n",
		"Mem=10b MemTotal=1k / Mem=30b MemTotal=1k");
}

static void what_is_no_meminfo_is_refused(void **state)
{
	static const char binary[] = "\x7f"
				     "ELF\x02\x01\x01\0\0:\0\0:::\xff\xfe: 12 kB\n\0\0\x80MemX:\0";
	static const char *const texts[] = {
		"",
		"\n",
		":",
		"::::\n:\n",
		"hello, world\n",
		"MemTotal",
		"Foo: 12 kB\n",
		/* smaps shares some names */
		"00400000-00401000 r-xp 00000000 08:01 1 /bin/true\nSize: 4 kB\nRss: 4 kB\n"
		"AnonHugePages: 0 kB\nShmemPmdMapped: 0 kB\nFilePmdMapped: 0 kB\nSwap: 0 "
		"kB\nLocked: 0 kB\n",
	};
	struct meminfo meminfo;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		if (parse(&meminfo, texts[i], strlen(texts[i])) != STATUS_MALFORMED)
			fail_msg("%s", texts[i]);
		assert_false(meminfo.complete);
		meminfo_free(&meminfo);
	}
	assert_int_equal(parse(&meminfo, binary, sizeof(binary)), STATUS_MALFORMED);
	meminfo_free(&meminfo);
}

static void strings_hold_no_nul(void **state)
{
	static const char text[] = "MemFree: 1 kB\nMemTotal: x\0y kB\n";
	struct meminfo meminfo;

	(void)state;
	parse(&meminfo, text, sizeof(text) - 1);
	assert_int_equal(meminfo.malformed_count, 1);
	assert_string_equal(string_pool_at(&meminfo.names, meminfo.malformed[0].text),
		"MemTotal: x y kB");
	meminfo_free(&meminfo);
}

/* Many lines one after the other: what is kept is bounded, what is counted is not. */
static void endless_input_is_bounded(void **state)
{
	static const char block[] = "MemTotal: 1 kB\nFoo: 2 kB\nFoo: 3 kB\nBuffers: ?? kB\n";
	size_t start = sizeof("MemTotal: 1 kB\n") - 1, size = sizeof(block) - 1 - start;
	size_t blocks = 50000;
	char *text = malloc(start + blocks * size);
	struct meminfo meminfo;

	(void)state;
	assert_non_null(text);
	memcpy(text, block, start);
	for (size_t i = 0; i < blocks; i++)
		memcpy(text + start + i * size, block + start, size);
	assert_int_equal(parse(&meminfo, text, start + blocks * size), STATUS_OK);
	assert_int_equal(meminfo.entry_total, 1 + 2 * blocks);
	assert_int_equal(meminfo.entry_count, MEMINFO_ENTRIES_MAX);
	assert_int_equal(meminfo.malformed_total, blocks);
	assert_int_equal(meminfo.malformed_count, MEMINFO_MALFORMED_MAX);
	meminfo_free(&meminfo);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_found),
		cmocka_unit_test(fields_have_values_in_bytes),
		cmocka_unit_test(the_table_of_2_4_is_read),
		cmocka_unit_test(rows_without_heading_have_no_meaning),
		cmocka_unit_test(odd_lines_are_fields),
		cmocka_unit_test(unknown_fields_are_kept_beside_known_ones),
		cmocka_unit_test(other_text_is_counted_and_not_read),
		cmocka_unit_test(malformed_lines_are_named),
		cmocka_unit_test(a_second_meminfo_is_another),
		cmocka_unit_test(what_is_no_meminfo_is_refused),
		cmocka_unit_test(strings_hold_no_nul),
		cmocka_unit_test(endless_input_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
