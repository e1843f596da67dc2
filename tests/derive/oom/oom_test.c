/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reports of real machines: what was short, as their threads or the arithmetic settled it, and the
 * same again after what loggers, mailers and scissors do to a text.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "derive/oom/oom.h"
#include "parse/oom/oom.h"
#include "support/fixture.h"
#include "support/oom_texts.h"

static const char *answer_name(enum oom_answer answer)
{
	return answer == OOM_UNDECIDED ? "-" : answer == OOM_YES ? "yes" : "no";
}

static void view_first(struct oom_view *view, struct oom_reports *reports)
{
	assert_true(reports->count > 0);
	oom_view_of(view, &reports->items[0], reports->count > 1 ? &reports->items[1] : NULL);
}

static void assert_judged(const struct oom_text *row, const char *text, size_t length,
	const char *how)
{
	struct oom_reports reports;
	struct oom_view view;

	print_message("# %s: %s\n", row->name, how);
	assert_int_equal(oom_parse(&reports, text, length), STATUS_OK);
	view_first(&view, &reports);
	assert_string_equal(oom_cause_name(view.cause), row->cause);
	assert_string_equal(answer_name(view.kill_helps), row->kill_helps);
	oom_reports_free(&reports);
}

static void for_each_text(void (*check)(const struct oom_text *row, char *text, size_t length))
{
	size_t size, length, count = 0;
	char *table = fixture_read("oom/ORIGIN.tsv", &size);
	struct text rest = text_of(table, size);
	struct oom_text row;

	while (oom_texts_next(&row, &rest)) {
		char *text = oom_texts_read(&row, &length);

		check(&row, text, length);
		free(text);
		count++;
	}
	assert_true(count >= 22);
	free(table);
}

static void check_plain(const struct oom_text *row, char *text, size_t length)
{
	assert_judged(row, text, length, "as it is");
}

static void test_causes(void **state)
{
	(void)state;
	for_each_text(check_plain);
}

static void check_prefixed(const struct oom_text *row, char *text, size_t length)
{
	static const char *const prefixes[] = { "> > ", "Jul 15 23:44:32 host1 kernel: ",
		"2025-08-12T03:54:03.123456+02:00 host1 kernel: ", "<4>",
		"kern  :warn  : ", "août 12 03:54:03 host1 kernel: " };

	/* A prefix of its own in front of each line makes a wrapped line several: not those. */
	if (memmem(text, length, "=3D", 3) || text[0] != '[')
		return;
	for (size_t i = 0; i < COUNT_OF(prefixes); i++) {
		size_t made;
		char *changed = oom_texts_prefix(text, length, prefixes[i], &made);

		assert_judged(row, changed, made, prefixes[i]);
		free(changed);
	}
}

static void test_prefixes(void **state)
{
	(void)state;
	for_each_text(check_prefixed);
}

static void check_encoded(const struct oom_text *row, char *text, size_t length)
{
	size_t made;
	char *changed;

	if (memmem(text, length, "=3D", 3) || !memmem(text, length, "=", 1))
		return;
	changed = oom_texts_encode(text, length, &made);
	assert_judged(row, changed, made, "quoted-printable");
	free(changed);
}

static void test_quoted_printable(void **state)
{
	(void)state;
	for_each_text(check_encoded);
}

/* Cut anywhere, a report is still read, and a cause is one of the table's. */
static void check_cut(const struct oom_text *row, char *text, size_t length)
{
	(void)row;
	for (size_t cut = length; cut > 40; cut -= cut / 9 + 1) {
		char *copy = malloc(cut);
		struct oom_reports reports;
		struct oom_view view;

		assert_non_null(copy);
		memcpy(copy, text, cut);
		if (oom_parse(&reports, copy, cut) == STATUS_OK) {
			view_first(&view, &reports);
			assert_non_null(oom_cause_name(view.cause));
			assert_true(view.kill_helps != OOM_YES || reports.items[0].victim.known);
		}
		oom_reports_free(&reports);
		free(copy);
	}
}

static void test_cuts(void **state)
{
	(void)state;
	for_each_text(check_cut);
}

static struct oom_zone_view zone_of(const struct oom_view *view, enum oom_zone_kind kind)
{
	struct oom_zone_view zone = { .allowed = false };

	for (size_t i = 0; i < view->report->zone_count; i++)
		if (view->report->zones[i].kind == kind)
			oom_zone_view_of(&zone, view, i);
	return zone;
}

