/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/machine/balance.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/macros.h"
#include "support/fixture.h"

#define KIB ((uint64_t)1024)

static void balance_fixture(struct balance *balance, const char *name)
{
	char path[128];
	size_t length;
	struct meminfo meminfo;
	struct origin origin;
	char *text;

	snprintf(path, sizeof(path), "meminfo/%s.txt", name);
	text = fixture_read(path, &length);
	assert_int_equal(meminfo_parse(&meminfo, text, length), STATUS_OK);
	origin_guess(&origin, &meminfo);
	balance_compute(balance, &meminfo, &origin, NULL);
	meminfo_free(&meminfo);
	free(text);
}

static void assert_closed(const struct balance *balance)
{
	uint64_t sum = (uint64_t)balance->unnamed;

	for (size_t i = 0; i < TERM_UNNAMED; i++)
		sum += value_or(balance->term[i], 0);
	assert_int_equal(sum, balance->total);
}

static void the_sheet_closes(void **state)
{
	static const char *const names[] = { "seed-k2.6.32-server-24G",
		"live-k6.18-firecracker-24G", "k2.5.4x-i386-32G-tmpfs",
		"k2.6.18-el5-32G-mangled-tail", "fx-pcp-meminfo-007", "hw-32intel64-2p8co2t_8ve",
		"k3.10-centos-sreclaimable-14G", "hw-nvidia-dgx-gb10" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		struct balance balance;

		balance_fixture(&balance, names[i]);
		assert_int_equal(balance.state, BALANCE_OK);
		assert_closed(&balance);
	}
}

static void terms_follow_the_kernel(void **state)
{
	struct balance balance;

	(void)state;
	/* 2.6.32: VmallocUsed is addresses; the sum of issue and article. */
	balance_fixture(&balance, "seed-k2.6.32-server-24G");
	assert_false(value_known(balance.term[TERM_VMALLOC]));
	assert_int_equal(balance.term[TERM_KERNEL_STACKS].n, 1896 * KIB);
	assert_int_equal(balance.unnamed, 2278900 * (int64_t)KIB);
	/* 5.4: real memory, stacks included. */
	balance_fixture(&balance, "fx-pcp-meminfo-007");
	assert_int_equal(balance.term[TERM_VMALLOC].n, 79940 * KIB);
	assert_false(value_known(balance.term[TERM_KERNEL_STACKS]));
	/* 4.4 to 5.2: always 0. */
	balance_fixture(&balance, "fx-gosigar-500M");
	assert_false(value_known(balance.term[TERM_VMALLOC]));
	assert_true(value_known(balance.term[TERM_KERNEL_STACKS]));
	/* Before 2.6.19 slab is not divided, before 2.6.18 programs' memory comes from the lists. */
	balance_fixture(&balance, "k2.5.4x-i386-32G-tmpfs");
	assert_int_equal(balance.term[TERM_SLAB].n, 133020 * KIB);
	assert_int_equal(balance.term[TERM_ANONYMOUS].n,
		(149512 + 23386864 - 1236 - 23397036) * KIB);
	/* Pages of the swap cache that are mapped stand in AnonPages. */
	balance_fixture(&balance, "k2.6.18-el5-32G-mangled-tail");
	assert_int_equal(balance.term[TERM_SWAP_CACHE].n,
		(22739776 + 7427836 - 14153592 - 11364056 - 4545340) * KIB);
}

static void no_sum_where_it_means_nothing(void **state)
{
	static const struct {
		const char *name;
		enum balance_state state;
	} cases[] = {
		{ "seed-k2.4.18-workstation-1G", BALANCE_OLD },
		{ "k5.x-x86_64-592G-hugetlb-truncated", BALANCE_TRUNCATED },
		{ "k4.19-coreos-sunreclaim-percpu-leak", BALANCE_TRUNCATED },
		{ "lxcfs-container-20G-swapfree-wrap", BALANCE_FOREIGN },
		{ "wsl1-constants-8G", BALANCE_WSL1 },
		{ "odd-s390x-directmap-underflow-tail", BALANCE_FRAGMENT },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct balance balance;

		balance_fixture(&balance, cases[i].name);
		assert_int_equal(balance.state, cases[i].state);
		assert_non_null(balance_reason(balance.state));
	}
}

