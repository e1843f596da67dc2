/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What loggers, mailers, terminals and other printers of the kernel do to a report. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/macros.h"
#include "parse/oom/oom.h"

static const struct oom_report *parse(struct oom_reports *reports, const char *text, size_t count)
{
	assert_int_equal(oom_parse(reports, text, strlen(text)),
		count > 0 ? STATUS_OK : STATUS_MALFORMED);
	assert_int_equal(reports->count, count);
	return reports->items;
}

static void assert_text(struct text text, const char *wanted)
{
	assert_int_equal(text.length, strlen(wanted));
	assert_memory_equal(text.at, wanted, text.length);
}

static void assert_known(struct value value, int64_t n)
{
	assert_true(value_known(value));
	assert_int_equal(value.n, n);
}

#define ZONE                                                                                       \
	"Mem-Info:\n"                                                                              \
	"active_anon:10 inactive_anon:20 isolated_anon:0\n"                                        \
	" free:100 free_pcp:2 free_cma:0\n"                                                        \
	"Normal free:400kB min:100kB low:120kB high:140kB present:9000kB managed:8000kB\n"

/* A sentence or a subject that names a failure is none; the report behind it is the first. */
static void test_mentions(void **state)
{
	struct oom_reports reports;
	const struct oom_report *report;

	(void)state;
	parse(&reports, "Subject: page allocation failure\n\nI see a page allocation failure.\n",
		0);
	oom_reports_free(&reports);
	report = parse(&reports,
		"Subject: Re: x: page allocation failure: order:3, mode:0xcc0(GFP_KERNEL)\n"
		"The y invoked oom-killer: gfp_mask=0xd0, order=1 is what I mean\n"
		"z invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0\n"
		"CPU: 1 PID: 77 Comm: z Not tainted 6.1.0 #1\n" ZONE,
		1);
	assert_text(report->request.requester, "z");
	assert_known(report->request.order, 0);
	assert_int_equal(report->line, 3);
	oom_reports_free(&reports);
}

/* A head line alone is all that a console had: it is reported where there is nothing better. */
static void test_head_alone(void **state)
{
	struct oom_reports reports;
	const struct oom_report *report =
		parse(&reports, "z invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=2\n", 1);

	(void)state;
	assert_int_equal(report->form, OOM_FORM_OOM);
	assert_known(report->request.order, 2);
	oom_reports_free(&reports);
}

/* /dev/kmsg wrapped by a mailer: the wrapped rest has no caller, and stays with its line. */
static void test_wrapped_callers(void **state)
{
	struct oom_reports reports;
	const struct oom_report *report = parse(&reports,
		"4,1,500,-,caller=T7;dumpsys invoked oom-killer: \n"
		"gfp_mask=0x40dc0(GFP_KERNEL|__GFP_COMP), order=3, \n"
		"oom_score_adj=200\n"
		"4,2,501,-,caller=T7;CPU: 7 PID: 12 Comm: dumpsys Not tainted 5.10.168 #1\n"
		"4,3,502,-,caller=T7;Mem-Info:\n"
		"4,4,503,-,caller=T7;active_anon:174140 \n"
		"inactive_anon:569656 isolated_anon:32\\x0a free:535262 \n"
		"free_pcp:52\n",
		1);

	(void)state;
	assert_known(report->request.order, 3);
	assert_known(report->request.pid, 12);
	assert_int_equal(report->kernel_major, 5);
	assert_known(report->counter[OOM_inactive_anon], 569656);
	assert_known(report->counter[OOM_free], 535262);
	oom_reports_free(&reports);
}

/* What the reaper left is none of the victim's figures, on which line ever it stands. */
static void test_reaper(void **state)
{
	struct oom_reports reports;
	const struct oom_report *report = parse(&reports,
		"Out of memory: Killed process 348 (polkitd)\n"
		"total-vm:78084kB, anon-rss:2980kB, file-rss:8148kB, shmem-rss:0kB\n"
		"oom_reaper: reaped process 348 (polkitd), now\n"
		"anon-rss:0kB, file-rss:0kB, shmem-rss:0kB\n",
		1);

	(void)state;
	assert_int_equal(report->contradictions, 0);
	assert_known(report->victim.rss_anon, 2980 << 10);
	oom_reports_free(&reports);
}