/* The arithmetic of facts that were checked by hand: kB beyond what must stay free. */
static void test_watermarks(void **state)
{
	static const struct {
		const char *name;
		enum oom_zone_kind kind;
		int64_t margin;
	} rows[] = {
		{ "host-swapfull-6.1", OOM_ZONE_NORMAL, 61900 - 61948 },
		{ "host-swapfull-6.1", OOM_ZONE_DMA32, 63304 - 13760 - 49872 },
		{ "host-reserved-half-noswap-6.0", OOM_ZONE_NORMAL, 50572 - 50844 },
		{ "i386-minfree-5.18", OOM_ZONE_NORMAL, 111020 - 40952 - 70140 },
		{ "i386-lowmem-dirty-5.7", OOM_ZONE_NORMAL, 592 },
		{ "mempolicy-node3-swapfull-4.18", OOM_ZONE_NORMAL, 1732 },
		{ "paf-order5-arm64-5.10", OOM_ZONE_DMA, 50224 },
		{ "paf-order4-btrfs-5.19", OOM_ZONE_DMA32, 63492 - 60 - 3556 - 59900 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct oom_reports reports;
		struct oom_text row = { .cause = "" };
		struct oom_view view;
		size_t length;
		char *text;

		snprintf(row.name, sizeof(row.name), "%s", rows[i].name);
		text = oom_texts_read(&row, &length);
		assert_int_equal(oom_parse(&reports, text, length), STATUS_OK);
		view_first(&view, &reports);
		assert_int_equal(zone_of(&view, rows[i].kind).margin, rows[i].margin * 1024);
		oom_reports_free(&reports);
		free(text);
	}
}

struct short_text {
	const char *text;
	const char *cause;
};

/* One report a row, from the formats of the kernels. */
static void test_short_texts(void **state)
{
	static const struct short_text rows[] = {
		{ "x invoked oom-killer: gfp_mask=0x0(), order=0, oom_score_adj=0\nMem-Info:\n"
		  "active_anon:1 inactive_anon:1 isolated_anon:0\n",
			"false_report" },
		{ "sysrq: Show Memory\nMem-Info:\nactive_anon:1 inactive_anon:1 isolated_anon:0\n",
			"by_hand" },
		{ "kworker/0:1 invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=-1, "
		  "oom_score_adj=0\n",
			"by_hand" },
		{ "a: vmalloc: allocation failure: 8589934592 bytes, mode:0xcc2(GFP_KERNEL|"
		  "__GFP_HIGHMEM)\na: page allocation failure: order:0, mode:0xcc2(GFP_KERNEL)\n",
			"vmalloc_too_large" },
		{ "Memory cgroup out of memory: Killed process 7 (a b) total-vm:10kB, "
		  "anon-rss:4kB, file-rss:0kB\n",
			"cgroup_limit" },
		{ "a invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0\n"
		  "Task in /x/y killed as a result of limit of /x\n"
		  "memory: usage 1024kB, limit 1024kB, failcnt 7\n",
			"cgroup_limit" },
		{ "systemd-oomd[7]: Killed /a.slice due to memory used (7.0G) / total (8.0G) and "
		  "swap used (7.5G) / total (8.0G) being more than 90.00%\n",
			"userspace_killer" },
		{ "earlyoom[1]: sending SIGTERM to process 12 uid 1000 \"firefox\": badness 639, "
		  "VmRSS 1234 MiB\n",
			"userspace_killer" },
		{ "Low memory! mem avail: 327 of 5875 MiB (5) % <= min 10 %, swap free: 0 of 0 MiB "
		  "(0 %) <= min 10 %\nKilling process 1234 chrome\n",
			"userspace_killer" },
		{ "Mem-Info:\nactive_anon:100 inactive_anon:100 isolated_anon:0\n"
		  "Normal free:40000kB min:400kB low:500kB high:600kB present:81920kB "
		  "managed:81920kB\n"
		  "Normal: 1*4kB (U) 9*4096kB (M) = 7kB\n",
			"inconsistent" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct oom_reports reports;
		struct oom_view view;

		assert_int_equal(oom_parse(&reports, rows[i].text, strlen(rows[i].text)),
			STATUS_OK);
		view_first(&view, &reports);
		assert_string_equal(oom_cause_name(view.cause), rows[i].cause);
		oom_reports_free(&reports);
	}
}

/* The name of the process killed, in the forms of the kernels. */
static void test_victims(void **state)
{
	static const char *const texts[] = {
		("Out of memory: Kill process 7 (a b) score 230 or sacrifice child\n"
		 "Killed process 7, UID 48, (a b) total-vm:80kB, anon-rss:48kB, file-rss:4kB\n"),
		"Out of memory: Killed process 7 (a b) total-vm:80kB, anon-rss:48kB, file-rss:4kB\n",
		"Out of Memory: Killed process 7 (a b).\n",
		"Killed process 7 (a b) vsz:80kB, anon-rss:48kB, file-rss:4kB\n",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		struct oom_reports reports;

		assert_int_equal(oom_parse(&reports, texts[i], strlen(texts[i])), STATUS_OK);
		assert_int_equal(reports.count, 1);
		assert_int_equal(reports.items[0].victim.pid, 7);
		assert_true(text_equals(reports.items[0].victim.name, "a b"));
		oom_reports_free(&reports);
	}
}

static uint64_t page_of(const char *text, enum oom_cause *cause)
{
	struct oom_reports reports;
	struct oom_view view;
	uint64_t page;

	assert_int_equal(oom_parse(&reports, text, strlen(text)), STATUS_OK);
	view_first(&view, &reports);
	page = value_or(view.page_size, 0);
	*cause = view.cause;
	oom_reports_free(&reports);
	return page;
}

/*
 * Where neither blocks nor a victim tell the page size, counters in pages beside the same in bytes do.
 * By 4 KiB a zone would pass, by 64 KiB it lacks 576 KiB: lowmem_reserve is in pages.
 */
static void test_page_size(void **state)
{
	enum oom_cause cause;

	(void)state;
	assert_int_equal(page_of("x invoked oom-killer: gfp_mask=0x100dca(GFP_HIGHUSER_MOVABLE), "
				 "order=0\nMem-Info:\n"
				 "active_anon:309 inactive_anon:1964781 isolated_anon:0\n"
				 " active_file:94 inactive_file:0 isolated_file:0\n"
				 " slab_reclaimable:1510 slab_unreclaimable:5012 free:112043\n"
				 "Node 0 active_anon:19776kB inactive_anon:125745984kB\n"
				 "Node 0 DMA free:710656kB min:205120kB low:256384kB\n"
				 "lowmem_reserve[]: 0 0 7908 7908 7908\n"
				 "Node 0 Normal free:6460096kB min:6463168kB low:8078912kB\n"
				 "lowmem_reserve[]: 0 0 0 0 0\n",
				 &cause),
		65536);
	assert_int_equal(cause, OOM_CAUSE_MEMORY_FULL);
	assert_int_equal(page_of("Mem-Info:\nactive_anon:5 inactive_anon:6\n free:1000\n"
				 "Node 0 DMA free:1000kB min:1kB\n"
				 "Node 1 DMA free:15030kB min:1kB\n",
				 &cause),
		16384);
}

/* What is cut before its zones: only anonymous memory that leads tells that memory was full. */
static void test_cut_before_zones(void **state)
{
	enum oom_cause cause;

	(void)state;
	page_of("x invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0\nMem-Info:\n"
		"active_anon:9000 inactive_anon:100 active_file:50 inactive_file:50\n"
		" slab_reclaimable:100 slab_unreclaimable:100 free:200\n",
		&cause);
	assert_int_equal(cause, OOM_CAUSE_MEMORY_FULL);
	page_of("Mem-Info:\nactive_anon:9000 inactive_anon:100 active_file:50 inactive_file:50\n"
		" slab_reclaimable:100 slab_unreclaimable:100 free:200\n",
		&cause);
	assert_int_equal(cause, OOM_CAUSE_UNKNOWN);
	page_of("x invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0\nMem-Info:\n"
		"active_anon:90 inactive_anon:100 active_file:5000 inactive_file:5000\n"
		" slab_reclaimable:100 slab_unreclaimable:100 free:200\n",
		&cause);
	assert_int_equal(cause, OOM_CAUSE_UNKNOWN);
}

/* What must not be concluded where lines are cut off or lost. */
static void test_cut_zones(void **state)
{
	static const char counters[] = "Mem-Info:\nactive_anon:5000 inactive_anon:600 "
				       "active_file:1000 inactive_file:20000\n "
				       "slab_reclaimable:100 slab_unreclaimable:100 free:300000\n";
	static const char request[] = "x invoked oom-killer: gfp_mask=0x%s, order=0\n%s%s";
	static const struct {
		const char *gfp, *rest;
		enum oom_cause cause;
	} rows[] = {
		/* HighMem, with most of what is free, is cut off with all behind it. */
		{ "cc0(GFP_KERNEL)", "Normal free:4000kB min:5000kB managed:845000kB\n",
			OOM_CAUSE_UNKNOWN },
		/* It goes on: what is not printed is what may not be used. */
		{ "cc0(GFP_KERNEL)",
			"Normal free:4000kB min:5000kB managed:845000kB\nFree swap  = 0kB\n"
			"Total swap = 0kB\n600000 pages RAM\n",
			OOM_CAUSE_LOW_ZONE_EXHAUSTED },
		{ "cca(GFP_HIGHUSER_MOVABLE)",
			"Normal free:4000kB min:5000kB managed:845000kB\nFree swap  = 0kB\n"
			"Total swap = 0kB\n",
			OOM_CAUSE_UNKNOWN },
		/* What lowmem_reserve[] keeps in DMA32 is cut off. */
		{ "cca(GFP_HIGHUSER_MOVABLE)",
			"DMA32 free:1200000kB min:5000kB managed:1845000kB\n", OOM_CAUSE_UNKNOWN },
		{ "cca(GFP_HIGHUSER_MOVABLE)",
			"Normal free:1200000kB min:5000kB managed:1845000kB\n",
			OOM_CAUSE_FALSE_REPORT },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		enum oom_cause cause;
		char text[2048];

		snprintf(text, sizeof(text), request, rows[i].gfp, counters, rows[i].rest);
		page_of(text, &cause);
		assert_string_equal(oom_cause_name(cause), oom_cause_name(rows[i].cause));
	}
}

#define MIN(min) "Normal free:20000kB min:" min " low:24000kB high:28000kB managed:440000kB\n"

/* A failure with cache to be had is of a moment; without lines of blocks an order is not judged. */
static void test_failures(void **state)
{
	static const char head[] = "active_anon:50000 inactive_anon:10000 active_file:20000 "
				   "inactive_file:20000\n slab_reclaimable:1000 "
				   "slab_unreclaimable:1000 free:5000\n";
	static const struct {
		const char *request, *zone;
		enum oom_cause cause;
	} rows[] = {
		{ "order:0, mode:0xc40(GFP_NOFS)", MIN("21000kB"), OOM_CAUSE_TRANSIENT },
		{ "order:0, mode:0xc40(GFP_NOFS)", MIN("2000kB"), OOM_CAUSE_TRANSIENT },
		{ "order:3, mode:0xc40(GFP_NOFS)", MIN("2000kB"), OOM_CAUSE_UNKNOWN },
		/* It passes by so little that its blocks do not matter. */
		{ "order:1, mode:0x20(GFP_ATOMIC)", MIN("44000kB"), OOM_CAUSE_TRANSIENT },
		{ "order:3, mode:0xc40(GFP_NOFS)",
			MIN("2000kB") "Normal: 5000*4kB (UM) 0*8kB 0*16kB 0*32kB = 20000kB\n",
			OOM_CAUSE_FRAGMENTED },
		{ "order:3, mode:0xc40(GFP_NOFS)",
			MIN("2000kB") "Normal: 4992*4kB (UM) 0*8kB 0*16kB 1*32kB (U) = 20000kB\n",
			OOM_CAUSE_TRANSIENT },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		enum oom_cause cause;
		char text[2048];

		snprintf(text, sizeof(text), "x: page allocation failure: %s\nMem-Info:\n%s%s",
			rows[i].request, head, rows[i].zone);
		page_of(text, &cause);
		assert_string_equal(oom_cause_name(cause), oom_cause_name(rows[i].cause));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_causes),
		cmocka_unit_test(test_prefixes),
		cmocka_unit_test(test_quoted_printable),
		cmocka_unit_test(test_cuts),
		cmocka_unit_test(test_watermarks),
		cmocka_unit_test(test_short_texts),
		cmocka_unit_test(test_victims),
		cmocka_unit_test(test_page_size),
		cmocka_unit_test(test_cut_before_zones),
		cmocka_unit_test(test_cut_zones),
		cmocka_unit_test(test_failures),
	};

	return cmocka_run_group_tests_name("oom", tests, NULL, NULL);
}