static void what_meminfo_does_not_show_is_named(void **state)
{
	static const char text[] =
		"MemTotal: 1000 kB\nMemFree: 100 kB\nBuffers: 0 kB\nCached: 100 kB\n"
		"SwapCached: 0 kB\nActive: 300 kB\nInactive: 100 kB\n"
		"Active(anon): 250 kB\nInactive(anon): 50 kB\n"
		"Active(file): 50 kB\nInactive(file): 50 kB\nUnevictable: 0 kB\n"
		"SwapTotal: 0 kB\nSwapFree: 0 kB\nZswap: 10 kB\nDirty: 0 kB\n"
		"AnonPages: 300 kB\nShmem: 40 kB\nKReclaimable: 30 kB\nSlab: 40 kB\n"
		"SReclaimable: 20 kB\nSUnreclaim: 20 kB\nPageTables: 5 kB\n"
		"Committed_AS: 9 kB\nCommitLimit: 9 kB\nVmallocTotal: 9 kB\n"
		"VmallocUsed: 25 kB\nVmallocChunk: 0 kB\nPercpu: 5 kB\n"
		"HugePages_Total: 0\nHugePages_Free: 0\nHugePages_Rsvd: 0\n"
		"HugePages_Surp: 0\nHugepagesize: 2048 kB\nHugetlb: 200 kB\n";
	struct balance_extra extra = { value_of(70 * KIB), value_of(0), value_of(30 * KIB) };
	struct meminfo meminfo;
	struct origin origin;
	struct balance balance;

	(void)state;
	assert_int_equal(meminfo_parse(&meminfo, text, strlen(text)), STATUS_OK);
	origin_guess(&origin, &meminfo);
	balance_compute(&balance, &meminfo, &origin, &extra);
	assert_int_equal(balance.state, BALANCE_OK);
	assert_closed(&balance);
	assert_int_equal(balance.term[TERM_PER_CPU_LISTS].n, 70 * KIB);
	assert_int_equal(balance.term[TERM_COMPRESSED_SWAP].n, 30 * KIB);
	assert_int_equal(balance.term[TERM_PAGE_CACHE].n, 60 * KIB);
	assert_int_equal(balance.term[TERM_KERNEL_RECLAIMABLE].n, 10 * KIB);
	assert_int_equal(balance.term[TERM_HUGE_PAGES].n, 200 * KIB);
	assert_int_equal(balance.unnamed,
		(1000 - 100 - 70 - 100 - 300 - 40 - 10 - 25 - 5 - 5 - 30 - 200) * (int64_t)KIB);
	meminfo_free(&meminfo);
}

static const struct origin whole = { .kind = ORIGIN_KERNEL, .complete = true, .counts_all = true };

static void balance_text(struct balance *balance, const char *text, const struct origin *origin,
	const struct balance_extra *extra)
{
	struct meminfo meminfo;

	assert_int_equal(meminfo_parse(&meminfo, text, strlen(text)), STATUS_OK);
	balance_compute(balance, &meminfo, origin, extra);
	meminfo_free(&meminfo);
}

/* 100,000 kB, of which the terms in the text take the rest of the line. */
#define BEGINS                                                                                     \
	"MemTotal: 100000 kB\nMemFree: 1000 kB\nBuffers: 200 kB\nCached: 300 kB\nSlab: 0 kB\n"