static void test_vmalloc(void **state)
{
	static const struct {
		const char *text;
		int64_t size, order; /* -1: absent */
	} rows[] = {
		{ "m: vmalloc: allocation failure: 1183744 bytes\n" ZONE, 1183744, -1 },
		{ "vmalloc: allocation failure, allocated 4096 of 2387968 bytes\n" ZONE, 2387968,
			-1 },
		{ "m: vmalloc error: size 14680064, page order 9, failed to allocate pages, "
		  "mode:0xdc2(GFP_KERNEL)\n" ZONE,
			14680064, 9 },
		{ "crawl: vmalloc\nerror: size 0, page\norder 9, failed to allocate pages\n" ZONE,
			-1, 9 },
		{ "vmap allocation for size 69632 failed: use vmalloc=<size>\n" ZONE, 69632, -1 },
		{ "m: vmalloc size 8192 allocation failure: vm_struct\n" ZONE, 8192, -1 },
	};
	struct oom_reports reports;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct oom_request *request = &parse(&reports, rows[i].text, 1)->request;

		assert_int_equal(value_known(request->vmalloc) ? request->vmalloc.n : -1,
			rows[i].size);
		assert_int_equal(value_known(request->order) ? request->order.n : -1,
			rows[i].order);
		oom_reports_free(&reports);
	}
	parse(&reports, "Allocated by vmalloc: see the error of size 3\n", 0);
	oom_reports_free(&reports);
}

/* Colours, a DEL that a mailer put in, hard blanks. */
static void test_control_characters(void **state)
{
	struct oom_reports reports;
	const struct oom_report *report = parse(&reports,
		"\x1b[32m[    1.5] \x1b[0m\x1b[31mx: page allocation failure: order:4,\n"
		"\x7fmode:0x40cc0(GFP_KERNEL|__GFP_COMP), nodemask=(null)\x1b[0m\n"
		"CPU: 0 PID: 9 Comm: x Not tainted 5.8.0 #1\n"
		"Mem-Info:\nactive_anon:10\xc2\xa0inactive_anon:20\n",
		1);

	(void)state;
	assert_text(report->request.gfp, "GFP_KERNEL|__GFP_COMP");
	assert_known(report->counter[OOM_inactive_anon], 20);
	oom_reports_free(&reports);
}

/* A line that was coloured in a forum. */
static void test_forum_tags(void **state)
{
	struct oom_reports reports;
	const struct oom_report *report = parse(&reports,
		ZONE "[  135.3] [COLOR=\"Red\"]Free swap  = 0kB[/COLOR]\n"
		     "[B]Total swap = 746980kB[/B]\n",
		1);

	(void)state;
	assert_known(report->swap_free, 0);
	assert_known(report->swap_total, INT64_C(746980) << 10);
	oom_reports_free(&reports);
}

/* A terminal breaks a line in the middle of a word. */
static void test_broken_words(void **state)
{
	struct oom_reports reports;
	const struct oom_report *report = parse(&reports,
		"Mem-Info:\nactive_anon:10 inactive_anon:20\n"
		"Normal free:8420kB min:100kB inact\n"
		"ive_anon:64kB managed:80\n"
		"00kB\n"
		"Normal: 1*4kB (U) 2*\n"
		"8kB (M) 5\n"
		"0*16kB (E) 1*32\n"
		"kB (UM) = 852kB\n",
		1);
	const struct oom_zone *zone = &report->zones[0];

	(void)state;
	assert_int_equal(report->zone_count, 1);
	assert_known(zone->key[OOM_inactive_anon], 64 << 10);
	assert_known(zone->key[OOM_managed], 8000 << 10);
	assert_int_equal(zone->blocks.count, 4);
	assert_int_equal(zone->blocks.order[2].count, 50);
	assert_known(zone->blocks.sum, 852 << 10);
	oom_reports_free(&reports);
}

