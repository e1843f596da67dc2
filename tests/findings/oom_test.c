/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is said of reports of real machines: the figures that decide, and nothing that is not so. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "findings/oom_rules.h"
#include "parse/oom/oom.h"
#include "support/oom_texts.h"

#define MOST 7

static const struct expected {
	const char *name;
	const char *said[MOST]; /* by the sentence of the cause */
	const char *never[3];   /* by any finding */
} expected[] = {
	{ "host-swapfull-6.1", { "24.0G", "84.0K", "doxygen", "8.81G", "19.9G", "3.09G" },
		{ "28.9G", "kernel leak" } },
	{ "host-reserved-half-noswap-6.0", { "8.00G", "3.76G", "4.24G", "MonsterApp", "3.41G" },
		{ "8.00G was used", "kernel code" } },
	{ "memcg2-lxc-limit-5.15", { "/lxc/39004", "29.8G", "29.0G", "php-fpm", "12.0G" },
		{ "host", "32.1G", "Memory was full" } },
	{ "memcg2-swapcache-6.5", { "10.0M", "4.98M", "4.92M", "6.00M" }, { "16.0M" } },
	{ "memcg1-pause-victim-4.19",
		{ "16.0G", "data_sim", "15.1G", "pause", "4.00K", "not help" },
		{ "filled by pause" } },
	{ "memcg2-64k-selftest-6.12", { "/no_zswap_test", "64.0K", "0 resident", "6.00M" },
		{ "384K", "8.00M" } },
	{ "cpuset-movable-only-5.8", { "Nothing is short", "node 4", "Movable", "124G" },
		{ "was full", "helped" } },
	{ "mempolicy-node3-swapfull-4.18", { "node 3", "35.5M", "1.88G", "5.26G", "oom" },
		{ "Memory was full", "Nothing is short" } },
	{ "riscv-k210-8M-5.6", { "2.00M", "8.00M", "3.11M", "1.00M" }, { "sysctl" } },
	{ "i386-lowmem-dirty-5.7", { "769M", "page cache", "1.00G", "HighMem" },
		{ "programs hold", "false" } },
	{ "i386-minfree-5.18", { "min_free_kbytes", "2.77G", "2.94G", "121M", "41.2M", "68.5M" },
		{ "121M was available", "leak" } },
	{ "crashkernel-256M-4.19", { "131M", "78.8M", "kmalloc-2048", "57.8M", "no process" },
		{ "process leaked", "256M" } },
	{ "s390x-slab-order2-2.6.28", { "3.37G", "3.92G", "538M", "16.0K", "cannot help" },
		{ "Swap was full" } },
	{ "ppc64-64k-xmon-meminfo-2.6.18", { "No OOM", "8.00G", "64.0K", "35.4M", "6.99G" },
		{ "HighMem", "512M" } },
	{ "paf-order5-arm64-5.10", { "Not OOM", "128K", "135M", "64.0K" }, { "killed" } },
	{ "paf-order4-btrfs-5.19", { "Not OOM", "64.0K", "124M", "32.0K", "15.0G" },
		{ "min_free_kbytes was" } },
	{ "paf-nowait-nas-5.13", { "Harmless", "4.00K", "412M", "112M", "13.7G" },
		{ "swap is too small", "disk" } },
	{ "paf-gfpdma-empty-arm64-5.7", { "DMA", "managed 0", "5.87G" }, { "Memory was full" } },
	{ "paf-slab-atomic-order1-5.7", { "1.49G", "2.00G", "16.2M", "below min", "8.00K" },
		{ "process holds" } },
	{ "oomd-pressure-6.1",
		{ "not the kernel", "packagekit.service", "277M", "/system.slice", "92%", "50%",
			"20s" },
		{ "was full", "used the most" } },
	{ "earlyoom-swap-left-nokill", { "did not act", "0.4%", "62%" }, { "killed", "failed" } },
	{ "cut-ppc64le-xfs_db-4.18", { "89%", "cut" }, { "MiB", "471M", "was killed" } },
};

static void check_never(const struct findings *findings, const struct expected *row)
{
	char text[2048];

	for (size_t i = 0; i < findings->count; i++) {
		finding_sentence(text, sizeof(text), &findings->rows[i], FOR_MACHINES);
		assert_null(strchr(text, '{'));
		for (size_t n = 0; n < 3 && row->never[n]; n++)
			assert_null(strstr(text, row->never[n]));
	}
}

static void check_said(const struct findings *findings, const struct oom_view *view,
	const struct expected *row)
{
	const struct finding *headline = oom_headline(findings, view);
	char text[2048];

	assert_non_null(headline);
	finding_sentence(text, sizeof(text), headline, FOR_MACHINES);
	for (size_t i = 0; i < MOST && row->said[i]; i++) {
		if (!strstr(text, row->said[i]))
			print_message("# %s: no %s in: %s\n", row->name, row->said[i], text);
		assert_non_null(strstr(text, row->said[i]));
	}
}

static void test_sentences(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(expected); i++) {
		struct oom_text row = { .cause = "" };
		struct oom_reports reports;
		struct findings findings;
		struct oom_view view;
		size_t length;
		char *text;

		snprintf(row.name, sizeof(row.name), "%s", expected[i].name);
		text = oom_texts_read(&row, &length);
		assert_int_equal(oom_parse(&reports, text, length), STATUS_OK);
		oom_view_at(&view, &reports, 0);
		oom_judge(&findings, &view);
		check_said(&findings, &view, &expected[i]);
		check_never(&findings, &expected[i]);
		oom_reports_free(&reports);
		free(text);
	}
}

/* Each cause has a sentence that says it, whatever else is missing. */
static void test_each_cause_is_said(void **state)
{
	static struct oom_report report;
	struct oom_view view;
	struct findings findings;

	(void)state;
	for (int cause = 0; cause < OOM_CAUSE_COUNT; cause++) {
		oom_view_of(&view, &report, NULL);
		view.cause = (enum oom_cause)cause;
		oom_judge(&findings, &view);
		assert_non_null(oom_headline(&findings, &view));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sentences),
		cmocka_unit_test(test_each_cause_is_said),
	};

	return cmocka_run_group_tests_name("oom findings", tests, NULL, NULL);
}