static void pages_on_the_lists_that_are_nowhere_else_are_swap_cache(void **state)
{
	struct balance_extra isolated = { .isolated = value_of(64 * KIB) };
	struct balance balance;

	(void)state;
#define LISTS "Active: 400 kB\nInactive: 500 kB\nUnevictable: 100 kB\nAnonPages: 450 kB\n"
	/* 400 + 500 + 100 - 200 - 300 - 450 */
	balance_text(&balance, BEGINS LISTS "SwapCached: 999 kB\n", &whole, NULL);
	assert_int_equal(balance.term[TERM_SWAP_CACHE].n, 50 * KIB);
	balance_text(&balance, BEGINS LISTS "SwapCached: 999 kB\n", &whole, &isolated);
	assert_int_equal(balance.term[TERM_SWAP_CACHE].n, 114 * KIB);
	/* Never more than SwapCached says. */
	balance_text(&balance, BEGINS LISTS "SwapCached: 20 kB\n", &whole, NULL);
	assert_int_equal(balance.term[TERM_SWAP_CACHE].n, 20 * KIB);
	/* More on other counters than on the lists: none, and not less. */
	balance_text(&balance,
		BEGINS "Active: 400 kB\nInactive: 500 kB\nAnonPages: 401 kB\nSwapCached: 9 kB\n",
		&whole, NULL);
	assert_int_equal(balance.term[TERM_SWAP_CACHE].n, 0);
	/* With one list missing it is what SwapCached says, and programs' memory is not guessed. */
	balance_text(&balance, BEGINS "Active: 400 kB\nSwapCached: 30 kB\n", &whole, NULL);
	assert_int_equal(balance.term[TERM_SWAP_CACHE].n, 30 * KIB);
	assert_false(value_known(balance.term[TERM_ANONYMOUS]));
	balance_text(&balance, BEGINS "Inactive: 900 kB\nSwapCached: 30 kB\n", &whole, NULL);
	assert_int_equal(balance.term[TERM_SWAP_CACHE].n, 30 * KIB);
	assert_false(value_known(balance.term[TERM_ANONYMOUS]));
#undef LISTS
}

static void stacks_stand_beside_vmalloc_where_they_are_not_of_it(void **state)
{
	struct balance balance;

	(void)state;
	balance_text(&balance,
		BEGINS "KernelStack: 50 kB\nVmallocUsed: 50 kB\nVmallocChunk: 0 kB\n", &whole,
		NULL);
	assert_int_equal(balance.term[TERM_VMALLOC].n, 50 * KIB);
	assert_false(value_known(balance.term[TERM_KERNEL_STACKS]));
	balance_text(&balance,
		BEGINS "KernelStack: 54 kB\nVmallocUsed: 50 kB\nVmallocChunk: 0 kB\n", &whole,
		NULL);
	assert_int_equal(balance.term[TERM_VMALLOC].n, 50 * KIB);
	assert_int_equal(balance.term[TERM_KERNEL_STACKS].n, 54 * KIB);
}

static void memory_of_a_graphics_card_is_two_terms(void **state)
{
	struct balance balance;

	(void)state;
	balance_text(&balance, BEGINS "GPUActive: 70 kB\nGPUReclaim: 8 kB\n", &whole, NULL);
	assert_int_equal(balance.term[TERM_GPU].n, 70 * KIB);
	assert_int_equal(balance.term[TERM_GPU_POOL].n, 8 * KIB);
	balance_text(&balance, BEGINS, &whole, NULL);
	assert_false(value_known(balance.term[TERM_GPU]));
}

#define OLD_SHEET                                                                                  \
	"MemTotal: 4194304 kB\nMemFree: %u kB\nBuffers: 0 kB\nCached: 0 kB\nActive: 1 kB\n"        \
	"Inactive: 0 kB\nAnonPages: 0 kB\nSlab: 0 kB\n%s"                                          \
	"HugePages_Total: 2\nHugePages_Free: 2\nHugepagesize: %u kB\n"