/* A terminal of 80 columns broke all its lines, in words, numbers and names too. */
static void test_terminal_width(void **state)
{
	static const char text[] =
		"[    1.100000] cat invoked oom-killer: gfp_mask=0x40dc0(GFP_KERNEL|__GFP_COMP|__\n"
		"GFP_ZERO), order=5, oom_score_adj=0\n"
		"[    1.100001] Mem-Info:\n"
		"[    1.100002] active_anon:10 inactive_anon:20 isolated_anon:0 active_file:30 in\n"
		"active_file:40 free:500\n"
		"[    1.100003] Node 0 Normal free:78096kB min:16520kB low:20648kB high:24776kB re\n"
		"served_highatomic:64KB managed:980856kB\n"
		"[    1.100004] oom-kill:constraint=CONSTRAINT_MEMORY_POLICY,nodemask=3,cpuset=/,me\n"
		"ms_allowed=0-3,global_oom,task=oom,pid=20\n";
	struct oom_reports reports;
	const struct oom_report *report;
	char cut[1024], *out = cut;
	size_t column = 0;

	(void)state;
	for (const char *at = text; *at; at++) {
		bool broken = *at == '\n' && at[1] && at[1] != '[';

		if (broken)
			continue;
		if (column == 80 && *at != '\n') {
			*out++ = '\n';
			column = 0;
		}
		*out++ = *at;
		column = *at == '\n' ? 0 : column + 1;
	}
	*out = '\0';
	report = parse(&reports, cut, 1);
	assert_text(report->request.gfp, "GFP_KERNEL|__GFP_COMP|__GFP_ZERO");
	assert_known(report->counter[OOM_inactive_file], 40);
	assert_known(report->zones[0].key[OOM_reserved_highatomic], 64 << 10);
	assert_int_equal(report->constraint, OOM_CONSTRAINT_MEMORY_POLICY);
	assert_text(report->mems_allowed, "0-3");
	oom_reports_free(&reports);
}

/* A trace, and no word of the task that asked: the head is cut off.  Mem-Info by itself is a listing. */
static void test_headless(void **state)
{
	struct oom_reports reports;

	(void)state;
	assert_false(parse(&reports, ZONE, 1)->headless);
	oom_reports_free(&reports);
	assert_true(parse(&reports, " out_of_memory+0x69/0x191\n </TASK>\n" ZONE, 1)->headless);
	oom_reports_free(&reports);
	assert_true(parse(&reports, "active_anon:10 inactive_anon:20\n free:100\n", 1)->headless);
	oom_reports_free(&reports);
}

/* Encoded once: lines end in "=0A=", and are as many as they were. */
static void test_encoded_newlines(void **state)
{
	char text[16384] = "> x: page allocation failure: order:9, mode:0x100cc2=\n"
			   "(GFP_HIGHUSER), nodemask=3D(null)=0A=\n";
	struct oom_reports reports;
	const struct oom_report *report;

	(void)state;
	for (int i = 0; i < 150; i++)
		strcat(text, "> [    1.782092] [<00000000801633c6>] 0x00000000801633c6=0A=\n");
	strcat(text, "> Mem-Info:=0A=\n> active_anon:1 inactive_anon:2=0A=\n"
		     "> DMA32: 1*4kB (U) 2*=\n> 8kB (M) =3D 20kB=0A=\n");
	report = parse(&reports, text, 1);
	assert_text(report->request.gfp, "GFP_HIGHUSER");
	assert_int_equal(report->zones[0].blocks.count, 2);
	assert_known(report->zones[0].blocks.sum, 20 << 10);
	oom_reports_free(&reports);
}