/* Kernels before 3.0 take pages of 1 GiB at boot and do not count them in MemTotal. */
static void a_pool_outside_memory_is_told_by_the_rest(void **state)
{
	static const struct {
		unsigned free, page_size;
		const char *more;
		bool outside;
		enum balance_state state;
	} cases[] = {
		{ 4194304, 1048576, "", true, BALANCE_OK },
		{ 2097152, 1048576, "", false, BALANCE_OK },
		{ 2097152 + 41943, 1048576, "", false, BALANCE_OK },
		{ 2097152 + 41945, 1048576, "", true, BALANCE_OK },
		{ 4194304, 1048572, "", false, BALANCE_FOREIGN },
		{ 4194304, 1048576, "MemAvailable: 9 kB\n", false, BALANCE_FOREIGN },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct balance balance;
		char text[500];

		snprintf(text, sizeof(text), OLD_SHEET, cases[i].free, cases[i].more,
			cases[i].page_size);
		balance_text(&balance, text, &whole, NULL);
		assert_int_equal(balance.state, cases[i].state);
		assert_int_equal(value_or(balance.outside, 0),
			cases[i].outside ? 2048 * 1024 * KIB : 0);
		assert_closed(&balance);
	}
}

static void the_owner_of_the_unnamed_is_told_by_other_lines(void **state)
{
	static const struct {
		const char *text; /* of a machine of 1000 kB, 300 of it unnamed */
		enum unnamed_owner owner;
	} cases[] = {
		{ "Slab: 5 kB\n", OWNER_UNTOLD },
		{ "Slab: 0 kB\n", OWNER_SLOB },
		{ "Slab: 5 kB\nHugePages_Total: 0\n", OWNER_OTHER_POOLS },
		{ "Slab: 5 kB\nHugePages_Total: 0\nHugetlb: 0 kB\n", OWNER_UNTOLD },
		{ "SReclaimable: 101 kB\n", OWNER_FILE_SYSTEM },
		{ "SReclaimable: 99 kB\n", OWNER_UNTOLD },
		{ "CmaTotal: 900 kB\nCmaFree: 749 kB\n", OWNER_CMA },
		{ "CmaTotal: 900 kB\nCmaFree: 750 kB\n", OWNER_UNTOLD },
		{ "SwapTotal: 900 kB\nSwapFree: 599 kB\n", OWNER_ZRAM },
		{ "SwapTotal: 900 kB\nSwapFree: 600 kB\n", OWNER_UNTOLD },
		{ "SwapTotal: 900 kB\nSwapFree: 9 kB\nZswap: 4 kB\n", OWNER_UNTOLD },
	};
	const struct balance balance = { .total = 1024000,
		.term[TERM_UNNAMED] = { .n = 300 * KIB, .state = VALUE_OK } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct meminfo meminfo;

		assert_int_equal(meminfo_parse(&meminfo, cases[i].text, strlen(cases[i].text)),
			STATUS_OK);
		assert_int_equal(balance_unnamed_owner(&balance, &meminfo), cases[i].owner);
		meminfo_free(&meminfo);
	}
}

static void a_pool_of_huge_pages_is_a_count_and_a_size(void **state)
{
	struct balance balance;

	(void)state;
	balance_text(&balance, BEGINS "HugePages_Total: 3\nHugepagesize: 2048 kB\n", &whole, NULL);
	assert_int_equal(balance.term[TERM_HUGE_PAGES].n, 6144 * KIB);
	balance_text(&balance, BEGINS "HugePages_Total: 3\n", &whole, NULL);
	assert_false(value_known(balance.term[TERM_HUGE_PAGES]));
	balance_text(&balance, BEGINS "HugePages_Total: 0\n", &whole, NULL);
	assert_true(value_known(balance.term[TERM_HUGE_PAGES]));
	assert_int_equal(balance.term[TERM_HUGE_PAGES].n, 0);
	balance_text(&balance, BEGINS "Hugepagesize: 2048 kB\n", &whole, NULL);
	assert_false(value_known(balance.term[TERM_HUGE_PAGES]));
}

/* Counters are read one after the other; up to 1% too much is that, more is another machine's. */
static void more_than_all_is_nothing_unnamed_or_no_sum(void **state)
{
	struct balance balance;

	(void)state;
	balance_text(&balance, BEGINS "AnonPages: 99500 kB\n", &whole, NULL);
	assert_int_equal(balance.state, BALANCE_OK);
	assert_int_equal(balance.unnamed, -1000 * (int64_t)KIB);
	assert_int_equal(balance.term[TERM_UNNAMED].n, 0);
	balance_text(&balance, BEGINS "AnonPages: 99504 kB\n", &whole, NULL);
	assert_int_equal(balance.state, BALANCE_FOREIGN);
	balance_text(&balance, BEGINS "AnonPages: 98500 kB\n", &whole, NULL);
	assert_int_equal(balance.unnamed, 0);
	assert_int_equal(balance.term[TERM_UNNAMED].n, 0);
}

static void a_text_that_was_cut_gives_a_sum_if_no_term_is_missing(void **state)
{
	static const struct origin cut = { .kind = ORIGIN_KERNEL, .counts_all = true };
	static const struct {
		const char *text;
		const struct origin *origin;
		enum balance_state state;
	} cases[] = {
		{ BEGINS "Committed_AS: 9 kB\nHugePages_Total: 0\n", &cut, BALANCE_OK },
		{ BEGINS "HugePages_Total: 0\n", &cut, BALANCE_TRUNCATED },
		{ BEGINS "Committed_AS: 9 kB\n", &cut, BALANCE_TRUNCATED },
		{ BEGINS, &whole, BALANCE_OK },
		{ "MemTotal: 9 kB\nMemFree: 9 kB\nBuffers: 0 kB\nCached: 0 kB\n", &whole,
			BALANCE_TRUNCATED },
		{ "MemTotal: 9 kB\nMemFree: 9 kB\nBuffers: 0 kB\nSlab: 0 kB\n", &whole,
			BALANCE_TRUNCATED },
		{ "MemTotal: 9 kB\nMemFree: 9 kB\nCached: 0 kB\nSlab: 0 kB\n", &whole,
			BALANCE_TRUNCATED },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct balance balance;

		balance_text(&balance, cases[i].text, cases[i].origin, NULL);
		assert_int_equal(balance.state, cases[i].state);
	}
}

static void every_term_has_a_row(void **state)
{
	(void)state;
	for (size_t i = 0; i < TERM_COUNT; i++) {
		assert_non_null(term_rows[i].key);
		assert_non_null(term_rows[i].title);
		assert_non_null(term_rows[i].source);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_sheet_closes),
		cmocka_unit_test(terms_follow_the_kernel),
		cmocka_unit_test(no_sum_where_it_means_nothing),
		cmocka_unit_test(what_meminfo_does_not_show_is_named),
		cmocka_unit_test(pages_on_the_lists_that_are_nowhere_else_are_swap_cache),
		cmocka_unit_test(stacks_stand_beside_vmalloc_where_they_are_not_of_it),
		cmocka_unit_test(memory_of_a_graphics_card_is_two_terms),
		cmocka_unit_test(a_pool_outside_memory_is_told_by_the_rest),
		cmocka_unit_test(the_owner_of_the_unnamed_is_told_by_other_lines),
		cmocka_unit_test(a_pool_of_huge_pages_is_a_count_and_a_size),
		cmocka_unit_test(more_than_all_is_nothing_unnamed_or_no_sum),
		cmocka_unit_test(a_text_that_was_cut_gives_a_sum_if_no_term_is_missing),
		cmocka_unit_test(every_term_has_a_row),
	};

	return cmocka_run_group_tests_name("model/balance", tests, NULL, NULL);
}