/* Two reports, the second so far behind the first that the parser gave up in between. */
static void test_far_apart(void **state)
{
	struct oom_reports reports;

	(void)state;
	for (int lines = 245; lines < 256; lines++) {
		char text[16384] = ZONE;

		for (int i = 0; i < lines; i++)
			strcat(text, "nothing of interest\n");
		strcat(text, "z invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0\n" ZONE);
		parse(&reports, text, 2);
		assert_int_equal(reports.items[1].form, OOM_FORM_OOM);
		oom_reports_free(&reports);
	}
}

/* A pressure that no share of time can have is what the kernel printed. */
static void test_impossible_pressure(void **state)
{
	struct oom_reports reports;
	const struct oom_report *report = parse(&reports,
		"Killed /a.slice due to memory pressure for /b being 27925460729.27% > 50.00% for > 20s "
		"with reclaim activity\n",
		1);

	(void)state;
	assert_known(report->userspace.percent, INT64_C(2792546072927));
	assert_known(report->userspace.limit, 5000);
	assert_int_equal(report->userspace.target_bytes.state, VALUE_ABSENT);
	oom_reports_free(&reports);
}

/* earlyoom to 1.1. */
static void test_old_earlyoom(void **state)
{
	struct oom_reports reports;
	const struct oom_userspace *user = &parse(&reports,
		"Low memory! mem avail: 327 of 5875 MiB (5) % <= min 10 %, swap free: 3 of 9 MiB "
		"(33 %) <= min 40 %\nKilling process 1234 Web Content\n",
		1)
						    ->userspace;

	(void)state;
	assert_known(user->memory_free, 327 << 20);
	assert_known(user->memory_percent, 500);
	assert_known(user->memory_limit, 1000);
	assert_known(user->swap_percent, 3300);
	assert_known(user->swap_limit, 4000);
	assert_true(user->acted);
	assert_known(user->pid, 1234);
	assert_text(user->target, "Web Content");
	oom_reports_free(&reports);
}

/* What is not printed is absent: the report was asked, and does not have it. */
static void test_absent(void **state)
{
	struct oom_reports reports;
	const struct oom_report *report = parse(&reports,
		"z invoked oom-killer: gfp_mask=0xd0, order=0\n" ZONE
		"[ pid ]   uid  tgid total_vm      rss cpu oom_adj name\n"
		"[ 1404]     0  1404      598       65   0     -17 udevd\n",
		1);

	(void)state;
	assert_int_equal(report->counter[OOM_shmem].state, VALUE_ABSENT);
	assert_int_equal(report->zones[0].key[OOM_boost].state, VALUE_ABSENT);
	assert_int_equal(report->zones[0].blocks.sum.state, VALUE_ABSENT);
	assert_int_equal(report->tasks[0].swap.state, VALUE_ABSENT);
	assert_int_equal(report->swap_total.state, VALUE_ABSENT);
	assert_int_equal(report->request.vmalloc.state, VALUE_ABSENT);
	assert_int_equal(report->victim.rss_anon.state, VALUE_ABSENT);
	oom_reports_free(&reports);
	report =
		parse(&reports, "memory: usage 8192kB, limit 9007199254740988kB, failcnt 485\n", 1);
	assert_int_equal(report->memory_cgroup.memory.limit.state, VALUE_ABSENT);
	assert_int_equal(report->memory_cgroup.stat[OOM_anon].state, VALUE_ABSENT);
	oom_reports_free(&reports);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mentions),
		cmocka_unit_test(test_head_alone),
		cmocka_unit_test(test_wrapped_callers),
		cmocka_unit_test(test_reaper),
		cmocka_unit_test(test_vmalloc),
		cmocka_unit_test(test_control_characters),
		cmocka_unit_test(test_forum_tags),
		cmocka_unit_test(test_broken_words),
		cmocka_unit_test(test_terminal_width),
		cmocka_unit_test(test_headless),
		cmocka_unit_test(test_encoded_newlines),
		cmocka_unit_test(test_far_apart),
		cmocka_unit_test(test_impossible_pressure),
		cmocka_unit_test(test_old_earlyoom),
		cmocka_unit_test(test_absent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
